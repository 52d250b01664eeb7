//! A module of Rego, asked about millions of texts.
//!
//! An evaluation takes the engine some 60 microseconds. What a module answers follows from the matches that it asks for
//! on its way, so the ways are kept as a tree: a text whose matches lead along a known way has its answer, and any other
//! is evaluated, which adds its way. The tree learns nothing but what the engine did. That a module asks for nothing but
//! matches of the image is checked on each way, and every so many-th answer is evaluated although it is known.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use regex::Regex;
use regorus::{Engine, Value};

use crate::Meaning;
use crate::matches::compiled;

/// Of so many known answers one is evaluated all the same.
const AGAIN: usize = 200;

/// A match that the engine asked for.
struct Asked {
    regex: String,
    text: String,
    answer: bool,
}

thread_local! {
    /// What the evaluation under way asked for.
    static ASKED: RefCell<Vec<Asked>> = RefCell::default();
}

enum Node {
    /// The module asks for a match: where no and yes lead to.
    Match {
        text: String,
        regex: Rc<Regex>,
        next: [Option<usize>; 2],
    },
    Answer(bool),
}

pub(crate) struct Rego {
    engine: Engine,
    rule: &'static str,
    /// The first is where every way begins.
    nodes: Vec<Node>,
    asked: usize,
    evaluated: usize,
}

impl Rego {
    pub(crate) fn new(module: &str, meaning: Meaning) -> Self {
        let mut engine = Engine::new();
        let once = |values: Vec<Value>| match values.as_slice() {
            [Value::String(regex), Value::String(text)] => {
                let answer = compiled(regex).is_match(text);
                let (regex, text) = (regex.to_string(), text.to_string());
                ASKED.with_borrow_mut(|asked| asked.push(Asked { regex, text, answer }));
                Ok(answer.into())
            }
            _ => panic!("two texts"),
        };
        engine.add_extension("matches_once".into(), 2, Box::new(once)).expect("a new name");
        // Only the name of the function differs.
        let module = module.replace("regex.match(", "matches_once(");
        let images = module.matches("input").count();
        assert_eq!(
            images,
            module.matches(", input.image)").count(),
            "it looks at the image by matches: {module}"
        );
        engine
            .add_policy("images.rego".into(), module.clone())
            .unwrap_or_else(|error| panic!("{error}: {module}"));
        let rule = match meaning {
            Meaning::Allow => "data.images.allow",
            Meaning::Deny => "data.images.deny",
        };
        Self { engine, rule, nodes: Vec::new(), asked: 0, evaluated: 0 }
    }

    pub(crate) fn evaluated(&self) -> usize {
        self.evaluated
    }

    pub(crate) fn ask(&mut self, text: &str) -> bool {
        self.asked += 1;
        let known = self.known(text);
        if let Some(answer) = known.filter(|_| self.asked % AGAIN != 0) {
            return answer;
        }
        let answer = self.evaluate(text);
        assert!(known.is_none_or(|known| known == answer), "a way led to another answer for {text:?}");
        answer
    }

    /// The answer at the end of the way on which the text's matches lead, if it was gone.
    fn known(&self, text: &str) -> Option<bool> {
        let mut node = self.nodes.first()?;
        loop {
            match node {
                Node::Answer(answer) => return Some(*answer),
                Node::Match { regex, next, .. } => {
                    node = self.nodes.get(next[usize::from(regex.is_match(text))]?)?;
                }
            }
        }
    }

    /// The engine's answer, whose way is kept.
    fn evaluate(&mut self, text: &str) -> bool {
        self.evaluated += 1;
        ASKED.with_borrow_mut(Vec::clear);
        self.engine.set_input(Value::from(BTreeMap::from([(Value::from("image"), Value::from(text))])));
        let answer = match self.engine.eval_rule(self.rule.into()) {
            Ok(Value::Bool(answer)) => answer,
            other => panic!("{other:?} for {text:?}"),
        };
        let mut came_from: Option<(usize, usize)> = None;
        for asked in ASKED.with_borrow_mut(std::mem::take) {
            assert_eq!(asked.text, text, "the image alone is matched");
            let regex = compiled(&asked.regex);
            let at =
                self.step(came_from, || Node::Match { text: asked.regex.clone(), regex, next: [None; 2] });
            assert!(
                matches!(&self.nodes[at], Node::Match { text, .. } if *text == asked.regex),
                "the same matches lead to another question for {text:?}"
            );
            came_from = Some((at, usize::from(asked.answer)));
        }
        let at = self.step(came_from, || Node::Answer(answer));
        assert!(
            matches!(self.nodes[at], Node::Answer(known) if known == answer),
            "the same matches lead to another answer for {text:?}"
        );
        answer
    }

    /// The node to which a way leads on, which is new if nobody went there.
    fn step(&mut self, from: Option<(usize, usize)>, new: impl FnOnce() -> Node) -> usize {
        let known = match from {
            None => (!self.nodes.is_empty()).then_some(0),
            Some((node, answer)) => match &self.nodes[node] {
                Node::Match { next, .. } => next[answer],
                Node::Answer(_) => panic!("an answer ends its way"),
            },
        };
        known.unwrap_or_else(|| {
            let at = self.nodes.len();
            self.nodes.push(new());
            if let Some((node, answer)) = from
                && let Node::Match { next, .. } = &mut self.nodes[node]
            {
                next[answer] = Some(at);
            }
            at
        })
    }
}
