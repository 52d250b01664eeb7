//! A [`Verdict`] as data: its causes, the place of its evidence, and the rule by the first of its texts.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use crate::cause::{Cause, CauseRule, Verdict};

#[derive(serde::Serialize, serde::Deserialize)]
struct Written<'a> {
    cause: Cause,
    #[serde(default)]
    alternates: Cow<'a, [Cause]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rule: Option<Cow<'a, str>>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Evidence {
    start: usize,
    end: usize,
}

/// What a rule is called: the first of its texts, with a number after it where an earlier rule with the same cause begins
/// with the same text, which decides in other surroundings.
fn name(rule: &'static CauseRule) -> Cow<'static, str> {
    let first = |rule: &'static CauseRule| rule.texts().next().unwrap_or_default();
    let text = first(rule);
    let earlier = CauseRule::all()
        .take_while(|known| !core::ptr::eq(*known, rule))
        .filter(|known| known.cause() == rule.cause() && first(known) == text);
    match earlier.count() {
        0 => Cow::Borrowed(text),
        earlier => Cow::Owned(alloc::format!("{text} #{}", earlier + 1)),
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let evidence = self.evidence().map(|at| Evidence { start: at.start, end: at.end });
        let rule = self.rule().map(name);
        Written { cause: self.cause(), alternates: self.alternates().into(), evidence, rule }
            .serialize(serializer)
    }
}

/// A rule that this version does not have is forgotten: who must act and how is then the cause's to say.
impl<'de> Deserialize<'de> for Verdict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { cause, alternates, evidence, rule } = Written::deserialize(deserializer)?;
        if evidence.as_ref().is_some_and(|at| at.start > at.end) {
            return Err(D::Error::custom("the evidence ends before it starts"));
        }
        let evidence = evidence.map(|at| [at.start, at.end]);
        let rule = rule.and_then(|rule| {
            let mut rules = CauseRule::all();
            rules.find(|known| known.cause() == cause && name(known) == rule)
        });
        let alternates: Vec<Cause> = alternates.into_owned();
        Verdict::from_parts(cause, &alternates, evidence, rule)
            .ok_or_else(|| D::Error::custom("an alternate stands twice, or there are too many"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{CauseRule, name};

    #[test]
    fn no_two_rules_of_a_cause_have_one_name() {
        let names: BTreeSet<_> = CauseRule::all().map(|rule| (rule.cause(), name(rule))).collect();
        assert_eq!(names.len(), CauseRule::all().count());
    }
}
