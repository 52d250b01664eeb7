//! JSON schemas: they take what the readers take.

use pullspec::reference::{OwnedPath, OwnedTag, Tag};
use pullspec::{AnyReference, Digest, PullPolicy, Reference};
use schemars::{JsonSchema, schema_for};

#[derive(JsonSchema)]
#[schemars(crate = "schemars")]
#[allow(dead_code, reason = "for its schema")]
struct Config {
    image: Reference,
    tag: Option<OwnedTag>,
    path: OwnedPath,
    pinned: Vec<Digest>,
    policy: PullPolicy,
    any: AnyReference,
}

#[test]
fn schemas_are_the_parsers() {
    let schema = serde_json::to_value(schema_for!(Config)).unwrap();
    let of = |field: &str| &schema["properties"][field];
    assert_eq!(of("image")["pattern"], Reference::PATTERN);
    assert_eq!(of("tag")["pattern"], Tag::PATTERN);
    assert_eq!((&of("path")["minLength"], &of("path")["maxLength"]), (&1.into(), &255.into()));
    assert_eq!(of("pinned")["items"]["maxLength"], 135);
    assert_eq!(of("policy")["enum"], serde_json::json!(["Always", "IfNotPresent", "Never"]));
    assert_eq!(of("any")["anyOf"].as_array().map(Vec::len), Some(3));
    assert_eq!(schema["required"].as_array().map(Vec::len), Some(5));
}

/// A schema takes what the reader takes.
#[cfg(feature = "serde")]
#[test]
fn schemas_of_labels_are_all_labels() {
    fn labels<T: JsonSchema + serde::Serialize>(all: &[T]) {
        let schema = serde_json::to_value(schema_for!(T)).unwrap();
        assert_eq!(
            (&schema["type"], &schema["enum"]),
            (&"string".into(), &serde_json::to_value(all).unwrap())
        );
    }

    labels(&pullspec::cause::Actor::ALL);
    labels(&pullspec::Cause::ALL);
    labels(&pullspec::cause::CauseGroup::ALL);
    labels(&pullspec::cause::Transience::ALL);
    labels(pullspec::error::Component::ALL);
    labels(pullspec::error::GoError::ALL);
    labels(&pullspec::api::EventReason::ALL);
    labels(&pullspec::api::EventType::ALL);
    labels(&pullspec::api::ImageOwner::ALL);
    labels(&pullspec::kubelet::OperatorAction::ALL);
    labels(&pullspec::registry::Scheme::ALL);
    labels(pullspec::digest::Algorithm::ALL);
    #[cfg(feature = "explain")]
    labels(&pullspec::explain::PullsWhen::ALL);
    #[cfg(feature = "explain")]
    labels(&pullspec::explain::Severity::ALL);
    let reason = serde_json::to_value(schema_for!(pullspec::WaitingReason)).unwrap();
    assert!(reason["enum"].is_null() && reason["examples"].as_array().is_some_and(|all| all.len() > 10));
    let set = serde_json::to_value(schema_for!(pullspec::pattern::PatternSet)).unwrap();
    assert_eq!((&set["type"], &set["items"]["minLength"]), (&"array".into(), &1.into()));
    #[cfg(feature = "explain")]
    {
        let moment = serde_json::to_value(schema_for!(pullspec::api::Timestamp)).unwrap();
        assert_eq!((&moment["type"], &moment["format"]), (&"string".into(), &"date-time".into()));
    }
}
