//! The digits of a numeral are those of its value.

use super::relation::Demand;
use super::{Rule, Seen};
use crate::diagnostic::{Diagnostic, Fix};
use crate::numeral::Shape;

pub(crate) const RULE: Rule = Rule::marked("P010", "value");

/// Below this a value may be called about zero.
const NEGLIGIBLE: f64 = 1e-3;

/// A numeral whose digits are not those of the value.
pub(crate) fn fault(seen: Seen<'_>, value: f64, demands: &[Demand]) -> Option<Diagnostic> {
    let shape = &seen.numeral().shape;
    if shape.nan {
        return None;
    }
    if shape.truncated && shape.is_exact(value) {
        let message = format!("{} is exact", seen.text());
        let help = "remove the …: nothing follows these digits";
        return Some(seen.fault(&RULE, message).help(help));
    }
    let one_sided = demands
        .iter()
        .any(|demand| matches!(demand, Demand::AtMost | Demand::AtLeast | Demand::Nearly));
    let about = demands.contains(&Demand::Inexact);
    if shape.shows(value)
        || (one_sided && shape.is_next_to(value))
        || (about && shape.rounds(value))
    {
        return None;
    }
    let Some(right) = shape.right_form(value) else {
        let message = format!("{} cannot show {value}", seen.text());
        return Some(seen.fault(&RULE, message).help("write it another way"));
    };
    let message = format!("{} should be {}", shape.text(), right.text());
    let mut fault = seen.fault(&RULE, message);
    fault.help = format!("write {}", right.text());
    if let Some(power) = shape.shifted(value) {
        // Which of the two is meant, only the author knows.
        let whole = Shape::written(
            value,
            &Shape {
                percent: false,
                ..shape.clone()
            },
        );
        fault.help = match power {
            -2 => format!("the value is {whole}: write that, or % after the digits"),
            _ if shape.separated => {
                format!("the value is {whole}: write a decimal point, and commas between thousands")
            }
            _ => format!("the value is {whole}: write that, and no word that multiplies it"),
        };
        return Some(fault);
    }
    let (place, located) = seen.page.digits_of(seen.run, seen.numeral());
    let same_around = right.exponent == shape.exponent && right.sign == shape.sign;
    fault.fix = if seen.first().in_math() {
        let digits = if right.separated {
            right.text().replace(',', "{,}")
        } else {
            right.digits.clone()
        };
        (located && same_around && right.infinite == shape.infinite).then_some(Fix {
            range: place,
            text: digits,
        })
    } else if shape.exponent.is_some() && same_around {
        Some(Fix {
            range: place,
            text: right.digits.clone(),
        })
    } else {
        Some(Fix {
            range: seen.place(),
            text: right.text(),
        })
    };
    Some(fault)
}

/// A numeral with the right digits that is more, or less, exact than what stands around it says.
pub(crate) fn exactness(seen: Seen<'_>, value: f64, demands: &[Demand]) -> Option<Diagnostic> {
    let shape = &seen.numeral().shape;
    if shape.nan {
        return None;
    }
    let exact = shape.is_exact(value);
    let (shown, rule) = (shape.number(), &super::relation::RULE);
    let slack = 1e-12 * value.abs();
    for demand in demands {
        let complaint = match demand {
            Demand::Exact if !exact && !shape.truncated => ("is not exact", "write ≈ before it"),
            Demand::Inexact if exact => ("is exact", "write = before it, or nothing"),
            Demand::AtMost if value > shown + slack => {
                ("is less than the value", "round it up, or say it otherwise")
            }
            Demand::AtLeast if value < shown - slack => (
                "is more than the value",
                "round it down, or say it otherwise",
            ),
            Demand::Nearly if value >= shown - slack => (
                "is not nearly, but quite reached",
                "round it up, or say it otherwise",
            ),
            _ => continue,
        };
        let message = format!("{} {}", seen.text(), complaint.0);
        return Some(seen.fault(rule, message).help(complaint.1));
    }
    let whole = shape.decimals == 0 && !shape.truncated && !shape.infinite;
    // A whole number stands for what is near it; only what can be neglected is about nothing.
    let far = if shown.abs() > 0.0 {
        (value - shown).abs() > value.abs() / 4.0
    } else {
        value.abs() >= NEGLIGIBLE
    };
    if whole
        && far
        && demands.contains(&Demand::Inexact)
        && shape.exponent.is_none()
        && !shape.percent
    {
        let message = format!("{} is not near {value}", seen.text());
        return Some(seen.fault(rule, message).help("write more digits"));
    }
    // Only `≈` and its words let a whole number be far from its value.
    let inexact = demands.contains(&Demand::Inexact);
    if whole && !exact && !inexact && (demands.is_empty() || !shape.is_next_to(value)) {
        let message = format!("{} is not exact", seen.text());
        return Some(
            seen.fault(rule, message)
                .help("write ≈ before it, or give decimals"),
        );
    }
    demands
        .is_empty()
        .then(|| super::precision::rounded(seen, value))?
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, mended, right};

    #[test]
    fn what_is_about_a_whole_number_may_be_rounded_at_its_zeros() {
        for numeral in ["384,000", "384,400", "384400", "380,000"] {
            right(&format!(
                "≈ [{numeral}](= \"MOON\"), about [{numeral}](= \"MOON\")"
            ));
            right(&format!(
                "ca. [{numeral}](= \"MOON\"), approx. [{numeral}](= \"MOON\")"
            ));
        }
        right(
            r#"over [384,000](= "MOON"), nearly [385,000](= "MOON"), at least [300,000](= "MOON")"#,
        );
        for page in [
            // Not about, wrongly rounded, and with a single digit left.
            r#"[384,000](= "MOON")"#,
            r#"= [384,000](= "MOON")"#,
            r#"≈ [385,000](= "MOON")"#,
            r#"≈ [384,300](= "MOON")"#,
            r#"≈ [384,390](= "MOON")"#,
            r#"≈ [400,000](= "MOON")"#,
            r#"≈ [−384,000](= "MOON")"#,
            r#"≈ [384,000.0](= "MOON")"#,
            r#"≈ [1000](= "NINETY")"#,
        ] {
            assert!(!codes(page).is_empty(), "{page}");
        }
    }

    #[test]
    fn a_whole_number_is_exact_to_its_last_digit() {
        right(r#"[1,234,567,890,123](= "TRILLION") of them"#);
        right(r#"exactly [9,007,199,254,740,992](= "LARGE")"#);
        right(r#"≈ [1,234,567,890,000](= "TRILLION")"#);
        for page in [
            r#"[1,234,567,890,124](= "TRILLION")"#,
            r#"= [1,234,567,890,124](= "TRILLION")"#,
            r#"exactly [9,007,199,254,740,000](= "LARGE")"#,
            r#"[9,007,199,254,740,993](= "LARGE")"#,
            r#"[40,174,991,951,800](= "FAR")"#,
        ] {
            assert!(!codes(page).is_empty(), "{page}");
        }
    }

    #[test]
    fn a_power_of_ten_is_no_slip_to_be_mended() {
        for page in [
            r#"[384.399 thousand](= "MOON")"#,
            r#"[38.4万](= "MOON")"#,
            r#"≈ [38.4 Myriaden](= "MOON")"#,
            r#"[2,303](= "LN10")"#,
            r#"[70](= "P")"#,
        ] {
            assert!(codes(page).contains(&"P010"), "{page}");
            assert_eq!(mended(page), page);
        }
        assert_eq!(mended(r#"[0.8](= "P")"#), r#"[0.7](= "P")"#);
        assert_eq!(mended(r#"[23](= "LN10")"#), r#"[2](= "LN10")"#);
    }

    #[test]
    fn digits_are_correctly_rounded_or_cut_off() {
        right(r#"[2.303](= "LN10") [2.3](= "LN10") [2.302585](= "LN10") [2.302…](= "LN10")"#);
        for page in [
            r#"[2.302](= "LN10")"#,
            r#"[2.30](= "P")"#,
            r#"[2.303…](= "LN10")"#,
            r#"[0.7…](= "P")"#,
            r#"[0.341](= "NEGATIVE")"#,
            r#"[80%](= "NINETY")"#,
            r#"[100,001](= "MANY")"#,
            r#"[4.15e-8](= "TINY")"#,
            r#"[4.14 × 10⁻⁷](= "TINY")"#,
            r#"[$4.14 \times 10^{-7}$](= "TINY")"#,
            r#"[-∞](= "INFINITE")"#,
            r#"[1](= "INFINITE")"#,
            r#"[-0.000](= "NEARLY_ZERO")"#,
        ] {
            assert_eq!(codes(page), ["P010"], "{page}");
        }
    }
}
