//! Which pods may use an image that is there: the records of who pulled it (KEP-2535).

use pullspec::access::{
    AccessCheck, CredentialVerification, CredentialVerificationPolicy, Decision, ExemptImages, GrantReason,
    ImageRequest, MustPullReason, ObjectCoordinates, PodCredentials, Presence, PullCredentials, PullSecret,
    PulledRecord, RecordLookup, record_pull,
};
use pullspec::api::Behavior;
use pullspec::{PodImage, PullPolicy};

use Presence::Present;
use PullPolicy::Never;

use super::decide::{IMAGE, NAME, at};
use crate::vectors;

#[path = "../../examples/conformance/access.rs"]
mod conformance;

/// The row without its answer.
fn question(row: &serde_json::Value) -> serde_json::Value {
    let mut row = row.clone();
    row.as_object_mut().unwrap().remove("want");
    row
}

/// Every release's answers to every class of question: rows of the kubelet's own package.
#[test]
fn answers_as_the_kubelet_does() {
    let want = |row: &serde_json::Value| row["want"].clone();
    let rows = include_str!("../data/access_exempt_images.jsonl");
    vectors::all_equal(rows, 240, question, want, conformance::allow_list);
    let rows = include_str!("../data/access_access.jsonl");
    vectors::all_equal(rows, 161, question, want, conformance::access);
    let rows = include_str!("../data/access_record.jsonl");
    vectors::all_equal(rows, 81, question, want, conformance::record_mode);
}

#[test]
fn records_know_an_image_by_the_name_of_its_release() {
    let used = PullCredentials::node_wide();
    let anyone = PodCredentials::default();
    let policy = CredentialVerificationPolicy::AlwaysVerify;
    let grants = |minor, pulled: &str, asked: &str| {
        let record =
            record_pull(None, &PodImage::new(pulled), "ref", Some(&used), &at(minor)).unwrap().unwrap();
        let found = RecordLookup::Found(&record);
        let node = CredentialVerification { policy: &policy, record: found, pull_intent: false };
        matches!(node.check(&PodImage::new(asked), Ok(&anyone), &at(minor)), AccessCheck::Granted { .. })
    };
    for (pulled, asked, before, now) in [
        ("app:1", "app:2", true, true),
        ("docker.io/library/app", "app:1", true, false),
        ("app", "docker.io/library/app:1", true, false),
        ("index.docker.io/team/app", "team/app", true, false),
    ] {
        assert_eq!((grants(35, pulled, asked), grants(36, pulled, asked)), (before, now), "{pulled} {asked}");
    }
}

#[test]
fn a_pull_is_recorded_once_and_under_a_name_only() {
    let used = PullCredentials::secret(secret("a", "1"));
    let image = PodImage::new(IMAGE);
    let record = record_pull(None, &image, "ref", Some(&used), &at(36)).unwrap().unwrap();
    assert_eq!(record, {
        let mut same = pulled_with(&used);
        same.image_ref = "ref".into();
        same
    });
    assert_eq!(record_pull(Some(&record), &image, "ref", Some(&used), &at(36)), Ok(None));
    assert_eq!(record_pull(Some(&record), &image, "ref", None, &at(36)), Ok(None));
    assert_eq!(record_pull(None, &image, "ref", None, &at(36)), Ok(Some(PulledRecord::new("ref"))));
    assert!(record_pull(None, &PodImage::new("Nope"), "ref", Some(&used), &at(36)).is_err());
}

#[test]
fn what_is_to_be_remembered_comes_with_the_decision() {
    let record = pulled_with(&PullCredentials::secret(secret("a", "1")));
    let verification =
        CredentialVerification { record: RecordLookup::Found(&record), ..CredentialVerification::default() };
    let rotated = PodCredentials::secrets([secret("a", "2")]);
    let image = PodImage::new(IMAGE);
    let request = ImageRequest::new(&image, Never).with_presence(Present);
    let decision = request.with_credentials(&rotated).with_verification(verification).decide(&at(35));
    let Decision::UseLocal { remember, .. } = decision else { panic!() };
    assert_eq!(remember, Some(secret("a", "2")));
}

pub fn secret(name: &str, hash: &str) -> PullSecret {
    PullSecret::new(ObjectCoordinates::new("ns", name, format!("uid-{name}")), hash)
}

pub fn account(name: &str) -> ObjectCoordinates {
    ObjectCoordinates::new("ns", name, format!("uid-{name}"))
}

pub fn pulled_with(credentials: &PullCredentials) -> PulledRecord {
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
    assert_eq!(verification.check(&PodImage::new(IMAGE), Ok(credentials), behavior), *want);
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
            ExemptImages::parse(["quay.io/team/*"], &at(36)).unwrap(),
        )
    };
    for (policy, pulled, preloaded) in [
        (CredentialVerificationPolicy::NeverVerify, false, false),
        (CredentialVerificationPolicy::NeverVerifyPreloadedImages, true, false),
        (CredentialVerificationPolicy::NeverVerifyAllowlistedImages(ExemptImages::default()), true, true),
        (listed(), false, false),
        (CredentialVerificationPolicy::AlwaysVerify, true, true),
    ] {
        assert_eq!(policy.requires_verification(&PodImage::new(IMAGE), true), pulled, "{policy:?}");
        assert_eq!(policy.requires_verification(&PodImage::new(IMAGE), false), preloaded, "{policy:?}");
        assert_eq!(
            policy.requires_verification(&PodImage::new("Nope"), false),
            !matches!(policy.as_str(), "NeverVerify" | "NeverVerifyPreloadedImages"),
            "{policy:?}"
        );
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
            CredentialVerificationPolicy::from_name(name, ExemptImages::default()).unwrap().as_str(),
            name
        );
    }
    for name in ["", "Always", "alwaysverify"] {
        assert_eq!(
            CredentialVerificationPolicy::from_name(name, ExemptImages::default()).unwrap_err().to_string(),
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
            &PodImage::new(IMAGE),
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
    assert_eq!(
        verification.check(&PodImage::new(IMAGE), Ok(&none), &at(35)),
        must_pull(MustPullReason::UnreadableRecord)
    );
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
    let unparsable = verification.check(&PodImage::new("Nope"), Ok(&PodCredentials::default()), &at(35));
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
    check_at(&record, &with("builder"), &at(33), &must_pull(MustPullReason::NoneRecorded));
}

#[test]
fn a_record_without_users_grants_nothing() {
    let mut record = PulledRecord::new("ref");
    assert!(!record.merge(NAME, &PullCredentials::default()));
    record.credentials.insert(NAME.into(), PullCredentials::default());
    let credentials = PodCredentials::secrets([secret("a", "")]).with_service_account(account("builder"));
    check(&record, &credentials, &must_pull(MustPullReason::NoneRecorded));
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

/// Each reason is told from the others in words.
#[test]
fn reasons_are_said_in_a_line() {
    let granted = [
        GrantReason::Exempt,
        GrantReason::NodeWide,
        GrantReason::SameCredentials,
        GrantReason::SameSecret,
        GrantReason::SameServiceAccount,
    ];
    let must_pull = [
        MustPullReason::UnreadableRecord,
        MustPullReason::NoRecord,
        MustPullReason::UnparsableName,
        MustPullReason::OtherName,
        MustPullReason::NoneRecorded,
        MustPullReason::OtherCredentials,
    ];
    let texts: Vec<_> =
        granted.iter().map(ToString::to_string).chain(must_pull.iter().map(ToString::to_string)).collect();
    for (at, text) in texts.iter().enumerate() {
        assert!(text.split(' ').count() > 4 && !text.contains(['\n', '.']), "{text}");
        assert!(!texts[..at].contains(text), "{text}");
    }
    assert_eq!(texts[6], "there is no record of the image");
}
