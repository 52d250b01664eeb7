//! Time from left to right: seconds in a short run, minutes from ten minutes on.

use std::time::Duration;

use super::canvas::{Anchor, Canvas, LEFT, RIGHT, width};

const SIZE: f64 = 12.0;

/// From the start to an end that is not zero.
#[derive(Clone, Copy)]
pub(crate) struct Axis {
    end: f64,
}

impl Axis {
    pub(crate) fn until(end: Duration) -> Self {
        Self { end: end.as_secs_f64().max(1.0) }
    }

    /// Where a moment is, at most at the end.
    pub(crate) fn x(self, at: Duration) -> f64 {
        LEFT + (RIGHT - LEFT) * (at.as_secs_f64() / self.end).min(1.0)
    }

    /// The step between two marks, in seconds, so that their names do not touch.
    fn step(self) -> f64 {
        let fits = |step: &f64| {
            let widest = width(&self.name(self.end), SIZE) + 14.0;
            (RIGHT - LEFT) * step / self.end >= widest.max(60.0)
        };
        let minute = 60.0;
        let seconds = [1.0, 2.0, 5.0, 10.0, 20.0, 30.0].into_iter().filter(|_| !self.in_minutes());
        let minutes = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0].map(|step| step * minute).into_iter();
        let hours = (0..60).map(|power| 60.0 * minute * 2_f64.powi(power));
        seconds.chain(minutes).chain(hours).find(fits).unwrap_or(self.end)
    }

    fn in_minutes(self) -> bool {
        self.end >= 600.0
    }

    fn name(self, at: f64) -> String {
        if self.in_minutes() { format!("{:.0} min", at / 60.0) } else { format!("{at:.0} s") }
    }

    /// The marks and their names below `bottom`, with lines from `top` on; returns where the next thing may begin.
    pub(crate) fn draw(self, canvas: &mut Canvas, top: f64, bottom: f64) -> f64 {
        let step = self.step();
        let mut at = 0.0;
        while at <= self.end {
            let x = LEFT + (RIGHT - LEFT) * at / self.end;
            canvas.line("grid-line", (x, top), (x, bottom + 4.0));
            canvas.text("quiet", (x, bottom + 18.0), Anchor::Middle, SIZE, &self.name(at));
            at += step;
        }
        canvas.line("grid-line", (LEFT, bottom), (RIGHT, bottom));
        bottom + 30.0
    }
}

/// `7:00`, `1:07:00`.
pub(crate) fn clock(at: Duration) -> String {
    let seconds = at.as_secs();
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}
