//! The check of a book: its pages against the code.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use prosetest::{
    Answer, Checked, Code, Diagnostic, FormulaMutant, Implementation, Input, Mutant, Oracle, Rules,
    Setting, Symbols, Units, Value,
};

use crate::book::{Book, Page, read};
use crate::config::{Config, TABLE, place_of};
use crate::error::{Error, EvaluatorError};
use crate::evaluator::{Evaluator, Reply, Yielded};
use crate::list::{List, OWN, misplaced};
use crate::package::{Module, Package};
use crate::report::{CheckedPage, ExemptionRow, FormulaRow, LedgerRow, Report};
use crate::workspace::Workspace;

/// What stands around the pages of a book: the files they show, and the code behind their numbers.
pub trait Surroundings: Send + Sync {
    /// Whether a page may include a file, which is named from the page's folder.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the file.
    fn include(&self, evaluator: &Evaluator, page: &Page, path: &str) -> Result<(), String>;

    /// The path of the code that computes a page's numbers, shown with each.
    fn origin(&self, _page: &Page) -> Option<String> {
        None
    }

    /// Where the code of an expression can be read; the address begins at the folder of the built book.
    fn code(&self, _page: &Page, _expression: &str) -> Option<Implementation> {
        None
    }

    /// What stands on the page in place of a picture, as HTML on one line.
    fn picture(&self, _path: &str, _alt: &str) -> Option<String> {
        None
    }

    /// What else is wrong with a page.
    fn faults(&self, _page: &Page, _checked: &Checked<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// What is wrong beside the pages.
    fn others(&self, _book: &Book, _evaluator: &Evaluator) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// The command that writes the right roundings.
    fn fixer(&self) -> &str {
        "mdbook-prosetest check --fix"
    }
}

/// A book of which nothing is known but its folder.
#[derive(Clone, Copy, Debug)]
struct Folder;

impl Surroundings for Folder {
    fn include(&self, _: &Evaluator, page: &Page, path: &str) -> Result<(), String> {
        let file = path.split(':').next().unwrap_or(path);
        let folder = Path::new(&page.path).parent().unwrap_or(Path::new(""));
        // mdBook itself leaves the directive on the page, and goes on.
        if folder.join(file).is_file() {
            Ok(())
        } else {
            Err("there is no such file".to_owned())
        }
    }
}

/// A book whose expressions were made ready, so that every page can be checked, and any other text in its place.
pub struct Checker {
    book: Book,
    /// The pages of the book, taken apart.
    parsed: Vec<prosetest::Page>,
    units: Units,
    symbols: Symbols,
    rules: Rules,
    evaluator: Evaluator,
    /// The pages with the lists of all numbers and of all formulas.
    lists: [Option<String>; 2],
    surroundings: Box<dyn Surroundings>,
}

impl std::fmt::Debug for Checker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checker")
            .field("book", &self.book)
            .finish_non_exhaustive()
    }
}

impl Checker {
    /// Makes the expressions of a book ready, with the crates of the workspace that its folder lies in.
    ///
    /// # Errors
    /// [`Error::Evaluator`] if the crates do not compile; an expression that does not is a fault of its page.
    pub fn new(book: Book) -> Result<Self, Error> {
        let workspace = book.root().to_owned();
        Self::within(book, &workspace, Package::default(), Box::new(Folder))
    }

    /// The same for a book that knows more: where its workspace is, what else is to be evaluated, what is around.
    ///
    /// # Errors
    /// As for [`Self::new`].
    pub fn within(
        book: Book,
        workspace: &Path,
        more: Package,
        surroundings: Box<dyn Surroundings>,
    ) -> Result<Self, Error> {
        let config = book.config();
        let (units, rules) = (config.units()?, config.rules()?);
        let symbols = book.symbols()?;
        let crates: BTreeSet<String> = [&config.crates, &more.crates]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        // Cargo is asked for the packages while the pages are read.
        let read = |page: &Page| {
            let parsed = parsed(page, &units, &rules, &symbols);
            let codes = codes_of(&parsed);
            (parsed, codes)
        };
        let (found, read) = thread::scope(|scope| {
            let asks = config.evaluator.is_none() && !crates.is_empty();
            let found = asks.then(|| scope.spawn(|| Workspace::find(workspace)));
            let read = each(book.pages(), read);
            let found =
                found.map(|asked| asked.join().unwrap_or_else(|panic| resume_unwind(panic)));
            (found, read)
        });
        let (parsed, of_pages): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        let mut codes: BTreeMap<&str, Vec<Code>> = BTreeMap::new();
        for (page, of_page) in book.pages().iter().zip(of_pages) {
            codes.entry(&page.name).or_default().extend(of_page);
        }
        codes.retain(|_, codes| !codes.is_empty());
        let evaluator = if let Some(command) = &config.evaluator {
            Evaluator::command(command, book.root(), config)?
        } else if codes.is_empty() && more.modules.is_empty() {
            // Most books begin without a number, and need no cargo.
            Evaluator::none()
        } else {
            let workspace = match found {
                Some(found) => found?,
                None => Workspace::without_crates(workspace)?,
            };
            let workspace = workspace.away_from(&book.root().join(&book.settings().book.src));
            let crates = crates.into_iter().collect();
            let package = Package { crates, ..more };
            built(&workspace, config, codes, package)?
        };
        let lists = [List::Numbers, List::Formulas].map(|list| {
            let mut pages = book.pages().iter();
            pages
                .find(|page| list.stands_in(&page.text))
                .map(Page::html)
        });
        Ok(Self {
            lists,
            book,
            parsed,
            units,
            symbols,
            rules,
            evaluator,
            surroundings,
        })
    }

    /// The book as it was read.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Puts another text in the place of a page's, which is told by its place among the pages.
    pub(crate) fn rewrite(&mut self, place: usize, text: String) {
        let page = &mut self.book.pages_mut()[place];
        page.text = text;
        self.parsed[place] = parsed(page, &self.units, &self.rules, &self.symbols);
    }

    /// What evaluates the expressions.
    #[must_use]
    pub fn evaluator(&self) -> &Evaluator {
        &self.evaluator
    }

    /// The units of the book.
    #[must_use]
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// Checks every page, all at the same time, and what stands beside the pages.
    #[must_use]
    pub fn check(&self) -> Report {
        let both: Vec<_> = self.book.pages().iter().zip(&self.parsed).collect();
        let pages = each(&both, |(page, parsed)| {
            self.check_page(page, &self.against(page, parsed))
        });
        // Where nothing could be evaluated, nothing can be said of the pages.
        if let Some(fault) = self.mute() {
            return Report {
                pages: Vec::new(),
                others: vec![fault],
            };
        }
        let mut others = self.configuration();
        others.extend(self.surroundings.others(&self.book, &self.evaluator));
        Report { pages, others }
    }

    /// Every claim of a page made false, one at a time; the page is named by its stem.
    #[must_use]
    pub fn mutants(&self, stem: &str) -> Vec<Mutant> {
        let place = self.place(stem);
        place.map_or_else(Vec::new, |place| self.checked(place).mutants())
    }

    /// Every formula of a page, and all arithmetic in its numbers, with one change each, and what is said of it.
    #[must_use]
    pub fn formula_mutants(&self, stem: &str) -> Vec<FormulaMutant> {
        let Some(place) = self.place(stem) else {
            return Vec::new();
        };
        let page = &self.book.pages()[place];
        self.parsed[place].formula_mutants(&self.asked(page))
    }

    /// The faults that a page would have with this text in place of its own.
    #[must_use]
    pub fn faults_of(&self, stem: &str, text: &str) -> Vec<Diagnostic> {
        let Some(page) = self.book.page(stem) else {
            return Vec::new();
        };
        let changed = Page {
            text: text.to_owned(),
            ..page.clone()
        };
        let parsed = parsed(&changed, &self.units, &self.rules, &self.symbols);
        let checked = self.against(&changed, &parsed);
        checked.diagnostics
    }

    fn place(&self, stem: &str) -> Option<usize> {
        let mut pages = self.book.pages().iter();
        pages.position(|page| page.stem() == stem)
    }

    /// The text of a page, named by its stem.
    #[must_use]
    pub fn text(&self, stem: &str) -> Option<&str> {
        self.book.page(stem).map(|page| page.text.as_str())
    }

    /// What the check of a page finds, which is told by its place among the pages.
    pub(crate) fn checked(&self, place: usize) -> Checked<'_> {
        self.against(&self.book.pages()[place], &self.parsed[place])
    }

    fn against<'p>(&self, page: &Page, parsed: &'p prosetest::Page) -> Checked<'p> {
        parsed.check(&self.asked(page))
    }

    fn asked<'a>(&'a self, page: &'a Page) -> Asked<'a> {
        Asked {
            checker: self,
            page,
        }
    }

    /// What the configuration shows on every page is read as prose.
    fn configuration(&self) -> Vec<Diagnostic> {
        let (about, file) = (&self.book.settings().book, self.book.file());
        let shown = [&about.title, &about.description].into_iter().flatten();
        let texts = shown.chain(&about.authors);
        let fault = |text: &String| {
            let page = prosetest::Page::parse_under("", text, &self.units, self.rules.clone());
            let checked = page.check(&Nobody);
            let claims = !checked.numbers.is_empty() || !checked.formulas.is_empty();
            let message = match checked.diagnostics.first() {
                Some(fault) => fault.message.clone(),
                None if claims => "a checked number has no place here".to_owned(),
                None => return None,
            };
            let toml = read(Path::new(&file)).unwrap_or_default();
            let start = toml.find(text.as_str()).unwrap_or(0);
            let range = start..(start + text.len()).min(toml.len());
            let fault = Diagnostic::new(&file, &toml, range, message);
            Some(
                fault
                    .help("say it without a number: nothing computes what the configuration shows"),
            )
        };
        texts.filter_map(fault).collect()
    }

    /// What is wrong with an evaluator that answered nothing at all.
    fn mute(&self) -> Option<Diagnostic> {
        let (why, command) = (
            self.evaluator.mute()?,
            self.book.config().evaluator.as_ref()?,
        );
        let file = self.book.file();
        let toml = read(Path::new(&file)).unwrap_or_default();
        let keys: Vec<&str> = TABLE.split('.').chain(["evaluator"]).collect();
        let mut fault = Diagnostic::new(&file, &toml, place_of(&toml, &keys), "");
        // What it printed is told in full.
        fault.message = format!("the evaluator `{command}` {why}");
        Some(fault.help(
            "correct the command, or the program: it is started in the book's folder, and answers each line that it \
             reads with a line that begins with its last argument",
        ))
    }

    /// The Markdown of a page with its numbers linked.
    fn rendered(
        &self,
        page: &Page,
        checked: &Checked<'_>,
        stem: &str,
        origin: Option<&str>,
    ) -> String {
        let [list, formulas] = self.lists.each_ref().map(|list| match list {
            None => String::new(),
            Some(list) if *list == page.html() => format!("{}#{OWN}", page.way_to(list)),
            Some(list) => page.way_to(list),
        });
        checked.render(&Setting {
            list: &list,
            formulas: &formulas,
            stem,
            origin,
            code: &|expression| {
                let code = self.surroundings.code(page, expression)?;
                let address = page.way_to(&code.address);
                Some(Implementation { address, ..code })
            },
            picture: &|path, alt| self.surroundings.picture(path, alt),
        })
    }

    /// What the ids of a page's numbers begin with: part of an id in HTML, and of an address.
    fn id_of(&self, page: &Page) -> String {
        let dashed = |page: &Page| page.stem().replace(['/', ' '], "-");
        let id = dashed(page);
        // `a/b.md` and `a-b.md` are two pages.
        let before = self.book.pages().iter();
        let before = before.take_while(|before| before.name != page.name);
        let alike: BTreeSet<&str> = before
            .filter(|before| dashed(before) == id)
            .map(|before| before.name.as_str())
            .collect();
        match alike.len() {
            0 => id,
            before => format!("{id}-{}", before + 1),
        }
    }

    fn check_page(&self, page: &Page, checked: &Checked<'_>) -> CheckedPage {
        let stem = self.id_of(page);
        let origin = self.surroundings.origin(page);
        let rendered = self.rendered(page, checked, &stem, origin.as_deref());
        let numbers = checked.numbers.iter().zip(checked.ids(&stem));
        let ledger = numbers.map(|(number, id)| LedgerRow {
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
                fault.help = format!("`{}` writes {}", self.surroundings.fixer(), fix.text);
            }
        }
        diagnostics.extend(misplaced(&page.path, &page.text));
        diagnostics.extend(self.surroundings.faults(page, checked));
        let exemptions = checked.exemptions.iter().map(|exempt| ExemptionRow {
            text: exempt.text.clone(),
            rendered: checked.exemption_shown(exempt),
            reason: exempt.reason.clone(),
            is_formula: exempt.is_formula,
        });
        let formulas = checked.formulas.iter().zip(checked.formula_ids(&stem));
        let formulas = formulas.map(|(formula, id)| FormulaRow {
            id,
            linked: checked.is_formula_linked(formula),
            tex: formula.tex.clone(),
            rendered: checked.formula_shown(formula),
            expression: formula.expression.clone(),
            compared: formula.compared.clone(),
            draws: formula.draws,
            code: self.surroundings.code(page, &formula.value),
        });
        CheckedPage {
            title: page.title.clone(),
            name: page.name.clone(),
            stem: page.stem().to_owned(),
            count: checked.count(),
            ledger: ledger.collect(),
            exemptions: exemptions.collect(),
            formulas: formulas.collect(),
            chains: checked.chains,
            diagnostics,
            rendered,
            origin,
            html: page.html(),
            up: page.way_to(""),
        }
    }
}

/// The same for each page, all at the same time.
fn each<P: Sync, T: Send>(pages: &[P], of: impl Fn(&P) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let of = &of;
        let start = |page| scope.spawn(move || of(page));
        let running: Vec<_> = pages.iter().map(start).collect();
        let join = |page: thread::ScopedJoinHandle<'_, T>| {
            page.join().unwrap_or_else(|panic| resume_unwind(panic))
        };
        running.into_iter().map(join).collect()
    })
}

/// The evaluator of the code of all pages, by the page's name, and of what else a package holds.
fn built(
    workspace: &Workspace,
    config: &Config,
    codes: BTreeMap<&str, Vec<Code>>,
    more: Package,
) -> Result<Evaluator, EvaluatorError> {
    if let Some(name) = workspace.unknown(&config.names) {
        return Err(workspace.no_such(name));
    }
    let modules = codes.into_iter().map(|(name, codes)| Module {
        uses: workspace.names(name.strip_suffix(".md").unwrap_or(name), &config.names),
        name: name.to_owned(),
        codes,
    });
    let package = Package {
        types: config.clone(),
        modules: modules.chain(more.modules).collect(),
        ..more
    };
    Evaluator::build(workspace, &package)
}

/// The code that a page needs, of its numbers and of its formulas.
fn codes_of(page: &prosetest::Page) -> Vec<Code> {
    let numbers = page.expressions().map(|site| Code::constant(site.text));
    let formulas = page.codes().into_iter().map(|(code, _, _)| code);
    numbers.chain(formulas).collect()
}

fn parsed(page: &Page, units: &Units, rules: &Rules, symbols: &Symbols) -> prosetest::Page {
    prosetest::Page::parse_under(&page.path, &page.text, units, rules.clone()).with_symbols(symbols)
}

/// What the evaluator and the surroundings tell the check of a page.
struct Asked<'a> {
    checker: &'a Checker,
    page: &'a Page,
}

impl Oracle for Asked<'_> {
    fn evaluate(&self, code: &Code, inputs: &[Vec<Input>]) -> Vec<Answer> {
        let evaluator = &self.checker.evaluator;
        let replies = evaluator.evaluate(&self.page.name, code, inputs);
        replies.into_iter().map(answer).collect()
    }

    fn include(&self, path: &str) -> Result<(), String> {
        let checker = self.checker;
        checker
            .surroundings
            .include(&checker.evaluator, self.page, path)
    }

    fn agreed(&self, formulas: &str) -> Option<Vec<usize>> {
        self.checker.evaluator.agreed(&self.page.name, formulas)
    }

    fn agree(&self, formulas: &str, draws: &[usize]) {
        self.checker
            .evaluator
            .agree(&self.page.name, formulas, draws);
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
