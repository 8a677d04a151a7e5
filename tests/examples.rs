//! What the examples print, and that the chapters show it.
//!
//! `INSTA_UPDATE=always cargo test examples` writes it anew.

use std::fs;

use insta::assert_snapshot;

use crate::support::root;

/// The example of a chapter, and the test that it prints what the chapter shows.
///
/// Its `main` only prints what `report` returns.
macro_rules! example {
    ($path:literal, $stem:literal) => {
        #[allow(dead_code, unreachable_pub, reason = "it is a program of its own")]
        #[path = $path]
        mod example;

        #[test]
        fn the_example_prints_what_the_chapter_shows() {
            crate::examples::shows($stem, &example::report().unwrap());
        }
    };
}

pub(crate) use example;

/// Holds what an example prints to the snapshot that its chapter includes.
pub(crate) fn shows(stem: &str, report: &str) {
    assert_snapshot!(stem, report);
}

/// The files that the pages include, as page and path.
fn inclusions() -> Vec<(String, String)> {
    let pages = root().join("book/en");
    let mut found = Vec::new();
    for entry in fs::read_dir(pages).expect("the book has pages") {
        let path = entry.expect("a folder lists its files").path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let page = path
            .file_stem()
            .expect("a page has a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).expect("a page is text");
        for directive in text.split("{{#include ").skip(1) {
            let included = directive.split("}}").next().unwrap_or_default();
            found.push((page.clone(), included.to_owned()));
        }
    }
    found
}

#[test]
fn every_chapter_shows_what_its_example_prints() {
    let found = inclusions();
    let entries = fs::read_dir(root().join("examples")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let stems: Vec<String> = names
        .filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()))
        .collect();
    assert!(!stems.is_empty());
    for stem in stems {
        let shown = format!("../../tests/snapshots/main__examples__{stem}.snap:5:");
        assert!(
            found.contains(&(stem.clone(), shown.clone())),
            "book/en/{stem}.md does not show what `cargo run --example {stem}` prints; include {shown}"
        );
    }
}

#[test]
fn what_a_page_includes_begins_at_line_five_of_a_snapshot() {
    let snapshots = |(_, included): &(String, String)| included.contains("/snapshots/");
    for (page, included) in inclusions().into_iter().filter(snapshots) {
        let (file, first) = included.split_once(':').unwrap_or((included.as_str(), ""));
        assert_eq!(first, "5:", "{page} includes {included}");
        let path = root().join("book/en").join(file);
        let text = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{page} includes {file}: {error}"));
        let lines: Vec<&str> = text.lines().collect();
        let is_header = lines.len() > 4
            && lines[0] == "---"
            && lines[1].starts_with("source: ")
            && lines[2].starts_with("expression: ")
            && lines[3] == "---";
        assert!(
            is_header,
            "{file} has no header of four lines, so {page} would show it, or miss a line"
        );
        assert!(
            !lines[4].is_empty() && lines[4] != "---",
            "{file} says nothing in its first line"
        );
    }
}

/// How long a line of code or output may be: more does not fit beside the contents.
const COLUMNS: usize = 72;

#[test]
fn what_a_page_includes_fits_into_its_column() {
    let mut long = Vec::new();
    let mut files: Vec<String> = inclusions().into_iter().map(|(_, file)| file).collect();
    files.sort();
    files.dedup();
    assert!(files.iter().any(|file| file.ends_with(".py")));
    assert!(files.iter().any(|file| file.ends_with(".out")));
    for included in files {
        // Of a snapshot, all but its header of four lines.
        let (file, header) = match included.split_once(':') {
            Some((file, _)) => (file, 4),
            None => (included.as_str(), 0),
        };
        let text = fs::read_to_string(root().join("book/en").join(file)).unwrap();
        for (number, line) in (1..).zip(text.lines()).skip(header) {
            if line.chars().count() > COLUMNS {
                long.push(format!("{file}:{number}: {line}"));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn the_rust_of_a_page_fits_into_its_column() {
    let mut long = Vec::new();
    for entry in fs::read_dir(root().join("book/en")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let mut in_rust = false;
        for (number, line) in (1..).zip(fs::read_to_string(&path).unwrap().lines()) {
            if line.trim_start().starts_with("```") {
                in_rust = !in_rust && line.trim_start().starts_with("```rust");
            } else if in_rust && line.chars().count() > COLUMNS {
                long.push(format!("{}:{number}: {line}", path.display()));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}
