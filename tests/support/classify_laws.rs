//! What holds for every text, whatever it is: shared by the property tests, the fuzz target and its corpus.

use pullspec::cause::{Details, Verdict};
use pullspec::{Cause, PullError, WaitingReason, classify};

/// Checks every law on one text.
#[track_caller]
pub fn hold_for(text: &str) {
    one_reading_is_sound(text);
    for reason in WaitingReason::ALL.iter().filter(|reason| reason.is_image_related()) {
        verdict_is_sound(&classify(Some(reason), text), text);
        if let Some(error) = PullError::from_waiting(reason, text) {
            error_is_sound(&error);
        }
    }
    for error in [PullError::from_event(text), PullError::from_text(text)].into_iter().flatten() {
        error_is_sound(&error);
    }
}

/// Checks the cause and the details that one reading finds.
#[track_caller]
pub fn one_reading_is_sound(text: &str) {
    verdict_is_sound(&classify(None, text), text);
    spans_are_valid(&Details::of(text), text);
}

/// Alternates are others, evidence is a place, and nothing is claimed without one.
#[track_caller]
fn verdict_is_sound(verdict: &Verdict, text: &str) {
    let others = verdict.alternates();
    assert!(others.len() <= Verdict::MOST);
    assert!(!others.contains(&verdict.cause()) && !others.contains(&Cause::NoDetail), "{verdict:?}");
    assert!(others.iter().enumerate().all(|(n, other)| !others[..n].contains(other)), "{verdict:?}");
    match (verdict.evidence(), verdict.rule()) {
        (Some(span), Some(rule)) => {
            assert!(!span.is_empty() && text.get(span).is_some(), "{verdict:?}");
            assert_eq!(rule.cause(), verdict.cause());
        }
        // A guess by the sense of words, which never stands alone.
        (Some(span), None) => {
            assert!(
                text.get(span).is_some_and(|words| words.contains(' ') || words.len() > 8),
                "{verdict:?}"
            );
            assert!(!others.is_empty() && verdict.cause() != Cause::NoDetail, "{verdict:?}");
        }
        (None, None) => assert!(others.is_empty(), "{verdict:?}"),
        (None, Some(_)) => panic!("a rule has evidence: {verdict:?}"),
    }
}

#[track_caller]
fn error_is_sound(error: &PullError) {
    verdict_is_sound_or_plain(error);
    spans_are_valid(&error.details(), error.message());
    let line = error.to_string();
    assert!(!line.is_empty());
    let _ = (error.reason(), error.image(), error.name_warnings());
}

/// Where a reason decided against a message, there is no evidence; else it lies in the error's own message.
#[track_caller]
fn verdict_is_sound_or_plain(error: &PullError) {
    let verdict = error.verdict();
    if let Some(span) = verdict.evidence() {
        assert!(error.message().get(span).is_some_and(|text| !text.is_empty()), "{error:?}");
    }
}

#[track_caller]
fn spans_are_valid(details: &Details<'_>, text: &str) {
    let texts = [
        details.image,
        details.host,
        details.url,
        details.grpc_code,
        details.expected_digest,
        details.actual_digest,
    ];
    for found in texts.into_iter().flatten() {
        assert_eq!(text.get(found.span()), Some(found.value), "{found:?}");
    }
    if let Some(found) = details.http_status {
        assert_eq!(text.get(found.span()), Some(found.value.to_string().as_str()));
        assert!((400..600).contains(&found.value));
    }
    let places = [
        details.registry_code.map(|found| found.span()),
        details.platform.map(|found| found.span()),
        details.retry_after.map(|found| found.span()),
    ];
    for span in places.into_iter().flatten() {
        assert!(text.get(span.clone()).is_some_and(|text| !text.is_empty()), "{span:?}");
    }
    let _ = details.via_mirror();
}
