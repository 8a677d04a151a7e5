//! The check of an edition: its pages against the code, and all else that a reader sees against what made it.

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use mdbook_prosetest::{Evaluator, Module, Package, Reply, Workspace, Yielded};
use prosetest::{
    Answer, Checked, Code, Diagnostic, FormulaMutant, Input, Mutant, Oracle, Page, Setting,
    Symbols, Units, Value,
};

use crate::blocks;
use crate::error::BookError;
use crate::listing::Listings;
use crate::made::Made;
use crate::report::{CheckedPage, ExemptionRow, FormulaRow, LedgerRow, Report};
use crate::source::{Edition, NOT_FOUND, Source, lookup};

/// An edition whose expressions were built, so that every page can be checked, and any other text in its place.
#[derive(Debug)]
pub struct Checker {
    edition: Edition,
    units: Units,
    symbols: Symbols,
    evaluator: Evaluator,
    made: Made,
    /// The pages whose Rust blocks `cargo test` runs.
    hooked: HashSet<String>,
}

impl Checker {
    /// Lets cargo build the expressions of an edition with the crates of a workspace.
    ///
    /// # Errors
    /// [`BookError::Evaluator`] if the crates do not compile; an expression that does not is a fault of its page.
    pub fn new(edition: Edition, workspace: &Path) -> Result<Self, BookError> {
        let units = edition.config.units()?;
        let symbols = edition.symbols()?;
        let made = Made::find(&edition, workspace);
        let codes = |source: &Source| {
            let page = Page::parse(&source.path, &source.text, &units).with_symbols(&symbols);
            let numbers = page.expressions().map(|site| Code::constant(site.text));
            let formulas = page.codes().into_iter().map(|(code, _, _)| code);
            numbers.chain(formulas).collect::<Vec<_>>()
        };
        // Cargo is asked for the packages while the pages are read.
        let (found, codes) = thread::scope(|scope| {
            let found = scope.spawn(|| Workspace::find(workspace));
            let codes = each(edition.sources(), codes);
            (found.join(), codes)
        });
        let workspace = found.unwrap_or_else(|panic| resume_unwind(panic))?;
        let module = |(source, codes): (&Source, Vec<Code>)| Module {
            name: source.name.clone(),
            uses: workspace.names(source.stem(), &edition.config.names),
            codes,
        };
        let pages = edition.sources().iter().zip(codes).map(module);
        let package = Package {
            crates: edition.config.crates.clone(),
            others: made.needs(),
            files: made.files(),
            types: edition.config.clone(),
            modules: pages.chain([made.module()]).collect(),
        };
        let evaluator = Evaluator::build(&workspace, &package)?;
        Ok(Self {
            hooked: blocks::hooked(edition.root(), edition.folder()),
            edition,
            units,
            symbols,
            evaluator,
            made,
        })
    }

    /// The edition as it was read.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    pub(crate) fn edition_mut(&mut self) -> &mut Edition {
        &mut self.edition
    }

    /// Checks every page, all at the same time, and what stands beside the pages.
    #[must_use]
    pub fn check(&self) -> Report {
        let listings = &Listings::read(&self.edition);
        let pages = each(self.edition.sources(), |page| {
            self.check_page(page, listings)
        });
        let mut others = self.configuration();
        others.extend(self.made.strays(&self.edition, &self.evaluator));
        Report { pages, others }
    }

    /// Every claim of a page made false, one at a time; the page is named by its stem.
    #[must_use]
    pub fn mutants(&self, stem: &str) -> Vec<Mutant> {
        let page = self.edition.page(stem);
        page.map_or_else(Vec::new, |page| {
            self.with_checked(page, |checked| checked.mutants())
        })
    }

    /// Every formula of a page, and all arithmetic in its numbers, with one change each, and what is said of it.
    #[must_use]
    pub fn formula_mutants(&self, stem: &str) -> Vec<FormulaMutant> {
        let Some(source) = self.edition.page(stem) else {
            return Vec::new();
        };
        self.parse(source).formula_mutants(&Asked {
            checker: self,
            source,
        })
    }

    /// The faults that a page would have with this text in place of its own.
    #[must_use]
    pub fn faults_of(&self, stem: &str, text: &str) -> Vec<Diagnostic> {
        let Some(page) = self.edition.page(stem) else {
            return Vec::new();
        };
        let changed = Source {
            text: text.to_owned(),
            ..page.clone()
        };
        self.with_checked(&changed, |checked| checked.diagnostics.clone())
    }

    /// The text of a page, named by its stem.
    #[must_use]
    pub fn text(&self, stem: &str) -> Option<&str> {
        self.edition.text(stem)
    }

    fn parse<'a>(&'a self, source: &'a Source) -> Page<'a> {
        Page::parse(&source.path, &source.text, &self.units).with_symbols(&self.symbols)
    }

    pub(crate) fn with_checked<T>(
        &self,
        source: &Source,
        then: impl FnOnce(&Checked<'_>) -> T,
    ) -> T {
        then(&self.parse(source).check(&Asked {
            checker: self,
            source,
        }))
    }

    pub(crate) fn check_page(&self, source: &Source, listings: &Listings) -> CheckedPage {
        self.with_checked(source, |checked| {
            let stem = source.stem();
            let rendered = checked.render(&Setting {
                list: "numbers.html",
                formulas: "formulas.html",
                stem,
                origin: source.chapter_crate.as_deref(),
                code: &|expression| listings.link(stem, expression),
                picture: &|path, alt| self.made.figure(path, alt),
            });
            let ledger = checked
                .numbers
                .iter()
                .zip(checked.ids(stem))
                .map(|(number, id)| LedgerRow {
                    id,
                    rendered: checked.shown(number),
                    linked: checked.is_linked(number),
                    text: number.text.clone(),
                    expression: number.expression.clone(),
                    exact: checked.exact(number),
                });
            let mut diagnostics = checked.diagnostics.clone();
            for fault in &mut diagnostics {
                if let Some(fix) = &fault.fix {
                    fault.help = format!("`cargo run -- check --fix` writes {}", fix.text);
                }
            }
            diagnostics.extend(self.unrun_blocks(source));
            diagnostics.extend(unrendered(source, checked));
            let exemptions = checked.exemptions.iter();
            let formulas = checked.formulas.iter().zip(checked.formula_ids(stem));
            CheckedPage {
                title: source.title.clone(),
                stem: source.stem().to_owned(),
                chapter_crate: source.chapter_crate.clone(),
                count: checked.count(),
                ledger: ledger.collect(),
                exemptions: exemptions
                    .map(|exempt| ExemptionRow {
                        text: exempt.text.clone(),
                        rendered: checked.exemption_shown(exempt),
                        reason: exempt.reason.clone(),
                        is_formula: exempt.is_formula,
                    })
                    .collect(),
                formulas: formulas
                    .map(|(formula, id)| FormulaRow {
                        tex: formula.tex.clone(),
                        expression: formula.expression.clone(),
                        draws: formula.draws,
                        compared: formula.compared.clone(),
                        code: listings.link(stem, &formula.value),
                        id,
                        linked: checked.is_formula_linked(formula),
                        rendered: checked.formula_shown(formula),
                    })
                    .collect(),
                chains: checked.chains,
                diagnostics,
                rendered,
            }
        })
    }

    /// The Rust blocks of a page that no test runs.
    fn unrun_blocks(&self, source: &Source) -> Option<Diagnostic> {
        if self.hooked.contains(&source.path) {
            return None;
        }
        let block = blocks::first(&source.text)?;
        let message = "no test runs the Rust blocks of this page";
        let hook = format!(
            "hook the page as a doctest: #[doc = include_str!(\"…/{}\")]",
            source.path
        );
        Some(Diagnostic::new(&source.path, &source.text, block, message).help(hook))
    }

    /// What the configuration shows on every page is read as prose.
    fn configuration(&self) -> Vec<Diagnostic> {
        let shown = ["title", "description", "authors"].into_iter();
        let values = shown.filter_map(|key| lookup(&self.edition.settings, &["book", key]));
        let texts = values.flat_map(|value| match value {
            toml::Value::Array(many) => many.iter().filter_map(toml::Value::as_str).collect(),
            one => one.as_str().into_iter().collect::<Vec<_>>(),
        });
        let toml = &self.edition.toml;
        let fault = |text: &str| {
            let page = Page::parse("", text, &self.units);
            let nobody = Nobody;
            let checked = page.check(&nobody);
            let first = checked.diagnostics.first();
            let claims = !checked.numbers.is_empty() || !checked.formulas.is_empty();
            let message = match first {
                Some(fault) => fault.message.clone(),
                None if claims => "a checked number has no place here".to_owned(),
                None => return None,
            };
            let start = toml.find(text).unwrap_or(0);
            let range = start..(start + text.len()).min(toml.len());
            let fault = Diagnostic::new("book/book.toml", toml, range, message);
            Some(
                fault
                    .help("say it without a number: nothing computes what the configuration shows"),
            )
        };
        texts.filter_map(fault).collect()
    }
}

/// The same for each page, all at the same time.
fn each<T: Send>(sources: &[Source], of: impl Fn(&Source) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let of = &of;
        let start = |source| scope.spawn(move || of(source));
        let running: Vec<_> = sources.iter().map(start).collect();
        let join = |page: thread::ScopedJoinHandle<'_, T>| {
            page.join().unwrap_or_else(|panic| resume_unwind(panic))
        };
        running.into_iter().map(join).collect()
    })
}

/// What mdBook renders without asking anyone can hold no checked number.
fn unrendered(source: &Source, checked: &Checked<'_>) -> Option<Diagnostic> {
    let marked = checked.numbers.len() + checked.formulas.len() + checked.exemptions.len();
    if source.name != NOT_FOUND || marked == 0 {
        return None;
    }
    let message = "this page is shown as it is, so nothing in it can be checked";
    let fault = Diagnostic::new(&source.path, &source.text, 0..0, message);
    Some(fault.help("write it without numbers and formulas"))
}

/// What the evaluator and the files on disk tell the check of a page.
struct Asked<'a> {
    checker: &'a Checker,
    source: &'a Source,
}

impl Oracle for Asked<'_> {
    fn evaluate(&self, code: &Code, inputs: &[Vec<Input>]) -> Vec<Answer> {
        let replies = self
            .checker
            .evaluator
            .evaluate(&self.source.name, code, inputs);
        replies.into_iter().map(answer).collect()
    }

    fn include(&self, path: &str) -> Result<(), String> {
        self.checker
            .made
            .include(&self.checker.evaluator, &self.source.path, path)
    }

    fn agreed(&self, formulas: &str) -> Option<Vec<usize>> {
        self.checker.evaluator.agreed(&self.source.name, formulas)
    }

    fn agree(&self, formulas: &str, draws: &[usize]) {
        self.checker
            .evaluator
            .agree(&self.source.name, formulas, draws);
    }
}

fn answer(reply: Reply) -> Answer {
    let value = |value| match value {
        Yielded::Number(number) => Some(Value::Number(number)),
        Yielded::Quantity(dimension, value) => Some(Value::Quantity { value, dimension }),
        Yielded::Text(_) => None,
    };
    match reply {
        Reply::Values(values) => match values.into_iter().map(value).collect() {
            Some(values) => Answer::Values(values),
            None => Answer::Failed("it yields a text, and no number".to_owned()),
        },
        Reply::Failed(why) => Answer::Failed(why),
        Reply::Refused(why) => Answer::Refused(why),
        Reply::Unknown => Answer::Unknown,
    }
}

/// Knows no expression and no file: what the configuration shows needs neither.
struct Nobody;

impl Oracle for Nobody {
    fn evaluate(&self, _: &Code, inputs: &[Vec<Input>]) -> Vec<Answer> {
        vec![Answer::Unknown; inputs.len()]
    }

    fn include(&self, path: &str) -> Result<(), String> {
        Err(format!("{path} has no place here"))
    }
}
