//! Go's `regexp`: patterns in its syntax, and `ReplaceAllString` with its way of naming groups.
//!
//! The `regex` crate matches alike but reads more: classes within classes, more flags, stacked repetitions. So a pattern
//! is read here by the rules of Go 1.25's `regexp/syntax` and written anew for it; what Go refuses is refused.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

use regex::{Captures, Match, Regex, escape};

/// A pattern as Go compiles it.
pub(crate) struct Regexp {
    regex: Regex,
    /// The groups with a name. Go lets several have one.
    names: Vec<(Box<str>, usize)>,
}

impl Regexp {
    /// `None`: not a pattern.
    pub(crate) fn compile(pattern: &str) -> Option<Self> {
        let mut reader =
            Reader { rest: pattern, out: String::new(), groups: 0, names: Vec::new(), no_names: false };
        while reader.step()? {}
        Some(Self { regex: Regex::new(&reader.out).ok()?, names: reader.names })
    }

    /// `ReplaceAllString`.
    pub(crate) fn replace_all(&self, text: &str, replacement: &str) -> String {
        let expand = |found: &Captures<'_>| self.expand(replacement, found);
        self.regex.replace_all(text, expand).into_owned()
    }

    /// What the first group of this name that took part in the match holds.
    fn named<'t>(&self, name: &str, found: &Captures<'t>) -> Option<Match<'t>> {
        let mut groups = self.names.iter().filter(|(known, _)| **known == *name);
        groups.find_map(|&(_, group)| found.get(group))
    }

    /// `Expand`: `$name` is as long as it can be, and a number with a zero before it is a name.
    fn expand(&self, template: &str, found: &Captures<'_>) -> String {
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            rest = after;
            if let Some(after) = rest.strip_prefix('$') {
                out.push('$');
                rest = after;
            } else if let Some((name, after)) = group_name(rest) {
                let number = name.parse().ok().filter(|_| name == "0" || !name.starts_with('0'));
                let group = match number {
                    Some(number) => found.get(number),
                    None => self.named(name, found),
                };
                out.push_str(group.map_or("", |group| group.as_str()));
                rest = after;
            } else {
                out.push('$');
            }
        }
        out + rest
    }
}

/// A group's name after `$`, and what follows it.
fn group_name(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{');
    let start = inner.unwrap_or(text);
    let end = start.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(start.len());
    let (name, after) = start.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
    match inner {
        Some(_) => Some((name, after.strip_prefix('}')?)),
        None => Some((name, after)),
    }
}

/// Goes through a pattern, and writes what it means for the `regex` crate.
struct Reader<'p> {
    rest: &'p str,
    out: String,
    groups: usize,
    names: Vec<(Box<str>, usize)>,
    /// Whether it is known that no class with a name ends in the rest.
    no_names: bool,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    fn skip(&mut self, prefix: &str) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Reads one piece. `Some(false)`: the end; `None`: Go refuses it.
    fn step(&mut self) -> Option<bool> {
        if self.skip("\\Q") {
            let (literal, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
            self.out.push_str(&escape(literal));
            self.rest = rest;
            return Some(true);
        }
        match self.next() {
            None => return Some(false),
            Some('\\') => drop(self.escaped()?),
            Some('[') => self.class()?,
            Some('(') => self.group()?,
            Some(c @ ('*' | '+' | '?')) => {
                self.out.push(c);
                self.after_repetition()?;
            }
            Some('{') => match repetition(self.rest) {
                Some((written, low, high)) => {
                    if low > MAX_REPETITION || high.is_some_and(|high| high < low || high > MAX_REPETITION) {
                        return None;
                    }
                    self.out.push('{');
                    self.out.push_str(written);
                    self.rest = self.rest.get(written.len()..)?;
                    self.after_repetition()?;
                }
                None => self.out.push_str("\\{"),
            },
            Some(c) => self.out.push(c),
        }
        Some(true)
    }

    /// After one repetition may come `?`, and no other.
    fn after_repetition(&mut self) -> Option<()> {
        if self.skip("?") {
            self.out.push('?');
        }
        let stacked = self.rest.starts_with(['*', '+', '?'])
            || self.rest.strip_prefix('{').is_some_and(|rest| repetition(rest).is_some());
        (!stacked).then_some(())
    }

    /// What follows a backslash, in a class and outside of one. Whether it is one character.
    fn escaped(&mut self) -> Option<bool> {
        let mut is_character = true;
        match self.next()? {
            first @ '0'..='7' => {
                // One digit other than zero would be a back reference.
                let mut value = first.to_digit(8)?;
                let mut digits = 1;
                while let Some(digit) =
                    self.rest.chars().next().and_then(|c| c.to_digit(8)).filter(|_| digits < 3)
                {
                    value = value * 8 + digit;
                    digits += 1;
                    self.next();
                }
                if first != '0' && digits == 1 {
                    return None;
                }
                write!(self.out, "\\x{{{value:x}}}").ok()?;
            }
            // Of the `regex` crate's own: by code, and where words begin and end.
            'u' | 'U' => return None,
            c @ ('<' | '>') => self.out.push(c),
            'x' if self.skip("{") => {
                let (code, rest) = self.rest.split_once('}')?;
                write!(self.out, "\\x{{{code}}}").ok()?;
                self.rest = rest;
            }
            c @ ('p' | 'P') => {
                is_character = false;
                self.out.push('\\');
                if self.skip("{^") {
                    self.out.push(if c == 'p' { 'P' } else { 'p' });
                    self.out.push('{');
                } else {
                    let name = self.next()?;
                    self.out.extend([c, name]);
                }
                if self.out.ends_with('{') {
                    let (name, rest) = self.rest.split_once('}')?;
                    // Go knows names alone: neither properties nor `name=value`.
                    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ' ' || c == '-') {
                        return None;
                    }
                    self.out.push_str(name);
                    self.out.push('}');
                    self.rest = rest;
                }
            }
            c => {
                is_character = !"dDsSwW".contains(c);
                self.out.extend(['\\', c]);
            }
        }
        Some(is_character)
    }

    /// A class: in Go an opening bracket in it, `&&`, `~~` and `--` are characters.
    fn class(&mut self) -> Option<()> {
        self.out.push('[');
        if self.skip("^") {
            self.out.push('^');
        }
        let mut first = true;
        while first || !self.rest.starts_with(']') {
            first = false;
            if let Some(rest) = self.rest.strip_prefix("[:").filter(|_| !self.no_names) {
                let Some((name, after)) = rest.split_once(":]") else {
                    self.no_names = true;
                    continue;
                };
                if !ASCII_CLASSES.contains(&name.strip_prefix('^').unwrap_or(name)) {
                    return None;
                }
                write!(self.out, "[:{name}:]").ok()?;
                self.rest = after;
                continue;
            }
            let is_character = self.class_character()?;
            if is_character
                && self.rest.strip_prefix('-').is_some_and(|rest| !rest.is_empty() && !rest.starts_with(']'))
            {
                self.next();
                self.out.push('-');
                self.class_character()?;
            }
        }
        self.next();
        self.out.push(']');
        Some(())
    }

    fn class_character(&mut self) -> Option<bool> {
        match self.next()? {
            '\\' => self.escaped(),
            c => {
                // Escaped, these two would be borders of words.
                if c.is_ascii_punctuation() && !matches!(c, '<' | '>') {
                    self.out.push('\\');
                }
                self.out.push(c);
                Some(true)
            }
        }
    }

    /// A group's opening: a name, or flags that Go knows.
    fn group(&mut self) -> Option<()> {
        self.out.push('(');
        if !self.skip("?") {
            self.groups += 1;
            return Some(());
        }
        if self.skip("P<") || self.skip("<") {
            self.groups += 1;
            let (name, rest) = self.rest.split_once('>')?;
            self.rest = rest;
            self.names.push((name.into(), self.groups));
            let is_word = !name.is_empty() && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
            return is_word.then_some(());
        }
        self.out.push('?');
        let end = self.rest.find([':', ')'])?;
        let (flags, rest) = self.rest.split_at_checked(end)?;
        self.out.push_str(flags);
        self.rest = rest;
        flags.chars().all(|flag| "imsU-".contains(flag)).then_some(())
    }
}

const MAX_REPETITION: u32 = 1000;

const ASCII_CLASSES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

/// What stands in braces up to the closing one, if it is a repetition: its text, and its bounds.
fn repetition(text: &str) -> Option<(&str, u32, Option<u32>)> {
    let end = text.find(|c: char| c != ',' && !c.is_ascii_digit())?;
    let inner = text.get(..end).filter(|_| text.get(end..).is_some_and(|rest| rest.starts_with('}')))?;
    let number = |digits: &str| {
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let leading_zero = digits.len() > 1 && digits.starts_with('0');
        (is_number && !leading_zero).then(|| digits.parse().unwrap_or(u32::MAX))
    };
    let written = text.get(..=inner.len())?;
    match inner.split_once(',') {
        None => number(inner).map(|count| (written, count, Some(count))),
        Some((low, "")) => number(low).map(|low| (written, low, None)),
        Some((low, high)) => Some((written, number(low)?, Some(number(high)?))),
    }
}
