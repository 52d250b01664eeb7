//! Which part of a text is wrong.

/// The part of a reference an error is in.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::error::Component;
/// let component = |text| Reference::parse(text).map_err(|error| error.component());
/// assert_eq!(component("quay.io:port/app"), Err(Component::Port));
/// assert_eq!(component("quay.io/app:-1"), Err(Component::Tag));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Component {
    /// The text as a whole.
    Reference,
    /// The host in front of the first `/`.
    Domain,
    /// The number after the host.
    Port,
    /// The repository's path.
    Path,
    /// What stands after the name's `:`.
    Tag,
    /// What stands after `@`.
    Digest,
}

impl Component {
    /// All of them, from the whole to the last part.
    ///
    /// ```
    /// use pullspec::error::Component;
    /// assert!(Component::ALL.contains(&Component::Tag));
    /// ```
    pub const ALL: &[Self] =
        &[Self::Reference, Self::Domain, Self::Port, Self::Path, Self::Tag, Self::Digest];

    /// Its name in error texts.
    ///
    /// ```
    /// assert_eq!(pullspec::error::Component::Tag.as_str(), "tag");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Domain => "domain",
            Self::Port => "port",
            Self::Path => "path",
            Self::Tag => "tag",
            Self::Digest => "digest",
        }
    }
}
