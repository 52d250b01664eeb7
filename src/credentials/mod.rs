//! The credentials that the kubelet tries for an image.

#[cfg(feature = "serde")]
mod auth;
mod config;
mod keyring;

pub use crate::go::url::KeyErrorKind;
pub use config::{Credential, DockerConfig, DockerConfigJson};
pub use keyring::{KeyError, Keyring, KeyringEntry};
