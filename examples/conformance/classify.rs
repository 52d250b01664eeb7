//! `classify`: a message and its waiting reason, to the cause and what else it may be.

use pullspec::{Cause, WaitingReason, classify};
use serde_json::{Value, json};

/// `{"message", "reason"?}` to `{"cause", "alt"}`.
#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
pub(crate) fn answer(input: Value) -> Result<Value, String> {
    let message = input.get("message").and_then(Value::as_str).ok_or("no message")?;
    let reason = input.get("reason").and_then(Value::as_str).map(WaitingReason::from);
    let verdict = classify(reason.as_ref(), message);
    Ok(json!({
        "cause": verdict.cause().as_str(),
        "alt": verdict.alternates().iter().map(|cause: &Cause| cause.as_str()).collect::<Vec<_>>(),
    }))
}
