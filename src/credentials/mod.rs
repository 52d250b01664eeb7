//! The credentials that each side looks up for an image: three rules, three types.
//!
//! The question: *which credentials go to this registry?* Start with the type of whoever asks:
//!
//! | who | type | how a key is compared |
//! |---|---|---|
//! | the kubelet | [`Keyring`] | globs per host label, the path by text |
//! | the Docker CLI and its like | [`DockerCliConfig`] | the registry alone, Docker Hub as `https://index.docker.io/v1/` |
//! | podman, CRI-O, skopeo | [`ContainersAuth`] | whole path segments, no globs |
//!
//! The three read the same files and disagree: the kubelet's rule sends the credentials of `quay.io/co` to
//! `quay.io/coreos`, the others do not. [`CredentialProviderConfig`] says which plugins the kubelet asks.
//!
//! ```
//! use pullspec::Keyring;
//!
//! let keys = [("quay.io/co", "ours"), ("ghcr.io", "theirs")];
//! let keyring: Keyring<&str> = keys.into_iter().collect();
//! let tried = keyring.lookup_name("quay.io/coreos/etcd");
//! assert!(tried.iter().map(|entry| *entry.value()).eq(["ours"]));
//! ```

#[cfg(feature = "serde")]
mod auth;
#[cfg(feature = "serde")]
mod auth_file;
mod config;
#[cfg(feature = "serde")]
mod containers;
#[cfg(feature = "serde")]
mod docker_cli;
mod keyring;
mod provider;
#[cfg(feature = "serde")]
mod secret_document;

pub use crate::go::url::KeyErrorKind;
#[cfg(feature = "serde")]
pub use auth_file::{AuthFileError, Login, Secret};
pub use config::{Credential, DockerConfig, DockerConfigJson};
#[cfg(feature = "serde")]
pub use containers::ContainersAuth;
#[cfg(feature = "serde")]
pub use docker_cli::DockerCliConfig;
pub use keyring::{KeyError, Keyring, KeyringEntry};
pub use provider::{
    CacheKeyType, CredentialProvider, CredentialProviderConfig, NeverMatchesError, ProviderConfigError,
};
#[cfg(feature = "serde")]
pub use secret_document::SecretDocument;
