//! The image of a container: the pod's own text, and what it means.

use alloc::{borrow::Cow, boxed::Box, format};
use core::fmt;

use super::{DEFAULT_TAG, Reference};
use crate::error::ParseError;

/// An image as a pod writes it, beside what it means.
///
/// The kubelet keeps using the written text: in its messages, in the key of the pull back-off, and, with a default tag
/// added, in what it hands to the runtime. So two spellings of one image are two different `PodImage`s.
///
/// ```
/// use pullspec::PodImage;
///
/// let image = PodImage::parse("redis")?;
/// assert_eq!(image.as_str(), "redis");
/// assert_eq!(image.reference().as_str(), "docker.io/library/redis");
/// assert_eq!(image.pull_image(), "redis:latest");
/// # Ok::<(), pullspec::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PodImage {
    text: Box<str>,
    reference: Reference,
}

impl PodImage {
    /// Parses the text of `image:` in a container, as the kubelet does.
    ///
    /// ```
    /// use pullspec::PodImage;
    /// assert_eq!(PodImage::parse("redis:7")?.reference().as_str(), "docker.io/library/redis:7");
    /// assert!(PodImage::parse(" redis:7").is_err());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Reference::parse`]. The kubelet shows such a container as `InvalidImageName`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Ok(Self { reference: Reference::parse(text)?, text: text.into() })
    }

    /// The text as written.
    ///
    /// ```
    /// use pullspec::PodImage;
    /// assert_eq!(PodImage::parse("docker.io/redis")?.as_str(), "docker.io/redis");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn as_str(&self) -> &str {
        &self.text
    }

    /// What it means.
    ///
    /// ```
    /// use pullspec::PodImage;
    /// assert_eq!(PodImage::parse("docker.io/redis")?.reference().path(), "library/redis");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn reference(&self) -> &Reference {
        &self.reference
    }

    /// What it means, without the text.
    ///
    /// ```
    /// use pullspec::PodImage;
    /// let image = PodImage::parse("redis")?.into_reference();
    /// assert_eq!(image.or_default_tag().familiar(), "redis:latest");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn into_reference(self) -> Reference {
        self.reference
    }

    /// What the kubelet hands to the runtime: the text as written, with `:latest` if it has neither tag nor digest.
    ///
    /// The kubelet's `applyDefaultImageTag` (`pkg/kubelet/images/image_manager.go`).
    ///
    /// ```
    /// use pullspec::PodImage;
    /// assert_eq!(PodImage::parse("redis")?.pull_image(), "redis:latest");
    /// assert_eq!(PodImage::parse("redis:7")?.pull_image(), "redis:7");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn pull_image(&self) -> Cow<'_, str> {
        if self.reference.is_name_only() {
            Cow::Owned(format!("{}:{DEFAULT_TAG}", self.text))
        } else {
            Cow::Borrowed(&self.text)
        }
    }
}

impl AsRef<str> for PodImage {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for PodImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
