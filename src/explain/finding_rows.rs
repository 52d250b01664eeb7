//! How one trouble of many pods is printed: what is true of all of them, and of the rest, whose it is.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::finding_fact::FindingFact;
use super::print::{self, EachRow};
use super::report_finding::{Finding, FindingPlace};
use super::text::{Joined, write_since};
use super::{Moment, Since};
use crate::api::WaitingReason;
use crate::kubectl::HumanDuration;

impl Finding {
    /// What `Display` prints after the headline: the rows of the first diagnosis, and where else the trouble is. Of what is
    /// not the same for all of them, a row says whose it is.
    #[must_use]
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let mut rows = Vec::new();
        // Writing into a text cannot fail.
        let _ = finding_rows(self, &mut |label, text| print::collect(&mut rows, label, text));
        rows
    }
}

/// The trouble in one line, then the first diagnosis, then the other places.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.headline())?;
        finding_rows(self, &mut |label, text| print::write_row(f, label, text))
    }
}

/// The rows of the first diagnosis, and where else the trouble is.
fn finding_rows(finding: &Finding, row: &mut EachRow<'_>) -> fmt::Result {
    let (count, first) = (finding.count, &finding.diagnosis);
    if count > 1 {
        let place = FindingPlace::of(first);
        first.each_row(&mut |label, text| {
            let fact = fact_of(label);
            if fact.is_none_or(|fact| finding.is_alike(fact)) {
                return row(label, text);
            }
            let own = of_one(&place, &format!("{text}"));
            match label {
                "query" => row(label, format_args!("{}", WaitingReason::prometheus_query())),
                "state" => match finding.since.filter(|since| first.state.since != Some(*since)) {
                    Some(since) => row(label, format_args!("the longest{}; {own}", For(since))),
                    None => row(label, format_args!("{own}")),
                },
                "next" => match finding.next {
                    Some(last) => row(label, format_args!("{}{own}", Within(last))),
                    None => row(label, format_args!("{own}")),
                },
                _ => row(label, format_args!("{own}")),
            }
        })?;
    } else {
        first.each_row(row)?;
    }
    // A node's own image stands in the headline without any pod.
    if count <= 1 && first.sandbox().is_none() {
        return Ok(());
    }
    let more = count.saturating_sub(u64::try_from(finding.places.len()).unwrap_or(u64::MAX));
    match (finding.places.as_slice(), more) {
        (places, 0) => row("pods", format_args!("{}", Joined(places, ", "))),
        ([], more) => row("pods", format_args!("and {more} more")),
        (places, more) => row("pods", format_args!("{}, and {more} more", Joined(places, ", "))),
    }
}

/// What a row tells of.
fn fact_of(label: &str) -> Option<FindingFact> {
    Some(match label {
        "image" | "means" | "hint" => FindingFact::Image,
        "policy" => FindingFact::Policy,
        "secrets" | "tries" | "empty" | "missing" => FindingFact::Secrets,
        "state" | "advice" => FindingFact::State,
        "cause" | "check" => FindingFact::Cause,
        "asked" => FindingFact::Endpoints,
        "says" | "trouble" => FindingFact::Message,
        "act" => FindingFact::Remedy,
        "next" | "pulls" => FindingFact::NextAttempt,
        "sooner" | "later" => FindingFact::Changes,
        "query" => FindingFact::Query,
        _ => return None,
    })
}

/// `shop/web app: ErrImagePull`. A text of several lines begins below.
pub(super) fn of_one(place: &FindingPlace, text: &str) -> String {
    let between = if text.contains('\n') { "\n" } else { " " };
    format!("{place}:{between}{text}")
}

/// ` for at most 3h, not before the pod's start …`.
struct For(Since);

impl fmt::Display for For {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_since(f, &self.0)
    }
}

/// When all of them have been tried again: `all within 5m, until …; `.
struct Within(Moment);

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.from_now, self.0.at) {
            (Some(within), Some(at)) => write!(f, "all within {}, by {at}; ", HumanDuration::new(within)),
            (Some(within), None) => write!(f, "all within {}; ", HumanDuration::new(within)),
            (None, Some(at)) => write!(f, "all by {at}; "),
            (None, None) => Ok(()),
        }
    }
}
