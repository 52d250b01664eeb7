//! What programs can name: `docs/public-api.txt`, compared with the sources.
//!
//! The lint `unreachable_pub` sees to it that `pub` means public, so the public items are those that say `pub`, in the
//! rooms that are public themselves.

use std::collections::BTreeSet;
use std::path::Path;

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, TraitItem, Visibility};

const PRIVATE_ROOMS: [&str; 4] = ["collections", "go", "impls", "sentence"];

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Tokens as a person writes them, as far as a few rules go.
fn text(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        (" :: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        ("< ", "<"),
        (" ,", ","),
        (" :", ":"),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ;", ";"),
        ("# [", "#["),
        (" [", "["),
        ("[ ", "["),
        (" ]", "]"),
        ("' ", "'"),
    ] {
        text = text.replace(from, to);
    }
    text.replace("->", " -> ").replace("  ", " ")
}

/// A line for each public item of a list, with what it belongs to.
fn list(items: &[Item], room: &str, lines: &mut BTreeSet<String>) {
    for item in items {
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                let name = format!("{room}::{}", item.ident);
                lines.insert(format!("struct {name}{}", text(&item.generics)));
                for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                    let label = field.ident.as_ref().map_or_else(|| "0".into(), ToString::to_string);
                    lines.insert(format!("field {name}::{label}: {}", text(&field.ty)));
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let name = format!("{room}::{}", item.ident);
                let open = item.attrs.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
                let note = if open { " (open)" } else { "" };
                lines.insert(format!("enum {name}{}{note}", text(&item.generics)));
                for variant in &item.variants {
                    let holds = match &variant.fields {
                        Fields::Unit => String::new(),
                        fields => text(&without_attributes(fields)),
                    };
                    lines.insert(format!("variant {name}::{}{holds}", variant.ident));
                }
            }
            Item::Trait(item) if is_public(&item.vis) => {
                lines.insert(format!("trait {room}::{}", item.ident));
                for part in &item.items {
                    if let TraitItem::Fn(function) = part {
                        lines.insert(format!("fn {room}::{}::{}", item.ident, text(&function.sig)));
                    }
                }
            }
            Item::Fn(item) if is_public(&item.vis) => {
                lines.insert(format!("fn {room}::{}", text(&item.sig).replacen("fn ", "", 1)));
            }
            Item::Const(item) if is_public(&item.vis) => {
                lines.insert(format!("const {room}::{}: {}", item.ident, text(&item.ty)));
            }
            Item::Type(item) if is_public(&item.vis) => {
                lines.insert(format!("type {room}::{} = {}", item.ident, text(&item.ty)));
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let name = text(&item.self_ty);
                for part in &item.items {
                    match part {
                        ImplItem::Fn(function) if is_public(&function.vis) => {
                            lines.insert(format!(
                                "fn {room}::{name}::{}",
                                text(&function.sig).replacen("fn ", "", 1)
                            ));
                        }
                        ImplItem::Const(constant) if is_public(&constant.vis) => {
                            lines.insert(format!(
                                "const {room}::{name}::{}: {}",
                                constant.ident,
                                text(&constant.ty)
                            ));
                        }
                        _ => {}
                    }
                }
            }
            // Macros that declare items take them as they would stand alone, or as a table that a list shows whole.
            Item::Macro(item) if !item.mac.path.is_ident("macro_rules") => {
                if let Ok(file) = syn::parse2::<syn::File>(item.mac.tokens.clone()) {
                    list(&file.items, room, lines);
                }
            }
            _ => {}
        }
    }
}

/// The types of a variant's fields alone.
fn without_attributes(fields: &Fields) -> Fields {
    let mut fields = fields.clone();
    fields.iter_mut().for_each(|field| field.attrs.clear());
    fields
}

fn collect(directory: &Path, room: &str, lines: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            let room = if room.is_empty() { name } else { room.to_owned() };
            if !PRIVATE_ROOMS.contains(&room.as_str()) {
                collect(&path, &room, lines);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") && !room.is_empty() {
            let syntax = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
            list(&syntax.items, room, lines);
        }
    }
}

#[test]
fn the_public_interface_is_the_one_that_was_reviewed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut lines = BTreeSet::new();
    collect(&root.join("src"), "", &mut lines);
    assert!(lines.len() > 900, "only {} items found", lines.len());
    let found = lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n") + "\n";
    let path = root.join("docs/public-api.txt");
    if std::env::var_os("UPDATE_PUBLIC_API").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (reviewed.lines().collect(), found.lines().collect());
    let gone: Vec<_> = old.difference(&new).map(|line| format!("- {line}")).collect();
    let added: Vec<_> = new.difference(&old).map(|line| format!("+ {line}")).collect();
    assert!(
        gone.is_empty() && added.is_empty(),
        "docs/public-api.txt:\n{}\n{}",
        gone.join("\n"),
        added.join("\n")
    );
}

/// The lines of the reviewed list, as `fn`, what it belongs to, and the rest.
fn reviewed() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/public-api.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<String> = text.lines().map(Into::into).collect();
    assert!(lines.len() > 900, "only {} items listed", lines.len());
    lines
}

/// The words of a text that can be names.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// What a method is called, what it takes, and what it returns.
fn method(line: &str) -> Option<(&str, &str, &str)> {
    let (path, rest) = line.strip_prefix("fn ")?.split_once('(')?;
    // Parameters of its own (`with_tag<'t>`) are no part of its name.
    let mut depth = 0;
    let name_at = path.char_indices().filter(|(_, c)| {
        depth += i32::from(*c == '<') - i32::from(*c == '>');
        depth == 0 && *c == ':'
    });
    let name = &path[name_at.last()?.0 + 1..];
    let name = name.split('<').next()?.trim_start_matches("const ");
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

#[test]
fn no_method_has_a_twin_for_a_release() {
    let lines = reviewed();
    let owners =
        |line: &str| line.split('(').next().map(|path| path.replace("const ", "")).unwrap_or_default();
    let all: BTreeSet<String> =
        lines.iter().filter(|line| line.starts_with("fn ")).map(|line| owners(line)).collect();
    let twins: Vec<&String> =
        all.iter().filter(|path| path.strip_suffix("_in").is_some_and(|one| all.contains(one))).collect();
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
    let names = types.filter_map(|path| words(path.split("::").nth(1)?).next());
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
