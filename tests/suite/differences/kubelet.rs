//! What the kubelet decides, which credentials it tries, and how it backs off.

use pullspec::access::{
    Decision, ImageRequest, ObjectCoordinates, PullCredentials, PullSecret, PulledRecord,
};
use pullspec::api::Behavior;
use pullspec::backoff::Backoff;
use pullspec::credentials::{Credential, DockerConfig, KeyErrorKind};
use pullspec::{Keyring, PodImage, PullPolicy, Schedule, WaitingReason};

use crate::ms;

#[test]
fn old_words_for_a_bad_name_are_not_kept() {
    for minor in [20, 35] {
        let image = PodImage::new("Redis");
        let decision = ImageRequest::new(&image, PullPolicy::Always).decide(&Behavior::for_minor(minor));
        let Decision::Refuse { reason: WaitingReason::InvalidImageName, message, .. } = decision else {
            panic!("{decision:?}")
        };
        assert!(message.contains("couldn't parse image name \"Redis\": "), "{message}");
    }
}

#[test]
fn a_decision_knows_no_back_off() {
    let mut backoff = Backoff::default();
    backoff.next("uid_redis:7", ms(0));
    assert!(backoff.is_in_backoff("uid_redis:7", ms(1)));
    let image = PodImage::new("redis:7");
    let request = ImageRequest::new(&image, PullPolicy::Always);
    assert!(request.decide(&Behavior::default()).pulls());
}

#[test]
fn records_hold_the_callers_hashes() {
    let secret = PullSecret::new(ObjectCoordinates::new("team", "regcred", "u1"), "any text at all");
    let mut record = PulledRecord::new("sha256:4f2c");
    record.merge("quay.io/team/app", &PullCredentials::secret(secret.clone()));
    assert_eq!(record.credentials["quay.io/team/app"].secrets, [secret]);
}

#[test]
fn keys_of_one_place_keep_their_order() {
    let keys = ["quay.io", "https://quay.io/v2/", "http://quay.io"];
    let keyring: Keyring<usize> = keys.into_iter().zip(0..).collect();
    let tried: Vec<usize> =
        keyring.lookup_name("quay.io/team/app").iter().map(|entry| *entry.value()).collect();
    assert_eq!(tried, [0, 1, 2]);

    let named = |key: &'static str| (key, Credential::new(key, "p"));
    let keyring = Keyring::from(DockerConfig::from_iter(keys.map(named)));
    let tried = keyring.lookup_name("quay.io/team/app");
    let tried: Vec<&str> = tried.iter().map(|entry| entry.value().username()).collect();
    assert_eq!(tried, ["http://quay.io", "https://quay.io/v2/", "quay.io"], "sorted by key");
}

#[test]
fn hosts_are_read_as_go_1_26_reads_them() {
    let mut keyring = Keyring::new();
    assert_eq!(keyring.insert("quay.io:80:443", ()).unwrap_err().kind(), KeyErrorKind::Port);
    assert_eq!(keyring.insert("[quay.io]", ()).unwrap_err().kind(), KeyErrorKind::IpLiteral);
}

#[test]
fn errors_of_credentials_show_nothing() {
    let error = Keyring::new().insert("user:hunter2@quay.io:x", ()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[test]
fn rings_are_asked_one_after_the_other() {
    let pod: Keyring<&str> = [("quay.io", "pod")].into_iter().collect();
    let node: Keyring<&str> = [("quay.io/team", "node")].into_iter().collect();
    let tried: Vec<&str> = [&pod, &node]
        .into_iter()
        .flat_map(|ring| ring.lookup_name("quay.io/team/app"))
        .map(|entry| *entry.value())
        .collect();
    assert_eq!(tried, ["pod", "node"], "the longer path of a later ring does not come first");
}

#[test]
fn jitter_is_cut_to_milliseconds() {
    let schedule = Schedule::new(ms(3), ms(100)).with_jitter(0.5);
    assert_eq!(schedule.next_window(None, 0.5), ms(3), "3.75 ms to Go");
    assert_eq!(schedule.next_window(None, 0.7), ms(4));
}

#[test]
fn negative_jitter_adds_nothing() {
    let schedule = Schedule::new(ms(1_000), ms(10_000)).with_jitter(-0.5);
    assert_eq!(schedule.next_window(None, 0.9), ms(1_000));
    assert_eq!(schedule.next_window(Some(ms(1_000)), 0.9), ms(2_000));
}

#[test]
fn windows_saturate() {
    let schedule = Schedule::new(ms(u64::MAX - 1), ms(u64::MAX));
    assert_eq!(schedule.next_window(Some(ms(u64::MAX - 1)), 0.0), ms(u64::MAX));
    assert_eq!(schedule.total(3), ms(u64::MAX));
}
