//! Go's `url.Parse` and `net.SplitHostPort`, as far as docker-config keys need them: which texts are refused, and
//! what the host and the path of the others are.
//!
//! Rules of Go 1.26 (`net/url/url.go`), the first release that refuses a host with several colons and brackets
//! around anything but an IPv6 address. Hosts and paths are bytes: an escape such as `%ff` makes them not UTF-8.

use alloc::vec::Vec;
use core::net::Ipv6Addr;

/// What is wrong with a key: the kind of Go's error, without the text, which may hold a password.
///
/// ```
/// use pullspec::Keyring;
/// use pullspec::credentials::KeyErrorKind;
/// let kind = |key: &str| Keyring::new().insert(key, ()).map_err(|error| error.kind());
/// assert_eq!(kind("quay.io:https"), Err(KeyErrorKind::Port));
/// assert_eq!(kind("[quay.io]"), Err(KeyErrorKind::IpLiteral));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum KeyErrorKind {
    /// A byte below space, or DEL, in front of the fragment.
    #[error("control character")]
    ControlCharacter,
    /// A `%` without two hexadecimal digits, or an escape that the host must not hold.
    #[error("invalid escape")]
    Escape,
    /// A space or another ASCII character that no host may hold.
    #[error("invalid character in the host")]
    HostCharacter,
    /// Something other than digits after the host's colon.
    #[error("invalid port")]
    Port,
    /// Brackets around something other than an IPv6 address, or a bracket that is not closed.
    #[error("invalid IP literal")]
    IpLiteral,
    /// A character in front of `@` that must not stand there.
    #[error("invalid user information")]
    UserInfo,
}

/// The two parts of a URL that the keyring compares, decoded.
pub(crate) struct Url {
    /// With the port, if one was written.
    pub(crate) host: Vec<u8>,
    /// Empty or beginning with a slash.
    pub(crate) path: Vec<u8>,
}

/// Parses what follows `https://` or `http://`.
pub(crate) fn parse(rest: &[u8]) -> Result<Url, KeyErrorKind> {
    let (rest, fragment) = cut(rest, b'#');
    if rest.iter().any(|&b| b < b' ' || b == 0x7f) {
        return Err(KeyErrorKind::ControlCharacter);
    }
    let (rest, _query) = cut(rest, b'?');
    let slash = rest.iter().position(|&b| b == b'/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(slash).unwrap_or((rest, b""));
    let host = match authority.iter().rposition(|&b| b == b'@') {
        None => parse_host(authority)?,
        Some(at) => {
            let (user, host) = authority.split_at_checked(at).unwrap_or_default();
            let host = parse_host(host.get(1..).unwrap_or_default())?;
            check_user_info(user)?;
            host
        }
    };
    let path = unescape(path, Part::Other)?;
    unescape(fragment, Part::Other)?;
    Ok(Url { host, path })
}

/// A URL in the parts that are compared (`SplitURL` in `keyring.go`).
#[derive(Clone)]
pub(crate) struct Target {
    host: Vec<u8>,
    labels: usize,
    pub(crate) port: Vec<u8>,
    pub(crate) path: Vec<u8>,
}

impl Target {
    /// Parses what follows the scheme.
    pub(crate) fn parse(rest: &[u8]) -> Result<Self, KeyErrorKind> {
        let Url { host, path } = parse(rest)?;
        // A host that Go does not split has no port.
        let (host, port) = split_host_port(&host).unwrap_or((&host, b""));
        let labels = host.split(|&b| b == b'.').count();
        Ok(Self { host: host.into(), labels, port: port.into(), path })
    }

    /// The parts of the host between the dots.
    pub(crate) fn labels(&self) -> impl Iterator<Item = &[u8]> {
        self.host.split(|&b| b == b'.')
    }

    /// How many there are.
    pub(crate) const fn label_count(&self) -> usize {
        self.labels
    }
}

/// Go's `net.SplitHostPort`.
pub(crate) fn split_host_port(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = text.iter().rposition(|&b| b == b':')?;
    let (before, port) = text.split_at_checked(colon)?;
    let port = port.get(1..)?;
    let host = match before.strip_prefix(b"[") {
        Some(inner) => inner.strip_suffix(b"]")?,
        None if before.contains(&b':') => return None,
        None => before,
    };
    let stray = |part: &[u8]| part.iter().any(|b| matches!(b, b'[' | b']'));
    (!stray(host) && !stray(port)).then_some((host, port))
}

/// `host[:port]` without user information, decoded.
fn parse_host(host: &[u8]) -> Result<Vec<u8>, KeyErrorKind> {
    match host.iter().rposition(|&b| b == b'[') {
        Some(0) => parse_ip_literal(host),
        Some(_) => Err(KeyErrorKind::IpLiteral),
        None => {
            // The first colon: a host with two of them is refused.
            let colon = host.iter().position(|&b| b == b':').unwrap_or(host.len());
            check_port(host.get(colon..).unwrap_or_default())?;
            unescape(host, Part::Host)
        }
    }
}

/// `[address]`, `[address%25zone]`, each with an optional port.
fn parse_ip_literal(host: &[u8]) -> Result<Vec<u8>, KeyErrorKind> {
    let close = host.iter().rposition(|&b| b == b']').ok_or(KeyErrorKind::IpLiteral)?;
    let (literal, port) = host.split_at_checked(close + 1).unwrap_or((host, b""));
    check_port(port)?;
    let inner = literal.get(1..close).unwrap_or_default();
    // After `%25` begins the zone, where more escapes are allowed than in the address.
    let zone = inner.windows(3).position(|w| w == b"%25").unwrap_or(inner.len());
    let (address, zone) = inner.split_at_checked(zone).unwrap_or((inner, b""));
    let mut text = Vec::with_capacity(host.len());
    text.push(b'[');
    text.extend(unescape(address, Part::Host)?);
    text.extend(unescape(zone, Part::Zone)?);
    if !is_ipv6(text.get(1..).unwrap_or_default()) {
        return Err(KeyErrorKind::IpLiteral);
    }
    text.push(b']');
    text.extend_from_slice(port);
    Ok(text)
}

/// Whether Go's `netip.ParseAddr` reads an IPv6 address, with or without a zone.
fn is_ipv6(text: &[u8]) -> bool {
    let (address, zone) = match text.iter().position(|&b| b == b'%') {
        None => (text, None),
        Some(percent) => {
            let (address, zone) = text.split_at_checked(percent).unwrap_or((text, b""));
            (address, zone.get(1..))
        }
    };
    zone != Some(b"") && core::str::from_utf8(address).is_ok_and(|a| a.parse::<Ipv6Addr>().is_ok())
}

/// Empty, or a colon and any number of digits, none included.
fn check_port(port: &[u8]) -> Result<(), KeyErrorKind> {
    match port.split_first() {
        None => Ok(()),
        Some((b':', digits)) if digits.iter().all(u8::is_ascii_digit) => Ok(()),
        Some(_) => Err(KeyErrorKind::Port),
    }
}

fn check_user_info(user: &[u8]) -> Result<(), KeyErrorKind> {
    let allowed = |b: &u8| b.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(b);
    if !user.iter().all(allowed) {
        return Err(KeyErrorKind::UserInfo);
    }
    unescape(user, Part::Other).map(drop)
}

/// Where an escape stands decides which ones are allowed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Only bytes outside ASCII, and `%` itself, may be escaped.
    Host,
    /// What a host may hold unescaped, and a space, may be escaped.
    Zone,
    /// Any byte may be escaped.
    Other,
}

/// Go's `unescape`.
pub(crate) fn unescape(text: &[u8], part: Part) -> Result<Vec<u8>, KeyErrorKind> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            if part != Part::Other && byte.is_ascii() && !stands_in_host(byte) {
                return Err(KeyErrorKind::HostCharacter);
            }
            out.push(byte);
            continue;
        }
        let (&[high, low], after) = rest.split_first_chunk().ok_or(KeyErrorKind::Escape)?;
        rest = after;
        let (high, low) = hex(high).zip(hex(low)).ok_or(KeyErrorKind::Escape)?;
        let value = high << 4 | low;
        let allowed = match part {
            Part::Other => true,
            _ if value == b'%' => true,
            Part::Host => !value.is_ascii(),
            Part::Zone => value == b' ' || stands_in_host(value),
        };
        if !allowed {
            return Err(KeyErrorKind::Escape);
        }
        out.push(value);
    }
    Ok(out)
}

/// The ASCII bytes that need no escape in a host (`shouldEscape`).
fn stands_in_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&byte)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

/// What stands in front of the first `separator`, and what after it.
fn cut(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    match text.iter().position(|&b| b == separator) {
        None => (text, b""),
        Some(at) => {
            let (before, after) = text.split_at_checked(at).unwrap_or((text, b""));
            (before, after.get(1..).unwrap_or_default())
        }
    }
}
