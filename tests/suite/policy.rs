//! What the API server fills in for a pull policy, and what it refuses.

use pullspec::api::{Behavior, Container, ImageVolumeSource, PodSpec, Volume};
use pullspec::policy::{DefaultReason, EffectivePolicy, FieldProblem, PolicyOrigin};
use pullspec::{Pod, PodImage, PullPolicy};

use PullPolicy::{Always, IfNotPresent, Never};

const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[track_caller]
fn defaults_to(image: &str, policy: PullPolicy, because: DefaultReason) {
    let effective = PullPolicy::default_for(&PodImage::new(image), &Behavior::default());
    assert_eq!(effective.policy(), policy, "{image:?}");
    assert_eq!(effective.origin(), PolicyOrigin::Defaulted { because }, "{image:?}");
    for minor in [1, 20, 31, 32, 33, 35] {
        assert_eq!(
            PullPolicy::default_for(&PodImage::new(image), &Behavior::for_minor(minor)),
            effective,
            "{image:?} in 1.{minor}"
        );
    }
}

#[test]
fn only_the_tag_latest_means_always() {
    use DefaultReason::{DigestOnly, LatestTag, NoTag, OtherTag};

    defaults_to("nginx", Always, NoTag);
    defaults_to("reg:5000/a/b", Always, NoTag);
    defaults_to("docker.io/library/nginx", Always, NoTag);
    defaults_to("nginx:latest", Always, LatestTag);
    defaults_to("reg:5000/nginx:latest", Always, LatestTag);
    defaults_to("nginx:1.27", IfNotPresent, OtherTag);
    defaults_to("nginx:LATEST", IfNotPresent, OtherTag);
    defaults_to("nginx:Latest", IfNotPresent, OtherTag);
    defaults_to("nginx:latest-alpine", IfNotPresent, OtherTag);
    defaults_to("latest", Always, NoTag);
    defaults_to("reg:5000/latest:1", IfNotPresent, OtherTag);
    defaults_to(&format!("nginx@{DIGEST}"), IfNotPresent, DigestOnly);
    defaults_to(&format!("nginx:1.27@{DIGEST}"), IfNotPresent, OtherTag);
    defaults_to(&format!("nginx:latest@{DIGEST}"), Always, LatestTag);
}

#[test]
fn a_text_that_is_not_a_reference_is_pulled_if_not_present() {
    for image in
        ["", " ", "Nginx", "nginx:", "bad name", " nginx:latest", "nginx:latest ", "nginx@latest", ":latest"]
    {
        defaults_to(image, IfNotPresent, DefaultReason::Unparsable);
    }
    defaults_to(&DIGEST["sha256:".len()..], IfNotPresent, DefaultReason::Unparsable);
    defaults_to(&"a".repeat(300), IfNotPresent, DefaultReason::Unparsable);
    defaults_to("nginx@sha256:abc", IfNotPresent, DefaultReason::Unparsable);
}

#[test]
fn a_digest_counts_only_behind_its_gate() {
    let mut gate = Behavior::default();
    assert!(!gate.digest_aware_defaulting);
    gate.digest_aware_defaulting = true;
    let of = |image: &str| {
        let effective = PullPolicy::default_for(&PodImage::new(image), &gate);
        (effective.policy(), effective.origin())
    };
    let because = |because| PolicyOrigin::Defaulted { because };
    assert_eq!(of(&format!("nginx:latest@{DIGEST}")), (IfNotPresent, because(DefaultReason::Digest)));
    assert_eq!(of(&format!("nginx@{DIGEST}")), (IfNotPresent, because(DefaultReason::DigestOnly)));
    assert_eq!(of("nginx:latest"), (Always, because(DefaultReason::LatestTag)));
    assert_eq!(of("nginx"), (Always, because(DefaultReason::NoTag)));

    let pinned = format!("nginx:latest@{DIGEST}");
    for empty in [None, Some("")] {
        let effective = PullPolicy::effective(empty, &PodImage::new(pinned.as_str()), &gate).unwrap();
        assert_eq!(effective, PullPolicy::default_for(&PodImage::new(pinned.as_str()), &gate));
        // The gate changes what the image gets, so that what was stored before it is found to be stale.
        let before =
            PullPolicy::effective(empty, &PodImage::new(pinned.as_str()), &Behavior::default()).unwrap();
        assert_eq!(before.policy(), Always);
        assert_eq!(before.stale_for(&PodImage::new(pinned.as_str()), &gate).unwrap().fresh, IfNotPresent);
    }
    let written = PullPolicy::effective(Some("Always"), &PodImage::new(pinned.as_str()), &gate).unwrap();
    assert_eq!((written.policy(), written.origin()), (Always, PolicyOrigin::Written));
    assert!(PullPolicy::effective(Some("always"), &PodImage::new(pinned.as_str()), &gate).is_err());
}

#[test]
fn a_written_policy_counts_whatever_the_image_is() {
    for policy in PullPolicy::ALL {
        let effective =
            PullPolicy::effective(Some(policy.as_str()), &PodImage::new("nginx"), &Behavior::default())
                .unwrap();
        assert_eq!((effective.policy(), effective.origin()), (policy, PolicyOrigin::Written));
        assert_eq!(effective.to_string(), format!("{policy} (written)"));
        assert_eq!(effective.stale_for(&PodImage::new("nginx:1"), &Behavior::default()), None);
    }
    for empty in [None, Some("")] {
        assert_eq!(
            PullPolicy::effective(empty, &PodImage::new("nginx"), &Behavior::default()),
            Ok(PullPolicy::default_for(&PodImage::new("nginx"), &Behavior::default()))
        );
    }
    assert_eq!(
        PullPolicy::effective(Some("always"), &PodImage::new("nginx"), &Behavior::default())
            .unwrap_err()
            .value(),
        "always"
    );
}

#[test]
fn a_policy_filled_in_for_another_image_is_found() {
    #[track_caller]
    fn stale(then: &str, now: &str, text: &str) {
        assert_eq!(
            PullPolicy::default_for(&PodImage::new(then), &Behavior::default())
                .stale_for(&PodImage::new(now), &Behavior::default())
                .unwrap()
                .to_string(),
            text
        );
    }
    let fresh = |then: &str, now: &str| {
        assert_eq!(
            PullPolicy::default_for(&PodImage::new(then), &Behavior::default())
                .stale_for(&PodImage::new(now), &Behavior::default()),
            None,
            "{then} {now}"
        );
    };

    stale(
        "nginx:latest",
        "nginx:1.2",
        r#"policy Always was filled in for an earlier image (tag latest); "nginx:1.2" alone would get IfNotPresent (other tag than latest)"#,
    );
    stale(
        "nginx:1.2",
        "nginx",
        r#"policy IfNotPresent was filled in for an earlier image (other tag than latest); "nginx" alone would get Always (no tag, which means latest)"#,
    );
    stale(
        "Nginx",
        "nginx:latest",
        r#"policy IfNotPresent was filled in for an earlier image (not a reference); "nginx:latest" alone would get Always (tag latest)"#,
    );
    fresh("nginx", "redis");
    fresh("nginx:1", "nginx:2");
    fresh("nginx:1", &format!("nginx@{DIGEST}"));
}

#[test]
fn every_reason_has_its_words() {
    let shown =
        |image: &str| PullPolicy::default_for(&PodImage::new(image), &Behavior::default()).to_string();
    assert_eq!(shown("a"), "Always (filled in: no tag, which means latest)");
    assert_eq!(shown("a:latest"), "Always (filled in: tag latest)");
    assert_eq!(shown("a:1"), "IfNotPresent (filled in: other tag than latest)");
    assert_eq!(shown(&format!("a@{DIGEST}")), "IfNotPresent (filled in: digest without a tag)");
    assert_eq!(shown("A"), "IfNotPresent (filled in: not a reference)");
    assert_eq!(DefaultReason::Digest.to_string(), "digest beside the tag");
}

#[test]
fn a_policy_is_its_text() {
    for (policy, text) in [(Always, "Always"), (IfNotPresent, "IfNotPresent"), (Never, "Never")] {
        assert_eq!(policy.to_string(), text);
        assert_eq!(text.parse(), Ok(policy));
        assert_eq!(PullPolicy::try_from(text), Ok(policy));
        assert_eq!(PullPolicy::try_from(String::from(text)), Ok(policy));
    }
    for text in ["", "always", "ALWAYS", "Always ", "if-not-present", "Sometimes"] {
        assert_eq!(
            text.parse::<PullPolicy>().unwrap_err().to_string(),
            format!(r#"Unsupported value: "{text}": supported values: "Always", "IfNotPresent", "Never""#),
        );
    }
    assert_eq!(format!("{IfNotPresent:>14}|{Never:<8}|"), "  IfNotPresent|Never   |");
}

#[cfg(feature = "serde")]
#[test]
fn a_policy_reads_and_writes_as_its_text() {
    for policy in PullPolicy::ALL {
        let json = serde_json::to_string(&policy).unwrap();
        assert_eq!(json, format!("\"{policy}\""));
        assert_eq!(serde_json::from_str::<PullPolicy>(&json).unwrap(), policy);
    }
    let error = serde_json::from_str::<PullPolicy>("\"Foo\"").unwrap_err().to_string();
    assert!(
        error.starts_with(r#"Unsupported value: "Foo": supported values: "Always", "IfNotPresent", "Never""#)
    );
}

fn container(image: &str, policy: &str) -> Container {
    let mut container = Container::default();
    container.image = image.into();
    container.image_pull_policy = Some(policy.into());
    container
}

fn image_volume(reference: &str, policy: &str) -> Volume {
    let mut volume = Volume::default();
    let mut source = ImageVolumeSource::default();
    source.reference = reference.into();
    source.pull_policy = Some(policy.into());
    volume.image = Some(source);
    volume
}

#[track_caller]
fn refused(spec: &PodSpec, want: &[&str]) {
    let mut pod = Pod::default();
    pod.spec = spec.clone();
    let said: Vec<String> = pod.validate_images().iter().map(ToString::to_string).collect();
    assert_eq!(said, want);
}

#[test]
fn images_are_required_and_policies_too() {
    let mut spec = PodSpec::default();
    spec.containers = vec![container("", "Always"), Container::default(), container("a", "")];
    refused(
        &spec,
        &[
            "spec.containers[0].image: Required value",
            "spec.containers[1].image: Required value",
            "spec.containers[1].imagePullPolicy: Required value",
            "spec.containers[2].imagePullPolicy: Required value",
        ],
    );
}

#[test]
fn unsupported_policies_are_named_with_their_path() {
    let mut spec = PodSpec::default();
    spec.containers = vec![container("a", "Foo")];
    spec.init_containers = vec![container("a", "never"), container("a", "Never")];
    spec.ephemeral_containers = vec![container("a", "x\"y\n")];
    spec.volumes = vec![Volume::default(), image_volume("a", "Bar")];
    let supported = r#"supported values: "Always", "IfNotPresent", "Never""#;
    refused(
        &spec,
        &[
            &format!(r#"spec.volumes[1].image.pullPolicy: Unsupported value: "Bar": {supported}"#),
            &format!(r#"spec.containers[0].imagePullPolicy: Unsupported value: "Foo": {supported}"#),
            &format!(r#"spec.initContainers[0].imagePullPolicy: Unsupported value: "never": {supported}"#),
            &format!(
                r#"spec.ephemeralContainers[0].imagePullPolicy: Unsupported value: "x\"y\n": {supported}"#
            ),
        ],
    );
}

#[test]
fn white_space_around_an_image_is_refused_in_pods_only() {
    let around = |image: &str| container(image, "Always");
    let mut spec = PodSpec::default();
    spec.containers =
        vec![around(" nginx"), around("ngi nx"), around("nginx\u{a0}"), around("\u{200b}nginx")];
    spec.init_containers = vec![around("nginx\n"), around(" ")];
    spec.ephemeral_containers = vec![around("\u{3000}nginx")];
    let detail = "must not have leading or trailing whitespace";
    let ephemeral = format!("spec.ephemeralContainers[0].image: Invalid value: \"\\u3000nginx\": {detail}");
    refused(
        &spec,
        &[
            &ephemeral,
            &format!("spec.containers[0].image: Invalid value: \" nginx\": {detail}"),
            &format!("spec.containers[2].image: Invalid value: \"nginx\\u00a0\": {detail}"),
            &format!("spec.initContainers[0].image: Invalid value: \"nginx\\n\": {detail}"),
            &format!("spec.initContainers[1].image: Invalid value: \" \": {detail}"),
        ],
    );
    // Go checks ephemeral containers elsewhere; a template cannot have any.
    spec.ephemeral_containers.clear();
    assert_eq!(spec.validate_template_images("spec.template.spec", &Behavior::default()), []);
}

#[test]
fn an_image_volume_needs_a_reference_in_pods_and_since_1_37_in_templates() {
    let mut spec = PodSpec::default();
    spec.volumes =
        vec![image_volume("", "Always"), image_volume(" a", "IfNotPresent"), image_volume("", "x")];
    refused(
        &spec,
        &[
            "spec.volumes[0].image.reference: Required value",
            "spec.volumes[2].image.reference: Required value",
            r#"spec.volumes[2].image.pullPolicy: Unsupported value: "x": supported values: "Always", "IfNotPresent", "Never""#,
        ],
    );
    let path = "spec.jobTemplate.spec.template.spec";
    let refused_since_1_37: Vec<String> = spec
        .validate_template_images(path, &Behavior::for_minor(37))
        .iter()
        .map(ToString::to_string)
        .filter(|error| error.ends_with(".reference: Required value"))
        .collect();
    assert_eq!(
        refused_since_1_37,
        [0, 2].map(|at| format!("{path}.volumes[{at}].image.reference: Required value"))
    );
    let errors = spec.validate_template_images(path, &Behavior::for_minor(36));
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].path(), "spec.jobTemplate.spec.template.spec.volumes[2].image.pullPolicy");
    assert!(matches!(errors[0].problem(), FieldProblem::Unsupported { value, .. } if value == "x"));
}

#[test]
fn the_grammar_is_not_the_api_servers_business() {
    let mut spec = PodSpec::default();
    spec.containers = vec![container("Not A Reference!", "Never")];
    refused(&spec, &[]);
}

#[test]
fn a_policy_filled_in_is_always_accepted() {
    let mut spec = PodSpec::default();
    spec.containers = vec![container("nginx", ""), Container::default(), container("nginx", "Never")];
    spec.init_containers = vec![container("nginx:1", "")];
    spec.ephemeral_containers = vec![container("NGINX", "")];
    spec.volumes = vec![image_volume("a:latest", ""), Volume::default()];
    spec.default_pull_policies(&Behavior::default());
    let policies = |containers: &[Container]| -> Vec<String> {
        containers.iter().map(|container| container.image_pull_policy.clone().unwrap()).collect()
    };
    assert_eq!(policies(&spec.containers), ["Always", "IfNotPresent", "Never"]);
    assert_eq!(policies(&spec.init_containers), ["IfNotPresent"]);
    assert_eq!(policies(&spec.ephemeral_containers), ["IfNotPresent"]);
    assert_eq!(spec.volumes[0].image.as_ref().unwrap().pull_policy.as_deref(), Some("Always"));
    assert_eq!(spec.volumes[1].image, None);
    refused(&spec, &["spec.containers[1].image: Required value"]);

    let filled: EffectivePolicy = PullPolicy::default_for(&PodImage::new("a:latest"), &Behavior::default());
    assert_eq!(filled.policy(), Always);
}

#[test]
fn every_switch_flips_at_its_minor() {
    type Switch = fn(&Behavior) -> bool;
    let since: [(&str, u16, Switch); 18] = [
        ("appends_previous_error", 32, |b| b.appends_previous_error),
        ("maps_cri_error_prefixes", 28, |b| b.maps_cri_error_prefixes),
        ("reports_image_size", 30, |b| b.reports_image_size),
        ("created_event_has_colon", 32, |b| b.created_event_has_colon),
        ("container_events_leave_out_name", 35, |b| b.container_events_leave_out_name),
        ("spam_filter_by_type", 32, |b| b.spam_filter_by_type),
        ("verifies_pull_credentials", 35, |b| b.verifies_pull_credentials),
        ("verifies_service_accounts", 34, |b| b.verifies_service_accounts),
        ("looks_up_credentials_first", 33, |b| b.looks_up_credentials_first),
        ("looks_up_credentials_lazily", 35, |b| b.looks_up_credentials_lazily),
        ("access_knows_written_names", 36, |b| b.access_knows_written_names),
        ("reports_unreadable_secrets", 28, |b| b.reports_unreadable_secrets),
        ("reports_unreadable_secrets_after_failed_pulls", 37, |b| {
            b.reports_unreadable_secrets_after_failed_pulls
        }),
        ("sees_to_image_volumes_only_to_start", 37, |b| b.sees_to_image_volumes_only_to_start),
        ("reports_ready_to_start_before_pull", 36, |b| b.reports_ready_to_start_before_pull),
        ("refuses_empty_image_volumes_in_templates", 37, |b| b.refuses_empty_image_volumes_in_templates),
        ("requeues_at_crash_loop_expiry", 35, |b| b.requeues_at_crash_loop_expiry),
        ("admission_ignores_known_images", 21, |b| b.admission_ignores_known_images),
    ];
    for (name, minor, switch) in since {
        let is_on = |minor| switch(&Behavior::for_minor(minor));
        assert_eq!(
            (is_on(0), is_on(minor - 1), is_on(minor), is_on(99)),
            (false, false, true, true),
            "{name}"
        );
    }
    let until: [(&str, u16, Switch); 2] = [
        ("inspects_for_always", 31, |b| b.inspects_for_always),
        ("inspect_error_names_image", 31, |b| b.inspect_error_names_image),
    ];
    for (name, minor, switch) in until {
        let is_on = |minor| switch(&Behavior::for_minor(minor));
        assert_eq!(
            (is_on(0), is_on(minor), is_on(minor + 1), is_on(99)),
            (true, true, false, false),
            "{name}"
        );
    }
    let covers_volumes = |minor| Behavior::for_minor(minor).admission_covers_image_volumes;
    assert_eq!((covers_volumes(30), covers_volumes(31)), (false, true));
    assert_eq!(Behavior::default(), Behavior::NEWEST);
    assert_eq!(Behavior::NEWEST, Behavior::for_minor(37));
    assert!((0..=99).all(|minor| !Behavior::for_minor(minor).digest_aware_defaulting));
}
