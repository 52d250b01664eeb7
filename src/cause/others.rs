//! The other readings of a message.

use super::taxonomy::Cause;

/// What a message may mean as well, likelier first; nothing twice.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Others {
    causes: [Cause; Self::MOST],
    count: u8,
}

impl Others {
    /// No more are kept.
    pub(super) const MOST: usize = 6;

    pub(super) const NONE: Self = Self { causes: [Cause::NoDetail; Self::MOST], count: 0 };

    /// Those of a row of the table. A row with more than there is room for does not compile.
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
    pub(super) const fn of_row(causes: &[Cause]) -> Self {
        let mut others = Self::NONE;
        let mut n = 0;
        while n < causes.len() {
            others.causes[n] = causes[n];
            others.count += 1;
            n += 1;
        }
        others
    }

    /// Adds one, if there is room.
    pub(super) fn push(&mut self, cause: Cause) {
        if let Some(slot) = self.causes.get_mut(usize::from(self.count)) {
            *slot = cause;
            self.count += 1;
        }
    }

    pub(super) fn as_slice(&self) -> &[Cause] {
        self.causes.get(..usize::from(self.count)).unwrap_or_default()
    }
}
