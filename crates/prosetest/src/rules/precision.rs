//! A numeral has no more digits than its value, and a short value is not rounded without `≈`.

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::numeral::Shape;

pub(crate) const RULE: Rule = Rule::marked("P016", "precision");

/// A float holds no more significant digits than this.
const HELD: usize = 17;

/// A value of so few significant digits is shown whole.
const SHORT: usize = 6;

/// More digits than a float holds.
pub(crate) fn too_many(seen: Seen<'_>) -> Option<Diagnostic> {
    let shape = &seen.numeral().shape;
    let significant = significant(&shape.digits);
    let whole = shape.decimals == 0 && shape.exponent.is_none();
    let too_many = if whole {
        shape.digits.len() > 309
    } else {
        significant > HELD || shape.decimals > 400
    };
    let message = format!("{significant} digits are more than the value has");
    too_many.then(|| {
        seen.fault(&RULE, message)
            .help(format!("write at most {HELD} digits"))
    })
}

/// A value of a few digits, shown with fewer.
pub(crate) fn rounded(seen: Seen<'_>, value: f64) -> Option<Diagnostic> {
    let shape = &seen.numeral().shape;
    if shape.truncated || shape.infinite || !value.is_finite() || shape.is_exact(value) {
        return None;
    }
    let scaled = if shape.percent { value * 100.0 } else { value };
    let shortest = format!("{:.11e}", scaled.abs());
    let (mantissa, _) = shortest.split_once('e')?;
    if mantissa.trim_end_matches('0').len() > SHORT + 1 {
        return None;
    }
    let whole = Shape::written(scaled, shape);
    let message = format!("{} is {whole}, rounded", seen.text());
    Some(
        seen.fault(&RULE, message)
            .help(format!("write {whole}, or ≈ before the number")),
    )
}

fn significant(digits: &str) -> usize {
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').len()
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn no_more_digits_than_the_value_has() {
        right(r#"[2.302585092994046](= "LN10") and [0.30000000000000004](= "SUM")"#);
        for numeral in [
            "0.3000000000000000444",
            "0.300000000000000044",
            "3.00000000000000044e-1",
        ] {
            let page = format!("[{numeral}](= \"SUM\")");
            assert_eq!(codes(&page), ["P016"], "{page}");
        }
        let long = format!("[0.{}](= \"P\")", "7".repeat(70_000));
        assert_eq!(codes(&long), ["P016"]);
        let long = format!("[{}](= \"P\")", "7".repeat(70_000));
        assert_eq!(codes(&long), ["P016"]);
        let long = format!("[0.7e{}](= \"P\")", "7".repeat(70_000));
        assert!(!codes(&long).is_empty());
    }

    #[test]
    fn a_short_value_is_shown_whole_or_with_a_sign_that_says_so() {
        right(
            r#"[0.125](= "EIGHTH"), ≈ [0.13](= "EIGHTH"), ≈ [0.12](= "EIGHTH"), about [0.1](= "EIGHTH")"#,
        );
        right(r#"[12.5%](= "EIGHTH") [0.1250](= "EIGHTH") [2.3](= "LN10"), ≈ [13%](= "EIGHTH")"#);
        for numeral in ["0.13", "0.12", "0.1", "12.4%", "12.6%", "1.3e-1"] {
            let page = format!("[{numeral}](= \"EIGHTH\")");
            assert!(!codes(&page).is_empty(), "{page}");
        }
        assert_eq!(codes(r#"[0.13](= "EIGHTH")"#), ["P016"]);
    }

    #[test]
    fn a_value_is_not_nothing_because_it_is_small() {
        right(r#"[4.14e-8](= "TINY") and ≈ [0](= "SMALLEST") and [0.000](= "TINY")"#);
        for page in [
            r#"[0](= "SMALLEST")"#,
            r#"= [0](= "SMALLEST")"#,
            r#"= [0.000](= "SMALLEST")"#,
            r#"exactly [0.0](= "TINY")"#,
            r#"[0 metres](= "SHORTEST")"#,
            r#"≈ [0 metres](= "LENGTH")"#,
            r#"about [0](= "EIGHTH")"#,
            r#"about [1](= "P")"#,
        ] {
            assert!(!codes(page).is_empty(), "{page}");
        }
    }
}
