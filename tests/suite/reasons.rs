//! Reasons for waiting: what they are, and since when.

use pullspec::WaitingReason;

/// Every reason of the kubelet: text, image-related, terminal, backing off.
pub(crate) const REASONS: [(&str, bool, bool, bool); 25] = [
    ("ErrImagePull", true, false, false),
    ("ImagePullBackOff", true, false, true),
    ("ErrImageNeverPull", true, true, false),
    ("InvalidImageName", true, true, false),
    ("ImageInspectError", true, false, false),
    ("RegistryUnavailable", true, false, false),
    ("SignatureValidationFailed", true, false, false),
    ("PullImageError", true, false, false),
    ("ContainerCreating", false, false, false),
    ("PodInitializing", false, false, false),
    ("CrashLoopBackOff", false, false, true),
    ("CreateContainerConfigError", false, false, false),
    ("PreCreateHookError", false, false, false),
    ("CreateContainerError", false, false, false),
    ("PreStartHookError", false, false, false),
    ("RunContainerError", false, false, false),
    ("PostStartHookError", false, false, false),
    ("VerifyNonRootError", false, false, false),
    ("RunInitContainerError", false, false, false),
    ("KillContainerError", false, false, false),
    ("CreatePodSandboxError", false, false, false),
    ("ConfigPodSandboxError", false, false, false),
    ("KillPodSandboxError", false, false, false),
    ("SetupNetworkError", false, false, false),
    ("TeardownNetworkError", false, false, false),
];

#[test]
fn reasons_are_what_the_kubelet_says() {
    let known: Vec<_> = WaitingReason::ALL.iter().map(WaitingReason::as_str).collect();
    assert_eq!(known, REASONS.map(|row| row.0));
    for (text, image, terminal, backing_off) in REASONS {
        let reason = WaitingReason::from(text);
        assert!(!matches!(reason, WaitingReason::Other(_)), "{text}");
        assert_eq!(reason.to_string(), text);
        assert_eq!(WaitingReason::from(text.to_owned()), reason);
        assert_eq!(
            (reason.is_image_related(), reason.is_terminal(), reason.is_backing_off()),
            (image, terminal, backing_off),
            "{text}"
        );
    }
}

#[test]
fn reasons_of_the_pod_are_its_sandbox_and_its_network() {
    for reason in WaitingReason::ALL {
        let is_of_pod = reason.as_str().contains("Sandbox") || reason.as_str().contains("Network");
        assert_eq!(reason.is_pod_level(), is_of_pod, "{reason}");
        let is_start = matches!(reason, WaitingReason::ContainerCreating | WaitingReason::PodInitializing);
        assert_eq!(reason.is_normal(), is_start, "{reason}");
    }
}

#[test]
fn other_text_is_kept() {
    for text in ["", "errimagepull", "ErrImagePull ", "couldn't get credentials: boom"] {
        let reason = WaitingReason::from(text);
        assert_eq!(reason, WaitingReason::Other(text.into()));
        assert_eq!(reason.as_str(), text);
        assert!(!reason.is_image_related() && !reason.is_terminal() && !reason.is_normal());
    }
}

#[test]
fn the_alert_regex_is_the_reasons_of_today() {
    let today: Vec<_> = WaitingReason::ALL
        .iter()
        .filter(|reason| reason.is_image_related() && reason.is_known_to(35))
        .map(WaitingReason::as_str)
        .collect();
    assert_eq!(WaitingReason::PROMETHEUS_REGEX, today.join("|"));
}

#[test]
fn one_failing_pull_is_one_alert() {
    let key = |text: &str| WaitingReason::from(text).alert_key().to_owned();
    assert_eq!(key("ErrImagePull"), key("ImagePullBackOff"));
    assert_ne!(key("ErrImagePull"), key("InvalidImageName"));
    assert_eq!(key("Whatever"), "Whatever");
}

#[test]
fn minors_bound_the_reasons_that_came_or_went() {
    for (text, minor, there) in [
        ("SignatureValidationFailed", 27, false),
        ("SignatureValidationFailed", 28, true),
        ("PullImageError", 1, true),
        ("PullImageError", 2, false),
        ("SetupNetworkError", 23, true),
        ("SetupNetworkError", 24, false),
        ("ErrImagePull", 0, true),
        ("ErrImagePull", u16::MAX, true),
    ] {
        assert_eq!(WaitingReason::from(text).is_known_to(minor), there, "{text} in 1.{minor}");
    }
}
