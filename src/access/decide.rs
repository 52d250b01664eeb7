//! What the kubelet does about an image before it pulls (`EnsureImageExists`, `pkg/kubelet/images/image_manager.go`).

use alloc::string::{String, ToString};

use super::PullSecret;
use super::request::ImageRequest;
use super::ruling::Ruling;
use super::telling::{PULLS, USES_LOCAL, pulls, uses_local};
use crate::api::{Behavior, KubeletEvent, WaitingReason};
use crate::sentence::Sentence;

impl ImageRequest<'_> {
    /// What a kubelet of this behaviour does next.
    ///
    /// The words for a name that does not parse are those since about 1.28; before, the kubelet said `couldn't parse
    /// image reference`.
    ///
    /// Before a pull comes the back-off, which is not looked at here: inside a window the container waits with
    /// `ImagePullBackOff` in place of [`Decision::Pull`].
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::access::{ImageRequest, Presence};
    /// use pullspec::api::Behavior;
    /// let image = PodImage::new("redis:7");
    /// let request = ImageRequest::new(&image, PullPolicy::Always).with_presence(Presence::Unknown("deadline exceeded"));
    /// assert!(!request.decide(&Behavior::for_minor(31)).pulls()); // asks the runtime first
    /// assert!(request.decide(&Behavior::for_minor(32)).pulls()); // does not
    /// ```
    #[must_use]
    pub fn decide(&self, behavior: &Behavior) -> Decision {
        let image = self.image;
        let event = |reason, message: &Sentence<'_>| KubeletEvent { reason, message: message.to_string() };
        match self.ruling(image.reference().is_ok(), behavior) {
            Ruling::UseLocal { remember } => {
                Decision::UseLocal { event: event(USES_LOCAL, &uses_local(image, behavior)), remember }
            }
            Ruling::Pull => Decision::Pull {
                event: event(PULLS, &pulls(image)),
                records_intent: behavior.verifies_pull_credentials,
            },
            Ruling::Refuse(refusal) => {
                let message = refusal.message(image, behavior);
                let said = |reason| KubeletEvent { reason, message: message.clone() };
                Decision::Refuse { reason: refusal.reason(), event: refusal.event().map(said), message }
            }
        }
    }
}

/// What the kubelet does about an image.
///
/// Closed, so that whoever acts on it leaves nothing out.
///
/// ```
/// use pullspec::{PodImage, PullPolicy};
/// use pullspec::access::{Decision, ImageRequest};
/// use pullspec::api::Behavior;
/// match ImageRequest::new(&PodImage::new("redis:7"), PullPolicy::IfNotPresent).decide(&Behavior::default()) {
///     Decision::UseLocal { event, .. } | Decision::Pull { event, .. } => println!("{}", event.message),
///     Decision::Refuse { reason, message, .. } => println!("waits with {reason}: {message}"),
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// It starts the container from the image that is there.
    UseLocal {
        /// What it says.
        event: KubeletEvent,
        /// What it adds to the image's record (see [`AccessCheck::Granted`](crate::access::AccessCheck::Granted)).
        remember: Option<PullSecret>,
    },
    /// It pulls, unless the image is in back-off.
    Pull {
        /// What it says when the pull starts.
        event: KubeletEvent,
        /// Whether it first writes down that it is about to pull: also when the back-off then stops it (KEP-2535).
        records_intent: bool,
    },
    /// It does nothing about the image; the container waits, and is looked at again at the next sync. There is no
    /// back-off for a refusal.
    Refuse {
        /// The waiting reason.
        reason: WaitingReason,
        /// The waiting message.
        message: String,
        /// What it says; nothing for a failed look-up of credentials. After it comes, as for every container that
        /// does not start, `Warning Failed "Error: <reason>"`.
        event: Option<KubeletEvent>,
    },
}

impl Decision {
    /// Whether the local image is used without a pull.
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::access::{ImageRequest, Presence};
    /// use pullspec::api::Behavior;
    /// let image = PodImage::new("redis:7");
    /// let request = ImageRequest::new(&image, PullPolicy::Never).with_presence(Presence::Present);
    /// assert!(request.decide(&Behavior::default()).uses_local());
    /// ```
    #[must_use]
    pub const fn uses_local(&self) -> bool {
        matches!(self, Self::UseLocal { .. })
    }

    /// Whether the image is pulled.
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::access::ImageRequest;
    /// use pullspec::api::Behavior;
    /// assert!(ImageRequest::new(&PodImage::new("redis:7"), PullPolicy::IfNotPresent).decide(&Behavior::default()).pulls());
    /// ```
    #[must_use]
    pub const fn pulls(&self) -> bool {
        matches!(self, Self::Pull { .. })
    }

    /// The event of the image manager.
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::access::ImageRequest;
    /// use pullspec::api::{Behavior, EventReason};
    /// let image = PodImage::new("redis:7");
    /// let decision = ImageRequest::new(&image, PullPolicy::Never).decide(&Behavior::default());
    /// assert_eq!(decision.event().map(|event| event.reason), Some(EventReason::ErrImageNeverPull));
    /// ```
    #[must_use]
    pub const fn event(&self) -> Option<&KubeletEvent> {
        match self {
            Self::UseLocal { event, .. } | Self::Pull { event, .. } => Some(event),
            Self::Refuse { event, .. } => event.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::access::{
        CredentialVerification, CredentialVerificationPolicy, ExemptImages, ImageRequest, Presence,
        PullCredentials, RecordLookup, record_pull,
    };
    use crate::api::Behavior;
    use crate::policy::PullPolicy;
    use crate::reference::PodImage;
    use crate::reference::parse::scans;

    /// Parsing it is the one scan: exemption, record, decision and its words are handed the value.
    #[test]
    fn an_image_is_scanned_once() {
        for (text, minor) in
            [("quay.io/team/app:1", 35), ("quay.io/team/app:1", 36), ("redis", 36), ("Redis", 36)]
        {
            let behavior = Behavior::for_minor(minor);
            let exempt = ExemptImages::parse(["quay.io/other/*"], &behavior).unwrap();
            let exempting = CredentialVerificationPolicy::NeverVerifyAllowlistedImages(exempt);
            let used = PullCredentials::node_wide();
            let (pulls, scanned) = scans::of(|| {
                let image = PodImage::new(text);
                let record = record_pull(None, &image, "ref", Some(&used), &behavior).ok().flatten();
                let record = record.as_ref().map_or(RecordLookup::Missing, RecordLookup::Found);
                let policies = [&exempting, &CredentialVerificationPolicy::AlwaysVerify];
                policies.map(|policy| {
                    let node = CredentialVerification { policy, record, pull_intent: false };
                    let request = ImageRequest::new(&image, PullPolicy::IfNotPresent).with_verification(node);
                    let decide =
                        |presence| request.with_presence(presence).decide(&behavior).event().is_some();
                    decide(Presence::Present) && decide(Presence::Absent)
                })
            });
            assert_eq!((pulls, scanned), ([true; 2], [text].map(Into::into).to_vec()), "{text} {minor}");
        }
    }
}
