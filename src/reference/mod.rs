//! Image references: what was written ([`RawReference`]) and what it means ([`Reference`]).
//!
//! The question: *what does this text mean?* Start with what you have:
//!
//! | you have | take |
//! |---|---|
//! | a text, and want the image it means, to compare, store or print | [`Reference`] |
//! | a text, and want its parts as written, without a copy | [`RawReference`] |
//! | `image:` of a container | [`PodImage`] |
//! | a name, a digest or an image ID | [`AnyReference`] |
//! | one part alone | [`Domain`], [`Path`], [`Tag`]; kept: [`OwnedDomain`], [`OwnedPath`], [`OwnedTag`] |
//! | a text that was refused | [`ParseError::hint`], and [`TextError`] to hand both on |
//!
//! ```
//! use pullspec::Reference;
//!
//! let redis = Reference::parse("redis:7")?;
//! assert_eq!(redis.as_str(), "docker.io/library/redis:7");
//! assert_eq!(redis, Reference::parse("index.docker.io/redis:7")?);
//! # Ok::<(), pullspec::ParseError>(())
//! ```

mod any;
mod compare;
mod digest_tags;
mod edit;
pub(crate) mod go_text;
mod hint;
mod meaning;
pub(crate) mod normalize;
mod owned_parts;
pub(crate) mod parse;
pub(crate) mod parts;
mod pod_image;
pub(crate) mod published;
mod raw;
mod slips;
mod text_error;

pub use crate::go::BadPatternError;
pub use any::AnyReference;
pub use hint::Hint;
pub use meaning::Reference;
pub use owned_parts::{OwnedDomain, OwnedPath, OwnedTag};
pub use parts::{Domain, Path, Tag};
pub use pod_image::PodImage;
pub use raw::RawReference;
pub use text_error::TextError;

#[cfg(doc)]
use crate::error::ParseError;

pub(crate) use normalize::DEFAULT_TAG;
