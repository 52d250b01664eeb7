//! One list of patterns in every engine, and texts to ask them about.

pub mod generate;
mod matches;
mod rego;

use std::sync::Arc;
use std::time::{Duration, Instant};

use cel::{Context, Env, Program, Value};
use pullspec::Reference;
use pullspec::pattern::PatternSet;
use regex::Regex;

use matches::compiled;
use rego::Rego;

/// What a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Allow,
    Deny,
}

/// What the matcher and the engines say of a text: whether it is allowed, or denied. An expression alone is for what is
/// allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    pub matcher: bool,
    pub cel: bool,
    pub rego: bool,
    pub regex: Option<bool>,
}

/// One list in every engine, each program compiled once.
pub struct Engines {
    set: PatternSet,
    meaning: Meaning,
    program: Program,
    context: Context<'static, 'static>,
    rego: Rego,
    regex: Option<Regex>,
    /// How long CEL and Rego took.
    pub took: [Duration; 2],
}

/// The texts that the crate's own tests hold, with Go's answers, and the published bypasses.
pub fn recorded() -> Vec<String> {
    let rows = include_str!("../../data/references.jsonl").lines().map(|line| {
        let row: serde_json::Value = serde_json::from_str(line).expect("a row");
        row["in"].as_str().expect("a text").to_owned()
    });
    rows.chain(bypasses().map(|(_, image)| image)).collect()
}

/// A pattern, and an image that got past an expression written by hand for it.
pub fn bypasses() -> impl Iterator<Item = (&'static str, String)> {
    include_str!("../bypasses.txt").lines().filter(|row| !row.starts_with('#')).map(|row| {
        let (pattern, image) = row.split_once('\t').expect("a pattern and an image");
        (pattern, serde_json::from_str(image).expect("a string"))
    })
}

impl Engines {
    pub fn new(set: PatternSet, meaning: Meaning) -> Self {
        let denied = set.denying();
        let (cel, rego, regex) = match meaning {
            Meaning::Allow => (set.cel(), set.rego(), Some(set.regex().expect("the list is not that long"))),
            Meaning::Deny => (denied.cel(), denied.rego(), None),
        };
        // Only the name of the function differs.
        let cel = cel.expect("the list is not that long").replace("image.matches(", "matches_once(image, ");
        let program = Program::compile(&cel).unwrap_or_else(|error| panic!("{error}: {cel}"));
        let mut context = Context::with_env(Arc::new(Env::stdlib()));
        let added = context.add_function("matches_once", |text: Arc<String>, regex: Arc<String>| {
            compiled(&regex).is_match(&text)
        });
        added.expect("a new name");
        let rego = Rego::new(&rego, meaning);
        let regex = regex.map(|regex| {
            let builder = regex::RegexBuilder::new(&regex).size_limit(1 << 28).build();
            builder.expect("a regular expression")
        });
        Self { set, meaning, program, context, rego, regex, took: [Duration::ZERO; 2] }
    }

    /// How many texts Rego's engine itself was asked about.
    pub fn evaluated(&self) -> usize {
        self.rego.evaluated()
    }

    pub fn set(&self) -> &PatternSet {
        &self.set
    }

    /// What each says of a text.
    pub fn ask(&mut self, text: &str) -> Answers {
        let matcher = match self.meaning {
            Meaning::Allow => Reference::parse(text).is_ok_and(|image| self.set.allows(&image)),
            Meaning::Deny => self.set.denying().denies(text),
        };
        let started = Instant::now();
        self.context.add_variable("image", text).expect("a variable");
        let cel = match self.program.execute(&self.context) {
            Ok(Value::Bool(answer)) => answer,
            other => panic!("{other:?} for {text:?}"),
        };
        let between = Instant::now();
        let rego = self.rego.ask(text);
        let [cel_took, rego_took] = &mut self.took;
        *cel_took += between - started;
        *rego_took += between.elapsed();
        Answers { matcher, cel, rego, regex: self.regex.as_ref().map(|regex| regex.is_match(text)) }
    }
}
