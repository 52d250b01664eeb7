//! Explanations: what each kind of pod gets. Their form, the next attempt and the laws are in the files beside.
#![expect(clippy::needless_pass_by_value, reason = "states are written where they are used")]

use core::time::Duration;

use pullspec::api::{Behavior, Timestamp};
use pullspec::credentials::DockerConfigJson;
use pullspec::explain::{
    CauseSource, ExplainContext, NextAttempt, NextBasis, Phase, PolicySource, PullsWhen, Severity, SinceBasis,
};
use pullspec::{Cause, Diagnosis, Events, Pod, Report, explain, explain_pod};
use serde_json::{Value, json};

mod asked;
mod credentials;
mod documents;
mod edges;
mod fixed;
mod growing;
mod life;
mod mirrors;
mod next;
mod place;
mod replay;
mod report;
mod reported;
mod told;
mod trouble;
mod windows;

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

/// An event of `spec.containers{app}`, seen at seconds after 09:00.
fn event(reason: &str, message: &str, count: u32, first: u64, last: u64) -> Value {
    let at = |seconds: u64| (start() + Duration::from_secs(seconds)).to_string();
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

fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap()
}

/// The next attempt as milliseconds from now, and what it is taken from.
#[track_caller]
fn next_in(diagnosis: &Diagnosis) -> (u64, u64, NextBasis) {
    let NextAttempt::BackOff { earliest, latest, basis } = diagnosis.next_attempt else {
        panic!("{:?}", diagnosis.next_attempt)
    };
    (whole_ms(earliest.from_now.unwrap()), whole_ms(latest.from_now.unwrap()), basis)
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

/// A status lags after: the first failure shows in an event while the container still is `ContainerCreating`.
#[test]
fn an_event_tells_what_the_status_does_not_show_yet() {
    let pod = web(IMAGE, waiting("ContainerCreating", ""));
    assert_eq!(first(&pod, &ExplainContext::new()).severity, Severity::Starting);
    let events = events(&[
        event("Pulling", &format!("Pulling image \"{IMAGE}\""), 1, 1, 1),
        event("Failed", &format!("Failed to pull image \"{IMAGE}\": manifest unknown"), 1, 2, 2),
    ]);
    let diagnosis =
        first(&pod, &ExplainContext::new().with_now(start() + Duration::from_secs(4)).with_events(&events));
    assert_eq!(
        (diagnosis.severity, diagnosis.cause.as_ref().unwrap().cause),
        (Severity::Blocked, Cause::TagNotFound)
    );
    assert_eq!(next_in(&diagnosis), (8_000, 25_997, NextBasis::Events));
}

#[test]
fn a_failure_before_a_success_is_over() {
    let pod = web(IMAGE, waiting("ContainerCreating", ""));
    let pulled =
        format!("Successfully pulled image \"{IMAGE}\" in 1s (1s including waiting). Image size: 5 bytes.");
    let events = events(&[
        event("Failed", &format!("Failed to pull image \"{IMAGE}\": manifest unknown"), 1, 2, 2),
        event("Pulled", &pulled, 1, 14, 14),
    ]);
    assert_eq!(first(&pod, &ExplainContext::new().with_events(&events)).severity, Severity::Starting);
}

/// Of a pod that fails for long, events show less and less; the schedule knows that there were attempts.
#[test]
fn old_events_do_not_keep_an_advice_waiting() {
    let pod = web(IMAGE, waiting("ErrImagePull", "manifest unknown"));
    let events = events(&[
        event("Pulling", &format!("Pulling image \"{IMAGE}\""), 2, 1, 14),
        event("Failed", &format!("Failed to pull image \"{IMAGE}\": manifest unknown"), 2, 2, 15),
    ]);
    let action = |seconds: u64| {
        let context =
            ExplainContext::new().with_now(start() + Duration::from_secs(seconds)).with_events(&events);
        first(&pod, &context).remedy.unwrap().advice.unwrap().action()
    };
    assert_eq!((action(30), action(300), action(1_200)), ("fail_later", "fail_later", "fail_now"));
}

#[test]
fn a_sandbox_without_its_image_is_the_trouble_of_its_node() {
    let pod = web(IMAGE, waiting("ContainerCreating", ""));
    let text = "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image \
                \"registry.k8s.io/pause:3.9\": failed to pull image \"registry.k8s.io/pause:3.9\": dial tcp: lookup \
                registry.k8s.io: no such host";
    let mut sandbox = event("FailedCreatePodSandBox", text, 4, 2, 60);
    sandbox["involvedObject"]["fieldPath"] = "".into();
    let events = events(&[sandbox]);
    let diagnosis = first(&pod, &ExplainContext::new().with_events(&events));
    assert_eq!(diagnosis.severity, Severity::Failing);
    assert_eq!(diagnosis.cause.as_ref().unwrap().cause, Cause::DnsFailure);
    assert_eq!(&*diagnosis.sandbox().unwrap().image, "registry.k8s.io/pause:3.9");
    assert_eq!((diagnosis.next_attempt, diagnosis.query()), (NextAttempt::EveryLook, None));
    assert!(diagnosis.to_string().contains("the node lacks registry.k8s.io/pause:3.9"), "{diagnosis}");
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
    let brief: Vec<_> = found.iter().map(|found| (found.severity, &*found.container)).collect();
    assert_eq!(brief, [(Severity::Blocked, "model"), (Severity::OtherTrouble, "app")]);
    assert_eq!(found[0].cause.as_ref().unwrap().cause, Cause::TagNotFound);
    assert_eq!(found[1].state.volume.as_deref(), Some("model"));
    assert_eq!((found[1].cause.as_ref(), found[0].query()), (None, None));
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
        (
            waiting(
                "failed to record image pull intent: open /var/lib/kubelet/x.tmp: no space left on device",
                "Failed to record image pull intent for container image \"quay.io/team/app:1.2\": failed to record image \
                 pull intent: open /var/lib/kubelet/x.tmp: no space left on device",
            ),
            Severity::Blocked,
        ),
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
            // Since 1.35 the node may have the image and not give it to the pod.
            let pulls = match pulls {
                PullsWhen::IfAbsent if minor == 35 => PullsWhen::IfAbsentOrUnverified,
                pulls => pulls,
            };
            assert_eq!((found.origin, found.pulls), (origin, Some(pulls)), "{image} {policy}");
        }
    }
}

#[test]
fn pull_secrets_that_are_tried() {
    let config: DockerConfigJson =
        serde_json::from_str(r#"{"auths": {"quay.io": {"auth": "dTpw"}}}"#).unwrap();
    let with = |image: &str, secret: &str| {
        let mut pod = web(image, waiting("ContainerCreating", ""));
        pod.spec.image_pull_secrets = serde_json::from_value(json!([{"name": secret}])).unwrap();
        first(&pod, &ExplainContext::new().with_pull_secret("regcred", &config.auths))
            .pull_secrets
            .unwrap()
            .tried
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
        explain_pod(pod, &ExplainContext::new()).into_iter().map(|found| found.query()).collect::<Vec<_>>()
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
fn timestamps_are_rfc_3339() {
    for (text, unix_ms) in [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-03-01T09:30:05Z", 1_772_357_405_000),
        ("2026-03-01T09:30:05.123456Z", 1_772_357_405_123),
        ("2026-03-01T10:30:05+01:00", 1_772_357_405_000),
    ] {
        assert_eq!(
            Timestamp::parse(text).map(Timestamp::since_unix_epoch),
            Ok(Duration::from_millis(unix_ms)),
            "{text}"
        );
    }
    for text in
        ["", "now", "2026-03-01", "2026-03-01T09:30:05", "1969-12-31T23:59:59.9999Z", "2026-13-01T00:00:00Z"]
    {
        assert!(Timestamp::parse(text).is_err(), "{text}");
    }
    assert!(Timestamp::from_unix_epoch(Duration::MAX).to_string().starts_with("9999-12-30T22:00:00"));
    let time: Timestamp = serde_json::from_str("\"2026-03-01T10:30:05+01:00\"").unwrap();
    assert_eq!(serde_json::to_string(&time).unwrap(), "\"2026-03-01T09:30:05Z\"");
}

/// A batch of diagnoses stays in the cache, and a channel of them small.
#[test]
fn a_diagnosis_is_small() {
    assert!(size_of::<Diagnosis>() <= 400, "{} bytes", size_of::<Diagnosis>());
}

#[test]
fn pull_secrets_that_cannot_be_read_come_first() {
    let mut pod = web(IMAGE, waiting("ErrImagePull", "unauthorized: authentication required"));
    pod.spec.image_pull_secrets =
        serde_json::from_value(json!([{"name": "a"}, {"name": "b"}, {"name": "a"}])).unwrap();
    let found = first(&pod, &ExplainContext::new());
    assert_eq!(found.pull_secrets.as_ref().unwrap().named[..], ["a", "b"]);
    assert!(found.to_string().contains("  secrets the pod names a, b\n"), "{found}");
    assert_ne!(found.remedy.as_ref().unwrap().fix, Cause::PullSecretMissing.fix());

    let told = events(&[event(
        "FailedToRetrieveImagePullSecret",
        "Unable to retrieve some image pull secrets (b, other); attempting to pull the image may not succeed.",
        3,
        5,
        60,
    )]);
    let found = first(&pod, &ExplainContext::new().with_events(&told));
    let secrets = found.pull_secrets.as_ref().unwrap();
    assert_eq!(
        (&*secrets.missing, secrets.missing_since),
        (["b".to_owned()].as_slice(), Some(start() + Duration::from_secs(5)))
    );
    assert_eq!(found.cause.as_ref().unwrap().alternates.first(), Some(&Cause::PullSecretMissing));
    assert_eq!(found.remedy.as_ref().unwrap().fix, Cause::PullSecretMissing.fix());
    // What has nothing to do with credentials is not blamed on them.
    let web = web(IMAGE, waiting("ErrImagePull", "no space left on device"));
    let found = first(&web, &ExplainContext::new().with_events(&told));
    assert!(!found.cause.unwrap().alternates.contains(&Cause::PullSecretMissing));
}

#[test]
fn secrets_in_messages_are_not_shown() {
    let message = "Get \"https://robot:hunter2@quay.io/v2/?X-Amz-Signature=0123\": Authorization: Bearer eyJ0.1 refused";
    let found = first(&web(IMAGE, waiting("ErrImagePull", message)), &ExplainContext::new());
    let text = format!("{found}{}", found.summary());
    for secret in ["hunter2", "0123", "eyJ0"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(text.contains("quay.io"), "{text}");
}

#[test]
fn a_summary_is_one_line_with_image_cause_and_remedy() {
    let found = first(&web(IMAGE, waiting("ErrImagePull", "manifest unknown")), &ExplainContext::new());
    assert_eq!(
        found.summary(),
        format!("container app: {IMAGE}: tag_not_found; {}", Cause::TagNotFound.fix())
    );
    let long = format!("quay.io/{}", "\u{1b}é\n".repeat(4_000));
    let summary = first(&web(&long, waiting("ErrImagePull", "EOF")), &ExplainContext::new()).summary();
    assert!((1_020..=1_024).contains(&summary.len()) && summary.ends_with('…'), "{}", summary.len());
}
