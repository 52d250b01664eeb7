//! What the engines say of edges, bypasses and generated texts, and whether the whole policy says the same.

use std::sync::Arc;

use cel::{Context, Env, Program, Value};
use pullspec::pattern::PatternSet;
use pullspec_engines::generate::{Numbers, reference, set};
use pullspec_engines::{Answers, Engines};
use serde_json::json;

#[test]
fn published_bypasses_are_refused_in_every_engine() {
    let rows = include_str!("../bypasses.txt");
    let mut count = 0;
    for row in rows.lines().filter(|row| !row.starts_with('#')) {
        let (pattern, image) = row.split_once('\t').expect("a pattern and an image");
        let image: String = serde_json::from_str(image).expect("a string");
        let mut engines = Engines::new(PatternSet::parse([pattern]).expect("a pattern"));
        let refused = Answers { matcher: false, cel: false, rego: false, regex: false };
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
        let mut engines = Engines::new(PatternSet::parse([pattern]).expect("a pattern"));
        let allowed = Answers { matcher: true, cel: true, rego: true, regex: true };
        assert_eq!(engines.ask(image), allowed, "{pattern} on {image:?}");
    }
}

#[test]
fn no_engine_differs_on_generated_lists_and_texts() {
    let mut n = Numbers(7);
    let mut allowed = 0;
    for _ in 0..40 {
        let mut engines = Engines::new(set(&mut n));
        for text in std::iter::repeat_with(|| reference(&mut n)).take(250) {
            let answers = engines.ask(&text);
            let context = || {
                format!("{text:?} in {:?}", engines.set().iter().map(ToString::to_string).collect::<Vec<_>>())
            };
            assert_eq!((answers.cel, answers.rego), (answers.matcher, answers.matcher), "{}", context());
            assert!(answers.matcher || !answers.regex, "{}", context());
            allowed += usize::from(answers.matcher);
        }
    }
    assert!(allowed > 50, "{allowed} allowed of 10,000");
}

/// The expression of a variable or a message in the policy's YAML.
fn expression(policy: &str, after: &str) -> String {
    let from = policy.find(after).expect("the expression") + after.len();
    let lines = policy[from..].lines().skip(1).take_while(|line| line.starts_with("      "));
    lines.map(str::trim_start).collect::<Vec<_>>().join("\n").replace("dyn(object)", "object")
}

/// What the policy's variables come to for an object: the images refused.
fn refused(policy: &str, object: &serde_json::Value) -> Vec<String> {
    let env = Arc::new(Env::stdlib());
    let mut variables = serde_json::Map::new();
    for name in ["spec", "images", "refused"] {
        let text = expression(policy, &format!("- name: {name}\n    expression: |-"));
        let program = Program::compile(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let mut context = Context::with_env(Arc::clone(&env));
        context.add_variable("object", object).expect("a variable");
        context.add_variable("variables", &variables).expect("a variable");
        let value: Value = program.execute(&context).unwrap_or_else(|error| panic!("{error}: {text}"));
        variables.insert(name.into(), value.json().expect("JSON"));
    }
    let refused = variables["refused"].as_array().expect("a list");
    refused
        .iter()
        .map(|one| format!("{}: {}", one["of"].as_str().unwrap(), one["image"].as_str().unwrap()))
        .collect()
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
        json!({"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": template}}}}),
        json!({"kind": "PodTemplate", "template": template}),
    ] {
        assert_eq!(refused(&policy, &object), want, "{object}");
    }
    let fine = json!({"kind": "Pod", "spec": {"containers": [{"name": "c", "image": "quay.io/team/x:1"}]}});
    assert!(refused(&policy, &fine).is_empty());
}
