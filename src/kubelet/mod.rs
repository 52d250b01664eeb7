//! The kubelet, as far as image pulls go: when it looks at a pod, what it does then, and what it says about it.

mod bounds;
mod correlator;
mod cri_error;
mod event_log;
mod lru;
mod machine;
mod plan;
mod run;
mod shown;
mod start_times;
mod step;
mod timeline;
mod token_bucket;
mod worker;

pub use bounds::{Bounds, TooManyStates};
pub use correlator::{CorrelatedEvent, EmittedEvent, EventCorrelator};
pub use event_log::EventLog;
pub use plan::{ContainerKind, ContainerPlan, PodPlan, Pull};
pub use run::Run;
pub use shown::{Shown, StatusChange};
pub use start_times::StartTimes;
pub use step::{Action, ImageOutcome, Step, StepEvent};
pub use timeline::Timeline;
pub use worker::RequeueDelays;
