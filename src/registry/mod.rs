//! Where a client finds an image.

mod endpoint;

pub use endpoint::{Endpoint, Mirror, MirrorError, MirrorRules, Scheme};
