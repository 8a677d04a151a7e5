//! Two losses, one start, one rate: how the prediction rises, step for step.

use givens::gradients::{GOAL, RATE, START, Slope, predictions, steps_to_goal};
use gradients::{binary_cross_entropy_gradient, half_squared_error_gradient};

use crate::canvas::{self, CURVE, Figure, Frame, HPos, Ink, Point, RULE, WIDTH, known};

const HEIGHT: f64 = 960.0;

/// Where the lower axis ends.
const LAST: usize = 200;

/// Steps are few enough to be exact.
fn real(steps: usize) -> f64 {
    known(u32::try_from(steps)).into()
}

pub(crate) fn figure() -> Figure {
    canvas::figure("gradients", HEIGHT, |canvas| {
        // There is no axis on the right.
        let frame = Frame {
            right: WIDTH - 60.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(0.0, real(LAST));
        let y = frame.up(0.0, 1.0);
        let ticks = (0..=LAST).step_by(50);
        let ticks = ticks.map(|steps| (steps.to_string(), x.at(real(steps))));
        frame.lower_axis(canvas, ticks, "steps of gradient descent");
        let ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0].map(|q| (q.to_string(), y.at(q)));
        frame.left_axis(canvas, ticks, "prediction q of yes, which is the truth");

        let goal = [frame.left, frame.right].map(|x| (x, y.at(GOAL)));
        canvas.line(Ink::Grid, RULE, goal);

        let crossing = |slope: Slope| {
            let steps = known(known(steps_to_goal(slope, START, RATE)).ok_or(LAST));
            let path = known(predictions(slope, START, RATE, LAST));
            let places = path.into_iter().enumerate();
            let curve: Vec<Point> = places
                .map(|(step, q)| (x.at(real(step)), y.at(q)))
                .collect();
            (steps, curve)
        };
        let (steps, curve) = crossing(half_squared_error_gradient);
        let at = curve[steps];
        frame.drop(canvas, at);
        canvas.line(Ink::Two, CURVE, curve);
        canvas.dot(Ink::Two, at);
        let label = format!("squared error: {steps} steps");
        canvas.text(&label, (at.0 - 24.0, at.1 + 380.0), HPos::Right);

        let (steps, curve) = crossing(binary_cross_entropy_gradient);
        let at = curve[steps];
        frame.drop(canvas, at);
        canvas.line(Ink::One, CURVE, curve);
        canvas.dot(Ink::One, at);
        let label = format!("cross-entropy: {steps} steps");
        canvas.text(&label, (at.0 + 30.0, at.1 + 50.0), HPos::Left);

        canvas.text(
            &format!("goal: {GOAL}"),
            (x.at(115.0), y.at(GOAL) + 36.0),
            HPos::Center,
        );
    })
}
