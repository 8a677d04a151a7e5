//! The order of the book is that of the code: a crate knows only the chapters before it, and every chapter is complete.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use toml::{Table, Value};

use crate::support::{kept, root};

/// The crates that serve the chapters and are none.
const NOT_CHAPTERS: [&str; 9] = [
    "book",
    "exact",
    "explorables",
    "figures",
    "givens",
    "information",
    "mdbook-prosetest",
    "prosetest",
    "recording",
];

/// The crates from elsewhere that a chapter may use: small to compile, and nothing that draws or serves.
/// The kernels take arrays of rows and columns, and pick their instructions when they run.
const LIGHT: [&str; 4] = ["half", "ndarray", "pulp", "thiserror"];

/// The stems of all pages, as the table of contents orders them.
static PAGES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let contents = fs::read_to_string(root().join("book/en/SUMMARY.md")).expect("the contents");
    let links = contents.split("](").skip(1);
    let stems = links.filter_map(|rest| rest.split_once(".md)"));
    stems.map(|(stem, _)| stem.to_owned()).collect()
});

/// The pages for looking things up that have givens of their own, from every chapter.
const LOOK_UP: [&str; 1] = ["telling"];

/// The stems of the chapters: pages that a crate, givens or an example belong to.
fn chapters() -> Vec<&'static str> {
    let has = |path: String| root().join(path).exists();
    let is_chapter = |stem: &&str| {
        let module = stem.replace('-', "_");
        has(format!("crates/{stem}"))
            || has(format!("crates/givens/src/{module}.rs"))
            || has(format!("examples/{stem}.rs"))
    };
    PAGES
        .iter()
        .map(String::as_str)
        .filter(|stem| !LOOK_UP.contains(stem))
        .filter(is_chapter)
        .collect()
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

/// The pages that have Rust blocks, and no hook that makes them doctests, or a hook and no blocks.
fn pages_without_hooks() -> Vec<String> {
    let givens = root().join("crates/givens/src");
    let read = |name: String| fs::read_to_string(givens.join(name)).expect("a source is text");
    let sources: Vec<String> = names(&givens).into_iter().map(read).collect();
    let pages = names(&root().join("book/en")).into_iter();
    pages
        .filter(|name| name.ends_with(".md"))
        .filter(|name| {
            let text =
                fs::read_to_string(root().join("book/en").join(name)).expect("a page is text");
            let has_rust = text
                .lines()
                .any(|line| line.trim_start().starts_with("```rust"));
            let hook = format!(
                "\n#[cfg(doctest)]\n#[doc = include_str!(\"../../../book/en/{name}\")]\nmod page"
            );
            sources.iter().any(|source| source.contains(&hook)) != has_rust
        })
        .collect()
}

#[test]
fn every_page_with_rust_has_its_hook_for_doctests() {
    assert_eq!(
        pages_without_hooks(),
        [""; 0],
        "pages whose Rust blocks no test runs"
    );
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

/// What a chapter lacks, each piece by the file and the line that it should stand in.
fn lacks(stem: &str) -> Vec<String> {
    let module = stem.replace('-', "_");
    let files = [
        format!("book/en/{stem}.md"),
        format!("crates/{stem}/src/lib.rs"),
        format!("crates/givens/src/{module}.rs"),
        format!("examples/{stem}.rs"),
        format!("tests/{module}.rs"),
    ];
    let missing = files
        .into_iter()
        .filter(|file| !root().join(file).is_file());
    let mut lacks: Vec<String> = missing.map(|file| format!("the file {file}")).collect();
    let lines = [
        ("crates/givens/Cargo.toml", format!("\n{stem}")),
        ("crates/givens/src/lib.rs", format!("pub mod {module};\n")),
        ("tests/main.rs", format!("mod {module};\n")),
        (
            &format!("tests/{module}.rs"),
            format!("example!(\"../examples/{stem}.rs\", \"{stem}\");\n"),
        ),
        (
            &format!("book/en/{stem}.md"),
            format!("{{{{#include ../../tests/snapshots/main__examples__{stem}.snap:5:}}}}\n"),
        ),
    ];
    for (file, line) in lines {
        let text = fs::read_to_string(root().join(file)).unwrap_or_default();
        if !text.contains(&line) {
            lacks.push(format!("in {file} the line that has {line}"));
        }
    }
    let page = fs::read_to_string(root().join(format!("book/en/{stem}.md"))).unwrap_or_default();
    if !page.contains("](figures/") {
        lacks.push(format!(
            "a figure on book/en/{stem}.md, drawn by crates/figures"
        ));
    }
    lacks
}

#[test]
fn every_chapter_is_complete() {
    let chapters = chapters();
    assert!(!chapters.is_empty());
    let lacks: Vec<_> = chapters
        .iter()
        .flat_map(|stem| {
            lacks(stem)
                .into_iter()
                .map(move |what| format!("{stem} lacks {what}"))
        })
        .collect();
    assert!(lacks.is_empty(), "{}", lacks.join("\n"));
}

#[test]
fn every_crate_and_every_example_belongs_to_a_chapter_or_serves_them_all() {
    let chapters: BTreeSet<String> = chapters().into_iter().map(str::to_owned).collect();
    let crates: BTreeSet<String> = names(&root().join("crates"))
        .into_iter()
        .filter(|name| name != "README.md")
        .collect();
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
fn the_map_leads_somewhere_and_leaves_no_crate_out() {
    let folder = root().join("crates");
    let map = fs::read_to_string(folder.join("README.md")).expect("there is a map");
    // A checked number's link has an expression, and no target.
    let links = map
        .split("](")
        .skip(1)
        .filter(|rest| !rest.starts_with('='));
    let targets = links.filter_map(|rest| rest.split(')').next());
    for target in targets {
        assert!(
            folder.join(target).exists(),
            "crates/README.md leads to {target}, which is not there"
        );
    }
    for name in names(&folder).iter().filter(|name| *name != "README.md") {
        assert!(
            map.contains(&format!("[{name}]({name}/src/lib.rs)")),
            "crates/README.md says nothing of {name}"
        );
    }
    // What it calls a file or a crate, it calls by its name.
    let spoken = map.split('`').skip(1).step_by(2);
    let paths = spoken
        .filter(|text| text.contains('/') && !text.contains("kurtosis") && !text.contains(' '));
    for path in paths.filter(|text| text.ends_with(".rs") || text.ends_with(".md")) {
        assert!(
            root().join(path).exists(),
            "crates/README.md speaks of {path}, which is not there"
        );
    }
}

/// The README's row of a chapter; its topic is the author's choice, and the page's title as long as there is none.
fn row(stem: &str, readme: &str) -> String {
    let module = stem.replace('-', "_");
    let cells = format!(
        "[{stem}.md](book/en/{stem}.md) | [{stem}](crates/{stem}) | [{stem}](examples/{stem}.rs) | [{module}](tests/{module}.rs) |"
    );
    let mut lines = readme.lines();
    let chosen = lines.find_map(|line| {
        let (topic, rest) = line.strip_prefix("| ")?.split_once(" | ")?;
        rest.starts_with(&format!("[{stem}.md]")).then_some(topic)
    });
    let contents = fs::read_to_string(root().join("book/en/SUMMARY.md")).expect("the contents");
    let title = contents
        .split_once(&format!("]({stem}.md)"))
        .map_or("", |(before, _)| {
            before.rsplit_once('[').map_or("", |(_, title)| title)
        });
    format!("| {} | {cells}", chosen.unwrap_or(title))
}

/// `INSTA_UPDATE=always cargo test order` writes both lists anew.
#[test]
fn the_readme_and_the_map_list_all_chapters_in_their_order() {
    let readme = fs::read_to_string(root().join("README.md")).expect("there is a README");
    let rows: Vec<String> = chapters().iter().map(|stem| row(stem, &readme)).collect();
    let table = "| topic | chapter | crate | example | tests |\n| --- | --- | --- | --- | --- |\n";
    let links = chapters().into_iter();
    let links: Vec<String> = links
        .map(|stem| format!("[{stem}]({stem}/src/lib.rs)"))
        .collect();
    let order = "The chapters' crates, in the order in which they may use each other:\n";
    for (file, start, end, separator, entries) in [
        ("README.md", table, "\n\n", "\n", rows),
        ("crates/README.md", order, ".\n", ", ", links),
    ] {
        let expected = entries.join(separator);
        let found = kept(file, (start, end), &expected);
        for (place, entry) in entries.iter().enumerate() {
            assert!(
                found.split(separator).nth(place) == Some(entry),
                "{file} lacks, at place {place}: {entry}; `INSTA_UPDATE=always cargo test order` writes it"
            );
        }
        assert_eq!(found, expected, "{file}");
    }
}

#[test]
fn every_page_stands_in_the_table_of_contents() {
    let listed: BTreeSet<String> = PAGES.iter().map(|stem| format!("{stem}.md")).collect();
    let pages = names(&root().join("book/en"))
        .into_iter()
        .filter(|name| name.ends_with(".md"));
    let unlisted = ["404.md", "SUMMARY.md"].map(str::to_owned);
    assert_eq!(pages.collect::<BTreeSet<_>>(), &listed | &unlisted.into());
}

#[test]
fn the_tool_carries_the_style_and_the_script_of_the_book() {
    // Two files, and no link, which a clone on Windows would not follow.
    for name in ["number.css", "number.js"] {
        let [ours, its] = [
            format!("book/theme/{name}"),
            format!("crates/mdbook-prosetest/assets/{name}"),
        ];
        let [book, tool] = [&ours, &its]
            .map(|path| fs::read_to_string(root().join(path)).expect("the file is there"));
        assert!(book == tool, "{its} is not {ours}: cp {ours} {its}");
    }
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

#[test]
fn no_two_pages_share_a_heading() {
    let mut seen = BTreeSet::new();
    for name in names(&root().join("book/en")) {
        let Ok(text) = fs::read_to_string(root().join("book/en").join(&name)) else {
            continue;
        };
        for heading in text.lines().filter(|line| line.starts_with("## ")) {
            assert!(
                seen.insert(heading.to_owned()),
                "book/en/{name} repeats {heading:?}; let it ask its own question"
            );
        }
    }
}
