//! Formulas in words, for those who hear the page.

use crate::markup::{self, Piece};

/// A part of a formula: a leaf with its text, or an element with its children.
#[derive(Debug, Default)]
struct Node {
    name: String,
    text: String,
    children: Vec<Self>,
}

/// A formula in words; digits stay digits.
pub(crate) fn words(mathml: &str) -> String {
    let mut open = vec![Node::default()];
    for (piece, _) in markup::pieces(mathml) {
        match piece {
            Piece::Open { name, closed, .. } => {
                open.push(Node {
                    name,
                    ..Node::default()
                });
                if closed {
                    close(&mut open);
                }
            }
            Piece::Close { .. } => close(&mut open),
            Piece::Text(text) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&text);
                }
            }
            Piece::Other => {}
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    let mut said = Vec::new();
    open.iter().for_each(|node| say(node, &mut said));
    let mut sentence = String::new();
    for word in said {
        let tight = matches!(word.as_str(), ")" | "," | "]" | ";" | "%" | "!");
        if !(tight || sentence.is_empty() || sentence.ends_with(['(', '['])) {
            sentence.push(' ');
        }
        sentence.push_str(&word);
    }
    sentence
}

fn close(open: &mut Vec<Node>) {
    if open.len() > 1
        && let Some(node) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.children.push(node);
    }
}

/// Appends the words of a part.
fn say(node: &Node, said: &mut Vec<String>) {
    let child = |index: usize, said: &mut Vec<String>| {
        if let Some(child) = node.children.get(index) {
            say(child, said);
        }
    };
    let push = |words: &str, said: &mut Vec<String>| said.push(words.to_owned());
    match node.name.as_str() {
        "mfrac" => {
            let long = node.children.iter().any(is_long);
            if long {
                push("the fraction", said);
            }
            child(0, said);
            push("over", said);
            child(1, said);
            if long {
                push("end of fraction", said);
            }
        }
        "msqrt" => {
            push("the square root of", said);
            node.children.iter().for_each(|child| say(child, said));
        }
        "msup" => {
            child(0, said);
            power(node.children.get(1), said);
        }
        "msub" | "msubsup" => {
            child(0, said);
            push("sub", said);
            child(1, said);
            if node.name == "msubsup" {
                power(node.children.get(2), said);
            }
        }
        "munder" | "munderover" => {
            child(0, said);
            push("over", said);
            child(1, said);
            if node.name == "munderover" {
                push("to", said);
                child(2, said);
            }
            push("of", said);
        }
        "mover" => {
            child(0, said);
            child(1, said);
        }
        "mspace" | "mphantom" => {}
        _ if node.children.is_empty() => {
            let text = node.text.trim();
            if !text.is_empty() {
                push(&spoken(text), said);
            }
        }
        _ => node.children.iter().for_each(|child| say(child, said)),
    }
}

fn power(exponent: Option<&Node>, said: &mut Vec<String>) {
    let Some(exponent) = exponent else { return };
    match exponent.text.trim() {
        "2" => said.push("squared".to_owned()),
        "′" => said.push("prime".to_owned()),
        _ => {
            said.push("to the power".to_owned());
            say(exponent, said);
            if is_long(exponent) {
                said.push("end of power".to_owned());
            }
        }
    }
}

/// Whether a part would run on into what follows it: more than a letter, and more than a letter with its sign.
fn is_long(node: &Node) -> bool {
    node.children.len() > 2 && matches!(node.name.as_str(), "mrow" | "mstyle")
}

/// The words for a sign; what is a word, a number or a letter already stays as it is.
fn spoken(sign: &str) -> String {
    let words = match sign {
        "−" | "-" => "minus",
        "+" => "plus",
        "±" => "plus or minus",
        "×" | "⋅" | "·" | "*" => "times",
        "/" => "over",
        "=" => "equals",
        "≈" => "is about",
        "≠" => "is not",
        "<" => "is less than",
        ">" => "is more than",
        "≤" => "is at most",
        "≥" => "is at least",
        "∑" => "the sum",
        "∏" => "the product",
        "∫" => "the integral",
        "∂" => "d",
        "∞" => "infinity",
        "‖" | "∥" => "from",
        "∣" => "given",
        "|" => "bar",
        "→" => "to",
        "…" | "⋯" => "and so on",
        "′" => "prime",
        "^" | "ˆ" => "hat",
        "¯" | "‾" => "bar",
        "α" => "alpha",
        "β" => "beta",
        "γ" => "gamma",
        "δ" => "delta",
        "ε" | "ϵ" => "epsilon",
        "λ" => "lambda",
        "μ" => "mu",
        "π" => "pi",
        "σ" => "sigma",
        "τ" => "tau",
        "ℓ" => "ell",
        _ => return sign.to_owned(),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::math::Converter;

    #[test]
    fn a_formula_reads_as_a_sentence() {
        for (tex, expected) in [
            (r"-\ln 0.7 \approx 0.357", "minus ln 0.7 is about 0.357"),
            (r"-\log_2 0.7", "minus log sub 2 0.7"),
            (r"\frac{1}{2} = 0.5", "1 over 2 equals 0.5"),
            (r"4.14 \times 10^{-8}", "4.14 times 10 to the power minus 8"),
            (
                r"\sum_{i=1}^{2} p_i",
                "the sum over i equals 1 to 2 of p sub i",
            ),
            (r"(0.5 + 0.5)^2", "(0.5 plus 0.5) squared"),
            (r"\sqrt{0.25}", "the square root of 0.25"),
            (r"90\%", "90%"),
            (
                r"\frac{1}{1 + e^{-z}} + 1",
                "the fraction 1 over 1 plus e to the power minus z end of fraction plus 1",
            ),
            (
                r"e^{a - b} - c",
                "e to the power a minus b end of power minus c",
            ),
        ] {
            let mathml = Converter::new().convert(tex, false).unwrap();
            assert_eq!(words(&mathml), expected, "{tex}");
        }
    }
}
