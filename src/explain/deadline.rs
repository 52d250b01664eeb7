//! How long a pod may run: by its own `activeDeadlineSeconds`, or by those of its Job.

use core::time::Duration;

use crate::api::{Timestamp, Workload};

/// When a pod ends, and whether its Job says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deadline {
    pub(super) limit: TimeLimit,
    pub(super) is_of_job: bool,
}

/// What `activeDeadlineSeconds` say: how long, and until when where the beginning is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeLimit {
    At(Timestamp),
    /// After a start that is not known.
    After(Duration),
    /// There are none.
    None,
}

impl Deadline {
    /// When it is, where that is known.
    pub(super) const fn at(&self) -> Option<Timestamp> {
        match self.limit {
            TimeLimit::At(at) => Some(at),
            _ => None,
        }
    }

    /// That of a Job, or of the Jobs that a `CronJob` makes.
    pub(super) fn of_workload(workload: &Workload) -> Self {
        let limit = match (workload.deadline(), workload.active_deadline()) {
            (Some(at), _) => TimeLimit::At(at),
            (None, Some(length)) => TimeLimit::After(length),
            (None, None) => TimeLimit::None,
        };
        Self { limit, is_of_job: limit != TimeLimit::None }
    }

    /// The one of two that comes first, as far as that is known.
    pub(super) fn earlier(self, other: Self) -> Self {
        let is_later = match (self.limit, other.limit) {
            (_, TimeLimit::None) | (TimeLimit::At(_), TimeLimit::After(_)) => false,
            (TimeLimit::None, _) | (TimeLimit::After(_), TimeLimit::At(_)) => true,
            (TimeLimit::At(one), TimeLimit::At(two)) => two < one,
            (TimeLimit::After(one), TimeLimit::After(two)) => two < one,
        };
        if is_later { other } else { self }
    }
}
