//! The library's copy, with all its mutants, beside its own source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cfg::Cfg;
use crate::find::{Finder, Mutant};
use crate::weave::{Edit, Woven, weave};

/// Where the copy's library stands: `src` stays, since some tests read it.
const MUTATED: &str = "mutated";

/// One file of `src` with its mutants.
#[derive(Debug)]
struct Source {
    text: String,
    edits: Vec<Edit>,
}

/// The project, and its copy.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    pub copy: PathBuf,
    sources: BTreeMap<String, Source>,
    pub mutants: Vec<Mutant>,
}

impl Tree {
    /// Finds the mutants of the project.
    pub fn read(root: &Path, state: &Path) -> io::Result<Self> {
        let cfg = Cfg::ask()?;
        let mut tree = Self {
            root: root.to_owned(),
            copy: state.join("tree"),
            sources: BTreeMap::new(),
            mutants: Vec::new(),
        };
        let mut open = vec![PathBuf::from("lib.rs")];
        while let Some(path) = open.pop() {
            let text = fs::read_to_string(root.join("src").join(&path))?;
            let parsed = syn::parse_file(&text)
                .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
            let file = path.to_string_lossy().replace('\\', "/");
            let mut finder = Finder::new(&cfg, &text, file.clone(), &mut tree.mutants);
            syn::visit::visit_file(&mut finder, &parsed);
            let (edits, modules) = (finder.edits, finder.modules);
            let stem = path.file_stem().unwrap_or_default();
            let parent = path.parent().unwrap_or(Path::new(""));
            let folder = if stem == "lib" || stem == "mod" { parent.to_owned() } else { parent.join(stem) };
            for module in modules {
                let flat = folder.join(format!("{module}.rs"));
                let is_flat = root.join("src").join(&flat).is_file();
                open.push(if is_flat { flat } else { folder.join(module).join("mod.rs") });
            }
            tree.sources.insert(file, Source { text, edits });
        }
        Ok(tree)
    }

    /// Copies the project, as git lists it; what is the same stays untouched, so that cargo builds little.
    pub fn copy_project(&self) -> io::Result<()> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&self.root)
            .output()?;
        for file in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|file| !file.is_empty()) {
            let from = self.root.join(file);
            if !from.is_file() {
                continue;
            }
            let mut bytes = fs::read(&from)?;
            if file == "Cargo.toml" {
                let text = String::from_utf8_lossy(&bytes);
                bytes = text
                    .replacen("\n[lib]\n", &format!("\n[lib]\npath = \"{MUTATED}/lib.rs\"\n"), 1)
                    .into_bytes();
            }
            write(&self.copy.join(file), &bytes)?;
            if let Some(inside) = file.strip_prefix("src/")
                && !self.sources.contains_key(inside)
            {
                write(&self.copy.join(MUTATED).join(inside), &bytes)?;
            }
        }
        write(&self.copy.join(MUTATED).join("mutant_switch.rs"), include_bytes!("switch.rs"))
    }

    /// Weaves all mutants into the copy but those that do not compile.
    pub fn weave(&mut self, dropped: &BTreeSet<String>) -> io::Result<Vec<(String, Woven)>> {
        let keys: Vec<_> = self.mutants.iter().map(|mutant| !dropped.contains(&mutant.key())).collect();
        let mut all = Vec::new();
        for (file, source) in &mut self.sources {
            let mut woven = weave(&source.text, &mut source.edits, &|number| keys.get(number) == Some(&true));
            if file == "lib.rs" {
                woven.text.push_str("\n#[allow(missing_docs)]\nmod mutant_switch;\n");
            }
            // The switch needs `std`, under a name that the library does not use.
            if file == "lib.rs" && !source.text.contains("extern crate std") {
                woven.text.push_str("extern crate std;\n");
            }
            write(&self.copy.join(MUTATED).join(file), woven.text.as_bytes())?;
            all.push((format!("{MUTATED}/{file}"), woven));
        }
        Ok(all)
    }

    /// Weaves and checks until what is left compiles; returns what does not.
    pub fn weave_what_compiles(
        &mut self,
        state: &Path,
        mut dropped: BTreeSet<String>,
    ) -> io::Result<BTreeSet<String>> {
        for round in 1.. {
            let woven: BTreeMap<_, _> = self.weave(&dropped)?.into_iter().collect();
            let errors = crate::cargo::check(&self.copy, state)?;
            eprintln!("round {round}: {} errors, {} mutants dropped", errors.len(), dropped.len());
            if errors.is_empty() {
                break;
            }
            let before = dropped.len();
            for error in &errors {
                let blamed = error
                    .places
                    .iter()
                    .map(|(file, at)| blamed(&woven, file, at))
                    .find(|all| !all.is_empty());
                for number in blamed.unwrap_or_default() {
                    dropped.insert(self.mutants[number].key());
                }
            }
            if dropped.len() == before {
                let texts: Vec<_> = errors.iter().take(5).map(|error| error.text.as_str()).collect();
                return Err(io::Error::other(format!(
                    "no mutant is to blame for this:\n{}",
                    texts.join("\n")
                )));
            }
        }
        Ok(dropped)
    }
}

fn blamed(woven: &BTreeMap<String, Woven>, file: &str, at: &Range<usize>) -> Vec<usize> {
    woven.get(file).map(|woven| woven.blamed(at)).unwrap_or_default()
}

/// Writes what is new.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}
