//! The formulas of a page.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use super::evaluate::{Calls, Definition};
use super::mutants::{FormulaMutant, typeset};
use super::{Agreed, Declarations, Formula, Symbols, chain};
use crate::language::Fault;
use crate::math::Converter;
use crate::oracle::{Code, Oracle};
use crate::page::{Atom, Claim, Kind, LineCounter, Page};

/// The formulas of a page, read when they are first asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Formulas {
    /// What [`Page::with_symbols`] was given; without, every name is undeclared.
    given: Option<Declarations>,
    read: OnceLock<Vec<OnPage>>,
}

/// A formula where it stands.
#[derive(Clone, Debug)]
pub(crate) struct OnPage {
    pub(crate) claim: usize,
    /// The one formula in the link's brackets.
    atom: Option<usize>,
    pub(crate) read: Result<Formula, Fault>,
}

impl Page {
    /// The same page with the symbols that its formulas may use.
    ///
    /// The page's file name, without its ending, decides which of them are otherwise here.
    ///
    /// ```
    /// use prosetest::{Answer, Code, Draw, Input, Oracle, Page, Symbol, Symbols, Units, Value};
    ///
    /// struct Circle;
    ///
    /// impl Oracle for Circle {
    ///     fn evaluate(&self, _: &Code, inputs: &[Vec<Input>]) -> Vec<Answer> {
    ///         let area = |radius: f64| Answer::Values(vec![Value::Number(std::f64::consts::PI * radius * radius)]);
    ///         let one = |inputs: &Vec<Input>| match inputs[..] {
    ///             [Input::Number(radius)] => area(radius),
    ///             _ => Answer::Unknown,
    ///         };
    ///         inputs.iter().map(one).collect()
    ///     }
    ///     fn include(&self, path: &str) -> Result<(), String> {
    ///         Err(format!("there is no {path}"))
    ///     }
    /// }
    ///
    /// let radius = Symbol {
    ///     tex: "r".to_owned(),
    ///     name: None,
    ///     meaning: "a radius".to_owned(),
    ///     draw: Some(Draw::Number { from: 0.0, to: 10.0, over: Vec::new() }),
    ///     build: String::new(),
    /// };
    /// let symbols = Symbols::new(vec![radius], Vec::new())?;
    /// let units = Units::none();
    /// let right = Page::parse("circle.md", r#"[$$\pi r^2$$](~ "area(r)")"#, &units).with_symbols(&symbols);
    /// assert!(right.check(&Circle).diagnostics.is_empty());
    ///
    /// let wrong = Page::parse("circle.md", r#"[$$2 \pi r$$](~ "area(r)")"#, &units).with_symbols(&symbols);
    /// let message = &wrong.check(&Circle).diagnostics[0].message;
    /// assert!(message.starts_with("the formula is "), "{message}");
    /// # Ok::<(), prosetest::SymbolsError>(())
    /// ```
    #[must_use]
    pub fn with_symbols(mut self, symbols: &Symbols) -> Self {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = name.strip_suffix(".md").unwrap_or(name);
        let has_formulas = self.claims.iter().any(|claim| claim.kind == Kind::Formula);
        self.formulas = Formulas {
            // A page without formulas needs no draws.
            given: Some(if has_formulas {
                Declarations::new(symbols, stem, self.rules.known())
            } else {
                Declarations::none()
            }),
            read: OnceLock::new(),
        };
        self
    }

    /// The code that the page's formulas need, with the line and the column of each formula.
    #[must_use]
    pub fn codes(&self) -> Vec<(Code, usize, usize)> {
        let declarations = self.declarations();
        let mut lines = LineCounter::new(&self.source);
        let mut codes = Vec::new();
        for formula in self.read_formulas() {
            let (line, column) = lines.place(self.claims[formula.claim].content.start);
            if let Ok(read) = &formula.read {
                codes.extend(
                    read.codes(declarations)
                        .into_iter()
                        .map(|code| (code, line, column)),
                );
            }
        }
        codes
    }

    fn declarations(&self) -> &Declarations {
        static NONE: LazyLock<Declarations> = LazyLock::new(Declarations::none);
        self.formulas.given.as_ref().unwrap_or(&NONE)
    }

    fn read_formulas(&self) -> &[OnPage] {
        let declarations = self.declarations();
        self.formulas.read.get_or_init(|| {
            let claims = self.claims.iter().enumerate();
            let formulas = claims.filter(|(_, claim)| claim.kind == Kind::Formula && !claim.faulty);
            formulas
                .map(|(id, claim)| {
                    let content = self.source[claim.content.clone()].trim();
                    let atom = self.atoms.iter().position(|atom| {
                        atom.mathml.is_some()
                            && claim.content.start <= atom.source.start
                            && self.source[atom.source.clone()] == *content
                    });
                    let mathml = atom.and_then(|atom| self.atoms[atom].mathml.as_deref());
                    let read = match mathml.filter(|_| !claim.mixed) {
                        Some(mathml) => {
                            Formula::read(mathml, &claim.title, declarations, &self.units)
                        }
                        None => Err(Fault {
                            message: "a formula link holds one formula and nothing else".to_owned(),
                            help: "put one $…$ or $$…$$ in the brackets".to_owned(),
                        }),
                    };
                    OnPage {
                        claim: id,
                        atom,
                        read,
                    }
                })
                .collect()
        })
    }

    /// The formulas that define what another may differentiate, the nearest before it last.
    fn definitions(&self, place: usize) -> Vec<Definition> {
        let declarations = self.declarations();
        let formulas = self.read_formulas();
        let (before, rest) = formulas.split_at(place);
        let after = rest.get(1..).unwrap_or_default();
        let sound = after
            .iter()
            .rev()
            .chain(before)
            .filter_map(|formula| formula.read.as_ref().ok());
        sound
            .flat_map(|formula| formula.definitions(declarations))
            .collect()
    }

    /// Evaluates the page's formulas; says how each agreed with its title.
    ///
    /// Formulas that agreed before, with the same code and declarations, agree again: their draws are seeded.
    pub(crate) fn check_formulas(&self, oracle: &dyn Oracle) -> Vec<Result<Agreed, Fault>> {
        let read = self.read_formulas();
        if read.is_empty() {
            return Vec::new();
        }
        let links: Vec<&str> = self.formula_links().collect();
        let stated = format!(
            "{}\n{:?}\n{:?}",
            links.join("\n"),
            self.declarations().table,
            self.units
        );
        let known = oracle.agreed(&stated).unwrap_or_default();
        let sound: Option<Vec<&Formula>> = read
            .iter()
            .map(|formula| formula.read.as_ref().ok())
            .collect();
        if let Some(formulas) = sound
            && formulas.len() == known.len()
        {
            let agreed = formulas.iter().zip(known);
            return agreed
                .map(|(formula, draws)| Ok(formula.agreed(draws)))
                .collect();
        }
        let declarations = self.declarations();
        let mut calls = Calls::default();
        let mut draws = Vec::new();
        let agreed: Vec<_> = read
            .iter()
            .enumerate()
            .map(|(place, formula)| {
                let formula = formula.read.as_ref().map_err(Clone::clone)?;
                let evidence = formula.evidence(declarations, oracle)?;
                let definitions = self.definitions(place);
                let on =
                    formula.check(declarations, &definitions, &evidence, &mut calls, oracle)?;
                draws.push(on);
                Ok(formula.agreed(on))
            })
            .collect();
        if draws.len() == agreed.len() {
            oracle.agree(&stated, &draws);
        }
        agreed
    }

    /// Every formula, and the arithmetic in every checked number, with one change each: what the checker says of it.
    ///
    /// What cannot be told from the original by looking is left out.
    #[must_use]
    pub fn formula_mutants(&self, oracle: &dyn Oracle) -> Vec<FormulaMutant> {
        let declarations = self.declarations();
        let converter = Converter::new();
        let mut calls = Calls::default();
        let mut mutants = Vec::new();
        let mut lines = LineCounter::new(&self.source);
        for (place, on_page) in self.read_formulas().iter().enumerate() {
            let (Ok(formula), Some(atom)) = (&on_page.read, on_page.atom) else {
                continue;
            };
            let Ok(evidence) = formula.evidence(declarations, oracle) else {
                continue;
            };
            let atom = &self.atoms[atom];
            let tex = &self.source[atom.tex.clone()];
            let definitions = self.definitions(place);
            let line = lines.place(atom.source.start).0;
            let title = &self.claims[on_page.claim].title;
            for (change, mathml) in typeset(tex, atom.display, &converter) {
                let fault = match mathml {
                    Err(why) => Some(why),
                    Ok(mathml) => match Formula::read(&mathml, title, declarations, &self.units) {
                        Err(fault) => Some(fault.message),
                        Ok(mutant) => {
                            // What the title returns stays; what else a `let` must yield is asked for.
                            let fresh = if mutant.lets.len() == formula.lets.len() {
                                None
                            } else {
                                mutant.evidence(declarations, oracle).ok()
                            };
                            let evidence = fresh.as_ref().unwrap_or(&evidence);
                            let checked = mutant.check(
                                declarations,
                                &definitions,
                                evidence,
                                &mut calls,
                                oracle,
                            );
                            checked.err().map(|fault| fault.message)
                        }
                    },
                };
                mutants.push(FormulaMutant {
                    line,
                    tex: tex.trim().to_owned(),
                    change: change.trim().to_owned(),
                    fault,
                });
            }
        }
        mutants.extend(self.chain_mutants(oracle));
        mutants
    }

    /// The arithmetic in checked numbers, changed.
    fn chain_mutants(&self, oracle: &dyn Oracle) -> Vec<FormulaMutant> {
        let mut mutants = Vec::new();
        let mut lines = LineCounter::new(&self.source);
        let claims = self.claims.iter();
        for claim in claims.filter(|claim| claim.kind == Kind::Number && !claim.faulty) {
            let content = &self.source[claim.content.clone()];
            let link = |content: &str| {
                let (before, after) = (
                    claim.source.start..claim.content.start,
                    claim.content.end..claim.source.end,
                );
                format!("{}{content}{}", &self.source[before], &self.source[after])
            };
            let faults = |content: &str| {
                let text = link(content);
                let page = Page::parse(&self.path, &text, &self.units);
                let checked = page.check(oracle);
                let first = checked
                    .diagnostics
                    .into_iter()
                    .next()
                    .map(|fault| fault.message);
                (checked.chains, first)
            };
            // Alone it is as true as on its page, or its unit stands in the head of a table.
            let (1.., None) = faults(content) else {
                continue;
            };
            let line = lines.place(claim.source.start).0;
            for change in super::mutants::changes(content) {
                mutants.push(FormulaMutant {
                    line,
                    tex: content.to_owned(),
                    fault: faults(&change).1,
                    change,
                });
            }
        }
        mutants
    }

    /// Formulas that claim something and that nothing evaluates.
    pub(crate) fn unmarked(&self) -> Vec<usize> {
        if !self.has_symbols() {
            return Vec::new();
        }
        let marked = self.inside(|claim| claim.kind != Kind::External);
        let is_marked = |atom: &Atom| marked.iter().any(|link| link.contains(&atom.source.start));
        // A formula on a line of its own is there to be believed.
        let claims =
            |atom: &Atom| atom.display || atom.mathml.as_deref().is_some_and(chain::is_claim);
        let mut found = self.atoms_that(|atom| claims(atom) && !is_marked(atom));
        // Two formulas with a relation between them say something together.
        for (place, pair) in self.atoms.windows(2).enumerate() {
            let between = self.source.get(pair[0].source.end..pair[1].source.start);
            let between = between.unwrap_or_default().trim();
            let related = !between.is_empty() && chain::is_all_relation(between);
            let sign = |atom: &Atom| atom.mathml.as_deref().is_some_and(chain::is_sign);
            let touching = between.is_empty() && (sign(&pair[0]) || sign(&pair[1]));
            if (related || touching) && !is_marked(&pair[0]) && !found.contains(&place) {
                found.push(place);
            }
        }
        found
    }

    /// Whether formulas are evaluated here.
    pub(crate) fn has_symbols(&self) -> bool {
        self.formulas.given.is_some()
    }

    /// Whether an exemption exempts a formula that claims something.
    pub(crate) fn exempts_formula(&self, claim: &Claim) -> bool {
        let atoms = self.atoms.iter();
        let mut inside = atoms.filter(|atom| claim.content.contains(&atom.source.start));
        inside.any(|atom| atom.mathml.as_deref().is_some_and(chain::is_claim))
    }

    /// Exempt formulas that hold what can be evaluated.
    pub(crate) fn exempt_for_nothing(&self) -> Vec<usize> {
        let exempt = self.inside(|claim| claim.kind == Kind::Exemption);
        let evaluable = |atom: &Atom| {
            let mathml = atom.mathml.as_deref();
            let evaluable =
                mathml.is_some_and(|mathml| chain::is_claim(mathml) && chain::is_evaluable(mathml));
            evaluable && exempt.iter().any(|link| link.contains(&atom.source.start))
        };
        self.atoms_that(evaluable)
    }

    fn inside(&self, wanted: impl Fn(&Claim) -> bool) -> Vec<Range<usize>> {
        let claims = self.claims.iter().filter(|claim| wanted(claim));
        claims.map(|claim| claim.source.clone()).collect()
    }

    fn atoms_that(&self, hold: impl Fn(&Atom) -> bool) -> Vec<usize> {
        let atoms = self.atoms.iter().enumerate();
        atoms
            .filter(|(_, atom)| hold(atom))
            .map(|(place, _)| place)
            .collect()
    }
}
