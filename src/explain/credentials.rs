//! What the pod's own pull secrets and its service account add to a remedy: which of them to see to, and for what.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::cause::CauseFinding;
use super::secrets::PodSecrets;
use super::shared::Shared;
use super::text::Joined;
use super::{PullSecrets, Remedy};
use crate::api::Pod;
use crate::cause::{Actor, Cause};
use crate::reference::Reference;

/// How many secrets, or registries of a secret, are named.
const MOST: usize = 4;

/// Whether credentials are what is missing, refused, or without the right: not where they could not be obtained.
const fn is_about_them(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::AuthRequired | Cause::AuthInvalid | Cause::AccessDenied | Cause::NotFoundOrUnauthorized
    )
}

/// Says which secrets are to be seen to. Nothing changes where a secret is missing, which comes first, and where the
/// message itself tells that no secret helps.
pub(super) fn see_to_the_secrets(
    cause: &CauseFinding,
    remedy: &mut Remedy,
    secrets: Option<&PullSecrets>,
    shared: &Shared<'_>,
    pod: Option<&Pod>,
    image: Option<&Reference>,
) {
    let (Some(image), Some(pod)) = (image, pod) else { return };
    if !is_about_them(cause.cause) || remedy.fix != cause.cause.fix() {
        return;
    }
    let hidden =
        if cause.cause == Cause::NotFoundOrUnauthorized { "check the spelling first; then " } else { "" };
    let registry = image.domain();
    let advice = match secrets {
        Some(known) => Some(of_named(cause.cause, known, &shared.secrets, registry)),
        None if shared.is_static => Some((
            &[Actor::Cluster][..],
            format!(
                "give the node's runtime or the kubelet's credential provider credentials for {registry}: a static pod \
                 has no pull secrets"
            ),
        )),
        None => of_none(cause.cause, pod, registry),
    };
    let Some((responsible, fix)) = advice else { return };
    remedy.responsible = responsible.into();
    remedy.fix = Cow::Owned(if hidden.is_empty() { fix } else { format!("{hidden}{fix}") });
}

type Advice = (&'static [Actor], String);

/// The pod names secrets.
fn of_named(cause: Cause, known: &PullSecrets, secrets: &PodSecrets<'_>, registry: &str) -> Advice {
    const WORKLOAD: &[Actor] = &[Actor::Workload];
    let named = First(&known.named);
    match known.tried.as_deref() {
        None => match cause {
            Cause::AuthInvalid => (
                WORKLOAD,
                format!("renew or correct the credentials for {registry} in {named}, which the pod names"),
            ),
            Cause::AccessDenied => (
                cause.responsible(),
                format!(
                    "grant the identity in {named}, which the pod names, the right to pull, if it has a key for {registry}"
                ),
            ),
            _ => (
                WORKLOAD,
                format!(
                    "see whether {named}, which the pod names, has a key for {registry} with credentials that may pull"
                ),
            ),
        },
        Some([]) if !known.unknown.is_empty() => (
            WORKLOAD,
            format!(
                "see whether {} has a key for {registry}: of the pod's other secrets none has",
                First(&known.unknown)
            ),
        ),
        Some([]) => {
            let has = only_for(secrets);
            let refused = match cause {
                Cause::AuthInvalid => "; any credentials that were refused are not from there",
                _ => "",
            };
            let fix = format!(
                "add a key for {registry} to a pull secret: {named} has none that covers this image{has}{refused}"
            );
            (WORKLOAD, fix)
        }
        Some(tried) if tried.len() == known.empty.len() => (
            WORKLOAD,
            format!("put a user and a password for {registry} into {}: it has neither", First(tried)),
        ),
        Some(tried) => of_tried(cause, &First(tried), registry),
    }
}

/// The first names, so that no remedy is as long as the pod.
struct First<'n>(&'n [String]);

impl fmt::Display for First<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.0.get(..MOST.min(self.0.len())).unwrap_or_default();
        Joined(first, ", ").fmt(f)?;
        match self.0.len() - first.len() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

fn only_for(secrets: &PodSecrets<'_>) -> String {
    let (registries, count) = secrets.registries();
    let first: Vec<_> = registries.take(MOST).collect();
    match (&*first, count - first.len()) {
        ([], _) => String::new(),
        (first, 0) => format!(", only for {}", Joined(first, ", ")),
        (first, more) => format!(", only for {} and {more} more", Joined(first, ", ")),
    }
}

/// A key of these secrets covers the image.
fn of_tried(cause: Cause, tried: &First<'_>, registry: &str) -> Advice {
    match cause {
        Cause::AccessDenied => {
            (cause.responsible(), format!("grant the identity in the pull secret {tried} the right to pull"))
        }
        Cause::AuthInvalid => (
            &[Actor::Workload],
            format!("renew or correct the credentials for {registry} in the pull secret {tried}"),
        ),
        _ => (
            &[Actor::Workload],
            format!(
                "see whether the credentials for {registry} in the pull secret {tried} are right and may pull: a key \
                 there covers this image, and it was not enough"
            ),
        ),
    }
}

/// The pod names none: the API server would have copied those of its service account (`ServiceAccount` admission).
fn of_none(cause: Cause, pod: &Pod, registry: &str) -> Option<Advice> {
    let account = service_account(pod);
    let fix = match cause {
        Cause::AuthRequired | Cause::NotFoundOrUnauthorized => format!(
            "attach credentials for {registry}: name a pull secret in new pods or in their service account {account}, \
             or give the node its own"
        ),
        // Whoever was refused is known by credentials of the node.
        _ => return None,
    };
    Some((&[Actor::Workload, Actor::Cluster], fix))
}

/// The service account of a pod; the API server fills in `default`.
pub(super) fn service_account(pod: &Pod) -> &str {
    match pod.spec.service_account_name.as_str() {
        "" => "default",
        name => name,
    }
}
