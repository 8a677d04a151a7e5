//! Every expression answers with its values.

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::oracle::{Answer, Value};
use crate::page::Claim;

pub(crate) const RULE: Rule = Rule::marked("P023", "evaluation");

/// The values of an answer, or what is wrong with it.
pub(crate) fn values(claim: &Claim, answer: Answer) -> Result<Vec<Value>, Diagnostic> {
    let (message, label, help) = match answer {
        Answer::Values(values) => return Ok(values),
        Answer::Failed(why) => (
            format!("`{}` failed", claim.title),
            why,
            "mend the expression, or what it calls",
        ),
        Answer::Refused(why) => (
            format!("`{}` does not compile", claim.title),
            why,
            "mend the expression: it sees the names of its page",
        ),
        Answer::Unknown => (
            format!("`{}` was not evaluated", claim.title),
            String::new(),
            "run the check again",
        ),
    };
    let fault = Diagnostic::at(&RULE, claim.source.clone(), message);
    Err(fault.label(label).help(help))
}

#[cfg(test)]
mod tests {
    use crate::testing::codes;

    #[test]
    fn an_expression_without_an_answer_is_a_fault() {
        for expression in ["unheard_of()", "broken()", "uncompiled()"] {
            let page = format!("[0.7](= \"{expression}\")");
            assert_eq!(codes(&page), ["P023"], "{page}");
        }
    }
}
