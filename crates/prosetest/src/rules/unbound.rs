//! Every numeral that a reader sees is computed, or exempt.

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::page::Kind;

pub(crate) const RULE: Rule = Rule::all("P001", "unbound");

pub(crate) fn fault(seen: Seen<'_>) -> Option<Diagnostic> {
    let numeral = seen.numeral();
    let shape = &numeral.shape;
    let plain_integer = shape.decimals == 0
        && shape.exponent.is_none()
        && !(shape.infinite || shape.percent || shape.truncated || shape.nan)
        && numeral.malformed.is_none();
    let named =
        |claim: &crate::page::Claim| is_year(&seen.text()) || claim.title.contains(&shape.digits);
    match (seen.kind(), seen.claim()) {
        _ if numeral.is_index => None,
        (Some(Kind::Number | Kind::Exemption), _) => None,
        (Some(Kind::External), Some(claim)) if plain_integer && named(claim) && !seen.counts() => {
            None
        }
        (Some(Kind::Formula), _) if plain_integer => None,
        (Some(Kind::Formula), _) => {
            let message = format!("{} stands in a formula", seen.text());
            let help = "a formula holds letters and integers; show numbers in a checked number";
            Some(seen.fault(&super::formula::RULE, message).help(help))
        }
        _ => {
            let (place, text) = (seen.place(), seen.text());
            let after: String = seen.page.source[place.end..].chars().take(60).collect();
            let broken = after
                .find(']')
                .is_some_and(|at| after[at..].starts_with("](="));
            let help = if let Some(why) = numeral.malformed {
                why.to_owned()
            } else if broken {
                "the link after it does not parse: quote the expression, write \\\" inside it, and no | in a table"
                    .to_owned()
            } else {
                let text = text.trim();
                format!(
                    "bind it, as in [{text}](= \"EXPRESSION\"), or exempt it: [{text}](- \"REASON\")"
                )
            };
            let message = format!("{text} is computed by nothing");
            Some(seen.fault(&RULE, message).help(help))
        }
    }
}

/// Whether a numeral in the name of something published is a year.
fn is_year(text: &str) -> bool {
    text.len() == 4 && matches!(text.get(..2), Some("15" | "16" | "17" | "18" | "19" | "20"))
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn the_text_of_an_external_link_is_free_for_a_year_or_what_its_address_holds() {
        right("[Shannon 1948](https://example.org/a) [chapter 12](https://example.org/12)");
        right("<https://example.org/2>");
        for text in ["358", "12", "0.1948", "1948.5", "90%", "2948"] {
            let page = format!("[it is {text}](https://example.org/a)");
            assert_eq!(codes(&page), ["P001"], "{page}");
        }
        assert_eq!(codes("[0.358](https://example.org/0.358)"), ["P001"]);
        for text in [
            "−12",
            "-12",
            "12 metres",
            "12+12",
            "= 12",
            "12 < 12",
            "12 metre",
        ] {
            let page = format!("[it is {text}](https://example.org/12)");
            assert!(codes(&page).contains(&"P001"), "{page}: {:?}", codes(&page));
        }
    }

    #[test]
    fn a_list_counts_from_one() {
        right("1. a\n2. b\n");
        assert_eq!(codes("7. a\n8. b\n"), ["P001"]);
        assert_eq!(codes("0. a\n1. b\n"), ["P001"]);
    }

    #[test]
    fn a_subscript_is_free_if_one_digit_is_the_whole_of_it_under_a_letter() {
        right(r"$p_1$, $\log_2 p$, $p_{1}$, $x_{1}^{n}$");
        for tex in [
            r"\log_{358} p",
            r"p_{12}",
            r"p_{i=1}",
            r"p_{1,2}",
            r"p_{0.5}",
            r"\underbrace{p}_{3}",
            r"\underset{5}{p}",
            r"0_1",
            r"(p)_{7}",
            r"p_{\text{7 nats}}",
        ] {
            let page = format!("${tex}$");
            assert!(codes(&page).contains(&"P001"), "{page}: {:?}", codes(&page));
        }
    }

    #[test]
    fn only_listed_words_hide_digits() {
        right("f32, f64, u8, i128, log2, log₂, x86_64, bf16, e4m3, utf8, `log2_of`");
        for text in ["GPT3", "a4", "x_7", "loss0", "log₃", "p₁₂", "x₅"] {
            assert_eq!(codes(text), ["P001"], "{text}");
        }
    }
}
