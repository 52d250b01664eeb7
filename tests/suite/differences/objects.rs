//! What the API server does, and what is read from JSON.

use pullspec::Pod;
use pullspec::api::{Behavior, Container, ImageVolumeSource, Volume};
use pullspec::policy::AlwaysPullImages;

#[test]
fn image_volumes_count_whatever_the_gate() {
    let mut volume = Volume::default();
    volume.image = Some(ImageVolumeSource::default());
    let mut pod = Pod::default();
    pod.spec.volumes.push(volume);
    pod.spec.default_pull_policies(&Behavior::for_minor(20));
    let image = pod.spec.volumes[0].image.as_ref().unwrap();
    assert_eq!(image.pull_policy.as_deref(), Some("IfNotPresent"));
    assert_eq!(pod.validate_images()[0].to_string(), "spec.volumes[0].image.reference: Required value");
}

#[test]
fn only_images_and_policies_are_checked() {
    let mut container = Container::default();
    container.image = "redis".into();
    container.image_pull_policy = Some("Always".into());
    let mut pod = Pod::default();
    pod.spec.containers.push(container);
    // Neither the pod nor the container has a name.
    assert!(pod.validate_images().is_empty());
}

#[test]
fn requests_are_the_callers() {
    let mut pod = Pod::default();
    pod.spec.ephemeral_containers.push(Container::default());
    AlwaysPullImages::default().mutate(&mut pod, None);
    assert_eq!(pod.spec.ephemeral_containers[0].image_pull_policy.as_deref(), Some("Always"));
}

#[test]
fn unknown_releases_are_like_the_newest() {
    assert_eq!(Behavior::for_minor(u16::MAX), Behavior::for_minor(37));
    assert_ne!(Behavior::for_minor(37), Behavior::for_minor(36));
}

#[cfg(feature = "serde")]
#[test]
fn json_is_what_the_deserializer_takes() {
    assert!(serde_json::from_str::<Pod>(r#"{"metadata":{"name":"\ud800"}}"#).is_err());
    let deep = format!(
        r#"{{"spec":{{"containers":[{{"unknown":{}{}}}]}}}}"#,
        "[".repeat(20_000),
        "]".repeat(20_000)
    );
    assert_eq!(serde_json::from_str::<Pod>(&deep).unwrap().spec.containers.len(), 1);
}

#[cfg(feature = "serde")]
const ONE: &str = r#"{"name":"a","image":"redis:7"}"#;

#[cfg(feature = "serde")]
#[test]
fn a_field_given_twice_is_refused() {
    for json in [
        r#"{"spec":{"containers":[{"image":"a","image":"b"}]}}"#.to_owned(),
        format!(r#"{{"spec":{{"containers":[{ONE}]}},"spec":{{"containers":[{ONE}]}}}}"#),
        format!(r#"{{"spec":{{"containers":[{ONE}],"containers":[]}}}}"#),
    ] {
        let error = serde_json::from_str::<Pod>(&json).unwrap_err().to_string();
        assert!(error.starts_with("duplicate field"), "{error}");
        assert!(serde_json::from_str::<pullspec::Pods>(&json).is_err(), "{json}");
    }
    // In a map as in Go, and where nobody looks.
    let json = format!(
        r#"{{"x":1,"x":2,"metadata":{{"labels":{{"a":"1","a":"2"}}}},"spec":{{"containers":[{ONE}]}}}}"#
    );
    assert_eq!(serde_json::from_str::<Pod>(&json).unwrap().metadata.labels["a"], "2");
}

#[cfg(feature = "serde")]
#[test]
fn a_pod_is_a_pod_and_has_containers() {
    for json in ["null".into(), "{}".into(), format!(r#"{{"kind":"Job","spec":{{"containers":[{ONE}]}}}}"#)] {
        assert!(serde_json::from_str::<Pod>(&json).is_err(), "{json}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_negative_count_is_not_counted() {
    let status = r#"{"name":"a","restartCount":-7}"#;
    assert_eq!(serde_json::from_str::<pullspec::api::ContainerStatus>(status).unwrap().restart_count, 0);
}

#[cfg(feature = "serde")]
#[test]
fn a_time_that_does_not_parse_is_kept_as_text() {
    let json =
        format!(r#"{{"metadata":{{"creationTimestamp":"yesterday"}},"spec":{{"containers":[{ONE}]}}}}"#);
    let pod: Pod = serde_json::from_str(&json).unwrap();
    assert_eq!(pod.metadata.creation_timestamp.as_deref(), Some("yesterday"));
}

#[cfg(feature = "serde")]
#[test]
fn what_is_not_read_is_not_checked() {
    let json = r#"{"spec":{"hostNetwork":"perhaps","containers":[{"image":"a","ports":7}]}}"#;
    assert!(serde_json::from_str::<Pod>(json).is_ok());
}
