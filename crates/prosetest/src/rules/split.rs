//! A numeral never crosses the edge of a span or element: a reader would see another number than was checked.

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::page::Kind;
use crate::rules::Coverage;

pub(crate) const RULE: Rule = Rule::marked("P003", "split");

/// Whether the parts of a numeral stand in different spans.
pub(crate) fn crosses(seen: Seen<'_>) -> bool {
    let cells = &seen.line().cells[seen.numeral().cells.clone()];
    cells.windows(2).any(|pair| pair[0].scope != pair[1].scope)
}

pub(crate) fn fault(seen: Seen<'_>) -> Option<Diagnostic> {
    let numeral = seen.numeral();
    if numeral.is_index || !crosses(seen) {
        return None;
    }
    let cells = &seen.line().cells[numeral.cells.clone()];
    let marked = cells
        .iter()
        .filter_map(|cell| cell.claim)
        .any(|claim| matches!(seen.page.claims[claim].kind, Kind::Number | Kind::Exemption));
    if !marked && seen.page.rules.coverage() == Coverage::Linked {
        return None;
    }
    let message = format!(
        "the reader sees {}, which crosses the edge of a span",
        seen.text()
    );
    let help = "move the sign, the digits, % and … into one span";
    Some(seen.fault(&RULE, message).help(help))
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn a_numeral_stands_in_one_span() {
        for page in [
            r#"[0.7](= "P")5"#,
            r#"5[0.7](= "P")"#,
            r#"[0.7](= "P")%"#,
            r#"[0.7](= "P")…"#,
            r#"[0.7](= "P")e5"#,
            r#"[0.**7**](= "P")"#,
            r#"[0.<b>7</b>](= "P")"#,
            r#"[0.7](= "P") × 10⁵"#,
            r#"**-**[0.7](= "P")"#,
            r#"−[0.7](= "P")"#,
            r#"[0](= "ZERO")[7](= "SEVEN")"#,
            r#"[0](= "ZERO").[7](= "SEVEN")"#,
            r#"[1](= "ONE"),[000](= "ZERO")"#,
            "a bare 0.**7**",
        ] {
            assert!(codes(page).contains(&"P003"), "{page}: {:?}", codes(page));
        }
        right(r#"[**0.7**](= "P") and [`0.7`](= "P")"#);
    }
}
