//! Why a container waits: the reason and message of its waiting state.

mod reason;

pub use reason::WaitingReason;
