//! How people see it: what `kubectl` prints about pods and events.

mod duration;
mod events;
mod logs;
mod shown;
#[cfg(feature = "explain")]
mod state;
mod status;

pub use duration::{HumanDuration, ShortHumanDuration};
pub use events::{DescribedEvent, EventsRow, EventsTable, describe_events};
pub use logs::{LogsError, check_logs};
#[cfg(feature = "explain")]
pub use state::DescribeState;
pub use status::pod_status;
