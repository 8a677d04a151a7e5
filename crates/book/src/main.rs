//! Reads the book to you, or to a machine: builds, checks and serves it.

use std::env;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use book::{BookError, Built, Numbers, Options, SITE, serve};
use clap::{Parser, Subcommand, ValueEnum};
use mdbook_preprocessor::Preprocessor;
use mdbook_prosetest::{Checker, Error, Report};

/// Nats & Bits: builds, checks and serves the book.
///
/// Without a command it serves the book, and rebuilds it when a chapter changes.
#[derive(Parser)]
#[command(name = "book", bin_name = "cargo run --", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serving: Serving,
    #[command(flatten)]
    places: Places,
}

#[derive(clap::Args, Clone, Copy)]
struct Serving {
    /// Open the book in a browser.
    #[arg(long)]
    open: bool,
    /// Listen on this port of 127.0.0.1; without it, on 3000 or the next free one.
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
}

#[derive(Subcommand)]
enum Command {
    /// Build the book into target/book.
    Build,
    /// Check every number in the text against the code.
    Check {
        /// Rewrite wrong numbers to the right rounding; all else stays as it is.
        #[arg(long)]
        fix: bool,
        /// How to report what is wrong.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Serve the book on this computer, and rebuild it when a chapter changes.
    Serve(Serving),
    /// What mdBook calls: reads a book from standard input and writes it to standard output.
    #[command(hide = true)]
    Preprocess {
        #[command(subcommand)]
        question: Option<Question>,
    },
}

#[derive(Subcommand)]
enum Question {
    /// Whether the preprocessor works for this renderer.
    Supports {
        /// The renderer's name.
        renderer: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Messages for a person.
    Text,
    /// One JSON object, for editors.
    Json,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let places = &arguments.places;
    let done = match arguments.command {
        None => serve_book(places, arguments.serving),
        Some(Command::Serve(serving)) => {
            let serving = Serving {
                open: serving.open || arguments.serving.open,
                port: serving.port.or(arguments.serving.port),
            };
            serve_book(places, serving)
        }
        Some(Command::Build) => build_book(places).map(|()| true),
        Some(Command::Check { fix, format }) => check_book(places, fix, format),
        Some(Command::Preprocess { question }) => preprocess(question),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Where the files lie, and where the crates that compute.
#[derive(clap::Args, Clone)]
struct Places {
    /// The folder that holds the folder `book`; without it, the workspace of this program.
    #[arg(long, global = true, hide = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
}

impl Places {
    /// The workspace: where cargo says this package lies now, or where it lay when this program was compiled.
    fn workspace() -> PathBuf {
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        package
            .ancestors()
            .nth(2)
            .unwrap_or(Path::new("."))
            .to_owned()
    }

    /// The folder that holds the book, as messages should name it: from where the reader stands.
    fn root(&self) -> PathBuf {
        let root = self.root.clone().unwrap_or_else(Self::workspace);
        match (env::current_dir(), root.canonicalize()) {
            (Ok(here), Ok(there)) if here == there => PathBuf::new(),
            _ => root,
        }
    }

    /// Opens the book, and lets cargo build its expressions.
    fn checker(&self) -> Result<Checker, BookError> {
        book::open(&self.root(), &Self::workspace())
    }
}

/// Prints a line for whoever listens: a closed pipe is the reader's way to stop.
fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// How many pages are chapters: those that a crate computes.
fn chapters(report: &Report) -> usize {
    let pages = report.pages.iter();
    pages.filter(|page| page.origin.is_some()).count()
}

/// Prints everything that is wrong, and the summary.
fn tell(report: &Report) {
    report.tell();
    let (chapters, numbers, wrong) = (chapters(report), report.numbers(), report.wrong());
    say(format_args!(
        "{chapters} chapters, {numbers} numbers checked, {wrong} wrong"
    ));
}

/// The report for editors, which counts the chapters too.
fn json(report: &Report) -> serde_json::Value {
    let mut json = report.json();
    json["chapters"] = chapters(report).into();
    json
}

/// What is wrong with the text, if that is why a build failed.
fn wrong(error: &BookError) -> Option<&Report> {
    match error {
        BookError::Check(Error::Wrong { report }) => Some(report),
        _ => None,
    }
}

/// Checks and builds, and says what is wrong with the text.
fn rebuild(places: &Places) -> Result<()> {
    let built = book::build(&places.root(), &places.checker()?);
    let report = match &built {
        Ok(Built { report, .. }) => Some(report),
        Err(error) => wrong(error),
    };
    report.into_iter().for_each(tell);
    built?;
    Ok(())
}

fn build_book(places: &Places) -> Result<()> {
    rebuild(places)?;
    let index = places.root().join(SITE).join("index.html");
    say(format_args!("The book is built: {}", index.display()));
    Ok(())
}

fn check_book(places: &Places, fix: bool, format: Format) -> Result<bool> {
    let mut checker = places.checker()?;
    if fix {
        let fixed = checker.fix()?;
        if matches!(format, Format::Text) {
            let numbers = if fixed == 1 { "number" } else { "numbers" };
            say(format_args!("{fixed} {numbers} rewritten"));
        }
    }
    let report = checker.check();
    match format {
        Format::Text => tell(&report),
        Format::Json => say(format_args!("{:#}", json(&report))),
    }
    Ok(report.wrong() == 0)
}

fn serve_book(places: &Places, serving: Serving) -> Result<bool> {
    rebuild(places)?;
    let root = places.root();
    let site = std::path::absolute(root.join(SITE))?;
    let watch = ["book", "crates", "examples", "tests/snapshots"].map(|name| root.join(name));
    let options = Options {
        site: &site,
        port: serving.port,
        open: serving.open,
        watch: &watch,
    };
    let announce = |url: &str| say(format_args!("Read it at {url} (Ctrl-C ends)"));
    let places = places.clone();
    serve(&options, announce, move || {
        rebuild(&places).map_err(|error| {
            eprintln!("error: {error:#}; the pages stay as they were");
            shown(&error)
        })
    })?;
    Ok(true)
}

/// What an open page shows of a failed build: the faults themselves, as far as they can be read at a glance.
fn shown(error: &anyhow::Error) -> String {
    const MANY: usize = 20;
    let Some(report) = error.downcast_ref().and_then(wrong) else {
        return format!("error: {error:#}");
    };
    let faults = report
        .diagnostics()
        .take(MANY)
        .map(|fault| format!("{fault}\n\n"));
    let mut text: String = faults.collect();
    if report.wrong() > MANY {
        text.push_str(&format!("and {} more", report.wrong() - MANY));
    }
    text
}

fn preprocess(question: Option<Question>) -> Result<bool> {
    if let Some(Question::Supports { renderer }) = question {
        return Ok(Numbers::supports(&renderer));
    }
    let input = mdbook_preprocessor::parse_input(io::stdin());
    let (context, pages) = input.context("mdBook's book cannot be read")?;
    let root = context.root.parent().unwrap_or(Path::new(".."));
    let checker = book::open(root, &Places::workspace())?;
    let report = checker.check();
    report.tell();
    let numbers = Numbers::new(root, checker.book(), &report.into_sound()?);
    let pages = numbers.run(&context, pages)?;
    serde_json::to_writer(io::stdout(), &pages)?;
    Ok(true)
}
