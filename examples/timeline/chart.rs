//! A run as text: a line per attempt, its window as a bar, the looks inside the window as marks on it.

use std::fmt;

use pullspec::kubelet::{ImageOutcome, Run, Step};

/// Milliseconds per character of a bar.
const SCALE: u64 = 5_000;

pub(crate) struct Chart<'r, 'p> {
    pub(crate) run: &'r Run<'p>,
    pub(crate) repair_ms: Option<u64>,
}

impl fmt::Display for Chart<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "    time  attempt            window  each character is 5 s: ─ waits, | looks, > late")?;
        let mut repair = self.repair_ms;
        let steps = self.run.steps();
        let attempts: Vec<usize> = (0..steps.len()).filter(|&at| steps[at].attempt().is_some()).collect();
        for (place, &at) in attempts.iter().enumerate() {
            let step = &steps[at];
            if let Some(ms) = repair.take_if(|ms| *ms <= step.start_ms) {
                writeln!(f, "{}  the cause is repaired", clock(ms))?;
            }
            let next = attempts.get(place + 1).map_or(steps.len(), |&next| next);
            let until = steps.get(next).map_or(self.run.horizon_ms(), |step| step.start_ms);
            line(f, step, &steps[at + 1..next], until)?;
        }
        if let Some(ms) = repair {
            writeln!(f, "{}  the cause is repaired", clock(ms))?;
        }
        Ok(())
    }
}

fn line(f: &mut fmt::Formatter<'_>, step: &Step<'_>, looks: &[Step<'_>], until: u64) -> fmt::Result {
    let took = step.end_ms - step.start_ms;
    let number = step.attempt().unwrap_or(0);
    if let Some(ImageOutcome::Pulled { .. }) = step.outcome() {
        return writeln!(f, "{}  {number:>2} succeeds in {:.2} s", clock(step.start_ms), seconds(took));
    }
    write!(
        f,
        "{}  {number:>2} fails in {:>5.2} s  {:>4} s  ",
        clock(step.start_ms),
        seconds(took),
        step.window_ms / 1_000
    )?;
    let looks: Vec<u64> = looks.iter().map(|look| (look.start_ms - step.end_ms) / SCALE).collect();
    for place in 0..=(until.saturating_sub(step.end_ms)) / SCALE {
        f.write_str(match () {
            () if looks.contains(&place) => "|",
            () if place * SCALE < step.window_ms => "─",
            () => ">",
        })?;
    }
    writeln!(f)
}

fn clock(ms: u64) -> String {
    format!("{:>2}:{:06.3}", ms / 60_000, seconds(ms % 60_000))
}

fn seconds(ms: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "for reading")]
    let seconds = ms as f64 / 1_000.0;
    seconds
}
