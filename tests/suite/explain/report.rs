//! The form of explanations: JSON, texts, reports.

use std::fmt::Write as _;

use super::*;

#[test]
fn json_has_stable_fields() {
    let text = format!(
        "Back-off pulling image \"{IMAGE}\": ErrImagePull: failed to pull and unpack image \"{IMAGE}\": failed to \
         resolve reference \"{IMAGE}\": failed to do request: Head \"https://quay.io/v2/team/app/manifests/1.2\": \
         dial tcp: lookup quay.io on 10.0.0.2:53: no such host"
    );
    let pod = web(IMAGE, waiting("ImagePullBackOff", &text));
    let events = events(&[
        event("Pulling", &format!("Pulling image \"{IMAGE}\""), 3, 1, 44),
        event("Failed", &format!("Failed to pull image \"{IMAGE}\": no such host"), 3, 2, 45),
    ]);
    let context = ExplainContext::new().with_now(start() + Duration::from_secs(60)).with_events(&events);
    let mut json = serde_json::to_value(first(&pod, &context)).unwrap();
    let error = text.split_once("ErrImagePull: ").unwrap().1;
    assert_eq!(
        json["query"].take().as_str().unwrap().split('{').nth(1).unwrap().split(',').next().unwrap(),
        "namespace=\"shop\""
    );
    let want = json!({
        "severity": "failing",
        "namespace": "shop",
        "pod": "web", "endpoints": [{"host": "quay.io", "mirror": false}],
        "owner": "container",
        "container": "app",
        "field": "spec.containers[0].image",
        "image": {"written": IMAGE, "reference": IMAGE, "pulled": IMAGE, "defaulted": []},
        "policy": {
            "effective": "IfNotPresent", "origin": "written_or_filled_in", "pulls": "if_absent_or_unverified",
            "default": "IfNotPresent", "because": "other tag than latest"
        },
        "state": {
            "phase": "waiting", "podStatus": "ImagePullBackOff", "reason": "ImagePullBackOff", "message": text,
            "since": {"at": "2026-03-01T09:00:02Z", "basis": "event", "agoMs": 58_000}, "attempts": 3
        },
        "cause": {
            "cause": "dns_failure", "group": "network", "transience": "unknown", "alternates": [],
            "source": "status", "message": error,
            "evidence": {"text": "lookup", "start": error.find("lookup").unwrap(), "end": error.find("lookup").unwrap() + 6},
            "details": {
                "image": IMAGE, "host": "quay.io", "url": "https://quay.io/v2/team/app/manifests/1.2",
                "viaMirror": false
            },
            "nameDoubts": []
        },
        "remedy": {
            "who": ["cluster", "network"], "how": Cause::DnsFailure.fix(),
            "advice": {
                "action": "keep_waiting",
                "text": "keep waiting until 600 s after the first failure: dns_failure may still settle",
                "cause": "dns_failure", "why": "within_grace", "untilMs": 600_000
            }
        },
        "nextAttempt": {
            "when": "back_off", "basis": "events",
            "earliest": {"at": "2026-03-01T09:01:25Z", "inMs": 25_000},
            "latest": {"at": "2026-03-01T09:01:42.997Z", "inMs": 42_997}
        },
        "resets": ["pod_replaced", "image_text_changed", "kubelet_restarted"],
        "keeps": ["network_repaired"],
        "query": null
    });
    assert_eq!(json, want);
}

#[test]
fn text_for_people() {
    let pod = web("reports", waiting("ImagePullBackOff", "Back-off pulling image \"reports\""));
    let text = first(&pod, &ExplainContext::new()).to_string();
    let query = text.lines().last().unwrap();
    assert!(
        query.starts_with("  query   max by (namespace, pod, container) (max_over_time(kube_pod_container_")
    );
    let mut want = String::new();
    for line in [
        "failing  shop/web, container app, spec.containers[0].image",
        "  image   reports",
        "  means   docker.io/library/reports, pulled as reports:latest",
        "  policy  IfNotPresent (written, or filled in for an earlier image; the default is Always: no tag, which means latest), pulls if the node lacks it, or may not give it to the pod",
        "  state   ImagePullBackOff, not before the pod's start 2026-03-01T09:00:00Z",
        "  cause   no_detail (unknown); whether waiting helps is not said",
        "  says    Back-off pulling image \"reports\"",
        "  act     read the pod's events or an earlier status: this message does not say why",
        "  next    in 0s to 5m16s (by the reason alone)",
        "  sooner  only by a new pod, another text of the image, a restart of the kubelet",
        query,
    ] {
        writeln!(want, "{line}").unwrap();
    }
    assert_eq!(text, want);
}

/// The labels in the documentation of [`Diagnosis`], each variant once.
#[test]
fn labels_are_stable() {
    use pullspec::PullPolicy;
    use pullspec::api::ImageOwner;
    use pullspec::explain::DefaultedPart;

    #[track_caller]
    fn labels<T: serde::Serialize>(all: impl IntoIterator<Item = T>, want: &str) {
        let written: Vec<_> = all
            .into_iter()
            .map(|one| serde_json::to_value(one).unwrap().as_str().unwrap().to_owned())
            .collect();
        assert_eq!(written.join(", "), want);
    }
    labels(Severity::ALL, "fine, starting, other_trouble, failing, blocked");
    labels(
        [
            ImageOwner::InitContainer,
            ImageOwner::Container,
            ImageOwner::EphemeralContainer,
            ImageOwner::Volume,
        ],
        "init container, container, ephemeral container, image volume",
    );
    labels([DefaultedPart::Domain, DefaultedPart::Library, DefaultedPart::Tag], "domain, library, tag");
    labels([PullPolicy::Always, PullPolicy::IfNotPresent, PullPolicy::Never], "Always, IfNotPresent, Never");
    labels(
        [
            PolicySource::FilledIn,
            PolicySource::WrittenOrFilledIn,
            PolicySource::WrittenOrStale,
            PolicySource::Written,
        ],
        "filled_in, written_or_filled_in, written_or_stale, written",
    );
    labels(
        [PullsWhen::AtEveryStart, PullsWhen::IfAbsent, PullsWhen::IfAbsentOrUnverified, PullsWhen::Never],
        "at_every_start, if_absent, if_absent_or_unverified, never",
    );
    labels(
        [Phase::NotReported, Phase::Waiting, Phase::Running, Phase::Terminated],
        "not_reported, waiting, running, terminated",
    );
    labels([SinceBasis::Status, SinceBasis::Event, SinceBasis::PodStart], "status, event, pod_start");
    labels([CauseSource::Status, CauseSource::Event, CauseSource::Name], "status, event, name");
    labels(
        [NextBasis::Events, NextBasis::OldEvents, NextBasis::PodStart, NextBasis::Reason],
        "events, old_events, pod_start, reason",
    );
    let when = |next: NextAttempt| serde_json::to_value(next).unwrap()["when"].take();
    labels(
        [NextAttempt::NotNeeded, NextAttempt::Running { since: start(), ago: None }, NextAttempt::EveryLook]
            .map(when),
        "not_needed, running, every_look",
    );
}

#[test]
fn nothing_of_the_input_acts_on_a_terminal() {
    let mut pod = web(
        "a\u{1b}[31m\u{202e}b",
        waiting("ErrImagePull", "x\u{1b}]0;title\u{7}\u{200b}y\u{9b}31m\u{61c}\u{e0041}\u{3164}"),
    );
    pod.metadata.name = "web\u{1b}[2J\n\nblocked  forged".into();
    let mut report = Report::new();
    let found = explain_pod(&pod, &ExplainContext::new());
    let text = found[0].to_string();
    report.add_pod(found);
    for text in [text, report.findings()[0].to_string()] {
        let acts = |c: char| c.is_control() && c != '\n' || ('\u{200b}'..='\u{202e}').contains(&c);
        assert!(!text.contains(acts), "{text:?}");
        assert!(!text.contains(['\u{61c}', '\u{e0041}', '\u{3164}']), "{text:?}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("  ")), "{text}");
    }
}

#[test]
fn a_report_counts_equal_troubles_once_and_starts_with_the_worst() {
    let failing = |n: u32, image: &str, error: &str| {
        let mut pod = web(
            image,
            waiting(
                if n.is_multiple_of(2) { "ErrImagePull" } else { "ImagePullBackOff" },
                &match n % 2 {
                    0 => error.to_owned(),
                    _ => format!("Back-off pulling image \"{image}\": ErrImagePull: {error}"),
                },
            ),
        );
        pod.metadata.name = format!("web-{n}");
        pod
    };
    let context = ExplainContext::new();
    let mut report = Report::new().with_kept_places(3);
    for n in 0..200 {
        // Two spellings of one image.
        let image = if n % 3 == 0 { "redis:7" } else { "docker.io/library/redis:7" };
        report.add_pod(explain_pod(&failing(n, image, "i/o timeout"), &context));
    }
    for n in 0..3 {
        report.add_pod(explain_pod(&failing(n, "redis:7", "manifest unknown"), &context));
    }
    report.add_pod(explain_pod(&web(IMAGE, waiting("CrashLoopBackOff", "")), &context));
    report.add_pod(explain_pod(&web(IMAGE, json!({"running": {}})), &context));
    let brief: Vec<_> = report
        .findings()
        .iter()
        .map(|found| (found.diagnosis.severity, found.count, found.places.len()))
        .collect();
    assert_eq!(
        brief,
        [(Severity::Blocked, 3, 3), (Severity::Failing, 200, 3), (Severity::OtherTrouble, 1, 1)]
    );
    assert_eq!((report.pods(), report.images(), report.worst()), (205, 205, Severity::Blocked));
    let counts = Severity::ALL.map(|severity| report.count(severity));
    assert_eq!(counts, [1, 0, 1, 200, 3]);
    assert_eq!(
        report.findings()[1].rows().last().unwrap(),
        &("pods", "shop/web-0 app, shop/web-1 app, shop/web-2 app, and 197 more".to_owned())
    );
    assert_eq!(report.findings()[1].headline(), "failing  200 pods: redis:7, timeout");

    let json = serde_json::to_value(&report).unwrap();
    assert_eq!((&json["pods"], &json["images"]), (&json!(205), &json!(205)));
    assert_eq!(
        json["severities"],
        json!({"fine": 1, "starting": 0, "other_trouble": 1, "failing": 200, "blocked": 3})
    );
    assert_eq!(json["findings"][1]["count"], 200);
    assert_eq!(
        json["findings"][1]["places"][2],
        json!({"namespace": "shop", "pod": "web-2", "container": "app"})
    );
    assert_eq!(Report::new().worst(), Severity::Fine);
}
