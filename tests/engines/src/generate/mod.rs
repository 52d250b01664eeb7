//! Texts near the edges, and lists of patterns for the same names.

mod list;
mod near;
mod numbers;
mod reference;

pub use list::set;
pub use near::near;
pub use numbers::Numbers;
pub use reference::reference;
