//! What lies in `target/book` after a build.

use std::collections::BTreeSet;

use book::{SITE, build};

use crate::Workspace;

/// What follows `value` up to a quotation mark, in each element of the page that begins with `element`.
fn values<'a>(html: &'a str, element: &str, value: &str) -> Vec<&'a str> {
    let elements = html.split(element).skip(1);
    let values = elements.filter_map(|element| element.split_once(value)?.1.split('"').next());
    values.collect()
}

#[test]
fn two_builds_are_the_same_and_the_second_leaves_nothing_of_another() {
    let workspace = Workspace::with_previous_build();
    let outcome = workspace.run(&["build"]).succeeded();
    assert!(
        outcome.stdout.contains("The book is built: "),
        "{}",
        outcome.stdout
    );
    let first = workspace.tree("target");
    assert!(
        first.keys().all(|path| path.starts_with(SITE)),
        "{:?}",
        first.keys()
    );
    assert!(
        !workspace.path(SITE).join("old").exists(),
        "the previous build shows through"
    );

    workspace.run(&["build"]).succeeded();
    let second = workspace.tree("target");
    assert_eq!(
        first.keys().collect::<Vec<_>>(),
        second.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &first {
        assert!(second[path] == *bytes, "{} differs", path.display());
    }
}

#[test]
fn every_number_leads_to_its_row_in_the_list_of_all() {
    let workspace = Workspace::new();
    workspace.run(&["build"]).succeeded();
    let list = workspace.read(&format!("{SITE}/numbers.html"));
    let rows: BTreeSet<&str> = values(&list, "<tr ", "id=\"").into_iter().collect();
    let book = workspace.checker();
    let mut all = 0;
    for page in book.check().pages.iter().filter(|page| page.count > 0) {
        let html = workspace.read(&format!("{SITE}/{}.html", page.stem));
        let links = values(&html, "<a class=\"number\"", "href=\"numbers.html#");
        // A heading is a link already, and the text for an image holds no markup: their numbers are listed only.
        let source = book.text(&page.stem).unwrap();
        let unlinked = source
            .lines()
            .filter(|line| line.starts_with('#') || line.starts_with("!["));
        let unlinked: usize = unlinked.map(|line| line.matches("](= ").count()).sum();
        assert_eq!(links.len() + unlinked, page.ledger.len(), "{}", page.stem);

        let ids: BTreeSet<&str> = page.ledger.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(
            ids.len(),
            page.ledger.len(),
            "{}: two rows have one id",
            page.stem
        );
        assert!(ids.is_subset(&rows), "{}: a row is missing", page.stem);
        let linked: BTreeSet<&str> = links.iter().copied().collect();
        assert_eq!(
            linked.len(),
            links.len(),
            "{}: two numbers lead to one row",
            page.stem
        );
        assert!(
            linked.is_subset(&ids),
            "{}: a number leads elsewhere",
            page.stem
        );
        all += page.ledger.len();
    }
    assert_eq!(rows.len(), all);
}

#[test]
fn each_chapter_says_at_its_foot_how_many_numbers_were_checked() {
    let workspace = Workspace::new();
    workspace.run(&["build"]).succeeded();
    let pages = workspace.checker().check().pages;
    for page in pages.iter().filter(|page| page.count > 0) {
        let html = workspace.read(&format!("{SITE}/{}.html", page.stem));
        let foot = html.split("<footer class=\"checked\">").nth(1);
        let foot = foot.unwrap_or_else(|| panic!("{} has no foot", page.stem));
        let count = format!("<data value=\"{0}\">{0}</data>", page.count);
        assert!(foot.contains(&count), "{}: {count}", page.stem);
        if let Some(path) = &page.origin {
            assert!(foot.contains(path), "{}: {path}", page.stem);
        }
    }
}

#[test]
fn what_is_built_is_what_was_checked() {
    let workspace = Workspace::new();
    let book = workspace.checker();
    // An author saves while the book is being built.
    workspace.plant("book/en/entropy.md", "A number that nothing computes: 7.");
    build(&workspace.root, &book).unwrap();
    let html = workspace.read(&format!("{SITE}/entropy.html"));
    assert!(!html.contains("nothing computes"));
    assert_eq!(html.matches("<footer class=\"checked\">").count(), 1);
}

#[test]
fn the_repository_is_linked_where_the_manifest_names_it_and_only_there() {
    let workspace = Workspace::new();
    workspace.run(&["build"]).succeeded();
    let page = workspace.read(&format!("{SITE}/introduction.html"));
    assert!(page.contains("<a class=\"repository\">the repository</a>"));

    let manifest = "[workspace.package]\nrepository = \"https://example.org/book\"\n";
    workspace.write("Cargo.toml", manifest);
    workspace.run(&["build"]).succeeded();
    let page = workspace.read(&format!("{SITE}/introduction.html"));
    // Once in the sentence, and once in the bar above it.
    assert!(page.contains("<a href=\"https://example.org/book\">the repository</a>"));
    assert_eq!(page.matches("href=\"https://example.org/book\"").count(), 2);
}
