//! The program itself, run as a reader or an author runs it: in a copy of the workspace that each test may spoil.

mod bad_surroundings;
mod built_pages;
mod checking;
mod command_line;
mod promises;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use mdbook_prosetest::Checker;
use tempfile::TempDir;

/// A copy of all that the program reads, which is gone at the end of its test.
struct Workspace {
    _folder: TempDir,
    root: PathBuf,
}

/// The bytes of each file, by its path.
type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// What a previous build left; it must outlive every failure.
const PREVIOUS: &str = "<p>the previous build</p>";

/// The empty file that builds hold while they write; it stays.
const LOCK: &str = ".book-lock";

impl Workspace {
    fn new() -> Self {
        let folder = TempDir::new().expect("there is room for a copy");
        // Where a temporary folder is reached through a link, messages name the real one.
        let root = folder
            .path()
            .canonicalize()
            .expect("the folder was just made");
        let source = workspace();
        for part in ["book", "crates", "examples", "tests"] {
            copy(&source.join(part), &root.join(part));
        }
        fs::copy(source.join("README.md"), root.join("README.md")).expect("it has a README");
        Self {
            _folder: folder,
            root,
        }
    }

    /// A copy in which a build was made before.
    fn with_previous_build() -> Self {
        let workspace = Self::new();
        workspace.write("target/book/index.html", PREVIOUS);
        workspace.write("target/book/old/page.html", PREVIOUS);
        workspace
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it lies in a folder"))
            .expect("the copy can be written");
        fs::write(path, contents).expect("the copy can be written");
    }

    /// Puts a paragraph right after a page's title, which is its first line.
    fn plant(&self, page: &str, paragraph: &str) {
        let text = self.read(page);
        let (title, rest) = text.split_once('\n').expect("a page has more than a title");
        self.write(page, format!("{title}\n\n{paragraph}\n{rest}"));
    }

    fn remove(&self, name: &str) {
        let path = self.path(name);
        let removed = if path.is_dir() {
            fs::remove_dir_all(path)
        } else {
            fs::remove_file(path)
        };
        removed.expect("it was there");
    }

    /// The program with these arguments, about to run in the copy.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
        // The text is the copy's; the crates that compute are compiled once for all copies.
        command.args(["--root", "."]).args(arguments);
        command.current_dir(&self.root);
        // Whichever test comes first compiles the evaluator; what cargo says of it is no message of the program's.
        command.env("CARGO_TERM_QUIET", "true");
        command
    }

    /// The copy's book, ready to be checked.
    fn checker(&self) -> Checker {
        book::open(&self.root, &workspace()).expect("the book is complete, and the crates compile")
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::new(
            self.command(arguments)
                .output()
                .expect("the program starts"),
        )
    }

    /// Every file below a folder of the copy.
    fn tree(&self, folder: &str) -> Tree {
        let mut tree = Tree::new();
        let mut folders = vec![self.path(folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("the folder is there") {
                let path = entry.expect("a folder lists its files").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.file_name().is_none_or(|name| name != LOCK) {
                    let name = path
                        .strip_prefix(&self.root)
                        .expect("it lies in the copy")
                        .to_owned();
                    tree.insert(name, fs::read(&path).expect("the file can be read"));
                }
            }
        }
        tree
    }
}

/// The workspace that all copies are made of.
fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package
        .ancestors()
        .nth(2)
        .expect("the crate lies in a workspace")
        .to_owned()
}

/// What became of a run.
struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Outcome {
    fn new(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("messages are text");
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Asserts that it went well.
    #[track_caller]
    fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }

    /// Asserts that it failed as a program does that says what is wrong.
    #[track_caller]
    fn failed(self) -> Self {
        assert_eq!(self.code, Some(1), "{}{}", self.stdout, self.stderr);
        assert!(!self.stderr.is_empty(), "it failed without a word");
        self
    }
}

/// Copies a folder, but for what nobody reads here.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the copy can be written");
    for entry in fs::read_dir(from).expect("the workspace is complete") {
        let entry = entry.expect("a folder lists its files");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("the copy can be written");
        }
    }
}

/// The path of a folder or file as messages name it on every platform.
fn with_slashes(text: &str) -> String {
    text.replace('\\', "/")
}
