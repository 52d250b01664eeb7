//! The images that are exempt from credential verification (`preloadedImagesVerificationAllowlist`).

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use crate::api::Behavior;
use crate::reference::Reference;
use crate::reference::go_text::GoText;
use crate::terminal::Escaped;

/// The names exempt from verification under the policy `NeverVerifyAllowlistedImages`.
///
/// This is the kubelet's own list, with the kubelet's rules. To say which images a pod may use, take
/// [`Pattern`](crate::pattern::Pattern)s.
///
/// An entry is a normalized name without tag and digest, or a prefix that ends in `/*`
/// (`pullmanager/image_pull_policies.go`).
///
/// Since 1.36 an entry is compared with the normalized name of the image. Before, it is compared with the text in the
/// pod: a name matches only an image that is written out, without tag and digest.
///
/// ```
/// use pullspec::access::AllowList;
/// use pullspec::api::Behavior;
///
/// let list = AllowList::new(["docker.io/library/nginx", "quay.io/team/*"])?;
/// let now = Behavior::for_minor(36);
/// assert!(list.matches("nginx:1.27", &now));
/// assert!(list.matches("quay.io/team/sub/app:1", &now));
/// assert!(!list.matches("quay.io/teams/app", &now));
///
/// let before = Behavior::for_minor(35);
/// assert!(!list.matches("nginx:1.27", &before));
/// assert!(list.matches("docker.io/library/nginx", &before));
/// assert!(list.matches("quay.io/team/sub/app:1", &before));
/// # Ok::<(), pullspec::access::AllowListError>(())
/// ```
///
/// # Security
///
/// Once images of the node are exempt, every pod of the node starts them, whoever pulled them. `registry/*` exempts
/// all tenants of that registry. Up to 1.35 a prefix need not name a registry: `team/*` exempts the images of Docker
/// Hub that a pod writes as `team/app`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AllowList {
    names: BTreeSet<String>,
    /// Each with the slash in front of the star.
    prefixes: Vec<String>,
}

impl AllowList {
    /// Checks and keeps the entries.
    ///
    /// ```
    /// use pullspec::access::{AllowList, AllowListError};
    /// assert!(AllowList::new(["docker.io/library/nginx", "quay.io/team/*"]).is_ok());
    /// let error = AllowList::new(["quay.io/te*"]).unwrap_err();
    /// assert!(matches!(error, AllowListError::Wildcard(_)));
    /// ```
    ///
    /// # Errors
    ///
    /// The first entry that the kubelet refuses, in its own words: `" quay.io/x"`, `""`, `"quay.io/x*"`, `"/*"`,
    /// `"quay.io/X"`, and `"nginx"`, which is not written out as `docker.io/library/nginx`.
    pub fn new<P: AsRef<str>>(entries: impl IntoIterator<Item = P>) -> Result<Self, AllowListError> {
        let mut list = Self::default();
        for entry in entries {
            let entry = entry.as_ref();
            match check(entry)? {
                Some(prefix) => list.prefixes.push(prefix.into()),
                None => drop(list.names.insert(entry.into())),
            }
        }
        Ok(list)
    }

    /// Whether an image, as a pod writes it, is on the list of a kubelet of this behaviour. Since 1.36 one that does
    /// not parse never is.
    ///
    /// ```
    /// use pullspec::access::AllowList;
    /// use pullspec::api::Behavior;
    /// let list = AllowList::new(["quay.io/team/*"])?;
    /// assert!(list.matches("quay.io/team/app:1.2", &Behavior::default()));
    /// # Ok::<(), pullspec::access::AllowListError>(())
    /// ```
    #[must_use]
    pub fn matches(&self, image: &str, behavior: &Behavior) -> bool {
        if behavior.allow_list_compares_names {
            Reference::parse(image).is_ok_and(|image| self.contains(image.name()))
        } else {
            self.contains(image)
        }
    }

    /// Letter by letter (`imageMatches`).
    fn contains(&self, text: &str) -> bool {
        self.names.contains(text) || self.prefixes.iter().any(|prefix| text.starts_with(prefix.as_str()))
    }
}

/// The prefix of an entry with a star, `None` for a name (`getAllowlistImagePattern`).
fn check(entry: &str) -> Result<Option<&str>, AllowListError> {
    if entry.trim() != entry {
        return Err(AllowListError::Whitespace(entry.into()));
    }
    let prefix = entry.strip_suffix('*').filter(|prefix| prefix.ends_with('/'));
    let text = prefix.unwrap_or(entry);
    if text.is_empty() {
        return Err(AllowListError::TooShort(entry.into()));
    }
    if text.contains('*') {
        return Err(AllowListError::Wildcard(entry.into()));
    }
    if text == "/" && prefix.is_some() {
        return Err(AllowListError::NoRegistry);
    }
    if prefix.is_none() {
        let image = Reference::parse(text)
            .map_err(|error| AllowListError::NotAReference(alloc::format!("{}", GoText { text, error })))?;
        if image.name() != text {
            return Err(AllowListError::TagOrDigest(entry.into()));
        }
    }
    Ok(prefix)
}

/// Why the kubelet refuses an entry of the allow-list, in its own words.
///
/// ```
/// use pullspec::access::AllowList;
/// let error = AllowList::new(["nginx"]).unwrap_err();
/// assert_eq!(error.to_string(), "neither tag nor digest is accepted in an image reference: nginx");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum AllowListError {
    /// White space before or after it.
    #[error("leading/trailing spaces are not allowed: {}", Escaped(.0))]
    Whitespace(String),
    /// Nothing.
    #[error("the supplied pattern is too short: {}", Escaped(.0))]
    TooShort(String),
    /// A star that is not the last path component.
    #[error("not a valid wildcard pattern, only patterns ending with '/*' are allowed: {}", Escaped(.0))]
    Wildcard(String),
    /// `/*`, which would be every registry.
    #[error("at least registry hostname is required")]
    NoRegistry,
    /// A name that does not parse, with Go's reason.
    #[error("failed to parse as an image name: {}", Escaped(.0))]
    NotAReference(String),
    /// A tag, a digest, or a name that is not in its normalized form.
    #[error("neither tag nor digest is accepted in an image reference: {}", Escaped(.0))]
    TagOrDigest(String),
}
