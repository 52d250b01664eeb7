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
/// let secret = RegistrySecret::new(Metadata::default(), Ok(SecretContent::DockerConfigJson(b"{}".to_vec())));
/// assert!(!format!("{secret:?}").contains("{}"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RegistrySecret {
    metadata: Metadata,
    content: Result<SecretContent, SecretError>,
}

/// Why the kubelet takes no credentials from a Secret.
///
/// ```
/// use pullspec::api::SecretError;
/// assert_eq!(SecretError::NoContent.to_string(), "the Secret has nothing under the key of its type");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// It has another type, such as `Opaque`.
    #[error("the type of the Secret is neither kubernetes.io/dockerconfigjson nor kubernetes.io/dockercfg")]
    OtherType,
    /// It has no `.dockerconfigjson` or `.dockercfg`, or an empty one.
    #[error("the Secret has nothing under the key of its type")]
    NoContent,
    /// What stands there is not base64.
    #[error("the content of the Secret is not base64 at byte {at}")]
    Base64 {
        /// Where.
        at: usize,
    },
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
    /// use pullspec::api::{Metadata, RegistrySecret, SecretError};
    /// let secret = RegistrySecret::new(Metadata::default(), Err(SecretError::OtherType));
    /// assert!(secret.content().is_err());
    /// ```
    #[must_use]
    pub const fn new(metadata: Metadata, content: Result<SecretContent, SecretError>) -> Self {
        Self { metadata, content }
    }

    /// Returns its name, namespace and identity.
    #[must_use]
    pub const fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Returns its credentials, as the kubelet takes them: by the type, and from the key that belongs to it
    /// (`MakeDockerKeyring` in `pkg/credentialprovider/secrets`, Kubernetes 1.36).
    ///
    /// # Errors
    /// Any other type, such as `Opaque`; a Secret without that key; a text that is not base64.
    pub const fn content(&self) -> Result<&SecretContent, SecretError> {
        match &self.content {
            Ok(content) => Ok(content),
            Err(error) => Err(*error),
        }
    }
}

/// The fields of a Secret that matter here, as they come in.
#[derive(Default)]
pub(crate) struct SecretFields {
    pub(crate) docker_config_json: Option<String>,
    pub(crate) docker_cfg: Option<String>,
    /// What `stringData` writes over `data`, which only a manifest has.
    pub(crate) plain_config_json: Option<String>,
    pub(crate) plain_cfg: Option<String>,
}

impl SecretFields {
    pub(crate) fn into_secret(self, metadata: Metadata, secret_type: &str) -> RegistrySecret {
        let content = match secret_type {
            "kubernetes.io/dockerconfigjson" => {
                decoded(self.plain_config_json, self.docker_config_json).map(SecretContent::DockerConfigJson)
            }
            "kubernetes.io/dockercfg" => {
                decoded(self.plain_cfg, self.docker_cfg).map(SecretContent::DockerCfg)
            }
            _ => Err(SecretError::OtherType),
        };
        RegistrySecret::new(metadata, content)
    }
}

fn decoded(plain: Option<String>, data: Option<String>) -> Result<Vec<u8>, SecretError> {
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    if let Some(plain) = filled(plain) {
        return Ok(plain.into_bytes());
    }
    let data = filled(data).ok_or(SecretError::NoContent)?;
    base64::decode(data.as_bytes(), true).map_err(|at| SecretError::Base64 { at })
}
