//! What a finding or an outage of many pods says is true of all of them, or says of whom it is.

use serde_json::{Value, json};

use super::show::View;
use super::{WANTED, Wanted, run};

/// A pod with a container for each image, which waits with these words.
fn pod(name: &str, node: &str, images: &[&str], reason: &str, message: &str) -> Value {
    let named = |n: usize| format!("c{n}");
    let containers: Vec<_> =
        images.iter().enumerate().map(|(n, image)| json!({"name": named(n), "image": image})).collect();
    let waiting = json!({"waiting": {"reason": reason, "message": message}});
    let statuses: Vec<_> =
        (0..images.len()).map(|n| json!({"name": named(n), "restartCount": 0, "state": waiting})).collect();
    json!({"kind": "Pod", "metadata": {"name": name, "namespace": "shop"},
        "spec": {"nodeName": node, "containers": containers},
        "status": {"phase": "Pending", "startTime": "2026-03-01T09:00:00Z", "containerStatuses": statuses}})
}

fn full(name: &str, node: &str, image: &str) -> Value {
    pod(name, node, &[image], "ErrImagePull", "write /var/lib/containerd/x: no space left on device")
}

fn refused(name: &str, node: &str, images: &[&str]) -> Value {
    let message = "failed to do request: Head \"https://ghcr.io/v2/\": dial tcp 192.0.2.7:443: connect: connection refused";
    pod(name, node, images, "ErrImagePull", message)
}

fn list(pods: &[Value]) -> String {
    json!({"kind": "List", "items": pods}).to_string()
}

fn view(pods: &[Value]) -> String {
    let view = View { width: usize::MAX, ..WANTED.view };
    run("pods", list(pods).as_bytes(), Wanted { view, ..WANTED }).1
}

fn brief(pods: &[Value]) -> String {
    let view = View { brief: true, ..WANTED.view };
    run("pods", list(pods).as_bytes(), Wanted { view, ..WANTED }).1
}

fn report(pods: &[Value]) -> Value {
    let (_, out, _) = run("pods", list(pods).as_bytes(), Wanted { json: true, ..WANTED });
    serde_json::from_str(&out).unwrap()
}

/// The block that begins with these words, up to the blank line.
#[track_caller]
fn block<'o>(out: &'o str, begins: &str) -> &'o str {
    let found = out.split("\n\n").find(|block| block.starts_with(begins));
    found.unwrap_or_else(|| panic!("{begins}: {out}"))
}

/// Finding 1: what is to be typed for a node's outage names that node.
#[test]
fn a_nodes_outage_pastes_that_node() {
    let pods: Vec<_> = ["n0", "n1", "n2"]
        .iter()
        .flat_map(|node| [("a", node), ("b", node)])
        .map(|(image, node)| full(&format!("{image}-{node}"), node, &format!("quay.io/t/{image}:1")))
        .collect();
    let out = view(&pods);
    for node in ["n0", "n1", "n2"] {
        let block = block(&out, &format!("blocked  node {node}  disk_full  2 different images, 2 pods"));
        assert!(block.contains(&format!("kubectl describe node/{node}")), "{block}");
        assert!(!["n0", "n1", "n2"].iter().any(|other| other != &node && block.contains(other)), "{block}");
    }
}

/// Finding 2: a node's outage is as old as its own pods' trouble.
#[test]
fn a_nodes_outage_has_its_own_age() {
    let old = |name, image| {
        let mut pod = full(name, "n0", image);
        pod["status"]["startTime"] = "2026-03-01T06:00:00Z".into();
        pod
    };
    let (a, b) = ("quay.io/t/a:1", "quay.io/t/b:1");
    let pods = [old("a0", a), old("b0", b), full("a1", "n1", a), full("b1", "n1", b)];
    let out = view(&pods);
    assert!(out.contains("node n0  disk_full  2 different images, 2 pods, for at most 3h5m"), "{out}");
    assert!(out.contains("node n1  disk_full  2 different images, 2 pods, for at most 5m"), "{out}");
    let since: Vec<_> = report(&pods)["outages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|outage| (outage["node"].clone(), outage["since"]["at"].clone()))
        .collect();
    assert!(since.contains(&("n0".into(), "2026-03-01T06:00:00Z".into())), "{since:?}");
    assert!(since.contains(&("n1".into(), "2026-03-01T09:00:00Z".into())), "{since:?}");
}

/// Finding 3: a pod that lacks two images is one pod of the outage.
#[test]
fn an_outage_counts_a_pod_once() {
    let pods: Vec<_> = (0..30)
        .map(|n| refused(&format!("web-{n}"), &format!("w{}", n % 3), &["ghcr.io/t/a:1", "ghcr.io/t/b:1"]))
        .collect();
    let out = view(&pods);
    assert!(out.contains("2 different images, 30 pods on 3 nodes"), "{out}");
    assert!(brief(&pods).contains("2 images, 30 pods on 3 nodes"));
    assert_eq!(
        (&report(&pods)["outages"][0]["pods"], &report(&pods)["outages"][0]["images"]),
        (&json!(30), &json!(2))
    );
    let one = [refused("web", "w1", &["ghcr.io/t/a:1", "ghcr.io/t/b:1", "ghcr.io/t/a:1"])];
    assert!(view(&one).contains("2 different images, 1 pod on 1 node"), "{}", view(&one));
    let at_a_node = [
        pod("x", "w1", &["quay.io/t/a:1", "quay.io/t/b:1"], "ErrImagePull", "no space left on device"),
        full("y", "w1", "quay.io/t/a:1"),
    ];
    assert!(
        view(&at_a_node).contains("node w1  disk_full  2 different images, 2 pods"),
        "{}",
        view(&at_a_node)
    );
}

/// Finding 4: two troubles of one image are two, each with its own words.
#[test]
fn troubles_with_other_words_are_other_troubles() {
    let config = |name: &str, what: &str| {
        pod(name, "w1", &["quay.io/t/a:1"], "CreateContainerConfigError", &format!("{what} not found"))
    };
    let out = view(&[
        config("a", "secret \"db\""),
        config("b", "configmap \"web\""),
        config("c", "secret \"db-2\""),
    ]);
    for words in ["secret \"db\" not found", "configmap \"web\" not found", "secret \"db-2\" not found"] {
        assert!(out.contains(words), "{words}: {out}");
    }
    let mut gated = pod("gated", "", &["quay.io/t/a:1"], "", "");
    gated["status"] = json!({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False",
        "reason": "SchedulingGated", "message": "Scheduling is blocked due to non-empty scheduling gates"}]});
    let mut waits = gated.clone();
    waits["metadata"]["name"] = "waits".into();
    waits["status"]["conditions"][0]["reason"] = "Unschedulable".into();
    waits["status"]["conditions"][0]["message"] = "0/3 nodes are available: 3 Insufficient cpu.".into();
    let out = view(&[gated, waits]);
    assert!(out.contains("non-empty scheduling gates") && out.contains("Insufficient cpu"), "{out}");
    assert!(out.contains("shop/gated") && out.contains("shop/waits"), "{out}");
}

/// What differs by the pod's own name, its identity and numbers alone is one trouble, and its words are one pod's.
#[test]
fn troubles_in_the_same_words_are_one() {
    let crash = |n: usize| {
        let message = format!(
            "back-off {n}m40s restarting failed container=c0 pod=web-{n}_shop(0f3c9d1{n}-beef-abcd-abcd-0123456789ab)"
        );
        pod(&format!("web-{n}"), "w1", &["quay.io/t/a:1"], "CrashLoopBackOff", &message)
    };
    let pods: Vec<_> = (0..5).map(crash).collect();
    let out = view(&pods);
    assert!(out.contains("other_trouble  CrashLoopBackOff  5 pods: quay.io/t/a:1"), "{out}");
    assert!(
        out.contains("shop/web-0 c0: back-off 0m40s restarting failed container=c0 pod=web-0_shop("),
        "{out}"
    );
    let volume = |n: usize| {
        let message = format!("persistentvolumeclaim \"data-db-{n}\" not found");
        let mut pod = pod(&format!("db-{n}"), "", &["quay.io/t/a:1"], "", "");
        pod["status"] = json!({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False",
            "reason": "Unschedulable", "message": message}]});
        pod
    };
    assert!(view(&[volume(0), volume(1)]).contains("2 pods: quay.io/t/a:1"));
}

/// Finding 6: a template is named by its workload, in a place as in a headline.
#[test]
fn places_name_workloads() {
    let template = json!({"spec": {"containers": [{"name": "c0", "image": "BAD"}]}});
    let workload = |kind: &str, name: &str| {
        json!({"apiVersion": "apps/v1", "kind": kind, "metadata": {"namespace": "shop", "name": name},
            "spec": {"replicas": 1, "template": template}})
    };
    let pods = [
        workload("Deployment", "web"),
        workload("ReplicaSet", "web-1"),
        pod("web-1-x", "w1", &["BAD"], "InvalidImageName", "couldn't parse image name"),
    ];
    let out = view(&pods);
    assert!(out.contains("shop/Deployment web c0, shop/ReplicaSet web-1 c0, shop/web-1-x c0"), "{out}");
    let report = report(&pods);
    let places = report["findings"][0]["places"].as_array().unwrap();
    assert_eq!(places[0]["workload"], "Deployment web");
    assert_eq!(places[2].get("workload"), None);
}

fn row<'b>(block: &'b str, label: &str) -> &'b str {
    let start = format!("  {label:7} ");
    block
        .lines()
        .find_map(|line| line.strip_prefix(start.as_str()))
        .unwrap_or_else(|| panic!("{label}: {block}"))
}

/// Finding 7: the age of many is that of the oldest, and what is the first one's is said to be.
#[test]
fn the_age_of_many_is_the_oldests() {
    let since = |name: &str, at: &str| {
        let mut pod = refused(name, "w1", &["ghcr.io/t/a:1"]);
        pod["status"]["startTime"] = at.into();
        pod
    };
    let pods = [since("new", "2026-03-01T09:00:00Z"), since("old", "2026-03-01T06:00:00Z")];
    let out = view(&pods);
    assert_eq!(
        row(&out, "state"),
        "the longest for at most 3h5m, not before the pod's start 2026-03-01T06:00:00Z; shop/new c0: ErrImagePull for \
         at most 5m, not before the pod's start 2026-03-01T09:00:00Z"
    );
    assert!(row(&out, "next").starts_with("all within 5m16s, by "), "{out}");
    let same = [since("new", "2026-03-01T09:00:00Z"), since("too", "2026-03-01T09:00:00Z")];
    assert!(row(&view(&same), "state").starts_with("ErrImagePull for at most 5m, "), "{}", view(&same));
}

/// Finding 7: owner and command are of all, or of the one that is named.
#[test]
fn owners_of_many_are_of_all_or_of_the_named_one() {
    let of = |name: &str, kind: &str, owner: &str| {
        let mut pod = pod(name, "w1", &["ghcr.io/t/a:1"], "ErrImagePull", "manifest unknown");
        pod["metadata"]["ownerReferences"] = json!([{"kind": kind, "name": owner, "controller": true}]);
        pod
    };
    let out = view(&[of("a-77-x", "ReplicaSet", "a-77"), of("b-0", "StatefulSet", "b")]);
    assert_eq!(row(&out, "where"), "the first of ReplicaSet a-77, on node w1");
    assert_eq!(row(&out, "run"), "for shop/a-77-x c0:");
    assert!(out.contains("\n          kubectl --namespace=shop describe replicaset/a-77\n"), "{out}");
    let out = view(&[of("a-77-x", "ReplicaSet", "a-77"), of("a-77-y", "ReplicaSet", "a-77")]);
    assert_eq!(row(&out, "where"), "of ReplicaSet a-77, on node w1");
    assert_eq!(row(&out, "run"), "kubectl --namespace=shop describe replicaset/a-77");
}

/// Finding 7: secrets that one pod names are not said of another that names none.
#[test]
fn secrets_of_many_are_of_all_or_of_the_named_one() {
    let with = |name: &str, secrets: Value| {
        let message = "pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials";
        let mut pod = pod(name, "w1", &["ghcr.io/t/a:1"], "ErrImagePull", message);
        pod["spec"]["imagePullSecrets"] = secrets;
        pod
    };
    let names = json!([{"name": "regcred-a"}]);
    let out = view(&[with("a", names.clone()), with("b", json!([]))]);
    assert_eq!(row(&out, "secrets"), "shop/a c0: the pod names regcred-a");
    assert!(row(&out, "act").starts_with("shop/a c0: ") || !row(&out, "act").contains("regcred-a"), "{out}");
    assert_eq!(row(&out, "run"), "for shop/a c0:");
    let out = view(&[with("a", names.clone()), with("b", names)]);
    assert_eq!(row(&out, "secrets"), "the pod names regcred-a");
    assert_eq!(row(&out, "run"), "kubectl --namespace=shop describe secret/regcred-a");
}

/// Finding 7: a mirror of several registries is said to be that.
#[test]
fn a_mirror_of_an_outage_is_of_all_its_registries() {
    let behind = |name: &str, registry: &str| {
        let message = format!(
            "failed to do request: Head \"https://mirror.example.com/v2/t/{name}/manifests/1?ns={registry}\": dial tcp: lookup mirror.example.com: no such host"
        );
        pod(name, "w1", &[&format!("{registry}/t/{name}:1")], "ErrImagePull", &message)
    };
    let out = view(&[behind("a", "ghcr.io"), behind("b", "quay.io")]);
    assert_eq!(row(&out, "asked"), "mirror.example.com, a mirror of ghcr.io, quay.io");
    assert!(row(&out, "says").starts_with("shop/a c0: "), "{out}");
    let out = view(&[behind("a", "ghcr.io"), behind("b", "ghcr.io")]);
    assert_eq!(row(&out, "asked"), "mirror.example.com, a mirror of ghcr.io");
}

/// An image that fails at two places is a trouble of each.
#[test]
fn a_trouble_is_of_one_endpoint() {
    let message = |host: &str| format!("failed to do request: Head \"https://{host}/v2/\": EOF");
    let at = |name: &str, host: &str| pod(name, "w1", &["ghcr.io/t/a:1"], "ErrImagePull", &message(host));
    let report = report(&[at("a", "m1.example"), at("b", "m2.example"), at("c", "m1.example")]);
    let counts: Vec<_> =
        report["findings"].as_array().unwrap().iter().map(|finding| finding["count"].clone()).collect();
    assert_eq!(counts, [json!(2), json!(1)]);
}

/// Finding 8: whatever is shown in short names its pods and their node.
#[test]
fn what_is_shown_in_short_names_its_pods() {
    let config = |n: usize| {
        pod(
            &format!("web-{n}"),
            &format!("w{}", n % 2),
            &["quay.io/t/a:1"],
            "CreateContainerConfigError",
            "secret \"db\" not found",
        )
    };
    let out = view(&[config(0), config(1)]);
    assert!(out.contains("shop/web-0 c0, shop/web-1 c0") && out.contains("on 2 nodes: w0, w1"), "{out}");
    let out = view(&[config(1)]);
    assert!(out.contains("shop/web-1, container c0") && out.contains("on node w1"), "{out}");
}

/// Finding 8: a node without its own image says which pod waits, even if it is one.
#[test]
fn a_sandbox_of_one_pod_names_the_pod() {
    let mut waiting = pod("sb-pause", "w1", &["quay.io/t/a:1"], "ContainerCreating", "");
    waiting["metadata"]["namespace"] = "port".into();
    let event = json!({"kind": "Event", "metadata": {"name": "e", "namespace": "port"}, "reason": "FailedCreatePodSandBox",
        "message": "Failed to create pod sandbox: failed to get sandbox image \"registry.k8s.io/pause:3.9\": dial tcp: no such host",
        "involvedObject": {"kind": "Pod", "namespace": "port", "name": "sb-pause"}, "count": 3,
        "firstTimestamp": "2026-03-01T09:01:00Z", "lastTimestamp": "2026-03-01T09:04:00Z"});
    let out = view(&[waiting, event]);
    assert_eq!(row(&out, "pods"), "port/sb-pause c0", "{out}");
}

/// Finding 8: a night of a dozen causes keeps what to do, where and what to type, and says what it leaves out.
#[test]
fn many_findings_keep_node_and_command() {
    let pods: Vec<_> = (0..40)
        .map(|n| {
            pod(
                &format!("p{n}"),
                &format!("w{n}"),
                &[&format!("quay.io/t/a{n}:1")],
                "ErrImagePull",
                "manifest unknown",
            )
        })
        .collect();
    let out = view(&pods);
    let named = out.lines().filter_map(|line| line.strip_prefix("blocked  tag_not_found  shop/p"));
    let numbers: Vec<&str> = named.filter_map(|rest| rest.split(',').next()).collect();
    let shown = numbers.len();
    assert!(shown >= 20, "{out}");
    for n in numbers {
        assert!(out.contains(&format!("on node w{n}\n")), "{n}: {out}");
        assert!(out.contains(&format!("kubectl --namespace=shop edit pod/p{n}\n")), "{n}: {out}");
    }
    assert!(out.lines().count() < 200, "{}", out.lines().count());
    assert!(out.contains(&format!("and {} more; --all shows every image", 40 - shown)), "{out}");
    assert!(out.contains("in short; --all shows them in full"), "{out}");
}

/// Finding 10: a template of which no pod will be made again is no trouble.
#[test]
fn old_revisions_and_finished_jobs_are_no_trouble() {
    let template = json!({"spec": {"containers": [{"name": "c0", "image": "BAD"}]}});
    let found = |kind: &str, group: &str, replicas: Value, status: Value| {
        let spec = json!({"replicas": replicas, "template": template});
        let first = json!({"apiVersion": group, "kind": kind, "metadata": {"name": "w"}, "spec": spec, "status": status});
        // The kind may come after everything else.
        let last = json!({"status": status, "spec": spec, "metadata": {"name": "w"}, "kind": kind, "apiVersion": group});
        let counts = [first, last].map(|object| report(&[object])["severities"].clone());
        assert_eq!(counts[0], counts[1]);
        counts[0]["blocked"] == 1
    };
    let of = |condition: &str, status: &str| json!({"conditions": [{"type": condition, "status": status}]});
    for (kind, group) in [("ReplicaSet", "apps/v1"), ("ReplicationController", "v1")] {
        assert!(!found(kind, group, json!(0), json!({})), "{kind}");
        assert!(found(kind, group, json!(1), json!({})), "{kind}");
        assert!(found(kind, group, Value::Null, json!({})), "one is filled in");
        assert!(found(kind, group, json!("0"), json!({})), "no number");
    }
    // What comes with the next scaling.
    assert!(found("Deployment", "apps/v1", json!(0), json!({})));
    for condition in ["Complete", "Failed"] {
        assert!(!found("Job", "batch/v1", Value::Null, of(condition, "True")));
        assert!(found("Job", "batch/v1", Value::Null, of(condition, "False")));
    }
    assert!(found("Job", "batch/v1", Value::Null, of("Suspended", "True")));
    assert!(found("Deployment", "apps/v1", json!(1), of("Complete", "True")));
}

/// A deadline that has passed is not called one that comes.
#[test]
fn a_deadline_that_has_passed_is_over() {
    let mut failing = refused("a", "w1", &["ghcr.io/t/a:1"]);
    failing["spec"]["activeDeadlineSeconds"] = 60.into();
    let out = view(&[failing.clone()]);
    assert_eq!(row(&out, "next"), "none: the pod's deadline is over since 2026-03-01T09:01:00Z");
    failing["spec"]["activeDeadlineSeconds"] = 310.into();
    failing["status"]["startTime"] = "2026-03-01T08:59:55Z".into();
    assert!(!row(&view(&[failing]), "next").contains("is over"));
}

/// No piped line of words is wider than it should be, with the sign of a gap, too.
#[test]
fn a_sign_of_a_gap_has_its_room() {
    for words in 30..60 {
        let message = format!("manifest unknown {}", "word and ".repeat(words));
        let pod = pod("a", "w1", &["quay.io/t/a:1"], "ErrImagePull", &message);
        let (_, out, _) = run("pod", pod.to_string().as_bytes(), WANTED);
        let says = out.lines().skip_while(|line| !line.starts_with("  says")).take(4);
        assert!(says.clone().any(|line| line.ends_with(" …")), "{out}");
        assert!(says.clone().all(|line| line.chars().count() <= 80), "{out}");
    }
}

/// Marks stand under what they mark, though the text begins with a blank; a reason may have a comma; a message may begin
/// with a blank line.
#[test]
fn odd_texts_are_shown_as_they_are() {
    let out = view(&[pod("a", "w1", &[" nginx"], "InvalidImageName", "couldn't parse")]);
    assert!(out.contains("\n  image    nginx\n          ^"), "{out}");
    let out = view(&[pod("a", "w1", &["nginx:1"], "Weird, reason: x", "\n  \nboom\nand more")]);
    assert!(out.starts_with("other_trouble  Weird, reason: x  shop/a, container c0: nginx:1 "), "{out}");
    assert!(out.contains("; boom and more\n"), "{out}");
}

/// A node that lacks its own image has pods in a table, and the widest cause keeps the columns.
#[test]
fn a_table_counts_the_pods_of_a_node() {
    let on_node = |n: usize| {
        let pod = pod(&format!("p{n}"), "w1", &["quay.io/t/a:1", "quay.io/t/b:1"], "ContainerCreating", "");
        let event = json!({"kind": "Event", "metadata": {"name": format!("e{n}"), "namespace": "shop"}, "count": 3,
            "reason": "FailedCreatePodSandBox", "message": "Failed to create pod sandbox: failed to get sandbox image \"registry.k8s.io/pause:3.9\": dial tcp: no such host",
            "involvedObject": {"kind": "Pod", "namespace": "shop", "name": format!("p{n}")},
            "firstTimestamp": "2026-03-01T09:01:00Z", "lastTimestamp": "2026-03-01T09:04:00Z"});
        [pod, event]
    };
    let out = brief(&(0..2).flat_map(on_node).collect::<Vec<_>>());
    assert!(out.contains("node w1, 2 pods  "), "{out}");
    let message = "unexpected status from HEAD request to https://quay.io/v2/t/a/manifests/1: 200 OK";
    let out = brief(&[
        pod("a", "w1", &["quay.io/t/a:1"], "ErrImagePull", message),
        pod("b", "w1", &["quay.io/t/b:1"], "ErrImagePull", "manifest unknown"),
    ]);
    if let [header, rows @ .., _] = &out.lines().collect::<Vec<_>>()[..] {
        let place = header.find("WHERE").unwrap();
        assert!(rows.iter().all(|row| row[place..].starts_with("shop/")), "{out}");
    }
}

/// What no rule knows is told in its own words, and other words are another trouble; the numbers in them are not.
#[test]
fn unknown_messages_that_differ_are_two_troubles() {
    let odd = |name: &str, message: &str| pod(name, "n0", &["quay.io/a/b:1"], "ErrImagePull", message);
    let pods = [
        odd("a", "the frobnicator at 10.0.0.1:99 hums"),
        odd("b", "the frobnicator at 10.0.0.2:17 hums"),
        odd("c", "a gnome sits on the wire"),
    ];
    let findings = report(&pods)["findings"].as_array().unwrap().clone();
    assert_eq!(findings.len(), 2, "{findings:#?}");
    let out = view(&pods);
    assert!(out.contains("the frobnicator") && out.contains("a gnome sits on the wire"), "{out}");
}
