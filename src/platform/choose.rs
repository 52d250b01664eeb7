//! The choice itself: filter, order, first.

use alloc::{vec, vec::Vec};
use core::cmp::Reverse;
use core::fmt;

use super::Platform;
use super::containerd::{self, Rank};
use super::containers_image;

/// Whose rules choose.
///
/// ```
/// use pullspec::platform::Selector;
/// assert_eq!(Selector::ContainersImage.to_string(), "containers/image");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Selector {
    /// containerd with `platforms.Only`: its client, and a pull without the transfer service.
    ContainerdOnly,
    /// containerd with `platforms.OnlyStrict`.
    ContainerdStrict,
    /// containerd's transfer service, the default of CRI since 2.1: all manifests of exactly this platform are
    /// fetched, and the image is then looked for by `Only` among them.
    ContainerdTransfer,
    /// containers/image: podman, CRI-O, skopeo, buildah.
    ContainersImage,
    /// Docker with its classic image store.
    Docker,
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ContainerdOnly => "containerd",
            Self::ContainerdStrict => "containerd, strict",
            Self::ContainerdTransfer => "containerd, transfer service",
            Self::ContainersImage => "containers/image",
            Self::Docker => "docker",
        })
    }
}

/// One manifest of an index, as far as the choice looks at it.
///
/// ```
/// use pullspec::platform::{Entry, Platform};
/// let entry = Entry::of(Platform::new("linux", "amd64")).with_zstd(true);
/// assert_eq!(entry.platform.map(|platform| platform.to_string()).as_deref(), Some("linux/amd64"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// What the index says; `None` where it says nothing.
    pub platform: Option<Platform>,
    /// What the image's configuration says, where it is known. Looked at by containerd for an entry without a platform;
    /// `None` counts as the wanted one.
    pub config: Option<Platform>,
    /// Whether the index says that layers are compressed with zstd (`io.github.containers.compression.zstd`).
    pub zstd: bool,
}

impl Entry {
    /// Makes one with a platform.
    #[must_use]
    pub fn of(platform: Platform) -> Self {
        Self { platform: Some(platform), ..Self::default() }
    }

    /// Makes one without a platform, of an image whose configuration says this.
    #[must_use]
    pub fn without_platform(config: Option<Platform>) -> Self {
        Self { config, ..Self::default() }
    }

    /// The same with this mark of zstd compression.
    #[must_use]
    pub const fn with_zstd(mut self, zstd: bool) -> Self {
        self.zstd = zstd;
        self
    }
}

/// Why an entry was taken, or none.
///
/// ```
/// use pullspec::platform::Reason;
/// assert_eq!(Reason::NothingMatches.to_string(), "no entry matches the platform");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The entry is for the wanted platform.
    Same,
    /// It is for another variant of the architecture, which this one runs.
    OtherVariant,
    /// It is for another architecture that this one runs: 386 on amd64, 32-bit ARM on arm64.
    OtherArchitecture,
    /// It has no platform, and nothing with a platform matches.
    NoPlatform,
    /// No entry matches.
    NothingMatches,
    /// The best entry has no platform, and its image's configuration says another one. The second best is not tried.
    ConfigDiffers,
    /// The transfer service fetches only exactly this platform, and what would run is not that: the pull fails with a
    /// missing blob.
    NotFetched,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Same => "the entry is for the wanted platform",
            Self::OtherVariant => "the entry is for a variant that the wanted one runs",
            Self::OtherArchitecture => "the entry is for an architecture that the wanted one runs",
            Self::NoPlatform => "the entry has no platform and no other matches",
            Self::NothingMatches => "no entry matches the platform",
            Self::ConfigDiffers => {
                "the entry has no platform and its image is for another; the second best is not tried"
            }
            Self::NotFetched => "only manifests of exactly the wanted platform are fetched",
        })
    }
}

/// What a runtime takes of an index.
///
/// ```
/// use pullspec::platform::{Entry, Platform, Reason, Selector, choose};
/// let index = [Entry::of(Platform::new("linux", "386")), Entry::without_platform(None)];
/// let choice = choose(Selector::ContainerdOnly, &Platform::new("linux", "amd64"), &index);
/// assert_eq!((choice.chosen(), choice.reason()), (Some(0), Reason::OtherArchitecture));
/// assert_eq!(choice.order(), [0, 1]); // what would be taken next, if the first were not there
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    chosen: Option<usize>,
    order: Vec<usize>,
    reason: Reason,
}

impl Choice {
    /// Returns the place in the index of the entry that is taken.
    #[must_use]
    pub const fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// Returns the places of all entries that come into question, the best first. For containerd's transfer service:
    /// those that are fetched, in the index's order.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Returns why.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }
}

/// Chooses a manifest of an index for a platform.
///
/// An empty operating system counts as Linux where the runtime fills it in; so does, for Docker, an empty architecture
/// as amd64.
///
/// containerd's `images.Manifest` and `transfer`, containers/image's `OCI1IndexPublic.ChooseInstance`, Docker's
/// `filterManifests`.
///
/// ```
/// use pullspec::platform::{Entry, Platform, Selector, choose};
/// let index = [Entry::of(Platform::new("linux", "386")), Entry::of(Platform::new("linux", "x86_64"))];
/// let amd64 = Platform::new("linux", "amd64");
/// assert_eq!(choose(Selector::ContainerdOnly, &amd64, &index).chosen(), Some(1));
/// assert_eq!(choose(Selector::ContainersImage, &amd64, &index).chosen(), None);
/// ```
#[must_use]
pub fn choose(selector: Selector, wanted: &Platform, index: &[Entry]) -> Choice {
    match selector {
        Selector::ContainerdOnly => by_containerd(wanted, index, false),
        Selector::ContainerdStrict => by_containerd(wanted, index, true),
        Selector::ContainerdTransfer => by_transfer(wanted, index),
        Selector::ContainersImage => by_containers_image(wanted, index),
        Selector::Docker => by_docker(wanted, index),
    }
}

fn by_containerd(wanted: &Platform, index: &[Entry], strict: bool) -> Choice {
    let own = containerd::normalize(wanted);
    let ranked = order_by(index, |entry| own.rank(entry, strict));
    let best = ranked.first().and_then(|&at| index.get(at).map(|entry| (at, entry)));
    // The image's configuration is looked at, and matched by the same list, which for a variant of arm64 that containerd
    // does not know is empty: then not even the wanted platform itself matches.
    let differs = best.and_then(|(_, entry)| match entry {
        Entry { platform: Some(_), .. } => None,
        Entry { config: Some(config), .. } => {
            own.rank(config, strict).is_none().then_some(Reason::ConfigDiffers)
        }
        Entry { config: None, .. } => own.rank(wanted, strict).is_none().then_some(Reason::NothingMatches),
    });
    if let Some(reason) = differs {
        return Choice { chosen: None, order: ranked, reason };
    }
    let reason = best.map_or(Reason::NothingMatches, |(_, entry)| match &entry.platform {
        Some(platform) => reason_of(&own, platform),
        None => Reason::NoPlatform,
    });
    Choice { chosen: best.map(|(at, _)| at), order: ranked, reason }
}

fn by_transfer(wanted: &Platform, index: &[Entry]) -> Choice {
    let own = containerd::normalize(wanted);
    let fetched = |entry: &Entry| entry.platform.as_ref().is_none_or(|one| own.rank(one, true).is_some());
    let order: Vec<_> =
        index.iter().enumerate().filter_map(|(at, entry)| fetched(entry).then_some(at)).collect();
    let found = by_containerd(wanted, index, false);
    match found.chosen {
        Some(at) if !order.contains(&at) => Choice { chosen: None, order, reason: Reason::NotFetched },
        _ => Choice { order, ..found },
    }
}

fn by_docker(wanted: &Platform, index: &[Entry]) -> Choice {
    let mut wanted = wanted.clone();
    if wanted.architecture.is_empty() {
        wanted.architecture = "amd64".into();
        wanted.variant.clear();
    }
    let own = containerd::normalize(&wanted);
    // An empty platform object counts as none.
    let stated = |entry: &Entry| entry.platform.clone().filter(|platform| !platform.is_empty());
    let entries: Vec<_> =
        index.iter().map(|entry| Entry { platform: stated(entry), ..Entry::default() }).collect();
    let order = order_by(&entries, |entry| own.rank(entry, false));
    let best = order.first().copied();
    let reason = best.and_then(|at| entries.get(at)).map_or(Reason::NothingMatches, |entry| {
        entry.platform.as_ref().map_or(Reason::NoPlatform, |platform| reason_of(&own, platform))
    });
    Choice { chosen: best, order, reason }
}

fn by_containers_image(wanted: &Platform, index: &[Entry]) -> Choice {
    let place = |entry: &Entry| entry.platform.as_ref().and_then(|one| containers_image::place(wanted, one));
    let mut ranked: Vec<_> = index
        .iter()
        .enumerate()
        .filter_map(|(at, entry)| Some((place(entry)?, Reverse(entry.zstd), at)))
        .collect();
    ranked.sort_unstable();
    let order: Vec<_> = ranked.iter().map(|&(_, _, at)| at).collect();
    if let Some(&(place, _, at)) = ranked.first() {
        let reason = if place == 0 { Reason::Same } else { Reason::OtherVariant };
        return Choice { chosen: Some(at), order, reason };
    }
    match index.iter().position(|entry| entry.platform.is_none()) {
        Some(at) => Choice { chosen: Some(at), order: vec![at], reason: Reason::NoPlatform },
        None => Choice { chosen: None, order, reason: Reason::NothingMatches },
    }
}

/// The places of the entries that match, the best first, and then those without a platform; both stable.
fn order_by(index: &[Entry], rank: impl Fn(&Platform) -> Option<Rank>) -> Vec<usize> {
    let mut ranked = Vec::with_capacity(index.len());
    for (at, entry) in index.iter().enumerate() {
        match &entry.platform {
            Some(platform) => ranked.extend(rank(platform).map(|rank| (false, Some(rank), at))),
            None => ranked.push((true, None, at)),
        }
    }
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, _, at)| at).collect()
}

fn reason_of(wanted: &containerd::Normalized, entry: &Platform) -> Reason {
    match wanted.rank(entry, true) {
        Some(_) => Reason::Same,
        None if wanted.has_architecture_of(entry) => Reason::OtherVariant,
        None => Reason::OtherArchitecture,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `platformVector` of such a variant is empty, so a configuration that says exactly the wanted platform does not match.
    #[test]
    fn a_variant_that_containerd_does_not_know_matches_nothing() {
        for variant in ["v8.10", "v7", "V6", "2"] {
            let wanted = Platform { variant: variant.into(), ..Platform::new("linux", "arm64") };
            let index = [Entry::of(wanted.clone()), Entry::without_platform(None)];
            for index in [&index[..], &index[1..]] {
                let found = choose(Selector::ContainerdOnly, &wanted, index);
                assert_eq!((found.chosen(), found.reason()), (None, Reason::NothingMatches), "{variant}");
                // Matched as it is, not by the list.
                let strict = choose(Selector::ContainerdStrict, &wanted, index);
                assert_eq!(strict.chosen(), Some(0), "{variant}");
            }
        }
        let known = Platform { variant: "v8".into(), ..Platform::new("linux", "arm64") };
        let index = [Entry::without_platform(None)];
        assert_eq!(choose(Selector::ContainerdOnly, &known, &index).chosen(), Some(0));
    }
}
