//! Containers that wait for the image of a volume.

use pullspec::Pod;
use pullspec::api::ImageOwner;
use serde_json::{Value, json};

fn pod(json: Value) -> Pod {
    serde_json::from_value(json).unwrap()
}

fn mount(name: &str) -> Value {
    json!({"name": name, "mountPath": "/data"})
}

/// The name of the volume that a container with image `own` waits for.
#[track_caller]
fn awaited(
    own: &str,
    volumes: &[(&str, &str)],
    mounts: &[&str],
    reason: &str,
    message: &str,
) -> Option<String> {
    let volumes: Vec<_> =
        volumes.iter().map(|(name, image)| json!({"name": name, "image": {"reference": image}})).collect();
    let mounts: Vec<_> = mounts.iter().map(|name| mount(name)).collect();
    let pod = pod(json!({
        "spec": {"containers": [{"name": "app", "image": own, "volumeMounts": mounts}], "volumes": volumes},
        "status": {"containerStatuses": [{"name": "app", "image": own,
            "state": {"waiting": {"reason": reason, "message": message}}}]},
    }));
    let field = pod.images().next().unwrap();
    let waits: Vec<_> = pod.images().filter(|image| image.awaited_by().is_some()).collect();
    assert_eq!(field.awaited_volume(), waits.first().copied(), "by either way");
    assert!(waits.len() <= 1 && field.awaited_by().is_none());
    field.awaited_volume().map(|volume| {
        assert_eq!(volume.owner(), ImageOwner::Volume);
        assert_eq!(waits[0].awaited_by(), Some(field));
        assert_eq!(waits[0].awaited_by().unwrap().awaited_volume(), Some(volume));
        assert_eq!(volume.pod(), Some(&pod));
        volume.name().to_owned()
    })
}

#[test]
fn the_image_that_the_message_names_decides() {
    let own = "quay.io/team/app:1";
    let volumes = [
        ("model", "quay.io/team/model:7"),
        ("words", "busybox"),
        ("bad", "Upper Case"),
        ("pinned", "quay.io/p:1@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    ];
    let mounts = ["model", "words", "bad", "pinned"];
    let cases = [
        ("ImagePullBackOff", r#"Back-off pulling image "quay.io/team/model:7""#, Some("model")),
        (
            "ImagePullBackOff",
            r#"Back-off pulling image "quay.io/team/model:7": ErrImagePull: lookup quay.io/team/app:1"#,
            Some("model"),
        ),
        (
            "ImagePullBackOff",
            r#"Back-off pulling image "quay.io/team/app:1": ErrImagePull: quay.io/team/model:7: not found"#,
            None,
        ),
        ("ImagePullBackOff", r#"Back-off pulling image "busybox""#, Some("words")),
        (
            "ImagePullBackOff",
            r#"Back-off pulling image "quay.io/team/other:7": ErrImagePull: quay.io/team/model:7"#,
            None,
        ),
        (
            "ErrImageNeverPull",
            r#"Container image "busybox" is not present with pull policy of Never"#,
            Some("words"),
        ),
        (
            "InvalidImageName",
            r#"Failed to apply default image tag "Upper Case": couldn't parse image name "Upper Case": invalid reference format"#,
            Some("bad"),
        ),
        (
            "ImageInspectError",
            r#"Failed to inspect image "": rpc error: code = Unknown desc = "docker.io/library/busybox:latest": gone"#,
            Some("words"),
        ),
        (
            "RegistryUnavailable",
            "image pull failed for quay.io/team/model:7 because the registry is unavailable: 503",
            Some("model"),
        ),
        (
            "ErrImagePull",
            r#"rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/busybox:latest": failed to resolve reference "docker.io/library/busybox:latest": docker.io/library/busybox:latest: not found"#,
            Some("words"),
        ),
        (
            "ErrImagePull",
            r#"rpc error: code = NotFound desc = failed to pull and unpack image "quay.io/team/app:1": quay.io/team/model:7"#,
            None,
        ),
        (
            "ErrImagePull",
            "initializing source docker://quay.io/team/model:7: reading manifest 7 in quay.io/team/model: manifest unknown",
            Some("model"),
        ),
        (
            "ErrImagePull",
            r#"failed to pull and unpack image "quay.io/p@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08": denied"#,
            Some("pinned"),
        ),
        // Nothing is named, or only in passing.
        ("ErrImagePull", "pull QPS exceeded", None),
        ("ErrImagePull", "dial tcp: lookup quay.io: no such host", None),
        ("ErrImagePull", "no busybox on this node", None),
        ("ErrImagePull", "", None),
        // Not about an image.
        ("CreateContainerError", r#"Back-off pulling image "quay.io/team/model:7""#, None),
        ("ContainerCreating", "", None),
    ];
    for (reason, message, volume) in cases {
        assert_eq!(awaited(own, &volumes, &mounts, reason, message).as_deref(), volume, "{message}");
    }
}

#[test]
fn only_a_volume_that_is_mounted_and_has_another_image_is_waited_for() {
    let back_off = r#"Back-off pulling image "quay.io/team/model:7""#;
    let waits =
        |own, volumes: &[_], mounts: &[_]| awaited(own, volumes, mounts, "ImagePullBackOff", back_off);
    let model = [("model", "quay.io/team/model:7"), ("twin", "quay.io/team/model:7")];
    assert_eq!(waits("a", &model, &[]), None);
    assert_eq!(waits("a", &model, &["other"]), None);
    assert_eq!(waits("a", &[], &["model"]), None);
    assert_eq!(waits("a", &model, &["model"]).as_deref(), Some("model"));
    assert_eq!(waits("quay.io/team/model:7", &model, &["model"]), None, "the same image by either way");
    // The kubelet reports the last mount that fails.
    assert_eq!(waits("a", &model, &["model", "twin"]).as_deref(), Some("twin"));
    assert_eq!(waits("a", &model, &["twin", "model"]).as_deref(), Some("model"));
    // Of two volumes of a name, which the API server refuses, the first counts.
    let doubled = [("model", "quay.io/team/model:7"), ("model", "b")];
    assert_eq!(waits("a", &doubled, &["model"]).as_deref(), Some("model"));
}

#[test]
fn of_the_containers_that_wait_for_a_volume_it_knows_the_first() {
    let waiting = |name: &str, image: &str| {
        let message = format!("Back-off pulling image \"{image}\"");
        json!({"name": name, "state": {"waiting": {"reason": "ImagePullBackOff", "message": message}}})
    };
    let container =
        |name: &str| json!({"name": name, "image": name, "volumeMounts": [mount("v"), mount("w")]});
    let pod = pod(json!({
        "spec": {
            "initContainers": [container("i")],
            "containers": [container("c"), container("d"), container("e")],
            "volumes": [{"name": "w", "image": {"reference": "m"}}, {"name": "v", "image": {"reference": "n"}}],
        },
        "status": {"containerStatuses": [waiting("c", "c"), waiting("d", "n"), waiting("e", "n")]},
    }));
    let [.., w, v] = &pod.images().collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!(w.awaited_by(), None);
    let d = v.awaited_by().unwrap();
    assert_eq!((d.path().as_str(), d.name()), ("spec.containers[1].image", "d"));
    assert_eq!(Some(d), pod.images().find(|image| image.name() == "d"));
    let awaited: Vec<_> = pod.images().map(|image| image.awaited_volume().map(|v| v.path())).collect();
    let path = Some("spec.volumes[1].image.reference".to_owned());
    assert_eq!(awaited, [None, None, path.clone(), path, None, None]);
    // The spec alone has no status, so nobody waits.
    assert!(pod.spec.images().all(|i| i.awaited_by().is_none() && i.awaited_volume().is_none()));
}

#[test]
fn a_volume_knows_the_containers_that_mount_it() {
    let pod = pod(json!({
        "spec": {
            "initContainers": [{"name": "i", "image": "a", "volumeMounts": [mount("v")]}],
            "containers": [{"name": "c", "image": "a", "volumeMounts": [mount("x"), mount("v"), mount("v")]},
                           {"name": "d", "image": "a", "volumeMounts": null}],
            "ephemeralContainers": [{"name": "e", "image": "a", "volumeMounts": [mount("v")]}],
            "volumes": [{"name": "x", "emptyDir": {}}, {"name": "v", "image": {"reference": "m"}}],
        },
        "status": {"containerStatuses": [{"name": "c", "restartCount": 3}]},
    }));
    assert_eq!(pod.spec.containers[0].volume_mounts[1].mount_path, "/data");
    let volume = pod.images().last().unwrap();
    let mounting: Vec<_> = volume.mounted_by().map(|image| (image.owner().as_str(), image.name())).collect();
    assert_eq!(mounting, [("init container", "i"), ("container", "c"), ("ephemeral container", "e")]);
    assert_eq!(volume.mounted_by().nth(1).unwrap().status().unwrap().restart_count, 3);
    assert!(volume.mounted_by().all(|image| image.pod() == Some(&pod)));
    assert_eq!(pod.images().next().unwrap().mounted_by().count(), 0, "a container is not mounted");

    let of_spec = pod.spec.images().last().unwrap();
    assert_eq!(of_spec.pod(), None);
    assert_eq!(of_spec.mounted_by().count(), 3);
    assert!(of_spec.mounted_by().all(|image| image.status().is_none() && image.pod().is_none()));
    assert_ne!(of_spec, volume, "one of a pod and one of a spec");
}
