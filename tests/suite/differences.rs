//! One test for each entry of the page `guide::differences`, which names them.

use std::collections::BTreeSet;
use std::time::Duration;

use pullspec::access::{
    Decision, ImageRequest, ObjectCoordinates, PodCredentials, PullCredentials, PullSecret, PulledRecord,
};
use pullspec::api::GoQuoted;
use pullspec::api::{Behavior, Container, EventReason, EventType, ImageVolumeSource, RecordedEvent, Volume};
use pullspec::backoff::Backoff;
use pullspec::credentials::{Credential, DockerConfig, KeyErrorKind};
use pullspec::digest::Algorithm;
use pullspec::error::{GoError, ParseErrorKind};
#[cfg(feature = "explain")]
use pullspec::kubectl::DescribeState;
use pullspec::kubectl::{LogsError, check_logs, describe_events, pod_status};
use pullspec::kubelet::{
    Action, ContainerPlan, EmittedEvent, EventCorrelator, EventLog, Fleet, PodPlan, Pull, Timeline,
};
use pullspec::policy::AlwaysPullImages;
use pullspec::reference::{Domain, Path};
use pullspec::{Digest, Keyring, Pattern, Pod, PodImage, PullPolicy, Reference, Schedule, WaitingReason};

use crate::{ms, whole_ms};

/// A text of the guide or of the suite.
fn source(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The names of the tests in a module of the suite.
fn tests_of(module: &str) -> BTreeSet<String> {
    let text = source(&format!("tests/suite/{module}.rs"));
    let names = text.split("fn ").skip(1).filter_map(|behind| behind.split(['(', '<']).next());
    names.map(String::from).collect()
}

/// The code span after each `Test:` of a page.
fn tests_named_by(page: &str) -> Vec<String> {
    let text = source(page).replace("\n//!", " ");
    text.split("Test:").skip(1).filter_map(|behind| behind.split('`').nth(1)).map(String::from).collect()
}

#[test]
fn the_page_and_its_tests_agree() {
    let named = tests_named_by("src/guide/differences.rs");
    let distinct: BTreeSet<String> = named.iter().cloned().collect();
    assert_eq!(named.len(), distinct.len(), "no test stands for two entries");
    let text = source("tests/suite/differences.rs");
    let is_test = |name: &String| text.contains(&format!("#[test]\nfn {name}()"));
    let known: BTreeSet<String> = tests_of("differences").into_iter().filter(is_test).collect();
    let helpers = ["the_page_and_its_tests_agree", "every_claim_of_the_security_page_has_its_test"];
    let known: BTreeSet<String> =
        known.into_iter().filter(|name| !helpers.contains(&name.as_str())).collect();
    // Some are there with a feature only.
    assert_eq!(distinct, known);
    assert!(named.len() >= 30, "{}", named.len());
}

#[test]
fn every_claim_of_the_security_page_has_its_test() {
    let named = tests_named_by("src/guide/security.rs");
    assert!(named.len() >= 15, "{}", named.len());
    for name in named {
        let (module, test) = name.split_once("::").unwrap_or_else(|| panic!("{name}: no module"));
        assert!(tests_of(module).contains(test), "no test {name}");
    }
}

// References and digests.

#[test]
fn offsets_have_32_bits() {
    assert_eq!(Reference::MAX_LEN as u64 + 512, 1 << 32);
    // What normalization may add still fits.
    assert!(u32::try_from(Reference::MAX_LEN + "docker.io/library/".len() + ":latest".len()).is_ok());
}

#[test]
fn bytes_that_are_no_text_are_an_invalid_format_to_go() {
    let text = String::from_utf8_lossy(b"redis\xff");
    assert_eq!(Reference::parse(&text).unwrap_err().go_error(), GoError::InvalidFormat);
}

#[test]
fn upper_case_is_that_of_unicode_15() {
    // Cherokee has had its lower case since Unicode 8, U+A7CB since Unicode 16.
    let known = Reference::parse("redis/\u{13a0}").unwrap_err();
    assert_eq!(known.go_error(), GoError::NameUppercase);
    let unknown = Reference::parse("redis/\u{a7cb}").unwrap_err();
    assert_eq!(unknown.go_error(), GoError::InvalidFormat);
}

#[test]
fn three_algorithms_are_registered() {
    for &algorithm in Algorithm::ALL {
        let text = format!("{algorithm}:{}", "0".repeat(algorithm.hex_len()));
        assert_eq!(Digest::parse(&text).unwrap().algorithm(), algorithm);
    }
    let blake = format!("blake2b:{:0128}", 0);
    assert_eq!(Digest::parse(&blake).unwrap_err().go_error(), GoError::DigestUnsupported);
}

#[test]
fn parts_that_read_back_as_another_reference_are_refused() {
    let (registry, app) = (Domain::parse("registry").unwrap(), Path::parse("app").unwrap());
    let error = Reference::from_parts(registry, app, None, None).unwrap_err();
    assert_eq!(error.kind(), ParseErrorKind::AmbiguousDomain);
    assert_eq!(Reference::parse("registry/app").unwrap().domain(), "docker.io");
}

#[test]
fn an_image_without_a_domain_matches_nothing() {
    let image = Reference::parse("my_registry.example/app").unwrap();
    assert_eq!((image.domain(), image.domain_was_defaulted()), ("", false));
    assert!(image.endpoint().is_err());
    for pattern in ["docker.io/**", "*.example/**", "*.*/**"] {
        assert!(!Pattern::parse(pattern).unwrap().matches(&image), "{pattern}");
    }
}

#[test]
fn printable_is_what_the_compiler_knows() {
    // Assigned in Unicode 16, which the oldest supported compiler knows and Go 1.26 does not.
    assert_eq!(GoQuoted("\u{1c89}").to_string(), "\"\u{1c89}\"");
    assert_eq!(GoQuoted("\u{e000}\u{ad}").to_string(), r#""\ue000\u00ad""#);
}

// What the API server does.

#[test]
fn image_volumes_count_whatever_the_gate() {
    let mut volume = Volume::default();
    volume.image = Some(ImageVolumeSource::default());
    let mut pod = Pod::default();
    pod.spec.volumes.push(volume);
    pod.spec.default_pull_policies(&Behavior::for_minor(20));
    let image = pod.spec.volumes[0].image.as_ref().unwrap();
    assert_eq!(image.pull_policy.as_deref(), Some("IfNotPresent"));
    assert_eq!(pod.validate_images()[0].to_string(), "spec.volumes[0].image.reference: Required value");
}

#[test]
fn only_images_and_policies_are_checked() {
    let mut container = Container::default();
    container.image = "redis".into();
    container.image_pull_policy = Some("Always".into());
    let mut pod = Pod::default();
    pod.spec.containers.push(container);
    // Neither the pod nor the container has a name.
    assert!(pod.validate_images().is_empty());
}

#[test]
fn requests_are_the_callers() {
    let mut pod = Pod::default();
    pod.spec.ephemeral_containers.push(Container::default());
    AlwaysPullImages::default().mutate(&mut pod, None);
    assert_eq!(pod.spec.ephemeral_containers[0].image_pull_policy.as_deref(), Some("Always"));
}

#[test]
fn unknown_releases_are_like_the_newest() {
    assert_eq!(Behavior::for_minor(u16::MAX), Behavior::for_minor(37));
    assert_ne!(Behavior::for_minor(37), Behavior::for_minor(36));
}

// What is read from JSON.

#[cfg(feature = "serde")]
#[test]
fn json_is_what_the_deserializer_takes() {
    assert!(serde_json::from_str::<Pod>(r#"{"metadata":{"name":"\ud800"}}"#).is_err());
    let deep = format!(
        r#"{{"spec":{{"containers":[{{"unknown":{}{}}}]}}}}"#,
        "[".repeat(20_000),
        "]".repeat(20_000)
    );
    assert_eq!(serde_json::from_str::<Pod>(&deep).unwrap().spec.containers.len(), 1);
}

#[cfg(feature = "serde")]
const ONE: &str = r#"{"name":"a","image":"redis:7"}"#;

#[cfg(feature = "serde")]
#[test]
fn a_field_given_twice_is_refused() {
    for json in [
        r#"{"spec":{"containers":[{"image":"a","image":"b"}]}}"#.to_owned(),
        format!(r#"{{"spec":{{"containers":[{ONE}]}},"spec":{{"containers":[{ONE}]}}}}"#),
        format!(r#"{{"spec":{{"containers":[{ONE}],"containers":[]}}}}"#),
    ] {
        let error = serde_json::from_str::<Pod>(&json).unwrap_err().to_string();
        assert!(error.starts_with("duplicate field"), "{error}");
        assert!(serde_json::from_str::<pullspec::Pods>(&json).is_err(), "{json}");
    }
    // In a map as in Go, and where nobody looks.
    let json = format!(
        r#"{{"x":1,"x":2,"metadata":{{"labels":{{"a":"1","a":"2"}}}},"spec":{{"containers":[{ONE}]}}}}"#
    );
    assert_eq!(serde_json::from_str::<Pod>(&json).unwrap().metadata.labels["a"], "2");
}

#[cfg(feature = "serde")]
#[test]
fn a_pod_is_a_pod_and_has_containers() {
    for json in ["null".into(), "{}".into(), format!(r#"{{"kind":"Job","spec":{{"containers":[{ONE}]}}}}"#)] {
        assert!(serde_json::from_str::<Pod>(&json).is_err(), "{json}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_negative_count_is_none() {
    let status = r#"{"name":"a","restartCount":-7}"#;
    assert_eq!(serde_json::from_str::<pullspec::api::ContainerStatus>(status).unwrap().restart_count, 0);
}

#[cfg(feature = "serde")]
#[test]
fn a_time_that_is_none_is_kept_as_text() {
    let json =
        format!(r#"{{"metadata":{{"creationTimestamp":"yesterday"}},"spec":{{"containers":[{ONE}]}}}}"#);
    let pod: Pod = serde_json::from_str(&json).unwrap();
    assert_eq!(pod.metadata.creation_timestamp.as_deref(), Some("yesterday"));
}

#[cfg(feature = "serde")]
#[test]
fn what_is_not_read_is_not_checked() {
    let json = r#"{"spec":{"hostNetwork":"perhaps","containers":[{"image":"a","ports":7}]}}"#;
    assert!(serde_json::from_str::<Pod>(json).is_ok());
}

// What the kubelet decides.

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

// Which credentials are tried.

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

// Back-off.

#[test]
fn jitter_is_cut_to_milliseconds() {
    let schedule = Schedule::new(ms(3), ms(100)).with_jitter(0.5);
    assert_eq!(schedule.next_window(None, 0.5), ms(3), "3.75 ms to Go");
    assert_eq!(schedule.next_window(None, 0.7), ms(4));
}

#[test]
fn negative_jitter_is_none() {
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

// The simulated kubelet.

/// A pod that cannot pull its image.
fn failing() -> PodPlan {
    PodPlan::new().with_container(
        ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(ms(950), "no such host")),
    )
}

#[test]
fn delays_are_the_callers() {
    let pod = failing();
    let starts = |delay: u64| -> Vec<u64> {
        Timeline::new(&pod, std::iter::repeat(ms(delay)))
            .map(|step| whole_ms(step.sync_start()))
            .take(3)
            .collect()
    };
    assert_eq!(starts(10_000), [0, 11_000, 22_000]);
    assert_eq!(starts(14_999), [0, 16_000, 32_000]);
    assert_eq!(Timeline::new(&pod, [ms(12_500)]).count(), 2, "the run ends with the delays");
}

#[test]
fn a_plans_image_is_any_text() {
    let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "Not A Name"));
    let first = Timeline::new(&pod, []).next().unwrap();
    assert_eq!(first.reason(), Some(WaitingReason::InvalidImageName));
    let told = ContainerPlan::regular("app", "Not A Name").with_unparsed_image();
    let pod = PodPlan::new().with_container(told);
    let first = Timeline::new(&pod, []).next().unwrap();
    assert!(first.is_success());
}

/// The texts of the first sync's events.
fn first_messages(pod: &PodPlan) -> Vec<String> {
    Timeline::new(pod, []).flat_map(|step| step.events()).map(|event| event.message()).collect()
}

#[test]
fn only_pulls_take_time() {
    let slow = ContainerPlan::regular("slow", "redis:7").with_pull(Pull::succeeds_with(ms(2_000), 30));
    let next = ContainerPlan::regular("next", "redis:8").with_pull(Pull::succeeds_with(ms(1_500), 20));
    let pod = PodPlan::new().with_container(slow).with_container(next);
    let times: Vec<_> =
        Timeline::new(&pod, []).map(|step| (whole_ms(step.start()), whole_ms(step.end()))).collect();
    assert_eq!(times, [(0, 2_000), (2_000, 3_500)]);
    let said = first_messages(&pod);
    assert_eq!(
        said[1],
        "Successfully pulled image \"redis:7\" in 2s (2s including waiting). Image size: 30 bytes."
    );
}

#[test]
fn a_pulled_event_names_both_times() {
    let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::succeeds(ms(2_000)));
    let pod = PodPlan::new().with_container(app).with_behavior(Behavior::for_minor(20));
    assert_eq!(first_messages(&pod)[1], "Successfully pulled image \"redis:7\" in 2s (2s including waiting)");
}

#[test]
fn a_pull_uses_the_first_secret() {
    let secret = |name: &str| PullSecret::new(ObjectCoordinates::new("ns", name, name), name);
    let behavior = Behavior::for_minor(35);
    let app = |secrets: &[PullSecret]| {
        let credentials = PodCredentials::secrets(secrets.iter().cloned());
        ContainerPlan::regular("app", "redis:7").with_credentials(credentials)
    };
    let other =
        ContainerPlan::regular("other", "redis:7").with_credentials(PodCredentials::secrets([secret("b")]));
    let pulls = |first: &[PullSecret]| {
        let pod =
            PodPlan::new().with_behavior(behavior).with_container(app(first)).with_container(other.clone());
        Timeline::new(&pod, []).filter_map(|step| step.attempt()).count()
    };
    assert_eq!(pulls(&[secret("b"), secret("a")]), 1);
    assert_eq!(pulls(&[secret("a"), secret("b")]), 2);
}

#[test]
fn crash_loops_wait_as_pulls_do() {
    let app = ContainerPlan::regular("app", "redis:7").with_image_present().with_exit_after(ms(1_000));
    let pod = PodPlan::new().with_container(app);
    let mut windows: Vec<u64> = Timeline::new(&pod, std::iter::repeat(ms(12_500)))
        .take(200)
        .filter_map(|step| match step.action {
            Action::CrashLoopBackOff { window, .. } => Some(window.as_secs()),
            _ => None,
        })
        .collect();
    windows.dedup();
    assert_eq!(windows, [10, 20, 40, 80, 160, 300]);
}

#[test]
fn syncs_without_work_are_no_steps() {
    let setup = ContainerPlan::init("setup", "redis:7").with_exit_after(ms(600_000));
    let pod = PodPlan::new().with_container(setup).with_container(ContainerPlan::regular("app", "redis:7"));
    let steps: Vec<_> = Timeline::new(&pod, std::iter::repeat(ms(12_500))).collect();
    let names: Vec<&str> = steps.iter().map(|step| step.container.name()).collect();
    assert_eq!(names, ["setup", "app"], "nothing in the ten minutes between");
    assert!(steps[1].start() > ms(600_000));
    let told = pod.clone().with_behavior(Behavior::for_minor(36)).with_unreadable_secrets(["regcred"]);
    let events = Timeline::new(&told, std::iter::repeat(ms(12_500))).flat_map(|step| step.events());
    let of_secrets = events.filter(|event| event.reason == EventReason::FailedToRetrieveImagePullSecret);
    assert_eq!(of_secrets.count(), 2, "one for each step, and none in between");
}

#[test]
fn a_fleet_is_of_single_pulls() {
    let report = Fleet::new(3, 1).run(ms(60_000));
    assert_eq!((report.attempts(), report.running()), (3, 3));
}

// Events.

/// An event of one object.
fn event<'a>(reason: &'a str, message: &'a str) -> EmittedEvent<'a> {
    EmittedEvent { object: "o", field_path: "", event_type: EventType::Warning, reason, message }
}

#[test]
fn the_oldest_message_is_forgotten() {
    let mut correlator = EventCorrelator::new(&Behavior::default());
    for n in 0..10 {
        correlator.observe(ms(0), event("Failed", &n.to_string()));
    }
    let mut combined = |message: &str| correlator.observe(ms(1), event("Failed", message)).unwrap().combined;
    assert!(!combined("1"), "still known");
    assert!(combined("0"), "the oldest, and gone");
}

#[test]
fn keys_of_events_do_not_run_together() {
    let mut correlator = EventCorrelator::new(&Behavior::default());
    assert_eq!(correlator.observe(ms(0), event("A", "Bc")).map(|sent| sent.count), Some(1));
    assert_eq!(correlator.observe(ms(0), event("AB", "c")).map(|sent| sent.count), Some(1));
}

#[test]
fn rows_of_events_do_not_expire() {
    let mut log = EventLog::new(&Behavior::default());
    log.record_emitted(ms(0), event("Failed", "E"));
    log.record_emitted(ms(10 * 3_600_000), event("BackOff", "B"));
    assert_eq!(log.rows().len(), 2);
    log.forget_before(ms(9 * 3_600_000));
    assert_eq!(log.rows().len(), 1);
}

// kubectl.

fn row_of_second(second: u64) -> RecordedEvent {
    RecordedEvent {
        event_type: EventType::Normal,
        reason: "BackOff".into(),
        field_path: String::new(),
        source: "kubelet".into(),
        message: "m".into(),
        count: 1,
        first: Duration::from_secs(second),
        last: Duration::from_secs(second),
    }
}

#[test]
fn rows_of_one_second_stay_as_they_are() {
    let row = |reason: &str, last_ms| RecordedEvent {
        event_type: EventType::Normal,
        reason: reason.into(),
        field_path: String::new(),
        source: "kubelet".into(),
        message: String::new(),
        count: 1,
        first: Duration::from_millis(last_ms),
        last: Duration::from_millis(last_ms),
    };
    let events = [row("b", 1_999), row("a", 1_000), row("c", 500)];
    let table = describe_events(&events, Duration::from_secs(2));
    let order: Vec<&str> = table.rows().map(|row| row.reason).collect();
    assert_eq!(order, ["c", "b", "a"]);
}

#[cfg(feature = "explain")]
#[test]
fn times_are_shown_in_utc() {
    let started = |at: &str| {
        let mut running = pullspec::api::StateRunning::default();
        running.started_at = Some(at.into());
        let mut state = pullspec::api::ContainerState::default();
        state.running = Some(running);
        DescribeState::new("State", &state).to_string()
    };
    assert!(started("2026-01-02T03:04:05Z").contains("Fri, 02 Jan 2026 03:04:05 +0000\n"));
    assert!(started("2026-01-02T03:04:05+01:00").contains("Fri, 02 Jan 2026 02:04:05 +0000\n"));
}

#[test]
fn every_column_is_written_out() {
    let mut row = row_of_second(0);
    (row.reason, row.source) = ("a\u{1b}[31m".into(), "b\u{7}\u{202e}".into());
    let table = describe_events([&row], Duration::ZERO).to_string();
    assert!(table.contains("a^[[31m") && table.contains("b\\u{7}\\u{202e}"), "{table:?}");
}

#[test]
fn no_cell_widens_a_table_without_limit() {
    let mut rows: Vec<_> = (0..1_000).map(row_of_second).collect();
    rows[0].reason = "x".repeat(50_000);
    let table = describe_events(&rows, Duration::from_secs(2_000)).to_string();
    assert!(table.len() < 1_000_000, "{}", table.len());
}

#[test]
fn an_ended_pod_shows_how_it_ended() {
    let mut pod = Pod::default();
    pod.metadata.deletion_timestamp = Some("2026-01-02T03:04:05Z".into());
    pod.status.phase = "Running".into();
    assert_eq!(pod_status(&pod), "Terminating");
    pod.status.phase = "Failed".into();
    assert_eq!(pod_status(&pod), "Failed");
}

#[test]
fn logs_are_judged_by_the_status() {
    let pod = Pod::default();
    assert!(matches!(check_logs(&pod, "app", false), Err(LogsError::NotAvailable { .. })));
}
