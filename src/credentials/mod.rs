//! The credentials that the kubelet tries for an image.

mod auth;
mod config;
mod keyring;
mod url;

pub use config::{Credential, DockerConfig, DockerConfigJson};
pub use keyring::{InvalidKey, Keyring, KeyringEntry};
pub use url::KeyErrorKind;
