//! Why a pull failed: the causes, who must act, and whether waiting helps.
//!
//! The question: *what does this cause mean for the people concerned?* Start with [`Cause`]; a [`Verdict`] is a cause
//! with its alternates and the words that decided, [`Details`] are the image, host, status and codes that a message
//! names. Messages are read by [`classify`](crate::waiting::classify). A verdict without a [rule](Verdict::rule) is a guess by
//! words of one meaning, and always has alternates.
//!
//! ```
//! use pullspec::Cause;
//! use pullspec::cause::Transience;
//!
//! assert_eq!(Cause::TagNotFound.transience(), Transience::Permanent);
//! assert_eq!(Cause::RateLimited.transience(), Transience::Throttled);
//! ```

mod automaton;
mod classify;
mod cut;
mod details;
mod details_read;
mod endpoints;
mod gist;
mod kind;
mod lexer;
mod others;
mod part;
mod rules;
mod status;
mod taxonomy;
mod verdict;

pub use details::{Details, Spanned, WantedPlatform};
pub(crate) use endpoints::read;
pub use endpoints::{FailedEndpoint, deciding_endpoint, failed_endpoints};
pub use kind::{Actor, CauseGroup, Transience, UnknownLabelError};
pub use rules::CauseRule;
pub use taxonomy::Cause;
pub use verdict::Verdict;
