//! Places in the files of a node.

/// A place in a file, both counted from 1; the column in characters.
///
/// ```
/// use pullspec::registry::node::Position;
/// let place = Position::of("a = 1\nb = ?", 10);
/// assert_eq!((place.line, place.column), (2, 5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_structs, reason = "a line and a column are all there is to a place")]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Position {
    /// Returns the place of a byte offset in a text.
    #[must_use]
    pub fn of(text: &str, offset: usize) -> Self {
        Places::new(text).of(if text.is_char_boundary(offset) { offset } else { text.len() })
    }
}

/// Places in one text, counted forward: as long as they grow, all of them together cost one walk.
pub(in crate::registry::node) struct Places<'t> {
    text: &'t str,
    offset: usize,
    line: usize,
    line_start: usize,
}

impl<'t> Places<'t> {
    pub(in crate::registry::node) const fn new(text: &'t str) -> Self {
        Self { text, offset: 0, line: 1, line_start: 0 }
    }

    pub(in crate::registry::node) fn of(&mut self, offset: usize) -> Position {
        if offset < self.offset {
            *self = Self::new(self.text);
        }
        let passed = self.text.get(self.offset..offset).unwrap_or_default();
        if let Some(last) = passed.rfind('\n') {
            self.line += passed.bytes().filter(|&byte| byte == b'\n').count();
            self.line_start = self.offset + last + 1;
        }
        self.offset += passed.len();
        let column = self.text.get(self.line_start..self.offset).map_or(0, |line| line.chars().count());
        Position { line: self.line, column: 1 + column }
    }
}
