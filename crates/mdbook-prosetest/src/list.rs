//! The list of all numbers, where the author wants it.

use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use crate::report::Report;

/// What the author writes, as a paragraph of its own.
const DIRECTIVE: &str = "{{#numbers}}";

/// Where the directives stand in a page; one in a code block is only shown.
fn places(text: &str) -> Vec<Range<usize>> {
    if !text.contains(DIRECTIVE) {
        return Vec::new();
    }
    let paragraphs = Parser::new(text)
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Start(Tag::Paragraph)));
    let places = paragraphs.map(|(_, range)| range);
    places
        .filter(|range| text[range.clone()].trim() == DIRECTIVE)
        .collect()
}

/// Whether the list stands in a page.
pub(crate) fn stands_in(text: &str) -> bool {
    !places(text).is_empty()
}

/// The page with the list in place of each directive; `up` is the way to the folder of the built book.
pub(crate) fn placed(text: &str, list: impl Fn() -> String) -> String {
    let mut placed = String::with_capacity(text.len());
    let mut at = 0;
    for range in places(text) {
        placed.push_str(&text[at..range.start]);
        placed.push_str(&list());
        at = range.end;
    }
    placed.push_str(&text[at..]);
    placed
}

/// What the list says in its own words, in the language of the book.
struct Words {
    /// The language of the words, if it is not the book's.
    language: Option<&'static str>,
    heads: [&'static str; 3],
}

impl Words {
    fn of(language: Option<&str>) -> Self {
        let language = language.unwrap_or("en");
        let main = language.split('-').next().unwrap_or(language);
        match main {
            "zh" => Self {
                language: None,
                heads: ["文中", "精确值", "计算式"],
            },
            _ => Self {
                language: (main != "en").then_some("en"),
                heads: ["In the text", "Exact value", "Computed by"],
            },
        }
    }
}

/// The list as HTML inside Markdown: a table for each page.
pub(crate) fn html(report: &Report, up: &str, language: Option<&str>) -> String {
    let words = Words::of(language);
    let mut head = String::new();
    for word in words.heads {
        let lang = words
            .language
            .map_or_else(String::new, |language| format!(" lang=\"{language}\""));
        let _ = write!(head, "<th{lang}>{word}</th>");
    }
    let mut text = String::new();
    for page in report.pages.iter().filter(|page| page.count > 0) {
        let (title, id) = (escaped(&page.title), page.stem.replace(['/', ' '], "-"));
        let _ = write!(
            text,
            "\n\n<h2 id=\"{id}\"><a class=\"header\" href=\"#{id}\">{title}</a></h2>\n\n\
             <div class=\"table-wrapper\"><table class=\"ledger\"><thead><tr>{head}</tr></thead><tbody>"
        );
        for row in &page.ledger {
            let (id, shown, expression) = (&row.id, escaped(&row.text), escaped(&row.expression));
            let rendered = &row.rendered.html;
            let spoken = row.rendered.spoken.as_ref();
            let label = spoken.map_or_else(String::new, |spoken| {
                format!(" aria-label=\"{}\"", escaped(spoken))
            });
            let place = if row.linked {
                format!("#{id}")
            } else {
                String::new()
            };
            let exact: Vec<String> = row.exact.iter().map(|value| escaped(value)).collect();
            let _ = write!(
                text,
                "<tr id=\"{id}\"><td><a href=\"{up}{page}{place}\"{label}><data value=\"{shown}\">{rendered}</data></a></td>\
                 <td><data value=\"{value}\">{exact}</data></td><td><code>{expression}</code></td></tr>",
                page = page.html,
                value = exact.join("; "),
                exact = exact.join("<br>"),
            );
        }
        text.push_str("</tbody></table></div>\n");
    }
    text
}

/// The list for renderers that show no HTML.
pub(crate) fn plain(report: &Report, language: Option<&str>) -> String {
    let [text, exact, expression] = Words::of(language).heads;
    let cell = |text: &str| text.replace('|', "\\|");
    let mut table = format!("\n| {text} | {exact} | {expression} |\n| --- | --- | --- |\n");
    for row in report.pages.iter().flat_map(|page| &page.ledger) {
        let exact = row.exact.join("; ");
        let _ = writeln!(
            table,
            "| {} | {} | `{}` |",
            cell(&row.text),
            cell(&exact),
            cell(&row.expression)
        );
    }
    table
}

/// Text for HTML that stands inside Markdown.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for ch in text.chars() {
        let plain = matches!(
            ch,
            ' ' | '.' | ',' | '-' | '(' | ')' | '=' | ';' | ':' | '/' | '+' | '%'
        );
        if ch.is_alphanumeric() || plain {
            escaped.push(ch);
        } else {
            let _ = write!(escaped, "&#{};", ch as u32);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{placed, stands_in};

    #[test]
    fn the_list_stands_where_the_directive_is_a_paragraph() {
        assert!(stands_in("# Numbers\n\n{{#numbers}}\n\nThat is all."));
        for shown in [
            "Write `{{#numbers}}` there.",
            "```text\n{{#numbers}}\n```",
            "    {{#numbers}}",
            "\\{{#numbers}}",
            "a {{#numbers}} b",
        ] {
            assert!(!stands_in(shown), "{shown}");
        }
        let list = || "LIST\n".to_owned();
        assert_eq!(placed("a\n\n{{#numbers}}\n\nb\n", list), "a\n\nLIST\n\nb\n");
    }
}
