//! Typed errors, from every place where they are printed.

use std::error::Error;

use crate::reasons::REASONS;
use pullspec::{Cause, PullError, WaitingReason};

#[track_caller]
fn waiting(reason: &str, message: &str) -> PullError {
    PullError::from_waiting(&reason.into(), message).unwrap()
}

#[test]
fn no_error_without_an_image() {
    for (text, image, ..) in REASONS {
        assert_eq!(PullError::from_waiting(&text.into(), "x").is_some(), image, "{text}");
    }
    assert_eq!(PullError::from_waiting(&"Odd".into(), "other"), None);
    for text in
        ["", "Pulling image \"a\"", "Successfully pulled image \"a\" in 3s", "Error: CrashLoopBackOff"]
    {
        assert_eq!(PullError::from_event(text), None, "{text}");
        assert_eq!(PullError::from_text(text), None, "{text}");
    }
}

#[test]
fn a_back_off_of_an_old_kubelet_names_the_image_only() {
    let error = waiting("ImagePullBackOff", "Back-off pulling image \"r.example/a:1\"");
    assert_eq!(error, PullError::ImagePullBackOff { image: Some("r.example/a:1".into()), last: None });
    assert_eq!(error.to_string(), "waiting before the next attempt to pull r.example/a:1");
    assert_eq!(error.cause(), Cause::NoDetail);
    assert!(error.source().is_none());
}

#[test]
fn a_back_off_remembers_the_reason_of_the_last_attempt() {
    for reason in ["ErrImagePull", "RegistryUnavailable", "SignatureValidationFailed"] {
        let error = waiting("ImagePullBackOff", &format!("Back-off pulling image \"a:1\": {reason}: detail"));
        let PullError::ImagePullBackOff { last: Some(last), .. } = &error else { panic!("{error:?}") };
        assert_eq!(last.reason().as_str(), reason);
        assert_eq!(error.message(), "detail");
        assert!(error.source().is_some());
    }
}

#[test]
fn quoted_images_are_unquoted() {
    let error = waiting("ImagePullBackOff", r#"Back-off pulling image "a\"b\\c\u00e9\x01""#);
    assert_eq!(error.image(), Some("a\"b\\cé\u{1}"));
    let error = waiting("ImagePullBackOff", r#"Back-off pulling image "never closed"#);
    assert_eq!(error.image(), None);
}

#[test]
fn an_invalid_name_carries_what_is_wrong_and_where() {
    let error = waiting(
        "InvalidImageName",
        "Failed to apply default image tag \"r.example/Team/App:1\": couldn't parse image name \
         \"r.example/Team/App:1\": invalid reference format: repository name (Team/App) must be lowercase",
    );
    let PullError::InvalidImageName { text, error: Some(parse) } = &error else { panic!("{error:?}") };
    assert_eq!(&text[parse.span()], "T");
    assert_eq!(error.cause(), Cause::InvalidImageName);
    assert_eq!(error.to_string(), "\"r.example/Team/App:1\" is not an image reference");
    assert_eq!(error.source().unwrap().to_string(), parse.to_string());
    // Another node may refuse what parses here; then there is no error to show.
    let error = waiting("InvalidImageName", "couldn't parse image reference \"redis:7\": why not");
    assert_eq!(error, PullError::InvalidImageName { text: "redis:7".into(), error: None });
}

#[test]
fn never_pull_and_inspect_errors_name_the_image_if_the_kubelet_does() {
    let error =
        waiting("ErrImageNeverPull", "Container image \"a:1\" is not present with pull policy of Never");
    assert_eq!(error, PullError::ErrImageNeverPull { image: Some("a:1".into()) });
    assert_eq!(error.cause(), Cause::NeverPullNotPresent);
    for (message, image) in [
        (
            "Failed to inspect image \"a:1\": rpc error: code = Unavailable desc = error reading from server: EOF",
            Some("a:1"),
        ),
        (
            "Failed to inspect image \"\": rpc error: code = Unavailable desc = error reading from server: EOF",
            None,
        ),
    ] {
        let error = waiting("ImageInspectError", message);
        assert_eq!(error.image(), image);
        assert_eq!(error.message(), "rpc error: code = Unavailable desc = error reading from server: EOF");
    }
}

#[test]
fn sentinels_name_the_image_and_carry_the_error() {
    let old = waiting(
        "RegistryUnavailable",
        "image pull failed for r.example/a:1 because the registry is unavailable.",
    );
    assert_eq!((old.image(), old.message()), (Some("r.example/a:1"), ""));
    assert_eq!(old.cause(), Cause::RegistryUnavailable);
    let new = waiting(
        "RegistryUnavailable",
        "image pull failed for r.example/a:1 because the registry is unavailable: dial tcp 192.0.2.1:443: connect: \
         connection refused",
    );
    assert_eq!(new.image(), Some("r.example/a:1"));
    assert_eq!(new.message(), "dial tcp 192.0.2.1:443: connect: connection refused");
    let signed = waiting(
        "SignatureValidationFailed",
        "image pull failed for r.example/a:1 because the signature validation failed: Source image rejected: no",
    );
    assert_eq!(signed.message(), "Source image rejected: no");
    assert_eq!(signed.cause(), Cause::SignatureRejected);
    assert_eq!(signed.to_string(), "the signature policy refused r.example/a:1: signature_rejected");
}

#[test]
fn an_error_in_place_of_a_reason_is_kept_whole() {
    let text = "Failed to record image pull intent for container image \"a\": permission denied";
    let error = waiting(text, text);
    assert!(matches!(error, PullError::NotPrepared { .. }));
    assert_eq!(error.reason().as_str(), text);

    // Since 1.33 the message of an intent that cannot be written has more words than the reason.
    let reason = "failed to record image pull intent: no space left on device";
    let text = format!("Failed to record image pull intent for container image \"a\": {reason}");
    let error = waiting(reason, &text);
    assert!(matches!(error, PullError::NotPrepared { .. }));
    assert_eq!(error.message(), text);
    for (reason, text) in [(reason, "Failed to pull it"), ("", ""), ("Else", text.as_str())] {
        assert_eq!(PullError::from_waiting(&reason.into(), text), None, "{reason}");
    }
}

#[test]
fn events_say_the_same() {
    for (message, reason, image) in [
        ("Failed to pull image \"a:1\": rpc error: code = Unknown desc = x", "ErrImagePull", Some("a:1")),
        ("Back-off pulling image \"a:1\"", "ImagePullBackOff", Some("a:1")),
        ("Error: ErrImagePull", "ErrImagePull", None),
        ("Error: ImagePullBackOff", "ImagePullBackOff", None),
        ("Error: ErrImageNeverPull", "ErrImageNeverPull", None),
        (
            "Container image \"a:1\" is not present with pull policy of Never",
            "ErrImageNeverPull",
            Some("a:1"),
        ),
        ("Failed to inspect image \"a:1\": x", "ImageInspectError", Some("a:1")),
        ("Failed to apply default image tag \"A\": x", "InvalidImageName", Some("A")),
        (
            "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image \"pause:3\": x",
            "ErrImagePull",
            None,
        ),
    ] {
        let error = PullError::from_event(message).unwrap();
        assert_eq!((error.reason().as_str(), error.image()), (reason, image), "{message}");
        assert_eq!(PullError::from_text(message).as_ref(), Some(&error), "{message}");
    }
}

#[test]
fn kubectl_logs_names_the_reason_in_words() {
    for (why, reason) in [
        ("image can't be pulled", Some("ErrImagePull")),
        ("trying and failing to pull image", Some("ImagePullBackOff")),
        ("InvalidImageName", Some("InvalidImageName")),
        ("ContainerCreating", None),
    ] {
        let text = format!(
            "Error from server (BadRequest): container \"a\" in pod \"p\" is waiting to start: {why}"
        );
        let error = PullError::from_text(&text);
        assert_eq!(error.map(|error| error.reason().to_string()).as_deref(), reason, "{why}");
    }
}

#[test]
fn the_kubelets_log_is_peeled_at_any_level() {
    let inner = "Back-off pulling image \"a:1\": ErrImagePull: manifest unknown";
    let mut text = format!(
        "failed to \"StartContainer\" for \"c\" with ImagePullBackOff: {}",
        pullspec::api::GoQuoted(inner)
    );
    for level in 0..3 {
        let error = PullError::from_text(&text).unwrap();
        assert_eq!(error.reason(), WaitingReason::ImagePullBackOff, "level {level}: {text}");
        assert_eq!(error.image(), Some("a:1"), "level {level}: {text}");
        assert_eq!(error.message(), "manifest unknown", "level {level}");
        text = format!("\"Error syncing pod, skipping\" err={}", pullspec::api::GoQuoted(&text));
    }
}

#[test]
fn kubeadm_names_the_image_without_quotes() {
    let text = "[ERROR ImagePull]: failed to pull image r.example/a:1: output: time=\"t\" level=fatal msg=\"pulling \
                image: rpc error: code = Unknown desc = toomanyrequests: slow down\"\n, error: exit status 1";
    let error = PullError::from_text(text).unwrap();
    assert_eq!(error.image(), Some("r.example/a:1"));
}

mod with_causes {
    use core::time::Duration;

    use pullspec::cause::Details;
    use pullspec::classify;
    use pullspec::waiting::NameWarning;

    use super::*;

    const DIGEST: &str = "sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945";
    const OTHER: &str = "sha256:9a271f2a916b0b6ee6cecb2426f0b3206ef074578be55d9bc94f6f3fe3ab86aa";

    #[test]
    fn evidence_points_into_the_errors_own_message() {
        let error = waiting(
            "ImagePullBackOff",
            "Back-off pulling image \"denied\": ErrImagePull: manifest unknown: x",
        );
        let span = error.verdict().evidence().unwrap();
        assert_eq!(&error.message()[span], "manifest unknown");
    }

    #[test]
    fn a_sentinel_reason_stands_for_its_cause_where_the_message_has_none() {
        for (reason, sentence, own) in [
            ("RegistryUnavailable", "the registry is unavailable", Cause::RegistryUnavailable),
            ("SignatureValidationFailed", "the signature validation failed", Cause::SignatureRejected),
        ] {
            // Nothing to read: the reason itself, without evidence.
            let silent = waiting(reason, &format!("image pull failed for r.example/a:1 because {sentence}."));
            assert_eq!((silent.cause(), silent.verdict().evidence()), (own, None), "{reason}");
            assert_eq!(classify(Some(&WaitingReason::from(reason)), "").cause(), own);
            // The runtime's error says more than the reason, and its place is in that error.
            let error = "pinging container registry r.example: Get \"https://r.example/v2/\": dial tcp: lookup r.example: no such host";
            let told =
                waiting(reason, &format!("image pull failed for r.example/a:1 because {sentence}: {error}"));
            assert_eq!((told.cause(), told.message()), (Cause::DnsFailure, error), "{reason}");
            assert_eq!(told.verdict(), classify(None, error), "with its place in that error");
            assert_eq!(classify(Some(&WaitingReason::from(reason)), error).cause(), Cause::DnsFailure);
        }
    }

    #[test]
    fn details_are_those_of_the_errors_own_message() {
        let error = waiting(
            "ImagePullBackOff",
            "Back-off pulling image \"r.example/a:1\": ErrImagePull: rpc error: code = NotFound desc = manifest unknown",
        );
        let details = error.details();
        assert_eq!(details, Details::of(error.message()));
        assert_eq!(details.grpc_code.unwrap().value, "NotFound");
        assert_eq!(waiting("ErrImageNeverPull", "").details(), Details::default());
    }

    #[test]
    fn kubeadm_and_sandboxes_have_a_cause() {
        let text = "[ERROR ImagePull]: failed to pull image r.example/a:1: output: time=\"t\" level=fatal msg=\"pulling \
                    image: rpc error: code = Unknown desc = toomanyrequests: slow down\"\n, error: exit status 1";
        assert_eq!(PullError::from_text(text).unwrap().cause(), Cause::RateLimited);
        let text = "Failed to create pod sandbox: rpc error: code = Unknown desc = failed pulling image \"pause:3\": \
                    Error response from daemon: no matching manifest for linux/arm64 in the manifest list entries";
        let error = PullError::from_event(text).unwrap();
        assert_eq!((error.cause(), error.image()), (Cause::PlatformMismatch, None));
        assert_eq!(error.details().image.unwrap().value, "pause:3");
    }

    #[test]
    fn any_error_text_of_a_tool_is_an_error() {
        let text =
            "Error: initializing source docker://r.example/a:1: reading manifest 1 in r.example/a: denied";
        let error = PullError::from_text(text).unwrap();
        assert_eq!((error.cause(), error.image()), (Cause::AccessDenied, None));
        assert_eq!(error.details().image.unwrap().value, "r.example/a:1");
    }

    #[track_caller]
    fn doubts(image: &str) -> Vec<NameWarning> {
        PullError::from_event(&format!(
            "Failed to pull image {}: x: not found",
            pullspec::api::GoQuoted(image)
        ))
        .unwrap()
        .name_warnings()
    }

    #[test]
    fn names_that_look_like_the_mistake() {
        let no_host = |first: &str| NameWarning::NoRegistryHost { first: first.into() };
        assert_eq!(doubts("registry/team/app:1"), [no_host("registry")]);
        assert_eq!(doubts("team/app:1"), []);
        assert_eq!(doubts("redsi:7"), [NameWarning::LibraryGuessed]);
        assert_eq!(doubts("redsi"), [NameWarning::LibraryGuessed, NameWarning::LatestGuessed]);
        assert_eq!(doubts("r.example/app"), [NameWarning::LatestGuessed]);
        assert_eq!(doubts("r.example/app:1"), []);
        assert_eq!(doubts(&format!("r.example/app@{DIGEST}")), []);
        assert_eq!(doubts(&format!("r.example/app:{}", &DIGEST[7..])), [NameWarning::TagLooksLikeDigest]);
        assert_eq!(doubts("r.example/app:sha256-4f53"), [NameWarning::TagLooksLikeDigest]);
        assert_eq!(doubts("r.example/app:20240131"), []);
    }

    #[test]
    fn names_are_not_doubted_for_other_causes() {
        let error = PullError::from_event("Failed to pull image \"redis\": unexpected EOF").unwrap();
        assert_eq!(error.name_warnings(), []);
    }

    #[test]
    fn details_of_a_digest_mismatch() {
        let text = format!(
            "failed commit on ref \"layer-{DIGEST}\": unexpected commit digest {OTHER}, expected {DIGEST}: failed precondition"
        );
        let details = Details::of(&text);
        assert_eq!(details.actual_digest.unwrap().value, OTHER);
        assert_eq!(details.expected_digest.unwrap().value, DIGEST);
        let text = format!("Digest did not match, expected {DIGEST}, got {OTHER}");
        let details = Details::of(&text);
        assert_eq!(details.actual_digest.unwrap().value, OTHER);
        assert_eq!(details.expected_digest.unwrap().value, DIGEST);
    }

    #[test]
    fn details_of_a_missing_platform() {
        let details = Details::of("no matching manifest for linux/arm64/v8 in the manifest list entries");
        let platform = details.platform.unwrap().value;
        assert_eq!((platform.os, platform.architecture, platform.variant), ("linux", "arm64", "v8"));
        let text = "no image found in image index for architecture \"arm64\", variant \"v8\", OS \"linux\"";
        let found = Details::of(text).platform.unwrap();
        assert_eq!((found.value.os, found.value.architecture, found.value.variant), ("linux", "arm64", "v8"));
        assert_eq!(&text[found.span()], "arm64\", variant \"v8\", OS \"linux");
    }

    #[test]
    fn details_of_codes_hosts_and_waits() {
        let text = "rpc error: code = Unknown desc = failed to pull and unpack image \"docker.io/a/b:1\": failed to \
                    copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/a/b/\
                    manifests/1: 429 Too Many Requests - Server message: toomanyrequests: Retry after 1m30s";
        let details = Details::of(text);
        assert_eq!(details.registry_code.unwrap().value, "TOOMANYREQUESTS");
        assert_eq!(details.host.unwrap().value, "registry-1.docker.io");
        assert_eq!(details.via_mirror(), Some(false));
        assert_eq!(details.retry_after.unwrap().value, Duration::from_secs(90));
        for (text, seconds) in [
            ("too many requests: retry-after: 30", Some(30)),
            ("please try again in 5 minutes", Some(300)),
            ("retry in 2 hours", Some(7_200)),
            ("retry after a while", None),
            ("retry after 99999999999999999999 hours", None),
        ] {
            let wait = Details::of(text).retry_after.map(|found| found.value.as_secs());
            assert_eq!(wait, seconds, "{text}");
        }
    }

    #[test]
    fn details_of_hosts_without_a_url() {
        for (text, host) in [
            (
                "pulling from host m.example:5000 failed with status code [manifests 1]: 502 Bad Gateway",
                "m.example:5000",
            ),
            ("pinging container registry m.example: context canceled", "m.example"),
            ("dial tcp: lookup m.example on 192.0.2.53:53: no such host", "m.example"),
        ] {
            assert_eq!(Details::of(text).host.unwrap().value, host, "{text}");
        }
    }

    #[test]
    fn help_urls_are_not_hosts() {
        let text = "unauthorized: authentication required, visit https://aka.ms/acr/authorization for more information.";
        let details = Details::of(text);
        assert_eq!((details.host, details.url), (None, None));
        assert_eq!(details.registry_code.unwrap().value, "UNAUTHORIZED");
    }

    #[test]
    fn a_mirror_is_seen_by_its_host_or_its_parameter() {
        let at = |url: &str| {
            let text = format!(
                "failed to pull and unpack image \"r.example/a:1\": failed to do request: Head \"{url}\": EOF"
            );
            Details::of(&text).via_mirror()
        };
        assert_eq!(at("https://r.example/v2/a/manifests/1"), Some(false));
        assert_eq!(at("https://m.example/v2/a/manifests/1"), Some(true));
        assert_eq!(at("https://r.example/v2/a/manifests/1?ns=r.example"), Some(true));
        assert_eq!(at("https://auth.example/token?scope=x"), None);
        assert_eq!(at("https://r.example/v2/"), None);
    }
}
