//! A small world for the tests of the rules: lengths, times, and a few numbers.

use std::ops::Range;

use crate::{
    Answer, Code, Coverage, Dimension, Fault, Input, Language, Level, Oracle, Page, Rule, Rules,
    Unit, Units, Value,
};

pub(crate) struct World;

impl Oracle for World {
    fn evaluate(&self, code: &Code, inputs: &[Vec<Input>]) -> Vec<Answer> {
        use Value::Number;
        let length = |value| Value::Quantity {
            value,
            dimension: 0,
        };
        let values = match code.text.as_str() {
            "P" => vec![Number(0.7)],
            "(P, HALF)" => vec![Number(0.7), Number(0.5)],
            "(HALF, P)" => vec![Number(0.5), Number(0.7)],
            "(P, NAN)" => vec![Number(0.7), Number(f64::NAN)],
            "LN10" => vec![Number(std::f64::consts::LN_10)],
            "HALF" => vec![Number(0.5)],
            "TENTH" => vec![Number(0.1)],
            "EIGHTH" => vec![Number(0.125)],
            "SUM" => vec![Number(0.1 + 0.2)],
            "TINY" => vec![Number(4.139_937_718_785_167e-8)],
            "SMALLEST" => vec![Number(1.234_567_891_234e-17)],
            "SHORTEST" => vec![length(1.234_567_891_234e-17)],
            "NEGATIVE" => vec![Number(-0.340_999_123)],
            "MANY" => vec![Number(100_000.0)],
            "HUNDRED" => vec![Number(100.0)],
            "NINETY" => vec![Number(0.9)],
            "ONE" => vec![Number(1.0)],
            "TWO" => vec![Number(2.0)],
            "SEVEN" => vec![Number(7.0)],
            "TRILLION" => vec![Number(1_234_567_890_123.0)],
            "LARGE" => vec![Number(9_007_199_254_740_992.0)],
            "FAR" => vec![Number(40_174_991_951_814.4)],
            "MOON" => vec![Number(384_399.0)],
            "EIGHT" => vec![Number(8.0)],
            "ZERO" => vec![Number(0.0)],
            "NEARLY_ZERO" => vec![Number(-0.000_040_123_456_7)],
            "INFINITE" => vec![Number(f64::INFINITY)],
            "NAN" => vec![Number(f64::NAN)],
            "BOTH" => vec![Number(0.7), length(0.356_674_943)],
            "LENGTH" => vec![length(0.356_674_943)],
            "METRE" => vec![length(1.0)],
            "NOTHING" => vec![length(0.0)],
            "DURATION" => vec![Value::Quantity {
                value: 2.0,
                dimension: 1,
            }],
            "NONE" => vec![],
            "broken()" => {
                return vec![Answer::Failed("index out of bounds".to_owned()); inputs.len()];
            }
            "uncompiled()" => {
                return vec![Answer::Refused("not in scope".to_owned()); inputs.len()];
            }
            _ => return vec![Answer::Unknown; inputs.len()],
        };
        vec![Answer::Values(values); inputs.len()]
    }

    fn include(&self, path: &str) -> Result<(), String> {
        let made = path.starts_with("made/");
        made.then_some(())
            .ok_or_else(|| "no test writes it".to_owned())
    }
}

/// A language of a few words, whose blocks are named `run`.
#[derive(Debug)]
struct Words;

static LOUD: Rule = Rule::marked("W001", "loud");
static SILENT: Rule = Rule::all("W002", "silent");

impl Language for Words {
    fn rules(&self) -> &'static [&'static Rule] {
        static RULES: [&Rule; 2] = [&LOUD, &SILENT];
        &RULES
    }

    fn expression(&self, expression: &str) -> Option<(&'static Rule, Fault)> {
        let loud = expression.ends_with('!');
        loud.then(|| (&LOUD, Fault::new("an expression does not shout", "say it")))
    }

    fn value(&self, expression: &str, value: f64) -> Option<(&'static Rule, Fault)> {
        let said = expression == "EIGHT" && value.total_cmp(&8.0).is_eq();
        said.then(|| {
            (
                &LOUD,
                Fault::new("EIGHT says its value", "name what it counts"),
            )
        })
    }

    fn block(&self, info: &str, code: &str) -> Option<Vec<(&'static Rule, Range<usize>, Fault)>> {
        let fault = |range, message| (&SILENT, range, Fault::new(message, "let it run"));
        (info == "run").then(|| match code.find("skip") {
            Some(at) => vec![fault(at..at + 4, "it skips")],
            None if code.trim().is_empty() => vec![fault(0..0, "it is empty")],
            None => Vec::new(),
        })
    }
}

fn units() -> Units {
    let length = [
        Unit::new(&["metre", "metres", "米"], 1.0),
        Unit::new(&["inch", "inches", "英寸"], 0.0254),
        Unit::new(&["bit", "bits", "比特"], 2.0),
    ];
    let time = [Unit::new(&["second", "seconds", "秒"], 1.0)];
    let dimensions = [
        Dimension::new("length", length),
        Dimension::new("time", time),
    ];
    Units::new(dimensions).expect("units with names of their own")
}

/// The codes of a page's faults, in order, each once.
pub(crate) fn codes(markdown: &str) -> Vec<&'static str> {
    let mut codes: Vec<_> = faults(markdown).into_iter().map(|(code, _)| code).collect();
    codes.dedup();
    codes
}

/// The code and the message of each fault of a page.
pub(crate) fn faults(markdown: &str) -> Vec<(&'static str, String)> {
    let units = units();
    let page = Page::parse_under(
        "page.md",
        markdown,
        &units,
        Rules::default().language(&Words),
    );
    let found = page.check(&World).diagnostics;
    found
        .into_iter()
        .map(|fault| (fault.code, fault.message))
        .collect()
}

/// The codes of a page's faults where only marks are checked.
pub(crate) fn linked(markdown: &str) -> Vec<&'static str> {
    let units = units();
    let page = Page::parse_under("page.md", markdown, &units, Rules::new(Coverage::Linked));
    let found = page.check(&World).diagnostics;
    found.into_iter().map(|fault| fault.code).collect()
}

/// The remedy of each fault of a page.
pub(crate) fn helps(markdown: &str) -> Vec<String> {
    let units = units();
    let page = Page::parse("page.md", markdown, &units);
    let found = page.check(&World).diagnostics;
    found.into_iter().map(|fault| fault.help).collect()
}

/// A page with all that could be mended.
pub(crate) fn mended(markdown: &str) -> String {
    let units = units();
    let page = Page::parse("page.md", markdown, &units);
    crate::apply(markdown, page.check(&World).fixes)
}

/// Asserts that a page is without fault.
#[track_caller]
pub(crate) fn right(markdown: &str) {
    let found = faults(markdown);
    assert!(found.is_empty(), "{markdown}\n{found:#?}");
}

#[test]
fn a_rule_that_is_allowed_says_nothing() {
    let units = units();
    let rules = Rules::default()
        .with("unbound", Level::Allow)
        .expect("a rule");
    let page = Page::parse_under("page.md", "0.5 and [0.8](= \"P\")", &units, rules);
    let found = page.check(&World).diagnostics;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rule, "value");
}

#[test]
fn what_a_language_refuses_is_told_where_it_stands() {
    let text = "[0.7](= \"P!\") [8](= \"EIGHT\")\n\n```run\ngo\nskip\n```\n\n```run\n```\n";
    let units = units();
    let told = |rules: Rules| -> Vec<(&str, usize, usize)> {
        let page = Page::parse_under("page.md", text, &units, rules);
        let found = page.check(&World).diagnostics;
        found
            .iter()
            .map(|fault| (fault.code, fault.line, fault.column))
            .collect()
    };
    let all = Rules::default().language(&Words);
    let expected = [
        ("W001", 1, 1),
        ("W001", 1, 16),
        ("W002", 5, 1),
        ("W002", 8, 1),
    ];
    assert_eq!(told(all.clone()), expected);
    let marked = Rules::new(Coverage::Linked).language(&Words);
    assert_eq!(told(marked), expected[..2]);
    // Allowed, the expression is handed on, and the world does not know it.
    let quiet = all.with("loud", Level::Allow).expect("a rule");
    let quiet = quiet.with("W002", Level::Allow).expect("a rule");
    assert_eq!(told(quiet), [("P023", 1, 1)]);
    assert!(Rules::default().with("W001", Level::Allow).is_err());
}

#[test]
fn blocks_that_are_run_are_told_in_order() {
    let text = "```run\na\n```\n\n```text\n{{#include made/a}}\n```\n\n- ```run\n  b\n  ```\n";
    let page = Page::parse_under("page.md", text, &units(), Rules::default().language(&Words));
    let blocks: Vec<_> = page.blocks().map(|site| (site.text, site.line)).collect();
    assert_eq!(blocks, [("a\n", 1), ("b\n", 9)]);
    let unknown = Page::parse("page.md", text, &units());
    assert_eq!(unknown.blocks().count(), 0);
}
