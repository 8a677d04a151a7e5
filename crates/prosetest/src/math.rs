//! Formulas: TeX becomes MathML, and the MathML tells which characters the reader sees.

use std::ops::Range;

#[cfg(feature = "tex")]
use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use crate::markup::{self, Piece};
use crate::visible::{BREAK, END, Leaf, SUPERSCRIPT};

/// A longer formula, or one nested more deeply, is refused: the converter recurses.
const LONGEST: usize = 4_000;
const DEEPEST: usize = 60;

/// Converts TeX to MathML.
pub(crate) struct Converter {
    #[cfg(feature = "tex")]
    latex: LatexToMathML,
}

impl Converter {
    pub(crate) fn new() -> Self {
        Self {
            #[cfg(feature = "tex")]
            latex: LatexToMathML::new(MathCoreConfig::default())
                .expect("the default configuration defines no macros"),
        }
    }

    /// The MathML of a formula, or why there is none.
    pub(crate) fn convert(&self, tex: &str, display: bool) -> Result<String, String> {
        if tex.len() > LONGEST || depth(tex) > DEEPEST {
            return Err("the formula is too long or too deeply nested; split it".to_owned());
        }
        self.typeset(tex, display)
    }

    #[cfg(feature = "tex")]
    fn typeset(&self, tex: &str, display: bool) -> Result<String, String> {
        let style = if display {
            MathDisplay::Block
        } else {
            MathDisplay::Inline
        };
        let result = self.latex.convert_with_local_state(tex, style);
        result
            .map(|converted| converted.mathml)
            .map_err(|error| error.error_message())
    }

    #[cfg(not(feature = "tex"))]
    fn typeset(&self, _: &str, _: bool) -> Result<String, String> {
        Err("prosetest was built without its feature `tex`, which typesets formulas".to_owned())
    }
}

/// An upper bound on how deeply a formula nests: open braces, and commands that take the next as their argument.
fn depth(tex: &str) -> usize {
    let (mut braces, mut deepest, mut chain) = (0_usize, 0_usize, 0_usize);
    let mut longest_chain = 0;
    for byte in tex.bytes() {
        match byte {
            b'{' | b'[' | b'(' => braces += 1,
            b'}' | b']' | b')' => {
                braces = braces.saturating_sub(1);
                chain = 0;
            }
            b'\\' | b'^' | b'_' => chain += 1,
            b'a'..=b'z' | b'A'..=b'Z' => {}
            _ => chain = 0,
        }
        deepest = deepest.max(braces);
        longest_chain = longest_chain.max(chain);
    }
    let environments = tex.matches("\\begin").count() + tex.matches("\\left").count();
    deepest + longest_chain + environments
}

/// One visible character of a formula.
#[derive(Debug)]
pub(crate) struct Glyph {
    pub(crate) ch: char,
    pub(crate) leaf: Leaf,
    pub(crate) leaf_id: u32,
    pub(crate) subscript: bool,
}

/// What the elements whose children do not stand side by side do with them.
fn is_layout(name: &str) -> bool {
    matches!(
        name,
        "msub"
            | "msup"
            | "msubsup"
            | "munder"
            | "mover"
            | "munderover"
            | "mfrac"
            | "mroot"
            | "msqrt"
            | "mtable"
            | "mtr"
            | "mtd"
            | "mmultiscripts"
    )
}

/// The characters that a reader sees of a formula, in order.
pub(crate) fn glyphs(mathml: &str) -> Vec<Glyph> {
    let mut seen = Seen::default();
    for (piece, _) in markup::pieces(mathml) {
        match piece {
            Piece::Open {
                name,
                attributes,
                closed,
            } => seen.open(name, &attributes, closed),
            Piece::Close { name } => seen.close(&name),
            Piece::Text(text) => seen.text(&text),
            Piece::Other => {}
        }
    }
    seen.glyphs
}

/// What has been seen of a formula up to some place in its MathML.
#[derive(Default)]
struct Seen {
    glyphs: Vec<Glyph>,
    /// The elements that the place lies in, the innermost last.
    open: Vec<Open>,
    leaf_id: u32,
}

struct Open {
    name: String,
    children: usize,
    subscript: bool,
    /// Whether no space follows what stands in it.
    tight: bool,
}

impl Seen {
    /// A character that no leaf holds.
    fn mark(&mut self, ch: char, subscript: bool) {
        self.glyphs.push(Glyph {
            ch,
            leaf: Leaf::Operand,
            leaf_id: 0,
            subscript,
        });
    }

    fn open(&mut self, name: String, attributes: &[(String, String, Range<usize>)], closed: bool) {
        self.leaf_id += 1;
        let subscript = self.child();
        let attribute = |wanted: &str| {
            let found = attributes.iter().find(|(name, ..)| name == wanted);
            found.map(|(_, value, _)| value.as_str())
        };
        let pulls = attribute("style").is_some_and(|style| style.contains("-left:-"));
        if name == "mspace" && !pulls && !attributes.is_empty() {
            self.mark(' ', subscript);
        }
        if !closed {
            let tight = attribute("rspace") == Some("0");
            self.open.push(Open {
                name,
                children: 0,
                subscript,
                tight,
            });
        }
    }

    /// Begins one more child of the innermost element: whether that is part of a subscript.
    fn child(&mut self) -> bool {
        let Some(parent) = self.open.last_mut() else {
            return false;
        };
        let around = parent.subscript;
        if !is_layout(&parent.name) {
            return around;
        }
        let (sub, sup) = match (parent.name.as_str(), parent.children) {
            ("msub" | "msubsup", 1) => (true, false),
            ("msup", 1) | ("msubsup", 2) => (false, true),
            _ => (false, false),
        };
        // A script's base follows what stands before it; a cell or a root is one row inside.
        let divides = match parent.name.as_str() {
            "msub" | "msup" | "msubsup" => parent.children > 0,
            "msqrt" | "mtd" => parent.children == 0,
            _ => true,
        };
        parent.children += 1;
        if divides {
            self.mark(if sup { SUPERSCRIPT } else { BREAK }, around);
        }
        around || sub
    }

    fn close(&mut self, name: &str) {
        self.leaf_id += 1;
        if let Some(place) = self.open.iter().rposition(|element| element.name == name) {
            if is_layout(name) {
                self.mark(END, self.open[place].subscript);
            }
            self.open.truncate(place);
        }
    }

    fn text(&mut self, text: &str) {
        let Some(parent) = self.open.last() else {
            return;
        };
        let (subscript, tight) = (parent.subscript, parent.tight);
        let leaf = match parent.name.as_str() {
            "mtext" => Leaf::Words,
            "mo" => Leaf::Operator,
            _ => Leaf::Operand,
        };
        for ch in text.chars() {
            self.glyphs.push(Glyph {
                ch: plain(ch),
                leaf,
                leaf_id: self.leaf_id,
                subscript,
            });
            // A comma is followed by a space, unless braces made it a thousands separator.
            if ch == ',' && leaf == Leaf::Operator && !tight {
                self.mark(' ', subscript);
            }
        }
    }
}

/// The ASCII digit that a bold, double-struck or otherwise styled one shows.
fn plain(ch: char) -> char {
    match ch {
        '\u{1d7ce}'..='\u{1d7ff}' => char::from_digit((ch as u32 - 0x1d7ce) % 10, 10).unwrap_or(ch),
        '\u{0}'..='\u{2}' => ' ',
        _ => ch,
    }
}

#[cfg(test)]
mod tests {
    use super::{Converter, glyphs};

    fn seen(tex: &str) -> String {
        let mathml = Converter::new().convert(tex, false).unwrap();
        glyphs(&mathml)
            .iter()
            .map(|glyph| match glyph.ch {
                '\u{0}' => '⋮',
                '\u{1}' => '↑',
                '\u{2}' => '.',
                ch => ch,
            })
            .collect()
    }

    #[test]
    fn what_is_seen_is_what_the_mathml_shows() {
        for (tex, expected) in [
            (r"-\ln 0.7 \approx 0.357", "−ln0.7≈0.357"),
            (r"\frac{1}{2}", "⋮1⋮2."),
            (r"4.14 \times 10^{-8}", "4.14×10↑−8."),
            (r"100{,}000", "100,000"),
            (r"1,000", "1, 000"),
            (r"\mathbf{1}", "1"),
            (r"\sum_{i=1}^{2} p_i", "⋮∑⋮i=1⋮2.p⋮i."),
            (r"\text{nats } 0.5", "nats\u{a0}0.5"),
            (r"0.\!5", "0.5"),
            (r"\sqrt{0.5}", "⋮0.5."),
        ] {
            assert_eq!(seen(tex), expected, "{tex}");
        }
    }

    #[test]
    fn a_formula_that_would_overflow_the_stack_is_refused() {
        for piece in ["{", r"\sqrt", "x^", "(", r"\left(", r"\frac{"] {
            let tex = piece.repeat(1_000);
            assert!(Converter::new().convert(&tex, false).is_err(), "{piece}");
        }
    }
}
