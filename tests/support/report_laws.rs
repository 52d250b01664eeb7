//! What holds of reports over any pods: whatever they are joined from, they count all, say the worst first, print what is
//! harmless and hold no secret, and JSON holds all of them.

use pullspec::api::{Container, ContainerStatus, StateWaiting};
use pullspec::explain::{ExplainContext, OutagePlace, Severity};
use pullspec::{Diagnosis, Pod, Report, explain_pod};

const IMAGES: [&str; 8] = [
    "redis:7",
    "quay.io/team/app:1",
    "quay.io/Team/app",
    "https://robot:hunTer2xYz@quay.io/app",
    "",
    "sha256:4f53",
    "quay.io/team/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "a\u{1b}]0;x\u{7}/\u{202e}b",
];
const REASONS: [&str; 8] = [
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
    "ErrImageNeverPull",
    "ContainerCreating",
    "CrashLoopBackOff",
    "",
    "a\u{1b}[31mb",
];
const MESSAGES: [&str; 9] = [
    "",
    "manifest unknown",
    "Back-off pulling image \"redis:7\": ErrImagePull: x509: certificate has expired",
    "Get \"https://robot:hunTer2xYz@quay.io/v2/\": dial tcp: no such host",
    "toomanyrequests: You have reached your pull rate limit",
    "failed: Authorization: Bearer hunTer2xYz",
    "\u{202e}x\u{200b}\n\r",
    "unauthorized: authentication required",
    "write /var/lib/containerd/x: no space left on device",
];
const SECRET: &str = "hunTer2xYz";

/// Three bytes make a container; a zero begins the next pod.
#[track_caller]
pub fn replay(bytes: &[u8]) {
    let Some((&places, bytes)) = bytes.split_first() else { return };
    let pods: Vec<Pod> =
        bytes.split(|&byte| byte == 0).take(64).zip(0..).map(|(bytes, n)| pod(bytes, n)).collect();
    let places = usize::from(places) % 5;
    let found: Vec<Vec<Diagnosis>> =
        pods.iter().map(|pod| explain_pod(pod, &ExplainContext::new())).collect();
    let of = |found: &[Vec<Diagnosis>]| {
        let mut report = Report::new().with_kept_places(places);
        found.iter().cloned().for_each(|found| report.add_pod(found));
        report
    };
    let whole = of(&found);
    let cut = bytes.len() % (found.len() + 1);
    let (left, right) = found.split_at(cut);
    assert_eq!(of(left).merge(of(right)), whole, "cut at {cut}");
    assert_eq!(Report::new().with_kept_places(places).merge(whole.clone()), whole);
    counts(&whole, &found);
    prints(&whole);
    let json = serde_json::to_string(&whole).unwrap();
    let read: Report = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
    assert_eq!((read.pods(), read.images(), read.worst()), (whole.pods(), whole.images(), whole.worst()));
    // What was read is as good as what was written.
    assert_eq!(read.with_kept_places(places), whole);
    outages_count_each_pod_once(&found);
}

/// An outage has as many pods as are in the places of its findings, however many images of a pod they are of.
#[track_caller]
fn outages_count_each_pod_once(found: &[Vec<Diagnosis>]) {
    let mut report = Report::new().with_kept_places(usize::MAX);
    found.iter().cloned().for_each(|found| report.add_pod(found));
    for outage in report.outages() {
        let places = outage.findings.iter().flat_map(|finding| &finding.places);
        let mut pods: Vec<&str> = places.map(|place| place.pod.as_str()).collect();
        pods.sort_unstable();
        pods.dedup();
        if let OutagePlace::Node(name) = &outage.place {
            pods.retain(|pod| pod.trim_start_matches("web-").parse().is_ok_and(|n: usize| node(n) == *name));
        }
        assert_eq!(outage.pods, pods.len() as u64, "{outage}");
        assert!(outage.images >= 1 && outage.images <= outage.findings.len() as u64, "{outage}");
    }
}

fn node(n: usize) -> String {
    ["", "w1", "w2"][n % 3].into()
}

fn pod(bytes: &[u8], n: usize) -> Pod {
    let mut pod = Pod::default();
    (pod.metadata.namespace, pod.metadata.name) = ("shop".into(), format!("web-{n}"));
    pod.status.phase = "Pending".into();
    pod.spec.node_name = node(n);
    for (at, chunk) in bytes.chunks(3).take(16).enumerate() {
        let byte = |n: usize| usize::from(chunk.get(n).copied().unwrap_or_default());
        let pick = |n: usize| byte(n) % 8;
        let mut container = Container::default();
        (container.name, container.image) = (format!("c{at}"), IMAGES[pick(0)].into());
        pod.spec.containers.push(container);
        let mut waiting = StateWaiting::default();
        (waiting.reason, waiting.message) =
            (REASONS[pick(1)].into(), MESSAGES[byte(2) % MESSAGES.len()].into());
        let mut status = ContainerStatus::default();
        status.name = format!("c{at}");
        status.state.waiting = Some(waiting);
        pod.status.container_statuses.push(status);
    }
    pod
}

#[track_caller]
fn counts(report: &Report, found: &[Vec<Diagnosis>]) {
    let images: usize = found.iter().map(Vec::len).sum();
    assert_eq!((report.pods(), report.images()), (found.len() as u64, images as u64));
    let counted: u64 = Severity::ALL.into_iter().map(|severity| report.count(severity)).sum();
    assert_eq!(counted, images as u64);
    let findings = report.findings();
    let troubles: u64 = findings.iter().map(|finding| finding.count).sum();
    assert_eq!(troubles, images as u64 - report.count(Severity::Fine));
    assert!(findings.is_sorted_by(|a, b| a.diagnosis.severity >= b.diagnosis.severity), "the worst first");
    let worst = found.iter().flatten().map(|found| found.severity).max().unwrap_or(Severity::Fine);
    assert_eq!(report.worst(), worst);
}

#[track_caller]
fn prints(report: &Report) {
    for finding in report.findings() {
        let rows = finding.rows().into_iter().map(|(_, text)| text);
        for text in rows.chain([finding.to_string(), finding.headline(), format!("{finding:?}")]) {
            let acts = |c: char| c.is_control() && c != '\n' || ('\u{200b}'..='\u{202e}').contains(&c);
            assert!(!text.contains(acts), "{text:?}");
            assert!(!text.contains(SECRET), "{text:?}");
        }
    }
    assert!(!format!("{report:?}").contains(SECRET));
}
