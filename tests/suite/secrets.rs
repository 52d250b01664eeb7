//! What is printed of texts that others wrote: without secrets where people see it, and where not, exactly that.

use core::time::Duration;

use pullspec::access::{CredentialVerificationPolicy, ExemptImages};
use pullspec::api::{
    Behavior, Container, ContainerState, ContainerStatus, EventType, GoQuoted, ImageVolumeSource,
    RecordedEvent, Redacted, StateTerminated, StateWaiting, Volume,
};
use pullspec::cause::Details;
use pullspec::kubectl::{check_logs, describe_events};
use pullspec::kubelet::{EmittedEvent, EventCorrelator};
use pullspec::pattern::PatternSet;
use pullspec::{
    AnyReference, Digest, Event, Keyring, Pattern, Pod, PodImage, PullError, PullPolicy, Reference,
    WaitingReason,
};

/// A pod that holds the text wherever one of its texts can.
fn pod_of(text: &str) -> Pod {
    let mut waiting = StateWaiting::default();
    (waiting.reason, waiting.message) = (text.into(), text.into());
    let mut status = ContainerStatus::default();
    status.name = text.into();
    status.image = text.into();
    status.state.waiting = Some(waiting);
    let mut container = Container::default();
    (container.name, container.image, container.image_pull_policy) =
        (text.into(), format!(" {text}"), Some(text.into()));
    let mut source = ImageVolumeSource::default();
    source.reference = text.into();
    let mut volume = Volume::default();
    volume.image = Some(source);
    let mut pod = Pod::default();
    pod.metadata.name = text.into();
    pod.spec.containers.push(container);
    pod.spec.volumes.push(volume);
    pod.status.container_statuses.push(status);
    pod
}

/// The same, failing for a reason that the kubelet has.
fn failing(text: &str) -> Pod {
    let mut pod = pod_of(text);
    pod.metadata.name = "web".into();
    pod.spec.containers[0].name = "app".into();
    pod.spec.containers[0].image_pull_policy = None;
    pod.spec.containers[0].image = text.into();
    pod.status.container_statuses[0].name = "app".into();
    if let Some(waiting) = &mut pod.status.container_statuses[0].state.waiting {
        waiting.reason = "ErrImagePull".into();
    }
    pod
}

fn terminated(text: &str) -> ContainerState {
    let mut ended = StateTerminated::default();
    (ended.reason, ended.message) = (text.into(), text.into());
    let mut state = ContainerState::default();
    state.terminated = Some(ended);
    state
}

fn row(text: &str) -> RecordedEvent {
    RecordedEvent {
        event_type: EventType::Normal,
        reason: text.into(),
        field_path: text.into(),
        source: text.into(),
        message: text.into(),
        count: 2,
        first: Duration::ZERO,
        last: Duration::ZERO,
    }
}

/// Forms in which a text comes into an entry of a list or a field.
fn entries(text: &str) -> [String; 4] {
    [text.to_owned(), format!(" {text}"), format!("a/{text}*b"), format!("a/b:{text}")]
}

fn pull_errors(text: &str) -> Vec<PullError> {
    let quoted = GoQuoted(text);
    let mut errors = Vec::new();
    for reason in WaitingReason::ALL {
        for message in [format!("Back-off pulling image {quoted}: ErrImagePull: {text}"), text.to_owned()] {
            errors.extend(PullError::from_waiting(reason, &message));
        }
    }
    for message in ["Failed to pull image", "Failed to inspect image", "Failed to apply default image tag"] {
        errors.extend(PullError::from_event(&format!("{message} {quoted}: {text}")));
    }
    errors
}

/// What this crate prints for people about a text of others: without what acts on a terminal, and without secrets.
pub fn printed(text: &str) -> Vec<String> {
    let mut printed = Vec::new();
    let list = PatternSet::parse(["quay.io/team/**"]).unwrap();
    for entry in entries(text) {
        match Reference::parse(&entry) {
            Err(error) => {
                printed.extend([error.to_string(), error.underline(&entry).to_string()]);
                printed.extend(error.hint(&entry).map(|hint| hint.to_string()));
            }
            Ok(image) => printed.extend(list.check(&image).err().map(|e| e.to_string())),
        }
        printed.extend(PodImage::parse(&entry).err().map(|e| e.to_string()));
        printed.extend(AnyReference::parse(&entry).err().map(|e| e.to_string()));
        printed.extend(Digest::parse(&entry).err().map(|e| e.to_string()));
        printed.extend(Keyring::new().insert(&*entry, ()).err().map(|e| e.to_string()));
        printed.push(Redacted(&entry).to_string().escape_debug().to_string());
    }
    for error in pull_errors(text) {
        printed.push(error.to_string());
        printed.extend(error.name_warnings().iter().map(ToString::to_string));
    }
    #[cfg(feature = "explain")]
    for pod in [pod_of(text), failing(text)] {
        let mut report = pullspec::Report::new();
        let found = pullspec::explain_pod(&pod, &pullspec::explain::ExplainContext::new());
        printed.extend(found.iter().flat_map(|found| [found.to_string(), found.summary(), found.headline()]));
        report.add_pod(found);
        printed.extend(report.findings().iter().map(ToString::to_string));
    }
    printed
}

/// What this crate prints as another program prints it, or of what an administrator wrote: without what acts on a
/// terminal, but whatever else is in the text is shown.
pub fn repeated(text: &str) -> Vec<String> {
    let mut printed = Vec::new();
    for entry in entries(text) {
        for minor in [34, 36] {
            printed.extend(
                ExemptImages::parse([&entry], &Behavior::for_minor(minor)).err().map(|e| e.to_string()),
            );
        }
        printed.extend(Pattern::parse(&entry).err().map(|e| e.to_string()));
        printed.extend(entry.parse::<PullPolicy>().err().map(|e| e.to_string()));
    }
    let error = CredentialVerificationPolicy::from_name(text, ExemptImages::default()).unwrap_err();
    printed.push(error.to_string());
    let pod = pod_of(text);
    printed.extend(pod.validate_images().iter().map(ToString::to_string));
    printed.extend(check_logs(&pod, text, false).err().map(|e| e.to_string()));
    printed.extend(check_logs(&pod, text, true).err().map(|e| e.to_string()));
    printed.extend(check_logs(&pod, "other", true).err().map(|e| e.to_string()));
    printed.push(describe_events([&row(text)], Duration::ZERO).to_string());
    #[cfg(feature = "explain")]
    printed.push(pullspec::kubectl::DescribeState::new(text, &terminated(text)).to_string());
    printed
}

/// `Debug` of what holds texts of the cluster and of credentials.
fn debugged(text: &str) -> Vec<String> {
    fn both(value: &dyn core::fmt::Debug) -> [String; 2] {
        [format!("{value:?}"), format!("{value:#?}")]
    }
    let mut shown = Vec::new();
    let mut keyring = Keyring::new();
    let _ = keyring.insert(text, ());
    shown.extend(both(&keyring));
    shown.extend(keyring.lookup_name(text).iter().flat_map(|entry| both(entry)));
    for pod in [pod_of(text), failing(text)] {
        shown.extend(both(&pod));
        shown.extend(pod.images().flat_map(|image| both(&image)));
        #[cfg(feature = "explain")]
        {
            let mut report = pullspec::Report::new();
            let found = pullspec::explain_pod(&pod, &pullspec::explain::ExplainContext::new());
            shown.extend(found.iter().flat_map(|found| both(found)));
            report.add_pod(found);
            shown.extend(both(&report));
            shown.extend(report.findings().iter().flat_map(|found| both(found)));
        }
    }
    let mut event = Event::default();
    (event.reason, event.message) = (text.into(), text.into());
    shown.extend(both(&event));
    shown.extend(both(&row(text)));
    shown.extend(both(&terminated(text)));
    let emitted = EmittedEvent {
        object: text,
        field_path: text,
        event_type: EventType::Normal,
        reason: text,
        message: text,
    };
    shown.extend(both(&emitted));
    shown.extend(both(
        &EventCorrelator::new(&Behavior::default()).observe(core::time::Duration::ZERO, emitted),
    ));
    shown.extend(both(&Details::of(text)));
    shown.extend(pull_errors(text).iter().flat_map(|error| both(error)));
    for entry in entries(text) {
        shown.extend(Reference::parse(&entry).err().iter().flat_map(|error| {
            let picture = error.underline(&entry);
            [both(error), both(&picture)].concat()
        }));
    }
    shown.extend(both(&Redacted(text)));
    shown
}

const SECRET: &str = "hunTer2xYz";

/// Texts with a secret in each form that `Redacted` names.
fn planted() -> Vec<String> {
    let forms = [
        "https://robot:{}@quay.io/app",
        "https://{}@quay.io/app",
        "docker://robot:{}@quay.io/x",
        "HTTPS://robot:{}@quay.io/x",
        "//robot:{}@quay.io/x",
        "robot:{}@quay.io/x",
        "https://robot:1/{}@quay.io:bad/x",
        "Get \"https://s3.example/b?X-Amz-Signature={}&x=1\": EOF",
        "Get \"https://s3.example/b?x=1&sig={}\": EOF",
        "failed: Authorization: Bearer {}",
        "failed: authorization: basic {}==",
        r#"unexpected body {"token": "{}", "x": 1}"#,
        "invalid value eyJhbGciOiJIUzI1NiJ9.{}",
    ];
    forms.map(|form| form.replace("{}", SECRET)).into()
}

#[test]
fn no_planted_secret_is_printed() {
    let mut count = 0;
    for text in planted().iter().filter(|text| !text.contains("1/hun")) {
        for shown in printed(text) {
            assert!(!shown.contains(SECRET), "{text}\n{shown}");
            count += 1;
        }
    }
    assert!(count > 500, "{count}");
}

#[test]
fn no_planted_secret_is_debugged() {
    let mut count = 0;
    for text in planted().iter().filter(|text| !text.contains("1/hun")) {
        for shown in debugged(text) {
            assert!(!shown.contains(SECRET), "{text}\n{shown}");
            count += 1;
        }
    }
    assert!(count > 900, "{count}");
}

/// The promise is no wider than this: what is printed as other programs print it holds what they print.
#[test]
fn what_other_programs_print_is_printed_as_it_is() {
    let text = format!("https://robot:{SECRET}@quay.io/app");
    let shown = describe_events([&row(&text)], Duration::ZERO).to_string();
    assert!(shown.contains(SECRET));
    assert!(repeated(&text).iter().any(|shown| shown.contains(SECRET)));
    // Nor is a password found that a slash hides in what reads as a port.
    assert_eq!(Redacted("https://u:1/p@h").to_string(), "https://u:1/p@h");
}

#[test]
fn a_picture_points_at_the_same_place_without_the_secret() {
    let long = format!("https://robot:{}@quay.io/app", "hunter2".repeat(100));
    for (input, text, under) in [
        ("https://robot:hunter2@quay.io/app", "https://<redacted>@quay.io/app", "https://"),
        (&*long, "https://<redacted>@quay.io/app", "https://"),
        ("robot:hunter2@quay.io/app", "<redacted>@quay.io/app", ""),
        ("quay.io/x@y:z@robot/App", "quay.io/<redacted>@robot/App", ""),
        ("quay.io/App", "quay.io/App", "A"),
    ] {
        let shown = Reference::parse(input).unwrap_err().underline(input).to_string();
        let (first, second) = shown.split_once('\n').unwrap();
        assert_eq!(first, text);
        let (from, carets) = (second.find('^').unwrap(), second.matches('^').count());
        assert!(from + carets <= text.len().max(from + 1), "{shown}");
        assert!(under.is_empty() || &text[from..from + carets] == under, "{shown}");
    }
}

#[test]
fn a_keyrings_debug_is_counts() {
    let mut keyring = Keyring::new();
    for key in
        ["docker://robot:hunter2@quay.io/x", "HTTPS://robot:hunter2@quay.io", "//robot:hunter2@quay.io/x"]
    {
        let _ = keyring.insert(key, "value");
    }
    let shown = format!("{keyring:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("quay") && !shown.contains("value"), "{shown}");
}

#[test]
fn no_debug_acts_on_a_terminal() {
    // One of each kind: `Debug` of all that holds texts is long.
    for c in
        ['\0', '\u{7}', '\r', '\u{1b}', '\u{7f}', '\u{9b}', '\u{61c}', '\u{200e}', '\u{202e}', '\u{2069}']
    {
        for text in [format!("a{c}]0;x"), format!("https://a:b{c}@quay.io/{c}")] {
            for shown in debugged(&text) {
                assert!(!shown.contains(c), "{shown:?}");
            }
        }
    }
}

#[test]
#[cfg(all(feature = "explain", feature = "serde"))]
fn a_secret_speaks_for_its_namespace() {
    let config = |key: &str| -> pullspec::credentials::DockerConfigJson {
        serde_json::from_value(serde_json::json!({"auths": {key: {}}})).unwrap()
    };
    let (hub, quay) = (config("docker.io"), config("quay.io"));
    let context = pullspec::explain::ExplainContext::new()
        .with_namespaced_secret("shop", "regcred", &quay.auths)
        .with_namespaced_secret("bank", "regcred", &hub.auths);
    let tried = |namespace: &str| {
        let pod: Pod = serde_json::from_value(serde_json::json!({
            "metadata": {"namespace": namespace},
            "spec": {"imagePullSecrets": [{"name": "regcred"}], "containers": [{"name": "a", "image": "quay.io/a"}]}
        }))
        .unwrap();
        pullspec::explain_pod(&pod, &context)[0].pull_secrets.clone().unwrap().tried
    };
    assert_eq!(tried("shop"), Some(vec!["regcred".to_owned()]));
    assert_eq!(tried("bank"), Some(vec![]));
    assert_eq!(tried("other"), None);
}
