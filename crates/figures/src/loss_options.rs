//! The smoothed loss against the probability of the true class: its minimum moves inside.

use givens::loss_options::{LABEL, SMOOTHINGS, THIRD, evenly, floor, smoothed_loss, smoothing};
use loss_options::best_prediction;

use crate::canvas::{
    self, CURVE, Figure, Frame, HPos, Ink, RULE, WIDTH, known, nats, number, steps,
};

const HEIGHT: f64 = 960.0;

/// Where the lower axis begins, as a probability.
const LEFT: f64 = 0.4;

/// Where the left axis ends, in nats.
const TOP: f64 = 1.2;

pub(crate) fn figure() -> Figure {
    canvas::figure("loss-options", HEIGHT, |canvas| {
        // There is no axis on the right.
        let frame = Frame {
            right: WIDTH - 60.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(LEFT, 1.0);
        let y = frame.up(0.0, TOP);
        let ticks = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0].map(|q: f64| (q.to_string(), x.at(q)));
        frame.lower_axis(canvas, ticks, "probability q of the true class, of three");
        let ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2].map(|n: f64| (n.to_string(), y.at(n)));
        frame.left_axis(canvas, ticks, "loss in nats");

        for (ink, epsilon) in [Ink::One, Ink::Three, Ink::Two].into_iter().zip(SMOOTHINGS) {
            let least = known(floor(epsilon));
            let best = known(best_prediction(&LABEL, &smoothing(epsilon)))[THIRD];
            let bottom = (x.at(best), y.at(least.nats()));
            canvas.line(ink, RULE, [(frame.left, bottom.1), bottom]);
            // Even steps in the logarithm of what is left over keep the wall at the right end smooth.
            let curve = steps(0.0, 20.0, 600).map(|t: f64| 1.0 - (1.0 - LEFT) * (-t).exp());
            let curve = curve.map(|q| (q, known(smoothed_loss(&known(evenly(q)), epsilon)).nats()));
            let seen = curve.take_while(|(_, loss)| *loss <= TOP);
            canvas.line(ink, CURVE, seen.map(|(q, loss)| (x.at(q), y.at(loss))));
            canvas.dot(ink, bottom);
            if epsilon == 0.0 {
                let at = (frame.left + 30.0, bottom.1 - 40.0);
                canvas.text("ε = 0: no floor above 0", at, HPos::Left);
            } else {
                // Below its line, where no curve comes yet.
                let at = (frame.left + 30.0, bottom.1 + 38.0);
                let label = format!("ε = {epsilon}: floor {}", nats(least));
                canvas.text(&label, at, HPos::Left);
                let at = (bottom.0, bottom.1 + 44.0);
                canvas.text(&format!("q = {}", number(best)), at, HPos::Center);
            }
        }
    })
}
