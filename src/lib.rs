//! What a container image reference means, what Kubernetes does with it, when it tries again, and why it failed.
//!
//! No I/O, no clock, no randomness of its own, no `unsafe`: texts and times go in, values come out. `no_std` with
//! `alloc`, unless the feature `causes` brings in `std`.
//!
//! # A reference and its parts
//!
//! ```text
//! quay.io:443/team/app:1.2@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
//! └───┬──┘└┬┘ └──┬───┘ └┬┘ └──┬─┘ └──────────────────────────────┬───────────────────────────────┘
//!   host  port   │      │ algorithm                           encoded
//! └────┬────┘    │      │ └─────────────────────────────────────┬────────────────────────────────────┘
//!   domain      path   tag                                    digest
//! └─────────┬────────┘
//!         name
//! ```
//!
//! Most people write less than that. `redis` stands for `docker.io/library/redis`, and a runtime that pulls it fetches
//! the tag `latest`. [`Reference`] fills in what Go's `ParseNormalizedNamed` fills in, says which parts nobody wrote,
//! and leaves the tag alone until asked:
//!
//! ```
//! use pullspec::Reference;
//!
//! let redis: Reference = "redis".parse()?;
//! assert_eq!(redis.as_str(), "docker.io/library/redis");
//! assert!(redis.domain_was_defaulted() && redis.library_was_defaulted());
//! assert_eq!(redis.or_default_tag().tag(), Some("latest"));
//! # Ok::<(), pullspec::ParseError>(())
//! ```
//!
//! What is no reference is refused with a kind, a component and a place, and perhaps a hint. Nothing is repaired:
//!
//! ```
//! use pullspec::Reference;
//!
//! let input = "https://quay.io/team/app";
//! let error = Reference::parse(input).unwrap_err();
//! assert_eq!(&input[error.span()], "https://");
//! assert_eq!(error.to_string(), "a reference has no scheme");
//! assert_eq!(error.hint(input).unwrap().to_string(), r#"did you mean "quay.io/team/app"?"#);
//! ```
//!
//! # When it is pulled
//!
//! A container's `imagePullPolicy` says when. Most manifests leave it out, and the API server fills in `Always` for the
//! tag `latest`, written or implied, and `IfNotPresent` for everything else, once, when the object is created:
//!
//! ```
//! use pullspec::{DefaultReason, PolicyOrigin, PullPolicy};
//!
//! let policy = PullPolicy::default_for("nginx");
//! assert_eq!(policy.policy(), PullPolicy::Always);
//! assert_eq!(policy.origin(), PolicyOrigin::Defaulted { because: DefaultReason::NoTag });
//! ```
//!
//! [`AlwaysPullImages`] is the admission plugin that overrides it, [`ImageRequest::decide`] what the kubelet does with
//! the policy, the image's presence and the pod's credentials, and [`Keyring`] which pull secrets it tries.
//!
//! # When it is tried again
//!
//! A pull that fails (`ErrImagePull`) is tried again after 10 s, then 20, 40, 80, 160 and from then on every 300 s. In
//! between the container waits with `ImagePullBackOff`. [`Schedule`] is that sequence; [`Timeline`] plays the kubelet's
//! part second by second and prints what `kubectl describe` would:
//!
//! ```
//! use pullspec::Schedule;
//!
//! let windows: Vec<u64> = (1..=7).map(|failure| Schedule::IMAGE_PULL.window(failure) / 1000).collect();
//! assert_eq!(windows, [10, 20, 40, 80, 160, 300, 300]);
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
//! let message = "Back-off pulling image \"quay.io/team/app:1\": ErrImagePull: dial tcp: lookup quay.io: no such host";
//! let error = PullError::from_waiting(&WaitingReason::ImagePullBackOff, message).expect("about an image");
//! assert_eq!(error.image(), Some("quay.io/team/app:1"));
//! # #[cfg(feature = "causes")]
//! assert_eq!(error.cause().as_str(), "dns_failure");
//! ```
//!
//! # Choosing a type
//!
//! | you have | you want | take |
//! |---|---|---|
//! | a text | its parts as written, without a copy | [`RawReference`] |
//! | a text | the image it means, to compare, store or print | [`Reference`] |
//! | `image:` of a container | what the kubelet does with it | [`PodImage`] |
//! | a name, a digest or an image ID | whichever it is | [`AnyReference`] |
//! | content | its digest, or whether it has one | [`Digest`], `Digester`, `Verifier` |
//! | a policy | whether it allows an image | [`Pattern`] |
//! | a container's image and policy | what the kubelet does next | [`ImageRequest`] |
//! | a waiting reason and a message | a typed error with its cause | [`PullError`] |
//! | an image | where a client finds it | [`Endpoint`], [`MirrorRules`] |
//! | the JSON of `kubectl get pods` | every image of every pod, with its status | [`Pods`], [`Pod::images`] |
//! | the JSON of `kubectl get events` | what was reported, how often and when | [`Events`] |
//! | a literal | a part that fails the build if it is wrong | [`Domain`], [`Path`], [`Tag`] |
//!
//! # Differences from Go
//!
//! [`RawReference::parse`] accepts and splits what distribution/reference's `Parse` does, [`Reference::parse`] what
//! `ParseNormalizedNamed` does, [`AnyReference::parse`] what `ParseAnyReference` does, and [`Digest::parse`] what
//! go-digest's `Parse` does with sha256, sha384 and sha512 registered. An error's [`go_error`](ParseError::go_error) is
//! the error Go returns. What is different:
//!
//! - A text longer than 4 GiB less 512 bytes is refused, since offsets are kept in 32 bits.
//! - Texts are `&str`. Bytes that are not UTF-8 do not reach the parser; in Go they are an invalid format.
//! - Which characters have a lower-case form is asked of Unicode 15.0, that of Go 1.21 to 1.26, whatever the compilers
//!   know. It decides only which of two errors a text with such a character gets.
//! - Go's quirk that `my_registry.example/app` names no registry is kept: [`Reference::domain`] is empty then, and
//!   [`Pattern`], [`Endpoint`] and [`MirrorRules`] treat it as an unknown registry.
//! - Go's `WithName("registry/app")` makes a reference that reads back as another one; [`Reference::from_parts`] refuses
//!   to.
//!
//! # Security
//!
//! - Compare [`Reference`]s, never texts: `docker.io/redis`, `redis` and `index.docker.io/library/redis` are one image,
//!   and `quay.io.example.org/x` only begins like `quay.io`. [`Pattern`] compares whole host labels and whole path
//!   components.
//! - A tag beside a digest decides nothing; the runtime fetches the digest. A pattern with tags therefore does not match
//!   a reference with a digest.
//! - Every parser takes linear time and bounded memory and does not panic, whatever the input.
//!   [`RawReference::parse`] allocates nothing, nor does the refusal of a reference or a digest.
//! - [`ParseError::underline`] shows no control characters of the input, so it is safe on a terminal.
//! - Secrets' values never appear in `Debug` output or in errors.
//!
//! # Features
//!
//! All are on by default.
//!
//! | feature | adds | packages |
//! |---|---|---|
//! | `serde` | every value type as its string, pods from JSON | `serde` |
//! | `verify` | digests of content | `sha2`, `hex` |
//! | `causes` | the cause of a failed pull from a runtime's message | none, but `std` |
//! | `seeded` | a seeded source of delays, and fleets of pods | none |
//! | `wide` | SIMD in the reference scanner | `wide` |
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(test)]
extern crate std;

#[cfg(all(doctest, feature = "serde", feature = "verify", feature = "causes", feature = "seeded"))]
#[doc = include_str!("../README.md")]
struct Readme;

mod backoff;
mod cause;
mod credentials;
mod digest;
mod doors;
mod error;
mod event;
#[cfg(feature = "explain")]
mod explain;
mod glob;
mod kubectl;
mod kubelet;
mod message;
mod pod;
mod policy;
mod quote;
mod reference;
#[cfg(feature = "serde")]
mod serde;
#[cfg(feature = "explain")]
mod timestamp;
mod token_bucket;
mod version;
mod waiting;

pub use backoff::{AttemptBounds, Backoff, Position, Retries, Schedule};
#[cfg(feature = "causes")]
pub use cause::CauseRule;
pub use cause::{
    Actor, Cause, CauseGroup, Details, Found, Transience, UnknownLabel, Verdict, WantedPlatform,
};
pub use credentials::{
    Credential, DockerConfig, DockerConfigJson, KeyError, KeyErrorKind, Keyring, KeyringEntry,
};
pub use digest::{Algorithm, Digest, DigestRef};
#[cfg(feature = "verify")]
pub use digest::{DigestMismatch, Digester, Verifier};
pub use error::{Component, GoError, Hint, ParseError, ParseErrorKind, Underline};
pub use event::{EventReason, EventType, KubeletEvent, RecordedEvent};
#[cfg(feature = "explain")]
pub use explain::{
    CauseDetails, CauseFinding, CauseSource, DefaultedPart, Diagnosis, Evidence, ExplainContext, Finding,
    FindingPlace, ImageMeaning, ImageProblem, ImageState, Moment, NextAttempt, NextBasis, Phase,
    PolicyMeaning, PolicySource, PullsWhen, Remedy, Report, Severity, Since, SinceBasis, explain,
    explain_pod,
};
pub use glob::BadPattern;
pub use kubectl::{
    DescribeState, EventsRow, EventsTable, HumanDuration, LogsRefusal, ShortHumanDuration, check_logs,
    describe_events, pod_status,
};
pub use kubelet::{
    Action, Bounds, Change, ContainerKind, ContainerPlan, CorrelatedEvent, EmittedEvent, EventCorrelator,
    EventLog, ImageOutcome, PodPlan, Pull, RequeueDelays, Run, Shown, StartTimes, StatusChange, Step,
    StepEvent, Timeline, TooManyStates,
};
#[cfg(feature = "seeded")]
pub use kubelet::{Fleet, FleetReport, SeededDelays};
pub use pod::{
    Container, ContainerState, ContainerStatus, Event, EventSeries, EventSource, Events, ImageField,
    ImageOwner, ImageVolumeSource, LocalObjectReference, Metadata, ObjectReference, Pod, PodCondition,
    PodSpec, PodStatus, Pods, StateRunning, StateTerminated, StateWaiting, Volume, VolumeMount,
};
pub use policy::{
    AccessCheck, AllowList, AllowListError, AlwaysPullImages, CredentialVerification,
    CredentialVerificationPolicy, Decision, DefaultReason, EffectivePolicy, FieldError, FieldProblem,
    Forbidden, GrantReason, ImageRequest, MustPullReason, ObjectCoordinates, PodCredentials, PolicyOrigin,
    Presence, PullCredentials, PullPolicy, PullQpsExceeded, PullQueue, PullSecret, PullThrottle,
    PulledRecord, QueuedPull, RecordLookup, ScheduledPull, StaleDefault, UnknownVerificationPolicy,
    UnsupportedPolicy,
};
pub use quote::GoQuoted;
pub use reference::{
    AnyReference, Domain, Endpoint, Mirror, MirrorError, MirrorRules, Path, Pattern, PatternError,
    PatternErrorKind, PatternMismatch, PodImage, RawReference, Reference, Scheme, Tag,
};
#[cfg(feature = "explain")]
pub use timestamp::{Timestamp, TimestampError};
pub use version::Behavior;
pub use waiting::{Advice, Grace, NameDoubt, PullError, Situation, WaitingReason, Why, classify};
