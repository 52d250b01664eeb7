//! Mirrors that were asked before the registry, each with its own trouble; and limits, deadlines and silence.

use pullspec::api::Workload;
use pullspec::cause::Actor;
use pullspec::explain::OutagePlace;

use super::*;

const TIMES_OUT: &str = "Get \"https://HOST/v2/\": dial tcp 192.0.2.1:443: i/o timeout";
const REFUSES: &str = "reading manifest 1.2 in HOST/team/app: unauthorized: authentication required";
const LACKS: &str = "reading manifest 1.2 in HOST/team/app: manifest unknown";

/// What CRI-O reports of mirrors `a.example`, `b.example` and the registry.
fn asked(errors: [&str; 3]) -> String {
    let [a, b, origin] = [("a.example", errors[0]), ("b.example", errors[1]), ("quay.io", errors[2])]
        .map(|(host, error)| format!("{host}/team/app:1.2: {}", error.replace("HOST", host)));
    format!("initializing source docker://{IMAGE}: (Mirrors also failed: [{a}] [{b}]): {origin}")
}

fn of(errors: [&str; 3]) -> Diagnosis {
    first(&web(IMAGE, waiting("ErrImagePull", &asked(errors))), &ExplainContext::new())
}

#[test]
fn the_endpoint_that_can_be_repaired_leads_and_is_named() {
    let found = of([REFUSES, TIMES_OUT, TIMES_OUT]);
    let cause = found.cause.as_ref().unwrap();
    assert!(matches!(cause.cause, Cause::AuthRequired | Cause::AuthInvalid), "{found}");
    assert!(cause.alternates.contains(&Cause::Timeout), "{found}");
    assert_eq!((cause.details.host.as_deref(), cause.details.via_mirror), (Some("a.example"), Some(true)));
    let evidence = cause.evidence.as_ref().unwrap();
    let message = cause.message.as_ref().unwrap();
    assert_eq!(message.get(evidence.start..evidence.end), Some(evidence.text.as_str()));
    let member = message.find("a.example").unwrap()..message.find("b.example").unwrap();
    assert!(member.contains(&evidence.start) && member.contains(&evidence.end), "{evidence:?}");
    let text = found.to_string();
    assert!(text.contains("(auth) of the mirror a.example; "), "{text}");
    let asked = format!(
        "asked   a.example, a mirror: {}; then b.example, a mirror: timeout; then quay.io: timeout",
        cause.cause
    );
    assert!(text.contains(&asked), "{text}");
    // Pull secrets are for the image's own registry.
    let remedy = found.remedy.as_ref().unwrap();
    assert_eq!(*remedy.responsible, [Actor::Cluster]);
    assert!(remedy.fix.contains("the mirror a.example") && text.contains("given to the runtime"), "{text}");
    let hosts: Vec<_> = found.endpoints().into_iter().map(|one| (one.host, one.cause)).collect();
    assert_eq!(hosts.len(), 3);
    assert_eq!(hosts[1], ("b.example".into(), Some(Cause::Timeout)));
}

#[test]
fn the_registry_leads_where_its_own_trouble_needs_a_person() {
    let unknown = "Get \"https://HOST/v2/\": x509: certificate signed by unknown authority";
    for (errors, cause) in [
        ([REFUSES, TIMES_OUT, LACKS], Cause::TagNotFound),
        ([LACKS, LACKS, TIMES_OUT], Cause::Timeout),
        ([TIMES_OUT, TIMES_OUT, REFUSES], Cause::AuthRequired),
        ([TIMES_OUT, unknown, TIMES_OUT], Cause::TlsUnknownAuthority),
        ([LACKS, unknown, LACKS], Cause::TagNotFound),
    ] {
        let found = of(errors);
        let cause_found = found.cause.as_ref().unwrap();
        let is_it =
            cause_found.cause == cause || cause == Cause::AuthRequired && cause_found.group == cause.group();
        assert!(is_it, "{found}");
    }
}

#[test]
fn an_outage_is_of_the_endpoint_that_decides() {
    let mut report = Report::new();
    for name in ["one", "two"] {
        let image = format!("quay.io/team/{name}:1.2");
        let message = asked([REFUSES, TIMES_OUT, TIMES_OUT]).replace("team/app", &format!("team/{name}"));
        report.add_pod(explain_pod(&web(&image, waiting("ErrImagePull", &message)), &ExplainContext::new()));
    }
    let outages = report.outages();
    assert_eq!(outages.len(), 1);
    assert_eq!(outages[0].place, OutagePlace::Endpoint("a.example".into()));
}

/// The kubelet's own limit is the node's, whatever registry the image is of.
#[test]
fn the_kubelets_own_limit_is_the_nodes() {
    let mut report = Report::new();
    for name in ["one", "two"] {
        let mut pod = web(&format!("team/{name}:1"), waiting("ErrImagePull", "pull QPS exceeded"));
        pod.spec.node_name = "worker-1".into();
        report.add_pod(explain_pod(&pod, &ExplainContext::new()));
    }
    let outages = report.outages();
    assert_eq!(outages.len(), 1);
    assert_eq!(outages[0].place, OutagePlace::Node("worker-1".into()));
    let found = &outages[0].findings[0].diagnosis;
    assert_eq!(
        found.command().unwrap().to_string(),
        "kubectl get --raw=/api/v1/nodes/worker-1/proxy/configz"
    );
    assert!(!found.to_string().contains("  later"), "{found}");
    assert!(found.keeps().is_empty());
}

#[test]
fn what_a_repair_does_is_said_of_the_cause() {
    let later = |message: &str| {
        let found = first(&web(IMAGE, waiting("ErrImagePull", message)), &ExplainContext::new());
        found.rows().into_iter().find(|(label, _)| *label == "later").map(|(_, text)| text)
    };
    for (message, says) in [
        ("toomanyrequests: You have reached your pull rate limit", Some("a limit that has passed")),
        ("dial tcp: lookup quay.io: no such host", Some("a name that resolves again")),
        (
            "proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused",
            Some("a proxy that works again"),
        ),
        ("x509: certificate signed by unknown authority", Some("a repaired certificate or trust")),
        ("dial tcp 192.0.2.1:443: connect: connection refused", Some("a connection that works again")),
        ("received unexpected HTTP status: 503 Service Unavailable", Some("a registry that came back")),
        ("denied: requested access to the resource is denied", None),
        ("manifest unknown", None),
        ("no space left on device", None),
    ] {
        let found = later(message);
        assert_eq!(
            found.as_deref().map(|text| says.is_some_and(|says| text.starts_with(says))),
            says.map(|_| true),
            "{message}: {found:?}"
        );
    }
}

#[test]
fn a_message_that_says_nothing_is_looked_up_in_the_events() {
    let pod = web(IMAGE, waiting("ImagePullBackOff", &format!("Back-off pulling image \"{IMAGE}\"")));
    let found = first(&pod, &ExplainContext::new());
    assert_eq!(found.command().unwrap().to_string(), "kubectl --namespace=shop describe pod/web");
}

/// The controller of a Job deletes its pods, whatever they wait for.
#[test]
fn a_jobs_own_deadline_ends_the_prediction() {
    let mut pod = web(IMAGE, waiting("ErrImagePull", "manifest unknown"));
    pod.metadata.owner_references =
        vec![serde_json::from_value(json!({"kind": "Job", "name": "load", "controller": true})).unwrap()];
    let job = |seconds: Value, status: Value| -> Workload {
        serde_json::from_value(json!({
            "kind": "Job", "apiVersion": "batch/v1", "metadata": {"name": "load", "namespace": "shop"},
            "spec": {"activeDeadlineSeconds": seconds,
                     "template": {"spec": {"containers": [{"name": "app", "image": IMAGE}]}}},
            "status": status
        }))
        .unwrap()
    };
    let told = events(&[
        event("Pulling", &format!("Pulling image \"{IMAGE}\""), 4, 1, 84),
        event("Failed", &format!("Failed to pull image \"{IMAGE}\": manifest unknown"), 4, 2, 85),
    ]);
    let ends = job(json!(120), json!({"startTime": "2026-03-01T09:00:00Z"}));
    let context = ExplainContext::new().with_now(start() + Duration::from_secs(100)).with_events(&told);
    let found = first(&pod, &context.clone().with_workloads([&ends]));
    assert!(found.is_jobs_deadline());
    assert!(
        found
            .to_string()
            .contains("next    none: the Job's deadline, in 20s, 2026-03-01T09:02:00Z, comes first"),
        "{found}"
    );
    let read: Diagnosis = serde_json::from_value(serde_json::to_value(&found).unwrap()).unwrap();
    assert_eq!(read.to_string(), found.to_string());
    // The pod's own comes first.
    pod.spec.active_deadline_seconds = Some(110);
    let found = first(&pod, &context.clone().with_workloads([&ends]));
    assert!(found.to_string().contains("none: the pod's deadline, in 10s"), "{found}");
    pod.spec.active_deadline_seconds = None;
    // A Job that has not started, has no deadline, or is another's ends nothing.
    for other in [job(json!(120), json!({})), job(json!(null), json!({"startTime": "2026-03-01T09:00:00Z"}))]
    {
        assert_eq!(first(&pod, &context.clone().with_workloads([&other])).deadline(), None);
    }
    pod.metadata.namespace = "other".into();
    assert_eq!(first(&pod, &context.with_workloads([&ends])).deadline(), None);
}
