//! Raw HTML shows what Markdown cannot, and hides, strikes out or forges what a reader would see.
//!
//! So only tags and attributes that do none of it are allowed, and addresses that lead to a file or a site.

use std::ops::Range;

use super::Rule;
use crate::diagnostic::Diagnostic;

pub(crate) const RULE: Rule = Rule::all("P060", "html");

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "img",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "q",
    "small",
    "span",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "var",
];

/// Those that stand within a line; a link may be found by its class.
const INLINE: &[&str] = &[
    "abbr", "b", "cite", "code", "dfn", "em", "i", "img", "kbd", "mark", "q", "small", "span",
    "strong", "var",
];

const ATTRIBUTES: &[&str] = &[
    "alt",
    "aria-label",
    "class",
    "colspan",
    "height",
    "href",
    "id",
    "lang",
    "open",
    "rowspan",
    "src",
    "start",
    "title",
    "width",
];

/// Classes by which the rendered page knows what was checked, or hides what was not.
const CLASSES: &[&str] = &[
    "number",
    "exempt",
    "formula",
    "display",
    "data",
    "boring",
    "hidden",
    "hide",
    "invisible",
    "sr-only",
    "visually-hidden",
    "icon-button",
    "menu-title",
    "chapter-item",
];

/// A start tag that shows or hides what nobody checks.
pub(crate) fn tag(
    name: &str,
    attributes: &[(String, String, Range<usize>)],
    place: Range<usize>,
) -> Option<Diagnostic> {
    let refuse = |message: String| {
        let fault = Diagnostic::at(&RULE, place.clone(), message);
        Some(fault.help("write it in Markdown, or in the theme"))
    };
    if !TAGS.contains(&name) {
        return refuse(format!("<{name}> can show or hide what nobody checks"));
    }
    for (attribute, value, _) in attributes {
        if !ATTRIBUTES.contains(&attribute.as_str()) {
            return refuse(format!(
                "the attribute {attribute} can show or hide what nobody checks"
            ));
        }
        let fault = match attribute.as_str() {
            // Within a line, what a class hides or draws would change the number beside it.
            "class" if INLINE.contains(&name) => refuse(format!(
                "a class on <{name}> can show or hide what nobody checks"
            )),
            "class" => class(value, place.clone()),
            "href" => destination(value, false, place.clone()),
            "src" => destination(value, true, place.clone()),
            _ => None,
        };
        if fault.is_some() {
            return fault;
        }
    }
    None
}

/// Classes that the checker and the theme keep for themselves.
pub(crate) fn class(classes: &str, place: Range<usize>) -> Option<Diagnostic> {
    let taken = classes
        .split_whitespace()
        .find(|class| CLASSES.contains(class))?;
    let message = format!("the class {taken} is what the checker or the theme gives");
    Some(Diagnostic::at(&RULE, place, message).help("use another class, or bind the number"))
}

/// Attributes of a heading.
pub(crate) fn of_heading(name: &str, place: Range<usize>) -> Diagnostic {
    let message = format!("the attribute {name} can show or hide what nobody checks");
    Diagnostic::at(&RULE, place, message).help("a heading carries an id, and perhaps a class")
}

/// The address of a link or picture that holds its content itself, or fetches a picture from elsewhere.
pub(crate) fn destination(address: &str, picture: bool, place: Range<usize>) -> Option<Diagnostic> {
    let plain: String = address
        .chars()
        .filter(|ch| !ch.is_whitespace() && !ch.is_control())
        .collect::<String>()
        .to_lowercase();
    let scheme = plain.split_once(':').map(|(scheme, _)| scheme);
    let scheme = scheme.filter(|scheme| !scheme.contains(['/', '?', '#', '.']));
    let known = match scheme {
        None => !(picture && plain.starts_with("//")),
        Some("http" | "https" | "mailto") => !picture,
        Some(_) => false,
    };
    let what = if picture {
        "a picture is a file of the book"
    } else {
        "a link leads to a page or a site"
    };
    (!known).then(|| {
        let message = format!(
            "{what}, not what {}: holds",
            scheme.unwrap_or("another host")
        );
        Diagnostic::at(&RULE, place, message).help("put the file beside the page, and name it")
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn markup_that_shows_or_hides_unchecked_text_is_refused() {
        for page in [
            "<style>p::after { content: \"a\" }</style>",
            "a <style>b</style>",
            "<script>document.write('a')</script>",
            "<div onclick=\"a()\">\n\nb\n\n</div>",
            "<p style=\"display:none\">a</p>",
            "a <span style=\"color:white\">b</span>",
            "<p hidden>a</p>",
            "<template>a</template>",
            "<svg><text>a</text></svg>",
            "<math><mi>a</mi></math>",
            "<data value=\"a\">b</data>",
            "a <del>b</del> <s>c</s> <strike>d</strike>",
            "a<sup>b</sup>",
            "<iframe src=\"a.html\"></iframe>",
            "<progress></progress>",
            "<meter></meter>",
            "<input>",
            "<object data=\"a.svg\"></object>",
            "<video src=\"a.mp4\"></video>",
            "<span class=\"number\">a</span>",
            "<span class=\"exempt\">a</span>",
            "<span class='a formula'>a</span>",
            "<p dir=\"rtl\">a</p>",
            "<p aria-hidden=\"true\">a</p>",
            "<p contenteditable>a</p>",
            "<a href=\"javascript:a()\">b</a>",
            "<img src=\"data:image/svg+xml,a\" alt=\"b\">",
            "<img src=\"https://a.org/b.png\" alt=\"c\">",
            "![a](data:image/svg+xml;base64,aaaa)",
            "![a](https://example.org/b.svg)",
            "![a](//example.org/b.svg)",
            "[a](javascript:b\\(\\))",
            "[a](data:text/html,b)",
            "## a {.exempt}",
            "## a {style=b}",
            "## a {title=\"b\"}",
            "<link rel=\"stylesheet\" href=\"a.css\">",
            "<base href=\"a\">",
            "<details><summary>a</summary><noscript>b</noscript></details>",
        ] {
            assert!(codes(page).contains(&"P060"), "{page}: {:?}", codes(page));
        }
    }

    #[test]
    fn plain_markup_passes() {
        right("<details class=\"solution\">\n<summary>Solution</summary>\n\nText.\n\n</details>");
        right("<figure><img src=\"figures/a.svg\" alt=\"a\"><figcaption>b</figcaption></figure>");
        right("a <kbd>b</kbd><br> <a href=\"c.md#d\">e</a> <!-- a comment -->");
        right(
            "## a {#b .c}\n\n![a](figures/b.svg) [c](d.md) [e](https://example.org) <mailto:a@b.org>",
        );
    }

    #[test]
    fn what_html_shows_is_checked_too() {
        for page in [
            "<p>0.5</p>",
            "a <b>0.5</b>",
            "<img src=\"a.png\" alt=\"0.5\">",
            "a <span title=\"0.5\">b</span>",
            "<div aria-label=\"0.5\">\n\nb\n\n</div>",
            "<ol start=\"7\"><li>a</li></ol>",
            "&#48;.5",
            "&#x30;.5",
            "<table><tr><td>0.5</td></tr></table>",
            "a[^b]\n\n[^b]: 0.5",
            "term\n: 0.5",
            "- [x] 0.5",
            "~~0.5~~",
        ] {
            assert!(codes(page).contains(&"P001"), "{page}: {:?}", codes(page));
        }
    }
}
