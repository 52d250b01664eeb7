//! The admission plugin AlwaysPullImages.

use proptest::prelude::*;
use pullspec::Pod;
use pullspec::api::{Behavior, Container, ImageVolumeSource, Volume};
use pullspec::policy::AlwaysPullImages;

fn containers(images: &[(&str, &str)]) -> Vec<Container> {
    let container = |&(image, policy): &(&str, &str)| {
        let mut container = Container::default();
        container.image = image.into();
        container.image_pull_policy = (!policy.is_empty()).then(|| policy.into());
        container
    };
    images.iter().map(container).collect()
}

fn volume((reference, policy): (&str, &str)) -> Volume {
    let mut source = ImageVolumeSource::default();
    source.reference = reference.into();
    source.pull_policy = Some(policy.into());
    let mut volume = Volume::default();
    volume.image = Some(source);
    volume
}

fn pod(images: &[(&str, &str)]) -> Pod {
    let mut pod = Pod::default();
    pod.metadata.name = "p".into();
    pod.spec.containers = containers(images);
    pod
}

fn plugin(minor: u16) -> AlwaysPullImages {
    AlwaysPullImages::new(Behavior::for_minor(minor))
}

#[track_caller]
fn refused(pod: &Pod, minor: u16, want: &str) {
    assert_eq!(plugin(minor).validate(pod, None).unwrap_err().to_string(), want);
}

#[test]
fn one_refusal_is_one_sentence() {
    refused(
        &pod(&[("a", "Always"), ("b", "IfNotPresent")]),
        35,
        r#"pods "p" is forbidden: spec.containers[1].imagePullPolicy: Unsupported value: "IfNotPresent": supported values: "Always""#,
    );
    refused(
        &pod(&[("a", "")]),
        35,
        r#"pods "p" is forbidden: spec.containers[0].imagePullPolicy: Unsupported value: "": supported values: "Always""#,
    );
}

#[test]
fn several_refusals_are_gathered_in_the_order_of_the_visit() {
    let mut pod = pod(&[("a", "Never")]);
    pod.spec.init_containers = containers(&[("b", "Never")]);
    pod.spec.ephemeral_containers = containers(&[("c", "Never")]);
    pod.spec.volumes = vec![Volume::default(), volume(("d", "Never"))];
    let one = |path: &str| {
        format!(
            r#"pods "p" is forbidden: spec.{path}: Unsupported value: "Never": supported values: "Always""#
        )
    };
    let containers = [
        one("initContainers[0].imagePullPolicy"),
        one("containers[0].imagePullPolicy"),
        one("ephemeralContainers[0].imagePullPolicy"),
    ];
    refused(&pod, 30, &format!("[{}]", containers.join(", ")));
    refused(&pod, 31, &format!("[{}, {}]", containers.join(", "), one("volumes[1].image.pullPolicy")));
    let errors = plugin(31).validate(&pod, None).unwrap_err();
    assert_eq!(errors.errors()[3].path(), "spec.volumes[1].image.pullPolicy");
}

#[test]
fn a_pod_without_a_name_goes_by_what_its_name_is_made_from() {
    let mut pod = pod(&[("a", "Never")]);
    let said = |pod: &Pod| plugin(35).validate(pod, None).unwrap_err().to_string();
    assert!(said(&pod).starts_with(r#"pods "p" is forbidden: "#));
    pod.metadata.generate_name = "web-".into();
    assert!(said(&pod).starts_with(r#"pods "p" is forbidden: "#));
    pod.metadata.name.clear();
    assert!(said(&pod).starts_with(r#"pods "web-" is forbidden: "#));
    pod.metadata.generate_name.clear();
    assert!(said(&pod).starts_with(r#"pods "Unknown" is forbidden: "#));
}

#[test]
fn every_kind_of_container_is_changed() {
    for minor in [20, 30, 31, 35] {
        let mut pod = pod(&[("a", "Never"), ("b", "")]);
        pod.spec.init_containers = containers(&[("c", "IfNotPresent")]);
        pod.spec.ephemeral_containers = containers(&[("d", "Foo")]);
        pod.spec.volumes = vec![volume(("e", "Never"))];
        plugin(minor).mutate(&mut pod, None);
        let spec = &pod.spec;
        for container in spec.containers.iter().chain(&spec.init_containers).chain(&spec.ephemeral_containers)
        {
            assert_eq!(container.image_pull_policy.as_deref(), Some("Always"));
        }
        let volume = spec.volumes[0].image.as_ref().unwrap().pull_policy.as_deref();
        assert_eq!(volume, Some(if minor >= 31 { "Always" } else { "Never" }), "1.{minor}");
    }
}

#[test]
fn an_update_without_a_new_image_passes_since_1_21() {
    let old = pod(&[("a", "IfNotPresent"), ("b", "Never")]);
    // The same images in other places, and one of them twice.
    let new = pod(&[("b", "IfNotPresent"), ("b", "Never"), ("a", "")]);
    for (minor, passes) in [(20, false), (21, true), (35, true)] {
        assert_eq!(plugin(minor).validate(&new, Some(&old)).is_ok(), passes, "1.{minor}");
        let mut mutated = new.clone();
        plugin(minor).mutate(&mut mutated, Some(&old));
        assert_eq!(mutated == new, passes, "1.{minor}");
    }
}

#[test]
fn an_update_with_a_new_image_is_handled_as_a_whole() {
    let old = pod(&[("a", "IfNotPresent"), ("b", "Never")]);
    let new = pod(&[("a", "IfNotPresent"), ("b:2", "Always")]);
    let refused = plugin(35).validate(&new, Some(&old)).unwrap_err();
    assert_eq!(refused.errors().len(), 1);
    assert_eq!(refused.errors()[0].path(), "spec.containers[0].imagePullPolicy");
    // Another spelling of the same image is another text.
    assert!(plugin(35).validate(&pod(&[("docker.io/library/a", "Never")]), Some(&old)).is_err());
}

#[test]
fn only_the_images_of_containers_make_an_update_new() {
    let mut old = pod(&[("a", "Always")]);
    old.spec.volumes = vec![volume(("data", "Never"))];
    // What only a volume had is new in a container.
    let new = pod(&[("a", "Never"), ("data", "Never")]);
    // A volume that is new, which the API server refuses elsewhere, is not a new image.
    let mut other = pod(&[("a", "Never")]);
    other.spec.volumes = vec![volume(("other", "Never"))];
    for minor in [30, 31, 35] {
        assert_eq!(plugin(minor).validate(&new, Some(&old)).unwrap_err().errors().len(), 2, "1.{minor}");
        assert!(plugin(minor).validate(&other, Some(&old)).is_ok(), "1.{minor}");
        let mut mutated = other.clone();
        plugin(minor).mutate(&mut mutated, Some(&old));
        assert_eq!(mutated, other, "1.{minor}");
    }
}

#[test]
fn a_pod_without_images_passes() {
    assert_eq!(plugin(35).validate(&Pod::default(), None), Ok(()));
}

fn any_pod() -> impl Strategy<Value = Pod> {
    let image = || {
        (
            prop::sample::select(vec!["", "a", "b:1", "C"]),
            prop::sample::select(vec!["", "Always", "Never", "x"]),
        )
    };
    let images = || prop::collection::vec(image(), 0..3);
    (images(), images(), images(), images()).prop_map(|(init, regular, ephemeral, volumes)| {
        let mut pod = pod(&regular);
        pod.spec.init_containers = containers(&init);
        pod.spec.ephemeral_containers = containers(&ephemeral);
        pod.spec.volumes = volumes.into_iter().map(volume).collect();
        pod
    })
}

proptest! {
    #[test]
    fn what_is_changed_is_accepted_and_changed_no_further(
        pod in any_pod(), old in prop::option::of(any_pod()), minor in 18_u16..40,
    ) {
        let plugin = plugin(minor);
        let mut once = pod;
        plugin.mutate(&mut once, old.as_ref());
        prop_assert_eq!(plugin.validate(&once, old.as_ref()), Ok(()));
        let mut twice = once.clone();
        plugin.mutate(&mut twice, old.as_ref());
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn an_update_to_the_same_pod_passes_since_1_21(pod in any_pod(), minor in 21_u16..40) {
        prop_assert_eq!(plugin(minor).validate(&pod, Some(&pod)), Ok(()));
    }
}
