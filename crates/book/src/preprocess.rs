//! mdBook's side of the check: pages go in as they were written, and come out with their numbers linked.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use mdbook_preprocessor::book::{Book as MdBook, BookItem, Chapter};
use mdbook_preprocessor::errors::Error;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use mdbook_prosetest::{Book, CheckedPage, Sound};

use crate::caption::captioned;
use crate::error::BookError;
use crate::html::escape_in_markdown;
use crate::listing::{CODE, Listings, page_of};
use crate::open::repository;

/// The page with the list of every number, without its ending.
const NUMBERS: &str = "numbers";

/// What opens a link to the repository in a page, whose address the workspace's manifest knows.
const REPOSITORY: &str = "<a class=\"repository\">";

/// The preprocessor: it puts the checked pages in the place of those that mdBook read.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// What becomes of each page, by its file's name.
    pages: HashMap<String, String>,
    /// The pages that show the chapters' code: name, file and text.
    code: Vec<(String, PathBuf, String)>,
}

impl Numbers {
    /// The pages of the book below `root`, as its check found them.
    #[must_use]
    pub fn new(root: &Path, book: &Book, report: &Sound) -> Self {
        let repository = repository(root).map(|address| escape_in_markdown(&address));
        let listings = Listings::read(root, book);
        let language = book.settings().book.language.as_deref();
        let pages = report.pages.iter().map(|page| {
            let text = report.listed(page, language);
            let text = match page.stem.as_str() {
                CODE => text + &all_code(&listings),
                _ => captioned(&text) + &foot(page),
            };
            // Without an address the element is text like any other, and leads nowhere.
            let text = match &repository {
                Some(address) => text.replace(REPOSITORY, &format!("<a href=\"{address}\">")),
                None => text,
            };
            (page.name.clone(), text)
        });
        let code = listings.chapters().iter().map(|chapter| {
            let file = PathBuf::from(page_of(&chapter.stem) + ".md");
            (chapter.path.clone(), file, chapter.markdown())
        });
        Self {
            pages: pages.collect(),
            code: code.collect(),
        }
    }

    /// Whether mdBook needs this preprocessor for a renderer: the pages become HTML, and nothing else.
    #[must_use]
    pub fn supports(renderer: &str) -> bool {
        renderer == "html"
    }

    /// Puts the checked text in the place of the one that mdBook read.
    fn dress(&self, chapter: &mut Chapter) -> Result<(), BookError> {
        // A chapter without a file is a draft, which has no text.
        let Some(path) = &chapter.source_path else {
            return Ok(());
        };
        let page = self.pages.get(&*path.to_string_lossy());
        let page = page.ok_or_else(|| BookError::NotChecked { page: path.clone() })?;
        chapter.content.clone_from(page);
        if path.file_stem().is_some_and(|stem| stem == CODE) {
            let parents = vec![chapter.name.clone()];
            let pages = self.code.iter().map(|(name, file, text)| {
                BookItem::Chapter(Chapter::new(name, text.clone(), file, parents.clone()))
            });
            chapter.sub_items.extend(pages);
        }
        Ok(())
    }
}

impl Preprocessor for Numbers {
    fn name(&self) -> &str {
        "prosetest"
    }

    fn run(&self, _: &PreprocessorContext, mut pages: MdBook) -> Result<MdBook, Error> {
        let mut done = Ok(());
        pages.for_each_chapter_mut(|chapter| {
            if done.is_ok() {
                done = self.dress(chapter);
            }
        });
        done?;
        Ok(pages)
    }

    fn supports_renderer(&self, renderer: &str) -> Result<bool, Error> {
        Ok(Self::supports(renderer))
    }
}

/// The line at a page's foot that says what was checked, and by what.
fn foot(page: &CheckedPage) -> String {
    let count = page.count;
    if count == 0 {
        return String::new();
    }
    let stem = &page.stem;
    let numbers = if count == 1 {
        "number on this page was"
    } else {
        "numbers on this page were"
    };
    let by = page.origin.as_ref().map_or_else(String::new, |path| {
        let code = page_of(stem);
        format!(
            " by <a href=\"{code}.html\"><code>{path}</code></a>. Run <code>cargo run --example {stem}</code>, \
             or read its <a href=\"{code}.html#example\">example</a> and \
             its <a href=\"{code}.html#tests\">tests</a>"
        )
    });
    format!(
        "\n\n<footer class=\"checked\"><p><data value=\"{count}\">{count}</data> {numbers} \
         <a href=\"{NUMBERS}.html#{stem}\">computed and checked</a>{by}.</p></footer>\n"
    )
}

/// The chapters of the code, as links.
fn all_code(listings: &Listings) -> String {
    let mut text = String::from("\n\n");
    for chapter in listings.chapters() {
        let (page, path, title) = (
            page_of(&chapter.stem),
            &chapter.path,
            escape_in_markdown(&chapter.title),
        );
        let _ = writeln!(text, "- [`{path}`]({page}.md): {title}");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use mdbook_preprocessor::book::Chapter;

    use super::Numbers;

    #[test]
    fn only_the_checked_text_of_a_page_is_built() {
        let checked = ("a.md".to_owned(), "checked".to_owned());
        let numbers = Numbers {
            pages: HashMap::from([checked]),
            code: Vec::new(),
        };
        let chapter = |path| Chapter::new("A", "as mdBook read it".to_owned(), path, Vec::new());

        let mut page = chapter("a.md");
        numbers.dress(&mut page).unwrap();
        assert_eq!(page.content, "checked");

        let refused = numbers.dress(&mut chapter("b.md")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "b.md was not there when the book was checked; build it again"
        );

        let mut draft = Chapter::new_draft("A", Vec::new());
        numbers.dress(&mut draft).unwrap();
        assert_eq!(draft.content, "");
    }
}
