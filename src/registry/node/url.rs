//! Go's `url.Parse`, `path.Clean` and `net.SplitHostPort` as the runtimes use them on endpoints.

use alloc::{string::String, vec::Vec};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::credentials::url::{self, KeyErrorKind, Part, unescape};

/// The parts of a URL that runtimes look at, decoded. Bytes that are not UTF-8 after decoding become U+FFFD.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Url {
    /// In lower case; empty if there is none.
    pub(super) scheme: String,
    /// With the port, if one was written.
    pub(super) host: String,
    pub(super) path: String,
    pub(super) has_user: bool,
    pub(super) has_query: bool,
    pub(super) has_fragment: bool,
}

/// Why a text is not a URL, in words.
pub(super) type Refusal = alloc::boxed::Box<str>;

impl Url {
    /// Go's `url.Parse`.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
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
                url.has_user = authority.contains('@');
                let parsed = url::parse(rest.as_bytes())?;
                url.host = lossy(&parsed.host);
                url.path = lossy(&parsed.path);
            }
            None => url.path = lossy(&unescape(rest.as_bytes(), Part::Other)?),
        }
        Ok(url)
    }

    /// The port, if one was written.
    pub(super) fn port(&self) -> &str {
        split_host_port(&self.host).map_or("", |(_, port)| port)
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
pub(super) fn split_host_port(text: &str) -> Option<(&str, &str)> {
    let (host, port) = url::split_host_port(text.as_bytes())?;
    core::str::from_utf8(host).ok().zip(core::str::from_utf8(port).ok())
}

/// Go's `net.ParseIP`: no zone.
pub(super) fn parse_ip(text: &str) -> Option<IpAddr> {
    text.parse().ok().map(|ip: IpAddr| ip.to_canonical())
}

/// The `IsLocalhost` of containerd and of wharfie: `localhost`, or a loopback address, with or without a port.
pub(super) fn is_localhost(host: &str) -> bool {
    let host = split_host_port(host).map_or(host, |(host, _)| host);
    host == "localhost" || parse_ip(host).is_some_and(|ip| ip.is_loopback())
}

/// Go's `path.Clean`.
pub(super) fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => drop(parts.pop()),
                _ if rooted => {}
                _ => parts.push(part),
            },
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => alloc::format!("/{joined}"),
        (false, true) => ".".into(),
        (false, false) => joined,
    }
}

/// What Go sends as the path of a request whose URL was put together from text. `None`: the text is not a URL.
pub(super) fn escape_path(text: &str) -> Option<String> {
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

fn stands_in_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte)
}

fn push_escape(out: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    for digit in [byte >> 4, byte & 15] {
        out.extend(DIGITS.get(usize::from(digit)).map(|&digit| char::from(digit)));
    }
}

/// Go's `url.QueryEscape`.
pub(super) fn push_query_escaped(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte.into()),
            b' ' => out.push('+'),
            _ => push_escape(out, byte),
        }
    }
}

/// Whether two addresses are one, or one lies in a network of this many leading bits.
pub(super) fn in_network(ip: IpAddr, network: IpAddr, bits: u32) -> bool {
    let same = |a: u128, b: u128, width: u32| {
        let rest = width.saturating_sub(bits);
        rest >= 128 || a.checked_shr(rest) == b.checked_shr(rest)
    };
    match (ip, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => same(v4(a), v4(b), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => same(v6(a), v6(b), 128),
        _ => false,
    }
}

fn v4(ip: Ipv4Addr) -> u128 {
    u32::from(ip).into()
}

fn v6(ip: Ipv6Addr) -> u128 {
    ip.into()
}

/// Go's `strings.ToLower`.
pub(super) fn to_lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Whether Go's `time.ParseDuration` reads the text.
pub(super) fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    if text == "0" {
        return true;
    }
    let mut rest = text;
    // Hours, of which an i64 of nanoseconds holds about 2.5 million.
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let Some((number, tail)) = rest.split_at_checked(digits) else { return false };
        let letters = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let Some((unit, tail)) = tail.split_at_checked(letters) else { return false };
        let nanoseconds = match unit {
            "ns" => 1.0,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3_600e9,
            _ => return false,
        };
        // At least one digit, at most one point.
        match number.parse::<f64>() {
            Ok(number) => total += number * nanoseconds,
            Err(_) => return false,
        }
        rest = tail;
    }
    !text.is_empty() && total <= 9_223_372_036_854_775_807.0
}
