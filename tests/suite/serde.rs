//! Value types are their strings, through the parser.

use std::fmt::Debug;

use pullspec::cause::{Actor, CauseGroup, Transience};
use pullspec::reference::{Domain, Path, Tag};
use pullspec::{
    AnyReference, Cause, Digest, Pattern, PodImage, PullError, RawReference, Reference, WaitingReason,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

#[test]
fn strings_both_ways() {
    let reference: Reference = serde_json::from_str(r#""redis:7""#).unwrap();
    assert_eq!(serde_json::to_string(&reference).unwrap(), r#""docker.io/library/redis:7""#);
    let image: PodImage = serde_json::from_str(r#""redis:7""#).unwrap();
    assert_eq!(serde_json::to_string(&image).unwrap(), r#""redis:7""#);
    let pattern: Pattern = serde_json::from_str(r#""quay.io/**@*""#).unwrap();
    assert_eq!(serde_json::to_string(&pattern).unwrap(), r#""quay.io/**@*""#);
    let algorithm: pullspec::digest::Algorithm = serde_json::from_str(r#""sha384""#).unwrap();
    assert_eq!(serde_json::to_string(&algorithm).unwrap(), r#""sha384""#);
    let error = serde_json::from_str::<pullspec::digest::Algorithm>(r#""md5""#).unwrap_err().to_string();
    assert!(error.starts_with(r#""md5": unsupported digest algorithm "md5""#), "{error}");
    let digest = format!("\"sha256:{}\"", "0".repeat(64));
    assert_eq!(serde_json::to_string(&serde_json::from_str::<Digest>(&digest).unwrap()).unwrap(), digest);
    assert_eq!(
        serde_json::to_string(&serde_json::from_str::<AnyReference>(&digest).unwrap()).unwrap(),
        digest
    );
    for (json, again) in [
        (r#""a:1""#, serde_json::from_str::<RawReference<'_>>(r#""a:1""#).map(|v| serde_json::to_string(&v))),
        (r#""a-1""#, serde_json::from_str::<Tag<'_>>(r#""a-1""#).map(|v| serde_json::to_string(&v))),
        (r#""a/b""#, serde_json::from_str::<Path<'_>>(r#""a/b""#).map(|v| serde_json::to_string(&v))),
        (r#""a:80""#, serde_json::from_str::<Domain<'_>>(r#""a:80""#).map(|v| serde_json::to_string(&v))),
    ] {
        assert_eq!(again.unwrap().unwrap(), json);
    }
}

#[test]
fn owned_types_read_escapes_and_readers() {
    let escaped = r#""redis\u003a7""#;
    assert_eq!(serde_json::from_str::<Reference>(escaped).unwrap().tag(), Some("7"));
    assert_eq!(serde_json::from_reader::<_, Reference>(escaped.as_bytes()).unwrap().tag(), Some("7"));
    let error = serde_json::from_str::<Tag<'_>>(r#""\u0061""#).unwrap_err().to_string();
    assert!(error.contains("without escapes"), "{error}");
}

#[test]
fn errors_are_the_parsers() {
    let error = serde_json::from_str::<Reference>(r#""Redis""#).unwrap_err().to_string();
    assert!(
        error.starts_with(r#""Redis": path must be lower case, found 'R'; did you mean "redis"?"#),
        "{error}"
    );
    let error = serde_json::from_str::<Reference>("7").unwrap_err().to_string();
    assert!(
        error.starts_with(
            r#"invalid type: integer `7`, expected an image reference such as "quay.io/team/app:1.2""#
        ),
        "{error}"
    );
    let error = serde_json::from_str::<Pattern>(r#""quay.io/**/app""#).unwrap_err().to_string();
    assert!(error.starts_with("\"quay.io/**/app\": '**' can only be the last component"), "{error}");
}

#[track_caller]
fn assert_labels<T>(all: &[T], as_str: impl Fn(&T) -> &str)
where
    T: Debug + PartialEq + Serialize + DeserializeOwned,
{
    for one in all {
        let json = serde_json::to_string(one).unwrap();
        assert_eq!(json, format!("{:?}", as_str(one)));
        assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), one);
        assert_eq!(&serde_json::from_reader::<_, T>(json.as_bytes()).unwrap(), one);
    }
}

#[test]
fn causes_and_reasons_are_their_labels() {
    assert_labels(&Cause::ALL, |cause| cause.as_str());
    assert_labels(&CauseGroup::ALL, |group| group.as_str());
    assert_labels(&Transience::ALL, |transience| transience.as_str());
    assert_labels(&pullspec::kubelet::OperatorAction::ALL, |change| change.as_str());
    assert_labels(&pullspec::api::EventReason::ALL, |reason| reason.as_str());
    assert_labels(&pullspec::api::EventType::ALL, |event_type| event_type.as_str());
    #[cfg(feature = "explain")]
    assert_labels(&pullspec::explain::Severity::ALL, |severity| severity.as_str());
    assert_labels(&Actor::ALL, |actor| actor.as_str());
    assert_labels(WaitingReason::ALL, WaitingReason::as_str);
    let verbatim = WaitingReason::from("failed to look up \"credentials\"");
    assert_eq!(serde_json::to_string(&verbatim).unwrap(), r#""failed to look up \"credentials\"""#);
    assert_labels(&[WaitingReason::from("Whatever"), WaitingReason::from("")], WaitingReason::as_str);
    let by_cause: std::collections::BTreeMap<Cause, u32> =
        serde_json::from_str(r#"{"disk_full": 2, "timeout": 1}"#).unwrap();
    assert_eq!(by_cause[&Cause::DiskFull], 2);
}

#[test]
fn a_label_is_exact() {
    for text in ["", "TagNotFound", "TAG_NOT_FOUND", " tag_not_found", "tag_not_foun"] {
        let json = serde_json::to_string(text).unwrap();
        let error = serde_json::from_str::<Cause>(&json).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{text:?}: no cause has this label")), "{error}");
    }
    let hostile = serde_json::to_string(&"\u{1b}[31m\u{3164}".repeat(1_000)).unwrap();
    let error = serde_json::from_str::<Cause>(&hostile).unwrap_err().to_string();
    assert!(error.starts_with(r#""\u{1b}[31m\u{3164}\u{1b}[31m"#) && error.len() < 600, "{error}");
    assert!(error.contains("\"...: no cause has this label"), "{error}");
    let error = serde_json::from_str::<CauseGroup>(r#""Auth""#).unwrap_err().to_string();
    assert!(error.starts_with("\"Auth\": no group of causes has this label"), "{error}");
    let error = serde_json::from_str::<Transience>("1").unwrap_err().to_string();
    assert!(error.contains(r#"expected whether waiting helps, such as "transient""#), "{error}");
    assert!(serde_json::from_str::<Actor>(r#""nobody""#).is_err());
}

#[test]
fn a_pull_error_is_its_parts() {
    let message = "Back-off pulling image \"redis:9\": ErrImagePull: manifest unknown";
    let error = PullError::from_event(message).unwrap();
    let json = serde_json::to_string(&error).unwrap();
    assert_eq!(
        json,
        r#"{"reason":"ImagePullBackOff","cause":"tag_not_found","image":"redis:9","last":{"reason":"ErrImagePull","cause":"tag_not_found","message":"manifest unknown"}}"#
    );
    assert_eq!(serde_json::from_str::<PullError>(&json).unwrap(), error);
    for json in [
        "{}",
        r#"{"reason":"CrashLoopBackOff"}"#,
        r#"{"reason":"ErrImagePull","last":{"reason":"ErrImagePull"}}"#,
        r#"{"reason":"ImagePullBackOff","last":{"reason":"ImagePullBackOff"}}"#,
        r#"{"reason":"ImagePullBackOff","last":{"reason":"ErrImagePull","message":7}}"#,
        r#""ErrImagePull""#,
    ] {
        assert!(serde_json::from_str::<PullError>(json).is_err(), "{json}");
    }
}

#[test]
fn every_pull_error_is_read_back() {
    let mut read = 0;
    for row in include_str!("../data/pull_reports.jsonl").lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let Some(message) = row["message"].as_str() else { continue };
        let reasons = WaitingReason::ALL.iter().cloned().chain([message.into()]);
        let waiting = reasons.filter_map(|reason| PullError::from_waiting(&reason, message));
        let quoted = format!("image pull failed for a:1 because the registry is unavailable: {message}");
        let sentinel = PullError::from_waiting(&WaitingReason::RegistryUnavailable, &quoted);
        for error in waiting.chain(PullError::from_text(message)).chain(sentinel) {
            let json = serde_json::to_string(&error).unwrap();
            assert_eq!(serde_json::from_str::<PullError>(&json).unwrap(), error, "{json}");
            read += 1;
        }
    }
    assert!(read > 500, "{read}");
}

#[test]
fn a_configuration_file_says_release_windows_and_patience() {
    use core::time::Duration;
    use pullspec::Schedule;
    use pullspec::api::Behavior;
    use pullspec::waiting::Grace;

    let behavior = |text: &str| serde_json::from_str::<Behavior>(text);
    for text in [r#""1.34""#, r#""v1.34.2""#, r#""34+""#, "34", r#"{"release":"1.34"}"#, r#"{"release":34}"#]
    {
        assert_eq!(behavior(text).unwrap(), Behavior::for_minor(34), "{text}");
    }
    let gated = Behavior::for_minor(33).with_verifies_pull_credentials(true);
    assert_eq!(behavior(r#"{"release":"1.33","verifiesPullCredentials":true}"#).unwrap(), gated);
    assert_eq!(behavior("{}").unwrap(), Behavior::NEWEST);
    for wrong in
        ["1.34", "-34", "1", "null", r#""latest""#, r#"{"releases":"1.34"}"#, r#"{"release":{}}"#, "[]"]
    {
        assert!(behavior(wrong).is_err(), "{wrong}");
    }
    for minor in [0, 21, 31, 35, 37] {
        let one = Behavior::for_minor(minor);
        assert_eq!(behavior(&serde_json::to_string(&one).unwrap()).unwrap(), one);
    }

    let schedule = |text: &str| serde_json::from_str::<Schedule>(text);
    assert_eq!(
        schedule(r#"{"initial":"1s","cap":60}"#).unwrap(),
        Schedule::new(Duration::from_secs(1), Duration::from_secs(60))
    );
    assert_eq!(schedule("{}").unwrap(), Schedule::IMAGE_PULL);
    for one in [
        Schedule::IMAGE_PULL,
        Schedule::new(Duration::from_millis(1_500), Duration::from_millis(8_001)),
        Schedule::new(Duration::ZERO, Duration::ZERO).with_jitter(0.5),
    ] {
        assert_eq!(schedule(&serde_json::to_string(&one).unwrap()).unwrap(), one);
    }
    assert_eq!(serde_json::to_string(&Schedule::IMAGE_PULL).unwrap(), r#"{"initial":"10s","cap":"5m0s"}"#);
    for wrong in [
        r#"{"initial":"1"}"#,
        r#"{"initial":-1}"#,
        r#"{"initial":"-1s"}"#,
        r#"{"initial":"99999999999999999999h"}"#,
        r#"{"max":1}"#,
    ] {
        assert!(schedule(wrong).is_err(), "{wrong}");
    }

    let grace = |text: &str| serde_json::from_str::<Grace>(text);
    let strict = Grace::default()
        .with_needs_action(Duration::ZERO)
        .with_depends(Duration::from_millis(90_500))
        .with_min_attempts(1)
        .with_deadline(Duration::from_secs(7_200));
    let text = r#"{"needsAction":"0s","depends":"1m30.5s","minAttempts":1,"deadline":"2h"}"#;
    assert_eq!(grace(text).unwrap(), strict);
    assert_eq!(grace(&serde_json::to_string(&strict).unwrap()).unwrap(), strict);
    assert_eq!(grace("{}").unwrap(), Grace::default());
    assert!(grace(r#"{"needs_action":"0s"}"#).is_err());
}

#[test]
fn a_fleets_report_goes_into_a_file_and_back() {
    use core::time::Duration;
    use pullspec::kubelet::{Fleet, FleetReport};

    let report =
        Fleet::new(20, 2).with_outage(Duration::ZERO..Duration::from_secs(30)).run(Duration::from_secs(120));
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<FleetReport>(&text).unwrap(), report);
}

#[track_caller]
fn there_and_back<T: Debug + PartialEq + Serialize + DeserializeOwned>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    // Also where the reader cannot lend its text.
    assert_eq!(&serde_json::from_reader::<_, T>(text.as_bytes()).unwrap(), value, "{text}");
}

#[test]
fn every_verdict_is_read_back_with_its_rule() {
    use pullspec::cause::Verdict;
    use pullspec::classify;

    let mut ruled = 0;
    for row in include_str!("../data/pull_errors.jsonl").lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let verdict = classify(None, row["message"].as_str().unwrap());
        there_and_back(&verdict);
        let again: Verdict = serde_json::from_value(serde_json::to_value(verdict).unwrap()).unwrap();
        assert_eq!((again.fix(), again.transience()), (verdict.fix(), verdict.transience()));
        assert_eq!(again.rule().map(core::ptr::from_ref), verdict.rule().map(core::ptr::from_ref));
        ruled += usize::from(verdict.rule().is_some());
    }
    assert!(ruled > 300, "{ruled}");
    // The third of the rules of its cause that begin with this text.
    let json = serde_json::to_value(classify(None, "403 Forbidden")).unwrap();
    assert_eq!(
        (&json["cause"], &json["evidence"]["start"], &json["rule"]),
        (&"access_denied".into(), &0.into(), &"#403 #3".into()),
        "{json}"
    );
    // A rule of another version, and what no message gives.
    let mut other = json.clone();
    other["rule"] = "no rule has this text".into();
    assert_eq!(serde_json::from_value::<Verdict>(other).unwrap().rule(), None);
    for (key, value) in [
        ("cause", serde_json::json!("Denied")),
        ("alternates", serde_json::json!(["timeout", "timeout"])),
        ("alternates", serde_json::json!([json["cause"]])),
        ("evidence", serde_json::json!({"start": 4, "end": 3})),
    ] {
        let mut wrong = json.clone();
        wrong[key] = value;
        assert!(serde_json::from_value::<Verdict>(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn endpoints_are_their_parts() {
    use pullspec::registry::{Endpoint, Scheme};

    let digest = format!("sha256:{:064}", 0);
    let mut read = 0;
    for text in
        ["redis", "localhost:5000/a:1", "quay.io/team/app", "[::1]:5000/x", &format!("ghcr.io/a/b@{digest}")]
    {
        let own = Reference::parse(text).unwrap().endpoint().unwrap();
        there_and_back(&own);
        there_and_back(&own.clone().with_scheme(Scheme::Http));
        for root in ["/", "/v2", "/artifactory/api/docker/x/v2/"] {
            let mirror =
                own.at_mirror(Scheme::Https, Domain::from_static("mirror.example:8443"), root).unwrap();
            there_and_back(&mirror);
            read += 1;
        }
    }
    assert_eq!(read, 15);
    let endpoint = Reference::parse("redis:7").unwrap().endpoint().unwrap();
    let json = serde_json::to_value(&endpoint).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "scheme": "https", "host": "registry-1.docker.io", "root": "/v2", "registry": "docker.io",
            "repository": "library/redis", "reference": "7", "isMirror": false
        })
    );
    for (key, value) in [
        ("scheme", "ftp"),
        ("host", ""),
        ("host", "a/b"),
        ("host", "a b"),
        ("host", "user@a"),
        ("root", "v2"),
        ("root", "/v2/"),
        ("root", "/v2?x"),
        ("registry", "docker_io/x"),
        ("repository", "Library/redis"),
        ("reference", ""),
        ("reference", "a/b"),
        ("reference", "sha256:0"),
    ] {
        let mut wrong = json.clone();
        wrong[key] = value.into();
        assert!(serde_json::from_value::<Endpoint>(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
#[cfg(feature = "explain")]
fn what_explains_the_sample_is_read_back() {
    use pullspec::explain::{ExplainContext, Finding, NextAttempt};
    use pullspec::{Diagnosis, Events, Pods, Report, explain_pod};

    let pods: Pods = serde_json::from_str(include_str!("../../examples/data/pods.json")).unwrap();
    let events: Events = serde_json::from_str(include_str!("../../examples/data/events.json")).unwrap();
    let contexts = [
        ExplainContext::new(),
        ExplainContext::new().with_now("2025-08-14T09:30:00Z".parse().unwrap()).with_events(&events),
    ];
    for context in &contexts {
        let mut report = Report::new();
        for pod in &pods {
            let found = explain_pod(pod, context);
            for one in &found {
                there_and_back::<Diagnosis>(one);
                there_and_back::<NextAttempt>(&one.next_attempt);
                there_and_back(&one.policy);
            }
            report.add_pod(found);
        }
        there_and_back::<Report>(&report);
        assert!(report.findings().len() > 3);
        for finding in report.findings() {
            there_and_back::<Finding>(finding);
        }
    }
}

#[test]
fn policies_in_effect_are_read_back() {
    use pullspec::PullPolicy;
    use pullspec::api::Behavior;
    for image in ["redis", "redis:7", "a b", "redis@sha256:0"] {
        let image = PodImage::new(image);
        there_and_back(&PullPolicy::default_for(&image, &Behavior::default()));
        there_and_back(&PullPolicy::effective(Some("Never"), &image, &Behavior::default()).unwrap());
    }
}
