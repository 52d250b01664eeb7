//! Where containerd asks, by the old table of mirrors.

use pullspec::Reference;
use pullspec::registry::node::containerd::ContainerdMirrors;
use serde_json::{Map, Value};

use super::json::text;
use super::node_hosts::{error, insert};

#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
pub(crate) fn answer(row: Value) -> Result<Value, String> {
    let Ok(image) = Reference::parse(text(&row, "image")?) else {
        return Ok(error("reference"));
    };
    let image = image.docker_ref();
    let mut mirrors = ContainerdMirrors::new();
    for (registry, endpoints) in row["mirrors"].as_object().into_iter().flatten() {
        let endpoints = endpoints.as_array().into_iter().flatten().filter_map(Value::as_str);
        mirrors = mirrors.with_mirror(registry.as_str(), endpoints);
    }
    let resolution = match mirrors.resolve(&image) {
        Ok(resolution) => resolution,
        Err(found) => return Ok(error(found.kind().as_str())),
    };
    let mut out = Map::new();
    insert(&mut out, &resolution, &image)?;
    Ok(out.into())
}
