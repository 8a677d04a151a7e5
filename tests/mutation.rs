//! The checker, held to its word: every claim of the book made false, and numbers planted that nothing computes.

use std::collections::BTreeMap;
use std::thread;

use mdbook_prosetest::CheckedPage;

use crate::support::{BOOK, REPORT, tell};

/// What became of the mutants of one kind.
#[derive(Default)]
struct Tally {
    caught: usize,
    /// Changed text that claims the same: nothing at all is nothing in any unit.
    still_true: usize,
    /// Each with its place and its change.
    missed: Vec<String>,
}

/// By kind of change.
type Tallies = BTreeMap<&'static str, Tally>;

fn tally(page: &CheckedPage) -> Tallies {
    let mut tallies = Tallies::new();
    for mutant in BOOK.mutants(&page.stem) {
        let tally = tallies.entry(mutant.kind).or_default();
        let place = format!(
            "book/en/{}.md:{}: {}",
            page.stem, mutant.line, mutant.change
        );
        let Some(source) = mutant.source else {
            tally.missed.push(place);
            continue;
        };
        match (
            BOOK.faults_of(&page.stem, &source).is_empty(),
            mutant.stays_true,
        ) {
            (true, true) => tally.still_true += 1,
            (true, false) => tally.missed.push(place),
            (false, _) => tally.caught += 1,
        }
    }
    tallies
}

#[test]
fn every_claim_made_false_is_caught() {
    let pages: Vec<_> = REPORT.pages.iter().filter(|page| page.count > 0).collect();
    let wrong: Vec<_> = pages
        .iter()
        .filter(|page| !page.diagnostics.is_empty())
        .map(|page| &page.stem)
        .collect();
    assert!(
        wrong.is_empty(),
        "wrong before anything was changed, so that no change would show: {wrong:?}"
    );
    let of_pages: Vec<Tallies> = thread::scope(|scope| {
        let threads: Vec<_> = pages
            .iter()
            .map(|page| scope.spawn(|| tally(page)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let mut kinds = Tallies::new();
    for (kind, tally) in of_pages.into_iter().flatten() {
        let of_kind = kinds.entry(kind).or_default();
        of_kind.caught += tally.caught;
        of_kind.still_true += tally.still_true;
        of_kind.missed.extend(tally.missed);
    }
    let mut missed = Vec::new();
    let (mut caught, mut still_true) = (0, 0);
    for (kind, tally) in &mut kinds {
        let tried = tally.caught + tally.missed.len();
        tell(&format!(
            "mutants caught, {kind}: {} of {tried}",
            tally.caught
        ));
        caught += tally.caught;
        still_true += tally.still_true;
        missed.append(&mut tally.missed);
    }
    let all = caught + missed.len();
    tell(&format!(
        "mutants caught: {caught} of {all} ({still_true} more are as true as before)"
    ));
    assert!(
        missed.is_empty(),
        "mutants caught: {caught} of {all}; not caught:\n{}",
        missed.join("\n")
    );
    // Each number has a digit at the least.
    assert!(
        caught >= REPORT.numbers(),
        "{caught} mutants of {} numbers",
        REPORT.numbers()
    );
}

/// A number that stands in no chapter, wherever a reader can see it.
const PLANTED: [(&str, &str); 9] = [
    ("prose", "The answer is 4711.5 here."),
    ("a list", "- the answer: 4711.5"),
    ("a table", "| answer |\n| --- |\n| 4711.5 |"),
    ("the head of a table", "| 4711.5 |\n| --- |\n| answer |"),
    ("a heading", "## The answer 4711.5"),
    (
        "the text for an image",
        "![The answer 4711.5](figures/surprisal.svg)",
    ),
    ("inline code", "The answer is `4711.5`."),
    ("a formula", "The answer is $4711.5 x$."),
    ("raw HTML", "<p title=\"4711.5\">The answer</p>"),
];

#[test]
fn a_number_that_nothing_computes_is_refused_wherever_it_is_planted() {
    for page in REPORT.pages.iter().filter(|page| page.origin.is_some()) {
        let text = BOOK.text(&page.stem).unwrap();
        for (place, planted) in PLANTED {
            let faults = BOOK.faults_of(&page.stem, &format!("{text}\n\n{planted}\n"));
            let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
            assert_eq!(
                messages,
                ["4711.5 is computed by nothing"],
                "{place} of {}",
                page.stem
            );
            let line = text.lines().count() + 1;
            assert!(
                faults[0].line > line,
                "{place} of {}: line {}",
                page.stem,
                faults[0].line
            );
        }
    }
}

#[test]
fn a_number_planted_in_the_middle_of_a_chapter_is_refused_where_it_stands() {
    for page in REPORT.pages.iter().filter(|page| page.origin.is_some()) {
        let text = BOOK.text(&page.stem).unwrap();
        let title = text.lines().next().unwrap();
        let planted = text.replacen(title, &format!("{title}\n\nIt is 4711.5 at first."), 1);
        let faults = BOOK.faults_of(&page.stem, &planted);
        let found: Vec<_> = faults
            .iter()
            .map(|fault| (fault.line, fault.column, fault.message.as_str()))
            .collect();
        assert_eq!(
            found,
            [(3, 7, "4711.5 is computed by nothing")],
            "{}",
            page.stem
        );
    }
}
