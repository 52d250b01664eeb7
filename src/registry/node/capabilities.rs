//! What a host may be used for.

/// What a host may be used for (containerd's `HostCapabilities`).
///
/// ```
/// use pullspec::registry::node::Capabilities;
/// let mirror = Capabilities::PULL | Capabilities::RESOLVE;
/// assert!(mirror.contains(Capabilities::PULL) && !mirror.contains(Capabilities::PUSH));
/// assert!(Capabilities::ALL.contains(mirror | Capabilities::REFERRERS));
/// assert!(!Capabilities::NONE.contains(Capabilities::PULL));
/// assert_eq!(mirror.names().collect::<Vec<_>>(), ["pull", "resolve"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Capabilities(u8);

impl Capabilities {
    /// None.
    pub const NONE: Self = Self(0);
    /// Content by digest.
    pub const PULL: Self = Self(1);
    /// A tag to a digest.
    pub const RESOLVE: Self = Self(2);
    /// Writing.
    pub const PUSH: Self = Self(4);
    /// The referrers of a manifest.
    pub const REFERRERS: Self = Self(8);
    /// All four.
    pub const ALL: Self = Self(15);

    /// Whether these hold all of `other`.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns the names as containerd's files have them.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        [
            ("pull", Self::PULL),
            ("resolve", Self::RESOLVE),
            ("push", Self::PUSH),
            ("referrers", Self::REFERRERS),
        ]
        .into_iter()
        .filter_map(move |(name, one)| self.contains(one).then_some(name))
    }
}

impl core::ops::BitOr for Capabilities {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
