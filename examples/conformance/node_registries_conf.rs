//! Mode `node_registries_conf`: where containers/image looks for an image.

use pullspec::registry::node::ConfigErrorKind;
use pullspec::registry::node::containers_image::{Node, PullSource, parse_reference};
use serde_json::{Value, json};

use super::json::text;

#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
pub(crate) fn answer(input: Value) -> Result<Value, String> {
    let Ok(image) = parse_reference(text(&input, "image")?) else {
        return Ok(json!({ "error": "reference" }));
    };
    let image = image.or_default_tag();
    let node = read(&input)?;
    let conf = match node.config() {
        Ok(conf) => conf,
        Err(error) => return Ok(json!({ "error": error.kind().as_str() })),
    };
    let rule = conf.rule_for(image.name());
    let mut want = json!({
        "prefix": rule.map(|rule| &*rule.prefix),
        "blocked": rule.is_some_and(|rule| rule.blocked),
    });
    match conf.pull_sources(&image) {
        Err(error) => want["error"] = error.kind().as_str().into(),
        Ok(found) if found.rule.is_some() => want["sources"] = found.sources.iter().map(source).collect(),
        Ok(_) => {}
    }
    match node.resolution(&image) {
        Err(error) if error.kind() == ConfigErrorKind::TagAndDigest => {
            want["pull_error"] = "tag_and_digest".into();
        }
        Err(_) => {}
        Ok(found) => {
            want["pings"] = found
                .attempts()
                .iter()
                .filter(|attempt| attempt.can_be_asked())
                .flat_map(|attempt| {
                    let transport = attempt.transport();
                    let schemes = [transport.scheme(), "http"];
                    let count = if transport.falls_back() { 2 } else { 1 };
                    schemes.into_iter().take(count).map(|scheme| format!("{scheme}://{}", attempt.host()))
                })
                .collect();
        }
    }
    Ok(want)
}

/// The node of a row's files.
pub(crate) fn read(input: &Value) -> Result<Node, String> {
    let files = input.get("files").and_then(Value::as_object).ok_or("expected `files`")?;
    let text = |(name, text): (&'_ String, &'_ Value)| Some((name.clone(), text.as_str()?.to_owned()));
    let files: Vec<_> = files.iter().map(text).collect::<Option<_>>().ok_or("expected texts in `files`")?;
    Ok(Node::read(files.iter().map(|(name, text)| (&**name, &**text))))
}

fn source(source: &PullSource<'_>) -> Value {
    json!({
        "reference": source.reference.as_str(),
        "location": source.location,
        "insecure": source.insecure,
        "pull_from_mirror": source.pull_from_mirror.as_str(),
        "blocked": source.blocked_by.is_some(),
    })
}
