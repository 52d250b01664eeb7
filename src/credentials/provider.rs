//! Which credential provider plugins the kubelet asks for an image, and how long it remembers.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::KeyErrorKind;
use super::keyring::matches;
use crate::go::path_match;
use crate::go::url::Target;
use crate::reference::Reference;
use crate::reference::normalize::{LEGACY_DOMAIN, LOCALHOST};
use crate::terminal::Quoted;

/// The file of the kubelet's `--image-credential-provider-config`, of API version `kubelet.config.k8s.io/v1`.
///
/// Rules of Kubernetes' `pkg/credentialprovider/plugin`. All providers that match are asked, in the order of the file.
/// Only the fields here are read: `kind`, `args`, `env` and `tokenAttributes` are not looked at.
///
/// ```
/// use pullspec::credentials::CredentialProviderConfig;
///
/// let config: CredentialProviderConfig = serde_json::from_str(r#"{
///     "apiVersion": "kubelet.config.k8s.io/v1", "kind": "CredentialProviderConfig",
///     "providers": [{
///         "name": "ecr", "apiVersion": "credentialprovider.kubelet.k8s.io/v1", "defaultCacheDuration": "12h",
///         "matchImages": ["*.dkr.ecr.*.amazonaws.com", "https://quay.io"]
///     }]}"#)?;
/// assert!(config.problems().is_empty());
/// assert_eq!(config.asked_for("1.dkr.ecr.eu-west-1.amazonaws.com/app").count(), 1);
/// // A rule that no image can ever match:
/// let (rule, why) = config.providers[0].never_matching().next().ok_or("there is one")?;
/// assert_eq!(format!("{rule}: {why}"), "https://quay.io: it has a scheme");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct CredentialProviderConfig {
    /// In the order in which they are asked.
    pub providers: Vec<CredentialProvider>,
}

/// One plugin.
///
/// ```
/// use pullspec::credentials::CredentialProvider;
/// let provider = CredentialProvider::new("acr", ["*.azurecr.io"])?;
/// assert_eq!(provider.matching("team.azurecr.io/app"), Some("*.azurecr.io"));
/// assert_eq!(provider.matching("azurecr.io/app"), None);
/// # Ok::<(), pullspec::credentials::ProviderConfigError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct CredentialProvider {
    /// The name of the program.
    pub name: String,
    /// The version in which it is spoken to.
    #[cfg_attr(feature = "serde", serde(default))]
    pub api_version: String,
    /// For which images it is asked: globs per host label, the path by text, as in [`Keyring`](super::Keyring).
    #[cfg_attr(feature = "serde", serde(default))]
    pub match_images: Vec<String>,
    /// How long an answer counts that does not say itself, as written (`12h`).
    #[cfg_attr(feature = "serde", serde(default))]
    pub default_cache_duration: Option<String>,
}

/// What the kubelet refuses to start with.
///
/// ```
/// use pullspec::credentials::ProviderConfigError;
/// assert_eq!(ProviderConfigError::NoProviders.to_string(), "at least one provider is required");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProviderConfigError {
    /// The list is empty.
    #[error("at least one provider is required")]
    NoProviders,
    /// A name with a slash or a space, or that is `.` or `..`.
    #[error("provider {}: this is not a program's name", Quoted(.0))]
    Name(String),
    /// Two providers have one name.
    #[error("provider {}: the name is taken", Quoted(.0))]
    Duplicate(String),
    /// Not a version of `credentialprovider.kubelet.k8s.io`.
    #[error("provider {}: unknown apiVersion", Quoted(.0))]
    ApiVersion(String),
    /// No rule.
    #[error("provider {}: matchImages is empty", Quoted(.0))]
    NoMatchImages(String),
    /// A rule that is not a URL without scheme.
    #[error("provider {}, matchImages {}: {why}", Quoted(.name), Quoted(.rule))]
    MatchImage {
        /// The provider.
        name: String,
        /// The rule.
        rule: String,
        /// What is wrong.
        #[source]
        why: KeyErrorKind,
    },
    /// `defaultCacheDuration` is missing.
    #[error("provider {}: defaultCacheDuration is required", Quoted(.0))]
    NoCacheDuration(String),
}

/// Why a rule of `matchImages` matches no image.
///
/// ```
/// use pullspec::credentials::NeverMatchesError;
/// assert_eq!(NeverMatchesError::of("quay.io/team/*"), Some(NeverMatchesError::Path));
/// assert_eq!(NeverMatchesError::of("*.azurecr.io/team"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NeverMatchesError {
    /// It is not a URL; the kubelet does not start with it.
    #[error(transparent)]
    NotAUrl(KeyErrorKind),
    /// It begins with `https://`, which is read as a host.
    #[error("it has a scheme")]
    Scheme,
    /// The pattern of a host label is malformed.
    #[error("a label of its host is a malformed pattern")]
    Pattern,
    /// `index.docker.io`, which images are never asked for as: they are normalized to `docker.io`.
    #[error("images of Docker Hub are looked up as docker.io")]
    HubName,
    /// A host without dot and port that is not `localhost`: such a first part belongs to Docker Hub.
    #[error("a first part without dot and port belongs to a name on Docker Hub, and is not a host")]
    NoDot,
    /// No image's path begins so: globs, a tag, upper case. The path is compared as text.
    #[error("the path is compared as text, and no image's path begins with this one")]
    Path,
}

impl NeverMatchesError {
    /// Returns why no image can match a rule; `None` if one can.
    #[must_use]
    pub fn of(rule: &str) -> Option<Self> {
        let target = match Target::parse(rule.as_bytes()) {
            Ok(target) => target,
            Err(why) => return Some(Self::NotAUrl(why)),
        };
        if rule.contains("://") {
            return Some(Self::Scheme);
        }
        if target.labels().any(|label| path_match::matches(label, "a").is_err()) {
            return Some(Self::Pattern);
        }
        let host = || target.labels().collect::<Vec<_>>().join(&b'.');
        if host() == LEGACY_DOMAIN.as_bytes() {
            return Some(Self::HubName);
        }
        let open =
            |host: Vec<u8>| host.iter().any(|byte| matches!(byte, b'*' | b'?' | b'[' | b'\\' | b'A'..=b'Z'));
        if target.label_count() == 1
            && target.port.is_empty()
            && host() != LOCALHOST.as_bytes()
            && !open(host())
        {
            return Some(Self::NoDot);
        }
        let path = core::str::from_utf8(&target.path).ok();
        let begins = |path: &str| {
            ["", "a", "/a"].iter().any(|rest| {
                let name = format!("a.a{path}{rest}");
                Reference::parse(&name).is_ok_and(|image| image.name() == name)
            })
        };
        (!path.is_some_and(begins)).then_some(Self::Path)
    }
}

impl CredentialProviderConfig {
    /// Returns the providers that are asked for a name: a domain and a path, without tag and digest.
    pub fn asked_for(&self, name: &str) -> impl Iterator<Item = &CredentialProvider> {
        self.providers.iter().filter(move |provider| provider.matching(name).is_some())
    }

    /// Returns what the kubelet refuses to start with.
    #[must_use]
    pub fn problems(&self) -> Vec<ProviderConfigError> {
        let mut problems = Vec::new();
        let mut names = BTreeSet::new();
        if self.providers.is_empty() {
            problems.push(ProviderConfigError::NoProviders);
        }
        for provider in &self.providers {
            let name = &provider.name;
            if name.contains(['/', ' ']) || name == "." || name == ".." {
                problems.push(ProviderConfigError::Name(name.clone()));
            }
            if !names.insert(name) {
                problems.push(ProviderConfigError::Duplicate(name.clone()));
            }
            let version = provider.api_version.strip_prefix("credentialprovider.kubelet.k8s.io/");
            if !matches!(version, Some("v1" | "v1beta1" | "v1alpha1")) {
                problems.push(ProviderConfigError::ApiVersion(name.clone()));
            }
            if provider.match_images.is_empty() {
                problems.push(ProviderConfigError::NoMatchImages(name.clone()));
            }
            for rule in &provider.match_images {
                if let Err(why) = Target::parse(rule.as_bytes()) {
                    problems.push(ProviderConfigError::MatchImage {
                        name: name.clone(),
                        rule: rule.clone(),
                        why,
                    });
                }
            }
            if provider.default_cache_duration.is_none() {
                problems.push(ProviderConfigError::NoCacheDuration(name.clone()));
            }
        }
        problems
    }
}

impl CredentialProvider {
    /// Makes one that is asked for the images of these rules.
    ///
    /// # Errors
    /// A rule that is not a URL without scheme, with which the kubelet does not start.
    pub fn new<R: Into<String>>(
        name: impl Into<String>,
        match_images: impl IntoIterator<Item = R>,
    ) -> Result<Self, ProviderConfigError> {
        let name = name.into();
        let match_images: Vec<String> = match_images.into_iter().map(Into::into).collect();
        for rule in &match_images {
            if let Err(why) = Target::parse(rule.as_bytes()) {
                return Err(ProviderConfigError::MatchImage { name, rule: rule.clone(), why });
            }
        }
        Ok(Self { name, match_images, ..Self::default() })
    }

    /// Returns the first rule that matches a name (`URLsMatchStr`).
    ///
    /// ```
    /// use pullspec::credentials::CredentialProvider;
    /// let provider = CredentialProvider::new("gcr", ["gcr.io", "*.gcr.io"])?;
    /// assert_eq!(provider.matching("eu.gcr.io/team/app"), Some("*.gcr.io"));
    /// assert_eq!(provider.matching("a.eu.gcr.io/team/app"), None); // as many labels as the rule has
    /// # Ok::<(), pullspec::credentials::ProviderConfigError>(())
    /// ```
    #[must_use]
    pub fn matching(&self, name: &str) -> Option<&str> {
        let name = Target::parse(name.as_bytes()).ok()?;
        let fits = |rule: &&String| Target::parse(rule.as_bytes()).is_ok_and(|glob| matches(&glob, &name));
        self.match_images.iter().find(fits).map(|rule| &**rule)
    }

    /// Returns the rules that no image can ever match, and why.
    pub fn never_matching(&self) -> impl Iterator<Item = (&str, NeverMatchesError)> {
        self.match_images.iter().filter_map(|rule| Some((&**rule, NeverMatchesError::of(rule)?)))
    }
}

/// For which images a plugin's answer counts (`cacheKeyType` of its response).
///
/// ```
/// use pullspec::credentials::CacheKeyType;
/// let keys: Vec<_> = CacheKeyType::LOOKUP.iter().map(|kind| kind.key("quay.io/team/app")).collect();
/// assert_eq!(keys, ["quay.io/team/app", "quay.io", "global"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "Closed: the kubelet refuses any other value")]
pub enum CacheKeyType {
    /// For this name.
    Image,
    /// For all of its registry.
    Registry,
    /// For all that the plugin is asked for.
    Global,
}

impl CacheKeyType {
    /// The order in which the kubelet looks for an answer before it asks the plugin (`getCachedCredentials`).
    pub const LOOKUP: [Self; 3] = [Self::Image, Self::Registry, Self::Global];

    /// Returns the key under which an answer is kept. With service account tokens, the account is a part of it too.
    #[must_use]
    pub fn key(self, name: &str) -> &str {
        match self {
            Self::Image => name,
            Self::Registry => name.split('/').next().unwrap_or_default(),
            Self::Global => "global",
        }
    }
}
