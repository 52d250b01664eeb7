//! How an endpoint is spoken to, and what is checked of it.

use alloc::boxed::Box;
use core::fmt;

/// How an endpoint is spoken to.
///
/// ```
/// use pullspec::registry::node::Transport;
/// assert_eq!(Transport::Http.scheme(), "http");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// HTTPS only.
    Https,
    /// HTTP only.
    Http,
    /// HTTPS, and HTTP after some failures of it.
    HttpsThenHttp(FallbackOn),
    /// HTTP, and HTTP once more after some failures of it: a way back from HTTPS that was put on a host without it.
    HttpTwice(FallbackOn),
    /// What was written, which no HTTP client speaks: every request fails before a connection is made. Empty where the
    /// configuration gave no scheme at all.
    Unusable(Box<str>),
}

impl Transport {
    pub(in crate::registry::node) fn of_scheme(scheme: &str) -> Self {
        match scheme {
            "http" => Self::Http,
            "https" => Self::Https,
            other => Self::Unusable(other.into()),
        }
    }

    /// Returns the scheme of the first request: the text before `://`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        match self {
            Self::Http | Self::HttpTwice(_) => "http",
            Self::Https | Self::HttpsThenHttp(_) => "https",
            Self::Unusable(text) => text,
        }
    }

    /// Whether HTTP is tried after a failure.
    #[must_use]
    pub const fn falls_back(&self) -> bool {
        matches!(self, Self::HttpsThenHttp(_) | Self::HttpTwice(_))
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HttpsThenHttp(_) => f.pad("https, then http"),
            other => f.pad(other.scheme()),
        }
    }
}

/// The failures of HTTPS after which a runtime tries the same host on HTTP.
///
/// ```
/// use pullspec::registry::node::FallbackOn;
/// assert_eq!(FallbackOn::NotTls.to_string(), "the server does not speak TLS");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FallbackOn {
    /// The server answers HTTP, or its TLS handshake times out (containerd's `httpFallback`, host with a port).
    NotTls,
    /// The same, or the connection is refused or times out (containerd's `httpFallback`, host without a port).
    NotTlsOrNoConnection,
    /// Any failure of the first request (containers/image's `detectProperties`).
    AnyFailure,
}

impl fmt::Display for FallbackOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::NotTls => "the server does not speak TLS",
            Self::NotTlsOrNoConnection => "the server does not speak TLS, or there is no connection",
            Self::AnyFailure => "any failure",
        })
    }
}

/// What is checked of a host's certificate, and what is shown to it.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::node::containerd::HostDirectories;
/// let file = "[host.\"https://mirror.example\"]\nskip_verify = true\n";
/// let hosts = HostDirectories::new(["certs.d"]).with_text("certs.d/quay.io/hosts.toml", file);
/// let resolution = hosts.resolve(&Reference::parse("quay.io/team/app:1")?)?;
/// let skips: Vec<bool> = resolution.attempts().iter().map(|attempt| attempt.tls().skip_verify).collect();
/// assert_eq!(skips, [true, false]); // the mirror's certificate is not checked, the registry's is
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TlsChecks {
    /// Any certificate is accepted.
    pub skip_verify: bool,
    /// How many certificates of authorities are added to the system's. `Some(0)`: a list was given, and it is empty.
    pub authorities: Option<usize>,
    /// How many client certificates there are.
    pub client_certificates: usize,
}
