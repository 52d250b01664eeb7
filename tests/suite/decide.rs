//! What the kubelet does about an image before it pulls, by version.

use proptest::prelude::*;
use pullspec::{
    AccessCheck, AllowList, AllowListError, Behavior, CredentialVerification, CredentialVerificationPolicy,
    Decision, EventReason, EventType, GrantReason, ImageRequest, MustPullReason, ObjectCoordinates,
    PodCredentials, Presence, PullCredentials, PullPolicy, PullSecret, PulledRecord, RecordLookup,
    WaitingReason,
};

#[path = "../support/policy_laws.rs"]
mod laws;

use Presence::{Absent, Present, Unknown};
use PullPolicy::{Always, IfNotPresent, Never};

const IMAGE: &str = "quay.io/team/app:1";
const NAME: &str = "quay.io/team/app";

fn at(minor: u16) -> Behavior {
    Behavior::for_minor(minor)
}

fn decide(policy: PullPolicy, presence: Presence<'_>, behavior: Behavior) -> Decision {
    ImageRequest::new(IMAGE, policy).with_presence(presence).decide(&behavior)
}

#[track_caller]
fn pulls(decision: &Decision) {
    let event = decision.event().unwrap();
    assert!(decision.pulls(), "{decision:?}");
    assert_eq!((event.event_type(), event.reason), (EventType::Normal, EventReason::Pulling));
    assert_eq!(event.message, r#"Pulling image "quay.io/team/app:1""#);
}

#[track_caller]
fn uses_local(decision: &Decision, message: &str) {
    let event = decision.event().unwrap();
    assert!(decision.uses_local(), "{decision:?}");
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
const ACCESSIBLE: &str =
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
    let failing = ImageRequest::new(IMAGE, Always).with_intent_error("disk full");
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
        for minor in [31, 32, 33, 35] {
            for policy in PullPolicy::ALL {
                let request =
                    ImageRequest::new(image, policy).with_presence(Unknown("x")).with_credentials_error("x");
                let quoted = pullspec::GoQuoted(image);
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
    let broken = |policy, presence| {
        ImageRequest::new(IMAGE, policy).with_presence(presence).with_credentials_error("bad")
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
        ImageRequest::new(IMAGE, policy)
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
    let before =
        ImageRequest::new(IMAGE, IfNotPresent).with_presence(Present).with_verification(verification);
    uses_local(&before.decide(&at(34)), PRESENT);
}

#[test]
fn what_is_to_be_remembered_comes_with_the_decision() {
    let record = pulled_with(&PullCredentials::secret(secret("a", "1")));
    let verification =
        CredentialVerification { record: RecordLookup::Found(&record), ..CredentialVerification::default() };
    let rotated = PodCredentials::secrets([secret("a", "2")]);
    let request = ImageRequest::new(IMAGE, Never).with_presence(Present);
    let decision = request.with_credentials(&rotated).with_verification(verification).decide(&at(35));
    let Decision::UseLocal { remember, .. } = decision else { panic!() };
    assert_eq!(remember, Some(secret("a", "2")));
}

fn secret(name: &str, hash: &str) -> PullSecret {
    PullSecret::new(ObjectCoordinates::new("ns", name, format!("uid-{name}")), hash)
}

fn account(name: &str) -> ObjectCoordinates {
    ObjectCoordinates::new("ns", name, format!("uid-{name}"))
}

fn pulled_with(credentials: &PullCredentials) -> PulledRecord {
    let mut record = PulledRecord::new("sha256:ref");
    record.merge(NAME, credentials);
    record
}

#[track_caller]
fn check(record: &PulledRecord, credentials: &PodCredentials, want: &AccessCheck) {
    check_at(record, credentials, &at(35), want);
}

#[track_caller]
fn check_at(record: &PulledRecord, credentials: &PodCredentials, behavior: &Behavior, want: &AccessCheck) {
    let policy = CredentialVerificationPolicy::AlwaysVerify;
    let verification =
        CredentialVerification { policy: &policy, record: RecordLookup::Found(record), pull_intent: false };
    assert_eq!(verification.check(IMAGE, Ok(credentials), behavior), *want);
}

const fn granted(because: GrantReason, remember: Option<PullSecret>) -> AccessCheck {
    AccessCheck::Granted { because, remember }
}

const fn must_pull(because: MustPullReason) -> AccessCheck {
    AccessCheck::MustPull { because }
}

#[test]
fn the_verification_policy_says_what_is_verified() {
    let listed = || {
        CredentialVerificationPolicy::NeverVerifyAllowlistedImages(
            AllowList::new(["quay.io/team/*"]).unwrap(),
        )
    };
    for (policy, pulled, preloaded) in [
        (CredentialVerificationPolicy::NeverVerify, false, false),
        (CredentialVerificationPolicy::NeverVerifyPreloadedImages, true, false),
        (CredentialVerificationPolicy::NeverVerifyAllowlistedImages(AllowList::default()), true, true),
        (listed(), false, false),
        (CredentialVerificationPolicy::AlwaysVerify, true, true),
    ] {
        for behavior in [at(33), at(35), at(36)] {
            let requires =
                |image, pulled_by_kubelet| policy.requires_verification(image, pulled_by_kubelet, &behavior);
            assert_eq!(requires(IMAGE, true), pulled, "{policy:?}");
            assert_eq!(requires(IMAGE, false), preloaded, "{policy:?}");
            assert_eq!(
                requires("Nope", false),
                !matches!(policy.as_str(), "NeverVerify" | "NeverVerifyPreloadedImages"),
                "{policy:?}"
            );
        }
    }
    assert_eq!(
        CredentialVerificationPolicy::default(),
        CredentialVerificationPolicy::NeverVerifyPreloadedImages
    );
}

#[test]
fn a_verification_policy_is_its_name() {
    for name in ["NeverVerify", "NeverVerifyPreloadedImages", "NeverVerifyAllowlistedImages", "AlwaysVerify"]
    {
        assert_eq!(
            CredentialVerificationPolicy::from_name(name, AllowList::default()).unwrap().as_str(),
            name
        );
    }
    for name in ["", "Always", "alwaysverify"] {
        assert_eq!(
            CredentialVerificationPolicy::from_name(name, AllowList::default()).unwrap_err().to_string(),
            format!("unknown image pull credential verification policy: {name}"),
        );
    }
}

#[test]
fn an_image_counts_as_pulled_by_its_record_or_its_intent() {
    let nobody = PulledRecord::new("ref");
    let none = PodCredentials::default();
    let look = |record, pull_intent| {
        CredentialVerification { record, pull_intent, ..CredentialVerification::default() }.check(
            IMAGE,
            Ok(&none),
            &at(35),
        )
    };
    assert_eq!(look(RecordLookup::Missing, false), granted(GrantReason::Exempt, None));
    assert_eq!(look(RecordLookup::Missing, true), must_pull(MustPullReason::NoRecord));
    assert_eq!(look(RecordLookup::Found(&nobody), false), must_pull(MustPullReason::OtherName));
    assert_eq!(look(RecordLookup::Unreadable, false), must_pull(MustPullReason::UnreadableRecord));
    // An unreadable record is not excused by any policy.
    let policy = CredentialVerificationPolicy::NeverVerify;
    let verification =
        CredentialVerification { policy: &policy, record: RecordLookup::Unreadable, pull_intent: false };
    assert_eq!(verification.check(IMAGE, Ok(&none), &at(35)), must_pull(MustPullReason::UnreadableRecord));
}

#[test]
fn a_record_counts_for_the_name_it_was_pulled_under() {
    let mut record = PulledRecord::new("ref");
    record.merge("quay.io/team/other", &PullCredentials::node_wide());
    check(&record, &PodCredentials::default(), &must_pull(MustPullReason::OtherName));
    record.merge(NAME, &PullCredentials::node_wide());
    check(&record, &PodCredentials::default(), &granted(GrantReason::NodeWide, None));
    let policy = CredentialVerificationPolicy::AlwaysVerify;
    let verification =
        CredentialVerification { policy: &policy, record: RecordLookup::Found(&record), pull_intent: false };
    let unparsable = verification.check("Nope", Ok(&PodCredentials::default()), &at(35));
    assert_eq!(unparsable, must_pull(MustPullReason::UnparsableName));
}

#[test]
fn secrets_are_known_by_their_credentials_or_by_their_place() {
    let record = pulled_with(&PullCredentials::secret(secret("a", "1")));
    let with = |secrets: &[PullSecret]| PodCredentials::secrets(secrets.iter().cloned());

    check(&record, &with(&[secret("a", "1")]), &granted(GrantReason::SameCredentials, None));
    // A copy of the secret in another place is noted.
    check(
        &record,
        &with(&[secret("b", "1")]),
        &granted(GrantReason::SameCredentials, Some(secret("b", "1"))),
    );
    // A rotated secret too.
    check(&record, &with(&[secret("a", "2")]), &granted(GrantReason::SameSecret, Some(secret("a", "2"))));
    check(&record, &with(&[secret("b", "2")]), &must_pull(MustPullReason::OtherCredentials));
    check(&record, &with(&[]), &must_pull(MustPullReason::OtherCredentials));
    // The first of the pod's secrets that is known decides.
    check(
        &record,
        &with(&[secret("x", "9"), secret("a", "2"), secret("a", "1")]),
        &granted(GrantReason::SameSecret, Some(secret("a", "2"))),
    );
    // A secret that was deleted and made again has another UID, and is another secret.
    let again = PullSecret::new(ObjectCoordinates::new("ns", "a", "uid-new"), "2");
    check(&record, &with(&[again]), &must_pull(MustPullReason::OtherCredentials));
    let elsewhere = PullSecret::new(ObjectCoordinates::new("other", "a", "uid-a"), "2");
    check(&record, &with(&[elsewhere]), &must_pull(MustPullReason::OtherCredentials));
}

#[test]
fn an_empty_hash_equals_none() {
    let record = pulled_with(&PullCredentials::secret(secret("a", "")));
    check(&record, &PodCredentials::secrets([secret("b", "")]), &must_pull(MustPullReason::OtherCredentials));
    let same_place = granted(GrantReason::SameSecret, Some(secret("a", "")));
    check(&record, &PodCredentials::secrets([secret("a", "")]), &same_place);
}

#[test]
fn a_full_record_takes_no_more_and_trusts_no_place() {
    for (count, room) in [(99, true), (100, false)] {
        let mut record = PulledRecord::new("ref");
        for at in 0..count {
            record.merge(NAME, &PullCredentials::secret(secret(&format!("s{at:03}"), &format!("h{at}"))));
        }
        let copy = PodCredentials::secrets([secret("copy", "h7")]);
        check(&record, &copy, &granted(GrantReason::SameCredentials, room.then(|| secret("copy", "h7"))));
        let rotated = PodCredentials::secrets([secret("s007", "new")]);
        let want = if room {
            granted(GrantReason::SameSecret, Some(secret("s007", "new")))
        } else {
            must_pull(MustPullReason::OtherCredentials)
        };
        check(&record, &rotated, &want);
    }
}

#[test]
fn service_accounts_count_since_1_34() {
    let record = pulled_with(&PullCredentials::service_account(account("builder")));
    let with = |name: &str| PodCredentials::default().with_service_account(account(name));
    check(&record, &with("builder"), &granted(GrantReason::SameServiceAccount, None));
    check(&record, &with("default"), &must_pull(MustPullReason::OtherCredentials));
    check(&record, &PodCredentials::default(), &must_pull(MustPullReason::OtherCredentials));
    let again =
        PodCredentials::default().with_service_account(ObjectCoordinates::new("ns", "builder", "uid-new"));
    check(&record, &again, &must_pull(MustPullReason::OtherCredentials));
    check_at(&record, &with("builder"), &at(34), &granted(GrantReason::SameServiceAccount, None));
    check_at(&record, &with("builder"), &at(33), &must_pull(MustPullReason::NobodyRecorded));
}

#[test]
fn a_record_of_nobody_grants_nobody() {
    let mut record = PulledRecord::new("ref");
    assert!(!record.merge(NAME, &PullCredentials::default()));
    record.credentials.insert(NAME.into(), PullCredentials::default());
    let credentials = PodCredentials::secrets([secret("a", "")]).with_service_account(account("builder"));
    check(&record, &credentials, &must_pull(MustPullReason::NobodyRecorded));
}

#[test]
fn node_wide_access_swallows_the_rest() {
    let mut record = pulled_with(&PullCredentials::secret(secret("a", "1")));
    assert!(record.merge(NAME, &PullCredentials::service_account(account("builder"))));
    assert!(record.merge(NAME, &PullCredentials::node_wide()));
    assert_eq!(record.credentials[NAME], PullCredentials::node_wide());
    assert!(!record.merge(NAME, &PullCredentials::secret(secret("b", "2"))));
    assert!(!record.merge(NAME, &PullCredentials::node_wide()));
    assert_eq!(record.credentials[NAME], PullCredentials::node_wide());
}

#[test]
fn records_keep_one_entry_a_secret_sorted() {
    let mut record = PulledRecord::new("ref");
    for (name, hash, changed) in [("b", "1", true), ("a", "1", true), ("b", "1", false), ("b", "2", true)] {
        assert_eq!(record.merge(NAME, &PullCredentials::secret(secret(name, hash))), changed);
    }
    assert_eq!(record.credentials[NAME].secrets, [secret("a", "1"), secret("b", "2")]);
    for (name, changed) in [("z", true), ("y", true), ("z", false)] {
        assert_eq!(record.merge(NAME, &PullCredentials::service_account(account(name))), changed);
    }
    assert_eq!(record.credentials[NAME].service_accounts, [account("y"), account("z")]);
}

#[test]
fn allow_list_entries_are_names_or_prefixes() {
    #[track_caller]
    fn list(entry: &str, matching: &[&str], other: &[&str]) {
        let list = AllowList::new([entry]).unwrap();
        for image in matching {
            assert!(list.matches(image, &at(36)), "{entry} {image}");
        }
        for image in other {
            assert!(!list.matches(image, &at(36)), "{entry} {image}");
        }
    }

    list(
        "docker.io/library/nginx",
        &["nginx", "nginx:1", "library/nginx", "index.docker.io/nginx", "docker.io/library/nginx"],
        &["nginx2", "quay.io/library/nginx", "docker.io/library/nginx/x", "Nginx", ""],
    );
    list(
        "quay.io/team/*",
        &["quay.io/team/app", "quay.io/team/a/b:1"],
        &["quay.io/team", "quay.io/teams/app", "team/app"],
    );
    list("quay.io/*", &["quay.io/app"], &["quay.io:443/app", "quay.iox/app"]);
    list("docker.io/*", &["nginx", "team/app"], &["ghcr.io/app"]);
    list("reg:5000/*", &["reg:5000/app"], &["reg/app"]);
    // What no image is called is allowed all the same, and matches none.
    list("nginx/*", &[], &["nginx", "nginx/app"]);
    list("//*", &[], &["nginx"]);
}

#[test]
fn allow_list_entries_are_compared_with_the_text_of_the_pod_up_to_1_35() {
    #[track_caller]
    fn list(entry: &str, matching: &[&str], other: &[&str]) {
        let list = AllowList::new([entry]).unwrap();
        for minor in [33, 34, 35] {
            assert_eq!(matching.iter().find(|image| !list.matches(image, &at(minor))), None, "{entry}");
            assert_eq!(other.iter().find(|image| list.matches(image, &at(minor))), None, "{entry}");
        }
    }

    list(
        "docker.io/library/nginx",
        &["docker.io/library/nginx"],
        &["nginx", "nginx:1", "library/nginx", "docker.io/library/nginx:1", "docker.io/library/nginx:latest"],
    );
    list(
        "quay.io/team/*",
        // A text that does not parse is compared all the same.
        &["quay.io/team/app", "quay.io/team/a/b:1", "quay.io/team/App", "quay.io/team/"],
        &["quay.io/team", "quay.io/teams/app", "team/app"],
    );
    list("docker.io/*", &["docker.io/nginx"], &["nginx", "team/app"]);
    list("nginx/*", &["nginx/app"], &["nginx", "docker.io/nginx/app"]);

    // A kubelet verifies what its administrator exempted by name.
    let policy = CredentialVerificationPolicy::NeverVerifyAllowlistedImages(AllowList::new([NAME]).unwrap());
    let node = CredentialVerification { policy: &policy, ..CredentialVerification::default() };
    let decision = |behavior: Behavior| {
        ImageRequest::new(IMAGE, IfNotPresent)
            .with_presence(Present)
            .with_verification(node)
            .decide(&behavior)
    };
    pulls(&decision(at(35)));
    uses_local(&decision(at(36)), ACCESSIBLE);
}

#[test]
fn allow_list_entries_are_refused_in_the_kubelets_words() {
    let said = |entry: &str| AllowList::new(["quay.io/x", entry]).unwrap_err().to_string();
    assert_eq!(said(" quay.io/x"), "leading/trailing spaces are not allowed:  quay.io/x");
    assert_eq!(said("quay.io/x/*\t"), "leading/trailing spaces are not allowed: quay.io/x/*\t");
    assert_eq!(said(""), "the supplied pattern is too short: ");
    let wildcard = "not a valid wildcard pattern, only patterns ending with '/*' are allowed: ";
    for entry in ["*", "quay.io*", "quay.io/x*", "*.io/x", "quay.io/*/x", "quay.io/**", "*/*"] {
        assert_eq!(said(entry), format!("{wildcard}{entry}"));
    }
    assert_eq!(said("/*"), "at least registry hostname is required");
    assert_eq!(said("quay.io/x:"), "failed to parse as an image name: invalid reference format");
    assert_eq!(
        said("quay.io/X"),
        "failed to parse as an image name: invalid reference format: repository name (X) must be lowercase"
    );
    for entry in
        ["quay.io/x:1", "nginx", "docker.io/nginx", "index.docker.io/library/nginx", "quay.io/x:latest"]
    {
        assert_eq!(said(entry), format!("neither tag nor digest is accepted in an image reference: {entry}"));
    }
    assert!(matches!(AllowList::new(["/*"]), Err(AllowListError::NoRegistry)));
}

#[test]
fn a_waiting_reason_of_a_verbatim_error_is_kept_as_text() {
    let decision = ImageRequest::new(IMAGE, Always)
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
