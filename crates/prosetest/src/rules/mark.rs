//! A link that marks a number is an inline link around plain text.

use super::{Coverage, Rule};
use crate::diagnostic::Diagnostic;
use crate::page::{Claim, Kind, Page};

pub(crate) const RULE: Rule = Rule::marked("P030", "mark");

pub(crate) fn not_inline(source: std::ops::Range<usize>) -> Diagnostic {
    let help = "write the expression beside the number, as in [0.7](= \"P\")";
    Diagnostic::at(&RULE, source, "a claim is an inline link").help(help)
}

pub(crate) fn without_expression(source: std::ops::Range<usize>) -> Diagnostic {
    let help = "write what computes the number, as in [0.7](= \"P\")";
    Diagnostic::at(&RULE, source, "the expression is empty").help(help)
}

/// A link to what begins like a mark: `[7](="P")`, `[7](== "P")`.
pub(crate) fn misspelt(destination: &str, source: std::ops::Range<usize>) -> Option<Diagnostic> {
    let help = "write `=` for a number or `~` for a formula, a space and a quoted expression, as in [0.7](= \"P\")";
    let message = format!("a link to `{destination}` marks nothing");
    let formula = destination.starts_with("~\"") || destination.starts_with("~~");
    let begins = destination.starts_with('=') && destination != "="
        || destination.starts_with('＝')
        || formula;
    begins.then(|| Diagnostic::at(&RULE, source, message).help(help))
}

/// A mark whose brackets follow a `!`.
pub(crate) fn picture(source: std::ops::Range<usize>) -> Diagnostic {
    let help = "remove the ! before the brackets";
    Diagnostic::at(&RULE, source, "a picture marks nothing").help(help)
}

/// Marks that stay text: with other quotation marks, without any, or in the middle of HTML.
///
/// Where everything is checked, their numerals are told already.
pub(crate) fn unread(page: &Page) -> Vec<Diagnostic> {
    if page.rules.coverage() == Coverage::All {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for run in &page.runs {
        for (at, close) in run
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.ch == ']')
        {
            let next: String = run.cells[at..].iter().take(6).map(|cell| cell.ch).collect();
            let opens = ["](=", "](~", "](＝"]
                .iter()
                .any(|open| next.starts_with(open))
                || matches!(
                    &*next,
                    "] (= \"" | "] (= “" | "] (= '" | "] (~ \"" | "] (~ “"
                );
            let open = run.cells[..at].iter().rfind(|cell| cell.ch == '[');
            let start = open.map_or(close.source.start, |open| open.source.start);
            // In a code span it is only shown, and a backslash says so too.
            let escaped = |at: usize| page.source[..at].ends_with('\\');
            if !opens || close.atom.is_some() || escaped(start) || escaped(close.source.start) {
                continue;
            }
            let end = run.cells[at + next.chars().count() - 1].source.end;
            let help = "let ( follow ] at once, quote the expression with \" or ', write \\\" inside it, no | in a table, \
                        and a blank line after HTML";
            let fault = Diagnostic::at(&RULE, start..end, "this mark is no link");
            faults.push(fault.help(help));
        }
    }
    faults
}

/// A number in whose brackets something stands that is no text.
pub(crate) fn mixed(claim: &Claim) -> Option<Diagnostic> {
    let refuse = |message: &str, help: &str| {
        Some(Diagnostic::at(&RULE, claim.source.clone(), message).help(help))
    };
    if claim.kind == Kind::Number && claim.struck {
        return refuse(
            "a number that is struck out claims nothing",
            "remove it, or the line through it",
        );
    }
    if claim.kind == Kind::Number && claim.mixed {
        return refuse(
            "a checked number holds more than text",
            "keep images and HTML out of its brackets",
        );
    }
    None
}

/// Links inside a formula are no links: what they claim would go unread.
pub(crate) fn swallowed(range: std::ops::Range<usize>) -> Diagnostic {
    let help = "put the whole formula in the brackets, or write \\$ where dollars are meant";
    Diagnostic::at(&RULE, range, "a formula swallows a checked number").help(help)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_misspelt_mark_is_told_even_where_only_marks_are_checked() {
        use crate::testing::linked;

        for page in [
            "[0.7](=\"P\")",
            "[0.7](=P)",
            "[0.7](=)",
            "[0.7](= \"\")",
            "[0.7](== \"P\")",
            "[0.7](= “P”)",
            "[0.7](= P)",
            "[0.7] (= \"P\")",
            "[0.7](＝ \"P\")",
            "![0.7](= \"P\")",
            "[$2^n$](~\"f(n)\")",
            "[$2^n$](~~ \"f(n)\")",
            "[2] (~ \"f(n)\")",
            "[2](~ f)",
            "<p>[0.7](= \"P\")</p>",
            "| a |\n| --- |\n| [0.7](= \"f(x|y)\") |",
            "![a [0.7](= P)](a.png)",
        ] {
            assert_eq!(linked(page), ["P030"], "{page}");
        }
        for page in [
            "`[0.7](= P)` and \\[0.7\\](= P) and \\[0.7](= P)",
            "```text\n[0.7](= P)\n```",
            "[a](\"b/c\") and f[i] (= x), f[i](x) and [a](b.md) and [home](~/a) and [x](-)",
        ] {
            assert_eq!(linked(page), [""; 0], "{page}");
        }
    }

    use crate::testing::{codes, right};

    #[test]
    fn a_mark_is_an_inline_link_around_text() {
        right(r#"[**0.7**](= "P") [`0.7`](= "P") [$0.7$](= "P") ~~gone~~"#);
        for page in [
            "[0.7][p]\n\n[p]: = \"P\"\n",
            "[p]\n\n[p]: = \"P\"\n",
            r#"[0.7 ![a](a.svg)](= "P")"#,
            r#"[<b>0.7</b>](= "P")"#,
            r#"~~[0.7](= "P")~~"#,
            r#"[~~0.7~~](= "P")"#,
            r#"~~it is **[0.7](= "P")**~~"#,
            r#"costs $x [0.7](= "P") y$ now"#,
        ] {
            assert!(codes(page).contains(&"P030"), "{page}: {:?}", codes(page));
        }
    }
}
