//! The two figures of the chapter on codes, computed once more in whole numbers.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use codes::{Distribution, Huffman, decode, encode, kraft_sum};
use explorables::Explorable;

use super::{figure, in_text, rounds, rounds_to, state_of};
use crate::oracle::{self, Precise};
use crate::support::tell;

/// The counts of a state: of the first kind, and of the others, which share the rest as they do in the text.
fn counts(code: &Explorable, state: &[usize]) -> Vec<u64> {
    let rest: &[u64] = match code.step("kinds", state).expect("it is a control") {
        "2" => &[1],
        "3" => &[3, 1],
        "4" => &[2, 1, 1],
        "5" => &[2, 2, 1, 1],
        "6" => &[1; 5],
        kinds => panic!("{kinds} kinds"),
    };
    let [part, whole] = match code.step("share", state).expect("it is a control") {
        "0.167" => [1, 6],
        share => [
            (share.parse::<f64>().expect("it is a number") * 100.0).round() as u64,
            100,
        ],
    };
    let first = part * rest.iter().sum::<u64>();
    let others = rest.iter().map(|weight| weight * (whole - part));
    [first].into_iter().chain(others).collect()
}

/// The bits of the best code for blocks, times all counts of blocks: the weights of all forks of Huffman's tree.
fn huffman(counts: &[u64], block: usize) -> u128 {
    let mut blocks = vec![1_u128];
    for _ in 0..block {
        let longer = blocks
            .iter()
            .flat_map(|many| counts.iter().map(move |&one| many * u128::from(one)));
        blocks = longer.collect();
    }
    let mut heap: BinaryHeap<_> = blocks.into_iter().map(Reverse).collect();
    let mut bits = 0;
    while let (Some(Reverse(one)), Some(Reverse(other))) = (heap.pop(), heap.pop()) {
        bits += one + other;
        heap.push(Reverse(one + other));
        if heap.len() == 1 {
            break;
        }
    }
    bits
}

/// A whole number, though of more digits than a float has.
fn precise(whole: u128) -> Precise {
    let [high, low] = [whole >> 64, whole & u128::from(u64::MAX)];
    let word = |word: u128| {
        let [high, low] = [word >> 32, word & 0xffff_ffff].map(|half| Precise::from(half as f64));
        &(&high * &Precise::from(32_f64.exp2())) + &low
    };
    &(&word(high) * &Precise::from(64_f64.exp2())) + &word(low)
}

fn entropy(counts: &[u64]) -> Precise {
    let total: u64 = counts.iter().sum();
    let of = |&count: &u64| {
        let share = &Precise::from(count as f64) / &Precise::from(total as f64);
        let surprise = &oracle::ln(total as f64) - &oracle::ln(count as f64);
        &share * &surprise
    };
    &counts.iter().map(of).sum::<Precise>() / &oracle::ln(2.0)
}

fn number(text: &str) -> f64 {
    let number = text.split(' ').next().unwrap_or_default().replace(',', "");
    number
        .parse()
        .unwrap_or_else(|_| panic!("{text} is no number"))
}

#[test]
fn a_bent_code_costs_what_huffman_s_forks_weigh_in_every_state() {
    let code = figure("code");
    let (mut count, mut left_out) = (0, 0);
    for state in code.states() {
        let counts = counts(&code, &state);
        let shown = |key: &str| code.shown(key, &state).unwrap();
        let floor = entropy(&counts);
        assert!(rounds(shown("entropy"), &floor), "{counts:?}");
        let block: usize = code.step("block", &state).unwrap().parse().unwrap();
        let total = u128::from(counts.iter().sum::<u64>());
        let cost = |block: usize| {
            let all = total.pow(u32::try_from(block).unwrap()) * block as u128;
            &precise(huffman(&counts, block)) / &precise(all)
        };
        assert!(rounds(shown("single"), &cost(1)), "{counts:?}");
        let words = counts.len().pow(u32::try_from(block).unwrap());
        assert_eq!(shown("words").replace(',', ""), format!("{words} words"));
        count += 3;
        if words > 10_000 {
            assert_eq!(shown("rate"), "too many words");
            left_out += 1;
            continue;
        }
        let rate = cost(block);
        assert!(
            rounds(shown("rate"), &rate),
            "{counts:?}, {block}: {}",
            shown("rate")
        );
        count += 1;
        let above = (&rate - &floor).nearest();
        assert!(
            (-1e-12..1.0 / block as f64).contains(&above),
            "{counts:?}, {block}: {above}"
        );
        // Blocks are never worse than their symbols one by one.
        assert!((&cost(1) - &rate).nearest() >= 0.0, "{counts:?}, {block}");
    }
    tell(&format!(
        "code: {count} numbers in {} states are rightly rounded; {left_out} dictionaries are too large",
        code.states().count()
    ));
}

#[test]
fn the_pieces_of_a_bent_code_are_its_words_and_shares_and_fill_the_line() {
    let code = figure("code");
    for state in code.states().filter(|state| state[2] == 0) {
        let counts = counts(&code, &state);
        let p = Distribution::from_counts(&counts).unwrap();
        let huffman = Huffman::new(&p);
        assert_eq!(kraft_sum(&huffman.lengths()), 1.0, "{counts:?}");
        let mut words: Vec<_> = huffman
            .codewords()
            .iter()
            .flatten()
            .zip(p.as_slice())
            .collect();
        words.sort_by_key(|(codeword, _)| *codeword);
        for place in 0..6 {
            let [word, share] =
                ["w", "s"].map(|line| code.shown(&format!("{line}{place}"), &state).unwrap());
            let Some((codeword, p)) = words.get(place) else {
                assert_eq!([word, share], ["", ""]);
                continue;
            };
            // A narrow piece bears no text; a wide one does.
            assert!(word == codeword.to_string() || word.is_empty() && codeword.length() > 2);
            let written = share
                .split_once('.')
                .map_or(0, |(_, decimals)| decimals.len());
            assert!(
                rounds_to(share, written, **p) && written <= 3 || share.is_empty() && **p < 0.12,
                "{share}, {p}"
            );
        }
    }
}

#[test]
fn the_presets_of_the_bent_code_show_the_numbers_of_the_text() {
    let code = figure("code");
    let press = |button: &str, block: usize| {
        let mut state = code.pressed(button, code.first()).unwrap();
        state[2] = block - 1;
        state
    };
    for (button, block, key, page, expression) in [
        ("street", 1, "entropy", "codes", "entropy(&STREET)"),
        (
            "street",
            1,
            "single",
            "codes",
            "Huffman::new(&STREET).expected_length(&STREET)?",
        ),
        ("street", 2, "rate", "codes", "huffman_rate(&STREET, 2)?"),
        ("street", 2, "words", "codes", "PAIRS"),
        ("street", 3, "rate", "codes", "huffman_rate(&STREET, 3)?"),
        (
            "street",
            5,
            "rate",
            "codes",
            "huffman_rate(&STREET, BLOCKS[0])?",
        ),
        (
            "street",
            6,
            "rate",
            "codes",
            "huffman_rate(&STREET, BLOCKS[1])?",
        ),
        (
            "street",
            7,
            "rate",
            "codes",
            "huffman_rate(&STREET, BLOCKS[2])?",
        ),
        (
            "street",
            8,
            "rate",
            "codes",
            "huffman_rate(&STREET, BLOCKS[3])?",
        ),
        ("weather", 1, "entropy", "codes", "entropy(&WEATHER)"),
        (
            "weather",
            1,
            "single",
            "codes",
            "expected_length(&LENGTHS, &WEATHER)",
        ),
        ("sky", 1, "entropy", "codes", "entropy(&SKY)"),
        (
            "sky",
            1,
            "single",
            "codes",
            "Huffman::new(&SKY).expected_length(&SKY)?",
        ),
        ("die", 1, "entropy", "entropy", "entropy(&DIE)"),
    ] {
        let shown = code.shown(key, &press(button, block)).unwrap();
        let text = in_text(page, expression);
        let number = shown.split(' ').next().unwrap();
        let decimals = number
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        assert!(
            rounds_to(number, decimals, self::number(&text)),
            "{expression}: {shown}, {text}"
        );
    }
    assert_eq!(press("sky", 1), code.first());
    assert_eq!(
        press("street", 6),
        state_of(&code, "kinds=2/share=0.9/block=6")
    );
}

/// The animals of a row, by its name.
fn row(interval: &Explorable, state: &[usize]) -> Vec<usize> {
    let animal = |name| match name {
        "cat" => 0,
        "dog" => 1,
        "fox" => 2,
        _ => panic!("{name} is no animal"),
    };
    match interval.step("row", state).expect("it is a control") {
        "nobody yet" => Vec::new(),
        names => names.split(' ').map(animal).collect(),
    }
}

/// Where the piece of a row begins and how wide it is, in units of as many decimals as there are animals.
fn piece(row: &[usize]) -> [u64; 2] {
    row.iter().fold([0, 1], |[start, width], &animal| {
        [
            10 * start + width * [0, 6, 9][animal],
            width * [6, 3, 1][animal],
        ]
    })
}

/// A whole number of units of so many decimals, without zeros at the end.
fn decimals(units: u64, decimals: usize) -> String {
    let digits = format!("{units:0>width$}", width = decimals + 1);
    let (whole, rest) = digits.split_at(digits.len() - decimals);
    match rest.trim_end_matches('0') {
        "" => whole.to_owned(),
        rest => format!("{whole}.{rest}"),
    }
}

/// The fewest bytes of which a number lies in a piece, whatever follows them.
fn bytes(row: &[usize]) -> usize {
    let [start, width] = piece(row).map(u128::from);
    let unit = row.iter().fold(1_u128, |unit, _| unit * 10);
    let fits = |bytes: &usize| {
        let steps = 1_u128 << (8 * bytes);
        let first = (start * steps).div_ceil(unit);
        (first + 1) * unit <= (start + width) * steps
    };
    (0..8).find(fits).expect("eight bytes tell six animals")
}

#[test]
fn a_row_of_animals_has_its_piece_of_the_line_to_the_last_decimal() {
    let interval = figure("interval");
    let model = Distribution::new([0.6, 0.3, 0.1]).unwrap();
    let (mut count, mut lengths) = (0, [0; 7]);
    let mut last = [0, 0];
    for state in interval.states() {
        let row = row(&interval, &state);
        let shown = |key: &str| interval.shown(key, &state).unwrap();
        for seen in 0..=6 {
            let [from, to] = ["from", "to"].map(|end| shown(&format!("{end}{seen}")));
            let Some(before) = row.get(..seen) else {
                assert_eq!([from, to], ["", ""]);
                continue;
            };
            let [start, width] = piece(before);
            assert_eq!(
                [from, to],
                [start, start + width].map(|end| decimals(end, seen))
            );
            count += 2;
        }
        let [start, width] = piece(&row);
        assert_eq!(shown("width"), decimals(width, row.len()));
        // Rows of one length lie side by side, from one end of the line to the other.
        let unit = 10_u64.pow(u32::try_from(row.len()).unwrap());
        let is_first = lengths[row.len()] == 0;
        assert_eq!(start, if is_first { 0 } else { last[0] + last[1] });
        assert!(!is_first || last[0] + last[1] == unit / 10 || row.is_empty());
        lengths[row.len()] += 1;
        last = [start, width];

        let surprise = &oracle::ln(unit as f64) - &oracle::ln(width as f64);
        let bits = &surprise / &oracle::ln(2.0);
        assert!(rounds(shown("cost"), &bits), "{row:?}");
        let file = encode(&row, &model).unwrap();
        assert_eq!(decode(&file, row.len(), &model).as_ref(), Ok(&row));
        assert_eq!(number(shown("bytes")) as usize, bytes(&row), "{row:?}");
        assert!((bits.nearest()..bits.nearest() + 16.0).contains(&(8.0 * number(shown("bytes")))));
        count += 3;
    }
    assert_eq!(last[0] + last[1], 1_000_000);
    assert_eq!(lengths, [1, 3, 9, 27, 81, 243, 729]);
    tell(&format!(
        "interval: {count} numbers in {} states are right",
        interval.states().count()
    ));
}

#[test]
fn each_animal_makes_the_row_longer_and_can_be_taken_back() {
    let interval = figure("interval");
    for state in interval.states() {
        let before = row(&interval, &state);
        let after = |button: &str| row(&interval, &interval.pressed(button, &state).unwrap());
        for (animal, name) in ["cat", "dog", "fox"].into_iter().enumerate() {
            let longer = [before.as_slice(), &[animal]].concat();
            assert_eq!(
                after(name),
                if before.len() == 6 {
                    before.clone()
                } else {
                    longer
                }
            );
        }
        let shorter = before.len().saturating_sub(1);
        assert_eq!(after("shorter"), before[..shorter]);
    }
    for (button, name) in [("cats", "SIX_CATS"), ("foxes", "SIX_FOXES")] {
        let state = interval.pressed(button, interval.first()).unwrap();
        let text = in_text("codes", &format!("ideal_length(&{name}, &WITH_FOXES)?"));
        assert_eq!(interval.shown("cost", &state), Some(text.as_str()));
    }
    for (key, expression) in [
        ("cost", "ideal_length(&ROW, &WITH_FOXES)?"),
        ("width", "interval(&ROW, &WITH_FOXES).1"),
        ("bytes", "encode(&ROW, &WITH_FOXES)?.len()"),
    ] {
        let shown = interval.shown(key, interval.first()).unwrap();
        let text = in_text("codes", expression);
        assert_eq!(number(shown), number(&text), "{expression}");
    }
}
