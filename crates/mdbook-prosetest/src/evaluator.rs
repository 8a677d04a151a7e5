//! The evaluator of a book: written, built and asked.

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use prosetest::{Code, Input, Units};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::cargo::{self, Built};
use crate::config::Config;
use crate::error::EvaluatorError;
use crate::kept::Kept;
use crate::package::{FILES, Package, Place, is_of_pages};
use crate::process::{Launch, Pool, compiled, written};
use crate::workspace::{Workspace, or_here};

/// How long one request may take, unless another limit is set.
const LIMIT: Duration = Duration::from_secs(60);

/// How often the package is built anew without the expressions that did not compile.
///
/// rustc finds unknown names first, then wrong types, then what is borrowed wrongly.
const ROUNDS: usize = 8;

/// A folder of a run that is older than this was left by a tool that was killed.
const ABANDONED: Duration = Duration::from_secs(3600);

/// One thing that code yields.
#[derive(Clone, Debug, PartialEq)]
pub enum Yielded {
    /// A bare number.
    Number(f64),
    /// A quantity of the dimension with this place in the book's table, in its first unit.
    Quantity(usize, f64),
    /// A text.
    Text(String),
}

/// What became of a run of code.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// What it yields, in order.
    Values(Vec<Yielded>),
    /// Why it yields nothing: an error, a panic, an exit, a time limit.
    Failed(String),
    /// Why it does not compile.
    Refused(String),
    /// It is not part of this evaluator.
    Unknown,
}

/// A program that evaluates the code of a book's pages.
#[derive(Debug)]
pub struct Evaluator(Kind);

#[derive(Debug)]
enum Kind {
    /// There is nothing to evaluate.
    Nothing,
    Compiled(Box<Compiled>),
    Command(Box<Pool>),
}

/// A program that was written and built.
struct Compiled {
    pool: Pool,
    pages: HashMap<String, Calls>,
    kept: Mutex<Kept>,
    /// What code with parameters returned for the lists that it was given last, by its number.
    drawn: Mutex<HashMap<usize, Vec<Drawn>>>,
    /// Holds the program, which a later build replaces elsewhere.
    _run: TempDir,
}

/// The code of a page.
struct Calls {
    /// The names that the page sees, on one line.
    scope: String,
    codes: HashMap<Code, Call>,
}

/// The number of a code in the program, or why it is not in it.
enum Call {
    Number(usize),
    Refused(String),
}

/// How many calls of one code are remembered.
const MOST_DRAWN: usize = 16;

/// A list of inputs for each run, and what became of the runs.
type Drawn = (Vec<Vec<Input>>, Vec<Reply>);

impl std::fmt::Debug for Compiled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compiled")
            .field("pages", &self.pages.len())
            .finish_non_exhaustive()
    }
}

impl Evaluator {
    /// Knows no expression: that of a book without one.
    #[must_use]
    pub fn none() -> Self {
        Self(Kind::Nothing)
    }

    /// Starts a command in a folder whenever there is something to evaluate; the crate's page tells the conversation.
    ///
    /// # Errors
    /// [`EvaluatorError::NoCommand`] if the text is no command, [`EvaluatorError::Config`] if the units are none.
    pub fn command(command: &str, folder: &Path, config: &Config) -> Result<Self, EvaluatorError> {
        let words = shlex::split(command).filter(|words| !words.is_empty());
        let words = words.ok_or_else(|| EvaluatorError::NoCommand {
            command: command.to_owned(),
            source: std::io::ErrorKind::InvalidInput.into(),
        })?;
        let folder = or_here(folder);
        let folder = std::path::absolute(folder).map_err(EvaluatorError::file(folder))?;
        // A bare name is looked up where the shell would; a path begins at the book.
        let is_path = Path::new(&words[0]).components().count() > 1;
        let program = if is_path {
            folder.join(&words[0])
        } else {
            PathBuf::from(&words[0])
        };
        let launch = Launch {
            program,
            arguments: words[1..].to_vec(),
            folder: Some(folder),
            units: config.units()?,
            unit_names: config.unit_names(),
        };
        Ok(Self(Kind::Command(Box::new(Pool::new(launch, LIMIT)))))
    }

    /// Writes the package, lets cargo build it, and stands ready to run it.
    ///
    /// Only one tool writes and builds at a time; others wait.
    /// Cargo is asked every time, and alone decides what is stale.
    ///
    /// # Errors
    /// [`EvaluatorError`] if the code below the expressions does not compile, or a file cannot be written; an
    /// expression that does not compile is an answer, [`Reply::Refused`].
    pub fn build(workspace: &Workspace, package: &Package) -> Result<Self, EvaluatorError> {
        let folder = workspace.target.join("prosetest");
        fs::create_dir_all(&folder).map_err(EvaluatorError::file(&folder))?;
        // Not every book lies where a folder of this name is ignored already.
        let ignored = folder.join(".gitignore");
        if !ignored.exists() {
            fs::write(&ignored, "*\n").map_err(EvaluatorError::file(&ignored))?;
        }
        let guard = folder.join("lock");
        let lock = File::create(&guard).map_err(EvaluatorError::file(&guard))?;
        lock.lock().map_err(EvaluatorError::file(&guard))?;
        sweep(&folder);

        let mut refused = BTreeMap::new();
        let mut rounds = 0;
        let (program, libraries) = loop {
            package.write(workspace, &folder, &refused)?;
            match cargo::build(package, &folder, &workspace.root)? {
                Built::Program(program, libraries) => break (program, libraries),
                Built::Refused(more) => {
                    let before = refused.len();
                    refused.extend(more);
                    rounds += 1;
                    if refused.len() == before || rounds > ROUNDS {
                        let rendered = refused.into_values().collect::<Vec<_>>().join("\n");
                        return Err(EvaluatorError::Build { rendered });
                    }
                }
            }
        };
        let run =
            TempDir::with_prefix_in("run-", &folder).map_err(EvaluatorError::file(&folder))?;
        let own = run.path().join(cargo::program_name());
        // The next build writes another file, so a second name keeps this one.
        fs::hard_link(&program, &own)
            .or_else(|_| fs::copy(&program, &own).map(|_| ()))
            .map_err(EvaluatorError::file(&own))?;
        let below = below(package, &folder, &program, &libraries)
            .map_err(EvaluatorError::file(&program))?;
        let launch = Launch {
            program: own,
            arguments: Vec::new(),
            folder: None,
            units: Units::none(),
            unit_names: Vec::new(),
        };
        Ok(Self(Kind::Compiled(Box::new(Compiled {
            pool: Pool::new(launch, LIMIT),
            pages: calls(package, &refused),
            kept: Mutex::new(Kept::read(&folder.join("answers"), &below)),
            drawn: Mutex::new(HashMap::new()),
            _run: run,
        }))))
    }

    /// The same evaluator, with another limit to how long one request may take; a minute otherwise.
    #[must_use]
    pub fn with_limit(mut self, limit: Duration) -> Self {
        match &mut self.0 {
            Kind::Nothing => {}
            Kind::Compiled(compiled) => compiled.pool.limit = limit,
            Kind::Command(pool) => pool.limit = limit,
        }
        self
    }

    /// What is wrong with a command that was asked and never answered.
    pub(crate) fn mute(&self) -> Option<String> {
        match &self.0 {
            Kind::Command(pool) => pool.mute(),
            Kind::Nothing | Kind::Compiled(_) => None,
        }
    }

    /// Runs the code of a page once for each set of inputs.
    #[must_use]
    pub fn evaluate(&self, page: &str, code: &Code, inputs: &[Vec<Input>]) -> Vec<Reply> {
        match &self.0 {
            Kind::Nothing => vec![Reply::Unknown; inputs.len()],
            Kind::Compiled(compiled) => compiled.evaluate(page, code, inputs),
            Kind::Command(pool) => pool.ask(&written(page, code, inputs), inputs.len()),
        }
    }

    /// On how many draws the formulas of a page agreed when this program evaluated them for this tool.
    ///
    /// `formulas` is all that their verdict depends on beside the two; another program, or tool, knows nothing of it.
    #[must_use]
    pub fn agreed(&self, page: &str, formulas: &str) -> Option<Vec<usize>> {
        let Kind::Compiled(compiled) = &self.0 else {
            return None;
        };
        compiled.kept().agreed(&compiled.digest(page, formulas)?)
    }

    /// Keeps on how many draws the formulas of a page agreed.
    pub fn agree(&self, page: &str, formulas: &str, draws: &[usize]) {
        if let Kind::Compiled(compiled) = &self.0
            && let Some(digest) = compiled.digest(page, formulas)
        {
            compiled.kept().agree(digest, draws);
        }
    }
}

impl Compiled {
    fn evaluate(&self, page: &str, code: &Code, inputs: &[Vec<Input>]) -> Vec<Reply> {
        let Some(of_page) = self.pages.get(page) else {
            return vec![Reply::Unknown; inputs.len()];
        };
        let call = match of_page.codes.get(code) {
            None => return vec![Reply::Unknown; inputs.len()],
            Some(Call::Refused(why)) => return vec![Reply::Refused(why.clone()); inputs.len()],
            Some(Call::Number(call)) => *call,
        };
        let constant = code.parameters.is_empty() && inputs.len() == 1 && stands_alone(&code.text);
        if constant && let Some(values) = self.kept().values(&of_page.scope, &code.text) {
            return vec![Reply::Values(values)];
        }
        if let Some(replies) = self.drawn(call, inputs) {
            return replies;
        }
        let replies = self.pool.ask(&compiled(call, inputs), inputs.len());
        if !code.parameters.is_empty() {
            let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
            let of_call = drawn.entry(call).or_default();
            of_call.truncate(MOST_DRAWN - 1);
            of_call.insert(0, (inputs.to_vec(), replies.clone()));
        }
        if let [Reply::Values(values)] = replies.as_slice()
            && constant
        {
            self.kept().keep(&of_page.scope, &code.text, values);
        }
        replies
    }

    /// The replies to a call that was made before: a page that is checked again draws the same numbers.
    fn drawn(&self, call: usize, inputs: &[Vec<Input>]) -> Option<Vec<Reply>> {
        let drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut of_call = drawn.get(&call)?.iter();
        let (_, replies) = of_call.find(|(given, _)| given == inputs)?;
        Some(replies.clone())
    }

    /// A page's formulas in few letters, with the names that the page sees and the tool that read them.
    fn digest(&self, page: &str, formulas: &str) -> Option<String> {
        static TOOL: LazyLock<String> = LazyLock::new(|| {
            let tool = env::current_exe().and_then(|tool| identity(&tool));
            // A tool that cannot be told from another remembers nothing beyond its own run.
            tool.unwrap_or_else(|_| format!("process {}", std::process::id()))
        });
        let scope = self.pages.get(page)?.scope.as_str();
        Some(digest([TOOL.as_str(), scope, formulas]))
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number of each code in the program, in the order in which it was written, by page.
fn calls(package: &Package, refused: &BTreeMap<Place, String>) -> HashMap<String, Calls> {
    let mut next = 0;
    let mut pages = HashMap::new();
    for (module, codes) in package.codes().into_iter().enumerate() {
        let mut of_page = HashMap::new();
        for (place, code) in codes.into_iter().enumerate() {
            let why = refused.get(&Place {
                module,
                code: place,
            });
            let call = why.map_or(Call::Number(next), |why| Call::Refused(why.clone()));
            of_page.insert(code.clone(), call);
            next += 1;
        }
        let module = &package.modules[module];
        let calls = Calls {
            scope: module.uses.join(" "),
            codes: of_page,
        };
        pages.insert(module.name.clone(), calls);
    }
    pages
}

/// Whether the value of code depends on nothing in the program but what lies below all pages.
fn stands_alone(code: &str) -> bool {
    let code = code.replace(FILES, "");
    ![
        "crate",
        "super",
        "self",
        "file!",
        "line!",
        "column!",
        "module_path!",
    ]
    .iter()
    .any(|word| code.contains(word))
}

/// All that a value comes from but the code itself and the names that it sees: the libraries that the program was linked
/// from, the files that were compiled into it, and what the values of types yield.
///
/// Cargo has just brought all of them up to date, so a change in any of them shows.
fn below(
    package: &Package,
    folder: &Path,
    program: &Path,
    libraries: &[PathBuf],
) -> std::io::Result<String> {
    let sources = folder.join("src");
    let mut parts = vec![package.types()];
    let listed = fs::read_to_string(program.with_extension("d"));
    match listed {
        Ok(listed) => {
            // Those of the pages are written by this tool; a space inside a name is escaped.
            let names = listed.split_once(": ").map_or("", |(_, names)| names);
            let names = names.trim().replace("\\ ", "\0");
            for name in names.split(' ').filter(|name| !name.is_empty()) {
                let path = PathBuf::from(name.replace('\0', " "));
                if !(path.parent() == Some(&*sources) && is_of_pages(&path)) {
                    parts.push(format!("{name} {:?}", identity(&path).ok()));
                }
            }
        }
        Err(_) => parts.push(identity(program)?),
    }
    for library in libraries {
        parts.push(format!("{} {}", library.display(), identity(library)?));
    }
    // Cargo tells of them in any order.
    parts.sort_unstable();
    Ok(digest(parts.iter().map(String::as_str)))
}

/// Texts in few letters.
fn digest<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update(text.len().to_le_bytes());
        digest.update(text);
    }
    let digest = digest.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What tells one build of a file from the next.
fn identity(file: &Path) -> std::io::Result<String> {
    let about = fs::metadata(file)?;
    let since = about.modified()?.duration_since(UNIX_EPOCH);
    let nanos = since.map_or(0, |since| since.as_nanos());
    Ok(format!("{} bytes of {nanos}", about.len()))
}

/// Removes what killed tools left behind.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_run = entry.file_name().to_string_lossy().starts_with("run-");
        let about = entry.metadata().and_then(|about| about.modified());
        let old = about.is_ok_and(|then| then.elapsed().is_ok_and(|age| age > ABANDONED));
        if is_run && old {
            // Another tool may sweep as well.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
