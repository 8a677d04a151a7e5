//! The evaluator, on a small workspace of somebody else's: what is computed, what fails, and what is stale.

mod formulas;
mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use mdbook_prosetest::{
    Config, Evaluator, EvaluatorError, Module, Package, Reply, Workspace, Yielded,
};
use prosetest::{Code, Input, Parameter};
use tempfile::TempDir;

/// A crate that knows about falling, and does everything an expression should not do.
const PHYSICS: &str = r#"
pub const G: f64 = 9.81;
#[derive(Clone, Copy)]
pub struct Length(f64);
impl Length { pub fn metres(self) -> f64 { self.0 } }
pub fn fall(seconds: f64) -> Length { Length(G * seconds * seconds / 2.0) }
pub struct Sample([f64; 2]);
impl Sample { pub fn as_slice(&self) -> &[f64] { &self.0 } }
pub static SAMPLE: Sample = Sample([0.1, 0.2]);
pub fn shout() -> f64 { print!("no answer: 7"); 1.0 }
pub fn refuse(metres: f64) -> Result<f64, String> { Err(format!("{metres} metres are too few")) }
pub fn panic() -> f64 { [1.0][std::hint::black_box(3)] }
pub fn leave() -> f64 { std::process::exit(0) }
pub fn hang() -> f64 { loop { std::thread::sleep(std::time::Duration::from_millis(5)); } }
pub fn once() -> std::io::Result<f64> {
    std::fs::File::create_new(concat!(env!("CARGO_MANIFEST_DIR"), "/was-run")).map(|_| 1.0)
}
pub mod deep_water;
"#;

/// A workspace of one crate, which is gone at the end of its test.
fn physics() -> TempDir {
    let folder = TempDir::new().expect("a small workspace can be written and read");
    write(
        folder.path(),
        "Cargo.toml",
        "[workspace]\nmembers = [\"physics\"]\nresolver = \"3\"\n\n[profile.dev]\ndebug = 0\n\n[profile.dev.package.physics]\nopt-level = 1\n",
    );
    write(
        folder.path(),
        "physics/Cargo.toml",
        "[package]\nname = \"physics\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
    );
    write(folder.path(), "physics/src/lib.rs", PHYSICS);
    let deep_water = "pub const DEPTH: f64 = 10_935.0;";
    write(folder.path(), "physics/src/deep_water.rs", deep_water);
    folder
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(
        path.parent()
            .expect("a small workspace can be written and read"),
    )
    .expect("a small workspace can be written and read");
    fs::write(path, text).expect("a small workspace can be written and read");
}

fn config() -> Config {
    let table = toml::toml! {
        crates = ["physics"]
        names = ["physics::*", "physics::{page}::*"]
        [units]
        "physics::Length" = [{ names = ["metre", "metres"] }]
        [values]
        "physics::Sample" = "as_slice"
    };
    Config::read(&table).expect("a small workspace can be written and read")
}

/// The evaluator of one page of these expressions.
fn evaluator(root: &Path, page: &str, codes: &[Code]) -> Result<Evaluator, EvaluatorError> {
    let workspace = Workspace::find(root)?;
    let config = config();
    let module = Module {
        name: page.to_owned(),
        uses: workspace.names(page, &config.names),
        codes: codes.to_vec(),
    };
    let package = Package {
        crates: config.crates.clone(),
        others: Vec::new(),
        files: BTreeMap::new(),
        types: config,
        modules: vec![module],
    };
    Evaluator::build(&workspace, &package)
}

fn one(evaluator: &Evaluator, page: &str, text: &str) -> Reply {
    let replies = evaluator.evaluate(page, &Code::constant(text), &[Vec::new()]);
    let [reply] = replies.as_slice() else {
        panic!("{replies:?}");
    };
    reply.clone()
}

fn numbers(values: &[f64]) -> Reply {
    Reply::Values(values.iter().copied().map(Yielded::Number).collect())
}

#[test]
fn every_fault_of_an_expression_is_its_own_and_all_others_answer() {
    let folder = physics();
    let texts = [
        "G",
        "fall(1.0)",
        "&SAMPLE",
        "shout()",
        "refuse(G)",
        "panic()",
        "leave()",
        "hang()",
        "no_such_thing()",
        "G + \"text\"",
        "{ let v = vec![G]; let w = v; v }",
        "u8::MAX",
    ];
    let codes = texts.map(Code::constant);
    let evaluator = evaluator(folder.path(), "falling", &codes).unwrap();
    let evaluator = evaluator.with_limit(Duration::from_millis(500));
    let ask = |text: &str| one(&evaluator, "falling", text);
    for _ in 0..2 {
        assert_eq!(ask("G"), numbers(&[9.81]));
        assert_eq!(
            ask("fall(1.0)"),
            Reply::Values(vec![Yielded::Quantity(0, 9.81 / 2.0)])
        );
        assert_eq!(ask("&SAMPLE"), numbers(&[0.1, 0.2]));
        assert_eq!(ask("shout()"), numbers(&[1.0]));
        assert_eq!(ask("u8::MAX"), numbers(&[255.0]));
        assert_eq!(
            ask("refuse(G)"),
            Reply::Failed("9.81 metres are too few".to_owned())
        );
        let Reply::Failed(why) = ask("panic()") else {
            panic!("it panics")
        };
        assert!(why.starts_with("it panicked: index out of bounds"), "{why}");
        let Reply::Failed(why) = ask("leave()") else {
            panic!("it leaves")
        };
        assert!(
            why.starts_with("it ended the program that evaluates it"),
            "{why}"
        );
        assert_eq!(
            ask("hang()"),
            Reply::Failed("it did not end within 0.5 seconds".to_owned())
        );
        for (text, expected) in [
            (
                "no_such_thing()",
                "cannot find function `no_such_thing` in this scope",
            ),
            ("G + \"text\"", "cannot add `&str` to `f64`"),
            (
                "{ let v = vec![G]; let w = v; v }",
                "borrow of moved value: `v`",
            ),
        ] {
            let Reply::Refused(why) = ask(text) else {
                panic!("{text}: {:?}", ask(text))
            };
            assert!(
                why.contains(expected) || why.contains("use of moved value"),
                "{text}: {why}"
            );
        }
        assert_eq!(ask("never_asked()"), Reply::Unknown);
    }
}

#[test]
fn parameters_are_given_when_the_code_is_run() {
    let folder = physics();
    let parameter = |name: &str, build: &str, depth| Parameter {
        name: name.to_owned(),
        build: build.to_owned(),
        depth,
    };
    let code = Code {
        text: "(t, xs.len(), rows[1][0], drop.metres())".to_owned(),
        parameters: vec![
            parameter("t", "", 0),
            parameter("xs", "", 1),
            parameter("rows", "", 2),
            parameter("drop", "fall(t)", 0),
        ],
    };
    let evaluator = evaluator(folder.path(), "falling", std::slice::from_ref(&code)).unwrap();
    let inputs = |t: f64| {
        vec![
            Input::Number(t),
            Input::Vector(vec![f64::INFINITY; 3]),
            Input::Matrix(vec![vec![1.0], vec![0.1 + 0.2]]),
            Input::Number(0.0),
        ]
    };
    let replies = evaluator.evaluate("falling", &code, &[inputs(1.0), inputs(2.0)]);
    let expected = |t: f64| numbers(&[t, 3.0, 0.1 + 0.2, 9.81 * t * t / 2.0]);
    assert_eq!(replies, [expected(1.0), expected(2.0)]);
}

#[test]
fn an_edited_crate_gives_other_numbers_at_once() {
    let folder = physics();
    let codes = [Code::constant("G"), Code::constant("fall(1.0)")];
    let ask = || {
        let evaluator = evaluator(folder.path(), "falling", &codes).unwrap();
        one(&evaluator, "falling", "G")
    };
    assert_eq!(ask(), numbers(&[9.81]));
    assert_eq!(ask(), numbers(&[9.81]));
    write(
        folder.path(),
        "physics/src/lib.rs",
        &PHYSICS.replace("9.81", "1.62"),
    );
    assert_eq!(ask(), numbers(&[1.62]));
    write(
        folder.path(),
        "physics/src/lib.rs",
        &PHYSICS.replace("9.81", "9.81 +"),
    );
    let error = evaluator(folder.path(), "falling", &codes).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("does not compile, so no number can be checked"),
        "{error}"
    );
}

#[test]
fn what_is_known_is_not_run_again_for_a_new_expression_and_a_file_that_is_compiled_along_counts() {
    let folder = physics();
    let report = folder.path().join("report.rs");
    let build = |codes: &[&str]| {
        let workspace = Workspace::find(folder.path()).unwrap();
        let config = config();
        let module = Module {
            name: "falling".to_owned(),
            uses: workspace.names("falling", &config.names),
            codes: codes.iter().copied().map(Code::constant).collect(),
        };
        let package = Package {
            crates: config.crates.clone(),
            files: BTreeMap::from([("report".to_owned(), report.clone())]),
            types: config,
            modules: vec![module],
            ..Package::default()
        };
        Evaluator::build(&workspace, &package).unwrap()
    };
    let page = "falling";
    let (once, reported) = ("once()", "crate::files::report::report()");
    write(folder.path(), "report.rs", "pub fn report() -> f64 { 2.0 }");
    let evaluator = build(&[once, reported]);
    assert_eq!(one(&evaluator, page, once), numbers(&[1.0]));
    assert_eq!(one(&evaluator, page, reported), numbers(&[2.0]));
    drop(evaluator);
    let evaluator = build(&["G", once, reported]);
    assert_eq!(one(&evaluator, page, "G"), numbers(&[9.81]));
    assert_eq!(one(&evaluator, page, once), numbers(&[1.0]));
    drop(evaluator);
    write(folder.path(), "report.rs", "pub fn report() -> f64 { 3.0 }");
    let evaluator = build(&["G", once, reported]);
    assert_eq!(one(&evaluator, page, reported), numbers(&[3.0]));
    assert!(matches!(one(&evaluator, page, once), Reply::Failed(_)));
}

#[test]
fn a_page_sees_the_module_of_its_name_where_there_is_one() {
    let folder = physics();
    let codes = [
        Code::constant("DEPTH"),
        Code::constant("physics::deep_water::DEPTH"),
    ];
    let of_its_own = evaluator(folder.path(), "deep-water", &codes).unwrap();
    assert_eq!(
        one(&of_its_own, "deep-water", "DEPTH"),
        numbers(&[10_935.0])
    );
    let of_another = evaluator(folder.path(), "shallow", &codes).unwrap();
    assert!(matches!(
        one(&of_another, "shallow", "DEPTH"),
        Reply::Refused(_)
    ));
    assert_eq!(
        one(&of_another, "shallow", "physics::deep_water::DEPTH"),
        numbers(&[10_935.0])
    );
}

#[test]
fn a_module_may_be_written_in_any_file() {
    let folder = physics();
    let inline = "pub mod tides { pub mod spring {} pub mod filed; mod private {} }\n#[path = \"elsewhere.rs\"] pub mod moved;";
    let library = format!("{PHYSICS}\n{inline}\nmod private {{}}\n// mod commented {{}}\n");
    write(folder.path(), "physics/src/lib.rs", &library);
    let deep_water = "pub mod trench { pub mod bottom {} }";
    write(folder.path(), "physics/src/deep_water.rs", deep_water);
    write(folder.path(), "physics/src/elsewhere.rs", "");
    write(
        folder.path(),
        "physics/src/tides/filed.rs",
        "pub mod inner {}",
    );
    let workspace = Workspace::find(folder.path()).unwrap();
    let patterns = ["physics::{page}::*".to_owned()];
    for (page, has) in [
        ("tides", true),
        ("tides/spring", true),
        ("tides/filed/inner", true),
        ("deep-water/trench/bottom", true),
        ("moved", true),
        ("tides/neap", false),
        ("tides/private", false),
        ("private", false),
        ("commented", false),
    ] {
        let names = workspace.names(page, &patterns);
        assert_eq!(names.len() == 1, has, "{page}: {names:?}");
    }
}

#[test]
fn a_crate_may_lie_beside_the_workspace_and_its_name_be_spelt_as_in_code() {
    let folder = physics();
    let library = |name: &str, value: &str| {
        let manifest =
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
        write(folder.path(), &format!("{name}/Cargo.toml"), &manifest);
        let text = format!("pub const VALUE: f64 = {value};");
        write(folder.path(), &format!("{name}/src/lib.rs"), &text);
    };
    library("deep-sea", "1.0; pub mod a {} pub const OTHER: f64 = 1.0");
    library("far-off", "2.0");
    library("farther", "3.0");
    let dependencies = "far-off = { path = \"../far-off\" }\nrenamed = { path = \"../farther\", package = \"farther\" }";
    let manifest = format!(
        "[workspace]\nmembers = [\"../physics\", \"../deep-sea\"]\nresolver = \"3\"\n[workspace.dependencies]\n{dependencies}\n"
    );
    write(folder.path(), "inside/Cargo.toml", &manifest);
    for name in ["physics", "deep-sea"] {
        let path = folder.path().join(name).join("Cargo.toml");
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replacen("edition", "workspace = \"../inside\"\nedition", 1);
        fs::write(path, text).unwrap();
    }
    let workspace = Workspace::find(folder.path().join("inside")).unwrap();
    let names = ["deep-sea::*", "deep-sea::{page}::*"].map(str::to_owned);
    let seen = ["::deep_sea::*", "::deep_sea::a::*"];
    assert_eq!(workspace.names("a", &names), seen);
    let texts = ["deep_sea::VALUE", "far_off::VALUE", "renamed::VALUE"];
    let build = |crates: &[&str]| {
        let module = Module {
            name: "a".to_owned(),
            uses: Vec::new(),
            codes: texts[..crates.len()]
                .iter()
                .copied()
                .map(Code::constant)
                .collect(),
        };
        let package = Package {
            crates: crates.iter().copied().map(str::to_owned).collect(),
            modules: vec![module],
            ..Package::default()
        };
        Evaluator::build(&workspace, &package)
    };
    let evaluator = build(&["deep_sea", "far_off", "renamed"]).unwrap();
    for (text, value) in texts.into_iter().zip([1.0, 2.0, 3.0]) {
        assert_eq!(one(&evaluator, "a", text), numbers(&[value]), "{text}");
    }
    drop(evaluator);
    let error = build(&["deep-see"]).unwrap_err().to_string();
    let near = "correct the name: it has deep-sea, ";
    assert!(error.contains(near), "{error}");
}

#[test]
fn what_cannot_be_evaluated_at_all_is_told_plainly() {
    let folder = physics();
    let nowhere = TempDir::new().unwrap();
    let error = Workspace::find(nowhere.path()).unwrap_err();
    assert!(
        error.to_string().contains("could not find `Cargo.toml`"),
        "{error}"
    );
    let workspace = Workspace::find(folder.path()).unwrap();
    let package = Package {
        crates: vec!["chemistry".to_owned()],
        ..Package::default()
    };
    let error = Evaluator::build(&workspace, &package).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the workspace has no library chemistry, which the book's table names; correct the name: it has physics"
    );
}

/// A program of the author's that a book may name as its evaluator; it answers by what it is asked.
const OF_AN_AUTHOR: &str = r#"
use std::io::BufRead;
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let hang = || loop { std::thread::sleep(std::time::Duration::from_millis(5)) };
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        eprintln!("I was asked");
        if arguments[1] == "hangs" || line.contains("hang()") { hang(); }
        if arguments[1] == "leaves" || line.contains("leave()") { panic!("there is no such thing"); }
        if arguments[1] == "babbles" { println!("{} {{\"answers\":[]}}", arguments[2]); continue; }
        println!("{} {{\"answers\":[{{\"values\":[7]}}]}}", arguments[2]);
    }
}
"#;

#[test]
fn an_evaluator_that_answers_nothing_is_not_asked_for_everything() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "evaluate.rs", OF_AN_AUTHOR);
    let mut rustc = std::process::Command::new("rustc");
    let compiled = rustc.arg("evaluate.rs").current_dir(folder.path()).status();
    assert!(compiled.unwrap().success());
    let evaluator = |how: &str| {
        let command = format!("./evaluate {how}");
        let evaluator = Evaluator::command(&command, folder.path(), &Config::default()).unwrap();
        evaluator.with_limit(Duration::from_millis(500))
    };
    // What works is asked again after an expression that ends it, or never ends.
    let works = evaluator("works");
    for text in [
        "hang()", "seven", "hang()", "hang()", "leave()", "leave()", "leave()",
    ] {
        let reply = one(&works, "a.md", text);
        assert_eq!(
            reply == numbers(&[7.0]),
            text == "seven",
            "{text}: {reply:?}"
        );
    }
    assert_eq!(one(&works, "a.md", "seven"), numbers(&[7.0]));
    for how in ["hangs", "leaves", "babbles"] {
        let mute = evaluator(how);
        let before = [one(&mute, "a.md", "seven"), one(&mute, "a.md", "seven")];
        let vain = Reply::Failed("the evaluator answers nothing".to_owned());
        assert!(!before.contains(&vain), "{before:?}");
        assert_eq!(one(&mute, "a.md", "seven"), vain, "{how}");
    }
}
