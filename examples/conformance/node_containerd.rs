//! Where containerd asks, by `hosts.toml` directories.

use pullspec::Reference;
use pullspec::registry::node::containerd::HostDirectories;
use serde_json::{Map, Value};

use super::json::text;
use super::node_hosts::{add, error, insert};

#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
pub(crate) fn answer(row: Value) -> Result<Value, String> {
    let Ok(image) = Reference::parse(text(&row, "image")?) else {
        return Ok(error("reference"));
    };
    let image = image.docker_ref();
    let hosts = add(HostDirectories::new(["/0", "/1"]), "/0", &row["hosts_dir"])?;
    let hosts = add(hosts, "/1", &row["hosts_dir_2"])?;
    let resolution = match hosts.resolve(&image) {
        Ok(resolution) => resolution,
        Err(found) => {
            let mut out = Map::new();
            out.insert("error".into(), found.kind().as_str().into());
            out.extend(
                hosts.directory_for(&image).map(|dir| ("dir".into(), dir.trim_start_matches('/').into())),
            );
            return Ok(out.into());
        }
    };
    let mut out = Map::new();
    if let Some(directory) = hosts.directory_for(&image) {
        out.insert("dir".into(), directory.trim_start_matches('/').into());
    }
    insert(&mut out, &resolution, &image)?;
    Ok(out.into())
}
