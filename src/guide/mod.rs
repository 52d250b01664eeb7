//! Longer reading: [where this crate differs](differences) from the programs it follows, [what a policy can rely
//! on](security), and [coming from another crate](coming_from). Pages only, no items.

pub mod coming_from;
pub mod differences;
pub mod security;
