//! The tests: their names, what each reaches, how long it takes, and whether some of them pass.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::cargo::Program;
use crate::find::Mutant;

/// One test, and the mutants whose places it passes.
#[derive(Debug)]
pub struct Test {
    /// Which of the programs.
    pub program: usize,
    pub name: String,
    pub time: Duration,
    pub reaches: BTreeSet<usize>,
}

/// How a run of tests ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    Failed,
    /// Stopped: it took ten times as long as without the mutant.
    Endless,
}

/// Returns the names of a program's tests, without those that are ignored.
pub fn names(program: &Program) -> io::Result<Vec<String>> {
    let list = |more: &[&str]| -> io::Result<BTreeSet<String>> {
        let output = Command::new(&program.path).args(["--list", "--format", "terse"]).args(more).output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
    };
    let ignored = list(&["--ignored"])?;
    Ok(list(&[])?.into_iter().filter(|name| !ignored.contains(name)).collect())
}

/// Runs the tests by name, with one mutant on or with a file for what they reach; returns the processor's time, too.
pub fn run(
    program: &Program,
    copy: &Path,
    names: &[&str],
    variable: (&str, &str),
    own: Duration,
) -> io::Result<(Verdict, Duration)> {
    // Of the processor's time, so that a busy machine makes nothing endless; memory, since endless loops like to collect.
    let seconds = 5 + (own * 10).as_secs();
    let script = format!("ulimit -v 6000000; ulimit -t {seconds}; exec \"$0\" \"$@\"");
    let mut child = Command::new("sh")
        .args(["-c", &script])
        .arg(&program.path)
        .args(["-q", "--exact", "--test-threads", "1"])
        .args(names)
        .current_dir(copy)
        .env("CARGO_MANIFEST_DIR", copy)
        .env("PROPTEST_CASES", "64")
        .env("PROPTEST_RNG_SEED", "12")
        .env("PROPTEST_MAX_SHRINK_ITERS", "0")
        .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "true")
        .env("RUST_BACKTRACE", "0")
        .env(variable.0, variable.1)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let started = Instant::now();
    // A thread that waits for another uses no processor.
    let patience = Duration::from_secs(seconds * 6);
    let mut pause = Duration::from_micros(500);
    loop {
        let used = used(child.id()).unwrap_or_else(|| started.elapsed());
        if let Some(status) = child.try_wait()? {
            let verdict = match status.code() {
                Some(0) => Verdict::Passed,
                Some(_) => Verdict::Failed,
                None => Verdict::Endless,
            };
            return Ok((verdict, used));
        }
        if started.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            return Ok((Verdict::Endless, used));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Returns the processor's time that a process has used, until it is waited for: on a busy machine the
/// clock says little. The first file counts nanoseconds of the first thread, the second hundredths of all threads.
fn used(process: u32) -> Option<Duration> {
    let first = fs::read_to_string(format!("/proc/{process}/schedstat")).ok();
    let first = first.and_then(|text| text.split(' ').next()?.parse().ok()).map(Duration::from_nanos);
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before may hold anything.
    let ticks = |place: usize| text.rsplit_once(") ")?.1.split(' ').nth(place)?.parse::<u64>().ok();
    let all = Duration::from_millis(10 * (ticks(11)? + ticks(12)?));
    Some(first.unwrap_or_default().max(all))
}

/// Runs one test alone, and reads what it reaches; `None` if it does not pass without any mutant.
pub fn record(
    program: usize,
    programs: &[Program],
    copy: &Path,
    file: &Path,
    name: String,
) -> io::Result<Option<Test>> {
    let _ = fs::remove_file(file);
    let variable = ("MUTANT_REACHED", file.to_string_lossy());
    let (verdict, time) =
        run(&programs[program], copy, &[&name], (variable.0, &variable.1), Duration::from_secs(60))?;
    let numbers = fs::read(file).unwrap_or_default();
    let reaches =
        numbers.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes) as usize).collect();
    Ok((verdict == Verdict::Passed).then_some(Test { program, name, time, reaches }))
}

/// Returns a program's name, without what cargo adds.
fn name(program: &Program) -> String {
    let stem = program.path.file_stem().unwrap_or_default().to_string_lossy();
    stem.rsplit_once('-').map_or(&*stem, |(name, _)| name).to_owned()
}

/// Keeps what the tests reach, and what the numbers of the mutants mean.
pub fn save(folder: &Path, programs: &[Program], mutants: &[Mutant], tests: &[Test]) -> io::Result<()> {
    let mut text = String::new();
    for test in tests {
        let reaches: Vec<_> = test.reaches.iter().map(ToString::to_string).collect();
        let micros = test.time.as_micros();
        let program = programs.get(test.program).map(name).unwrap_or_default();
        text.push_str(&format!("{program}\t{}\t{micros}\t{}\n", test.name, reaches.join(" ")));
    }
    let keys: String = mutants.iter().map(|mutant| mutant.key() + "\n").collect();
    fs::write(folder.join("numbers.txt"), keys)?;
    fs::write(folder.join("tests.txt"), text)
}

/// Reads what was kept, of the same mutants or of others: a test that reached anything in a file is said to reach each
/// mutant there that is new, which costs time but misses nothing.
pub fn load(folder: &Path, programs: &[Program], mutants: &[Mutant]) -> Vec<Test> {
    let read = |name| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let (text, keys) = (read("tests.txt"), read("numbers.txt"));
    let old: BTreeMap<&str, usize> = keys.lines().zip(0..).collect();
    let files: Vec<&str> = keys.lines().map(|key| key.split('\t').next().unwrap_or_default()).collect();
    let known: Vec<Option<usize>> = mutants.iter().map(|one| old.get(&*one.key()).copied()).collect();
    let names: Vec<String> = programs.iter().map(name).collect();
    let row = |line: &str| {
        let mut cells = line.split('\t');
        let program = cells.next()?;
        let program = names.iter().position(|name| name == program)?;
        let name = cells.next()?.to_owned();
        let time = Duration::from_micros(cells.next()?.parse().ok()?);
        let before: BTreeSet<usize> =
            cells.next()?.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        let in_files: BTreeSet<&str> =
            before.iter().filter_map(|number| files.get(*number).copied()).collect();
        let reaches = mutants.iter().zip(&known).zip(0..).filter(|((mutant, known), _)| match known {
            Some(number) => before.contains(number),
            None => in_files.contains(&*mutant.file),
        });
        let reaches = reaches.map(|(_, number)| number).collect();
        Some(Test { program, name, time, reaches })
    };
    text.lines().filter_map(row).collect()
}
