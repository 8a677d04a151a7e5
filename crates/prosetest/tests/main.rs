//! The rules of a checked number, each on a small page; the messages; and pages too odd for any rule.

mod falsehoods;
mod measures;
mod messages;
mod odd;
mod rules;

use prosetest::{Answer, Code, Dimension, Input, Oracle, Page, Unit, Units, Value};

/// A small world: lengths in metres and inches, and a few numbers.
struct World;

impl World {
    fn answer(expression: &str) -> Answer {
        use Value::Number;
        let length = |value| Value::Quantity {
            value,
            dimension: 0,
        };
        Answer::Values(match expression {
            "P"
            | "{ let y = X; y }"
            | "f(X, 2)?.0[1]"
            | "f(&X)? - f(&Y)?"
            | "X.iter().sum::<f64>()"
            | "recorded(\"torch/loss/f64\")"
            | "X[N - 1]"
            | "f64::from(N) * P" => vec![Number(0.7)],
            "(NINETY, HALF)" => vec![Number(0.9), Number(0.5)],
            "LN10" => vec![Number(std::f64::consts::LN_10)],
            "HALF" => vec![Number(0.5)],
            "QUARTER" => vec![Number(0.25)],
            "EIGHTH" => vec![Number(0.125)],
            "TINY" => vec![Number(4.139_937_718_785_167e-8)],
            "NEGATIVE" => vec![Number(-0.340_999_123)],
            "MANY" => vec![Number(100_000.0)],
            "NINETY" => vec![Number(0.9)],
            "ONE" => vec![Number(1.0)],
            "ZERO" => vec![Number(0.0)],
            "NEARLY_ZERO" => vec![Number(-0.000_040_123_456_7)],
            "INFINITE" => vec![Number(f64::INFINITY)],
            "NAN" => vec![Number(f64::NAN)],
            "BOTH" => vec![Number(0.7), length(0.356_674_943)],
            "LENGTH" => vec![length(0.356_674_943)],
            "INCH" => vec![length(0.0254)],
            "NOTHING" => vec![length(0.0)],
            "DURATION" => vec![Value::Quantity {
                value: 2.0,
                dimension: 1,
            }],
            "NONE" => vec![],
            "broken()" => return Answer::Failed("index out of bounds".to_owned()),
            _ => return Answer::Unknown,
        })
    }
}

impl Oracle for World {
    fn evaluate(&self, code: &Code, inputs: &[Vec<Input>]) -> Vec<Answer> {
        vec![Self::answer(&code.text); inputs.len()]
    }

    fn include(&self, path: &str) -> Result<(), String> {
        if path.starts_with("made/") {
            Ok(())
        } else {
            Err("no test writes it".to_owned())
        }
    }
}

fn units() -> Units {
    let length = Dimension::new(
        "length",
        [
            Unit::new(&["metre", "metres", "米"], 1.0),
            Unit::new(&["inch", "inches"], 0.0254),
        ],
    );
    let time = Dimension::new("time", [Unit::new(&["second", "seconds"], 1.0)]);
    Units::new([length, time]).expect("units with names of their own")
}

/// The messages for a page, in order.
fn faults(markdown: &str) -> Vec<String> {
    let units = units();
    let page = Page::parse("page.md", markdown, &units);
    page.check(&World)
        .diagnostics
        .into_iter()
        .map(|fault| fault.message)
        .collect()
}

/// Asserts that a page is without fault.
#[track_caller]
fn right(markdown: &str) {
    let found = faults(markdown);
    assert!(found.is_empty(), "{markdown}\n{found:#?}");
}

/// Asserts that a page has exactly this fault.
#[track_caller]
fn wrong(markdown: &str, message: &str) {
    assert_eq!(faults(markdown), [message], "{markdown}");
}
