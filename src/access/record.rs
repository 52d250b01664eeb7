//! What the kubelet writes down about the images it pulled (KEP-2535, `pkg/kubelet/images/pullmanager`).

use alloc::collections::{BTreeMap, BTreeSet, btree_map::Entry};
use alloc::{string::String, vec::Vec};

use super::recorded_name;
use crate::api::Behavior;
use crate::error::ParseError;
use crate::reference::PodImage;

/// The identity of a secret or a service account, as pull records name it (KEP-2535).
///
/// ```
/// use pullspec::access::ObjectCoordinates;
/// let old = ObjectCoordinates::new("team", "regcred", "8c1f");
/// let made_anew = ObjectCoordinates { uid: "97aa".into(), ..old.clone() };
/// assert_ne!(old, made_anew);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectCoordinates {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The identity that a re-created object of the same name does not share.
    pub uid: String,
}

impl ObjectCoordinates {
    /// From namespace, name and UID.
    ///
    /// ```
    /// use pullspec::access::ObjectCoordinates;
    /// assert_eq!(ObjectCoordinates::new("team", "regcred", "8c1f").name, "regcred");
    /// ```
    #[must_use]
    pub fn new(namespace: impl Into<String>, name: impl Into<String>, uid: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), name: name.into(), uid: uid.into() }
    }
}

/// A pull secret as records know it: where it is, and a hash of the credentials it held (`ImagePullSecret` of the
/// kubelet's `imagemanager` API).
///
/// ```
/// use pullspec::access::{ObjectCoordinates, PullSecret};
/// let place = ObjectCoordinates::new("team", "regcred", "8c1f");
/// let (old, rotated) = (PullSecret::new(place.clone(), "hash 1"), PullSecret::new(place, "hash 2"));
/// assert_eq!(old.coordinates, rotated.coordinates);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PullSecret {
    /// Which secret.
    pub coordinates: ObjectCoordinates,
    /// The hash of its credentials for the image, made by the caller: the kubelet takes SHA-256 of the JSON of the
    /// CRI's `AuthConfig`. Empty if it could not be made; such a hash equals none.
    pub credential_hash: String,
}

impl PullSecret {
    /// From coordinates and hash.
    ///
    /// ```
    /// use pullspec::access::{ObjectCoordinates, PullSecret};
    /// let secret = PullSecret::new(ObjectCoordinates::new("team", "regcred", "8c1f"), "5feceb66ffc86f38");
    /// assert_eq!(secret.credential_hash, "5feceb66ffc86f38");
    /// ```
    #[must_use]
    pub fn new(coordinates: ObjectCoordinates, credential_hash: impl Into<String>) -> Self {
        Self { coordinates, credential_hash: credential_hash.into() }
    }

    /// Whether both hold the same credentials, wherever they are.
    pub(crate) fn same_credentials(&self, other: &Self) -> bool {
        !self.credential_hash.is_empty() && self.credential_hash == other.credential_hash
    }
}

/// Who may use an image under one name: the credentials that pulled it (`ImagePullCredentials` of the kubelet's
/// `imagemanager` API).
///
/// ```
/// use pullspec::access::{ObjectCoordinates, PullCredentials, PullSecret, PulledRecord};
/// let secret = PullSecret::new(ObjectCoordinates::new("team", "regcred", "u1"), "hash");
/// let mut record = PulledRecord::new("sha256:4f2c");
/// record.merge("quay.io/team/app", &PullCredentials::secret(secret));
/// assert!(!record.credentials["quay.io/team/app"].node_wide);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct PullCredentials {
    /// Pulled anonymously or with the node's own credentials: every pod of the node may use it.
    pub node_wide: bool,
    /// The secrets that pulled it, sorted by namespace, name and UID.
    pub secrets: Vec<PullSecret>,
    /// The service accounts that pulled it, sorted likewise (1.34).
    pub service_accounts: Vec<ObjectCoordinates>,
}

impl PullCredentials {
    /// After a pull without credentials or with those of the node.
    ///
    /// ```
    /// use pullspec::access::PullCredentials;
    /// assert!(PullCredentials::node_wide().node_wide);
    /// ```
    #[must_use]
    pub fn node_wide() -> Self {
        Self { node_wide: true, ..Self::default() }
    }

    /// After a pull with a secret.
    ///
    /// ```
    /// use pullspec::access::{ObjectCoordinates, PullCredentials, PullSecret};
    /// let secret = PullSecret::new(ObjectCoordinates::new("team", "regcred", "u1"), "hash");
    /// assert_eq!(PullCredentials::secret(secret).secrets.len(), 1);
    /// ```
    #[must_use]
    pub fn secret(secret: PullSecret) -> Self {
        Self { secrets: Vec::from([secret]), ..Self::default() }
    }

    /// After a pull with a token of a service account.
    ///
    /// ```
    /// use pullspec::access::{ObjectCoordinates, PullCredentials};
    /// let account = ObjectCoordinates::new("team", "builder", "u2");
    /// assert_eq!(PullCredentials::service_account(account).service_accounts.len(), 1);
    /// ```
    #[must_use]
    pub fn service_account(account: ObjectCoordinates) -> Self {
        Self { service_accounts: Vec::from([account]), ..Self::default() }
    }

    /// Adds what another pull used and says whether that changed anything. Node-wide access swallows the rest; a
    /// secret known under its coordinates takes the new hash. As in the kubelet, one pull's secrets come before its
    /// service accounts, which are then left out: no pull uses both.
    fn merge(&mut self, new: &Self) -> bool {
        if self.node_wide || *new == Self::default() {
            return false;
        }
        if new.node_wide {
            *self = Self::node_wide();
            return true;
        }
        if new.secrets.is_empty() {
            let mut known: BTreeSet<_> = self.service_accounts.iter().collect();
            let mut changed = false;
            for account in &new.service_accounts {
                changed |= known.insert(account);
            }
            if changed {
                self.service_accounts = known.into_iter().cloned().collect();
            }
            return changed;
        }
        let mut known: BTreeMap<_, _> =
            self.secrets.iter().map(|secret| (&secret.coordinates, &secret.credential_hash)).collect();
        let mut changed = false;
        for secret in &new.secrets {
            changed |=
                known.insert(&secret.coordinates, &secret.credential_hash) != Some(&secret.credential_hash);
        }
        if changed {
            self.secrets =
                known.into_iter().map(|(at, hash)| PullSecret::new(at.clone(), hash.as_str())).collect();
        }
        changed
    }
}

/// What the kubelet knows of an image on the node that it pulled: who may use it, by the name it was pulled under.
///
/// A plain value that the caller keeps; nothing is stored, hashed or dated here.
///
/// ```
/// use pullspec::access::{ObjectCoordinates, PullCredentials, PullSecret, PulledRecord};
///
/// let mut record = PulledRecord::new("sha256:4f2c");
/// let secret = PullSecret::new(ObjectCoordinates::new("team", "regcred", "u1"), "hash");
/// assert!(record.merge("quay.io/team/app", &PullCredentials::secret(secret.clone())));
/// assert!(!record.merge("quay.io/team/app", &PullCredentials::secret(secret))); // known
/// assert!(record.merge("quay.io/team/app", &PullCredentials::node_wide()));
/// assert!(record.credentials["quay.io/team/app"].secrets.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct PulledRecord {
    /// The runtime's own name of the image.
    pub image_ref: String,
    /// Who may use it, by [`recorded_name`]. Empty if the pull ended while the kubelet was not running: then no pod may
    /// without a pull of its own.
    pub credentials: BTreeMap<String, PullCredentials>,
}

impl PulledRecord {
    /// The record of an image that no pod may use yet.
    ///
    /// ```
    /// use pullspec::access::PulledRecord;
    /// assert!(PulledRecord::new("sha256:4f2c").credentials.is_empty());
    /// ```
    #[must_use]
    pub fn new(image_ref: impl Into<String>) -> Self {
        Self { image_ref: image_ref.into(), credentials: BTreeMap::new() }
    }

    /// Adds credentials under a [`recorded_name`] and returns whether the record changed
    /// (`pulledRecordMergeNewCreds`).
    ///
    /// ```
    /// use pullspec::access::{PullCredentials, PulledRecord};
    /// let mut record = PulledRecord::new("sha256:4f2c");
    /// assert!(record.merge("docker.io/library/redis", &PullCredentials::node_wide()));
    /// assert!(!record.merge("docker.io/library/redis", &PullCredentials::node_wide())); // nothing new
    /// ```
    pub fn merge(&mut self, name: impl Into<String>, new: &PullCredentials) -> bool {
        if *new == PullCredentials::default() {
            return false;
        }
        match self.credentials.entry(name.into()) {
            Entry::Occupied(known) => known.into_mut().merge(new),
            Entry::Vacant(free) => {
                free.insert(new.clone());
                true
            }
        }
    }
}

/// Returns what the kubelet writes down after a successful pull: the new record, or `None` if the known one holds it
/// all (`RecordImagePulled`, `writePulledRecordIfChanged`).
///
/// `image` is the one in the pod, `image_ref` the runtime's name of what was pulled, `known` the record of
/// `image_ref`, `credentials` what the pull used, if that is known. The note that the image is being pulled goes in
/// both cases.
///
/// ```
/// use pullspec::PodImage;
/// use pullspec::access::{PullCredentials, record_pull};
/// use pullspec::api::Behavior;
///
/// let (image, behavior) = (PodImage::new("redis:7"), Behavior::for_minor(36));
/// let used = PullCredentials::node_wide();
/// let record = record_pull(None, &image, "sha256:4f2c", Some(&used), &behavior)?.expect("written");
/// assert!(record.credentials["redis"].node_wide);
/// assert_eq!(record_pull(Some(&record), &image, "sha256:4f2c", Some(&used), &behavior)?, None);
/// # Ok::<(), pullspec::ParseError>(())
/// ```
///
/// # Errors
///
/// An image that has no [`recorded_name`] (`"Nginx"`): nothing is written, and the note that it is being pulled stays.
pub fn record_pull(
    known: Option<&PulledRecord>,
    image: &PodImage,
    image_ref: &str,
    credentials: Option<&PullCredentials>,
    behavior: &Behavior,
) -> Result<Option<PulledRecord>, ParseError> {
    let name = recorded_name(image, behavior)?;
    let Some(known) = known else {
        let credentials = credentials.map(|credentials| (name.into(), credentials.clone()));
        return Ok(Some(PulledRecord {
            image_ref: image_ref.into(),
            credentials: credentials.into_iter().collect(),
        }));
    };
    let mut record = known.clone();
    let changed = credentials.is_some_and(|credentials| record.merge(name, credentials));
    Ok(changed.then_some(record))
}
