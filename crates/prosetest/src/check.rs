//! The check itself: every numeral of a page against the value that its expression yields.

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Fix};
use crate::formula;
use crate::numeral::{Numeral, Relation};
use crate::oracle::{Answer, Code, Oracle, Value};
use crate::page::{Claim, Kind, LineCounter, Page, unit_words};
use crate::visible::Leaf;

/// A numeral that was found right, or at least compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The numeral as the reader sees it.
    pub text: String,
    /// What the expression yields for it.
    pub value: Value,
    pub(crate) run: usize,
    pub(crate) index: usize,
    pub(crate) unit: Option<(usize, Option<Range<usize>>)>,
}

/// A link whose numerals an expression computes.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The link's text as the reader sees it.
    pub text: String,
    /// The expression in its title.
    pub expression: String,
    /// The line, counted from one.
    pub line: usize,
    /// The numerals and their values, in order.
    pub shown: Vec<Shown>,
    pub(crate) claim: usize,
}

/// A numeral that claims nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// The link's text as the reader sees it.
    pub text: String,
    /// Why it claims nothing.
    pub reason: String,
    /// The line, counted from one.
    pub line: usize,
    pub(crate) claim: usize,
}

/// A formula and the code that it was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// The TeX.
    pub tex: String,
    /// The expression in its title.
    pub expression: String,
    /// On how many draws the two agreed.
    pub draws: usize,
    /// The line, counted from one.
    pub line: usize,
}

/// What the check of a page found.
#[derive(Clone, Debug)]
pub struct Checked<'p> {
    pub(crate) page: &'p Page<'p>,
    /// The numbers that an expression computes, in order.
    pub numbers: Vec<Number>,
    /// The numerals that claim nothing, in order.
    pub exemptions: Vec<Exemption>,
    /// The formulas, in order.
    pub formulas: Vec<Formula>,
    /// How many numbers show arithmetic or a relation that was evaluated.
    pub chains: usize,
    /// Everything that is wrong, in the order of the page; empty for a page that may be built.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked<'_> {
    /// Whether the rendered page shows a number as a link: not in an alt text, nor in a heading, which is one already.
    #[must_use]
    pub fn is_linked(&self, number: &Number) -> bool {
        let claim = &self.page.claims[number.claim];
        !claim.in_alt && !claim.in_heading
    }

    /// How many numerals were checked.
    #[must_use]
    pub fn count(&self) -> usize {
        self.numbers.iter().map(|number| number.shown.len()).sum()
    }
}

impl Page<'_> {
    /// Checks the page against the values of its expressions.
    ///
    /// ```
    /// use prosetest::{Answer, Code, Input, Oracle, Page, Units, Value};
    ///
    /// struct Pi;
    ///
    /// impl Oracle for Pi {
    ///     fn evaluate(&self, code: &Code, _: &[Vec<Input>]) -> Vec<Answer> {
    ///         match code.text.as_str() {
    ///             "PI" => vec![Answer::Values(vec![Value::Number(std::f64::consts::PI)])],
    ///             _ => vec![Answer::Unknown],
    ///         }
    ///     }
    ///     fn include(&self, path: &str) -> Result<(), String> {
    ///         Err(format!("there is no {path}"))
    ///     }
    /// }
    ///
    /// let units = Units::none();
    /// let right = Page::parse("circle.md", r#"A circle: [3.14](= "PI")."#, &units);
    /// assert!(right.check(&Pi).diagnostics.is_empty());
    ///
    /// let wrong = Page::parse("circle.md", r#"A circle: [3.15](= "PI")."#, &units);
    /// assert_eq!(wrong.check(&Pi).diagnostics[0].message, "3.15 should be 3.14");
    /// ```
    #[must_use]
    pub fn check<'p>(&'p self, oracle: &dyn Oracle) -> Checked<'p> {
        let mut check = Check {
            page: self,
            oracle,
            answers: HashMap::new(),
            chains: 0,
            found: self.faults.clone(),
        };
        let mut members: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.claims.len()];
        for (run, numerals) in self.numerals.iter().enumerate() {
            for (index, numeral) in numerals.iter().enumerate() {
                check.edges(run, numeral);
                let claim = self.runs[run].cells[numeral.mantissa_cells.start].claim;
                if let Some(claim) = claim {
                    members[claim].push((run, index));
                }
                check.coverage(run, numeral, claim.map(|claim| &self.claims[claim]));
            }
        }
        let runs = self.runs_of_claims();
        let mut lines = LineCounter::new(self.source);
        let mut evaluated = self.check_formulas(oracle).into_iter();
        let (mut numbers, mut exemptions, mut formulas) = (Vec::new(), Vec::new(), Vec::new());
        for (id, claim) in self.claims.iter().enumerate() {
            let line = lines.place(claim.source.start).0;
            check.heading(claim, &members[id]);
            match claim.kind {
                Kind::Number if !claim.faulty => numbers.push(Number {
                    text: self.text_of(id, &runs[id]),
                    expression: claim.title.clone(),
                    line,
                    shown: {
                        let shown = check.number(claim, &members[id]);
                        check.chain(id, &runs[id], &shown);
                        shown
                    },
                    claim: id,
                }),
                Kind::Exemption if !claim.faulty => {
                    if members[id].is_empty() && !self.exempts_formula(claim) {
                        let fault =
                            self.fault(claim.source.clone(), "this exemption exempts no number");
                        check
                            .found
                            .push(fault.help("write the text without the link"));
                    }
                    exemptions.push(Exemption {
                        text: self.text_of(id, &runs[id]),
                        reason: claim.title.clone(),
                        line,
                        claim: id,
                    });
                }
                Kind::Formula if !claim.faulty => {
                    let draws = match evaluated.next() {
                        Some(Ok(draws)) => draws,
                        Some(Err(fault)) => {
                            check.push(claim.source.clone(), fault.message, "", &fault.help);
                            0
                        }
                        None => 0,
                    };
                    formulas.push(Formula {
                        tex: self.source[claim.content.clone()]
                            .trim_matches('$')
                            .trim()
                            .to_owned(),
                        expression: claim.title.clone(),
                        draws,
                        line,
                    });
                }
                _ => {}
            }
        }
        check.unmarked_formulas();
        for inclusion in &self.inclusions {
            if let Err(why) = oracle.include(&inclusion.path) {
                let at = self.source[inclusion.source.clone()]
                    .find("{{#")
                    .unwrap_or(0);
                let start = inclusion.source.start + at;
                let end = self.source[start..]
                    .find("}}")
                    .map_or(start + 3, |end| start + end + 2);
                let fault =
                    self.fault(start..end, format!("{} cannot be included", inclusion.path));
                check.found.push(
                    fault
                        .label(why)
                        .help("include a file that a test or a recording writes"),
                );
            }
        }
        check.found.sort_by_key(|fault| (fault.line, fault.column));
        Checked {
            page: self,
            numbers,
            exemptions,
            formulas,
            chains: check.chains,
            diagnostics: check.found,
        }
    }

    /// The runs that each claim's text stands in, so that no claim has to look through all of them.
    fn runs_of_claims(&self) -> Vec<Range<usize>> {
        let mut runs = vec![0..0; self.claims.len()];
        for (index, run) in self.runs.iter().enumerate() {
            for claim in run.cells.iter().filter_map(|cell| cell.claim) {
                let of_claim: &mut Range<usize> = &mut runs[claim];
                let first = if of_claim.end == 0 {
                    index
                } else {
                    of_claim.start
                };
                *of_claim = first..index + 1;
            }
        }
        runs
    }

    /// A claim's text as the reader sees it, on one line.
    fn text_of(&self, id: usize, runs: &Range<usize>) -> String {
        let claim = &self.claims[id];
        let mut text = String::new();
        for run in &self.runs[runs.clone()] {
            let from = run
                .cells
                .partition_point(|cell| cell.source.end <= claim.content.start);
            let inside = run.cells[from..]
                .iter()
                .take_while(|cell| cell.source.start < claim.content.end);
            for cell in inside.filter(|cell| cell.claim == Some(id) && !cell.is_break()) {
                // A formula spaces its relations by style sheet, not by characters.
                let spaced = cell.leaf == Leaf::Operator
                    && matches!(cell.ch, '=' | '≈' | '+' | '×' | '≤' | '≥');
                if (spaced || cell.is_space()) && !text.ends_with(' ') {
                    text.push(' ');
                }
                if !cell.is_space() {
                    text.push(cell.ch);
                }
                if spaced {
                    text.push(' ');
                }
            }
        }
        text.trim().to_owned()
    }
}

struct Check<'p, 'o> {
    page: &'p Page<'p>,
    oracle: &'o dyn Oracle,
    answers: HashMap<&'p str, Answer>,
    chains: usize,
    found: Vec<Diagnostic>,
}

impl<'p> Check<'p, '_> {
    fn push(&mut self, range: Range<usize>, message: impl Into<String>, label: &str, help: &str) {
        let fault = self.page.fault(range, message).label(label).help(help);
        self.found.push(fault);
    }

    fn crosses(&self, run: usize, numeral: &Numeral) -> bool {
        let cells = &self.page.runs[run].cells[numeral.cells.clone()];
        cells.windows(2).any(|pair| pair[0].scope != pair[1].scope)
    }

    /// A numeral never crosses the edge of a span or element: a reader would see another number than was checked.
    fn edges(&mut self, run: usize, numeral: &Numeral) {
        if numeral.is_index {
            return;
        }
        if self.crosses(run, numeral) {
            let seen = self.page.runs[run].text(numeral.cells.clone());
            self.push(
                self.page.place_of(run, numeral),
                format!("the reader sees {seen}, which crosses the edge of a span"),
                "",
                "move the sign, the digits, % and … into one span",
            );
        }
    }

    /// A heading's link must not change with its numbers.
    fn heading(&mut self, claim: &Claim, members: &[(usize, usize)]) {
        let unnamed = |(run, _): &(usize, usize)| self.page.runs[*run].heading == Some(false);
        if claim.in_heading && members.first().is_some_and(unnamed) {
            let range = claim.source.clone();
            let message = "a heading with a number in it needs an id of its own";
            self.push(
                range,
                message,
                "",
                "end the heading with one, as in {#a-name}",
            );
        }
    }

    /// Every numeral is claimed by something, and can be read.
    fn coverage(&mut self, run: usize, numeral: &Numeral, claim: Option<&Claim>) {
        let place = || self.page.place_of(run, numeral);
        let seen = || self.page.runs[run].text(numeral.cells.clone());
        let whole = numeral.shape.decimals == 0
            && numeral.shape.exponent.is_none()
            && !numeral.shape.infinite;
        let plain_integer = whole
            && !numeral.shape.percent
            && !numeral.shape.truncated
            && numeral.malformed.is_none();
        match claim.map(|claim| claim.kind) {
            _ if numeral.is_index => {}
            Some(Kind::Exemption) => {}
            Some(Kind::External) if plain_integer => {}
            Some(Kind::Formula) if plain_integer => {}
            Some(Kind::Formula) => {
                let message = format!("{} stands in a formula", seen());
                self.push(
                    place(),
                    message,
                    "",
                    "a formula holds letters and integers; show numbers in a checked number",
                );
            }
            Some(Kind::Number) => {
                if let Some(why) = numeral.malformed {
                    self.push(place(), format!("{} is no numeral", seen()), "", why);
                }
            }
            Some(Kind::External) | None => {
                let range = place();
                let seen = seen();
                let after: String = self.page.source[range.end..].chars().take(60).collect();
                let broken = after
                    .find(']')
                    .is_some_and(|at| after[at..].starts_with("](="));
                let help = if let Some(why) = numeral.malformed {
                    why.to_owned()
                } else if broken {
                    "the link after it does not parse: quote the expression, write \\\" inside it, and no | in a table"
                        .to_owned()
                } else {
                    let seen = seen.trim();
                    format!(
                        "bind it, as in [{seen}](= \"EXPRESSION\"), or exempt it: [{seen}](- \"REASON\")"
                    )
                };
                self.push(range, format!("{seen} is computed by nothing"), "", &help);
            }
        }
    }

    fn number(&mut self, claim: &'p Claim, members: &[(usize, usize)]) -> Vec<Shown> {
        if claim.mixed {
            let range = claim.source.clone();
            self.push(
                range,
                "a checked number holds more than text",
                "",
                "keep images and HTML out of its brackets",
            );
        }
        let answer = self.answers.entry(claim.title.as_str());
        let answer = answer
            .or_insert_with(|| {
                let answers = self
                    .oracle
                    .evaluate(&Code::constant(&claim.title), &[Vec::new()]);
                answers.into_iter().next().unwrap_or(Answer::Unknown)
            })
            .clone();
        let values = match answer {
            Answer::Values(values) => values,
            Answer::Failed(why) => {
                let message = format!("`{}` failed", claim.title);
                self.push(
                    claim.source.clone(),
                    message,
                    &why,
                    "mend the expression, or what it calls",
                );
                return Vec::new();
            }
            Answer::Refused(why) => {
                let message = format!("`{}` does not compile", claim.title);
                self.push(
                    claim.source.clone(),
                    message,
                    &why,
                    "mend the expression: it sees the names of its page",
                );
                return Vec::new();
            }
            Answer::Unknown => {
                let message = format!("`{}` is not compiled yet", claim.title);
                self.push(
                    claim.source.clone(),
                    message,
                    "",
                    "run again, so that the program is built with it",
                );
                return Vec::new();
            }
        };
        let members: Vec<_> = members
            .iter()
            .filter(|(run, index)| !self.page.numerals[*run][*index].is_index)
            .copied()
            .collect();
        if members.len() != values.len() || values.is_empty() {
            let (shown, yielded) = (members.len(), values.len());
            let numerals = if shown == 1 { "numeral" } else { "numerals" };
            let message =
                format!("the text shows {shown} {numerals}, the expression yields {yielded}");
            let listed: Vec<String> = values.iter().map(|value| self.express(*value)).collect();
            let label = format!("{} = ({})", claim.title, listed.join(", "));
            self.push(
                claim.source.clone(),
                message,
                &label,
                "show each number that the expression yields, in order",
            );
            return Vec::new();
        }
        let many = members.len() > 1;
        let pairs = members.into_iter().zip(values);
        pairs
            .enumerate()
            .map(|(place, ((run, index), value))| {
                let numeral = &self.page.numerals[run][index];
                let of = if many {
                    format!("value {} of ", place + 1)
                } else {
                    String::new()
                };
                let unit = self.unit(run, numeral, value);
                if numeral.malformed.is_none() && !self.crosses(run, numeral) {
                    self.compare(
                        run,
                        numeral,
                        value,
                        unit.as_ref().map(|(unit, _)| *unit),
                        &format!("{of}{}", claim.title),
                    );
                }
                Shown {
                    text: self.page.runs[run].text(numeral.cells.clone()),
                    value,
                    run,
                    index,
                    unit,
                }
            })
            .collect()
    }

    fn express(&self, value: Value) -> String {
        match value {
            Value::Number(number) => number.to_string(),
            Value::Quantity { value, dimension } => self.page.units.express(value, dimension),
        }
    }

    /// The unit that a quantity is written in, and where; a bare number has none.
    fn unit(
        &mut self,
        run: usize,
        numeral: &Numeral,
        value: Value,
    ) -> Option<(usize, Option<Range<usize>>)> {
        let page = self.page;
        let line = &page.runs[run];
        let claim = line.cells[numeral.mantissa_cells.start].claim;
        let words = unit_words_after(page, run, numeral.cells.end);
        let inside = words
            .iter()
            .find(|(_, cells)| line.cells[cells.start].claim == claim);
        match value {
            Value::Quantity { dimension, .. } => {
                let named = match inside {
                    Some((unit, cells)) => Some((*unit, Some(cells.clone()))),
                    None => line.column_unit.map(|unit| (unit, None)),
                };
                let names = page.units.names_of(dimension);
                if let Some((unit, _)) = named
                    && page.units.dimension_of(unit) != dimension
                {
                    let message = format!(
                        "{} is counted in {names}, not in {}",
                        line.text(numeral.cells.clone()),
                        page.units.plural(unit)
                    );
                    let help = format!("write {names} after it, or show another quantity");
                    self.push(page.place_of(run, numeral), message, "", &help);
                    return None;
                }
                if named.is_none() {
                    let message = format!("{} needs its unit", line.text(numeral.cells.clone()));
                    let help = format!(
                        "write {names} after it, inside the brackets, or in the head of the column"
                    );
                    self.push(page.place_of(run, numeral), message, "", &help);
                }
                named
            }
            Value::Number(_) => {
                let between = |cells: &Range<usize>| {
                    let gap = &line.cells[numeral.cells.end..cells.start];
                    gap.iter().all(|cell| {
                        cell.is_space() || cell.is_break() || matches!(cell.ch, '-' | '‑')
                    })
                };
                let named = words
                    .first()
                    .filter(|(_, cells)| between(cells))
                    .map(|(unit, _)| *unit);
                if let Some(unit) = named.or(line.column_unit) {
                    let message = format!(
                        "{} is a bare number, not {}",
                        line.text(numeral.cells.clone()),
                        page.units.plural(unit)
                    );
                    let help = "yield the quantity itself, so that its unit is checked, or remove the unit";
                    self.push(page.place_of(run, numeral), message, "", help);
                }
                None
            }
        }
    }

    fn compare(
        &mut self,
        run: usize,
        numeral: &Numeral,
        value: Value,
        unit: Option<usize>,
        expression: &str,
    ) {
        let page = self.page;
        let (size, name) = match (value, unit) {
            (Value::Quantity { .. }, Some(unit)) => (
                page.units.size(unit),
                format!(" {}", page.units.plural(unit)),
            ),
            (Value::Quantity { .. }, None) => return,
            (Value::Number(_), _) => (1.0, String::new()),
        };
        let value = value.magnitude() / size;
        let seen = page.runs[run].text(numeral.cells.clone());
        let (place, located) = page.digits_of(run, numeral);
        let label = format!("{expression} = {value}{name}");
        let shape = &numeral.shape;
        if value.is_nan() {
            let help = "a formula of finite input yields a number; look for 0 · ∞ or ∞ − ∞";
            return self.push(
                page.place_of(run, numeral),
                "the value is not a number",
                &label,
                help,
            );
        }
        if shape.truncated && shape.is_exact(value) {
            let help = "remove the …: nothing follows these digits";
            return self.push(
                page.place_of(run, numeral),
                format!("{seen} is exact"),
                &label,
                help,
            );
        }
        if !shape.shows(value) {
            let Some(right) = shape.right_form(value) else {
                return self.push(
                    place,
                    format!("{seen} cannot show {value}"),
                    &label,
                    "write it another way",
                );
            };
            let message = format!("{} should be {}", shape.text(), right.text());
            let mut fault = page
                .fault(page.place_of(run, numeral), message)
                .label(label);
            fault.help = format!("write {}", right.text());
            let in_math = page.runs[run].cells[numeral.mantissa_cells.start].in_math();
            fault.fix = if in_math {
                let same = right.sign == shape.sign
                    && right.exponent == shape.exponent
                    && right.infinite == shape.infinite;
                let digits = if right.separated {
                    right.text().replace(',', "{,}")
                } else {
                    right.digits.clone()
                };
                (located && same).then_some(Fix {
                    range: place,
                    text: digits,
                })
            } else if shape.exponent.is_some()
                && right.exponent == shape.exponent
                && right.sign == shape.sign
            {
                Some(Fix {
                    range: place,
                    text: right.digits.clone(),
                })
            } else {
                Some(Fix {
                    range: page.place_of(run, numeral),
                    text: right.text(),
                })
            };
            self.found.push(fault);
            return;
        }
        let exact = shape.is_exact(value);
        let unrounded =
            shape.decimals == 0 && shape.exponent.is_none() && !shape.truncated && !shape.infinite;
        let complaint = match numeral.relation {
            Relation::Exact if !exact && !shape.truncated => {
                Some((format!("{seen} is not exact"), "write ≈ before it"))
            }
            Relation::Approximate if exact => {
                Some((format!("{seen} is exact"), "write = before it"))
            }
            Relation::Plain if unrounded && !exact => Some((
                format!("{seen} is not exact"),
                "write ≈ before it, or give decimals",
            )),
            Relation::Plain
                if shape.exponent.is_some()
                    && shape.decimals == 0
                    && !exact
                    && !shape.truncated =>
            {
                Some((
                    format!("{seen} is not exact"),
                    "write ≈ before it, or give decimals",
                ))
            }
            _ => None,
        };
        if let Some((message, help)) = complaint {
            self.push(page.place_of(run, numeral), message, &label, help);
        }
    }

    /// What a number's text says beyond its digits: that sides are equal, or one less than the other.
    fn chain(&mut self, id: usize, runs: &Range<usize>, shown: &[Shown]) {
        let Some(claimed) =
            formula::claims(self.page, id, runs.clone(), shown).filter(|_| !shown.is_empty())
        else {
            return;
        };
        self.chains += 1;
        if let Err(fault) = claimed {
            self.push(
                self.page.claims[id].source.clone(),
                fault.message,
                "",
                &fault.help,
            );
        }
    }

    /// Formulas that claim something and are not marked, and exempt ones that could be evaluated.
    fn unmarked_formulas(&mut self) {
        for place in self.page.unmarked() {
            let range = self.page.atoms[place].source.clone();
            let help = "name the code that computes it, as in [$…$](~ \"EXPRESSION\")";
            self.push(
                range,
                "this formula claims something, and nothing evaluates it",
                "",
                help,
            );
        }
        for place in self.page.exempt_for_nothing() {
            let range = self.page.atoms[place].source.clone();
            let message =
                "a formula with a logarithm, a sum or an index is evaluated, not exempted";
            self.push(
                range,
                message,
                "",
                "write it as the grammar of formulas has it",
            );
        }
    }
}

/// The words after a numeral that name a unit, as far as the end of its span or the next word.
fn unit_words_after(page: &Page<'_>, run: usize, from: usize) -> Vec<(usize, Range<usize>)> {
    let line = &page.runs[run];
    let claim = line.cells[from - 1].claim;
    // The claim's own cells, and then the first word that follows it.
    let mut end = from;
    while end < line.cells.len()
        && (line.cells[end].claim == claim || !line.cells[end - 1].ch.is_alphabetic())
    {
        end += 1;
        let outside = line.cells[end - 1].claim != claim;
        if outside && line.cells[end - 1].ch.is_alphabetic() {
            break;
        }
    }
    while end < line.cells.len() && line.cells[end].ch.is_alphabetic() {
        end += 1;
    }
    let mut clipped = crate::visible::Run {
        cells: line.cells[from..end].to_vec(),
        ..Default::default()
    };
    clipped.column_unit = line.column_unit;
    unit_words(&clipped, 0, page.units)
        .into_iter()
        .map(|(unit, cells)| (unit, cells.start + from..cells.end + from))
        .collect()
}
