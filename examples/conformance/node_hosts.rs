//! What the containerd modes share: files by kind, hosts and requests as JSON.

use pullspec::registry::node::containerd::{
    HostDirectories, PemFile, PemKey, Request, fetch_requests, resolve_requests,
};
use pullspec::registry::node::{Attempt, NothingAskedError, Resolution};
use pullspec::{Digest, Reference};
use serde_json::{Map, Value, json};

/// The certificate and key of a name's stem fit each other.
fn pem(name: &str, kind: &str) -> Result<PemFile, String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let none = || -> [&str; 0] { [] };
    Ok(match kind {
        "cert" => PemFile::new([stem], PemKey::Absent),
        "key" => PemFile::new(none(), PemKey::Fits(stem.into())),
        "pair" => PemFile::new([stem], PemKey::Fits(stem.into())),
        "other-key" => PemFile::new(none(), PemKey::Fits("another".into())),
        "garbage" | "empty" => PemFile::default(),
        other => return Err(format!("unknown kind of file {other:?}")),
    })
}

/// Adds the directories of one root.
pub(crate) fn add(
    mut hosts: HostDirectories,
    root: &str,
    directories: &Value,
) -> Result<HostDirectories, String> {
    for (directory, files) in directories.as_object().into_iter().flatten() {
        hosts = hosts.with_directory(&format!("{root}/{directory}"));
        for (name, content) in files.as_object().into_iter().flatten() {
            let path = format!("{root}/{directory}/{name}");
            let content = content.as_str().unwrap_or_default();
            hosts = match name.as_str() {
                "hosts.toml" => hosts.with_text(&path, content),
                name => hosts.with_pem(&path, pem(name, content)?),
            };
        }
    }
    Ok(hosts)
}

pub(crate) fn host(attempt: &Attempt) -> Value {
    let tls = attempt.tls();
    let mut host = Map::new();
    let scheme = attempt.transport().scheme();
    host.insert("scheme".into(), scheme.into());
    host.insert("host".into(), attempt.host().into());
    host.insert("path".into(), attempt.path().into());
    host.insert("caps".into(), attempt.capabilities().names().collect());
    if tls.skip_verify {
        host.insert("skip_verify".into(), true.into());
    }
    if let Some(authorities) = tls.authorities {
        host.insert("ca".into(), authorities.into());
    }
    if tls.client_certificates > 0 {
        host.insert("client".into(), tls.client_certificates.into());
    }
    if attempt.transport().falls_back() {
        host.insert("http_fallback".into(), true.into());
    }
    let headers: Map<_, _> = attempt
        .header_names()
        .map(|name| (name.into(), attempt.header_values(name).map(Value::from).collect()))
        .collect();
    if !headers.is_empty() {
        host.insert("header".into(), headers.into());
    }
    host.into()
}

/// The hosts and the requests of a resolution, as containerd's rows have them.
pub(crate) fn insert(
    out: &mut Map<String, Value>,
    resolution: &Resolution,
    image: &Reference,
) -> Result<(), String> {
    let placeholder = Digest::parse(&format!("sha256:{:064}", 0)).map_err(|e| e.to_string())?;
    let list = |requests: Vec<Request>| {
        let shown = requests.iter().map(|one| one.to_string().replace(placeholder.as_str(), "<digest>"));
        shown.map(Value::from).collect::<Vec<_>>()
    };
    let mut requests = |key: &str, found: Result<Vec<Request>, NothingAskedError>| match found {
        Ok(found) => out.insert(key.into(), list(found).into()),
        Err(_) => out.insert(format!("{key}_error"), "no_hosts".into()),
    };
    requests("resolve", resolve_requests(resolution, image));
    requests("fetch", fetch_requests(resolution, &placeholder));
    out.insert("hosts".into(), resolution.attempts().iter().map(host).collect());
    Ok(())
}

pub(crate) fn error(label: &str) -> Value {
    json!({"error": label})
}
