//! Lists of patterns.

use pullspec::pattern::{Pattern, PatternSet};

use super::Numbers;
use super::reference::{COMPONENTS, HOSTS, TAGS, digest};

const WILD_HOSTS: &[&str] = &[
    "*.io/",
    "*.corp.example/",
    "**.corp.example/",
    "**.corp.example:8443/",
    "**.io/",
    "**.docker.io/",
    "*.docker.io/",
    "*.*/",
    "*.*.*/",
    "docker.*/",
    "index.*.io/",
    "*.docker.*/",
    "**/",
    "**:5000/",
    "*:5000/",
    "**:443/",
    "*:0443/",
    "*.Docker.io/",
    "**.hub.docker.com/",
    "**.example/",
    "**.*.example/",
];

/// A pattern, or a text that is none.
fn pattern(n: &mut Numbers) -> String {
    let host = if n.chance(5) { n.one(WILD_HOSTS) } else { n.one(&HOSTS[..37]) };
    let mut components: Vec<String> = Vec::new();
    for _ in 0..1 + n.below(3) {
        let component = if n.chance(2) { n.one(&COMPONENTS[..24]) } else { n.one(COMPONENTS) };
        let glob = |n: &mut Numbers| {
            let at = n.below(component.len() + 1);
            let (before, after) = component.split_at_checked(at).unwrap_or(("", component));
            match n.below(4) {
                0 => format!("{before}*{after}"),
                1 => format!("{before}*"),
                2 => format!("*{after}"),
                _ => format!("*{before}*"),
            }
        };
        components.push(match n.below(6) {
            0 => "*".into(),
            1 => glob(n),
            2 if n.chance(6) => n.one(&["*5*", "s*6", "*f*", "9*f", "dead*", "*0"]).to_owned(),
            _ => component.into(),
        });
    }
    if n.chance(3) {
        components.pop();
        components.push("**".into());
    }
    let below = if n.chance(8) { "{,/**}" } else { "" };
    let tag = match n.below(9) {
        0 => n.one(TAGS).into(),
        1 => ":{7,v1.*,latest}".into(),
        2 => n.one(&[":*", ":v1.*", ":l*", ":*.2", ":*a*", ":{}", ":4*", ":*-*", ":{4f53,*g}"]).to_owned(),
        _ => String::new(),
    };
    let pinned = match n.below(8) {
        0 => "@*".into(),
        1 => digest(n.one(&["@D", "@3", "@5"])),
        _ => String::new(),
    };
    format!("{host}{}{below}{tag}{pinned}", components.join("/"))
}

/// A list of valid patterns.
pub fn set(n: &mut Numbers) -> PatternSet {
    let length = [1, 1, 2, 3, 5, 8, 13][n.below(7)];
    let mut patterns = Vec::new();
    while patterns.len() < length {
        patterns.extend(Pattern::parse(&pattern(n)).ok());
    }
    let set: PatternSet = patterns.into_iter().collect();
    if n.chance(8) { set.with_digest_required() } else { set }
}
