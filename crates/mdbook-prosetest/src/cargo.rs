//! Lets cargo build the written package, and finds the expressions that do not compile.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use serde::Deserialize;

use crate::error::EvaluatorError;
use crate::package::{NAME, Package, Place, first_line, page_module};
use crate::process::each_line;
use crate::workspace::cargo;

/// What became of a build.
pub(crate) enum Built {
    /// The program, and the libraries that it was linked from.
    Program(PathBuf, Vec<PathBuf>),
    /// The expressions that do not compile, each with what rustc says.
    Refused(BTreeMap<Place, String>),
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    message: Option<Rustc>,
    executable: Option<PathBuf>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Rustc {
    message: String,
    level: String,
    rendered: Option<String>,
    spans: Vec<Span>,
    #[serde(default)]
    children: Vec<Rustc>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
    label: Option<String>,
    #[serde(default)]
    suggested_replacement: Option<String>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

impl Span {
    /// Where the author wrote what the span is about: outside of all macros.
    fn written(&self) -> &Self {
        self.expansion
            .as_ref()
            .map_or(self, |expansion| expansion.span.written())
    }
}

/// Builds the package in `folder` with the cargo and the settings of the workspace at `root`.
pub(crate) fn build(
    package: &Package,
    folder: &Path,
    root: &Path,
) -> Result<Built, EvaluatorError> {
    // Without the network first: what the workspace needs is here, since this program was built with it.
    let (built, stderr) = attempt(package, folder, root, &["--offline"])?;
    match built {
        Err(_) if stderr.contains("--offline") => attempt(package, folder, root, &[])?.0,
        built => built,
    }
}

type Attempt = (Result<Built, EvaluatorError>, String);

/// What cargo answers when it is asked to build, and what it says is wrong.
fn asked(folder: &Path, root: &Path, options: &[&str]) -> Result<(Output, String), EvaluatorError> {
    let target = folder.join("target");
    let mut command = Command::new(cargo());
    command
        .args(["build", "--message-format", "json"])
        .args(options)
        .arg("--manifest-path")
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // A first build takes a while, and shows that it is under way; a later one has nothing to tell.
    let first = !target.is_dir();
    if !first {
        command.arg("--quiet");
    }
    let refused = |source| EvaluatorError::NoCargo { source };
    let mut child = command.spawn().map_err(refused)?;
    let told = child.stderr.take();
    let told = thread::spawn(move || told.map_or_else(String::new, |told| followed(told, first)));
    let output = child.wait_with_output().map_err(refused)?;
    Ok((output, told.join().unwrap_or_default()))
}

/// What cargo says is wrong; all before that is shown as it comes, if it is wanted.
fn followed(told: impl Read, shown: bool) -> String {
    let mut wrong = String::new();
    each_line(told, |line| {
        if !wrong.is_empty() || line.starts_with("error") {
            wrong.push_str(line);
        } else if shown {
            // Nobody has to listen.
            let _ = io::stderr().write_all(line.as_bytes());
        }
        true
    });
    wrong
}

fn attempt(
    package: &Package,
    folder: &Path,
    root: &Path,
    options: &[&str],
) -> Result<Attempt, EvaluatorError> {
    let (output, stderr) = asked(folder, root, options)?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    let messages = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok());
    let (mut refused, mut others, mut program) = (BTreeMap::new(), Vec::new(), None);
    let mut libraries = Vec::new();
    for message in messages {
        if message.reason == "compiler-artifact" {
            match message.executable {
                Some(executable) => program = Some(executable),
                None => libraries.extend(message.filenames),
            }
        }
        let Some(error) = message
            .message
            .filter(|message| message.level.starts_with("error"))
        else {
            continue;
        };
        match place(package, folder, &error) {
            Some(About::Code(place)) => {
                refused.entry(place).or_insert_with(|| told(&error));
            }
            Some(About::Names(module)) => {
                let why = told_with_hint(&error);
                return Ok((Err(EvaluatorError::Names { module, why }), stderr));
            }
            Some(About::Type { table, key }) => {
                let why = told_with_hint(&error);
                return Ok((Err(EvaluatorError::Type { table, key, why }), stderr));
            }
            // "aborting due to 2 previous errors" is about no place.
            None if error.spans.is_empty() => {}
            None => others.push(error.rendered.unwrap_or(error.message)),
        }
    }
    let built = match program {
        Some(program) if output.status.success() => Ok(Built::Program(program, libraries)),
        _ if others.is_empty() && !refused.is_empty() => Ok(Built::Refused(refused)),
        _ => {
            others.push(stderr.clone());
            let rendered = others.join("\n").trim().to_owned();
            Err(EvaluatorError::Build { rendered })
        }
    };
    Ok((built, stderr))
}

/// What an error is about.
enum About {
    Code(Place),
    /// The names that a page sees.
    Names(String),
    /// A key in a table of the book's table.
    Type {
        table: String,
        key: String,
    },
}

/// What of the book an error is about, if it is not about the code below it.
fn place(package: &Package, folder: &Path, error: &Rustc) -> Option<About> {
    let mut spans: Vec<&Span> = error.spans.iter().map(Span::written).collect();
    spans.sort_by_key(|span| !span.is_primary);
    spans.into_iter().find_map(|span| {
        let path = Path::new(&span.file_name);
        let path = path.strip_prefix(folder).unwrap_or(path);
        let name = path
            .strip_prefix("src")
            .ok()?
            .to_str()?
            .strip_suffix(".rs")?;
        if name == "main" {
            let (table, key) = package.key_at(span.line_start)?;
            return Some(About::Type { table, key });
        }
        let at = (0..package.modules.len()).find(|&place| page_module(place) == name)?;
        let module = &package.modules[at];
        Some(match span.line_start.checked_sub(first_line(module)) {
            Some(code) => About::Code(Place { module: at, code }),
            None => About::Names(module.name.clone()),
        })
    })
}

/// An error in one line.
fn told(error: &Rustc) -> String {
    let mut labels = error.spans.iter().filter(|span| span.is_primary);
    let label = labels.find_map(|span| span.label.as_deref());
    // "not found in this scope" says again what the message has said.
    let adds = |label: &&str| !label.starts_with("not found") && !error.message.contains(*label);
    match label.filter(adds) {
        Some(label) => format!("{}: {label}", error.message),
        None => error.message.clone(),
    }
    .replace('\n', " ")
}

/// The same with what rustc proposes, where that can stand in the book's table.
fn told_with_hint(error: &Rustc) -> String {
    let mut text = told(error);
    for help in error.children.iter().filter(|child| child.level == "help") {
        let _ = write!(text, "; {}", help.message.replace('\n', " "));
        let replacement = help.spans.first();
        let replacement = replacement.and_then(|span| span.suggested_replacement.as_deref());
        let is_path = |text: &&str| {
            let mut letters = text.chars();
            letters.all(|ch| ch.is_alphanumeric() || matches!(ch, '_' | ':'))
        };
        if let Some(other) = replacement.filter(is_path)
            && !other.is_empty()
            && !help.message.contains(other)
        {
            let _ = write!(text, ": `{other}`");
        }
    }
    text
}

/// The name of the program that a build makes, for messages.
pub(crate) fn program_name() -> String {
    format!("{NAME}{}", std::env::consts::EXE_SUFFIX)
}
