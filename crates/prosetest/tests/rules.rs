use std::collections::BTreeSet;

use prosetest::{Implementation, Page, Setting, Units, apply};

use crate::{World, faults, right, units, wrong};

#[test]
fn a_numeral_is_the_value_correctly_rounded() {
    right(r#"[2.303](= "LN10") [2.3](= "LN10") [2.302585](= "LN10")"#);
    wrong(r#"[2.302](= "LN10")"#, "2.302 should be 2.303");
    wrong(r#"[2.30](= "P")"#, "2.30 should be 0.70");
}

#[test]
fn a_tie_may_go_either_way() {
    right(r#"≈ [0.12](= "EIGHTH"), ≈ [0.13](= "EIGHTH")"#);
    wrong(r#"[0.14](= "EIGHTH")"#, "0.14 should be 0.12");
    wrong(r#"[0.11](= "EIGHTH")"#, "0.11 should be 0.12");
}

#[test]
fn without_decimals_a_numeral_is_exact_unless_approximate() {
    right(r#"[1](= "ONE") [100000](= "MANY")"#);
    right(r#"≈ [2](= "LN10")"#);
    wrong(r#"[2](= "LN10")"#, "2 is not exact");
    wrong(r#"≈ [3](= "LN10")"#, "3 should be 2");
}

#[test]
fn an_ellipsis_means_cut_off() {
    right(r#"[2.302…](= "LN10"), = [2.30...](= "LN10")"#);
    wrong(r#"[2.303…](= "LN10")"#, "2.303… should be 2.302…");
    wrong(r#"[0.7…](= "P")"#, "0.7… is exact");
}

#[test]
fn equals_demands_an_exact_value_and_approximately_an_inexact_one() {
    right(r#"= [0.7](= "P") and ≈ [2.303](= "LN10")"#);
    wrong(r#"= [2.303](= "LN10")"#, "2.303 is not exact");
    wrong(r#"≈ [0.7](= "P")"#, "0.7 is exact");
    wrong(r#"**=** [2.303](= "LN10")"#, "2.303 is not exact");
    wrong(r#"$x =$ [2.303](= "LN10")"#, "2.303 is not exact");
    wrong(r#"[$x = 2.303$](= "LN10")"#, "2.303 is not exact");
    right(r#"[$x \approx 2.303$](= "LN10")"#);
    wrong(
        r#"= −[0.341](= "NEGATIVE")"#,
        "the reader sees −0.341, which crosses the edge of a span",
    );
}

#[test]
fn signs_percents_separators_exponents_and_infinity_are_read() {
    right(r#"[-0.341](= "NEGATIVE"), [−0.341](= "NEGATIVE")"#);
    wrong(r#"[0.341](= "NEGATIVE")"#, "0.341 should be −0.341");
    right(r#"[+0.7](= "P")"#);
    right(r#"[90%](= "NINETY") [70 %](= "P")"#);
    wrong(r#"[80%](= "NINETY")"#, "80% should be 90%");
    right(r#"[100,000](= "MANY")"#);
    wrong(r#"[100,001](= "MANY")"#, "100,001 should be 100,000");
    right(r#"[4.14e-8](= "TINY") [4.14 × 10⁻⁸](= "TINY") [$4.14 \times 10^{-8}$](= "TINY")"#);
    wrong(r#"[4.15e-8](= "TINY")"#, "4.15e-8 should be 4.14e-8");
    wrong(r#"[4.14 × 10⁻⁷](= "TINY")"#, "4.14e-7 should be 4.14e-8");
    wrong(
        r#"[$4.14 \times 10^{-7}$](= "TINY")"#,
        "4.14e-7 should be 4.14e-8",
    );
    wrong(r#"[41.4e-9](= "TINY")"#, "41.4e-9 is no numeral");
    right(r#"[∞](= "INFINITE")"#);
    wrong(r#"[-∞](= "INFINITE")"#, "-∞ should be ∞");
    wrong(r#"[1](= "INFINITE")"#, "1 should be ∞");
}

#[test]
fn zero_carries_no_sign() {
    right(r#"[0](= "ZERO") [0.000](= "NEARLY_ZERO")"#);
    wrong(r#"[-0.000](= "NEARLY_ZERO")"#, "-0.000 should be 0.000");
    wrong(r#"[-0](= "ZERO")"#, "-0 should be 0");
}

#[test]
fn a_quantity_needs_its_unit() {
    right(r#"[0.357 metres](= "LENGTH"), [14.042 inches](= "LENGTH"), [1 inch](= "INCH")"#);
    right(r#"[0.7 gives 0.357 metres](= "BOTH") [$0.7, 0.357$ metres](= "BOTH")"#);
    right(r#"[$0.357 \text{ metres}$](= "LENGTH")"#);
    wrong(r#"[0.357](= "LENGTH")"#, "0.357 needs its unit");
    wrong(r#"[0.357](= "LENGTH") metres"#, "0.357 needs its unit");
    wrong(r#"[0.357 inches](= "LENGTH")"#, "0.357 should be 14.042");
    wrong(r#"[0.7 metres](= "P")"#, "0.7 is a bare number, not metres");
    wrong(r#"[0.7](= "P") metres"#, "0.7 is a bare number, not metres");
    wrong(
        r#"**[0.7](= "P")**-inch"#,
        "0.7 is a bare number, not inches",
    );
}

#[test]
fn the_head_of_a_column_may_name_the_unit() {
    let table = |head: &str, cell: &str| {
        format!("| n | {head} |\n| --- | --- |\n| [0.7](= \"P\") | {cell} |\n")
    };
    right(&table("length (metres)", r#"[0.357](= "LENGTH")"#));
    right(&table("length in **inches**", r#"[14.042](= "LENGTH")"#));
    wrong(
        &table("length", r#"[0.357](= "LENGTH")"#),
        "0.357 needs its unit",
    );
    wrong(
        &table("metres or inches", r#"[0.357](= "LENGTH")"#),
        "0.357 needs its unit",
    );
    wrong(
        &table("length (inches)", r#"[0.357](= "LENGTH")"#),
        "0.357 should be 14.042",
    );
    wrong(
        &table("length (inches)", r#"[0.7](= "P")"#),
        "0.7 is a bare number, not inches",
    );
}

#[test]
fn every_numeral_that_can_be_seen_is_covered() {
    for markdown in [
        "0.5",
        "# A heading of 0.5",
        "- a list\n- of 0.5",
        "> 0.5",
        "| a |\n| --- |\n| 0.5 |",
        "| 0.5 |\n| --- |\n| a |",
        "$0.5$",
        "$$x = 0.5$$",
        r"$\text{0.5}$",
        "`0.5`",
        "![0.5](x.svg)",
        "![a](x.svg \"0.5\")",
        "[a](b.md \"0.5\")",
        "[0.5](b.md)",
        "[0.5](https://example.org)",
        "<p>0.5</p>",
        "a <b>0.5</b>",
        "<img src=\"a.png\" alt=\"0.5\">",
        "a <span title=\"0.5\">b</span>",
        "<div aria-label=\"0.5\">\n\nb\n\n</div>",
        "a[^1]\n\n[^1]: 0.5",
        "*0.5*",
        "~~0.5~~",
        "&#48;.5",
        "\\0.5",
        "term\n: 0.5",
        "[0.5][r]\n\n[r]: b.md",
    ] {
        wrong(markdown, "0.5 is computed by nothing");
    }
    for (markdown, seen) in [
        ("90%", "90%"),
        ("1,000", "1,000"),
        ("−3", "−3"),
        ("4e-8", "4e-8"),
        ("∞", "∞"),
        ("$x^2$", "2"),
        ("$\\frac{1}{a}$", "1"),
        ("$\\mathbf{7}$", "7"),
        ("$p_{0.5}$", "0.5"),
        ("2x", "2"),
        ("3D", "3"),
        ("x-4", "-4"),
        ("½", "½"),
        ("x²", "²"),
        ("５", "５"),
        ("٣", "٣"),
        ("①", "①"),
    ] {
        wrong(markdown, &format!("{seen} is computed by nothing"));
    }
}

#[test]
fn what_claims_nothing_is_free() {
    right("1. a list\n2. in order\n\na[^1]\n\n[^1]: a note\n");
    right("f32, log2, x86_64, log₂, $p_1$, $\\log_2 p$");
    right("[Shannon 1948](https://example.org/a), <https://example.org/2>");
    right("<!-- 0.5 --> <div id=\"five-5\">\n\ntext\n\n</div>");
    right("## A heading {#section-2 .c3}\n\n![a](figure-1.svg)");
    right(r#"[1948](- "year of a paper"), [0.5.4](- "a version"), [half of 7](- "a saying")"#);
}

#[test]
fn an_expression_yields_numbers() {
    wrong(r#"[0.7](=)"#, "the expression is empty");
    wrong(
        r#"[0.7](= "unheard_of()")"#,
        "`unheard_of()` was not evaluated",
    );
    wrong(r#"[0.7](= "broken()")"#, "`broken()` failed");
    wrong(r#"[0.7](= "NAN")"#, "the value is not a number");
}

#[test]
fn all_faults_are_reported_at_once_and_in_order() {
    let found = faults("0.1\n\n[0.8](= \"P\") 0.2\n\n```text\nx\n```\n\n$0.3$");
    assert_eq!(
        found,
        [
            "0.1 is computed by nothing",
            "0.8 should be 0.7",
            "0.2 is computed by nothing",
            "this code block was not produced by anything that ran",
            "0.3 is computed by nothing",
        ]
    );
}

#[test]
fn fixes_write_the_right_rounding_and_touch_nothing_else() {
    let units = units();
    let markdown = "[2.302](= \"LN10\") and [$x \\approx 2.31$](= \"LN10\"), [0.341](= \"NEGATIVE\"),\n\
                    [80%](= \"NINETY\"), [4.15 × 10⁻⁸](= \"TINY\"), [$100{,}001$](= \"MANY\"), 0.5, [1 inches](= \"LENGTH\")\n";
    let page = Page::parse("page.md", markdown, &units);
    let fixes = page
        .check(&World)
        .diagnostics
        .into_iter()
        .filter_map(|fault| fault.fix);
    let mended = apply(markdown, fixes);
    assert_eq!(
        mended,
        "[2.303](= \"LN10\") and [$x \\approx 2.30$](= \"LN10\"), [−0.341](= \"NEGATIVE\"),\n\
         [90%](= \"NINETY\"), [4.14 × 10⁻⁸](= \"TINY\"), [$100{,}000$](= \"MANY\"), 0.5, [14 inches](= \"LENGTH\")\n"
    );
    assert_eq!(
        faults(&mended),
        ["0.5 is computed by nothing", "14 is not exact"]
    );
}

#[test]
fn a_page_is_rendered_as_markdown_with_html() {
    let units = units();
    let markdown = "# The [0.7](= \"P\") {#p}\n\n\
                    It is [**0.357** metres](= \"LENGTH\"), [$P = 0.7$](= \"P\"), [`0.7`](= \"P\") in [1948](- \"a year\").\n\n\
                    [$$|\\frac{1}{2}|$$](~ \"HALF\")\n\n![Shows [0.7](= \"P\")](a.svg)\n";
    let page = Page::parse("page.md", markdown, &units);
    let checked = page.check(&World);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    let picture = |path: &str, alt: &str| {
        Some(format!(
            "<svg data-path=\"{path}\" aria-label=\"{alt}\"></svg>"
        ))
    };
    let html = checked.render(&Setting {
        list: "numbers.html",
        formulas: "formulas.html",
        stem: "page",
        origin: Some("crates/page"),
        code: &|_| {
            Some(Implementation {
                name: Some("half".to_owned()),
                origin: "crates/halves".to_owned(),
                address: "code.html#lib.rs-L1".to_owned(),
            })
        },
        picture: &picture,
    });
    insta::assert_snapshot!(html);
}

#[test]
fn without_units_every_number_is_bare() {
    let units = Units::none();
    let page = Page::parse("page.md", "[0.7](= \"P\") metres", &units);
    assert!(page.check(&World).diagnostics.is_empty());
}

#[test]
fn every_mutant_is_caught() {
    const TURNS: usize = 12;
    let units = units();
    let markdown = "[-0.341](= \"NEGATIVE\") [0.357 metres](= \"LENGTH\") [90%](= \"NINETY\")\n\
                    [$4.14 \\times 10^{-8}$](= \"TINY\") [∞](= \"INFINITE\") [0 metres](= \"NOTHING\")\n\n\
                    | inches | metres |\n| --- | --- |\n| [1](= \"INCH\") | [0](= \"NOTHING\") |\n";
    // So often that every kind of change has its turn in every variant.
    let markdown = format!("{markdown}\n").repeat(TURNS);
    let page = Page::parse("page.md", &markdown, &units);
    let checked = page.check(&World);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    let mutants = checked.mutants();
    assert!(mutants.len() > 15, "{}", mutants.len());
    let (same, different): (Vec<_>, Vec<_>) =
        mutants.into_iter().partition(|mutant| mutant.stays_true);
    let in_other_units = same
        .iter()
        .filter(|mutant| matches!(mutant.kind, "unit" | "head"));
    assert_eq!(
        in_other_units.count(),
        2 * TURNS,
        "nothing is nothing in inches too"
    );
    let kinds: BTreeSet<&str> = different.iter().map(|mutant| mutant.kind).collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        [
            "= or ≈",
            "digit",
            "digit appended",
            "digit removed",
            "exponent",
            "expressions swapped",
            "head",
            "operator",
            "percent",
            "relation",
            "sign",
            "unit",
            "unit word",
            "word"
        ]
    );
    for mutant in different {
        let source = mutant.source.unwrap();
        let caught = !Page::parse("page.md", &source, &units)
            .check(&World)
            .diagnostics
            .is_empty();
        assert!(caught, "{}", mutant.change);
    }
}
