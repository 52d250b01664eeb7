//! By which schemes a registry is spoken to.

use core::fmt;

/// The scheme of one request.
///
/// Closed: registries speak nothing else.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::Scheme;
/// assert_eq!(Reference::parse("quay.io/app")?.endpoint()?.scheme(), Scheme::Https);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Scheme {
    /// Plain HTTP.
    Http,
    /// HTTPS.
    Https,
}

impl Scheme {
    /// Both.
    ///
    /// ```
    /// assert_eq!(pullspec::registry::Scheme::ALL[0].as_str(), "http");
    /// ```
    pub const ALL: [Self; 2] = [Self::Http, Self::Https];

    /// The text in front of `://`.
    ///
    /// ```
    /// assert_eq!(pullspec::registry::Scheme::Https.as_str(), "https");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// The schemes by which a registry is spoken to, in their order.
///
/// Closed: there are two schemes, and HTTPS is never tried after HTTP.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::Schemes;
/// let local = Reference::parse("localhost:5000/app")?.endpoint()?;
/// assert_eq!(local.schemes(), Schemes::HttpsThenHttp);
/// assert_eq!(local.manifest_url(), "https://localhost:5000/v2/app/manifests/latest");
/// let plain = local.fallback().expect("HTTP comes next");
/// assert_eq!(plain.manifest_url(), "http://localhost:5000/v2/app/manifests/latest");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Schemes {
    /// HTTPS only.
    Https,
    /// HTTPS, and HTTP where the server does not speak TLS: it answers HTTP, or its handshake times out.
    HttpsThenHttp,
    /// HTTP only.
    Http,
}

impl Schemes {
    /// How containerd speaks to a registry that nothing is configured for (`core/remotes/docker/config/hosts.go`).
    pub(super) fn of(is_loopback: bool, port: Option<&str>) -> Self {
        match port {
            Some("80") if is_loopback => Self::Http,
            Some(port) if is_loopback && port != "443" => Self::HttpsThenHttp,
            _ => Self::Https,
        }
    }

    /// Returns the scheme of the first request.
    ///
    /// ```
    /// use pullspec::registry::{Scheme, Schemes};
    /// assert_eq!(Schemes::HttpsThenHttp.first(), Scheme::Https);
    /// ```
    #[must_use]
    pub const fn first(self) -> Scheme {
        match self {
            Self::Https | Self::HttpsThenHttp => Scheme::Https,
            Self::Http => Scheme::Http,
        }
    }

    /// Returns the scheme that is tried after the first one, if any is.
    ///
    /// ```
    /// use pullspec::registry::{Scheme, Schemes};
    /// assert_eq!(Schemes::HttpsThenHttp.second(), Some(Scheme::Http));
    /// assert_eq!(Schemes::Https.second(), None);
    /// ```
    #[must_use]
    pub const fn second(self) -> Option<Scheme> {
        match self {
            Self::HttpsThenHttp => Some(Scheme::Http),
            Self::Https | Self::Http => None,
        }
    }
}

impl From<Scheme> for Schemes {
    fn from(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Http => Self::Http,
            Scheme::Https => Self::Https,
        }
    }
}

impl fmt::Display for Schemes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Https => "https",
            Self::HttpsThenHttp => "https, then http",
            Self::Http => "http",
        })
    }
}
