//! Explanations: exact texts and JSON, what each kind of pod gets, and the laws on simulated pods.
#![expect(clippy::needless_pass_by_value, reason = "states are written where they are used")]

use std::fmt::Write as _;

use proptest::prelude::*;
use pullspec::{
    Behavior, Cause, CauseSource, Diagnosis, DockerConfigJson, Events, ExplainContext, NextAttempt,
    NextBasis, Phase, Pod, PolicySource, PullsWhen, Report, Severity, SinceBasis, Timestamp, explain,
    explain_pod,
};
use serde_json::{Value, json};

use crate::explain_laws::replay;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn attempts_come_when_the_explanation_says(bytes in prop::collection::vec(any::<u8>(), 12..48)) {
        replay(&bytes);
    }
}

const IMAGE: &str = "quay.io/team/app:1.2";

fn pod(json: Value) -> Pod {
    serde_json::from_value(json).unwrap()
}

/// A pod `shop/web` with one container, `app`, in the given state.
fn web(image: &str, state: Value) -> Pod {
    pod(json!({
        "metadata": {"namespace": "shop", "name": "web", "uid": "u1"},
        "spec": {"containers": [{"name": "app", "image": image, "imagePullPolicy": "IfNotPresent"}]},
        "status": {"phase": "Pending", "startTime": "2026-03-01T09:00:00Z",
                   "containerStatuses": [{"name": "app", "state": state}]}
    }))
}

fn waiting(reason: &str, message: &str) -> Value {
    json!({"waiting": {"reason": reason, "message": message}})
}

/// An event of `spec.containers{app}`, seen at seconds behind 09:00.
fn event(reason: &str, message: &str, count: u32, first: u64, last: u64) -> Value {
    let at = |seconds: u64| start().plus_ms(seconds * 1_000).to_string();
    json!({
        "kind": "Event", "reason": reason, "message": message, "count": count,
        "involvedObject": {"kind": "Pod", "namespace": "shop", "name": "web", "uid": "u1",
                           "fieldPath": "spec.containers{app}"},
        "firstTimestamp": at(first), "lastTimestamp": at(last)
    })
}

fn events(items: &[Value]) -> Events {
    serde_json::from_value(json!({"kind": "List", "items": items})).unwrap()
}

fn start() -> Timestamp {
    "2026-03-01T09:00:00Z".parse().unwrap()
}

#[track_caller]
fn first(pod: &Pod, context: &ExplainContext<'_>) -> Diagnosis {
    explain(&pod.images().next().unwrap(), context)
}

/// The next attempt as milliseconds from now, and what it is taken from.
#[track_caller]
fn next(diagnosis: &Diagnosis) -> (u64, u64, NextBasis) {
    let NextAttempt::BackOff { earliest, latest, basis } = diagnosis.next_attempt else {
        panic!("{:?}", diagnosis.next_attempt)
    };
    (earliest.in_ms.unwrap(), latest.in_ms.unwrap(), basis)
}

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
    let context = ExplainContext::new().at(start().plus_ms(60_000)).with_events(&events);
    let mut json = serde_json::to_value(first(&pod, &context)).unwrap();
    let error = text.split_once("ErrImagePull: ").unwrap().1;
    assert_eq!(
        json["query"].take().as_str().unwrap().split('{').nth(1).unwrap().split(',').next().unwrap(),
        "namespace=\"shop\""
    );
    let want = json!({
        "severity": "failing",
        "namespace": "shop",
        "pod": "web",
        "owner": "container",
        "container": "app",
        "field": "spec.containers[0].image",
        "image": {"written": IMAGE, "reference": IMAGE, "pulled": IMAGE, "defaulted": []},
        "policy": {
            "effective": "IfNotPresent", "origin": "written_or_filled_in", "pulls": "if_absent",
            "default": "IfNotPresent", "because": "other tag than latest"
        },
        "state": {
            "phase": "waiting", "podStatus": "ImagePullBackOff", "reason": "ImagePullBackOff", "message": text,
            "since": {"at": "2026-03-01T09:00:02Z", "basis": "event", "agoMs": 58_000}, "attempts": 3
        },
        "cause": {
            "cause": "dns_failure", "group": "network", "transience": "depends", "alternates": [],
            "source": "status", "message": error,
            "evidence": {"text": "lookup", "start": error.find("lookup").unwrap(), "end": error.find("lookup").unwrap() + 6},
            "details": {
                "image": IMAGE, "host": "quay.io", "url": "https://quay.io/v2/team/app/manifests/1.2",
                "viaMirror": false
            },
            "nameDoubts": []
        },
        "remedy": {
            "who": ["cluster", "network"], "how": Cause::DnsFailure.advice(),
            "advice": "keep waiting until 600 s after the first failure: dns_failure may still settle"
        },
        "nextAttempt": {
            "when": "back_off", "basis": "events",
            "earliest": {"at": "2026-03-01T09:01:25Z", "inMs": 25_000},
            "latest": {"at": "2026-03-01T09:01:41.997Z", "inMs": 41_997}
        },
        "resets": ["pod_replaced", "image_text_changed", "kubelet_restarted"],
        "keeps": ["registry_recovered"],
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
        "  policy  IfNotPresent (written, or filled in for an earlier image; the default is Always: no tag, which means latest), pulls if the node lacks it",
        "  state   ImagePullBackOff since the pod's start 2026-03-01T09:00:00Z",
        "  cause   no_detail (unknown); may end by itself",
        "  says    Back-off pulling image \"reports\"",
        "  act     read the pod's events or an earlier status: this message does not say why",
        "  next    in 0s to 5m15s (by the reason alone)",
        "  sooner  only by a new pod, another text of the image, a restart of the kubelet",
        "  not by  a registry that came back",
        query,
    ] {
        writeln!(want, "{line}").unwrap();
    }
    assert_eq!(text, want);
}

/// Kubelets before 1.32 say in a back-off only that there is one; the event of the failure still has the cause.
#[test]
fn an_event_tells_the_cause_that_a_back_off_hides() {
    let pod = web(IMAGE, waiting("ImagePullBackOff", &format!("Back-off pulling image \"{IMAGE}\"")));
    let failed = |error: &str, last| {
        event("Failed", &format!("Failed to pull image \"{IMAGE}\": {error}"), 1, 2, last)
    };
    let of_another_pod = {
        let mut other = failed("no space left on device", 90);
        other["involvedObject"]["uid"] = "u0".into();
        other
    };
    let events = events(&[
        failed("manifest unknown", 30),
        failed("toomanyrequests: You have reached your pull rate limit", 60),
        failed("unauthorized: authentication required", 10),
        event("Failed", "Error: ErrImagePull", 3, 2, 60),
        event("Failed", "Failed to pull image \"quay.io/team/app:1.1\": denied", 1, 80, 80),
        of_another_pod,
    ]);
    let diagnosis = first(&pod, &ExplainContext::new().with_events(&events));
    let cause = diagnosis.cause.unwrap();
    assert_eq!((cause.cause, cause.source), (Cause::RateLimited, CauseSource::Event));
    assert_eq!(diagnosis.state.attempts, Some(3));
    assert_eq!(first(&pod, &ExplainContext::new()).cause.unwrap().cause, Cause::NoDetail);
}

/// A status lags behind: the first failure shows in an event while the container still is `ContainerCreating`.
#[test]
fn an_event_tells_what_the_status_does_not_show_yet() {
    let pod = web(IMAGE, waiting("ContainerCreating", ""));
    assert_eq!(first(&pod, &ExplainContext::new()).severity, Severity::Starting);
    let events = events(&[
        event("Pulling", &format!("Pulling image \"{IMAGE}\""), 1, 1, 1),
        event("Failed", &format!("Failed to pull image \"{IMAGE}\": manifest unknown"), 1, 2, 2),
    ]);
    let diagnosis = first(&pod, &ExplainContext::new().at(start().plus_ms(4_000)).with_events(&events));
    assert_eq!(
        (diagnosis.severity, diagnosis.cause.as_ref().unwrap().cause),
        (Severity::Blocked, Cause::TagNotFound)
    );
    assert_eq!(next(&diagnosis), (8_000, 24_997, NextBasis::Events));
}

#[test]
fn a_sandbox_without_its_image_is_other_trouble() {
    let pod = web(IMAGE, waiting("ContainerCreating", ""));
    let text = "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image \
                \"registry.k8s.io/pause:3.9\": failed to pull image \"registry.k8s.io/pause:3.9\": dial tcp: lookup \
                registry.k8s.io: no such host";
    let mut sandbox = event("FailedCreatePodSandBox", text, 4, 2, 60);
    sandbox["involvedObject"]["fieldPath"] = "".into();
    let events = events(&[sandbox]);
    let diagnosis = first(&pod, &ExplainContext::new().with_events(&events));
    assert_eq!(diagnosis.severity, Severity::OtherTrouble);
    assert_eq!(diagnosis.cause.unwrap().cause, Cause::DnsFailure);
    assert_eq!(diagnosis.next_attempt, NextAttempt::NotNeeded);
}

#[test]
fn an_image_volume_is_the_trouble_and_not_the_container_that_mounts_it() {
    let message = "Back-off pulling image \"quay.io/team/model:7\": ErrImagePull: manifest unknown";
    let pod = pod(json!({
        "spec": {
            "containers": [{"name": "app", "image": IMAGE, "volumeMounts": [{"name": "model", "mountPath": "/m"}]}],
            "volumes": [{"name": "model", "image": {"reference": "quay.io/team/model:7"}}]
        },
        "status": {"phase": "Pending",
                   "containerStatuses": [{"name": "app", "state": waiting("ImagePullBackOff", message)}]}
    }));
    let found = explain_pod(&pod, &ExplainContext::new());
    let brief: Vec<_> = found.iter().map(|found| (found.severity, found.container.as_str())).collect();
    assert_eq!(brief, [(Severity::Blocked, "model"), (Severity::OtherTrouble, "app")]);
    assert_eq!(found[0].cause.as_ref().unwrap().cause, Cause::TagNotFound);
    assert_eq!(found[1].state.volume.as_deref(), Some("model"));
    assert_eq!((found[1].cause.as_ref(), found[0].query.as_ref()), (None, None));
    assert!(found[1].to_string().contains("ImagePullBackOff for the image volume model"));
}

#[test]
fn severities() {
    for (state, severity) in [
        (json!({"running": {"startedAt": "2026-03-01T09:00:05Z"}}), Severity::Fine),
        (json!({"terminated": {"exitCode": 0}}), Severity::Fine),
        (json!({"terminated": {"exitCode": 1}}), Severity::OtherTrouble),
        (json!({"terminated": {"exitCode": 0, "signal": 9}}), Severity::OtherTrouble),
        (json!({}), Severity::Starting),
        (waiting("ContainerCreating", ""), Severity::Starting),
        (waiting("PodInitializing", ""), Severity::Starting),
        (waiting("CrashLoopBackOff", "back-off 5m0s restarting failed container"), Severity::OtherTrouble),
        (waiting("CreateContainerConfigError", "secret \"x\" not found"), Severity::OtherTrouble),
        (waiting("ErrImagePull", "dial tcp 10.0.0.1:443: i/o timeout"), Severity::Failing),
        (waiting("ErrImagePull", "no space left on device"), Severity::Blocked),
        (waiting("ErrImagePull", ""), Severity::Failing),
        (waiting("ErrImageNeverPull", ""), Severity::Blocked),
        (waiting("InvalidImageName", ""), Severity::Blocked),
        (waiting("ImageInspectError", "Failed to inspect image \"\": rpc error"), Severity::Failing),
        (waiting("RegistryUnavailable", ""), Severity::Failing),
    ] {
        assert_eq!(first(&web(IMAGE, state.clone()), &ExplainContext::new()).severity, severity, "{state}");
    }
}

#[test]
fn templates_are_judged_by_their_names_and_policies() {
    let template = |image: &str, policy: &str| {
        pod(json!({"spec": {"containers": [{"name": "app", "image": image, "imagePullPolicy": policy}]}}))
    };
    let nothing = ExplainContext::new();
    let found = first(&template("redis", ""), &nothing);
    assert_eq!((found.severity, found.state.phase), (Severity::Fine, Phase::NotReported));
    assert_eq!(
        (found.policy.origin, found.policy.pulls),
        (PolicySource::FilledIn, Some(PullsWhen::AtEveryStart))
    );

    let found = first(&template("redis:", "Always"), &nothing);
    assert_eq!((found.severity, found.cause.unwrap().source), (Severity::Blocked, CauseSource::Name));

    let found = first(&template("redis", "always"), &nothing);
    assert_eq!((found.severity, found.policy.effective), (Severity::Blocked, None));
    assert!(found.to_string().contains("policy  none: Unsupported value: \"always\""));

    // What is over can no longer fail.
    let mut over = template("redis:", "Always");
    over.status.phase = "Succeeded".into();
    assert_eq!(first(&over, &nothing).severity, Severity::Fine);
}

#[test]
fn policies_say_who_decided() {
    for (image, policy, origin, pulls) in [
        ("redis", "Always", PolicySource::WrittenOrFilledIn, PullsWhen::AtEveryStart),
        ("redis:7", "IfNotPresent", PolicySource::WrittenOrFilledIn, PullsWhen::IfAbsent),
        ("redis:7", "Always", PolicySource::WrittenOrStale, PullsWhen::AtEveryStart),
        ("redis", "IfNotPresent", PolicySource::WrittenOrStale, PullsWhen::IfAbsent),
        ("redis", "Never", PolicySource::Written, PullsWhen::Never),
    ] {
        let pod = pod(
            json!({"spec": {"containers": [{"name": "app", "image": image, "imagePullPolicy": policy}]}}),
        );
        for minor in [31, 35] {
            let context = ExplainContext::new().with_behavior(Behavior::for_minor(minor));
            let found = first(&pod, &context).policy;
            assert_eq!((found.origin, found.pulls), (origin, Some(pulls)), "{image} {policy}");
        }
    }
}

#[test]
fn the_next_attempt_from_the_reason_alone_and_from_the_pods_age() {
    let pod = web(IMAGE, waiting("ErrImagePull", "EOF"));
    assert_eq!(next(&first(&pod, &ExplainContext::new())), (0, 315_998, NextBasis::Reason));
    for (age_ms, window) in
        [(0, 10_000), (8_999, 10_000), (9_000, 20_000), (29_000, 40_000), (600_000, 300_000)]
    {
        let context = ExplainContext::new().at(start().plus_ms(age_ms));
        let want = (0, window + 15_998, NextBasis::PodStart);
        assert_eq!(next(&first(&pod, &context)), want, "after {age_ms} ms");
    }
}

#[test]
fn the_next_attempt_from_events() {
    let pod = web(IMAGE, waiting("ImagePullBackOff", ""));
    let pulling = |count, last| event("Pulling", &format!("Pulling image \"{IMAGE}\""), count, 0, last);
    let failed =
        |count, last| event("Failed", &format!("Failed to pull image \"{IMAGE}\": EOF"), count, 1, last);
    let waited =
        |count, last| event("BackOff", &format!("Back-off pulling image \"{IMAGE}\""), count, 2, last);
    let at = |events: &[Value], now: u64| {
        let events = self::events(events);
        first(&pod, &ExplainContext::new().at(start().plus_ms(now * 1_000)).with_events(&events))
    };
    // Four attempts, the last of which ended between 85 and 86 s: a window of 80 s.
    let four = [pulling(4, 84), failed(4, 85), waited(5, 100)];
    assert_eq!(next(&at(&four, 100)), (65_000, 81_997, NextBasis::Events));
    assert_eq!(next(&at(&four, 170)), (0, 11_997, NextBasis::Events));
    // By then there must have been another attempt.
    assert_eq!(next(&at(&four, 200)), (0, 315_998, NextBasis::OldEvents));
    // So many events that some may have been dropped: the attempt after this one may be over as well.
    let many = [pulling(4, 84), failed(4, 85), waited(20, 100)];
    assert_eq!(next(&at(&many, 100)), (65_000, 81_997, NextBasis::Events));
    assert_eq!(next(&at(&many, 170)), (0, 315_998, NextBasis::OldEvents));
    // The failure's event is missing, but a look inside the window came behind it.
    assert_eq!(next(&at(&[pulling(4, 84), waited(5, 100)], 101)), (63_000, 95_997, NextBasis::Events));
    // The last pull hung for five minutes: the kubelet may have forgotten the sequence.
    let hung = [pulling(9, 2_000), failed(9, 2_300), waited(1, 2_301)];
    assert_eq!(next(&at(&hung, 2_301)), (9_000, 315_997, NextBasis::Events));
    // An attempt runs.
    let NextAttempt::Running { since, ago_ms } = at(&[pulling(5, 170), failed(4, 85)], 175).next_attempt
    else {
        panic!("an attempt runs")
    };
    assert_eq!((since, ago_ms), (start().plus_ms(170_000), Some(5_000)));
    // Nobody knows what time it is.
    let events = events(&four);
    let NextAttempt::BackOff { earliest, latest, .. } =
        first(&pod, &ExplainContext::new().with_events(&events)).next_attempt
    else {
        panic!("it waits")
    };
    assert_eq!((earliest.at, earliest.in_ms), (Some(start().plus_ms(165_000)), None));
    assert_eq!(latest.at, Some(start().plus_ms(181_997)));
}

#[test]
fn what_has_no_back_off_is_looked_at_again_and_again() {
    for reason in ["InvalidImageName", "ErrImageNeverPull", "ImageInspectError"] {
        let found = first(&web(IMAGE, waiting(reason, "")), &ExplainContext::new());
        assert_eq!(found.next_attempt, NextAttempt::EveryLook, "{reason}");
        assert!(found.resets.is_empty() && found.keeps.is_empty());
    }
}

#[test]
fn since_when() {
    let context = ExplainContext::new().at(start().plus_ms(100_000));
    let since = |pod: &Pod| {
        let since = first(pod, &context).state.since.unwrap();
        (since.at.ms_since(start()), since.basis, since.ago_ms.unwrap())
    };
    let running = json!({"running": {"startedAt": "2026-03-01T09:00:30Z"}});
    assert_eq!(since(&web(IMAGE, running)), (30_000, SinceBasis::Status, 70_000));
    let mut again = web(IMAGE, waiting("ImagePullBackOff", ""));
    assert_eq!(since(&again), (0, SinceBasis::PodStart, 100_000));
    let ended = json!({"terminated": {"exitCode": 1, "finishedAt": "2026-03-01T09:00:40Z"}});
    again.status.container_statuses[0].last_state = serde_json::from_value(ended).unwrap();
    assert_eq!(since(&again), (40_000, SinceBasis::Status, 60_000));
    let none = pod(json!({"spec": {"containers": [{"name": "app", "image": "redis"}]}}));
    assert_eq!(first(&none, &context).state.since, None);
}

#[test]
fn pull_secrets_that_are_tried() {
    let config: DockerConfigJson =
        serde_json::from_str(r#"{"auths": {"quay.io": {"auth": "dTpw"}}}"#).unwrap();
    let with = |image: &str, secret: &str| {
        let mut pod = web(image, waiting("ContainerCreating", ""));
        pod.spec.image_pull_secrets = serde_json::from_value(json!([{"name": secret}])).unwrap();
        first(&pod, &ExplainContext::new().with_pull_secret("regcred", &config.auths)).pull_secrets
    };
    assert_eq!(with(IMAGE, "regcred"), Some(vec!["regcred".to_owned()]));
    assert_eq!(with("ghcr.io/team/app", "regcred"), Some(vec![]));
    assert_eq!(with(IMAGE, "other"), None);
}

#[test]
fn queries_escape_and_know_their_metric() {
    let mut pod = pod(json!({
        "metadata": {"namespace": "a\"b"},
        "spec": {
            "initContainers": [{"name": "i\\", "image": "X"}],
            "containers": [{"name": "c", "image": "X"}],
            "ephemeralContainers": [{"name": "e", "image": "X"}]
        }
    }));
    let queries = |pod: &Pod| {
        explain_pod(pod, &ExplainContext::new()).into_iter().map(|found| found.query).collect::<Vec<_>>()
    };
    let [init, regular, ephemeral] = &queries(&pod)[..] else { panic!("three images") };
    let init = init.as_ref().unwrap();
    assert!(
        init.contains(
            "kube_pod_init_container_status_waiting_reason{namespace=\"a\\\"b\",container=\"i\\\\\","
        ),
        "{init}"
    );
    assert!(regular.as_ref().unwrap().contains("(kube_pod_container_status_waiting_reason{"));
    assert_eq!(*ephemeral, None);
    pod.metadata.namespace.clear();
    assert!(queries(&pod)[1].as_ref().unwrap().contains("_reason{container=\"c\","));
}

#[test]
fn nothing_of_the_input_acts_on_a_terminal() {
    let mut pod = web("a\u{1b}[31m\u{202e}b", waiting("ErrImagePull", "x\u{1b}]0;title\u{7}\u{200b}y"));
    pod.metadata.name = "web\u{1b}[2J".into();
    let mut report = Report::new();
    let found = explain_pod(&pod, &ExplainContext::new());
    let text = found[0].to_string();
    report.add_pod(found);
    for text in [text, report.findings()[0].to_string()] {
        let acts = |c: char| c.is_control() && c != '\n' || ('\u{200b}'..='\u{202e}').contains(&c);
        assert!(!text.contains(acts), "{text:?}");
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
    let mut report = Report::new().keeping_places(3);
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
    assert_eq!(report.findings()[1].headline(), "failing  200 images: redis:7, timeout");

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

#[test]
fn timestamps_are_rfc_3339() {
    for (text, unix_ms) in [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-03-01T09:30:05Z", 1_772_357_405_000),
        ("2026-03-01T09:30:05.123456Z", 1_772_357_405_123),
        ("2026-03-01T10:30:05+01:00", 1_772_357_405_000),
    ] {
        assert_eq!(Timestamp::parse(text).map(Timestamp::as_unix_ms), Ok(unix_ms), "{text}");
    }
    for text in
        ["", "now", "2026-03-01", "2026-03-01T09:30:05", "1969-12-31T23:59:59.9999Z", "2026-13-01T00:00:00Z"]
    {
        assert!(Timestamp::parse(text).is_err(), "{text}");
    }
    assert!(Timestamp::from_unix_ms(u64::MAX).to_string().starts_with("9999-12-30T22:00:00"));
    let time: Timestamp = serde_json::from_str("\"2026-03-01T10:30:05+01:00\"").unwrap();
    assert_eq!(serde_json::to_string(&time).unwrap(), "\"2026-03-01T09:30:05Z\"");
}
