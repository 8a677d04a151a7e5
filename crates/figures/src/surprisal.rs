//! The curve −ln p, in nats and in bits.

use givens::surprisal::PROBABILITIES;
use information::Information;
use surprisal::{probability_of, surprisal};

use crate::canvas::{self, CURVE, Figure, Frame, HPos, Ink, known, nats, number, steps};

const HEIGHT: f64 = 960.0;

/// Where the left axis ends.
const TOP: Information = Information::from_nats(5.0);

pub(crate) fn figure() -> Figure {
    canvas::figure("surprisal", HEIGHT, |canvas| {
        let frame = Frame::new(HEIGHT);
        let x = frame.across(0.0, 1.0);
        let y = frame.up(0.0, TOP.nats());
        let point = |p: f64| (x.at(p), y.at(known(surprisal(p)).nats()));

        for p in PROBABILITIES {
            frame.drop(canvas, point(p));
        }
        let ticks = PROBABILITIES.map(|p| (p.to_string(), x.at(p)));
        frame.lower_axis(canvas, ticks, "probability p of what happened");
        let ticks = (0..=5).map(|nats| (nats.to_string(), y.at(f64::from(nats))));
        frame.left_axis(canvas, ticks, "nats");
        let bits = |bits: i32| Information::from_bits(f64::from(bits)).nats();
        let ticks = (0..=7).map(|n| (n.to_string(), y.at(bits(n))));
        frame.right_axis(canvas, ticks, "bits");

        // Even steps in surprisal keep the steep end smooth, even steps in probability the flat one.
        let probability = |nats| known(probability_of(Information::from_nats(nats)));
        let steep = steps(TOP.nats(), 1.0, 120).map(probability);
        let flat = steps(probability(1.0), 1.0, 60);
        canvas.line(Ink::One, CURVE, steep.chain(flat).map(point));
        canvas.label(
            Ink::One,
            "surprisal −ln p in nats",
            (x.at(0.24), y.at(1.75)),
            HPos::Left,
        );

        for p in PROBABILITIES {
            let (left, top) = point(p);
            canvas.dot(Ink::One, (left, top));
            let cost = known(surprisal(p));
            // Beside the point where the curve is steep, above it where it is flat, and clear of the right axis.
            if p < 0.3 {
                canvas.text(&nats(cost), (left + 30.0, top - 14.0), HPos::Left);
            } else if p < 0.8 {
                canvas.text(&number(cost.nats()), (left + 8.0, top - 44.0), HPos::Center);
            } else {
                let shift = if p < 0.95 { -10.0 } else { 6.0 };
                canvas.text(
                    &number(cost.nats()),
                    (left + shift, top - 44.0),
                    HPos::Right,
                );
            }
        }
    })
}
