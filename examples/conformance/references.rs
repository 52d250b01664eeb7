//! Mode `references`: what every parser of Go says of a text.

use pullspec::api::Behavior;
use pullspec::{AnyReference, Digest, ParseError, PodImage, PullPolicy, RawReference, Reference};
use serde_json::{Map, Value, json};

pub(super) fn answer(input: Value) -> Result<Value, String> {
    let Value::String(text) = input else { return Err("expected a string".into()) };
    let digest = Digest::parse(&text).map_or_else(|error| error.go_error().to_string(), |_| "ok".into());
    Ok(json!({
        "in": text,
        "raw": object(RawReference::parse(&text).map(raw)),
        "normalized": object(Reference::parse(&text).map(|r| normalized(&r))),
        "any": object(AnyReference::parse(&text).map(|r| vec![("str", Some(r.to_string()))])),
        "docker_ref": object(Reference::parse(&text).map(|r| vec![("str", Some(r.docker_ref().to_string()))])),
        "digest": digest,
        "kubernetes": kubernetes(&text),
    }))
}

type Fields = Vec<(&'static str, Option<String>)>;

fn raw(reference: RawReference<'_>) -> Fields {
    vec![
        ("str", Some(reference.to_string())),
        ("domain", reference.domain().map(String::from)),
        ("path", Some(reference.path().into())),
        ("tag", reference.tag().map(String::from)),
        ("digest", reference.digest().map(|digest| digest.to_string())),
    ]
}

fn normalized(reference: &Reference) -> Fields {
    vec![
        ("str", Some(reference.to_string())),
        ("domain", Some(reference.domain().into())),
        ("path", Some(reference.path().into())),
        ("tag", reference.tag().map(String::from)),
        ("digest", reference.digest().map(|digest| digest.to_string())),
        ("familiar", Some(reference.familiar().into())),
    ]
}

fn kubernetes(text: &str) -> Value {
    let pull = PodImage::parse(text).map(|image| vec![("pull_image", Some(image.pull_image().into_owned()))]);
    let Value::Object(mut answer) = object(pull) else { return Value::Null };
    answer.insert(
        "default_policy".into(),
        PullPolicy::default_for(&PodImage::new(text), &Behavior::default()).policy().as_str().into(),
    );
    Value::Object(answer)
}

/// The fields that are not empty, or the class of the error.
fn object(result: Result<Fields, ParseError>) -> Value {
    match result {
        Err(error) => json!({ "err": error.go_error().as_str() }),
        Ok(fields) => {
            let fields = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
            Value::Object(
                fields
                    .filter(|(_, value)| !value.is_empty())
                    .map(|(k, v)| (k, v.into()))
                    .collect::<Map<_, _>>(),
            )
        }
    }
}
