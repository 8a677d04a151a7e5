//! MathML as a reader sees it: signs side by side, with scripts, fractions and roots.

use crate::markup::{self, Piece};

/// A part of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// `mn`, with its place among all numerals of the formula.
    Numeral(String, usize),
    /// `mi`.
    Name(String),
    /// `mo`.
    Sign(String),
    /// `mtext`.
    Words(String),
    Fraction(Line, Line),
    /// Two lines above each other without a bar, as in a binomial coefficient.
    Stack(Line, Line),
    Root(Line, Option<Line>),
    Script {
        base: Box<Node>,
        below: Line,
        above: Line,
    },
    /// A sign above a letter, such as a hat.
    Accent(Line, String),
    Table(Vec<Vec<Line>>),
}

/// Parts that stand side by side.
pub(crate) type Line = Vec<Node>;

/// An element being read.
struct Open {
    name: String,
    bar: bool,
    accent: bool,
    tight: bool,
    text: String,
    children: Vec<Line>,
}

/// The elements that show their children side by side.
fn is_row(name: &str) -> bool {
    matches!(
        name,
        "math" | "mrow" | "mstyle" | "mtd" | "msqrt" | "semantics"
    )
}

/// Reads MathML.
///
/// # Errors
/// What stands in the formula and cannot be read as part of one.
pub(crate) fn line(mathml: &str) -> Result<Line, String> {
    let mut open: Vec<Open> = Vec::new();
    let mut numerals = 0;
    for (piece, _) in markup::pieces(mathml) {
        match piece {
            Piece::Open {
                name,
                attributes,
                closed,
            } => {
                let has = |wanted: &str, value: &str| {
                    attributes
                        .iter()
                        .any(|(name, is, _)| name == wanted && is == value)
                };
                let hides = |(name, value, _): &(String, String, _)| {
                    name == "style" && (value.contains("color") || value.contains("display"))
                };
                if attributes.iter().any(hides) {
                    return Err("a coloured or hidden part".to_owned());
                }
                let element = Open {
                    bar: !has("linethickness", "0"),
                    accent: has("accent", "true"),
                    tight: has("rspace", "0"),
                    text: String::new(),
                    children: Vec::new(),
                    name,
                };
                if closed {
                    close(&mut open, element, &mut numerals)?;
                } else {
                    open.push(element);
                }
            }
            Piece::Close { .. } => {
                if let Some(element) = open.pop() {
                    if open.is_empty() {
                        return Ok(grouped(element.children));
                    }
                    close(&mut open, element, &mut numerals)?;
                }
            }
            Piece::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Piece::Other => {}
        }
    }
    Err("markup that does not end".to_owned())
}

/// Adds a finished element to the one around it.
fn close(open: &mut [Open], element: Open, numerals: &mut usize) -> Result<(), String> {
    let read = finish(element, numerals)?;
    if let Some(parent) = open.last_mut() {
        parent.children.push(read);
    }
    Ok(())
}

fn finish(element: Open, numerals: &mut usize) -> Result<Line, String> {
    let text = element.text.trim_matches(|c: char| {
        c.is_whitespace() || ('\u{2061}'..='\u{2064}').contains(&c) || c == '\u{fe00}'
    });
    let mut children = element.children.into_iter();
    let mut next = || children.next().unwrap_or_default();
    Ok(match element.name.as_str() {
        "mn" => {
            *numerals += 1;
            vec![Node::Numeral(plain(text), *numerals - 1)]
        }
        _ if text.is_empty()
            && matches!(element.name.as_str(), "mi" | "mo" | "mtext" | "mspace") =>
        {
            Vec::new()
        }
        "mi" => vec![Node::Name(text.to_owned())],
        // A comma without space after it separates thousands.
        "mo" if text == "," && element.tight => vec![Node::Sign(TIGHT.to_owned())],
        "mo" => vec![Node::Sign(text.to_owned())],
        "mtext" => vec![Node::Words(text.to_owned())],
        "mfrac" if element.bar => vec![Node::Fraction(next(), next())],
        "mfrac" => vec![Node::Stack(next(), next())],
        "mroot" => vec![Node::Root(next(), Some(next()))],
        "msub" | "munder" => scripts(next(), next(), Vec::new()),
        "mover" if element.accent => {
            let (base, over) = (next(), next());
            match &*over {
                [Node::Sign(sign) | Node::Name(sign)] => accent(base, sign),
                _ => return Err("an accent that is no sign".to_owned()),
            }
        }
        "msup" | "mover" => {
            let base = next();
            scripts(base, Vec::new(), next())
        }
        "msubsup" | "munderover" => scripts(next(), next(), next()),
        "mtable" => {
            let rows = element_rows(children.collect());
            vec![Node::Table(rows)]
        }
        // A row of a table keeps its cells apart.
        "mtr" => vec![Node::Table(vec![children.collect()])],
        "msqrt" => vec![Node::Root(grouped(children.collect()), None)],
        name if is_row(name) => grouped(children.collect()),
        name => return Err(format!("<{name}>")),
    })
}

fn element_rows(rows: Vec<Line>) -> Vec<Vec<Line>> {
    rows.into_iter()
        .flatten()
        .flat_map(|row| match row {
            Node::Table(rows) => rows,
            other => vec![vec![vec![other]]],
        })
        .collect()
}

/// Scripts belong to the last sign before them, as they do for a reader.
fn scripts(mut base: Line, below: Line, above: Line) -> Line {
    let last = match base.pop() {
        Some(Node::Script {
            base,
            below: inner_below,
            above: inner_above,
        }) if inner_above.is_empty() && below.is_empty() => Node::Script {
            base,
            below: inner_below,
            above,
        },
        Some(last) => Node::Script {
            base: Box::new(last),
            below,
            above,
        },
        None => return above,
    };
    base.push(last);
    base
}

/// An accent over a letter with scripts is an accent over the letter.
fn accent(base: Line, sign: &str) -> Line {
    match <[Node; 1]>::try_from(base) {
        Ok([Node::Script { base, below, above }]) => vec![Node::Script {
            base: Box::new(Node::Accent(vec![*base], sign.to_owned())),
            below,
            above,
        }],
        Ok([single]) => vec![Node::Accent(vec![single], sign.to_owned())],
        Err(many) => vec![Node::Accent(many, sign.to_owned())],
    }
}

/// A comma that no space follows.
const TIGHT: &str = "\u{201a}";

/// Puts parts side by side, and thousands together again.
fn grouped(parts: Vec<Line>) -> Line {
    let mut whole: Line = Vec::new();
    for node in parts.into_iter().flatten() {
        if let Node::Numeral(group, _) = &node
            && group
                .split('.')
                .next()
                .is_some_and(|group| group.len() == 3)
            && let [.., Node::Numeral(before, _), Node::Sign(comma)] = &*whole
            && comma == TIGHT
            && !before.contains('.')
        {
            whole.pop();
            if let Some(Node::Numeral(digits, _)) = whole.last_mut() {
                digits.push_str(group);
                continue;
            }
        }
        whole.push(node);
    }
    for node in &mut whole {
        if let Node::Sign(sign) = node
            && sign == TIGHT
        {
            *sign = ",".to_owned();
        }
    }
    whole
}

/// ASCII digits for styled ones.
fn plain(text: &str) -> String {
    text.chars()
        .map(|ch| match ch {
            '\u{1d7ce}'..='\u{1d7ff}' => {
                char::from_digit((ch as u32 - 0x1d7ce) % 10, 10).unwrap_or(ch)
            }
            _ => ch,
        })
        .collect()
}

impl Node {
    /// The text of a sign.
    pub(crate) fn sign(&self) -> Option<&str> {
        match self {
            Self::Sign(sign) => Some(sign),
            _ => None,
        }
    }
}
