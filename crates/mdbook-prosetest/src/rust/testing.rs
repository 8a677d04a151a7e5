//! A page of which only the Rust is looked at.

use prosetest::{Answer, Code, Input, Oracle, Page, Rules, Units, Value};

use super::Rust;

/// Everything is worth as much.
struct World;

impl Oracle for World {
    fn evaluate(&self, code: &Code, inputs: &[Vec<Input>]) -> Vec<Answer> {
        let values = match code.text.as_str() {
            "P" => Answer::Values(vec![Value::Number(0.7)]),
            "uniform(42)?.len()" => Answer::Values(vec![Value::Number(42.0)]),
            _ => Answer::Unknown,
        };
        vec![values; inputs.len()]
    }

    fn include(&self, path: &str) -> Result<(), String> {
        Err(format!("nothing wrote {path}"))
    }
}

/// The codes of a page's faults, in order, each once.
pub(super) fn codes(markdown: &str) -> Vec<&'static str> {
    let page = Page::parse_under(
        "a.md",
        markdown,
        &Units::none(),
        Rules::default().language(&Rust),
    );
    let faults = page.check(&World).diagnostics;
    let mut codes: Vec<_> = faults.into_iter().map(|fault| fault.code).collect();
    codes.dedup();
    codes
}

/// Asserts that a page is without fault.
#[track_caller]
pub(super) fn right(markdown: &str) {
    assert_eq!(codes(markdown), [""; 0], "{markdown}");
}
