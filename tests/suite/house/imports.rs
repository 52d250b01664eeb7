//! Reads the imports of a source tree and resolves each to the file that defines the thing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Item, UseTree, Visibility};

/// A module's path below the crate, such as `["cause", "rules"]`.
type Module = Vec<String>;

/// What one file says.
#[derive(Default)]
struct File {
    /// The paths that it uses, absolute, without those of its tests.
    paths: BTreeSet<Vec<String>>,
    /// The names that it takes from elsewhere: what it calls them, and their absolute paths.
    taken: BTreeMap<String, Vec<String>>,
    /// The names that it exports from elsewhere.
    exports: BTreeSet<String>,
    /// Imports that start at the root and name no room.
    rootless: Vec<String>,
}

/// All files of a crate.
pub(super) struct Files {
    files: BTreeMap<Module, File>,
}

/// One file imports something that another defines.
pub(super) struct Arrow {
    from: Module,
    to: Module,
}

impl Arrow {
    pub(super) fn importing_room(&self) -> &str {
        self.from.first().map_or("", String::as_str)
    }

    pub(super) fn to_room(&self) -> &str {
        self.to.first().map_or("", String::as_str)
    }
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}", self.from.join("::"), self.to.join("::"))
    }
}

impl Files {
    pub(super) fn read(src: &Path) -> Self {
        let mut paths = Vec::new();
        list(src, &mut Vec::new(), &mut paths);
        let modules: BTreeSet<Module> = paths.iter().map(|(module, _)| module.clone()).collect();
        let files = paths.into_iter().map(|(module, path)| {
            let text = std::fs::read_to_string(&path).unwrap();
            let syntax = syn::parse_file(&text).unwrap();
            let mut reader = Reader { modules: &modules, module: &module, file: File::default() };
            reader.visit_file(&syntax);
            let file = reader.file;
            (module, file)
        });
        Self { files: files.collect() }
    }

    /// The rooms: the modules right below the root.
    pub(super) fn rooms(&self) -> impl Iterator<Item = &str> {
        let names: BTreeSet<&str> =
            self.files.keys().filter_map(|module| module.first()).map(String::as_str).collect();
        names.into_iter()
    }

    /// The names that programs find at the root.
    pub(super) fn root_exports(&self) -> Vec<String> {
        self.files.get(&Vec::new()).map(|root| root.exports.iter().cloned().collect()).unwrap_or_default()
    }

    /// Imports through the root, by file.
    pub(super) fn through_the_root(&self) -> Vec<String> {
        let files = self.files.iter().filter(|(module, _)| !module.is_empty());
        files
            .flat_map(|(module, file)| {
                file.rootless.iter().map(|path| format!("{}: {path}", module.join("::")))
            })
            .collect()
    }

    /// Every import of one file from another, both below the root.
    fn arrows(&self) -> impl Iterator<Item = Arrow> {
        let files = self.files.iter().filter(|(module, _)| !module.is_empty());
        files.flat_map(|(from, file)| {
            let to = file.paths.iter().map(|path| self.defines(path));
            let to: BTreeSet<Module> = to.filter(|to| to != from && !to.is_empty()).collect();
            to.into_iter().map(|to| Arrow { from: from.clone(), to })
        })
    }

    /// The imports that cross from one room into another.
    pub(super) fn between_rooms(&self) -> impl Iterator<Item = Arrow> {
        self.arrows().filter(|arrow| arrow.importing_room() != arrow.to_room())
    }

    /// The file that defines what a path names; an export is followed to its source.
    fn defines(&self, path: &[String]) -> Module {
        let mut path = path.to_vec();
        // Exports of exports end soon; a circle of them does not compile.
        for _ in 0..16 {
            let length =
                (0..=path.len()).rev().find(|&length| self.files.contains_key(&path[..length])).unwrap_or(0);
            let (module, rest) = path.split_at(length);
            let next = rest.first().and_then(|name| self.files[module].taken.get(name));
            match next {
                Some(next) if *next != path => path = next.clone(),
                _ => return module.to_vec(),
            }
        }
        path
    }

    /// Groups of files that reach each other, but for a `mod.rs` that only exports its own files.
    pub(super) fn circles(&self) -> Vec<Vec<String>> {
        let mut next: BTreeMap<&Module, BTreeSet<Module>> = BTreeMap::new();
        let arrows: Vec<Arrow> = self.arrows().collect();
        for arrow in &arrows {
            next.entry(&arrow.from).or_default().insert(arrow.to.clone());
        }
        let reached = |from: &Module| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
            while let Some(module) = open.pop() {
                for to in next.get(&module).into_iter().flatten() {
                    if seen.insert(to.clone()) {
                        open.push(to.clone());
                    }
                }
            }
            seen
        };
        let all: BTreeMap<&Module, BTreeSet<Module>> =
            next.keys().map(|module| (*module, reached(module))).collect();
        let mut circles = BTreeSet::new();
        for (module, seen) in &all {
            if seen.contains(*module) {
                let circle =
                    seen.iter().filter(|other| all.get(other).is_some_and(|back| back.contains(*module)));
                circles.insert(circle.map(|module| module.join("::")).collect::<Vec<_>>());
            }
        }
        circles.into_iter().collect()
    }
}

/// The Rust files below a directory and the modules that they are; those of unit tests are left out.
fn list(directory: &Path, module: &mut Module, found: &mut Vec<(Module, std::path::PathBuf)>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            module.push(name);
            list(&path, module, found);
            module.pop();
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests" {
            let own = match name.as_str() {
                "lib" | "mod" => module.clone(),
                _ => module.iter().cloned().chain([name]).collect(),
            };
            found.push((own, path));
        }
    }
}

/// Walks one file.
struct Reader<'a> {
    modules: &'a BTreeSet<Module>,
    module: &'a Module,
    file: File,
}

impl Reader<'_> {
    /// A path from the root, if it starts in this crate.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let mut base = match first.as_str() {
            "crate" => return Some(rest.to_vec()),
            "self" | "super" => self.module.clone(),
            child => {
                let own: Module = self.module.iter().cloned().chain([child.to_owned()]).collect();
                return self.modules.contains(&own).then(|| [self.module.as_slice(), path].concat());
            }
        };
        let ups = path.iter().take_while(|segment| *segment == "super").count();
        base.truncate(base.len().checked_sub(ups)?);
        let skipped = ups.max(1);
        Some([&base, path.get(skipped..)?].concat())
    }

    fn uses(&mut self, path: &[String]) {
        if let Some(path) = self.absolute(path) {
            self.file.paths.insert(path);
        }
    }

    /// All leaves of a `use`, with what each is called here.
    fn leaves(tree: &UseTree, prefix: &[String], leaves: &mut Vec<(Vec<String>, String)>) {
        let with = |name: &syn::Ident| [prefix, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => Self::leaves(&path.tree, &with(&path.ident), leaves),
            UseTree::Name(name) if name.ident == "self" => {
                leaves.push((prefix.to_vec(), prefix.last().cloned().unwrap_or_default()));
            }
            UseTree::Name(name) => leaves.push((with(&name.ident), name.ident.to_string())),
            UseTree::Rename(rename) => leaves.push((with(&rename.ident), rename.rename.to_string())),
            UseTree::Glob(_) => leaves.push((prefix.to_vec(), String::from("*"))),
            UseTree::Group(group) => group.items.iter().for_each(|item| Self::leaves(item, prefix, leaves)),
        }
    }

    /// `crate::…` and `super::…` in the tokens of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => path.push(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ':' => continue,
                TokenTree::Group(group) => {
                    self.uses(&std::mem::take(&mut path));
                    self.tokens(group.stream());
                }
                _ => {}
            }
            if path.first().is_some_and(|first| first != "crate" && first != "super") {
                path.clear();
            }
        }
        self.uses(&path);
    }
}

/// Whether an item is there for tests alone.
fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| {
                let text = list.tokens.to_string();
                text == "test" || text.contains("test ,") || text.contains(", test") || text == "doctest"
            })
    })
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Mod(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !is_for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let mut leaves = Vec::new();
        Self::leaves(&item.tree, &[], &mut leaves);
        let starts_at_root = |path: &[String]| path.first().is_some_and(|first| first == "crate");
        if let UseTree::Path(path) = &item.tree
            && path.ident == "crate"
            && matches!(*path.tree, UseTree::Group(_))
        {
            self.file.rootless.push(String::from("use crate::{…}"));
        }
        let is_export = !matches!(item.vis, Visibility::Inherited);
        for (path, name) in leaves {
            if starts_at_root(&path)
                && path.get(1).is_some_and(|second| second.starts_with(char::is_uppercase))
            {
                self.file.rootless.push(path.join("::"));
            }
            let Some(absolute) = self.absolute(&path) else { continue };
            if is_export {
                self.file.exports.insert(name.clone());
            }
            // A room's own page exports its files; that is not a use of them.
            let is_own = absolute.starts_with(self.module);
            if !(is_export && is_own) {
                self.file.paths.insert(absolute.clone());
            }
            self.file.taken.insert(name, absolute);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments.first().is_some_and(|first| ["crate", "super", "self"].contains(&first.as_str())) {
            self.uses(&segments);
        }
        visit::visit_path(self, path);
    }

    /// Who may see an item is not a use of anything, though `pub(super)` holds a path.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.tokens(mac.tokens.clone());
    }
}
