//! Exponential back-off as client-go computes it: the pure sequence, and its state by key.
//!
//! The question: *how long is the wait after the n-th failure?* Start with [`Schedule`], the sequence; [`Retries`]
//! counts along it for one thing, [`Backoff`] for many by key, and forgets as client-go does.
//!
//! ```
//! use core::time::Duration;
//! use pullspec::Schedule;
//!
//! let schedule = Schedule::IMAGE_PULL;
//! assert_eq!(schedule.window(1), Duration::from_secs(10));
//! assert_eq!(schedule.window(9), Duration::from_secs(300));
//! ```

mod keyed;
mod retries;
mod schedule;
mod window;

pub use keyed::Backoff;
pub use retries::{AttemptBounds, Position, Retries};
pub use schedule::Schedule;
pub(crate) use window::Window;
