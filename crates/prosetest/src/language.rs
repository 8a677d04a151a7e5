//! What the checker is told of the language of a book's code.

use std::fmt;
use std::ops::Range;

use crate::rules::Rule;

/// What is wrong with code, and the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Fault {
    /// A fault with its remedy.
    #[must_use]
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }
}

/// The title of a formula, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The names that it gives to values before its last expression, in order.
    pub bound: Vec<Binding>,
    /// The whole title as one expression.
    pub whole: String,
    /// Its last expression alone: what the formula is compared with, as a message shows it.
    pub value: String,
}

/// A name that the title of a formula gives to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The name.
    pub name: String,
    /// The expression that it stands for.
    pub value: String,
    /// An expression that yields the value by itself, with all that was bound before.
    pub code: String,
}

/// The language of a book's expressions, and of the blocks of code that are run.
///
/// The checker knows none: code is text that it hands to an [`Oracle`](crate::Oracle).
/// Who knows the language can say more: which expressions prove nothing, which names a title binds, which blocks are
/// run and what in them is not.
/// What it refuses has rules with codes and levels of their own; each method may be left as it is.
///
/// ```
/// use prosetest::{Fault, Language, Page, Rule, Rules, Units};
///
/// /// Refuses every expression that is a number.
/// #[derive(Debug)]
/// struct Calculator;
///
/// static BARE: Rule = Rule::marked("C001", "bare-number");
/// static RULES: [&Rule; 1] = [&BARE];
///
/// impl Language for Calculator {
///     fn rules(&self) -> &'static [&'static Rule] {
///         &RULES
///     }
///     fn expression(&self, expression: &str) -> Option<(&'static Rule, Fault)> {
///         let bare = expression.parse::<f64>().is_ok();
///         bare.then(|| (&BARE, Fault::new("a number proves nothing", "write what it comes from")))
///     }
/// }
///
/// let rules = Rules::default().language(&Calculator);
/// let page = Page::parse_under("a.md", r#"[7](= "7") and [7](= "3 + 4")"#, &Units::none(), rules);
/// assert_eq!(page.expressions().map(|site| site.text).collect::<Vec<_>>(), ["3 + 4"]);
/// ```
pub trait Language: fmt::Debug + Sync {
    /// The rules that it has beside [`RULES`](crate::RULES).
    fn rules(&self) -> &'static [&'static Rule] {
        &[]
    }

    /// Why an expression cannot stand behind a number, if it cannot.
    fn expression(&self, expression: &str) -> Option<(&'static Rule, Fault)> {
        let _ = expression;
        None
    }

    /// Why a value proves nothing of its expression, if it does not: a literal that comes back.
    fn value(&self, expression: &str, value: f64) -> Option<(&'static Rule, Fault)> {
        let _ = (expression, value);
        None
    }

    /// Takes the title of a formula apart; `is_drawn` tells the names of symbols that are drawn.
    ///
    /// # Errors
    /// Why the title cannot stand.
    fn title(&self, title: &str, is_drawn: &dyn Fn(&str) -> bool) -> Result<Title, Fault> {
        let _ = is_drawn;
        let whole = title.trim().to_owned();
        Ok(Title {
            bound: Vec::new(),
            value: whole.clone(),
            whole,
        })
    }

    /// The names in an expression that may be those of values: not of fields, methods or functions.
    fn names<'t>(&self, code: &'t str) -> Vec<&'t str> {
        let is_word = |ch: char| ch.is_alphanumeric() || ch == '_';
        let mut names = Vec::new();
        let mut at = 0;
        while let Some(start) = code[at..].find(is_word).map(|found| at + found) {
            let rest = &code[start..];
            let word = &rest[..rest.find(|ch| !is_word(ch)).unwrap_or(rest.len())];
            at = start + word.len();
            let (before, after) = (code[..start].trim_end(), code[at..].trim_start());
            let of_another = ["(", "!", ":"].iter().any(|sign| after.starts_with(sign))
                && !after.starts_with("!=")
                || before.ends_with("::")
                || before.ends_with('.') && !before.ends_with("..");
            let is_number = word.starts_with(|ch: char| ch.is_ascii_digit());
            if !is_number && !of_another && !names.contains(&word) {
                names.push(word);
            }
        }
        names
    }

    /// What is wrong with a block of code, and where in it; nothing if a block with this info string is not run.
    ///
    /// A range of no length is the block as a whole.
    fn block(&self, info: &str, code: &str) -> Option<Vec<(&'static Rule, Range<usize>, Fault)>> {
        let _ = (info, code);
        None
    }
}

/// A language of which nothing is known.
#[derive(Debug)]
pub(crate) struct Unknown;

impl Language for Unknown {}

#[cfg(test)]
mod tests {
    use super::{Language, Unknown};

    #[test]
    fn fields_methods_and_paths_are_no_symbols() {
        assert_eq!(
            Unknown.names("let t = p::f(&q, r.s, u.v())?; S { w: z }"),
            ["let", "t", "q", "r", "u", "S", "z"]
        );
    }
}
