//! Falsehoods of every class, each on a page of its own, and truths written as people write them.

use prosetest::{Coverage, Page, Rules};

use crate::{World, faults, units};

/// Pages that tell a reader something false, or that nothing computes.
const FALSEHOODS: &[(&str, &[&str])] = &[
    (
        "sign",
        &[
            r#"(in logits) [0.341](= "NEGATIVE")"#,
            r#"(in logits) [−0.7](= "P")"#,
            r#"[90%](= "NINETY") −[0.7](= "P")"#,
            r#"对数几率[−0.7](= "P")"#,
            r#"it is −[0.7](= "P")"#,
            r#"it is - [0.7](= "P")"#,
            r#"it is – [0.7](= "P")"#,
            r#"it is −([0.7](= "P"))"#,
            r#"it is **−** [0.7](= "P")"#,
            r#"it is minus [0.7](= "P")"#,
            r#"it is negative [0.7](= "P")"#,
            r#"[−−0.341](= "NEGATIVE")"#,
            r#"[⁻0.7](= "P")"#,
            r#"−$0.7$"#,
            r#"−[$0.7$](= "P")"#,
            r#"(a) −[$0.7$](= "P")"#,
            r#"[+0.341](= "NEGATIVE")"#,
        ],
    ),
    (
        "relation",
        &[
            r#"p ≠ [0.7](= "P")"#,
            r#"p < [0.7](= "P")"#,
            r#"[0.7](= "P") > [0.9](= "NINETY")"#,
            r#"[0.9](= "NINETY") = [0.5](= "HALF")"#,
            r#"[0.9](= "NINETY") ≈ [0.5](= "HALF")"#,
            r#"[0.357 metres](= "LENGTH") = [14.04 inches](= "LENGTH")"#,
            r#"p ≡ [0.7](= "P")"#,
            r#"p ≠ [0.7](= "P")"#,
            r#"p != [0.7](= "P")"#,
            r#"[2.3](= "LN10") = x"#,
            r#"[0.7](= "P") ≈ x"#,
            r#"exactly [2.3](= "LN10")"#,
            r#"which equals [2.303](= "LN10")"#,
            r#"roughly [0.7](= "P")"#,
            r#"nearly [2.30](= "LN10")"#,
            r#"more than [2.303](= "LN10")"#,
            r#"at least [3](= "LN10")"#,
            r#"at most [2](= "LN10")"#,
            r#"p × [0.7](= "P")"#,
            r#"√[0.7](= "P")"#,
            r#"[0.7](= "P") / x"#,
            r#"[0.9 < 0.5](= "(NINETY, HALF)")"#,
            r#"1/[0.7](= "P")"#,
        ],
    ),
    (
        "word",
        &[
            r#"[0.7](= "P") percent"#,
            r#"[0.7](= "P") per cent"#,
            r#"[1](= "ONE") million"#,
            r#"[1](= "ONE")-thousand"#,
            r#"[1 dozen](= "ONE")"#,
            r#"half [0.7](= "P")"#,
            r#"twice [0.357 metres](= "LENGTH")"#,
            r#"[0.357 kilometres](= "LENGTH")"#,
            r#"[0.357 metres](= "LENGTH") squared"#,
            r#"[0.357 metres per second](= "LENGTH")"#,
            r#"[0.357 metres](= "LENGTH")²"#,
            r#"[0.357 metres](= "LENGTH")/second"#,
            r#"[0.357, not inches, metres](= "BOTH")"#,
            "| share (%) |\n| --- |\n| [0.7](= \"P\") |",
            "| (in thousands) |\n| --- |\n| [0.7](= \"P\") |",
            "| length (kilometres) |\n| --- |\n| [0.357](= \"LENGTH\") |",
            "| not metres |\n| --- |\n| [0.357](= \"LENGTH\") |",
            r#"[1 inches](= "INCH")"#,
            r#"[2 second](= "DURATION")"#,
            r#"[2](= "DURATION")"#,
            r#"[0.357 seconds](= "LENGTH")"#,
            r#"[0.7‰](= "P")"#,
        ],
    ),
    (
        "free zone",
        &[
            r"$\log_{358} p$",
            r"$\underbrace{p}_{358}$",
            r"$p_{0.358}$",
            r"$0_1$",
            "[the loss is 358](https://example.org/)",
            "[the loss is 0.358](https://example.org/0.358)",
            "358. the loss\n",
            "a358",
            "loss_358",
            "log₃₅₈",
            "x₇",
            "[a](b.md \"0.358\")",
            "## a {title=0.358}",
            "`x = 358`",
            "- [x] 358",
        ],
    ),
    (
        "unseen",
        &[
            "[0.7\u{200b}](= \"P\")",
            "[0\u{ad}.7](= \"P\")",
            "[0.7](= \"P\")\u{338}",
            "=\u{338} [0.7](= \"P\")",
            "\u{202e}[0.7](= \"P\")",
            "[0.7l](= \"P\")",
            "[O.7](= \"P\")",
            "[0.7](= \"P\")О",
            "[0．7](= \"P\")",
            "[0·7](= \"P\")",
            "[1](= \"ONE\")\u{202f}[000](= \"ZERO\")",
            "[1](= \"ONE\")·[1](= \"ONE\")",
            "[０.7](= \"P\")",
            "[𝟎.7](= \"P\")",
        ],
    ),
    (
        "around the page",
        &[
            "{{ #include made/a}}",
            "\\{{#include made/a}}",
            "<style>p::after{content:'0.358'}</style>",
            "<script>a()</script>",
            "<p onclick=\"a()\">b</p>",
            "<span style=\"display:none\">b</span>",
            "![a](data:image/svg+xml,b)",
            "<span class=\"number\">0.358</span>",
            "<span class=\"exempt\">a</span>",
            "<data>a</data>",
            "<svg><text>a</text></svg>",
            "<template>a</template>",
            "<p hidden>a</p>",
            "<del>a</del>",
            "~~[0.7](= \"P\")~~",
            "[0.7](= \"P\")<sup>a</sup>",
            "&#48;.358",
            "<ol start=7><li>a</li></ol>",
            "<progress></progress>",
            "[0.7][p]\n\n[p]: = \"P\"",
        ],
    ),
    (
        "precision",
        &[
            r#"[0](= "TINY")"#,
            r#"= [0.000](= "TINY")"#,
            r#"[0.13](= "EIGHTH")"#,
            r#"[0.3](= "QUARTER")"#,
            r#"[2.3025850929940459011](= "LN10")"#,
            r#"[0.7](= "NAN")"#,
            r#"[NaN](= "P")"#,
            r#"[∞](= "NAN")"#,
        ],
    ),
    (
        "Chinese",
        &[
            "代价是三米。",
            "百分之七十的猫。",
            "大约一半。",
            "[0.358米](= \"LENGTH\")",
            "[0.357](= \"LENGTH\")米",
            "[0.7米](= \"P\")",
            "[1万](= \"ONE\")",
            "负[0.7](= \"P\")",
            "至多[2](= \"LN10\")",
            "| 距离（米） |\n| --- |\n| [0.7](= \"P\") |",
        ],
    ),
];

/// Pages that are true, and written as people write.
const TRUTHS: &[&str] = &[
    r#"(in logits) [−0.341](= "NEGATIVE")"#,
    r#"It is [−0.341](= "NEGATIVE"), or ([-0.341](= "NEGATIVE"))."#,
    r#"对数几率是[−0.341](= "NEGATIVE")。"#,
    r#"The value — [0.7](= "P") — is known."#,
    r#"It lies at [0.7](= "P"); the length is [0.357 metres](= "LENGTH")."#,
    r#"About [2.3](= "LN10"), roughly [2](= "LN10"), nearly [2.31](= "LN10")."#,
    r#"Exactly [0.7](= "P"), no more than [0.7](= "P"), at most [3](= "LN10")."#,
    r#"More than [2](= "LN10") and less than [2.31](= "LN10")."#,
    r#"So p = [0.7](= "P"), and x ≈ [2.303](= "LN10")."#,
    r#"[0.7](= "P") times as many, [1](= "ONE") of them, [90%](= "NINETY") of all."#,
    r#"A table of [1](= "ONE") row, and a [2-second](= "DURATION") rule."#,
    r#"[0.7 and 0.357 metres](= "BOTH")"#,
    r#"[0.7 gives 0.357 metres](= "BOTH")"#,
    r#"[0.357 metres](= "LENGTH"), that is [14.04 inches](= "LENGTH")."#,
    r#"[1 inch](= "INCH"), [0 metres](= "NOTHING"), [2 seconds](= "DURATION")"#,
    r#"[$x \approx 2.303$](= "LN10"), [$x = 0.7$](= "P")"#,
    r#"[$4.14 \times 10^{-8}$](= "TINY"), [4.14e-8](= "TINY")"#,
    r#"[∞](= "INFINITE") and [NaN](= "NAN"), and NaN and infinity as words."#,
    r#"[0.125](= "EIGHTH"), ≈ [0.13](= "EIGHTH"), [12.5%](= "EIGHTH")"#,
    r#"[0.250](= "QUARTER") and [0.25](= "QUARTER")"#,
    r#"[100,000](= "MANY") or [100000](= "MANY")"#,
    r#"[2.302…](= "LN10") and so on"#,
    r#"[0](= "ZERO"), [0.0](= "ZERO"), [0.000](= "NEARLY_ZERO")"#,
    r#"**[0.7](= "P")**, *[0.7](= "P")*, [`0.7`](= "P"), [**0.7**](= "P")"#,
    r#""[0.7](= "P")", “[0.7](= "P")”, ([0.7](= "P"))!"#,
    r#"## The share [0.7](= "P") {#share}"#,
    r#"![A drawing of [0.7](= "P")](a.svg)"#,
    r#"[1948](- "year of a paper"), [version 2.4](- "a version")"#,
    "[Shannon 1948](https://example.org/), [RFC 9110](https://example.org/rfc9110)",
    "Two of three classes, one bit, twice as long, half of it, a dozen.",
    "Words such as f32, log2, bf16, x86_64, `ln_1p` and log₂ are no numbers.",
    r"In $p_1 \log_2 p_1$ the digit is an index.",
    r#"The half, [0.5](= "HALF"); a quarter of the way, then [0.25](= "QUARTER")."#,
    "| length (metres) | share |\n| --- | --- |\n| [0.357](= \"LENGTH\") | [0.7](= \"P\") |",
    "| share (%) |\n| --- |\n| [90%](= \"NINETY\") |",
    "| squared error | twice as far (metres) |\n| --- | --- |\n| [0.7](= \"P\") | [0.357](= \"LENGTH\") |",
    "| metres for each step |\n| --- |\n| [0.357](= \"LENGTH\") |",
    "1. first\n2. second\n\n- a\n- b\n",
    "A note[^a].\n\n[^a]: Its text.",
    "```text\n{{#include made/a.snap:5:}}\n```",
    "<details class=\"solution\">\n<summary>Solution</summary>\n\n[0.7](= \"P\")\n\n</details>",
    "[a page](b.md#c), [a site](https://example.org/a_1), <https://example.org/2>",
    "Café, naïve, Müller: [0.7](= \"P\").",
    "长度是[0.357米](= \"LENGTH\")，约[2.3](= \"LN10\")，十分简单，第一个例子。",
    "| 长度（米） |\n| --- |\n| [0.357](= \"LENGTH\") |",
    r#"[0.7](= "{ let y = X; y }")"#,
    r#"[0.7](= "f(X, 2)?.0[1]")"#,
    r#"[0.7](= "f(&X)? - f(&Y)?")"#,
    r#"[0.7](= "X.iter().sum::<f64>()")"#,
    r#"[0.7](= 'recorded("torch/loss/f64")')"#,
    r#"[0.7](= "X[N - 1]")"#,
    r#"[0.7](= "f64::from(N) * P")"#,
    "\u{feff}# A page with a mark of byte order\n\n[0.7](= \"P\")\n",
    "A line\r\nends with two: [0.7](= \"P\")\r\n",
    "Term\n: its meaning\n\n> A quotation of [0.7](= \"P\").\n\n---\n\n- [x] done",
    "Costs \\$ and braces {{ }} and a pipe | too.",
    "[0.7](= \"P\") — well over [0.5](= \"HALF\").",
    "> *Somebody* measured [0.357 metres](= \"LENGTH\")[^b]\n\n[^b]: By hand.",
    "It falls from [0.7](= \"P\")\nto [0.5](= \"HALF\").",
    "[0.7](= \"P\"), [0.5](= \"HALF\") and [0.25](= \"QUARTER\")",
];

#[test]
fn every_falsehood_is_refused() {
    let mut passed = Vec::new();
    let mut tried = 0;
    for (class, pages) in FALSEHOODS {
        for page in *pages {
            tried += 1;
            if faults(page).is_empty() {
                passed.push(format!("{class}: {page}"));
            }
        }
    }
    assert!(
        passed.is_empty(),
        "{} of {tried} pass:\n{}",
        passed.len(),
        passed.join("\n")
    );
    assert!(tried >= 120, "{tried}");
}

#[test]
fn every_truth_passes() {
    let refused: Vec<String> = TRUTHS
        .iter()
        .filter(|page| !faults(page).is_empty())
        .map(|page| format!("{page}\n    {:?}", faults(page)))
        .collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(TRUTHS.len() >= 60, "{}", TRUTHS.len());
}

#[test]
fn a_page_where_nothing_is_marked_is_left_alone_under_linked_coverage() {
    for (class, pages) in FALSEHOODS {
        for page in pages
            .iter()
            .filter(|page| !page.contains("]: =") && !page.contains("(= "))
        {
            let units = units();
            let parsed = Page::parse_under("page.md", page, &units, Rules::new(Coverage::Linked));
            let found = parsed.check(&World).diagnostics;
            assert!(found.is_empty(), "{class}: {page}: {found:?}");
        }
    }
}

#[test]
fn what_is_marked_is_judged_the_same_under_linked_coverage() {
    let marked = ["sign", "relation", "word", "precision", "unseen"];
    for (class, pages) in FALSEHOODS
        .iter()
        .filter(|(class, _)| marked.contains(class))
    {
        for page in pages.iter().filter(|page| page.contains("(= ")) {
            let units = units();
            let parsed = Page::parse_under("page.md", page, &units, Rules::new(Coverage::Linked));
            let found = parsed.check(&World).diagnostics;
            assert!(!found.is_empty(), "{class}: {page}");
        }
    }
}
