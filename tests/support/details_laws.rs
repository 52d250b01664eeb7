//! What holds of the details of any message: values with places inside of it, and images that can be images.

use pullspec::cause::{Details, failed_endpoints};
use pullspec::{PullError, WaitingReason};

/// Any text, alone and as what the kubelet makes of it.
#[track_caller]
pub fn replay(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    hold_for(&text);
    hold_for(&format!("Failed to pull image \"quay.io/team/app:1\": {text}"));
    if let Some(error) = PullError::from_waiting(&WaitingReason::ErrImagePull, &text) {
        let (details, alone) = (error.details(), Details::of(error.message()));
        assert_eq!(details, alone, "an error's details are those of its message");
    }
}

#[track_caller]
fn hold_for(text: &str) {
    let details = Details::of(text);
    let inside = |span: core::ops::Range<usize>, value: &str| {
        assert!(!span.is_empty(), "{details:?}");
        assert_eq!(text.get(span), Some(value));
    };
    if let Some(image) = details.image {
        inside(image.span(), image.value);
        let is_of_image = |c: char| c.is_ascii_alphanumeric() || "._:/@+-[]%".contains(c);
        assert!(image.value.chars().all(is_of_image), "{image:?} in {text:?}");
        assert!(image.value.contains(|c: char| c.is_ascii_alphanumeric()), "{image:?} in {text:?}");
    }
    let texts =
        [details.host, details.url, details.grpc_code, details.expected_digest, details.actual_digest];
    for found in texts.into_iter().flatten() {
        inside(found.span(), found.value);
    }
    for digest in [details.expected_digest, details.actual_digest].into_iter().flatten() {
        let (algorithm, encoded) = digest.value.split_once(':').expect("a digest");
        assert!(!algorithm.is_empty() && encoded.bytes().all(|b| b.is_ascii_hexdigit()), "{digest:?}");
    }
    if let Some(platform) = details.platform {
        let part = text.get(platform.span()).expect("inside");
        let value = platform.value;
        assert!(
            [value.os, value.architecture, value.variant].iter().all(|word| part.contains(word)),
            "{value:?}"
        );
    }
    if let Some(status) = details.http_status {
        assert!((400..600).contains(&status.value));
        inside(status.span(), &status.value.to_string());
    }
    for span in
        [details.registry_code.map(|found| found.span()), details.retry_after.map(|found| found.span())]
    {
        assert!(span.is_none_or(|span| text.get(span).is_some_and(|part| !part.is_empty())), "{details:?}");
    }
    if details.via_mirror().is_some() {
        assert!(details.host.is_some() && details.image.is_some(), "{details:?}");
    }
    endpoints(text);
}

/// What each endpoint answered stands in the message, one after the other, the registry last.
#[track_caller]
fn endpoints(text: &str) {
    let mut rest = text;
    let mut was_origin = false;
    for found in failed_endpoints(text) {
        let (endpoint, message) = (found.endpoint(), found.message());
        let at = rest.find(&format!("{endpoint}: {message}")).expect("inside, after the one before");
        rest = rest.get(at + endpoint.len() + message.len() + 2..).expect("inside");
        assert!(!was_origin, "{text:?}");
        was_origin = !found.is_mirror();
    }
}
