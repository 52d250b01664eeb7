//! Texts by the grammar, and texts that miss it by little.
//!
//! On an exhausted input every choice is its first one, and the first of every choice is short and valid.

use alloc::format;
use alloc::string::{String, ToString};

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::api::WaitingReason;
use crate::digest::Algorithm;
use crate::reference::normalize::{DEFAULT_DOMAIN, DEFAULT_TAG, LEGACY_DOMAIN, LOCALHOST, OFFICIAL_PATH};
use crate::sentence::{Remembered, Sentence};

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const MIXED: &[u8] = b"abcXYZ0123456789";
const IN_TAGS: &[u8] = b"abcXYZ0123456789_.-";
const HEX: &[u8] = b"0123456789abcdef";

/// As many characters of `alphabet` as `len` lets the input choose.
fn word(u: &mut Unstructured<'_>, alphabet: &[u8], len: core::ops::RangeInclusive<usize>) -> Result<String> {
    let len = u.int_in_range(len)?;
    (0..len).map(|_| u.choose(alphabet).map(|&byte| char::from(byte))).collect()
}

fn choose(u: &mut Unstructured<'_>, texts: &[&'static str]) -> Result<String> {
    u.choose(texts).map(|&text| text.into())
}

/// Any text of one line.
pub(super) fn line(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(<&str>::arbitrary(u)?.lines().next().unwrap_or_default().into())
}

/// A registry with or without a port.
fn domain(u: &mut Unstructured<'_>) -> Result<String> {
    let host = match u.int_in_range(0..=5)? {
        0 => DEFAULT_DOMAIN.into(),
        1 => {
            choose(u, &[LEGACY_DOMAIN, "quay.io", LOCALHOST, "registry.k8s.io", "10.0.0.1", "[2001:db8::1]"])?
        }
        2 => format!("{}.example", word(u, MIXED, 1..=8)?),
        3 => format!(
            "{}-{}.{}.example",
            word(u, LOWER, 1..=4)?,
            word(u, MIXED, 1..=4)?,
            word(u, LOWER, 1..=4)?
        ),
        4 => format!("[{}::{}]", word(u, HEX, 1..=4)?, word(u, HEX, 1..=4)?),
        // A registry by its capital letter or its port alone.
        _ => format!("{}X", word(u, LOWER, 0..=3)?),
    };
    Ok(if u.ratio(3, 4)? { host } else { format!("{host}:{}", u.int_in_range(0..=99_999)?) })
}

/// A component of a path.
fn component(u: &mut Unstructured<'_>) -> Result<String> {
    let mut component = word(u, LOWER, 1..=8)?;
    for _ in 0..u.int_in_range(0..=2)? {
        component += &choose(u, &["-", ".", "_", "__", "---"])?;
        component += &word(u, LOWER, 1..=4)?;
    }
    Ok(component)
}

fn path(u: &mut Unstructured<'_>) -> Result<String> {
    let mut path = if u.ratio(1, 2)? { component(u)? } else { format!("{OFFICIAL_PATH}{}", component(u)?) };
    for _ in 0..u.int_in_range(0..=3)? {
        path.push('/');
        path += &component(u)?;
    }
    Ok(path)
}

fn tag(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(1, 2)? {
        choose(u, &[DEFAULT_TAG, "1", "7.4.5", "v1.2-rc.1", "_"])
    } else {
        let longest = if u.ratio(7, 8)? { 8 } else { 127 };
        Ok(word(u, MIXED, 1..=1)? + &word(u, IN_TAGS, 0..=longest)?)
    }
}

pub(super) fn digest(u: &mut Unstructured<'_>) -> Result<String> {
    let algorithm = if u.ratio(3, 4)? { Algorithm::Sha256 } else { u.arbitrary()? };
    let len = algorithm.hex_len();
    Ok(format!("{algorithm}:{}", word(u, HEX, len..=len)?))
}

/// Any spelling of a reference.
pub(super) fn image(u: &mut Unstructured<'_>) -> Result<String> {
    let mut image = String::new();
    if !u.ratio(1, 3)? {
        image = domain(u)?;
        image.push('/');
    }
    image += &path(u)?;
    if u.ratio(2, 3)? {
        image.push(':');
        image += &tag(u)?;
    }
    if !u.ratio(3, 4)? {
        image.push('@');
        image += &digest(u)?;
    }
    Ok(image)
}

pub(super) fn any_reference(u: &mut Unstructured<'_>) -> Result<String> {
    match u.int_in_range(0..=3)? {
        0 | 1 => image(u),
        2 => digest(u),
        _ => word(u, HEX, 64..=64),
    }
}

/// A pattern with a wildcard or without.
pub(super) fn pattern(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(1, 4)? {
        return Ok(format!("{}/{}", domain(u)?, path(u)?));
    }
    let domain = match u.int_in_range(0..=2)? {
        0 => domain(u)?,
        1 => format!("*.{}.example", word(u, LOWER, 1..=4)?),
        _ => "quay.io:443".into(),
    };
    let path = match u.int_in_range(0..=3)? {
        0 => "**".into(),
        1 => format!("{}/**", path(u)?),
        2 => format!("*/{}", path(u)?),
        _ => format!("{}/*", path(u)?),
    };
    Ok(format!("{domain}/{path}"))
}

/// What stands in a manifest: mostly a reference, sometimes one with a slip, rarely anything.
pub(super) fn written_image(u: &mut Unstructured<'_>) -> Result<String> {
    let image = image(u)?;
    if u.ratio(7, 8)? {
        return Ok(image);
    }
    Ok(match u.int_in_range(0..=6)? {
        0 => format!("https://{image}"),
        1 => format!(" {image}"),
        2 => image.to_uppercase(),
        3 => format!("{image}:"),
        4 => image.replace('/', "//"),
        5 => String::new(),
        _ => line(u)?,
    })
}

/// A time as the API server writes it, rarely something else.
pub(super) fn time(u: &mut Unstructured<'_>) -> Result<String> {
    if !u.ratio(15, 16)? {
        return choose(u, &["", "0001-01-01T00:00:00Z", "2025-08-14", "2025-08-14T09:14:55+02:00", "now"]);
    }
    let [hour, minute, second] = [u.int_in_range(0..=23)?, u.int_in_range(0..=59)?, u.int_in_range(0..=59)?];
    let (month, day) = (u.int_in_range(1..=12)?, u.int_in_range(1..=28)?);
    let micros = if u.ratio(3, 4)? { String::new() } else { format!(".{:06}", u.int_in_range(0..=999_999)?) };
    Ok(format!("2025-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{micros}Z"))
}

/// What a runtime says of a pull.
pub(super) fn runtime_error(u: &mut Unstructured<'_>, image: &str) -> Result<String> {
    let why = choose(
        u,
        &[
            "not found",
            "unexpected status from HEAD request to https://quay.io/v2/team/app/manifests/1: 401 UNAUTHORIZED",
            "failed to do request: Head \"https://quay.io/v2/\": dial tcp: lookup quay.io: no such host",
            "toomanyrequests: You have reached your pull rate limit",
            "failed to copy: write /var/lib/containerd/ingest/data: no space left on device",
            "no match for platform in manifest",
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
        ],
    )?;
    if !u.ratio(7, 8)? {
        return line(u);
    }
    Ok(match u.int_in_range(0..=2)? {
        0 => format!("rpc error: code = Unknown desc = failed to pull and unpack image {image:?}: {why}"),
        1 => format!("initializing source docker://{image}: {why}"),
        _ => why,
    })
}

/// The reason and the message of a container that waits, about this image where they are about one.
pub(super) fn waiting(u: &mut Unstructured<'_>, image: &str) -> Result<(String, String)> {
    let named = || image.into();
    let (reason, message) = match u.int_in_range(0..=6)? {
        0 => ("ImagePullBackOff", Sentence::BackOff { image: named(), last: None }.to_string()),
        1 => {
            let message = runtime_error(u, image)?;
            let last = Remembered { reason: "ErrImagePull", message: &message }.to_string();
            ("ImagePullBackOff", Sentence::BackOff { image: named(), last: Some(&last) }.to_string())
        }
        2 => ("ErrImagePull", runtime_error(u, image)?),
        3 => ("ErrImageNeverPull", Sentence::NeverPull { image: named() }.to_string()),
        4 => {
            let error = Sentence::NotParsed { image: named(), error: "invalid" }.to_string();
            ("InvalidImageName", Sentence::InvalidName { image: named(), error: &error }.to_string())
        }
        5 => (*u.choose(&["ContainerCreating", "PodInitializing"])?, String::new()),
        _ => {
            let reason = WaitingReason::arbitrary(u)?;
            return Ok((reason.as_str().into(), line(u)?));
        }
    };
    Ok((reason.into(), message))
}
