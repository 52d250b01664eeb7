//! What the place that was asked says about who can help. A cause is the same wherever it comes from; its remedy is not.

use super::cause::{CauseDetails, CauseFinding};
use super::{Remedy, sandbox};
use crate::api::WaitingReason;
use crate::cause::{Actor, Cause, CauseGroup, FailedEndpoint, Verdict, deciding_endpoint};
use crate::reference::normalize::DEFAULT_DOMAIN;
use crate::registry::is_loopback_host;
use crate::waiting::PullError;

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

impl Remedy {
    /// Returns what the failure alone tells of who must act, and how; a pod, its secrets and its events may tell more.
    ///
    /// ```
    /// use pullspec::PullError;
    /// use pullspec::cause::Actor;
    /// use pullspec::explain::Remedy;
    /// let message = "Failed to pull image \"quay.io/a/b:1\": Get \"http://localhost:30020/v2/\": dial tcp [::1]:30020: \
    ///     connect: connection refused";
    /// let remedy = Remedy::of(&PullError::from_event(message).ok_or("none")?);
    /// assert_eq!(*remedy.responsible, [Actor::Cluster]);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn of(error: &PullError) -> Self {
        Self::known(Some(&error.reason()), &error.verdict(), error.message())
    }

    /// Returns the same of a message whose cause was read.
    ///
    /// ```
    /// use pullspec::classify;
    /// use pullspec::explain::Remedy;
    /// let message = "dial tcp: lookup quay.io: no such host";
    /// let verdict = classify(None, message);
    /// assert_eq!(Remedy::of_message(&verdict, message).fix, verdict.fix());
    /// ```
    #[must_use]
    pub fn of_message(verdict: &Verdict, message: &str) -> Self {
        Self::known(None, verdict, message)
    }

    fn known(reason: Option<&WaitingReason>, verdict: &Verdict, message: &str) -> Self {
        let (responsible, fix) = sandbox::told_in(message)
            .then(|| sandbox::remedy(verdict))
            .flatten()
            .unwrap_or((verdict.responsible(), verdict.fix()));
        let mut remedy = Self { responsible: responsible.into(), fix: fix.into(), advice: None };
        let details = CauseDetails::of(message);
        let asked = Asked { cause: verdict.cause(), details: &details, message };
        see_to_the_place(&asked, reason, &mut remedy);
        remedy
    }
}

/// What failed, and where.
pub(super) struct Asked<'a> {
    cause: Cause,
    details: &'a CauseDetails,
    message: &'a str,
}

impl<'a> Asked<'a> {
    pub(super) fn of(found: &'a CauseFinding) -> Self {
        let message = found.message.as_deref().unwrap_or_default();
        Self { cause: found.cause, details: &found.details, message }
    }
}

/// A remedy with what the place adds to it.
pub(super) fn see_to_the_place(asked: &Asked<'_>, reason: Option<&WaitingReason>, remedy: &mut Remedy) {
    if let Some(mirror) = refusing_mirror(asked) {
        remedy.responsible = (&[Actor::Cluster]).into();
        remedy.fix = alloc::format!(
            "give the node's runtime credentials for the mirror {mirror}: those in pull secrets are for the image's own \
             registry, and are not sent to a mirror of another host"
        )
        .into();
        return;
    }
    let found = match reason {
        Some(WaitingReason::ImageInspectError) => at_the_node(asked.cause),
        _ => advice(asked),
    };
    let Some((responsible, fix)) = found else { return };
    (remedy.responsible, remedy.fix) = (responsible.into(), fix.into());
}

/// The host of a mirror that refused, where that decides. containers/image sends no credentials of the image's own
/// registry to another host (`newImageSourceAttempt` in `docker/docker_image_src.go`).
fn refusing_mirror<'a>(asked: &Asked<'a>) -> Option<&'a str> {
    if asked.cause.group() != CauseGroup::Auth {
        return None;
    }
    deciding_endpoint(asked.message).filter(FailedEndpoint::is_mirror).map(|mirror| mirror.host())
}

/// The kubelet asks its own runtime whether the image is there; a registry has no part in that.
fn at_the_node(cause: Cause) -> Option<(&'static [Actor], &'static str)> {
    matches!(cause.group(), CauseGroup::Network | CauseGroup::Registry).then_some((
        &[Actor::Cluster],
        "look at the container runtime of the node: it did not tell the kubelet whether it has the image, and no \
         registry was asked",
    ))
}

fn advice(asked: &Asked<'_>) -> Option<(&'static [Actor], &'static str)> {
    let Asked { cause, details, message } = *asked;
    let (host, url) = (details.host.as_deref()?, details.url.as_deref());
    // Whatever answers there, or does not, the registry that the image names has not been asked.
    if is_loopback_host(host) && matches!(cause.group(), CauseGroup::Registry | CauseGroup::Network) {
        return Some((
            &[Actor::Cluster],
            "see to what serves images on the node's own loopback address, on that node: a mirror, a cache, a \
             forwarded port",
        ));
    }
    match cause {
        Cause::TlsUnknownAuthority if is_public(host) => Some((
            &[Actor::Network, Actor::Cluster],
            "find what stands between the node and the registry: a public registry's certificate is from a known \
             authority, so a proxy or firewall presents its own; let that traffic through, or install its CA for the \
             runtime",
        )),
        Cause::AccessDenied if details.http_status == Some(403) && url.is_some_and(is_backend) => Some((
            &[Actor::Network, Actor::Registry],
            "look for a filter between the node and the storage behind the registry, and at the node's clock: the \
             registry itself let the pull through, so no right in it is missing",
        )),
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
