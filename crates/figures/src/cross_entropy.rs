//! What each dictionary costs in the street, from the best to the worst.

use cross_entropy::{cross_entropy, entropy};
use givens::cross_entropy::{CAT, DICTIONARIES, STREET};
use information::{Distribution, Information};

use crate::canvas::{
    self, CURVE, Figure, Frame, HPos, Ink, RULE, WIDTH, bits, eased_steps, known, number,
};

const HEIGHT: f64 = 1000.0;

/// What an animal costs without any dictionary: cat or dog, yes or no.
const PLAIN: Information = Information::from_bits(1.0);

pub(crate) fn figure() -> Figure {
    canvas::figure("cross-entropy", HEIGHT, |canvas| {
        // There is no axis on the right.
        let frame = Frame {
            right: WIDTH - 50.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(0.0, 1.0);
        // Each doubling of the file is one step up.
        let doublings = frame.up(-1.6, 3.0);
        let y = |cost: Information| doublings.at(cost.bits().log2());
        let cost = |cats: f64| {
            let dictionary = known(Distribution::new([cats, 1.0 - cats]));
            known(cross_entropy(&STREET, &dictionary))
        };
        let point = |cats: f64| (x.at(cats), y(cost(cats)));

        canvas.fill(
            Ink::Two,
            0.1,
            (frame.left, frame.top),
            (frame.right, y(PLAIN)),
        );
        let dictionaries = DICTIONARIES.each_ref().map(|dictionary| dictionary[CAT]);
        let ticks = dictionaries.map(|cats| (cats.to_string(), x.at(cats)));
        frame.lower_axis(
            canvas,
            ticks,
            "share of cats that the dictionary expects, q(cat)",
        );
        let ticks =
            [0.5, 1.0, 2.0, 4.0, 8.0].map(|n| (n.to_string(), y(Information::from_bits(n))));
        frame.left_axis(canvas, ticks, "bits per animal, doubling at each tick");

        canvas.line(
            Ink::Text,
            RULE,
            [frame.left, frame.right].map(|x| (x, y(PLAIN))),
        );
        let at = (frame.left + 24.0, y(PLAIN) + 34.0);
        canvas.text(&format!("no dictionary: {}", bits(PLAIN)), at, HPos::Left);
        let at = (frame.right - 40.0, frame.top + 46.0);
        canvas.label(
            Ink::Two,
            "here a dictionary makes the file larger",
            at,
            HPos::Right,
        );

        let floor = entropy(&STREET);
        canvas.line(
            Ink::Three,
            RULE,
            [frame.left, frame.right].map(|x| (x, y(floor))),
        );
        let at = (frame.left + 24.0, y(floor) + 36.0);
        canvas.label(
            Ink::Three,
            &format!("entropy of the street: {}", bits(floor)),
            at,
            HPos::Left,
        );

        let curve = eased_steps(0.005, 0.995, 200).map(point);
        canvas.line(Ink::One, CURVE, curve);
        let at = (x.at(0.3), y(Information::from_bits(2.1)));
        canvas.label(Ink::One, "cross-entropy H(p, q)", at, HPos::Left);
        for cats in dictionaries {
            let at = point(cats);
            let saved = (PLAIN - cost(cats)).bits();
            let ink = if saved.abs() < 1e-9 {
                Ink::Text
            } else if saved > 0.0 {
                Ink::One
            } else {
                Ink::Two
            };
            canvas.dot(ink, at);
            let label = number(cost(cats).bits());
            if cats < 0.8 {
                canvas.text(&label, (at.0 + 26.0, at.1 - 26.0), HPos::Left);
            } else if cats < 0.95 {
                canvas.text(&label, (at.0 + 14.0, at.1 + 38.0), HPos::Left);
            } else {
                canvas.text(&label, (at.0 - 26.0, at.1 - 20.0), HPos::Right);
            }
        }
    })
}
