//! The space of codewords, Huffman's tree, his code for blocks of animals, and arithmetic coding as a zoom.

use codes::{Huffman, canonical_code, huffman_rate, ideal_length, kraft_sum, shannon_lengths};
use entropy::entropy;
use givens::codes::{CAT, DOG, GLIMPSE, LENGTHS, SKY, STREET, TOO_SHORT, interval};

use crate::canvas::{
    self, CURVE, Canvas, Figure, Frame, HPos, Ink, RULE, Scale, WIDTH, bits, known, number,
};

const HEIGHT: f64 = 960.0;

/// The longest block drawn: 2⁸ codewords.
const LONGEST: u8 = 8;

pub(crate) fn figure() -> Figure {
    canvas::figure("codes", HEIGHT, |canvas| {
        let frame = Frame::new(HEIGHT);
        let x = frame.across(0.5, f64::from(LONGEST) + 0.5);
        let y = frame.up(0.4, 1.05);
        let rate = |block: u8| known(huffman_rate(&STREET, block.into()));
        let point = |block: u8| (x.at(block.into()), y.at(rate(block).bits()));

        let ticks = (1..=LONGEST).map(|block| (block.to_string(), x.at(block.into())));
        frame.lower_axis(canvas, ticks, "animals coded at once");
        let ticks = [0.4, 0.6, 0.8, 1.0].map(|bits| (bits.to_string(), y.at(bits)));
        frame.left_axis(canvas, ticks, "bits per animal");

        let floor = entropy(&STREET);
        let level = y.at(floor.bits());
        canvas.line(
            Ink::Three,
            RULE,
            [frame.left, frame.right].map(|x| (x, level)),
        );
        let label = format!("entropy: {}", bits(floor));
        canvas.label(
            Ink::Three,
            &label,
            (frame.left + 24.0, level + 38.0),
            HPos::Left,
        );

        canvas.line(Ink::One, CURVE, (1..=LONGEST).map(point));
        for block in 1..=LONGEST {
            let (left, top) = point(block);
            canvas.dot(Ink::One, (left, top));
            let label = if block == 1 {
                format!("Huffman’s code: {}", bits(rate(block)))
            } else {
                number(rate(block).bits())
            };
            canvas.label(Ink::One, &label, (left + 18.0, top - 36.0), HPos::Left);
        }
    })
}

/// A word of more bits is wider than its piece of the line.
const WIDEST: usize = 3;

/// The height of a strip that stands for the whole line.
const STRIP: f64 = 90.0;

/// Codeword lengths as pieces of a line that ends at one.
pub(crate) fn space() -> Figure {
    const FIRST: f64 = 90.0;
    const ROW: f64 = 210.0;
    canvas::figure("codes-space", FIRST + 3.0 * ROW + 50.0, |canvas| {
        let frame = Frame {
            left: 40.0,
            right: WIDTH - 40.0,
            top: FIRST,
            bottom: FIRST + 3.0 * ROW - 60.0,
        };
        let x = frame.across(0.0, 1.25);
        let rounded_up: Vec<u32> = shannon_lengths(&SKY).into_iter().flatten().collect();
        let rows = [LENGTHS.as_slice(), &rounded_up, &TOO_SHORT];
        for (lengths, row) in rows.into_iter().zip(0_u8..) {
            let top = FIRST + ROW * f64::from(row);
            pieces(canvas, x, top, lengths);
        }
        canvas.line(
            Ink::Text,
            RULE,
            [(x.at(1.0), FIRST - 16.0), (x.at(1.0), frame.bottom)],
        );
        frame.lower_axis(
            canvas,
            [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| (share.to_string(), x.at(share))),
            "",
        );
        let at = (frame.right, FIRST - 50.0);
        canvas.text("here the line ends", at, HPos::Right);
    })
}

/// A row of pieces, each as wide as its codeword's share, and what they make together.
fn pieces(canvas: &mut Canvas<'_>, x: Scale, top: f64, lengths: &[u32]) {
    let sum = kraft_sum(lengths);
    let fits = sum <= 1.0;
    let words = canonical_code(lengths).unwrap_or_default();
    let mut start = 0.0;
    for (place, &length) in lengths.iter().enumerate() {
        let end = start + kraft_sum(&[length]);
        let ink = if end > 1.0 { Ink::Two } else { Ink::One };
        canvas.area(ink, (x.at(start), top), (x.at(end), top + STRIP));
        let middle = (x.at(f64::midpoint(start, end)), top + STRIP / 2.0);
        let word = words.get(place).map(ToString::to_string);
        let word = word.filter(|word| word.len() <= WIDEST);
        if let Some(word) = word {
            canvas.text(&word, middle, HPos::Center);
        }
        start = end;
    }
    let list: Vec<_> = lengths.iter().map(ToString::to_string).collect();
    let verdict = match sum {
        _ if !fits => "no such code",
        1.0 => "nothing is left",
        _ => "room is left",
    };
    let text = format!("lengths {}: together {sum}, {verdict}", list.join(", "));
    let ink = if fits { Ink::One } else { Ink::Two };
    canvas.label(ink, &text, (x.at(0.0), top - 34.0), HPos::Left);
}

/// Huffman's code for five kinds of sky as a tree: each fork is a bit, each leaf a word.
pub(crate) fn tree() -> Figure {
    const ROOT: f64 = 70.0;
    const LEVEL: f64 = 190.0;
    let code = Huffman::new(&SKY);
    let words: Vec<_> = code.codewords().iter().flatten().collect();
    canvas::figure("codes-tree", ROOT + 3.0 * LEVEL + 170.0, |canvas| {
        let frame = Frame {
            left: 60.0,
            right: WIDTH - 60.0,
            ..Frame::new(ROOT)
        };
        let x = frame.across(0.0, 1.0);
        // A node is a prefix of some words; it stands over the middle of the share that they use up.
        let place = |prefix: &[bool]| {
            let (mut start, mut width) = (0.0, 1.0);
            for &bit in prefix {
                width /= 2.0;
                start += if bit { width } else { 0.0 };
            }
            let depth = known(u8::try_from(prefix.len()));
            let down = ROOT + LEVEL * f64::from(depth);
            (x.at(start + width / 2.0), down)
        };
        let weight = |prefix: &[bool]| -> f64 {
            let below = words.iter().zip(SKY.as_slice());
            let below = below.filter(|(word, _)| word.bits().starts_with(prefix));
            below.map(|(_, p)| p).sum()
        };
        let mut nodes: Vec<&[bool]> = words
            .iter()
            .flat_map(|word| (0..=word.bits().len()).map(|length| &word.bits()[..length]))
            .collect();
        nodes.sort_unstable();
        nodes.dedup();
        for node in &nodes {
            let at = place(node);
            if let Some((bit, parent)) = node.split_last() {
                let above = place(parent);
                canvas.line(Ink::Text, RULE, [above, at]);
                let middle = (
                    f64::midpoint(above.0, at.0),
                    f64::midpoint(above.1, at.1) - 10.0,
                );
                let (digit, shift, side) = if *bit {
                    ("1", 22.0, HPos::Left)
                } else {
                    ("0", -22.0, HPos::Right)
                };
                canvas.text(digit, (middle.0 + shift, middle.1), side);
            }
        }
        for node in &nodes {
            let at = place(node);
            let leaf = words.iter().position(|word| word.bits() == *node);
            let share = format!("{:.1}", weight(node));
            if let Some(symbol) = leaf {
                canvas.dot(Ink::One, at);
                let word = words[symbol].to_string();
                canvas.label(Ink::One, &word, (at.0, at.1 + 48.0), HPos::Center);
                canvas.text(&share, (at.0, at.1 + 104.0), HPos::Center);
            } else {
                canvas.dot(Ink::Text, at);
                canvas.text(&share, (at.0, at.1 - 44.0), HPos::Center);
            }
        }
    })
}

/// Arithmetic coding: each symbol keeps its piece of the line, and the next row is that piece, made as wide again.
pub(crate) fn zoom() -> Figure {
    const FIRST: f64 = 90.0;
    const ROW: f64 = 250.0;
    canvas::figure("codes-zoom", FIRST + 4.0 * ROW - 40.0, |canvas| {
        let frame = Frame {
            left: 60.0,
            right: WIDTH - 60.0,
            ..Frame::new(FIRST)
        };
        let x = frame.across(0.0, 1.0);
        let names = ["cat", "dog"];
        for seen in 0..=GLIMPSE.len() {
            let row = f64::from(known(u8::try_from(seen)));
            let (top, bottom) = (FIRST + ROW * row, FIRST + ROW * row + STRIP);
            let (start, width) = interval(&GLIMPSE[..seen], &STREET);
            let [left, right] = [start, start + width].map(|end| (end * 1e6).round() / 1e6);
            canvas.text(
                &left.to_string(),
                (frame.left + 14.0, top - 34.0),
                HPos::Left,
            );
            canvas.text(
                &right.to_string(),
                (frame.right - 64.0, top - 34.0),
                HPos::Right,
            );
            let middle = f64::midpoint(top, bottom);
            let Some(&next) = GLIMPSE.get(seen) else {
                let cost = known(ideal_length(&GLIMPSE, &STREET));
                canvas.area(Ink::One, (frame.left, top), (frame.right, bottom));
                let text = format!("cat, cat, dog: {width:.3} wide, {}", bits(cost));
                canvas.text(&text, (x.at(0.5), middle), HPos::Center);
                break;
            };
            let mut from = 0.0;
            for symbol in [CAT, DOG] {
                let to = from + STREET[symbol];
                let ends = [x.at(from), x.at(to)];
                let ink = if symbol == next { Ink::One } else { Ink::Grid };
                canvas.area(ink, (ends[0], top), (ends[1], bottom));
                let at = (f64::midpoint(ends[0], ends[1]), middle);
                canvas.text(names[symbol], at, HPos::Center);
                if symbol == next {
                    for (from, to) in ends.into_iter().zip([frame.left, frame.right]) {
                        canvas.line(Ink::One, RULE, [(from, bottom), (to, top + ROW)]);
                    }
                }
                from = to;
            }
        }
    })
}
