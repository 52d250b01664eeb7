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
        ["ghcr.io  connection_refused  2 images, 3 pods on 3 nodes"]
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
