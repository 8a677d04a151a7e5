//! A bar ends the cell of a table, in a formula too.

use super::Rule;
use crate::diagnostic::Diagnostic;

pub(crate) const RULE: Rule = Rule::all("P042", "table-bar");

pub(crate) fn fault(range: std::ops::Range<usize>) -> Diagnostic {
    let message = "a formula in a table is cut by a bar, or not closed";
    let help = "write \\mid or \\Vert for the bar, and \\$ for a dollar";
    Diagnostic::at(&RULE, range, message).help(help)
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn a_bar_in_a_table_cuts_no_formula() {
        right("| $D(p \\Vert q)$ | \\$ |\n| --- | --- |\n| $p \\mid q$ | b |\n");
        assert!(codes("| a |\n| --- |\n| $p|q$ |\n").contains(&"P042"));
        assert!(codes("| a |\n| --- |\n| $p \\| q$ |\n").contains(&"P042"));
    }
}
