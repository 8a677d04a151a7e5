//! The check itself: every numeral of a page against the value that its expression yields.

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Fix};
use crate::formula;
use crate::language::Fault;
use crate::oracle::{Answer, Code, Oracle, Value};
use crate::page::{Claim, Kind, LineCounter, Page, unit_at, unit_words};
use crate::rules::{self, Seen};
use crate::visible::{Cell, Leaf, Run};

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
    /// Whether it is a formula that nothing evaluates.
    pub is_formula: bool,
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
    /// The part of the expression whose value it claims.
    pub value: String,
    /// What was found equal, and what else was found to hold: `both sides and the code; ≤ holds`.
    pub compared: String,
    /// On how many draws they agreed.
    pub draws: usize,
    /// The line, counted from one.
    pub line: usize,
    pub(crate) claim: usize,
}

/// What the check of a page found.
#[derive(Clone, Debug)]
pub struct Checked<'p> {
    pub(crate) page: &'p Page,
    /// The runs that each claim's text stands in.
    pub(crate) runs: Vec<Range<usize>>,
    /// The numbers that an expression computes, in order.
    pub numbers: Vec<Number>,
    /// The numerals that claim nothing, in order.
    pub exemptions: Vec<Exemption>,
    /// The formulas, in order.
    pub formulas: Vec<Formula>,
    /// How many numbers show arithmetic or a relation that was evaluated.
    pub chains: usize,
    /// What is wrong, in the order of the page, up to a hundred faults; empty for a page that may be built.
    pub diagnostics: Vec<Diagnostic>,
    /// How many faults there are, with those beyond the hundredth.
    pub wrong: usize,
    /// The changes that mend faults, with those beyond the hundredth.
    pub fixes: Vec<Fix>,
}

/// So many faults of a page are told; who has more mends these first.
const MOST: usize = 100;

impl Checked<'_> {
    /// Whether the rendered page shows a number as a link: not in an alt text, nor in a heading, which is one already.
    #[must_use]
    pub fn is_linked(&self, number: &Number) -> bool {
        let claim = &self.page.claims[number.claim];
        !claim.in_alt && !claim.in_heading
    }

    /// Whether the rendered page shows a formula as a link: it was evaluated, and stands where a link can.
    #[must_use]
    pub fn is_formula_linked(&self, formula: &Formula) -> bool {
        let claim = &self.page.claims[formula.claim];
        formula.draws > 0 && !claim.in_alt && !claim.in_heading
    }

    /// How many numerals were checked.
    #[must_use]
    pub fn count(&self) -> usize {
        self.numbers.iter().map(|number| number.shown.len()).sum()
    }
}

impl Page {
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
            runs: self.runs_of_claims(),
            answers: HashMap::new(),
            chains: 0,
            found: self.faults.clone(),
        };
        let members = check.numerals();
        let mut lines = LineCounter::new(&self.source);
        // What is allowed in any case need not be evaluated.
        let formulas = self.rules.denies(rules::formula::RULE.code);
        let evaluated = formulas.then(|| self.check_formulas(oracle));
        let mut evaluated = evaluated.into_iter().flatten();
        let (mut numbers, mut exemptions, mut formulas) = (Vec::new(), Vec::new(), Vec::new());
        for (id, claim) in self.claims.iter().enumerate() {
            let line = lines.place(claim.source.start).0;
            let members = &members[id];
            let first = members.first().copied();
            check.found.extend(rules::heading_id::fault(claim, first));
            match claim.kind {
                _ if claim.faulty => {}
                Kind::Number => numbers.push(check.number(id, line, members)),
                Kind::Exemption => exemptions.push(check.exemption(id, line, members)),
                Kind::Formula => formulas.push(check.formula(id, line, evaluated.next())),
                _ => {}
            }
        }
        check.related(&numbers);
        check.unmarked_formulas();
        check.inclusions();
        let (diagnostics, wrong, fixes) = self.told(check.found);
        Checked {
            page: self,
            runs: check.runs,
            numbers,
            exemptions,
            formulas,
            chains: check.chains,
            diagnostics,
            wrong,
            fixes,
        }
    }

    /// Of all faults those that are told, in the order of the page; how many there are, and what mends them.
    fn told(&self, mut found: Vec<Diagnostic>) -> (Vec<Diagnostic>, usize, Vec<Fix>) {
        found.retain(|fault| self.rules.denies(fault.code));
        found.sort_by_key(|fault| fault.range.start);
        let fixes = found.iter().filter_map(|fault| fault.fix.clone()).collect();
        let wrong = found.len();
        found.truncate(MOST);
        let mut lines = LineCounter::new(&self.source);
        for fault in &mut found {
            fault.locate(&self.path, &self.source, &mut lines);
        }
        if let Some(last) = found.last_mut().filter(|_| wrong > MOST) {
            last.help.push_str(&format!(
                "; {} more faults on this page are not shown",
                wrong - MOST
            ));
        }
        (found, wrong, fixes)
    }

    /// What stands right beside a formula and would change what it says.
    fn beside(&self, id: usize, runs: &Range<usize>) -> Option<Diagnostic> {
        let of_claim = |cell: &Cell| cell.claim == Some(id);
        self.runs[runs.clone()].iter().find_map(|line| {
            let first = line.cells.iter().position(of_claim)?;
            let last = line.cells.iter().rposition(of_claim)?;
            let cell = rules::relation::beside(line, first..last + 1, &self.units)?;
            Some(rules::formula::beside(cell))
        })
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
        let mut text = crate::visible::Shown::default();
        for run in &self.runs[runs.clone()] {
            let from = run
                .cells
                .partition_point(|cell| cell.source.end <= claim.content.start);
            let inside = run.cells[from..]
                .iter()
                .take_while(|cell| cell.source.start < claim.content.end);
            for cell in inside.filter(|cell| cell.claim == Some(id)) {
                // A formula spaces its relations by style sheet, not by characters.
                let spaced = cell.leaf == Leaf::Operator
                    && matches!(cell.ch, '=' | '≈' | '+' | '×' | '≤' | '≥');
                if (spaced || cell.is_space()) && !text.ends_with(' ') {
                    text.push_plain(' ');
                }
                if !cell.is_space() {
                    text.push(cell);
                }
                if spaced {
                    text.push_plain(' ');
                }
            }
        }
        text.finish().trim().to_owned()
    }
}

struct Check<'p, 'o> {
    page: &'p Page,
    oracle: &'o dyn Oracle,
    /// The runs that each claim's text stands in.
    runs: Vec<Range<usize>>,
    answers: HashMap<&'p str, Answer>,
    chains: usize,
    found: Vec<Diagnostic>,
}

impl<'p> Check<'p, '_> {
    /// What is wrong with the numerals as they stand, and the numerals of each claim.
    fn numerals(&mut self) -> Vec<Vec<Seen<'p>>> {
        let page = self.page;
        let mut members = vec![Vec::new(); page.claims.len()];
        for (run, numerals) in page.numerals.iter().enumerate() {
            for index in 0..numerals.len() {
                let seen = Seen { page, run, index };
                if let Some(claim) = seen.first().claim {
                    members[claim].push(seen);
                }
                self.found.extend(rules::split::fault(seen));
                self.found.extend(rules::unbound::fault(seen));
                self.found.extend(rules::malformed::fault(seen));
                self.found.extend(rules::look_alike::fault(seen));
                self.found.extend(rules::sign::fault(seen));
                self.found.extend(rules::scale_word::fault(seen));
                self.found.extend(rules::relation::fault(seen));
            }
        }
        members
    }

    fn number(&mut self, id: usize, line: usize, members: &[Seen<'p>]) -> Number {
        let claim = &self.page.claims[id];
        let shown = self.shown(claim, members);
        self.chain(id, &shown, members);
        Number {
            text: self.page.text_of(id, &self.runs[id]),
            expression: claim.title.clone(),
            line,
            shown,
            claim: id,
        }
    }

    fn exemption(&mut self, id: usize, line: usize, members: &[Seen<'p>]) -> Exemption {
        let claim = &self.page.claims[id];
        let is_formula = self.page.exempts_formula(claim);
        if members.is_empty() && !is_formula {
            self.found.push(rules::exemption::of_nothing(claim));
        }
        Exemption {
            text: self.page.text_of(id, &self.runs[id]),
            reason: claim.title.clone(),
            is_formula,
            line,
            claim: id,
        }
    }

    fn formula(
        &mut self,
        id: usize,
        line: usize,
        evaluated: Option<Result<formula::Agreed, Fault>>,
    ) -> Formula {
        let claim = &self.page.claims[id];
        self.found.extend(self.page.beside(id, &self.runs[id]));
        let agreed = evaluated.transpose().unwrap_or_else(|fault| {
            let fault = rules::formula::fault(claim, fault.message, fault.help);
            self.found.push(fault);
            None
        });
        let agreed = agreed.unwrap_or_default();
        let tex = self.page.source[claim.content.clone()].trim_matches('$');
        Formula {
            tex: tex.trim().to_owned(),
            expression: claim.title.clone(),
            value: agreed.value,
            compared: agreed.compared,
            draws: agreed.draws,
            line,
            claim: id,
        }
    }

    /// The numerals of a link and their values; none if there are more of these or fewer.
    fn shown(&mut self, claim: &'p Claim, members: &[Seen<'p>]) -> Vec<Shown> {
        self.found.extend(rules::mark::mixed(claim));
        let values = match rules::evaluation::values(claim, self.answer(&claim.title)) {
            Ok(values) => values,
            Err(fault) => {
                self.found.push(*fault);
                return Vec::new();
            }
        };
        let members: Vec<Seen<'p>> = members
            .iter()
            .filter(|seen| !seen.numeral().is_index)
            .copied()
            .collect();
        let listed: Vec<String> = values.iter().map(|value| self.express(*value)).collect();
        if let Some(fault) = rules::count::fault(claim, &members, &listed) {
            self.found.push(fault);
            return Vec::new();
        }
        let many = members.len() > 1;
        let units = self.units_of(&members);
        let pairs = members.into_iter().zip(values).zip(units);
        pairs
            .enumerate()
            .map(|(place, ((seen, value), unit))| {
                let expression = if many {
                    format!("value {} of {}", place + 1, claim.title)
                } else {
                    claim.title.clone()
                };
                self.compared(seen, value, unit, &expression)
            })
            .collect()
    }

    /// What an expression yields; it is evaluated once a page.
    fn answer(&mut self, expression: &'p str) -> Answer {
        let answer = self.answers.entry(expression);
        let evaluate = || {
            let code = Code::constant(expression);
            let answers = self.oracle.evaluate(&code, &[Vec::new()]);
            answers.into_iter().next().unwrap_or(Answer::Unknown)
        };
        answer.or_insert_with(evaluate).clone()
    }

    /// A numeral beside its value, and what is wrong with its digits or its unit.
    fn compared(
        &mut self,
        seen: Seen<'p>,
        value: Value,
        inside: Option<(usize, Range<usize>)>,
        expression: &str,
    ) -> Shown {
        let before = self.found.len();
        let unit = self.unit(seen, value, inside);
        let named = unit.as_ref().map(|(unit, _)| *unit);
        self.found.extend(rules::unit_form::fault(seen));
        let nothing = (self.page.rules.known()).value(expression, value.magnitude());
        self.found
            .extend(nothing.map(|(rule, fault)| Diagnostic::of(rule, seen.place(), fault)));
        if self.found.len() == before {
            self.found.extend(rules::unit_unfit::in_words(seen, named));
        }
        if seen.numeral().malformed.is_none() && !rules::split::crosses(seen) {
            self.compare(seen, value, named, expression);
        }
        Shown {
            text: seen.text(),
            value,
            run: seen.run,
            index: seen.index,
            unit,
        }
    }

    fn express(&self, value: Value) -> String {
        match value {
            Value::Number(number) => number.to_string(),
            Value::Quantity { value, dimension } => self.page.units.express(value, dimension),
        }
    }

    /// The first unit after each numeral of a link, inside its brackets.
    fn units_of(&self, members: &[Seen<'p>]) -> Vec<Option<(usize, Range<usize>)>> {
        let mut units = Vec::new();
        for (place, seen) in members.iter().enumerate().rev() {
            let line = seen.line();
            let from = seen.numeral().cells.end;
            let next = members.get(place + 1).filter(|next| next.run == seen.run);
            let end = match next {
                Some(next) => next.numeral().cells.start,
                None => {
                    let own = line.cells[from..].iter();
                    let claim = seen.first().claim;
                    from + own.take_while(|cell| cell.claim == claim).count()
                }
            };
            let between = Run {
                cells: line.cells[from..end.max(from)].to_vec(),
                ..Run::default()
            };
            let first = unit_words(&between, 0, &self.page.units).into_iter().next();
            let first = first.map(|(unit, cells)| (unit, cells.start + from..cells.end + from));
            // In a list, the unit after the last number is that of all.
            let later = || units.last().cloned().flatten().filter(|_| next.is_some());
            let unit = first.or_else(later);
            units.push(unit);
        }
        units.reverse();
        units
    }

    /// The unit that a quantity is written in, and where; a bare number has none.
    fn unit(
        &mut self,
        seen: Seen<'p>,
        value: Value,
        inside: Option<(usize, Range<usize>)>,
    ) -> Option<(usize, Option<Range<usize>>)> {
        let line = seen.line();
        match value {
            Value::Quantity { dimension, .. } => {
                let named = match inside {
                    Some((unit, cells)) => Some((unit, Some(cells))),
                    None => line.column_unit.map(|unit| (unit, None)),
                };
                let Some((unit, _)) = named else {
                    self.found.push(rules::unit_missing::fault(seen, dimension));
                    return None;
                };
                if let Some(fault) = rules::unit_unfit::foreign(seen, dimension, unit) {
                    self.found.push(fault);
                    return None;
                }
                named
            }
            Value::Number(number) => {
                let from = seen.numeral().cells.end;
                let gap = line.cells[from..].iter().take_while(|cell| {
                    cell.is_space()
                        || cell.is_break()
                        || matches!(cell.ch, '-' | '‑' | '‐' | '(' | '[' | '（')
                });
                let next = unit_at(line, from + gap.count(), &self.page.units);
                // What is not a number is in no unit, also in a column of quantities.
                let of_column = line.column_unit.filter(|_| !number.is_nan());
                if let Some(unit) = next.map(|(unit, _)| unit).or(of_column) {
                    self.found
                        .push(rules::unit_unfit::on_bare_number(seen, unit));
                }
                None
            }
        }
    }

    fn compare(&mut self, seen: Seen<'p>, value: Value, unit: Option<usize>, expression: &str) {
        let units = &self.page.units;
        let (size, name) = match (value, unit) {
            (Value::Quantity { .. }, Some(unit)) => {
                (units.size(unit), format!(" {}", units.plural(unit)))
            }
            (Value::Quantity { .. }, None) => return,
            (Value::Number(_), _) => (1.0, String::new()),
        };
        let value = value.magnitude() / size;
        let demands = rules::relation::demands(seen);
        let fault = rules::precision::too_many(seen)
            .or_else(|| rules::not_a_number::fault(seen, value, &demands))
            .or_else(|| rules::value::fault(seen, value, &demands))
            .or_else(|| rules::value::exactness(seen, value, &demands));
        let label = format!("{expression} = {value}{name}");
        self.found.extend(fault.map(|fault| fault.label(label)));
    }

    /// What the words between two numbers of different links say of them.
    fn related(&mut self, numbers: &[Number]) {
        let shown = numbers.iter().flat_map(|number| &number.shown);
        let shown: HashMap<(usize, usize), &Shown> = shown
            .map(|shown| ((shown.run, shown.index), shown))
            .collect();
        let page = self.page;
        for (&(run, index), left) in &shown {
            let Some(right) = shown.get(&(run, index + 1)) else {
                continue;
            };
            let seen = |index| Seen { page, run, index };
            if seen(index).first().claim != seen(index + 1).first().claim {
                let fault = rules::relation::between(seen(index), seen(index + 1), left, right);
                self.found.extend(fault);
            }
        }
    }

    /// What a number's text says beyond its digits: that sides are equal, or one less than the other.
    fn chain(&mut self, id: usize, shown: &[Shown], members: &[Seen<'p>]) {
        let first = members.first().copied();
        self.found
            .extend(first.and_then(rules::relation::before_link));
        let claimed = formula::claims(self.page, id, self.runs[id].clone(), shown);
        let Some(claimed) = claimed.filter(|_| !shown.is_empty()) else {
            // What is no chain may hold no relation either.
            let unread = members
                .iter()
                .filter_map(|seen| rules::relation::chain(*seen));
            self.found.extend(unread);
            return;
        };
        self.chains += 1;
        if let Err(fault) = claimed {
            let claim = &self.page.claims[id];
            self.found
                .push(rules::chain::fault(claim, fault.message, fault.help));
        }
    }

    fn inclusions(&mut self) {
        for inclusion in &self.page.inclusions {
            if let Err(why) = self.oracle.include(&inclusion.path) {
                let fault = rules::include::fault(self.page, inclusion, why);
                self.found.push(fault);
            }
        }
    }

    /// Formulas that claim something and are not marked, and exempt ones that could be evaluated.
    fn unmarked_formulas(&mut self) {
        for place in self.page.unmarked() {
            let range = self.page.atoms[place].source.clone();
            self.found.push(rules::unmarked_formula::fault(range));
        }
        if self.page.has_symbols() {
            let said = self
                .page
                .runs
                .iter()
                .flat_map(rules::unmarked_formula::in_prose);
            self.found.extend(said);
        }
        for place in self.page.exempt_for_nothing() {
            let range = self.page.atoms[place].source.clone();
            self.found.push(rules::exemption::of_a_formula(range));
        }
    }
}
