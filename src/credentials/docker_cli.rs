//! What the Docker CLI, and clients that follow it, log in with.

use alloc::borrow::Cow;
use alloc::string::String;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::auth_file::{AuthFile, AuthFileError, Login};
use crate::go::url;
use crate::reference::Reference;
use crate::reference::normalize::{DEFAULT_DOMAIN, HUB_CONFIG_KEY};

/// `~/.docker/config.json` as the Docker CLI uses it (docker/cli `cli/config`).
///
/// A registry has one key, and no path: its domain, or `https://index.docker.io/v1/` for Docker Hub. A helper in
/// `credHelpers` for that very key comes first, then the one in `credsStore`, and only without either the entries of
/// `auths`: by the key, else the first one that is the same host when it is read as a URL.
///
/// ```
/// use pullspec::credentials::{DockerCliConfig, Login};
/// use pullspec::reference::Reference;
///
/// let file = r#"{"auths": {"https://index.docker.io/v1/": {"auth": "bWU6c2VjcmV0"}}}"#;
/// let config: DockerCliConfig = serde_json::from_str(file)?;
/// assert!(matches!(config.login(&Reference::parse("redis")?), Login::Stored { key: "https://index.docker.io/v1/", .. }));
/// assert_eq!(config.login(&Reference::parse("quay.io/team/app")?), Login::Anonymous);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DockerCliConfig(AuthFile);

impl DockerCliConfig {
    /// Returns the key of an image's registry.
    ///
    /// ```
    /// use pullspec::credentials::DockerCliConfig;
    /// use pullspec::reference::Reference;
    /// assert_eq!(DockerCliConfig::key(&Reference::parse("redis")?), "https://index.docker.io/v1/");
    /// assert_eq!(DockerCliConfig::key(&Reference::parse("quay.io:443/app")?), "quay.io:443");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn key(image: &Reference) -> &str {
        match image.domain() {
            DEFAULT_DOMAIN => HUB_CONFIG_KEY,
            domain => domain,
        }
    }

    /// Returns what the registry of an image is asked with.
    #[must_use]
    pub fn login(&self, image: &Reference) -> Login<'_> {
        let key = Self::key(image);
        let own = self.0.helpers.get(key);
        if let Some(helper) = own.or(Some(&self.0.store)).filter(|helper| !helper.is_empty()) {
            return Login::Helper { helper, key: Cow::Owned(key.into()) };
        }
        let written = self.0.auths.get_key_value(key);
        let Some((key, entry)) =
            written.or_else(|| self.0.auths.iter().find(|(other, _)| hostname(other) == key))
        else {
            return Login::Anonymous;
        };
        // The texts in `auth` were moved here when the file was read.
        if entry.username.is_empty() && entry.password.is_empty() && entry.identity_token.is_empty() {
            return Login::Anonymous;
        }
        Login::Stored { key, secret: entry.secret(entry.username.clone(), entry.password.clone()) }
    }
}

/// `ConvertToHostname`: a key as people wrote it for years.
fn hostname(key: &str) -> String {
    if let Some((_, rest)) = key.split_once("://")
        && let Ok(url) = url::parse(rest.as_bytes())
        && let Ok(host) = String::from_utf8(url.host)
        && !host.is_empty()
    {
        return host.trim_end_matches(':').into();
    }
    key.split('/').next().unwrap_or_default().into()
}

/// Refuses a file with an `auth` that is not base64 of a user name and a password, as the CLI does.
impl<'de> Deserialize<'de> for DockerCliConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut file = AuthFile::deserialize(deserializer)?;
        for entry in file.auths.values_mut().filter(|entry| !entry.auth.is_empty()) {
            let decoded = entry.decoded().map_err(D::Error::custom)?;
            let with_user = decoded.filter(|(user, _)| !user.is_empty());
            (entry.username, entry.password) =
                with_user.ok_or(AuthFileError::NoUser).map_err(D::Error::custom)?;
        }
        Ok(Self(file))
    }
}
