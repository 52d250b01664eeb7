//! A fleet: what the registry sees each second, and how many pods run.

use std::collections::BTreeMap;
use std::time::Duration;

use pullspec::kubelet::FleetReport;

use super::axis::{Axis, clock};
use super::canvas::{Anchor, Canvas, LEFT, RIGHT, width};

/// What a picture shows beside the report.
pub(crate) struct FleetTitle {
    pub(crate) title: String,
    pub(crate) sentence: String,
    pub(crate) outages: Vec<std::ops::Range<Duration>>,
    /// When the last pod has arrived.
    pub(crate) arrivals_end: Duration,
    /// How many pulls the registry serves in a second, if there is a limit.
    pub(crate) capacity: Option<u32>,
}

/// How high a chart is.
const HEIGHT: f64 = 180.0;
/// How many bars fit side by side.
const BARS: u64 = 160;

/// A chart's place: values from zero to a number that is whole.
struct Chart {
    top: f64,
    most: f64,
}

impl Chart {
    fn y(&self, value: f64) -> f64 {
        self.top + HEIGHT * (1.0 - value / self.most)
    }

    /// Lines at whole numbers with their names.
    fn draw(canvas: &mut Canvas, top: f64, most: f64, (name, above): (&str, f64)) -> Self {
        let powers = (0..18).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10_f64.powi(power)));
        let step = powers.into_iter().find(|step| most / step <= 5.0).unwrap_or(most);
        let chart = Self { top, most: (most / step).ceil().max(1.0) * step };
        let mut value = 0.0;
        while value <= chart.most {
            let y = chart.y(value);
            canvas.line("grid-line", (LEFT, y), (RIGHT, y));
            canvas.text("quiet", (LEFT - 8.0, y + 4.0), Anchor::End, 12.0, &format!("{value:.0}"));
            value += step;
        }
        canvas.text("words", (LEFT, top - above + 24.0), Anchor::Start, 13.0, name);
        chart
    }
}

/// The picture of a fleet's report.
pub(crate) fn of_fleet(report: &FleetReport, title: &FleetTitle) -> String {
    let mut canvas = Canvas::new(&title.title, &title.sentence);
    let below = canvas.paragraph("words", 15.0, 17.0, &title.title);
    let below = canvas.paragraph("words", below + 2.0, 14.0, &title.sentence);
    let mut marks = vec![("pulled", "attempts that succeed")];
    if report.failed() > 0 {
        marks.push(("failed", "that fail"));
    }
    if report.refused() > 0 {
        marks.push(("refused", "refused with 429"));
    }
    if !title.outages.is_empty() {
        marks.push(("away", "registry away"));
    }
    let capacity = title
        .capacity
        .map(|capacity| format!("upright: end of arrivals; level: capacity, {capacity} a second"));
    marks.push(("line", capacity.as_deref().unwrap_or("end of arrivals")));
    let legend = canvas.legend(below + 10.0, &marks);

    let last =
        report.attempts_per_second().chain(report.started_per_second()).map(|(second, _)| second).max();
    let end = last.unwrap_or_default().max(title.arrivals_end) + Duration::from_secs(30);
    let axis = Axis::until(end);
    let bucket = (end.as_secs() / BARS).max(1);
    let rates = Rates::of(report, bucket);
    // The line of the capacity is not that of the edge.
    let most = rates.most().max(title.capacity.map_or(0.0, |capacity| f64::from(capacity) * 1.05));
    let labels = labels(axis, &title.outages);
    let rows = labels.iter().map(|label| label.row + 1).max().unwrap_or(0);
    let room = 34.0 + float(rows) * LABEL;

    let top = legend + room;
    let upper = shade(&mut canvas, axis, title, (top, &labels), |canvas| {
        let name =
            if bucket == 1 { "attempts per second" } else { "attempts per second, on average of each bar" };
        Chart::draw(canvas, top, most.max(1.0), (name, room))
    });
    rates.draw(&mut canvas, axis, &upper, bucket);
    if let Some(capacity) = title.capacity {
        let y = upper.y(f64::from(capacity));
        canvas.line("line", (LEFT, y), (RIGHT, y));
    }
    let below = axis.draw(&mut canvas, top + HEIGHT, top + HEIGHT);

    let top = below + room;
    let all = rates.started.last().map_or(0, |&(_, running)| running);
    let lower = shade(&mut canvas, axis, title, (top, &labels), |canvas| {
        Chart::draw(canvas, top, float(all).max(1.0), ("running pods", room))
    });
    let mut points = vec![(LEFT, lower.y(0.0))];
    let mut before = 0.0;
    // A step at each second in which pods started, so that the curve says what the text says.
    for &(second, running) in &rates.started {
        let x = axis.x(second + Duration::from_secs(1));
        points.push((x, lower.y(before)));
        before = float(running);
        points.push((x, lower.y(before)));
    }
    points.push((RIGHT, lower.y(before)));
    canvas.curve(&thinned(points));
    let below = axis.draw(&mut canvas, top + HEIGHT, top + HEIGHT);
    canvas.finish(below + 8.0)
}

/// How high a row of names of outages is.
const LABEL: f64 = 16.0;
/// Names in more rows than that would be higher than the chart.
const MOST_ROWS: usize = 4;

/// The name of an outage above it.
struct Label {
    name: String,
    middle: f64,
    row: u64,
}

/// Names that do not touch, each above its outage or as near as the page's edge lets it; what has no room in a few rows
/// is shaded only.
fn labels(axis: Axis, outages: &[std::ops::Range<Duration>]) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let mut ends = [f64::MIN; MOST_ROWS];
    let mut sorted: Vec<_> = outages.iter().collect();
    sorted.sort_by_key(|outage| outage.start);
    for outage in sorted {
        let name = format!("away {} to {}", clock(outage.start), clock(outage.end));
        let half = width(&name, 12.0) / 2.0;
        let middle = f64::midpoint(axis.x(outage.start), axis.x(outage.end));
        let middle = middle.clamp(LEFT + half, RIGHT - half);
        if let Some((row, end)) = ends.iter_mut().enumerate().find(|(_, end)| **end <= middle - half) {
            *end = middle + half + 10.0;
            labels.push(Label { name, middle, row: row as u64 });
        }
    }
    labels
}

/// A chart with the outages behind it and their names above it, and the end of the arrivals.
fn shade(
    canvas: &mut Canvas,
    axis: Axis,
    title: &FleetTitle,
    (top, labels): (f64, &[Label]),
    chart: impl FnOnce(&mut Canvas) -> Chart,
) -> Chart {
    for outage in &title.outages {
        let (left, right) = (axis.x(outage.start), axis.x(outage.end));
        canvas.rectangle("away", left, top, (right - left).max(2.0), HEIGHT);
    }
    let chart = chart(canvas);
    for label in labels {
        let y = top - 8.0 - float(label.row) * LABEL;
        canvas.text("quiet", (label.middle, y), Anchor::Middle, 12.0, &label.name);
    }
    let x = axis.x(title.arrivals_end);
    canvas.line("line", (x, top), (x, top + HEIGHT));
    chart
}

/// Attempts by bar, and the pods that run by second.
struct Rates {
    /// Served, failed and refused, for each bar.
    bars: BTreeMap<u64, [u64; 3]>,
    bucket: u64,
    started: Vec<(Duration, u64)>,
}

impl Rates {
    fn of(report: &FleetReport, bucket: u64) -> Self {
        let mut bars: BTreeMap<u64, [u64; 3]> = BTreeMap::new();
        for (second, attempts) in report.attempts_per_second() {
            bars.entry(second.as_secs() / bucket).or_default()[0] += attempts;
        }
        for (second, attempts) in report.failed_per_second() {
            bars.entry(second.as_secs() / bucket).or_default()[1] += attempts;
        }
        for (second, attempts) in report.refused_per_second() {
            bars.entry(second.as_secs() / bucket).or_default()[2] += attempts;
        }
        for [all, failed, refused] in bars.values_mut() {
            *all -= *failed + *refused;
        }
        let running = report.started_per_second().scan(0, |running, (second, pods)| {
            *running += pods;
            Some((second, *running))
        });
        Self { bars, bucket, started: running.collect() }
    }

    fn most(&self) -> f64 {
        let most = self.bars.values().map(|parts| parts.iter().sum::<u64>()).max().unwrap_or(0);
        float(most) / float(self.bucket)
    }

    fn draw(&self, canvas: &mut Canvas, axis: Axis, chart: &Chart, bucket: u64) {
        for (&bar, parts) in &self.bars {
            let left = axis.x(Duration::from_secs(bar * bucket));
            let right = axis.x(Duration::from_secs((bar + 1) * bucket));
            let mut below = 0.0;
            for (class, &attempts) in ["pulled", "failed", "refused"].iter().zip(parts) {
                let rate = float(attempts) / float(bucket);
                if attempts > 0 {
                    let (top, bottom) = (chart.y(below + rate), chart.y(below));
                    canvas.rectangle(class, left, top, (right - left - 0.4).max(0.6), bottom - top);
                }
                below += rate;
            }
        }
    }
}

/// Points that a tenth of a pixel tells apart.
fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    let count = points.len();
    for (place, point) in points.into_iter().enumerate() {
        let is_new = kept.last().is_none_or(|last| (last.0 - point.0).abs() + (last.1 - point.1).abs() > 0.4);
        if is_new || place + 1 == count {
            kept.push(point);
        }
    }
    kept
}

fn float(number: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "for drawing")]
    let number = number as f64;
    number
}
