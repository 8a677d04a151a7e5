//! A relation beside a number means what it says, or is refused.
//!
//! `=` and *exactly* demand an exact value, `≈` and *about* an inexact one; *at most* and *below* a value that is not
//! larger than the numeral, *at least* and *above* one that is not smaller. Any other relation or operator says
//! something that the value of one link cannot answer.

use std::ops::Range;

use super::{Rule, Seen};
use crate::check::Shown;
use crate::diagnostic::Diagnostic;
use crate::formula::Comparison;
use crate::numeral::Relation;
use crate::page::{Kind, unit_at};
use crate::phrase;
use crate::units::Units;
use crate::visible::{Cell, Run};

pub(crate) const RULE: Rule = Rule::marked("P011", "relation");

/// What stands around a numeral demands of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    Exact,
    Inexact,
    /// The value is the numeral or smaller: *at most*, *less than*, *up to*.
    AtMost,
    /// The value is the numeral or larger: *at least*, *more than*.
    AtLeast,
    /// The value is smaller: *nearly*.
    Nearly,
}

/// What the words and symbols around a numeral demand.
pub(crate) fn demands(seen: Seen<'_>) -> Vec<Demand> {
    let mut demands = Vec::new();
    match seen.numeral().relation {
        Relation::Exact => demands.push(Demand::Exact),
        Relation::Approximate => demands.push(Demand::Inexact),
        Relation::Plain => {}
    }
    let outside = |cell: &&Cell| cell.claim != seen.first().claim;
    match symbol_after(seen).filter(outside).map(|cell| cell.ch) {
        Some('=') => demands.push(Demand::Exact),
        Some('≈') => demands.push(Demand::Inexact),
        _ => {}
    }
    if says_exactly(seen) {
        demands.push(Demand::Exact);
    }
    let words = seen.words_before(3);
    // A heading is about something.
    let topic = seen.line().heading.is_some() && words.first().is_some_and(|word| word == "about");
    // Between two numbers the words relate these, and not the value to its own numeral.
    let bounds = |demand: &Demand| !matches!(demand, Demand::Exact | Demand::Inexact);
    let said = by_words(&words).filter(|demand| !(topic || bounds(demand) && relates_left(seen)));
    demands.extend(said);
    demands
}

/// Whether the words after a number say that it is exact.
fn says_exactly(seen: Seen<'_>) -> bool {
    let words = seen.words_after(seen.numeral().cells.end, 4);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words[..],
        ["exactly" | "precisely" | "sharp", ..]
            | ["to", "the", "last", "digit"]
            | ["on", "the", "dot" | "nose", ..]
    )
}

/// Whether nothing but words that relate two numbers stands between this one and the one before.
pub(super) fn relates_left(seen: Seen<'_>) -> bool {
    let left = seen
        .index
        .checked_sub(1)
        .map(|index| Seen { index, ..seen });
    left.filter(|left| left.kind() == Some(Kind::Number))
        .is_some_and(|left| {
            let between = end_with_unit(left)..seen.numeral().cells.start;
            between.start <= between.end && phrase::relation(&seen.line().text(between)).is_some()
        })
}

/// Where a numeral ends with its unit.
pub(crate) fn end_with_unit(seen: Seen<'_>) -> usize {
    let (line, at) = (seen.line(), seen.numeral().cells.end);
    let gap = line.cells[at..]
        .iter()
        .take_while(|cell| cell.is_space())
        .count();
    unit_at(line, at + gap, &seen.page.units).map_or(at, |(_, unit)| unit.end)
}

/// What the words before a numeral demand; the nearest word comes first.
fn by_words(words: &[String]) -> Option<Demand> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let opposite = |demand| match demand {
        Demand::AtMost => Demand::AtLeast,
        _ => Demand::AtMost,
    };
    let than = |demand| {
        let denied = matches!(word(2), "no" | "not" | "never");
        Some(if denied { opposite(demand) } else { demand })
    };
    match (word(1), word(0)) {
        (_, "exactly" | "precisely" | "equals" | "equalling") | ("equal", "to") => {
            Some(Demand::Exact)
        }
        ("close" | "equals", "to") => Some(Demand::Inexact),
        (_, "about" | "roughly" | "approximately" | "approx" | "circa" | "ca" | "around") => {
            Some(Demand::Inexact)
        }
        ("just", "under" | "below") | (_, "nearly" | "almost") => Some(Demand::Nearly),
        // What adds up to a number is that number.
        ("up", "to")
            if matches!(
                word(2),
                "add" | "adds" | "added" | "adding" | "sum" | "sums" | "comes" | "come"
            ) =>
        {
            None
        }
        ("at", "most") | ("up", "to") => Some(Demand::AtMost),
        ("at", "least") => Some(Demand::AtLeast),
        ("less" | "fewer" | "smaller" | "lower" | "shorter", "than") => than(Demand::AtMost),
        ("more" | "greater" | "larger" | "higher" | "longer", "than") => than(Demand::AtLeast),
        (_, "under" | "below") => Some(Demand::AtMost),
        (_, "over" | "above" | "beyond" | "exceeds" | "exceeding") => Some(Demand::AtLeast),
        (_, word) => by_chinese(word),
    }
}

/// Chinese stands without spaces, so that only the end of the word before a numeral is its relation.
fn by_chinese(word: &str) -> Option<Demand> {
    let ends = |words: &[&str]| words.iter().any(|end| word.ends_with(end));
    if ends(&["恰好", "正好", "等于", "恰为"]) {
        Some(Demand::Exact)
    } else if ends(&["约", "大概", "约为", "约是", "接近"]) {
        Some(Demand::Inexact)
    } else if ends(&["至多", "最多", "不超过", "低于", "小于", "少于"]) {
        Some(Demand::AtMost)
    } else if ends(&["至少", "最少", "超过", "高于", "大于", "多于"]) {
        Some(Demand::AtLeast)
    } else if ends(&["不到", "不足", "将近", "近"]) {
        Some(Demand::Nearly)
    } else {
        None
    }
}

/// The relations and operators beside a numeral that no value can answer.
pub(crate) fn fault(seen: Seen<'_>) -> Option<Diagnostic> {
    if seen.kind() != Some(Kind::Number) || seen.numeral().is_index {
        return None;
    }
    let refuse = |cell: &Cell, why: &str| {
        let message = format!("the {} beside {} {why}", cell.ch, seen.text());
        let help = "show the whole relation in one link, or say it in words";
        Some(Diagnostic::at(&RULE, cell.source.clone(), message).help(help))
    };
    let line = seen.line();
    let claim = seen.first().claim;
    let start = seen.numeral().cells.start;
    if let Some(at) = before(line, start)
        && line.cells[at].claim != claim
    {
        let cell = &line.cells[at];
        // A percent sign stands after its number.
        if is_sign(cell.ch)
            || matches!(cell.ch, '%' | '％') && !cell.in_math() && !closes_number(line, at)
        {
            return refuse(cell, "is not read");
        }
        if matches!(cell.ch, '=' | '≈') {
            if at > 0
                && matches!(
                    line.cells[at - 1].ch,
                    '!' | '<' | '>' | ':' | '=' | '/' | '≈' | '+' | '-' | '*'
                )
            {
                return refuse(cell, "is part of another sign");
            }
            if relates_numbers(seen, at) {
                return refuse(cell, "relates numbers of two links");
            }
        }
    }
    let after = symbol_after(seen).filter(|cell| cell.claim != claim)?;
    if is_raised(seen) {
        return refuse(after, "is raised, and is not read");
    }
    if matches!(after.ch, '…' | '⋯' | '‥') {
        return refuse(after, "says that more digits follow");
    }
    // A hyphen joins words, and a dash sets them off; what follows it is that numeral's own business.
    is_sign(after.ch).then(|| refuse(after, "is not read"))?
}

/// Whether what follows a number in another formula is its power.
fn is_raised(seen: Seen<'_>) -> bool {
    let rest = &seen.line().cells[seen.numeral().cells.end..];
    let begins = rest.iter().find(|cell| {
        !cell.is_space() && cell.ch != crate::visible::BREAK && cell.ch != crate::visible::END
    });
    begins.is_some_and(|cell| {
        cell.ch == crate::visible::SUPERSCRIPT && cell.claim != seen.first().claim
    })
}

/// What stands before a link that does not begin with its number, and would change what the link says.
pub(crate) fn before_link(seen: Seen<'_>) -> Option<Diagnostic> {
    let line = seen.line();
    let claim = seen.first().claim;
    let start = seen.numeral().cells.start;
    let own = line.cells[..start].iter().rev();
    let own = own.take_while(|cell| cell.claim == claim || cell.is_break());
    let first = start - own.count();
    let at = before(line, first).filter(|_| first < start)?;
    let cell = &line.cells[at];
    let word: String = {
        let letters = line.cells[..=at].iter().rev();
        let letters = letters.take_while(|cell| cell.ch.is_alphabetic());
        letters.map(|cell| cell.ch).collect()
    };
    let word: String = word.chars().rev().collect();
    let says = is_sign(cell.ch)
        || matches!(cell.ch, '=' | '≈' | '−' | '-')
        || matches!(word.as_str(), "minus" | "negative");
    (says && cell.claim != claim).then(|| {
        let message = format!("what stands before the link of {} is not read", seen.text());
        let help = "show the whole relation in one link, or say it in words";
        Diagnostic::at(&RULE, cell.source.clone(), message).help(help)
    })
}

/// A sign, a relation or a unit right beside some cells, with nothing but spaces between.
pub(crate) fn beside<'l>(line: &'l Run, cells: Range<usize>, units: &Units) -> Option<&'l Cell> {
    let visible = |cell: &&Cell| !(cell.is_space() || cell.is_break());
    let says = |cell: &&Cell| {
        // A slash parts what an address names.
        let slash = matches!(cell.ch, '/' | '⁄' | '∕');
        !slash && is_sign(cell.ch) || matches!(cell.ch, '=' | '≈' | '−' | '+')
    };
    let before = line.cells[..cells.start].iter().rev().find(visible);
    // A hyphen parts words where a letter stands before it, and is a minus where not.
    let apart = |at: usize| at == 0 || line.cells[at - 1].is_space();
    let minus = cells
        .start
        .checked_sub(1)
        .filter(|&at| matches!(line.cells[at].ch, '-' | '–') && apart(at));
    let minus = minus.map(|at| &line.cells[at]);
    let rest = &line.cells[cells.end..];
    let after = rest.iter().find(visible);
    let gap = rest.iter().take_while(|cell| !visible(cell)).count();
    let unit = unit_at(line, cells.end + gap, units).map(|_| &rest[gap]);
    before
        .filter(says)
        .or(minus)
        .or(after.filter(says))
        .or(unit)
}

/// The nearest visible cell before a place, past opening brackets.
fn before(line: &Run, start: usize) -> Option<usize> {
    let passed =
        |cell: &Cell| cell.is_space() || cell.is_break() || matches!(cell.ch, '(' | '[' | '{');
    line.cells[..start].iter().rposition(|cell| !passed(cell))
}

/// The nearest visible cell after a numeral and its unit, past closing brackets.
fn symbol_after(seen: Seen<'_>) -> Option<&Cell> {
    let line = seen.line();
    let passed =
        |cell: &Cell| cell.is_space() || cell.is_break() || matches!(cell.ch, ')' | ']' | '}');
    let skip = |from: usize| {
        from + line.cells[from..]
            .iter()
            .take_while(|cell| passed(cell))
            .count()
    };
    let mut at = skip(seen.numeral().cells.end);
    if let Some((_, unit)) = unit_at(line, at, &seen.page.units) {
        at = skip(unit.end);
    }
    line.cells.get(at)
}

/// Whether a sign follows a digit.
fn closes_number(line: &Run, at: usize) -> bool {
    line.visible_before(at)
        .is_some_and(|cell| cell.ch.is_numeric())
}

/// Whether what stands left of a relation is a number that another link computes.
fn relates_numbers(seen: Seen<'_>, relation: usize) -> bool {
    let Some(index) = seen.index.checked_sub(1) else {
        return false;
    };
    let left = Seen { index, ..seen };
    let computed = matches!(left.kind(), Some(Kind::Number | Kind::Exemption));
    let between = seen.line().cells.get(end_with_unit(left)..relation);
    // A comma begins something else.
    let silent = |cell: &Cell| {
        cell.is_space() || cell.is_break() || matches!(cell.ch, '(' | ')' | '[' | ']')
    };
    computed
        && left.first().claim != seen.first().claim
        && between.is_some_and(|cells| cells.iter().all(silent))
}

/// A relation in words between the numbers of two links, if it does not hold of their values.
pub(crate) fn between(
    left: Seen<'_>,
    right: Seen<'_>,
    of_left: &Shown,
    of_right: &Shown,
) -> Option<Diagnostic> {
    let line = left.line();
    let start = right.numeral().cells.start;
    let text = line.text(end_with_unit(left).min(start)..start);
    let relation = phrase::relation(&text)?;
    // Equal to what more words say of the second number: *is 0.1 more than*.
    let measure = right
        .word_after(end_with_unit(right))
        .is_some_and(|(word, _)| is_measure(&word));
    if measure && relation == Comparison::Equal {
        return None;
    }
    let text = text.trim();
    let fault = |message: String| {
        let help = "say what is true of the two numbers";
        Some(right.fault(&RULE, message).help(help))
    };
    let dimension = |shown: &Shown| shown.value.dimension();
    if dimension(of_left) != dimension(of_right) {
        return fault(format!("“{text}” relates numbers of different kinds"));
    }
    let (x, y) = (of_left.value.magnitude(), of_right.value.magnitude());
    let size = |shown: &Shown| {
        shown
            .unit
            .as_ref()
            .map_or(1.0, |(unit, _)| left.page.units.size(*unit))
    };
    // As far as the numerals show them, or to the last place where the words say so.
    let strict = text.contains("exact") || text.contains("precise");
    let slack = |seen: Seen<'_>, shown: &Shown| seen.numeral().shape.slack() * size(shown);
    let off = if strict {
        0.0
    } else {
        slack(left, of_left) + slack(right, of_right)
    };
    let off = off + 4.0 * f64::EPSILON * x.abs().max(y.abs());
    let same = x.total_cmp(&y).is_eq() || (x - y).abs() <= off;
    let holds = match relation {
        Comparison::Equal | Comparison::Nearly => same,
        Comparison::Unequal => x.total_cmp(&y).is_ne(),
        Comparison::Less => x < y,
        Comparison::Greater => x > y,
        Comparison::LessOrEqual => x <= y,
        Comparison::GreaterOrEqual => x >= y,
    };
    if holds {
        return None;
    }
    let (one, other) = (left.text(), right.text());
    fault(format!("it is not true that {one} “{text}” {other}"))
}

/// Words that make a difference or a ratio of the number before them.
fn is_measure(word: &str) -> bool {
    matches!(
        word,
        "more"
            | "less"
            | "fewer"
            | "larger"
            | "smaller"
            | "higher"
            | "lower"
            | "longer"
            | "shorter"
            | "times"
            | "above"
            | "below"
            | "away"
            | "apart"
            | "short"
            | "over"
            | "under"
            | "of"
            | "too"
            | "better"
            | "worse"
    )
}

/// The relations within one link, beyond `=` and `≈`: refused until they are evaluated.
pub(crate) fn chain(seen: Seen<'_>) -> Option<Diagnostic> {
    let cells = &seen.line().cells;
    let claim = seen.first().claim;
    let from = seen.numeral().cells.end;
    let next = seen.page.numerals[seen.run].get(seen.index + 1);
    let end = next.map_or(cells.len(), |next| next.cells.start);
    let within = cells.get(from..end)?.iter();
    let mut own = within.take_while(|cell| cell.claim == claim || cell.is_break());
    let cell = own.find(|cell| is_relation(cell.ch))?;
    let message = format!("the {} after {} is not read", cell.ch, seen.text());
    let help = "write = or ≈, or say it in words";
    Some(Diagnostic::at(&RULE, cell.source.clone(), message).help(help))
}

/// The marks of prose, which say nothing of a number beside them; the last are those of Chinese.
const PROSE: &str = ".,;:!?'\"‘’“”„‚«»…()[]{}&%=≈∞†‡•，。；：？！、（）《》〈〉「」『』【】％";

/// Whether a character is neither a letter nor a digit, and no mark of prose: a sign that says something.
pub(crate) fn is_sign(ch: char) -> bool {
    let accent = matches!(ch, '\u{300}'..='\u{36f}');
    let silent = ch.is_alphanumeric() || ch.is_whitespace() || ch.is_control() || accent;
    let prose = silent || PROSE.contains(ch) || super::sign::is_dash(ch);
    !prose || is_relation(ch)
}

pub(crate) fn is_relation(ch: char) -> bool {
    // Arrows, and the block of mathematical operators from ∼ to ⋿ with what is neither `≈` nor an operator.
    matches!(ch, '<' | '>' | '~' | '～' | '˜' | '＜' | '＞' | '＝' | '﹦' | '≪' | '≫' | '∝' | '∈' | '∉' | '∊' | '∋'
        | '\u{2190}'..='\u{21ff}' | '\u{27f0}'..='\u{27ff}' | '\u{2900}'..='\u{297f}'
        | '\u{2a66}'..='\u{2af2}' | '\u{2263}'..='\u{228b}')
        || matches!(ch, '\u{223c}'..='\u{2262}' if ch != '≈')
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn what_is_no_equality_is_refused_on_either_side() {
        for sign in [
            "≠", "≡", "<", "≤", ">", "≥", "→", "←", "⇒", "~", "∼", "≃", "≅", "≉", "≪", "≫", "∝",
            "≔", "≟", "≲", "!=", "<=", ">=", "==", ":=", "=\u{338}", "±", "×", "·", "*", "/", "÷",
            "^", "√", "+", "＝", "～",
        ] {
            let before = format!("q {sign} [0.7](= \"P\")")
                .replace('*', "\\*")
                .replace('~', "\\~");
            assert!(!codes(&before).is_empty(), "{before}");
            if !matches!(sign, "√" | "!=" | "==" | ":=" | "=\u{338}" | ">=") {
                let after = format!("[0.7](= \"P\") {sign} q")
                    .replace('*', "\\*")
                    .replace('~', "\\~");
                assert!(!codes(&after).is_empty(), "{after}");
            }
        }
    }

    #[test]
    fn an_equality_across_links_is_refused() {
        for page in [
            r#"[0.9](= "NINETY") = [0.1](= "TENTH")"#,
            r#"[0.9](= "NINETY") **=** ([0.1](= "TENTH"))"#,
            r#"[0.357 metres](= "LENGTH") ≈ [14.042 inches](= "LENGTH")"#,
            r#"[7](- "a saying") = [7](= "SEVEN")"#,
        ] {
            assert!(codes(page).contains(&"P011"), "{page}: {:?}", codes(page));
        }
        right(r#"so p = [0.7](= "P") and the loss ≈ [0.357 metres](= "LENGTH")"#);
        right(r#"they add up to [2.303](= "LN10")"#);
        right(r#"[0.7](= "P") = p"#);
        assert_eq!(codes(r#"[0.357 metres](= "LENGTH") = x"#), ["P011"]);
        assert_eq!(codes(r#"[0.7](= "P") ≈ p"#), ["P011"]);
    }

    #[test]
    fn words_mean_what_they_say() {
        for (words, numeral) in [
            ("exactly", "0.7](= \"P\")"),
            ("which equals", "0.7](= \"P\")"),
            ("is equal to", "0.7](= \"P\")"),
            ("about", "2.3](= \"LN10\")"),
            ("about", "2](= \"LN10\")"),
            ("roughly", "2.3](= \"LN10\")"),
            ("close to", "2.3](= \"LN10\")"),
            ("nearly", "2.303](= \"LN10\")"),
            ("almost", "2.31](= \"LN10\")"),
            ("at most", "2.303](= \"LN10\")"),
            ("at most", "0.7](= \"P\")"),
            ("less than", "0.7](= \"P\")"),
            ("up to", "3](= \"LN10\")"),
            ("at least", "2.30](= \"LN10\")"),
            ("more than", "2](= \"LN10\")"),
            ("no less than", "2](= \"LN10\")"),
            ("no more than", "3](= \"LN10\")"),
            ("above", "0.7](= \"P\")"),
            ("约", "2.3](= \"LN10\")"),
            ("至少", "2](= \"LN10\")"),
        ] {
            right(&format!("it is {words} [{numeral}"));
        }
        for (words, numeral) in [
            ("exactly", "2.303](= \"LN10\")"),
            ("equals", "2.303](= \"LN10\")"),
            ("about", "0.7](= \"P\")"),
            ("roughly", "0.7](= \"P\")"),
            ("nearly", "2.30](= \"LN10\")"),
            ("nearly", "0.7](= \"P\")"),
            ("almost", "2](= \"LN10\")"),
            ("at most", "2.30](= \"LN10\")"),
            ("at most", "2](= \"LN10\")"),
            ("less than", "1](= \"P\")"),
            ("up to", "4](= \"LN10\")"),
            ("at least", "2.303](= \"LN10\")"),
            ("more than", "3](= \"LN10\")"),
            ("more than", "1](= \"LN10\")"),
            ("no more than", "2](= \"LN10\")"),
            ("no less than", "3](= \"LN10\")"),
            ("恰好", "2.303](= \"LN10\")"),
            ("至多", "2](= \"LN10\")"),
        ] {
            let page = format!("it is {words} [{numeral}");
            assert!(!codes(&page).is_empty(), "{page}");
        }
    }

    #[test]
    fn words_between_two_numbers_relate_them() {
        let (p, half) = (r#"[0.7](= "P")"#, r#"[0.5](= "HALF")"#);
        for words in [
            "is more than",
            "exceeds",
            "is not",
            "(which is larger than)",
            "is at least",
            "differs from",
        ] {
            right(&format!("So {p} {words} {half}."));
        }
        for words in [
            "equals",
            "is exactly",
            "is",
            "is less than",
            "is still much less than",
            "is at most",
            "is the same as",
            "等于",
        ] {
            let page = format!("So {p} {words} {half}.");
            assert!(codes(&page).contains(&"P011"), "{page}: {:?}", codes(&page));
            let page = format!("So [0.7 {words} 0.5](= \"(P, HALF)\").");
            assert!(codes(&page).contains(&"P043"), "{page}: {:?}", codes(&page));
        }
        right(
            "[0.7 is more than 0.5](= \"(P, HALF)\") and [0.5 is less than 0.7](= \"(HALF, P)\")",
        );
        right(&format!("{p} is {half} more than that"));
        right(r#"[1 metre](= "METRE") is more than [0.357 metres](= "LENGTH")"#);
        right(r#"[0.357 metres](= "LENGTH") is [14.042 inches](= "LENGTH")"#);
        for page in [
            r#"[1 metre](= "METRE") equals [0.357 metres](= "LENGTH")"#,
            r#"[1 metre](= "METRE") equals [1](= "ONE")"#,
            r#"[0.357 metres](= "LENGTH") is less than [2 seconds](= "DURATION")"#,
        ] {
            assert!(codes(page).contains(&"P011"), "{page}: {:?}", codes(page));
        }
    }

    #[test]
    fn a_relation_inside_one_link_is_not_passed_unread() {
        assert!(!codes(r#"[0.7 < 0.5](= "(P, HALF)")"#).is_empty());
        assert!(!codes(r#"[$0.7 < 0.5$](= "(P, HALF)")"#).is_empty());
    }
}
