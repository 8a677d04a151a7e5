//! Doctests for the numbers in prose.
//!
//! A checked number is a Markdown link whose title is the expression that computes it:
//!
//! ```markdown
//! The diameter is [2](= "DIAMETER"), so the circle measures about [6.283](= "circumference(DIAMETER)").
//! ```
//!
//! Any Markdown viewer shows the text, and the expression as a tooltip.
//! This crate takes such a page apart, says which expressions must be evaluated, and compares what the reader sees
//! with what they yield: to the last digit, with the unit, and with `=` and `≈` meant as they are written.
//! A numeral that no expression computes is an error too, wherever a reader can see it.
//!
//! ```
//! use prosetest::{Answer, Code, Input, Oracle, Page, Units, Value};
//!
//! struct Circle;
//!
//! impl Oracle for Circle {
//!     fn evaluate(&self, code: &Code, _: &[Vec<Input>]) -> Vec<Answer> {
//!         match code.text.as_str() {
//!             "circumference(DIAMETER)" => vec![Answer::Values(vec![Value::Number(std::f64::consts::TAU)])],
//!             _ => vec![Answer::Unknown],
//!         }
//!     }
//!     fn include(&self, path: &str) -> Result<(), String> {
//!         Err(format!("nothing wrote {path}"))
//!     }
//! }
//!
//! let text = "It measures [6.28](= \"circumference(DIAMETER)\"), or 7 if you are generous.";
//! let units = Units::none();
//! let page = Page::parse("circle.md", text, &units);
//! let checked = page.check(&Circle);
//! assert_eq!(checked.count(), 1);
//! assert_eq!(checked.diagnostics.len(), 1);
//! assert_eq!(checked.diagnostics[0].message, "7 is computed by nothing");
//! ```
//!
//! # The model
//!
//! A [`Page`] is Markdown, parsed.
//! Its visible text is read as runs of characters; formulas are read from the MathML that the reader gets.
//! A [`Language`] says what in them can stand; without one, code is any text.
//! An [`Oracle`] evaluates expressions: usually a program that was built from [`Page::expressions`], as the crate `mdbook-prosetest` does.
//! [`Page::check`] compares, and reports every fault as a [`Diagnostic`] with its place and its remedy.
//! [`Checked::render`] writes the page with HTML for numbers and formulas, ready for mdBook or any other renderer.
//! [`Checked::mutants`] makes each claim false in turn, so that a test can hold the checker itself to its word.
//!
//! # The rules
//!
//! - `[0.7](= "P")` is checked: the numerals in the text are the numbers that the expression yields, in order.
//! - A numeral with decimals is the value correctly rounded; `2.30…` is the value cut off.
//!   Without decimals it is exact, unless `≈` stands before it; `=` demands an exact value, `≈` an inexact one.
//!   After `≈` the last zeros of a whole number may be those of a rounding: `≈ 384,000` for 384,399.
//! - A quantity needs its unit, after it in the brackets or in the head of its table column; a bare number takes none.
//! - `[1948](- "year of the paper")` exempts a numeral and says why.
//! - `[$$y = x^2$$](~ "square(x)")` is a formula: read from what the reader sees, evaluated on random draws of its
//!   symbols, and compared with the expression, member by member of a chain; see [`Symbols`].
//! - A number that shows arithmetic or a relation (`0.1 < 0.9`) is evaluated as it is written.
//! - Free are the markers of lists that count from one, footnote labels, one digit as the whole subscript of a letter,
//!   and, in the text of a link to another site, a year or what its address holds.
//! - A block of code is run from its first line to its last, if its [`Language`] runs it; any other holds one `{{#include}}`.
//!
//! Each rule has a name, a code and a level; see [`rules`].
//!
//! What it does not do: it runs no code, reads no file, knows no programming language and nothing of what the numbers mean.
//!
//! # The features
//!
//! Both are off, since numbers in prose need neither, and what they bring along takes longer to build than this crate:
//!
//! - `tex`: formulas are typeset as MathML, and so their numerals are read, and what they claim is evaluated;
//!   without it a formula is a fault (P040).
//! - `serde`: [`Symbols`], [`Coverage`] and [`Level`] can be read from files, and a [`Diagnostic`] be written into them.

mod check;
pub mod contract;
mod diagnostic;
mod formula;
mod language;
pub mod markup;
mod math;
mod mutants;
mod numeral;
mod oracle;
mod page;
mod phrase;
mod render;
pub mod rules;
mod speech;
#[cfg(test)]
mod testing;
mod units;
mod visible;

pub use check::{Checked, Exemption, Formula, Number, Shown};
pub use diagnostic::{Diagnostic, Fix, apply};
pub use formula::{Draw, FormulaMutant, Notation, Symbol, Symbols, SymbolsError};
pub use language::{Binding, Fault, Language, Title};
pub use mutants::Mutant;
pub use oracle::{Answer, Code, Input, Oracle, Parameter, Value};
pub use page::{Page, Site};
pub use render::{Implementation, Rendered, Setting, fingerprint};
#[doc(no_inline)]
pub use rules::{Coverage, Level, RULES, Rule, Rules, UnknownRule};
pub use units::{Dimension, Unit, Units, UnitsError, twelve_digits};
