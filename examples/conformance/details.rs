//! `details`: a message, to the values that it names.

use pullspec::cause::{Details, failed_endpoints};
use serde_json::{Map, Value, json};

/// `{"message"}` to `{"image", "host", "status", "registryCode", "grpcCode", "platform", "viaMirror", "endpoints"}`,
/// each only where the message says it.
#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
pub(crate) fn answer(input: Value) -> Result<Value, String> {
    let message = input.get("message").and_then(Value::as_str).ok_or("no message")?;
    let details = Details::of(message);
    let mut answer = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            answer.insert(key.to_owned(), value);
        }
    };
    put("image", details.image.map(|found| json!(found.value)));
    put("host", details.host.map(|found| json!(found.value)));
    put("status", details.http_status.map(|found| json!(found.value)));
    put("registryCode", details.registry_code.map(|found| json!(found.value)));
    put("grpcCode", details.grpc_code.map(|found| json!(found.value)));
    put("platform", details.platform.map(|found| json!(found.value.to_string())));
    put("viaMirror", details.via_mirror().map(|via| json!(via)));
    let endpoints: Vec<_> = failed_endpoints(message)
        .map(|one| json!({"endpoint": one.endpoint(), "cause": one.verdict().cause().as_str()}))
        .collect();
    put("endpoints", (!endpoints.is_empty()).then(|| json!(endpoints)));
    Ok(Value::Object(answer))
}
