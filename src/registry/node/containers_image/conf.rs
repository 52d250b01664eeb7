//! The files of a node put together, and the rule that a name falls under.

use alloc::boxed::Box;
use alloc::collections::btree_map::Entry;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use super::file::{Aliases, File, Rule, ShortNameMode, read, read_aliases};
use super::reference::{MAX_NAME, parse_canonical_reference};
use super::table::Source;
use crate::go::whole_url::split_host_port;
use crate::reference::Reference;
use crate::reference::normalize::{DEFAULT_DOMAIN, DOCKER_HUB_API, LEGACY_DOMAIN};
use crate::registry::node::{ConfigError, ConfigErrorKind, Finding, FindingKind, RuleSource};

/// A node with podman or CRI-O: its configuration, or the error that stops every pull.
///
/// ```
/// use pullspec::registry::node::containers_image::Node;
/// let node = Node::read([("registries.conf.d/10-x.conf", "[registry]\nlocation = \"quay.io\"\n")]);
/// assert_eq!(
///     node.config().unwrap_err().to_string(),
///     "registries.conf.d/10-x.conf:1:1: \"registry\" must be a list of tables, not table: every pull on the node fails",
/// );
/// ```
#[derive(Debug)]
pub struct Node {
    pub(super) conf: Result<RegistriesConf, ConfigError>,
    pub(super) aliases: Result<Aliases, ConfigError>,
}

/// `registries.conf` and its drop-ins, read and merged.
///
/// ```
/// use pullspec::registry::node::containers_image::Node;
/// let conf = "[[registry]]\nprefix = \"*.example\"\nlocation = \"cache.example\"\n\
///     [[registry]]\nlocation = \"quay.io/team\"\n";
/// let node = Node::read([("registries.conf", conf)]);
/// let conf = node.config().map_err(Clone::clone)?;
/// assert_eq!(conf.rule_for("quay.io/team/app").map(|rule| &*rule.prefix), Some("quay.io/team"));
/// assert_eq!(conf.rule_for("eu.example/app").map(|rule| &*rule.prefix), Some("*.example"));
/// assert!(conf.rule_for("quay.io/teams/app").is_none()); // whole parts only
/// # Ok::<(), pullspec::registry::node::ConfigError>(())
/// ```
#[derive(Debug, Default)]
pub struct RegistriesConf {
    rules: BTreeMap<Box<str>, Rule>,
    pub(super) search: Vec<Box<str>>,
    helpers: Vec<Box<str>>,
    mode: ShortNameMode,
    pub(super) aliases: Aliases,
    /// The prefixes that images of a host are not covered by although their author may have meant them, by that host.
    aside: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    findings: Vec<Finding>,
}

impl Node {
    /// Reads the files of `/etc/containers`, each by its name there and its text, in any order.
    ///
    /// `registries.conf` is the main file; those in `registries.conf.d/` that end in `.conf` follow by the bytes of
    /// their names; `short-name-aliases.conf` is the list that podman writes itself, which really lies in
    /// `/var/cache/containers`. Others are not read. Nothing has to be there.
    #[must_use]
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut main = None;
        let mut drop_ins = BTreeMap::new();
        let mut aliases = Ok(Aliases::new());
        let mut conf = RegistriesConf::default();
        for (file, text) in files {
            let source = Source { file, text };
            match file.strip_prefix("registries.conf.d/") {
                Some(name) if name.as_bytes().ends_with(b".conf") && !name.contains('/') => {
                    drop_ins.insert(name, source);
                }
                None if file == "registries.conf" => main = Some(source),
                None if file == "short-name-aliases.conf" => aliases = alias_file(source),
                _ => {
                    let rule = RuleSource::new(file, None, "the whole file");
                    conf.findings.push(Finding::new(FindingKind::FileNotRead, rule, file));
                }
            }
        }
        let files = main.into_iter().map(|source| (source, false));
        let files = files.chain(drop_ins.into_values().map(|source| (source, true)));
        let conf = files
            .map(|(source, drop_in)| read(source, drop_in))
            .try_fold(conf, |conf, file| file.map(|file| conf.with(file)));
        Self { conf, aliases }
    }

    /// Returns the configuration of all files together.
    ///
    /// # Errors
    /// What is wrong in any of them, which stops every pull on the node: not TOML, a key of the wrong type, a location
    /// that is missing or has a scheme, entries that contradict each other, the formats of versions 1 and 2 mixed.
    pub const fn config(&self) -> Result<&RegistriesConf, &ConfigError> {
        self.conf.as_ref()
    }
}

fn alias_file(source: Source<'_>) -> Result<Aliases, ConfigError> {
    // This file has one kind of error, whatever is wrong with it.
    let called = |error: ConfigError| error.called(ConfigErrorKind::AliasFile);
    let table = source.parse().map_err(called)?;
    let written = source.map(&table, "aliases").map_err(called)?;
    read_aliases(source, written.unwrap_or_default(), ConfigErrorKind::AliasFile)
}

impl RegistriesConf {
    /// Adds a file that is read later (`updateWithConfigurationFrom`).
    fn with(mut self, file: File) -> Self {
        let File { rules, search, helpers, mode, aliases, findings } = file;
        self.findings.extend(findings);
        for rule in rules {
            if !can_match(&rule.prefix) {
                self.find(FindingKind::RuleMatchesNothing, &rule);
            }
            if let Some(host) = meant_host(&rule.prefix) {
                self.aside.entry(host).or_default().insert(rule.prefix.clone());
            }
            match self.rules.entry(rule.prefix.clone()) {
                Entry::Vacant(free) => drop(free.insert(rule)),
                Entry::Occupied(mut taken) => {
                    // In one file the first counts, of two files the later.
                    let same_file = taken.get().source.file() == rule.source.file();
                    let (kind, loser) = if same_file {
                        (FindingKind::RuleRepeated, rule)
                    } else {
                        (FindingKind::RuleReplaced, taken.insert(rule))
                    };
                    self.findings.push(Finding::new(kind, loser.source, loser.prefix));
                }
            }
        }
        self.search = search.unwrap_or(self.search);
        self.helpers = helpers.unwrap_or(self.helpers);
        self.mode = mode.unwrap_or(self.mode);
        self.aliases.extend(aliases);
        self
    }

    fn find(&mut self, kind: FindingKind, rule: &Rule) {
        self.findings.push(Finding::new(kind, rule.source.clone(), &*rule.prefix));
    }

    /// Returns the rule for a name, which is a domain and a path: the one with the longest prefix (`FindRegistry`).
    ///
    /// Costs one look-up for each part of the name, however many rules there are. A text longer than a name can be
    /// falls under none.
    #[must_use]
    pub fn rule_for(&self, name: &str) -> Option<&Rule> {
        if name.len() > MAX_NAME {
            return None;
        }
        let ends = || boundaries(name);
        let plain = ends().filter_map(|end| self.rules.get(name.get(..end)?));
        let plain = plain.filter(|rule| !rule.prefix.starts_with("*.") && !rule.prefix.is_empty()).last();
        // A wildcard ends where the host does, since it holds neither colon nor slash.
        let host = name.get(..ends().next().unwrap_or(name.len())).unwrap_or_default();
        let wildcard = host.match_indices('.').find_map(|(dot, _)| {
            let rule = self.rules.get(&*alloc::format!("*{}", host.get(dot..)?))?;
            matched_by(name, &rule.prefix).map(|_| rule)
        });
        match (plain, wildcard) {
            // Of equal lengths the first in order, which is the one with the star.
            (Some(plain), Some(wildcard)) if plain.prefix.len() > wildcard.prefix.len() => Some(plain),
            (plain, wildcard) => wildcard.or(plain),
        }
    }

    /// Rules that would cover the image if they named its registry as it does.
    pub(super) fn near_misses(&self, image: &Reference) -> impl Iterator<Item = Finding> {
        let domain = image.domain();
        let found = self.aside.get(&*bare(domain)).into_iter().flatten();
        found.filter_map(move |prefix| {
            let host = prefix.split('/').next().unwrap_or_default();
            let kind = FindingKind::of_near_miss(host, domain)?;
            let meant = alloc::format!("{domain}{}", prefix.get(host.len()..)?);
            matched_by(image.name(), &meant)?;
            let written = &self.rules.get(prefix)?.source;
            let file = written.file().unwrap_or_default();
            let rule = RuleSource::new(file, written.place(), alloc::format!("prefix {prefix:?}"));
            Some(Finding::new(kind, rule, &**prefix))
        })
    }

    /// Returns the rules in the order of their prefixes.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
    }

    /// Returns the registries that short names are looked for in.
    pub fn search_registries(&self) -> impl Iterator<Item = &str> {
        self.search.iter().map(|registry| &**registry)
    }

    /// Returns the credential helpers of every registry, in order; `containers-auth.json` stands for the auth files.
    pub fn credential_helpers(&self) -> impl Iterator<Item = &str> {
        let default = self.helpers.is_empty().then_some("containers-auth.json");
        self.helpers.iter().map(|helper| &**helper).chain(default)
    }

    /// Returns what podman does with an ambiguous short name. CRI-O has a setting of its own.
    #[must_use]
    pub const fn short_name_mode(&self) -> ShortNameMode {
        self.mode
    }

    /// Returns what in the files does not do what its author most likely meant, whatever the image.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

/// Where a prefix of `text` may end: before each `/`, `:` and `@`, and at the end.
fn boundaries(text: &str) -> impl Iterator<Item = usize> {
    let inner = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'/' | b':' | b'@'));
    inner.map(|(at, _)| at).chain([text.len()])
}

/// How many bytes of `text` a prefix covers (`refMatchingPrefix`).
pub(super) fn matched_by(text: &str, prefix: &str) -> Option<usize> {
    let end = match prefix.strip_prefix('*') {
        Some(domain) if domain.starts_with('.') => {
            // The first place decides, also where a later one would fit.
            let at = text.find(domain)?;
            if text.get(..at)?.contains('/') {
                return None;
            }
            at + domain.len()
        }
        _ => text.strip_prefix(prefix).map(|_| prefix.len())?,
    };
    let next = text.as_bytes().get(end);
    (next.is_none_or(|next| b"/:@".contains(next))).then_some(end)
}

/// The host whose images a prefix most likely means, if it is written so that it covers none of them.
fn meant_host(prefix: &str) -> Option<Box<str>> {
    let host = prefix.split('/').next().unwrap_or_default();
    let meant = match host {
        LEGACY_DOMAIN | DOCKER_HUB_API => DEFAULT_DOMAIN.into(),
        _ => bare(host),
    };
    (*meant != *host && !host.starts_with('*')).then_some(meant)
}

/// A host in lower case and without its port.
fn bare(host: &str) -> Box<str> {
    split_host_port(host).map_or(host, |(host, _)| host).to_ascii_lowercase().into()
}

/// Whether some image's name falls under a prefix.
fn can_match(prefix: &str) -> bool {
    let names: Vec<_> = match prefix.strip_prefix("*.") {
        Some(domain) => [alloc::format!("a.{domain}/a"), alloc::format!("a.{domain}:1/a")].into(),
        None => [prefix.into(), alloc::format!("{prefix}/a"), alloc::format!("{prefix}:1/a")].into(),
    };
    let is_name = |name: &alloc::string::String| {
        parse_canonical_reference(name)
            .is_ok_and(|read| read.is_name_only() && matched_by(name, prefix).is_some())
    };
    names.iter().any(is_name)
}
