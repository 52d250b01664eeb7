//! What the engines say of edges, bypasses and generated texts, and whether the whole policy says the same.

use std::sync::Arc;

use cel::{Context, Env, Program, Value};
use pullspec::pattern::PatternSet;
use pullspec_engines::generate::{Numbers, near, reference, set};
use pullspec_engines::{Answers, Engines, Meaning, bypasses};
use serde_json::json;

#[test]
fn published_bypasses_are_refused_in_every_engine() {
    let mut count = 0;
    for (pattern, image) in bypasses() {
        let mut engines = Engines::new(PatternSet::parse([pattern]).expect("a pattern"), Meaning::Allow);
        let refused = Answers { matcher: false, cel: false, rego: false, regex: Some(false) };
        assert_eq!(engines.ask(&image), refused, "{pattern} on {image:?}");
        count += 1;
    }
    assert_eq!(count, 24);
}

#[test]
fn what_is_meant_is_allowed_in_every_engine() {
    for (pattern, image) in [
        ("docker.io/**", "redis"),
        ("docker.io/**", "user/image:1"),
        ("docker.io/library/*", "index.docker.io/redis"),
        ("**/team/app", "team/app"),
        ("**.corp.example/**", "a.b.corp.example/x__y/z-1.2"),
        ("quay.io/team/app-*", "quay.io/team/app-x"),
        ("[::1]:5000/**", "[::1]:5000/x"),
        ("quay.io/team/app{,/**}", "quay.io/team/app/x:1"),
    ] {
        let mut engines = Engines::new(PatternSet::parse([pattern]).expect("a pattern"), Meaning::Allow);
        let allowed = Answers { matcher: true, cel: true, rego: true, regex: Some(true) };
        assert_eq!(engines.ask(image), allowed, "{pattern} on {image:?}");
    }
}

#[test]
fn what_is_denied_is_denied_under_every_name() {
    for (pattern, image, want) in [
        ("quay.io/evil/**", "QUAY.io:0443/evil/x", true),
        ("quay.io/evil/**", "quay.io:5000/evil/x", false),
        ("docker.io/evil/**", "evil/x:1", true),
        ("docker.io/evil/**", "registry-1.docker.io:443/evil/x", true),
        ("docker.io/library/redis", "Docker.io/redis", true),
        ("docker.io/library/redis", "redis7", false),
        ("*.docker.io/x", "library/x", true),
        ("**/redis", "redis", true),
        ("host:443/x", "Host/x", true),
        ("**:443/x", "a.b:443/x", true),
        ("redis:7", "redis:7@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", true),
    ] {
        let mut engines = Engines::new(PatternSet::parse([pattern]).expect("a pattern"), Meaning::Deny);
        let answers = Answers { matcher: want, cel: want, rego: want, regex: None };
        assert_eq!(engines.ask(image), answers, "{pattern} on {image:?}");
    }
    // What cannot be told is denied too.
    for image in ["", "a b", "quay.io/App", "my_registry.example/x", "sha256:4f53", "quay.io/x\n"] {
        let mut engines = Engines::new(PatternSet::parse(["ghcr.io/x"]).expect("a pattern"), Meaning::Deny);
        let denied = Answers { matcher: true, cel: true, rego: true, regex: None };
        assert_eq!(engines.ask(image), denied, "{image:?}");
    }
}

#[test]
fn no_engine_differs_on_generated_lists_and_texts() {
    let mut n = Numbers(7);
    let mut yes = [0, 0];
    for _ in 0..40 {
        let list = set(&mut n);
        let mut texts: Vec<String> = std::iter::repeat_with(|| reference(&mut n)).take(250).collect();
        texts.extend(std::iter::repeat_with(|| near(&mut n, &list)).take(100));
        for (place, meaning) in [Meaning::Allow, Meaning::Deny].into_iter().enumerate() {
            let mut engines = Engines::new(list.clone(), meaning);
            for text in &texts {
                let answers = engines.ask(text);
                let context = || {
                    let patterns: Vec<String> = list.iter().map(ToString::to_string).collect();
                    format!("{meaning:?} {text:?} in {patterns:?}")
                };
                assert_eq!((answers.cel, answers.rego), (answers.matcher, answers.matcher), "{}", context());
                assert!(answers.matcher || answers.regex != Some(true), "{}", context());
                yes[place] += usize::from(answers.matcher);
            }
        }
    }
    assert!(yes[0] > 500 && yes[1] > yes[0], "{yes:?} of 14,000");
}

/// The expression of a variable or a message in the policy's YAML.
fn expression(policy: &str, after: &str) -> String {
    let from = policy.find(after).expect("the expression") + after.len();
    let lines = policy[from..].lines().skip(1).take_while(|line| line.starts_with("      "));
    lines.map(str::trim_start).collect::<Vec<_>>().join("\n").replace("dyn(object)", "object")
}

/// What an expression comes to for an object, with the variables known so far.
fn value(
    text: &str,
    object: &serde_json::Value,
    variables: &serde_json::Map<String, serde_json::Value>,
) -> Value {
    let program = Program::compile(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let mut context = Context::with_env(Arc::new(Env::stdlib()));
    context.add_variable("object", object).expect("a variable");
    context.add_variable("variables", variables).expect("a variable");
    program.execute(&context).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What some of the policy's variables come to for an object.
fn variables(
    policy: &str,
    object: &serde_json::Value,
    names: &[&str],
) -> serde_json::Map<String, serde_json::Value> {
    let mut variables = serde_json::Map::new();
    for name in names {
        let text = expression(policy, &format!("- name: {name}\n    expression: |-"));
        let known = value(&text, object, &variables).json().expect("JSON");
        variables.insert((*name).into(), known);
    }
    variables
}

/// The images that the policy refuses of an object.
fn refused(policy: &str, object: &serde_json::Value) -> Vec<String> {
    let variables = variables(policy, object, &["spec", "images", "refused"]);
    let refused = variables["refused"].as_array().expect("a list");
    refused
        .iter()
        .map(|one| format!("{}: {}", one["of"].as_str().unwrap(), one["image"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_refusal_says_which_image_and_which_rule() {
    let policy = PatternSet::parse(["quay.io/team/**", "docker.io/library/redis:7"]).unwrap();
    let policy = policy.admission_policy("images").unwrap().to_string();
    let said = |containers: serde_json::Value| {
        let object = json!({"kind": "Pod", "spec": {"containers": containers}});
        let variables = variables(&policy, &object, &["spec", "images", "refused", "near"]);
        let text = expression(&policy, "messageExpression: |-");
        value(&text, &object, &variables).json().expect("JSON").as_str().expect("a text").to_owned()
    };
    assert_eq!(
        said(json!([{"name": "a", "image": "quay.io/team/x"}, {"name": "b", "image": "evil.example/x"}])),
        "container b: image 'evil.example/x' is in no rule of policy images: \
         quay.io/team/**, docker.io/library/redis:7"
    );
    assert_eq!(
        said(json!([{"name": "a", "image": "redis:8"}, {"name": "b", "image": "evil.example/x"}])),
        "container a: image 'redis:8': rule docker.io/library/redis:7 asks for another tag or digest \
         (policy images); refused as well: 1"
    );
}

#[test]
fn what_was_there_before_can_still_be_scaled_and_deleted() {
    let policy =
        PatternSet::parse(["quay.io/team/**"]).unwrap().admission_policy("images").unwrap().to_string();
    let text = expression(&policy, "- name: images-may-have-changed\n    expression: |-");
    let program = Program::compile(&text.replace("dyn(oldObject)", "oldObject")).expect("an expression");
    let is_checked = |old: &serde_json::Value, new: &serde_json::Value| {
        let mut context = Context::with_env(Arc::new(Env::stdlib()));
        context.add_variable("object", new).expect("a variable");
        context.add_variable("oldObject", old).expect("a variable");
        program.execute(&context).unwrap_or_else(|error| panic!("{error}: {new}")) == Value::Bool(true)
    };
    let spec = |image: &str| json!({"containers": [{"name": "c", "image": image}]});
    let (old, new) = (spec("evil/x"), spec("evil/y"));
    let template = |spec: &serde_json::Value| json!({"spec": spec});
    let pod = |spec: &serde_json::Value, finalizers: &[&str]| json!({"metadata": {"finalizers": finalizers}, "spec": spec});
    let replica_set = |spec: &serde_json::Value, replicas: u8| json!({"spec": {"replicas": replicas, "template": template(spec)}});
    let cron_job = |spec: &serde_json::Value, suspend: bool| json!({"spec": {"suspend": suspend, "jobTemplate": {"spec": {"template": template(spec)}}}});
    let pod_template = |spec: &serde_json::Value, name: &str| json!({"metadata": {"name": name}, "template": template(spec)});
    for (before, touched, changed) in [
        (pod(&old, &["f"]), pod(&old, &[]), pod(&new, &["f"])),
        (replica_set(&old, 3), replica_set(&old, 0), replica_set(&new, 3)),
        (cron_job(&old, false), cron_job(&old, true), cron_job(&new, false)),
        (pod_template(&old, "a"), pod_template(&old, "b"), pod_template(&new, "a")),
    ] {
        assert!(is_checked(&serde_json::Value::Null, &before), "what is made is looked at: {before}");
        assert!(!is_checked(&before, &touched), "{touched}");
        assert!(is_checked(&before, &changed), "{changed}");
    }
}

/// The bridge that the documentation of `PatternSet::rego` shows.
#[test]
fn a_policy_of_an_object_asks_the_module_for_each_image() {
    let bridge = "package main\n\nimport future.keywords\n\ndeny contains msg if {\n\
        \tsome kind in [\"initContainers\", \"containers\", \"ephemeralContainers\"]\n\
        \tsome container in input.spec[kind]\n\
        \tnot data.images.allow with input as {\"image\": container.image}\n\
        \tmsg := sprintf(\"%s: image %q is not allowed\", [container.name, container.image])\n}\n";
    let mut engine = regorus::Engine::new();
    engine.set_rego_v0(false);
    let module = PatternSet::parse(["quay.io/team/**"]).unwrap().rego();
    engine.add_policy("images.rego".into(), module).expect("the module");
    engine.add_policy("main.rego".into(), bridge.into()).expect("the bridge");
    let pod = json!({"spec": {
        "initContainers": [{"name": "i", "image": "quay.io/team/x"}],
        "containers": [{"name": "a", "image": "quay.io/team/x:1"}, {"name": "b", "image": "quay.io/teams/x"}],
    }});
    engine.set_input_json(&pod.to_string()).expect("JSON");
    let denied = engine.eval_rule("data.main.deny".into()).expect("an answer");
    assert_eq!(denied.to_string(), r#"["b: image \"quay.io/teams/x\" is not allowed"]"#);
}

#[test]
fn the_policy_sees_every_place_of_every_kind() {
    let policy =
        PatternSet::parse(["quay.io/team/**"]).unwrap().admission_policy("images").unwrap().to_string();
    let spec = json!({
        "initContainers": [{"name": "i", "image": "evil/init"}, {"name": "j", "image": "quay.io/team/init"}],
        "containers": [{"name": "c", "image": "quay.io/team.evil/x"}, {"name": "d"}],
        "ephemeralContainers": [{"name": "e", "image": "quay.io:443/team/x"}],
        "volumes": [{"name": "s", "secret": {}}, {"name": "v", "image": {"reference": "QUAY.IO/team/x"}}],
    });
    let template = json!({"spec": spec});
    let want = [
        "init container i: evil/init",
        "container c: quay.io/team.evil/x",
        "container d: ",
        "ephemeral container e: quay.io:443/team/x",
        "image volume v: QUAY.IO/team/x",
    ];
    for object in [
        json!({"kind": "Pod", "spec": spec}),
        json!({"kind": "Deployment", "spec": {"template": template}}),
        json!({"kind": "StatefulSet", "spec": {"template": template}}),
        json!({"kind": "DaemonSet", "spec": {"template": template}}),
        json!({"kind": "ReplicaSet", "spec": {"template": template}}),
        json!({"kind": "ReplicationController", "spec": {"template": template}}),
        json!({"kind": "Job", "spec": {"template": template}}),
        json!({"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": template}}}}),
        json!({"kind": "PodTemplate", "template": template}),
    ] {
        assert_eq!(refused(&policy, &object), want, "{object}");
    }
    let fine = json!({"kind": "Pod", "spec": {"containers": [{"name": "c", "image": "quay.io/team/x:1"}]}});
    assert!(refused(&policy, &fine).is_empty());
}

/// What the calls of `matches` cost the API server (cel-go, `interpreter/runtimecost.go`), counted while the policy is
/// evaluated for a pod with 32 containers of the usual length, is below the estimate, and the estimate below the limit.
#[test]
fn the_cost_that_is_counted_stays_below_the_estimate() {
    let texts = (0..30).map(|n| format!("registry{n}.example.com/team/**")).chain(["docker.io/**".into()]);
    let set = PatternSet::parse(texts).unwrap();
    let digest = format!("sha256:{}", "9f".repeat(32));
    let image =
        format!("registry41.example.com/{}@{digest}", "a".repeat(63 - "registry41.example.com/".len()));
    assert_eq!(image.len(), 135);
    let containers: Vec<_> = (0..32)
        .map(|n| json!({"name": format!("c{n}"), "image": image, "of": format!("container c{n}")}))
        .collect();
    for (policy, estimate) in [
        (set.admission_policy("images").unwrap(), set.cel_cost(32, 135)),
        (set.denying().admission_policy("images").unwrap(), 1_000_000),
    ] {
        let text = expression(&policy.to_string(), "- name: refused\n    expression: |-");
        let text = text.replace("i.image.matches(", "counted(i.image, ");
        let program = Program::compile(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let cost = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let mut context = Context::with_env(Arc::new(Env::stdlib()));
        let sum = Arc::clone(&cost);
        let counted = move |text: Arc<String>, regex: Arc<String>| {
            let of_call = (1 + text.len()).div_ceil(10) * regex.len().div_ceil(4);
            sum.fetch_add(of_call, std::sync::atomic::Ordering::Relaxed);
            regex::Regex::new(&regex).expect("a regular expression").is_match(&text)
        };
        context.add_function("counted", counted).expect("a new name");
        context.add_variable("variables", json!({"images": containers})).expect("a variable");
        let value: Value = program.execute(&context).unwrap_or_else(|error| panic!("{error}: {text}"));
        let refused = value.json().expect("JSON").as_array().expect("a list").len();
        let cost = cost.load(std::sync::atomic::Ordering::Relaxed) as u64;
        println!("{refused} refused, counted {cost}, estimate {estimate}");
        assert!(refused == 32 || refused == 0, "{refused}");
        assert!(cost > 100_000 && cost <= estimate && estimate <= 1_000_000, "{cost} of {estimate}");
    }
}
