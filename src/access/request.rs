//! What the kubelet looks at before it pulls an image.

use super::{CredentialVerification, PodCredentials};
use crate::policy::PullPolicy;
use crate::reference::PodImage;

/// What the runtime says when it is asked for an image (`ImageStatus` of the CRI).
///
/// Closed: the runtime knows, knows not, or cannot say.
///
/// ```
/// use pullspec::{PodImage, PullPolicy};
/// use pullspec::access::{ImageRequest, Presence};
/// use pullspec::api::Behavior;
/// let pulls = |presence| {
///     ImageRequest::new(&PodImage::new("redis:7"), PullPolicy::IfNotPresent).with_presence(presence).decide(&Behavior::default()).pulls()
/// };
/// assert!(pulls(Presence::Absent) && !pulls(Presence::Present) && !pulls(Presence::Unknown("EOF")));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Presence<'a> {
    /// The image is not on the node.
    #[default]
    Absent,
    /// It is.
    Present,
    /// The runtime could not tell; the text is its error.
    Unknown(&'a str),
}

/// A container that is about to start, as far as its image goes: what `EnsureImageExists` looks at.
///
/// ```
/// use pullspec::{PodImage, PullPolicy};
/// use pullspec::access::{Decision, ImageRequest, Presence};
/// use pullspec::api::Behavior;
///
/// let image = PodImage::new("redis:7");
/// let request = ImageRequest::new(&image, PullPolicy::IfNotPresent).with_presence(Presence::Present);
/// let decision = request.decide(&Behavior::for_minor(34));
/// assert!(decision.uses_local());
/// assert_eq!(decision.event().unwrap().message, r#"Container image "redis:7" already present on machine"#);
///
/// let image = PodImage::new("redis:7");
/// let request = ImageRequest::new(&image, PullPolicy::Never);
/// let Decision::Refuse { reason, message, .. } = request.decide(&Behavior::default()) else { panic!() };
/// assert_eq!(reason.as_str(), "ErrImageNeverPull");
/// assert_eq!(message, r#"Container image "redis:7" is not present with pull policy of Never"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct ImageRequest<'a> {
    pub(super) image: &'a PodImage,
    pub(super) policy: PullPolicy,
    pub(super) presence: Presence<'a>,
    pub(super) credentials: Result<&'a PodCredentials, &'a str>,
    pub(super) verification: CredentialVerification<'a>,
    pub(super) intent_error: Option<&'a str>,
}

const NO_CREDENTIALS: &PodCredentials =
    &PodCredentials { secrets: alloc::vec::Vec::new(), service_account: None };

impl<'a> ImageRequest<'a> {
    /// Makes one of an image as the pod writes it, parsed once, and its policy, on a node without the image and with the default
    /// verification, for a pod without credentials.
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::access::ImageRequest;
    /// use pullspec::api::Behavior;
    /// assert!(ImageRequest::new(&PodImage::new("redis:7"), PullPolicy::Always).decide(&Behavior::default()).pulls());
    /// ```
    pub const fn new(image: &'a PodImage, policy: PullPolicy) -> Self {
        Self {
            image,
            policy,
            presence: Presence::Absent,
            credentials: Ok(NO_CREDENTIALS),
            verification: CredentialVerification::DEFAULT,
            intent_error: None,
        }
    }

    /// Sets what the runtime says about the image.
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::access::{Decision, ImageRequest, Presence};
    /// use pullspec::api::Behavior;
    /// let image = PodImage::new("redis:7");
    /// let request = ImageRequest::new(&image, PullPolicy::IfNotPresent).with_presence(Presence::Unknown("deadline exceeded"));
    /// let Decision::Refuse { message, .. } = request.decide(&Behavior::for_minor(31)) else { panic!() };
    /// assert_eq!(message, "Failed to inspect image \"redis:7\": deadline exceeded");
    /// ```
    pub const fn with_presence(self, presence: Presence<'a>) -> Self {
        Self { presence, ..self }
    }

    /// Sets the pod's credentials for the image.
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::access::{ImageRequest, ObjectCoordinates, PodCredentials, Presence, PullSecret};
    /// use pullspec::api::Behavior;
    /// let secret = PullSecret::new(ObjectCoordinates::new("team", "regcred", "u1"), "hash");
    /// let credentials = PodCredentials::secrets([secret]);
    /// let image = PodImage::new("quay.io/team/app");
    /// let request = ImageRequest::new(&image, PullPolicy::IfNotPresent)
    ///     .with_presence(Presence::Present)
    ///     .with_credentials(&credentials);
    /// assert!(request.decide(&Behavior::for_minor(35)).uses_local()); // preloaded, so not verified
    /// ```
    pub const fn with_credentials(self, credentials: &'a PodCredentials) -> Self {
        Self { credentials: Ok(credentials), ..self }
    }

    /// Sets the error of looking up the pod's credentials: a pull secret that is not a docker config.
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::access::{Decision, ImageRequest};
    /// use pullspec::api::Behavior;
    /// let image = PodImage::new("redis:7");
    /// let request = ImageRequest::new(&image, PullPolicy::Always).with_credentials_error("unexpected end of JSON input");
    /// let Decision::Refuse { reason, .. } = request.decide(&Behavior::for_minor(33)) else { panic!() };
    /// assert_eq!(reason.as_str(), "unexpected end of JSON input"); // the error is the reason
    /// ```
    pub const fn with_credentials_error(self, error: &'a str) -> Self {
        Self { credentials: Err(error), ..self }
    }

    /// Sets what the node knows and demands about the image (KEP-2535).
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::access::{CredentialVerification, CredentialVerificationPolicy, ImageRequest, Presence};
    /// use pullspec::api::Behavior;
    /// let policy = CredentialVerificationPolicy::AlwaysVerify;
    /// let verification = CredentialVerification::default().with_policy(&policy);
    /// let image = PodImage::new("redis:7");
    /// let request = ImageRequest::new(&image, PullPolicy::IfNotPresent)
    ///     .with_presence(Presence::Present)
    ///     .with_verification(verification);
    /// assert!(request.decide(&Behavior::for_minor(35)).pulls());
    /// ```
    pub const fn with_verification(self, verification: CredentialVerification<'a>) -> Self {
        Self { verification, ..self }
    }

    /// Sets the error of writing down that the image is about to be pulled (KEP-2535).
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::access::{Decision, ImageRequest};
    /// use pullspec::api::Behavior;
    /// let image = PodImage::new("redis:7");
    /// let request = ImageRequest::new(&image, PullPolicy::Always).with_intent_error("no space left on device");
    /// assert!(matches!(request.decide(&Behavior::for_minor(35)), Decision::Refuse { event: None, .. }));
    /// ```
    pub const fn with_intent_error(self, error: &'a str) -> Self {
        Self { intent_error: Some(error), ..self }
    }
}
