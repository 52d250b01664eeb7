//! What a person wants to be told of `hosts.toml` directories.

use alloc::{borrow::Cow, boxed::Box, collections::BTreeSet, format, string::String, vec::Vec};

use super::super::attempt::Attempt;
use super::super::capabilities::Capabilities;
use super::super::finding::{Finding, FindingKind};
use super::super::position::Places;
use super::super::problem::{ConfigError, ConfigErrorKind, Consequence};
use super::super::resolution::Resolution;
use super::super::rule_source::RuleSource;
use super::document::{At, Document, parse};
use super::files::{DEFAULT_DIRECTORY, Files};
use super::host::Host;
use crate::reference::{Domain, Reference};

/// Directories that look as if they served the image and do not.
pub(super) fn of_roots(
    roots: &[String],
    files: &Files,
    domain: &str,
    chosen: Option<&str>,
    findings: &mut Vec<Finding>,
) {
    let chosen_root = chosen.and_then(|path| path.rsplit_once('/')).map(|(root, _)| root);
    for root in roots {
        for name in files.directories_in(root) {
            let path = format!("{root}/{name}");
            let serves = served(name);
            let is_own = serves == *domain;
            let kind = if chosen == Some(&*path) {
                None
            } else if is_own || name == DEFAULT_DIRECTORY {
                // In the same root the exact name is meant to win.
                let shadowed = is_own || chosen_root != Some(&**root);
                shadowed.then_some(FindingKind::RootShadowed)
            } else if Domain::parse(&serves).is_err() {
                let host = domain.rsplit_once(':').map_or(domain, |(host, _)| host);
                name.contains(host).then_some(FindingKind::MisspelledDirectory)
            } else {
                FindingKind::of_near_miss(&serves, domain)
            };
            let rule = || RuleSource::new(path, None, format!("directory of {serves}"));
            findings.extend(kind.map(|kind| Finding::new(kind, rule(), name)));
        }
    }
}

/// The registry whose images use a directory: `registry.example:5000` for `registry.example_5000_`.
fn served(directory: &str) -> Cow<'_, str> {
    let port = |name: &str| {
        let (host, port) = name.strip_suffix('_')?.rsplit_once('_')?;
        Some(format!("{host}:{port}"))
    };
    port(directory).map_or(Cow::Borrowed(directory), Cow::Owned)
}

/// What a file says in vain.
pub(super) fn of_document(
    path: &str,
    text: &str,
    document: &Document,
    entries: &[(Host, RuleSource)],
    findings: &mut Vec<Finding>,
) {
    let listed: BTreeSet<&str> = document.listed.iter().map(|listed| &*listed.value).collect();
    let mut said: Vec<(usize, FindingKind, &str)> = Vec::new();
    let mut say = |kind, offset: usize, subject| said.push((offset, kind, subject));
    for (name, settings) in &document.hosts {
        if let Some(offset) = settings.stray_server {
            say(FindingKind::ServerBelowHost, offset, "server");
            if document.server.is_none() {
                say(FindingKind::OriginStillAsked, offset, "server");
            }
        }
        if !listed.contains(&**name) {
            say(FindingKind::HostWithoutHeader, settings.offset, name);
        }
    }
    for At { value, offset } in &document.unquoted {
        say(FindingKind::UnquotedHost, *offset, value);
    }
    for (At { value, offset }, kind) in &document.unknown {
        say(*kind, *offset, value);
    }
    let dead = document.listed.iter().zip(entries).filter(|(_, (host, _))| host.stands_for_origin());
    for (At { value, offset }, _) in dead {
        say(FindingKind::HostWithoutUrl, *offset, value);
    }
    let origin = entries.last().is_some_and(|(host, _)| host.stands_for_origin());
    match &document.server {
        Some(At { value, offset }) if origin && !value.is_empty() => {
            say(FindingKind::ServerWithoutUrl, *offset, value);
        }
        _ => {}
    }
    if origin {
        let root = &document.root;
        let vain = [
            root.capabilities.as_ref().map(|at| (at.offset, "capabilities")),
            root.override_path.as_ref().map(|at| (at.offset, "override_path")),
        ];
        for (offset, key) in vain.into_iter().flatten() {
            say(FindingKind::RootSettingIgnored, offset, key);
        }
    }
    said.sort_unstable();
    let mut places = Places::new(text);
    findings.extend(said.into_iter().map(|(offset, kind, subject)| {
        Finding::new(kind, RuleSource::new(path, Some(places.of(offset)), subject), subject)
    }));
}

/// Returns what in containerd's own `config.toml` belongs in a `hosts.toml`: containerd warns of it and goes on.
///
/// ```
/// use pullspec::registry::node::containerd::config_findings;
/// let text = "version = 3\n[host.\"https://mirror.example\"]\n";
/// let findings = config_findings("config.toml", text)?;
/// assert_eq!(findings[0].to_string(), "config.toml:2: host: this belongs in another file: here it is ignored");
/// # Ok::<(), pullspec::registry::node::ConfigError>(())
/// ```
///
/// # Errors
/// The text is not TOML, with which containerd does not start.
pub fn config_findings(file: &str, text: &str) -> Result<Vec<Finding>, ConfigError> {
    let table = parse(text).map_err(|(what, offset)| {
        ConfigError::new(ConfigErrorKind::Toml, file, what, Consequence::DaemonStops)
            .with_offset(text, offset)
    })?;
    let mut keys: Vec<_> = table.keys().map(|key| (key.span().start, &**key.get_ref())).collect();
    keys.retain(|(_, key)| {
        FindingKind::of_unknown_key(key) == FindingKind::MisplacedKey && !CONFIG_KEYS.contains(key)
    });
    keys.sort_unstable();
    let mut places = Places::new(text);
    let finding = |(offset, key)| {
        Finding::new(FindingKind::MisplacedKey, RuleSource::new(file, Some(places.of(offset)), key), key)
    };
    Ok(keys.into_iter().map(finding).collect())
}

/// Keys of `config.toml` itself.
const CONFIG_KEYS: [&str; 4] = ["plugins", "version", "imports", "disabled_plugins"];

/// Attempts that are listed and not made.
pub(super) fn of_attempts(resolution: &mut Resolution, image: &Reference) {
    resolution.find_unusable();
    let wanted = Capabilities::PULL | Capabilities::RESOLVE;
    if image.digest().is_some() {
        return;
    }
    let not_for_tags = |attempt: &&Attempt| !attempt.origin && !attempt.capabilities.contains(wanted);
    let found: Vec<_> = resolution
        .attempts
        .iter()
        .filter(not_for_tags)
        .map(|attempt| {
            let subject: Box<str> = attempt.host.clone();
            Finding::new(FindingKind::MirrorNotForTags, attempt.rule.clone(), subject)
        })
        .collect();
    resolution.findings.extend(found);
}
