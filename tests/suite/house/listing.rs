//! The list of what programs can name and rely on: a line for each public item and each trait implemented for one.
//!
//! It is read from a tree of modules in which a public item is one that a path of public names leads to. The tree is
//! either what the compiler sees, with every macro and derive written out, or the sources as they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use quote::ToTokens;
use syn::{Fields, GenericArgument, ImplItem, Item, PathArguments, TraitItem, Type, UseTree, Visibility};

/// The library with all features, as the compiler sees it after macros and derives.
pub(super) fn expanded() -> Vec<Item> {
    // Unstable output that a stable compiler gives when told; in a place of its own, so that nothing else is built again.
    let output = Command::new(env!("CARGO"))
        .args(["rustc", "--quiet", "--lib", "--all-features", "--profile", "check", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("face"))
        .args(["--", "-Zunpretty=expanded"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("RUSTC_BOOTSTRAP", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    syn::parse_file(&String::from_utf8(output.stdout).unwrap()).unwrap().items
}

/// The sources as they stand, each file in the place of its `mod`.
pub(super) fn written() -> Vec<Item> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    read(&src.join("lib.rs"), &src)
}

fn read(file: &Path, below: &Path) -> Vec<Item> {
    let mut items = syn::parse_file(&std::fs::read_to_string(file).unwrap()).unwrap().items;
    for item in &mut items {
        let Item::Mod(module) = item else { continue };
        if module.content.is_some() || is_test(&module.attrs) {
            continue;
        }
        let name = module.ident.to_string();
        let own = below.join(format!("{name}.rs"));
        let inner = below.join(&name);
        let items = if own.exists() { read(&own, &inner) } else { read(&inner.join("mod.rs"), &inner) };
        module.content = Some((syn::token::Brace::default(), items));
    }
    items
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.to_token_stream().to_string() == "# [cfg (test)]")
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Where an item stands: the names of its modules and its own.
type Place = Vec<String>;

#[derive(Default)]
struct Module<'i> {
    items: BTreeMap<String, &'i Item>,
    /// What a name in it stands for, and whether it is handed on; a glob has the name `*`.
    uses: Vec<(String, Place, bool)>,
    public_modules: BTreeSet<String>,
}

#[derive(Default)]
struct Tree<'i> {
    modules: BTreeMap<Place, Module<'i>>,
    impls: Vec<(Place, &'i syn::ItemImpl)>,
}

impl<'i> Tree<'i> {
    fn add(&mut self, place: &[String], items: &'i [Item]) {
        self.modules.entry(place.to_vec()).or_default();
        for item in items {
            let named = match item {
                Item::Struct(item) => item.ident.to_string(),
                Item::Enum(item) => item.ident.to_string(),
                Item::Trait(item) => item.ident.to_string(),
                Item::Fn(item) => item.sig.ident.to_string(),
                Item::Type(item) => item.ident.to_string(),
                // What a derive makes stands in one of these.
                Item::Const(item) if item.ident == "_" => {
                    if let syn::Expr::Block(block) = &*item.expr {
                        let inner = block.block.stmts.iter().filter_map(|statement| match statement {
                            syn::Stmt::Item(Item::Impl(item)) => Some((place.to_vec(), item)),
                            _ => None,
                        });
                        self.impls.extend(inner);
                    }
                    continue;
                }
                Item::Const(item) => item.ident.to_string(),
                Item::Mod(module) if !is_test(&module.attrs) => {
                    let name = module.ident.to_string();
                    let inner = [place, std::slice::from_ref(&name)].concat();
                    if is_public(&module.vis) {
                        self.modules.entry(place.to_vec()).or_default().public_modules.insert(name);
                    }
                    self.add(&inner, module.content.as_ref().map_or(&[][..], |(_, items)| items));
                    continue;
                }
                Item::Use(item) => {
                    let mut uses = Vec::new();
                    flatten(&item.tree, &mut Vec::new(), &mut uses);
                    let uses = uses.into_iter().map(|(name, path)| (name, path, is_public(&item.vis)));
                    self.modules.entry(place.to_vec()).or_default().uses.extend(uses);
                    continue;
                }
                Item::Impl(item) => {
                    self.impls.push((place.to_vec(), item));
                    continue;
                }
                _ => continue,
            };
            self.modules.entry(place.to_vec()).or_default().items.insert(named, item);
        }
    }

    /// Where the item or the module is defined that a path in a module names.
    fn resolve(&self, module: &[String], path: &[String], depth: u8) -> Option<Place> {
        let ((first, rest), depth) = (path.split_first()?, depth.checked_sub(1)?);
        let next = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.to_vec(),
            "super" => module.split_last()?.1.to_vec(),
            name => self.find(module, name, depth)?,
        };
        if rest.is_empty() { Some(next) } else { self.resolve(&next, rest, depth) }
    }

    fn find(&self, module: &[String], name: &str, depth: u8) -> Option<Place> {
        let inside = self.modules.get(module)?;
        let own = [module, &[name.to_owned()]].concat();
        if inside.items.contains_key(name) || self.modules.contains_key(&own) {
            return Some(own);
        }
        let named =
            inside.uses.iter().filter(|(called, path, _)| called == name && path.first() != Some(&own[0]));
        let named = named.filter(|(_, path, _)| *path != [name.to_owned()]);
        let globs = inside.uses.iter().filter(|(called, ..)| called == "*");
        named.map(|(_, path, _)| self.resolve(module, path, depth)).find(Option::is_some).flatten().or_else(
            || {
                globs
                    .filter_map(|(_, path, _)| self.resolve(module, path, depth))
                    .filter(|target| target != module)
                    .find_map(|target| self.find(&target, name, depth.checked_sub(1)?))
            },
        )
    }

    /// Collects what public names lead to, from a public module on.
    fn walk(&self, module: &[String], public: &[String], names: &mut BTreeMap<Place, BTreeSet<Place>>) {
        let Some(inside) = self.modules.get(module) else { return };
        // A module that is only handed on is found where it is defined, as an item is.
        names.entry(module.to_vec()).or_default().insert(public.to_vec());
        let mut lead = |name: &str, target: Place| {
            let path = [public, &[name.to_owned()]].concat();
            if self.modules.contains_key(&target) {
                self.walk(&target, &path, names);
            } else {
                names.entry(target).or_default().insert(path);
            }
        };
        for (name, item) in &inside.items {
            if visibility(item).is_some_and(is_public) {
                lead(name, [module, std::slice::from_ref(name)].concat());
            }
        }
        for name in &inside.public_modules {
            lead(name, [module, std::slice::from_ref(name)].concat());
        }
        for (name, path, _) in inside.uses.iter().filter(|(name, _, is_public)| *is_public && name != "*") {
            if let Some(target) = self.resolve(module, path, 32) {
                lead(name, target);
            }
        }
        let globs = inside.uses.iter().filter(|(name, _, is_public)| *is_public && name == "*");
        for target in globs.filter_map(|(_, path, _)| self.resolve(module, path, 32)) {
            self.walk(&target, public, names);
        }
    }

    /// The public name of the type, if it is one of this crate's that has one.
    fn public_name<'n>(
        &self,
        module: &[String],
        path: &syn::Path,
        names: &'n BTreeMap<Place, String>,
    ) -> Option<&'n String> {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        names.get(&self.resolve(module, &segments, 32)?)
    }
}

fn visibility(item: &Item) -> Option<&Visibility> {
    Some(match item {
        Item::Struct(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Const(item) => &item.vis,
        _ => return None,
    })
}

/// The names that a `use` brings, each with the path it stands for.
fn flatten(tree: &UseTree, path: &mut Place, uses: &mut Vec<(String, Place)>) {
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            flatten(&inner.tree, path, uses);
            path.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, path, uses)),
        UseTree::Glob(_) => uses.push(("*".into(), path.clone())),
        UseTree::Name(name) if name.ident == "self" => {
            uses.extend(path.last().map(|last| (last.clone(), path.clone())));
        }
        UseTree::Name(name) => {
            uses.push((name.ident.to_string(), [&path[..], &[name.ident.to_string()]].concat()));
        }
        UseTree::Rename(name) => {
            uses.push((name.rename.to_string(), [&path[..], &[name.ident.to_string()]].concat()));
        }
    }
}

/// Tokens as a person writes them, as far as a few rules go.
fn text(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
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
    // A comma after the last one is how it was formatted.
    text.replace("->", " -> ")
        .replace("  ", " ")
        .replace(",)", ")")
        .replace(",>", ">")
        .replace(", }", " }")
        .trim_end_matches(',')
        .into()
}

/// The signature of a function, under the name that leads to it.
fn function(owner: &str, signature: &syn::Signature) -> String {
    let mut signature = signature.clone();
    let before = if signature.constness.take().is_some() { "const fn" } else { "fn" };
    for input in &mut signature.inputs {
        // How a function names what it is given is its own matter.
        match input {
            syn::FnArg::Typed(input) => {
                input.attrs.clear();
                if let syn::Pat::Ident(name) = &mut *input.pat {
                    name.mutability = None;
                }
            }
            syn::FnArg::Receiver(receiver) if receiver.reference.is_none() => receiver.mutability = None,
            syn::FnArg::Receiver(_) => {}
        }
    }
    format!("{before} {owner}::{}", text(&signature).replacen("fn ", "", 1))
}

/// A line for each public item, and one for each trait that a public type implements.
pub(super) fn list(items: &[Item]) -> BTreeSet<String> {
    let mut tree = Tree::default();
    tree.add(&[], items);
    let mut found = BTreeMap::new();
    tree.walk(&[], &[], &mut found);
    let mut lines = BTreeSet::new();
    let mut names = BTreeMap::new();
    for (place, mut paths) in found {
        // The name in its room; a shorter one at the root leads there.
        let home = paths.iter().filter(|path| path.len() > 1).min_by_key(|path| path.len()).cloned();
        let home = home.or_else(|| paths.first().cloned()).unwrap_or_default();
        paths.remove(&home);
        let home = home.join("::");
        lines.extend(paths.iter().map(|path| format!("use {} = {home}", path.join("::"))));
        names.insert(place, home);
    }
    for (place, name) in &names {
        // The root has no name.
        let Some((own, module)) = place.split_last() else { continue };
        match tree.modules[module].items.get(own) {
            Some(item) => declare(item, name, &mut lines),
            None => _ = lines.insert(format!("mod {name}")),
        }
    }
    for (module, item) in &tree.impls {
        implement(&tree, module, item, &names, &mut lines);
    }
    lines
}

fn declare(item: &Item, name: &str, lines: &mut BTreeSet<String>) {
    let is_open = |attributes: &[syn::Attribute]| {
        if attributes.iter().any(|attribute| attribute.path().is_ident("non_exhaustive")) {
            " (open)"
        } else {
            ""
        }
    };
    match item {
        Item::Struct(item) => {
            lines.insert(format!("struct {name}{}{}", text(&item.generics), is_open(&item.attrs)));
            for (at, field) in item.fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis)) {
                let label = field.ident.as_ref().map_or_else(|| at.to_string(), ToString::to_string);
                lines.insert(format!("field {name}::{label}: {}", text(&field.ty)));
            }
        }
        Item::Enum(item) => {
            lines.insert(format!("enum {name}{}{}", text(&item.generics), is_open(&item.attrs)));
            for variant in &item.variants {
                let mut fields = variant.fields.clone();
                fields.iter_mut().for_each(|field| field.attrs.clear());
                let holds = if matches!(fields, Fields::Unit) { String::new() } else { text(&fields) };
                lines.insert(format!("variant {name}::{}{holds}", variant.ident));
            }
        }
        Item::Trait(item) => {
            lines.insert(format!("trait {name}{}", text(&item.generics)));
            for part in &item.items {
                if let TraitItem::Fn(part) = part {
                    lines.insert(function(name, &part.sig));
                }
            }
        }
        Item::Fn(item) => {
            let owner = name.rsplit_once("::").map_or("", |(owner, _)| owner);
            lines.insert(function(owner, &item.sig));
        }
        Item::Const(item) => _ = lines.insert(format!("const {name}: {}", text(&item.ty))),
        Item::Type(item) => {
            lines.insert(format!("type {name}{} = {}", text(&item.generics), text(&item.ty)));
        }
        _ => unreachable!("only these have names"),
    }
}

fn implement(
    tree: &Tree<'_>,
    module: &[String],
    item: &syn::ItemImpl,
    names: &BTreeMap<Place, String>,
    lines: &mut BTreeSet<String>,
) {
    // Marks that a derive leaves for the compiler alone.
    const MARKS: [&str; 2] = ["StructuralPartialEq", "TrivialClone"];
    let own = public_type(tree, module, &item.self_ty, names);
    let Some((_, path, _)) = &item.trait_ else {
        let Some((name, arguments)) = own else { return };
        let owner = format!("{name}{arguments}");
        for part in &item.items {
            match part {
                ImplItem::Fn(part) if is_public(&part.vis) => _ = lines.insert(function(&owner, &part.sig)),
                ImplItem::Const(part) if is_public(&part.vis) => {
                    lines.insert(format!("const {owner}::{}: {}", part.ident, text(&part.ty)));
                }
                _ => {}
            }
        }
        return;
    };
    let Some(last) = path.segments.last() else { return };
    let foreign = || {
        let mut arguments = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => arguments.args.iter(),
            _ => return false,
        };
        arguments.any(|argument| {
            matches!(argument, GenericArgument::Type(of) if public_type(tree, module, of, names).is_some())
        })
    };
    let for_type = match own {
        Some((name, arguments)) => format!("{name}{arguments}"),
        None if foreign() => text(&item.self_ty),
        None => return,
    };
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let is_private = path.leading_colon.is_none()
        && tree.resolve(module, &segments, 32).is_some_and(|place| !names.contains_key(&place));
    if is_private || MARKS.contains(&last.ident.to_string().as_str()) {
        return;
    }
    let types: Vec<String> = item
        .items
        .iter()
        .filter_map(|part| match part {
            ImplItem::Type(part) => Some(format!("{} = {}", part.ident, text(&part.ty))),
            _ => None,
        })
        .collect();
    let types = if types.is_empty() { String::new() } else { format!(" ({})", types.join(", ")) };
    lines.insert(format!("impl {} for {for_type}{types}", text(last)));
}

/// The public name of a type or of what it refers to, and its parameters.
fn public_type<'n>(
    tree: &Tree<'_>,
    module: &[String],
    of: &Type,
    names: &'n BTreeMap<Place, String>,
) -> Option<(&'n String, String)> {
    match of {
        Type::Path(of) if of.qself.is_none() => {
            let name = tree.public_name(module, &of.path, names)?;
            Some((name, of.path.segments.last().map(|last| text(&last.arguments)).unwrap_or_default()))
        }
        Type::Reference(of) => public_type(tree, module, &of.elem, names),
        Type::Group(of) => public_type(tree, module, &of.elem, names),
        Type::Paren(of) => public_type(tree, module, &of.elem, names),
        _ => None,
    }
}
