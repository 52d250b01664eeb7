//! One list of patterns in every engine, and texts to ask them about.

pub mod generate;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use cel::{Context, Env, Program, Value};
use pullspec::Reference;
use pullspec::pattern::PatternSet;
use regex::Regex;

/// What the matcher and the engines say of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    pub matcher: bool,
    pub cel: bool,
    pub rego: bool,
    pub regex: bool,
}

/// One list in every engine.
pub struct Engines {
    set: PatternSet,
    program: Program,
    env: Arc<Env>,
    rego: regorus::Engine,
    regex: Regex,
}

thread_local! {
    static COMPILED: RefCell<HashMap<String, Rc<Regex>>> = RefCell::default();
}

/// The engine's own `matches` compiles the expression for each call.
fn matches(text: &str, regex: &str) -> bool {
    let compiled = COMPILED.with_borrow_mut(|compiled| match compiled.get(regex) {
        Some(compiled) => Rc::clone(compiled),
        None => {
            let new = Rc::new(Regex::new(regex).expect("a regular expression"));
            compiled.insert(regex.to_owned(), Rc::clone(&new));
            new
        }
    });
    compiled.is_match(text)
}

impl Engines {
    pub fn new(set: PatternSet) -> Self {
        let cel = set.cel().expect("the list is not that long");
        // Only the name of the function differs.
        let (cel, env) = (cel.replace("image.matches(", "matches_once(image, "), Arc::new(Env::stdlib()));
        let program = Program::compile(&cel).unwrap_or_else(|error| panic!("{error}: {cel}"));
        let mut rego = regorus::Engine::new();
        rego.add_policy("images.rego".into(), set.rego())
            .unwrap_or_else(|error| panic!("{error}: {}", set.rego()));
        let regex = set.regex().expect("the list is not that long");
        let regex =
            regex::RegexBuilder::new(&regex).size_limit(1 << 28).build().expect("a regular expression");
        Self { set, program, env, rego, regex }
    }

    pub fn set(&self) -> &PatternSet {
        &self.set
    }

    pub fn ask(&mut self, text: &str) -> Answers {
        let matcher = Reference::parse(text).is_ok_and(|image| self.set.allows(&image));
        let mut context = Context::with_env(Arc::clone(&self.env));
        let added = context
            .add_function("matches_once", |text: Arc<String>, regex: Arc<String>| matches(&text, &regex));
        added.expect("a new name");
        context.add_variable("image", text).expect("a variable");
        let cel = match self.program.execute(&context) {
            Ok(Value::Bool(allowed)) => allowed,
            other => panic!("{other:?} for {text:?}"),
        };
        self.rego.set_input(
            regorus::Value::from_json_str(&serde_json::json!({"image": text}).to_string()).expect("JSON"),
        );
        let rego = match self.rego.eval_rule("data.images.allow".into()) {
            Ok(regorus::Value::Bool(allowed)) => allowed,
            other => panic!("{other:?} for {text:?}"),
        };
        Answers { matcher, cel, rego, regex: self.regex.is_match(text) }
    }
}
