//! Runs and fleets as SVG that reads at GitHub's width, on light and on dark pages.

mod axis;
pub(crate) mod canvas;
mod fleet;
mod run;

pub(crate) use fleet::{FleetTitle, of_fleet};
pub(crate) use run::{RunTitle, of_run};
