//! Recordings of a real cluster: what is said of the next attempt, against when it came.

use std::collections::BTreeMap;

use super::*;

/// Thirteen moments of 45 pods on a kubelet 1.36.2 with containerd 2.1.9; each line has what changed since the last.
const RECORDING: &str = include_str!("../../data/recorded/w1.jsonl");

struct Snapshot {
    now: Timestamp,
    minor: u16,
    truth: Vec<Value>,
    pods: Vec<Pod>,
    events: Events,
}

/// The objects of one kind so far, each by what it is, in a stable order.
#[derive(Default)]
struct Objects(BTreeMap<String, Value>);

impl Objects {
    fn update(&mut self, changed: &Value, key: impl Fn(&Value) -> String) -> Vec<Value> {
        for object in changed.as_array().unwrap() {
            self.0.insert(key(object), object.clone());
        }
        self.0.values().cloned().collect()
    }
}

fn snapshots() -> Vec<Snapshot> {
    let (mut pods, mut events) = (Objects::default(), Objects::default());
    let snapshots = RECORDING.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        let pods = pods.update(&line["pods"], |pod| pod["metadata"]["name"].to_string());
        let events = events.update(&line["events"], |event| {
            ["involvedObject", "reason", "message", "firstTimestamp"]
                .map(|part| event[part].to_string())
                .concat()
        });
        Snapshot {
            now: line["now"].as_str().unwrap().parse().unwrap(),
            minor: u16::try_from(line["minor"].as_u64().unwrap()).unwrap(),
            truth: line["truth"].as_array().unwrap().clone(),
            pods: pods.into_iter().map(pod).collect(),
            events: self::events(&events),
        }
    });
    snapshots.collect()
}

/// Where the kubelet's log has an attempt: the field as events name it, nothing for an image volume.
fn is_about(truth: &Value, diagnosis: &Diagnosis) -> bool {
    let path = truth["fieldPath"].as_str().unwrap();
    let is_place = match path.split_once('{') {
        Some((list, name)) => {
            list == format!("spec.{}", diagnosis.owner.list())
                && name.trim_end_matches('}') == &*diagnosis.container
        }
        None => diagnosis.owner == pullspec::api::ImageOwner::Volume,
    };
    truth["pod"] == *diagnosis.pod && truth["image"] == diagnosis.image.written() && is_place
}

#[test]
fn recorded_attempts_come_in_the_window_that_is_said() {
    let mut widths = Vec::new();
    let (mut running, mut done, mut late) = (0, 0, 0);
    let mut silent = Vec::new();
    for snapshot in snapshots() {
        assert_eq!(snapshot.pods.len(), 45);
        let context = ExplainContext::new()
            .with_now(snapshot.now)
            .with_behavior(Behavior::for_minor(snapshot.minor))
            .with_events(&snapshot.events);
        let found: Vec<_> = snapshot.pods.iter().flat_map(|pod| explain_pod(pod, &context)).collect();
        for truth in &snapshot.truth {
            let Some(diagnosis) = found.iter().find(|diagnosis| is_about(truth, diagnosis)) else { continue };
            let next = truth["next_attempt"].as_str().map(|at| at.parse::<Timestamp>().unwrap());
            match (diagnosis.next_attempt, next) {
                (NextAttempt::BackOff { earliest, latest, .. }, Some(next)) => {
                    let (earliest, latest) = (earliest.at.unwrap(), latest.at.unwrap());
                    assert!(earliest <= next && next <= latest, "{truth} at {}\n{diagnosis}", snapshot.now);
                    widths.push(latest - earliest);
                }
                // The recording ends before the attempt comes.
                (NextAttempt::BackOff { .. }, None) => late += 1,
                (NextAttempt::Running { since, .. }, _) => {
                    let last: Timestamp = truth["last_attempt"].as_str().unwrap().parse().unwrap();
                    assert!(last - since < Duration::from_secs(1) && since <= last, "{truth}\n{diagnosis}");
                    running += 1;
                }
                (_, Some(_)) => silent.push(format!("{} {}", truth["pod"], diagnosis.headline())),
                _ => done += 1,
            }
        }
    }
    widths.sort_unstable();
    let median = widths[widths.len() / 2].as_secs();
    println!(
        "{} predictions, all right, median width {median} s; {late} came after the recording",
        widths.len()
    );
    println!("{running} attempts ran, {} had no prediction: {silent:#?}", silent.len());
    assert_eq!((widths.len(), running, silent.len(), late, done), (454, 19, 0, 46, 53));
    assert!(median <= 52, "{median} s");
}
