//! What holds of every error's text, whatever text was refused: one line, harmless on a terminal, and said once.

use std::error::Error;
use std::fmt::Debug;

use pullspec::access::ExemptImages;
use pullspec::api::Behavior;
use pullspec::credentials::{NeverMatchesError, ProviderConfigError};
use pullspec::digest::Algorithm;
use pullspec::error::ParseErrorKind;
use pullspec::pattern::PatternSet;
use pullspec::reference::{OwnedDomain, OwnedPath, OwnedTag};
use pullspec::{
    AnyReference, Cause, Digest, Keyring, Pattern, PodImage, PullError, RawReference, Reference,
    WaitingReason,
};

/// Control characters, direction and invisible ones, combining marks, and fillers, which the standard library takes for
/// letters.
const HARMFUL: [char; 14] = [
    '\u{1b}', '\r', '\n', '\u{9b}', '\u{7f}', '\u{200b}', '\u{202e}', '\u{2066}', '\u{feff}', '\u{301}',
    '\u{115f}', '\u{2800}', '\u{3164}', '\u{ffa0}',
];

#[track_caller]
fn is_harmless(text: &str) {
    assert!(!text.contains(HARMFUL), "{text:?}");
}

/// An error and those inside it; the number of texts.
#[track_caller]
fn holds(error: &(dyn Error + 'static)) -> usize {
    let chain: Vec<String> =
        std::iter::successors(Some(error), |error| (*error).source()).map(ToString::to_string).collect();
    for (at, text) in chain.iter().enumerate() {
        is_harmless(text);
        assert!(!chain[..at].contains(text), "said twice: {chain:#?}");
    }
    chain.len()
}

#[track_caller]
fn refused<T, E: Error + 'static>(result: Result<T, E>) -> usize {
    result.err().map_or(0, |error| holds(&error))
}

fn debugged(value: &impl Debug) {
    is_harmless(&format!("{value:?}"));
    is_harmless(&format!("{value:#?}").replace('\n', ""));
}

/// Every reader of text is given this text; how many texts of errors came back.
fn read_everywhere(text: &str) -> usize {
    let mut texts = 0;
    texts += refused(Reference::parse(text)) + refused(RawReference::parse(text));
    texts += refused(AnyReference::parse(text)) + refused(PodImage::parse(text));
    texts += refused(Digest::parse(text)) + refused(Algorithm::parse(text));
    texts +=
        refused(OwnedDomain::parse(text)) + refused(OwnedPath::parse(text)) + refused(OwnedTag::parse(text));
    texts += refused(Pattern::parse(text)) + refused(PatternSet::parse(["redis", text]));
    texts += refused(text.parse::<Cause>());
    texts += refused(text.parse::<Behavior>());
    for minor in [35, 36] {
        texts += refused(ExemptImages::parse([text], &Behavior::for_minor(minor)));
    }
    texts += refused(Keyring::new().insert(text, ()));
    if let Some(never) = NeverMatchesError::of(text) {
        texts += holds(&never);
    }
    let name = || text.to_owned();
    texts += holds(&ProviderConfigError::Name(name()));
    texts += holds(&ProviderConfigError::Duplicate(name()));
    if let Err(error) = Reference::parse(text) {
        let error = error.in_text(text);
        debugged(&error);
        texts += holds(&error);
    }
    let unknown = format!("sha256-{text}:0");
    if let Err(ParseErrorKind::UnsupportedAlgorithm(name)) =
        Digest::parse(&unknown).map_err(|error| error.kind())
    {
        debugged(&name);
    }
    for message in [
        format!("Back-off pulling image \"{text}\": ErrImagePull: no such host {text}"),
        format!("Failed to apply default image tag \"{text}\": couldn't parse image name \"{text}\""),
    ] {
        for reason in
            [WaitingReason::ImagePullBackOff, WaitingReason::InvalidImageName, WaitingReason::ErrImagePull]
        {
            if let Some(error) = PullError::from_waiting(&reason, &message) {
                debugged(&error);
                texts += holds(&error);
            }
        }
    }
    texts
}

#[test]
fn no_error_acts_on_a_terminal_or_says_its_source_again() {
    let mut texts = 0;
    for c in HARMFUL {
        for text in [
            format!("{c}"),
            format!("quay.io/te{c}am/app:1"),
            format!("qu{c}ay.io/team/app"),
            format!("redis:{c}"),
            format!("redis@sha256:{c}"),
            format!("{c}redis"),
            format!("**.quay.io/{c}/**"),
            format!("quay.io:4{c}4/a"),
            format!("Quay/{c}"),
        ] {
            texts += read_everywhere(&text);
        }
    }
    for text in
        ["", "quay.io/Team/app", "quay.io:https", "https://quay.io/a", "a b", "nginx:1", "redis@sha256:00"]
    {
        texts += read_everywhere(text);
    }
    assert!(texts > 2_000, "only {texts} texts");
}

#[cfg(feature = "node")]
#[test]
fn no_error_of_a_node_does() {
    use pullspec::registry::node::containers_image::{Node, ShortNameError, parse_reference};

    let mut texts = 0;
    for c in HARMFUL {
        texts += refused(parse_reference(&format!("quay.io/te{c}am")));
        texts += holds(&ShortNameError::Reference(parse_reference(&format!("te{c}am")).unwrap_err()));
        let quoted = c.escape_unicode().to_string().replace("\\u{", "").replace('}', "");
        let escape = format!("\\u{quoted:0>4}");
        for conf in [
            format!("short-name-mode = \"{escape}\"\n"),
            format!(
                "[[registry]]\nlocation = \"quay.io\"\n[[registry.mirror]]\nlocation = \"m.example\"\npull-from-mirror = \"{escape}\"\n"
            ),
            format!("[[registry]]\nlocation = \"https://{escape}\"\n"),
            format!("unqualified-search-registries = [\"a/{escape}\"]\n"),
        ] {
            let node = Node::read([("registries.conf", &*conf)]);
            texts += refused(node.config().map_err(Clone::clone));
        }
    }
    assert!(texts > 60, "only {texts} texts");
}

/// What wraps an error with words of its own hands it on; what is that error stands for it.
#[test]
fn errors_inside_can_be_reached() {
    let inside = |error: &(dyn Error + 'static)| {
        std::iter::successors(error.source(), |error| (*error).source()).count()
    };
    let exempt = ExemptImages::parse(["a b"], &Behavior::default()).unwrap_err();
    assert!(exempt.source().is_some_and(<dyn Error>::is::<pullspec::ParseError>));
    assert_eq!(inside(&Pattern::parse("a b/c").unwrap_err()), 0);
    assert_eq!(inside(&PatternSet::parse(["a b/c"]).unwrap_err()), 1);
}
