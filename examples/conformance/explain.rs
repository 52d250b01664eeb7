//! `explain`: pods, and what is known around them, to their diagnoses.

use pullspec::api::{Behavior, SecretContent, Timestamp, Workload, Workloads};
use pullspec::credentials::{DockerConfig, DockerConfigJson, SecretDocument};
use pullspec::explain::{ExplainContext, explain_workload};
use pullspec::{Diagnosis, Event, Events, Pod, Pods, explain_pod};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::json::text;

/// What one line asks.
#[derive(Deserialize)]
struct Question {
    pods: Value,
    #[serde(default)]
    events: Value,
    #[serde(default)]
    workloads: Value,
    #[serde(default)]
    secrets: Value,
    #[serde(default)]
    kubelet: Value,
}

/// `{"pods", "events"?, "workloads"?, "secrets"?, "now"?, "kubelet"?}` to `{"diagnoses"}`, or to `{"error"}` for what
/// cannot be read.
///
/// Pods, events, workloads and Secrets are what kubectl prints, one or a list of them, or the objects themselves in an
/// array; `now` is when they were read, and `kubelet` the nodes' release, as a minor or as kubectl prints it. The templates
/// of workloads are explained after the pods. A Secret without a docker config counts as one that was not given.
#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
#[expect(clippy::unnecessary_wraps, reason = "every mode may fail; this one says so in its answer")]
pub(crate) fn answer(input: Value) -> Result<Value, String> {
    Ok(match diagnoses(&input) {
        Ok(diagnoses) => json!({ "diagnoses": diagnoses }),
        Err(error) => json!({ "error": error }),
    })
}

fn diagnoses(input: &Value) -> Result<Vec<Diagnosis>, String> {
    let question = Question::deserialize(input).map_err(|error| error.to_string())?;
    let pods: Vec<Pod> = objects::<Pods, Pod>(question.pods).map_err(|error| format!("pods: {error}"))?;
    let events: Vec<Event> = match question.events {
        Value::Null => Vec::new(),
        events => objects::<Events, Event>(events).map_err(|error| format!("events: {error}"))?,
    };
    let workloads: Vec<Workload> = match question.workloads {
        Value::Null => Vec::new(),
        workloads => {
            objects::<Workloads, Workload>(workloads).map_err(|error| format!("workloads: {error}"))?
        }
    };
    let secrets = secrets(question.secrets).map_err(|error| format!("secrets: {error}"))?;
    let mut context = ExplainContext::new()
        .with_events(&events)
        .with_workloads(&workloads)
        .with_behavior(behavior(&question.kubelet)?);
    for (namespace, name, config) in &secrets {
        context = context.with_namespaced_secret(namespace, name, config);
    }
    let now = text(input, "now")?;
    if !now.is_empty() {
        let now: Timestamp = now.parse().map_err(|error| format!("now: {error}"))?;
        context = context.with_now(now);
    }
    let of_pods = pods.iter().flat_map(|pod| explain_pod(pod, &context));
    Ok(of_pods.chain(workloads.iter().flat_map(|workload| explain_workload(workload, &context))).collect())
}

/// Namespace, name and entries of each Secret.
fn secrets(document: Value) -> Result<Vec<(String, String, DockerConfig)>, serde_json::Error> {
    let document = match document {
        Value::Null => return Ok(Vec::new()),
        Value::Array(items) => json!({ "apiVersion": "v1", "kind": "List", "items": items }),
        document => document,
    };
    let SecretDocument::Secrets(secrets) = serde_json::from_value(document)? else {
        return Err(serde::de::Error::custom("expected Secrets"));
    };
    let config = |content: &SecretContent| match content {
        SecretContent::DockerConfigJson(text) => {
            serde_json::from_slice::<DockerConfigJson>(text).map(|config| config.auths)
        }
        SecretContent::DockerCfg(text) => serde_json::from_slice(text),
    };
    let read = secrets.iter().filter_map(|secret| {
        let metadata = secret.metadata();
        let config = config(secret.content().ok()?).ok()?;
        Some((metadata.namespace.clone(), metadata.name.clone(), config))
    });
    Ok(read.collect())
}

fn objects<L, T>(document: Value) -> Result<Vec<T>, serde_json::Error>
where
    L: DeserializeOwned + IntoIterator<Item = T>,
    T: DeserializeOwned,
{
    if document.is_array() {
        return serde_json::from_value(document);
    }
    Ok(serde_json::from_value::<L>(document)?.into_iter().collect())
}

fn behavior(kubelet: &Value) -> Result<Behavior, String> {
    let minor = |minor: u64| u16::try_from(minor).ok().map(Behavior::for_minor);
    match kubelet {
        Value::Null => Ok(Behavior::default()),
        Value::Number(number) => number.as_u64().and_then(minor).ok_or("kubelet: not a minor release".into()),
        Value::String(release) => Behavior::parse(release).map_err(|error| format!("kubelet: {error}")),
        _ => Err("kubelet: not a release".into()),
    }
}
