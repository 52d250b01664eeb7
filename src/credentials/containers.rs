//! What podman, CRI-O and skopeo log in with.

use alloc::borrow::Cow;

use serde::{Deserialize, Deserializer};

use super::auth_file::{AuthFile, AuthFileError, Entry, Login};
use crate::reference::Reference;
use crate::reference::normalize::{DEFAULT_DOMAIN, DOCKER_HUB_API, LEGACY_DOMAIN};

/// `auth.json` (containers-auth.json) as containers/image uses it (`pkg/docker/config`).
///
/// A helper in `credHelpers` for the registry comes first. Then the keys are tried from the whole name down to the
/// registry, cut at each `/`; a key is compared as a whole, without globs. Last, keys that are URLs are read as their
/// hosts, and Docker Hub's names are one. The manual says of a key that it is a prefix; it is a prefix of segments.
///
/// ```
/// use pullspec::credentials::{ContainersAuth, Login};
/// use pullspec::reference::Reference;
///
/// let file = r#"{"auths": {"quay.io/co": {"auth": "bWU6c2VjcmV0"}}}"#;
/// let auth: ContainersAuth = serde_json::from_str(file)?;
/// assert!(matches!(auth.login(&Reference::parse("quay.io/co/app")?)?, Login::Stored { key: "quay.io/co", .. }));
/// assert_eq!(auth.login(&Reference::parse("quay.io/coreos/etcd")?)?, Login::Anonymous); // the kubelet would send them
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainersAuth(AuthFile);

impl ContainersAuth {
    /// Returns what the registry of an image is asked with.
    ///
    /// # Errors
    /// The entry that is found holds an `auth` that is not base64. The look-up ends there, and so does the pull.
    pub fn login(&self, image: &Reference) -> Result<Login<'_>, AuthFileError> {
        let name = image.name();
        let registry = name.split('/').next().unwrap_or_default();
        if let Some(helper) = self.0.helpers.get(registry) {
            return Ok(Login::Helper { helper, key: Cow::Owned(registry.into()) });
        }
        let cuts = name.match_indices('/').map(|(at, _)| at).rev();
        let keys = [name.len()].into_iter().chain(cuts).filter_map(|end| name.get(..end));
        let mut written = keys.filter_map(|key| self.0.auths.get_key_value(key));
        let by_host = || self.0.auths.iter().find(|(key, _)| host(key) == hub(registry));
        match written.next().or_else(by_host) {
            Some((key, entry)) => found(key, entry),
            None => Ok(Login::Anonymous),
        }
    }
}

fn found<'f>(key: &'f str, entry: &Entry) -> Result<Login<'f>, AuthFileError> {
    // An entry without a user name stands for a helper that was, and ends the look-up with nothing.
    let Some((username, password)) = entry.decoded()? else { return Ok(Login::Anonymous) };
    if username.is_empty() && password.is_empty() && entry.identity_token.is_empty() {
        return Ok(Login::Anonymous);
    }
    Ok(Login::Stored { key, secret: entry.secret(username, password) })
}

/// `normalizeAuthFileKey`: of a URL the host, any other key as it is.
fn host(key: &str) -> &str {
    let http = key.strip_prefix("http://").unwrap_or(key);
    let stripped = http.strip_prefix("https://").unwrap_or(http);
    hub(if stripped.len() == key.len() { key } else { stripped.split('/').next().unwrap_or_default() })
}

/// `normalizeRegistry`: one name for Docker Hub.
fn hub(registry: &str) -> &str {
    match registry {
        DOCKER_HUB_API | DEFAULT_DOMAIN => LEGACY_DOMAIN,
        other => other,
    }
}

impl<'de> Deserialize<'de> for ContainersAuth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        AuthFile::deserialize(deserializer).map(Self)
    }
}
