//! Two labels that are both true: what a softmax and what two sigmoids make of them, step by step.

use givens::output_layers::{BOTH, RATE, STEPS, sigmoids_after, softmax_after};
use information::Information;
use output_layers::softmax_floor;

use crate::canvas::{self, CURVE, Figure, Frame, HPos, Ink, RULE, WIDTH, known, nats, number};

const HEIGHT: f64 = 1000.0;

pub(crate) fn figure() -> Figure {
    canvas::figure("output-layers", HEIGHT, |canvas| {
        // There is no axis on the right.
        let frame = Frame {
            right: WIDTH - 50.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(0.0, f64::from(STEPS));
        let y = frame.up(0.0, 4.2);
        let softmax = |step| known(softmax_after(step, RATE));
        let sigmoids = |step| known(sigmoids_after(step, RATE));
        let point = |step: u32, loss: Information| (x.at(f64::from(step)), y.at(loss.nats()));

        let ticks = [0, 10, 20, 30, 40].map(|step| (step.to_string(), x.at(f64::from(step))));
        frame.lower_axis(canvas, ticks, "steps of training");
        let ticks = [0.0, 1.0, 2.0, 3.0, 4.0].map(|n| (number(n), y.at(n)));
        frame.left_axis(
            canvas,
            ticks,
            "loss of a picture with a cat and a dog (nats)",
        );

        let floor = known(softmax_floor(&BOTH));
        let level = y.at(floor.nats());
        canvas.line(
            Ink::Three,
            RULE,
            [frame.left, frame.right].map(|x| (x, level)),
        );
        let at = (frame.right - 10.0, level - 36.0);
        let label = format!("the floor of every softmax: {}", nats(floor));
        canvas.label(Ink::Three, &label, at, HPos::Right);

        canvas.line(
            Ink::Two,
            CURVE,
            (0..=STEPS).map(|step| point(step, softmax(step))),
        );
        canvas.line(
            Ink::One,
            CURVE,
            (0..=STEPS).map(|step| point(step, sigmoids(step))),
        );

        let start = point(0, softmax(0));
        canvas.dot(Ink::Two, start);
        let label = format!("one softmax: {}", nats(softmax(0)));
        canvas.label(Ink::Two, &label, (start.0 + 36.0, start.1), HPos::Left);

        let start = point(0, sigmoids(0));
        canvas.dot(Ink::One, start);
        let (turn_x, turn_y) = point(3, sigmoids(0));
        let label = format!("two sigmoids: {}", nats(sigmoids(0)));
        canvas.label(Ink::One, &label, (turn_x + 60.0, turn_y), HPos::Left);

        let end = point(STEPS, sigmoids(STEPS));
        canvas.dot(Ink::One, end);
        let label = nats(sigmoids(STEPS));
        canvas.label(Ink::One, &label, (end.0 - 10.0, end.1 - 44.0), HPos::Right);
    })
}
