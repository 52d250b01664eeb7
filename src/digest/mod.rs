//! Content digests: `sha256:9f86d0…`.
//!
//! The question: *is this text a digest, and is this its content?* Start with [`Digest`], one of its own, or
//! [`DigestRef`], one inside a longer text. Both are checked as go-digest checks them. With the feature `verify`
//! content is compared with a digest, at once or chunk by chunk:
//!
//! ```
//! # #[cfg(feature = "verify")] {
//! use pullspec::Digest;
//! use pullspec::digest::Algorithm;
//!
//! let digest = Digest::of(Algorithm::Sha256, "content");
//! assert!(digest.verify("content").is_ok());
//! assert!(digest.verify("other content").is_err());
//! # }
//! ```

mod algorithm;
mod grammar;
mod value;
#[cfg(feature = "verify")]
mod verify;

pub use algorithm::Algorithm;
pub(crate) use grammar::{find_other, is_within};
pub use value::{Digest, DigestRef};
#[cfg(feature = "verify")]
pub use verify::{DigestMismatchError, Digester, Verifier};
