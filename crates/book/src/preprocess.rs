//! mdBook's side of the check: pages go in as they were written, and come out with their numbers linked.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use mdbook_preprocessor::book::{Book as MdBook, Chapter};
use mdbook_preprocessor::errors::Error;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::check::{Book, CODE, CheckedPage, NUMBERS, Report, Source};
use crate::error::BookError;

/// The preprocessor: it checks every number, and refuses the book if one is wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbers;

impl Preprocessor for Numbers {
    fn name(&self) -> &str {
        "numbers"
    }

    fn run(&self, context: &PreprocessorContext, mut pages: MdBook) -> Result<MdBook, Error> {
        let root = context.root.parent().unwrap_or(Path::new(".."));
        let book = Book::open(root)?;
        let report = book.check();
        if report.wrong() > 0 {
            for fault in report.diagnostics() {
                eprintln!("{fault}\n");
            }
            return Err(BookError::Wrong {
                wrong: report.wrong(),
            }
            .into());
        }
        pages.for_each_chapter_mut(|chapter| dress(chapter, &book, &report));
        Ok(pages)
    }

    fn supports_renderer(&self, renderer: &str) -> Result<bool, Error> {
        Ok(renderer == "html")
    }
}

/// Replaces a chapter's text by the rendered one, and adds what is generated.
fn dress(chapter: &mut Chapter, book: &Book, report: &Report) {
    let Some(name) = chapter
        .source_path
        .as_ref()
        .map(|path| path.to_string_lossy().into_owned())
    else {
        return;
    };
    let pages = book.sources().iter().zip(&report.pages);
    let Some((source, page)) = pages.into_iter().find(|(source, _)| source.name == name) else {
        return;
    };
    chapter.content.clone_from(&page.rendered);
    match source.stem() {
        NUMBERS => chapter.content.push_str(&every_number(report)),
        CODE => chapter.content.push_str(&all_code(book)),
        _ => chapter.content.push_str(&foot(source, page)),
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
        format!(
            " by <a href=\"{CODE}.html#{stem}\"><code>{path}</code></a>. Run <code>cargo run --example {stem}</code>, \
             or read its <a href=\"{CODE}.html#{stem}-example\">example</a> and \
             its <a href=\"{CODE}.html#{stem}-tests\">tests</a>"
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
        let (title, stem) = (html(&page.title), &page.stem);
        let _ = write!(
            text,
            "\n\n<h2 id=\"{stem}\"><a class=\"header\" href=\"#{stem}\">{title}</a></h2>\n\n\
             <div class=\"table-wrapper\"><table class=\"ledger\"><thead><tr><th>In the text</th><th>Exact value</th>\
             <th>Computed by</th></tr></thead><tbody>"
        );
        for row in &page.ledger {
            let (id, shown, expression) = (&row.id, html(&row.text), html(&row.expression));
            let place = if row.linked {
                format!("#{id}")
            } else {
                String::new()
            };
            let exact = row
                .exact
                .iter()
                .map(|value| html(value))
                .collect::<Vec<_>>()
                .join("<br>");
            let _ = write!(
                text,
                "<tr id=\"{id}\"><td><a href=\"{stem}.html{place}\"><data value=\"{shown}\">{shown}</data></a></td>\
                 <td><data value=\"{exact_value}\">{exact}</data></td><td><code>{expression}</code></td></tr>",
                exact_value = html(&row.exact.join("; ")),
            );
        }
        text.push_str("</tbody></table></div>\n");
    }
    text
}

/// The code of every chapter: its crate, its example and its tests.
fn all_code(book: &Book) -> String {
    let mut text = String::new();
    for source in book.sources() {
        let Some(path) = &source.chapter_crate else {
            continue;
        };
        let stem = source.stem();
        let title = html(&source.title);
        let _ = write!(text, "\n\n## {title} {{#{stem}}}\n");
        let folder = book.root().join(path).join("src");
        let mut files: Vec<_> = fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".rs"))
            .collect();
        // The crate's front page first, then its parts by name.
        files.sort_by_key(|name| (name != "lib.rs", name.clone()));
        for name in files {
            listing(&mut text, book.root(), &format!("{path}/src/{name}"), "");
        }
        listing(
            &mut text,
            book.root(),
            &format!("examples/{stem}.rs"),
            &format!(" id=\"{stem}-example\""),
        );
        let tests = format!("tests/{}.rs", stem.replace('-', "_"));
        listing(
            &mut text,
            book.root(),
            &tests,
            &format!(" id=\"{stem}-tests\""),
        );
    }
    text
}

/// One file as a block that opens on demand.
fn listing(text: &mut String, root: &Path, path: &str, id: &str) {
    let Ok(code) = fs::read_to_string(root.join(path)) else {
        return;
    };
    let _ = write!(
        text,
        "\n<details class=\"listing\"{id}>\n<summary><code>{path}</code></summary>\n\n\
         ``````rust,noplayground\n{code}``````\n\n</details>\n"
    );
}
