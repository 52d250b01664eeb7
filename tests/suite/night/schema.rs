//! The JSON that `explain` writes, as a JSON Schema: `docs/explain.schema.json`, made from the types here.
//!
//! The types say what is written a second time, so that a field which changes its name or its meaning is seen.
//! `UPDATE_NIGHT=1` writes the file anew.

mod lines;

use std::collections::BTreeMap;
use std::path::Path;

use pullspec::api::{ImageOwner, Timestamp};
use pullspec::cause::{Actor, CauseGroup, Transience};
use pullspec::explain::{PullsWhen, Severity};
use pullspec::kubelet::OperatorAction;
use pullspec::{Cause, PullPolicy, Reference, WaitingReason};
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use serde_json::Value;

use super::check_file;

macro_rules! written {
    ($($(#[$docs:meta])* $name:ident { $($(#[$field_docs:meta])* $field:ident: $type:ty,)+ })+) => {$(
        $(#[$docs])*
        #[derive(Deserialize, JsonSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[allow(dead_code, reason = "for its schema, and to be read into")]
        struct $name { $($(#[$field_docs])* $field: $type,)+ }
    )+};
}

macro_rules! labels {
    ($($(#[$docs:meta])* $name:ident { $($label:ident),+ })+) => {$(
        $(#[$docs])*
        #[derive(Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[allow(dead_code, reason = "for its schema, and to be read into")]
        enum $name { $($label),+ }
    )+};
}

/// What `explain --output json` writes: one report; with `--all` a line for each image; for input that is text a line
/// for each line that tells of a failed pull. Fields and labels may be added while `schema` stays the same.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "for its schema")]
enum Output {
    Report(Printed),
    Image(Box<Line>),
    Text(Told),
}

/// One image of one pod, with `--all`.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "for its schema")]
struct Line {
    /// The version of this format.
    schema: u32,
    #[serde(flatten)]
    diagnosis: Diagnosis,
}

written! {
    /// All pods: what is wrong with them, the worst first.
    Printed {
        /// The version of this format.
        schema: u32,
        /// How many pods were read.
        pods: u64,
        /// How many workloads were read.
        workloads: u64,
        /// How many images of both were explained.
        images: u64,
        /// How many images are how bad.
        severities: BTreeMap<Severity, u64>,
        /// Findings that share an endpoint and a cause, or a node and a cause.
        outages: Vec<Outage>,
        /// Each trouble once.
        findings: Vec<Finding>,
    }

    /// What fails several images for one reason.
    Outage {
        /// The registry or mirror that fails; otherwise a node does.
        endpoint: Option<String>,
        /// The node that fails.
        node: Option<String>,
        /// Why.
        cause: Cause,
        /// How bad the worst of them is.
        severity: Severity,
        /// How many images, each counted once in whichever pods and spellings.
        images: u64,
        /// How many pods wait for them, each counted once.
        pods: u64,
        /// The nodes of those pods.
        nodes: Vec<String>,
        /// The beginning of the first.
        since: Option<Since>,
        /// When all of them have been tried again.
        next: Option<Moment>,
    }

    /// The same image that cannot be had for the same cause.
    Finding {
        /// How many images of pods have it.
        count: u64,
        /// How many pods they are of; templates are none.
        pods: u64,
        /// The nodes of those pods, each with their number.
        #[serde(default)]
        nodes: BTreeMap<String, u64>,
        /// The beginning of the first.
        since: Option<Since>,
        /// When all of them have been tried again.
        next: Option<Moment>,
        /// Both for each node, where the fault is the node's.
        #[serde(default)]
        node_times: BTreeMap<String, Times>,
        /// The first of them.
        places: Vec<Place>,
        /// In what the others are not like the first.
        #[serde(default)]
        differ: Vec<FindingFact>,
        /// The first of them in full.
        diagnosis: Diagnosis,
    }

    /// The pods of one node.
    Times {
        /// The beginning of the first.
        since: Option<Since>,
        /// When all of them have been tried again.
        next: Option<Moment>,
    }

    /// Where a trouble is.
    Place {
        /// Empty in a template.
        namespace: String,
        /// The pod's name; empty for a workload.
        pod: String,
        /// The name of the container or volume.
        container: String,
        /// The kind and name of a workload, in whose template it is.
        #[serde(default)]
        workload: String,
    }

    /// What is known of one image.
    Diagnosis {
        /// How bad it is.
        severity: Severity,
        /// Empty in a template.
        namespace: String,
        /// The pod's name; empty for a workload.
        pod: String,
        /// The pod's node, once it has one.
        #[serde(default)]
        node: String,
        /// What made the pod, or the workload itself.
        controller: Option<Controller>,
        /// What a pod that has another trouble says of it.
        trouble: Option<String>,
        /// Who was asked for the image, and failed.
        #[serde(default)]
        endpoints: Vec<Endpoint>,
        /// What the image is for.
        owner: ImageOwner,
        /// The name of the container or volume.
        container: String,
        /// The path to the image in its object.
        field: String,
        /// What is written, and what it means.
        image: Image,
        /// When the kubelet pulls it.
        policy: Policy,
        /// The secrets that the pod names.
        named_secrets: Option<Vec<String>>,
        /// Those of them that the kubelet tries for this image, where they were in the input.
        pull_secrets: Option<Vec<String>>,
        /// Those of them without a user and a password.
        empty_secrets: Option<Vec<String>>,
        /// Those that the kubelet cannot read.
        missing_secrets: Option<Vec<String>>,
        /// Since when it cannot.
        missing_since: Option<Timestamp>,
        /// Those that were not in the input.
        unknown_secrets: Option<Vec<String>>,
        /// The pod's, where that may have to name a secret.
        service_account: Option<String>,
        /// What the pod's status says.
        state: State,
        /// Why it fails.
        cause: Option<CauseFound>,
        /// What ends it.
        remedy: Option<Remedy>,
        /// When the kubelet tries again.
        next_attempt: NextAttempt,
        /// The node's own image that is missing.
        sandbox: Option<Sandbox>,
        /// When the pod's `activeDeadlineSeconds` are over, or its Job's.
        deadline: Option<Timestamp>,
        /// How long the pod or its Job may run, where it is not known when that began.
        active_deadline_seconds: Option<u64>,
        /// Whether neither has `activeDeadlineSeconds`.
        #[serde(default)]
        no_deadline: bool,
        /// Whether they are the Job's.
        #[serde(default)]
        jobs_deadline: bool,
        /// Whether the pod is a static one.
        #[serde(rename = "static", default)]
        is_static: bool,
        /// What would end the wait before its time.
        resets: Vec<OperatorAction>,
        /// Repairs that the kubelet notices with its next attempt only.
        keeps: Vec<OperatorAction>,
        /// The Prometheus query that finds this container.
        query: Option<String>,
    }

    /// What made a pod.
    Controller {
        /// Such as `apps/v1`.
        #[serde(default)]
        api_version: String,
        /// Such as `ReplicaSet`.
        kind: String,
        /// Its name.
        name: String,
    }

    /// Who was asked.
    Endpoint {
        /// With a port if one was written.
        host: String,
        /// Whether it is another host than the image's own.
        mirror: Option<bool>,
        /// Its own trouble, where the message lists several endpoints.
        cause: Option<Cause>,
    }

    /// An image.
    Image {
        /// The text in the pod.
        written: String,
        /// Its full form.
        reference: Option<Reference>,
        /// What the kubelet asks the runtime for.
        pulled: Option<String>,
        /// What was filled in.
        defaulted: Vec<Part>,
        /// Why it is not a reference.
        problem: Option<Problem>,
    }

    /// Why a text is not a reference.
    Problem {
        /// In words.
        message: String,
        /// The first byte of the text that is wrong.
        start: u64,
        /// The place after the last.
        end: u64,
        /// What may have been meant.
        hint: Option<String>,
    }

    /// A pull policy.
    Policy {
        /// The one that counts.
        effective: Option<PullPolicy>,
        /// Who decided on it.
        origin: PolicyOrigin,
        /// When that means a pull.
        pulls: Option<PullsWhen>,
        /// What is filled in for this image.
        default: PullPolicy,
        /// Why, in words.
        because: String,
        /// What is wrong with what is written.
        problem: Option<String>,
    }

    /// What the pod's status says.
    State {
        /// Of the container.
        phase: Phase,
        /// The column STATUS of `kubectl get pods`.
        pod_status: String,
        /// Why it waits or ended.
        reason: Option<WaitingReason>,
        /// Whole.
        message: Option<String>,
        /// Since when.
        since: Option<Since>,
        /// How many attempts are known.
        attempts: Option<u32>,
        /// How many looks ended before an attempt.
        refusals: Option<u32>,
        /// The image volume that the container waits for.
        volume: Option<String>,
    }

    /// A moment in the past.
    Since {
        /// When.
        at: Timestamp,
        /// How it is known; `init_containers`, `pod_start` and `pod_creation` are only not after the beginning.
        basis: SinceBasis,
        /// How long ago.
        ago_ms: Option<u64>,
    }

    /// Why an image cannot be had.
    CauseFound {
        /// The likeliest.
        cause: Cause,
        /// Its family.
        group: CauseGroup,
        /// Whether waiting helps.
        transience: Transience,
        /// What it may be as well.
        alternates: Vec<Cause>,
        /// Where the message comes from.
        source: CauseSource,
        /// The runtime's own error.
        message: Option<String>,
        /// The words that decided.
        evidence: Option<Evidence>,
        /// What the message names.
        details: Details,
        /// What about the name looks like the mistake, in words.
        name_doubts: Vec<String>,
    }

    /// Words of a message.
    Evidence {
        /// The words.
        text: String,
        /// Their first byte in `message`.
        start: u64,
        /// The place after their last.
        end: u64,
    }

    /// What a message names.
    Details {
        /// The image, as the runtime names it.
        image: Option<String>,
        /// Who was contacted.
        host: Option<String>,
        /// The request that failed.
        url: Option<String>,
        /// Whether the host is not the image's own.
        via_mirror: Option<bool>,
        /// The HTTP status.
        http_status: Option<u16>,
        /// The registry's code.
        registry_code: Option<String>,
        /// The runtime's code.
        grpc_code: Option<String>,
        /// The digest that was asked for.
        expected_digest: Option<String>,
        /// The digest of what came.
        actual_digest: Option<String>,
        /// What the node wants.
        platform: Option<String>,
        /// How long the registry asks to wait.
        retry_after_ms: Option<u64>,
    }

    /// What ends it.
    Remedy {
        /// Who can act, most likely first.
        who: Vec<Actor>,
        /// What to do.
        how: String,
        /// What a controller should do.
        advice: Option<Advice>,
    }

    /// What a controller should do.
    Advice {
        /// A label.
        action: AdviceAction,
        /// All of it in words.
        text: String,
        /// The cause that decided.
        cause: Cause,
        /// What else did.
        why: AdviceReason,
        /// How long after the first failure.
        until_ms: Option<u64>,
        /// How long it has failed.
        after_ms: Option<u64>,
        /// How many attempts have failed.
        attempts: Option<u32>,
        /// Who is to be told.
        to: Option<Vec<Actor>>,
    }

    /// A moment in the future.
    Moment {
        /// When.
        at: Option<Timestamp>,
        /// How long from now.
        in_ms: Option<u64>,
    }

    /// The image of the pod's sandbox.
    Sandbox {
        /// As the runtime names it.
        image: String,
        /// The node that lacks it.
        node: String,
    }

    /// A line of text that tells of a failed pull.
    Told {
        /// Its number, from 1.
        line: u64,
        /// The waiting reason.
        reason: Option<WaitingReason>,
        /// The image that the line names.
        image: Option<String>,
        /// The pod, of a row of `kubectl get pods`.
        pod: Option<String>,
        /// The likeliest cause.
        cause: Cause,
        /// What it may be as well.
        alternates: Vec<Cause>,
        /// Whether waiting helps.
        transience: Transience,
        /// Who can act.
        who: Vec<Actor>,
        /// What to do.
        #[serde(rename = "do")]
        what: String,
        /// The words that decided.
        evidence: Option<String>,
    }
}

labels! {
    /// What the pods of a finding may have different.
    FindingFact {
        Controller, Image, Policy, Secrets, State, Message, Cause, Endpoints, Remedy, NextAttempt, Changes, Command,
        Query
    }
    /// A part of a reference that was filled in.
    Part { Domain, Library, Tag }
    /// Who decided on a policy.
    PolicyOrigin { FilledIn, WrittenOrFilledIn, WrittenOrStale, Written, NotKnown }
    /// What a container does.
    Phase { NotReported, Waiting, Running, Terminated }
    /// How the beginning of a state is known.
    SinceBasis { Status, Event, InitContainers, PodStart, PodCreation }
    /// Where a message comes from.
    CauseSource { Status, Event, Name }
    /// What to do.
    AdviceAction { FailNow, KeepWaiting, FailLater, Escalate }
    /// Why.
    AdviceReason { TerminalReason, NeedsAction, Deadline, WithinGrace, TooFewAttempts, ShouldHaveHealed }
    /// What the time of the next attempt is taken from.
    NextBasis { Events, OldEvents, PodStart, Reason }
}

/// When the kubelet tries again.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "when", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
#[allow(dead_code, reason = "for its schema, and to be read into")]
enum NextAttempt {
    /// Nothing failed, or nothing is tried any more.
    NotNeeded,
    /// An attempt started, and nothing tells of its end.
    Running {
        /// When it started.
        since: Timestamp,
        /// How long ago.
        ago_ms: Option<u64>,
    },
    /// After the back-off window.
    BackOff {
        /// Not before.
        earliest: Moment,
        /// Not after.
        latest: Moment,
        /// What both are taken from.
        basis: NextBasis,
    },
    /// Not before the pod is ended.
    DeadlineFirst {
        /// When it is.
        deadline: Moment,
    },
    /// At every look at the pod.
    EveryLook,
}

/// Fields may be added, and a field that is not known is left out rather than null.
fn as_published(schema: &mut Schema) {
    if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
        schema.remove("additionalProperties");
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf")
        && let Some(null) = choices.iter().position(|choice| choice["type"] == "null")
    {
        choices.remove(null);
        if let [Value::Object(only)] = &choices[..] {
            let only = only.clone();
            schema.remove("anyOf");
            for (key, value) in only {
                schema.insert(key, value);
            }
        }
    }
}

fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(as_published));
    serde_json::to_value(settings.into_generator().into_root_schema_for::<Output>()).unwrap()
}

#[test]
fn the_schema_is_the_published_one() {
    let schema = schema();
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/explain.schema.json");
    check_file(&file, &text);
}
