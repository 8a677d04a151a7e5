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
        let same = |(page, _): &(&crate::Page, &CheckedPage)| {
            page.name == name && page.text == chapter.content
        };
        let mut pages = checker.book().pages().iter().zip(&report.pages);
        if let Some((source, page)) = pages.find(same) {
            chapter.content = if html {
                dressed(page, &report, language)
            } else {
                let plain = checker.with_checked(source, |checked| checked.plain());
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
