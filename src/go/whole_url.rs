//! Go's `url.Parse` of a whole URL, and how its parts are written again.
//!
//! Rules of Go 1.26 (`net/url/url.go`).

use alloc::{boxed::Box, string::String};

use super::query::push_escape;
use super::url::{self, KeyErrorKind, Part, unescape};

/// The parts of a URL that runtimes look at, decoded. Bytes that are not UTF-8 after decoding become U+FFFD.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Url {
    /// In lower case; empty if there is none.
    pub(crate) scheme: String,
    /// With the port, if one was written.
    pub(crate) host: String,
    pub(crate) path: String,
    /// What stands before `@`, as written.
    pub(crate) user: Option<String>,
    pub(crate) has_query: bool,
    pub(crate) has_fragment: bool,
}

/// Why a text is not a URL, in words.
pub(crate) type Refusal = Box<str>;

impl Url {
    /// Go's `url.Parse`.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        Self::read(text).map_err(|kind| alloc::format!("{kind}").into())
    }

    fn read(text: &str) -> Result<Self, UrlError> {
        let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
        if before.bytes().any(|b| b < b' ' || b == 0x7f) {
            return Err(KeyErrorKind::ControlCharacter.into());
        }
        let (scheme, rest) = split_scheme(before)?;
        let scheme = scheme.to_ascii_lowercase();
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut url = Self {
            scheme,
            has_query: !query.is_empty(),
            has_fragment: !fragment.is_empty(),
            ..Self::default()
        };
        unescape(fragment.as_bytes(), Part::Other)?;
        if !rest.starts_with('/') {
            if !url.scheme.is_empty() {
                // Opaque: neither host nor path.
                return Ok(url);
            }
            if rest.split('/').next().is_some_and(|first| first.contains(':')) {
                return Err(UrlError::ColonInFirstSegment);
            }
        }
        match rest.strip_prefix("//").filter(|_| !url.scheme.is_empty() || !rest.starts_with("///")) {
            Some(rest) => {
                let authority = rest.split('/').next().unwrap_or_default();
                url.user = authority.rsplit_once('@').map(|(user, _)| user.into());
                let parsed = url::parse(rest.as_bytes())?;
                url.host = lossy(&parsed.host);
                url.path = lossy(&parsed.path);
            }
            None => url.path = lossy(&unescape(rest.as_bytes(), Part::Other)?),
        }
        Ok(url)
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[derive(Clone, Copy, Debug, thiserror::Error)]
enum UrlError {
    #[error("missing protocol scheme")]
    NoScheme,
    #[error("first path segment contains a colon")]
    ColonInFirstSegment,
    #[error(transparent)]
    Part(#[from] KeyErrorKind),
}

/// What stands before the first colon, if it is a scheme, and the rest.
fn split_scheme(text: &str) -> Result<(&str, &str), UrlError> {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err(UrlError::NoScheme),
            b':' => return Ok(text.split_once(':').unwrap_or((text, ""))),
            _ => break,
        }
    }
    Ok(("", text))
}

/// Go's `net.SplitHostPort`.
pub(crate) fn split_host_port(text: &str) -> Option<(&str, &str)> {
    let (host, port) = url::split_host_port(text.as_bytes())?;
    core::str::from_utf8(host).ok().zip(core::str::from_utf8(port).ok())
}

/// What Go sends as the path of a request whose URL was put together from text. `None`: the text is not a URL.
pub(crate) fn escape_path(text: &str) -> Option<String> {
    let decoded = unescape(text.as_bytes(), Part::Other).ok()?;
    if text.bytes().all(|b| stands_in_path(b) || b"!'()*[]%".contains(&b)) {
        return Some(text.into());
    }
    let mut out = String::with_capacity(text.len());
    for byte in decoded {
        if stands_in_path(byte) { out.push(byte.into()) } else { push_escape(&mut out, byte) }
    }
    Some(out)
}

/// Whether every `%` in a path begins an escape, without which Go makes no request of it.
pub(crate) fn is_escaped_well(path: &str) -> bool {
    let is_hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = path.as_bytes();
    path.match_indices('%').all(|(at, _)| is_hex(bytes.get(at + 1)) && is_hex(bytes.get(at + 2)))
}

fn stands_in_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte)
}
