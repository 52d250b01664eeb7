//! Workloads: where each kind has its images, and what is not one.

use pullspec::api::{Metadata, PodSpec, Workload, WorkloadKind};
use serde_json::json;

/// The places and the texts of the images.
fn images(json: &serde_json::Value) -> Result<Vec<(String, String)>, String> {
    let workload: Workload = serde_json::from_str(&json.to_string()).map_err(|error| error.to_string())?;
    for image in workload.images() {
        let found = json.pointer(&image.pointer()).and_then(serde_json::Value::as_str);
        assert_eq!(found, Some(image.image()), "the pointer leads to the image");
    }
    Ok(workload.images().map(|image| (image.path(), image.image().to_owned())).collect())
}

#[test]
fn every_built_in_kind_has_its_images_with_their_places() {
    let spec = json!({
        "initContainers": [{"name": "i", "image": "init"}],
        "containers": [{"name": "a", "image": "app"}, {"name": "b", "image": "other"}],
        "ephemeralContainers": [{"name": "e", "image": "debug"}],
        "volumes": [{"name": "s", "secret": {}}, {"name": "v", "image": {"reference": "model"}}],
    });
    let template = json!({"metadata": {"labels": {"a": "b"}}, "spec": spec});
    for kind in WorkloadKind::ALL {
        let (api_version, body) = match kind {
            WorkloadKind::Pod => ("v1", json!({"spec": spec})),
            WorkloadKind::PodTemplate => ("v1", json!({"template": template})),
            WorkloadKind::ReplicationController => {
                ("v1", json!({"spec": {"replicas": 1, "template": template}}))
            }
            WorkloadKind::Job => ("batch/v1", json!({"spec": {"template": template}})),
            WorkloadKind::CronJob => (
                "batch/v1beta1",
                json!({"spec": {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": template}}}}),
            ),
            WorkloadKind::EphemeralContainers => {
                ("v1", json!({"ephemeralContainers": spec["ephemeralContainers"]}))
            }
            _ => ("apps/v1", json!({"spec": {"selector": {}, "template": template}})),
        };
        let mut document = body;
        document["apiVersion"] = api_version.into();
        document["kind"] = kind.as_str().into();
        document["metadata"] = json!({"name": "web"});
        let root = kind.spec_path();
        let dot = if root.is_empty() { "" } else { "." };
        let all = [
            ("initContainers[0].image", "init"),
            ("containers[0].image", "app"),
            ("containers[1].image", "other"),
            ("ephemeralContainers[0].image", "debug"),
            ("volumes[1].image.reference", "model"),
        ];
        let only_debug = kind == WorkloadKind::EphemeralContainers;
        let want: Vec<(String, String)> = all
            .iter()
            .filter(|(_, image)| !only_debug || *image == "debug")
            .map(|(place, image)| (format!("{root}{dot}{place}"), (*image).to_owned()))
            .collect();
        assert_eq!(images(&document), Ok(want), "{kind}");
        // The kind may come last, and without its group.
        let kind_last = document.to_string();
        assert!(serde_json::from_str::<Workload>(&kind_last).is_ok());
        document.as_object_mut().unwrap().remove("apiVersion");
        assert!(images(&document).is_ok(), "{kind}");
        document["apiVersion"] = "example.org/v1".into();
        assert!(images(&document).is_err(), "{kind} of another group");
    }
}

#[test]
fn what_is_not_a_workload_is_an_error() {
    let containers = json!({"containers": [{"name": "a", "image": "x"}]});
    for (document, text) in [
        (json!({}), "no kind, expected a built-in one that holds pods"),
        (json!({"spec": containers}), "no kind, expected a built-in one that holds pods"),
        (json!({"kind": "pod", "spec": containers}), "\"pod\" is not a built-in kind that holds pods"),
        (
            json!({"kind": "Job", "apiVersion": "example.org/v1", "spec": {"template": {"spec": containers}}}),
            "\"Job\" of \"example.org/v1\" is not a built-in kind that holds pods",
        ),
        (
            json!({"kind": "AdmissionReview", "request": {"object": {"kind": "Pod", "spec": containers}}}),
            "\"AdmissionReview\" is not a built-in kind that holds pods",
        ),
        (json!({"kind": "PodList", "items": []}), "\"PodList\" is not a built-in kind that holds pods"),
        (json!({"kind": "Pod", "spec": {"containers": []}}), "no containers in spec.containers"),
        (json!({"kind": "Pod"}), "no containers in spec.containers"),
        (json!({"kind": "Pod", "containers": containers["containers"]}), "no containers in spec.containers"),
        (json!({"kind": "Deployment", "spec": containers}), "no containers in spec.template.spec.containers"),
        (
            json!({"kind": "CronJob", "spec": {"template": {"spec": containers}}}),
            "no containers in spec.jobTemplate.spec.template.spec.containers",
        ),
        (json!({"kind": "EphemeralContainers"}), "no containers in ephemeralContainers"),
        (json!([{"kind": "Pod", "spec": containers}]), "invalid type: sequence, expected an object"),
        (json!({"kind": "Pod", "spec": []}), "invalid type: sequence, expected a spec"),
    ] {
        let error = images(&document).unwrap_err();
        assert!(error.starts_with(text), "{document}: {error}");
    }
    let twice =
        r#"{"kind":"Deployment","spec":{"template":{},"template":{"spec":{"containers":[{"image":"x"}]}}}}"#;
    assert!(serde_json::from_str::<Workload>(twice).is_err());
}

/// A pod has its own metadata, and one query finds what fails in both kinds of containers.
#[test]
fn what_is_set_for_pods_stays_off_a_pod() {
    let named = |name: &str| {
        let mut metadata = Metadata::default();
        metadata.name = name.into();
        metadata
    };
    let with = |kind| {
        let workload = Workload::new(kind, named("own"), PodSpec::default());
        workload.with_pod_metadata(named("other")).pod_metadata().name.clone()
    };
    assert_eq!(with(WorkloadKind::Pod), "own");
    for kind in [WorkloadKind::Job, WorkloadKind::Deployment, WorkloadKind::CronJob] {
        assert_eq!(with(kind), "other", "{kind:?}");
    }
    let query = pullspec::WaitingReason::prometheus_query();
    let metrics = [pullspec::WaitingReason::METRIC, pullspec::WaitingReason::INIT_METRIC];
    assert!(
        metrics.iter().all(|metric| query.contains(&format!("{metric}{{"))) && query.ends_with(" > 0"),
        "{query}"
    );
    let reasons = ["ErrImagePull", "ImagePullBackOff", "InvalidImageName"];
    assert!(reasons.iter().all(|reason| query.matches(reason).count() == 2), "{query}");
}
