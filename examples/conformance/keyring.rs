//! Mode `keyring`: which docker-config keys the kubelet tries for an image.

use pullspec::Keyring;
use serde_json::{Value, json};

use super::json::{list, text};

pub(super) fn answer(input: Value) -> Result<Value, String> {
    let mut keyring = Keyring::new();
    for key in list(&input, "keys")? {
        // The kubelet, too, goes on without a key that is not a URL.
        let _ = keyring.insert(key.as_str().ok_or("expected texts in `keys`")?, ());
    }
    let tried: Value =
        keyring.lookup_name(text(&input, "image")?).iter().map(|entry| json!(entry.key())).collect();
    let Value::Object(mut row) = input else { return Err("expected an object".into()) };
    row.insert("want".into(), tried);
    Ok(Value::Object(row))
}
