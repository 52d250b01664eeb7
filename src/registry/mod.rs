//! Registries as a client sees them, and where a node really asks for an image.

#[cfg(feature = "node")]
pub mod node;
