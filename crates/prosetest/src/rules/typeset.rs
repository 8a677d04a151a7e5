//! A formula can be typeset, or nobody would see what was checked.

use super::Rule;
use crate::diagnostic::Diagnostic;

pub(crate) const RULE: Rule = Rule::all("P040", "typeset");

pub(crate) fn fault(range: std::ops::Range<usize>, why: String) -> Diagnostic {
    let fault = Diagnostic::at(&RULE, range, "this formula cannot be typeset").label(why);
    fault.help("mend the TeX")
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn tex_that_cannot_be_typeset_is_a_fault() {
        right(r"$\frac{a}{b}$");
        assert_eq!(codes(r"$\left( a$"), ["P040"]);
        assert_eq!(codes(r"$\unheardof$"), ["P040"]);
    }
}
