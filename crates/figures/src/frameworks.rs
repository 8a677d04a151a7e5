//! The loss of an ever less likely truth, and where each framework stops to charge for it.

use frameworks::{clipped_surprisal, probability_of, surprisal};
use givens::frameworks::{KERAS_LEAST, PYTORCH_MOST, SKLEARN_LEAST};

use crate::canvas::{self, CURVE, Figure, Frame, HPos, Ink, WIDTH, known, nats, steps};

const HEIGHT: f64 = 960.0;

/// Where the lower axis ends: so many times is the probability divided by ten.
const DECADES: f64 = 60.0;

/// Where the left axis ends, in nats.
const TOP: f64 = 140.0;

/// The probability that is so many powers of ten below one.
fn below_one(decades: f64) -> f64 {
    10_f64.powf(-decades)
}

pub(crate) fn figure() -> Figure {
    canvas::figure("frameworks", HEIGHT, |canvas| {
        // There is no axis on the right.
        let frame = Frame {
            right: WIDTH - 90.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(0.0, DECADES);
        let y = frame.up(0.0, TOP);
        let ticks = [0, 10, 20, 30, 40, 50, 60].map(|decades| {
            let label = if decades == 0 {
                "1".to_owned()
            } else {
                format!("1e-{decades}")
            };
            (label, x.at(f64::from(decades)))
        });
        frame.lower_axis(canvas, ticks, "probability of the true class");
        let ticks = [0, 20, 40, 60, 80, 100, 120, 140].map(|n| (n.to_string(), y.at(f64::from(n))));
        frame.left_axis(canvas, ticks, "loss in nats");

        let honest = steps(0.0, DECADES, 100)
            .map(|decades| (decades, known(surprisal(below_one(decades))).nats()));
        let honest = honest.map(|(decades, loss)| (x.at(decades), y.at(loss)));
        let pytorch = known(probability_of(PYTORCH_MOST));
        for (name, least) in [
            ("Keras", KERAS_LEAST),
            ("scikit-learn", SKLEARN_LEAST),
            ("PyTorch", pytorch),
        ] {
            let corner = -least.log10();
            let stop = known(clipped_surprisal(below_one(DECADES), least));
            let at = y.at(stop.nats());
            canvas.line(Ink::Two, CURVE, [(x.at(corner), at), (frame.right, at)]);
            canvas.dot(Ink::Two, (x.at(corner), at));
            let label = format!("{name}: {}", nats(stop));
            canvas.text(&label, (frame.right - 10.0, at + 40.0), HPos::Right);
        }
        canvas.line(Ink::One, CURVE, honest);
        let at = (x.at(24.0), y.at(74.0));
        canvas.text("−ln q, which never stops", at, HPos::Right);
    })
}
