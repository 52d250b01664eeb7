//! The tests: their names, what each reaches, how long it takes, and whether some of them pass.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, UNIX_EPOCH};

use crate::cargo::Program;

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

/// Returns what changes when a program is built anew.
pub fn stamp(programs: &[Program]) -> io::Result<String> {
    let mut stamp = String::new();
    for program in programs {
        let changed = fs::metadata(&program.path)?.modified()?;
        let since = changed.duration_since(UNIX_EPOCH).unwrap_or_default();
        stamp.push_str(&format!("{} {}; ", program.path.display(), since.as_millis()));
    }
    Ok(stamp)
}

/// Keeps what the tests reach.
pub fn save(file: &Path, stamp: &str, tests: &[Test]) -> io::Result<()> {
    let mut text = format!("{stamp}\n");
    for test in tests {
        let reaches: Vec<_> = test.reaches.iter().map(ToString::to_string).collect();
        let micros = test.time.as_micros();
        text.push_str(&format!("{}\t{}\t{micros}\t{}\n", test.program, test.name, reaches.join(" ")));
    }
    fs::write(file, text)
}

/// Reads what was kept of these very programs.
pub fn load(file: &Path, stamp: &str) -> Option<Vec<Test>> {
    let text = fs::read_to_string(file).ok()?;
    let mut lines = text.lines();
    if lines.next()? != stamp {
        return None;
    }
    let row = |line: &str| {
        let mut cells = line.split('\t');
        Some(Test {
            program: cells.next()?.parse().ok()?,
            name: cells.next()?.to_owned(),
            time: Duration::from_micros(cells.next()?.parse().ok()?),
            reaches: cells.next()?.split_whitespace().filter_map(|number| number.parse().ok()).collect(),
        })
    };
    lines.map(row).collect()
}
