//! Whether a pod may use an image that is on the node already (KEP-2535, `pullmanager/image_pull_manager.go`).

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::{
    CredentialVerificationPolicy, ObjectCoordinates, PullCredentials, PullSecret, PulledRecord, recorded_name,
};
use crate::api::Behavior;
use crate::reference::PodImage;

/// From this many secrets in a record on, the kubelet writes no further ones down, and no longer trusts a secret by
/// its coordinates alone (`writeRecordWhileMatchingLimit`).
const REMEMBERED_SECRETS: usize = 100;

/// What the kubelet finds when it looks for the record of an image.
///
/// Closed, like a `Result` of an `Option`.
///
/// ```
/// use pullspec::{PodImage, PullPolicy};
/// use pullspec::access::{CredentialVerification, ImageRequest, Presence, RecordLookup};
/// use pullspec::api::Behavior;
/// let verification = CredentialVerification::default().with_record(RecordLookup::Unreadable);
/// let image = PodImage::new("redis:7");
/// let request = ImageRequest::new(&image, PullPolicy::IfNotPresent)
///     .with_presence(Presence::Present)
///     .with_verification(verification);
/// assert!(request.decide(&Behavior::for_minor(35)).pulls()); // when in doubt, the registry decides
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RecordLookup<'a> {
    /// No record.
    #[default]
    Missing,
    /// The record.
    Found(&'a PulledRecord),
    /// The record could not be read. The kubelet then verifies by pulling, whatever its policy.
    Unreadable,
}

/// What a node knows and demands about one image (KEP-2535).
///
/// ```
/// use pullspec::access::{ExemptImages, CredentialVerification, CredentialVerificationPolicy};
/// use pullspec::api::Behavior;
/// let list = ExemptImages::parse(["quay.io/team/*"], &Behavior::default())?;
/// let policy = CredentialVerificationPolicy::NeverVerifyAllowlistedImages(list);
/// let node = CredentialVerification::default().with_policy(&policy);
/// # Ok::<(), pullspec::access::ExemptImagesError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CredentialVerification<'a> {
    /// Which images are verified.
    pub policy: &'a CredentialVerificationPolicy,
    /// The record of the image, looked up by the runtime's name of it.
    pub record: RecordLookup<'a>,
    /// Whether a pull of the image as this pod writes it is under way, or was when the kubelet ended.
    pub pull_intent: bool,
}

impl CredentialVerification<'_> {
    /// A node with the default policy that has no record of the image.
    ///
    /// ```
    /// use pullspec::access::{CredentialVerification, CredentialVerificationPolicy};
    /// assert_eq!(*CredentialVerification::DEFAULT.policy, CredentialVerificationPolicy::default());
    /// ```
    pub const DEFAULT: CredentialVerification<'static> = CredentialVerification {
        policy: &CredentialVerificationPolicy::NeverVerifyPreloadedImages,
        record: RecordLookup::Missing,
        pull_intent: false,
    };
}

impl<'a> CredentialVerification<'a> {
    /// Sets which images are verified.
    ///
    /// ```
    /// use pullspec::access::{CredentialVerification, CredentialVerificationPolicy};
    /// let policy = CredentialVerificationPolicy::AlwaysVerify;
    /// assert_eq!(*CredentialVerification::default().with_policy(&policy).policy, policy);
    /// ```
    #[must_use]
    pub const fn with_policy(self, policy: &'a CredentialVerificationPolicy) -> Self {
        Self { policy, ..self }
    }

    /// Sets what there is for a record of the image.
    ///
    /// ```
    /// use pullspec::access::{CredentialVerification, PulledRecord, RecordLookup};
    /// let record = PulledRecord::new("sha256:4f2c");
    /// let found = RecordLookup::Found(&record);
    /// assert_eq!(CredentialVerification::default().with_record(found).record, found);
    /// ```
    #[must_use]
    pub const fn with_record(self, record: RecordLookup<'a>) -> Self {
        Self { record, ..self }
    }

    /// Sets whether a pull of the image is under way.
    ///
    /// ```
    /// use pullspec::access::CredentialVerification;
    /// assert!(CredentialVerification::default().with_pull_intent(true).pull_intent);
    /// ```
    #[must_use]
    pub const fn with_pull_intent(self, pull_intent: bool) -> Self {
        Self { pull_intent, ..self }
    }
}

impl Default for CredentialVerification<'_> {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The credentials for one image that a pod brings along, without those of the node (KEP-2535).
///
/// A [`Keyring`](crate::credentials::Keyring) of the pod's secrets knows which ones those are:
///
/// ```
/// use pullspec::Keyring;
/// use pullspec::access::{ObjectCoordinates, PodCredentials, PullSecret};
///
/// let secret = PullSecret::new(ObjectCoordinates::new("team", "regcred", "u1"), "hash of the credentials");
/// let keyring: Keyring<PullSecret> = [("quay.io/team", secret)].into_iter().collect();
/// let matching = keyring.lookup_name("quay.io/team/app");
/// let credentials = PodCredentials::secrets(matching.iter().map(|entry| entry.value().clone()));
/// assert_eq!(credentials.secrets.len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PodCredentials {
    /// Those from pull secrets, in the order of the keyring.
    pub secrets: Vec<PullSecret>,
    /// The pod's service account, if a credential provider takes its token for the image (1.34).
    pub service_account: Option<ObjectCoordinates>,
}

impl PodCredentials {
    /// Credentials from pull secrets.
    ///
    /// ```
    /// use pullspec::access::{ObjectCoordinates, PodCredentials, PullSecret};
    /// let secret = PullSecret::new(ObjectCoordinates::new("team", "regcred", "u1"), "hash");
    /// assert_eq!(PodCredentials::secrets([secret]).secrets.len(), 1);
    /// ```
    #[must_use]
    pub fn secrets(secrets: impl IntoIterator<Item = PullSecret>) -> Self {
        Self { secrets: secrets.into_iter().collect(), service_account: None }
    }

    /// Adds the pod's service account.
    ///
    /// ```
    /// use pullspec::access::{ObjectCoordinates, PodCredentials};
    /// let account = ObjectCoordinates::new("team", "builder", "u2");
    /// let credentials = PodCredentials::default().with_service_account(account);
    /// assert!(credentials.service_account.is_some());
    /// ```
    #[must_use]
    pub fn with_service_account(self, account: ObjectCoordinates) -> Self {
        Self { service_account: Some(account), ..self }
    }
}

/// Whether a pod may use an image of the node as it is (`MustAttemptImagePull`,
/// `pkg/kubelet/images/pullmanager/image_pull_manager.go`).
///
/// Closed, so that whoever acts on it leaves nothing out.
///
/// ```
/// use pullspec::PodImage;
/// use pullspec::access::{AccessCheck, CredentialVerification, GrantReason, PodCredentials};
/// use pullspec::api::Behavior;
/// // The kubelet did not pull it, and the default policy is to trust what was preloaded.
/// let image = PodImage::new("redis:7");
/// let check = CredentialVerification::default().check(&image, Ok(&PodCredentials::default()), &Behavior::default());
/// assert_eq!(check, AccessCheck::Granted { because: GrantReason::Exempt, remember: None });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AccessCheck {
    /// It may.
    Granted {
        /// On what grounds.
        because: GrantReason,
        /// What the kubelet then adds to the record with [`PulledRecord::merge`]: a secret it met under new
        /// coordinates, or with new credentials.
        remember: Option<PullSecret>,
    },
    /// It must show to the registry that it may pull the image.
    MustPull {
        /// What is missing.
        because: MustPullReason,
    },
    /// The pod's credentials could not be looked up; the text is the error.
    CredentialsFailed(String),
}

impl AccessCheck {
    const fn granted(because: GrantReason) -> Self {
        Self::Granted { because, remember: None }
    }

    const fn must_pull(because: MustPullReason) -> Self {
        Self::MustPull { because }
    }
}

/// Why a pod may use an image of the node (`MustAttemptImagePull`).
///
/// ```
/// use pullspec::access::GrantReason;
/// let why = format!("no pull is needed: {}", GrantReason::NodeWide);
/// assert_eq!(why, "no pull is needed: it was pulled without credentials or with those of the node");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum GrantReason {
    /// The verification policy exempts the image.
    Exempt,
    /// It was pulled without credentials or with those of the node.
    NodeWide,
    /// One of the pod's secrets holds the credentials it was pulled with.
    SameCredentials,
    /// One of the pod's secrets is the one it was pulled with, and holds other credentials now.
    SameSecret,
    /// The pod runs as the service account it was pulled with.
    SameServiceAccount,
}

impl fmt::Display for GrantReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Exempt => "the verification policy exempts the image",
            Self::NodeWide => "it was pulled without credentials or with those of the node",
            Self::SameCredentials => "a secret of the pod holds the credentials it was pulled with",
            Self::SameSecret => "a secret of the pod is the one it was pulled with",
            Self::SameServiceAccount => "the pod runs as the service account it was pulled with",
        })
    }
}

/// Why a pod must pull an image that is on the node (`MustAttemptImagePull`).
///
/// ```
/// use pullspec::PodImage;
/// use pullspec::access::{AccessCheck, CredentialVerification, CredentialVerificationPolicy, MustPullReason, PodCredentials};
/// use pullspec::api::Behavior;
/// let policy = CredentialVerificationPolicy::AlwaysVerify;
/// let node = CredentialVerification::default().with_policy(&policy);
/// let check = node.check(&PodImage::new("redis:7"), Ok(&PodCredentials::default()), &Behavior::default());
/// assert_eq!(check, AccessCheck::MustPull { because: MustPullReason::NoRecord });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MustPullReason {
    /// The record could not be read.
    UnreadableRecord,
    /// There is no record, and the policy demands one.
    NoRecord,
    /// The image, as written, does not parse.
    UnparsableName,
    /// It was pulled under another name only.
    OtherName,
    /// The record names no pod that may use it: it was pulled while the kubelet was not looking.
    NoneRecorded,
    /// None of the pod's credentials is in the record.
    OtherCredentials,
}

impl fmt::Display for MustPullReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::UnreadableRecord => "the record of the image cannot be read",
            Self::NoRecord => "there is no record of the image",
            Self::UnparsableName => "the image as written does not parse",
            Self::OtherName => "it was pulled under another name only",
            Self::NoneRecorded => "its record names no pod that may use it",
            Self::OtherCredentials => "none of the pod's credentials is in its record",
        })
    }
}

impl CredentialVerification<'_> {
    /// Whether the pod may use `image`, which is on the node, or must pull it (`MustAttemptImagePull`).
    ///
    /// `credentials` is looked at only where the answer depends on it; `Err` holds the text of a failed look-up.
    ///
    /// ```
    /// use pullspec::PodImage;
    /// use pullspec::access::*;
    /// use pullspec::api::Behavior;
    ///
    /// let secret = |hash| PullSecret::new(ObjectCoordinates::new("team", "regcred", "u1"), hash);
    /// let mut record = PulledRecord::new("sha256:4f2c");
    /// record.merge("quay.io/team/app", &PullCredentials::secret(secret("old")));
    /// let node = CredentialVerification::default().with_record(RecordLookup::Found(&record));
    /// let (image, behavior) = (PodImage::new("quay.io/team/app:1"), Behavior::default());
    ///
    /// // A secret that was rotated keeps its access, and the kubelet notes the new credentials.
    /// let rotated = PodCredentials::secrets([secret("new")]);
    /// assert_eq!(
    ///     node.check(&image, Ok(&rotated), &behavior),
    ///     AccessCheck::Granted { because: GrantReason::SameSecret, remember: Some(secret("new")) },
    /// );
    /// // Another tenant has none.
    /// assert_eq!(
    ///     node.check(&image, Ok(&PodCredentials::default()), &behavior),
    ///     AccessCheck::MustPull { because: MustPullReason::OtherCredentials },
    /// );
    /// ```
    #[must_use]
    pub fn check(
        &self,
        image: &PodImage,
        credentials: Result<&PodCredentials, &str>,
        behavior: &Behavior,
    ) -> AccessCheck {
        let record = match self.record {
            RecordLookup::Unreadable => return AccessCheck::must_pull(MustPullReason::UnreadableRecord),
            RecordLookup::Missing => None,
            RecordLookup::Found(record) => Some(record),
        };
        if !self.policy.requires_verification(image, record.is_some() || self.pull_intent) {
            return AccessCheck::granted(GrantReason::Exempt);
        }
        let Some(record) = record else { return AccessCheck::must_pull(MustPullReason::NoRecord) };
        let Ok(name) = recorded_name(image, behavior) else {
            return AccessCheck::must_pull(MustPullReason::UnparsableName);
        };
        let Some(known) = record.credentials.get(name) else {
            return AccessCheck::must_pull(MustPullReason::OtherName);
        };
        if known.node_wide {
            return AccessCheck::granted(GrantReason::NodeWide);
        }
        let accounts: &[_] = if behavior.verifies_service_accounts { &known.service_accounts } else { &[] };
        if known.secrets.is_empty() && accounts.is_empty() {
            return AccessCheck::must_pull(MustPullReason::NoneRecorded);
        }
        let pod = match credentials {
            Ok(pod) => pod,
            Err(error) => return AccessCheck::CredentialsFailed(error.into()),
        };
        if let Some(granted) = pod.secrets.iter().find_map(|secret| known_secret(secret, known)) {
            return granted;
        }
        if pod.service_account.as_ref().is_some_and(|account| accounts.contains(account)) {
            return AccessCheck::granted(GrantReason::SameServiceAccount);
        }
        AccessCheck::must_pull(MustPullReason::OtherCredentials)
    }
}

/// The first recorded secret that vouches for this one.
fn known_secret(secret: &PullSecret, known: &PullCredentials) -> Option<AccessCheck> {
    let room = known.secrets.len() < REMEMBERED_SECRETS;
    known.secrets.iter().find_map(|recorded| {
        let same_place = recorded.coordinates == secret.coordinates;
        if secret.same_credentials(recorded) {
            let remember = (!same_place && room).then(|| secret.clone());
            return Some(AccessCheck::Granted { because: GrantReason::SameCredentials, remember });
        }
        (same_place && room).then(|| AccessCheck::Granted {
            because: GrantReason::SameSecret,
            remember: Some(secret.clone()),
        })
    })
}
