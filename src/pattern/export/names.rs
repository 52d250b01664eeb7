//! Every way in which the images of a pattern can be written.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::pieces::{self, Extent, First};
use super::version::{Which, is_bare, version};
use crate::pattern::shape::{MANY, ONE, Pattern};
use crate::pattern::{PatternSet, glob, matching};
use crate::reference::normalize::{DEFAULT_DOMAIN, LEGACY_DOMAIN};
use crate::reference::parts::split_port;

const HUB: &str = "(?:index[.])?docker[.]io/";
const LIBRARY: &str = "library";
const MAYBE_LIBRARY: &str = "(?:library/)?";
/// The path in front of a name alone, which is not written.
const HIDDEN: usize = "library/".len();
const LOCALHOST: &str = "localhost";
/// The length of an image ID.
const ID: usize = 64;
/// With a tag of hex digits, a short name of these is the beginning of an image ID to containerd.
const ALGORITHMS: [&str; 3] = ["sha256", "sha384", "sha512"];

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
        let names = |hosts: &BTreeMap<String, BTreeSet<String>>| {
            one_of(hosts.iter().map(|(host, paths)| format!("{host}{}", one_of(paths.iter().cloned()))))
        };
        let all = self.0.iter().map(|(version, hosts)| format!("{}{version}", names(hosts)));
        (!self.0.is_empty()).then(|| format!("^(?:{})$", all.collect::<Vec<_>>().join("|")))
    }

    /// An expression for each name.
    pub(super) fn each(&self) -> impl Iterator<Item = String> {
        self.0.iter().flat_map(|(version, hosts)| {
            hosts.iter().flat_map(move |(host, paths)| {
                paths.iter().map(move |path| format!("^{host}{path}{version}$"))
            })
        })
    }
}

fn one_of(ways: impl Iterator<Item = String>) -> String {
    let ways: Vec<String> = ways.collect();
    match ways.as_slice() {
        [one] => one.clone(),
        _ => format!("(?:{})", ways.join("|")),
    }
}

/// What names that need a second look must not be.
///
/// With a wildcard for the host: Docker Hub, whose paths are not always what is written. A short one: a name with a host,
/// an image ID or its beginning.
const UNLESS: [Option<&str>; 3] = [
    None,
    Some("^(?:index[.])?docker[.]io/"),
    Some("^(?:(?:localhost|[^/:@]*[.][^/:@]*)/|[a-f0-9]{64}$|(?:library/)?sha(?:256|384|512):[a-f0-9]+$)"),
];

/// All names, by what they must not be.
pub(super) fn open<'p>(set: impl IntoIterator<Item = &'p Pattern>) -> Vec<(Names, Option<&'static str>)> {
    let [mut whole, mut wild, mut short] = [const { Names(BTreeMap::new()) }; 3];
    for pattern in set {
        let wild = if is_wild_hub(&pattern.domain) { &mut wild } else { &mut whole };
        with_host(pattern, Extent::Open, wild);
        on_hub(pattern, Extent::Open, &mut whole);
        let all = || version(&pattern.version, Which::All, Extent::Open);
        for form in hub_forms(pattern) {
            short.add(
                &form.host(""),
                pieces::paths(&form.components, First::Any, form.hidden, Extent::Open),
                all(),
            );
        }
    }
    [whole, wild, short].into_iter().zip(UNLESS).filter(|(names, _)| !names.0.is_empty()).collect()
}

/// All names in one expression that needs no second look.
pub(super) fn counted(set: &PatternSet) -> Names {
    let mut names = Names::default();
    for pattern in set {
        with_host(pattern, Extent::Counted, &mut names);
        on_hub(pattern, Extent::Counted, &mut names);
        for form in hub_forms(pattern) {
            match form.components.as_slice() {
                [one] if form.hidden > 0 => short_official(pattern, one, &mut names),
                [first, rest @ ..] => short_path(pattern, first, rest, &form.components, &mut names),
                [] => {}
            }
        }
    }
    names
}

/// Names that begin with one of Docker Hub's.
fn on_hub(pattern: &Pattern, extent: Extent, names: &mut Names) {
    for form in hub_forms(pattern) {
        let paths = pieces::paths(&form.components, First::Any, form.hidden, extent);
        names.add(&form.host(HUB), paths, version(&pattern.version, Which::All, extent));
    }
}

/// Names that begin with another host.
fn with_host(pattern: &Pattern, extent: Extent, names: &mut Names) {
    for host in hosts(&pattern.domain, extent) {
        for components in written(pattern) {
            let paths = pieces::paths(&components, First::Any, 0, extent);
            names.add(&host, paths, version(&pattern.version, Which::All, extent));
        }
    }
}

/// The components of the path, and those with more below it.
fn written(pattern: &Pattern) -> Vec<Vec<&str>> {
    let components: Vec<&str> = pattern.path.split('/').collect();
    let below = pattern.below.then(|| components.iter().copied().chain([MANY]).collect());
    [components].into_iter().chain(below).collect()
}

/// What is written of a path on Docker Hub.
struct HubForm<'p> {
    /// Whether `library/` may stand in front.
    library: bool,
    components: Vec<&'p str>,
    /// The length of what need not be written.
    hidden: usize,
}

impl HubForm<'_> {
    fn host(&self, hub: &str) -> String {
        format!("{hub}{}", if self.library { MAYBE_LIBRARY } else { "" })
    }
}

/// Docker Hub's names: a path as it is, which has two components at least, or a name alone for `library/` and the name.
fn hub_forms(pattern: &Pattern) -> Vec<HubForm<'_>> {
    if !pattern.matches_domain(DEFAULT_DOMAIN) {
        return Vec::new();
    }
    let mut forms = Vec::new();
    for components in written(pattern) {
        let (alone, as_it_is) = match components.as_slice() {
            [MANY] => (Some(ONE), Some(Vec::from([ONE, MANY]))),
            [_] => (None, None),
            [first, MANY] if glob::matches(first, LIBRARY) => (Some(ONE), Some(components)),
            [LIBRARY, second] => (Some(*second), None),
            [first, second] if glob::matches(first, LIBRARY) => (Some(*second), Some(components)),
            _ => (None, Some(components)),
        };
        let library = as_it_is.is_none();
        forms.extend(alone.map(|name| HubForm { library, components: Vec::from([name]), hidden: HIDDEN }));
        forms.extend(as_it_is.map(|components| HubForm { library: false, components, hidden: 0 }));
    }
    forms
}

/// Short names of Docker Hub's own images.
fn short_official(pattern: &Pattern, name: &str, names: &mut Names) {
    let of = |which| version(&pattern.version, which, Extent::Counted);
    let path = || pieces::paths(&[name], First::Any, HIDDEN, Extent::Counted);
    if name == ONE {
        names.add(
            MAYBE_LIBRARY,
            Vec::from([pieces::component_except(&ALGORITHMS, HIDDEN)]),
            of(Which::Written),
        );
        names.add(MAYBE_LIBRARY, ALGORITHMS.map(String::from).into(), of(Which::NotHex));
        if is_bare(&pattern.version) {
            names.add("library/", path(), Some(String::new()));
            names.add("", Vec::from([pieces::component_but_no_id(HIDDEN)]), Some(String::new()));
        }
        return;
    }
    let which =
        |plain| if ALGORITHMS.iter().any(|word| glob::matches(name, word)) { Which::NotHex } else { plain };
    let may_be_id = name.bytes().all(|byte| matches!(byte, b'*' | b'0'..=b'9' | b'a'..=b'f'))
        && (name.len() == ID || name.contains('*'));
    if !may_be_id {
        names.add(MAYBE_LIBRARY, path(), of(which(Which::All)));
        return;
    }
    names.add("library/", path(), of(which(Which::All)));
    names.add("", path(), of(which(Which::Written)));
    let fixed = name.len() - name.matches('*').count();
    if name.contains('*') && fixed < ID && is_bare(&pattern.version) {
        // Shorter than an ID.
        let shorter = pieces::paths(&[name], First::Any, pieces::MAX_PATH - ID + 1, Extent::Counted);
        names.add("", shorter, Some(String::new()));
    }
}

/// Short names with a path, whose first component must not be what Go takes for a host.
fn short_path(pattern: &Pattern, first: &str, rest: &[&str], whole: &[&str], names: &mut Names) {
    let of = |which| version(&pattern.version, which, Extent::Counted);
    let paths = |components: &[&str], first| pieces::paths(components, first, 0, Extent::Counted);
    // Two components of which the first is `library` are a name alone as well, and written with it.
    let official = glob::matches(first, LIBRARY) && rest.len() == 1;
    if official && *rest == [MANY] {
        names.add("", paths(&[LIBRARY, ONE, MANY], First::Any), of(Which::All));
    }
    if first == ONE {
        let words: &[&str] = if official { &[LOCALHOST, LIBRARY] } else { &[LOCALHOST] };
        names.add("", paths(whole, First::NotOneOf(words)), of(Which::All));
    } else if first.contains(['*', '.']) {
        // A glob that can be `localhost` has to be written with its registry.
        if !first.contains('.') && !glob::matches(first, LOCALHOST) {
            let which = if official { Which::NotHex } else { Which::All };
            names.add("", paths(whole, First::NoDots), of(which));
        }
    } else if first != LOCALHOST && !official {
        names.add("", paths(whole, First::Any), of(Which::All));
    }
}

/// Whether a wildcard stands for one of Docker Hub's names.
fn is_wild_hub(domain: &str) -> bool {
    domain.contains('*')
        && [DEFAULT_DOMAIN, LEGACY_DOMAIN].iter().any(|hub| matching::matches_domain(domain, hub))
}

/// The registries other than Docker Hub, each with its `/`; open, Docker Hub is among those of a wildcard.
fn hosts(domain: &str, extent: Extent) -> Vec<String> {
    let (host, port) = split_port(domain);
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    if !domain.contains('*') {
        let other = (domain != DEFAULT_DOMAIN).then(|| format!("{}/", pieces::literal(domain)));
        return other.into_iter().collect();
    }
    let labels: Vec<&str> = host.split('.').collect();
    let (deep, labels) = match labels.as_slice() {
        [MANY, rest @ ..] => (true, rest),
        all => (false, all),
    };
    let mut hosts = Vec::new();
    if domain == MANY {
        hosts.extend(pieces::DOTLESS.map(String::from));
    }
    // As many labels as Docker Hub's names have are told from these, more are not.
    let told: usize = if is_wild_hub(domain) && extent == Extent::Counted { 3 } else { 0 };
    if told > 0 {
        let more = if deep { 1..=3_usize.saturating_sub(labels.len()) } else { 0..=0 };
        let with = |more| core::iter::repeat_n(ONE, more).chain(labels.iter().copied()).collect::<Vec<_>>();
        hosts.extend(more.map(with).filter(|labels| labels.len() > 1).flat_map(|labels| but_hub(&labels)));
    }
    if deep || told == 0 {
        // A host of one label is none unless it is among those without a dot.
        let least = if domain == MANY { told.max(1) } else { told };
        let before = core::iter::repeat_n(pieces::label(None), least.saturating_sub(labels.len()));
        let any = deep.then(|| pieces::LABELS.into());
        let all: Vec<String> = before.chain(any).chain(labels.iter().map(|label| one_label(label))).collect();
        hosts.push(format!("{}{port}/", all.join("[.]")));
    }
    hosts
}

fn one_label(label: &str) -> String {
    if label == ONE { pieces::label(None) } else { pieces::literal(label) }
}

/// Labels that are not those of Docker Hub.
fn but_hub(labels: &[&str]) -> Vec<String> {
    let hub = [DEFAULT_DOMAIN, LEGACY_DOMAIN].map(|hub| hub.split('.').collect::<Vec<_>>());
    let Some(hub) = hub.iter().find(|hub| hub.len() == labels.len()) else {
        return Vec::from(
            [labels.iter().map(|label| one_label(label)).collect::<Vec<_>>().join("[.]") + "/"],
        );
    };
    // Equal up to here, another label at this place, anything after it.
    let other_at = |at: usize| {
        let parts = labels.iter().zip(hub).enumerate().map(|(place, (label, word))| match place.cmp(&at) {
            core::cmp::Ordering::Less => pieces::literal(word),
            core::cmp::Ordering::Equal => pieces::label(Some(word)),
            core::cmp::Ordering::Greater => one_label(label),
        });
        parts.collect::<Vec<_>>().join("[.]") + "/"
    };
    let is_wild = |at: &usize| labels.get(*at) == Some(&ONE);
    (0..labels.len()).filter(is_wild).map(other_at).collect()
}
