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
