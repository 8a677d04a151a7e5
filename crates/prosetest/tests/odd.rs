use proptest::prelude::*;
use prosetest::{Page, Setting, apply};

use crate::{World, units};

/// Pieces of Markdown that mean something, to be mangled.
const PIECES: &[&str] = &[
    "[0.7](= \"P\")",
    "[0.357 metres](= \"LENGTH\")",
    "[$x \\approx 2.3$](= \"LN10\")",
    "$$\\frac{1}{2}$$",
    "$",
    "$$",
    "[",
    "]",
    "(",
    ")",
    "](= \"",
    "\")",
    "![",
    "![0.5](a.svg)",
    "**",
    "*",
    "_",
    "`",
    "```",
    "```text\n",
    "\n```\n",
    "\n",
    "\n\n",
    "    ",
    "| ",
    " |\n",
    "| --- |\n",
    "# ",
    "> ",
    "- ",
    "1. ",
    "<b>",
    "</b>",
    "<p title=\"",
    "<!--",
    "-->",
    "<script>",
    "&#48;",
    "&amp;",
    "\\",
    "0",
    "0.5",
    "9",
    ".",
    ",",
    "%",
    "…",
    "...",
    "∞",
    "−",
    "-",
    "+",
    "≈",
    "=",
    "e-8",
    " × 10⁻⁸",
    "²",
    "½",
    "５",
    "\u{0}",
    "\u{1}",
    "\r\n",
    "\t",
    "é",
    "熵",
    "🎲",
    "{{#include a}}",
    "{{#",
    "}}",
    "[^1]",
    "[^1]: ",
    "~ \"area\"",
    "- \"why\"",
    "{#id}",
    "\\text{",
    "}",
    "{",
    "^",
    "_{",
    "\\left(",
    "\\begin{aligned}",
    "\\\\",
    "&",
    "metres",
    "inch",
    "\u{feff}",
    "\u{200b}",
    "\u{301}",
    "http://a.b/1",
    "<https://a.b/1>",
    "~~",
    ":",
    "term\n: ",
];

/// Whatever a page is, it is parsed, checked, rendered, mended and mutated without a panic.
fn survives(markdown: &str) -> Result<(), TestCaseError> {
    let units = units();
    let page = Page::parse("odd.md", markdown, &units);
    let checked = page.check(&World);
    for fault in &checked.diagnostics {
        prop_assert!(fault.line >= 1 && fault.column >= 1);
        prop_assert!(!fault.to_string().is_empty());
    }
    let setting = Setting {
        list: "numbers.html",
        formulas: "formulas.html",
        stem: "odd",
        origin: None,
        code: &|_| None,
        picture: &|_, _| Some("<svg></svg>".to_owned()),
    };
    let rendered = checked.render(&setting);
    if !markdown.contains(['[', '$']) {
        prop_assert_eq!(rendered, markdown, "nothing was to be changed");
    }
    prop_assert!(checked.mutants().iter().all(|mutant| mutant.line >= 1));
    let fixes = checked
        .diagnostics
        .iter()
        .filter_map(|fault| fault.fix.clone());
    let mended = apply(markdown, fixes);
    prop_assert_eq!(
        mended.matches('[').count(),
        markdown.matches('[').count(),
        "a fix touches digits only"
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn mangled_markdown_never_panics(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        survives(&pieces.concat())?;
    }

    #[test]
    fn arbitrary_text_never_panics(text in ".{0,200}") {
        survives(&text)?;
    }

    /// A digit that no link claims is never overlooked, whatever stands around it.
    #[test]
    fn a_bare_number_in_a_paragraph_is_always_found(
        before in "[a-z ,;:(]{0,20}", number in "[1-9]\\.[0-9]{1,3}", after in "[ ,;:)][a-z ,;:)]{0,20}",
    ) {
        let markdown = format!("Say {before} {number}{after}");
        let units = units();
        let page = Page::parse("odd.md", &markdown, &units);
        let faults = page.check(&World).diagnostics;
        prop_assert!(faults.iter().any(|fault| fault.message.contains(&number)), "{markdown}: {faults:?}");
    }
}

#[test]
fn deep_nesting_never_overflows_the_stack() {
    for piece in [
        "[",
        "(",
        "> ",
        "- ",
        "**",
        "<b>",
        "![",
        "$\\frac{",
        "`",
        "| ",
        "((",
        "[0.7](= \"(",
    ] {
        let markdown = piece.repeat(2_000);
        assert!(survives(&markdown).is_ok(), "{piece}");
    }
}

/// A line of so many bytes, of one piece over and over.
fn line_of(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

#[test]
fn a_hundred_kilobytes_on_one_line_are_checked_and_told_in_few_words() {
    for piece in [
        "7",
        "0.5 ",
        "0.5,",
        "-",
        "−",
        "1,000",
        "[0.8](= \"P\") ",
        "[0.7](= \"P\")",
        "[a](b) ",
        "{",
        "{{#",
        "}}",
        "[",
        "]",
        "(",
        "![",
        "<",
        "<b>",
        "</b>",
        "`",
        "``a",
        "*",
        "**a",
        "_",
        "~~",
        "$",
        "$$",
        "$x$ ",
        "$7$ ",
        "|",
        "&#48;",
        "\\",
        " ",
        "\u{200b}",
        "e5",
        "×10",
        "%",
        "…",
        "≈",
        "NaN ",
        "三",
        "三比特",
        "metres ",
        "0.7 metres ",
        "<!--",
        "[^a]",
        "{#a} ",
        "{{#include a}}",
    ] {
        let text = line_of(piece, 20_000);
        let units = units();
        for page in [
            line_of(piece, 100_000),
            format!("[{text}](= \"P\")"),
            format!("```text\n{text}\n```"),
            format!("| a |\n| --- |\n| {text} |\n"),
        ] {
            let page = Page::parse("odd.md", &page, &units);
            let checked = page.check(&World);
            assert!(checked.diagnostics.len() <= 100, "{piece}");
            for fault in &checked.diagnostics {
                assert!(
                    fault.to_string().len() < 4_000,
                    "{piece}: {}",
                    fault.to_string().len()
                );
            }
            if checked.wrong > 100 {
                let last = checked.diagnostics.last().map(ToString::to_string);
                assert!(
                    last.is_some_and(|last| last.contains("more faults on this page")),
                    "{piece}"
                );
            }
        }
    }
}

#[test]
fn more_faults_than_are_told_are_all_mended_at_once() {
    let units = units();
    let text = "[0.8](= \"P\") and ".repeat(500);
    let page = Page::parse("odd.md", &text, &units);
    let checked = page.check(&World);
    assert_eq!((checked.diagnostics.len(), checked.wrong), (100, 500));
    let mended = apply(&text, checked.fixes.clone());
    let page = Page::parse("odd.md", &mended, &units);
    assert_eq!(page.check(&World).wrong, 0);
}

#[test]
fn a_page_holds_any_number_of_formulas() {
    let units = units();
    let text = "$x_1$ is $y$.\n".repeat(3_000);
    let page = Page::parse("odd.md", &text, &units);
    assert!(page.check(&World).diagnostics.is_empty());
}

#[test]
fn the_deepest_nesting_is_parsed() {
    let units = units();
    for (open, close) in [
        ("> ", ""),
        ("- ", ""),
        ("**", "**"),
        ("[", "](a)"),
        ("<b>", "</b>"),
        ("![", "](a.svg)"),
        ("_{", "}"),
        ("(", ")"),
    ] {
        let text = format!("{}0.5{}", open.repeat(3_000), close.repeat(3_000));
        let page = Page::parse("odd.md", &text, &units);
        assert!(!page.check(&World).diagnostics.is_empty(), "{open}");
        let formula = format!("${text}$");
        let page = Page::parse("odd.md", &formula, &units);
        assert!(!page.check(&World).diagnostics.is_empty(), "{open}");
    }
}

#[test]
fn a_mark_of_byte_order_costs_nothing() {
    let units = units();
    let text = "\u{feff}# A page\n\n[0.8](= \"P\")\n";
    let page = Page::parse("odd.md", text, &units);
    let found = page.check(&World).diagnostics;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].line, found[0].column), (3, 2));
}
