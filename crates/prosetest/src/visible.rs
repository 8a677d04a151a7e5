//! What a reader sees of a page: runs of characters, each with the place it came from.

use std::ops::Range;

/// Stands between two glyphs that do not touch although nothing is between them, such as a fraction's two halves.
pub(crate) const BREAK: char = '\u{0}';

/// Stands where a superscript begins.
pub(crate) const SUPERSCRIPT: char = '\u{1}';

/// Stands where a fraction, a superscript or the like ends: what came before is one whole.
pub(crate) const END: char = '\u{2}';

/// The part of a formula that a character stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaf {
    /// Text, outside of any formula.
    Prose,
    /// `mn`, `mi` and all else that can be an operand.
    Operand,
    /// `mo`: an operator, or a function's name such as ln.
    Operator,
    /// `mtext`: words in a formula.
    Words,
}

/// One visible character.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) ch: char,
    /// The bytes of the source that it comes from; in a formula, the whole formula.
    pub(crate) source: Range<usize>,
    /// Changes at every edge of an element or span; in a formula it stays the same.
    pub(crate) scope: u32,
    /// The innermost link that claims something of its text.
    pub(crate) claim: Option<usize>,
    /// The code span or formula that it stands in, which only a whole element can surround.
    pub(crate) atom: Option<usize>,
    pub(crate) leaf: Leaf,
    /// Tells one leaf of a formula from the next.
    pub(crate) leaf_id: u64,
    /// Whether it stands in a formula's subscript.
    pub(crate) subscript: bool,
    /// Whether it is a Unicode superscript, its `ch` being the plain character.
    pub(crate) raised: bool,
}

impl Cell {
    pub(crate) fn is_space(&self) -> bool {
        self.ch.is_whitespace() || matches!(self.ch, '\u{2060}' | '\u{200b}')
    }

    pub(crate) fn is_break(&self) -> bool {
        matches!(self.ch, BREAK | SUPERSCRIPT | END)
    }

    pub(crate) fn in_math(&self) -> bool {
        self.leaf != Leaf::Prose
    }
}

/// A run of text that reads on without interruption: a paragraph, a heading, a cell of a table, an alt text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pub(crate) cells: Vec<Cell>,
    /// The unit that the head of the table's column names.
    pub(crate) column_unit: Option<usize>,
    /// Which of the page's heads that is.
    pub(crate) column_head: Option<usize>,
    /// The unit that the first cell of the table's row names.
    pub(crate) row_unit: Option<usize>,
    /// The word or sign by which the head of the table's column changes the numbers below it.
    pub(crate) column_scale: Option<String>,
    /// Whether a character turns the direction of the text.
    pub(crate) turned: bool,
    /// In a heading: whether it has an explicit id.
    pub(crate) heading: Option<bool>,
    /// Whether this is an alt text.
    pub(crate) alt: bool,
}

impl Run {
    /// The nearest cell before `index` that can be seen.
    pub(crate) fn visible_before(&self, index: usize) -> Option<&Cell> {
        self.cells[..index]
            .iter()
            .rev()
            .find(|cell| !cell.is_space() && !cell.is_break())
    }

    /// The text as a reader sees it.
    pub(crate) fn shown(&self, range: Range<usize>) -> String {
        let mut shown = Shown::default();
        for cell in &self.cells[range] {
            shown.push(cell);
        }
        shown.finish()
    }

    /// The characters alone, at whatever height.
    pub(crate) fn text(&self, range: Range<usize>) -> String {
        let seen = |cell: &&Cell| !cell.is_break();
        self.cells[range]
            .iter()
            .filter(seen)
            .map(|cell| cell.ch)
            .collect()
    }
}

/// A text in which what is raised stays raised: 10³⁸, and not 1038.
#[derive(Default)]
pub(crate) struct Shown {
    text: String,
    /// What was read of a superscript that has not ended.
    power: Option<String>,
}

impl Shown {
    /// The next cell, or what stands for it.
    pub(crate) fn push(&mut self, cell: &Cell) {
        match cell.ch {
            SUPERSCRIPT => {
                self.end();
                self.power = Some(String::new());
            }
            END => self.end(),
            BREAK => {}
            ch if cell.raised => self.push_plain(raised(ch).unwrap_or(ch)),
            ch => self.push_plain(ch),
        }
    }

    /// A character as it stands.
    pub(crate) fn push_plain(&mut self, ch: char) {
        self.power.as_mut().unwrap_or(&mut self.text).push(ch);
    }

    pub(crate) fn ends_with(&self, ch: char) -> bool {
        self.power.as_ref().unwrap_or(&self.text).ends_with(ch)
    }

    fn end(&mut self) {
        let Some(power) = self.power.take() else {
            return;
        };
        match power.chars().map(raised).collect::<Option<String>>() {
            Some(power) => self.text.push_str(&power),
            None if power.chars().count() == 1 => self.text.push_str(&format!("^{power}")),
            None => self.text.push_str(&format!("^({power})")),
        }
    }

    pub(crate) fn finish(mut self) -> String {
        self.end();
        self.text
    }
}

/// The Unicode superscript of a plain character.
fn raised(ch: char) -> Option<char> {
    Some(match ch {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32('⁰' as u32 + ch.to_digit(10)?)?,
        '-' | '−' => '⁻',
        '+' => '⁺',
        _ => return None,
    })
}

/// The plain character that a Unicode superscript raises.
pub(crate) fn lowered(ch: char) -> Option<char> {
    Some(match ch {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from_digit(ch as u32 - '⁴' as u32 + 4, 10)?,
        '⁻' => '−',
        '⁺' => '+',
        _ => return None,
    })
}

/// Whether a character shows a number, but not in ASCII digits.
pub(crate) fn is_foreign_digit(ch: char) -> bool {
    !ch.is_ascii() && ch.is_numeric()
}

#[cfg(test)]
mod tests {
    use super::{lowered, raised};

    #[test]
    fn what_is_raised_can_be_lowered() {
        for ch in "0123456789−+".chars() {
            assert_eq!(raised(ch).and_then(lowered), Some(ch));
        }
    }
}
