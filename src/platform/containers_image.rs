//! How containers/image (podman, CRI-O, skopeo, buildah) compares platforms: as text, by a list of variants.
//!
//! Rules of image v5.40 (`internal/pkg/platform/platform_matcher.go`, `internal/manifest/oci_index.go`).

use super::Platform;

/// The variants of an architecture that are known, the best first.
fn known_variants(architecture: &str) -> &'static [&'static str] {
    match architecture {
        "arm" => &["v8", "v7", "v6", "v5"],
        "arm64" => &["v8"],
        _ => &[],
    }
}

/// The place of an entry in the list that begins with the wanted platform. `None`: does not match.
pub(super) fn place(wanted: &Platform, entry: &Platform) -> Option<u64> {
    if wanted.os != entry.os || wanted.architecture != entry.architecture {
        return None;
    }
    let known = known_variants(&wanted.architecture);
    let at = |variant: &str| known.iter().position(|&one| one == variant).map(|at| at as u64);
    if wanted.variant.is_empty() {
        return match &*entry.variant {
            "" => Some(0),
            variant => at(variant).map(|at| at + 1),
        };
    }
    let (top, count) = at(&wanted.variant).map_or((0, 1), |top| (top, known.len() as u64 - top));
    match &*entry.variant {
        variant if variant == wanted.variant => Some(0),
        "" => Some(count),
        variant if count > 1 => at(variant).filter(|&at| at > top).map(|at| at - top),
        _ => None,
    }
}
