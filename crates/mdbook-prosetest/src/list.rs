//! The lists of all numbers and of all formulas, where the author wants them.

use std::fmt::Write;
use std::ops::Range;

use prosetest::markup::escape_in_markdown as escaped;
use prosetest::{Implementation, Rendered};
use pulldown_cmark::{Event, Parser, Tag};

use crate::report::{CheckedPage, ExemptionRow, FormulaRow, LedgerRow, Report};

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Numbers,
    Formulas,
}

impl List {
    const ALL: [Self; 2] = [Self::Numbers, Self::Formulas];

    /// What the author writes, as a paragraph of its own.
    fn directive(self) -> &'static str {
        match self {
            Self::Numbers => "{{#numbers}}",
            Self::Formulas => "{{#formulas}}",
        }
    }

    /// Whether the list stands in a page.
    pub(crate) fn stands_in(self, text: &str) -> bool {
        places(text).iter().any(|(_, list)| *list == self)
    }

    /// The heads of its table.
    fn heads(self, words: &Words) -> Vec<&'static str> {
        let [text, exact, equal, draws, expression] = words.heads;
        match self {
            Self::Numbers => vec![text, exact, expression],
            Self::Formulas => vec![text, equal, draws, expression],
        }
    }
}

/// Where the directives stand in a page; one in a code block is only shown.
fn places(text: &str) -> Vec<(Range<usize>, List)> {
    if !List::ALL.iter().any(|list| text.contains(list.directive())) {
        return Vec::new();
    }
    let paragraphs = Parser::new(text)
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Start(Tag::Paragraph)));
    let list = |(_, range): (Event<'_>, Range<usize>)| {
        let shown = text[range.clone()].trim();
        let list = List::ALL
            .into_iter()
            .find(|list| list.directive() == shown)?;
        Some((range, list))
    };
    paragraphs.filter_map(list).collect()
}

/// The page with a list in place of each directive.
pub(crate) fn placed(text: &str, html: impl Fn(List) -> String) -> String {
    let mut placed = String::with_capacity(text.len());
    let mut at = 0;
    for (range, list) in places(text) {
        placed.push_str(&text[at..range.start]);
        placed.push_str(&html(list));
        at = range.end;
    }
    placed.push_str(&text[at..]);
    placed
}

/// What the lists say in their own words, in the language of the book.
struct Words {
    /// The language of the words, if it is not the book's.
    language: Option<&'static str>,
    heads: [&'static str; 5],
    not_evaluated: &'static str,
    /// What stands between a function and the file that it is in.
    inside: &'static str,
}

impl Words {
    fn of(language: Option<&str>) -> Self {
        let language = language.unwrap_or("en");
        let main = language.split('-').next().unwrap_or(language);
        match main {
            "zh" => Self {
                language: None,
                heads: ["文中", "精确值", "相等之处", "抽样次数", "计算式"],
                not_evaluated: "未求值：",
                inside: "，位于 ",
            },
            _ => Self {
                language: (main != "en").then_some("en"),
                heads: [
                    "In the text",
                    "Exact value",
                    "Equal",
                    "Draws",
                    "Computed by",
                ],
                not_evaluated: "not evaluated: ",
                inside: " in ",
            },
        }
    }
}

impl Report {
    /// The Markdown of a page as HTML shows it, with the lists in the places that its author chose for them.
    #[must_use]
    pub fn listed(&self, page: &CheckedPage, language: Option<&str>) -> String {
        let words = &Words::of(language);
        placed(&page.rendered, |list| {
            let tables = self.pages.iter();
            tables.map(|of| table(list, of, &page.up, words)).collect()
        })
    }
}

/// The table of a page in a list, under the page's title, if it has a row; `up` is the way to the folder of the book.
fn table(list: List, page: &CheckedPage, up: &str, words: &Words) -> String {
    let (class, rows): (_, Vec<String>) = match list {
        List::Numbers => {
            let rows = page.ledger.iter().map(|row| number(row, page, up));
            ("ledger", rows.collect())
        }
        List::Formulas => {
            let rows = page
                .formulas
                .iter()
                .map(|row| formula(row, page, up, words));
            let exempt = page.exemptions.iter().filter(|row| row.is_formula);
            let exempt = exempt.map(|row| exemption(row, page, up, words));
            ("ledger formulas", rows.chain(exempt).collect())
        }
    };
    if rows.is_empty() {
        return String::new();
    }
    let lang = words
        .language
        .map_or_else(String::new, |language| format!(" lang=\"{language}\""));
    let head = |word| format!("<th{lang}>{word}</th>");
    let heads: String = list.heads(words).into_iter().map(head).collect();
    let (title, id) = (escaped(&page.title), page.stem.replace(['/', ' '], "-"));
    format!(
        "\n\n<h2 id=\"{id}\"><a class=\"header\" href=\"#{id}\">{title}</a></h2>\n\n\
         <div class=\"table-wrapper\"><table class=\"{class}\"><thead><tr>{heads}</tr></thead>\
         <tbody>{}</tbody></table></div>\n",
        rows.concat()
    )
}

fn number(row: &LedgerRow, page: &CheckedPage, up: &str) -> String {
    let (id, shown, expression) = (&row.id, escaped(&row.text), escaped(&row.expression));
    let open = way_to(page, up, row.linked.then_some(id), &row.rendered);
    let exact: Vec<String> = row.exact.iter().map(|value| escaped(value)).collect();
    format!(
        "<tr id=\"{id}\"><td>{open}<data value=\"{shown}\">{rendered}</data></a></td>\
         <td><data value=\"{value}\">{exact}</data></td><td><code>{expression}</code></td></tr>",
        rendered = row.rendered.html,
        value = exact.join("; "),
        exact = exact.join("<br>"),
    )
}

fn formula(row: &FormulaRow, page: &CheckedPage, up: &str, words: &Words) -> String {
    let (id, draws, compared) = (&row.id, row.draws, escaped(&row.compared));
    let open = way_to(page, up, row.linked.then_some(id), &row.rendered);
    let mut code = format!("<code>{}</code>", escaped(&row.expression));
    if let Some(Implementation {
        name: Some(name),
        origin,
        address,
    }) = &row.code
    {
        let (name, inside) = (escaped(name), words.inside);
        let _ = write!(
            code,
            "<br><a href=\"{up}{address}\"><code>{name}</code>{inside}<code>{origin}</code></a>"
        );
    }
    format!(
        "<tr id=\"{id}\"><td>{open}<span class=\"formula\">{rendered}</span></a></td><td>{compared}</td>\
         <td><data value=\"{draws}\">{draws}</data></td><td>{code}</td></tr>",
        rendered = row.rendered.html,
    )
}

fn exemption(row: &ExemptionRow, page: &CheckedPage, up: &str, words: &Words) -> String {
    let open = way_to(page, up, None, &row.rendered);
    format!(
        "<tr><td>{open}<span class=\"exempt\">{rendered}</span></a></td><td>{why}{reason}</td>\
         <td></td><td></td></tr>",
        rendered = row.rendered.html,
        why = words.not_evaluated,
        reason = escaped(&row.reason),
    )
}

/// The start tag of the link from a row to its place on the page.
fn way_to(page: &CheckedPage, up: &str, id: Option<&String>, rendered: &Rendered) -> String {
    let place = id.map_or_else(String::new, |id| format!("#{id}"));
    let spoken = rendered.spoken.as_ref();
    let label = spoken.map_or_else(String::new, |spoken| {
        format!(" aria-label=\"{}\"", escaped(spoken))
    });
    format!("<a href=\"{up}{}{place}\"{label}>", page.html)
}

/// A list for renderers that show no HTML.
pub(crate) fn plain(list: List, report: &Report, language: Option<&str>) -> String {
    let words = &Words::of(language);
    let heads = list.heads(words);
    let mut table = format!("\n{}{}", row(&heads), row(&vec!["---"; heads.len()]));
    for page in &report.pages {
        match list {
            List::Numbers => {
                for it in &page.ledger {
                    let (exact, expression) = (it.exact.join("; "), format!("`{}`", it.expression));
                    table.push_str(&row(&[&it.text, &exact, &expression]));
                }
            }
            List::Formulas => {
                for it in &page.formulas {
                    let (tex, expression) =
                        (format!("`{}`", it.tex), format!("`{}`", it.expression));
                    table.push_str(&row(&[
                        &tex,
                        &it.compared,
                        &it.draws.to_string(),
                        &expression,
                    ]));
                }
                for it in page.exemptions.iter().filter(|it| it.is_formula) {
                    let why = format!("{}{}", words.not_evaluated, it.reason);
                    table.push_str(&row(&[&it.text, &why, "", ""]));
                }
            }
        }
    }
    table
}

/// A row of a table in Markdown.
fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::{List, placed};

    #[test]
    fn a_list_stands_where_its_directive_is_a_paragraph() {
        let stands_in = |text| List::Numbers.stands_in(text);
        assert!(stands_in("# Numbers\n\n{{#numbers}}\n\nThat is all."));
        assert!(!stands_in("{{#formulas}}") && List::Formulas.stands_in("{{#formulas}}"));
        for shown in [
            "Write `{{#numbers}}` there.",
            "```text\n{{#numbers}}\n```",
            "    {{#numbers}}",
            "\\{{#numbers}}",
            "a {{#numbers}} b",
        ] {
            assert!(!stands_in(shown), "{shown}");
        }
        let list = |list| format!("{list:?}\n");
        let text = "a\n\n{{#numbers}}\n\nb\n\n{{#formulas}}\n";
        assert_eq!(placed(text, list), "a\n\nNumbers\n\nb\n\nFormulas\n");
    }
}
