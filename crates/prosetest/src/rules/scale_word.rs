//! No word or sign beside a number makes another number of it.
//!
//! *Per* is among them: what is a quantity for each of something is another quantity than its unit says.

use std::ops::Range;

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::page::{Kind, unit_at, unit_words};
use crate::units::{Units, is_wide};
use crate::visible::{Cell, Leaf, Run, SUPERSCRIPT};

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

/// What changes a number from behind it.
const PHRASES: [&str; 44] = [
    "below zero",
    "under zero",
    "in the negative",
    "with a minus",
    "times ten",
    "times a hundred",
    "times a thousand",
    "times two",
    "times half",
    "to the power",
    "to the second",
    "to the third",
    "to the minus",
    "and a half",
    "and a third",
    "and a quarter",
    "and a bit",
    "out of a hundred",
    "out of ten",
    "in a hundred",
    "in a thousand",
    "of a hundred",
    "of a thousand",
    "of a million",
    "of a percent",
    "of one percent",
    "of a per cent",
    "of a dozen",
    "of a hundredth",
    "a hundred",
    "in hundreds",
    "in thousands",
    "in millions",
    "in billions",
    "p a",
    "recurring",
    "repeating",
    "periodic",
    "mio",
    "mia",
    "etc",
    "and so on",
    "and so forth",
    "et cetera",
];

/// Those that say that more digits follow.
const ON: [&str; 4] = ["etc", "and so on", "and so forth", "et cetera"];

/// Whether words begin with those of a phrase.
fn says(words: &[&str], phrase: &str) -> bool {
    let mut words = words.iter();
    phrase.split(' ').all(|word| words.next() == Some(&word))
}

fn after(seen: Seen<'_>) -> Option<String> {
    let (line, units) = (seen.line(), &seen.page.units);
    let end = seen.numeral().cells.end;
    if let Some(cell) = line
        .cells
        .get(end)
        .filter(|cell| matches!(cell.ch, '‰' | '‱' | '％' | '﹪' | '℅'))
    {
        return Some(cell.ch.to_string());
    }
    if let Some(digit) = raised_by_html(line, end) {
        return Some(digit.to_string());
    }
    // What is cut off goes on.
    let cut = seen.numeral().shape.truncated;
    if let Some((_, unit)) = unit_at(line, super::begin_after(line, end), units) {
        return after_unit(line, &unit, units, cut);
    }
    let words = super::words_from(line, end, 5);
    if let Some(phrase) = phrase_in(&words, cut).or_else(|| counted_behind(line, end)) {
        return Some(phrase.to_owned());
    }
    let (word, cells) = seen.word_after(end)?;
    let in_link = |cell: &Cell| cell.claim == seen.first().claim;
    let crosses = in_link(&line.cells[cells.start])
        && line.cells[cells.clone()]
            .iter()
            .any(|cell| !in_link(cell) && !is_wide(cell.ch));
    // A word that goes on behind the link is read as one.
    if crosses {
        return Some(line.text(cells));
    }
    if is_scale(&word) || is_power(&word) || is_prefixed(&line.text(cells.clone()), units) {
        return Some(line.text(cells));
    }
    negated(seen, &word, cells.end)
}

/// The phrase that words begin with, if it makes another number of what stands before it.
fn phrase_in(words: &[String], cut: bool) -> Option<&'static str> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut phrases = PHRASES
        .iter()
        .filter(|phrase| !(cut && ON.contains(phrase)));
    phrases.find(|phrase| says(&words, phrase)).copied()
}

/// What a number is counted in, after a comma: *384, in thousands*.
fn counted_behind(line: &Run, from: usize) -> Option<&'static str> {
    let gap = line.cells[from..].iter().take_while(|cell| cell.is_space());
    let comma = from + gap.count();
    line.cells.get(comma).filter(|cell| cell.ch == ',')?;
    let words = super::words_from(line, comma + 1, 2);
    phrase_in(&words, true).filter(|phrase| phrase.starts_with("in "))
}

/// A digit that HTML sets right behind a place, as in `<sup>2</sup>`.
fn raised_by_html(line: &Run, end: usize) -> Option<char> {
    let breaks = line.cells[end..].iter().take_while(|cell| cell.is_break());
    let next = line.cells.get(end + breaks.count())?;
    let in_html = line.cells[end].is_break() && !next.in_math();
    Some(next.ch).filter(|ch| in_html && ch.is_numeric())
}

/// Times of which something may be done once each: *an hour*, *each day*.
const TIMES: [&str; 22] = [
    "second",
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "night",
    "nights",
    "decade",
    "decades",
    "century",
    "centuries",
    "fortnight",
    "quarter",
];

/// What stands behind a unit and makes another of it: `km/h`, `km²`, *kilometres an hour*, *metres squared*.
fn after_unit(line: &Run, unit: &Range<usize>, units: &Units, cut: bool) -> Option<String> {
    sign_behind(line, unit).or_else(|| words_behind(line, unit, units, cut))
}

/// A letter, a raised digit or an operator behind a unit.
fn sign_behind(line: &Run, unit: &Range<usize>) -> Option<String> {
    let rest = &line.cells[unit.end..];
    let narrow = |cell: &Cell| cell.ch.is_alphabetic() && !is_wide(cell.ch);
    if let (Some(last), Some(next)) = (line.cells[..unit.end].last(), rest.first())
        && narrow(last)
        && narrow(next)
    {
        // The word goes on behind the link.
        let more = rest.iter().take_while(|cell| narrow(cell)).count();
        return Some(line.text(unit.start..unit.end + more));
    }
    if let Some(cell) = rest.first().filter(|cell| cell.raised) {
        return Some(cell.ch.to_string());
    }
    if rest.first().is_some_and(|cell| cell.ch == SUPERSCRIPT) {
        return Some("^".to_owned());
    }
    if let Some(digit) = raised_by_html(line, unit.end) {
        return Some(digit.to_string());
    }
    let mut visible = rest
        .iter()
        .filter(|cell| !cell.is_space() && !cell.is_break());
    let (next, then) = (visible.next(), visible.next());
    if let Some(cell) = next.filter(|cell| matches!(cell.ch, '%' | '‰' | '％' | '^')) {
        return Some(cell.ch.to_string());
    }
    let joins = |cell: &&Cell| {
        matches!(
            cell.ch,
            '/' | '⁄' | '∕' | '·' | '⋅' | '∙' | '×' | '*' | '÷' | '√'
        )
    };
    let cell = next.filter(joins)?;
    let joined = then.is_some_and(|cell| cell.ch.is_alphabetic());
    joined.then(|| cell.ch.to_string())
}

/// Words behind a unit, and behind the brackets that close around it.
fn words_behind(line: &Run, unit: &Range<usize>, units: &Units, cut: bool) -> Option<String> {
    let rest = &line.cells[unit.end..];
    let closed = rest.iter().take_while(|cell| matches!(cell.ch, ')' | ']'));
    let from = unit.end + closed.count();
    let words = super::words_from(line, from, 5);
    if let Some(phrase) = phrase_in(&words, cut).or_else(|| counted_behind(line, from)) {
        return Some(phrase.to_owned());
    }
    let word = |place: usize| words.get(place).map_or("", String::as_str);
    let hyphen = rest.first();
    let hyphen = hyphen.is_some_and(|cell| matches!(cell.ch, '-' | '‑' | '‐'));
    let each = matches!(word(0), "a" | "an" | "each" | "every") && TIMES.contains(&word(1));
    if each {
        return Some(format!("{} {}", word(0), word(1)));
    }
    let (first, cells) = super::word_after(line, from)?;
    let prefixed = || {
        unit_at(line, cells.start, units).is_none() && is_prefixed(&line.text(cells.clone()), units)
    };
    let often = matches!(
        &*first,
        "hourly" | "daily" | "nightly" | "weekly" | "monthly" | "yearly" | "annually"
    );
    let changes = is_scale(&first)
        || is_power(&first)
        || prefixed()
        || often
        || first.starts_with('半')
        || hyphen && TIMES.contains(&first.as_str());
    changes.then(|| line.text(cells))
}

/// A unit that is only named to be denied, or that other words of the link stand before.
fn negated(seen: Seen<'_>, word: &str, end: usize) -> Option<String> {
    let (next, cells) = seen.word_after(end)?;
    let unit = unit_at(seen.line(), cells.start, &seen.page.units).is_some();
    (unit
        && matches!(
            word,
            "not" | "no" | "non" | "never" | "nor" | "neither" | "half" | "of"
        ))
    .then(|| format!("{word} {next}"))
}

/// Words between a number and what changes it: *minus about*, *the negative of a*.
const FILLERS: [&str; 14] = [
    "about", "some", "around", "roughly", "nearly", "almost", "exactly", "just", "only", "a", "an",
    "the", "by", "say",
];

/// Words that deny the number after them.
fn is_denial(word: &str) -> bool {
    let word = word.replace('’', "'");
    matches!(
        word.as_str(),
        "not" | "never" | "nor" | "neither" | "hardly" | "cannot"
    ) || word.ends_with("n't")
}

/// Words that change the number after them.
const BEFORE: [&str; 23] = [
    "half",
    "double",
    "twice",
    "triple",
    "thrice",
    "quadruple",
    "quarter",
    "minus",
    "negative",
    "neg",
    "plus",
    "hundred",
    "thousand",
    "million",
    "billion",
    "dozen",
    "times",
    "percent",
    "permille",
    "零",
    "一点",
    "〇",
    "点",
];

/// Functions, whose value is another number than what they are taken of. Within a link they are read with the whole.
const FUNCTIONS: [&str; 12] = [
    "sqrt", "log", "ln", "lg", "exp", "sin", "cos", "tan", "cot", "sinh", "cosh", "tanh",
];

/// Words that change the number after *of*.
const OF: [&str; 20] = [
    "half",
    "third",
    "thirds",
    "quarter",
    "quarters",
    "fifth",
    "tenth",
    "hundredth",
    "thousandth",
    "percent",
    "root",
    "square",
    "cube",
    "double",
    "reciprocal",
    "inverse",
    "negative",
    "halves",
    "fifths",
    "tenths",
];

/// What a Chinese word before a number ends with if it changes the number.
const ENDS: [&str; 17] = [
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
    "零下",
    "负数",
    "半个",
    "两个",
    "不是",
    "并非",
    "不等于",
];

fn before(seen: Seen<'_>) -> Option<String> {
    let words = seen.words_before(5);
    let mut at = 0;
    while words
        .get(at)
        .is_some_and(|word| FILLERS.contains(&word.as_str()))
    {
        at += 1;
    }
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let (first, second) = (word(at), word(at + 1));
    let spoken = |count: usize| {
        let spoken: Vec<&str> = words[..at + count]
            .iter()
            .rev()
            .map(String::as_str)
            .collect();
        Some(spoken.join(" "))
    };
    // *It is not 7* leaves all else; *not only 7* is 7, and *6, not 7* is no sentence about 7 alone.
    let only = |word: &String| matches!(word.as_str(), "only" | "just");
    let denied = is_denial(first)
        && words.len() > at + 1
        && !words[..at].iter().any(only)
        && !super::relation::relates_left(seen);
    if denied || BEFORE.contains(&first) {
        return spoken(1);
    }
    let cells = &seen.line().cells[..seen.numeral().cells.start];
    if let Some(sign) = sign_before(cells) {
        return Some(sign);
    }
    let outside = cells.iter().rfind(|cell| cell.ch.is_alphabetic());
    let outside = outside.is_some_and(|cell| cell.claim != seen.first().claim);
    if outside && FUNCTIONS.contains(&first) {
        return spoken(1);
    }
    let pairs = match first {
        "of" => OF.contains(&second),
        // One over seven, one and seven tenths, below zero by seven.
        "over" | "and" | "point" => matches!(
            second,
            "one" | "two" | "three" | "four" | "five" | "ten" | "zero"
        ),
        "zero" => matches!(second, "below" | "under"),
        _ => false,
    };
    if pairs {
        return spoken(2);
    }
    ENDS.iter()
        .any(|end| word(0).ends_with(end))
        .then(|| word(0).to_owned())
}

/// A sign in words, whatever marks stand between it and the number.
fn sign_before(cells: &[Cell]) -> Option<String> {
    let marks = |cell: &&Cell| !cell.ch.is_alphanumeric();
    let end = cells.len() - cells.iter().rev().take_while(marks).count();
    let word = cells[..end]
        .iter()
        .rev()
        .take_while(|cell| cell.ch.is_alphabetic());
    let word: String = word.map(|cell| cell.ch).collect();
    let word = word.chars().rev().collect::<String>().to_lowercase();
    matches!(word.as_str(), "minus" | "negative" | "neg").then_some(word)
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
    let measured: Vec<Range<usize>> = unit_words(head, 0, units)
        .into_iter()
        .map(|(_, cells)| cells)
        .collect();
    operator_in(head, &measured)
        .or_else(|| word_in(head, &measured, units))
        .or_else(|| {
            let mut measured = measured.iter();
            measured.find_map(|unit| {
                before_unit(head, unit).or_else(|| after_unit(head, unit, units, false))
            })
        })
}

/// An operator in the head of a column, outside of its units.
fn operator_in(head: &Run, measured: &[Range<usize>]) -> Option<String> {
    let says = |cell: &Cell| cell.ch.is_alphanumeric();
    let speaks = head.cells.iter().any(says);
    // In code a `<` may open types, and a `*` begin a pointer: only between two operands are they operators.
    let of_code = |at: usize, cell: &Cell| {
        let code = cell.atom.is_some() && !cell.in_math();
        code && match cell.ch {
            '>' if at > 0 && matches!(head.cells[at - 1].ch, '-' | '=') => true,
            '<' | '>' => !head.cells.get(at + 1).is_some_and(Cell::is_space),
            '*' => head
                .visible_before(at)
                .is_none_or(|before| !(before.ch.is_alphanumeric() || before.ch == ')')),
            _ => false,
        }
    };
    let operates = |(at, cell): &(usize, &Cell)| {
        let sign = matches!(cell.ch, '×' | '÷' | '·' | '*' | '<' | '>' | '±');
        // A dash before all words is a minus, and one without words fills an empty head.
        let minus = super::sign::is_dash(cell.ch) && speaks && !head.cells[..*at].iter().any(says);
        !cell.in_math()
            && !of_code(*at, cell)
            && !measured.iter().any(|unit| unit.contains(at))
            && (minus || sign && (speaks || head.cells.len() == 1))
    };
    let mut cells = head.cells.iter().enumerate();
    cells.find(operates).map(|(_, cell)| cell.ch.to_string())
}

/// A word in the head of a column, outside of its units, that makes other numbers of those below.
fn word_in(head: &Run, measured: &[Range<usize>], units: &Units) -> Option<String> {
    let words = words_of(head);
    let mut words = words
        .into_iter()
        .filter(|(_, start)| !measured.iter().any(|unit| unit.contains(start)));
    let changes = |(word, start): &(String, usize)| {
        let lower = word.to_lowercase();
        // A letter set as a formula is a symbol: the number of classes, and not thousands.
        let symbol = head.cells[*start].in_math() && head.cells[*start].leaf == Leaf::Operand;
        matches!(lower.as_str(), "minus" | "negated")
            || is_magnitude(&lower) && !symbol
            || is_prefixed(word, units)
    };
    words.find(changes).map(|(word, _)| word)
}

/// What stands before a unit in the head of a column and makes another of it: `1/km`, *per bit*, `log km`.
fn before_unit(head: &Run, unit: &Range<usize>) -> Option<String> {
    let before = head.visible_before(unit.start);
    if let Some(sign) = before.filter(|cell| matches!(cell.ch, '/' | '⁄' | '∕' | '√' | '∛'))
    {
        return Some(sign.ch.to_string());
    }
    let words = words_of(head);
    let word = words
        .iter()
        .rfind(|(_, start)| *start < unit.start)?
        .0
        .to_lowercase();
    // `log km`, and `log(km)` without a space.
    let open = unit
        .start
        .checked_sub(1)
        .filter(|&at| head.cells[at].ch == '(');
    let called = open.and_then(|open| head.cells[..open].last());
    let mut bare = [before, called].into_iter().flatten();
    let bare = bare.any(|cell| cell.ch.is_alphabetic());
    let changes = matches!(
        word.as_str(),
        "not"
            | "no"
            | "half"
            | "double"
            | "square"
            | "cubic"
            | "sq"
            | "per"
            | "inverse"
            | "reciprocal"
    );
    (changes || bare && FUNCTIONS.contains(&word.as_str())).then_some(word)
}

/// What the first cell of a row does to the numbers beside it: *loss (%)*, *minus*.
pub(crate) fn of_label(label: &Run) -> Option<String> {
    let cells = label.cells.iter().rev();
    let mut visible = cells.filter(|cell| !(cell.is_space() || cell.ch == ')'));
    let last = visible
        .next()
        .filter(|cell| matches!(cell.ch, '%' | '‰' | '‱' | '％'));
    // A percent sign after a digit belongs to a number of the label.
    let own = visible.next().is_some_and(|cell| cell.ch.is_numeric());
    if let Some(last) = last.filter(|_| !own) {
        return Some(last.ch.to_string());
    }
    let words = words_of(label);
    let word = words.last().filter(|_| words.len() == 1)?.0.to_lowercase();
    (is_magnitude(&word)
        || matches!(
            word.as_str(),
            "minus" | "negative" | "half" | "twice" | "double"
        ))
    .then_some(word)
}

/// The words of a run, each with its first cell.
pub(super) fn words_of(run: &Run) -> Vec<(String, usize)> {
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
        const CHINESE: [&str; 18] = [
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
            "厘",
            "分米",
            "纳米",
            "微",
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
    matches!(
        word,
        "squared" | "cubed" | "per" | "square" | "cubic" | "sq"
    ) || [
        "每",
        "平方",
        "立方",
        "的平方",
        "的立方",
        "的倒数",
        "的一半",
        "的负数",
        "见方",
    ]
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
    #[test]
    fn types_in_a_head_are_no_operators() {
        for head in [
            "`size_of::<T>()`",
            "`Vec<u8>`",
            "`Option<&str>`",
            "`*const T`",
            "`f(*p)`",
            "`a -> b`",
        ] {
            right(&format!("| {head} |\n| --- |\n| [0.7](= \"P\") |"));
        }
        for head in ["`1000 * x`", "`x < y`", "x<y", "`x × y`", "loss * n"] {
            let page = format!("| {head} |\n| --- |\n| [0.7](= \"P\") |");
            assert!(codes(&page).contains(&"P015"), "{page}");
        }
    }

    use crate::testing::{codes, right};

    #[test]
    fn no_head_or_label_changes_a_number() {
        for head in [
            "−loss",
            "minus",
            "loss × ten",
            ">",
            "%",
            "thousands",
            "- loss",
        ] {
            let page = format!("| a | {head} |\n| --- | --- |\n| x | [0.7](= \"P\") |");
            assert!(codes(&page).contains(&"P015"), "{page}: {:?}", codes(&page));
        }
        for label in ["loss (%)", "minus", "million", "%", "half"] {
            let page = format!("| a | b |\n| --- | --- |\n| {label} | [0.7](= \"P\") |");
            assert!(codes(&page).contains(&"P015"), "{page}: {:?}", codes(&page));
        }
        right(
            "| a | – | well-known | $x - y$ |\n| --- | --- | --- | --- |\n| one half | [0.7](= \"P\") | [0.7](= \"P\") | [0.7](= \"P\") |",
        );
    }

    #[test]
    fn words_a_little_farther_off_change_a_number_too() {
        for words in [
            "minus about",
            "minus:",
            "(minus)",
            "minus —",
            "the negative of",
            "neg.",
            "零下",
            "below zero by",
            "one over",
            "one and",
            "half a",
            "ln",
            "exp",
            "%",
            "€",
            "§",
            "⌐",
            "|",
        ] {
            let page = format!("It is {words} [0.7](= \"P\").");
            assert!(!codes(&page).is_empty(), "{page}");
        }
        for words in [
            "below zero",
            "in the negative",
            "times ten",
            "to the power of two",
            "recurring",
            "and a half",
            "out of a hundred",
            "and so on",
            "mio",
        ] {
            for page in [
                format!("It is [0.7](= \"P\") {words}."),
                format!("It is [0.357 metres](= \"LENGTH\") {words}."),
            ] {
                assert!(codes(&page).contains(&"P015"), "{page}: {:?}", codes(&page));
            }
        }
        right("the share of the cats is [0.7](= \"P\") and a dog has [0.5](= \"HALF\")");
        right("it is not only [2.3](= \"LN10\"), and not by chance: [2.3](= \"LN10\")");
        right("times change: it was about [2.3](= \"LN10\"), over one and all");
    }

    #[test]
    fn no_word_changes_a_number() {
        for page in [
            "[0.7](= \"P\") percent",
            "[0.7](= \"P\") per cent",
            "[0.7](= \"P\") of a percent",
            "[0.7](= \"P\") of a per cent",
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
            "it is not [7](= \"SEVEN\")",
            "it is not about [7](= \"SEVEN\")",
            "it isn’t [7](= \"SEVEN\")",
            "it was never [7](= \"SEVEN\")",
            "不是[7](= \"SEVEN\")",
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
