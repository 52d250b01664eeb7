//! How people see it: what `kubectl` prints about pods and events.
//!
//! The question: *what would stand on the operator's screen?* Start with [`pod_status`] for the STATUS cell of
//! `kubectl get pods`, [`DescribeState`] and [`describe_events`] for `kubectl describe pod`, [`check_logs`] for
//! `kubectl logs`.
//!
//! ```
//! use core::time::Duration;
//! use pullspec::kubectl::HumanDuration;
//!
//! let age = HumanDuration::new(Duration::from_secs(200));
//! assert_eq!(age.to_string(), "3m20s");
//! ```

mod duration;
mod events;
mod logs;
mod printed;
#[cfg(feature = "explain")]
mod state;
mod status;

pub use duration::{HumanDuration, ShortHumanDuration};
pub use events::{DescribedEvent, EventsRow, EventsTable, describe_events};
pub use logs::{LogsError, check_logs};
#[cfg(feature = "explain")]
pub use state::DescribeState;
pub use status::pod_status;
