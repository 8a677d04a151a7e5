//! Reads the book to you, or to a machine: builds, checks and serves it.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use book::{Book, BookError, Built, Numbers, Options, Report, SITE, serve};
use clap::{Parser, Subcommand, ValueEnum};
use mdbook_preprocessor::Preprocessor;

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
    let done = match arguments.command {
        None => serve_book(arguments.serving),
        Some(Command::Serve(serving)) => serve_book(Serving {
            open: serving.open || arguments.serving.open,
            port: serving.port.or(arguments.serving.port),
        }),
        Some(Command::Build) => build_book().map(|()| true),
        Some(Command::Check { fix, format }) => check_book(fix, format),
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

/// The workspace: where cargo says this package lies now, or where it lay when this program was compiled.
fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = package
        .ancestors()
        .nth(2)
        .unwrap_or(Path::new("."))
        .to_owned();
    // Messages name files as the reader would: from where the reader stands.
    match env::current_dir() {
        Ok(here) if here == root => PathBuf::new(),
        _ => root,
    }
}

fn open_book() -> Result<Book> {
    let book = Book::open(&root())?;
    Ok(book)
}

/// Prints everything that is wrong, and the summary.
fn tell(report: &Report) {
    tell_faults(report);
    println!("{}", report.summary());
}

/// Prints everything that is wrong.
fn tell_faults(report: &Report) {
    let colours = io::stderr().is_terminal();
    let mut messages = io::stderr().lock();
    for fault in report.diagnostics() {
        // A closed pipe is the reader's way to stop.
        let _ = writeln!(messages, "{}\n", fault.render(colours));
    }
}

/// Checks and builds, and says what is wrong with the text.
fn rebuild() -> Result<()> {
    let built = open_book()?.build();
    match &built {
        Ok(Built { report, .. }) | Err(BookError::Wrong { report }) => tell(report),
        Err(_) => {}
    }
    built?;
    Ok(())
}

fn build_book() -> Result<()> {
    rebuild()?;
    println!(
        "The book is built: {}",
        root().join(SITE).join("index.html").display()
    );
    Ok(())
}

fn check_book(fix: bool, format: Format) -> Result<bool> {
    let mut book = open_book()?;
    if fix {
        let fixed = book.fix()?;
        if matches!(format, Format::Text) {
            let numbers = if fixed == 1 { "number" } else { "numbers" };
            println!("{fixed} {numbers} rewritten");
        }
    }
    let report = book.check();
    match format {
        Format::Text => tell(&report),
        Format::Json => println!("{}", report.json()),
    }
    Ok(report.wrong() == 0)
}

fn serve_book(serving: Serving) -> Result<bool> {
    rebuild()?;
    let root = root();
    let site = std::path::absolute(root.join(SITE))?;
    let watch = [root.join("book"), root.join("tests/snapshots")];
    let options = Options {
        site: &site,
        port: serving.port,
        open: serving.open,
        watch: &watch,
    };
    let announce = |url: &str| println!("Read it at {url} (Ctrl-C ends)");
    serve(&options, announce, || match rebuild() {
        Ok(()) => true,
        Err(error) => {
            eprintln!("error: {error:#}; the pages stay as they were");
            false
        }
    })?;
    Ok(true)
}

fn preprocess(question: Option<Question>) -> Result<bool> {
    if let Some(Question::Supports { renderer }) = question {
        return Ok(Numbers::supports(&renderer));
    }
    let input = mdbook_preprocessor::parse_input(io::stdin());
    let (context, pages) = input.context("mdBook's book cannot be read")?;
    let book = Book::open(context.root.parent().unwrap_or(Path::new("..")))?;
    let report = book.check();
    tell_faults(&report);
    let pages = Numbers::new(&book, &report)?.run(&context, pages)?;
    serde_json::to_writer(io::stdout(), &pages)?;
    Ok(true)
}
