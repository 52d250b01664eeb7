//! What a runtime's message proves of the endpoints it asked.
//!
//! The question: *which server is this message about, and what can the silent ones have answered?* Start with the
//! function of the runtime, [`containerd()`] or [`containers_image()`]; each returns a [`Proof`] that has the possible
//! [`Answers`] of every host. With a node's configuration at hand, [`Resolution::proof`](super::Resolution::proof) knows
//! the hosts itself.
//!
//! containerd shows one error of all hosts: the first of the highest weight (`core/remotes/docker/resolver.go`, 2.x).
//! No answer, and a failed authorization, weigh 1; 404 weighs 2; any other refusal 3; a manifest that is too large 4.
//! containers/image shows every source's error in one text (`docker/docker_image_src.go`).
//!
//! ```
//! use pullspec::registry::node::proof::{Answer, containerd};
//!
//! let hosts = ["mirror.example", "quay.io"];
//! let message = "quay.io/team/app:1: not found";
//! let proof = containerd("quay.io/team/app:1", &hosts, message);
//! // Neither served it, none said 403 or 500; which said 404 is open.
//! assert_eq!(proof.about(), [0, 1]);
//! assert!(!proof.possible()[0].contains(Answer::Served));
//! ```

mod answer;
mod containerd;
mod containers_image;
mod value;

pub use answer::{Answer, Answers};
pub use containerd::containerd;
pub use containers_image::containers_image;
pub use value::{Failure, Proof};
