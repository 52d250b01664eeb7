//! What the kubelet does about an image before it pulls (`EnsureImageExists`), without the words for it.

use super::telling::Refusal;
use super::{AccessCheck, ImageRequest, Presence, PullSecret};
use crate::api::Behavior;
use crate::policy::PullPolicy;

/// The one decision that [`ImageRequest::decide`] puts into words and the simulator acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ruling<'a> {
    /// The local image is used, and this is added to its record.
    UseLocal { remember: Option<PullSecret> },
    /// The image is pulled, unless it is in back-off.
    Pull,
    /// Nothing is done about the image; the container waits.
    Refuse(Refusal<'a>),
}

impl<'a> ImageRequest<'a> {
    /// Whether [`decide`](Self::decide) pulls, without the words for it.
    #[cfg(feature = "explain")]
    pub(crate) fn pulls(&self, behavior: &Behavior) -> bool {
        self.ruling(self.image.reference().is_ok(), behavior) == Ruling::Pull
    }

    /// Decides for an image that `parses` or does not.
    pub(crate) fn ruling(&self, parses: bool, behavior: &Behavior) -> Ruling<'a> {
        if !parses {
            return Ruling::Refuse(Refusal::InvalidName);
        }
        let inspects = self.policy.inspects_first(behavior);
        match self.presence {
            Presence::Unknown(error) if inspects => return Ruling::Refuse(Refusal::InspectFailed(error)),
            Presence::Absent if inspects && self.policy == PullPolicy::Never => {
                return Ruling::Refuse(Refusal::NeverPull);
            }
            _ => {}
        }
        let look_up_now = behavior.looks_up_credentials_first && !behavior.looks_up_credentials_lazily;
        if look_up_now && let Err(error) = self.credentials {
            return Ruling::Refuse(Refusal::CredentialsFailed(error));
        }
        if inspects && self.presence == Presence::Present && self.policy != PullPolicy::Always {
            if !behavior.verifies_pull_credentials {
                return Ruling::UseLocal { remember: None };
            }
            match (self.verification.check(self.image, self.credentials, behavior), self.credentials) {
                (AccessCheck::Granted { remember, .. }, _) => return Ruling::UseLocal { remember },
                (AccessCheck::CredentialsFailed(_), Err(error)) => {
                    return Ruling::Refuse(Refusal::CredentialsFailed(error));
                }
                _ => {}
            }
        }
        if self.policy == PullPolicy::Never {
            return Ruling::Refuse(Refusal::NeverPull);
        }
        if behavior.looks_up_credentials_first
            && let Err(error) = self.credentials
        {
            return Ruling::Refuse(Refusal::CredentialsFailed(error));
        }
        match self.intent_error {
            Some(error) if behavior.verifies_pull_credentials => Ruling::Refuse(Refusal::IntentFailed(error)),
            _ => Ruling::Pull,
        }
    }
}
