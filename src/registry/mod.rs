//! Registries as a client sees them, and where a node really asks for an image.

mod endpoint;
#[cfg(feature = "node")]
pub mod node;

#[cfg(feature = "serde")]
pub(crate) use endpoint::EndpointParts;
pub use endpoint::{Endpoint, EndpointError, Scheme};
