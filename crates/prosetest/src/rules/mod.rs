//! The rules, each in a file of its own: what it refuses, and why.
//!
//! | code | name | refuses |
//! | --- | --- | --- |
//! | P001 | `unbound` | a numeral that nothing computes |
//! | P002 | `malformed` | a numeral that is not written as numerals are |
//! | P003 | `split` | a numeral that crosses the edge of a span |
//! | P004 | `look-alike` | invisible characters, and such as look like digits, beside a numeral |
//! | P005 | `sign` | a dash that is no minus, two signs, a sign apart from its digits |
//! | P006 | `number-word` | a number in English or Chinese words, a Roman one or one in signs, where it counts units or is a share |
//! | P010 | `value` | digits that are not those of the value |
//! | P011 | `relation` | a relation or operator beside a number, or words between two, that do not hold or are not read |
//! | P012 | `unit-missing` | a quantity without its unit |
//! | P013 | `unit-unfit` | a unit on or near a bare number, one of another dimension, or another one near a quantity |
//! | P014 | `unit-form` | one nats, two bit |
//! | P015 | `scale-word` | a word that makes another number of the numeral: percent, million, kilo-, squared, per |
//! | P016 | `precision` | more digits than the value has, or a short value that is rounded without ≈ |
//! | P017 | `count` | a link that shows more or fewer numbers than its expression yields |
//! | P018 | `not-a-number` | a numeral where the value is not a number |
//! | P023 | `evaluation` | an expression that does not compile, fails, or was not evaluated |
//! | P030 | `mark` | a link that cannot mark what is in it |
//! | P031 | `heading-id` | a heading whose link would change with its number |
//! | P032 | `exemption` | an exemption without a reason, or without a number |
//! | P040 | `typeset` | a formula that cannot be typeset |
//! | P041 | `formula` | a formula that is not what its code computes, cannot be read, or has more around it |
//! | P042 | `table-bar` | a formula that the bars of a table cut |
//! | P043 | `chain` | arithmetic or a relation in a number that is not true |
//! | P044 | `unmarked-formula` | a formula, or a relation in plain prose, that claims something and is not marked |
//! | P050 | `language` | a code block without a language |
//! | P051 | `output` | a code block that is neither run nor the output of something that ran |
//! | P052 | `include` | a file that may not be included |
//! | P055 | `directive` | an include outside of a code block |
//! | P060 | `html` | raw HTML, attributes and addresses that show or hide what nobody checks |
//!
//! Under [`Coverage::All`] every rule is denied.
//! Under [`Coverage::Linked`] those that concern text which nobody marked are allowed:
//! P001, P006, P040, P042, P044, and from P050 on.
//!
//! The language of the code has rules of its own beside these; see [`Language`].

pub(crate) mod chain;
pub(crate) mod count;
pub(crate) mod directive;
pub(crate) mod evaluation;
pub(crate) mod exemption;
pub(crate) mod formula;
pub(crate) mod heading_id;
pub(crate) mod html;
pub(crate) mod include;
pub(crate) mod language;
pub(crate) mod look_alike;
pub(crate) mod malformed;
pub(crate) mod mark;
pub(crate) mod not_a_number;
pub(crate) mod number_word;
pub(crate) mod output;
pub(crate) mod precision;
pub(crate) mod relation;
pub(crate) mod scale_word;
pub(crate) mod sign;
pub(crate) mod split;
pub(crate) mod table_bar;
pub(crate) mod typeset;
pub(crate) mod unbound;
pub(crate) mod unit_form;
pub(crate) mod unit_missing;
pub(crate) mod unit_unfit;
pub(crate) mod unmarked_formula;
pub(crate) mod value;

use std::fmt;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::language::{Language, Unknown};
use crate::numeral::Numeral;
use crate::page::{Claim, Kind, Page};
use crate::visible::{Cell, Run};

/// What the checker refuses, and how it is named in messages.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code, such as `P012`.
    pub code: &'static str,
    /// The name, such as `unit-missing`.
    pub name: &'static str,
    /// Whether it concerns only what a link marks, and so holds under [`Coverage::Linked`] too.
    pub(crate) of_marked: bool,
}

impl Rule {
    /// A rule about what a link marks.
    #[must_use]
    pub const fn marked(code: &'static str, name: &'static str) -> Self {
        let of_marked = true;
        Self {
            code,
            name,
            of_marked,
        }
    }

    /// A rule about the whole page.
    #[must_use]
    pub const fn all(code: &'static str, name: &'static str) -> Self {
        let of_marked = false;
        Self {
            code,
            name,
            of_marked,
        }
    }
}

/// Every rule of this crate, by its code.
pub static RULES: &[&Rule] = &[
    &unbound::RULE,
    &malformed::RULE,
    &split::RULE,
    &look_alike::RULE,
    &sign::RULE,
    &number_word::RULE,
    &value::RULE,
    &relation::RULE,
    &unit_missing::RULE,
    &unit_unfit::RULE,
    &unit_form::RULE,
    &scale_word::RULE,
    &precision::RULE,
    &count::RULE,
    &not_a_number::RULE,
    &evaluation::RULE,
    &mark::RULE,
    &heading_id::RULE,
    &exemption::RULE,
    &typeset::RULE,
    &formula::RULE,
    &table_bar::RULE,
    &chain::RULE,
    &unmarked_formula::RULE,
    &language::RULE,
    &output::RULE,
    &include::RULE,
    &directive::RULE,
    &html::RULE,
];

/// How much of a page is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Coverage {
    /// Only what a link marks; nothing else in the text is touched or refused.
    Linked,
    /// Whatever a reader can see.
    #[default]
    All,
}

/// Whether a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Level {
    /// What it speaks of passes.
    Allow,
    /// What it speaks of is refused.
    Deny,
}

/// No rule has this name or code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule(pub String);

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(rule) = self;
        write!(
            f,
            "no rule is named {rule}; name one by its code or its name, such as P012 or unit-missing"
        )
    }
}

impl std::error::Error for UnknownRule {}

/// Which rules hold on a page.
///
/// ```
/// use prosetest::{Coverage, Level, Rules};
///
/// let rules = Rules::new(Coverage::Linked).with("unbound", Level::Deny)?.with("P014", Level::Allow)?;
/// assert!(rules.with("unheard-of", Level::Deny).is_err());
/// # Ok::<(), prosetest::UnknownRule>(())
/// ```
#[derive(Clone, Debug)]
pub struct Rules {
    coverage: Coverage,
    levels: Vec<(&'static str, Level)>,
    language: &'static dyn Language,
}

impl Default for Rules {
    fn default() -> Self {
        Self::new(Coverage::default())
    }
}

impl Rules {
    /// The rules of a coverage, each at its default level, for code of which nothing is known.
    #[must_use]
    pub fn new(coverage: Coverage) -> Self {
        Self {
            coverage,
            levels: Vec::new(),
            language: &Unknown,
        }
    }

    /// The same rules, and those of the language of the book's code.
    #[must_use]
    pub fn language(mut self, language: &'static dyn Language) -> Self {
        self.language = language;
        self
    }

    /// The same rules, with another level for the one of this name or code, among those of the language too.
    ///
    /// # Errors
    /// [`UnknownRule`] if there is none.
    pub fn with(mut self, rule: &str, level: Level) -> Result<Self, UnknownRule> {
        let found = self.all().find(|r| r.code == rule || r.name == rule);
        let found = found.ok_or_else(|| UnknownRule(rule.to_owned()))?;
        self.levels.push((found.code, level));
        Ok(self)
    }

    fn all(&self) -> impl Iterator<Item = &'static Rule> {
        RULES.iter().chain(self.language.rules()).copied()
    }

    pub(crate) fn known(&self) -> &'static dyn Language {
        self.language
    }

    pub(crate) fn coverage(&self) -> Coverage {
        self.coverage
    }

    pub(crate) fn denies(&self, code: &str) -> bool {
        let of_marked = |rule: &'static Rule| rule.code == code && rule.of_marked;
        let set = self.levels.iter().rfind(|(known, _)| *known == code);
        match set {
            Some((_, level)) => *level == Level::Deny,
            None => self.coverage == Coverage::All || self.all().any(of_marked),
        }
    }
}

/// A numeral on its page: what a rule about numerals looks at.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'p> {
    pub(crate) page: &'p Page,
    pub(crate) run: usize,
    pub(crate) index: usize,
}

impl<'p> Seen<'p> {
    pub(crate) fn numeral(self) -> &'p Numeral {
        &self.page.numerals[self.run][self.index]
    }

    pub(crate) fn line(self) -> &'p Run {
        &self.page.runs[self.run]
    }

    /// The cell of the first digit.
    pub(crate) fn first(self) -> &'p Cell {
        &self.line().cells[self.numeral().mantissa_cells.start]
    }

    pub(crate) fn claim(self) -> Option<&'p Claim> {
        self.first().claim.map(|claim| &self.page.claims[claim])
    }

    pub(crate) fn kind(self) -> Option<Kind> {
        self.claim().map(|claim| claim.kind)
    }

    /// The numeral as the reader sees it.
    pub(crate) fn text(self) -> String {
        self.line().shown(self.numeral().cells.clone())
    }

    pub(crate) fn place(self) -> Range<usize> {
        self.page.place_of(self.run, self.numeral())
    }

    /// Whether a sign, a relation or a unit makes a claim of this numeral.
    pub(crate) fn counts(self) -> bool {
        let cells = self.numeral().cells.clone();
        let signed = !self.text().starts_with(|ch: char| ch.is_ascii_digit());
        signed || relation::beside(self.line(), cells, &self.page.units).is_some()
    }

    /// A fault of this numeral.
    pub(crate) fn fault(self, rule: &'static Rule, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(rule, self.place(), message)
    }

    /// The words right before the numeral and its sign, nearest first, with nothing but spaces between.
    pub(crate) fn words_before(self, most: usize) -> Vec<String> {
        let cells = &self.line().cells;
        let start_of = |end: usize| {
            let before = cells[..end].iter().rposition(|cell| !is_word(cell));
            before.map_or(0, |before| before + 1)
        };
        let mut words = Vec::new();
        let mut at = self.numeral().cells.start;
        while words.len() < most {
            let mut end = cells[..at]
                .iter()
                .rposition(|cell| !(cell.is_space() || cell.is_break()))
                .map_or(0, |last| last + 1);
            // The point of an abbreviation ends no sentence.
            if let Some(point) = end.checked_sub(1).filter(|&point| cells[point].ch == '.') {
                let word = self.line().text(start_of(point)..point).to_lowercase();
                if matches!(word.as_str(), "approx" | "ca" | "circa") {
                    end = point;
                }
            }
            let start = start_of(end);
            if start == end {
                break;
            }
            words.push(self.line().text(start..end).to_lowercase());
            at = start;
        }
        words
    }

    /// The words after a place and its unit, as far as nothing but spaces stands between them.
    pub(crate) fn words_after(self, from: usize, most: usize) -> Vec<String> {
        let unit = crate::page::unit_at(
            self.line(),
            begin_after(self.line(), from),
            &self.page.units,
        );
        words_from(self.line(), unit.map_or(from, |(_, unit)| unit.end), most)
    }

    /// The word at or after a place, with nothing but spaces, hyphens and opening brackets between.
    pub(crate) fn word_after(self, from: usize) -> Option<(String, Range<usize>)> {
        word_after(self.line(), from)
    }
}

/// The first cell at or after a place that is no space, hyphen or opening bracket.
pub(crate) fn begin_after(line: &Run, from: usize) -> usize {
    let between = |cell: &&Cell| {
        cell.is_space() || cell.is_break() || matches!(cell.ch, '-' | '‑' | '‐' | '(' | '[')
    };
    from + line.cells[from..].iter().take_while(between).count()
}

/// The word at or after a place, with nothing but spaces, hyphens and opening brackets between.
pub(crate) fn word_after(line: &Run, from: usize) -> Option<(String, Range<usize>)> {
    let start = begin_after(line, from);
    let word = line.cells[start..].iter();
    let end = start + word.take_while(|cell| is_word(cell)).count();
    (start < end).then(|| (line.text(start..end).to_lowercase(), start..end))
}

/// The words from a place on, as far as nothing but spaces stands between them.
pub(crate) fn words_from(line: &Run, from: usize, most: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut at = from;
    while words.len() < most
        && let Some((word, cells)) = word_after(line, at)
    {
        at = cells.end;
        words.push(word);
    }
    words
}

fn is_word(cell: &Cell) -> bool {
    cell.ch.is_alphabetic() || matches!(cell.ch, '\'' | '’')
}

#[cfg(test)]
mod tests {
    use super::{Coverage, Level, RULES, Rules};

    #[test]
    fn every_rule_has_its_own_code_name_and_entry() {
        let documentation = include_str!("mod.rs");
        for (place, rule) in RULES.iter().enumerate() {
            let row = format!("//! | {} | `{}` | ", rule.code, rule.name);
            assert!(documentation.contains(&row), "{row} is missing");
            let same = |other: &&&crate::Rule| other.code == rule.code || other.name == rule.name;
            assert_eq!(RULES.iter().position(|other| same(&other)), Some(place));
            let file = rule.name.replace('-', "_");
            let module = format!("mod {file};");
            assert!(documentation.contains(&module), "{module} is missing");
        }
        let rows = documentation
            .lines()
            .filter(|line| line.starts_with("//! | P"));
        assert_eq!(rows.count(), RULES.len());
    }

    #[test]
    fn the_last_level_wins() {
        let rules = Rules::new(Coverage::Linked)
            .with("P001", Level::Deny)
            .unwrap();
        assert!(rules.denies("P001"));
        assert!(!rules.with("unbound", Level::Allow).unwrap().denies("P001"));
    }

    #[test]
    fn under_linked_only_what_is_marked_is_judged() {
        let allowed: Vec<_> = RULES
            .iter()
            .filter(|rule| !Rules::new(Coverage::Linked).denies(rule.code))
            .map(|rule| rule.code)
            .collect();
        assert_eq!(
            allowed,
            [
                "P001", "P006", "P040", "P042", "P044", "P050", "P051", "P052", "P055", "P060"
            ]
        );
        assert!(RULES.iter().all(|rule| Rules::default().denies(rule.code)));
    }
}
