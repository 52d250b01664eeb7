//! Docker configs: the two shapes in which pull secrets hold credentials.

use alloc::{collections::BTreeMap, string::String};
use core::fmt;

/// A user name and a password for a registry.
///
/// Neither shows in `Debug`: either may be a token.
///
/// ```
/// use pullspec::credentials::Credential;
/// let credential = Credential::new("robot", "hunter2");
/// assert_eq!(format!("{credential:?}"), "Credential(<redacted>)");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credential {
    username: String,
    password: String,
}

impl Credential {
    /// A credential from its two parts.
    ///
    /// ```
    /// use pullspec::Keyring;
    /// use pullspec::credentials::Credential;
    /// let keyring: Keyring = [("quay.io", Credential::new("robot", "hunter2"))].into_iter().collect();
    /// assert_eq!(keyring.lookup_name("quay.io/team/app").len(), 1);
    /// ```
    #[must_use]
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self { username: username.into(), password: password.into() }
    }

    /// The user name.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The password or token.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }
}

impl Credential {
    /// Whether there is neither a user nor a password, as where a docker config leaves them to a helper program or holds an
    /// identity token: the kubelet tries it all the same, and the registry is asked without a login.
    ///
    /// ```
    /// use pullspec::credentials::Credential;
    /// assert!(Credential::default().is_empty());
    /// assert!(!Credential::new("user", "").is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.username.is_empty() && self.password.is_empty()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(<redacted>)")
    }
}

/// Credentials by key, as a secret of type `kubernetes.io/dockercfg` holds them in `.dockercfg`.
///
/// Reads as Go reads it (`pkg/credentialprovider/config.go`): field names in any case, `null` as empty, unknown
/// fields ignored, `auth` (base64 of `user:password`) before `username` and `password`.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::Keyring;
/// use pullspec::credentials::DockerConfig;
/// let config: DockerConfig = serde_json::from_str(r#"{"quay.io":{"auth":"dXNlcjpwYXNzd29yZA=="}}"#)?;
/// let keyring = Keyring::from(config);
/// assert_eq!(keyring.lookup_name("quay.io/team/app")[0].value().username(), "user");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// An `auth` that is not base64 or has no colon, and a value of the wrong type, fail the whole file, as in Go: no
/// key of such a secret is tried, and the image is not pulled. The error says where, never what was written. A reader
/// that adds the path of the error, such as `serde_path_to_error`, would show the key, which may hold a password.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::credentials::DockerConfig;
/// let error = serde_json::from_str::<DockerConfig>(r#"{"quay.io":{"auth":"hunter2!"}}"#).unwrap_err();
/// assert!(error.to_string().starts_with("illegal base64 data at input byte 7"));
/// # }
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DockerConfig {
    entries: BTreeMap<String, Credential>,
}

impl DockerConfig {
    /// The credential of a key as written.
    ///
    /// ```
    /// use pullspec::credentials::{Credential, DockerConfig};
    /// let config: DockerConfig = [("https://quay.io", Credential::new("robot", "p"))].into_iter().collect();
    /// assert!(config.get("https://quay.io").is_some());
    /// assert!(config.get("quay.io").is_none()); // as written; a `Keyring` knows what matches
    /// ```
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Credential> {
        self.entries.get(key)
    }

    /// All keys with their credentials, sorted by key.
    ///
    /// ```
    /// use pullspec::credentials::{Credential, DockerConfig};
    /// let config: DockerConfig = [("quay.io", Credential::new("robot", "p"))].into_iter().collect();
    /// assert!(config.iter().map(|(key, credential)| (key, credential.username())).eq([("quay.io", "robot")]));
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Credential)> {
        self.entries.iter().map(|(key, credential)| (key.as_str(), credential))
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl IntoIterator for DockerConfig {
    type Item = (String, Credential);
    type IntoIter = alloc::collections::btree_map::IntoIter<String, Credential>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<K: Into<String>> FromIterator<(K, Credential)> for DockerConfig {
    fn from_iter<I: IntoIterator<Item = (K, Credential)>>(entries: I) -> Self {
        Self { entries: entries.into_iter().map(|(key, credential)| (key.into(), credential)).collect() }
    }
}

/// The number of keys. A key may hold a password in front of an `@`.
impl fmt::Debug for DockerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DockerConfig").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// The shape of `~/.docker/config.json` and of `.dockerconfigjson` in a secret of type
/// `kubernetes.io/dockerconfigjson`: a [`DockerConfig`] under `auths`.
///
/// Credential helpers (`credsStore`, `credHelpers`) are ignored, as by the kubelet.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::credentials::DockerConfigJson;
/// let file = r#"{"auths":{"ghcr.io":{"username":"user","password":"p"}},"credsStore":"desktop"}"#;
/// let config: DockerConfigJson = serde_json::from_str(file)?;
/// assert_eq!(config.auths.get("ghcr.io").map(|c| c.username()), Some("user"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DockerConfigJson {
    /// The keys and their credentials.
    pub auths: DockerConfig,
}

#[cfg(feature = "serde")]
pub(super) mod read {
    //! Every visitor answers a wrong type without the value: serde's own message would quote it.

    use alloc::borrow::{Cow, ToOwned};
    use alloc::string::String;
    use core::fmt;

    use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

    use super::{Credential, DockerConfig, DockerConfigJson};
    use crate::credentials::auth;

    /// Answers every type that a visitor does not take.
    macro_rules! refuse {
        ($expected:literal: $($method:ident($type:ty)),+ $(,)?) => {
            $(fn $method<E: Error>(self, _: $type) -> Result<Self::Value, E> {
                Err(E::custom(concat!("expected ", $expected)))
            })+
        };
    }

    /// A JSON object, filled into `self.0` entry by entry, or `null`.
    pub(in crate::credentials) struct Object<T>(pub(in crate::credentials) T);

    pub(in crate::credentials) trait Fill<'de> {
        /// Takes one entry of the object.
        fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error>;
        /// Takes the `null` that stands for the object.
        fn null(&mut self);
    }

    impl<'de, T: Fill<'de>> DeserializeSeed<'de> for Object<T> {
        type Value = T;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
            deserializer.deserialize_any(self)
        }
    }

    impl<'de, T: Fill<'de>> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<T, A::Error> {
            while let Some(Key(key)) = map.next_key_seed(Key(Cow::Borrowed("")))? {
                self.0.entry(key, &mut map)?;
            }
            Ok(self.0)
        }

        fn visit_unit<E: Error>(mut self) -> Result<T, E> {
            self.0.null();
            Ok(self.0)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<T, A::Error> {
            Err(A::Error::custom("expected an object"))
        }

        refuse!("an object": visit_bool(bool), visit_i64(i64), visit_i128(i128), visit_u64(u64), visit_u128(u128),
            visit_f64(f64), visit_str(&str), visit_bytes(&[u8]));
    }

    /// The key of an entry.
    struct Key<'de>(Cow<'de, str>);

    impl<'de> DeserializeSeed<'de> for Key<'de> {
        type Value = Self;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_str(self)
        }
    }

    impl<'de> Visitor<'de> for Key<'de> {
        type Value = Self;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a key")
        }

        fn visit_str<E: Error>(self, key: &str) -> Result<Self, E> {
            Ok(Self(Cow::Owned(key.into())))
        }

        fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Self, E> {
            Ok(Self(Cow::Borrowed(key)))
        }
    }

    /// A JSON string; `null` leaves what was there.
    pub(in crate::credentials) struct Text<'a>(pub(in crate::credentials) &'a mut String);

    impl<'de> DeserializeSeed<'de> for Text<'_> {
        type Value = ();

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            deserializer.deserialize_any(self)
        }
    }

    impl<'de> Visitor<'de> for Text<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
            text.clone_into(self.0);
            Ok(())
        }

        fn visit_unit<E: Error>(self) -> Result<(), E> {
            Ok(())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
            Err(A::Error::custom("expected a string"))
        }

        fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
            Err(A::Error::custom("expected a string"))
        }

        refuse!("a string": visit_bool(bool), visit_i64(i64), visit_i128(i128), visit_u64(u64), visit_u128(u128),
            visit_f64(f64), visit_bytes(&[u8]));
    }

    /// Go's match of a field name: simple case folding, in which `ſ` is an s and the Kelvin sign a k.
    pub(in crate::credentials) fn folds_to(written: &str, field: &str) -> bool {
        let fold = |c: char| match c {
            'ſ' => 's',
            '\u{212a}' => 'k',
            c => c.to_ascii_lowercase(),
        };
        written.chars().map(fold).eq(field.chars())
    }

    /// The fields of one entry.
    #[derive(Default)]
    struct Fields {
        username: String,
        password: String,
        auth: String,
    }

    impl<'de> Fill<'de> for Fields {
        fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
            let fields = [
                ("username", &mut self.username),
                ("password", &mut self.password),
                ("email", &mut String::new()),
                ("auth", &mut self.auth),
            ];
            match fields.into_iter().find(|(name, _)| folds_to(&key, name)) {
                Some((_, field)) => map.next_value_seed(Text(field)),
                None => map.next_value::<IgnoredAny>().map(drop),
            }
        }

        fn null(&mut self) {}
    }

    impl<'de> Fill<'de> for DockerConfig {
        fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
            let Fields { username, password, auth } = map.next_value_seed(Object(Fields::default()))?;
            let (username, password) = if auth.is_empty() {
                (username, password)
            } else {
                auth::decode(&auth).map_err(A::Error::custom)?
            };
            self.entries.insert(key.into_owned(), Credential { username, password });
            Ok(())
        }

        fn null(&mut self) {
            self.entries.clear();
        }
    }

    impl<'de> Fill<'de> for DockerConfigJson {
        fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
            if folds_to(&key, "auths") {
                // Written twice, the second adds to the first.
                self.auths = map.next_value_seed(Object(core::mem::take(&mut self.auths)))?;
                Ok(())
            } else if folds_to(&key, "httpheaders") {
                map.next_value_seed(Object(Headers)).map(drop)
            } else {
                map.next_value::<IgnoredAny>().map(drop)
            }
        }

        fn null(&mut self) {}
    }

    /// `HttpHeaders`: read by Go only to be typed, so a wrong type fails the file.
    struct Headers;

    impl<'de> Fill<'de> for Headers {
        fn entry<A: MapAccess<'de>>(&mut self, _: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
            map.next_value_seed(Text(&mut String::new()))
        }

        fn null(&mut self) {}
    }

    impl<'de> serde::Deserialize<'de> for DockerConfig {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Object(Self::default()).deserialize(deserializer)
        }
    }

    impl<'de> serde::Deserialize<'de> for DockerConfigJson {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Object(Self::default()).deserialize(deserializer)
        }
    }
}
