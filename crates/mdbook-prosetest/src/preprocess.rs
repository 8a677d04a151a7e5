//! mdBook's side of the check: pages go in as those before left them, and come out with their numbers linked.

use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::Book as MdBook;

use crate::book::{Book, name_of};
use crate::check::Checker;
use crate::error::Error;
use crate::list::{self, placed};
use crate::report::{CheckedPage, Report};

/// How numbers and formulas look, and what opens at them.
const STYLE: &str = include_str!("../assets/number.css");
const SCRIPT: &str = include_str!("../assets/number.js");

/// Checks the book that mdBook hands over, and returns it as the renderer should have it.
///
/// # Errors
/// [`Error::Wrong`] if the text and the code disagree; then nothing should be built.
pub fn preprocess(
    context: &PreprocessorContext,
    handed: MdBook,
) -> Result<(MdBook, Report), Error> {
    let checker = Checker::new(Book::handed(context, &handed)?)?;
    let mut report = checker.check();
    for page in &mut report.pages {
        checker.book().relocate(&page.name, &mut page.diagnostics);
    }
    let report = report.into_sound()?;
    let language = context.config.book.language.as_deref();
    let html = context.renderer == "html";
    let mut handed = handed;
    handed.for_each_chapter_mut(|chapter| {
        let Some(name) = name_of(chapter) else {
            return;
        };
        let mut pages = checker.book().pages().iter();
        let same = |page: &crate::Page| page.name == name && page.text == chapter.content;
        if let Some(place) = pages.position(same) {
            chapter.content = if html {
                dressed(&report.pages[place], &report, language)
            } else {
                let plain = checker.checked(place).plain();
                placed(&plain, |list| list::plain(list, &report, language))
            };
        }
    });
    Ok((handed, report.into()))
}

/// A page as HTML shows it. One without a number stays as it was.
fn dressed(page: &CheckedPage, report: &Report, language: Option<&str>) -> String {
    let mut text = report.listed(page, language);
    if !(page.ledger.is_empty() && page.formulas.is_empty()) {
        // They stand in the page itself, so that nothing has to be copied, and no other page has them.
        text.push_str(&format!(
            "\n\n<style>\n{STYLE}</style>\n<script>\n{SCRIPT}</script>\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use prosetest::contract::{ATTRIBUTES, CLASSES};

    use super::{SCRIPT, STYLE};

    /// The words that follow a text.
    fn words<'t>(text: &'t str, before: &str) -> BTreeSet<&'t str> {
        let word = |rest: &'t str| {
            let end = rest.find(|ch: char| !(ch.is_ascii_alphanumeric() || ch == '-'));
            &rest[..end.unwrap_or(rest.len())]
        };
        text.split(before).skip(1).map(word).collect()
    }

    #[test]
    fn style_and_script_know_the_contract_and_nothing_else() {
        let classes = CLASSES.map(|(name, _)| name);
        let rules = STYLE
            .lines()
            .filter(|line| line.contains('{') || line.ends_with(','));
        for rule in rules {
            // What is declared has decimals, which are no classes.
            let selector = rule.split('{').next().unwrap_or_default();
            for class in words(selector, ".") {
                // The first is mdBook's own; the others are what the script makes.
                let known = class == "content" || class.starts_with("number-popover");
                assert!(known || classes.contains(&class), "{class} in {rule}");
            }
        }
        for read in words(SCRIPT, "number.dataset.") {
            let attribute = format!("data-{read}");
            let known = ATTRIBUTES.iter().any(|(name, _)| *name == attribute);
            assert!(known, "{attribute}");
        }
        assert_eq!(words(SCRIPT, "a."), BTreeSet::from(["number", "formula"]));
    }
}
