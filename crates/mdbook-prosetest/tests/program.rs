//! The program, run as mdBook runs it and as an author does, in books that each test may spoil.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::config::Config;
use tempfile::TempDir;

use crate::write;

/// A small book in a folder of its own.
struct Shelf {
    folder: TempDir,
}

impl Shelf {
    /// A book whose table is this, with these pages.
    fn new(table: &str, pages: &[(&str, &str)]) -> Self {
        let shelf = Self {
            folder: TempDir::new().expect("there is room for a book"),
        };
        let toml =
            format!("[book]\ntitle = \"A\"\nsrc = \"text\"\n\n[preprocessor.prosetest]\n{table}\n");
        write(shelf.root(), "book.toml", &toml);
        let mut summary = "# Summary\n\n".to_owned();
        for (name, text) in pages {
            write(shelf.root(), &format!("text/{name}"), text);
            summary.push_str(&format!("- [A page]({name})\n"));
        }
        write(shelf.root(), "text/SUMMARY.md", &summary);
        shelf
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.root().join(name)).expect("the file is there")
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-prosetest"));
        command.args(arguments).current_dir(self.root());
        Ran::new(command.output().expect("the program starts"))
    }

    /// What mdBook hands over, and what it gets back: the text of each chapter.
    fn preprocess(&self, renderer: &str, chapters: &[(&str, &str)]) -> (Ran, Vec<String>) {
        let config: Config = self
            .read("book.toml")
            .parse()
            .expect("it is a configuration");
        let context = PreprocessorContext::new(self.root().to_owned(), config, renderer.to_owned());
        let items = chapters.iter().map(|(name, text)| {
            let chapter = Chapter::new(
                "A page",
                (*text).to_owned(),
                PathBuf::from(name),
                Vec::new(),
            );
            BookItem::Chapter(chapter)
        });
        let mut items: Vec<BookItem> = items.collect();
        items.push(BookItem::Chapter(Chapter::new_draft("A draft", Vec::new())));
        let book = Book::new_with_items(items);
        let input = serde_json::to_vec(&(context, book)).expect("it can be written");
        let mut child = Command::new(env!("CARGO_BIN_EXE_mdbook-prosetest"))
            .current_dir(self.root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("it is piped");
        stdin.write_all(&input).expect("the program reads");
        drop(stdin);
        let ran = Ran::new(child.wait_with_output().expect("the program ends"));
        let texts = serde_json::from_str(&ran.stdout).map_or(Vec::new(), |book: Book| {
            let chapters = book.chapters().map(|chapter| chapter.content.clone());
            chapters.take(chapters_of(&book)).collect()
        });
        (ran, texts)
    }
}

fn chapters_of(book: &Book) -> usize {
    book.chapters()
        .filter(|chapter| !chapter.is_draft_chapter())
        .count()
}

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ran {
    fn new(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("messages are text"),
            stderr: String::from_utf8(output.stderr).expect("messages are text"),
        }
    }

    #[track_caller]
    fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    fn refused(self, code: &str) -> Self {
        assert_eq!(self.code, Some(1), "{}{}", self.stdout, self.stderr);
        assert!(
            self.stderr.contains(&format!("error[{code}]")),
            "{}",
            self.stderr
        );
        self
    }
}

#[test]
fn a_page_without_a_mark_is_handed_back_as_it_came_and_cargo_is_not_asked() {
    let odd = "# 5 apples\r\n\r\n```\n1 + 1\n```\n\ncosts $5, or $x^2$ [a](b.md) <b>7</b> 5‰ {{#include a}}\n![3](https://a.b/c.png)\n";
    let shelf = Shelf::new("", &[("a.md", odd)]);
    for renderer in ["html", "epub"] {
        let (ran, texts) = shelf.preprocess(renderer, &[("a.md", odd), ("deep/b.md", "0.5\n")]);
        ran.succeeded();
        assert_eq!(texts, [odd, "0.5\n"]);
    }
    shelf.run(&["check"]).succeeded();
    assert!(!shelf.root().join("target").exists());
}

#[test]
fn the_text_that_is_handed_over_counts_and_not_the_file() {
    let shelf = Shelf::new("", &[("a.md", "as it was written\n")]);
    let before = "Another preprocessor was here.\n\nA `u8` counts to [255](= \"u8::MAX\"); $5.\n";
    let numbers = "# All\n\n{{#numbers}}\n\nThe end.\n";
    let chapters = [("deep/a.md", before), ("numbers.md", numbers)];
    let (ran, texts) = shelf.preprocess("html", &chapters);
    ran.succeeded();
    let [page, list] = texts.as_slice() else {
        panic!("{texts:?}");
    };
    assert!(
        page.starts_with("Another preprocessor was here.\n\nA `u8` counts to <a class=\"number\""),
        "{page}"
    );
    assert!(page.contains("href=\"../numbers.html#"), "{page}");
    assert!(
        page.contains("</a>; $5.\n") && page.contains("<script>"),
        "{page}"
    );
    assert!(
        list.contains("href=\"deep/a.html#") && list.ends_with("The end.\n"),
        "{list}"
    );
    assert!(
        !list.contains("<script>") && !list.contains("{{#numbers}}"),
        "{list}"
    );

    let (ran, texts) = shelf.preprocess("epub", &chapters);
    ran.succeeded();
    assert_eq!(
        texts[0],
        "Another preprocessor was here.\n\nA `u8` counts to 255; $5.\n"
    );
    assert!(
        texts[1].contains("| 255 | 255 | `u8::MAX` |"),
        "{}",
        texts[1]
    );
}

#[test]
fn every_formula_stands_in_a_list_where_the_author_wants_it() {
    let table = "symbols = \"symbols.toml\"";
    let page = "Twice as much is [$$2 r$$](~ \"r + r\"), and [$y = x$](- \"a name\") is nothing.\n";
    let shelf = Shelf::new(table, &[("a.md", page)]);
    let symbols = "[[symbol]]\ntex = \"r\"\nmeaning = \"a radius\"\ndraw = { kind = \"number\", from = 0.0, to = 10.0 }\n";
    write(shelf.root(), "symbols.toml", symbols);
    let chapters = [("deep/a.md", page), ("all.md", "# All\n\n{{#formulas}}\n")];
    let (ran, texts) = shelf.preprocess("html", &chapters);
    ran.succeeded();
    assert!(texts[0].contains("href=\"../all.html#"), "{}", texts[0]);
    let list = &texts[1];
    let rows = list.matches("<tr").count();
    assert_eq!(
        rows, 3,
        "a head, a formula and one that claims nothing: {list}"
    );
    assert!(list.contains("<code>r + r</code>"), "{list}");
    assert!(list.contains("<td>not evaluated: a name</td>"), "{list}");

    let (ran, texts) = shelf.preprocess("epub", &chapters);
    ran.succeeded();
    assert!(texts[1].contains("| `2 r` | "), "{}", texts[1]);
    assert!(texts[1].contains(" | `r + r` |\n"), "{}", texts[1]);
}

#[test]
fn a_wrong_number_builds_nothing_and_is_found_where_the_author_wrote_it() {
    let wrong = "Two lines\nmore.\n\nIt is [254](= \"u8::MAX\").\n";
    let shelf = Shelf::new("", &[("a.md", wrong)]);
    let handed = format!("A line that was added.\n\n{wrong}");
    let (ran, texts) = shelf.preprocess("html", &[("a.md", &handed)]);
    let ran = ran.refused("P010");
    assert!(texts.is_empty() && ran.stdout.is_empty());
    assert!(ran.stderr.contains("text/a.md:4:8"), "{}", ran.stderr);

    let ran = shelf.run(&["check"]).refused("P010");
    assert!(
        ran.stderr.contains("254 should be 255") && ran.stderr.contains("text/a.md:4:8"),
        "{}",
        ran.stderr
    );
    let json = shelf.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.stdout).expect("it is JSON");
    assert_eq!(
        (&report["wrong"], &report["diagnostics"][0]["code"]),
        (&1.into(), &"P010".into())
    );

    let fixed = shelf.run(&["check", "--fix"]).succeeded();
    assert!(
        fixed.stdout.starts_with("1 number rewritten\n"),
        "{}",
        fixed.stdout
    );
    assert_eq!(shelf.read("text/a.md"), wrong.replace("254", "255"));
}

#[test]
fn what_a_page_includes_is_checked_and_mended_in_its_own_file() {
    let page = "{{#include parts/one.md:3:}}\n\n`{{#include never.md}}`\n\n```text\n{{#include never.md}}\n```\n\
                \n\\{{#include never.md}} {{#include absent.md}} {{#include code.rs}}\n";
    let shelf = Shelf::new("", &[("a.md", page)]);
    let wrong = "At most [254](= \"u8::MAX\").\n";
    write(
        shelf.root(),
        "text/parts/one.md",
        "{{#include ../two.md}}\n",
    );
    let round = format!("{{{{#include parts/one.md}}}}\n\n{wrong}");
    write(shelf.root(), "text/two.md", &round);
    write(shelf.root(), "text/never.md", wrong);
    write(shelf.root(), "text/code.rs", wrong);
    let ran = shelf.run(&["check"]).refused("P010");
    let faults: Vec<_> = ran.stderr.matches("254 should be 255").collect();
    assert!(
        faults.len() == 1 && ran.stderr.contains("text/two.md:3:10"),
        "{}",
        ran.stderr
    );
    shelf.run(&["check", "--fix"]).succeeded();
    assert_eq!(shelf.read("text/two.md"), round.replace("254", "255"));
    assert_eq!(shelf.read("text/never.md"), wrong);
}

#[test]
fn a_length_shown_in_seconds_is_refused() {
    let table = "crates = [\"physics\"]\nunits = { \"physics::Length\" = \"metres\", \"physics::Time\" = \"seconds\" }";
    let page = |unit: &str| format!("It is [3{unit}](= \"physics::LENGTH\") long.\n");
    let shelf = Shelf::new(table, &[("a.md", &page(" metres"))]);
    let manifest = "[package]\nname = \"physics\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[lib]\npath = \"lib.rs\"\n";
    write(shelf.root(), "Cargo.toml", manifest);
    write(
        shelf.root(),
        "lib.rs",
        "pub struct Length(f64);\nimpl Length { pub fn metres(&self) -> f64 { self.0 } }\npub const LENGTH: Length = Length(3.0);\n\
         pub struct Time(f64);\nimpl Time { pub fn seconds(&self) -> f64 { self.0 } }\n",
    );
    shelf.run(&["check"]).succeeded();
    write(shelf.root(), "text/a.md", &page(" seconds"));
    shelf.run(&["check"]).refused("P013");
    write(shelf.root(), "text/a.md", &page(""));
    shelf.run(&["check"]).refused("P012");
    // Whatever in the table does not fit the code is named, with what the compiler proposes.
    let table = |rest: &str| format!("[book]\nsrc = \"text\"\n[preprocessor.prosetest]\n{rest}\n");
    let length =
        "crates = [\"physics\"]\nunits = { \"physics::Time\" = \"seconds\", \"physics::Length\" =";
    for (rest, expected) in [
        (
            format!("{length} \"metre\" }}"),
            "\"physics::Length\" in the table [preprocessor.prosetest.units]|no method named `metre`|`metres`",
        ),
        (
            format!("{length} \"metres\" }}\nvalues = {{ \"physics::Lenght\" = \"metres\" }}"),
            "\"physics::Lenght\" in the table [preprocessor.prosetest.values]|cannot find|`Length`",
        ),
        (
            "crates = [\"physics\"]\nnames = [\"physics::LENGHT\"]".to_owned(),
            "the `names` of book.toml|LENGHT|`LENGTH`",
        ),
        (
            "names = [\"phsyics::{page}::*\"]\ncrates = [\"physics\"]".to_owned(),
            "no library phsyics|it has physics",
        ),
    ] {
        write(shelf.root(), "book.toml", &table(&rest));
        let ran = shelf.run(&["check"]);
        assert_eq!(ran.code, Some(1));
        let error = ran.stderr.split("error: ").last().unwrap_or_default();
        for part in expected.split('|') {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}

#[test]
fn coverage_and_levels_are_the_authors() {
    let page = [("a.md", "There are 3 of them.\n")];
    Shelf::new("", &page).run(&["check"]).succeeded();
    Shelf::new("coverage = \"all\"", &page)
        .run(&["check"])
        .refused("P001");
    Shelf::new("levels = { unbound = \"deny\" }", &page)
        .run(&["check"])
        .refused("P001");
    Shelf::new("coverage = \"all\"\nlevels = { P001 = \"allow\" }", &page)
        .run(&["check"])
        .succeeded();
    let misspelt = Shelf::new("coverge = \"all\"", &page).run(&["check"]);
    assert!(
        misspelt.code == Some(1) && misspelt.stderr.contains("unknown field `coverge`"),
        "{}",
        misspelt.stderr
    );
}

#[test]
fn init_makes_any_book_ready() {
    let shelf = Shelf::new("", &[("a.md", "[255](= \"u8::MAX\")\n")]);
    write(shelf.root(), "book.toml", "[book]\nsrc = \"text\" # here\n");
    shelf.run(&["init"]).succeeded();
    assert!(
        shelf
            .read("book.toml")
            .starts_with("[book]\nsrc = \"text\" # here\n")
    );
    shelf.run(&["check"]).succeeded();
    let before = shelf.read("book.toml");
    let again = shelf.run(&["init"]).succeeded();
    assert!(again.stdout.contains("already"), "{}", again.stdout);
    assert_eq!(shelf.read("book.toml"), before);
}

#[test]
fn the_example_is_right_and_an_evaluator_can_be_any_command() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/rust-numbers");
    let mut pages = Vec::new();
    for name in [
        "limits/integers.md",
        "limits/floats.md",
        "sizes.md",
        "time.md",
        "numbers.md",
    ] {
        let text =
            fs::read_to_string(example.join("src").join(name)).expect("the example is complete");
        pages.push((name, text));
    }
    let pages: Vec<(&str, &str)> = pages
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let shelf = Shelf::new("", &pages);
    for name in ["book.toml", "symbols.toml"] {
        let text = fs::read_to_string(example.join(name)).expect("the example is complete");
        write(
            shelf.root(),
            name,
            &text.replace("[book]", "[book]\nsrc = \"text\""),
        );
    }
    shelf.run(&["check"]).succeeded();
}

/// An evaluator in the one language that is sure to be here: it knows the area of a circle and the length of a race.
const EVALUATOR: &str = r#"
use std::io::BufRead;
fn main() {
    let word = std::env::args().nth(1).unwrap();
    println!("something else");
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let inputs = line.split("\"inputs\":").nth(1).unwrap();
        let numbers = inputs.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | 'e'))).filter(|t| !t.is_empty());
        let area = |t: &str| { let r: f64 = t.parse().unwrap(); format!("{{\"values\":[{:?}]}}", std::f64::consts::PI * r * r) };
        let answers = if line.contains("\"code\":\"pi * r ** 2\"") {
            numbers.map(area).collect::<Vec<_>>().join(",")
        } else if line.contains("\"code\":\"lambda: race\"") {
            "{\"values\":[{\"quantity\":42.195,\"unit\":\"kilometres\"}]}".to_owned()
        } else {
            "{\"failed\":\"NameError: no such name\"}".to_owned()
        };
        println!("{word} {{\"answers\":[{answers}]}}");
    }
}
"#;

#[test]
fn an_evaluator_is_told_the_code_and_the_draws_of_formulas() {
    let table = "evaluator = \"./evaluate\"\nsymbols = \"symbols.toml\"\n\
                 units = { length = [{ names = [\"metre\", \"metres\"] }, { names = [\"kilometre\", \"kilometres\"], size = 1000 }] }";
    let right = "An area of [$$\\pi r^2$$](~ \"pi * r ** 2\"); a race of [42,195 metres](= \"lambda: race\").\n";
    let shelf = Shelf::new(table, &[("a.md", right)]);
    let symbols = "[[symbol]]\ntex = \"r\"\nmeaning = \"a radius\"\ndraw = { kind = \"number\", from = 0.0, to = 10.0 }\n";
    write(shelf.root(), "symbols.toml", symbols);
    write(shelf.root(), "evaluate.rs", EVALUATOR);
    let compiled = Command::new("rustc")
        .args(["evaluate.rs"])
        .current_dir(shelf.root())
        .status();
    assert!(compiled.expect("rustc is here").success());
    shelf.run(&["check"]).succeeded();
    write(shelf.root(), "text/a.md", &right.replace("r^2", "r^3"));
    shelf.run(&["check"]).refused("P041");
    write(
        shelf.root(),
        "text/a.md",
        &right.replace("42,195", "42,196"),
    );
    shelf.run(&["check"]).refused("P010");
    write(shelf.root(), "text/a.md", "[1](= \"nothing()\")\n");
    let failed = shelf.run(&["check"]).refused("P023");
    assert!(failed.stderr.contains("NameError"), "{}", failed.stderr);
}

/// The values of an attribute in HTML, in order.
fn attributes<'t>(html: &'t str, attribute: &str) -> Vec<&'t str> {
    let before = format!(" {attribute}=\"");
    let after = html.split(before.as_str()).skip(1);
    after.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn no_id_stands_twice_on_a_page_and_each_number_leads_to_its_row_and_back() {
    let table = "symbols = \"symbols.toml\"";
    let shelf = Shelf::new(table, &[]);
    let symbols = "[[symbol]]\ntex = \"r\"\ndraw = { kind = \"number\", from = 0.0, to = 10.0 }\n";
    write(shelf.root(), "symbols.toml", symbols);
    let number = "[255](= \"u8::MAX\") and [$$2 r$$](~ \"r + r\")\n\n";
    let all = format!("# All\n\n# a\n\n{number}{{{{#numbers}}}}\n\n{{{{#formulas}}}}\n");
    let chapters = [("all.md", all.as_str()), ("a.md", number)];
    let chapters = [chapters, [("a/b.md", number), ("a-b.md", number)]].concat();
    let (ran, texts) = shelf.preprocess("html", &chapters);
    ran.succeeded();
    let list = texts[0].split("<style>").next().unwrap_or_default();
    let mut ids = attributes(list, "id");
    assert!(
        ids.contains(&"list-a") && ids.contains(&"list-all"),
        "{ids:?}"
    );
    ids.sort_unstable();
    let many = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), many, "{list}");
    for (text, (name, _)) in texts.iter().zip(&chapters) {
        let page = text.split("<style>").next().unwrap_or_default();
        let page = page.split("<h2").next().unwrap_or_default();
        let up = "../".repeat(name.matches('/').count());
        let (links, ids) = (attributes(page, "href"), attributes(page, "id"));
        assert_eq!((links.len(), ids.len()), (2, 2), "{page}");
        for (link, id) in links.into_iter().zip(ids) {
            let row = link.strip_prefix(&format!("{up}all.html#")).expect(link);
            assert_eq!(row != id, *name == "all.md", "{link} {id}");
            let back = format!(
                "<tr id=\"{row}\"><td><a href=\"{}#{id}\"",
                name.replace("md", "html")
            );
            assert!(list.contains(&back), "{back}: {list}");
        }
    }
}

#[test]
fn a_list_out_of_its_place_is_a_fault_in_the_default_coverage() {
    let shelf = Shelf::new("", &[("a.md", "- {{ #numbers }}\n")]);
    let ran = shelf.run(&["check"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("text/a.md:1:3"), "{}", ran.stderr);
}

#[test]
fn a_broken_evaluator_is_one_fault_of_the_book_with_its_command_and_what_it_printed() {
    let pages = [(
        "a.md",
        "[1](= \"a\"), [2](= \"b\") and [3](= \"c\").\n\nThere are 3.\n",
    )];
    let broken = "evaluator = \"cargo metadata\"";
    let absent = "evaluator = \"./absent\"";
    for (table, expected) in [
        (broken, ["ended without an answer", "Usage: cargo metadata"]),
        (absent, ["cannot be started", "./absent"]),
    ] {
        let ran = Shelf::new(table, &pages).run(&["check"]);
        assert_eq!(ran.code, Some(1));
        assert_eq!(ran.stderr.matches(" --> ").count(), 1, "{}", ran.stderr);
        assert!(ran.stderr.contains("book.toml:6:1"), "{}", ran.stderr);
        for part in expected {
            assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
        }
    }
}

#[test]
fn a_book_that_cannot_be_checked_is_one_fault_in_json_too() {
    let fault = |shelf: &Shelf| {
        let ran = shelf.run(&["check", "--format", "json"]);
        assert_eq!(ran.code, Some(1));
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect(&ran.stdout);
        let keys = ["pages", "numbers", "wrong"].map(|key| report[key].as_u64());
        assert_eq!(keys, [Some(0), Some(0), Some(1)], "{report}");
        let fault = &report["diagnostics"][0];
        let text = |key: &str| fault[key].as_str().unwrap_or_default().to_owned();
        (
            text("path"),
            fault["line"].as_u64().unwrap_or_default(),
            text("message"),
        )
    };
    let number = [("a.md", "[1](= \"a\")\n")];
    let book = |table: &str| Shelf::new(table, &number);
    let not_text = book("");
    fs::write(not_text.root().join("text/a.md"), b"a\nb\n\xff\n").expect("it is writable");
    let absent = Shelf::new("", &number);
    let toml = absent.read("book.toml") + "[build]\ncreate-missing = false\n";
    write(absent.root(), "book.toml", &toml);
    write(absent.root(), "text/SUMMARY.md", "# S\n\n- [b](b.md)\n");
    for (shelf, path, line, message) in [
        (
            book("\ncoverge = \"all\""),
            "book.toml",
            5,
            "unknown field `coverge`",
        ),
        (
            book("\n\nlevels = { X = \"deny\" }"),
            "book.toml",
            8,
            "no rule is named X",
        ),
        (book("crates = ["), "book.toml", 6, "cannot be understood"),
        (
            book("evaluator = \"'\""),
            "book.toml",
            6,
            "cannot be started",
        ),
        (not_text, "text/a.md", 3, "is not UTF-8"),
        (absent, "text/SUMMARY.md", 3, "lists b.md"),
    ] {
        let found = fault(&shelf);
        assert_eq!((found.0.as_str(), found.1), (path, line), "{}", found.2);
        assert!(found.2.contains(message), "{}", found.2);
    }
}

#[cfg(unix)]
#[test]
fn what_is_not_on_this_machine_yet_is_asked_for_on_the_net() {
    use std::os::unix::fs::PermissionsExt;
    let shelf = Shelf::new("", &[("a.md", "[255](= \"u8::MAX\")\n")]);
    let script = "#!/bin/sh\ncase \"$*\" in *--offline*) echo 'error: but --offline was specified' >&2; exit 101; esac\nexec \"$REAL\" \"$@\"\n";
    write(shelf.root(), "cargo.sh", script);
    let path = shelf.root().join("cargo.sh");
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(&path, mode).expect("it is ours");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-prosetest"));
    let real = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command.arg("check").env("CARGO", &path).env("REAL", real);
    let output = command.current_dir(shelf.root()).output();
    let ran = Ran::new(output.expect("the program starts")).succeeded();
    assert!(!ran.stderr.contains("--offline"), "{}", ran.stderr);
}

#[test]
fn nothing_is_built_among_the_pages_which_mdbook_would_copy() {
    let shelf = Shelf::new("", &[]);
    let toml = shelf
        .read("book.toml")
        .replace("src = \"text\"", "src = \"./\"");
    write(shelf.root(), "book.toml", &toml);
    write(shelf.root(), "SUMMARY.md", "# S\n\n- [a](./a.md)\n");
    write(shelf.root(), "a.md", "[254](= \"u8::MAX\")\n");
    let home = TempDir::new().expect("there is room");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-prosetest"));
    command.arg("check").current_dir(shelf.root());
    let output = command.env("CARGO_HOME", home.path()).output();
    let ran = Ran::new(output.expect("the program starts")).refused("P010");
    // No dot that the author wrote is in the way.
    assert!(ran.stderr.contains("--> a.md:1:2\n"), "{}", ran.stderr);
    assert!(!shelf.root().join("target").exists());
    let built = fs::read_dir(home.path().join("prosetest"));
    assert_eq!(built.expect("it was built here").count(), 1);
}

#[test]
fn what_other_preprocessors_made_is_named_so_and_what_they_moved_is_found() {
    let shelf = Shelf::new("", &[("a.md", "It is @@.\n\n{{#include parts/b.md}}\n")]);
    let part = "A line.\n\nIt was [253](= \"u8::MAX\").\n";
    write(shelf.root(), "text/parts/b.md", part);
    let handed = format!("It is [254](= \"u8::MAX\").\n\n{part}\n");
    let made = "[252](= \"u8::MAX\")\n";
    let (ran, _) = shelf.preprocess("html", &[("a.md", &handed), ("gen/x.md", made)]);
    let ran = ran.refused("P010");
    for (place, remedy) in [
        (
            "text/a.md as other preprocessors made it:1:8",
            "write 255 where this is made",
        ),
        ("text/parts/b.md:3:9", "--fix` writes 255"),
        (
            "text/gen/x.md as other preprocessors made it:1:2",
            "write 255 where this is made",
        ),
    ] {
        let (_, fault) = ran.stderr.split_once(place).expect(&ran.stderr);
        let help = fault.split("error").next().unwrap_or_default();
        assert!(help.contains(remedy), "{place}: {help}");
    }
}

#[test]
fn the_last_line_counts_numbers_formulas_and_pages() {
    let table = "symbols = \"symbols.toml\"";
    let (number, formula) = ("[255](= \"u8::MAX\")\n", "[$$2 r$$](~ \"r + r\")\n");
    let both = format!("{number}\n{number}\n{formula}");
    for (pages, expected) in [
        (
            vec![("a.md", number)],
            "1 number on 1 page checked, 0 wrong\n",
        ),
        (
            vec![("a.md", formula)],
            "1 formula on 1 page checked, 0 wrong\n",
        ),
        (
            vec![
                ("a.md", both.as_str()),
                ("b.md", formula),
                ("c.md", "None.\n"),
            ],
            "2 numbers and 2 formulas on 2 pages checked, 0 wrong\n",
        ),
        (
            vec![("a.md", "None.\n")],
            "0 numbers on 0 pages checked, 0 wrong\n",
        ),
    ] {
        let shelf = Shelf::new(table, &pages);
        let symbols =
            "[[symbol]]\ntex = \"r\"\ndraw = { kind = \"number\", from = 0.0, to = 10.0 }\n";
        write(shelf.root(), "symbols.toml", symbols);
        let ran = shelf.run(&["check"]).succeeded();
        assert_eq!(ran.stdout, expected);
    }
}
