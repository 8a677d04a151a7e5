//! Whatever is wrong around the book, the message names the file and the remedy, and the previous build stays.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::Stdio;

use insta::assert_snapshot;

use crate::{Outcome, Tree, Workspace, with_slashes};

/// Spoils a copy and returns what `build` says of it, after it was seen to leave the previous build alone.
#[track_caller]
fn spoilt(spoil: impl FnOnce(&Workspace)) -> String {
    let workspace = Workspace::with_previous_build();
    spoil(&workspace);
    let before = workspace.tree("target");
    let outcome = workspace.run(&["build"]).failed();
    unchanged(&before, &workspace.tree("target"));
    with_slashes(&outcome.stderr)
}

#[track_caller]
fn unchanged(before: &Tree, after: &Tree) {
    let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(before), names(after));
    assert!(before == after, "a file of the previous build was changed");
}

#[test]
fn without_the_book_there_is_nothing_to_build() {
    assert_snapshot!("missing_book", spoilt(|workspace| workspace.remove("book")));
    assert_snapshot!(
        "missing_configuration",
        spoilt(|workspace| workspace.remove("book/book.toml"))
    );
    assert_snapshot!(
        "missing_pages",
        spoilt(|workspace| workspace.remove("book/en"))
    );
    assert_snapshot!(
        "missing_table_of_contents",
        spoilt(|workspace| workspace.remove("book/en/SUMMARY.md"))
    );
}

#[test]
fn a_chapter_that_is_listed_must_be_there() {
    let workspace = Workspace::new();
    let summary = workspace.read("book/en/SUMMARY.md");
    let line = summary
        .lines()
        .position(|line| line.contains("(entropy.md)"))
        .unwrap()
        + 1;
    let message = spoilt(|workspace| workspace.remove("book/en/entropy.md"));
    let expected = format!(
        "error: book/en/SUMMARY.md:{line} lists entropy.md, which is not there; \
         write book/en/entropy.md, or remove the line\n"
    );
    assert_eq!(message, expected);
}

#[test]
fn a_chapter_that_leads_out_of_the_book_is_refused() {
    for chapter in ["../../README.md", "/etc/hostname.md"] {
        let message = spoilt(|workspace| {
            let summary = workspace.read("book/en/SUMMARY.md");
            let line = format!("- [Outside]({chapter})\n- [");
            workspace.write("book/en/SUMMARY.md", summary.replacen("- [", &line, 1));
        });
        let expected = format!("lists {chapter}, which leads out of the book");
        assert!(message.contains(&expected), "{message}");
    }
}

#[test]
fn what_nothing_makes_is_refused_wherever_a_reader_could_see_it() {
    let refused = |spoil: &dyn Fn(&Workspace), expected: &str| {
        let message = spoilt(spoil);
        assert!(message.contains(expected), "{expected}\n{message}");
    };
    refused(
        &|workspace| workspace.write("book/en/extra.html", "<p>The loss is 0.358 nats.</p>"),
        "nothing makes extra.html, and a reader could see it",
    );
    refused(
        &|workspace| {
            let figure = workspace.read("book/en/figures/surprisal.svg");
            workspace.write(
                "book/en/figures/surprisal.svg",
                figure.replace("0.357", "0.358"),
            );
        },
        "figures/surprisal.svg is not as the crates draw it",
    );
    refused(
        &|workspace| workspace.remove("book/en/figures/surprisal.svg"),
        "figures/surprisal.svg is missing",
    );
    let forged = [
        ("js", "0.154 nats"),
        ("html", "0.154 nats"),
        ("svg", "+0.330"),
    ];
    let message = spoilt(|workspace| {
        for (file, right) in forged {
            let path = format!("book/en/explorables/bill.{file}");
            let text = workspace.read(&path).replacen(right, "0.155 nats", 1);
            workspace.write(&path, text);
        }
        let figure = "<figure class=\"explorable\" data-table=\"explorables/bill.js\"><output>0.157</output></figure>";
        workspace.plant("book/en/entropy.md", figure);
    });
    for (file, _) in forged {
        let expected = format!("explorables/bill.{file} is not as the crates draw it");
        assert!(message.contains(&expected), "{expected}\n{message}");
    }
    assert!(message.contains("0.157"), "{message}");
    refused(
        &|workspace| {
            let name = "tests/snapshots/main__examples__surprisal.snap";
            let output = workspace.read(name);
            workspace.write(name, output.replacen("0.", "1.", 1));
        },
        "it is not what examples/surprisal.rs prints",
    );
    refused(
        &|workspace| {
            let forged = workspace.read("tests/snapshots/main__examples__surprisal.snap");
            workspace.write("tests/snapshots/main__examples__forged.snap", forged);
            let fence =
                "```text\n{{#include ../../tests/snapshots/main__examples__forged.snap:5:}}\n```";
            workspace.plant("book/en/entropy.md", fence);
        },
        "there is no examples/forged.rs that prints it",
    );
    refused(
        &|workspace| {
            let name = "crates/frameworks/record/snippets/notes_pytorch.out";
            workspace.write(name, workspace.read(name).replace('0', "1"));
        },
        "it is not as it was recorded",
    );
    refused(
        &|workspace| {
            let name = "book/book.toml";
            let toml = workspace.read(name);
            workspace.write(
                name,
                toml.replacen("every number in it", "all 7 numbers in it", 1),
            );
        },
        "7 is computed by nothing",
    );
    refused(
        &|workspace| workspace.plant("book/en/404.md", "There are 7 pages."),
        "7 is computed by nothing",
    );
    refused(
        &|workspace| {
            workspace.plant(
                "book/en/404.md",
                "It is [0.7](= \"givens::surprisal::MODEL[2]\").",
            )
        },
        "this page is shown as it is, so nothing in it can be checked",
    );
    refused(
        &|workspace| workspace.plant("book/en/references.md", "```rust\nassert!(true);\n```"),
        "no test runs the Rust blocks of this page",
    );
}

#[test]
fn a_table_of_contents_that_is_none_is_refused() {
    let message = spoilt(|workspace| {
        workspace.write(
            "book/en/SUMMARY.md",
            "# Summary\n\n- [Entropy](entropy.md\n",
        )
    });
    assert!(
        message.starts_with("error: book/en/SUMMARY.md "),
        "{message}"
    );
    assert!(
        message.contains("; see the mdBook guide on SUMMARY.md"),
        "{message}"
    );
}

#[test]
fn a_page_must_be_utf_8() {
    let message = spoilt(|workspace| {
        let page = [
            b"# Entropy\n\nna\xefve\n",
            workspace.read("book/en/entropy.md").as_bytes(),
        ]
        .concat();
        workspace.write("book/en/entropy.md", page);
    });
    assert_snapshot!("not_utf_8", message);
}

#[test]
fn a_page_that_is_a_folder_cannot_be_read() {
    let message = spoilt(|workspace| {
        workspace.remove("book/en/entropy.md");
        fs::create_dir(workspace.path("book/en/entropy.md")).unwrap();
    });
    let expected =
        "error: book/en/entropy.md cannot be read; check that it is a file you may read: ";
    assert!(message.starts_with(expected), "{message}");
}

#[test]
fn a_file_that_is_included_must_be_there() {
    let message = spoilt(|workspace| {
        let fence = "```text\n{{#include ../../tests/snapshots/gone.snap:5:}}\n```";
        workspace.plant("book/en/entropy.md", fence);
    });
    assert_snapshot!("missing_inclusion", message);
}

#[test]
fn an_expression_that_is_not_compiled_is_named_with_the_remedy() {
    let message = spoilt(|workspace| {
        workspace.plant("book/en/entropy.md", "It is [1](= \"no_such_function()\").");
    });
    assert_snapshot!("not_compiled", message);
}

#[test]
fn a_link_in_the_built_pages_must_lead_somewhere() {
    let message =
        spoilt(|workspace| workspace.plant("book/en/entropy.md", "Go [there](nowhere.md)."));
    assert_snapshot!("broken_link", message);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let message = spoilt(|workspace| {
        workspace.plant("book/en/entropy.md", "It is 0.1 here.");
        workspace.plant("book/en/surprisal.md", "It is 0.2 here, and 0.3 there.");
    });
    assert_snapshot!("all_at_once", message);
}

#[test]
fn a_file_in_the_way_of_the_built_book_is_not_touched() {
    let workspace = Workspace::new();
    workspace.write("target/book", "mine");
    let message = workspace.run(&["build"]).failed().stderr;
    assert_snapshot!("file_in_the_way", with_slashes(&message));
    assert_eq!(workspace.read("target/book"), "mine");

    let workspace = Workspace::new();
    workspace.write("target", "mine");
    let message = workspace.run(&["build"]).failed().stderr;
    let expected = "error: target cannot be written; make it a folder that you may write: ";
    assert!(message.starts_with(expected), "{message}");
    assert_eq!(workspace.read("target"), "mine");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;

    let workspace = Workspace::with_previous_build();
    let before = workspace.tree("target");
    let target = workspace.path("target");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write everywhere, and has nothing to be told.
    let may_write = fs::write(target.join("probe"), "").is_ok();
    let outcome = workspace.run(&["build"]);
    fs::set_permissions(&target, fs::Permissions::from_mode(0o755)).unwrap();
    if !may_write {
        let message = outcome.failed().stderr;
        assert!(
            message.starts_with(
                "error: target cannot be written; make it a folder that you may write"
            ),
            "{message}"
        );
        unchanged(&before, &workspace.tree("target"));
    }
}

#[test]
fn a_port_that_is_taken_is_named_with_the_remedy() {
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = held.local_addr().unwrap().port();
    let workspace = Workspace::new();
    let mut command = workspace.command(&["serve", "--port", &port.to_string()]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();

    // A program that serves after all says so, and would never end by itself.
    let announced = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .any(|line| line.starts_with("Read it at"));
    if announced {
        child.kill().unwrap();
    }
    let mut stderr = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut stderr)
        .unwrap();
    let outcome = Outcome {
        code: child.wait().unwrap().code(),
        stdout: String::new(),
        stderr,
    };
    assert!(!announced, "it served on a port that another program holds");
    let message = outcome.failed().stderr.replace(&port.to_string(), "PORT");
    assert_snapshot!("port_taken", message);
}
