//! Registries as a client sees them, and where a node really asks for an image.
//!
//! The question: *which URLs does this image stand for?* Start with [`Endpoint`], which has those of the distribution
//! specification; a node that has mirrors asks elsewhere: [`node`], with the feature `node`.
//!
//! ```
//! use pullspec::Reference;
//!
//! let endpoint = Reference::parse("redis:7")?.endpoint()?;
//! assert_eq!(
//!     endpoint.manifest_url(),
//!     "https://registry-1.docker.io/v2/library/redis/manifests/7",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod endpoint;
mod loopback;
#[cfg(feature = "node")]
pub mod node;
mod scheme;

#[cfg(feature = "serde")]
pub(crate) use endpoint::EndpointParts;
#[cfg(feature = "explain")]
pub(crate) use endpoint::is_loopback_host;
pub use endpoint::{Endpoint, EndpointError};
pub use scheme::{Scheme, Schemes};
