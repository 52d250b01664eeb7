//! Allow lists over parsed parts, which no spelling gets around: one [`Pattern`], a [`PatternSet`], and its [`export`]
//! to the engines that decide elsewhere.
//!
//! The question: *may this image run here?* Start with [`PatternSet::check`], which names the pattern that
//! allows an image, or the one that comes closest and why. A list of what is denied is a [`DenyList`].
//!
//! ```
//! use pullspec::Reference;
//! use pullspec::pattern::PatternSet;
//!
//! let list = ["quay.io/team/**", "docker.io/library/*@*"];
//! let allowed = PatternSet::parse(list)?;
//! let image = Reference::parse("quay.io/team/app:1.2")?;
//! assert!(allowed.allows(&image));
//! let image = Reference::parse("redis:7")?;
//! let refused = allowed.check(&image).unwrap_err();
//! assert_eq!(
//!     refused.to_string(),
//!     "tag \"7\" without a digest does not match \
//!      docker.io/library/*@*",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod build;
mod deny;
mod error;
pub mod export;
mod glob;
mod matching;
mod parse;
mod set;
mod shape;

pub use deny::DenyList;
pub use error::{PatternError, PatternErrorKind};
pub use matching::PatternMismatch;
pub use set::{NotAllowedError, PatternSet, PatternSetError};
pub use shape::Pattern;
