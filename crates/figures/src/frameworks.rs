//! The loss of an ever less likely truth, where each framework stops to charge for it, and where it stops to push.

use frameworks::{capped_slope, clipped_slope, clipped_surprisal, probability_of, surprisal};
use givens::frameworks::{
    BACKENDS, DEPTHS, KERAS_LEAST, LEADS, PYTORCH_LEAST_DIVISOR, PYTORCH_MOST, SKLEARN_LEAST,
    told_by_bce, told_by_keras,
};
use information::Information;

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
            canvas.label(
                Ink::Two,
                &label,
                (frame.right - 10.0, at + 40.0),
                HPos::Right,
            );
        }
        canvas.line(Ink::One, CURVE, honest);
        let at = (x.at(24.0), y.at(74.0));
        canvas.label(Ink::One, "−ln q, which never stops", at, HPos::Right);
    })
}

/// How hard each loss pushes the logit of the truth, against how far the truth lies behind: curves, and recorded answers.
pub(crate) fn slopes() -> Figure {
    canvas::figure("frameworks-slopes", HEIGHT, |canvas| {
        let frame = Frame {
            right: WIDTH - 60.0,
            ..Frame::new(HEIGHT)
        };
        // Whole numbers of nats, and one to spare on either side.
        let x = frame.across(-1.0, 61.0);
        let y = frame.up(0.0, 1.15);
        let ticks =
            [0, 10, 20, 30, 40, 50, 60].map(|nats| (nats.to_string(), x.at(f64::from(nats))));
        frame.lower_axis(canvas, ticks, "honest loss of the truth, in nats");
        let ticks = [0.0, 0.5, 1.0].map(|push| (push.to_string(), y.at(push)));
        frame.left_axis(canvas, ticks, "push on the logit of the truth");

        let curve = |slope: &dyn Fn(f64) -> f64| -> Vec<_> {
            let costs = steps(0.0, 60.0, 2400);
            let q = |cost| known(probability_of(Information::from_nats(cost)));
            costs
                .map(|cost| (x.at(cost), y.at(-slope(q(cost)))))
                .collect()
        };
        canvas.line(Ink::One, CURVE, curve(&|q| q - 1.0));
        let capped = |q| known(capped_slope(q, PYTORCH_LEAST_DIVISOR));
        canvas.line(Ink::Three, CURVE, curve(&capped));
        let clipped = |q| known(clipped_slope(q, KERAS_LEAST));
        canvas.line(Ink::Two, CURVE, curve(&clipped));

        // A logit that lies so far behind two others costs that much and what they weigh together.
        let cost = |lead: u32, others: f64| (f64::from(lead).exp() + others).ln();
        let inks = [Ink::One, Ink::Two, Ink::Two];
        for (backend, ink) in BACKENDS.into_iter().zip(inks) {
            for lead in LEADS {
                let push = -known(told_by_keras(backend, lead));
                canvas.dot(ink, (x.at(cost(lead, 2.0)), y.at(push)));
            }
        }
        for depth in DEPTHS {
            let push = -known(told_by_bce(depth));
            canvas.dot(Ink::Three, (x.at(cost(depth, 1.0)), y.at(push)));
        }
        let at = (x.at(59.0), y.at(1.0) - 44.0);
        canvas.label(Ink::One, "honest, and Keras on TensorFlow", at, HPos::Right);
        for (line, height) in [("Keras on JAX", 0.34), ("and PyTorch", 0.27)] {
            let at = (x.at(15.4), y.at(height));
            canvas.label(Ink::Two, line, at, HPos::Right);
        }
        let at = (x.at(30.0), y.at(0.5));
        canvas.label(Ink::Three, "BCELoss behind a sigmoid", at, HPos::Left);
    })
}
