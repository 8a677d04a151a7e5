//! The lists of all numbers and of all formulas, where the author wants them.

use std::collections::HashSet;
use std::fmt::Write;
use std::ops::Range;

use prosetest::markup::escape_in_markdown as escaped;
use prosetest::{Diagnostic, Implementation, Rendered};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::report::{CheckedPage, ExemptionRow, FormulaRow, LedgerRow, Report};

/// What the ids of rows begin with on the page whose numbers they are: these have the ids that rows have elsewhere.
pub(crate) const OWN: &str = "list-";

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Numbers,
    Formulas,
}

impl List {
    const ALL: [Self; 2] = [Self::Numbers, Self::Formulas];

    /// What the author writes between `{{#` and `}}`, as a paragraph of its own.
    fn word(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Formulas => "formulas",
        }
    }

    /// Whether the list stands in a page.
    pub(crate) fn stands_in(self, text: &str) -> bool {
        places(text).any(|(_, list)| list == self)
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

/// A directive that a reader would see, unless a list takes its place.
struct Directive {
    range: Range<usize>,
    list: List,
    /// The paragraph that holds nothing else.
    paragraph: Option<Range<usize>>,
}

/// The directives in a page, with white space where mdBook's own may have it.
fn written(text: &str) -> Vec<(Range<usize>, List)> {
    let directive = |(at, open): (usize, &str)| {
        let rest = text[at + open.len()..].trim_start().strip_prefix('#')?;
        List::ALL.into_iter().find_map(|list| {
            let rest = rest.strip_prefix(list.word())?.trim_start();
            let rest = rest.strip_prefix("}}")?;
            Some((at..text.len() - rest.len(), list))
        })
    };
    text.match_indices("{{").filter_map(directive).collect()
}

/// The directives of a page; one in code or in a comment is none.
fn directives(text: &str) -> Vec<Directive> {
    let written = written(text);
    if written.is_empty() {
        return Vec::new();
    }
    let (mut hidden, mut paragraphs, mut depth, mut code) = (Vec::new(), Vec::new(), 0, None);
    for (event, range) in Parser::new(text).into_offset_iter() {
        match &event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => hidden.push(range),
            Event::Start(Tag::HtmlBlock) => {
                let shows_code = ["<!--", "<code", "<pre", "<script", "<style"];
                if shows_code
                    .iter()
                    .any(|tag| text[range.clone()].contains(tag))
                {
                    hidden.push(range);
                }
            }
            Event::Start(Tag::Paragraph) if depth == 0 => paragraphs.push(range),
            Event::InlineHtml(html) if html.starts_with("<!--") => hidden.push(range),
            Event::InlineHtml(html) if html.starts_with("<code") => code = Some(range.start),
            Event::InlineHtml(html) if html.starts_with("</code") => {
                hidden.extend(code.take().map(|start| start..range.end));
            }
            _ => {}
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    let is_seen = |(range, _): &(Range<usize>, List)| {
        let mut hidden = hidden.iter();
        !hidden.any(|hidden| hidden.start <= range.start && range.end <= hidden.end)
    };
    let directive = |(range, list): (Range<usize>, List)| {
        let alone = |of: &&Range<usize>| text[(*of).clone()].trim() == &text[range.clone()];
        let mut around = paragraphs.iter().filter(|of| of.contains(&range.start));
        let paragraph = around.find(alone).cloned();
        Directive {
            range,
            list,
            paragraph,
        }
    };
    let seen = written.into_iter().filter(is_seen);
    seen.map(directive).collect()
}

/// Where lists stand in a page: each in place of a paragraph, and once.
fn places(text: &str) -> impl Iterator<Item = (Range<usize>, List)> {
    let mut open = List::ALL.to_vec();
    directives(text).into_iter().filter_map(move |it| {
        let at = open.iter().position(|list| *list == it.list)?;
        let paragraph = it.paragraph?;
        open.remove(at);
        Some((paragraph, it.list))
    })
}

/// The directives that would stay on the page as they are written.
pub(crate) fn misplaced(path: &str, text: &str) -> Vec<Diagnostic> {
    let placed: Vec<Range<usize>> = places(text).map(|(paragraph, _)| paragraph).collect();
    let stays = |it: &Directive| !it.paragraph.as_ref().is_some_and(|of| placed.contains(of));
    let fault = |it: Directive| {
        let word = it.list.word();
        let message = if it.paragraph.is_some() {
            format!("the list of all {word} stands on this page already")
        } else {
            format!("the list of all {word} cannot stand here")
        };
        let help = "write it once, as a paragraph of its own outside of lists and quotes; what shows it is code";
        Diagnostic::new(path, text, it.range, message).help(help)
    };
    let directives = directives(text).into_iter();
    directives.filter(stays).map(fault).collect()
}

/// The page with a list in place of each directive.
pub(crate) fn placed(text: &str, mut html: impl FnMut(List) -> String) -> String {
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
        let mut taken = heading_ids(&page.rendered);
        placed(&page.rendered, |list| {
            let tables = self.pages.iter();
            tables
                .map(|of| table(list, of, page, words, &mut taken))
                .collect()
        })
    }
}

/// The ids that mdBook gives to the headings of a page.
fn heading_ids(text: &str) -> HashSet<String> {
    let (mut ids, mut own, mut inside) = (HashSet::new(), None, None);
    for event in Parser::new_ext(text, Options::ENABLE_HEADING_ATTRIBUTES) {
        match event {
            Event::Start(Tag::Heading { id, .. }) => {
                own = id.map(CowStr::into_string);
                inside = Some(String::new());
            }
            Event::End(TagEnd::Heading(_)) => {
                let derived = inside.take().unwrap_or_default();
                ids.insert(own.take().unwrap_or(derived));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(id) = &mut inside {
                    let lower = text.to_lowercase();
                    id.extend(lower.chars().filter_map(|ch| match ch {
                        '_' | '-' => Some(ch),
                        ch if ch.is_alphanumeric() => Some(ch),
                        ch => ch.is_whitespace().then_some('-'),
                    }));
                }
            }
            _ => {}
        }
    }
    ids
}

/// The table of a page in a list on this or another page, under the page's title, if it has a row.
fn table(
    list: List,
    page: &CheckedPage,
    on: &CheckedPage,
    words: &Words,
    taken: &mut HashSet<String>,
) -> String {
    let place = &Place {
        page,
        up: &on.up,
        own: if page.name == on.name { OWN } else { "" },
    };
    let (class, rows): (_, Vec<String>) = match list {
        List::Numbers => {
            let rows = page.ledger.iter().map(|row| number(row, place));
            ("ledger", rows.collect())
        }
        List::Formulas => {
            let rows = page.formulas.iter().map(|row| formula(row, place, words));
            let exempt = page.exemptions.iter().filter(|row| row.is_formula);
            let exempt = exempt.map(|row| exemption(row, place, words));
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
    let (title, mut id) = (escaped(&page.title), page.stem.replace(['/', ' '], "-"));
    while !taken.insert(id.clone()) {
        id.insert_str(0, OWN);
    }
    format!(
        "\n\n<h2 id=\"{id}\"><a class=\"header\" href=\"#{id}\">{title}</a></h2>\n\n\
         <div class=\"table-wrapper\"><table class=\"{class}\"><thead><tr>{heads}</tr></thead>\
         <tbody>{}</tbody></table></div>\n",
        rows.concat()
    )
}

/// Where a row stands, and of which page it is.
struct Place<'p> {
    page: &'p CheckedPage,
    /// The way to the folder of the book.
    up: &'p str,
    /// What the row's id begins with.
    own: &'static str,
}

impl Place<'_> {
    /// The start tag of the link from a row to what it is of.
    fn link(&self, id: Option<&String>, rendered: &Rendered) -> String {
        let place = id.map_or_else(String::new, |id| format!("#{id}"));
        let spoken = rendered.spoken.as_ref();
        let label = spoken.map_or_else(String::new, |spoken| {
            format!(" aria-label=\"{}\"", escaped(spoken))
        });
        format!("<a href=\"{}{}{place}\"{label}>", self.up, self.page.html)
    }
}

fn number(row: &LedgerRow, place: &Place<'_>) -> String {
    let (id, shown, expression) = (&row.id, escaped(&row.text), escaped(&row.expression));
    let open = place.link(row.linked.then_some(id), &row.rendered);
    let exact: Vec<String> = row.exact.iter().map(|value| escaped(value)).collect();
    format!(
        "<tr id=\"{own}{id}\"><td>{open}<data value=\"{shown}\">{rendered}</data></a></td>\
         <td><data value=\"{value}\">{exact}</data></td><td><code>{expression}</code></td></tr>",
        own = place.own,
        rendered = row.rendered.html,
        value = exact.join("; "),
        exact = exact.join("<br>"),
    )
}

fn formula(row: &FormulaRow, place: &Place<'_>, words: &Words) -> String {
    let (id, draws, compared) = (&row.id, row.draws, escaped(&row.compared));
    let open = place.link(row.linked.then_some(id), &row.rendered);
    let mut code = format!("<code>{}</code>", escaped(&row.expression));
    if let Some(Implementation {
        name: Some(name),
        origin,
        address,
    }) = &row.code
    {
        let (name, inside, up) = (escaped(name), words.inside, place.up);
        let _ = write!(
            code,
            "<br><a href=\"{up}{address}\"><code>{name}</code>{inside}<code>{origin}</code></a>"
        );
    }
    format!(
        "<tr id=\"{own}{id}\"><td>{open}<span class=\"formula\">{rendered}</span></a></td><td>{compared}</td>\
         <td><data value=\"{draws}\">{draws}</data></td><td>{code}</td></tr>",
        own = place.own,
        rendered = row.rendered.html,
    )
}

fn exemption(row: &ExemptionRow, place: &Place<'_>, words: &Words) -> String {
    let open = place.link(None, &row.rendered);
    format!(
        "<tr><td>{open}<span class=\"exempt\">{rendered}</span></a></td><td>{why}{reason}</td>\
         <td></td><td></td></tr>",
        rendered = row.rendered.html,
        why = words.not_evaluated,
        reason = escaped(&row.reason),
    )
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
    use super::{List, heading_ids, misplaced, placed};

    #[test]
    fn a_list_stands_where_its_directive_is_a_paragraph() {
        let stands_in = |text| List::Numbers.stands_in(text);
        assert!(stands_in("# Numbers\n\n{{#numbers}}\n\nThat is all."));
        assert!(!stands_in("{{#formulas}}") && List::Formulas.stands_in("{{#formulas}}"));
        for spaced in ["{{ #numbers }}", "{{#numbers }}", " {{\n#numbers\t}} "] {
            assert!(stands_in(spaced) && misplaced("", spaced).is_empty());
        }
        for shown in [
            "Write `{{#numbers}}` or `{{ #numbers }}` there.",
            "```text\n{{#numbers}}\n```",
            "    {{#numbers}}",
            "<!--\n{{#numbers}}\n-->\n\na <!-- {{#numbers}} --> b",
            "<pre>\n{{#numbers}}\n</pre>\n\na <code>{{#numbers}}</code> b",
            "{{#number}} {{# numbers}} {#numbers} {{numbers}}",
        ] {
            let faults = misplaced("a.md", shown);
            assert!(!stands_in(shown) && faults.is_empty(), "{shown}");
        }
        let list = |list| format!("{list:?}\n");
        let text = "a\n\n{{#numbers}}\n\nb\n\n{{#formulas}}\n";
        assert_eq!(placed(text, list), "a\n\nNumbers\n\nb\n\nFormulas\n");
    }

    #[test]
    fn a_directive_that_would_stay_on_the_page_is_a_fault() {
        for page in [
            "a {{#numbers}} b",
            "a\n{{ #numbers }}",
            "- {{#numbers}}",
            "- a\n\n  {{#numbers}}",
            "> {{#numbers}}",
            "# {{#numbers}}",
            "<div>{{#numbers}}</div>",
            "*{{#numbers}}*",
            // mdBook takes the backslash away before the page is seen.
            "\\{{#numbers}}",
            "{{#numbers}}\n\n{{#numbers}}",
        ] {
            let faults = misplaced("a.md", page);
            let [fault] = faults.as_slice() else {
                panic!("{page}: {faults:?}");
            };
            assert!(fault.message.contains("list of all numbers"), "{page}");
        }
    }

    #[test]
    fn the_ids_of_headings_are_those_of_mdbook() {
        let ids = heading_ids("# The `u8`, *again*\n\nSet <b>x</b>\n===\n\n## Own {#Own}\n");
        let expected = ["the-u8-again", "set-x", "Own"];
        assert_eq!(ids, expected.map(str::to_owned).into());
    }
}
