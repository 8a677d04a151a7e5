//! A minus that touches a digit is its sign, whatever stands before it; no other dash comes near.

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::page::{Kind, unit_at};
use crate::visible::{Cell, Run};

pub(crate) const RULE: Rule = Rule::marked("P005", "sign");

pub(crate) fn fault(seen: Seen<'_>) -> Option<Diagnostic> {
    if seen.kind() != Some(Kind::Number) || seen.numeral().is_index {
        return None;
    }
    let line = seen.line();
    let claim = seen.first().claim;
    let start = seen.numeral().cells.start;
    let mut at = start;
    let (mut spaced, mut bracketed) = (false, false);
    let dash = loop {
        at = at.checked_sub(1)?;
        let cell = &line.cells[at];
        if cell.is_space() || cell.is_break() {
            spaced = true;
        } else if matches!(cell.ch, '(' | '[' | '{' | '|') || closes_dash(line, at) {
            bracketed = true;
        } else {
            break cell;
        }
    };
    // Within one formula a minus may be an operator, which is read with the whole formula.
    let one_formula = dash.in_math() && dash.atom == seen.first().atom;
    if !is_dash(dash.ch) || one_formula {
        return None;
    }
    let signed = seen.numeral().shape.sign.is_some();
    // Within one link a spaced minus after an operand is an operator, which is read with the whole chain.
    let operates = spaced
        && !signed
        && dash.claim == claim
        && matches!(dash.ch, '-' | '−')
        && ends_operand(seen, at, claim);
    // A dash that sets off words has spaces on both sides, and no one takes the long one for a minus.
    let sets_off = dash.ch == '—' && spaced && !bracketed;
    if operates || sets_off {
        return None;
    }
    let message = format!(
        "the {} before {} may be read as a sign",
        dash.ch,
        seen.text()
    );
    let fault = Diagnostic::at(&RULE, dash.source.clone(), message);
    Some(fault.help(
        "a sign is a − or - that touches the digits, in the same span; for other ends use words",
    ))
}

/// Whether a bracket closes around nothing but a dash.
fn closes_dash(line: &Run, at: usize) -> bool {
    let closes = matches!(line.cells[at].ch, ')' | ']' | '}');
    closes && line.visible_before(at).is_some_and(|cell| is_dash(cell.ch))
}

/// Whether what stands before a place in the same claim can be taken from: of words only a unit or a single letter.
fn ends_operand(seen: Seen<'_>, at: usize, claim: Option<usize>) -> bool {
    let cells = &seen.line().cells;
    let Some(last) = cells[..at]
        .iter()
        .rposition(|cell| !(cell.is_space() || cell.is_break()))
    else {
        return false;
    };
    if cells[last].claim != claim || !is_operand(&cells[last]) {
        return false;
    }
    if cells[last].in_math() || !cells[last].ch.is_alphabetic() {
        return true;
    }
    let start = cells[..last]
        .iter()
        .rposition(|cell| !cell.ch.is_alphabetic())
        .map_or(0, |before| before + 1);
    start == last || unit_at(seen.line(), start, &seen.page.units).is_some()
}

fn is_operand(cell: &Cell) -> bool {
    cell.ch.is_alphanumeric() || matches!(cell.ch, ')' | ']' | '}' | '%' | '…' | '∞')
}

/// Whatever may be read as a minus.
pub(crate) fn is_dash(ch: char) -> bool {
    matches!(
        ch,
        '-' | '−' | '\u{ad}' | '\u{58a}' | '\u{5be}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2052}'
                | '\u{207b}'
                | '\u{208b}'
                | '\u{2296}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{2796}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{2e17}'
                | '\u{2e1a}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{ff70}'
                | '\u{30fc}'
                | '\u{2d7}'
                | '\u{02c9}'
                | '\u{00af}'
                | '\u{4e00}'
                | '\u{2238}'
                | '\u{2213}'
    )
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn a_minus_that_touches_is_a_sign_whatever_stands_before_it() {
        for before in [
            "(in logits) ",
            "(in logits)",
            "[a] ",
            "90 % ",
            "对数几率",
            "it is ",
            "",
            "…",
        ] {
            let exempt = before.replace("90 %", "[90 %](- \"a saying\")");
            right(&format!("{exempt}[−0.341](= \"NEGATIVE\")"));
            right(&format!("{exempt}[-0.341](= \"NEGATIVE\")"));
            for wrong in [
                "0.341",
                "+0.341",
                "−−0.341",
                "--0.341",
                "− 0.341",
                "–0.341",
                "‐0.341",
                "—0.341",
            ] {
                let page = format!("{exempt}[{wrong}](= \"NEGATIVE\")");
                assert!(!codes(&page).is_empty(), "{page}");
            }
            let page = format!("{exempt}[−0.7](= \"P\")");
            assert_eq!(codes(&page), ["P010"], "{page}");
        }
    }

    #[test]
    fn no_other_dash_stands_before_a_number() {
        for dash in [
            "–", "‐", "‑", "‒", "―", "－", "﹣", "➖", "⁻", "− ", "- ", "– ", "−(", "− (", "--",
            "—", "(−) ", "(-)",
        ] {
            let page = format!("a loss of {dash}[0.7](= \"P\")");
            assert!(!codes(&page).is_empty(), "{page}");
        }
        for dash in ["−", "− ", "–", "– "] {
            let page = format!("a loss of {dash}[$0.7$](= \"P\")");
            assert!(!codes(&page).is_empty(), "{page}");
        }
        right("the loss [$x - 0.7$](= \"P\")");
        assert_eq!(codes("the loss [$-(0.7)$](= \"P\")"), ["P043"]);
        // A word is nothing to take from.
        for list in ["0.7 and − 0.5", "0.7, − 0.5", "0.7 or - 0.5"] {
            let page = format!("the losses [{list}](= \"(P, HALF)\")");
            assert_eq!(codes(&page), ["P005"], "{page}");
        }
        right("the loss — [0.7](= \"P\") — is small");
        right("the loss, [0.7](= \"P\") – so small – and [7](= \"SEVEN\")-fold");
    }
}
