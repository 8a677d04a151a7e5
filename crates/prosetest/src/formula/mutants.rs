//! Formulas made false, so that a test can hold the checker to its word.

use std::ops::Range;

use crate::math::Converter;

/// A formula, or arithmetic in a checked number, with one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaMutant {
    /// The line, counted from one.
    pub line: usize,
    /// What is changed.
    pub tex: String,
    /// What it is changed to.
    pub change: String,
    /// What the checker says of it; nothing if it finds no fault.
    pub fault: Option<String>,
}

/// The parts of some TeX that a change replaces: commands, digits, letters, signs.
fn tokens(tex: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(ch) = tex[at..].chars().next() {
        let rest = &tex[at + ch.len_utf8()..];
        let length = if ch == '\\' {
            let letters = rest.chars().take_while(char::is_ascii_alphabetic).count();
            1 + letters.max(rest.chars().next().map_or(0, char::len_utf8).min(1))
        } else {
            ch.len_utf8()
        };
        tokens.push(at..at + length);
        at += length;
    }
    tokens
}

/// The token that closes what opens at `open`.
fn matching(
    tex: &str,
    tokens: &[Range<usize>],
    open: usize,
    (opens, closes): (&str, &str),
) -> Option<usize> {
    let mut level = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(open) {
        let token = &tex[token.clone()];
        if token == opens {
            level += 1;
        } else if token == closes {
            level -= 1;
            if level == 0 {
                return Some(place);
            }
        }
    }
    None
}

/// All changes of some TeX, or of the prose of arithmetic: each with one thing replaced.
pub(crate) fn changes(tex: &str) -> Vec<String> {
    let tokens = tokens(tex);
    let text = |place: usize| tokens.get(place).map_or("", |token| &tex[token.clone()]);
    let mut changed: Vec<String> = Vec::new();
    let mut replace = |range: Range<usize>, with: &str| {
        changed.push(format!(
            "{}{with}{}",
            &tex[..range.start],
            &tex[range.end..]
        ));
    };
    let in_words = |at: usize| {
        [
            "\\text{",
            "\\operatorname{",
            "\\mathrm{",
            "\\mathsf{",
            "\\operatorname*{",
        ]
        .iter()
        .any(|command| {
            tex[..at]
                .rfind(command)
                .is_some_and(|open| !tex[open..at].contains('}'))
        })
    };
    let letters: Vec<&str> = {
        let mut letters: Vec<&str> = tokens
            .iter()
            .filter(|token| !in_words(token.start))
            .map(|token| &tex[token.clone()])
            .filter(|token| is_letter(token))
            .collect();
        letters.sort_unstable();
        letters.dedup();
        letters
    };
    replace(0..0, "-");
    for (place, token) in tokens.iter().enumerate() {
        let word = &tex[token.clone()];
        if in_words(token.start) {
            continue;
        }
        let others: &[&str] = match word {
            "-" => &["", "+"],
            "−" => &["+"],
            "+" => &["-", "{}"],
            "\\cdot" | "\\times" => &["+", "/"],
            "×" => &["+", "/"],
            "/" => &["\\cdot "],
            "\\ln" => &["\\log_2 ", "{}", "\\exp "],
            "\\log" => &["\\ln "],
            "\\exp" => &["\\ln "],
            "\\sum" => &["\\prod ", "\\max "],
            "\\prod" => &["\\sum "],
            "\\min" => &["\\max "],
            "\\max" => &["\\min "],
            "\\sqrt" => &["{}"],
            "=" => &["\\ne ", "<", ">"],
            "≈" => &["<", ">"],
            "\\approx" => &["<", ">"],
            "\\ne" => &["="],
            "\\le" | "\\leq" => &["\\ge ", "=", "<"],
            "\\ge" | "\\geq" => &["\\le ", "=", ">"],
            "<" => &[">", "="],
            ">" => &["<", "="],
            "'" => &[""],
            _ => &[],
        };
        for other in others {
            replace(token.clone(), other);
        }
        if matches!(word, "=" | "\\le" | "\\approx" | "≈" | "(" | "{" | "+")
            && text(place + 1) != "-"
        {
            let mut next = place + 1;
            while text(next) == " " {
                next += 1;
            }
            let index = word == "{" && place > 0 && text(place - 1) == "_";
            if text(next) != "-" && !index {
                replace(token.end..token.end, "-");
            }
        }
        if let Some(digit) = word.chars().next().and_then(|ch| ch.to_digit(10)) {
            replace(token.clone(), &((digit + 1) % 10).to_string());
            replace(token.clone(), &((digit + 9) % 10).to_string());
        }
        if is_letter(word) {
            for other in letters.iter().filter(|other| **other != word) {
                replace(token.clone(), &format!("{other} "));
            }
        }
        // A script: dropped, and one more.
        if matches!(word, "_" | "^") {
            let end = if text(place + 1) == "{" {
                matching(tex, &tokens, place + 1, ("{", "}"))
            } else {
                Some(place + 1).filter(|next| *next < tokens.len())
            };
            if let Some(end) = end {
                let inner = tokens[place + 1].start..tokens[end].end;
                replace(token.start..inner.end, "");
                let one_more = format!("{{{} + 1}}", &tex[inner.clone()]);
                replace(inner.clone(), &one_more);
                let one_less = format!("{{{} - 1}}", &tex[inner.clone()]);
                replace(inner, &one_less);
            }
        }
        if matches!(word, "\\frac" | "\\tfrac" | "\\dfrac") && text(place + 1) == "{" {
            let top = matching(tex, &tokens, place + 1, ("{", "}"));
            let bottom = top.and_then(|top| matching(tex, &tokens, top + 1, ("{", "}")));
            if let (Some(top), Some(bottom)) = (top, bottom) {
                let above = tokens[place + 1].start..tokens[top].end;
                let below = tokens[top + 1].start..tokens[bottom].end;
                let swapped = format!("{}{}", &tex[below.clone()], &tex[above.clone()]);
                replace(above.start..below.end, &swapped);
            }
        }
        if word == "(" {
            // Brackets taken away, with what makes them large.
            if let Some(close) = matching(tex, &tokens, place, ("(", ")")) {
                let large = |place: usize| {
                    ["\\Bigl", "\\Bigr", "\\bigl", "\\bigr", "\\left", "\\right"]
                        .contains(&text(place))
                };
                let open = if place > 0 && large(place - 1) {
                    tokens[place - 1].start
                } else {
                    token.start
                };
                let end = if large(close - 1) {
                    tokens[close - 1].start
                } else {
                    tokens[close].start
                };
                replace(
                    open..tokens[close].end,
                    &format!(" {} ", &tex[token.end..end]),
                );
            }
        }
    }
    // Two letters for each other, wherever they stand.
    for (place, one) in letters.iter().enumerate() {
        for other in &letters[place + 1..] {
            let mut swapped = String::new();
            for token in &tokens {
                let word = &tex[token.clone()];
                if in_words(token.start) {
                    swapped.push_str(word);
                } else if word == *one {
                    swapped.push_str(&format!("{other} "));
                } else if word == *other {
                    swapped.push_str(&format!("{one} "));
                } else {
                    swapped.push_str(word);
                }
            }
            changed.push(swapped);
        }
    }
    changed
}

fn is_letter(token: &str) -> bool {
    let greek = [
        "\\alpha",
        "\\beta",
        "\\gamma",
        "\\delta",
        "\\epsilon",
        "\\varepsilon",
        "\\theta",
        "\\lambda",
        "\\mu",
        "\\pi",
        "\\rho",
        "\\sigma",
        "\\tau",
        "\\phi",
        "\\omega",
        "\\ell",
    ];
    token.len() == 1 && token.chars().all(|ch| ch.is_ascii_alphabetic()) || greek.contains(&token)
}

/// The changes of a formula that a reader would see, each with its MathML, or why it cannot be typeset.
pub(crate) fn typeset(
    tex: &str,
    display: bool,
    converter: &Converter,
) -> Vec<(String, Result<String, String>)> {
    let original = converter.convert(tex, display).ok();
    let mut seen: Vec<Option<String>> = vec![original];
    let mut mutants = Vec::new();
    for change in changes(tex) {
        let mathml = converter.convert(&change, display);
        let shown = mathml.as_ref().ok().cloned();
        if shown.is_some() && seen.contains(&shown) {
            continue;
        }
        seen.push(shown);
        mutants.push((change, mathml));
    }
    mutants
}
