//! Every row of what real clusters and public reports showed: here, or in the test that is named.

use pullspec::api::{Behavior, LocalObjectReference, PodSpec};
use pullspec::kubectl::{check_logs, pod_status};
use pullspec::{Cause, Pod, PullError, Reference, WaitingReason, classify};
use serde_json::{Value, json};

fn rows(text: &'static str, count: usize) -> Vec<Value> {
    let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), count);
    rows
}

fn pod(row: &Value) -> Pod {
    serde_json::from_value(row["pod"].clone()).unwrap()
}

/// `kubectl get pods` printed 607 rows while its pods stood still; these differ in more than times and counts.
#[test]
fn the_status_column_is_what_kubectl_printed() {
    for row in rows(include_str!("../data/recorded/status.jsonl"), 123) {
        assert_eq!(pod_status(&pod(&row)), row["status"].as_str().unwrap(), "{row}");
    }
}

#[test]
fn logs_are_refused_as_the_api_server_refused_them() {
    let (mut refused, mut found) = (0, 0);
    for row in rows(include_str!("../data/recorded/logs.jsonl"), 57) {
        let [container, answer] = ["container", "answer"].map(|field| row[field].as_str().unwrap());
        if let Err(error) = check_logs(&pod(&row), container, row["previous"] == true) {
            assert_eq!(format!("Error from server (BadRequest): {error}"), answer, "{row}");
            refused += 1;
        } else {
            assert!(!answer.starts_with("Error from server"), "{row}");
            found += 1;
        }
    }
    assert_eq!((refused, found), (49, 8));
}

/// The API server 1.36.2 was given 346 specs in a dry run.
#[test]
fn specs_are_filled_in_and_refused_as_by_the_api_server() {
    let behavior = Behavior::for_minor(36);
    let (mut accepted, mut refused) = (0, 0);
    for row in rows(include_str!("../data/recorded/apiserver.jsonl"), 346) {
        let mut spec: PodSpec = serde_json::from_value(row["spec"].clone()).unwrap();
        spec.default_pull_policies(&behavior);
        let mut pod = Pod::default();
        pod.spec = spec;
        let errors = pod.validate_images();
        if let Some(message) = row["message"].as_str() {
            assert!(!errors.is_empty(), "{row}");
            for error in errors {
                assert!(message.contains(&error.to_string()), "{error} of {row}");
            }
            refused += 1;
        } else {
            assert!(errors.is_empty(), "{errors:?} of {row}");
            let policies: Vec<Value> = pod
                .spec
                .images()
                .map(|image| json!([image.path(), image.written_policy().unwrap_or_default()]))
                .collect();
            assert_eq!(sorted(&policies), sorted(row["policies"].as_array().unwrap()), "{row}");
            accepted += 1;
        }
    }
    assert_eq!((accepted, refused), (286, 60));
}

fn sorted(values: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = values.iter().map(ToString::to_string).collect();
    texts.sort();
    texts
}

/// 126 messages of runtimes with the fault that was injected; eleven came twice.
#[test]
fn messages_tell_the_fault_that_was_injected() {
    let (mut told, mut silent) = (0, 0);
    for row in rows(include_str!("../data/recorded/messages.jsonl"), 115) {
        let [message, reason, want] = ["message", "reason", "want"].map(|field| row[field].as_str().unwrap());
        let want: Cause = want.parse().unwrap();
        let verdict = classify(Some(&WaitingReason::from(reason)), message);
        // A server that speaks plain HTTP and hangs up shows an end of file, and a back-off of an old kubelet nothing.
        if message.ends_with("/manifests/1.0\": EOF")
            || message == "Back-off pulling image \"private.example.org/team/opaque:1.0\""
        {
            silent += 1;
            continue;
        }
        let says = verdict.cause() == want || verdict.alternates().contains(&want);
        assert!(says, "{verdict} for {row}");
        told += 1;
    }
    assert_eq!((told, silent), (112, 3));
}

/// Sixty images, sixty pods, three nodes, and one registry that refuses connections.
#[cfg(feature = "explain")]
#[test]
fn an_outage_is_one_finding_of_its_registry() {
    use pullspec::api::Pods;
    use pullspec::explain::{ExplainContext, OutagePlace, Report};
    use pullspec::explain_pod;

    let pods: Pods = serde_json::from_str(include_str!("../data/outage.json")).unwrap();
    assert_eq!(pods.len(), 60);
    let context = ExplainContext::new().with_now("2026-06-01T12:00:00Z".parse().unwrap());
    let mut report = Report::new();
    for pod in &pods {
        report.add_pod(explain_pod(pod, &context));
    }
    let outages = report.outages();
    let [outage] = &outages[..] else { panic!("{outages:?}") };
    assert_eq!(
        (&outage.place, outage.cause),
        (&OutagePlace::Endpoint("ghcr.io".into()), Cause::ConnectionRefused)
    );
    assert_eq!((outage.findings.len(), outage.pods, outage.nodes.len()), (60, 60, 3));
}

/// Where each report about references, policies, credentials, back-off and digests is a test, or why it is none.
const REPORTS: &[(&str, &str)] = &[
    ("a11", "pattern::a_deny_list_knows_every_name_of_a_registry"),
    ("a26", "hints::reported_cases"),
    ("a36b", "pattern::a_deny_list_knows_every_name_of_a_registry"),
    ("a43", "pattern::lists_that_people_have"),
    ("a57", "node_rows::"),
    ("a58", "node_rows::"),
    ("a60", "cases::what_was_reported_can_be_asked"),
    ("a71", "hints::reported_cases"),
    (
        "a82",
        "out of scope: images are not rewritten here; what a node makes of its mirrors is asked anew each time",
    ),
    ("a97", "hints::reported_cases"),
    ("b05", "out of scope: which requests the plugin sees is the caller's to know, and written at the type"),
    (
        "b07",
        "timeline_volumes::image_volumes_are_looked_at_in_every_sync_until_1_36_and_to_start_a_container_since_1_37",
    ),
    ("b08", "policy::an_image_volume_needs_a_reference_in_pods_and_since_1_37_in_templates"),
    ("b09a", "exempt_images::entries_are_names_as_pods_write_them_since_1_36"),
    ("b09b", "exempt_images::entries_are_names_as_pods_write_them_since_1_36"),
    ("b09c", "exempt_images::entries_are_names_as_pods_write_them_since_1_36"),
    ("b09d", "exempt_images::entries_are_names_as_pods_write_them_since_1_36"),
    ("b09e", "access::records_know_an_image_by_the_name_of_its_release"),
    ("b09f", "access::records_know_an_image_by_the_name_of_its_release"),
    ("b22", "cases::what_was_reported_can_be_asked"),
    ("c14", "docker_config::a_document_of_secrets_is_read_by_its_shape_or_refused"),
    ("c16", "explain/trouble::secrets_that_cannot_be_read_are_named_with_the_time"),
    ("c18b", "docker_config::other_formats_are_told_what_is_expected"),
    ("c27", "credential_lookups::a_provider_is_asked_as_the_keyring_compares"),
    ("c35", "explain/trouble::secrets_without_user_and_password_are_said_to_be_so"),
    ("c36", "cases::what_was_reported_can_be_asked"),
    ("d06", "differences/simulator::crash_loops_wait_as_pulls_do"),
    ("d15", "explain/trouble::a_deadline_that_came_before_the_pull_names_the_pull"),
    ("d16", "explain/trouble::a_deadline_ends_the_prediction"),
    ("d17", "describe::recorded_tables_are_printed_to_the_letter"),
    ("d18c", "cases::what_was_reported_can_be_asked"),
    ("d24", "cases::what_was_reported_can_be_asked"),
    ("d25", "out of scope: a container whose creation fails has its image, and is no pull that fails"),
    ("d26", "out of scope: when a secret came is in no document that is explained"),
    ("e04", "hints::reported_cases"),
    ("e06", "hints::reported_cases"),
    ("e15", "hints::reported_cases"),
    ("image GC", "out of scope: what is removed from a node is not pulled"),
    ("policy IfNewerNotPresent", "policy::unsupported_policies_are_named_with_their_path"),
    ("maxParallelImagePulls", "out of scope: no configuration of a kubelet is read"),
    ("secret for a debug container", "out of scope: it has the pod's secrets and nothing to decide"),
];

#[test]
fn every_report_has_its_test() {
    assert_eq!(REPORTS.len(), 41);
    let mut aside = 0;
    for (report, place) in REPORTS {
        if place.starts_with("out of scope: ") {
            aside += 1;
            continue;
        }
        let (file, name) = place.split_once("::").unwrap();
        let path = format!("{}/tests/suite/{file}.rs", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(name.is_empty() || text.contains(&format!("fn {name}(")), "{report}: {place}");
    }
    assert_eq!(aside, 7);
}

#[test]
fn what_was_reported_can_be_asked() {
    // a60: which registry a short name means is the runtime's to decide.
    assert!(Reference::parse("fusionauth/fusionauth-app:1.60.2").unwrap().domain_was_defaulted());
    // b22: the default is the newest release, which is not like the one before.
    assert_eq!(Behavior::default(), Behavior::for_minor(37));
    let (before, since) = (Behavior::for_minor(36), Behavior::for_minor(37));
    assert!(
        before.reports_unreadable_secrets_after_failed_pulls
            != since.reports_unreadable_secrets_after_failed_pulls
    );
    assert!(before.sees_to_image_volumes_only_to_start != since.sees_to_image_volumes_only_to_start);
    assert!(
        before.refuses_empty_image_volumes_in_templates != since.refuses_empty_image_volumes_in_templates
    );
    // c36: admission copies the account's secrets only into a pod that names none.
    let named = |name: &str| {
        let mut secret = LocalObjectReference::default();
        secret.name = name.into();
        secret
    };
    let mut spec = PodSpec::default();
    assert!(!spec.copy_account_secrets(&[]));
    assert!(spec.copy_account_secrets(&[named("account"), named("other")]));
    assert!(!spec.copy_account_secrets(&[named("late")]));
    assert!(spec.image_pull_secrets.iter().map(|secret| &*secret.name).eq(["account", "other"]));
    // d18c, d24: what is pasted out of a table is read.
    for pasted in [
        r#"spec.initContainers{setup}: Back-off pulling image "redis:7""#,
        r#"  Normal   BackOff    18s (x20 over 5m28s)   kubelet  Back-off pulling image "redis:7""#,
        r#"  Normal   BackOff    18s (x20 over 5m28s)   kubelet  spec.containers{app}: Back-off pulling image "redis:7""#,
        r#"18s         Normal    BackOff     pod/web   Back-off pulling image "redis:7""#,
    ] {
        let error = PullError::from_text(pasted).expect(pasted);
        assert_eq!(
            (error.image(), error.reason()),
            (Some("redis:7"), WaitingReason::ImagePullBackOff),
            "{pasted}"
        );
    }
}
