//! Go's `text/tabwriter` as kubectl sets it up: cells padded by two spaces, columns of neighbouring lines aligned.

use alloc::{string::String, vec, vec::Vec};
use core::{
    fmt::{self, Write},
    mem,
};

/// Spaces after the widest cell of a column.
const PADDING: usize = 2;

/// Where Go pads without limit, one long cell among many lines makes a text of gigabytes: all padding of a text
/// together is at most so many spaces, and so many for each byte of it. Tables of words and times have less than one
/// for each.
const MOST_PADDING: (usize, usize) = (64 * 1024, 8);

/// Text with tabs, shown with aligned columns.
///
/// A cell is text that a tab, horizontal or vertical, ends; what follows the last tab of a line belongs to no column.
/// A column is a run of neighbouring lines that have the cell, so that a line without tabs, such as the rest of a
/// message with a line break, ends all columns; a form feed is a line break that does so too. Widths count characters,
/// and a column of empty cells is as wide as the padding. A column that would take more spaces than are left of
/// [`MOST_PADDING`] is not aligned: its cells have the padding alone.
#[derive(Clone, Debug)]
pub(crate) struct Aligned(pub(crate) String);

impl fmt::Display for Aligned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut is_first = true;
        let (some, for_each) = MOST_PADDING;
        let mut left = self.0.len().saturating_mul(for_each).saturating_add(some);
        for block in self.0.split('\u{c}') {
            let cells = |line| str::split(line, ['\t', '\u{b}']).collect();
            let lines: Vec<Vec<&str>> = block.split('\n').map(cells).collect();
            for (cells, widths) in lines.iter().zip(column_widths(&lines, &mut left)) {
                if !mem::take(&mut is_first) {
                    f.write_char('\n')?;
                }
                let columns = cells.len().saturating_sub(1);
                for (column, cell) in cells.iter().enumerate() {
                    f.write_str(cell)?;
                    if column < columns {
                        let width = widths.get(column).copied().unwrap_or(0);
                        let spaces = width.saturating_sub(cell.chars().count()).max(PADDING);
                        // A width of the formatter holds 16 bits only.
                        (0..spaces).try_for_each(|_| f.write_char(' '))?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// A column while its lines are read.
struct Column {
    first_line: usize,
    /// The widest cell and the padding.
    width: usize,
    /// The characters of its cells so far.
    filled: usize,
}

/// For each line, the widths of its columns: for each cell, the widest of its block; 0 for a column that is not
/// aligned.
fn column_widths(lines: &[Vec<&str>], left: &mut usize) -> Vec<Vec<usize>> {
    let mut widths: Vec<Vec<usize>> =
        lines.iter().map(|cells| vec![0; cells.len().saturating_sub(1)]).collect();
    let mut open: Vec<Column> = Vec::new();
    for end in 0..=lines.len() {
        let cells =
            lines.get(end).map_or(&[][..], |cells| cells.split_last().map_or(&[][..], |(_, cells)| cells));
        for (column, Column { first_line, width, filled }) in
            open.drain(cells.len().min(open.len())..).enumerate()
        {
            let column = column + cells.len();
            let all = width.saturating_mul(end - first_line).saturating_sub(filled);
            let Some(rest) = left.checked_sub(all) else { continue };
            *left = rest;
            for line in widths.get_mut(first_line..end).unwrap_or_default() {
                if let Some(place) = line.get_mut(column) {
                    *place = width;
                }
            }
        }
        for (column, cell) in cells.iter().enumerate() {
            let filled = cell.chars().count();
            match open.get_mut(column) {
                Some(known) => {
                    known.width = known.width.max(filled + PADDING);
                    known.filled += filled;
                }
                None => open.push(Column { first_line: end, width: filled + PADDING, filled }),
            }
        }
    }
    widths
}
