//! What a person wants to be told of `hosts.toml` directories.

use alloc::{boxed::Box, format, string::String, vec::Vec};

use super::super::attempt::Attempt;
use super::super::capabilities::Capabilities;
use super::super::finding::{Finding, FindingKind};
use super::super::problem::Position;
use super::super::resolution::Resolution;
use super::super::rule_source::RuleSource;
use super::document::{At, Document};
use super::files::{DEFAULT_DIRECTORY, Files};
use super::host::Host;
use crate::reference::Reference;
use crate::reference::normalize::{DEFAULT_DOMAIN, DOCKER_HUB_API, LEGACY_DOMAIN};

/// Directories that look as if they served the image and do not.
pub(super) fn of_roots(
    roots: &[String],
    files: &Files,
    domain: &str,
    chosen: Option<&str>,
    findings: &mut Vec<Finding>,
) {
    let bare = domain.rsplit_once(':').map_or(domain, |(host, _)| host);
    let mut passed = chosen.is_none();
    for root in roots {
        let is_chosen = |name: &str| chosen == Some(&*format!("{root}/{name}"));
        for name in files.directories_in(root) {
            let kind = match name {
                name if is_chosen(name) => {
                    passed = true;
                    continue;
                }
                name if *name == *domain || name == DEFAULT_DIRECTORY => match chosen {
                    // In the same root the exact name is meant to win.
                    Some(chosen) if chosen.starts_with(&**root) && name == "_default" => continue,
                    Some(_) if passed => FindingKind::RootShadowed,
                    _ => continue,
                },
                name if name == bare || name.rsplit_once(':').is_some_and(|(host, _)| host == domain) => {
                    FindingKind::OtherPort
                }
                LEGACY_DOMAIN | DOCKER_HUB_API if domain == DEFAULT_DOMAIN => FindingKind::OtherHubName,
                _ => continue,
            };
            findings.push(Finding::new(
                kind,
                RuleSource::new(format!("{root}/{name}"), None, "directory"),
                name,
            ));
        }
    }
}

/// What a file says in vain.
pub(super) fn of_document(
    path: &str,
    text: &str,
    document: &Document,
    entries: &[(Host, RuleSource)],
    findings: &mut Vec<Finding>,
) {
    let mut say = |kind, offset: usize, subject: &str| {
        let line = Position::of(text, offset).line;
        findings.push(Finding::new(kind, RuleSource::new(path, Some(line), subject), subject));
    };
    for (name, settings) in &document.hosts {
        if let Some(offset) = settings.stray_server {
            say(FindingKind::ServerBelowHost, offset, "server");
            if document.server.is_none() {
                say(FindingKind::OriginStillAsked, offset, "server");
            }
        }
        if document.listed.iter().all(|listed| listed.value != *name) {
            say(FindingKind::HostWithoutHeader, settings.offset, name);
        }
    }
    for At { value, offset } in &document.unquoted {
        say(FindingKind::UnquotedHost, *offset, value);
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
}

/// Attempts that are listed and not made.
pub(super) fn of_attempts(resolution: &mut Resolution, image: &Reference) {
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
