//! How long a book takes to check, as it grows: `cargo bench --package prosetest`.
//!
//! The synthetic book has 1,000 pages with 100 numbers each; a tenth and a half of it show whether time grows in step.
//! The last rows check one page with all the numbers of many, where a slow search would show first.

use divan::Bencher;
use divan::counter::ItemsCount;
use prosetest::{Answer, Code, Dimension, Input, Oracle, Page, Unit, Units, Value};

fn main() {
    divan::main();
}

/// The numbers on one page.
const PER_PAGE: usize = 100;

/// Every expression names its own value: `value(N)` is N / 1000.
struct Thousandths;

impl Oracle for Thousandths {
    fn evaluate(&self, code: &Code, _: &[Vec<Input>]) -> Vec<Answer> {
        let number = code.text.strip_prefix("value(");
        let number = number.and_then(|rest| rest.strip_suffix(')')?.parse::<f64>().ok());
        vec![number.map_or(Answer::Unknown, |number| {
            Answer::Values(vec![Value::Quantity {
                value: number / 1000.0,
                dimension: 0,
            }])
        })]
    }

    fn include(&self, path: &str) -> Result<(), String> {
        Err(format!("nothing wrote {path}"))
    }
}

fn units() -> Units {
    let length = Dimension::new(
        "length",
        [
            Unit::new(&["metre", "metres"], 1.0),
            Unit::new(&["inch", "inches"], 0.0254),
        ],
    );
    Units::new([length]).expect("two units with names of their own")
}

/// A page with so many numbers in prose, a list, a table and formulas, from the one numbered `first` on.
fn page(first: usize, numbers: usize) -> String {
    let mut text = format!(
        "# A page that begins at [{}](- \"its name\") {{#page}}\n",
        shown(first)
    );
    let claims: Vec<usize> = (first..first + numbers).collect();
    for section in claims.chunks(10) {
        text.push_str("\n## A section of words\n\nSome words come before the numbers, and `code` and $x_1$ as well.\n");
        for (place, &number) in section.iter().enumerate() {
            let value = shown(number);
            text.push_str(&match place {
                0..4 => format!(
                    "One line says that it is [{value} metres](= \"value({number})\") here.\n"
                ),
                4 => format!("\n- An item of [**{value}** metres](= \"value({number})\")\n"),
                5 => format!("- An item of [$x = {value}$ metres](= \"value({number})\")\n"),
                6 => format!(
                    "\n| length (metres) |\n| --- |\n| [{value}](= \"value({number})\") |\n"
                ),
                _ => format!("| [{value}](= \"value({number})\") |\n"),
            });
        }
    }
    text
}

/// Three decimals, as the pages show them.
fn shown(number: usize) -> String {
    format!("{}.{:03}", number / 1000, number % 1000)
}

/// Parses and checks every page; panics if anything is wrong, so that no number is skipped.
fn check(pages: &[String], units: &Units) -> usize {
    let count = |text: &String| {
        let page = Page::parse("page.md", text, units);
        let checked = page.check(&Thousandths);
        assert!(checked.diagnostics.is_empty(), "{}", checked.diagnostics[0]);
        checked.count()
    };
    pages.iter().map(count).sum()
}

#[divan::bench(args = [100, 500, 1000], sample_count = 10, sample_size = 1)]
fn pages_of_100_numbers(bencher: Bencher, pages: usize) {
    let pages: Vec<String> = (0..pages)
        .map(|index| page(index * PER_PAGE, PER_PAGE))
        .collect();
    measure(bencher, &pages);
}

#[divan::bench(args = [1_000, 5_000, 10_000], sample_count = 10, sample_size = 1)]
fn numbers_on_one_page(bencher: Bencher, numbers: usize) {
    measure(bencher, &[page(0, numbers)]);
}

/// Shows the time for a whole book, and the numbers checked in a second.
fn measure(bencher: Bencher, pages: &[String]) {
    let units = units();
    let numbers = check(pages, &units);
    bencher
        .counter(ItemsCount::new(numbers))
        .bench(|| check(pages, &units));
}
