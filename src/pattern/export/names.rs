//! Every way in which the images of a pattern can be written.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::pieces::{self, Extent, First, one_of};
use super::version::{Which, is_bare, version};
use crate::digest::Algorithm;
use crate::pattern::shape::{MANY, ONE, Pattern};
use crate::pattern::{glob, matching};
use crate::reference::normalize::{DEFAULT_DOMAIN, LEGACY_DOMAIN, LOCALHOST, OFFICIAL_PATH};
use crate::reference::parts::split_port;

const LIBRARY: &str = "library";
const MAYBE_LIBRARY: &str = "(?:library/)?";
/// The path in front of a name alone, which is not written.
const HIDDEN: usize = OFFICIAL_PATH.len();
/// The length of an image ID.
const ID: usize = 64;
/// With a tag of hex digits, a short name of these is the beginning of an image ID to containerd.
const ALGORITHMS: [&str; 3] =
    [Algorithm::Sha256.as_str(), Algorithm::Sha384.as_str(), Algorithm::Sha512.as_str()];

/// Names by what follows them and by the registry in front of them.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, BTreeMap<String, BTreeSet<String>>>);

impl Names {
    fn add(&mut self, host: &str, paths: Vec<String>, version: Option<String>) {
        if let (Some(version), false) = (version, paths.is_empty()) {
            self.0.entry(version).or_default().entry(host.into()).or_default().extend(paths);
        }
    }

    /// One expression for the whole text; `None` if there are no names.
    pub(super) fn regex(&self) -> Option<String> {
        let names = |(host, paths): (&String, _)| format!("{host}{}", one_of(paths));
        let all = self.0.iter().map(|(version, hosts)| {
            let hosts: Vec<String> = hosts.iter().map(names).collect();
            format!("{}{version}", one_of(&hosts))
        });
        (!self.0.is_empty()).then(|| format!("^(?:{})$", all.collect::<Vec<_>>().join("|")))
    }
}

/// What names that need a second look must not be.
///
/// With a wildcard for the host: Docker Hub, whose paths are not always what is written. With a host that is one only
/// with a capital: a path. A short one: a name with a host, an image ID or its beginning.
const UNLESS: [Option<&str>; 4] = [
    None,
    Some("^(?:index[.])?docker[.]io/"),
    Some("^[a-z0-9-]+/"),
    Some("^(?:(?:localhost|[^/:@]*[.][^/:@]*)/|[a-f0-9]{64}$|(?:library/)?sha(?:256|384|512):[a-f0-9]+$)"),
];

/// Expressions for all names, each with what these must not be.
pub(super) fn open<'p>(
    set: impl IntoIterator<Item = &'p Pattern>,
    extent: Extent,
) -> Vec<(String, Option<&'static str>)> {
    let mut all = [const { Names(BTreeMap::new()) }; 4];
    let [whole, wild, capital, short] = &mut all;
    for pattern in set {
        let hosts = match extent {
            Extent::Covering if is_dotless(&pattern.domain) => &mut *capital,
            Extent::Open if is_wild_hub(&pattern.domain) => &mut *wild,
            _ => &mut *whole,
        };
        with_host(pattern, extent, hosts);
        on_hub(pattern, &hub(extent), extent, whole);
        on_hub(pattern, "", extent, short);
    }
    all.iter().zip(UNLESS).filter_map(|(names, unless)| Some((names.regex()?, unless))).collect()
}

/// All names in one expression that needs no second look.
pub(super) fn counted<'p>(set: impl IntoIterator<Item = &'p Pattern>) -> Names {
    let mut names = Names::default();
    for pattern in set {
        with_host(pattern, Extent::Counted, &mut names);
        on_hub(pattern, &hub(Extent::Counted), Extent::Counted, &mut names);
        for (is_alone, components) in hub_forms(pattern, Extent::Counted) {
            match components.as_slice() {
                [name] if is_alone => short_official(pattern, name, &mut names),
                [first, rest @ ..] => short_path(pattern, first, rest, &components, &mut names),
                [] => {}
            }
        }
    }
    names
}

/// The names of Docker Hub as they are written in front of a path.
fn hub(extent: Extent) -> String {
    if extent != Extent::Covering {
        return "(?:index[.])?docker[.]io/".into();
    }
    let names = matching::HUB_NAMES.map(|name| pieces::literal(name, extent)).join("|");
    format!("(?:{names}){}/", port(None, extent))
}

/// Names on Docker Hub, with this in front.
fn on_hub(pattern: &Pattern, hub: &str, extent: Extent, names: &mut Names) {
    for (is_alone, components) in hub_forms(pattern, extent) {
        let (library, hidden) = if is_alone { (MAYBE_LIBRARY, HIDDEN) } else { ("", 0) };
        let paths = pieces::paths(&components, First::Any, hidden, extent);
        names.add(&format!("{hub}{library}"), paths, version(&pattern.version, Which::ALL, extent));
    }
}

/// Names that begin with another host.
fn with_host(pattern: &Pattern, extent: Extent, names: &mut Names) {
    for host in hosts(pattern, extent) {
        for components in written(pattern) {
            let paths = pieces::paths(&components, First::Any, 0, extent);
            names.add(&host, paths, version(&pattern.version, Which::ALL, extent));
        }
    }
}

/// The components of the path, and those with more below it.
fn written(pattern: &Pattern) -> Vec<Vec<&str>> {
    let components: Vec<&str> = pattern.path.split('/').collect();
    let below = pattern.below.then(|| components.iter().copied().chain([MANY]).collect());
    [components].into_iter().chain(below).collect()
}

/// The components of Docker Hub's names: a path as it is, which has two at least, or (`true`) a name alone for `library/`
/// and the name.
fn hub_forms(pattern: &Pattern, extent: Extent) -> Vec<(bool, Vec<&str>)> {
    let covering = extent == Extent::Covering;
    if !is_on_hub(pattern, extent) {
        return Vec::new();
    }
    let mut forms = Vec::new();
    for components in written(pattern) {
        let (alone, as_it_is) = match components.as_slice() {
            [MANY] => (Some(ONE), Some(Vec::from([ONE, MANY]))),
            [name] => (covering.then_some(*name), None),
            [first, MANY] if glob::matches(first, LIBRARY) => (Some(ONE), Some(components)),
            [LIBRARY, second] => (Some(*second), None),
            [first, second] if glob::matches(first, LIBRARY) => (Some(*second), Some(components)),
            _ => (None, Some(components)),
        };
        forms.extend(alone.map(|name| (true, Vec::from([name]))));
        forms.extend(as_it_is.map(|components| (false, components)));
    }
    forms
}

/// Short names of Docker Hub's own images.
fn short_official(pattern: &Pattern, name: &str, names: &mut Names) {
    let path = |hidden| pieces::paths(&[name], First::Any, hidden, Extent::Counted);
    let of = |which| version(&pattern.version, which, Extent::Counted);
    let may_be_id = name.bytes().all(|byte| matches!(byte, b'*' | b'0'..=b'9' | b'a'..=b'f'))
        && (name.len() == ID || name.contains('*'));
    let hex = !ALGORITHMS.iter().any(|word| glob::matches(name, word));
    if !may_be_id {
        return names.add(MAYBE_LIBRARY, path(HIDDEN), of(Which { bare: true, hex }));
    }
    if name == ONE {
        let others = pieces::other_component(&ALGORITHMS, true, Some(pieces::MAX_PATH - HIDDEN));
        names.add(MAYBE_LIBRARY, Vec::from([others]), of(Which { bare: false, hex: true }));
        names.add(MAYBE_LIBRARY, ALGORITHMS.map(String::from).into(), of(Which { bare: true, hex }));
    } else {
        names.add(MAYBE_LIBRARY, path(HIDDEN), of(Which { bare: false, hex }));
    }
    if is_bare(&pattern.version) {
        names.add(OFFICIAL_PATH, path(HIDDEN), Some(String::new()));
        if name.len() - name.matches('*').count() < ID {
            // Shorter than an ID.
            names.add("", path(pieces::MAX_PATH - ID + 1), Some(String::new()));
        }
    }
}

/// Short names with a path, whose first component must not be what Go takes for a host.
fn short_path(pattern: &Pattern, first: &str, rest: &[&str], whole: &[&str], names: &mut Names) {
    let of = |which| version(&pattern.version, which, Extent::Counted);
    let paths = |components: &[&str], first| pieces::paths(components, first, 0, Extent::Counted);
    // Two components of which the first is `library` are a name alone as well, and written with it.
    let official = glob::matches(first, LIBRARY) && rest.len() == 1;
    if official && *rest == [MANY] {
        names.add("", paths(&[LIBRARY, ONE, MANY], First::Any), of(Which::ALL));
    }
    if first == ONE {
        let words: &[&str] = if official { &[LOCALHOST, LIBRARY] } else { &[LOCALHOST] };
        names.add("", paths(whole, First::NotOneOf(words)), of(Which::ALL));
    } else if first.contains('.') || glob::matches(first, LOCALHOST) {
        // It is a host, or can be one, and has to be written with its registry.
    } else if first.contains('*') {
        names.add("", paths(whole, First::NoDots), of(Which { bare: true, hex: !official }));
    } else if !official {
        names.add("", paths(whole, First::Any), of(Which::ALL));
    }
}

/// Whether the registry is Docker Hub, or a wildcard stands for it.
fn is_on_hub(pattern: &Pattern, extent: Extent) -> bool {
    pattern.matches_domain(DEFAULT_DOMAIN)
        || extent == Extent::Covering && pattern.covers_registry(DEFAULT_DOMAIN)
}

/// Whether a wildcard stands for one of Docker Hub's names.
fn is_wild_hub(domain: &str) -> bool {
    domain.contains('*')
        && [DEFAULT_DOMAIN, LEGACY_DOMAIN].iter().any(|hub| matching::matches_domain(domain, hub))
}

/// Whether the registry is one host label without a port, which is a host in capitals only.
fn is_dotless(domain: &str) -> bool {
    let (host, port) = matching::one_name(domain);
    port.is_none() && host != LOCALHOST && !host.contains(['.', '[', '*'])
}

fn port(port: Option<&str>, extent: Extent) -> String {
    match (port, extent) {
        (None, Extent::Covering) => "(?::0*443)?".into(),
        (Some(port), Extent::Covering) => format!(":0*{port}"),
        (None, _) => String::new(),
        (Some(port), _) => format!(":{port}"),
    }
}

/// The registries other than Docker Hub, each with its `/`; open, Docker Hub is among those of a wildcard.
fn hosts(pattern: &Pattern, extent: Extent) -> Vec<String> {
    let domain = &*pattern.domain;
    let name = matching::one_name(domain);
    let ((host, number), is_any) = match extent {
        Extent::Covering => ((name.0.as_str(), name.1), matching::is_any(&name)),
        _ => (split_port(domain), domain == MANY),
    };
    let port = port(number, extent);
    if !domain.contains('*') {
        let other = || format!("{}{port}/", pieces::literal(host, extent));
        return (!is_on_hub(pattern, extent)).then(other).into_iter().collect();
    }
    let deep = is_any || host.starts_with(MANY);
    let labels: Vec<&str> = host.split('.').skip(usize::from(deep)).collect();
    let mut hosts: Vec<String> = if is_any { pieces::DOTLESS.map(String::from).into() } else { Vec::new() };
    // As many labels as Docker Hub's names have are told from these, more are not.
    let told: usize = if is_wild_hub(domain) && extent == Extent::Counted { 3 } else { 0 };
    if told > 0 {
        let more = if deep { 1..=3_usize.saturating_sub(labels.len()) } else { 0..=0 };
        let with = |more| core::iter::repeat_n(ONE, more).chain(labels.iter().copied()).collect::<Vec<_>>();
        hosts.extend(more.map(with).filter(|labels| labels.len() > 1).flat_map(|labels| but_hub(&labels)));
    }
    if deep || told == 0 {
        // A host of one label is none unless it is among those without a dot.
        let least = if is_any { told.max(1) } else { told };
        let before = core::iter::repeat_n(pieces::label(None), least.saturating_sub(labels.len()));
        let any = deep.then(|| pieces::LABELS.into());
        let written = labels.iter().map(|label| one_label(label, extent));
        let all: Vec<String> = before.chain(any).chain(written).collect();
        hosts.push(format!("{}{port}/", all.join("[.]")));
    }
    hosts
}

fn one_label(label: &str, extent: Extent) -> String {
    if label == ONE { pieces::label(None) } else { pieces::literal(label, extent) }
}

/// Two or three labels that are not those of Docker Hub: another one for a wildcard.
fn but_hub(labels: &[&str]) -> Vec<String> {
    // The shorter of its names is the end of the longer.
    let hub = LEGACY_DOMAIN.split('.').skip(3_usize.saturating_sub(labels.len()));
    let written: Vec<(&str, &str)> = labels.iter().copied().zip(hub).collect();
    let other_at = |at: usize| {
        let labels = written.iter().enumerate().map(|(place, (label, word))| {
            if place == at { pieces::label(Some(word)) } else { one_label(label, Extent::Counted) }
        });
        labels.collect::<Vec<_>>().join("[.]") + "/"
    };
    (0..labels.len()).filter(|at| labels.get(*at) == Some(&ONE)).map(other_at).collect()
}
