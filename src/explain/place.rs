//! What the place that was asked says about who can help. A cause is the same wherever it comes from; its remedy is not.

use super::Remedy;
use super::cause::CauseFinding;
use crate::api::WaitingReason;
use crate::cause::{Actor, Cause, CauseGroup};
use crate::reference::normalize::DEFAULT_DOMAIN;
use crate::registry::is_loopback_host;

/// Registries that serve the whole world, and the hosts behind them: their certificates are from authorities that every
/// system knows. With a dot, everything below.
const PUBLIC: [&str; 22] = [
    DEFAULT_DOMAIN,
    ".docker.io",
    ".docker.com",
    "quay.io",
    ".quay.io",
    "ghcr.io",
    ".githubusercontent.com",
    "gcr.io",
    ".gcr.io",
    ".pkg.dev",
    "registry.k8s.io",
    ".k8s.io",
    "mcr.microsoft.com",
    ".azurecr.io",
    "public.ecr.aws",
    ".amazonaws.com",
    ".cloudfront.net",
    "nvcr.io",
    "registry.gitlab.com",
    ".redhat.com",
    ".redhat.io",
    ".icr.io",
];

/// A remedy with what the place adds to it.
pub(super) fn see_to_the_place(cause: &CauseFinding, reason: Option<&WaitingReason>, remedy: &mut Remedy) {
    let found = match reason {
        Some(WaitingReason::ImageInspectError) => at_the_node(cause),
        _ => advice(cause),
    };
    let Some((responsible, fix)) = found else { return };
    (remedy.responsible, remedy.fix) = (responsible.into(), fix.into());
}

/// The kubelet asks its own runtime whether the image is there; a registry has no part in that.
fn at_the_node(found: &CauseFinding) -> Option<(&'static [Actor], &'static str)> {
    matches!(found.group, CauseGroup::Network | CauseGroup::Registry).then_some((
        &[Actor::Cluster],
        "look at the container runtime of the node: it did not tell the kubelet whether it has the image, and no \
         registry was asked",
    ))
}

fn advice(found: &CauseFinding) -> Option<(&'static [Actor], &'static str)> {
    let (host, url) = (found.details.host.as_deref()?, found.details.url.as_deref());
    let message = found.message.as_deref().unwrap_or_default();
    // Whatever answers there, or does not, the registry that the image names has not been asked.
    if is_loopback_host(host) && matches!(found.group, CauseGroup::Registry | CauseGroup::Network) {
        return Some((
            &[Actor::Cluster],
            "see to what serves images on the node's own loopback address, on that node: a mirror, a cache, a \
             forwarded port",
        ));
    }
    match found.cause {
        Cause::TlsUnknownAuthority if is_public(host) => Some((
            &[Actor::Network, Actor::Cluster],
            "find what stands between the node and the registry: a public registry's certificate is from a known \
             authority, so a proxy or firewall presents its own; let that traffic through, or install its CA for the \
             runtime",
        )),
        Cause::AccessDenied if found.details.http_status == Some(403) && url.is_some_and(is_backend) => {
            Some((
                &[Actor::Network, Actor::Registry],
                "look for a filter between the node and the storage behind the registry, and at the node's clock: the \
             registry itself let the pull through, so no right in it is missing",
            ))
        }
        Cause::Timeout if message.contains("dial tcp") => Some((
            &[Actor::Network],
            "retry; no connection came about, whatever the size of the image: check routes, firewalls and egress \
             filters between the node and that address",
        )),
        _ => None,
    }
}

fn is_public(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    PUBLIC.iter().any(|known| if known.starts_with('.') { name.ends_with(known) } else { name == *known })
}

/// Whether a URL leads to what a registry redirects to: neither its own API nor a token server.
fn is_backend(url: &str) -> bool {
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let is_api =
        path == "v2" || path.starts_with("v2/") || path.contains("/v2/") && path.contains("/manifests/");
    let is_token = ["scope=", "service=", "token"].iter().any(|part| path.contains(part));
    !path.is_empty() && !is_api && !is_token
}
