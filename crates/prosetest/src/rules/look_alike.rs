//! Beside a numeral stands nothing that cannot be seen, and nothing that looks like a part of it.

use std::ops::Range;

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::page::Kind;
use crate::units::is_wide;
use crate::visible::Cell;

pub(crate) const RULE: Rule = Rule::marked("P004", "look-alike");

/// How far from a numeral a character still stands beside it.
const BESIDE: usize = 3;

pub(crate) fn fault(seen: Seen<'_>) -> Option<Diagnostic> {
    if seen.kind() != Some(Kind::Number) || seen.numeral().is_index {
        return None;
    }
    let (message, range) = unseen(seen)
        .or_else(|| touching(seen))
        .or_else(|| joined(seen))?;
    let fault = Diagnostic::at(&RULE, range, message);
    Some(fault.help("write the number in plain digits, with commas between thousands and plain spaces around it"))
}

/// The characters around a numeral, as far as they are read with it.
fn around(seen: Seen<'_>) -> Range<usize> {
    let cells = &seen.line().cells;
    let numeral = &seen.numeral().cells;
    numeral.start.saturating_sub(BESIDE)..(numeral.end + BESIDE).min(cells.len())
}

/// A character beside the numeral that cannot be seen, or that changes what stands before it.
fn unseen(seen: Seen<'_>) -> Option<(String, Range<usize>)> {
    let cells = &seen.line().cells;
    let beside = around(seen);
    let turns = |cell: &Cell| is_turning(cell.ch);
    let turned = seen
        .line()
        .turned
        .then(|| cells.iter().find(|cell| turns(cell)));
    let hidden = cells[beside.clone()]
        .iter()
        .find(|cell| is_invisible(cell.ch) && !cell.is_break());
    let found = turned
        .flatten()
        .or(hidden)
        .map(|cell| (cell, "cannot be seen"));
    let found = found.or_else(|| {
        let marks = beside.filter(|&at| is_combining(cells[at].ch));
        // An accent belongs to its letter; on a digit, a sign or a space it makes another sign.
        marks
            .filter(|&at| at == 0 || !cells[at - 1].ch.is_alphabetic())
            .map(|at| (&cells[at], "changes the sign before it"))
            .next()
    });
    found.map(|(cell, does)| {
        let message = format!(
            "a character beside {} {does}: U+{:04X}",
            seen.text(),
            cell.ch as u32
        );
        (message, cell.source.clone())
    })
}

/// A letter or a point that touches the numeral and looks like one of its digits.
fn touching(seen: Seen<'_>) -> Option<(String, Range<usize>)> {
    let cells = &seen.line().cells;
    let numeral = &seen.numeral().cells;
    if seen.first().in_math() {
        return None;
    }
    let before = numeral.start.checked_sub(1).map(|at| &cells[at]);
    let before = before.filter(|cell| !cell.in_math() && looks_numeric(cell.ch));
    let after = cells.get(numeral.end).filter(|cell| !cell.in_math());
    let after = after.filter(|cell| {
        (looks_numeric(cell.ch) || super::number_word::is_numeral(cell.ch))
            && !starts_unit(seen, numeral.end)
    });
    // One more point and digit on either side: a letter that is read as the whole part.
    let point = numeral.start >= 2 && cells[numeral.start - 1].ch == '.';
    let whole = point.then(|| &cells[numeral.start - 2]);
    let whole = whole.filter(|cell| looks_numeric(cell.ch));
    let cell = before.or(after).or(whole)?;
    let message = format!("{} touches {}", cell.ch, seen.text());
    Some((message, cell.source.clone()))
}

fn starts_unit(seen: Seen<'_>, at: usize) -> bool {
    crate::page::unit_at(seen.line(), at, &seen.page.units).is_some()
}

/// Two numerals that a reader takes for one, since nothing but a narrow mark or space stands between them.
fn joined(seen: Seen<'_>) -> Option<(String, Range<usize>)> {
    let line = seen.line();
    let next = seen.page.numerals[seen.run].get(seen.index + 1)?;
    let (this, cells) = (seen.numeral(), &line.cells);
    let one_link = seen.first().claim == cells[next.mantissa_cells.start].claim;
    let gap = cells.get(this.cells.end..next.cells.start)?;
    if gap.iter().any(Cell::in_math) || gap.iter().any(Cell::is_break) {
        return None;
    }
    let groups = this.shape.digits.len() <= 3
        && next
            .shape
            .digits
            .split('.')
            .next()
            .is_some_and(|whole| whole.len() == 3);
    let narrow = |ch: char| ch.is_whitespace() && ch != ' ' && ch != '\n';
    let reads_on = match gap {
        [] => true,
        [only] if only.ch == ' ' => groups && this.shape.decimals == 0,
        [only] => narrow(only.ch) || (!one_link && !separates(only.ch)),
        [point, space] => is_point(point.ch) && narrow(space.ch),
        _ => false,
    };
    let message = format!(
        "{} and {} read as one",
        seen.text(),
        line.text(next.cells.clone())
    );
    reads_on.then(|| (message, seen.place()))
}

/// Marks that part what stands around them, even without a space.
fn separates(ch: char) -> bool {
    ch.is_alphabetic()
        || matches!(
            ch,
            '|' | '，' | '、' | '。' | '；' | '：' | '（' | '）' | ';'
        )
}

fn is_point(ch: char) -> bool {
    matches!(
        ch,
        '.' | ',' | '·' | '٫' | '٬' | '․' | '．' | '‚' | '∙' | '⋅' | '•' | '\'' | '’'
    )
}

/// Letters and marks that are taken for a digit, a point, or a part of a number where they touch one.
fn looks_numeric(ch: char) -> bool {
    ch.is_alphabetic() && !is_wide(ch)
        || (is_point(ch) && !matches!(ch, '.' | ',' | '\'' | '’'))
        || matches!(ch, '_' | '°' | '′' | '″' | '¨' | '!')
}

/// Characters that turn the direction of what follows.
pub(crate) fn is_turning(ch: char) -> bool {
    matches!(ch, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Characters that take no room, or are blank without being a space.
fn is_invisible(ch: char) -> bool {
    is_turning(ch)
        || ch.is_control() && ch != '\n' && ch != '\t'
        || matches!(ch, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_combining(ch: char) -> bool {
    matches!(ch, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{3099}' | '\u{309a}')
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn nothing_unseen_stands_beside_a_numeral() {
        for ch in [
            '\u{ad}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{202e}',
            '\u{2060}',
            '\u{2066}',
            '\u{feff}',
            '\u{fe0f}',
            '\u{180e}',
            '\u{3164}',
            '\u{e0030}',
            '\u{338}',
            '\u{305}',
            '\u{20dd}',
        ] {
            for page in [
                format!("it is {ch}[0.7](= \"P\")"),
                format!("it is [0.7{ch}](= \"P\")"),
                format!("it is [0{ch}.7](= \"P\")"),
                format!("= {ch}[0.7](= \"P\")"),
                format!("it is [0.7](= \"P\") {ch}"),
            ] {
                assert!(!codes(&page).is_empty(), "U+{:04X}: {page}", ch as u32);
            }
        }
        assert!(codes("\u{202e}turned around [0.7](= \"P\")").contains(&"P004"));
        right("caf\u{65}\u{301} [0.7](= \"P\")");
    }

    #[test]
    fn nothing_that_looks_like_a_digit_touches_a_numeral() {
        for page in [
            "[0.7l](= \"P\")",
            "[0.7O](= \"P\")",
            "[0.7О](= \"P\")",
            "[0.7е5](= \"P\")",
            "[Ο.7](= \"P\")",
            "O.[7](= \"SEVEN\")",
            "[0](= \"ZERO\")·[7](= \"SEVEN\")",
            "[0·7](= \"P\")",
            "[7](= \"SEVEN\")\u{2009}[100](= \"HUNDRED\")",
            "[7](= \"SEVEN\") [100](= \"HUNDRED\")",
            "[7](= \"SEVEN\")'[100](= \"HUNDRED\")",
            "[7](= \"SEVEN\")/[2](= \"TWO\")",
            "[7](= \"SEVEN\")!",
            "[7](= \"SEVEN\")°",
            "[0.７](= \"P\")",
            "[0．7](= \"P\")",
        ] {
            assert!(!codes(page).is_empty(), "{page}");
        }
        right("[0.7](= \"P\"), [7](= \"SEVEN\")-fold ([2](= \"TWO\")) and “[7](= \"SEVEN\")”");
    }
}
