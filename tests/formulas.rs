//! The formulas: evaluated, held to the code, and made false one change at a time.

use std::collections::BTreeMap;
use std::fs;
use std::thread;

use insta::assert_snapshot;
use prosetest::{FormulaMutant, Symbols};

use crate::support::{BOOK, REPORT, root, tell};

/// Why a change leaves a formula as true as it was.
const EQUAL: [(&str, &[&str]); 10] = [
    (
        "an index by another name",
        &[
            r"q_j  = \frac{e^{z_j }}{\sum_i  e^{z_i }}",
            r"\frac{\partial L}{\partial z_j } = \frac{e^{z_j }}{\sum_i  e^{z_i }} - y_j  = q_j  - y_j",
            r"k \ln k = -\sum_{q =1}^{k} \ln \frac{1}{k} \le -\sum_{i=1}^{k} \ln q_i",
            r"q_j  = \frac{w_j \, p'_j }{\sum_i  w_i \, p'_i }",
            r"\frac{1}{T} \Bigl( \frac{e^{z_j  / T}}{\sum_i  e^{z_i  / T}} - \frac{e^{v_j  / T}}{\sum_i  e^{v_i  / T}} \Bigr)",
            r"q_j  = \frac{p_j  e^{r_j  / \beta}}{\sum_i  p_i  e^{r_i  / \beta}}",
            r"-\frac{1}{n} \ln \prod_{i =1}^{n} q_{c_i } = -\sum_j  \hat p_j  \ln q_j",
            r"-\sum_j  p_j  \sum_i  q_{j i } \ln q_{j i }",
            r"-\sum_j  \sum_i  p_j  q_{j i } \ln (p_j  q_{j i }) = -\sum_j  p_j  \ln p_j  - \sum_j  p_j  \sum_i  q_{j i } \ln q_{j i }",
            r"r_i  = \sum_j  p_j  q_{j i }",
            r"\sum_j  \sum_i  p_j  q_{j i } \ln \frac{p_j  q_{j i }}{p_j  r_i }",
            r"z_{j i } = \sum_k W_{i k}\, x_{j k} + b_i",
            r"z_{k j} = \sum_i  W_{ji }\, x_{k i } + b_j",
            r"z_{ik } = \sum_j  W_{k j }\, x_{ij } + b_k",
            r"L = \frac{1}{n} \sum_{j =1}^{n} \Bigl( \ln \sum_{i =1}^{K} e^{z_{j i }} - z_{j  c_j } \Bigr)",
            r"\frac{\partial L}{\partial W_{i k}} = \frac{1}{n} \sum_{j =1}^{n} (q_{j i } - y_{j i })\, x_{j k}",
            r"\frac{\partial L}{\partial W_{ji }} = \frac{1}{n} \sum_{k =1}^{n} (q_{k j} - y_{k j})\, x_{k i }",
            r"\frac{\partial L}{\partial W_{k j }} = \frac{1}{n} \sum_{i=1}^{n} (q_{ik } - y_{ik })\, x_{ij }",
        ],
    ),
    (
        "an error is as large seen from either end",
        &[
            r"-\ln \frac{e^{-(\mu  - y )^2 / (2 \sigma^2)}}{\sigma \sqrt{2 \pi}} = \frac{(\mu  - y )^2}{2 \sigma^2} + \ln \sigma + \frac{1}{2} \ln (2 \pi)",
            r"\frac{|\mu  - y |}{\sigma} + \ln (2 \sigma)",
        ],
    ),
    (
        "a square has no sign",
        &[r"\ln \sum_i e^{s_i} - s_c + \alpha \Bigl(- \ln \sum_i e^{s_i} \Bigr)^2"],
    ),
    (
        "minus zero is zero",
        &[
            r"-D(p \Vert p) = 0",
            r"D(p \Vert p) =- 0",
            r"-D(p \Vert q) \le- 0",
        ],
    ),
    (
        "the sum of a distribution is one, for p as for q, and as a factor",
        &[
            r"-\sum_i p_i \ln q_c  = -\ln q_c",
            r"\sum_i p_i \ln \frac{q_i}{p_i} \le \sum_i p _i - \sum_i p_i",
            r"\sum_i p_i \ln \frac{q_i}{p_i} \le \sum_i q_i - \sum_i q _i",
        ],
    ),
    (
        "no share is greater than one: true as well, and less sharp",
        &[r"\sum_i p_i \ln \frac{q_i}{p_i} \le \sum_i q_i - \max _i p_i"],
    ),
    (
        "the slope of the sigmoid is even",
        &[r"\sigma'(-z) = q\,(1 - q)"],
    ),
    (
        "the label does not move with the logit",
        &[r"\frac{\partial}{\partial z} (q + y) = q\,(1 - q)"],
    ),
    (
        "brackets around the first terms of a sum change nothing",
        &[r"B(p, q) =  1 - \sum_i p_i^2  + \sum_i (q_i - p_i)^2"],
    ),
    (
        "the factors in another order",
        &[
            r"\text{bytes} = \frac{L  n }{8 \ln 2}",
            r"\frac{L  n }{N}",
            r"\sum_i q_i \ln \frac{s _i p _i}{q_i}",
        ],
    ),
];

/// Why a change leaves a formula as true as it was, if it does.
fn equal(change: &str) -> Option<&'static str> {
    let mut listed = EQUAL.iter();
    if let Some((reason, _)) = listed.find(|(_, changes)| changes.contains(&change)) {
        return Some(reason);
    }
    // Σ without an index, which is then the only letter that can be one.
    let mut sums = change
        .match_indices(r"\sum")
        .map(|(at, sum)| &change[at + sum.len()..]);
    sums.any(|after| !after.starts_with('_'))
        .then_some("the index that is left out is the only letter that can be one")
}

fn symbols() -> Symbols {
    let text = fs::read_to_string(root().join("crates/givens/symbols.toml"));
    let text = text.expect("the symbols are declared");
    toml::from_str(&text).expect("the declarations are sound")
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
    let exempt = exempt.filter(|exempt| exempt.is_formula).count();
    let chains: usize = REPORT.pages.iter().map(|page| page.chains).sum();
    let (caught, missed): (Vec<_>, Vec<_>) = mutants
        .iter()
        .partition(|(_, mutant)| mutant.fault.is_some());
    let mut still_true = BTreeMap::new();
    let mut unexplained = Vec::new();
    for (stem, mutant) in missed {
        let row = format!("{stem} | {} → {}", mutant.tex, mutant.change);
        match equal(&mutant.change) {
            Some(reason) => {
                still_true.insert(row, reason);
            }
            None => unexplained.push(row),
        }
    }
    let tried = caught.len() + unexplained.len();
    tell(&format!(
        "formulas evaluated: {evaluated}, exempted: {exempt}; arithmetic in numbers: {chains}; \
         mutants caught: {} of {tried} ({} more are equal by mathematics)",
        caught.len(),
        still_true.len()
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
    let rows: String = still_true
        .iter()
        .map(|(row, reason)| format!("{row} | {reason}\n"))
        .collect();
    assert_snapshot!("equal", rows);
}

#[test]
fn the_glossary_lists_the_declared_symbols() {
    let glossary = fs::read_to_string(root().join("book/en/glossary.md")).unwrap();
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
    let rows = glossary
        .lines()
        .skip_while(|line| *line != "| sign | meaning |")
        .skip(2);
    let listed: Vec<&str> = rows.take(declared.len()).collect();
    assert_eq!(
        listed, declared,
        "book/en/glossary.md lists what crates/givens/symbols.toml declares, in its order"
    );
}
