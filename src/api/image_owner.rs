//! What the images of a pod are for.

/// What an image is for.
///
/// ```
/// use pullspec::Pod;
/// use pullspec::api::ImageOwner;
/// fn sidecars_and_setup(pod: &Pod) -> usize {
///     pod.images().filter(|image| image.owner() == ImageOwner::InitContainer).count()
/// }
/// assert_eq!(sidecars_and_setup(&Pod::default()), 0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageOwner {
    /// A container that runs before the regular ones, or beside them if it is restartable.
    InitContainer,
    /// A regular container.
    Container,
    /// A debugging container.
    EphemeralContainer,
    /// A volume (KEP-4639).
    Volume,
}

impl ImageOwner {
    /// Every one, in the order in which a pod's images are listed.
    ///
    /// ```
    /// use pullspec::api::ImageOwner;
    /// assert_eq!(ImageOwner::ALL.map(ImageOwner::list), ["initContainers", "containers", "ephemeralContainers", "volumes"]);
    /// ```
    pub const ALL: [Self; 4] = [Self::InitContainer, Self::Container, Self::EphemeralContainer, Self::Volume];

    /// Its name in a sentence, such as `init container`.
    ///
    /// ```
    /// assert_eq!(pullspec::api::ImageOwner::InitContainer.as_str(), "init container");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InitContainer => "init container",
            Self::Container => "container",
            Self::EphemeralContainer => "ephemeral container",
            Self::Volume => "image volume",
        }
    }

    /// The list in the pod's `spec`, such as `initContainers`.
    ///
    /// ```
    /// assert_eq!(pullspec::api::ImageOwner::InitContainer.list(), "initContainers");
    /// ```
    #[must_use]
    pub const fn list(self) -> &'static str {
        match self {
            Self::InitContainer => "initContainers",
            Self::Container => "containers",
            Self::EphemeralContainer => "ephemeralContainers",
            Self::Volume => "volumes",
        }
    }
}
