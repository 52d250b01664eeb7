//! How people see it: what `kubectl` prints about pods and events.

mod describe;
mod duration;
mod logs;
mod status;

pub use describe::{DescribeState, EventsRow, EventsTable, describe_events};
pub use duration::{HumanDuration, ShortHumanDuration};
pub use logs::{LogsRefusal, check_logs};
pub use status::pod_status;
