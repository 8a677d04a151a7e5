//! The figures that a reader can move: every state of every control, computed here by the chapters' own functions.
//!
//! ```
//! let figures = explorables::all();
//! let bill = figures.iter().find(|figure| figure.name() == "bill");
//! assert!(bill.is_some_and(|bill| bill.shown("divergence", bill.first()) == Some("0.154 nats")));
//! ```
//!
//! A control has steps, so a figure has finitely many states.
//! What each of them shows, text and places alike, is evaluated into a table; the page's script looks it up, and
//! computes nothing.
//! A column of the table is one attribute, or the text, of one element, and knows which controls it depends on.
//!
//! Of each figure three files stand below `book/en/explorables`: the drawing in its first state, the read-outs and
//! controls in theirs, and the table. A test compares them with what is made here, and so does the check of the book.
//! This crate writes no file and knows no page.

mod bench;
mod bill;
mod calm;
mod code;
mod curve;
mod dictionary;
mod figure;
mod interval;
mod race;

pub use figure::Explorable;

/// Every figure that can be moved, in the order of the chapters.
///
/// ```
/// for figure in explorables::all() {
///     assert!(figure.states().count() > 1, "{}", figure.name());
/// }
/// ```
#[must_use]
pub fn all() -> Vec<Explorable> {
    vec![
        curve::figure(),
        code::figure(),
        interval::figure(),
        dictionary::figure(),
        bill::figure(),
        bench::figure(),
        race::figure(),
        calm::figure(),
    ]
}

/// The files of all figures: for each its name below `book/en`, and what it holds.
///
/// ```
/// let files = explorables::files();
/// assert!(files.iter().any(|(name, _)| name == "explorables/bill.svg"));
/// ```
#[must_use]
pub fn files() -> Vec<(String, String)> {
    let of = |figure: &Explorable| {
        let name = |ending| format!("explorables/{}.{ending}", figure.name());
        [
            (name("svg"), figure.drawing()),
            (name("html"), figure.controls()),
            (name("js"), figure.table()),
        ]
    };
    all().iter().flat_map(of).collect()
}
