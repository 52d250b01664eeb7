//! The image of a container: the pod's own text, and what it means.

use alloc::{borrow::Cow, boxed::Box, format};
use core::fmt;

use super::meaning::Reference;
use super::normalize::{DEFAULT_TAG, normalize_scanned};
use super::parse::scan::scan;
use crate::error::ParseError;

/// An image as a pod writes it, beside what it means: parsed once, and handed on.
///
/// A pod may write what is not a reference, and the API server stores it: such a text is a `PodImage` too, made by
/// [`new`](Self::new), whose [`reference`](Self::reference) is the error. [`parse`](Self::parse) refuses it.
///
/// The kubelet keeps using the written text: in its messages, in the key of the pull back-off, and, with a default tag
/// added, in what it hands to the runtime. So two spellings of one image are two different `PodImage`s.
///
/// ```
/// use pullspec::PodImage;
///
/// let image = PodImage::new("redis");
/// assert_eq!(image.as_str(), "redis");
/// assert_eq!(image.reference()?.as_str(), "docker.io/library/redis");
/// assert_eq!(image.pull_image(), "redis:latest");
/// assert!(PodImage::new("Redis").reference().is_err());
/// # Ok::<(), pullspec::ParseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct PodImage {
    text: Box<str>,
    /// What is wrong is boxed: it is rare, and larger than a reference.
    meaning: Result<Reference, Box<Unmeant>>,
}

/// What is known of a text that is not a reference.
#[derive(Clone, Debug)]
struct Unmeant {
    error: ParseError,
    /// Where the name ends, if only its meaning is at fault (`reference.Parse`, which does not normalize, takes it).
    name_end: Result<usize, ParseError>,
}

impl PodImage {
    /// Parses the text of `image:` in a container once, and keeps it whatever it is: a text that is not a reference,
    /// which the kubelet shows as `InvalidImageName`, is one whose [`reference`](Self::reference) is an error.
    ///
    /// ```
    /// use pullspec::PodImage;
    /// assert!(PodImage::new("redis:7").reference().is_ok());
    /// assert_eq!(PodImage::new("redis:7 ").reference().unwrap_err().to_string(), "invalid character ' ' in tag");
    /// ```
    #[must_use]
    pub fn new(text: impl Into<Box<str>>) -> Self {
        let text = text.into();
        let scanned = scan(&text, |parts| parts);
        let meaning = match normalize_scanned(&text, scanned) {
            Ok(normalized) => Ok(Reference::of(&text, normalized)),
            Err(error) => Err(Box::new(Unmeant { error, name_end: scanned.map(|parts| parts.name_end) })),
        };
        Self { text, meaning }
    }

    /// Parses the text of `image:` in a container, as the kubelet does.
    ///
    /// ```
    /// use pullspec::PodImage;
    /// assert_eq!(PodImage::parse("redis:7")?.reference()?.as_str(), "docker.io/library/redis:7");
    /// assert!(PodImage::parse(" redis:7").is_err());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Reference::parse`]. The kubelet shows such a container as `InvalidImageName`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Ok(Self { meaning: Ok(Reference::parse(text)?), text: text.into() })
    }

    /// The text as written.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        &self.text
    }

    /// What it means.
    ///
    /// ```
    /// use pullspec::PodImage;
    /// assert_eq!(PodImage::new("docker.io/redis").reference()?.path(), "library/redis");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Reference::parse`], for a text that is not a reference: `Redis`, `redis:7 `, an empty one.
    pub fn reference(&self) -> Result<&Reference, ParseError> {
        self.meaning.as_ref().map_err(|unmeant| unmeant.error)
    }

    /// What it means, without the text.
    ///
    /// ```
    /// use pullspec::PodImage;
    /// let image = PodImage::new("redis").into_reference()?;
    /// assert_eq!(image.or_default_tag().familiar(), "redis:latest");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`reference`](Self::reference).
    pub fn into_reference(self) -> Result<Reference, ParseError> {
        self.meaning.map_err(|unmeant| unmeant.error)
    }

    /// The name as the pod writes it, without tag and digest: that of Go's `reference.Parse`.
    ///
    /// # Errors
    ///
    /// Those of [`RawReference::parse`](crate::RawReference::parse).
    pub(crate) fn written_name(&self) -> Result<&str, ParseError> {
        let end = match &self.meaning {
            // Normalizing changes what the name begins with, nothing after it.
            Ok(reference) => self.text.len().saturating_sub(reference.len_after_name()),
            Err(unmeant) => unmeant.name_end?,
        };
        Ok(self.text.get(..end).unwrap_or_default())
    }

    /// What the kubelet hands to the runtime: the text as written, with `:latest` if it has neither tag nor digest. A
    /// text that is not a reference is never handed on; it is returned as it is.
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
        if self.meaning.as_ref().is_ok_and(Reference::is_name_only) {
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
