//! A platform as an index, an image's configuration and a node name it.

use alloc::{string::String, vec::Vec};
use core::fmt;

/// The OCI image specification's platform object. Empty where nothing is said.
///
/// ```
/// use pullspec::platform::Platform;
/// let platform = Platform::new("linux", "arm64").with_variant("v8");
/// assert_eq!(platform.to_string(), "linux/arm64/v8");
/// // Windows runs only images of its own build, and some need a feature.
/// let windows = Platform::new("windows", "amd64").with_os_version("10.0.20348.169").with_os_features(["win32k"]);
/// assert_eq!(windows.os_features, ["win32k"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
#[non_exhaustive]
pub struct Platform {
    /// The operating system: `linux`.
    pub os: String,
    /// The processor's architecture as Go names it: `amd64`.
    pub architecture: String,
    /// What of the architecture is needed: `v7`.
    pub variant: String,
    /// The system's version, which counts on Windows: `10.0.20348.169`.
    #[cfg_attr(feature = "serde", serde(rename = "os.version"))]
    pub os_version: String,
    /// What of the system is needed: `win32k`.
    #[cfg_attr(feature = "serde", serde(rename = "os.features"))]
    pub os_features: Vec<String>,
}

impl Platform {
    /// Makes one without a variant.
    #[must_use]
    pub fn new(os: impl Into<String>, architecture: impl Into<String>) -> Self {
        Self { os: os.into(), architecture: architecture.into(), ..Self::default() }
    }

    /// The same with this variant.
    #[must_use]
    pub fn with_variant(mut self, variant: impl Into<String>) -> Self {
        self.variant = variant.into();
        self
    }

    /// The same with this version of the operating system.
    #[must_use]
    pub fn with_os_version(mut self, version: impl Into<String>) -> Self {
        self.os_version = version.into();
        self
    }

    /// The same with these features of the operating system.
    #[must_use]
    pub fn with_os_features(mut self, features: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.os_features = features.into_iter().map(Into::into).collect();
        self
    }

    /// Whether nothing is said at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { os, architecture, variant, os_version, .. } = self;
        f.write_str(if os.is_empty() { "unknown" } else { os })?;
        if !os_version.is_empty() {
            write!(f, "({os_version})")?;
        }
        for part in [architecture, variant] {
            if !part.is_empty() {
                write!(f, "/{part}")?;
            }
        }
        Ok(())
    }
}
