//! The stretches of the table, one after the other.

use super::rule::CauseRule;
use super::{
    connection, content, fallback, kubelet, names, node, policy, registry_errors, server_errors, setup,
    storage, transport, unpack,
};

/// The stretches of the table, in order.
static STRETCHES: [&[CauseRule]; 13] = [
    kubelet::RULES,
    names::RULES,
    node::RULES,
    policy::RULES,
    transport::RULES,
    content::RULES,
    setup::RULES,
    server_errors::RULES,
    registry_errors::RULES,
    unpack::RULES,
    connection::RULES,
    storage::RULES,
    fallback::RULES,
];

/// How many rows the table has.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
const COUNT: usize = {
    let (mut count, mut stretch) = (0, 0);
    while stretch < STRETCHES.len() {
        count += STRETCHES[stretch].len();
        stretch += 1;
    }
    count
};

/// The rows. The first whose text is in a part of the message, and whose surroundings fit, decides that part.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
pub(in crate::cause) static ROWS: [&CauseRule; COUNT] = {
    let mut rows = [&STRETCHES[0][0]; COUNT];
    let (mut count, mut stretch) = (0, 0);
    while stretch < STRETCHES.len() {
        let mut row = 0;
        while row < STRETCHES[stretch].len() {
            rows[count] = &STRETCHES[stretch][row];
            count += 1;
            row += 1;
        }
        stretch += 1;
    }
    rows
};

impl CauseRule {
    /// The whole table, in the order in which its rows decide.
    ///
    /// ```
    /// let mut rows = pullspec::cause::CauseRule::all();
    /// assert!(rows.all(|rule| rule.texts().count() > 0 && !rule.source().is_empty()));
    /// ```
    pub fn all() -> impl Iterator<Item = &'static Self> {
        ROWS.iter().copied()
    }
}
