//! Which manifest of an index a runtime takes.

use pullspec::platform::{Entry, Platform, Selector, choose};
use serde_json::{Value, json};

use super::json::switch;

fn platform(value: &Value) -> Result<Platform, String> {
    serde_json::from_value(value.clone()).map_err(|e| e.to_string())
}

fn entry(value: &Value) -> Result<Entry, String> {
    let zstd = switch(value, "zstd")?;
    let entry = match value {
        Value::Null => Entry::without_platform(None),
        value if value.get("config").is_some() => {
            Entry::without_platform(Some(platform(&value["config"])?))
        }
        value => Entry::of(platform(value)?),
    };
    Ok(entry.with_zstd(zstd))
}

#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
pub(crate) fn answer(row: Value) -> Result<Value, String> {
    let selector = match (row["runtime"].as_str(), row["mode"].as_str()) {
        (Some("containerd"), Some("only")) => Selector::ContainerdOnly,
        (Some("containerd"), Some("strict")) => Selector::ContainerdStrict,
        (Some("containerd"), Some("transfer")) => Selector::ContainerdTransfer,
        (Some("containers-image"), _) => Selector::ContainersImage,
        (Some("docker"), _) => Selector::Docker,
        other => return Err(format!("unknown runtime {other:?}")),
    };
    let index = row["index"].as_array().into_iter().flatten().map(entry).collect::<Result<Vec<_>, _>>()?;
    let choice = choose(selector, &platform(&row["wanted"])?, &index);
    Ok(match selector {
        Selector::ContainerdTransfer => json!({"fetched": choice.order()}),
        _ => json!({"chosen": choice.chosen()}),
    })
}
