//! Modes `node_errors` and `node_errors_fallback`: what a runtime's message proves of the endpoints it asked.

use pullspec::registry::node::proof::{Answer, containerd, containers_image};
use pullspec::waiting::classify;
use serde_json::{Map, Value, json};

use super::json::{list, text};

/// `{"runtime","image","hosts","message"}` to `{"about","possible","attempts"}`. A host may also be `{"name":…}`.
#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
pub(crate) fn answer(input: Value) -> Result<Value, String> {
    let hosts = list(&input, "hosts")?.iter().map(name).collect::<Result<Vec<_>, _>>()?;
    let message = text(&input, "message")?;
    let (proof, about) = match text(&input, "runtime")? {
        "containerd" => {
            let proof = containerd(text(&input, "image")?, &hosts, message);
            // One is asked for: where the message names none, the one to look at first.
            let about = proof.likely().into_iter().collect();
            (proof, about)
        }
        // Every source has its own error here: the attempts say which is about which.
        "containers-image" => (containers_image(&hosts, message), Vec::new()),
        other => return Err(format!("unknown runtime {other:?}")),
    };
    let possible = |(host, answers): (&&str, &pullspec::registry::node::proof::Answers)| {
        ((*host).to_owned(), answers.iter().map(Answer::as_str).collect())
    };
    let image = text(&input, "image")?;
    let attempts = proof.failures().iter().map(|failure| {
        // A single source's error stands alone: what was asked for there is the image.
        let reference = if failure.reference.is_empty() { image } else { failure.reference };
        json!({ "reference": reference, "error": failure.error, "cause": classify(None, failure.error).cause().as_str() })
    });
    Ok(json!({
        "about": about.iter().filter_map(|&place| hosts.get(place)).collect::<Vec<_>>(),
        "possible": hosts.iter().zip(proof.possible()).map(possible).collect::<Map<_, _>>(),
        "attempts": attempts.collect::<Vec<_>>(),
    }))
}

fn name(host: &Value) -> Result<&str, String> {
    host.as_str().or_else(|| host.get("name")?.as_str()).ok_or_else(|| "expected texts in `hosts`".into())
}
