//! `check` tells what is wrong and changes nothing; `check --fix` mends what has one right answer, and nothing else.

use book::SITE;
use serde_json::Value;

use crate::Workspace;

/// A page with one number made wrong, where `--fix` knows the right one.
struct Wrong {
    /// The page's path.
    path: String,
    right: String,
    wrong: String,
    message: String,
}

/// One wrong number for each page that has numbers.
fn wrong_numbers(workspace: &Workspace) -> Vec<Wrong> {
    let book = workspace.checker();
    let report = book.check();
    let of_page = |stem: &str| {
        let sources = book
            .mutants(stem)
            .into_iter()
            .filter_map(|mutant| mutant.source);
        sources.into_iter().find_map(|wrong| {
            let faults = book.faults_of(stem, &wrong);
            let [fault] = faults.as_slice() else {
                return None;
            };
            fault.fix.as_ref()?;
            Some(Wrong {
                path: format!("book/en/{stem}.md"),
                right: book.text(stem)?.to_owned(),
                wrong,
                message: fault.message.clone(),
            })
        })
    };
    let pages = report.pages.iter().filter(|page| page.count > 0);
    pages
        .map(|page| {
            of_page(&page.stem).unwrap_or_else(|| panic!("{} has no number to spoil", page.stem))
        })
        .collect()
}

#[test]
fn a_right_book_passes() {
    let workspace = Workspace::new();
    let before = workspace.tree("");
    let outcome = workspace.run(&["check"]).succeeded();
    assert!(
        outcome.stdout.ends_with(" numbers checked, 0 wrong\n"),
        "{}",
        outcome.stdout
    );
    assert_eq!(outcome.stderr, "");
    assert!(
        workspace.tree("") == before,
        "to check is to change nothing"
    );
}

#[test]
fn a_wrong_number_fails_the_check_and_changes_nothing() {
    let workspace = Workspace::new();
    let wrong_numbers = wrong_numbers(&workspace);
    assert!(!wrong_numbers.is_empty());
    for wrong in &wrong_numbers {
        workspace.write(&wrong.path, &wrong.wrong);
    }
    let before = workspace.tree("");
    let outcome = workspace.run(&["check"]).failed();
    for wrong in &wrong_numbers {
        let title = format!("error[P010]: {}\n", wrong.message);
        assert!(outcome.stderr.contains(&title), "{title}{}", outcome.stderr);
        assert!(
            outcome.stderr.contains(&format!("--> {}:", wrong.path)),
            "{}",
            outcome.stderr
        );
    }
    assert!(
        outcome
            .stderr
            .contains("help: `cargo run -- check --fix` writes "),
        "{}",
        outcome.stderr
    );
    let summary = format!(" numbers checked, {} wrong\n", wrong_numbers.len());
    assert!(outcome.stdout.ends_with(&summary), "{}", outcome.stdout);
    assert!(
        workspace.tree("") == before,
        "to check is to change nothing"
    );
}

#[test]
fn fix_mends_every_wrong_number_and_leaves_all_else_byte_for_byte() {
    let workspace = Workspace::new();
    let right = workspace.tree("");
    let wrong_numbers = wrong_numbers(&workspace);
    for wrong in &wrong_numbers {
        workspace.write(&wrong.path, &wrong.wrong);
    }
    let outcome = workspace.run(&["check", "--fix"]).succeeded();
    let first = format!("{} numbers rewritten\n", wrong_numbers.len());
    assert!(outcome.stdout.starts_with(&first), "{}", outcome.stdout);
    for wrong in &wrong_numbers {
        assert_eq!(workspace.read(&wrong.path), wrong.right);
    }
    assert!(workspace.tree("") == right, "another file was changed");
}

#[test]
fn fix_leaves_what_has_no_one_right_answer() {
    let workspace = Workspace::new();
    let wrong = wrong_numbers(&workspace).remove(0);
    let planted = "It is 0.5 here, and [1](= \"no_such_function()\") there.";
    workspace.write(&wrong.path, &wrong.right);
    workspace.plant(&wrong.path, planted);
    let unfixable = workspace.read(&wrong.path);
    workspace.write(&wrong.path, &wrong.wrong);
    workspace.plant(&wrong.path, planted);

    let outcome = workspace.run(&["check", "--fix"]).failed();
    assert!(
        outcome.stdout.starts_with("1 number rewritten\n"),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome.stdout.ends_with(", 2 wrong\n"),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome
            .stderr
            .contains("error[P001]: 0.5 is computed by nothing\n"),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome
            .stderr
            .contains("error[P023]: `no_such_function()` does not compile\n"),
        "{}",
        outcome.stderr
    );
    assert_eq!(workspace.read(&wrong.path), unfixable);
}

#[test]
fn json_has_a_place_a_message_and_a_remedy_for_each_fault() {
    let workspace = Workspace::new();
    let right: Value = serde_json::from_str(
        &workspace
            .run(&["check", "--format", "json"])
            .succeeded()
            .stdout,
    )
    .unwrap();
    assert_eq!(right["wrong"], 0);
    assert_eq!(right["diagnostics"], Value::Array(Vec::new()));
    let report = workspace.checker().check();
    let chapters = report.pages.iter().filter(|page| page.origin.is_some());
    assert_eq!(right["chapters"], chapters.count());
    assert_eq!(right["numbers"], report.numbers());

    let wrong = wrong_numbers(&workspace).remove(0);
    workspace.write(&wrong.path, &wrong.wrong);
    workspace.plant(&wrong.path, "Café: 0.5 here.");
    let outcome = workspace.run(&["check", "--format", "json"]);
    assert_eq!(outcome.code, Some(1));
    assert_eq!(
        outcome.stderr, "",
        "what a program reads is on standard output"
    );
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(report["wrong"], 2);
    let [planted, spoilt] = report["diagnostics"].as_array().unwrap().as_slice() else {
        panic!("{}", outcome.stdout);
    };
    assert_eq!(planted["path"], wrong.path);
    // Columns are counted in characters.
    assert_eq!(
        (&planted["line"], &planted["column"]),
        (&3.into(), &7.into())
    );
    assert_eq!(planted["message"], "0.5 is computed by nothing");
    assert!(
        planted["help"]
            .as_str()
            .unwrap()
            .starts_with("bind it, as in [0.5]"),
        "{planted}"
    );
    assert_eq!(planted["fix"], Value::Null);

    assert_eq!(spoilt["message"], wrong.message);
    let place = |end: &str| usize::try_from(spoilt["fix"]["range"][end].as_u64().unwrap()).unwrap();
    let mut mended = workspace.read(&wrong.path);
    mended.replace_range(
        place("start")..place("end"),
        spoilt["fix"]["text"].as_str().unwrap(),
    );
    workspace.write(&wrong.path, &wrong.right);
    workspace.plant(&wrong.path, "Café: 0.5 here.");
    assert_eq!(
        mended,
        workspace.read(&wrong.path),
        "an editor that applies the fix gets the right page"
    );
}

#[test]
fn a_check_needs_no_build_and_makes_none() {
    let workspace = Workspace::new();
    workspace.run(&["check"]).succeeded();
    assert!(!workspace.path(SITE).exists());
}

#[test]
fn a_reader_of_the_messages_who_leaves_early_is_no_error() {
    let workspace = Workspace::new();
    let mut child = workspace
        .command(&["check"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn what_was_saved_after_the_check_is_not_lost_by_a_fix() {
    let workspace = Workspace::new();
    let wrong = wrong_numbers(&workspace).remove(0);
    workspace.write(&wrong.path, &wrong.wrong);
    let mut checker = workspace.checker();
    // An author saves while the fixes are worked out.
    workspace.write(
        &wrong.path,
        format!("{}\nAnd a new last line.\n", wrong.wrong),
    );
    assert_eq!(checker.fix().unwrap(), 1);
    let mended = workspace.read(&wrong.path);
    assert_eq!(mended, format!("{}\nAnd a new last line.\n", wrong.right));
}
