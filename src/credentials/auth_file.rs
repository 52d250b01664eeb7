//! The shape that `config.json` of Docker and `auth.json` of podman share, and what a look-up in them finds.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;
use core::fmt;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess};
use serde::{Deserialize, Deserializer};

use super::Credential;
use super::auth::text;
use super::config::read::{Fill, Object, Text, folds_to};
use crate::go::base64;

/// What a client logs in with. Shows nothing in `Debug`.
///
/// ```
/// use pullspec::credentials::Secret;
/// // What a credential helper says: the user name `<token>` marks an identity token.
/// assert!(matches!(Secret::from_helper("<token>", "abc"), Secret::IdentityToken(_)));
/// assert_eq!(format!("{:?}", Secret::from_helper("me", "abc")), "Secret(<redacted>)");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "Closed: the two things that the files can hold")]
pub enum Secret {
    /// A user name and a password.
    Password(Credential),
    /// A refresh token for the registry's token server.
    IdentityToken(String),
}

impl Secret {
    /// Makes one of a credential helper's answer.
    #[must_use]
    pub fn from_helper(username: &str, secret: &str) -> Self {
        match username {
            "<token>" => Self::IdentityToken(secret.into()),
            _ => Self::Password(Credential::new(username, secret)),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(<redacted>)")
    }
}

/// What a look-up finds.
///
/// ```
/// use pullspec::credentials::{DockerCliConfig, Login};
/// use pullspec::reference::Reference;
/// let config: DockerCliConfig = serde_json::from_str(r#"{"credHelpers":{"quay.io":"pass"}}"#)?;
/// let login = config.login(&Reference::parse("quay.io/team/app")?);
/// assert_eq!(login, Login::Helper { helper: "pass", key: "quay.io".into() });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "Closed: nothing, a program to ask, or the file itself")]
pub enum Login<'f> {
    /// Nothing: the registry is asked without credentials.
    Anonymous,
    /// The program `docker-credential-<helper>` is asked for this key; if it has nothing, nothing else is tried.
    Helper {
        /// The end of the program's name.
        helper: &'f str,
        /// What it is asked for.
        key: Cow<'f, str>,
    },
    /// The file holds it.
    Stored {
        /// Under this key.
        key: &'f str,
        /// The secret.
        secret: Secret,
    },
}

/// An entry of a credentials file that cannot be used. Says where, never what was written.
///
/// ```
/// use pullspec::credentials::AuthFileError;
/// assert_eq!(AuthFileError::Base64 { at: 3 }.to_string(), "the field auth is not base64 at byte 3");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum AuthFileError {
    /// The field `auth` is not base64.
    #[error("the field auth is not base64 at byte {at}")]
    Base64 {
        /// The byte.
        at: usize,
    },
    /// The field `auth` has no colon, or nothing before it.
    #[error("the field auth is not base64 of user:password")]
    NoUser,
}

/// One entry, as written.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) auth: String,
    pub(super) username: String,
    pub(super) password: String,
    pub(super) identity_token: String,
}

impl Entry {
    /// The user name and the password in `auth` (Go's `StdEncoding`); `None`: there is no colon in it.
    pub(super) fn decoded(&self) -> Result<Option<(String, String)>, AuthFileError> {
        let bytes = base64::decode(self.auth.as_bytes(), true).map_err(|at| AuthFileError::Base64 { at })?;
        let Some(colon) = bytes.iter().position(|&byte| byte == b':') else { return Ok(None) };
        let (user, password) = bytes.split_at_checked(colon).unwrap_or_default();
        let password = text(password.get(1..).unwrap_or_default());
        Ok(Some((text(user), password.trim_matches('\0').into())))
    }

    pub(super) fn secret(&self, username: String, password: String) -> Secret {
        match &*self.identity_token {
            "" => Secret::Password(Credential::new(username, password)),
            token => Secret::IdentityToken(token.into()),
        }
    }
}

/// A whole file, as written.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct AuthFile {
    pub(super) auths: BTreeMap<String, Entry>,
    pub(super) store: String,
    pub(super) helpers: BTreeMap<String, String>,
}

/// The number of entries: keys may hold passwords.
impl fmt::Debug for AuthFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthFile").field("auths", &self.auths.len()).finish_non_exhaustive()
    }
}

impl<'de> Fill<'de> for Entry {
    fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let fields = [
            ("auth", &mut self.auth),
            ("username", &mut self.username),
            ("password", &mut self.password),
            ("identitytoken", &mut self.identity_token),
        ];
        match fields.into_iter().find(|(name, _)| folds_to(&key, name)) {
            Some((_, field)) => map.next_value_seed(Text(field)),
            None => map.next_value::<IgnoredAny>().map(drop),
        }
    }

    fn null(&mut self) {}
}

impl<'de> Fill<'de> for BTreeMap<String, Entry> {
    fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let entry = map.next_value_seed(Object(Entry::default()))?;
        self.insert(key.into_owned(), entry);
        Ok(())
    }

    fn null(&mut self) {
        self.clear();
    }
}

impl<'de> Fill<'de> for BTreeMap<String, String> {
    fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        map.next_value_seed(Text(self.entry(key.into_owned()).or_default()))
    }

    fn null(&mut self) {
        self.clear();
    }
}

impl<'de> Fill<'de> for AuthFile {
    fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        if folds_to(&key, "auths") {
            self.auths = map.next_value_seed(Object(core::mem::take(&mut self.auths)))?;
        } else if folds_to(&key, "credhelpers") {
            self.helpers = map.next_value_seed(Object(core::mem::take(&mut self.helpers)))?;
        } else if folds_to(&key, "credsstore") {
            map.next_value_seed(Text(&mut self.store))?;
        } else {
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn null(&mut self) {}
}

impl<'de> Deserialize<'de> for AuthFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Object(Self::default()).deserialize(deserializer)
    }
}
