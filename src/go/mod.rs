//! Go's standard library, where its exact behaviour is the contract.
//!
//! What is here is observable: a quoted name in a message, a key that a URL parser refuses, a table that `tabwriter`
//! aligned. A crate that does the same thing well does it by its own rules, so none serves; where one does the greater part
//! (`regex`), its input is put into its own words here.

#[cfg(feature = "serde")]
pub(crate) mod base64;
pub(crate) mod duration;
pub(crate) mod lower;
#[cfg(feature = "node")]
pub(crate) mod path_clean;
pub(crate) mod path_match;
pub(crate) mod query;
mod quote;
pub(crate) mod rate;
#[cfg(feature = "node")]
pub(crate) mod regexp;
pub(crate) mod tabwriter;
pub(crate) mod unquote;
pub(crate) mod url;
#[cfg(feature = "node")]
pub(crate) mod whole_url;

pub use path_match::BadPatternError;
pub use quote::GoQuoted;
