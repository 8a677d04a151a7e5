//! mdBook's side of the check: pages go in as they were written, and come out with their numbers linked.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;

use mdbook_preprocessor::book::{Book as MdBook, BookItem, Chapter};
use mdbook_preprocessor::errors::Error;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use prosetest::{Implementation, Rendered};

use crate::caption::captioned;
use crate::error::BookError;
use crate::listing::{Listings, page_of};
use crate::report::{CheckedPage, Report, Sound};
use crate::source::{CODE, Edition, FORMULAS, NUMBERS, Source};

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
    /// The pages of an edition, as its check found them.
    #[must_use]
    pub fn new(edition: &Edition, report: &Sound) -> Self {
        let repository = edition.repository().map(|address| html(&address));
        let listings = Listings::read(edition);
        let pages = edition.sources().iter().zip(&report.pages);
        let pages = pages.map(|(source, page)| {
            let text = match source.stem() {
                NUMBERS => page.rendered.clone() + &every_number(report),
                FORMULAS => page.rendered.clone() + &every_formula(report),
                CODE => page.rendered.clone() + &all_code(&listings),
                _ => captioned(&page.rendered) + &foot(source, page),
            };
            // Without an address the element is text like any other, and leads nowhere.
            let text = match &repository {
                Some(address) => text.replace(REPOSITORY, &format!("<a href=\"{address}\">")),
                None => text,
            };
            (source.name.clone(), text)
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
        "numbers"
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
fn foot(source: &Source, page: &CheckedPage) -> String {
    let count = page.count;
    if count == 0 {
        return String::new();
    }
    let stem = source.stem();
    let numbers = if count == 1 {
        "number on this page was"
    } else {
        "numbers on this page were"
    };
    let by = source.chapter_crate.as_ref().map_or_else(String::new, |path| {
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

/// Text for HTML that stands inside Markdown.
fn html(text: &str) -> String {
    let mut escaped = String::new();
    for ch in text.chars() {
        if ch.is_alphanumeric()
            || matches!(
                ch,
                ' ' | '.' | ',' | '-' | '(' | ')' | '=' | ';' | ':' | '/' | '+' | '%'
            )
        {
            escaped.push(ch);
        } else {
            escaped.push_str(&format!("&#{};", ch as u32));
        }
    }
    escaped
}

/// The list of every number: a table for each page.
fn every_number(report: &Report) -> String {
    let mut text = String::new();
    for page in report.pages.iter().filter(|page| page.count > 0) {
        open_table(
            &mut text,
            page,
            "ledger",
            &["In the text", "Exact value", "Computed by"],
        );
        for row in &page.ledger {
            let (shown, expression) = (html(&row.text), html(&row.expression));
            let place = row.linked.then_some(row.id.as_str());
            let (open, rendered) = (way_to(page, place, &row.rendered), &row.rendered.html);
            let exact = row.exact.iter().map(|value| html(value));
            let exact = exact.collect::<Vec<_>>().join("<br>");
            let _ = write!(
                text,
                "<tr id=\"{id}\"><td>{open}<data value=\"{shown}\">{rendered}</data></a></td>\
                 <td><data value=\"{exact_value}\">{exact}</data></td><td><code>{expression}</code></td></tr>",
                id = row.id,
                exact_value = html(&row.exact.join("; ")),
            );
        }
        text.push_str("</tbody></table></div>\n");
    }
    text
}

/// The list of every formula: a table for each page, with what is not evaluated at its end.
fn every_formula(report: &Report) -> String {
    let mut text = String::new();
    for page in &report.pages {
        let exempt = page.exemptions.iter().filter(|exempt| exempt.is_formula);
        let exempt: Vec<_> = exempt.collect();
        if page.formulas.is_empty() && exempt.is_empty() {
            continue;
        }
        open_table(
            &mut text,
            page,
            "ledger formulas",
            &["In the text", "Equal", "Draws", "Computed by"],
        );
        for row in &page.formulas {
            let place = row.linked.then_some(row.id.as_str());
            let (open, rendered) = (way_to(page, place, &row.rendered), &row.rendered.html);
            let mut code = format!("<code>{}</code>", html(&row.expression));
            if let Some(Implementation {
                name: Some(name),
                origin,
                address,
            }) = &row.code
            {
                let _ = write!(
                    code,
                    "<br><a href=\"{address}\"><code>{}</code> in <code>{origin}</code></a>",
                    html(name)
                );
            }
            let _ = write!(
                text,
                "<tr id=\"{id}\"><td>{open}<span class=\"formula\">{rendered}</span></a></td><td>{compared}</td>\
                 <td><data value=\"{draws}\">{draws}</data></td><td>{code}</td></tr>",
                id = row.id,
                compared = html(&row.compared),
                draws = row.draws,
            );
        }
        for row in exempt {
            let (open, rendered) = (way_to(page, None, &row.rendered), &row.rendered.html);
            let _ = write!(
                text,
                "<tr><td>{open}<span class=\"exempt\">{rendered}</span></a></td><td>not evaluated: {reason}</td>\
                 <td></td><td></td></tr>",
                reason = html(&row.reason),
            );
        }
        text.push_str("</tbody></table></div>\n");
    }
    text
}

/// Opens the table of a page in a list, under the page's title.
fn open_table(text: &mut String, page: &CheckedPage, class: &str, heads: &[&str]) {
    let (title, stem) = (html(&page.title), &page.stem);
    let heads: String = heads
        .iter()
        .map(|head| format!("<th>{head}</th>"))
        .collect();
    let _ = write!(
        text,
        "\n\n<h2 id=\"{stem}\"><a class=\"header\" href=\"#{stem}\">{title}</a></h2>\n\n\
         <div class=\"table-wrapper\"><table class=\"{class}\"><thead><tr>{heads}</tr></thead><tbody>"
    );
}

/// The start tag of the link from a row to its place on the page.
fn way_to(page: &CheckedPage, place: Option<&str>, rendered: &Rendered) -> String {
    let place = place.map_or_else(String::new, |id| format!("#{id}"));
    let spoken = rendered.spoken.as_ref();
    let label = spoken.map_or_else(String::new, |spoken| {
        format!(" aria-label=\"{}\"", html(spoken))
    });
    format!("<a href=\"{}.html{place}\"{label}>", page.stem)
}

/// The chapters of the code, as links.
fn all_code(listings: &Listings) -> String {
    let mut text = String::from("\n\n");
    for chapter in listings.chapters() {
        let (page, path, title) = (page_of(&chapter.stem), &chapter.path, html(&chapter.title));
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
