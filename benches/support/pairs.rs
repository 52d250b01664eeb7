//! Pairs of inputs that grow together: what is linear in each may be quadratic in both.

use std::time::Duration;

use allocation_counter::measure;
use pullspec::api::{
    Container, ContainerStatus, EventType, ImageVolumeSource, LocalObjectReference, RecordedEvent,
    StateWaiting, Volume, VolumeMount,
};
use pullspec::credentials::DockerConfigJson;
use pullspec::explain::ExplainContext;
use pullspec::kubectl::describe_events;
use pullspec::pattern::PatternSet;
use pullspec::{Event, Keyring, Pod, Reference, Report, explain_pod};

/// What is done with two sizes; the input is made before anything is measured.
type Made = Box<dyn Fn()>;

/// A pair, and how large its parts are at the small end.
pub(crate) struct Pair {
    pub(crate) name: &'static str,
    /// What is promised.
    pub(crate) promise: Promise,
    first: usize,
    second: usize,
    make: fn(usize, usize) -> Made,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promise {
    /// Both grow: linear in the length of both together.
    Together,
    /// Every one of the first is looked up among all of the second: linear in each, while the other stays.
    Each,
}

/// How fast time and memory grow: 1 is linear, 2 quadratic.
#[derive(Clone, Copy)]
pub(crate) struct Growth {
    pub(crate) time: f64,
    pub(crate) memory: f64,
    /// What the large end took.
    pub(crate) took: Duration,
    pub(crate) bytes: u64,
}

/// From one end to the other.
const FACTOR: usize = 8;

impl Pair {
    /// The growth of both together, or of each alone, by what is promised.
    pub(crate) fn growths(&self, timed: bool, own_time: fn() -> Duration) -> Vec<(&'static str, Growth)> {
        let (a, b) = (self.first, self.second);
        let ends = match self.promise {
            Promise::Together => vec![("both", (a * FACTOR, b * FACTOR))],
            Promise::Each => vec![("first", (a * FACTOR, b)), ("second", (a, b * FACTOR))],
        };
        let grown = |(what, (to_a, to_b))| {
            let (small, large) = ((self.make)(a, b), (self.make)(to_a, to_b));
            let (small_bytes, bytes) = (measure(&*small).bytes_total, measure(&*large).bytes_total);
            let (small_time, took) =
                if timed { best_of(9, &*small, &*large, own_time) } else { (Duration::ZERO, Duration::ZERO) };
            // Below these, what does not grow at all counts most.
            let time = exponent(small_time.as_secs_f64().max(20e-6), took.as_secs_f64().max(20e-6));
            #[allow(clippy::cast_precision_loss, reason = "an exponent needs no more")]
            let memory = exponent(small_bytes.max(4096) as f64, bytes.max(4096) as f64);
            (what, Growth { time, memory, took, bytes })
        };
        ends.into_iter().map(grown).collect()
    }
}

#[allow(clippy::cast_precision_loss, reason = "a small number")]
fn exponent(small: f64, large: f64) -> f64 {
    (large / small).ln() / (FACTOR as f64).ln()
}

/// The quickest run of each, one after the other, so that a busy neighbour disturbs both.
fn best_of(
    runs: usize,
    small: &dyn Fn(),
    large: &dyn Fn(),
    own_time: fn() -> Duration,
) -> (Duration, Duration) {
    let time = |run: &dyn Fn()| {
        let start = own_time();
        run();
        own_time().saturating_sub(start)
    };
    let (mut least, mut most) = (Duration::MAX, Duration::MAX);
    for _ in 0..runs {
        least = least.min(time(small));
        most = most.min(time(large));
    }
    (least, most)
}

/// All pairs.
pub(crate) fn all() -> Vec<Pair> {
    let pair = |name, promise, first, second, make| Pair { name, promise, first, second, make };
    vec![
        pair("containers × keys of a pull secret", Promise::Each, 100, 500, containers_and_keys),
        pair("names of a secret × its keys", Promise::Together, 400, 400, names_and_keys),
        pair("a key with a star × a host", Promise::Together, 20_000, 20_000, key_and_host),
        pair("stars of a key × places of a host", Promise::Together, 8_000, 8_000, stars_and_places),
        pair("a familiar pattern × a name", Promise::Each, 4_000, 28, pattern_and_name),
        pair("stars of a familiar pattern × a name", Promise::Each, 4_000, 28, familiar_stars),
        pair("rows of events × their widest cell", Promise::Together, 500, 500, rows_and_cell),
        pair("events × containers of one image", Promise::Together, 250, 250, events_and_containers),
        pair("findings × places", Promise::Together, 200, 200, findings_and_places),
        pair("image volumes × containers that mount them", Promise::Together, 500, 500, volumes_and_mounts),
        pair("patterns × images", Promise::Each, 200, 200, patterns_and_images),
    ]
}

fn container(name: String, image: &str) -> Container {
    let mut container = Container::default();
    (container.name, container.image) = (name, image.into());
    container
}

fn waiting(name: String, message: &str) -> ContainerStatus {
    let mut waiting = StateWaiting::default();
    (waiting.reason, waiting.message) = ("ErrImagePull".into(), message.into());
    let mut status = ContainerStatus::default();
    status.name = name;
    status.state.waiting = Some(waiting);
    status
}

fn config(keys: usize) -> DockerConfigJson {
    let auths: serde_json::Map<String, serde_json::Value> =
        (0..keys).map(|n| (format!("*.host{n}.example"), serde_json::json!({}))).collect();
    serde_json::from_value(serde_json::json!({ "auths": auths })).unwrap()
}

fn secret(name: &str) -> LocalObjectReference {
    let mut secret = LocalObjectReference::default();
    secret.name = name.into();
    secret
}

fn containers_and_keys(containers: usize, keys: usize) -> Made {
    let config = config(keys);
    let mut pod = Pod::default();
    pod.spec.image_pull_secrets.push(secret("regcred"));
    pod.spec.containers =
        (0..containers).map(|n| container(format!("c{n}"), &format!("a.host{n}.example/app"))).collect();
    Box::new(move || {
        let context = ExplainContext::new().with_pull_secret("regcred", &config.auths);
        std::hint::black_box(explain_pod(&pod, &context).len());
    })
}

fn names_and_keys(names: usize, keys: usize) -> Made {
    let config = config(keys);
    let mut pod = Pod::default();
    pod.spec.image_pull_secrets = vec![secret("regcred"); names];
    pod.spec.containers = vec![container("app".into(), "a.host1.example/app")];
    Box::new(move || {
        let context = ExplainContext::new().with_pull_secret("regcred", &config.auths);
        std::hint::black_box(explain_pod(&pod, &context).len());
    })
}

fn looked_up(key: String, host: String) -> Made {
    let mut ring = Keyring::new();
    ring.insert(key, ()).unwrap();
    Box::new(move || {
        std::hint::black_box(ring.lookup_name(&host).len());
    })
}

fn key_and_host(key: usize, host: usize) -> Made {
    looked_up(format!("*{}b", "a".repeat(key)), format!("{}/app", "a".repeat(host)))
}

fn stars_and_places(stars: usize, places: usize) -> Made {
    looked_up(format!("{}b", "*a".repeat(stars)), format!("{}/app", "a".repeat(places)))
}

fn familiar(pattern: String, name: usize) -> Made {
    let image = Reference::parse(&format!("quay.io/{}", "a".repeat(name))).unwrap();
    Box::new(move || {
        std::hint::black_box(image.matches_familiar(&pattern).is_ok());
    })
}

fn pattern_and_name(pattern: usize, name: usize) -> Made {
    familiar(format!("quay.io/*{}b", "a".repeat(pattern)), name)
}

fn familiar_stars(stars: usize, name: usize) -> Made {
    familiar(format!("quay.io/{}b", "*a".repeat(stars)), name)
}

fn rows_and_cell(rows: usize, cell: usize) -> Made {
    let events: Vec<RecordedEvent> = (0..rows)
        .map(|n| RecordedEvent {
            event_type: EventType::Warning,
            reason: "x".repeat(if n == 0 { cell * 50 } else { 7 }),
            field_path: String::new(),
            source: "kubelet".into(),
            message: "m".into(),
            count: 1,
            first: Duration::ZERO,
            last: Duration::ZERO,
        })
        .collect();
    Box::new(move || {
        std::hint::black_box(describe_events(&events, Duration::ZERO).to_string().len());
    })
}

fn events_and_containers(count: usize, containers: usize) -> Made {
    let mut pod = Pod::default();
    pod.metadata.name = "web".into();
    pod.spec.containers = (0..containers).map(|n| container(format!("c{n}"), "redis:9")).collect();
    pod.status.container_statuses = (0..containers).map(|n| waiting(format!("c{n}"), "EOF")).collect();
    let events: Vec<Event> = (0..count)
        .map(|n| {
            let mut event = Event::default();
            (event.involved_object.kind, event.involved_object.name) = ("Pod".into(), "web".into());
            event.reason = "Failed".into();
            event.message = format!("Failed to pull image \"redis:9\": EOF {n}");
            event
        })
        .collect();
    Box::new(move || {
        let context = ExplainContext::new().with_events(&events);
        std::hint::black_box(explain_pod(&pod, &context).len());
    })
}

fn findings_and_places(findings: usize, places: usize) -> Made {
    let mut found = Vec::new();
    for n in 0..findings.max(places) {
        let mut pod = Pod::default();
        pod.metadata.name = format!("web-{n}");
        // As many kinds of trouble as findings, one of them in as many places.
        for image in [format!("quay.io/team/app-{}:1", n.min(findings)), "quay.io/team/all:1".into()] {
            let name = image.clone();
            pod.spec.containers.push(container(name.clone(), &image));
            pod.status.container_statuses.push(waiting(name, "manifest unknown"));
        }
        found.push(explain_pod(&pod, &ExplainContext::new()));
    }
    Box::new(move || {
        let mut report = Report::new().with_kept_places(places);
        found.iter().cloned().for_each(|found| report.add_pod(found));
        let report = report.clone().merge(report);
        let shown: usize = report.findings().iter().map(|finding| finding.to_string().len()).sum();
        std::hint::black_box(shown);
    })
}

fn volumes_and_mounts(volumes: usize, containers: usize) -> Made {
    let mut pod = Pod::default();
    for n in 0..volumes {
        let mut volume = Volume::default();
        volume.name = format!("v{n}");
        let mut source = ImageVolumeSource::default();
        source.reference = format!("quay.io/team/model-{n}:1");
        volume.image = Some(source);
        pod.spec.volumes.push(volume);
    }
    for n in 0..containers {
        let mut mount = VolumeMount::default();
        mount.name = format!("v{}", n % volumes);
        let mut app = container(format!("c{n}"), "redis:7");
        app.volume_mounts.push(mount);
        pod.spec.containers.push(app);
    }
    Box::new(move || {
        std::hint::black_box(pod.image_mounts().count());
    })
}

fn patterns_and_images(patterns: usize, images: usize) -> Made {
    let list = PatternSet::parse((0..patterns).map(|n| format!("quay.io/team-{n}/**"))).unwrap();
    let images: Vec<Reference> =
        (0..images).map(|n| Reference::parse(&format!("quay.io/other-{n}/app")).unwrap()).collect();
    Box::new(move || {
        std::hint::black_box(images.iter().filter(|image| list.check(image).is_ok()).count());
    })
}
