//! Huffman's code for blocks of animals, falling to the entropy from above.

use codes::huffman_rate;
use entropy::entropy;
use givens::codes::STREET;

use crate::canvas::{self, CURVE, Figure, Frame, HPos, Ink, RULE, bits, known, number};

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
        canvas.text(&label, (frame.left + 24.0, level + 38.0), HPos::Left);

        canvas.line(Ink::One, CURVE, (1..=LONGEST).map(point));
        for block in 1..=LONGEST {
            let (left, top) = point(block);
            canvas.dot(Ink::One, (left, top));
            let label = if block == 1 {
                format!("Huffman’s code: {}", bits(rate(block)))
            } else {
                number(rate(block).bits())
            };
            canvas.text(&label, (left + 18.0, top - 36.0), HPos::Left);
        }
    })
}
