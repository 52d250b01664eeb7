//! Pull secrets as people have them: the file itself, the Secret around it, or a list of Secrets.

use alloc::borrow::Cow;
use alloc::{string::String, vec::Vec};

use serde::de::{Deserialize, Deserializer, Error, MapAccess};
use serde::de::{DeserializeSeed, IgnoredAny};

use super::config::read::{Fill, Object, Text, folds_to};
use super::{DockerConfig, DockerConfigJson};
use crate::api::secret::SecretFields;
use crate::api::{Metadata, RegistrySecret};
use crate::reference::normalize::has_host_form;

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
/// let config: DockerConfigJson = serde_json::from_slice(secrets[0].content()?.bytes())?;
/// assert_eq!((&*secrets[0].metadata().name, config.auths.len()), ("hub", 1));
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
    Secrets(Vec<RegistrySecret>),
}

/// A Secret as it comes in.
#[derive(Default)]
struct Secret {
    kind: String,
    metadata: Metadata,
    type_name: String,
    fields: SecretFields,
}

impl Secret {
    fn finish(self) -> RegistrySecret {
        self.fields.into_secret(self.metadata, &self.type_name)
    }
}

/// The fields of all shapes.
#[derive(Default)]
struct Document {
    secret: Secret,
    items: Option<Vec<Secret>>,
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
            _ if key.contains('/') || has_host_form(&key) => self.entries.entry(key, map),
            _ => {
                self.others = self.others.saturating_add(1);
                self.config.entry(key, map)
            }
        }
    }

    fn null(&mut self) {}
}

impl<'de> Fill<'de> for Secret {
    fn entry<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        match &*key {
            "kind" => map.next_value_seed(Text(&mut self.kind)),
            "type" => map.next_value_seed(Text(&mut self.type_name)),
            "metadata" => {
                let Names { namespace, name } = map.next_value_seed(Object(Names::default()))?;
                (self.metadata.namespace, self.metadata.name) = (namespace, name);
                Ok(())
            }
            "data" => {
                let Data { config, legacy } = map.next_value_seed(Object(Data::default()))?;
                (self.fields.docker_config_json, self.fields.docker_cfg) = (config, legacy);
                Ok(())
            }
            // The API server puts it over the other.
            "stringData" => {
                let Data { config, legacy } = map.next_value_seed(Object(Data::default()))?;
                (self.fields.plain_config_json, self.fields.plain_cfg) = (config, legacy);
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
    type Value = Vec<Secret>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        struct Item(Secret);

        impl<'de> Deserialize<'de> for Item {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Object(Secret::default()).deserialize(deserializer).map(Self)
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
        let is_secret = |secret: &Secret| matches!(secret.kind.as_str(), "Secret" | "");
        match secret.kind.as_str() {
            "List" | "SecretList" => {
                let items = items.ok_or_else(|| D::Error::custom("a list without items"))?;
                if !items.iter().all(is_secret) {
                    return Err(D::Error::custom("expected Secrets in the list"));
                }
                Ok(Self::Secrets(items.into_iter().map(Secret::finish).collect()))
            }
            "Secret" => Ok(Self::Secrets(alloc::vec![secret.finish()])),
            "" if has_auths => Ok(Self::Config(config)),
            "" if !entries.is_empty() && others == 0 => Ok(Self::Legacy(entries)),
            "" => Err(D::Error::custom("neither auths nor hosts: this holds no credentials for pulls")),
            _ => Err(D::Error::custom("expected a docker config, a Secret, or a list of Secrets")),
        }
    }
}
