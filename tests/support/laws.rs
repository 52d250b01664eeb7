//! What must hold of every text, for the property tests, the fuzz targets and the replay of their corpus alike.
//!
//! Each function takes any text and panics if a law is broken.
#![allow(dead_code, reason = "each user calls the laws of its own room")]

use std::collections::HashMap;
use std::sync::OnceLock;

use pullspec::digest::{Algorithm, DigestRef};
use pullspec::error::GoError;
use pullspec::reference::{Domain, Path, Tag};
use pullspec::{AnyReference, Digest, ParseError, Pattern, PodImage, RawReference, Reference};
use regex::Regex;

/// The published grammar of distribution/reference, assembled anew from its productions.
fn grammar() -> &'static Regex {
    static GRAMMAR: OnceLock<Regex> = OnceLock::new();
    GRAMMAR.get_or_init(|| {
        let label = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
        let host = format!(r"(?:{label}(?:\.{label})*|\[(?:[a-fA-F0-9:]+)\])");
        let domain = format!("{host}(?::[0-9]+)?");
        let component = "[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*";
        let path = format!("{component}(?:/{component})*");
        let tag = "[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}";
        let digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
        Regex::new(&format!("^(?:({domain})/)?({path})(?::({tag}))?(?:@({digest}))?$")).expect("valid")
    })
}

fn published(pattern: &'static str, cell: &'static OnceLock<Regex>) -> &'static Regex {
    cell.get_or_init(|| Regex::new(pattern).expect("valid"))
}

/// Every law of references.
pub fn reference(text: &str) {
    raw_agrees_with_the_grammar(text);
    published_pattern_agrees(text);
    normalizing_agrees_with_raw(text);
    if let Ok(reference) = Reference::parse(text) {
        printing_reads_back(&reference);
        spellings_are_one_value(&reference);
        builders_keep_the_rest(&reference);
    }
    parts_are_the_grammars(text);
}

#[track_caller]
fn error_is_in_place(text: &str, error: &ParseError) {
    let span = error.span();
    assert!(text.get(span.clone()).is_some(), "{text:?}: {error:?}");
    let message = error.to_string();
    assert!(!message.is_empty() && !message.contains('\n') && !message.ends_with('.'), "{message:?}");
    let picture = error.underline(text).to_string();
    assert_eq!(picture.lines().count(), 2, "{picture}");
    if let Some(pullspec::reference::Hint::Spelling(spelling)) = error.hint(text) {
        let parses = Reference::parse(&spelling).is_ok()
            || Digest::parse(&spelling).is_ok()
            || Domain::parse(&spelling).is_ok()
            || Path::parse(&spelling).is_ok()
            || Tag::parse(&spelling).is_ok();
        assert!(parses, "{text:?}: {spelling:?}");
        assert_ne!(spelling, text);
    }
    let whole = error.in_text(text);
    assert_eq!((whole.text(), whole.error(), whole.hint()), (text, error, error.hint(text).as_ref()));
    let line = whole.to_string();
    assert!(line.contains(&message) && !line.contains('\n'), "{line:?}");
}

fn raw_agrees_with_the_grammar(text: &str) {
    let raw = RawReference::parse(text);
    let captures = grammar().captures(text);
    let part = |i| captures.as_ref().and_then(|c| c.get(i)).map(|m| m.as_str());
    let digest = part(4).map(Digest::parse);
    let path_fits = part(2).is_some_and(|path| path.len() <= 255);
    match raw {
        Ok(raw) => {
            assert!(captures.is_some(), "{text:?}");
            assert!(path_fits, "{text:?}");
            assert_eq!(raw.domain(), part(1), "{text:?}");
            assert_eq!(raw.path(), part(2).unwrap(), "{text:?}");
            assert_eq!(raw.tag(), part(3), "{text:?}");
            assert_eq!(raw.digest().map(DigestRef::to_digest), digest.map(Result::unwrap), "{text:?}");
            assert_eq!(raw.as_str(), text);
            assert_eq!(&text[raw.path_range()], raw.path());
            for (range, part) in [
                (raw.domain_range(), raw.domain()),
                (raw.tag_range(), raw.tag()),
                (raw.digest_range(), raw.digest().map(DigestRef::as_str)),
            ] {
                assert_eq!(range.map(|range| &text[range]), part, "{text:?}");
            }
        }
        Err(error) => {
            error_is_in_place(text, &error);
            let expected = match (&captures, &digest) {
                (Some(_), _) if !path_fits => GoError::NameTooLong,
                (Some(_), Some(Err(of_digest))) => of_digest.go_error(),
                (Some(_), _) => panic!("refused a reference: {text:?}: {error}"),
                (None, _) if text.is_empty() => GoError::NameEmpty,
                (None, _) if grammar().is_match(&go_lower(text)) => GoError::NameUppercase,
                (None, _) => GoError::InvalidFormat,
            };
            assert_eq!(error.go_error(), expected, "{text:?}");
        }
    }
}

/// Go's `strings.ToLower`: one character to one.
fn go_lower(text: &str) -> String {
    static PAIRS: OnceLock<HashMap<char, char>> = OnceLock::new();
    let pairs = PAIRS.get_or_init(|| {
        // What Go 1.26's `unicode.ToLower` changes, beyond ASCII.
        let code = |hex: &str| char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap();
        let lines = include_str!("../data/go_lower.txt").lines();
        lines
            .map(|line| line.split_once(' ').unwrap())
            .map(|(upper, lower)| (code(upper), code(lower)))
            .collect()
    });
    text.chars().map(|c| pairs.get(&c).copied().unwrap_or(c.to_ascii_lowercase())).collect()
}

fn published_pattern_agrees(text: &str) {
    static RAW: OnceLock<Regex> = OnceLock::new();
    let matches = published(RawReference::PATTERN, &RAW).is_match(text);
    match RawReference::parse(text) {
        Ok(_) => assert!(matches, "{text:?}"),
        Err(error) => assert!(!matches || error.go_error() == GoError::NameTooLong, "{text:?}"),
    }
}

/// `ParseNormalizedNamed` written down once more, over the borrowed parser.
fn normalizing_agrees_with_raw(text: &str) {
    let normalized = Reference::parse(text);
    if let Err(error) = &normalized {
        error_is_in_place(text, error);
    }
    let identifier = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let (first, rest) = text.split_once('/').unwrap_or(("", text));
    let is_domain = text.contains('/')
        && (first.contains(['.', ':']) || first == "localhost" || go_lower(first) != first);
    let (domain, remainder) = match (is_domain, first) {
        (true, "index.docker.io") => ("docker.io", rest),
        (true, domain) => (domain, rest),
        (false, _) => ("docker.io", text),
    };
    let official = if domain == "docker.io" && !remainder.contains('/') { "library/" } else { "" };
    let full = format!("{domain}/{official}{remainder}");
    let remote = remainder.split_once(':').map_or(remainder, |(remote, _)| remote);
    let expected = if identifier {
        Err(GoError::Identifier)
    } else if go_lower(remote) != remote {
        Err(GoError::NameUppercase)
    } else {
        RawReference::parse(&full).map_err(|error| error.go_error())
    };
    match (&normalized, expected) {
        (Ok(reference), Ok(raw)) => {
            assert_eq!(reference.as_str(), full, "{text:?}");
            assert_eq!(reference.domain(), raw.domain().unwrap_or_default());
            assert_eq!(reference.path(), raw.path());
            assert_eq!(reference.name(), raw.name());
            assert_eq!(reference.tag(), raw.tag());
            assert_eq!(reference.digest(), raw.digest());
            assert_eq!(reference.is_name_only(), raw.is_name_only());
            assert_eq!(reference.domain_was_defaulted(), !is_domain, "{text:?}");
            assert_eq!(reference.domain_was_alias(), first == "index.docker.io" && is_domain, "{text:?}");
            assert_eq!(reference.library_was_defaulted(), !official.is_empty(), "{text:?}");
            assert!(!reference.tag_was_defaulted());
        }
        (Err(error), Err(go)) => assert_eq!(error.go_error(), go, "{text:?}"),
        (got, want) => panic!("{text:?}: {got:?}, expected {want:?}"),
    }
}

fn printing_reads_back(reference: &Reference) {
    let again = Reference::parse(reference.as_str()).expect("a normalized text is valid");
    assert_eq!(&again, reference);
    assert_eq!(again.to_string(), reference.as_str(), "normalizing is idempotent");
    assert_eq!(
        Reference::parse(reference.shortest()).as_ref(),
        Ok(reference),
        "the shortest spelling reads back"
    );
    assert!(reference.as_str().ends_with(reference.familiar()));
    if Reference::parse(reference.familiar()).as_ref() == Ok(reference) {
        assert_eq!(reference.shortest(), reference.familiar(), "nothing shorter is held back");
    }
    assert!(
        matches!(AnyReference::parse(reference.as_str()), Ok(AnyReference::Name(name)) if name == *reference)
    );
    let image = PodImage::parse(reference.as_str()).expect("valid");
    assert_eq!(Reference::parse(&image.pull_image()).unwrap(), reference.clone().or_default_tag());
}

fn spellings_are_one_value(reference: &Reference) {
    let Some(after) = reference.as_str().strip_prefix("docker.io/") else { return };
    for spelling in [format!("docker.io/{after}"), format!("index.docker.io/{after}")] {
        assert_eq!(Reference::parse(&spelling).as_ref(), Ok(reference), "{spelling}");
    }
    if let Some(official) = after.strip_prefix("library/").filter(|rest| !rest.contains('/')) {
        assert_eq!(Reference::parse(&format!("docker.io/{official}")).as_ref(), Ok(reference));
    }
}

fn builders_keep_the_rest(reference: &Reference) {
    let digest = Digest::parse(&format!("sha256:{}", "0".repeat(64))).unwrap();
    let tag = Tag::parse("v1").unwrap();
    let both = reference.with_tag(tag).with_digest(&digest);
    assert_eq!(
        (both.name(), both.tag(), both.digest().unwrap()),
        (reference.name(), Some("v1"), digest.as_digest_ref())
    );
    assert_eq!(both.without_digest(), reference.without_digest().with_tag(tag));
    assert_eq!(both.without_tag_and_digest(), reference.without_tag().without_digest());
    assert_eq!(Reference::parse(both.as_str()).as_ref(), Ok(&both));
    let fetched = reference.clone().docker_ref();
    assert!(fetched.is_canonical() != fetched.is_tagged(), "one of the two decides");
    if let Ok(domain) = Domain::parse(reference.domain()) {
        let path = Path::parse(reference.path()).unwrap();
        let tag = reference.tag().map(|tag| Tag::parse(tag).unwrap());
        assert_eq!(Reference::from_parts(domain, path, tag, reference.digest()).as_ref(), Ok(reference));
    }
}

fn parts_are_the_grammars(text: &str) {
    static DOMAIN: OnceLock<Regex> = OnceLock::new();
    static PATH: OnceLock<Regex> = OnceLock::new();
    static TAG: OnceLock<Regex> = OnceLock::new();
    let domain = Domain::parse(text);
    assert_eq!(domain.is_ok(), published(Domain::PATTERN, &DOMAIN).is_match(text), "{text:?}");
    let path = Path::parse(text);
    assert_eq!(path.is_ok(), text.len() <= 255 && published(Path::PATTERN, &PATH).is_match(text), "{text:?}");
    let tag = Tag::parse(text);
    assert_eq!(tag.is_ok(), published(Tag::PATTERN, &TAG).is_match(text), "{text:?}");
    for error in [domain.err(), path.err(), tag.err()].into_iter().flatten() {
        error_is_in_place(text, &error);
    }
    if let Ok(domain) = domain {
        let port = domain.port().map(|port| format!(":{port}")).unwrap_or_default();
        assert_eq!(format!("{}{port}", domain.host()), text);
    }
}

/// Every law of digests.
pub fn digest(text: &str) {
    static DIGEST: OnceLock<Regex> = OnceLock::new();
    static WELL_FORMED: OnceLock<Regex> = OnceLock::new();
    let well_formed =
        published("^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$", &WELL_FORMED).is_match(text);
    let parsed = Digest::parse(text);
    assert_eq!(parsed.is_ok(), published(Digest::PATTERN, &DIGEST).is_match(text), "{text:?}");
    match parsed {
        Ok(digest) => {
            assert_eq!(digest.as_str(), text);
            assert_eq!(format!("{}:{}", digest.algorithm(), digest.encoded()), text);
            assert_eq!(digest.encoded().len(), digest.algorithm().hex_len());
            assert_eq!(Digest::try_from(text.to_owned()), Ok(digest));
        }
        Err(error) => {
            error_is_in_place(text, &error);
            let (name, encoded) = text.split_once(':').unwrap_or_default();
            let expected = match Algorithm::parse(name).ok() {
                Some(a) if !encoded.is_empty() && encoded.len() != a.hex_len() => {
                    GoError::DigestInvalidLength
                }
                None if well_formed => GoError::DigestUnsupported,
                _ => GoError::DigestInvalidFormat,
            };
            assert_eq!(error.go_error(), expected, "{text:?}");
        }
    }
}

/// Every law of patterns: the first line is the pattern, the second the image.
pub fn pattern(text: &str) {
    let (pattern_text, image_text) = text.split_once('\n').unwrap_or((text, text));
    let pattern = match Pattern::parse(pattern_text) {
        Ok(pattern) => pattern,
        Err(error) => {
            assert!(pattern_text.get(error.span()).is_some(), "{pattern_text:?}: {error:?}");
            return;
        }
    };
    assert_eq!(Pattern::parse(&pattern.to_string()).as_ref(), Ok(&pattern), "printing reads back");
    let Ok(image) = Reference::parse(image_text) else { return };
    if pattern.matches(&image) {
        pattern_names_the_image(&pattern.to_string(), &image);
    }
    // Every spelling of an image is judged alike, and a stricter pattern allows no more.
    let again = Reference::parse(image.shortest()).unwrap();
    if ["sha256:", "sha384:", "sha512:"].iter().all(|id| !image.shortest().starts_with(id)) {
        assert_eq!(pattern.matches(&image), pattern.matches(&again));
    }
    assert!(pattern.covers(&image) || !pattern.matches(&image), "what matches is covered");
    let strict = pattern.clone().with_digest_required();
    assert!(!strict.matches(&image) || image.is_canonical());
    if let Ok(exact) = Pattern::parse(image.name()) {
        assert!(exact.matches(&image), "{image} is not what it is");
    }
}

/// What a match means, with text alone: host label by host label, component by component.
fn pattern_names_the_image(pattern: &str, image: &Reference) {
    assert!(!image.domain().is_empty(), "an image without a registry matches nothing");
    let (domain, after) = pattern.split_once('/').unwrap();
    let (wanted_host, wanted_port) = split_port(domain);
    let (host, port) = split_port(image.domain());
    if domain != "**" {
        assert_eq!(wanted_port, port, "{pattern} matched {image}");
    }
    if wanted_host.contains('*') {
        assert!(
            domain == "**" || !host.starts_with('['),
            "an address is not a label: {pattern} matched {image}"
        );
        let (deep, wanted_host) = match wanted_host.strip_prefix("**") {
            Some(rest) => (true, rest.trim_start_matches('.')),
            None => (false, wanted_host),
        };
        let wanted: Vec<&str> = wanted_host.rsplit('.').filter(|label| !label.is_empty()).collect();
        let labels: Vec<&str> = host.rsplit('.').collect();
        assert!(if deep { labels.len() > wanted.len() } else { labels.len() == wanted.len() });
        assert!(wanted.iter().zip(labels).all(|(wanted, found)| *wanted == "*" || *wanted == found));
    } else {
        assert_eq!(wanted_host, host, "{pattern} matched {image}");
    }
    let (path, below) = match after.split_once("{,/**}") {
        Some((path, _)) => (path, "(?:/.+)?"),
        None => (after.split(['@', ':']).next().unwrap(), ""),
    };
    let glob = |path: &str| regex::escape(path).replace(r"\*", "[^/]*");
    let whole = match path.strip_suffix("**") {
        None => format!("^{}{below}$", glob(path)),
        Some(above) => format!("^{}.+$", glob(above)),
    };
    assert!(Regex::new(&whole).unwrap().is_match(image.path()), "{pattern} matched {image}");
}

/// Splits a port off; the colons of an address in brackets are its own.
fn split_port(domain: &str) -> (&str, Option<&str>) {
    match domain.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (domain, None),
    }
}
