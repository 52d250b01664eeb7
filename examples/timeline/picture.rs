//! Runs and fleets as SVG.

use std::{error::Error, ops::Range, time::Duration};

use plotters::coord::Shift;
use plotters::prelude::*;
use pullspec::Schedule;
use pullspec::kubelet::{FleetReport, ImageOutcome, Run};

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const WINDOW: RGBColor = RGBColor(190, 210, 240);
const FAILED: RGBColor = RGBColor(200, 30, 40);
const PULLED: RGBColor = RGBColor(20, 130, 60);
const LOOK: RGBColor = RGBColor(90, 110, 150);
const CREATING: RGBColor = RGBColor(215, 215, 215);
const ERROR: RGBColor = RGBColor(240, 160, 120);
const BACK_OFF: RGBColor = RGBColor(245, 215, 130);

/// Windows and attempts above, what the API shows below.
pub(crate) fn of_run(run: &Run<'_>, repair: Option<Duration>) -> Result<String, Box<dyn Error>> {
    draw((960, 420), |canvas| {
        let (upper, lower) = canvas.split_vertically(330);
        let end = run.horizon().as_secs_f64();
        let mut chart = ChartBuilder::on(&upper)
            .caption("Attempts and back-off windows of one image", ("sans-serif", 18))
            .margin(12)
            .x_label_area_size(30)
            .y_label_area_size(60)
            .build_cartesian_2d(0.0..end, 0.0..330.0)?;
        chart
            .configure_mesh()
            .max_light_lines(0)
            .x_label_formatter(&whole)
            .y_label_formatter(&whole)
            .x_desc("time [s]")
            .y_desc("window [s]")
            .disable_x_mesh()
            .draw()?;
        for step in run.steps() {
            let (start, end) = (step.start().as_secs_f64(), step.end().as_secs_f64());
            let height = step.window().as_secs_f64();
            match step.outcome() {
                Some(ImageOutcome::PullFailed { .. }) => {
                    let window = [(end, 0.0), ((end + height).min(run.horizon().as_secs_f64()), height)];
                    chart.draw_series([Rectangle::new(window, WINDOW.filled())])?;
                    chart.draw_series([PathElement::new(
                        [(start, 0.0), (start, height)],
                        FAILED.stroke_width(2),
                    )])?;
                    chart.draw_series([Circle::new((start, height), 4, FAILED.filled())])?;
                }
                Some(ImageOutcome::Pulled { .. }) => {
                    chart.draw_series([PathElement::new(
                        [(start, 0.0), (start, 315.0)],
                        PULLED.stroke_width(2),
                    )])?;
                    chart.draw_series([label("pulled", (start, 325.0), PULLED)])?;
                }
                _ => {
                    chart.draw_series([PathElement::new([(start, 0.0), (start, 8.0)], LOOK)])?;
                }
            }
        }
        let cap = Schedule::IMAGE_PULL.cap().as_secs_f64();
        chart.draw_series([PathElement::new([(0.0, cap), (end, cap)], BLACK.mix(0.4))])?;
        chart.draw_series([label("cap 300 s", (0.0, cap + 14.0), BLACK)])?;
        if let Some(repair) = repair.map(|at| at.as_secs_f64()) {
            chart.draw_series([PathElement::new([(repair, 0.0), (repair, 315.0)], BLUE.stroke_width(2))])?;
            chart.draw_series([label("repaired", (repair, 325.0), BLUE)])?;
        }
        bands(&lower, run)
    })
}

/// What the API shows over time, as coloured bands with a legend.
fn bands(canvas: &Canvas<'_>, run: &Run<'_>) -> Result<(), Box<dyn Error>> {
    let end = run.horizon().as_secs_f64();
    let mut chart = ChartBuilder::on(canvas)
        .margin(12)
        .set_label_area_size(LabelAreaPosition::Left, 60)
        .build_cartesian_2d(0.0..end, 0.0..2.0)?;
    let changes: Vec<_> = run.status_changes(0).collect();
    for (place, change) in changes.iter().enumerate() {
        let until = changes.get(place + 1).map_or(end, |next| next.at.as_secs_f64());
        let reason = change.status.reason();
        let colour = match reason.as_ref().map_or("Running", |reason| reason.as_str()) {
            "ContainerCreating" | "PodInitializing" => CREATING,
            "ImagePullBackOff" => BACK_OFF,
            "Running" => PULLED,
            _ => ERROR,
        };
        chart
            .draw_series([Rectangle::new([(change.at.as_secs_f64(), 1.0), (until, 2.0)], colour.filled())])?;
    }
    let legend = [
        ("ContainerCreating", CREATING),
        ("ErrImagePull", ERROR),
        ("ImagePullBackOff", BACK_OFF),
        ("Running", PULLED),
    ];
    for (place, (name, colour)) in (0_u8..).zip(legend) {
        let left = end * 0.22 * f64::from(place);
        chart.draw_series([Rectangle::new([(left, 0.1), (left + end * 0.015, 0.6)], colour.filled())])?;
        chart.draw_series([label(name, (left + end * 0.02, 0.6), BLACK)])?;
    }
    Ok(())
}

/// Attempts per second above, running pods below, the outage shaded.
pub(crate) fn of_fleet(report: &FleetReport, outage: &Range<Duration>) -> Result<String, Box<dyn Error>> {
    const BUCKET: u64 = 20;
    draw((960, 480), |canvas| {
        let (upper, lower) = canvas.split_vertically(260);
        let end = report.started_per_second().map(|(second, _)| second.as_secs()).max().unwrap_or(1) + 60;
        let minutes = |second: u64| float(second) / 60.0;
        let mut buckets = std::collections::BTreeMap::new();
        for (second, attempts) in report.attempts_per_second() {
            *buckets.entry(second.as_secs() / BUCKET).or_insert(0) += attempts;
        }
        let rate = |attempts: u64| float(attempts) / float(BUCKET);
        let most = buckets.values().copied().map(rate).fold(1.0, f64::max) * 1.1;
        let away = (minutes(outage.start.as_secs()), minutes(outage.end.as_secs()));

        let mut chart = ChartBuilder::on(&upper)
            .caption("5000 pods and a registry that is away for 30 minutes", ("sans-serif", 18))
            .margin(12)
            .x_label_area_size(30)
            .y_label_area_size(60)
            .build_cartesian_2d(0.0..minutes(end), 0.0..most)?;
        chart.draw_series([Rectangle::new([(away.0, 0.0), (away.1, most)], ERROR.mix(0.25).filled())])?;
        chart
            .configure_mesh()
            .max_light_lines(0)
            .x_label_formatter(&whole)
            .y_label_formatter(&whole)
            .y_desc("attempts per second")
            .disable_x_mesh()
            .draw()?;
        chart.draw_series(buckets.iter().map(|(&bucket, &attempts)| {
            let bar = [(minutes(bucket * BUCKET), 0.0), (minutes((bucket + 1) * BUCKET), rate(attempts))];
            Rectangle::new(bar, LOOK.filled())
        }))?;

        let mut running = 0;
        let mut curve = vec![(0.0, 0.0)];
        let mut last = u64::MAX;
        for (second, pods) in report.started_per_second() {
            let before = running;
            let second = second.as_secs();
            running += pods;
            if second / BUCKET != last {
                last = second / BUCKET;
                curve.push((minutes(second), float(before)));
                curve.push((minutes(second), float(running)));
            }
        }
        let all = float(running);
        curve.push((minutes(end), all));
        let mut chart = ChartBuilder::on(&lower)
            .margin(12)
            .x_label_area_size(30)
            .y_label_area_size(60)
            .build_cartesian_2d(0.0..minutes(end), 0.0..all * 1.1)?;
        chart
            .draw_series([Rectangle::new([(away.0, 0.0), (away.1, all * 1.1)], ERROR.mix(0.25).filled())])?;
        chart
            .configure_mesh()
            .max_light_lines(0)
            .x_label_formatter(&whole)
            .y_label_formatter(&whole)
            .x_desc("time [min]")
            .y_desc("running pods")
            .disable_x_mesh()
            .draw()?;
        chart.draw_series([PathElement::new(curve, PULLED.stroke_width(2))])?;
        Ok(())
    })
}

fn draw(
    size: (u32, u32),
    paint: impl FnOnce(&Canvas<'_>) -> Result<(), Box<dyn Error>>,
) -> Result<String, Box<dyn Error>> {
    let mut svg = String::new();
    {
        let canvas = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        canvas.fill(&WHITE)?;
        paint(&canvas)?;
        canvas.present()?;
    }
    Ok(svg)
}

fn label(text: &str, at: (f64, f64), colour: RGBColor) -> Text<'_, (f64, f64), &str> {
    Text::new(text, at, ("sans-serif", 13).into_font().color(&colour))
}

/// Axes of whole numbers.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "plotters calls it so")]
fn whole(value: &f64) -> String {
    format!("{value:.0}")
}

fn float(number: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "for drawing")]
    let number = number as f64;
    number
}
