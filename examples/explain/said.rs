//! A long message in few lines: how it begins, what decided on the cause, and how it ends, where the innermost error is.

/// Stands where lines are left out.
pub(super) const MORE: &str = " …";

/// At most so many of the lines; each that stands before a gap ends with a sign of it.
pub(super) fn in_short(lines: Vec<String>, evidence: Option<&str>, most: usize) -> Vec<String> {
    if lines.len() <= most {
        return lines;
    }
    let last = lines.len() - 1;
    let decisive = evidence.and_then(|words| place_of(words, &lines));
    // What counts most comes first, and the words that go on with it; the rest of the room is for the end.
    let after = decisive.map(|[_, end]| end + 1).filter(|after| *after < last);
    let wanted = decisive.into_iter().flatten().chain([last, 0]).chain(after).chain((0..last).rev());
    let mut kept: Vec<usize> = Vec::new();
    for line in wanted {
        if kept.len() < most && !kept.contains(&line) {
            kept.push(line);
        }
    }
    kept.sort_unstable();
    let is_gap = |at: usize| at != last && !kept.contains(&(at + 1));
    let shown = lines.into_iter().enumerate().filter(|(at, _)| kept.contains(at));
    shown.map(|(at, line)| if is_gap(at) { line + MORE } else { line }).collect()
}

/// The line that has all of these words, or the two on which they begin and end.
fn place_of(words: &str, lines: &[String]) -> Option<[usize; 2]> {
    let has = |line: &str| line.contains(words);
    if let Some(at) = lines.iter().position(|line| has(line)) {
        return Some([at, at]);
    }
    let pairs =
        lines.windows(2).map(|pair| pair.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "));
    let at = pairs.into_iter().position(|pair| has(&pair))?;
    Some([at, at + 1])
}
