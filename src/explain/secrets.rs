//! Which pull secrets a pod names, which of them are tried for an image, and which the kubelet could not read.

use alloc::{borrow::ToOwned, boxed::Box, collections::BTreeSet, string::String, sync::Arc, vec::Vec};

use super::context::ExplainContext;
use crate::api::{Pod, Timestamp};
use crate::credentials::Keyring;
use crate::reference::Reference;

/// The pull secrets of a pod, as far as an image is concerned.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"imagePullSecrets": [{"name": "regcred"}], "containers": [{"name": "app", "image": "redis"}]}}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.pull_secrets.as_ref().unwrap().named[..], ["regcred"]);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct PullSecrets {
    /// The names in the pod's `imagePullSecrets`, each once, in its order. All images of a pod share them.
    pub named: Arc<[String]>,
    /// Those that the kubelet tries for this image, in its order, as far as the context holds them. `None` where it
    /// holds none of the pod's.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub tried: Option<Vec<String>>,
    /// Those of the tried ones with an empty user and password: what they hold is an identity token, or left to a helper
    /// program, and the kubelet uses neither.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub empty: Vec<String>,
    /// Those that the kubelet could not read, by its event `FailedToRetrieveImagePullSecret`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "<[String]>::is_empty"))]
    pub missing: Arc<[String]>,
    /// Those that the context does not hold, where it holds others of the pod's: what they cover is not known.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "<[String]>::is_empty"))]
    pub unknown: Arc<[String]>,
    /// Since when, if the event says so.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub missing_since: Option<Timestamp>,
}

/// Names, each once, in their order. Most pods name one, which asks for no memory.
#[derive(Default)]
struct Names<'p> {
    first: Option<&'p str>,
    others: Vec<&'p str>,
    known: BTreeSet<&'p str>,
}

impl<'p> Names<'p> {
    /// Whether the name is new.
    fn insert(&mut self, name: &'p str) -> bool {
        if self.first.is_none() {
            self.first = Some(name);
            return true;
        }
        let is_new = self.first != Some(name) && self.known.insert(name);
        if is_new {
            self.others.push(name);
        }
        is_new
    }

    fn contains(&self, name: &str) -> bool {
        self.first == Some(name) || self.known.contains(name)
    }

    /// Without a request for memory where there are none.
    fn shared(&self) -> Arc<[String]> {
        if self.first.is_none() {
            return Arc::default();
        }
        self.first.into_iter().chain(self.others.iter().copied()).map(String::from).collect()
    }
}

/// What the pod says about pull secrets: read once for all its images.
#[derive(Default)]
pub(super) struct PodSecrets<'p> {
    named: Arc<[String]>,
    /// The keys of the secrets that the context holds, each with the secret's name and whether it has no user and no
    /// password. `None` where it holds none of them.
    ring: Option<Keyring<(&'p str, bool)>>,
    /// The registries that those have keys for.
    registries: BTreeSet<String>,
    /// Those that the context does not hold, where it holds others.
    unknown: Arc<[String]>,
    missing: Arc<[String]>,
    missing_since: Option<Timestamp>,
}

impl<'p> PodSecrets<'p> {
    pub(super) fn of(pod: Option<&'p Pod>, context: &ExplainContext<'_>) -> Self {
        let mut secrets = Self::default();
        let Some(pod) = pod else { return secrets };
        let mut named = Names::default();
        let mut unknown = Vec::new();
        for secret in &pod.spec.image_pull_secrets {
            let name = secret.name.as_str();
            if name.is_empty() || !named.insert(name) {
                continue;
            }
            if let Some(config) = context.pull_secret(&pod.metadata.namespace, name) {
                let ring = secrets.ring.get_or_insert_with(Keyring::new);
                for (key, credential) in config.iter() {
                    // The kubelet leaves a key out that it cannot read.
                    if ring.insert(key, (name, credential.is_empty())).is_ok() {
                        secrets.registries.extend(plain_registry(key).map(ToOwned::to_owned));
                    }
                }
            } else {
                unknown.push(name);
            }
        }
        let mut missing = Names::default();
        if let Some(event) = context.unread_secrets(pod) {
            for name in names_in(&event.message).filter(|name| named.contains(name)) {
                missing.insert(name);
            }
            secrets.missing = missing.shared();
            secrets.missing_since = event.first_seen().and_then(|time| time.parse().ok());
        }
        unknown.retain(|name| !missing.contains(name));
        if secrets.ring.is_some() && !unknown.is_empty() {
            secrets.unknown = unknown.into_iter().map(String::from).collect();
        }
        secrets.named = named.shared();
        secrets
    }

    /// Whether the pod names none.
    pub(super) fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// Whether a secret that the pod names cannot be read.
    pub(super) fn lacks_one(&self) -> bool {
        !self.missing.is_empty()
    }

    /// The registries that the known secrets have keys for, and how many they are.
    pub(super) fn registries(&self) -> (impl Iterator<Item = &str>, usize) {
        (self.registries.iter().map(String::as_str), self.registries.len())
    }

    pub(super) fn for_image(&self, reference: Option<&Reference>) -> Option<Box<PullSecrets>> {
        if self.is_empty() {
            return None;
        }
        let mut empty = BTreeSet::new();
        let tried = self.ring.as_ref().zip(reference).map(|(ring, reference)| {
            let mut names: Vec<String> = Vec::new();
            let mut tried = BTreeSet::new();
            for entry in ring.lookup(reference) {
                let (name, is_empty) = *entry.value();
                if is_empty {
                    empty.insert(name);
                }
                if tried.insert(name) {
                    names.push(name.to_owned());
                }
            }
            names
        });
        Some(Box::new(PullSecrets {
            named: self.named.clone(),
            tried,
            empty: empty.into_iter().map(ToOwned::to_owned).collect(),
            unknown: self.unknown.clone(),
            missing: self.missing.clone(),
            missing_since: self.missing_since,
        }))
    }
}

/// The names in `Unable to retrieve some image pull secrets (a, b); attempting to pull the image may not succeed.`
/// (`getPullSecretsForPod` in `pkg/kubelet/kubelet_pods.go`, since 1.29).
fn names_in(message: &str) -> impl Iterator<Item = &str> {
    let inside =
        message.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(names, _)| names);
    inside.split(',').map(str::trim).filter(|name| !name.is_empty())
}

/// The registry of a key, without a scheme. A key may be anything, a URL with a password in it too: that is not shown.
fn plain_registry(key: &str) -> Option<&str> {
    let key = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
    let key = key.trim_end_matches('/');
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'*' | b':' | b'/' | b'_');
    (!key.is_empty() && key.len() <= 80 && key.bytes().all(is_plain)).then_some(key)
}
