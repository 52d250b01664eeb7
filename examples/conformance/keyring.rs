//! Mode `keyring`: which docker-config keys the kubelet tries for an image.

use pullspec::Keyring;
use serde_json::{Value, json};

pub(crate) fn answer(input: Value) -> Result<Value, String> {
    let Value::Object(mut input) = input else { return Err("expected an object".into()) };
    let keys = input.get("keys").and_then(Value::as_array).ok_or("`keys`: expected an array")?;
    let image = input.get("image").and_then(Value::as_str).ok_or("`image`: expected a string")?;
    let mut keyring = Keyring::new();
    for key in keys {
        let key = key.as_str().ok_or("`keys`: expected strings")?;
        // The kubelet, too, goes on without a key that is no URL.
        let _ = keyring.insert(key, ());
    }
    let want: Value = keyring.lookup(image).iter().map(|entry| json!(entry.key())).collect();
    input.insert("want".into(), want);
    Ok(Value::Object(input))
}
