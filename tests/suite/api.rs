//! What public types promise: errors that can be kept, words that read back, conversions.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::hash::Hash;

use pullspec::access::{ExemptImagesError, GrantReason, MustPullReason, UnknownVerificationPolicyError};
use pullspec::api::{Behavior, EventReason, EventType, ReleaseError, WorkloadKind};
use pullspec::cause::{Actor, CauseGroup, Transience, UnknownLabelError};
use pullspec::credentials::{KeyError, KeyErrorKind};
use pullspec::digest::Algorithm;
#[cfg(feature = "verify")]
use pullspec::digest::DigestMismatchError;
#[cfg(feature = "explain")]
use pullspec::explain::{PullsWhen, Severity};
use pullspec::kubectl::LogsError;
use pullspec::kubelet::{OperatorAction, PullQpsExceededError, TooManyStatesError};
use pullspec::pattern::export::ExportError;
use pullspec::pattern::{PatternError, PatternErrorKind, PatternMismatch, PatternSetError};
use pullspec::policy::{FieldError, ForbiddenError, StaleDefaultError, UnsupportedPolicyError};
use pullspec::reference::BadPatternError;
use pullspec::registry::{EndpointError, Scheme};
use pullspec::{AnyReference, Cause, ParseError, PodImage, PullError, PullPolicy, RawReference, Reference};

#[test]
fn every_error_can_be_kept_boxed_and_sent() {
    fn error<T: Error + Clone + PartialEq + Send + Sync + 'static>() {}
    macro_rules! errors {
        ($($type:ty),+ $(,)?) => { $(error::<$type>();)+ };
    }
    errors!(
        ExemptImagesError,
        BadPatternError,
        ExportError,
        FieldError,
        ForbiddenError,
        KeyError,
        KeyErrorKind,
        LogsError,
        EndpointError,
        ParseError,
        PatternError,
        PatternErrorKind,
        PatternSetError,
        PullError,
        PullQpsExceededError,
        ReleaseError,
        StaleDefaultError,
        TooManyStatesError,
        UnknownLabelError,
        UnknownVerificationPolicyError,
        UnsupportedPolicyError,
    );
    #[cfg(feature = "verify")]
    errors!(DigestMismatchError);
}

/// What a word of the field must do: go into text, and be a key.
fn is_word<T: Copy + Debug + Ord + Hash + Display + AsRef<str>>(all: &[T]) {
    let texts: BTreeSet<&str> = all.iter().map(AsRef::as_ref).collect();
    assert_eq!(texts.len(), all.len(), "{all:?}");
    for one in all {
        assert_eq!(one.to_string(), one.as_ref());
        assert_eq!(format!("{one:>80}").trim_start(), one.as_ref(), "padded like a string");
    }
}

/// What is read must come back as what was written, through every door.
fn reads_back<'t, T>(all: &'t [T])
where
    T: AsRef<str> + std::str::FromStr + TryFrom<&'t str> + TryFrom<String> + Debug + PartialEq,
    <T as std::str::FromStr>::Err: Debug,
    <T as TryFrom<&'t str>>::Error: Debug,
    <T as TryFrom<String>>::Error: Debug,
{
    for one in all {
        let text: &str = one.as_ref();
        assert_eq!(text.parse::<T>().unwrap(), *one);
        assert_eq!(T::try_from(text).unwrap(), *one);
        assert_eq!(T::try_from(String::from(text)).unwrap(), *one);
        assert!(text.to_uppercase().parse::<T>().is_err() && "".parse::<T>().is_err());
    }
}

#[test]
fn words_of_the_field_read_back() {
    is_word(&Cause::ALL);
    is_word(&CauseGroup::ALL);
    is_word(&Transience::ALL);
    is_word(&Actor::ALL);
    is_word(&PullPolicy::ALL);
    is_word(&OperatorAction::ALL);
    #[cfg(feature = "explain")]
    is_word(&Severity::ALL);
    is_word(&EventType::ALL);
    is_word(&EventReason::ALL);
    is_word(Algorithm::ALL);
    is_word(&Scheme::ALL);
    reads_back(&Cause::ALL);
    reads_back(&CauseGroup::ALL);
    reads_back(&Transience::ALL);
    reads_back(&Actor::ALL);
    reads_back(&PullPolicy::ALL);
    reads_back(&OperatorAction::ALL);
    #[cfg(feature = "explain")]
    reads_back(&Severity::ALL);
    reads_back(&EventType::ALL);
    reads_back(&EventReason::ALL);
    reads_back(Algorithm::ALL);
    #[cfg(feature = "explain")]
    reads_back(&PullsWhen::ALL);
    is_word(&WorkloadKind::ALL);
    reads_back(&WorkloadKind::ALL);
    reads_back(&Scheme::ALL);
    let error = "normal".parse::<EventType>().unwrap_err();
    assert_eq!(error.to_string(), "no event type has this label");
    assert_eq!("Backoff".parse::<EventReason>().unwrap_err().to_string(), "no event reason has this label");
}

#[test]
fn reasons_have_words_of_their_own() {
    let granted = [
        GrantReason::Exempt,
        GrantReason::NodeWide,
        GrantReason::SameCredentials,
        GrantReason::SameSecret,
        GrantReason::SameServiceAccount,
    ];
    assert_eq!(
        granted.map(|reason| reason.to_string()),
        [
            "the verification policy exempts the image",
            "it was pulled without credentials or with those of the node",
            "a secret of the pod holds the credentials it was pulled with",
            "a secret of the pod is the one it was pulled with",
            "the pod runs as the service account it was pulled with",
        ]
    );
    let missing = [
        MustPullReason::UnreadableRecord,
        MustPullReason::NoRecord,
        MustPullReason::UnparsableName,
        MustPullReason::OtherName,
        MustPullReason::NoneRecorded,
        MustPullReason::OtherCredentials,
    ];
    assert_eq!(
        missing.map(|reason| reason.to_string()),
        [
            "the record of the image cannot be read",
            "there is no record of the image",
            "the image as written does not parse",
            "it was pulled under another name only",
            "its record names no pod that may use it",
            "none of the pod's credentials is in its record",
        ]
    );
    let mismatch = [PatternMismatch::Registry, PatternMismatch::Path, PatternMismatch::Version];
    assert_eq!(mismatch.map(|part| part.to_string()), ["registry", "path", "tag or digest"]);
}

#[test]
fn a_reference_is_what_its_other_forms_become() {
    let raw = RawReference::parse("redis:7").unwrap();
    let reference = Reference::parse("redis:7").unwrap();
    assert_eq!(Reference::try_from(raw), Ok(reference.clone()));
    assert_eq!(Reference::try_from(PodImage::new("redis:7")).unwrap(), reference);
    assert_eq!(String::from(AnyReference::from(reference)), "docker.io/library/redis:7");
    let id = AnyReference::parse(&"0".repeat(64)).unwrap();
    assert_eq!(String::from(id), format!("sha256:{:064}", 0));
    assert!(
        Reference::try_from(RawReference::parse(&"0".repeat(64)).unwrap()).is_err(),
        "an image ID is not a name"
    );
}

#[test]
fn a_release_is_read_as_kubernetes_writes_it() {
    for (text, minor) in [
        ("1.34", 34),
        ("v1.34", 34),
        ("v1.34.2", 34),
        ("1.9.0", 9),
        ("v1.30.14-eks-0f1a2b3", 30),
        ("v1.34.2+k3s1", 34),
        ("v1.34.0-alpha.1", 34),
        ("34", 34),
        ("34+", 34),
        ("1.34+", 34),
        ("1.36", 36),
        ("1.99", 99),
    ] {
        assert_eq!(text.parse(), Ok(Behavior::for_minor(minor)), "{text}");
        assert_eq!(Behavior::try_from(text), Ok(Behavior::for_minor(minor)), "{text}");
    }
    let wrong = [
        "",
        "v",
        "1",
        "v34",
        "1.",
        "1.x",
        "2.0",
        "0.34",
        "1.034",
        "034",
        "1.34.",
        "1.34.x",
        "1.34.2-",
        "1.34.2+",
        "1.34.2 ",
        " 1.34",
        "-34",
        "+34",
        "34++",
        "1.99999",
        "1.34.2-\u{1b}[2J",
        "latest",
        "Kubernetes v1.34.2",
    ];
    for text in wrong {
        assert!(Behavior::parse(text).is_err(), "{text}");
    }
}
