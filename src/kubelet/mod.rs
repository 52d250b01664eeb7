//! The kubelet, as far as image pulls go: when it looks at a pod, what it does then, and what it says about it.
//!
//! The question: *what happens to this pod, second by second?* Start with a [`PodPlan`] of [`ContainerPlan`]s, whose
//! [`Pull`]s say what the runtime answers, and a [`Timeline`] over it: an iterator of [`Step`]s, or a whole [`Run`].
//! [`PodPlan::bounds`] has the earliest and the latest moment of each attempt, [`Fleet`] is many pods at one registry,
//! [`OperatorAction`] says what shortens a wait.
//!
//! ```
//! use core::time::Duration;
//! use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
//!
//! let pull = Pull::fails(Duration::from_millis(950), "not found");
//! let app = ContainerPlan::regular("app", "redis:9").with_pull(pull);
//! let pod = PodPlan::new().with_container(app);
//! let looks = std::iter::repeat(Duration::from_secs(12));
//! let minute = Duration::from_secs(60);
//! let run = Timeline::new(&pod, looks).until(minute);
//! assert_eq!(run.attempts_in(..).count(), 3);
//! ```

mod bounds;
mod container_plan;
mod container_turn;
mod correlator;
mod cri_error;
mod event_log;
mod fleet;
mod fleet_report;
mod machine;
mod machine_state;
mod next_sync;
mod operator_action;
mod pod_changes;
mod pod_plan;
mod pull;
mod run;
mod seeded;
mod start_times;
mod status;
mod step;
mod step_event;
mod throttle;
mod timeline;
mod worker;

pub use bounds::{Bounds, TooManyStatesError};
pub use container_plan::{ContainerKind, ContainerPlan};
pub use correlator::{CorrelatedEvent, EmittedEvent, EventCorrelator};
pub use event_log::{EventLog, EventLogRows};
pub use fleet::Fleet;
pub use fleet_report::FleetReport;
pub use operator_action::OperatorAction;
pub use pod_plan::PodPlan;
pub use pull::Pull;
pub use run::Run;
pub use seeded::SeededDelays;
pub use start_times::StartTimes;
pub use status::{ReportedStatus, StatusChange};
pub use step::{Action, ImageOutcome, Step};
pub use step_event::StepEvent;
pub use throttle::{PullQpsExceededError, PullQueue, PullThrottle, QueuedPull, ScheduledPull};
pub use timeline::Timeline;
