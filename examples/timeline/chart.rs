//! A run as text: a line per attempt, its window as a bar, the looks inside the window as marks on it.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use pullspec::kubelet::{ImageOutcome, Run, Step};

/// Seconds per character of a bar.
const SCALE: u64 = 5;

pub(crate) struct Chart<'r, 'p> {
    pub(crate) run: &'r Run<'p>,
    pub(crate) repair: Option<Duration>,
}

impl fmt::Display for Chart<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "    time  attempt            window  each character is 5 s: ─ waits, | looks, > late")?;
        let mut repair = self.repair;
        let steps = self.run.steps();
        let attempts: Vec<usize> = (0..steps.len()).filter(|&at| steps[at].attempt().is_some()).collect();
        for (place, &at) in attempts.iter().enumerate() {
            let step = &steps[at];
            if let Some(at) = repair.take_if(|at| *at <= step.start()) {
                writeln!(f, "{}  the cause is repaired", clock(at))?;
            }
            let next = attempts.get(place + 1).map_or(steps.len(), |&next| next);
            let until = steps.get(next).map_or(self.run.horizon(), Step::start);
            line(f, step, &steps[at + 1..next], until)?;
        }
        if attempts.is_empty() {
            looks_alone(f, steps, self.run.horizon())?;
        }
        match repair {
            Some(at) => writeln!(f, "{}  the cause is repaired", clock(at)),
            None => Ok(()),
        }
    }
}

fn line(f: &mut fmt::Formatter<'_>, step: &Step<'_>, looks: &[Step<'_>], until: Duration) -> fmt::Result {
    let took = step.end().saturating_sub(step.start());
    let number = step.attempt().unwrap_or(0);
    if let Some(ImageOutcome::Pulled { .. }) = step.outcome() {
        return writeln!(f, "{}  {number:>2} succeeds in {:.2} s", clock(step.start()), took.as_secs_f64());
    }
    write!(
        f,
        "{}  {number:>2} fails in {:>5.2} s  {:>4} s  ",
        clock(step.start()),
        took.as_secs_f64(),
        step.window().as_secs()
    )?;
    let looks: Vec<u64> =
        looks.iter().map(|look| look.start().saturating_sub(step.end()).as_secs() / SCALE).collect();
    for place in 0..=until.saturating_sub(step.end()).as_secs() / SCALE {
        f.write_str(match () {
            () if looks.contains(&place) => "|",
            () if Duration::from_secs(place * SCALE) < step.window() => "─",
            () => ">",
        })?;
    }
    writeln!(f)
}

/// What the kubelet refuses without an attempt, such as a name that does not parse: a line for every five minutes.
fn looks_alone(f: &mut fmt::Formatter<'_>, steps: &[Step<'_>], horizon: Duration) -> fmt::Result {
    const CHARACTERS: u64 = 60;
    let looks: BTreeSet<u64> = steps.iter().map(|look| look.start().as_secs() / SCALE).collect();
    let last = horizon.as_secs() / SCALE;
    for first in (0..=last).step_by(60) {
        write!(f, "{}   - no attempt                ", clock(Duration::from_secs(first * SCALE)))?;
        for place in first..(first + CHARACTERS).min(last + 1) {
            f.write_str(if looks.contains(&place) { "|" } else { "─" })?;
        }
        writeln!(f)?;
    }
    Ok(())
}

fn clock(at: Duration) -> String {
    let (minutes, millis) = (at.as_secs() / 60, at.subsec_millis());
    format!("{minutes:>2}:{:02}.{millis:03}", at.as_secs() % 60)
}
