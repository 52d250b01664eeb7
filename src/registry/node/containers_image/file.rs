//! One file of `registries.conf`, read and checked in the order in which containers/image does (`loadConfigFile`).

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;

use toml::de::DeTable;

use super::reference::{parse_raw, parse_reference};
use super::table::{Pair, Source, folds_to};
use crate::reference::normalize::has_host_form;
use crate::registry::node::position::Places;
use crate::registry::node::{ConfigError, ConfigErrorKind as Kind, Finding, FindingKind, RuleSource};

/// For which pulls a mirror is used: its key `pull-from-mirror`.
///
/// ```
/// use pullspec::registry::node::containers_image::{Node, parse_reference};
/// let conf = "[[registry]]\nlocation = \"quay.io\"\n\
///     [[registry.mirror]]\nlocation = \"mirror.example\"\npull-from-mirror = \"digest-only\"\n";
/// let node = Node::read([("registries.conf", conf)]);
/// let asked = node.resolution(&parse_reference("quay.io/team/app:1")?)?;
/// assert_eq!(asked.attempts().len(), 1); // a tag is asked of the registry alone
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PullFromMirror {
    /// Not written: for all, unless the entry says `mirror-by-digest-only`.
    #[default]
    Unset,
    /// `all`.
    All,
    /// `digest-only`.
    DigestOnly,
    /// `tag-only`.
    TagOnly,
}

impl PullFromMirror {
    /// All of them.
    ///
    /// ```
    /// assert_eq!(pullspec::registry::node::containers_image::PullFromMirror::ALL[1].as_str(), "all");
    /// ```
    pub const ALL: [Self; 4] = [Self::Unset, Self::All, Self::DigestOnly, Self::TagOnly];

    /// Returns the text in the file; empty if there is none.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unset => "",
            Self::All => "all",
            Self::DigestOnly => "digest-only",
            Self::TagOnly => "tag-only",
        }
    }
}

/// A `[[registry.mirror]]`.
///
/// ```
/// use pullspec::registry::node::containers_image::{Node, PullFromMirror};
/// let conf = "[[registry]]\nlocation = \"quay.io\"\n[[registry.mirror]]\nlocation = \"mirror.example/quay\"\n";
/// let node = Node::read([("registries.conf", conf)]);
/// let rule = node.config().map_err(Clone::clone)?.rules().next().expect("there is one");
/// assert_eq!(&*rule.mirrors[0].location, "mirror.example/quay");
/// assert_eq!(rule.mirrors[0].pull_from_mirror, PullFromMirror::Unset);
/// # Ok::<(), pullspec::registry::node::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mirror {
    /// What stands in place of the entry's prefix.
    pub location: Box<str>,
    /// Whether certificates are not checked and HTTP is tried.
    pub insecure: bool,
    /// For which pulls it is used.
    pub pull_from_mirror: PullFromMirror,
    /// Where it is written.
    pub source: RuleSource,
}

/// A `[[registry]]`: what happens to images whose name begins with its prefix.
///
/// ```
/// use pullspec::registry::node::containers_image::Node;
/// let node = Node::read([("registries.conf", "[[registry]]\nlocation = \"quay.io\"\nblocked = true\n")]);
/// let rule = node.config().map_err(Clone::clone)?.rule_for("quay.io/team/app").expect("it covers all of quay.io");
/// assert!(rule.blocked);
/// assert_eq!(&*rule.prefix, "quay.io"); // not written: the location
/// assert_eq!(rule.source.to_string(), "registries.conf:1: [[registry]]");
/// # Ok::<(), pullspec::registry::node::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The beginning of a name, or `*.` and a domain.
    pub prefix: Box<str>,
    /// What stands in place of the prefix at the origin; empty for "the same", with `*.` only.
    pub location: Box<str>,
    /// Whether the origin's certificate is not checked and HTTP is tried.
    pub insecure: bool,
    /// Whether names that this rule covers are refused, after rewriting.
    pub blocked: bool,
    /// Whether the mirrors serve digests only.
    pub mirror_by_digest_only: bool,
    /// In the order of the file.
    pub mirrors: Vec<Mirror>,
    /// Where it is written.
    pub source: RuleSource,
}

/// What is done with a short name that several registries could serve (`short-name-mode`).
///
/// ```
/// use pullspec::registry::node::containers_image::{Node, ShortNameError, ShortNameMode};
/// let conf = "short-name-mode = \"enforcing\"\nunqualified-search-registries = [\"quay.io\", \"docker.io\"]\n";
/// let node = Node::read([("registries.conf", conf)]);
/// assert_eq!(node.config().map_err(Clone::clone)?.short_name_mode(), ShortNameMode::Enforcing);
/// assert_eq!(node.podman_candidates("redis"), Err(ShortNameError::Ambiguous));
/// # Ok::<(), pullspec::registry::node::ConfigError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "Closed: parseShortNameMode knows these three")]
pub enum ShortNameMode {
    /// All are tried where there is no terminal to ask at.
    #[default]
    Permissive,
    /// The pull fails where there is no terminal to ask at.
    Enforcing,
    /// All are tried.
    Disabled,
}

/// `None`: an alias that was deleted by an empty text.
pub(super) type Aliases = BTreeMap<Box<str>, Option<Box<str>>>;

/// One file's part of the configuration.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) rules: Vec<Rule>,
    pub(super) search: Option<Vec<Box<str>>>,
    pub(super) helpers: Option<Vec<Box<str>>>,
    pub(super) mode: Option<ShortNameMode>,
    pub(super) aliases: Aliases,
    pub(super) findings: Vec<Finding>,
}

/// A rule as written, with its place.
struct Entry {
    rule: Rule,
    pull_from_mirror: Box<str>,
    mirrors: Vec<(Mirror, Box<str>)>,
    at: usize,
}

const ROOT_KEYS: [&str; 7] = [
    "registry",
    "registries",
    "unqualified-search-registries",
    "credential-helpers",
    "short-name-mode",
    "additional-layer-store-auth-helper",
    "aliases",
];
const RULE_KEYS: [&str; 7] =
    ["prefix", "location", "insecure", "blocked", "mirror-by-digest-only", "mirror", "pull-from-mirror"];

/// Reads `registries.conf` or a drop-in.
pub(super) fn read(source: Source<'_>, drop_in: bool) -> Result<File, ConfigError> {
    let root = source.parse()?;
    let mut file = File::default();
    let mut unknown = unknown_keys(&root, &ROOT_KEYS, FindingKind::of_unknown_key);

    let entries = source.tables(&root, "registry")?;
    let mut search = source.texts(&root, "unqualified-search-registries")?;
    let helpers = source.texts(&root, "credential-helpers")?;
    let (mode, mode_at) = source.text_at(&root, "short-name-mode")?.unwrap_or_default();
    let layer_helper = source.text_of(&root, "additional-layer-store-auth-helper")?;
    let aliases = source.map(&root, "aliases")?;
    let v2 = entries.is_some()
        || search.is_some()
        || helpers.is_some()
        || aliases.is_some()
        || !mode.is_empty()
        || !layer_helper.is_empty();

    let mut rules = Vec::new();
    let mut places = Places::new(source.text);
    for (table, at) in entries.unwrap_or_default() {
        unknown.extend(unknown_keys(table, &RULE_KEYS, |_| FindingKind::UnknownKey));
        rules.push(entry(source, table, at, &mut places)?);
    }
    if let Some(v1) = V1::read(source, &root)? {
        if drop_in {
            let what = "the format of version 1 is not read in a drop-in";
            return Err(source.error(Kind::V1InDropIn, v1.at, what));
        }
        if v2 {
            return Err(source.error(Kind::V1V2Mixed, v1.at, "keys of versions 1 and 2 in one file"));
        }
        rules = v1.rules(source)?;
        search = v1.search;
    }

    for entry in &mut rules {
        check(source, entry)?;
    }
    conflicts(source, &rules)?;
    file.search = search.map(|list| search_registries(source, &list)).transpose()?;
    file.mode = match mode {
        "" => None,
        "permissive" => Some(ShortNameMode::Permissive),
        "enforcing" => Some(ShortNameMode::Enforcing),
        "disabled" => Some(ShortNameMode::Disabled),
        other => {
            let what = format!("unknown short-name-mode {other:?}");
            return Err(source.error(Kind::ShortNameMode, mode_at, what));
        }
    };
    let bad =
        |entry: &&Entry| entry.rule.prefix.starts_with("*.") && entry.rule.prefix.contains(['/', '@', ':']);
    // The entries are sorted by now, and the first one is named.
    if let Some(entry) = rules.iter().filter(bad).min_by(|a, b| a.rule.prefix.cmp(&b.rule.prefix)) {
        let what = format!("a prefix with \"*.\" holds no '/', '@' or ':': {:?}", entry.rule.prefix);
        return Err(source.error(Kind::WildcardForm, entry.at, what));
    }
    file.aliases = read_aliases(source, aliases.unwrap_or_default(), Kind::Alias)?;
    unknown.sort_unstable();
    let mut places = Places::new(source.text);
    let finding = |(at, key, kind): (usize, &str, FindingKind)| {
        let rule = RuleSource::new(source.file, Some(places.of(at)), format!("{key:?}"));
        Finding::new(kind, rule, key)
    };
    file.findings = unknown.into_iter().map(finding).collect();
    file.helpers = helpers.map(|list| list.into_iter().map(|(name, _)| name.into()).collect());
    file.rules = rules.into_iter().map(|entry| entry.rule).collect();
    Ok(file)
}

fn entry(
    source: Source<'_>,
    table: &DeTable<'_>,
    at: usize,
    places: &mut Places<'_>,
) -> Result<Entry, ConfigError> {
    let rule_source = RuleSource::new(source.file, Some(places.of(at)), "[[registry]]");
    let mut mirrors = Vec::new();
    for (table, at) in source.tables(table, "mirror")?.unwrap_or_default() {
        let mirror = Mirror {
            location: source.text_of(table, "location")?.into(),
            insecure: source.flag(table, "insecure")?,
            pull_from_mirror: PullFromMirror::Unset,
            source: RuleSource::new(source.file, Some(places.of(at)), "[[registry.mirror]]"),
        };
        mirrors.push((mirror, source.text_of(table, "pull-from-mirror")?.into()));
    }
    let rule = Rule {
        prefix: source.text_of(table, "prefix")?.into(),
        location: source.text_of(table, "location")?.into(),
        insecure: source.flag(table, "insecure")?,
        blocked: source.flag(table, "blocked")?,
        mirror_by_digest_only: source.flag(table, "mirror-by-digest-only")?,
        mirrors: Vec::new(),
        source: rule_source,
    };
    Ok(Entry { rule, pull_from_mirror: source.text_of(table, "pull-from-mirror")?.into(), mirrors, at })
}

/// The lists of version 1.
#[derive(Default)]
struct V1<'a> {
    search: Option<Vec<(&'a str, usize)>>,
    insecure: Option<Vec<(&'a str, usize)>>,
    block: Option<Vec<(&'a str, usize)>>,
    /// Where the first of them stands.
    at: usize,
}

impl<'a> V1<'a> {
    /// `None`: not one of the lists is there. An empty one is there.
    fn read<'t>(source: Source<'t>, root: &'a DeTable<'t>) -> Result<Option<Self>, ConfigError> {
        let Some((table, _)) = source.table(root, "registries")? else { return Ok(None) };
        let mut first = None;
        let mut list = |name| match source.table(table, name)? {
            Some((table, at)) => {
                let list = source.texts(table, "registries")?;
                let earlier = |known: usize| known.min(at);
                first = if list.is_some() { Some(first.map_or(at, earlier)) } else { first };
                Ok(list)
            }
            None => Ok(None),
        };
        let (search, insecure, block) = (list("search")?, list("insecure")?, list("block")?);
        Ok(first.map(|at| Self { search, insecure, block, at }))
    }

    fn rules(&self, source: Source<'_>) -> Result<Vec<Entry>, ConfigError> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut known = BTreeMap::new();
        let lists = [(&self.block, true), (&self.insecure, false)];
        let mut places = Places::new(source.text);
        for (&(written, at), block) in
            lists.iter().flat_map(|(list, block)| list.iter().flatten().zip(core::iter::repeat(*block)))
        {
            let location = trimmed(source, written, at)?;
            let index = *known.entry(location).or_insert(entries.len());
            if index == entries.len() {
                let rule = Rule {
                    prefix: location.into(),
                    location: location.into(),
                    insecure: false,
                    blocked: false,
                    mirror_by_digest_only: false,
                    mirrors: Vec::new(),
                    source: RuleSource::new(
                        source.file,
                        Some(places.of(at)),
                        if block { "[registries.block]" } else { "[registries.insecure]" },
                    ),
                };
                entries.push(Entry { rule, pull_from_mirror: "".into(), mirrors: Vec::new(), at });
            }
            if let Some(entry) = entries.get_mut(index) {
                entry.rule.blocked |= block;
                entry.rule.insecure |= !block;
            }
        }
        Ok(entries)
    }
}

/// `parseLocation`: without slashes at the end, and no URL.
fn trimmed<'a>(source: Source<'_>, text: &'a str, at: usize) -> Result<&'a str, ConfigError> {
    let text = text.trim_end_matches('/');
    if text.starts_with("http://") || text.starts_with("https://") {
        return Err(source.error(Kind::LocationScheme, at, format!("a scheme in {text:?}")));
    }
    Ok(text)
}

/// One entry's part of `postProcessRegistries`; completes the rule.
fn check(source: Source<'_>, entry: &mut Entry) -> Result<(), ConfigError> {
    let Entry { rule, pull_from_mirror, mirrors, at } = entry;
    let at = *at;
    let fail = |kind, what: &str| Err(source.error(kind, at, what));
    rule.location = trimmed(source, &rule.location, at)?.into();
    if rule.prefix.is_empty() {
        if rule.location.is_empty() {
            return fail(Kind::NoLocationNoPrefix, "neither location nor prefix");
        }
        rule.prefix = rule.location.clone();
    } else {
        rule.prefix = trimmed(source, &rule.prefix, at)?.into();
        if !rule.prefix.starts_with("*.") && rule.location.is_empty() {
            return fail(Kind::NoLocation, "no location, and the prefix does not begin with \"*.\"");
        }
    }
    if !pull_from_mirror.is_empty() {
        return fail(Kind::PullFromMirrorOnRegistry, "pull-from-mirror belongs to a mirror");
    }
    for (mut mirror, usage) in mirrors.drain(..) {
        mirror.location = trimmed(source, &mirror.location, at)?.into();
        if mirror.location.is_empty() {
            return fail(Kind::MirrorNoLocation, "a mirror without location");
        }
        if rule.mirror_by_digest_only && !usage.is_empty() {
            return fail(Kind::MirrorUsageTwice, "mirror-by-digest-only and pull-from-mirror at once");
        }
        mirror.pull_from_mirror = usage.parse().map_err(|_| {
            let what = format!("unknown pull-from-mirror {usage:?}");
            source.error(Kind::PullFromMirrorValue, at, what)
        })?;
        rule.mirrors.push(mirror);
    }
    Ok(())
}

/// Entries of one location must agree: every one with the first.
fn conflicts(source: Source<'_>, entries: &[Entry]) -> Result<(), ConfigError> {
    let mut first_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: Option<(usize, Kind, &Entry)> = None;
    for (index, entry) in entries.iter().enumerate() {
        let rule = &entry.rule;
        let key = if rule.location.is_empty() { &rule.prefix } else { &rule.location };
        let first = *first_of.entry(key).or_insert(index);
        let Some(other) = entries.get(first).map(|entry| &entry.rule) else { continue };
        let kind = match (rule.insecure != other.insecure, rule.blocked != other.blocked) {
            (true, _) => Kind::ConflictInsecure,
            (_, true) => Kind::ConflictBlocked,
            _ => continue,
        };
        if found.is_none_or(|(of, ..)| first < of) {
            found = Some((first, kind, entry));
        }
    }
    let Some((_, kind, entry)) = found else { return Ok(()) };
    let what = format!("another entry with location {:?} says otherwise", entry.rule.location);
    Err(source.error(kind, entry.at, what))
}

fn search_registries(source: Source<'_>, list: &[(&str, usize)]) -> Result<Vec<Box<str>>, ConfigError> {
    let check = |&(text, at): &(&str, usize)| {
        let host = trimmed(source, text, at)?;
        // What stands before the slash of a reference, by the same grammar.
        let image = format!("{host}/x");
        match parse_raw(&image) {
            Ok(raw) if raw.domain() == Some(host) => Ok(host.into()),
            _ => Err(source.error(Kind::SearchEntry, at, format!("{host:?} is not a host[:port] to search"))),
        }
    };
    list.iter().map(check).collect()
}

/// `newShortNameAliasCache`: names and values, all of them checked.
pub(super) fn read_aliases(
    source: Source<'_>,
    written: Vec<Pair<'_>>,
    kind: Kind,
) -> Result<Aliases, ConfigError> {
    let bare = |text: &str, registry: bool| {
        parse_raw(text).is_ok_and(|raw| {
            raw.tag().is_none()
                && raw.digest().is_none()
                && raw.domain().is_some_and(has_host_form) == registry
        })
    };
    let mut aliases = Aliases::new();
    for (name, value, at) in written {
        if !bare(name, false) {
            let what = format!("{name:?} is not a short name without tag and digest");
            return Err(source.error(kind, at, what));
        }
        let target = match value {
            "" => None,
            _ => match parse_reference(value) {
                Ok(target) if bare(value, true) => Some(target.as_str().into()),
                _ => {
                    let what = format!("{value:?} is not a full name without tag and digest");
                    return Err(source.error(kind, at, what));
                }
            },
        };
        aliases.insert(name.into(), target);
    }
    Ok(aliases)
}

/// The keys of a table that the reader does not know, each with its place and what is to be said of it.
fn unknown_keys<'t>(
    table: &'t DeTable<'_>,
    known: &[&str],
    kind: fn(&str) -> FindingKind,
) -> Vec<(usize, &'t str, FindingKind)> {
    let is_known = |key: &str| known.iter().any(|name| folds_to(key, name));
    let keys = table.iter().map(|(key, _)| (key.span().start, &**key.get_ref(), kind(key.get_ref())));
    keys.filter(|(_, key, _)| !is_known(key)).collect()
}
