//! Why a text is not a reference, a digest or one of their parts: what, which part, and where.
//!
//! The question: *what is wrong with this text, and at which byte?* Start with [`ParseError`]; its
//! [`kind`](ParseError::kind) is for programs, its [`underline`](ParseError::underline) for people, its
//! [`go_error`](ParseError::go_error) the error that Go returns.
//!
//! ```
//! use pullspec::Reference;
//! use pullspec::error::Component;
//!
//! let input = "quay.io/Team/app";
//! let error = Reference::parse(input).unwrap_err();
//! assert_eq!(error.component(), Component::Path);
//! assert_eq!(&input[error.span()], "T");
//! ```

mod algorithm_name;
mod component;
mod go_error;
mod kind;
mod parse_error;
mod underline;

pub use algorithm_name::AlgorithmName;
pub use component::Component;
pub use go_error::GoError;
pub use kind::ParseErrorKind;
pub use parse_error::ParseError;
pub use underline::Underline;

pub(crate) use parse_error::Text;
