//! What a program asks of a diagnosis beside its text: when to look again, who was asked, what a node's files add.

use pullspec::explain::OutagePlace;
use pullspec::platform::{Entry, Platform, Selector};
use pullspec::registry::node::containerd::HostDirectories;

use super::*;

const REFUSED: &str = "failed to do request: Head \"https://mirror.example/v2/team/app/manifests/1.2?ns=quay.io\": dial tcp 10.0.0.7:443: connect: connection refused";

fn failing(message: &str) -> Diagnosis {
    first(&web(IMAGE, waiting("ErrImagePull", message)), &ExplainContext::new())
}

/// Never sooner than the kubelet's next look, and not before the window ends.
#[test]
fn a_controller_looks_again_when_something_can_have_changed() {
    let seconds = |pod: &Pod, now: u64, told: &[Value]| {
        let told = events(told);
        let context = ExplainContext::new().with_now(start() + Duration::from_secs(now)).with_events(&told);
        first(pod, &context).requeue_after().map(|after| after.as_secs())
    };
    let pulling = |count, last| event("Pulling", &format!("Pulling image \"{IMAGE}\""), count, 0, last);
    let failed = event("Failed", &format!("Failed to pull image \"{IMAGE}\": EOF"), 4, 1, 85);
    let mut pod = web(IMAGE, waiting("ImagePullBackOff", ""));
    // The fourth window lasts from 85 to 165.
    let told = [pulling(4, 84), failed.clone()];
    assert_eq!(seconds(&pod, 100, &told), Some(65));
    assert_eq!(seconds(&pod, 155, &told), Some(10));
    assert_eq!(seconds(&pod, 160, &told), Some(10));
    assert_eq!(seconds(&pod, 90, &[pulling(5, 88), failed]), Some(10), "an attempt runs");
    pod.spec.active_deadline_seconds = Some(130);
    assert_eq!(seconds(&pod, 100, &told), Some(30));
    assert_eq!(seconds(&pod, 400, &told), Some(10));
    // What the kubelet says at each look is either final or not.
    assert_eq!(seconds(&web("Redis", waiting("InvalidImageName", "")), 100, &[]), None);
    assert_eq!(seconds(&web(IMAGE, waiting("ErrImageNeverPull", "")), 100, &[]), None);
    assert_eq!(seconds(&web(IMAGE, waiting("ImageInspectError", "connection refused")), 100, &[]), Some(10));
    assert_eq!(seconds(&web(IMAGE, json!({"running": {}})), 100, &[]), None);
}

#[test]
fn endpoints_are_those_that_the_message_names() {
    let asked = |message: &str| {
        let asked = failing(message).endpoints();
        asked.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(asked(REFUSED), ["mirror.example, a mirror"]);
    let own = REFUSED.replace("mirror.example", "quay.io").replace("?ns=quay.io", "");
    assert_eq!(asked(&own), ["quay.io"]);
    assert!(asked("manifest unknown").is_empty());
    assert!(first(&web(IMAGE, json!({"running": {}})), &ExplainContext::new()).endpoints().is_empty());
    let listed = "copying system image from manifest list: (Mirrors also failed: [m.example/team/app:1.2: reading manifest 1.2 in m.example/team/app: manifest unknown]): quay.io/team/app:1.2: reading manifest 1.2 in quay.io/team/app: unauthorized: authentication required";
    let listed = failing(listed).endpoints();
    let brief: Vec<_> = listed.iter().map(|one| (&*one.host, one.mirror, one.cause)).collect();
    assert_eq!(
        brief,
        [
            ("m.example", Some(true), Some(Cause::TagNotFound)),
            ("quay.io", Some(false), Some(Cause::AuthRequired))
        ]
    );
    assert_eq!(listed[1].to_string(), "quay.io: auth_required");
}

#[test]
fn a_nodes_files_and_a_message_prove_together_who_is_meant() {
    let hosts = HostDirectories::new(["certs.d"])
        .with_text("certs.d/quay.io/hosts.toml", "[host.\"https://mirror.example\"]\n");
    let found = failing(REFUSED);
    let asked = hosts.resolve(found.image.reference().unwrap()).unwrap();
    assert_eq!(found.proof(&asked).unwrap().about(), [0]);
    let own = REFUSED.replace("mirror.example", "quay.io").replace("?ns=quay.io", "");
    assert_eq!(failing(&own).proof(&asked).unwrap().about(), [1]);
    assert!(first(&web(IMAGE, json!({"running": {}})), &ExplainContext::new()).proof(&asked).is_none());
}

/// Where the platform is or may be the reason, and nowhere else.
#[test]
fn a_manifest_is_chosen_where_none_may_fit() {
    let (wanted, other) = (Platform::new("linux", "arm64"), Platform::new("linux", "amd64"));
    let index = [Entry::of(other.clone()), Entry::of(wanted.clone())];
    let choice = |message: &str, wanted: &Platform| {
        failing(message).platform_choice(Selector::ContainersImage, wanted, &index)
    };
    let mismatch = "no match for platform in manifest: not found";
    assert_eq!(choice(mismatch, &wanted).unwrap().chosen(), Some(1));
    assert_eq!(choice(mismatch, &other).unwrap().chosen(), Some(0));
    assert_eq!(choice("manifest unknown", &wanted), None);
    assert_eq!(
        first(&web(IMAGE, json!({"running": {}})), &ExplainContext::new()).platform_choice(
            Selector::ContainersImage,
            &wanted,
            &index
        ),
        None
    );
}

#[test]
fn who_made_a_pod_and_where_it_runs_is_said() {
    let mut pod = web(IMAGE, waiting("ErrImagePull", "EOF"));
    let made_by = |pod: &Pod| first(pod, &ExplainContext::new()).controller().map(|one| one.to_string());
    assert_eq!(made_by(&pod), None);
    for (kind, name) in [("ReplicaSet", "web-7f"), ("", "web-7f"), ("ReplicaSet", "")] {
        pod.metadata.owner_references =
            serde_json::from_value(json!([{"kind": kind, "name": name, "controller": true}])).unwrap();
        assert_eq!(made_by(&pod), Some(format!("{kind} {name}")));
    }
    pod.spec.node_name = "worker-2".into();
    let found = first(&pod, &ExplainContext::new());
    assert_eq!(found.node(), "worker-2");
    let shown = format!("{found:?}");
    assert!(shown.contains("worker-2") && shown.contains("ReplicaSet"), "{shown}");
}

/// Two images of one registry that fail for one reason; the fault of a node is the node's.
#[test]
fn an_outage_says_how_many_of_what() {
    let report = |pods: &[(&str, &str)], message: &str| {
        let mut report = Report::new();
        for (image, node) in pods {
            let mut pod = web(image, waiting("ErrImagePull", message));
            pod.spec.node_name = (*node).into();
            report.add_pod(explain_pod(&pod, &ExplainContext::new()));
        }
        let outages = report.outages();
        outages.iter().map(|one| (one.place.clone(), one.to_string())).collect::<Vec<_>>()
    };
    let refused = "dial tcp 10.0.0.7:443: connect: connection refused";
    let (a, b, c) = ("ghcr.io/team/a:1", "ghcr.io/team/b:1", "quay.io/team/c:1");
    let place = |text: &str| text.split(';').next().unwrap().to_owned();
    let brief = |pods: &[(&str, &str)], message: &str| {
        let all = report(pods, message);
        all.iter().map(|(_, text)| place(text)).collect::<Vec<_>>()
    };
    assert!(report(&[(a, "n1")], refused).is_empty(), "one image is its own trouble");
    assert!(report(&[(a, "n1"), (a, "n2"), (c, "n1")], refused).is_empty());
    assert_eq!(
        brief(&[(a, "n1"), (b, "n1")], refused),
        ["ghcr.io  connection_refused  2 images, 2 pods on 1 node"]
    );
    assert_eq!(
        brief(&[(a, "n1"), (b, "n2"), (b, "n3"), (c, "n1")], refused),
        ["ghcr.io  connection_refused  2 different images, 3 pods on 3 nodes"]
    );
    assert_eq!(brief(&[(a, ""), (b, "")], refused), ["ghcr.io  connection_refused  2 images, 2 pods"]);
    let full = "write /var/lib/containerd/x: no space left on device";
    let found = report(&[(a, "n1"), (c, "n1"), (b, "n2")], full);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, OutagePlace::Node("n1".into()));
    assert_eq!(place(&found[0].1), "node n1  disk_full  2 images, 2 pods");
    // What is wrong with each image alone is no outage.
    assert!(report(&[(a, "n1"), (b, "n1")], "manifest unknown").is_empty());
}

/// A line of at most 1,024 bytes: what fits is not cut, and what is cut ends in `…`.
#[test]
fn a_summary_is_cut_where_it_would_not_fit() {
    let summary = |length: usize| {
        let found = first(&web(IMAGE, waiting(&"X".repeat(length), "")), &ExplainContext::new());
        found.summary()
    };
    let before = summary(1).len() - 1;
    let fits = 1_024 - '…'.len_utf8() - before;
    for length in [fits - 1, fits] {
        assert_eq!((summary(length).len(), summary(length).contains('…')), (before + length, false));
    }
    for length in [fits + 1, fits + 2, 4_000] {
        assert_eq!((summary(length).len(), summary(length).ends_with("X…")), (1_024, true));
    }
}

/// What the pod itself is told of is said once, by whoever noticed it, and nothing that is no trouble.
#[test]
fn trouble_is_what_keeps_a_pod() {
    let trouble = |pod: &Pod, told: &[Value]| {
        let told = events(told);
        first(pod, &ExplainContext::new().with_events(&told)).trouble().map(str::to_owned)
    };
    let condition = |kind: &str, status: &str, message: &str| {
        let mut pod = web(IMAGE, waiting("ContainerCreating", ""));
        pod.status.conditions =
            serde_json::from_value(json!([{"type": kind, "status": status, "message": message}])).unwrap();
        trouble(&pod, &[])
    };
    assert_eq!(condition("PodScheduled", "False", "0/3 nodes"), Some("0/3 nodes".into()));
    assert_eq!(condition("PodScheduled", "True", "0/3 nodes"), None);
    assert_eq!(condition("PodScheduled", "False", ""), None);
    // The scheduler, the kubelet, the garbage collector and the taint manager all set it so; the disruption controller
    // takes a stale one back.
    let preempted = "default-scheduler: preempting to accommodate a higher priority pod";
    assert_eq!(condition("DisruptionTarget", "True", preempted), Some(preempted.into()));
    assert_eq!(condition("DisruptionTarget", "False", preempted), None);
    assert_eq!(condition("Ready", "False", "containers with unready status: [app]"), None);
    let starting = web(IMAGE, waiting("ContainerCreating", ""));
    let mount = event("FailedMount", "MountVolume.SetUp failed", 3, 1, 50);
    let calm = event("Scheduled", "Successfully assigned shop/web to worker-2", 1, 1, 60);
    assert_eq!(trouble(&starting, std::slice::from_ref(&calm)), None);
    assert_eq!(trouble(&starting, &[mount.clone(), calm]), Some("MountVolume.SetUp failed".into()));
    // A container that says itself why it waits needs no other word; one that ended badly does.
    let says = web(IMAGE, waiting("CreateContainerConfigError", "configmap \"a\" not found"));
    assert_eq!(trouble(&says, std::slice::from_ref(&mount)), None);
    let ended = json!({"terminated": {"exitCode": 1, "reason": "Error", "message": "panic"}});
    assert_eq!(trouble(&web(IMAGE, ended), &[mount]), Some("MountVolume.SetUp failed".into()));
}

#[test]
fn rows_say_what_is_filled_in_and_what_is_over() {
    let text = |image: &str| {
        let mut pod = web(image, waiting("ErrImagePull", "EOF"));
        let tagless = first(&pod, &ExplainContext::new()).to_string();
        pod.metadata.deletion_timestamp = Some("2026-03-01T09:01:00Z".into());
        (tagless, first(&pod, &ExplainContext::new()).to_string())
    };
    let (untagged, deleted) = text("redis");
    assert!(untagged.contains("docker.io/library/redis, pulled as redis:latest\n"), "{untagged}");
    assert!(deleted.contains("; its pod is being deleted, and no kubelet tries again"), "{deleted}");
    assert!(!untagged.contains("is being deleted"), "{untagged}");
    let (tagged, _) = text("redis:7");
    assert!(tagged.contains("docker.io/library/redis:7\n") && !tagged.contains("pulled as"), "{tagged}");
}

#[test]
fn what_a_secret_holds_is_not_guessed() {
    use pullspec::credentials::DockerConfig;
    let config = |key: &str| -> DockerConfig {
        let json = json!({"auths": {key: {"username": "u", "password": "p"}}});
        serde_json::from_value::<DockerConfigJson>(json).unwrap().auths
    };
    let text = |names: &[&str], key: &str| {
        let mut pod = web(IMAGE, waiting("ErrImagePull", "unauthorized: authentication required"));
        let secret = |name: &&str| serde_json::from_value(json!({"name": name})).unwrap();
        pod.spec.image_pull_secrets = names.iter().map(secret).collect();
        let config = config(key);
        first(&pod, &ExplainContext::new().with_pull_secret("regcred", &config)).to_string()
    };
    let unknown = "what other holds is not known";
    for (key, begin) in [("quay.io", "tries   "), ("ghcr.io", "tries   none of those known here; ")] {
        let both = text(&["regcred", "other"], key);
        assert!(both.contains(begin) && both.contains(unknown), "{both}");
        assert!(!text(&["regcred"], key).contains(unknown));
    }
}

/// No command holds what a shell or `curl` would take for several.
#[test]
fn a_request_goes_to_one_host() {
    let command = |host: &str| {
        let message = format!(
            "failed to do request: Head \"https://{host}/v2/team/app/manifests/1.2\": dial tcp 10.0.0.7:443: connect: connection refused"
        );
        failing(&message).command().map(|command| command.to_string()).unwrap_or_default()
    };
    assert!(command("mirror.example").contains("curl"));
    for host in ["{a,b}.example", "a*.example", "a(b).example"] {
        assert!(!command(host).contains(['{', '*', '(']), "{}", command(host));
    }
}

#[test]
fn a_finding_is_its_headline_and_its_rows() {
    let mut report = Report::new();
    for node in ["n1", "n2"] {
        let mut pod = web(IMAGE, waiting("ErrImagePull", "no space left on device"));
        pod.spec.node_name = node.into();
        report.add_pod(explain_pod(&pod, &ExplainContext::new()));
        let other = {
            let mut other = pod.clone();
            other.spec.containers[0].image = "ghcr.io/team/b:1".into();
            other
        };
        report.add_pod(explain_pod(&other, &ExplainContext::new()));
    }
    let finding = &report.findings()[0];
    let text = finding.to_string();
    assert!(text.starts_with(&format!("{}\n", finding.headline())), "{text}");
    for (label, _) in finding.rows() {
        assert!(text.contains(&format!("\n  {label} ")), "{label} {text}");
    }
    let outages = report.outages();
    let nodes: Vec<_> = outages.iter().map(|one| (one.place.to_string(), one.nodes.clone())).collect();
    assert_eq!(nodes, [("node n1".to_owned(), vec!["n1"]), ("node n2".to_owned(), vec!["n2"])]);
}

/// Only a line feed begins a line, with its indent; any other sign that would act is replaced by one that does not.
#[test]
fn a_message_has_the_lines_that_it_has() {
    let lines = |message: &str| failing(message).to_string().lines().count();
    let one = lines("something unheard of");
    for sign in ['\r', '\u{1b}', '\u{85}', '\u{2028}', '\u{7f}', '\t'] {
        assert_eq!(lines(&format!("something{sign}unheard of")), one, "{sign:?}");
    }
    assert_eq!(lines("something\nunheard of"), one + 1);
}

#[test]
fn what_counts_later_depends_on_the_secrets_named() {
    let later = |names: &[&str]| {
        let mut pod = web(IMAGE, waiting("ErrImagePull", "unauthorized: authentication required"));
        let secret = |name: &&str| serde_json::from_value(json!({"name": name})).unwrap();
        pod.spec.image_pull_secrets = names.iter().map(secret).collect();
        first(&pod, &ExplainContext::new()).to_string()
    };
    let (none, named) = (later(&[]), later(&["regcred"]));
    assert!(none.contains("counts for new pods only"), "{none}");
    assert!(named.contains("a repaired secret counts from the next attempt on"), "{named}");
}
