//! Mutation testing of the library in one build: all mutants are compiled into a copy, one is switched on at a time, and
//! only the tests that come past it are run. `../MUTANTS.md` says what was found.

mod cargo;
mod cfg;
mod find;
mod outcomes;
mod tests;
mod tree;
mod values;
mod weave;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;

use crate::cargo::Program;
use crate::outcomes::{Outcome, Outcomes};
use crate::tests::{Test, Verdict};
use crate::tree::Tree;

/// So many tests run in one process.
const TOGETHER: usize = 20;

#[derive(Debug, Parser)]
#[command(about)]
struct Arguments {
    /// Rooms to try in this order, as `explain` or `registry`; all without one.
    rooms: Vec<String>,
    /// Only what no test caught the last time.
    #[arg(long)]
    survivors: bool,
    /// Only what was never tried to the end.
    #[arg(long)]
    open: bool,
    /// Only tests whose name holds this, for a quick look.
    #[arg(long)]
    test: Vec<String>,
    /// Takes the programs as they were built last, whatever has changed since.
    #[arg(long)]
    built: bool,
    /// How many processes run at once.
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// For one mutant, stop after so many seconds of the processor's time; it then counts as not tried.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Prints the table and the survivors of the last runs, and tries nothing.
    #[arg(long)]
    report: bool,
    /// Prints all mutants, also those that do not compile, and tries nothing.
    #[arg(long)]
    list: bool,
}

impl Arguments {
    fn wants(&self, test: &str) -> bool {
        self.test.is_empty() || self.test.iter().any(|part| test.contains(part))
    }
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let state = root.join("target/mutants");
    fs::create_dir_all(&state)?;
    let copy = state.join("tree");
    // What was built was made of the copy's `src`.
    let mut tree = Tree::read(if arguments.built { &copy } else { &root }, &state)?;
    let dropped_file = state.join("dropped.txt");
    let outcomes_file = state.join("outcomes.txt");
    let mut dropped: BTreeSet<String> =
        fs::read_to_string(&dropped_file).unwrap_or_default().lines().map(str::to_owned).collect();
    let mut outcomes = outcomes::load(&outcomes_file);
    if arguments.list {
        for one in &tree.mutants {
            println!("{}:{}: {}", one.file, one.line, one.what);
        }
        return Ok(());
    }
    if !arguments.report {
        let programs_file = state.join("programs.txt");
        let build = || cargo::test_programs(&copy, &state);
        let mut built = None;
        if arguments.built {
            let paths = fs::read_to_string(&programs_file)?;
            built = Some(paths.lines().map(|path| Program { path: path.into() }).collect());
        } else {
            tree.copy_project()?;
            // What did not compile the last time will not now, and what is new seldom does not.
            if !dropped.is_empty() {
                built = tree.weave(&dropped).and_then(|_| build()).ok();
            }
        }
        if built.is_none() {
            dropped = tree.weave_what_compiles(&state, dropped)?;
            fs::write(&dropped_file, dropped.iter().map(|key| format!("{key}\n")).collect::<String>())?;
            built = Some(build()?);
        }
        let programs = built.unwrap_or_default();
        let paths = programs.iter().map(|program| format!("{}\n", program.path.display()));
        fs::write(&programs_file, paths.collect::<String>())?;
        let tests = record(&arguments, &tree, &state, &programs)?;
        let chosen = (0..tree.mutants.len()).filter(|number| {
            let mutant = &tree.mutants[*number];
            let before = outcomes.get(&mutant.key());
            !dropped.contains(&mutant.key())
                && (arguments.rooms.is_empty()
                    || arguments.rooms.iter().any(|room| room == outcomes::room(mutant)))
                && (!arguments.survivors || before.is_some_and(|outcome| !outcome.is_caught()))
                && (!arguments.open || before.is_none_or(|outcome| !outcome.is_final()))
        });
        let mut chosen: Vec<_> = chosen.collect();
        chosen.sort_by_key(|number| {
            arguments.rooms.iter().position(|room| room == outcomes::room(&tree.mutants[*number]))
        });
        try_all(&arguments, &tree, &programs, &tests, &chosen, &mut outcomes, &outcomes_file)?;
    }
    print!("{}", outcomes::survivors(&tree.mutants, &dropped, &outcomes));
    print!("{}", outcomes::table(&tree.mutants, &dropped, &outcomes));
    Ok(())
}

/// Runs every test alone without a mutant that was not run so before; returns those that pass, the quickest first.
fn record(arguments: &Arguments, tree: &Tree, state: &Path, programs: &[Program]) -> io::Result<Vec<Test>> {
    let before = tests::load(state, programs, &tree.mutants);
    let mut names = Vec::new();
    let mut found = Vec::new();
    let mut before: BTreeMap<_, _> =
        before.into_iter().map(|test| ((test.program, test.name.clone()), test)).collect();
    for (program, one) in programs.iter().enumerate() {
        for name in tests::names(one)? {
            match before.remove(&(program, name.clone())) {
                Some(test) => found.push(test),
                None => names.push((program, name)),
            }
        }
    }
    let next = AtomicUsize::new(0);
    let found = Mutex::new(found);
    let started = Instant::now();
    in_threads(arguments.jobs, |job| {
        let file: PathBuf = state.join(format!("reached-{job}"));
        while let Some((program, name)) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            match tests::record(*program, programs, &tree.copy, &file, name.clone())? {
                Some(test) => found.lock().unwrap_or_else(PoisonError::into_inner).push(test),
                None => {
                    eprintln!("left out, since it fails without a mutant: {name}");
                    // Kept as one that reaches nothing, so that it is not tried again.
                    let test = Test {
                        program: *program,
                        name: name.clone(),
                        time: Duration::ZERO,
                        reaches: BTreeSet::new(),
                    };
                    found.lock().unwrap_or_else(PoisonError::into_inner).push(test);
                }
            }
        }
        Ok(())
    })?;
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|test| test.time);
    let all: Duration = found.iter().map(|test| test.time).sum();
    eprintln!(
        "{} tests, in {all:.1?} together; {} of them are new, {:.1?} here",
        found.len(),
        names.len(),
        started.elapsed()
    );
    for test in found.iter().rev().take(12) {
        eprintln!("  {:.2?} {} past {} mutants", test.time, test.name, test.reaches.len());
    }
    tests::save(state, programs, &tree.mutants, &found)?;
    found.retain(|test| arguments.wants(&test.name));
    Ok(found)
}

fn try_all(
    arguments: &Arguments,
    tree: &Tree,
    programs: &[Program],
    tests: &[Test],
    chosen: &[usize],
    outcomes: &mut Outcomes,
    file: &Path,
) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(outcomes);
    let catchers = Catchers::default();
    let started = Instant::now();
    in_threads(arguments.jobs, |_| {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(number) = chosen.get(place) else { return Ok(()) };
            let outcome = try_one(arguments, tree, programs, tests, *number, &catchers)?;
            let mutant = &tree.mutants[*number];
            if !outcome.is_caught() {
                eprintln!("{outcome:?}: {}:{}: {}", mutant.file, mutant.line, mutant.what);
            }
            let mut outcomes = done.lock().unwrap_or_else(PoisonError::into_inner);
            outcomes.insert(mutant.key(), outcome);
            if place % 100 == 99 || place + 1 == chosen.len() {
                eprintln!("{} of {} in {:.0?}", place + 1, chosen.len(), started.elapsed());
            }
            // It may be stopped at any time.
            if place % 20 == 19 {
                outcomes::save(file, &outcomes)?;
            }
        }
    })?;
    let outcomes = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes::save(file, outcomes)
}

/// The tests that caught a file's last mutants, by their places: its next one is likely to fall there, too.
#[derive(Default)]
struct Catchers(Mutex<BTreeMap<String, Vec<usize>>>);

impl Catchers {
    /// So many of a file's last ones are kept.
    const KEPT: usize = 40;

    fn of(&self, file: &str) -> Vec<usize> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(file).cloned().unwrap_or_default()
    }

    fn add(&self, file: &str, tests: &[usize]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = all.entry(file.to_owned()).or_default();
        last.retain(|test| !tests.contains(test));
        last.splice(0..0, tests.iter().copied());
        last.truncate(Self::KEPT);
    }
}

/// Runs the tests that come past the mutant until one fails.
fn try_one(
    arguments: &Arguments,
    tree: &Tree,
    programs: &[Program],
    tests: &[Test],
    number: usize,
    catchers: &Catchers,
) -> io::Result<Outcome> {
    let file = &tree.mutants[number].file;
    let reaching: Vec<_> = (0..tests.len()).filter(|test| tests[*test].reaches.contains(&number)).collect();
    if reaching.is_empty() {
        return Ok(Outcome::Unreached);
    }
    // Tests take turns by their time, but those of the last catches go first.
    let first = catchers.of(file).into_iter().filter(|test| {
        tests[*test].reaches.contains(&number) && tests[*test].time < Duration::from_millis(200)
    });
    let first: Vec<_> = first.collect();
    let last = reaching.into_iter().filter(|test| !first.contains(test));
    let ordered: Vec<_> = first.iter().copied().chain(last).collect();
    let mut used = Duration::ZERO;
    // The first processes are short, since most mutants fall there.
    let mut share = Duration::from_millis(40);
    let id = number.to_string();
    let mut rest = ordered.as_slice();
    while let Some(first) = rest.first() {
        // The slowest come last: what is left takes at least as long.
        if used + tests[*first].time > Duration::from_secs(arguments.seconds) {
            return Ok(Outcome::Unfinished);
        }
        let program = tests[*first].program;
        let mut own = Duration::ZERO;
        let mut together = Vec::new();
        for test in rest.iter().take_while(|test| tests[**test].program == program).take(TOGETHER) {
            if !together.is_empty() && own + tests[*test].time > share {
                break;
            }
            own += tests[*test].time;
            together.push(tests[*test].name.as_str());
        }
        let (these, after) = rest.split_at(together.len());
        rest = after;
        share *= 2;
        let (verdict, time) = tests::run(&programs[program], &tree.copy, &together, ("MUTANT", &id), own)?;
        used += time;
        match verdict {
            Verdict::Passed => continue,
            Verdict::Failed => {
                catchers.add(file, these);
                return Ok(Outcome::Failed);
            }
            Verdict::Endless => return Ok(Outcome::Endless),
        }
    }
    Ok(Outcome::Survived)
}

fn in_threads(jobs: usize, work: impl Fn(usize) -> io::Result<()> + Sync) -> io::Result<()> {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs.max(1))
            .map(|job| {
                scope.spawn({
                    let work = &work;
                    move || work(job)
                })
            })
            .collect();
        threads
            .into_iter()
            .try_for_each(|one| one.join().unwrap_or_else(|_| Err(io::Error::other("a thread panics"))))
    })
}
