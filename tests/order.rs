//! The order of the book is that of the code: a crate knows only the chapters before it, and every chapter is complete.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use toml::{Table, Value};

use crate::support::{REPORT, root};

/// The crates that serve the chapters and are none.
const NOT_CHAPTERS: [&str; 8] = [
    "book",
    "exact",
    "figures",
    "givens",
    "information",
    "mdbook-prosetest",
    "prosetest",
    "recording",
];

/// The crates from elsewhere that a chapter may use: small to compile, and nothing that draws or serves.
/// The kernels take arrays of rows and columns, and pick their instructions when they run.
const LIGHT: [&str; 3] = ["ndarray", "pulp", "thiserror"];

/// The stems of the chapters, as the table of contents orders them.
fn chapters() -> Vec<&'static str> {
    let chapters = REPORT
        .pages
        .iter()
        .filter(|page| page.chapter_crate.is_some());
    chapters.map(|page| page.stem.as_str()).collect()
}

/// The names in a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let name =
        |entry: std::io::Result<fs::DirEntry>| entry.expect("a folder lists its files").file_name();
    entries
        .map(|entry| name(entry).into_string().expect("names here are plain"))
        .collect()
}

fn manifest(name: &str) -> Table {
    let path = root().join("crates").join(name).join("Cargo.toml");
    let text = fs::read_to_string(&path).expect("every crate has a manifest");
    text.parse().expect("cargo has read it before")
}

/// What a crate names in the tables of dependencies whose name ends like this, for every platform.
fn dependencies(manifest: &Table, kind: &str) -> BTreeSet<String> {
    let of_platforms = manifest.get("target").and_then(Value::as_table);
    let of_platforms = of_platforms
        .into_iter()
        .flat_map(Table::values)
        .filter_map(Value::as_table);
    let tables = of_platforms.chain([manifest]).flatten();
    let wanted = tables
        .filter(|(name, _)| name.ends_with(kind))
        .filter_map(|(_, table)| table.as_table());
    wanted.flat_map(Table::keys).cloned().collect()
}

#[test]
fn a_chapter_needs_only_the_chapters_before_it() {
    let mut known = BTreeSet::from(["exact", "information", "recording"].map(str::to_owned));
    known.extend(LIGHT.map(str::to_owned));
    for stem in chapters() {
        let manifest = manifest(stem);
        let needed =
            &dependencies(&manifest, "dependencies") - &dependencies(&manifest, "dev-dependencies");
        let unknown: Vec<_> = needed.difference(&known).collect();
        assert!(
            unknown.is_empty(),
            "crates/{stem} depends on {unknown:?}, which no chapter before it brings"
        );
        known.insert(stem.to_owned());
    }
}

#[test]
fn the_tests_of_a_chapter_need_no_later_one() {
    let chapters = chapters();
    for (place, stem) in chapters.iter().enumerate() {
        let needed = dependencies(&manifest(stem), "dependencies");
        let later = chapters[place..]
            .iter()
            .find(|later| needed.contains(**later));
        assert_eq!(later, None, "crates/{stem}");
    }
}

/// What a module of `crates/givens` names of other crates and of other modules.
fn named_by_givens(module: &str) -> BTreeSet<String> {
    let path = root().join(format!("crates/givens/src/{module}.rs"));
    let text = fs::read_to_string(path).expect("every chapter has its givens");
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code: Vec<_> = code.collect();
    let code = code.join("\n");
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let ends = code.match_indices("::").map(|(end, _)| &code[..end]);
    ends.map(|before| before[before.trim_end_matches(is_name).len()..].to_owned())
        .collect()
}

#[test]
fn the_givens_of_a_page_name_only_its_chapter_and_those_before() {
    let modules: Vec<String> = chapters()
        .iter()
        .map(|stem| stem.replace('-', "_"))
        .collect();
    for (place, module) in modules.iter().enumerate() {
        let named = named_by_givens(module);
        assert!(
            named.contains(module),
            "crates/givens/src/{module}.rs shows nothing of its crate"
        );
        let later = modules[place + 1..]
            .iter()
            .find(|&later| named.contains(later));
        assert_eq!(later, None, "crates/givens/src/{module}.rs");
    }
}

#[test]
fn no_chapter_needs_the_givens() {
    for stem in chapters() {
        let needed = dependencies(&manifest(stem), "dependencies");
        assert!(
            !needed.contains("givens"),
            "crates/{stem} depends on its own examples"
        );
    }
}

#[test]
fn every_page_with_rust_has_its_hook_for_doctests() {
    let hooks = fs::read_to_string(root().join("crates/givens/src/lib.rs")).unwrap();
    for name in names(&root().join("book/en")) {
        let Some(stem) = name.strip_suffix(".md") else {
            continue;
        };
        let text = fs::read_to_string(root().join("book/en").join(&name)).unwrap();
        let module = stem.replace('-', "_");
        let hook = format!(
            "#[cfg(doctest)]\n#[doc = include_str!(\"../../../book/en/{name}\")]\nmod {module}_page {{}}\n"
        );
        let has_rust = text
            .lines()
            .any(|line| line.trim_start().starts_with("```rust"));
        assert_eq!(
            hooks.contains(&hook),
            has_rust,
            "the hook of book/en/{name} in crates/givens/src/lib.rs"
        );
    }
}

#[test]
fn the_nouns_need_exact_sums_and_a_macro_for_errors_and_the_sums_nothing() {
    let needed = dependencies(&manifest("information"), "dependencies");
    assert_eq!(
        needed,
        BTreeSet::from(["exact", "thiserror"].map(str::to_owned))
    );
    assert_eq!(
        dependencies(&manifest("exact"), "dependencies"),
        BTreeSet::new()
    );
}

#[test]
fn every_chapter_has_a_page_a_crate_an_example_and_tests_of_one_name() {
    let chapters: BTreeSet<String> = chapters().into_iter().map(str::to_owned).collect();
    assert!(!chapters.is_empty());

    let crates = names(&root().join("crates"));
    assert_eq!(
        crates,
        &chapters | &NOT_CHAPTERS.map(str::to_owned).into(),
        "crates"
    );

    let examples = names(&root().join("examples"));
    let examples = examples.iter().filter_map(|name| name.strip_suffix(".rs"));
    assert_eq!(
        examples.map(str::to_owned).collect::<BTreeSet<_>>(),
        chapters,
        "examples"
    );

    let tests = fs::read_to_string(root().join("tests/main.rs")).unwrap();
    for stem in &chapters {
        let module = stem.replace('-', "_");
        assert!(
            root().join(format!("tests/{module}.rs")).is_file(),
            "there is no tests/{module}.rs"
        );
        assert!(
            tests.lines().any(|line| line == format!("mod {module};")),
            "tests/main.rs leaves out {module}"
        );
        assert!(
            root().join(format!("book/en/{stem}.md")).is_file(),
            "there is no book/en/{stem}.md"
        );
    }
}

#[test]
fn every_module_of_tests_is_run() {
    let tests = fs::read_to_string(root().join("tests/main.rs")).unwrap();
    for name in names(&root().join("tests")) {
        let Some(module) = name.strip_suffix(".rs").filter(|&module| module != "main") else {
            continue;
        };
        assert!(
            tests.lines().any(|line| line == format!("mod {module};")),
            "tests/main.rs leaves out {name}"
        );
    }
}

#[test]
fn every_page_stands_in_the_table_of_contents() {
    let listed: BTreeSet<String> = REPORT
        .pages
        .iter()
        .map(|page| format!("{}.md", page.stem))
        .collect();
    let pages = names(&root().join("book/en"))
        .into_iter()
        .filter(|name| name.ends_with(".md"));
    let unlisted = ["404.md", "SUMMARY.md"].map(str::to_owned);
    assert_eq!(pages.collect::<BTreeSet<_>>(), &listed | &unlisted.into());
}

#[test]
fn the_top_level_holds_only_what_a_reader_looks_for() {
    let expected = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "book",
        "crates",
        "examples",
        "target",
        "tests",
    ];
    let is_expected = |name: &String| {
        expected.contains(&name.as_str()) || name.starts_with('.') || name.starts_with("LICENSE")
    };
    let strays: Vec<_> = names(root())
        .into_iter()
        .filter(|name| !is_expected(name))
        .collect();
    assert!(strays.is_empty(), "{strays:?}");
}
