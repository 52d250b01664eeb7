//! Mode `human_duration`: milliseconds to what kubectl prints.

use core::time::Duration;

use pullspec::kubectl::HumanDuration;
use serde_json::{Value, json};

#[expect(clippy::needless_pass_by_value, reason = "every mode takes its line")]
pub(crate) fn answer(input: Value) -> Result<Value, String> {
    let ms = input.as_i64().or_else(|| input.get("ms")?.as_i64()).ok_or("expected milliseconds")?;
    let span = Duration::from_millis(ms.unsigned_abs());
    let [then, now] = if ms < 0 { [span, Duration::ZERO] } else { [Duration::ZERO, span] };
    let duration = HumanDuration::between(then, now);
    Ok(json!({ "ms": ms, "want": duration.to_string(), "short": duration.short().to_string() }))
}
