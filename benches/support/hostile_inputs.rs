//! Inputs made to hurt, and what is done to them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::time::Duration;

use pullspec::access::ExemptImages;
use pullspec::api::GoQuoted;
use pullspec::api::{Behavior, Container, EventType};
use pullspec::cause::Details;
use pullspec::credentials::DockerConfigJson;
use pullspec::explain::ExplainContext;
use pullspec::kubectl::{check_logs, describe_events, pod_status};
use pullspec::kubelet::{EmittedEvent, EventCorrelator};
use pullspec::{
    AnyReference, Digest, Events, Keyring, Pattern, Pod, PodImage, Pods, PullError, PullPolicy, RawReference,
    Reference, Report, WaitingReason, classify, explain_pod,
};

/// An input, and how it is made for a length in bytes.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) make: Box<dyn Fn(usize) -> String>,
}

fn repeated(name: impl Into<String>, unit: &'static str) -> Input {
    Input { name: name.into(), make: Box::new(move |len| unit.repeat(len / unit.len())) }
}

/// `before`, then `unit` again and again, then `after`.
fn between(name: &str, before: &'static str, unit: &'static str, after: &'static str) -> Input {
    Input {
        name: name.into(),
        make: Box::new(move |len| {
            let middle = len.saturating_sub(before.len() + after.len()) / unit.len();
            format!("{before}{}{after}", unit.repeat(middle))
        }),
    }
}

/// Texts for everything that reads text.
pub(crate) fn texts() -> Vec<Input> {
    let separators = [
        "/", ":", "@", ".", "-", "_", "[", "]", "\"", "\\", "'", "(", ")", ",", ";", "=", "*", "?", "%", " ",
        "\n", "\t",
    ];
    let mut inputs: Vec<Input> =
        separators.map(|unit| repeated(format!("{unit:?} alone"), unit)).into_iter().collect();
    inputs.extend([
        repeated("a letter", "a"),
        repeated("NUL", "\0"),
        repeated("upper case", "A"),
        repeated("non-ASCII letters", "é"),
        repeated("letters that fold to ASCII", "\u{212a}\u{130}"),
        repeated("four-byte characters", "\u{1f4a3}"),
        repeated("bidi overrides", "\u{202e}a\u{202c}"),
        repeated("zero-width", "a\u{200b}\u{feff}"),
        repeated("combining marks", "e\u{301}"),
        repeated("path components", "a/"),
        repeated("host labels", "a."),
        repeated("ports", "a:1/"),
        repeated("digests", "@sha256:"),
        repeated("open brackets, no close", "[(\\\""),
        repeated("brackets in brackets", "[[(("),
        between("a long host", "", "a", ".example/app:1"),
        between("a long tag", "reg.example/app:", "a", ""),
        between("a long digest", "app@sha256:", "0", ""),
        between("a long address", "[", "::1", "]/app"),
        repeated("stars and letters", "*a"),
        repeated("classes", "[a-"),
        repeated("reasons in each other", "ImagePullBackOff: "),
        repeated("back-offs in each other", "Back-off pulling image \"a\": ImagePullBackOff: "),
        repeated("errors in each other", "rpc error: code = Unknown desc = failed to pull: "),
        repeated("sync errors, badly quoted", " with ErrImagePull: \\\\\""),
        repeated("sync errors, quoted", " with ErrImagePull: \\\""),
        repeated("aggregates in each other", "[denied: a, "),
        repeated("denials", "denied: "),
        repeated("URLs", "https://a/v2/b?ns=c "),
        between("an image name that never ends", "Failed to pull image \"", "a\\\"", ""),
        between("a 1 MB message", "Failed to pull image \"a\": ", "x509: certificate ", "has expired"),
    ]);
    inputs
}

/// Does to a text what a row of the table measures.
pub(crate) type Reader = fn(&str);

/// What reads text.
pub(crate) fn readers() -> Vec<(&'static str, Reader)> {
    fn gone<T>(value: T) {
        drop(black_box(value));
    }
    vec![
        ("`RawReference::parse`", |text| gone(RawReference::parse(text))),
        ("`Reference::parse`", |text| gone(Reference::parse(text))),
        ("`ParseError::underline`, `hint`", |text| {
            if let Err(error) = Reference::parse(text) {
                gone((error.underline(text).to_string(), error.hint(text)));
            }
        }),
        ("`AnyReference::parse`", |text| gone(AnyReference::parse(text))),
        ("`PodImage::parse`", |text| gone(PodImage::parse(text))),
        ("`Digest::parse`", |text| gone(Digest::parse(text))),
        ("`Pattern::parse`", |text| gone(Pattern::parse(text))),
        ("`Pattern::matches`", |text| {
            if let Ok(image) = Reference::parse(text) {
                gone(Pattern::parse("*.example/**").unwrap().matches(&image));
            }
        }),
        ("`Reference::matches_familiar`", |text| {
            gone(Reference::parse("a/b/c:1").unwrap().matches_familiar(text));
        }),
        ("`PullPolicy::default_for`", |text| {
            gone(PullPolicy::default_for(&PodImage::new(text), &Behavior::default()));
        }),
        ("`ExemptImages`", |text| {
            let behavior = Behavior::for_minor(36);
            gone(ExemptImages::parse([text], &behavior));
            gone(
                ExemptImages::parse(["quay.io/*"], &behavior).map(|list| list.contains(&PodImage::new(text))),
            );
        }),
        ("`Keyring::insert`", |text| gone(Keyring::new().insert(text, ()))),
        ("`Keyring::lookup` of a key", |text| {
            let ring: Keyring<()> = [(text, ())].into_iter().collect();
            gone(ring.lookup_name("a.example/b").len());
        }),
        ("`Keyring::lookup` of an image", |text| {
            let ring: Keyring<()> = [("*.*.example", ()), ("*/a", ()), ("quay.io", ())].into_iter().collect();
            gone(ring.lookup_name(text).len());
        }),
        ("`DockerConfigJson`, an auth", |text| {
            let json = serde_json::json!({"auths": {"a": {"auth": text}}}).to_string();
            gone(serde_json::from_str::<DockerConfigJson>(&json));
        }),
        ("`classify`", |text| gone(classify(None, text))),
        ("`Details::of`", |text| gone(Details::of(text))),
        ("`WaitingReason`", |text| gone(WaitingReason::from(text))),
        ("`PullError::from_waiting`", |text| {
            for reason in WaitingReason::ALL {
                gone(PullError::from_waiting(reason, text));
            }
        }),
        ("`PullError::from_event`", |text| gone(PullError::from_event(text))),
        ("`PullError::from_text`", |text| gone(PullError::from_text(text))),
        ("`GoQuoted`", |text| gone(GoQuoted(text).to_string())),
        ("`EventCorrelator`", |text| {
            let mut correlator = EventCorrelator::new(&Behavior::for_minor(35));
            for n in 0..3 {
                gone(correlator.observe(
                    Duration::from_secs(n),
                    EmittedEvent {
                        object: "node",
                        field_path: "",
                        event_type: EventType::Warning,
                        reason: "Failed",
                        message: text,
                    },
                ));
            }
        }),
    ]
}

/// Whole documents, each with what is done to it.
#[allow(clippy::too_many_lines, reason = "one list")]
pub(crate) fn documents() -> Vec<(Input, Reader)> {
    fn views(json: &str) {
        let pods: Pods = serde_json::from_str(json).unwrap();
        let mut report = Report::new();
        for pod in &pods {
            let mut pod: Pod = pod.clone();
            black_box((pod.images().count(), pod_status(&pod)));
            black_box(check_logs(&pod, "c9", false).is_ok());
            black_box(pod.validate_images());
            pod.spec.default_pull_policies(&Behavior::for_minor(34));
            let found = explain_pod(&pod, &ExplainContext::new());
            black_box(found.iter().map(|found| found.to_string().len()).sum::<usize>());
            report.add_pod(found);
        }
        black_box(report.findings().len());
        black_box(describe_events(&Events::default(), Duration::ZERO).to_string());
    }
    fn events(json: &str) {
        let events: Events = serde_json::from_str(json).unwrap();
        let mut pod = Pod::default();
        let mut app = Container::default();
        (app.name, app.image) = ("c9".into(), "redis:9".into());
        pod.metadata.name = "web".into();
        pod.spec.containers.push(app);
        let context = ExplainContext::new().with_events(events.as_slice());
        for _ in 0..100 {
            black_box(explain_pod(&pod, &context).len());
        }
    }
    fn pods_with_events(json: &str) {
        let (pods, events): (Pods, Events) =
            (serde_json::from_str(json).unwrap(), serde_json::from_str(json).unwrap());
        let context = ExplainContext::new().with_events(events.as_slice());
        for pod in &pods {
            black_box(explain_pod(pod, &context).len());
        }
    }
    fn refused(json: &str) {
        assert!(serde_json::from_str::<Pods>(json).is_err());
    }
    fn containers(len: usize, sidecars: bool) -> String {
        let (mut specs, mut statuses) = (String::new(), String::new());
        // About 105 bytes each: 10,000 of them in a megabyte.
        for n in 0..len / 105 {
            let comma = if n == 0 { "" } else { "," };
            let policy = if sidecars { r#","restartPolicy":"Always""# } else { "" };
            write!(specs, r#"{comma}{{"name":"c{n}","image":"redis:{n}"{policy}}}"#).unwrap();
            write!(statuses, r#"{comma}{{"name":"c{n}","started":true,"state":{{"waiting":{{}}}}}}"#)
                .unwrap();
        }
        let (list, status) = if sidecars {
            ("initContainers", "initContainerStatuses")
        } else {
            ("containers", "containerStatuses")
        };
        let others = if list == "containers" { "" } else { r#","containers":[{}]"# };
        format!(
            r#"{{"kind":"Pod","spec":{{"{list}":[{specs}]{others}}},"status":{{"{status}":[{statuses}]}}}}"#
        )
    }
    fn pod_with(name: &str, make: impl Fn(usize) -> String + 'static) -> Input {
        Input { name: name.into(), make: Box::new(make) }
    }
    fn deep(open: &'static str, close: &'static str) -> impl Fn(usize) -> String {
        move |len| {
            // 10,000 levels in the full run.
            let depth = (len / 100).max(200);
            format!(
                r#"{{"kind":"Pod","spec":{{"containers":[{{}}]}},"unknown":{}null{}}}"#,
                open.repeat(depth),
                close.repeat(depth)
            )
        }
    }
    vec![
        (pod_with("10,000 containers", |len| containers(len, false)), views),
        (pod_with("10,000 sidecars", |len| containers(len, true)), views),
        (
            pod_with("1 MB in every text of a pod", |len| {
                let text = "a/".repeat(len / 10);
                format!(
                    r#"{{"kind":"Pod","metadata":{{"name":"{text}"}},"spec":{{"containers":[{{"name":"c9","image":"{text}"}}]}},
                    "status":{{"reason":"{text}","containerStatuses":[{{"name":"c9","state":{{"waiting":{{"reason":"{text}","message":"{text}"}}}}}}]}}}}"#
                )
            }),
            views,
        ),
        (
            pod_with("a list of pods with an empty container", |len| {
                let pod = r#"{"kind":"Pod","spec":{"containers":[{}]}},"#;
                format!(
                    r#"{{"kind":"List","items":[{}{}]}}"#,
                    pod.repeat(len / pod.len()),
                    pod.trim_end_matches(',')
                )
            }),
            views,
        ),
        (
            pod_with("4,000 containers of one image, each with an event", |len| {
                let count = len / 250;
                let specs: Vec<_> =
                    (0..count).map(|n| format!(r#"{{"name":"c{n}","image":"redis:9"}}"#)).collect();
                let statuses: Vec<_> = (0..count)
                    .map(|n| {
                        format!(r#"{{"name":"c{n}","state":{{"waiting":{{"reason":"ImagePullBackOff"}}}}}}"#)
                    })
                    .collect();
                let events = (0..count).map(|n| {
                    format!(
                        r#",{{"kind":"Event","involvedObject":{{"kind":"Pod","name":"w","fieldPath":"spec.containers{{c{n}}}"}},"reason":"BackOff","message":"Back-off pulling image \"redis:9\""}}"#
                    )
                });
                format!(
                    r#"{{"kind":"List","items":[{{"kind":"Pod","metadata":{{"name":"w"}},"spec":{{"containers":[{}]}},"status":{{"containerStatuses":[{}]}}}}{}]}}"#,
                    specs.join(","),
                    statuses.join(","),
                    events.collect::<String>()
                )
            }),
            pods_with_events,
        ),
        (
            pod_with("a list of events of one pod", |len| {
                let event = r#"{"involvedObject":{"kind":"Pod","name":"web","fieldPath":"spec.containers{c9}"},"reason":"BackOff"},"#;
                format!(
                    r#"{{"kind":"EventList","items":[{}{{"kind":"Event"}}]}}"#,
                    event.repeat(len / event.len())
                )
            }),
            events,
        ),
        (pod_with("10,000 arrays in each other, unknown", deep("[", "]")), views),
        (pod_with("10,000 objects in each other, unknown", deep(r#"{"a":"#, "}")), views),
        (
            pod_with("10,000 lists in each other", |len| {
                let depth = (len / 100).max(200);
                format!("{}null{}", r#"{"kind":"List","items":["#.repeat(depth), "]}".repeat(depth))
            }),
            refused,
        ),
        (
            pod_with("lone surrogates", |len| {
                format!(r#"{{"kind":"Pod","metadata":{{"name":"{}"}}}}"#, r"\ud800".repeat(len / 6))
            }),
            refused,
        ),
        (
            pod_with("docker config: 1 MB of keys", |len| {
                let entries: BTreeMap<String, _> =
                    (0..len / 30).map(|n| (format!("*.*.host{n}.example"), serde_json::json!({}))).collect();
                serde_json::json!({ "auths": entries }).to_string()
            }),
            |json| {
                let config: DockerConfigJson = serde_json::from_str(json).unwrap();
                let mut ring = Keyring::new();
                ring.insert_config(&config.auths, ());
                black_box(ring.lookup_name("a.b.host7.example/app").len());
            },
        ),
        (
            pod_with("docker config: one key of 1 MB", |len| {
                format!(r#"{{"auths":{{"{}":{{}}}}}}"#, "*a?".repeat(len / 3))
            }),
            |json| {
                let config: DockerConfigJson = serde_json::from_str(json).unwrap();
                let mut ring = Keyring::new();
                ring.insert_config(&config.auths, ());
                black_box(ring.lookup_name(&format!("{}/app", "a".repeat(253))).len());
            },
        ),
        (
            pod_with("docker config: lone surrogates", |len| {
                format!(r#"{{"auths":{{"{}":{{}}}}}}"#, r"\udc00".repeat(len / 6))
            }),
            |json| assert!(serde_json::from_str::<DockerConfigJson>(json).is_err()),
        ),
    ]
}
