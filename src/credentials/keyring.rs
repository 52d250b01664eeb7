//! Which docker-config keys the kubelet tries for an image, and in which order.

use alloc::{collections::BTreeMap, string::String, vec, vec::Vec};
use core::{cmp::Reverse, fmt};

use super::KeyErrorKind;
use super::{Credential, DockerConfig};
use crate::go::path_match;
use crate::go::url;
use crate::go::url::{Target, Url};
use crate::reference::Reference;
use crate::reference::normalize::{DEFAULT_DOMAIN, LEGACY_DOMAIN};

/// The key whose credentials stand in for Docker Hub when no other key matches.
const DEFAULT_REGISTRY: &[u8] = LEGACY_DOMAIN.as_bytes();

/// Docker-config keys with what belongs to each, and the kubelet's rule for picking them.
///
/// `T` is whatever the caller wants back: [`Credential`]s, the name of the secret a key came from, or nothing.
/// The rules are those of `pkg/credentialprovider/keyring.go`:
///
/// - a key is read as a URL; `/v1/` and `/v2/` at the start of its path are dropped, user information, query and
///   fragment are ignored, and a key that is not a URL is ignored as a whole;
/// - the host of the key must have as many labels as the image's, and each label is a shell pattern (`*`, `?`) that
///   stays inside the label; ports must be written alike;
/// - the path of the key must be a prefix of the image's path, **byte by byte**;
/// - all keys that match are tried, in reverse lexicographic order of host and path, so that a longer path of one
///   host comes before a shorter one;
/// - if none matches, an image of Docker Hub, or one whose first component has neither a dot nor a colon, gets the
///   key `index.docker.io` (`https://index.docker.io/v1/` included).
///
/// ```
/// use pullspec::Keyring;
///
/// let mut keyring = Keyring::new();
/// keyring.insert("quay.io", "whole registry")?;
/// keyring.insert("*.example.com", "any subdomain")?;
/// keyring.insert("https://quay.io/v2/team", "one team")?;
///
/// let tried: Vec<_> = keyring.lookup_name("quay.io/team/app").iter().map(|entry| *entry.value()).collect();
/// assert_eq!(tried, ["one team", "whole registry"]);
/// assert!(keyring.lookup_name("registry.k8s.io/pause").is_empty());
/// # Ok::<(), pullspec::credentials::KeyError>(())
/// ```
///
/// The kubelet has up to three rings and tries their credentials in this order until one of them pulls the image:
/// the pod's `imagePullSecrets` (with those of its service account, which admission copies into the pod), the docker
/// config files of the node, and the credential provider plugins.
///
/// ```
/// # use pullspec::Keyring;
/// # let (pod, node) = (Keyring::<&str>::new(), Keyring::new());
/// let tried: Vec<_> = [&pod, &node].into_iter().flat_map(|ring| ring.lookup_name("quay.io/team/app")).collect();
/// # assert!(tried.is_empty());
/// ```
///
/// # Security
///
/// A path is compared without regard to its segments: the credentials of `quay.io/co` are also sent for
/// `quay.io/coreos/etcd`. End the key in a slash to cover one organisation only. Where a policy decides by name, use
/// a [`Pattern`](crate::pattern::Pattern), which knows segments.
///
/// ```
/// use pullspec::{Keyring, Pattern, Reference};
///
/// let image = Reference::parse("quay.io/coreos/etcd")?;
/// let loose: Keyring<()> = [("quay.io/co", ())].into_iter().collect();
/// assert_eq!(loose.lookup(&image).len(), 1);
///
/// let closed: Keyring<()> = [("quay.io/co/", ())].into_iter().collect();
/// assert!(closed.lookup(&image).is_empty());
/// assert!(!Pattern::parse("quay.io/co/**")?.matches(&image));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Keyring<T = Credential> {
    /// By host and path, in the order of the lookup.
    slots: BTreeMap<Reverse<Vec<u8>>, Slot<T>>,
}

/// The entries of one host and path.
#[derive(Clone)]
struct Slot<T> {
    /// The slot's own key, read once more: what the kubelet does at every lookup. `None` matches nothing.
    glob: Option<Target>,
    entries: Vec<KeyringEntry<T>>,
}

/// One key of a [`Keyring`] and what belongs to it.
///
/// ```
/// use pullspec::Keyring;
/// let keyring: Keyring<&str> = [("https://quay.io/v2/", "regcred")].into_iter().collect();
/// let entry = keyring.lookup_name("quay.io/team/app")[0];
/// assert_eq!((entry.key(), *entry.value()), ("https://quay.io/v2/", "regcred"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct KeyringEntry<T> {
    key: String,
    value: T,
}

impl<T> KeyringEntry<T> {
    /// The key as written in the docker config. May hold a user name and password in front of an `@`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What was inserted with the key.
    #[must_use]
    pub const fn value(&self) -> &T {
        &self.value
    }
}

impl<T> Keyring<T> {
    /// An empty keyring, which matches nothing: the image is pulled anonymously.
    ///
    /// ```
    /// use pullspec::Keyring;
    /// let mut keyring = Keyring::new();
    /// keyring.insert("quay.io", "a secret's name")?;
    /// assert_eq!(keyring.len(), 1);
    /// # Ok::<(), pullspec::credentials::KeyError>(())
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self { slots: BTreeMap::new() }
    }

    /// Adds a key. Keys that come down to the same host and path are all kept, in the order of their insertion; the
    /// kubelet keeps those of several secrets in the order of the secrets, and those of one secret in any.
    ///
    /// # Errors
    ///
    /// The kubelet logs a key that Go cannot read as a URL and goes on without it; so may the caller.
    ///
    /// ```
    /// use pullspec::Keyring;
    /// use pullspec::credentials::KeyErrorKind;
    /// let mut keyring = Keyring::new();
    /// assert_eq!(keyring.insert(" ghcr.io", ()).unwrap_err().kind(), KeyErrorKind::HostCharacter);
    /// assert_eq!(keyring.insert("%zz.example.com", ()).unwrap_err().kind(), KeyErrorKind::Escape);
    /// assert_eq!(keyring.insert("reg.example.com:https", ()).unwrap_err().kind(), KeyErrorKind::Port);
    /// assert_eq!(keyring.insert("reg[0-9].example.com", ()).unwrap_err().kind(), KeyErrorKind::IpLiteral);
    /// assert!(keyring.is_empty());
    /// ```
    pub fn insert(&mut self, key: impl Into<String>, value: T) -> Result<(), KeyError> {
        let key = key.into();
        let host_and_path = normalize(&key).map_err(KeyError)?;
        let slot = self
            .slots
            .entry(Reverse(host_and_path))
            .or_insert_with_key(|Reverse(key)| Slot { glob: Target::parse(key).ok(), entries: Vec::new() });
        slot.entries.push(KeyringEntry { key, value });
        Ok(())
    }

    /// Adds every key of a docker config with the same value, such as the name of the secret it came from. Keys that
    /// are not URLs are left out, as by the kubelet.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::Keyring;
    /// use pullspec::credentials::DockerConfigJson;
    /// let file = r#"{"auths":{"ghcr.io":{"auth":"dTpw"},"%zz":{"auth":"dTpw"}}}"#;
    /// let config: DockerConfigJson = serde_json::from_str(file)?;
    /// let mut keyring = Keyring::new();
    /// keyring.insert_config(&config.auths, "regcred");
    /// let tried = keyring.lookup_name("ghcr.io/team/app");
    /// assert_eq!((tried[0].key(), *tried[0].value()), ("ghcr.io", "regcred"));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn insert_config(&mut self, config: &DockerConfig, value: T)
    where
        T: Clone,
    {
        self.extend(config.iter().map(|(key, _)| (key, value.clone())));
    }

    /// The entries whose credentials the kubelet tries for an image, in its order; none means an anonymous pull.
    ///
    /// Costs time in the number of keys, each of which is read once, when it is inserted.
    ///
    /// ```
    /// use pullspec::{Keyring, Reference};
    /// let keyring: Keyring<()> = [("quay.io/team", ()), ("*.io", ()), ("docker.io", ())].into_iter().collect();
    /// let image = Reference::parse("quay.io/team/app:1.2")?;
    /// let keys: Vec<&str> = keyring.lookup(&image).iter().map(|entry| entry.key()).collect();
    /// assert_eq!(keys, ["quay.io/team", "*.io"]);
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn lookup(&self, image: &Reference) -> Vec<&KeyringEntry<T>> {
        self.lookup_name(image.name())
    }

    /// [`lookup`](Self::lookup) by a name alone, which Go's `Lookup` takes: the normalized name without tag and digest,
    /// such as `docker.io/library/nginx`. Any other text is looked up as it is.
    ///
    /// ```
    /// use pullspec::Keyring;
    /// let keyring: Keyring<()> = [("quay.io/team", ())].into_iter().collect();
    /// assert_eq!(keyring.lookup_name("quay.io/team/app").len(), 1);
    /// assert_eq!(keyring.lookup_name("quay.io/other").len(), 0);
    /// ```
    #[must_use]
    pub fn lookup_name(&self, name: &str) -> Vec<&KeyringEntry<T>> {
        let mut found = vec![];
        if let Ok(target) = Target::parse(name.as_bytes()) {
            for slot in self.slots.values() {
                if slot.glob.as_ref().is_some_and(|glob| matches(glob, &target)) {
                    found.extend(&slot.entries);
                }
            }
        }
        if found.is_empty()
            && is_default_registry(name)
            && let Some(slot) = self.slots.get(&Reverse(DEFAULT_REGISTRY.to_vec()))
        {
            found.extend(&slot.entries);
        }
        found
    }

    /// How many keys there are.
    ///
    /// ```
    /// use pullspec::Keyring;
    /// let keyring: Keyring<()> = [("quay.io", ()), ("https://quay.io", ())].into_iter().collect();
    /// assert_eq!(keyring.len(), 2); // one host, and both are tried
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.values().map(|slot| slot.entries.len()).sum()
    }

    /// Whether there is no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }
}

impl<T> Default for Keyring<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Into<String>, T> Extend<(K, T)> for Keyring<T> {
    /// Adds keys and, like the kubelet, goes on without those that are not URLs.
    fn extend<I: IntoIterator<Item = (K, T)>>(&mut self, keys: I) {
        for (key, value) in keys {
            // The one error there is says that the key is to be ignored.
            let _ = self.insert(key, value);
        }
    }
}

impl<K: Into<String>, T> FromIterator<(K, T)> for Keyring<T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(keys: I) -> Self {
        let mut keyring = Self::new();
        keyring.extend(keys);
        keyring
    }
}

impl From<DockerConfig> for Keyring {
    fn from(config: DockerConfig) -> Self {
        config.into_iter().collect()
    }
}

/// The number of keys. A key may hold a password, before an `@` and after a scheme that is read as a host.
impl<T> fmt::Debug for Keyring<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// The value alone. The key as written may hold a password.
impl<T: fmt::Debug> fmt::Debug for KeyringEntry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyringEntry").field("value", &self.value).finish_non_exhaustive()
    }
}

/// A docker-config key that is not a URL. Says what is wrong, never what was written: that may hold a password.
///
/// ```
/// use pullspec::Keyring;
/// let error = Keyring::new().insert("robot:hunter2@quay.io:port", ()).unwrap_err();
/// assert_eq!(error.to_string(), "docker config key ignored: invalid port");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("docker config key ignored: {0}")]
pub struct KeyError(#[source] KeyErrorKind);

impl KeyError {
    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> KeyErrorKind {
        self.0
    }
}

/// Host and path of a key, as the kubelet's index holds them (`BasicDockerKeyring.Add`).
fn normalize(key: &str) -> Result<Vec<u8>, KeyErrorKind> {
    let rest = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
    let Url { mut host, path } = url::parse(rest.as_bytes())?;
    let path = if path.starts_with(b"/v1/") || path.starts_with(b"/v2/") {
        path.get(3..).unwrap_or_default()
    } else {
        &path
    };
    if path != b"/" {
        host.extend_from_slice(path);
    }
    Ok(host)
}

/// `URLsMatch`: ports, number of labels, path prefix, then label by label. A malformed pattern matches nothing.
pub(super) fn matches(glob: &Target, target: &Target) -> bool {
    // Most ports and paths are empty, and to compare nothing through `memcmp` can cost more than all the rest.
    glob.label_count() == target.label_count()
        && glob.port.len() == target.port.len()
        && (glob.port.is_empty() || glob.port == target.port)
        && (glob.path.is_empty() || target.path.starts_with(&glob.path))
        && glob.labels().zip(target.labels()).all(|(glob, label)| label_matches(glob, label))
}

/// A key may be as long as a secret, a label hardly: most patterns are refused by their length alone.
fn label_matches(glob: &[u8], label: &[u8]) -> bool {
    let literal = glob.iter().filter(|&&b| b != b'*').count();
    (literal <= label.len() || glob.contains(&b'[')) && path_match::matches(glob, label) == Ok(true)
}

/// `isDefaultRegistryMatch`: whether the name means Docker Hub, or could have meant it in 2013.
fn is_default_registry(name: &str) -> bool {
    match name.split_once('/') {
        None => !name.is_empty(),
        Some(("", _)) => false,
        Some((first, _)) => matches!(first, DEFAULT_DOMAIN | LEGACY_DOMAIN) || !first.contains(['.', ':']),
    }
}
