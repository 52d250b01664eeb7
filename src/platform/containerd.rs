//! How containerd and Docker compare platforms: normalized, by a list that begins with the wanted one.
//!
//! Rules of containerd/platforms 1.0 (`compare.go`, `database.go`, `platforms.go`). The list itself is never made: a
//! variant such as `v1000000000` would make it as long. What is computed is the place of an entry in it.

use alloc::{string::String, vec::Vec};

use super::Platform;
use super::windows;
use crate::go::lower::lowered;

/// How far from the wanted platform an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// The place in the list of what the platform can run, the platform itself first.
    pub(super) place: u64,
    /// More features first.
    pub(super) missing_features: usize,
}

/// A platform after `Normalize`.
pub(super) struct Normalized {
    os: String,
    architecture: String,
    variant: String,
    os_version: String,
    features: Vec<String>,
}

/// containerd's `Normalize`: the field's other names for one thing become one name.
pub(super) fn normalize(platform: &Platform) -> Normalized {
    let os = match lowered(&platform.os) {
        os if os.is_empty() => "linux".into(),
        os if os == "macos" => "darwin".into(),
        os => os,
    };
    let architecture = lowered(&platform.architecture);
    let variant = lowered(&platform.variant);
    let (architecture, variant) = match (&*architecture, &*variant) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8" | "v8.0") => ("arm64", ""),
        ("aarch64" | "arm64", "9" | "9.0" | "v9.0") => ("arm64", "v9"),
        ("aarch64", variant) => ("arm64", variant),
        ("armhf", _) => ("arm", "v7"),
        ("armel", _) => ("arm", "v6"),
        ("arm", "" | "7") => ("arm", "v7"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "6") => ("arm", "v6"),
        ("arm", "8") => ("arm", "v8"),
        other => other,
    };
    let mut features = platform.os_features.clone();
    features.sort_unstable();
    features.dedup();
    Normalized {
        os,
        architecture: architecture.into(),
        variant: variant.into(),
        os_version: platform.os_version.clone(),
        features,
    }
}

impl Normalized {
    /// The place of an entry in `Only`'s list, or in `OnlyStrict`'s, which has one place. `None`: does not match.
    pub(super) fn rank(&self, entry: &Platform, strict: bool) -> Option<Rank> {
        let mut has = normalize(entry);
        if self.os != has.os {
            return None;
        }
        if self.os == "windows" {
            if !windows::runs(&self.os_version, &has.os_version) {
                return None;
            }
            has.features.retain(|feature| feature != "win32k");
        }
        // Both lists are sorted and without repeats.
        if !has.features.iter().all(|feature| self.features.binary_search(feature).is_ok()) {
            return None;
        }
        let place = if strict { self.is(&has).then_some(0) } else { self.place(&has) }?;
        Some(Rank { place, missing_features: usize::MAX - entry.os_features.len() })
    }

    /// Whether the entry is for the same architecture, of whatever variant.
    pub(super) fn has_architecture_of(&self, entry: &Platform) -> bool {
        self.architecture == normalize(entry).architecture
    }

    fn is(&self, has: &Self) -> bool {
        self.architecture == has.architecture && self.variant == has.variant
    }

    /// Where the entry's architecture and variant stand in `platformVector`.
    fn place(&self, has: &Self) -> Option<u64> {
        match &*self.architecture {
            "arm64" => self.place_for_arm64(has),
            "arm" => place_for_arm(&self.variant, has),
            "amd64" => {
                let top = number(&self.variant).filter(|&top| top > 1);
                match &*has.architecture {
                    _ if self.is(has) => Some(0),
                    "amd64" => top.and_then(|top| {
                        below(top, 1, if has.variant.is_empty() { "v1" } else { &has.variant })
                    }),
                    "386" if has.variant.is_empty() => Some(top.unwrap_or(1)),
                    _ => None,
                }
            }
            _ => self.is(has).then_some(0),
        }
    }

    /// 64-bit variants down from the wanted one, then 32-bit ones from v8.
    fn place_for_arm64(&self, has: &Self) -> Option<u64> {
        // An unknown variant makes an empty list: not even the same one matches.
        let (major, minor) = arm64_version(if self.variant.is_empty() { "v8" } else { &self.variant })?;
        // v9.x runs what v8.(x+5) runs, and there is no v8.10.
        let in_nine = if major == 9 { minor + 1 } else { 0 };
        let in_eight = if major == 9 { (minor + 5).min(9) } else { minor } + 1;
        match &*has.architecture {
            "arm64" => {
                let variant = if has.variant.is_empty() { "v8" } else { &has.variant };
                match arm64_version(variant)? {
                    (9, at) if at < in_nine => Some(in_nine - 1 - at),
                    (8, at) if at < in_eight => Some(in_nine + in_eight - 1 - at),
                    _ => None,
                }
            }
            "arm" => place_for_arm("v8", has).map(|place| in_nine + in_eight + place),
            _ => None,
        }
    }
}

/// Down to v5.
fn place_for_arm(variant: &str, has: &Normalized) -> Option<u64> {
    if has.architecture != "arm" {
        return None;
    }
    if has.variant == *variant {
        return Some(0);
    }
    number(variant).filter(|&top| top > 5).and_then(|top| below(top, 5, &has.variant))
}

/// How far the variant `vN` is below `top`, no lower than `bottom`.
fn below(top: u64, bottom: u64, variant: &str) -> Option<u64> {
    let digits = variant.strip_prefix('v')?;
    // As Go's `Itoa` writes it.
    let at = digits.parse::<u64>().ok().filter(|_| !digits.starts_with(['+', '0']))?;
    (bottom..top).contains(&at).then(|| top - at)
}

/// Go's `Atoi` of a variant, with or without its `v`; negative ones make no list either.
fn number(variant: &str) -> Option<u64> {
    let digits = variant.strip_prefix('v').unwrap_or(variant);
    digits.parse::<i64>().ok().and_then(|number| number.try_into().ok())
}

/// The variants of arm64 that containerd knows: v8 to v8.9, v9 to v9.7.
fn arm64_version(variant: &str) -> Option<(u64, u64)> {
    let rest = variant.strip_prefix('v')?;
    let (major, minor) = match rest.split_once('.') {
        None => (rest, 0),
        Some((major, minor)) => match minor.as_bytes() {
            &[digit @ b'0'..=b'9'] => (major, u64::from(digit - b'0')),
            _ => return None,
        },
    };
    match major {
        "8" => Some((8, minor)),
        "9" if minor < 8 => Some((9, minor)),
        _ => None,
    }
}
