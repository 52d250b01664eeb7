//! Mode `keyring`: which docker-config keys the kubelet tries for an image.

use pullspec::Keyring;
use serde_json::{Value, json};

pub(super) fn answer(input: Value) -> Result<Value, String> {
    let Value::Object(mut input) = input else { return Err("expected an object".into()) };
    // Absent and empty are the same.
    let keys = input.get("keys").map_or(Some([].as_slice()), |keys| keys.as_array().map(Vec::as_slice));
    let keys = keys.ok_or("`keys`: expected an array")?;
    let image = input.get("image").map_or(Some(""), Value::as_str).ok_or("`image`: expected a string")?;
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
