//! The images that are exempt from credential verification (`preloadedImagesVerificationAllowlist`).

use alloc::{collections::BTreeSet, string::String, vec::Vec};
use core::fmt;

use super::recorded_name;
use crate::api::Behavior;
use crate::error::ParseError;
use crate::reference::PodImage;
use crate::reference::go_text::{GoText, RawGoText};
use crate::terminal::Escaped;

/// The images exempt from verification under the policy `NeverVerifyAllowlistedImages`: the kubelet's
/// `preloadedImagesVerificationAllowlist` with the kubelet's rules.
///
/// To say which images a pod may use, take [`Pattern`](crate::pattern::Pattern)s.
///
/// An entry is a name without tag and digest, or a prefix that ends in `/*`
/// (`pkg/kubelet/images/pullmanager/image_pull_policies.go`). What a name is depends on the release, so a list belongs
/// to one. Since 1.36 it is the name as pods write it, compared with an image's name letter by letter. Before, it is
/// the normalized name, compared with the whole text in the pod: it matches only an image that is written out, without
/// tag and digest.
///
/// ```
/// use pullspec::PodImage;
/// use pullspec::access::ExemptImages;
/// use pullspec::api::Behavior;
///
/// let exempts = |list: &ExemptImages, image: &str| list.contains(&PodImage::new(image));
/// let list = ExemptImages::parse(["nginx", "quay.io/team/*"], &Behavior::for_minor(36))?;
/// assert!(exempts(&list, "nginx:1.27") && exempts(&list, "quay.io/team/sub/app:1"));
/// assert!(!exempts(&list, "docker.io/library/nginx:1.27")); // another name
///
/// let list = ExemptImages::parse(["docker.io/library/nginx", "quay.io/team/*"], &Behavior::for_minor(35))?;
/// assert!(exempts(&list, "docker.io/library/nginx") && exempts(&list, "quay.io/team/sub/app:1"));
/// assert!(!exempts(&list, "nginx:1.27") && !exempts(&list, "docker.io/library/nginx:1.27"));
/// # Ok::<(), pullspec::access::ExemptImagesError>(())
/// ```
///
/// # Security
///
/// Once images of the node are exempt, every pod of the node starts them, whoever pulled them. `registry/*` exempts
/// all tenants of that registry. A prefix need not name a registry: `team/*` exempts the images of Docker Hub that a
/// pod writes as `team/app`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ExemptImages {
    names: BTreeSet<String>,
    /// Each with the slash before the star.
    prefixes: Vec<String>,
    /// Whether they are compared with the name of an image instead of its text.
    compares_names: bool,
}

impl ExemptImages {
    /// Checks and keeps the entries, as a kubelet of this release does when it starts.
    ///
    /// ```
    /// use pullspec::access::{ExemptImages, ExemptImagesError};
    /// use pullspec::api::Behavior;
    ///
    /// assert!(ExemptImages::parse(["nginx"], &Behavior::for_minor(36)).is_ok());
    /// let error = ExemptImages::parse(["nginx"], &Behavior::for_minor(35)).unwrap_err();
    /// assert!(matches!(error, ExemptImagesError::TagOrDigest(_)));
    /// ```
    ///
    /// # Errors
    ///
    /// The first entry that the kubelet refuses: `" quay.io/x"`, `""`, `"quay.io/x*"`, `"/*"`, `"quay.io/X"`,
    /// `"quay.io/x:1"`, and up to 1.35 `"nginx"`, which is not written out as `docker.io/library/nginx`.
    pub fn parse<P: AsRef<str>>(
        entries: impl IntoIterator<Item = P>,
        behavior: &Behavior,
    ) -> Result<Self, ExemptImagesError> {
        let mut list = Self { compares_names: behavior.access_knows_written_names, ..Self::default() };
        for entry in entries {
            let entry = entry.as_ref();
            match check(entry, behavior)? {
                Some(prefix) => list.prefixes.push(prefix.into()),
                None => drop(list.names.insert(entry.into())),
            }
        }
        Ok(list)
    }

    /// Returns whether an image, as a pod writes it, is on the list (`imageMatches`). One that does not parse is
    /// compared as the text it is.
    ///
    /// ```
    /// use pullspec::PodImage;
    /// use pullspec::access::ExemptImages;
    /// use pullspec::api::Behavior;
    /// let list = ExemptImages::parse(["quay.io/team/*"], &Behavior::default())?;
    /// assert!(["quay.io/team/app:1.2", "quay.io/team/App"].into_iter().all(|image| list.contains(&PodImage::new(image))));
    /// # Ok::<(), pullspec::access::ExemptImagesError>(())
    /// ```
    #[must_use]
    pub fn contains(&self, image: &PodImage) -> bool {
        let name = image.written_name().ok().filter(|_| self.compares_names);
        let text = name.unwrap_or(image.as_str());
        self.names.contains(text) || self.prefixes.iter().any(|prefix| text.starts_with(prefix.as_str()))
    }
}

/// The prefix of an entry with a star, `None` for a name (`getAllowlistImagePattern`).
fn check<'e>(entry: &'e str, behavior: &Behavior) -> Result<Option<&'e str>, ExemptImagesError> {
    if entry.trim() != entry {
        return Err(ExemptImagesError::Whitespace(entry.into()));
    }
    let prefix = entry.strip_suffix('*').filter(|prefix| prefix.ends_with('/'));
    let text = prefix.unwrap_or(entry);
    if text.is_empty() {
        return Err(ExemptImagesError::TooShort(entry.into()));
    }
    if text.contains('*') {
        return Err(ExemptImagesError::Wildcard(entry.into()));
    }
    if text == "/" && prefix.is_some() {
        return Err(ExemptImagesError::NoRegistry);
    }
    if prefix.is_none() {
        let image = PodImage::new(text);
        let name = recorded_name(&image, behavior).map_err(|error| {
            let reason = if behavior.access_knows_written_names {
                alloc::format!("{}", RawGoText(error))
            } else {
                alloc::format!("{}", GoText { text, error })
            };
            ExemptImagesError::NotAReference { reason, error }
        })?;
        if name != text {
            return Err(ExemptImagesError::TagOrDigest(entry.into()));
        }
    }
    Ok(prefix)
}

/// Why the kubelet refuses an entry of `preloadedImagesVerificationAllowlist`.
///
/// Its text is in the kubelet's own words, in one line; [`kubelet_text`](Self::kubelet_text) has them with every
/// character of the entry as it is.
///
/// ```
/// use pullspec::access::ExemptImages;
/// use pullspec::api::Behavior;
/// let error = ExemptImages::parse(["nginx:1"], &Behavior::default()).unwrap_err();
/// assert_eq!(error.to_string(), "neither tag nor digest is accepted in an image reference: nginx:1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExemptImagesError {
    /// White space before or after it.
    Whitespace(String),
    /// Nothing.
    TooShort(String),
    /// A star that is not the last path component.
    Wildcard(String),
    /// `/*`, which would be every registry.
    NoRegistry,
    /// A name that does not parse.
    NotAReference {
        /// Go's reason.
        reason: String,
        /// The fault.
        error: ParseError,
    },
    /// A tag, a digest, or up to 1.35 a name that is not in its normalized form.
    TagOrDigest(String),
}

impl ExemptImagesError {
    /// The text in the kubelet's log, which holds the entry unescaped.
    ///
    /// ```
    /// use pullspec::access::ExemptImages;
    /// use pullspec::api::Behavior;
    /// let error = ExemptImages::parse(["nginx\n"], &Behavior::default()).unwrap_err();
    /// assert_eq!(error.kubelet_text(), "leading/trailing spaces are not allowed: nginx\n");
    /// assert_eq!(error.to_string(), "leading/trailing spaces are not allowed: nginx\\n");
    /// ```
    #[must_use]
    pub fn kubelet_text(&self) -> String {
        let (words, entry) = self.parts();
        alloc::format!("{words}{entry}")
    }

    fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Whitespace(entry) => ("leading/trailing spaces are not allowed: ", entry),
            Self::TooShort(entry) => ("the supplied pattern is too short: ", entry),
            Self::Wildcard(entry) => {
                ("not a valid wildcard pattern, only patterns ending with '/*' are allowed: ", entry)
            }
            Self::NoRegistry => ("at least registry hostname is required", ""),
            Self::NotAReference { reason, .. } => ("failed to parse as an image name: ", reason),
            Self::TagOrDigest(entry) => ("neither tag nor digest is accepted in an image reference: ", entry),
        }
    }
}

impl fmt::Display for ExemptImagesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (words, entry) = self.parts();
        write!(f, "{words}{}", Escaped(entry))
    }
}

impl core::error::Error for ExemptImagesError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NotAReference { error, .. } => Some(error),
            _ => None,
        }
    }
}
