//! Regular expressions, each compiled once: CEL's own `matches` compiles one for each call, Rego's makes room for its
//! states.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use regex::Regex;

thread_local! {
    static COMPILED: RefCell<HashMap<String, Rc<Regex>>> = RefCell::default();
}

/// The expression, compiled now or before.
pub(crate) fn compiled(regex: &str) -> Rc<Regex> {
    COMPILED.with_borrow_mut(|compiled| match compiled.get(regex) {
        Some(compiled) => Rc::clone(compiled),
        None => {
            let new = Rc::new(Regex::new(regex).expect("a regular expression"));
            compiled.insert(regex.to_owned(), Rc::clone(&new));
            new
        }
    })
}
