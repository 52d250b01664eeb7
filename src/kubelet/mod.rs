//! The kubelet, as far as image pulls go: when it looks at a pod, what it does then, and what it says about it.

mod bounds;
mod container_plan;
mod correlator;
mod cri_error;
mod event_log;
mod fleet;
mod machine;
mod operator_action;
mod pod_changes;
mod pod_plan;
mod run;
mod seeded;
mod start_times;
mod status;
mod step;
mod throttle;
mod timeline;
mod worker;

pub use bounds::{Bounds, TooManyStatesError};
pub use container_plan::{ContainerKind, ContainerPlan, Pull};
pub use correlator::{CorrelatedEvent, EmittedEvent, EventCorrelator};
pub use event_log::{EventLog, EventLogRows};
pub use fleet::{Fleet, FleetReport};
pub use operator_action::OperatorAction;
pub use pod_plan::PodPlan;
pub use run::Run;
pub use seeded::SeededDelays;
pub use start_times::StartTimes;
pub use status::{ReportedStatus, StatusChange};
pub use step::{Action, ImageOutcome, Step, StepEvent};
pub use throttle::{PullQpsExceededError, PullQueue, PullThrottle, QueuedPull, ScheduledPull};
pub use timeline::Timeline;
