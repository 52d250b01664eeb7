//! What the kubelet does about an image before it pulls, by version.

use proptest::prelude::*;
use pullspec::access::{
    CredentialVerification, Decision, ImageRequest, PodCredentials, Presence, PullCredentials, PulledRecord,
    RecordLookup,
};
use pullspec::api::{Behavior, EventReason, EventType};
use pullspec::{PodImage, PullPolicy, WaitingReason};

#[path = "../support/policy_laws.rs"]
mod laws;

use super::access::{pulled_with, secret};
use Presence::{Absent, Present, Unknown};
use PullPolicy::{Always, IfNotPresent, Never};

pub const IMAGE: &str = "quay.io/team/app:1";
pub const NAME: &str = "quay.io/team/app";

pub fn at(minor: u16) -> Behavior {
    Behavior::for_minor(minor)
}

fn decide(policy: PullPolicy, presence: Presence<'_>, behavior: Behavior) -> Decision {
    ImageRequest::new(&PodImage::new(IMAGE), policy).with_presence(presence).decide(&behavior)
}

#[track_caller]
pub fn pulls(decision: &Decision) {
    let event = decision.event().unwrap();
    assert!(decision.pulls() && !decision.uses_local(), "{decision:?}");
    assert_eq!((event.event_type(), event.reason), (EventType::Normal, EventReason::Pulling));
    assert_eq!(event.message, r#"Pulling image "quay.io/team/app:1""#);
}

#[track_caller]
pub fn uses_local(decision: &Decision, message: &str) {
    let event = decision.event().unwrap();
    assert!(decision.uses_local() && !decision.pulls(), "{decision:?}");
    assert_eq!((event.event_type(), event.reason), (EventType::Normal, EventReason::Pulled));
    assert_eq!(event.message, message);
}

#[track_caller]
fn refuses(decision: &Decision, want_reason: &str, want_event: Option<EventReason>, want_message: &str) {
    let Decision::Refuse { reason, message, event } = decision else { panic!("{decision:?}") };
    assert_eq!((reason.as_str(), message.as_str()), (want_reason, want_message));
    assert_eq!(event.as_ref().map(|event| event.reason), want_event);
    if let Some(event) = event {
        assert_eq!(event.message, *message);
        assert_eq!(event.event_type(), EventType::Warning);
    }
}

const PRESENT: &str = r#"Container image "quay.io/team/app:1" already present on machine"#;
pub const ACCESSIBLE: &str =
    r#"Container image "quay.io/team/app:1" already present on machine and can be accessed by the pod"#;
const NEVER: &str = r#"Container image "quay.io/team/app:1" is not present with pull policy of Never"#;

#[test]
fn the_policy_and_the_presence_decide() {
    for minor in 20..=34 {
        pulls(&decide(Always, Absent, at(minor)));
        pulls(&decide(Always, Present, at(minor)));
        pulls(&decide(IfNotPresent, Absent, at(minor)));
        uses_local(&decide(IfNotPresent, Present, at(minor)), PRESENT);
        uses_local(&decide(Never, Present, at(minor)), PRESENT);
        refuses(
            &decide(Never, Absent, at(minor)),
            "ErrImageNeverPull",
            Some(EventReason::ErrImageNeverPull),
            NEVER,
        );
    }
    // From 1.35 the node looks at credentials; an image that it did not pull itself is free for all.
    pulls(&decide(Always, Present, at(35)));
    uses_local(&decide(IfNotPresent, Present, at(35)), ACCESSIBLE);
    uses_local(&decide(Never, Present, at(35)), ACCESSIBLE);
}

#[test]
fn a_pull_is_written_down_first_where_credentials_are_verified() {
    let intent = |behavior: Behavior| match decide(Always, Absent, behavior) {
        Decision::Pull { records_intent, .. } => records_intent,
        other => panic!("{other:?}"),
    };
    assert_eq!([31, 34, 35].map(|minor| intent(at(minor))), [false, false, true]);
    let image = PodImage::new(IMAGE);
    let failing = ImageRequest::new(&image, Always).with_intent_error("disk full");
    pulls(&failing.decide(&at(34)));
    refuses(
        &failing.decide(&at(35)),
        "failed to record image pull intent: disk full",
        None,
        r#"Failed to record image pull intent for container image "quay.io/team/app:1": failed to record image pull intent: disk full"#,
    );
}

#[test]
fn a_failed_inspection_ends_it_except_for_always_since_1_32() {
    for policy in PullPolicy::ALL {
        refuses(
            &decide(policy, Unknown("rpc error: no runtime"), at(31)),
            "ImageInspectError",
            Some(EventReason::InspectFailed),
            r#"Failed to inspect image "quay.io/team/app:1": rpc error: no runtime"#,
        );
    }
    for minor in [32, 33, 35] {
        pulls(&decide(Always, Unknown("rpc error: no runtime"), at(minor)));
        for policy in [IfNotPresent, Never] {
            refuses(
                &decide(policy, Unknown("rpc error: no runtime"), at(minor)),
                "ImageInspectError",
                Some(EventReason::InspectFailed),
                r#"Failed to inspect image "": rpc error: no runtime"#,
            );
        }
    }
}

#[test]
fn the_image_is_asked_for_first_except_for_always_since_1_32() {
    for (minor, inspects) in [(20, true), (31, true), (32, false), (35, false)] {
        assert_eq!(Always.inspects_first(&at(minor)), inspects);
        assert!(IfNotPresent.inspects_first(&at(minor)) && Never.inspects_first(&at(minor)));
    }
}

#[test]
fn a_name_that_does_not_parse_is_refused_before_all_else() {
    #[track_caller]
    fn refused(image: &str, inner: &str) {
        let parsed = PodImage::new(image);
        for minor in [31, 32, 33, 35] {
            for policy in PullPolicy::ALL {
                let request = ImageRequest::new(&parsed, policy)
                    .with_presence(Unknown("x"))
                    .with_credentials_error("x");
                let quoted = pullspec::api::GoQuoted(image);
                refuses(
                    &request.decide(&at(minor)),
                    "InvalidImageName",
                    Some(EventReason::InspectFailed),
                    &format!(
                        "Failed to apply default image tag {quoted}: couldn't parse image name {quoted}: {inner}"
                    ),
                );
            }
        }
    }

    refused("ACTOKEY", "invalid reference format: repository name (library/ACTOKEY) must be lowercase");
    refused("docker.io/Foo:1", "invalid reference format: repository name (library/Foo) must be lowercase");
    refused(
        "index.docker.io/foo/Bar",
        "invalid reference format: repository name (foo/Bar) must be lowercase",
    );
    refused("foo/Bar:Baz", "invalid reference format: repository name (foo/Bar) must be lowercase");
    refused("Reg/Foo", "invalid reference format: repository name (Foo) must be lowercase");
    refused("localhost/Foo", "invalid reference format: repository name (Foo) must be lowercase");
    refused("reg:5000/a/B:c", "invalid reference format: repository name (a/B) must be lowercase");
    refused(
        "nginx@SHA256:abc",
        "invalid reference format: repository name (library/nginx@SHA256) must be lowercase",
    );
    // Not in the path: the Kelvin sign and the dotted I lower to ASCII, so that the grammar itself speaks.
    for image in ["nginx:\u{212a}", "nginx:1\u{130}", "foo.\u{212a}/bar", "foo\u{212a}/bar:1"] {
        refused(image, "repository name must be lowercase");
    }
    refused("x/\u{212a}", "invalid reference format: repository name (x/\u{212a}) must be lowercase");
    refused("", "invalid reference format");
    refused("nginx:", "invalid reference format");
    refused("bad name", "invalid reference format");
    refused("say \"hi\"", "invalid reference format");
    refused(&format!("nginx@foo:{}", "a".repeat(64)), "unsupported digest algorithm");
    refused(&format!("nginx@sha256:{}", "a".repeat(63)), "invalid checksum digest length");
    refused(&format!("nginx@sha256:{}", "A".repeat(64)), "invalid checksum digest format");
    refused(&"a".repeat(256), "repository name must not be more than 255 characters");
    let id = "a".repeat(64);
    refused(&id, &format!("invalid repository name ({id}), cannot specify 64-byte hexadecimal strings"));
}

#[test]
fn a_broken_pull_secret_is_met_earlier_in_every_release() {
    let image = PodImage::new(IMAGE);
    let broken = |policy, presence| {
        ImageRequest::new(&image, policy).with_presence(presence).with_credentials_error("bad")
    };
    // Up to 1.32 the pull fails over it.
    for minor in [31, 32] {
        pulls(&broken(Always, Absent).decide(&at(minor)));
        uses_local(&broken(IfNotPresent, Present).decide(&at(minor)), PRESENT);
    }
    // In 1.33 and 1.34 not even an image that is there can be used, with or without verification.
    for minor in [33, 34] {
        let mut verifying = at(minor);
        verifying.verifies_pull_credentials = true;
        for behavior in [at(minor), verifying] {
            for (policy, presence) in
                [(Always, Absent), (IfNotPresent, Absent), (IfNotPresent, Present), (Never, Present)]
            {
                refuses(&broken(policy, presence).decide(&behavior), "bad", None, "bad");
            }
            let never = broken(Never, Absent).decide(&behavior);
            refuses(&never, "ErrImageNeverPull", Some(EventReason::ErrImageNeverPull), NEVER);
            let unknown = broken(Never, Unknown("x")).decide(&behavior);
            refuses(
                &unknown,
                "ImageInspectError",
                Some(EventReason::InspectFailed),
                "Failed to inspect image \"\": x",
            );
        }
    }
    // From 1.35 it matters only where credentials are needed.
    uses_local(&broken(IfNotPresent, Present).decide(&at(35)), ACCESSIBLE);
    refuses(&broken(IfNotPresent, Absent).decide(&at(35)), "bad", None, "bad");
    refuses(&broken(Always, Present).decide(&at(35)), "bad", None, "bad");
    refuses(
        &broken(Never, Absent).decide(&at(35)),
        "ErrImageNeverPull",
        Some(EventReason::ErrImageNeverPull),
        NEVER,
    );
    let record = pulled_with(&PullCredentials::secret(secret("a", "1")));
    let verified =
        CredentialVerification { record: RecordLookup::Found(&record), ..CredentialVerification::default() };
    refuses(&broken(Never, Present).with_verification(verified).decide(&at(35)), "bad", None, "bad");
    let nobody = PulledRecord::new("ref");
    let verified =
        CredentialVerification { record: RecordLookup::Found(&nobody), ..CredentialVerification::default() };
    let never = broken(Never, Present).with_verification(verified).decide(&at(35));
    refuses(&never, "ErrImageNeverPull", Some(EventReason::ErrImageNeverPull), NEVER);
}

#[test]
fn an_image_that_the_pod_may_not_use_is_pulled_or_not_there() {
    let record = pulled_with(&PullCredentials::secret(secret("a", "1")));
    let verification =
        CredentialVerification { record: RecordLookup::Found(&record), ..CredentialVerification::default() };
    let mine = PodCredentials::secrets([secret("a", "1")]);
    let other = PodCredentials::secrets([secret("b", "2")]);
    let request = |policy, credentials| {
        ImageRequest::new(&PodImage::new(IMAGE), policy)
            .with_presence(Present)
            .with_credentials(credentials)
            .with_verification(verification)
            .decide(&at(35))
    };
    uses_local(&request(IfNotPresent, &mine), ACCESSIBLE);
    uses_local(&request(Never, &mine), ACCESSIBLE);
    pulls(&request(IfNotPresent, &other));
    refuses(&request(Never, &other), "ErrImageNeverPull", Some(EventReason::ErrImageNeverPull), NEVER);
    // Always asks the registry in any case.
    pulls(&request(Always, &mine));
    // Without the gate nobody looks.
    let image = PodImage::new(IMAGE);
    let before =
        ImageRequest::new(&image, IfNotPresent).with_presence(Present).with_verification(verification);
    uses_local(&before.decide(&at(34)), PRESENT);
}

#[test]
fn a_waiting_reason_of_a_verbatim_error_is_kept_as_text() {
    let image = PodImage::new(IMAGE);
    let decision = ImageRequest::new(&image, Always)
        .with_credentials_error("unexpected end of JSON input")
        .decide(&at(33));
    let Decision::Refuse { reason, .. } = decision else { panic!() };
    assert_eq!(reason, WaitingReason::Other("unexpected end of JSON input".into()));
}

fn image() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "nginx",
        "team",
        "A",
        "/",
        ":",
        "@",
        ".",
        "-",
        "latest",
        "1.2",
        "quay.io",
        "docker.io/",
        "localhost",
        "library/",
        ":5000",
        "*",
        "/*",
        " ",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ]);
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

#[test]
fn laws_hold_for_the_corpus() {
    let mut count = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/policy")).unwrap() {
        laws::replay(&std::fs::read(file.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count >= 16);
}

proptest! {
    #[test]
    fn laws_hold(image in image()) {
        laws::check(&image);
    }

    #[test]
    fn laws_hold_for_any_text(image in ".{0,20}") {
        laws::check(&image);
    }

    #[test]
    fn a_record_never_grants_a_stranger(
        steps in prop::collection::vec((0_u8..4, 0_u8..4, any::<bool>()), 0..40), stranger in 0_u8..4,
    ) {
        let steps: Vec<_> =
            steps.into_iter().map(|(tenant, rotation, pulls)| laws::Step { tenant, rotation, pulls }).collect();
        laws::strangers_stay_out(&steps, stranger);
    }
}
