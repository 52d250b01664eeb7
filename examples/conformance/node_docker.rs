//! Where a Docker daemon asks, in both image stores.

use std::net::{IpAddr, Ipv4Addr};

use pullspec::Reference;
use pullspec::registry::node::Attempt;
use pullspec::registry::node::containerd::HostDirectories;
use pullspec::registry::node::docker::DockerDaemon;
use serde_json::{Value, json};

use super::json::text;
use super::node_hosts::{add, error, host};

/// The URL that the classic store keeps: a mirror's as written, otherwise host alone.
fn endpoint(attempt: &Attempt) -> Value {
    let url = match attempt.rule().text().strip_prefix("registry-mirrors: ") {
        // Go writes a URL without host and path without slashes.
        Some("https://") => "https:".into(),
        Some(mirror) => mirror.to_owned(),
        None => format!("{}://{}", attempt.transport().scheme(), attempt.host()),
    };
    json!({"url": url, "mirror": !attempt.is_origin(), "insecure": attempt.tls().skip_verify})
}

#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
pub(crate) fn answer(row: Value) -> Result<Value, String> {
    let Ok(image) = Reference::parse(text(&row, "image")?) else {
        return Ok(error("reference"));
    };
    let mut daemon: DockerDaemon = match &row["daemon_json"] {
        Value::Null => DockerDaemon::new(),
        lists => serde_json::from_value(lists.clone()).map_err(|e| e.to_string())?,
    };
    daemon = daemon.with_dns_answer("localhost", [IpAddr::V4(Ipv4Addr::LOCALHOST)]);
    for (name, addresses) in row["dns"].as_object().into_iter().flatten() {
        let addresses = addresses.as_array().into_iter().flatten().filter_map(Value::as_str);
        let addresses = addresses.map(|text| text.parse().map_err(|_| format!("not an address: {text:?}")));
        daemon = daemon.with_dns_answer(name.as_str(), addresses.collect::<Result<Vec<IpAddr>, _>>()?);
    }
    daemon = daemon.with_certs_d(add(HostDirectories::new(["/0"]), "/0", &row["certs_d"])?);
    let classic = match daemon.classic_store(&image) {
        Ok(resolution) => resolution,
        Err(found) => return Ok(error(found.kind().as_str())),
    };
    let store = match daemon.containerd_store(&image) {
        Ok(store) => json!({"hosts": store.attempts().iter().map(host).collect::<Vec<_>>()}),
        Err(found) => error(found.kind().as_str()),
    };
    let endpoints: Vec<_> = classic.attempts().iter().map(endpoint).collect();
    Ok(json!({"graphdriver": {"endpoints": endpoints}, "containerd_store": store}))
}
