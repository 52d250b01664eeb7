//! Go's `text/tabwriter` as kubectl sets it up: cells padded by two spaces, columns of neighbouring lines aligned.

use alloc::{string::String, vec, vec::Vec};
use core::{
    fmt::{self, Write},
    mem,
};

/// Spaces after the widest cell of a column.
const PADDING: usize = 2;

/// Text with tabs, shown with aligned columns.
///
/// A cell is text that a tab, horizontal or vertical, ends; what follows the last tab of a line belongs to no column.
/// A column is a run of neighbouring lines that have the cell, so that a line without tabs, such as the rest of a
/// message with a line break, ends all columns; a form feed is a line break that does so too. Widths count characters,
/// and a column of empty cells is as wide as the padding.
#[derive(Clone, Debug)]
pub(crate) struct Aligned(pub(crate) String);

impl fmt::Display for Aligned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut is_first = true;
        for block in self.0.split('\u{c}') {
            let cells = |line| str::split(line, ['\t', '\u{b}']).collect();
            let lines: Vec<Vec<&str>> = block.split('\n').map(cells).collect();
            for (cells, widths) in lines.iter().zip(column_widths(&lines)) {
                if !mem::take(&mut is_first) {
                    f.write_char('\n')?;
                }
                for (column, cell) in cells.iter().enumerate() {
                    f.write_str(cell)?;
                    let width = widths.get(column).copied().unwrap_or(0);
                    for _ in cell.chars().count()..width {
                        f.write_char(' ')?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// For each line, the widths of its columns: for each cell, the widest of its block.
fn column_widths(lines: &[Vec<&str>]) -> Vec<Vec<usize>> {
    let mut widths: Vec<Vec<usize>> =
        lines.iter().map(|cells| vec![0; cells.len().saturating_sub(1)]).collect();
    let mut open: Vec<(usize, usize)> = Vec::new(); // per column: the block's first line and its width so far
    for end in 0..=lines.len() {
        let cells =
            lines.get(end).map_or(&[][..], |cells| cells.split_last().map_or(&[][..], |(_, cells)| cells));
        for (column, (start, width)) in open.drain(cells.len().min(open.len())..).enumerate() {
            let column = column + cells.len();
            for line in widths.get_mut(start..end).unwrap_or_default() {
                if let Some(place) = line.get_mut(column) {
                    *place = width;
                }
            }
        }
        for (column, cell) in cells.iter().enumerate() {
            let width = cell.chars().count() + PADDING;
            match open.get_mut(column) {
                Some((_, widest)) => *widest = width.max(*widest),
                None => open.push((end, width)),
            }
        }
    }
    widths
}
