//! Longer reading: [where this crate differs](differences) from the programs it follows, and [what a policy can rely
//! on](security). Pages only, no items.

pub mod differences;
pub mod security;
