//! Which texts this thread scanned, for tests of how often one is.

use std::cell::RefCell;
use std::string::String;
use std::vec::Vec;

std::thread_local! {
    static SCANNED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn count(text: &str) {
    SCANNED.with_borrow_mut(|scanned| scanned.push(text.into()));
}

/// The texts that are scanned meanwhile, in order.
pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    SCANNED.with_borrow_mut(Vec::clear);
    let done = work();
    (done, SCANNED.with_borrow_mut(core::mem::take))
}
