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
    "```rust\n",
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
