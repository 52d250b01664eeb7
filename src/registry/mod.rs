//! Registries as a client sees them, and where a node really asks for an image.

pub mod node;
