//! The formulas: evaluated, held to the code, and made false one change at a time.

use std::collections::BTreeMap;
use std::fs;
use std::thread;

use insta::assert_snapshot;
use prosetest::{FormulaMutant, Symbols};

use crate::support::{BOOK, REPORT, root, tell};

/// Why a change leaves a formula as true as it was: the change, as a part of it shows, and the reason.
///
/// The first that fits a change counts.
const EQUAL: [(&str, &str); 0] = [];

fn symbols() -> Symbols {
    let text = fs::read_to_string(root().join("crates/givens/symbols.toml")).unwrap();
    Symbols::from_toml(&text).unwrap()
}

#[test]
fn every_formula_made_false_is_caught() {
    let of_page = |stem: &str| -> Vec<(String, FormulaMutant)> {
        let mutants = BOOK.formula_mutants(stem);
        mutants
            .into_iter()
            .map(|mutant| (stem.to_owned(), mutant))
            .collect()
    };
    let mutants: Vec<(String, FormulaMutant)> = thread::scope(|scope| {
        let pages = REPORT.pages.iter();
        let running: Vec<_> = pages
            .map(|page| scope.spawn(|| of_page(&page.stem)))
            .collect();
        running
            .into_iter()
            .flat_map(|page| page.join().unwrap())
            .collect()
    });
    let formulas = REPORT.pages.iter().flat_map(|page| &page.formulas);
    let evaluated = formulas.filter(|formula| formula.draws >= 64).count();
    let exempt = REPORT.pages.iter().flat_map(|page| &page.exemptions);
    let exempt = exempt
        .filter(|(text, _)| text.contains(['=', '≤', '≥', '≈', '<', '>']))
        .count();
    let chains: usize = REPORT.pages.iter().map(|page| page.chains).sum();
    let (caught, missed): (Vec<_>, Vec<_>) = mutants
        .iter()
        .partition(|(_, mutant)| mutant.fault.is_some());
    let mut equal = BTreeMap::new();
    let mut unexplained = Vec::new();
    for (stem, mutant) in missed {
        let row = format!("{stem} | {} → {}", mutant.tex, mutant.change);
        match EQUAL.iter().find(|(change, _)| row.contains(change)) {
            Some((_, reason)) => {
                equal.insert(row, *reason);
            }
            None => unexplained.push(row),
        }
    }
    let tried = caught.len() + unexplained.len();
    tell(&format!(
        "formulas evaluated: {evaluated}, exempted: {exempt}; arithmetic in numbers: {chains}; \
         mutants caught: {} of {tried} ({} more are equal by mathematics)",
        caught.len(),
        equal.len()
    ));
    assert!(
        unexplained.is_empty(),
        "not caught:\n{}",
        unexplained.join("\n")
    );
    assert!(
        exempt * 10 <= evaluated + exempt,
        "{exempt} of {} formulas are exempt",
        evaluated + exempt
    );
    assert!(
        evaluated > 30 && caught.len() > 2_000,
        "{evaluated} formulas, {} mutants",
        caught.len()
    );
    let rows: String = equal
        .iter()
        .map(|(row, reason)| format!("{row} | {reason}\n"))
        .collect();
    assert_snapshot!("equal", rows);
}

#[test]
fn the_glossary_lists_the_declared_symbols() {
    let glossary = fs::read_to_string(root().join("book/en/glossary.md")).unwrap();
    let rows = glossary
        .lines()
        .skip_while(|line| *line != "| sign | meaning |")
        .skip(2);
    let signs = rows.take_while(|line| line.starts_with("| $") || line.starts_with("| [$"));
    // A digit in a sign claims nothing, and says so.
    let bare = |line: &str| match (line.split_once("| ["), line.split_once(") | ")) {
        (Some((_, sign)), Some((_, meaning))) => {
            let sign = sign.split("](").next().unwrap_or_default();
            format!("| {sign} | {meaning}")
        }
        _ => line.to_owned(),
    };
    let rows: Vec<String> = signs.map(bare).collect();
    let symbols = symbols();
    let row = |tex: &str, meaning: &str| format!("| ${tex}$ | {meaning} |");
    let letters = symbols
        .symbols()
        .iter()
        .map(|symbol| row(&symbol.tex, &symbol.meaning));
    let functions = symbols
        .notations()
        .iter()
        .map(|notation| row(&notation.tex, &notation.meaning));
    let declared: Vec<String> = letters.chain(functions).collect();
    assert_eq!(
        rows, declared,
        "book/en/glossary.md lists what crates/givens/symbols.toml declares, in its order"
    );
}
