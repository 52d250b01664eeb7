//! The one call that joins all of it: an image of a pod, and what is known around it, as a [`Diagnosis`].
//!
//! The question: *why does this pod not run, who must act, and when is it tried again?* Start with
//! [`explain_pod`] for a pod, [`Report`] for a cluster; an [`ExplainContext`] carries the time, the events and the pull
//! secrets, as far as there are any.
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use pullspec::explain::{ExplainContext, explain_pod};
//!
//! let pod = serde_json::from_str(r#"{
//!   "metadata": {"name": "web"},
//!   "spec": {"containers": [{"name": "app", "image": "Nginx"}]}}"#)?;
//! let diagnoses = explain_pod(&pod, &ExplainContext::new());
//! let problem = diagnoses[0].image.problem().expect("a capital");
//! assert!(problem.error.to_string().contains("lower case"));
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cause;
mod command;
mod context;
mod credentials;
mod deadline;
mod diagnosis;
mod endpoint;
mod finding;
mod finding_fact;
mod finding_rows;
mod history;
mod image;
#[cfg(feature = "serde")]
mod json;
mod later;
mod next;
mod next_attempt;
mod node;
mod of_events;
mod of_pod;
mod outage;
mod outage_place;
mod place;
mod pod_facts;
mod print;
mod report;
mod report_finding;
mod report_key;
mod request;
mod sandbox;
mod secrets;
mod sequence;
mod shared;
mod siblings;
mod state;
mod summary;
mod template;
mod text;
mod trouble;
mod window;

pub use cause::{CauseDetails, CauseFinding, CauseSource, Evidence};
pub use command::Command;
pub use context::ExplainContext;
pub use diagnosis::{Diagnosis, Remedy};
pub use endpoint::AskedEndpoint;
pub use finding_fact::FindingFact;
pub use image::{DefaultedPart, ImageMeaning, ImageProblem, PolicyMeaning, PolicySource, PullsWhen};
pub use next_attempt::{Moment, NextAttempt, NextBasis};
pub use of_events::explain_events;
pub use of_pod::{explain, explain_pod};
pub use outage::Outage;
pub use outage_place::OutagePlace;
pub use pod_facts::Controller;
pub use report::Report;
pub use report_finding::{Finding, FindingPlace};
pub use sandbox::SandboxImage;
pub use secrets::PullSecrets;
pub use state::{ImageState, Phase, Severity, Since, SinceBasis};
pub use template::explain_workload;
