//! The switch in the library's copy: which mutant is on, said by `MUTANT`; with `MUTANT_REACHED`, which are passed.

use std::env::var_os;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::iter::Take;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Numbers of mutants begin here; what is smaller is a state of the switch.
const FIRST: u32 = 8;
const UNREAD: u32 = 0;
const RECORDS: u32 = 1;
const NONE: u32 = 2;

static STATE: AtomicU32 = AtomicU32::new(UNREAD);

/// Returns whether this mutant is on.
#[inline]
pub(crate) fn on(id: u32) -> bool {
    let state = STATE.load(Ordering::Relaxed);
    state == id || (state < NONE && ask(id))
}

/// Returns the iterator, or nothing of it while this mutant is on.
pub(crate) fn none_if<I: Iterator>(id: u32, all: I) -> Take<I> {
    all.take(if on(id) { 0 } else { usize::MAX })
}

#[cold]
fn ask(id: u32) -> bool {
    if STATE.load(Ordering::Relaxed) == UNREAD {
        STATE.store(chosen(), Ordering::Relaxed);
    }
    let state = STATE.load(Ordering::Relaxed);
    if state == RECORDS {
        record(id);
    }
    state == id
}

/// Reads the environment without an allocation, since some tests count those.
fn chosen() -> u32 {
    let mut bytes = [0; 1 << 16];
    let mut length = 0;
    let Ok(mut file) = File::open("/proc/self/environ") else { return NONE };
    while let Some(free) = bytes.get_mut(length..).filter(|free| !free.is_empty()) {
        match file.read(free) {
            Ok(read) if read > 0 => length += read,
            _ => break,
        }
    }
    let mut state = NONE;
    for variable in bytes.get(..length).unwrap_or_default().split(|byte| *byte == 0) {
        if variable.starts_with(b"MUTANT_REACHED=") {
            return RECORDS;
        }
        if let Some(number) = variable.strip_prefix(b"MUTANT=") {
            state = number.iter().fold(0_u32, |sum, digit| sum.wrapping_mul(10).wrapping_add(u32::from(digit - b'0')));
            state = state.wrapping_add(FIRST);
        }
    }
    state
}

/// Appends the number to the file, the first time that it is passed.
fn record(id: u32) {
    static SEEN: [AtomicBool; 1 << 16] = [const { AtomicBool::new(false) }; 1 << 16];
    static REACHED: OnceLock<Option<File>> = OnceLock::new();
    let Some(seen) = SEEN.get(id as usize) else { return };
    if seen.swap(true, Ordering::Relaxed) {
        return;
    }
    let file = REACHED.get_or_init(|| {
        let path = var_os("MUTANT_REACHED")?;
        OpenOptions::new().append(true).create(true).open(path).ok()
    });
    if let Some(mut file) = file.as_ref() {
        // A record that is not written shows as a mutant that no test reaches.
        let _ = file.write_all(&id.wrapping_sub(FIRST).to_le_bytes());
    }
}
