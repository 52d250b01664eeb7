//! Registries as a client sees them, and where a node really asks for an image.

mod endpoint;
#[cfg(feature = "node")]
pub mod node;
mod scheme;

#[cfg(feature = "serde")]
pub(crate) use endpoint::EndpointParts;
#[cfg(feature = "explain")]
pub(crate) use endpoint::is_loopback_host;
pub use endpoint::{Endpoint, EndpointError};
pub use scheme::{Scheme, Schemes};
