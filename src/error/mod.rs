//! Why a text is not a reference, a digest or one of their parts: what, which part, and where.

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
