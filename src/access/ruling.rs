//! What the kubelet does about an image before it pulls (`EnsureImageExists`), without the words for it.

use super::{AccessCheck, ImageRequest, Presence, PullSecret};
use crate::api::Behavior;
use crate::policy::PullPolicy;

/// The one decision that [`ImageRequest::decide`] puts into words and the simulator acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ruling<'a> {
    /// The image as written does not parse.
    InvalidName,
    /// The runtime could not tell whether the image is there; its error.
    InspectFailed(&'a str),
    /// The local image is used, and this is added to its record.
    UseLocal { remember: Option<PullSecret> },
    /// Policy `Never`, and no image that the pod may use.
    NeverPull,
    /// The pod's credentials could not be looked up; the error.
    CredentialsFailed(&'a str),
    /// That the image is about to be pulled could not be written down; the error.
    IntentFailed(&'a str),
    /// The image is pulled, unless it is in back-off.
    Pull,
}

impl<'a> ImageRequest<'a> {
    /// Decides for an image that `parses` or does not.
    pub(crate) fn ruling(&self, parses: bool, behavior: &Behavior) -> Ruling<'a> {
        if !parses {
            return Ruling::InvalidName;
        }
        let inspects = self.policy.inspects_first(behavior);
        match self.presence {
            Presence::Unknown(error) if inspects => return Ruling::InspectFailed(error),
            Presence::Absent if inspects && self.policy == PullPolicy::Never => return Ruling::NeverPull,
            _ => {}
        }
        let look_up_now = behavior.looks_up_credentials_first && !behavior.looks_up_credentials_lazily;
        if look_up_now && let Err(error) = self.credentials {
            return Ruling::CredentialsFailed(error);
        }
        if inspects && self.presence == Presence::Present && self.policy != PullPolicy::Always {
            if !behavior.verifies_pull_credentials {
                return Ruling::UseLocal { remember: None };
            }
            match (self.verification.check(self.image, self.credentials, behavior), self.credentials) {
                (AccessCheck::Granted { remember, .. }, _) => return Ruling::UseLocal { remember },
                (AccessCheck::CredentialsFailed(_), Err(error)) => return Ruling::CredentialsFailed(error),
                _ => {}
            }
        }
        if self.policy == PullPolicy::Never {
            return Ruling::NeverPull;
        }
        if behavior.looks_up_credentials_first
            && let Err(error) = self.credentials
        {
            return Ruling::CredentialsFailed(error);
        }
        match self.intent_error {
            Some(error) if behavior.verifies_pull_credentials => Ruling::IntentFailed(error),
            _ => Ruling::Pull,
        }
    }
}
