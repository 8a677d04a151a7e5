//! The preprocessor that mdBook calls, and what an author types: `check` and `init`.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use mdbook_prosetest::{Book, Checker, Error, Report, init, preprocess};

/// Checks the numbers in the prose of an mdBook against the code that computes them.
///
/// Without a command it is the preprocessor that mdBook calls: it reads a book from standard input.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Check every number in the text against the code.
    Check {
        /// The folder with `book.toml`.
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Rewrite wrong numbers to the right rounding; all else stays as it is.
        #[arg(long)]
        fix: bool,
        /// How to report what is wrong.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Add the table [preprocessor.prosetest] to `book.toml`.
    Init {
        /// The folder with `book.toml`.
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Whether the preprocessor works for a renderer: it does for all.
    #[command(hide = true)]
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
    let done = match Arguments::parse().command {
        None if io::stdin().is_terminal() => {
            // Nobody calls a preprocessor by hand.
            let _ = Arguments::command().print_help();
            Ok(true)
        }
        None => serve_mdbook().map(|()| true),
        Some(Command::Supports { renderer: _ }) => Ok(true),
        Some(Command::Check {
            folder,
            fix,
            format,
        }) => check(&folder, fix, format).map_err(|error| error.told()),
        Some(Command::Init { folder }) => prepare(&folder).map_err(|error| error.told()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints a line for whoever listens: a closed pipe is the reader's way to stop.
fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn serve_mdbook() -> Result<(), String> {
    let input = mdbook_preprocessor::parse_input(io::stdin());
    let (context, book) =
        input.map_err(|error| format!("mdBook's book cannot be read: {error:#}"))?;
    match preprocess(&context, book) {
        Ok((book, _)) => serde_json::to_writer(io::stdout().lock(), &book)
            .map_err(|error| format!("mdBook does not take its book back: {error}")),
        Err(error) => {
            if let Error::Wrong { report } = &error {
                report.tell();
            }
            Err(error.told())
        }
    }
}

fn check(folder: &Path, fix: bool, format: Format) -> Result<bool, Error> {
    // As a person would name the files from here.
    let folder = folder.strip_prefix(".").unwrap_or(folder);
    let checked = checked(folder, fix, format);
    if let (Err(error), Format::Json) = (&checked, format) {
        say(format_args!("{:#}", Report::of_error(error, folder).json()));
    }
    checked
}

fn checked(folder: &Path, fix: bool, format: Format) -> Result<bool, Error> {
    let mut checker = Checker::new(Book::open(folder)?)?;
    if fix {
        let fixed = checker.fix()?;
        if matches!(format, Format::Text) {
            let numbers = if fixed == 1 { "number" } else { "numbers" };
            say(format_args!("{fixed} {numbers} rewritten"));
        }
    }
    let report = checker.check();
    match format {
        Format::Text => {
            report.tell();
            say(report.summary());
        }
        Format::Json => say(format_args!("{:#}", report.json())),
    }
    Ok(report.wrong() == 0)
}

fn prepare(folder: &Path) -> Result<bool, Error> {
    let folder = folder.strip_prefix(".").unwrap_or(folder);
    let file = folder.join("book.toml");
    if init(folder)? {
        say(format_args!(
            "{} has a table [preprocessor.prosetest] now; build the book as ever",
            file.display()
        ));
    } else {
        say(format_args!(
            "{} has a table [preprocessor.prosetest] already; it stays as it is",
            file.display()
        ));
    }
    Ok(true)
}
