//! A Secret, as far as it holds credentials for registries.

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::Metadata;
use crate::go::base64;

/// What a Secret holds for image pulls; everything else in it is passed over when it is read.
///
/// `Debug` never shows the credentials, and there is no `Display` or `Serialize`.
///
/// ```
/// use pullspec::api::{Metadata, RegistrySecret, SecretContent};
/// let secret = RegistrySecret::new(Metadata::default(), Some(SecretContent::DockerConfigJson(b"{}".to_vec())));
/// assert!(!format!("{secret:?}").contains("{}"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RegistrySecret {
    metadata: Metadata,
    content: Option<SecretContent>,
}

/// The credentials in a Secret, decoded from its base64.
///
/// Closed: the kubelet reads these two (`MakeDockerKeyring` in `pkg/credentialprovider/secrets`, Kubernetes 1.36).
///
/// ```
/// use pullspec::api::SecretContent;
/// assert_eq!(SecretContent::DockerCfg(b"{}".to_vec()).bytes(), b"{}");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum SecretContent {
    /// `.dockerconfigjson` of the type `kubernetes.io/dockerconfigjson`: a docker `config.json`.
    DockerConfigJson(Vec<u8>),
    /// `.dockercfg` of the type `kubernetes.io/dockercfg`: the older file, which is the `auths` alone.
    DockerCfg(Vec<u8>),
}

impl SecretContent {
    /// Returns the JSON text, whichever of the two it is.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::DockerConfigJson(bytes) | Self::DockerCfg(bytes) => bytes,
        }
    }
}

impl fmt::Debug for SecretContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DockerConfigJson(_) => "DockerConfigJson(..)",
            Self::DockerCfg(_) => "DockerCfg(..)",
        })
    }
}

impl fmt::Debug for RegistrySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistrySecret")
            .field("namespace", &self.metadata.namespace)
            .field("name", &self.metadata.name)
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}

impl RegistrySecret {
    /// Makes one from its parts.
    ///
    /// ```
    /// use pullspec::api::{Metadata, RegistrySecret};
    /// assert!(RegistrySecret::new(Metadata::default(), None).content().is_none());
    /// ```
    #[must_use]
    pub const fn new(metadata: Metadata, content: Option<SecretContent>) -> Self {
        Self { metadata, content }
    }

    /// Returns its name, namespace and identity.
    #[must_use]
    pub const fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Returns its credentials. `None` for a Secret of another type, and for one whose data is not base64, which no API
    /// server stores.
    #[must_use]
    pub const fn content(&self) -> Option<&SecretContent> {
        self.content.as_ref()
    }
}

/// The fields of a Secret that matter here, as they come in.
#[derive(Default)]
pub(super) struct SecretFields {
    pub(super) docker_config_json: Option<String>,
    pub(super) docker_cfg: Option<String>,
    /// What `stringData` writes over `data`, which only a manifest has.
    pub(super) plain_config_json: Option<String>,
    pub(super) plain_cfg: Option<String>,
}

impl SecretFields {
    pub(super) fn into_secret(self, metadata: Metadata, secret_type: &str) -> RegistrySecret {
        let decoded = |plain: Option<String>, data: Option<String>| {
            let plain = plain.map(String::into_bytes);
            plain.or_else(|| data.and_then(|text| base64::decode(text.as_bytes(), true).ok()))
        };
        let content = match secret_type {
            "kubernetes.io/dockerconfigjson" => {
                decoded(self.plain_config_json, self.docker_config_json).map(SecretContent::DockerConfigJson)
            }
            "kubernetes.io/dockercfg" => {
                decoded(self.plain_cfg, self.docker_cfg).map(SecretContent::DockerCfg)
            }
            _ => None,
        };
        RegistrySecret::new(metadata, content)
    }
}
