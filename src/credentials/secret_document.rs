//! Pull secrets as people have them: the file itself, the Secret around it, or a list of Secrets.

use alloc::borrow::Cow;
use alloc::{string::String, vec::Vec};

use serde::de::{Deserialize, Deserializer, Error, MapAccess};
use serde::de::{DeserializeSeed, IgnoredAny};

use super::config::read::{Fill, Object, Text, folds_to};
use super::{DockerConfig, DockerConfigJson};
use crate::go::base64;

/// A document that holds pull secrets, told from its shape.
///
/// Whoever reads a Secret as a [`DockerConfigJson`] gets no entries and no error, as the kubelet would: Go ignores fields
/// that it does not know. This reader looks at what it was given, and what it cannot use it refuses.
///
/// ```
/// use pullspec::credentials::{DockerConfigJson, SecretDocument};
///
/// let document: SecretDocument = serde_json::from_str(
///     r#"{"kind": "Secret", "metadata": {"namespace": "shop", "name": "hub"}, "type": "kubernetes.io/dockerconfigjson",
///         "data": {".dockerconfigjson": "eyJhdXRocyI6eyJkb2NrZXIuaW8iOnsiYXV0aCI6ImRUcHcifX19"}}"#,
/// )?;
/// let SecretDocument::Secrets(secrets) = document else { return Err("Secrets were given".into()) };
/// let config: DockerConfigJson = serde_json::from_slice(secrets[0].content()?.json())?;
/// assert_eq!((secrets[0].name(), config.auths.len()), ("hub", 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretDocument {
    /// The content of `.dockerconfigjson`, or of Docker's own `config.json`: `auths` holds the entries.
    Config(DockerConfigJson),
    /// The content of a legacy `.dockercfg`: the entries themselves.
    Legacy(DockerConfig),
    /// A Secret, or those of a list, with what stands around their content.
    Secrets(Vec<SecretObject>),
}

/// A Secret as the API server prints it, as far as pulls go.
///
/// ```
/// use pullspec::credentials::{SecretDocument, SecretError};
/// let json = r#"{"kind": "Secret", "metadata": {"name": "hub"}, "type": "Opaque", "data": {".dockerconfigjson": "e30="}}"#;
/// let SecretDocument::Secrets(secrets) = serde_json::from_str(json)? else { return Err("a Secret".into()) };
/// // The kubelet looks at the type first, and leaves out every other one.
/// assert_eq!(secrets[0].content(), Err(SecretError::OtherType));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretObject {
    kind: String,
    namespace: String,
    name: String,
    secret_type: String,
    config: Option<String>,
    legacy: Option<String>,
    is_plain: bool,
}

/// The JSON inside a Secret, and in which of the two shapes it is.
///
/// ```
/// use pullspec::credentials::SecretContent;
/// let content = SecretContent::Legacy(b"{}".to_vec());
/// assert_eq!(content.json(), b"{}");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "Closed: Kubernetes has two types of pull secrets")]
pub enum SecretContent {
    /// A [`DockerConfigJson`], of type `kubernetes.io/dockerconfigjson`.
    Config(Vec<u8>),
    /// A [`DockerConfig`], of type `kubernetes.io/dockercfg`.
    Legacy(Vec<u8>),
}

/// Why the kubelet takes no credentials from a Secret.
///
/// ```
/// use pullspec::credentials::SecretError;
/// assert_eq!(SecretError::NoContent.to_string(), "the Secret lacks the key of its type");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// It has another type, such as `Opaque`.
    #[error("the Secret is of no type for pulls: kubernetes.io/dockerconfigjson or kubernetes.io/dockercfg")]
    OtherType,
    /// It has no `.dockerconfigjson` or `.dockercfg`, or an empty one.
    #[error("the Secret lacks the key of its type")]
    NoContent,
    /// What stands there is not base64.
    #[error("the content of the Secret is not base64 at byte {at}")]
    Base64 {
        /// Where.
        at: usize,
    },
}

impl SecretContent {
    /// Returns the JSON, in either shape.
    ///
    /// ```
    /// use pullspec::credentials::SecretContent;
    /// assert_eq!(SecretContent::Config(b"{}".to_vec()).json(), b"{}");
    /// ```
    #[must_use]
    pub fn json(&self) -> &[u8] {
        match self {
            Self::Config(json) | Self::Legacy(json) => json,
        }
    }
}

impl core::fmt::Debug for SecretContent {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SecretContent(<redacted>)")
    }
}

impl core::fmt::Debug for SecretObject {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { namespace, name, secret_type, .. } = self;
        f.debug_struct("SecretObject")
            .field("namespace", namespace)
            .field("name", name)
            .field("type", secret_type)
            .finish_non_exhaustive()
    }
}

impl SecretObject {
    /// Returns the namespace; empty in a manifest without one.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the type, such as `kubernetes.io/dockerconfigjson`.
    #[must_use]
    pub fn secret_type(&self) -> &str {
        &self.secret_type
    }

    /// Returns the JSON inside, as the kubelet takes it: by the type, and from the key that belongs to it
    /// (`MakeDockerKeyring` in `pkg/credentialprovider/secrets`).
    ///
    /// ```
    /// use pullspec::credentials::{SecretContent, SecretDocument};
    /// let json = r#"{"kind": "Secret", "metadata": {"name": "old"}, "type": "kubernetes.io/dockercfg", "data": {".dockercfg": "e30="}}"#;
    /// let SecretDocument::Secrets(secrets) = serde_json::from_str(json)? else { return Err("a Secret".into()) };
    /// assert_eq!(secrets[0].content(), Ok(SecretContent::Legacy(b"{}".to_vec())));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Any other type, such as `Opaque`; a Secret without that key; a text that is not base64.
    pub fn content(&self) -> Result<SecretContent, SecretError> {
        let bytes = |text: &Option<String>| {
            let text = text.as_deref().filter(|text| !text.is_empty()).ok_or(SecretError::NoContent)?;
            if self.is_plain {
                return Ok(text.as_bytes().to_vec());
            }
            base64::decode(text.as_bytes(), true).map_err(|at| SecretError::Base64 { at })
        };
        match self.secret_type.as_str() {
            "kubernetes.io/dockerconfigjson" => bytes(&self.config).map(SecretContent::Config),
            "kubernetes.io/dockercfg" => bytes(&self.legacy).map(SecretContent::Legacy),
            _ => Err(SecretError::OtherType),
        }
    }
}

/// The fields of all shapes.
#[derive(Default)]
struct Document {
    secret: SecretObject,
    items: Option<Vec<SecretObject>>,
    config: DockerConfigJson,
    has_auths: bool,
    /// Entries by hosts, and whether each looked like one.
    entries: DockerConfig,
    others: usize,
}

impl<'de> Fill<'de> for Document {
    fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        match &*key {
            "items" => {
                self.items = Some(map.next_value_seed(Items)?);
                Ok(())
            }
            "kind" | "apiVersion" | "metadata" | "type" | "data" | "stringData" | "immutable" => {
                self.secret.entry(key, map)
            }
            _ if folds_to(&key, "auths") => {
                self.has_auths = true;
                self.config.entry(key, map)
            }
            // A host, as in a legacy file; the settings of a client are not.
            _ if key.contains(['.', ':', '/']) || key == "localhost" => self.entries.entry(key, map),
            _ => {
                self.others = self.others.saturating_add(1);
                self.config.entry(key, map)
            }
        }
    }

    fn null(&mut self) {}
}

impl<'de> Fill<'de> for SecretObject {
    fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        match &*key {
            "kind" => map.next_value_seed(Text(&mut self.kind)),
            "type" => map.next_value_seed(Text(&mut self.secret_type)),
            "metadata" => {
                let Names { namespace, name } = map.next_value_seed(Object(Names::default()))?;
                (self.namespace, self.name) = (namespace, name);
                Ok(())
            }
            "data" | "stringData" => {
                let Data { config, legacy } = map.next_value_seed(Object(Data::default()))?;
                // The API server puts the second over the first.
                if key == "stringData" || !self.is_plain {
                    self.is_plain = key == "stringData";
                    (self.config, self.legacy) =
                        (config.or(self.config.take()), legacy.or(self.legacy.take()));
                }
                Ok(())
            }
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }

    fn null(&mut self) {}
}

#[derive(Default)]
struct Names {
    namespace: String,
    name: String,
}

impl<'de> Fill<'de> for Names {
    fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        match &*key {
            "namespace" => map.next_value_seed(Text(&mut self.namespace)),
            "name" => map.next_value_seed(Text(&mut self.name)),
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }

    fn null(&mut self) {}
}

#[derive(Default)]
struct Data {
    config: Option<String>,
    legacy: Option<String>,
}

impl<'de> Fill<'de> for Data {
    fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        match &*key {
            ".dockerconfigjson" => map.next_value_seed(Text(self.config.get_or_insert_default())),
            ".dockercfg" => map.next_value_seed(Text(self.legacy.get_or_insert_default())),
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }

    fn null(&mut self) {}
}

/// The objects of a list.
struct Items;

impl<'de> DeserializeSeed<'de> for Items {
    type Value = Vec<SecretObject>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        struct Item(SecretObject);

        impl<'de> Deserialize<'de> for Item {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Object(SecretObject::default()).deserialize(deserializer).map(Self)
            }
        }

        let items = Option::<Vec<Item>>::deserialize(deserializer)?.unwrap_or_default();
        Ok(items.into_iter().map(|item| item.0).collect())
    }
}

/// Reads any of the shapes. Errors never quote what they refuse.
impl<'de> Deserialize<'de> for SecretDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let document = Object(Document::default()).deserialize(deserializer)?;
        let Document { secret, items, config, has_auths, entries, others } = document;
        let is_secret = |secret: &SecretObject| matches!(secret.kind.as_str(), "Secret" | "");
        match secret.kind.as_str() {
            "List" | "SecretList" => {
                let items = items.ok_or_else(|| D::Error::custom("a list without items"))?;
                if !items.iter().all(is_secret) {
                    return Err(D::Error::custom("expected Secrets in the list"));
                }
                Ok(Self::Secrets(items))
            }
            "Secret" => Ok(Self::Secrets(alloc::vec![secret])),
            "" if has_auths => Ok(Self::Config(config)),
            "" if !entries.is_empty() && others == 0 => Ok(Self::Legacy(entries)),
            "" => Err(D::Error::custom("neither auths nor hosts: this holds no credentials for pulls")),
            _ => Err(D::Error::custom("expected a docker config, a Secret, or a list of Secrets")),
        }
    }
}
