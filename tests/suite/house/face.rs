//! What programs can name: `docs/public-api.txt`, compared with the crate.
//!
//! Whether the list is whole only the compiler can tell, which sees what macros and derives make; that is asked with
//! `PUBLIC_API=check`, and takes a build of its own. Without it, what the sources say themselves has to stand in it.

use std::collections::BTreeSet;
use std::path::Path;

use quote::ToTokens;
use syn::Item;

use super::listing::{expanded, list, written};

#[test]
fn the_public_interface_is_the_one_that_was_reviewed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/public-api.txt");
    let asked = std::env::var("PUBLIC_API").ok().filter(|asked| !asked.is_empty());
    let found = list(&asked.as_ref().map_or_else(written, |_| expanded()));
    assert!(found.len() > 1_500, "only {} items found", found.len());
    if asked.as_deref() == Some("update") {
        let text: String = found.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        std::fs::write(&path, text).unwrap();
    }
    let reviewed = reviewed();
    let reviewed: BTreeSet<&str> = reviewed.iter().map(String::as_str).collect();
    let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    let added: Vec<_> = found.difference(&reviewed).map(|line| format!("+ {line}")).collect();
    let gone = reviewed.difference(&found).filter(|_| asked.is_some());
    let gone: Vec<_> = gone.map(|line| format!("- {line}")).collect();
    assert!(
        gone.is_empty() && added.is_empty(),
        "docs/public-api.txt (PUBLIC_API=update writes it again):\n{}\n{}",
        gone.join("\n"),
        added.join("\n")
    );
}

#[test]
fn what_macros_make_is_in_the_list() {
    let lines = reviewed();
    for line in [
        "variant cause::Cause::TagNotFound",
        "variant api::WaitingReason::ErrImagePull",
        "struct reference::Tag<'a>",
        "struct reference::OwnedDomain",
        "const fn api::Pods::as_slice(&self) -> &[Pod]",
        "variant registry::node::FindingKind::UnknownKey",
        "impl Debug for cause::Cause",
        "impl PartialEq<str> for cause::Cause",
        "use Pod = api::Pod",
        "mod registry::node::containerd",
        "struct api::Redacted<'t>",
    ] {
        assert!(lines.iter().any(|listed| listed == line), "{line}");
    }
    assert!(!lines.iter().any(|line| line.contains("terminal::") || line.contains(" registry::containerd")));
}

/// The lines of the reviewed list, as `fn`, what it belongs to, and the rest.
fn reviewed() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/public-api.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<String> = text.lines().map(Into::into).collect();
    assert!(lines.len() > 3_000, "only {} items listed", lines.len());
    lines
}

/// The words of a text that can be names.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// What a method is called, what it takes, and what it returns.
fn method(line: &str) -> Option<(&str, &str, &str)> {
    let (path, rest) = line.strip_prefix("const ").unwrap_or(line).strip_prefix("fn ")?.split_once('(')?;
    // Parameters of its own (`with_tag<'t>`) are no part of its name.
    let mut depth = 0;
    let name_at = path.char_indices().filter(|(_, c)| {
        depth += i32::from(*c == '<') - i32::from(*c == '>');
        depth == 0 && *c == ':'
    });
    let name = &path[name_at.last()?.0 + 1..];
    let name = name.split('<').next()?;
    let (takes, returns) = rest.rsplit_once(" -> ").unwrap_or((rest, ""));
    Some((name, takes, returns))
}

#[test]
fn there_is_one_clock() {
    const UNITS: [&str; 9] =
        ["_ms", "_millis", "_milliseconds", "_secs", "_seconds", "_nanos", "_micros", "_MS", "_SECS"];
    let lines = reviewed();
    let counts: Vec<&String> = lines
        .iter()
        // The API's own word for a field of its own.
        .filter(|line| !line.starts_with("field api::PodSpec::active_deadline_seconds:"))
        .filter(|line| {
            words(line).any(|word| word.contains("_ms_") || UNITS.iter().any(|unit| word.ends_with(unit)))
        })
        .collect();
    assert!(counts.is_empty(), "a time is a Duration or a Timestamp: {counts:#?}");
    let clocked = lines.iter().filter(|line| line.contains("Duration") || line.contains("Timestamp")).count();
    assert!(clocked > 60, "only {clocked} items with a time");
}

#[test]
fn builders_are_called_with() {
    // Each makes another value of it, and sets no part.
    const OTHERS: [&str; 8] = [
        "docker_ref",
        "or_default_tag",
        "merge",
        "pinned_to",
        "without_digest",
        "without_tag",
        "without_tag_and_digest",
        "without_tag_beside_digest",
    ];
    let lines = reviewed();
    let methods: Vec<_> = lines.iter().filter_map(|line| Some((line, method(line)?))).collect();
    let takes_self = |takes: &str| {
        takes.starts_with("self,") || takes.starts_with("mut self") || takes.starts_with("self)")
    };
    let mut builders = 0;
    for (line, (name, takes, returns)) in &methods {
        let returns_self = *returns == "Self" || returns.starts_with("Result<Self,");
        if takes_self(takes) && returns_self && !OTHERS.contains(name) {
            assert!(name.starts_with("with_"), "a builder is called with_x: {line}");
            builders += 1;
        }
        // A view of a part (`&self`) is a copy with another part, and so is called.
        assert!(!name.starts_with("set_"), "a builder is called with_x: {line}");
        if name.starts_with("with_") {
            assert!(!takes.starts_with("&mut"), "a builder takes the value: {line}");
        }
    }
    assert!(builders > 40, "only {builders} builders found");
}

/// The structs with public fields, a default and a copy for the asking that calls of other types take: settings.
fn settings(lines: &[String]) -> BTreeSet<&str> {
    let implements = |what: &str| -> BTreeSet<&str> {
        let types = lines.iter().filter_map(|line| line.strip_prefix("impl ")?.strip_prefix(what));
        types.filter_map(|path| path.strip_prefix(" for ")?.split('<').next()).collect()
    };
    let fields =
        lines.iter().filter_map(|line| line.strip_prefix("field ")?.split_once(": ")?.0.rsplit_once("::"));
    let structs: BTreeSet<&str> = fields.map(|(path, _)| path).collect();
    let (defaults, copies) = (implements("Default"), implements("Copy"));
    let is_taken = |path: &str| {
        let name = path.rsplit("::").next().unwrap_or_default();
        lines.iter().any(|line| {
            let call = line.strip_prefix("const ").unwrap_or(line);
            let own = |rest: &str| rest.starts_with("::") || rest.starts_with('<');
            let is_own = call.strip_prefix("fn ").and_then(|call| call.strip_prefix(path)).is_some_and(own);
            !is_own && method(line).is_some_and(|(_, takes, _)| words(takes).any(|word| word == name))
        })
    };
    structs
        .into_iter()
        .filter(|path| defaults.contains(path) && copies.contains(path) && is_taken(path))
        .collect()
}

/// The fields of a setting that no builder sets.
fn without_builder<'l>(lines: &'l [String], setting: &str) -> Vec<&'l str> {
    let part_of = |path: &str| path.split('<').next() == Some(setting);
    let builds = |line: &str, field: &str| {
        let call = line.strip_prefix("const ").unwrap_or(line);
        let place = call.strip_prefix("fn ").and_then(|call| call.split_once('(')?.0.rsplit_once("::"));
        place.is_some_and(|(path, name)| part_of(path) && name.strip_prefix("with_") == Some(field))
    };
    let fields =
        lines.iter().filter_map(|line| line.strip_prefix("field ")?.split_once(": ")?.0.rsplit_once("::"));
    fields
        .filter(|(path, field)| *path == setting && !lines.iter().any(|line| builds(line, field)))
        .map(|(_, field)| field)
        .collect()
}

#[test]
fn settings_have_builders() {
    let lines = reviewed();
    let found = settings(&lines);
    for setting in ["access::CredentialVerification", "api::Behavior", "waiting::Grace"] {
        assert!(found.contains(setting), "{setting} is not among {found:?}");
    }
    for setting in found {
        let missing = without_builder(&lines, setting);
        assert!(missing.is_empty(), "{setting} has no with_x for {missing:?}");
    }
    // And the check sees one that is missing.
    let others: Vec<String> =
        lines.into_iter().filter(|line| !line.contains("Grace::with_depends(")).collect();
    assert_eq!(without_builder(&others, "waiting::Grace"), ["depends"]);
}

#[test]
fn no_method_has_a_twin_for_a_release() {
    let lines = reviewed();
    let functions =
        lines.iter().filter_map(|line| line.strip_prefix("const ").unwrap_or(line).strip_prefix("fn "));
    let all: BTreeSet<&str> = functions.filter_map(|line| line.split('(').next()).collect();
    let twins: Vec<&&str> =
        all.iter().filter(|path| path.strip_suffix("_in").is_some_and(|one| all.contains(one))).collect();
    assert!(all.len() > 600, "only {} functions found", all.len());
    assert!(twins.is_empty(), "a release is an argument: {twins:?}");
}

/// The types of a tree that are errors: by `impl` or by a derive.
fn errors(items: &[Item], found: &mut BTreeSet<String>) {
    for item in items {
        let derives = |attributes: &[syn::Attribute]| {
            attributes.iter().any(|attribute| {
                attribute.path().is_ident("derive")
                    && words(&attribute.to_token_stream().to_string()).any(|word| word == "Error")
            })
        };
        match item {
            Item::Struct(item) if derives(&item.attrs) => _ = found.insert(item.ident.to_string()),
            Item::Enum(item) if derives(&item.attrs) => _ = found.insert(item.ident.to_string()),
            Item::Impl(item) => {
                let is_error =
                    |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == "Error");
                if item.trait_.as_ref().is_some_and(|(_, path, _)| is_error(path))
                    && let syn::Type::Path(own) = &*item.self_ty
                {
                    found.extend(own.path.segments.last().map(|last| last.ident.to_string()));
                }
            }
            Item::Mod(item) => {
                if let Some((_, items)) = &item.content {
                    errors(items, found);
                }
            }
            _ => {}
        }
    }
}

fn errors_below(directory: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            errors_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            errors(&syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap().items, found);
        }
    }
}

#[test]
fn errors_are_called_errors_and_nothing_else_is() {
    let mut found = BTreeSet::new();
    errors_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 25, "only {} errors found", found.len());
    // Or what kind of one it is, which goes on as one.
    let is_named = |name: &str| name.ends_with("Error") || name.ends_with("ErrorKind");
    let others: Vec<&String> = found.iter().filter(|name| !is_named(name)).collect();
    assert!(others.is_empty(), "an error's name ends in Error: {others:?}");
    let lines = reviewed();
    let types = lines.iter().filter_map(|line| line.strip_prefix("struct ").or(line.strip_prefix("enum ")));
    // `GoError` names the errors that Go returns.
    let names = types.filter_map(|path| words(path.split('<').next()?.split(' ').next()?).last());
    let claims: Vec<&str> = names
        .filter(|name| name.ends_with("Error") && !found.contains(*name) && *name != "GoError")
        .collect();
    assert!(claims.is_empty(), "called an error, but is none: {claims:?}");
    // What a call fails with is an error too.
    for line in &lines {
        let Some((_, _, returns)) = method(line) else { continue };
        let Some(both) = returns.strip_prefix("Result<") else { continue };
        let mut depth = 0;
        let comma = both.char_indices().find(|(_, c)| {
            depth += i32::from("<[(".contains(*c)) - i32::from(">])".contains(*c));
            depth == 0 && *c == ','
        });
        let Some((comma, _)) = comma else { continue };
        let name = words(&both[comma..]).next().unwrap_or_default();
        // What the caller's own reader fails with is called `D::Error`.
        assert!(name.ends_with("Error") || name == "D", "fails with {name}: {line}");
    }
}

#[test]
fn lists_are_not_slices_in_disguise() {
    let mut derefs = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = 0;
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files += 1;
                let text = std::fs::read_to_string(&path).unwrap();
                if text
                    .lines()
                    .any(|line| line.trim_start().starts_with("impl") && line.contains(" Deref for "))
                {
                    derefs.push(path);
                }
            }
        }
    }
    assert!(files > 150);
    assert!(derefs.is_empty(), "{derefs:?}");
}
