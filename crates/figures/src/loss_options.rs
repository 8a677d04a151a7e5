//! The smoothed loss against the probability of the true class: its minimum moves inside.

use givens::loss_options::{
    ALL_SMOOTHED, LABEL, MEETING, SMOOTHINGS, THIRD, evenly, floor, smoothed_loss, smoothing,
};
use loss_options::best_prediction;

use crate::canvas::{self, CURVE, Figure, Frame, HPos, Ink, WIDTH, known, nats, number, steps};

const HEIGHT: f64 = 960.0;

/// Where the lower axis begins, as a probability.
const LEFT: f64 = 0.01;

/// Where the left axis ends, in nats.
const TOP: f64 = 4.8;

pub(crate) fn figure() -> Figure {
    canvas::figure("loss-options", HEIGHT, |canvas| {
        // There is no axis on the right.
        let frame = Frame {
            right: WIDTH - 60.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(LEFT, 1.0);
        let y = frame.up(0.0, TOP);
        let ticks = [LEFT, 0.2, 0.5, 0.7, 0.9, 1.0].map(|q| (q.to_string(), x.at(q)));
        let meeting = ("1/3".to_owned(), x.at(MEETING));
        let ticks = ticks.into_iter().chain([meeting]);
        frame.lower_axis(canvas, ticks, "probability q of the true class, of three");
        let ticks = (0..=4).map(|n| (n.to_string(), y.at(f64::from(n))));
        frame.left_axis(canvas, ticks, "loss in nats");

        // Whatever is smoothed, equal predictions cost the same.
        let alike = known(floor(ALL_SMOOTHED));
        let meeting = (x.at(MEETING), y.at(alike.nats()));
        frame.drop(canvas, meeting);
        let mut names = Vec::new();
        for (ink, epsilon) in [Ink::One, Ink::Three, Ink::Two].into_iter().zip(SMOOTHINGS) {
            let least = known(floor(epsilon));
            let best = known(best_prediction(&LABEL, &smoothing(epsilon)))[THIRD];
            let bottom = (x.at(best), y.at(least.nats()));
            // Even steps in the logarithm of what is left over keep the wall at the right end smooth.
            let curve = steps(0.0, 20.0, 900).map(|t: f64| 1.0 - (1.0 - LEFT) * (-t).exp());
            let steep = steps(LEFT, 0.1, 100).chain(curve.filter(|q| *q > 0.1));
            let loss = |q| known(smoothed_loss(&known(evenly(q)), epsilon)).nats();
            let seen = steep
                .map(|q| (q, loss(q)))
                .take_while(|(_, loss)| *loss <= TOP);
            canvas.line(ink, CURVE, seen.map(|(q, loss)| (x.at(q), y.at(loss))));
            canvas.dot(ink, bottom);
            names.push((ink, epsilon, loss(LEFT), best, least));
        }
        canvas.dot(Ink::Text, meeting);
        let at = (meeting.0 + 24.0, meeting.1 - 30.0);
        canvas.text(&format!("here they meet: {}", nats(alike)), at, HPos::Left);
        for ((ink, epsilon, start, best, least), row) in names.into_iter().zip(1_u8..) {
            let end = if epsilon == 0.0 {
                "falls to 0".to_owned()
            } else {
                format!("least at q = {}: {}", number(best), number(least.nats()))
            };
            let label = format!("ε = {epsilon}: {} at the left, {end}", number(start));
            let at = (frame.right, frame.top + 62.0 * f64::from(row) - 40.0);
            canvas.label(ink, &label, at, HPos::Right);
        }
    })
}
