//! The file of the test labels, step by step.

use givens::label_compression::{
    HASTY, LABELS, SOBER, SPLIT, STEPS, guess, late_step, predicted_bytes_of, real_bytes_of,
};
use label_compression::predicted_bytes;
use training::Classifier;

use crate::canvas::{self, CURVE, Canvas, Figure, Frame, HPos, Ink, RULE, WIDTH, known};

const HEIGHT: f64 = 1000.0;

/// Every so many steps the file is really written.
const EVERY: usize = 10;

pub(crate) fn figure() -> Figure {
    canvas::figure("label-compression", HEIGHT, |canvas| {
        let frame = Frame {
            right: WIDTH - 50.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(0.0, number(late_step()));
        let y = frame.up(100.0, 220.0);
        let ticks = [0_u32, 20, 60, 100, 140, 180].map(|n| (n.to_string(), x.at(f64::from(n))));
        frame.lower_axis(canvas, ticks, "steps of the training");
        let ticks = [100_u32, 120, 140, 160, 180, 200, 220];
        let ticks = ticks.map(|n| (n.to_string(), y.at(f64::from(n))));
        frame.left_axis(canvas, ticks, "bytes for the labels of the test");

        let guess = known(guess());
        let guess = known(predicted_bytes(&LABELS, &guess));
        let shares = y.at(guess);
        canvas.line(
            Ink::Text,
            RULE,
            [frame.left, frame.right].map(|x| (x, shares)),
        );
        let text = format!("the shares alone: {guess:.1} predicted");
        canvas.text(&text, (frame.right, shares + 40.0), HPos::Right);

        let run = |canvas: &mut Canvas<'_>, ink, models: &[Classifier]| {
            let wines = &SPLIT.test;
            let predicted = models.iter().enumerate();
            let predicted = predicted.map(|(n, model)| {
                (
                    x.at(number(n)),
                    y.at(known(predicted_bytes_of(model, wines))),
                )
            });
            canvas.line(ink, CURVE, predicted);
            for (n, model) in models.iter().enumerate().step_by(EVERY) {
                let bytes = number(known(real_bytes_of(model, wines)));
                canvas.dot(ink, (x.at(number(n)), y.at(bytes)));
            }
        };
        run(canvas, Ink::Two, &HASTY);
        run(canvas, Ink::One, &SOBER);
        let end = |model| number(known(real_bytes_of(model, &SPLIT.test)));
        let sober = end(&SOBER[STEPS]);
        let text = format!("sober: a file of {sober} bytes");
        canvas.label(
            Ink::One,
            &text,
            (x.at(number(STEPS)) + 28.0, y.at(sober)),
            HPos::Left,
        );
        let late = end(&HASTY[late_step()]);
        let text = format!("hasty: a file of {late} bytes");
        canvas.label(
            Ink::Two,
            &text,
            (frame.right - 20.0, y.at(late) - 60.0),
            HPos::Right,
        );
        let at = (frame.right, frame.top + 20.0);
        canvas.text("lines: predicted; dots: really written", at, HPos::Right);
    })
}

/// A count, which is small.
#[expect(
    clippy::cast_precision_loss,
    reason = "there are some hundreds of bytes and steps"
)]
fn number(count: usize) -> f64 {
    count as f64
}
