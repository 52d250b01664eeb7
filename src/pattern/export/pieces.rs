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

/// One of several, as one unit.
pub(super) fn one_of<'w>(ways: impl IntoIterator<Item = &'w String>) -> String {
    let ways: Vec<&str> = ways.into_iter().map(String::as_str).collect();
    if let [one] = ways.as_slice() { (*one).into() } else { format!("(?:{})", ways.join("|")) }
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
    one_of(&ways)
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
        // The separators of what stands beside a wildcard have to look at it.
        regex.push_str(&piece.replace('.', r"\b[.]\b").replace('_', r"\B_\B"));
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

/// The components as they can be written: more than one way where several wildcards share the length.
///
/// `hidden` characters of the path are not written.
pub(super) fn paths(components: &[&str], first: First<'_>, hidden: usize, extent: Extent) -> Vec<String> {
    let text = components.join("/").replace(MANY, ONE);
    let stars = text.matches(ONE).count();
    let fixed = hidden + text.len() - stars;
    if extent != Extent::Counted || stars == 0 {
        return Vec::from([path(components, first, core::iter::repeat(None))]);
    }
    let all = MAX_PATH.saturating_sub(fixed);
    let small = SMALL_SHARE.min(all / stars);
    let large = all - small * (stars - 1);
    // Most of it for one, or equal shares.
    let ways = (0..=stars).map(|large_at| {
        let share = |star| {
            if large_at == stars {
                all / stars
            } else if star == large_at {
                large
            } else {
                small
            }
        };
        path(components, first, (0..stars).map(share).map(Some))
    });
    ways.collect::<BTreeSet<_>>().into_iter().collect()
}

fn path(components: &[&str], first: First<'_>, shares: impl IntoIterator<Item = Option<usize>>) -> String {
    let mut shares = shares.into_iter();
    let one = |(at, component): (usize, &&str)| match (*component, first) {
        (MANY, _) => format!(r"\b{}\b", star(IN_PATH, 0, 0, false, shares.next().flatten())),
        (ONE, First::NotOneOf(words)) if at == 0 => other_component(words, false, shares.next().flatten()),
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
    let all = ('a'..='z').chain('A'..='Z').chain('0'..='9');
    let kept: Vec<char> =
        all.filter(|c| !without.contains(c) && (upper || !c.is_ascii_uppercase())).collect();
    let runs = kept.chunk_by(|a, b| u32::from(*a) + 1 == u32::from(*b)).map(|run| match run {
        [one, .., last] => format!("{one}-{last}"),
        one => one.iter().collect(),
    });
    format!("[{}-]", runs.collect::<String>())
}

/// A word that is none of these: `more` may follow the beginning of one as well, `rest` whatever is another one by then,
/// and its share is what a first letter leaves.
fn other_than(words: &[&str], upper: bool, more: &str, rest: impl Fn(usize) -> String) -> String {
    let mut ways = Vec::new();
    let mut after_beginning = Vec::new();
    for (beginning, next) in beginnings(words) {
        let other = class_without(upper, &next);
        if beginning.is_empty() {
            ways.push(format!("{other}{}", rest(1)));
            continue;
        }
        after_beginning.push(format!("{beginning}(?:{other}{more})"));
        if !words.contains(&beginning) {
            ways.push(beginning.into());
        }
    }
    ways.push(format!("{}{}", one_of(&after_beginning), rest(LONGEST_WORD)));
    format!(r"\b{}\b", one_of(&ways))
}

/// A component that is none of the words.
pub(super) fn other_component(words: &[&str], dots: bool, most: Option<usize>) -> String {
    let (unit, dot) = if dots { (IN_COMPONENT, r"|\b[.]\b") } else { (IN_SHORT, "") };
    other_than(words, false, &format!(r"{dot}|\B_{{1,2}}\B[a-z0-9-]"), |written| {
        star(unit, 0, 0, false, most.map(|most| most.saturating_sub(written)))
    })
}

/// One host label, any or any but a word.
pub(super) fn label(other_than_this: Option<&str>) -> String {
    let Some(word) = other_than_this else { return r"\b[a-zA-Z0-9-]+\b".into() };
    other_than(&[word], true, "", |_| "[a-zA-Z0-9-]*".into())
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
