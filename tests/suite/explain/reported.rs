//! Pods and events around messages that real clusters printed, each with what is true of it.

use super::*;

#[path = "../../../examples/conformance/explain.rs"]
mod conformance;

/// One line for each set: its name, its pods and events, and the time.
const SETS: &str = include_str!("../../data/reported_pods.jsonl");

/// What is right: the worst severity, its causes of which each is right (none: no cause), and words that the text has.
type Right = (&'static str, Severity, &'static [Cause], &'static str);

const RIGHT: &[Right] = &[
    ("10-invalid-upper", Severity::Blocked, &[Cause::InvalidImageName], "did you mean"),
    ("12-invalid-empty-name", Severity::Blocked, &[Cause::InvalidImageName], ""),
    ("13-invalid-doubleslash", Severity::Blocked, &[Cause::InvalidImageName], ""),
    ("15-never", Severity::Blocked, &[Cause::NeverPullNotPresent], ""),
    ("17-inspect-timeout-then-denied", Severity::Blocked, &[Cause::NotFoundOrUnauthorized], ""),
    ("18-hub-timeout-then-pulled", Severity::Fine, &[], ""),
    ("19-config-key", Severity::OtherTrouble, &[], ""),
    ("20-denied-docker", Severity::Blocked, &[Cause::NotFoundOrUnauthorized], ""),
    ("21-no-basic-auth-k8s1.13", Severity::Blocked, &[Cause::AuthRequired], ""),
    ("22-arch", Severity::Blocked, &[Cause::PlatformMismatch], ""),
    (
        "23-mirror-canceled",
        Severity::Failing,
        &[Cause::PullCancelled, Cause::Timeout, Cause::RegistryUnavailable],
        "init container",
    ),
    ("25-x509-1.5", Severity::Blocked, &[Cause::TlsUnknownAuthority], ""),
    ("26-crio-noreg", Severity::Blocked, &[Cause::ShortNameUnresolved], ""),
    ("27-crio-short", Severity::Blocked, &[Cause::ShortNameUnresolved], "20 looks ended before an attempt"),
    ("29-signature", Severity::Blocked, &[Cause::SignatureRejected], ""),
    ("30-crio-crypto", Severity::OtherTrouble, &[], "Invalid crypto engine"),
    ("32-ecr", Severity::Blocked, &[Cause::PullSecretMissing], "awsecr-cred"),
    ("33-image-volume", Severity::Blocked, &[Cause::TagNotFound], "image volume"),
    ("34-windows-acr", Severity::Blocked, &[Cause::AuthRequired], ""),
    ("35-windows-os", Severity::Blocked, &[Cause::PlatformMismatch], ""),
    ("36-pause", Severity::Failing, &[Cause::DnsFailure], "node-1 lacks k8s.gcr.io/pause:3.1"),
    (
        "37-openshift-imagestream",
        Severity::Blocked,
        &[Cause::TagNotFound, Cause::RepositoryNotFound],
        "init container",
    ),
    ("38-hub-rate", Severity::Failing, &[Cause::RateLimited], ""),
    ("50-openshift-dns", Severity::Failing, &[Cause::DnsFailure], ""),
    ("52-code2-manifest-unknown", Severity::Failing, &[Cause::TagNotFound], ""),
    ("54-bootcamp-v10", Severity::Blocked, &[Cause::TagNotFound], ""),
    (
        "56-flux-wrong-repo",
        Severity::Blocked,
        &[Cause::NotFoundOrUnauthorized, Cause::RepositoryNotFound],
        "",
    ),
];

#[test]
fn reported_pods_are_explained_as_they_were() {
    let mut wrong = Vec::new();
    let sets: Vec<Value> = SETS.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((sets.len(), RIGHT.len()), (27, 27));
    for (set, (name, severity, causes, words)) in sets.iter().zip(RIGHT) {
        assert_eq!(set["set"], *name);
        let answer = conformance::answer(set.clone()).unwrap();
        let found: Vec<Diagnosis> = serde_json::from_value(answer["diagnoses"].clone()).unwrap();
        let worst = found.iter().max_by_key(|found| found.severity).unwrap();
        // What the first says, or the first alternative.
        let cause = worst.cause.as_ref().map(|found| found.cause);
        let first_alternate = worst.cause.as_ref().and_then(|found| found.alternates.first().copied());
        let is_right = match causes {
            [] => cause.is_none(),
            causes => [cause, first_alternate].into_iter().flatten().any(|cause| causes.contains(&cause)),
        };
        if worst.severity != *severity || !is_right || !worst.to_string().contains(words) {
            wrong.push(format!("{name}: wanted {severity} {causes:?} {words:?}\n{worst}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The samples of the conformance mode: what cannot be read has an `error`, and nothing else.
#[test]
fn documents_that_cannot_be_read_are_refused() {
    let samples = include_str!("../../../examples/data/conformance/explain.jsonl");
    let answers: Vec<_> = samples
        .lines()
        .map(|line| conformance::answer(serde_json::from_str(line).unwrap()).unwrap())
        .collect();
    let refused: Vec<_> = answers.iter().map(|answer| answer.get("error").is_some()).collect();
    assert_eq!(refused, [false, false, false, true, true]);
    for answer in &answers {
        assert_eq!(answer.as_object().unwrap().len(), 1, "{answer}");
    }
    assert_eq!(answers[0]["diagnoses"][0]["missingSecrets"], json!(["regcred"]));
    assert_eq!(answers[0]["diagnoses"][0]["cause"]["cause"], "tag_not_found");
}

/// A Job's deadline ends its pod, a Secret's entries are tried, and a template has a diagnosis of its own.
#[test]
fn the_conformance_mode_takes_workloads_and_secrets() {
    let template = json!({"spec": {"containers": [{"name": "app", "image": "redis"}]}});
    let line = json!({
        "pods": [{"kind": "Pod", "metadata": {"namespace": "shop", "name": "load-x2k",
            "ownerReferences": [{"kind": "Job", "name": "load", "controller": true}]},
            "spec": {"imagePullSecrets": [{"name": "hub"}], "containers": [{"name": "app", "image": "redis"}]}}],
        "workloads": [{"kind": "Job", "metadata": {"namespace": "shop", "name": "load"},
            "status": {"startTime": "2026-03-01T09:00:00Z"},
            "spec": {"activeDeadlineSeconds": 600, "template": template}}],
        "secrets": [{"kind": "Secret", "metadata": {"namespace": "shop", "name": "hub"},
            "type": "kubernetes.io/dockerconfigjson",
            // {"auths": {"docker.io": {"auth": "dTpw"}}}
            "data": {".dockerconfigjson": "eyJhdXRocyI6IHsiZG9ja2VyLmlvIjogeyJhdXRoIjogImRUcHcifX19"}}],
    });
    let found = |line: &Value| {
        let answer = conformance::answer(line.clone()).unwrap();
        serde_json::from_value::<Vec<Diagnosis>>(answer["diagnoses"].clone()).unwrap()
    };
    let all = found(&line);
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].deadline().unwrap().to_string(), "2026-03-01T09:10:00Z");
    assert_eq!(all[0].pull_secrets.as_ref().unwrap().tried, Some(vec!["hub".to_owned()]));
    assert_eq!(all[1].controller().unwrap().name, "load");

    // The same of lists, as kubectl prints them, and of nothing.
    let mut lists = line.clone();
    for key in ["workloads", "secrets"] {
        lists[key] = json!({"apiVersion": "v1", "kind": "List", "items": line[key]});
    }
    assert_eq!(found(&lists), all);
    let pods = found(&json!({ "pods": line["pods"] }));
    assert_eq!(pods.len(), 1);
    assert_eq!((pods[0].deadline(), &pods[0].pull_secrets.as_ref().unwrap().tried), (None, &None));
    assert!(
        conformance::answer(json!({"pods": [], "secrets": {"auths": {}}})).unwrap().get("error").is_some()
    );
}

/// One outage of a mirror, in the pods of sixty images.
#[test]
fn pods_with_other_troubles_are_not_blamed_on_their_images() {
    let recorded = |text: &str| {
        let recorded: Value = serde_json::from_str(text).unwrap();
        let answer = conformance::answer(recorded).unwrap();
        serde_json::from_value::<Vec<Diagnosis>>(answer["diagnoses"].clone()).unwrap()
    };
    let severity = |found: &[Diagnosis], pod: &str| {
        found.iter().find(|found| *found.pod == *pod).map(|found| found.severity).unwrap()
    };
    let found = recorded(include_str!("../../data/recorded/x1.json"));
    assert_eq!(found.len(), 12);
    for pod in ["bad-command", "ended", "init-crash", "lifecycle", "no-config"] {
        assert_eq!(severity(&found, pod), Severity::OtherTrouble, "{pod}");
    }
    for pod in ["gated", "no-network", "no-volume", "unscheduled"] {
        assert_eq!(severity(&found, pod), Severity::Starting, "{pod}");
    }
    let sandbox = found.iter().find(|found| &*found.pod == "sb-pause").unwrap();
    assert_eq!(&*sandbox.sandbox().unwrap().image, "10.99.0.1:5999/pause:3.10");

    let found = recorded(include_str!("../../data/recorded/x2.json"));
    assert!(found.len() >= 40, "{}", found.len());
    for found in &found {
        let secrets = found.pull_secrets.as_deref().map_or(&[][..], |secrets| &secrets.missing);
        let cause = found.cause.as_ref();
        // A secret that cannot be read is named, and leads.
        if !secrets.is_empty() {
            let cause = cause.unwrap();
            assert!(
                cause.cause == Cause::PullSecretMissing
                    || cause.alternates.first() == Some(&Cause::PullSecretMissing),
                "{found}"
            );
        }
        // A malformed one is the credential's fault, never the image's.
        if let Some(cause) =
            cause.filter(|cause| cause.message.as_deref().unwrap_or_default().contains("json:"))
        {
            assert_eq!(cause.group, pullspec::cause::CauseGroup::Auth, "{found}");
        }
    }
}
