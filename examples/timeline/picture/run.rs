//! One container's attempts, windows, looks and what the API shows, one lane below the other.

use std::time::Duration;

use pullspec::WaitingReason;
use pullspec::kubectl::HumanDuration;
use pullspec::kubelet::{ImageOutcome, Run, Step};

use super::axis::{Axis, clock};
use super::canvas::{Anchor, Canvas, LEFT, RIGHT, width};

/// No mark is thinner than can be seen.
const THINNEST: f64 = 2.0;

/// What the title says of a run beside its image.
pub(crate) struct RunTitle<'t> {
    /// The release of Kubernetes, and where the delays come from.
    pub(crate) conditions: &'t str,
    /// When the cause is repaired, if it is.
    pub(crate) repair: Option<Duration>,
}

/// The picture of a run's first container.
pub(crate) fn of_run(run: &Run<'_>, title: &RunTitle<'_>) -> String {
    let image = run.pod().containers().first().map_or("", |container| container.image());
    let heading = format!("{image}, {}", title.conditions);
    let sentence = sentence(run, title.repair);
    let mut canvas = Canvas::new(&heading, &sentence);
    let below = canvas.paragraph("words", 15.0, 17.0, &heading);
    let below = canvas.paragraph("words", below + 2.0, 14.0, &sentence);

    let own: Vec<&Step<'_>> =
        run.steps().iter().filter(|step| run.pod().index_of(step.container.name()) == Some(0)).collect();
    let bands = bands(run);
    let mut top = canvas.legend(below + 10.0, &marks(&own, &bands, title.repair)) + 8.0;
    let axis = Axis::until(run.horizon());

    // Lanes that are empty in this run are left out.
    let moments = moments(&own, title.repair, run.horizon());
    let lanes = top;
    if !moments.is_empty() {
        top = name_moments(&mut canvas, axis, &moments, top);
    }
    let has_attempts = own.iter().any(|step| step.attempt().is_some());
    let numbers = top + 12.0;
    let attempts = top + 18.0;
    let windows = attempts + 30.0;
    let looks = if has_attempts { windows + 30.0 } else { top + 12.0 };
    let status = looks + 26.0;
    let end = axis.draw(&mut canvas, numbers - 10.0, status + 32.0);
    let names = [("attempts", attempts), ("windows", windows), ("looks", looks - 4.0), ("status", status)];
    for (name, y) in names.into_iter().skip(if has_attempts { 0 } else { 2 }) {
        canvas.text("quiet", (LEFT - 10.0, y + 15.0), Anchor::End, 13.0, name);
    }

    // The first number stands at the very edge.
    let mut free = LEFT - 12.0;
    for step in own.iter().filter(|step| step.start() <= run.horizon()) {
        let (start, end) = (axis.x(step.start()), axis.x(step.end()));
        let class = match step.outcome() {
            Some(ImageOutcome::PullFailed { .. }) => "failed",
            Some(ImageOutcome::Pulled { .. }) => "pulled",
            _ => {
                canvas.rectangle("look", start, looks, 1.5, 12.0);
                continue;
            }
        };
        canvas.rectangle(class, start, attempts, (end - start).max(THINNEST), 20.0);
        if let Some(number) = step.attempt().map(|number| number.to_string()) {
            let half = width(&number, 12.0) / 2.0;
            let is_covered = moments.iter().any(|(_, at, _)| (axis.x(*at) - start).abs() < half + 2.0);
            if start - half >= free && !is_covered {
                canvas.text("quiet", (start, numbers), Anchor::Middle, 12.0, &number);
                free = start + half + 4.0;
            }
        }
        let window = step.window();
        if class == "failed" && !window.is_zero() {
            let until = axis.x(step.end().saturating_add(window));
            canvas.rectangle("window", end, windows, (until - end).max(THINNEST), 20.0);
            let length = format!("{} s", window.as_secs());
            if width(&length, 12.0) + 6.0 <= until - end {
                canvas.text(
                    "words",
                    (f64::midpoint(end, until), windows + 14.5),
                    Anchor::Middle,
                    12.0,
                    &length,
                );
            }
        }
    }
    for band in &bands {
        canvas.rectangle(band.class(), band.left, status, band.right - band.left, 22.0);
        let count = band.shown.len().to_string();
        if band.shown.len() > 1 && width(&count, 11.0) + 2.0 <= band.right - band.left {
            let middle = f64::midpoint(band.left, band.right);
            canvas.text("page", (middle, status + 15.0), Anchor::Middle, 11.0, &count);
        }
    }
    for (class, at, _) in &moments {
        canvas.rectangle(class, axis.x(*at) - 1.0, lanes, THINNEST, status + 22.0 - lanes);
    }
    canvas.finish(end + 8.0)
}

/// What people come for, in one sentence.
fn sentence(run: &Run<'_>, repair: Option<Duration>) -> String {
    let failed = run.steps().iter().filter(|step| step.attempt().is_some() && !step.is_success()).count();
    let attempts =
        if failed == 1 { "1 failed attempt".to_owned() } else { format!("{failed} failed attempts") };
    let pulled = run.steps().iter().find(|step| step.attempt().is_some() && step.is_success());
    let pulled = pulled.map(Step::end).filter(|end| *end <= run.horizon());
    let until = clock(run.horizon());
    match (repair.filter(|repair| *repair <= run.horizon()), pulled) {
        (Some(repair), Some(pulled)) if pulled >= repair => {
            let vain = HumanDuration::new(pulled.saturating_sub(repair));
            format!("repaired at {}, pulled at {}: {vain} in vain; {attempts}", clock(repair), clock(pulled))
        }
        (Some(repair), _) => format!("repaired at {}, not pulled by {until}; {attempts}", clock(repair)),
        (None, Some(pulled)) => format!("pulled at {}; {attempts}", clock(pulled)),
        (None, None) => {
            let status = run.status_at(0, run.horizon());
            let reason =
                status.reason().map_or_else(|| "running".to_owned(), |reason| reason.as_str().to_owned());
            match failed {
                0 => format!("no attempt in {until}: {reason}"),
                _ => format!("{attempts} in {until}, then {reason}"),
            }
        }
    }
}

/// Every mark of this picture, and no other.
fn marks(own: &[&Step<'_>], bands: &[Band], repair: Option<Duration>) -> Vec<(&'static str, &'static str)> {
    let has = |wanted: fn(&Option<ImageOutcome<'_>>) -> bool| own.iter().any(|step| wanted(&step.outcome()));
    let mut marks = Vec::new();
    if has(|outcome| matches!(outcome, Some(ImageOutcome::PullFailed { .. }))) {
        marks.push(("failed", "attempt that failed"));
        marks.push(("window", "back-off window after it"));
    }
    if has(|outcome| matches!(outcome, Some(ImageOutcome::Pulled { .. }))) {
        marks.push(("pulled", "attempt that succeeded, Running"));
    }
    if has(|outcome| !matches!(outcome, Some(ImageOutcome::PullFailed { .. } | ImageOutcome::Pulled { .. })))
    {
        marks.push(("look", "look of the kubelet without an attempt"));
    }
    if repair.is_some() {
        marks.push(("repaired", "repair"));
    }
    for shown in [Status::Creating, Status::Error, Status::BackOff, Status::Invalid, Status::Never] {
        if bands.iter().any(|band| band.shown == [shown]) {
            marks.push((shown.class(), shown.name()));
        }
    }
    if bands.iter().any(|band| band.shown.len() > 1) {
        marks.push(("several", "several states, their number"));
    }
    marks
}

/// The repair and the first success, with their names.
fn moments(
    own: &[&Step<'_>],
    repair: Option<Duration>,
    horizon: Duration,
) -> Vec<(&'static str, Duration, String)> {
    let repair = repair.map(|at| ("repaired", at, format!("repaired {}", clock(at))));
    let pulled = own.iter().find(|step| step.attempt().is_some() && step.is_success());
    let pulled = pulled.map(|step| ("pulled", step.end(), format!("pulled {}", clock(step.end()))));
    repair.into_iter().chain(pulled).filter(|(_, at, _)| *at <= horizon).collect()
}

/// A row for each name, so that none covers another.
fn name_moments(canvas: &mut Canvas, axis: Axis, moments: &[(&str, Duration, String)], top: f64) -> f64 {
    let mut y = top;
    for (_, at, name) in moments {
        let x = axis.x(*at);
        let is_room = x + 6.0 + width(name, 13.0) <= RIGHT;
        let (anchor, x) = if is_room { (Anchor::Start, x + 6.0) } else { (Anchor::End, x - 6.0) };
        canvas.text("words", (x, y + 12.0), anchor, 13.0, name);
        y += 18.0;
    }
    y
}

/// What the API shows of a container, as far as colours tell it apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Creating,
    Error,
    BackOff,
    Invalid,
    Never,
    Running,
}

impl Status {
    const fn class(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Error | Self::Invalid | Self::Never => "error",
            Self::BackOff => "back-off",
            Self::Running => "pulled",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Creating => "ContainerCreating",
            Self::Error => "ErrImagePull",
            Self::BackOff => "ImagePullBackOff",
            Self::Invalid => "InvalidImageName",
            Self::Never => "ErrImageNeverPull",
            Self::Running => "Running",
        }
    }
}

/// A part of the status lane: one state, or the number of those that are too short to be seen.
struct Band {
    left: f64,
    right: f64,
    shown: Vec<Status>,
}

impl Band {
    /// Those that are too short to be seen, and the last of them as long as it lasts.
    fn split(mut self) -> Vec<Self> {
        let middle = self.left + THINNEST;
        match self.shown.pop() {
            Some(last) if !self.shown.is_empty() && self.right - middle >= THINNEST => {
                vec![
                    Self { right: middle, ..self },
                    Self { left: middle, right: self.right, shown: vec![last] },
                ]
            }
            last => {
                self.shown.extend(last);
                vec![self]
            }
        }
    }

    fn class(&self) -> &'static str {
        match self.shown.as_slice() {
            [one] => one.class(),
            _ => "several",
        }
    }
}

fn bands(run: &Run<'_>) -> Vec<Band> {
    let axis = Axis::until(run.horizon());
    let mut bands: Vec<Band> = Vec::new();
    for change in run.status_changes(0).filter(|change| change.at <= run.horizon()) {
        let reason = change.status.reason();
        let shown = match reason.as_ref().map(WaitingReason::as_str) {
            None => Status::Running,
            Some("ContainerCreating" | "PodInitializing") => Status::Creating,
            Some("ImagePullBackOff") => Status::BackOff,
            Some("InvalidImageName") => Status::Invalid,
            Some("ErrImageNeverPull") => Status::Never,
            Some(_) => Status::Error,
        };
        let left = axis.x(change.at);
        let Some(last) = bands.last_mut() else {
            bands.push(Band { left, right: RIGHT, shown: vec![shown] });
            continue;
        };
        if last.shown.last() == Some(&shown) {
            continue;
        }
        // One that would be too thin takes the next ones in; its place is then that of all of them.
        if left - last.left < THINNEST {
            last.shown.push(shown);
        } else {
            last.right = left;
            bands.push(Band { left, right: RIGHT, shown: vec![shown] });
        }
    }
    let mut bands: Vec<_> = bands.into_iter().flat_map(Band::split).collect();
    // So near the end that nothing of it would be seen.
    if let Some(last) = bands.last_mut() {
        last.left = last.left.min(RIGHT - THINNEST);
    }
    bands
}
