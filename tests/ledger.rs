//! Every number, exemption and formula of the book, for a person to review when one changes.
//!
//! `INSTA_UPDATE=always cargo test ledger` writes them anew.

use std::collections::BTreeSet;
use std::fs;

use insta::assert_snapshot;
use mdbook_prosetest::{CheckedPage, ExemptionRow, FormulaRow, LedgerRow};

use crate::support::{REPORT, root, tell};

#[test]
fn the_text_and_the_code_agree() {
    let faults: Vec<String> = REPORT.diagnostics().map(ToString::to_string).collect();
    tell(&REPORT.summary());
    assert!(
        faults.is_empty(),
        "{}\n\n{}",
        faults.join("\n\n"),
        REPORT.summary()
    );
    assert!(REPORT.numbers() > 0);
}

/// The pages that have something to list.
fn pages() -> impl Iterator<Item = &'static CheckedPage> {
    REPORT.pages.iter().filter(|page| page.count > 0)
}

#[test]
fn every_number_is_as_it_was_reviewed() {
    for page in pages() {
        let row = |row: &LedgerRow| {
            let exact = row.exact.join("; ");
            format!("{} | {} | {exact}\n", row.text, row.expression)
        };
        let rows: String = page.ledger.iter().map(row).collect();
        assert_snapshot!(page.stem.as_str(), rows);
    }
}

#[test]
fn every_exemption_is_as_it_was_reviewed() {
    let row = |stem: &str, exempt: &ExemptionRow| {
        format!("{stem} | {} | {}\n", exempt.text, exempt.reason)
    };
    let pages = REPORT.pages.iter();
    let rows: String = pages
        .flat_map(|page| page.exemptions.iter().map(|exempt| row(&page.stem, exempt)))
        .collect();
    assert_snapshot!("exemptions", rows);
}

#[test]
fn every_formula_is_as_it_was_reviewed() {
    let row = |stem: &str, formula: &FormulaRow| {
        format!("{stem} | {} | {}\n", formula.tex, formula.expression)
    };
    let pages = REPORT.pages.iter();
    let rows: String = pages
        .flat_map(|page| page.formulas.iter().map(|formula| row(&page.stem, formula)))
        .collect();
    assert_snapshot!("formulas", rows);
}

#[test]
fn no_list_of_a_page_that_is_gone_is_left() {
    let entries = fs::read_dir(root().join("tests/snapshots")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: BTreeSet<String> = names
        .filter_map(|name| {
            Some(
                name.strip_prefix("main__ledger__")?
                    .strip_suffix(".snap")?
                    .to_owned(),
            )
        })
        .collect();
    let lists = ["exemptions", "formulas"]
        .into_iter()
        .chain(pages().map(|page| page.stem.as_str()));
    let listed = lists.map(str::to_owned).collect();
    let gone: Vec<_> = left.difference(&listed).collect();
    assert!(
        gone.is_empty(),
        "remove tests/snapshots/main__ledger__{gone:?}.snap"
    );
}
