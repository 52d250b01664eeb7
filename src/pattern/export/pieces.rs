//! Regular expressions for the parts of an image: what RE2 and ECMAScript read alike, on text of ASCII.
//!
//! `\b` and `\B` say of a separator what stands beside it, so that characters can be counted one by one: a `.` is between
//! two letters or digits, a `_` beside none but these and one more `_`.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::pattern::shape::{MANY, ONE};

/// A character of a path that is not an underscore.
const IN_PATH: &str = r"[a-z0-9-]|\b[./]\b";
/// A character of one component that is not an underscore.
const IN_COMPONENT: &str = r"[a-z0-9-]|\b[.]\b";
/// The same without the dot, which would make a first component a host.
const IN_SHORT: &str = "[a-z0-9-]";
/// The longest path, `RepositoryNameTotalLengthMax` of distribution/reference.
pub(super) const MAX_PATH: usize = 255;
/// How much one wildcard stands for at most, where another one has most of the path.
const SMALL_SHARE: usize = 63;
/// Longer than any word that a first component must not be, with what follows it to be another one.
const LONGEST_WORD: usize = 12;

/// Whether wildcards count their characters, and how many names a registry has.
///
/// One expression alone has to count. Where a second one can look at the length, the first is short and exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pattern) enum Extent {
    Open,
    Counted,
    /// Open, and every registry under all its names: [`Pattern::covers`](crate::pattern::Pattern::covers).
    Covering,
}

/// What the first component of a short name must not be.
#[derive(Clone, Copy)]
pub(super) enum First<'w> {
    Any,
    /// Not a host: no dot.
    NoDots,
    /// Neither a host nor one of these; only for `*`.
    NotOneOf(&'w [&'w str]),
}

/// The text as it is, or in any case: a dot and the brackets of an address are all of a reference that means something
/// else.
pub(super) fn literal(text: &str, extent: Extent) -> String {
    let mut regex = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '.' => regex.push_str("[.]"),
            '[' | ']' => regex.extend(['\\', c]),
            _ if extent == Extent::Covering && c.is_ascii_alphabetic() => {
                regex.extend(['[', c.to_ascii_lowercase(), c.to_ascii_uppercase(), ']']);
            }
            _ => regex.push(c),
        }
    }
    regex
}

/// At most so many underscores beside letters or digits, or none.
fn underscores(most: usize) -> &'static str {
    match most {
        0 => "",
        1 => r"(?:\B_\B)?",
        _ => r"(?:\B_{1,2}\B)?",
    }
}

fn repeat(unit: &str, least: usize, most: usize) -> String {
    format!("{unit}{{{least},{}}}", most.max(least))
}

/// Characters for one wildcard, beside so many underscores of the text before and after it; `more` text follows in its
/// component.
///
/// Open, three underscores in a row are for the second look.
fn star(unit: &str, before: usize, after: usize, more: bool, most: Option<usize>) -> String {
    let Some(most) = most else { return format!(r"(?:{unit}|\B_\B)*") };
    let unit = format!("(?:{unit})");
    let least = usize::from(before + after > 2);
    if most < 5 {
        // Too few for underscores: they would take more than their share.
        return repeat(&unit, least, most);
    }
    let lead = underscores(2_usize.saturating_sub(before));
    // Characters with underscores before them, so many at most, and what may follow the last one.
    let way = |run: usize| {
        let trail = if more { underscores(run.min(2_usize.saturating_sub(after))) } else { "" };
        let block = format!("(?:{}{unit})", underscores(run));
        let blocks = |written: usize| repeat(&block, 0, (most - written) / (run + 1));
        match before + after {
            0 => format!("{}{trail}", blocks(run)),
            _ => format!("{lead}{unit}{}{trail}", blocks(5)),
        }
    };
    let mut ways = Vec::from([repeat(&unit, least, most), way(1), way(2)]);
    if before + after > 0 {
        ways.extend(2_usize.checked_sub(before + after).map(|most| underscores(most).into()));
    }
    format!("(?:{})", ways.join("|"))
}

/// A component with wildcards in it.
fn glob(component: &str, unit: &str, shares: &mut impl Iterator<Item = Option<usize>>) -> String {
    let pieces: Vec<&str> = component.split('*').collect();
    // Underscores between two wildcards: these have none beside them, and the first is not empty.
    let is_joint = |at: usize, piece: &str| {
        at > 0 && at + 1 < pieces.len() && !piece.is_empty() && piece.bytes().all(|byte| byte == b'_')
    };
    let mut regex = String::from(if component.starts_with('*') { r"\b" } else { "" });
    for (at, piece) in pieces.iter().enumerate() {
        literal_in_glob(piece, &mut regex);
        let Some(next) = pieces.get(at + 1) else { break };
        let before = if is_joint(at, piece) { 2 } else { piece.len() - piece.trim_end_matches('_').len() };
        let after = if is_joint(at + 1, next) { 3 } else { next.len() - next.trim_start_matches('_').len() };
        regex.push_str(&star(unit, before, after, !next.is_empty(), shares.next().flatten()));
    }
    if component.ends_with('*') {
        regex.push_str(r"\b");
    }
    regex
}

/// Text beside wildcards, whose separators have to look at what the wildcards stand for.
fn literal_in_glob(text: &str, regex: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = if c == '_' { rest.len() - rest.trim_start_matches('_').len() } else { c.len_utf8() };
        let (text, behind) = rest.split_at_checked(run).unwrap_or((rest, ""));
        match c {
            '.' => regex.push_str(r"\b[.]\b"),
            '_' => regex.extend([r"\B", text, r"\B"]),
            _ => regex.push_str(text),
        }
        rest = behind;
    }
}

/// The components as they can be written: more than one way where several wildcards share the length.
///
/// `hidden` characters of the path are not written.
pub(super) fn paths(components: &[&str], first: First<'_>, hidden: usize, extent: Extent) -> Vec<String> {
    let stars: usize = components.iter().map(|c| if *c == MANY { 1 } else { c.matches('*').count() }).sum();
    let fixed: usize = hidden
        + components.len().saturating_sub(1)
        + components.iter().map(|c| c.len() - c.matches('*').count()).sum::<usize>();
    if extent != Extent::Counted || stars == 0 {
        return Vec::from([path(components, first, core::iter::repeat(None))]);
    }
    let all = MAX_PATH.saturating_sub(fixed);
    let small = SMALL_SHARE.min(all / stars);
    let large = all - small * (stars - 1);
    // Equal shares, or most of it for one.
    let equal = core::iter::repeat_n(all / stars, stars).collect::<Vec<_>>();
    let one_large =
        (0..stars).map(|at| (0..stars).map(|star| if star == at { large } else { small }).collect());
    let ways = one_large
        .chain([equal])
        .map(|shares: Vec<usize>| path(components, first, shares.into_iter().map(Some)));
    ways.collect::<BTreeSet<_>>().into_iter().collect()
}

fn path(components: &[&str], first: First<'_>, shares: impl IntoIterator<Item = Option<usize>>) -> String {
    let mut shares = shares.into_iter();
    let one = |(at, component): (usize, &&str)| match (*component, first) {
        (MANY, _) => format!(r"\b{}\b", star(IN_PATH, 0, 0, false, shares.next().flatten())),
        (ONE, First::NotOneOf(words)) if at == 0 => other_component(words, IN_SHORT, shares.next().flatten()),
        (component, _) if !component.contains('*') => literal(component, Extent::Open),
        (component, First::NoDots | First::NotOneOf(_)) if at == 0 => glob(component, IN_SHORT, &mut shares),
        (component, _) => glob(component, IN_COMPONENT, &mut shares),
    };
    components.iter().enumerate().map(one).collect::<Vec<_>>().join("/")
}

/// The beginnings of words, and for each the letters that go on to one of them.
fn beginnings<'w>(words: &[&'w str]) -> BTreeMap<&'w str, BTreeSet<char>> {
    let mut beginnings: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
    for word in words {
        for (at, next) in word.char_indices() {
            beginnings.entry(word.get(..at).unwrap_or_default()).or_default().insert(next);
        }
        beginnings.entry(word).or_default();
    }
    beginnings
}

/// A class of letters, digits and the dash, without some.
fn class_without(upper: bool, without: &BTreeSet<char>) -> String {
    let mut class = String::from("[");
    let all = ('a'..='z').chain('A'..='Z').chain('0'..='9');
    let kept: Vec<char> =
        all.filter(|c| !without.contains(c) && (upper || !c.is_ascii_uppercase())).collect();
    for run in kept.chunk_by(|a, b| u32::from(*a) + 1 == u32::from(*b)) {
        match run {
            [] => {}
            [one] => class.push(*one),
            [one, .., last] => class.extend([*one, '-', *last]),
        }
    }
    class.push_str("-]");
    class
}

/// A component that is none of the words.
fn other_component(words: &[&str], unit: &str, most: Option<usize>) -> String {
    let rest = |written: usize| star(unit, 0, 0, false, most.map(|most| most.saturating_sub(written)));
    let mut ways = Vec::new();
    let mut after_beginning = Vec::new();
    for (beginning, next) in beginnings(words) {
        let other = class_without(false, &next);
        if beginning.is_empty() {
            ways.push(format!("{other}{}", rest(1)));
            continue;
        }
        let dot = if unit == IN_SHORT { "" } else { r"|\b[.]\b" };
        after_beginning.push(format!(r"{beginning}(?:{other}{dot}|\B_{{1,2}}\B[a-z0-9-])"));
        if !words.contains(&beginning) {
            ways.push(beginning.into());
        }
    }
    ways.push(format!("(?:{}){}", after_beginning.join("|"), rest(LONGEST_WORD)));
    format!(r"\b(?:{})\b", ways.join("|"))
}

/// Any component, or any but some words.
pub(super) fn component_except(words: &[&str], hidden: usize) -> String {
    other_component(words, IN_COMPONENT, Some(MAX_PATH - hidden))
}

/// One host label, any or any but a word.
pub(super) fn label(other_than: Option<&str>) -> String {
    let Some(word) = other_than else { return r"\b[a-zA-Z0-9-]+\b".into() };
    let ways = beginnings(&[word]).into_iter().flat_map(|(beginning, next)| {
        let shorter = (!beginning.is_empty() && beginning != word).then(|| beginning.into());
        shorter.into_iter().chain([format!("{beginning}{}[a-zA-Z0-9-]*", class_without(true, &next))])
    });
    format!(r"\b(?:{})\b", ways.collect::<Vec<_>>().join("|"))
}

/// One host label or more.
pub(super) const LABELS: &str = r"\b(?:[a-zA-Z0-9-]|\b[.]\b)+\b";

/// What Go takes for a host without a dot: `localhost`, one with a port or a capital, an address in brackets.
pub(super) const DOTLESS: [&str; 5] = [
    "localhost/",
    r"\b(?:[a-zA-Z0-9-]|\b[.]\b)+\b:[0-9]+/",
    r"\b[a-z0-9-]*[A-Z][a-zA-Z0-9-]*\b/",
    r"\[[a-f0-9]*[A-F:][a-fA-F0-9:]*\](?::[0-9]+)?/",
    r"\[[a-f0-9]+\]:[0-9]+/",
];
