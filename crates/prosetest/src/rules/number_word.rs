//! Words count without digits: *seven nats*, *half a bit*, *seventy percent*, 三比特 and 百分之七十 state numbers too.
//!
//! An English number word is refused where it counts a unit or is a share; elsewhere (*nine of ten*) it is a way of
//! speaking, and *one bit* is as often the unit as a count of it. Where a word changes a checked numeral (*half*,
//! *twice*), [`super::scale_word`] refuses it.

use super::Rule;
use super::scale_word::words_of;
use crate::diagnostic::Diagnostic;
use crate::page::{Kind, Page, unit_at, unit_words};
use crate::visible::{Cell, Run};

pub(crate) const RULE: Rule = Rule::all("P006", "number-word");

/// The numbers in words of a page that count units or are shares.
pub(crate) fn faults(page: &Page) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for run in &page.runs {
        let mut at = 0;
        while at < run.cells.len() {
            let length = run.cells[at..]
                .iter()
                .take_while(|cell| is_numeral(cell.ch))
                .count();
            if length == 0 {
                at += 1;
                continue;
            }
            let end = at + length;
            if states_a_number(page, run, at, end) && !is_exempt(page, &run.cells[at]) {
                let range = run.cells[at].source.start..run.cells[end - 1].source.end;
                let message = format!(
                    "{} states a number that nothing computes",
                    run.text(at..end)
                );
                let fault = Diagnostic::at(&RULE, range, message);
                faults.push(fault.help("write it in digits, as a checked number"));
            }
            at = end;
        }
        let units = unit_words(run, 0, &page.units).into_iter();
        let units: Vec<usize> = units.map(|(_, unit)| unit.start).collect();
        faults.extend(units.iter().filter_map(|&unit| in_letters(run, unit)));
        faults.extend(in_english(page, run, &units));
    }
    faults
}

/// The English numbers of a run that count one of these units, which are in order, or a percent.
fn in_english(page: &Page, run: &Run, units: &[usize]) -> Vec<Diagnostic> {
    let words = words_of(run);
    let lower = |place: usize| words[place].0.to_lowercase();
    let is = |place: usize, word: &str| {
        let found = words.get(place);
        found.is_some_and(|(found, _)| found.eq_ignore_ascii_case(word))
    };
    let together = |place: usize| {
        let end = words[place].1 + words[place].0.chars().count();
        let mut between = run.cells[end..words[place + 1].1].iter();
        between.all(|cell| cell.is_space() || matches!(cell.ch, '-' | '‐' | '‑'))
    };
    let count_of = |counted: usize| {
        let mut place = counted;
        // *Half a bit*, *a third of a nat*, *two more bits*.
        for _ in 0..4 {
            place = place.checked_sub(1).filter(|&place| together(place))?;
            if !is_filler(&lower(place)) {
                break;
            }
        }
        is_count(&lower(place)).then_some(place)
    };
    let is_share = |place: usize| {
        is(place, "percent") || is(place, "percentage") || is(place, "per") && is(place + 1, "cent")
    };
    let is_counted =
        |place: &usize| units.binary_search(&words[*place].1).is_ok() || is_share(*place);
    let mut faults = Vec::new();
    for counted in (0..words.len()).filter(is_counted) {
        let at = words[counted].1;
        let Some(count) = count_of(counted) else {
            continue;
        };
        let (from, to) = (words[count].1, at + words[counted].0.chars().count());
        let first = &run.cells[from];
        if first.in_math() || is_exempt(page, first) {
            continue;
        }
        let range = first.source.start..run.cells[to - 1].source.end.max(first.source.start);
        let message = format!(
            "“{}” states a number that nothing computes",
            run.text(from..to)
        );
        faults.push(
            Diagnostic::at(&RULE, range, message).help("write it in digits, as a checked number"),
        );
    }
    faults
}

/// Words between a number and what it counts.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "a" | "an"
            | "of"
            | "more"
            | "less"
            | "whole"
            | "full"
            | "further"
            | "extra"
            | "other"
            | "additional"
    )
}

/// The English words for numbers, but *one*.
fn is_count(word: &str) -> bool {
    const COUNTS: [&str; 52] = [
        "zero",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "billions",
        "trillion",
        "dozen",
        "dozens",
        "half",
        "halves",
        "third",
        "thirds",
        "quarter",
        "quarters",
        "fifth",
        "fifths",
        "eighth",
        "eighths",
        "tenth",
        "tenths",
        "hundredth",
        "thousandth",
    ];
    COUNTS.contains(&word)
}

/// A number in Roman numerals, in letters that look like digits, or in signs, that counts the unit at a place.
fn in_letters(run: &Run, unit: usize) -> Option<Diagnostic> {
    let end = run.cells[..unit]
        .iter()
        .rposition(|cell| !cell.is_space())?
        + 1;
    let cells = &run.cells[..end];
    let length = cells
        .iter()
        .rev()
        .take_while(|cell| !cell.is_space() && !cell.is_break())
        .count();
    let token = &cells[end - length..];
    if end == unit
        || token
            .iter()
            .any(|cell| cell.in_math() || cell.claim.is_some())
    {
        return None;
    }
    let all = |of: fn(char) -> bool| token.iter().all(|cell| of(cell.ch));
    let roman = length > 1 && all(|ch| matches!(ch, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M'));
    let digits = length > 1 && all(|ch| matches!(ch, 'l' | 'I' | 'O' | 'o' | '.' | ','));
    let signs = length > 0
        && all(|ch| !ch.is_alphanumeric() && super::relation::is_sign(ch) || is_enclosed(ch));
    (roman || digits || signs).then(|| {
        let range = token[0].source.start..token[length - 1].source.end;
        let text: String = token.iter().map(|cell| cell.ch).collect();
        let message = format!("{text} states a number that nothing computes");
        Diagnostic::at(&RULE, range, message).help("write it in digits, as a checked number")
    })
}

/// Numbers in circles, on dice and the like, and the letters that are numbers everywhere.
fn is_enclosed(ch: char) -> bool {
    matches!(ch, 'π' | 'τ' | 'ℯ' | '%' | '‰' | '％' | '\u{2180}'..='\u{218b}' | '\u{3280}'..='\u{33ff}' | '\u{1f000}'..='\u{1faff}')
}

fn is_exempt(page: &Page, cell: &Cell) -> bool {
    cell.claim
        .is_some_and(|claim| page.claims[claim].kind == Kind::Exemption)
}

fn states_a_number(page: &Page, run: &Run, at: usize, end: usize) -> bool {
    let ch = |at: usize| run.cells.get(at).map(|cell| cell.ch);
    let before = |back: usize| at.checked_sub(back).and_then(ch);
    let space = usize::from(run.cells.get(end).is_some_and(Cell::is_space));
    let classifier = usize::from(matches!(ch(end + space), Some('个' | '個')));
    let unit = unit_at(run, end + space + classifier, &page.units).is_some();
    let share = ch(end) == Some('分') && ch(end + 1) == Some('之');
    let of_share = before(1) == Some('之') && before(2) == Some('分');
    let decimal = |point: Option<char>, digit: Option<char>| {
        matches!(point, Some('点' | '點')) && digit.is_some_and(is_numeral)
    };
    let fraction = decimal(ch(end), ch(end + 1)) || decimal(before(1), before(2));
    let half = matches!(ch(end), Some('半')) || matches!(ch(end), Some('倍' | '成' | '折'));
    // Two digits in a row are no part of a word, but for a few that say "many" or "in case".
    let text = run.text(at..end);
    let counts = end - at > 1
        && !matches!(
            text.as_str(),
            "一一" | "万一" | "千万" | "百万" | "万千" | "亿万" | "三三两两"
        );
    unit || share || of_share || fraction || half || counts
}

pub(crate) fn is_numeral(ch: char) -> bool {
    matches!(
        ch,
        '零' | '〇'
            | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '亿'
            | '两'
            | '壹'
            | '贰'
            | '叁'
            | '肆'
            | '伍'
            | '陆'
            | '柒'
            | '捌'
            | '玖'
            | '拾'
            | '佰'
            | '仟'
            | '萬'
            | '億'
            | '兩'
            | '廿'
            | '卅'
    )
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn no_letters_or_signs_count_a_unit() {
        for text in [
            "XII metres",
            "l.O metres",
            "lOO metres",
            "🔟 metres",
            "⚅ metres",
            "㋆ metres",
            "π metres",
            "% metres",
        ] {
            let page = format!("It costs {text}.");
            assert!(codes(&page).contains(&"P006"), "{page}: {:?}", codes(&page));
        }
        right("It costs metres. Some metres, *metres*, (metres), I metres and K metres — metres.");
    }

    #[test]
    fn an_english_number_in_words_is_refused_where_it_states_one() {
        for text in [
            "seven metres",
            "Twenty-five metres",
            "half a metre",
            "a third of a metre",
            "two more metres",
            "a two-metre rope",
            "seven point three metres",
            "two hundred metres",
            "*two* metres",
            "two to three metres",
            "a thousandth of a second",
            "zero metres",
            "seventy percent",
            "seventy per cent",
            "ten percentage points",
        ] {
            let page = format!("It costs {text}.");
            assert_eq!(codes(&page), ["P006"], "{page}");
        }
        right(
            "One metre, a metre, no metres, some metres. Of the two, metres are longer; two ropes of metres.",
        );
        right("Seven in ten, half of them, half the metres, twice as many, per centimetre.");
        right("[two metres 2](- \"a title\")");
    }

    #[test]
    fn a_chinese_number_in_words_is_refused_where_it_states_one() {
        for text in [
            "三比特",
            "三 比特",
            "两个比特",
            "百分之七十",
            "十分之三",
            "零点七",
            "一半",
            "三倍",
            "七成",
            "三十个",
            "约二百次",
        ] {
            let page = format!("代价是{text}。");
            assert!(codes(&page).contains(&"P006"), "{page}: {:?}", codes(&page));
        }
        right("一个例子，第一步，万一下雨，三个类别，唯一，统一，十分简单。");
        right("一个比特币\n".replace("一个比特币", "比特").as_str());
        right(
            "[三比特](- \"a title\")"
                .replace("三比特", "三比特 3")
                .as_str(),
        );
    }
}
