//! No word or sign beside a number makes another number of it.
//!
//! *Per* is among them: what is a quantity for each of something is another quantity than its unit says.

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::page::{Kind, unit_at};
use crate::units::Units;
use crate::visible::{Cell, Leaf, Run};

pub(crate) const RULE: Rule = Rule::marked("P015", "scale-word");

const HELP: &str = "let the expression compute the number that the words say, and remove the word";

pub(crate) fn fault(seen: Seen<'_>) -> Option<Diagnostic> {
    if seen.kind() != Some(Kind::Number) || seen.numeral().is_index {
        return None;
    }
    let word = after(seen)
        .or_else(|| before(seen))
        .or_else(|| in_head(seen))?;
    let message = format!("“{word}” makes another number of {}", seen.text());
    Some(seen.fault(&RULE, message).help(HELP))
}

fn after(seen: Seen<'_>) -> Option<String> {
    let (line, units) = (seen.line(), seen.page.units);
    let end = seen.numeral().cells.end;
    if let Some(cell) = line
        .cells
        .get(end)
        .filter(|cell| matches!(cell.ch, '‰' | '‱' | '％' | '﹪' | '℅'))
    {
        return Some(cell.ch.to_string());
    }
    let mut at = end;
    // The word after the numeral, and then the one after its unit.
    for is_first in [true, false] {
        let (word, cells) = seen.word_after(at)?;
        if is_scale(&word) || is_power(&word) || is_prefixed(&line.text(cells.clone()), units) {
            return Some(line.text(cells));
        }
        if !is_first {
            break;
        }
        let Some((_, unit)) = unit_at(line, cells.start, units) else {
            return negated(seen, &word, cells.end);
        };
        at = unit.end;
        if let Some(cell) = line.cells.get(at).filter(|cell| cell.raised) {
            return Some(cell.ch.to_string());
        }
    }
    None
}

/// A unit that is only named to be denied, or that other words of the link stand before.
fn negated(seen: Seen<'_>, word: &str, end: usize) -> Option<String> {
    let (next, cells) = seen.word_after(end)?;
    let unit = unit_at(seen.line(), cells.start, seen.page.units).is_some();
    (unit
        && matches!(
            word,
            "not" | "no" | "non" | "never" | "nor" | "neither" | "half" | "of"
        ))
    .then(|| format!("{word} {next}"))
}

fn before(seen: Seen<'_>) -> Option<String> {
    let words = seen.words_before(3);
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let found = match (word(1), word(0)) {
        (
            _,
            "half" | "double" | "twice" | "triple" | "thrice" | "quadruple" | "quarter" | "minus"
            | "negative" | "plus" | "hundred" | "thousand" | "million" | "billion" | "dozen"
            | "times",
        ) => true,
        (
            "half" | "third" | "thirds" | "quarter" | "quarters" | "fifth" | "tenth" | "hundredth"
            | "thousandth" | "percent" | "root" | "square" | "cube" | "double" | "reciprocal"
            | "inverse",
            "of",
        ) => true,
        (_, word) => [
            "负",
            "倍",
            "减",
            "一半",
            "百分之",
            "分之",
            "平方",
            "乘",
            "乘以",
            "除以",
        ]
        .iter()
        .any(|end| word.ends_with(end)),
    };
    found.then(|| {
        let spoken: Vec<&str> = words
            .iter()
            .take(if word(0) == "of" { 2 } else { 1 })
            .rev()
            .map(String::as_str)
            .collect();
        spoken.join(" ")
    })
}

fn in_head(seen: Seen<'_>) -> Option<String> {
    let scale = seen.line().column_scale.as_ref()?;
    let met = scale == "%" && seen.numeral().shape.percent;
    (!met).then(|| scale.clone())
}

/// What the head of a column does to the numbers below it, if anything.
pub(crate) fn of_head(head: &Run, units: &Units) -> Option<String> {
    let sign = |cell: &&Cell| matches!(cell.ch, '%' | '‰' | '‱' | '％');
    if let Some(cell) = head.cells.iter().find(sign) {
        return Some(cell.ch.to_string());
    }
    let words = words_of(head);
    for (place, (word, start)) in words.iter().enumerate() {
        let lower = word.to_lowercase();
        // A letter set as a formula is a symbol: the number of classes, and not thousands.
        let symbol = head.cells[*start].in_math() && head.cells[*start].leaf == Leaf::Operand;
        if (is_magnitude(&lower) && !symbol) || is_prefixed(word, units) {
            return Some(word.clone());
        }
        if unit_at(head, *start, units).is_some() {
            let next = words.get(place + 1).map(|(word, _)| word.to_lowercase());
            if let Some(next) = next.filter(|next| is_power(next)) {
                return Some(next);
            }
            let before = place
                .checked_sub(1)
                .map(|before| words[before].0.to_lowercase());
            if let Some(before) = before
                .filter(|word| matches!(word.as_str(), "not" | "no" | "half" | "double" | "square"))
            {
                return Some(before);
            }
        }
    }
    None
}

fn words_of(run: &Run) -> Vec<(String, usize)> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < run.cells.len() {
        let length = run.cells[at..]
            .iter()
            .take_while(|cell| cell.ch.is_alphabetic())
            .count();
        if length > 0 {
            words.push((run.text(at..at + length), at));
        }
        at += length.max(1);
    }
    words
}

fn is_scale(word: &str) -> bool {
    is_magnitude(word) || {
        const CHINESE: [&str; 14] = [
            "万",
            "亿",
            "千",
            "百",
            "十",
            "成",
            "折",
            "分之",
            "平方",
            "立方",
            "个百分点",
            "倍的",
            "兆",
            "毫",
        ];
        CHINESE.iter().any(|start| word.starts_with(start))
    }
}

/// Words that multiply what stands before them.
fn is_magnitude(word: &str) -> bool {
    matches!(
        word,
        "percent"
            | "percents"
            | "percentage"
            | "pct"
            | "cent"
            | "permille"
            | "promille"
            | "mille"
            | "permil"
            | "hundred"
            | "hundreds"
            | "thousand"
            | "thousands"
            | "million"
            | "millions"
            | "billion"
            | "billions"
            | "trillion"
            | "trillions"
            | "dozen"
            | "dozens"
            | "gross"
            | "lakh"
            | "crore"
            | "kilo"
            | "mega"
            | "giga"
            | "tera"
            | "milli"
            | "micro"
            | "nano"
            | "kibi"
            | "mebi"
            | "centi"
            | "deci"
            | "k"
            | "bn"
            | "mn"
            | "tn"
            | "ppm"
            | "ppb"
            | "bps"
            | "basis"
            | "halves"
            | "thirds"
            | "quarters"
            | "fifths"
            | "tenths"
            | "hundredths"
            | "thousandths"
            | "millionths"
            | "doubled"
            | "halved"
            | "tripled"
            | "negated"
            | "squares"
    )
}

/// Words that make another unit of the one before them.
fn is_power(word: &str) -> bool {
    matches!(word, "squared" | "cubed" | "per" | "square" | "cubic")
        || ["每", "平方", "立方"]
            .iter()
            .any(|start| word.starts_with(start))
}

/// A unit with something before it in the same word: kilobits, Mbit, µs.
fn is_prefixed(word: &str, units: &Units) -> bool {
    if units.find(word).is_some() {
        return false;
    }
    word.char_indices().skip(1).any(|(at, _)| {
        let (prefix, unit) = word.split_at(at);
        let known = matches!(
            prefix.to_lowercase().as_str(),
            "k" | "m"
                | "g"
                | "t"
                | "p"
                | "n"
                | "µ"
                | "μ"
                | "u"
                | "c"
                | "d"
                | "ki"
                | "mi"
                | "gi"
                | "ti"
                | "kilo"
                | "mega"
                | "giga"
                | "tera"
                | "peta"
                | "exa"
                | "milli"
                | "micro"
                | "nano"
                | "pico"
                | "femto"
                | "centi"
                | "deci"
                | "deca"
                | "deka"
                | "hecto"
                | "kibi"
                | "mebi"
                | "gibi"
                | "tebi"
                | "half"
                | "double"
                | "semi"
                | "千"
                | "兆"
                | "毫"
                | "微"
                | "百万"
                | "万"
                | "亿"
                | "吉"
                | "太"
        );
        known && units.find(unit).is_some()
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn no_word_changes_a_number() {
        for page in [
            "[0.7](= \"P\") percent",
            "[0.7](= \"P\") per cent",
            "[0.7 percent](= \"P\")",
            "[7](= \"SEVEN\") million",
            "[7 million](= \"SEVEN\")",
            "[7](= \"SEVEN\") thousand",
            "[7](= \"SEVEN\")-thousand",
            "[7](= \"SEVEN\") dozen",
            "[7](= \"SEVEN\") (thousand)",
            "[7](= \"SEVEN\") squared",
            "[7](= \"SEVEN\") **squared**",
            "half [7](= \"SEVEN\")",
            "half of [7](= \"SEVEN\")",
            "a third of [7](= \"SEVEN\")",
            "twice [0.357 metres](= \"LENGTH\")",
            "double [7](= \"SEVEN\")",
            "ten times [7](= \"SEVEN\")",
            "minus [7](= \"SEVEN\")",
            "negative [7](= \"SEVEN\")",
            "*minus* [7](= \"SEVEN\")",
            "[0.357 metres](= \"LENGTH\") squared",
            "[0.357 metres](= \"LENGTH\") per second",
            "[0.357 metres per second](= \"LENGTH\")",
            "[0.357 kilometres](= \"LENGTH\")",
            "[7](= \"SEVEN\") kilometres",
            "[7](= \"SEVEN\") millimetres",
            "[7 Mbit](= \"SEVEN\")",
            "[0.357 not inches but metres](= \"LENGTH\")",
            "[0.357, not inches, metres](= \"LENGTH\")",
            "[0.357 thousand metres](= \"LENGTH\")",
            "[7万](= \"SEVEN\")",
            "[0.7](= \"P\")成",
            "负[7](= \"SEVEN\")",
            "百分之[7](= \"SEVEN\")",
            "[7](= \"SEVEN\") k",
            "[7](= \"SEVEN\") ppm",
            "[7](= \"SEVEN\")‰",
        ] {
            assert!(!codes(page).is_empty(), "{page}");
        }
    }

    #[test]
    fn no_head_of_a_column_changes_its_numbers() {
        let table = |head: &str, cell: &str| format!("| {head} |\n| --- |\n| {cell} |\n");
        for head in [
            "share (%)",
            "share in percent",
            "(in thousands)",
            "millions",
            "length (kilometres)",
            "metres per second",
            "metres squared",
            "not metres",
            "half metres",
            "share in ‰",
            "kilometres",
            "length (metres, in thousands)",
        ] {
            for cell in ["[0.7](= \"P\")", "[0.357](= \"LENGTH\")"] {
                let page = table(head, cell);
                assert!(!codes(&page).is_empty(), "{page}");
            }
        }
        right(&table("share (%)", "[90%](= \"NINETY\")"));
        right(&table("squared error", "[0.7](= \"P\")"));
        right(&table("classes $K$", "[7](= \"SEVEN\")"));
        assert_eq!(codes(&table("classes (K)", "[7](= \"SEVEN\")")), ["P015"]);
        right(&table("twice as far (metres)", "[0.357](= \"LENGTH\")"));
        right(&table(
            "error for each batch (metres)",
            "[0.357](= \"LENGTH\")",
        ));
    }

    #[test]
    fn words_that_count_or_compare_pass() {
        right(
            "[7](= \"SEVEN\") times as far, [7](= \"SEVEN\") of them, [7](= \"SEVEN\")-fold, the [7](= \"SEVEN\") bytes",
        );
        right(
            "[0.357 metres](= \"LENGTH\"), not [14.042 inches](= \"LENGTH\"), squared error and percent",
        );
        right(
            "half as much: [7](= \"SEVEN\"). Twice, [7](= \"SEVEN\"). A million. [7](= \"SEVEN\"), per batch",
        );
    }
}
