//! The image pull policy: what was written, what is filled in, what is refused, and what the kubelet does with it.
//!
//! The question: *which policy counts for this container, and why?* Start with [`PullPolicy::default_for`] for what the
//! API server fills in; [`AlwaysPullImages`] is the plugin that overrides it. What follows from a policy on a node is
//! in [`access`](crate::access).
//!
//! ```
//! use pullspec::api::Behavior;
//! use pullspec::{PodImage, PullPolicy};
//!
//! let image = PodImage::new("nginx");
//! let behavior = Behavior::default();
//! let filled_in = PullPolicy::default_for(&image, &behavior);
//! assert_eq!(filled_in.policy(), PullPolicy::Always);
//! ```

mod account_secrets;
mod admission;
mod defaults;
mod pull_policy;
mod validate;

pub use admission::{AlwaysPullImages, ForbiddenError};
pub use defaults::{DefaultReason, EffectivePolicy, PolicyOrigin, StaleDefaultError};
pub use pull_policy::{PullPolicy, UnsupportedPolicyError};
pub use validate::{FieldError, FieldProblem};
