//! What a container image reference means, what Kubernetes does with it, where a node would fetch it, when it tries
//! again, and why it failed.
//!
//! No I/O, no clock, no randomness of its own, no `unsafe`: text and times go in, values come out. `no_std` with
//! `alloc`, with every default feature.
//!
//! ```sh
//! # All of what follows:
//! cargo add pullspec
//! # References, policies, causes:
//! cargo add pullspec --no-default-features
//! # And JSON, and digests of content:
//! cargo add pullspec --no-default-features -F serde,verify
//! ```
//!
//! | I have | go to |
//! |---|---|
//! | a text, and want its parts as written | [`RawReference`] |
//! | a text, and want the image it means | [`Reference`] |
//! | the `image:` of a container | [`PodImage`], [`PullPolicy`], [`access`] |
//! | a name, a digest or an image ID | [`AnyReference`] |
//! | content and a digest | [`digest`] |
//! | a literal that must be right | [`reference::Domain`], [`reference::Path`], [`reference::Tag`] |
//! | a list of what may run | [`pattern`]; for CEL, Rego and others [`pattern::export`] |
//! | an object that asks to be let in | [`api::Workload`], [`guide::security`] |
//! | an image, and want its URLs | [`registry::Endpoint`] |
//! | a node's configuration | [`registry::node`] (feature `node`) |
//! | an index of manifests | [`platform`] |
//! | pull secrets | [`Keyring`], [`credentials`] |
//! | the time of a failure | [`Schedule::retries`], [`backoff`] |
//! | a pod that might fail | [`kubelet::Timeline`] |
//! | many pods and an outage | [`kubelet::Fleet`] |
//! | a waiting reason and its message | [`PullError`], [`waiting`] |
//! | a line of any log | [`classify()`], [`cause::Details`] |
//! | a pod, perhaps with events | [`explain()`](fn@explain), [`explain_pod`] |
//! | a cluster | [`Report`], [`Pods`] |
//! | a controller that waits | [`waiting::Situation::advice`] |
//! | what `kubectl` would print | [`kubectl`] |
//! | a cluster of some release | [`api::Behavior`] |
//! | another crate to move from | [`guide`] |
//!
//! # What an image reference is
//!
//! A container starts from an image, and a reference says which one, in one line of text:
//!
//! ```text
//! quay.io:443/team/app:1.2@sha256:9f86d081884c7d659a2feaa0…0f00a08
//! └──┬──┘ └┬┘ └──┬───┘ └┬┘ └─┬──┘ └──────────────┬───────────────┘
//!  host  port    │      │ algorithm           encoded
//! └────┬────┘    │      │  └──────────────────┬──────────────────┘
//!   domain     path    tag                 digest
//! └────────┬─────────┘
//!        name
//! ```
//!
//! - The **domain** is the registry, the server that keeps the image, and the **path** the repository on it.
//! - The **tag** is a label that the registry may move to another image at any time.
//! - The **digest** is a hash of the image's manifest. It never means anything else, so beside a digest a tag says
//!   nothing. An image that is named by a digest is *pinned*.
//!
//! Most people write less than that. `redis` stands for `docker.io/library/redis`, and a runtime that pulls it fetches
//! the tag `latest`. [`Reference`] fills in what Go's `ParseNormalizedNamed` fills in, says which parts were not written,
//! and leaves the tag alone until asked:
//!
//! ```
//! use pullspec::Reference;
//!
//! let redis: Reference = "redis".parse()?;
//! assert_eq!(redis.as_str(), "docker.io/library/redis");
//! assert!(redis.domain_was_defaulted());
//! assert_eq!(redis.or_default_tag().tag(), Some("latest"));
//! # Ok::<(), pullspec::ParseError>(())
//! ```
//!
//! What is not a reference is refused with a kind, a component and a place, and perhaps a hint. Nothing is repaired:
//!
//! ```
//! use pullspec::Reference;
//!
//! let input = "https://quay.io/team/app";
//! let error = Reference::parse(input).unwrap_err();
//! assert_eq!(&input[error.span()], "https://");
//! let text = error.to_string();
//! assert_eq!(text, "a reference must not begin with a scheme");
//! let hint = error.hint(input).unwrap().to_string();
//! assert_eq!(hint, r#"did you mean "quay.io/team/app"?"#);
//! ```
//!
//! # When it is pulled
//!
//! On every node an agent, the **kubelet**, starts the containers of the pods that Kubernetes places there. Before each
//! start it asks the node's container runtime (containerd, CRI-O) for the image, and perhaps to pull it from the
//! registry. The container's `imagePullPolicy` says when. Most manifests leave it out, and the API server fills in
//! `Always` for the tag `latest`, written or implied, and `IfNotPresent` for everything else, once, when the object is
//! created:
//!
//! ```
//! use pullspec::{PodImage, PullPolicy};
//! use pullspec::policy::{DefaultReason, PolicyOrigin};
//! use pullspec::api::Behavior;
//!
//! let image = PodImage::new("nginx");
//! let policy = PullPolicy::default_for(&image, &Behavior::default());
//! assert_eq!(policy.policy(), PullPolicy::Always);
//! let because = DefaultReason::NoTag;
//! assert_eq!(policy.origin(), PolicyOrigin::Defaulted { because });
//! ```
//!
//! [`AlwaysPullImages`](crate::policy::AlwaysPullImages) is the admission plugin that overrides it.
//! [`ImageRequest::decide`](crate::access::ImageRequest::decide) is what the kubelet does with the policy, the image's
//! presence and the pod's credentials, and [`Keyring`] which pull secrets it tries:
//!
//! ```
//! use pullspec::{Keyring, PodImage, PullPolicy};
//! use pullspec::access::{ImageRequest, Presence};
//! use pullspec::api::Behavior;
//!
//! let image = PodImage::new("redis:7");
//! let request = ImageRequest::new(&image, PullPolicy::IfNotPresent);
//! let request = request.with_presence(Presence::Absent);
//! assert!(request.decide(&Behavior::for_minor(34)).pulls());
//!
//! let keys = [("https://quay.io/v1/", "regcred"), ("ghcr.io", "gh")];
//! let secrets: Keyring<&str> = keys.into_iter().collect();
//! let tried = secrets.lookup_name("quay.io/team/app");
//! assert!(tried.iter().map(|entry| *entry.value()).eq(["regcred"]));
//! ```
//!
//! # What a failure looks like
//!
//! A pull can fail: the name is wrong, the registry is away, the credentials are missing. The container then waits, and
//! its status carries a one-word [`WaitingReason`] and a message. After an attempt the reason is `ErrImagePull`, and the
//! message what the runtime said. Until the next attempt it is `ImagePullBackOff`. Both are one and the same trouble:
//! the first is the failure, the second the wait. The pod stays `Pending` for as long as it lasts; Kubernetes never
//! gives up by itself.
//!
//! ```
//! use core::time::Duration;
//! use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
//! let (secs, millis) = (Duration::from_secs, Duration::from_millis);
//!
//! let pull = Pull::fails(millis(950), "manifest unknown");
//! let app = ContainerPlan::regular("app", "redis:9").with_pull(pull);
//! let pod = PodPlan::new().with_container(app).with_sync_at(secs(1));
//! // The kubelet looks at a failing pod every 10 to 15 s.
//! let looks = std::iter::repeat(millis(12_500));
//! let run = Timeline::new(&pod, looks).until(secs(30));
//! let mut seen = Vec::new();
//! for step in run.steps() {
//!     let reason = step.reason().expect("it waits");
//!     seen.push(format!("{} {reason}", step.end().as_secs()));
//! }
//! assert_eq!(seen[..2], ["0 ErrImagePull", "1 ImagePullBackOff"]);
//! assert_eq!(seen[2..], ["14 ErrImagePull", "28 ImagePullBackOff"]);
//! ```
//!
//! Other reasons never heal: `InvalidImageName` is a text that is not a reference, `ErrImageNeverPull` the policy `Never`
//! on a node without the image ([`WaitingReason::is_terminal`]).
//!
//! # When it is tried again
//!
//! The wait after a failure is 10 s, then 20, 40, 80, 160 and from then on 300 s, per pod and image text, until the pod
//! or the text is another one. Repairing the secret or the registry does not shorten it
//! ([`OperatorAction`](crate::kubelet::OperatorAction)). [`Schedule`] is that sequence; a
//! [`Timeline`](crate::kubelet::Timeline) plays the kubelet's part second by second and prints what `kubectl describe`
//! would:
//!
//! ```
//! use pullspec::Schedule;
//!
//! let schedule = Schedule::IMAGE_PULL;
//! let windows = (1..=7).map(|failure| schedule.window(failure));
//! let seconds = windows.map(|window| window.as_secs());
//! assert!(seconds.eq([10, 20, 40, 80, 160, 300, 300]));
//! ```
//!
//! # Why it failed
//!
//! [`PullError`] makes a typed error of a waiting reason and its message, and a [`Cause`] says who must act and whether
//! waiting helps:
//!
//! ```
//! use pullspec::{PullError, WaitingReason};
//!
//! let reason = WaitingReason::ImagePullBackOff;
//! let message = "Back-off pulling image \"quay.io/team/app:1\": \
//!     ErrImagePull: dial tcp: lookup quay.io: no such host";
//! let error = PullError::from_waiting(&reason, message);
//! let error = error.expect("about an image");
//! assert_eq!(error.image(), Some("quay.io/team/app:1"));
//! assert_eq!(error.cause().as_str(), "dns_failure");
//! ```
//!
//! For a controller that has to decide, [`Situation::advice`](crate::waiting::Situation::advice) weighs the cause, the
//! attempts and the time against a [`Grace`](crate::waiting::Grace): fail now, keep waiting until then, or alert a person.
//! `explain_pod` below counts the attempts and the time from the pod's events and puts the
//! [`Advice`](crate::waiting::Advice) into the `Remedy`.
//!
//! # All of it in one call
//!
//! [`explain()`] takes an image of a pod and what else is known, the time, the pod's events, its pull secrets, and gives a
//! [`Diagnosis`]: what the image means, which policy counts and why, what the container waits for and since when, why,
//! who must act, when the kubelet tries next, and what would and would not end the wait. It prints for people and
//! serializes for programs. A [`Report`] does so for a cluster: the worst first, the same trouble of 200 pods once.
//!
//! ```
//! # #[cfg(all(feature = "explain", feature = "serde"))] {
//! use pullspec::{Pod, explain_pod};
//! use pullspec::explain::ExplainContext;
//!
//! let pod: Pod = serde_json::from_str(
//!     r#"{
//!       "metadata": {"namespace": "shop", "name": "web"},
//!       "spec": {"containers": [
//!         {"name": "app", "image": "quay.io/team/app:1"}]},
//!       "status": {"phase": "Pending", "containerStatuses": [
//!         {"name": "app", "state": {"waiting": {
//!           "reason": "ErrImagePull",
//!           "message": "toomanyrequests: rate limit exceeded"}}}]}
//!     }"#,
//! )?;
//! let context = ExplainContext::new();
//! let text = explain_pod(&pod, &context)[0].to_string();
//! assert!(text.starts_with("failing  shop/web, container app, "));
//! assert!(text.contains("  cause   rate_limited (throttled); "));
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Differences from Go and from the kubelet
//!
//! [`RawReference::parse`] accepts and splits what distribution/reference's `Parse` does, [`Reference::parse`] what
//! `ParseNormalizedNamed` does, [`AnyReference::parse`] what `ParseAnyReference` does, and [`Digest::parse`] what
//! go-digest's `Parse` does. An error's [`go_error`](ParseError::go_error) is the error Go returns. Policies, back-off,
//! credentials, events and texts are those of Kubernetes; [`Behavior`](crate::api::Behavior) has the switches of its releases.
//!
//! Every exception, each with its test, is in [`guide::differences`]. Those that can be met with a plain reference:
//!
//! - A text longer than 4 GiB less 512 bytes is refused, since offsets are kept in 32 bits.
//! - Texts are `&str`. Bytes that are not UTF-8 do not reach the parser; in Go they are an invalid format.
//! - Which characters have a lower-case form is asked of Unicode 15.0, that of Go 1.21 to 1.26. It decides only which
//!   of two errors a text with such a character gets.
//! - Go's quirk that `my_registry.example/app` names no registry is kept: [`Reference::domain`] is empty then, and
//!   [`Pattern`] and [`Endpoint`](crate::registry::Endpoint) treat it as an unknown registry.
//! - Go's `WithName("registry/app")` makes a reference that reads back as another one; [`Reference::from_parts`] refuses
//!   to.
//!
//! # Security
//!
//! [`guide::security`] says what an admission policy can rely on, what attackers try, and how to write a check. In short:
//!
//! - Compare [`Reference`]s, never texts: `docker.io/redis`, `redis` and `index.docker.io/library/redis` are one image,
//!   and `quay.io.example.org/x` only begins like `quay.io`. [`Pattern`] compares whole host labels and whole path
//!   components. Refuse what does not parse.
//! - A tag beside a digest decides nothing; the runtime fetches the digest. A pattern with tags therefore does not match
//!   a reference with a digest.
//! - Every parser takes linear time and bounded memory and does not panic, whatever the input. Where each of many is
//!   looked up among many others (images among keys or patterns), the time is linear in each of the two.
//! - Errors, their pictures and hints, explanations and tables hold no control characters of the input. Which secrets in a
//!   message are left out, and where, says [`guide::security`].
//!
//! # Features
//!
//! The first four are on by default. None of the defaults needs `std`; a program without it is built in
//! `tests/no_std`.
//!
//! | feature | adds | packages |
//! |---|---|---|
//! | `serde` | every value type as its string, pods from JSON | `serde` |
//! | `verify` | digests of content | `sha2`, `hex` |
//! | `explain` | a pod's images as diagnoses, many pods as one report | `jiff` |
//! | `wide` | SIMD in the reference scanner, where the target has SIMD | `wide` |
//! | `node` | where a node's runtime really asks, from its configuration files | `toml`, `toml_parser`, `regex` |
//! | `std` | [`Timestamp`](crate::api::Timestamp) from and to `SystemTime` | |
//! | `schemars` | JSON schemas of the types that are strings, with pattern and length | `schemars` |
//! | `k8s-openapi` | `From` its types for [`Pod`], [`Event`] and their parts; its Kubernetes version is for the final binary to choose | `k8s-openapi` |
//! | `arbitrary` | `Arbitrary` for the value types and for pods, for fuzzers | `arbitrary`, which needs `std` |
//!
//! Where other crates of a program still need `k8s-openapi` 0.27 or 0.28, this one takes the same after
//! `cargo update -p k8s-openapi --precise 0.28.0`.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

#[cfg(all(doctest, feature = "serde", feature = "verify", feature = "explain"))]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod access;
pub mod api;
pub mod backoff;
pub mod cause;
mod clock;
mod collections;
pub mod credentials;
pub mod digest;
pub mod error;
#[cfg(feature = "explain")]
pub mod explain;
mod go;
pub mod guide;
mod impls;
pub mod kubectl;
pub mod kubelet;
pub mod pattern;
pub mod platform;
pub mod policy;
pub mod reference;
pub mod registry;
mod sentence;
mod terminal;
pub mod waiting;

pub use api::{Event, Events, Pod, Pods, WaitingReason};
pub use backoff::Schedule;
pub use cause::Cause;
pub use credentials::Keyring;
pub use digest::Digest;
pub use error::ParseError;
#[cfg(feature = "explain")]
pub use explain::{Diagnosis, Report, explain, explain_pod};
pub use pattern::Pattern;
pub use policy::PullPolicy;
pub use reference::{AnyReference, PodImage, RawReference, Reference};
pub use waiting::{PullError, classify};
