//! The values worth having in a message, with their places.

use core::fmt;
use core::ops::Range;
use core::time::Duration;

use crate::reference::Reference;
use crate::reference::normalize::api_host;
use crate::terminal::quiet_debug;

/// A value and where in the message it is, in bytes.
///
/// ```
/// let message = "unexpected status code 403 Forbidden";
/// let status = pullspec::cause::Details::of(message).http_status.ok_or("none")?;
/// assert_eq!((status.value, &message[status.span()]), (403, "403"));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    start: usize,
    end: usize,
}

impl<T> Spanned<T> {
    pub(super) const fn new(value: T, start: usize, end: usize) -> Self {
        Self { value, start, end }
    }

    /// Where it is; always a valid range of the message it was found in.
    ///
    /// ```
    /// let message = "rpc error: code = NotFound desc = not found";
    /// let code = pullspec::cause::Details::of(message).grpc_code.ok_or("none")?;
    /// assert_eq!(code.span(), 18..26);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// The platform that an image lacks.
///
/// ```
/// use pullspec::cause::Details;
/// let details = Details::of("no match for platform in manifest: no image found in manifest list for architecture \"arm64\", variant \"v8\", OS \"linux\"");
/// let wanted = details.platform.ok_or("none")?.value;
/// assert_eq!((wanted.os, wanted.architecture, wanted.variant), ("linux", "arm64", "v8"));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct WantedPlatform<'m> {
    /// `linux`, `windows`; empty where the message does not say.
    pub os: &'m str,
    /// `amd64`, `arm64`, …
    pub architecture: &'m str,
    /// `v8`, …; empty for most.
    pub variant: &'m str,
}

/// As runtimes write it: `linux/arm64/v8`, without the parts that the message left out.
impl fmt::Display for WantedPlatform<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts =
            [self.os, self.architecture, self.variant].into_iter().filter(|part| !part.is_empty());
        f.write_str(parts.next().unwrap_or_default())?;
        parts.try_for_each(|part| write!(f, "/{part}"))
    }
}

/// What a runtime's message names besides the cause. Everything is optional, since every wording leaves something
/// out, and every value has its place. Values are slices of the message: where it went through a log, they are
/// still escaped.
///
/// ```
/// use pullspec::cause::Details;
///
/// let message = "rpc error: code = Unknown desc = failed to pull and unpack image \"docker.io/library/redis:7\": \
///     failed to resolve reference \"docker.io/library/redis:7\": unexpected status from HEAD request to \
///     https://mirror.example/v2/library/redis/manifests/7?ns=docker.io: 429 Too Many Requests";
/// let details = Details::of(message);
/// assert_eq!(details.image.ok_or("image")?.value, "docker.io/library/redis:7");
/// assert_eq!(details.host.ok_or("host")?.value, "mirror.example");
/// assert_eq!(details.via_mirror(), Some(true));
/// assert_eq!(details.http_status.ok_or("status")?.value, 429);
/// assert_eq!(details.grpc_code.ok_or("code")?.value, "Unknown");
/// assert_eq!(&message[details.http_status.ok_or("status")?.span()], "429");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Details<'m> {
    /// The image, as the outermost layer that names it wrote it.
    pub image: Option<Spanned<&'m str>>,
    /// The host that was contacted, with its port: the registry, a mirror, a token server, or a CDN that it redirects to.
    pub host: Option<Spanned<&'m str>>,
    /// The URL of the request that failed.
    pub url: Option<Spanned<&'m str>>,
    /// The HTTP status, 400 to 599.
    pub http_status: Option<Spanned<u16>>,
    /// The registry's error code, in the spelling of the distribution specification: `MANIFEST_UNKNOWN`.
    pub registry_code: Option<Spanned<&'static str>>,
    /// The gRPC code as printed: `NotFound`, or a number from very old kubelets.
    pub grpc_code: Option<Spanned<&'m str>>,
    /// The digest that was asked for.
    pub expected_digest: Option<Spanned<&'m str>>,
    /// The digest of what arrived.
    pub actual_digest: Option<Spanned<&'m str>>,
    /// The platform that the image lacks.
    pub platform: Option<Spanned<WantedPlatform<'m>>>,
    /// How long the registry asks to wait, if it says so.
    pub retry_after: Option<Spanned<Duration>>,
}

quiet_debug!(Details<'m> { image, host, url, http_status, registry_code, grpc_code, expected_digest, actual_digest, platform, retry_after });

impl Details<'_> {
    /// Whether the request went to a mirror and not to the registry of the image.
    ///
    /// Told by containerd's `ns` parameter, else by comparing the host with the image's. Token servers and CDNs are other hosts too, so this says
    /// nothing without a request for a manifest or blob.
    ///
    /// ```
    /// use pullspec::cause::Details;
    /// let details = Details::of("Head \"https://mirror.example/v2/library/redis/manifests/7?ns=docker.io\": EOF");
    /// assert_eq!(details.via_mirror(), Some(true));
    /// ```
    #[must_use]
    pub fn via_mirror(&self) -> Option<bool> {
        let url = self.url?.value;
        if url.contains("?ns=") || url.contains("&ns=") {
            return Some(true);
        }
        let (_, path) = url.split_once("://")?.1.split_once('/')?;
        if !path.starts_with("v2/") || path == "v2/" {
            return None;
        }
        let image = Reference::parse(self.image?.value).ok()?;
        let host = without_default_port(self.host?.value);
        let origin = api_host(image.domain());
        if [origin, image.domain()].into_iter().any(|own| without_default_port(own) == host) {
            return Some(false);
        }
        // A registry may answer with a redirect to where the content lies under another path; a mirror has the image's.
        let rest = path.strip_prefix("v2/")?.strip_prefix(image.path())?;
        rest.starts_with("/manifests/").then_some(true).or(rest.starts_with("/blobs/").then_some(true))
    }
}

/// A host without the port that its scheme implies.
fn without_default_port(host: &str) -> &str {
    host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(host)
}
