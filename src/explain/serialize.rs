//! The parts of a [`Diagnosis`](super::Diagnosis) whose JSON is their text.

use core::fmt::Display;

use serde::ser::{SerializeSeq, Serializer};

/// A list of texts.
pub(super) fn each_as_text<T: Display, S: Serializer>(list: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let mut texts = serializer.serialize_seq(Some(list.len()))?;
    for one in list {
        texts.serialize_element(&format_args!("{one}"))?;
    }
    texts.end()
}
