//! The promises of the README, each tried, and found there by its own words.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use book::{SITE, inspect};

use crate::{PREVIOUS, Workspace};

/// What tries a promise, in a copy that it may spoil.
type Trial = fn(&Workspace);

/// What always holds, as the README says it.
const HOLDS: &[(&str, Trial)] = &[
    (
        "No number without an expression, and no expression that is only a literal.",
        |workspace| {
            workspace.plant(
                "book/en/entropy.md",
                "It is 0.5 here, and [0.5](= \"0.5\") there.",
            );
            let errors = workspace.run(&["check"]).failed().stderr;
            assert!(errors.contains("0.5 is computed by nothing"), "{errors}");
            assert_eq!(
                errors.matches("--> book/en/entropy.md:3:").count(),
                2,
                "{errors}"
            );
        },
    ),
    ("No crate depends on a later chapter.", |workspace| {
        let summary = workspace.read("book/en/SUMMARY.md");
        let stems = summary
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(".md)"));
        let stems: Vec<&str> = stems.map(|(stem, _)| stem).collect();
        let manifests = stems.iter().map(|stem| format!("crates/{stem}/Cargo.toml"));
        let chapters: Vec<(&str, String)> = stems.iter().copied().zip(manifests).collect();
        for (place, (stem, manifest)) in chapters.iter().enumerate() {
            if !workspace.path(manifest).is_file() {
                continue;
            }
            let text = workspace.read(manifest);
            for (later, _) in &chapters[place + 1..] {
                let named = format!("\n{later}.workspace");
                assert!(!text.contains(&named), "{stem} depends on {later}");
            }
        }
    }),
    (
        "The built book asks no other host for anything, and works without JavaScript.",
        |workspace| {
            workspace.run(&["build"]).succeeded();
            let faults = inspect(&workspace.path(SITE)).expect("the pages can be read");
            assert!(faults.is_empty(), "{faults:?}");
            // A number leads to its row by a plain link.
            let page = workspace.read(&format!("{SITE}/entropy.html"));
            assert!(page.contains("<a class=\"number\"") && page.contains("href=\"numbers.html#"));
            let foreign = "<img alt=\"a cat\" src=\"https://example.org/cat.png\">";
            workspace.plant("book/en/entropy.md", foreign);
            workspace.run(&["build"]).failed();
        },
    ),
    (
        "The server listens on loopback only, and serves nothing outside the built book.",
        |workspace| {
            let mut command = workspace.command(&["serve", "--port", "0"]);
            let mut server = command.stdout(Stdio::piped()).spawn().expect("it starts");
            let lines = BufReader::new(server.stdout.take().expect("it is piped")).lines();
            let mut urls = lines.map_while(Result::ok).filter_map(|line| {
                let (_, rest) = line.split_once("http://127.0.0.1:")?;
                Some(rest.split_once('/')?.0.to_owned())
            });
            let port = urls.next().expect("it says where it listens");
            let status = |path: &str| {
                let mut stream =
                    TcpStream::connect(format!("127.0.0.1:{port}")).expect("it listens");
                let request =
                    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                stream.write_all(request.as_bytes()).expect("it reads");
                let mut answer = Vec::new();
                stream.read_to_end(&mut answer).expect("it answers");
                String::from_utf8_lossy(&answer)[9..12].to_owned()
            };
            let found = ["/", "/../../Cargo.toml", "/%2e%2e/%2e%2e/README.md"].map(status);
            server.kill().expect("it runs");
            server.wait().expect("it ends");
            assert_eq!(found, ["200", "404", "404"]);
        },
    ),
    (
        "A failed build leaves the previous one as it was.",
        |workspace| {
            workspace.write("target/book/index.html", PREVIOUS);
            workspace.plant("book/en/entropy.md", "It is 0.5 here.");
            workspace.run(&["build"]).failed();
            assert_eq!(workspace.read("target/book/index.html"), PREVIOUS);
        },
    ),
];

/// The commands of the first table, as the README spells them; the last two need a browser and an example's own program.
const COMMANDS: &[(&str, Option<Trial>)] = &[
    ("cargo run -- --open", None),
    (
        "cargo run -- build",
        Some(|workspace| {
            workspace.run(&["build"]).succeeded();
            assert!(workspace.path("target/book/index.html").is_file());
        }),
    ),
    (
        "cargo run -- check",
        Some(|workspace| {
            workspace.run(&["check"]).succeeded();
            let json = workspace.run(&["check", "--format", "json"]).succeeded();
            assert!(json.stdout.starts_with('{'), "{}", json.stdout);
        }),
    ),
    (
        "cargo run -- check --fix",
        Some(|workspace| {
            let page = "book/en/introduction.md";
            let right = workspace.read(page);
            workspace.write(page, right.replacen("[0.357 nats]", "[0.358 nats]", 1));
            workspace.run(&["check", "--fix"]).succeeded();
            assert_eq!(workspace.read(page), right);
        }),
    ),
    ("cargo run --example entropy", None),
];

#[test]
fn what_the_readme_says_always_holds_does() {
    let readme = Workspace::new().read("README.md");
    let section = readme
        .split("\n## What always holds\n")
        .nth(1)
        .expect("it has that section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let said: BTreeSet<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
        .collect();
    let tried: BTreeSet<&str> = HOLDS.iter().map(|(said, _)| *said).collect();
    assert_eq!(said, tried);
    for (_, trial) in HOLDS {
        trial(&Workspace::new());
    }
}

#[test]
fn the_commands_of_the_readme_do_what_it_says() {
    let readme = Workspace::new().read("README.md");
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `"));
    let said: BTreeSet<&str> = rows
        .filter_map(|row| row.split_once('`'))
        .map(|(command, _)| command)
        .filter(|command| command.starts_with("cargo run"))
        .collect();
    let tried: BTreeSet<&str> = COMMANDS.iter().map(|(command, _)| *command).collect();
    assert_eq!(said, tried);
    for trial in COMMANDS.iter().filter_map(|(_, trial)| *trial) {
        trial(&Workspace::new());
    }
}

#[test]
fn a_wrong_digit_is_refused_in_the_words_of_the_readme() {
    let workspace = Workspace::new();
    let page = "book/en/introduction.md";
    let text = workspace.read(page);
    workspace.write(page, text.replacen("[0.357 nats]", "[0.358 nats]", 1));
    let errors = workspace.run(&["check"]).failed().stderr;
    let readme = workspace.read("README.md");
    let block = readme
        .split("```text\n")
        .nth(1)
        .and_then(|rest| rest.split_once("```"));
    let (shown, _) = block.expect("the README shows an error");
    assert_eq!(errors.trim_end(), shown.trim_end());
}
