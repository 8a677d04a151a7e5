//! Arithmetic and relations in the text of a checked number, with the numerals replaced by what they stand for.

use std::ops::Range;

use super::evaluate::{Calls, Machine, Stop, World, compared};
use super::node::{self, Line, Node};
use super::read::{self, Scope, spelled};
use super::symbols::Table;
use super::tree::{Comparison, Function};
use super::value::{Number, ROUNDING};
use super::{Fault, distinct};
use crate::check::Shown;
use crate::page::{Page, unit_at};
use crate::phrase;
use crate::rules;
use crate::visible::{Cell, Leaf};

/// Signs that say something of two sides.
fn is_relation(sign: &str) -> bool {
    Comparison::of(sign).is_some()
        || sign.starts_with('=')
        || sign
            .chars()
            .any(|ch| ch == '≈' || rules::relation::is_relation(ch))
        || is_unknown(sign)
}

/// Whether a sign is no operator, bracket or mark of formulas: whatever else stands between two sides relates them.
fn is_unknown(sign: &str) -> bool {
    const KNOWN: &str = "+−-±∓×·⋅∗*∘/÷⁄∕()[]{}⟨⟩⌊⌋⌈⌉|‖∣∥,;:.…⋯⋮⋱!′″'\"∑∏∫∂∇√∞∅¬¯^~˙∀∃%‰\u{2061}\u{2062}\u{2063}\u{2064}";
    sign.chars()
        .any(|ch| !(ch.is_alphanumeric() || ch.is_whitespace() || KNOWN.contains(ch)))
}

/// Words that say something of two sides.
const SAYS: [&str; 7] = ["=", "is", "are", "equals", "equal", "than", "means"];

/// Whether a formula says something that could be wrong: a relation between two sides.
pub(crate) fn is_claim(mathml: &str) -> bool {
    // What cannot be read may claim anything.
    node::line(mathml).map_or(true, |line| relates(&line))
}

fn relates(line: &[Node]) -> bool {
    line.iter().any(|node| match node {
        Node::Words(words) | Node::Name(words) | Node::Sign(words)
            if words
                .split_whitespace()
                .any(|word| SAYS[1..].contains(&word)) =>
        {
            true
        }
        Node::Sign(sign) => is_relation(sign) && line.len() > 1,
        Node::Name(name) => is_unknown(name),
        Node::Fraction(one, other) | Node::Stack(one, other) => [one, other]
            .iter()
            .any(|part| part.iter().any(says) || relates(part)),
        Node::Words(words) => words.chars().any(|ch| is_relation(&ch.to_string())),
        // A relation with something written above or below it, and one that hangs below a brace.
        Node::Script { base, below, above } => {
            let base = std::slice::from_ref(&**base);
            let begins = |script: &Line| script.first().is_some_and(says);
            base.first().is_some_and(says) || relates(base) || begins(below) || begins(above)
        }
        Node::Table(rows) => rows.iter().any(|row| {
            let row: Line = row.iter().flatten().cloned().collect();
            relates(&row)
        }),
        _ => false,
    })
}

fn says(node: &Node) -> bool {
    node.sign().is_some_and(is_relation)
}

/// Whether a formula is nothing but a relation.
pub(crate) fn is_sign(mathml: &str) -> bool {
    node::line(mathml).is_ok_and(|line| line.len() == 1 && line.iter().all(says))
}

/// Whether a text between two formulas is nothing but a relation, in signs or in words.
pub(crate) fn is_all_relation(text: &str) -> bool {
    phrase::relation(text).is_some()
        || text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .chars()
            .all(|ch| ch.is_whitespace() || ch == '\\' || is_relation(&ch.to_string()))
}

/// Whether a formula holds a logarithm, a sum or an index, which can be evaluated.
pub(crate) fn is_evaluable(mathml: &str) -> bool {
    let word = |node: &Node| {
        node.sign()
            .is_some_and(|sign| matches!(sign, "ln" | "log" | "∑" | "∏"))
    };
    fn any(line: &[Node], holds: &dyn Fn(&Node) -> bool) -> bool {
        line.iter().any(|node| {
            holds(node)
                || match node {
                    Node::Fraction(one, other) | Node::Stack(one, other) => {
                        any(one, holds) || any(other, holds)
                    }
                    Node::Root(of, degree) => {
                        any(of, holds) || any(degree.as_deref().unwrap_or_default(), holds)
                    }
                    Node::Script { base, below, above } => {
                        any(std::slice::from_ref(base), holds)
                            || any(below, holds)
                            || any(above, holds)
                    }
                    Node::Accent(of, _) => any(of, holds),
                    Node::Table(rows) => rows.iter().flatten().any(|cell| any(cell, holds)),
                    _ => false,
                }
        })
    }
    let index = |node: &Node| matches!(node, Node::Script { below, .. } if read::index_letters(below).is_some());
    node::line(mathml).is_ok_and(|line| any(&line, &|node| word(node) || index(node)))
}

/// The values that a chain's numerals stand for, and which of them are shown as they are.
struct Numerals {
    values: Vec<Number>,
    exact: Vec<bool>,
}

impl Numerals {
    fn push(&mut self, value: f64, exact: bool) -> usize {
        let whole = value.fract() == 0.0 && value.abs() < 1e9;
        self.values.push(if whole {
            Number::exact(value)
        } else {
            Number::returned(value, 4.0 * ROUNDING * value.abs())
        });
        self.exact.push(exact);
        self.values.len() - 1
    }
}

/// Whether the text of a claim is arithmetic that could be wrong, and what is wrong with it.
pub(crate) fn claims(
    page: &Page,
    claim: usize,
    runs: Range<usize>,
    shown: &[Shown],
) -> Option<Result<(), Fault>> {
    let mut numerals = Numerals {
        values: Vec::new(),
        exact: Vec::new(),
    };
    let line = match spoken(page, claim, runs.clone(), shown, &mut numerals) {
        Ok(line) => line,
        Err(why) => return Some(Err(unreadable(&why))),
    };
    let relation = |node: &Node| node.sign().is_some_and(is_relation);
    if !line.iter().any(relation) {
        // A formula may show what is not worked out; prose that names a function says what it yields.
        let several = shown.len() > 1 && names_function(page, claim, runs);
        let signs = line.iter().any(|node| match node {
            Node::Accent(..) => true,
            other => matches!(other.sign(), Some("√" | "∛" | "¬" | "|" | "⌊" | "⌈" | "!")),
        });
        // The minus before a bracket is a sign of all that is in it.
        let negated = match &line[..] {
            [minus, open, Node::Numeral(..), close] => {
                let signs = [minus.sign(), open.sign(), close.sign()];
                signs == [Some("−"), Some("("), Some(")")]
            }
            _ => false,
        };
        let alone = shown.len() == 1 && (signs || negated);
        return (several || alone).then(|| Err(unreadable("it shows what is not worked out")));
    }
    let parts = line.split(|node| matches!(node.sign(), Some("," | ";")));
    let mut parts = parts.filter(|part| part.iter().any(relation));
    Some(parts.try_for_each(|part| part_claims(part, &numerals)))
}

/// Whether the prose of a claim names a function.
fn names_function(page: &Page, claim: usize, runs: Range<usize>) -> bool {
    page.runs[runs].iter().any(|run| {
        let own = |cell: &Cell| cell.claim == Some(claim) && !cell.in_math();
        let text: String = run
            .cells
            .iter()
            .filter(|cell| own(cell))
            .map(|cell| cell.ch)
            .collect();
        let mut words = text.split(|ch: char| !ch.is_alphanumeric());
        words.any(|word| word == "log" || Function::named(word).is_some())
    })
}

fn unreadable(why: &str) -> Fault {
    Fault {
        message: format!("what the numbers claim together cannot be read: {why}"),
        help: "write arithmetic as the grammar of formulas has it, or show the numbers one by one"
            .to_owned(),
    }
}

/// Checks one chain.
fn part_claims(line: &[Node], numerals: &Numerals) -> Result<(), Fault> {
    let mut sides: Vec<&[Node]> = Vec::new();
    let mut comparisons = Vec::new();
    let mut start = 0;
    for (place, node) in line.iter().enumerate() {
        let Some(sign) = node.sign().filter(|sign| is_relation(sign)) else {
            continue;
        };
        let Some(comparison) = Comparison::of(sign) else {
            return Err(unreadable(&format!("{} is not evaluated", spelled(node))));
        };
        sides.push(&line[start..place]);
        comparisons.push(comparison);
        start = place + 1;
    }
    sides.push(&line[start..]);
    let mut values: Vec<Option<Number>> = Vec::new();
    for side in &sides {
        values.push(if is_name(side) {
            None
        } else {
            Some(value(side, numerals)?)
        });
    }
    for (place, comparison) in comparisons.iter().enumerate() {
        let (one, other) = (values[place], values[place + 1]);
        let (Some(one), Some(other)) = (one, other) else {
            if matches!(comparison, Comparison::Equal | Comparison::Nearly) {
                // A name for what the title computes.
                continue;
            }
            return Err(unreadable("a symbol has no value here"));
        };
        let off = one.bound + one.noise + other.bound + other.noise;
        if compared(one, *comparison, other, off) != Some(true) {
            let (x, y) = distinct(one.value, other.value);
            return Err(Fault {
                message: format!(
                    "the left of {} is {x}, and the right is {y}",
                    comparison.sign()
                ),
                help: "mend the operators, the functions or the relation, or the title".to_owned(),
            });
        }
        let rounded = sides[place..place + 2].iter().any(|side| {
            let mut rounded = false;
            visit(side, &mut |place| rounded |= !numerals.exact[place]);
            rounded
        });
        if rounded && *comparison == Comparison::Equal {
            return Err(Fault {
                message: "a rounded number stands beside =".to_owned(),
                help: "write ≈".to_owned(),
            });
        }
        if !rounded && *comparison == Comparison::Nearly {
            return Err(Fault {
                message: "both sides of ≈ are exact".to_owned(),
                help: "write =".to_owned(),
            });
        }
    }
    Ok(())
}

/// Whether a side is nothing, or only names what the other shows: `L`, `H(p)`.
fn is_name(side: &[Node]) -> bool {
    let mut numerals = false;
    visit(side, &mut |_| numerals = true);
    if numerals {
        return false;
    }
    let constant =
        |node: &Node| matches!(node, Node::Name(name) if matches!(name.as_str(), "π" | "e" | "∞"));
    let name = |node: &Node| match node {
        Node::Script { base, .. } => {
            read::letter(base).is_some_and(|word| Function::named(&word).is_none() && word != "log")
        }
        other => {
            read::letter(other).is_some_and(|word| Function::named(&word).is_none())
                && !constant(other)
        }
    };
    match side {
        [] => true,
        [single] => name(single),
        [single, open, .., close] => {
            name(single) && open.sign() == Some("(") && close.sign() == Some(")")
        }
        _ => false,
    }
}

fn visit(line: &[Node], see: &mut dyn FnMut(usize)) {
    for node in line {
        match node {
            Node::Numeral(_, place) => see(*place),
            Node::Fraction(one, other) | Node::Stack(one, other) => {
                visit(one, see);
                visit(other, see);
            }
            Node::Root(of, degree) => {
                visit(of, see);
                visit(degree.as_deref().unwrap_or_default(), see);
            }
            Node::Script { base, below, above } => {
                visit(std::slice::from_ref(base), see);
                visit(below, see);
                visit(above, see);
            }
            Node::Accent(of, _) => visit(of, see),
            Node::Table(rows) => rows.iter().flatten().for_each(|cell| visit(cell, see)),
            Node::Name(_) | Node::Sign(_) | Node::Words(_) => {}
        }
    }
}

/// What a side is worth.
fn value(side: &[Node], numerals: &Numerals) -> Result<Number, Fault> {
    let table = Table::default();
    let scope = Scope {
        table: &table,
        lets: &[],
    };
    let chain = read::chain(side, scope).map_err(|why| {
        unreadable(&why.replace(
            "is not declared: add it to the symbols, or bind it by `let` in the title",
            "has no value here",
        ))
    })?;
    let (sample, mut calls) = (super::Sample::new(), Calls::default());
    let mut world = World {
        sample: &sample,
        lets: &[],
        definitions: &[],
        numerals: Some(&numerals.values),
        calls: &mut calls,
    };
    match Machine::new(&mut world, Vec::new()).value(&chain.members[0]) {
        Ok(value) => Ok(value.value),
        Err(Stop::Fault(why)) => Err(unreadable(&why)),
        Err(Stop::Later) => Err(unreadable("a function has no value here")),
    }
}

/// The text of a claim as a line, its words left out.
fn spoken(
    page: &Page,
    claim: usize,
    runs: Range<usize>,
    shown: &[Shown],
    numerals: &mut Numerals,
) -> Result<Line, String> {
    let mut line = Line::new();
    for run in runs {
        let cells = &page.runs[run].cells;
        let mut at = 0;
        while at < cells.len() {
            let cell = &cells[at];
            if cell.claim != Some(claim) {
                at += 1;
                continue;
            }
            let math = cell.atom.filter(|_| cell.in_math());
            if let Some(atom) = math {
                let end = at
                    + cells[at..]
                        .iter()
                        .take_while(|cell| cell.atom == Some(atom))
                        .count();
                if let Some(mathml) = &page.atoms[atom].mathml {
                    let mut part = node::line(mathml).map_err(|what| format!("it holds {what}"))?;
                    let places = in_math(page, run, at..end, shown, numerals);
                    renumber(&mut part, &mut places.iter())?;
                    part.retain(|node| !matches!(node, Node::Words(_)));
                    line.extend(part);
                }
                at = end;
            } else {
                at = in_prose(page, run, at, shown, numerals, &mut line);
            }
        }
    }
    Ok(line)
}

/// The value of a shown numeral in the unit that it is shown in, and the size of that unit where others have another.
fn counted(page: &Page, shown: &Shown, all: &[Shown]) -> (f64, f64) {
    let unit = |shown: &Shown| shown.unit.as_ref().map(|(unit, _)| *unit);
    let size = unit(shown).map_or(1.0, |unit| page.units.size(unit));
    let mixed = all
        .iter()
        .filter_map(unit)
        .any(|other| Some(other) != unit(shown));
    (
        shown.value.magnitude() / size,
        if mixed { size } else { 1.0 },
    )
}

/// What the numerals of a formula's MathML stand for, in order.
fn in_math(
    page: &Page,
    run: usize,
    cells: Range<usize>,
    shown: &[Shown],
    numerals: &mut Numerals,
) -> Vec<(String, usize)> {
    let mut places = Vec::new();
    for (index, numeral) in page.numerals[run].iter().enumerate() {
        if !cells.contains(&numeral.mantissa_cells.start) {
            continue;
        }
        let shape = &numeral.shape;
        let text = page.runs[run]
            .text(numeral.mantissa_cells.clone())
            .replace(',', "");
        let of = shown
            .iter()
            .find(|shown| (shown.run, shown.index) == (run, index));
        let literal = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
        let Some(of) = of else {
            let value = literal(&text);
            places.push((text, numerals.push(value, true)));
            continue;
        };
        let (value, size) = counted(page, of, shown);
        let exact = shape.is_exact(value);
        let value = value * size;
        let sign = if shape.negative { -1.0 } else { 1.0 };
        let hundred = if shape.percent { 100.0 } else { 1.0 };
        let power = 10_f64.powi(shape.exponent.unwrap_or(0));
        places.push((text, numerals.push(sign * value * hundred / power, exact)));
        if let Some(exponent) = shape.exponent {
            places.push(("10".to_owned(), numerals.push(10.0, true)));
            let magnitude = exponent.unsigned_abs();
            places.push((
                magnitude.to_string(),
                numerals.push(f64::from(magnitude), true),
            ));
        }
    }
    places
}

/// Gives the numerals of a formula the places of their values, in order of appearance.
fn renumber<'a>(
    line: &mut Line,
    next: &mut impl Iterator<Item = &'a (String, usize)>,
) -> Result<(), String> {
    for node in line {
        match node {
            Node::Numeral(text, place) => match next.next() {
                Some((seen, of)) if seen == text => *place = *of,
                _ => return Err(format!("{text} stands where no number is shown")),
            },
            Node::Fraction(one, other) | Node::Stack(one, other) => {
                renumber(one, next)?;
                renumber(other, next)?;
            }
            Node::Root(of, degree) => {
                renumber(of, next)?;
                if let Some(degree) = degree {
                    renumber(degree, next)?;
                }
            }
            Node::Script { base, below, above } => {
                let mut single = vec![(**base).clone()];
                renumber(&mut single, next)?;
                if let Some(single) = single.pop() {
                    **base = single;
                }
                renumber(below, next)?;
                renumber(above, next)?;
            }
            Node::Accent(of, _) => renumber(of, next)?,
            Node::Table(rows) => {
                for cell in rows.iter_mut().flatten() {
                    renumber(cell, next)?;
                }
            }
            Node::Name(_) | Node::Sign(_) | Node::Words(_) => {}
        }
    }
    Ok(())
}

/// Reads one sign, word or numeral of prose; says where it ends.
fn in_prose(
    page: &Page,
    run: usize,
    at: usize,
    shown: &[Shown],
    numerals: &mut Numerals,
    line: &mut Line,
) -> usize {
    let numeral = page.numerals[run]
        .iter()
        .position(|numeral| numeral.cells.start == at);
    if let Some(index) = numeral {
        return numeral_in_prose(page, run, index, shown, numerals, line);
    }
    if let Some((sign, end)) = in_words(page, run, at, shown) {
        line.push(Node::Sign(sign.to_owned()));
        return end;
    }
    // The signs in a unit are no operators.
    if let Some((_, unit)) = unit_at(&page.runs[run], at, &page.units) {
        return unit.end;
    }
    let cells = &page.runs[run].cells[at..];
    let ch = cells[0].ch;
    if ch.is_alphabetic() {
        let part = |cell: &&Cell| {
            cell.leaf == Leaf::Prose
                && (cell.ch.is_alphanumeric() || matches!(cell.ch, '-' | '’' | '\''))
        };
        let word: Vec<char> = cells.iter().take_while(part).map(|cell| cell.ch).collect();
        line.extend(named_in_prose(&String::from_iter(&word), numerals));
        return at + word.len();
    }
    let sign = match ch {
        '-' | '−' => Some("−".to_owned()),
        '+' | '×' | '·' | '⋅' | '÷' | '/' | '(' | ')' | ',' | ';' | '±' | '√' => {
            Some(ch.to_string())
        }
        other if is_relation(&other.to_string()) => Some(other.to_string()),
        _ => None,
    };
    line.extend(sign.map(Node::Sign));
    at + 1
}

/// Reads a numeral of prose; says where it ends.
fn numeral_in_prose(
    page: &Page,
    run: usize,
    index: usize,
    shown: &[Shown],
    numerals: &mut Numerals,
    line: &mut Line,
) -> usize {
    let numeral = &page.numerals[run][index];
    let of = shown
        .iter()
        .find(|shown| (shown.run, shown.index) == (run, index));
    let (value, exact) = match of {
        Some(of) => {
            let (value, size) = counted(page, of, shown);
            (value * size, numeral.shape.is_exact(value))
        }
        None => (numeral.shape.number(), true),
    };
    let text = page.runs[run].text(numeral.mantissa_cells.clone());
    line.push(Node::Numeral(
        text.replace(',', ""),
        numerals.push(value, exact),
    ));
    numeral.cells.end
}

/// What a word of prose means in arithmetic; most mean nothing.
fn named_in_prose(word: &str, numerals: &mut Numerals) -> Option<Node> {
    match word {
        "log₂" | "log2" => Some(Node::Script {
            base: Box::new(Node::Sign("log".to_owned())),
            below: vec![Node::Numeral("2".to_owned(), numerals.push(2.0, true))],
            above: Line::new(),
        }),
        "and" | "or" | "but" | "to" => Some(Node::Sign(",".to_owned())),
        "e" | "π" => Some(Node::Name(word.to_owned())),
        "log" => Some(Node::Sign(word.to_owned())),
        word => Function::named(word).map(|_| Node::Sign(word.to_owned())),
    }
}

/// The relation that the words from a place to the next number say, and where that number begins.
fn in_words(page: &Page, run: usize, at: usize, shown: &[Shown]) -> Option<(&'static str, usize)> {
    let line = &page.runs[run];
    if !(line.cells[at].ch.is_alphabetic() || matches!(line.cells[at].ch, ',' | '(' | '，')) {
        return None;
    }
    let start = |shown: &&Shown| page.numerals[run][shown.index].cells.start;
    let of_run = || shown.iter().filter(|shown| shown.run == run);
    let left = of_run().rfind(|shown| start(shown) < at)?;
    let right = of_run().find(|shown| start(shown) > at)?;
    let to = start(&right);
    // A formula begins before its first number.
    let math = line.cells[at..to].iter().position(Cell::in_math);
    let to = math.map_or(to, |math| at + math);
    let text = line.text(at..to);
    let unit = |shown: &Shown| shown.unit.as_ref().map(|(unit, _)| *unit);
    // Another unit after *or* is another way to say the same.
    let again = text.trim_matches([' ', ',']) == "or"
        && unit(left).is_some()
        && unit(left) != unit(right)
        && left.value.dimension() == right.value.dimension();
    let relation = if again {
        Some(Comparison::Equal)
    } else {
        phrase::relation(&text)
    };
    let exact = |shown: &Shown| {
        let (value, _) = counted(page, shown, std::slice::from_ref(shown));
        page.numerals[run][shown.index].shape.is_exact(value)
    };
    let relation = match relation? {
        // Words say as much as the digits show.
        Comparison::Equal if !shown.iter().all(exact) => Comparison::Nearly,
        other => other,
    };
    Some((relation.sign(), to))
}

/// The number of a draw or a value is never needed here.
#[cfg(test)]
mod tests {
    use super::is_claim;
    use crate::math::Converter;

    fn claims(tex: &str) -> bool {
        is_claim(&Converter::new().convert(tex, false).unwrap())
    }

    #[test]
    fn a_relation_between_two_sides_is_a_claim() {
        for tex in [
            "q = p",
            r"a \le b",
            r"x \approx 1",
            r"a \propto b",
            "0 < p < 1",
            r"a \triangleq b",
            r"a \overset{x}{=} b",
            r"\underbrace{a}_{= b}",
            r"a \text{ equals } b",
            r"a \text{ is } b",
            r"= b",
            r"a \iff b",
            r"a \in b",
            r"a \perp b",
            r"a \unlhd b",
            r"a ＝ b",
            r"a \operatorname{equals} b",
            r"\frac{a}{=}",
            r"a \text{＝} b",
        ] {
            assert!(claims(tex), "{tex}");
        }
        for tex in [
            "p",
            r"\log_2 K",
            r"\sum_{i=1}^n x_i",
            "p_i",
            r"\le",
            r"x_{i=1}",
        ] {
            assert!(!claims(tex), "{tex}");
        }
    }
}
