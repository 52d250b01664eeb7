//! Every type can be sent to another thread and be shared with it.
#![allow(clippy::wildcard_imports, reason = "it is about all of them")]

use std::collections::BTreeSet;

use pullspec::access::*;
use pullspec::api::*;
use pullspec::backoff::*;
use pullspec::cause::*;
use pullspec::credentials::*;
use pullspec::digest::*;
use pullspec::error::*;
#[cfg(feature = "explain")]
use pullspec::explain::*;
use pullspec::kubectl::*;
use pullspec::kubelet::*;
use pullspec::pattern::*;
use pullspec::policy::*;
use pullspec::reference::*;
use pullspec::registry::*;
use pullspec::waiting::*;

fn goes_between<T: Send + Sync + Unpin>() {}

/// Fails to compile for a type that is not. Names what it was given.
macro_rules! shared {
    ($($type:ty),+ $(,)?) => {{
        $(goes_between::<$type>();)+
        [$(stringify!($type)),+]
    }};
}

#[test]
#[rustfmt::skip]
fn every_type_is_send_and_sync() {
    let mut checked = Vec::new();
    checked.extend(shared![
        AccessCheck, Action<'_>, Actor, Advice, Algorithm, AlgorithmName, ExemptImages, ExemptImagesError, AlwaysPullImages,
        AnyReference, AttemptBounds, Backoff, BadPatternError, Behavior, Bounds, Cause, CauseGroup, OperatorAction,
        Component, Container, ContainerKind, ContainerPlan, ContainerState, ContainerStatus,
        CorrelatedEvent, Credential, CredentialVerification<'_>, CredentialVerificationPolicy, Decision,
        DefaultReason, DescribedEvent<'_>, Details<'_>, Digest, DigestRef<'_>, DockerConfig,
        DockerConfigJson, Domain<'_>, EffectivePolicy, EmittedEvent<'_>, Endpoint, EndpointError, Event,
        EventCorrelator, EventLog, EventLogRows<'_>, EventReason, EventSeries, EventSource, EventType, Events, EventsRow<'_>,
        Annotations, ArtifactField<'_>, ArtifactSource, CsiVolumeSource, Harmless<'_>, Redacted<'_>, Workloads,
        EventsTable<'_>, FailedEndpoint<'_>, FieldError, FieldProblem, ForbiddenError, Spanned<()>, GoError, GoQuoted<'_>, Grace,
        GrantReason, Hint, HumanDuration, ImageField<'_>, ImageOutcome<'_>, ImageOwner, ImageRequest<'_>,
        ImageVolumeSource, ImageVolumeStatus, KeyError, KeyErrorKind, Keyring, KeyringEntry<()>, KubeletEvent,
        LocalObjectReference, LogsError, Metadata, OwnerReference, MustPullReason,
        NameWarning, ObjectCoordinates, ObjectReference, ParseError, ParseErrorKind, Path<'_>, Pattern,
        PatternError, PatternErrorKind, PatternMismatch, PatternSet, PatternSetError, DenyList<'_>, NotAllowedError<'_, '_>, Workload, WorkloadKind, Pod, PodCondition, PodCredentials, PodImage,
        PodPlan, PodSpec, PodStatus, Pods, PolicyOrigin, Position, Presence<'_>, Pull, PullCredentials,
        PullError, PullPolicy, PullQpsExceededError, PullQueue, PullSecret, PullThrottle, PulledRecord,
        QueuedPull, RawReference<'_>, RecordLookup<'_>, RecordedEvent, Reference, ReleaseError, Retries, Run<'_>,
        ReportedStatus<'_>, Schedule, ScheduledPull, Scheme, Schemes, ShortHumanDuration, Situation<'_>, StaleDefaultError,
        StartTimes, StateRunning, StateTerminated, StateWaiting, StatusChange<'_>, Step<'_>, StepEvent<'_>,
        Tag<'_>, Timeline<'_, ()>, TooManyStatesError, Transience, Underline<'_>, UnknownLabelError,
        UnknownVerificationPolicyError, UnsupportedPolicyError, Verdict, Volume, VolumeMount, VolumeMountStatus, VolumeStatus, WaitingReason,
        WantedPlatform<'_>, AdviceReason
    ]);
    checked.extend(shared![
        CauseRule
    ]);
    #[cfg(feature = "serde")]
    checked.extend(shared![
        AuthFileError, ContainersAuth, DockerCliConfig, Login<'_>, Secret, ApiStatus, Object, OtherObject, RegistrySecret, SecretContent, SecretDocument, SecretError
    ]);
    checked.extend(shared![
        CacheKeyType, CredentialProvider, CredentialProviderConfig, NeverMatchesError, OwnedDomain, OwnedPath,
        OwnedTag, ProviderConfigError, TextError
    ]);
    #[cfg(feature = "explain")]
    checked.extend(shared![
        PullSecrets, AskedEndpoint, Command, Controller<'_>, Outage<'_>, OutagePlace, SandboxImage,
        CauseDetails, CauseFinding, CauseSource, DefaultedPart, DescribeState<'_>, Diagnosis, Evidence, ExplainContext<'_>,
        Finding, FindingFact, FindingPlace, ImageMeaning, ImageProblem, ImageState, Moment, NextAttempt, NextBasis,
        Phase, PolicyMeaning, PolicySource, PullsWhen, Remedy, Report, Severity, Since, SinceBasis,
        Timestamp, TimestampError
    ]);
    checked.extend(shared![
        Fleet, FleetReport, SeededDelays
    ]);
    #[cfg(feature = "verify")]
    checked.extend(shared![
        DigestMismatchError, Digester, Verifier
    ]);

    if cfg!(all(feature = "explain", feature = "serde", feature = "verify")) {
        let checked: BTreeSet<_> = checked.into_iter().map(name).collect();
        assert_eq!(checked, exported(), "what the rooms export");
    }
}

/// The type without its parameters.
fn name(text: &str) -> &str {
    text.split('<').next().unwrap_or(text).trim()
}

/// The rooms whose types programs see.
macro_rules! rooms {
    ($($room:literal),+ $(,)?) => {
        [$(($room, include_str!(concat!("../../src/", $room, "/mod.rs")))),+]
    };
}

const ROOMS: [(&str, &str); 15] = rooms![
    "access",
    "api",
    "backoff",
    "cause",
    "credentials",
    "digest",
    "error",
    "explain",
    "kubectl",
    "kubelet",
    "pattern",
    "policy",
    "reference",
    "registry",
    "waiting",
];

/// The names of types in the `pub use` lines of the rooms.
fn exported() -> BTreeSet<&'static str> {
    let mut types = BTreeSet::new();
    for (room, text) in ROOMS {
        let lists = text.split("\npub use ").skip(1).map(|rest| rest.split(';').next().unwrap());
        let names = lists.flat_map(|list| list.split(|c: char| !(c.is_alphanumeric() || c == '_')));
        let found = names.filter(|name| name.starts_with(char::is_uppercase));
        let before = types.len();
        types.extend(found.chain(declared(text)));
        assert!(types.len() > before, "nothing in {room}");
    }
    assert!(types.len() > 140, "{}", types.len());
    types
}

/// The types that a room declares beside its exports.
fn declared(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().filter_map(|line| {
        line.trim_start().strip_prefix("pub struct ").or_else(|| line.trim_start().strip_prefix("pub enum "))
    });
    lines.filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next()).filter(|name| !name.is_empty())
}
