//! How many digits of the loss are right, against the lead of the true logit: by subtraction, and in one pass.

use givens::kernels::{
    LEADS, TRUE, cross_entropy_f32, digits, leading, leading_twice_as_precise, recorded_digits,
    single_digits,
};

use crate::canvas::{self, CURVE, Figure, Frame, HPos, Ink, WIDTH, known, steps};

const HEIGHT: f64 = 900.0;

/// Where the lower axis ends, in nats.
const FARTHEST: f64 = 30.0;

/// Where the left axis ends, in digits.
const TOP: f64 = 8.0;

pub(crate) fn figure() -> Figure {
    canvas::figure("kernels", HEIGHT, |canvas| {
        // There is no axis on the right.
        let frame = Frame {
            right: WIDTH - 60.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(0.0, FARTHEST);
        let y = frame.up(0.0, TOP);
        let ticks =
            [0, 5, 10, 15, 20, 25, 30].map(|lead| (lead.to_string(), x.at(f64::from(lead))));
        frame.lower_axis(canvas, ticks, "lead of the true logit, in nats");
        let ticks = (0..=8).map(|digits| (digits.to_string(), y.at(f64::from(digits))));
        frame.left_axis(
            canvas,
            ticks,
            "right digits of the loss, in single precision",
        );

        let right = |found: f64, lead: f32| {
            let exact = known(leading_twice_as_precise(lead)).nats();
            digits(found, exact, single_digits())
        };
        // Leads that are floats of single precision, so that every answer is to the same question.
        let leads = || steps(0.0, FARTHEST, 120).map(|lead| lead as f32);
        let kept = leads().map(|lead| (lead, right(known(leading(lead)).nats(), lead)));
        let kept = kept.map(|(lead, digits)| (x.at(f64::from(lead)), y.at(digits)));
        canvas.line(Ink::One, CURVE, kept);
        let lost = leads().map(|lead| {
            let found = f64::from(cross_entropy_f32(TRUE, &[lead, 0.0]));
            (x.at(f64::from(lead)), y.at(right(found, lead)))
        });
        canvas.line(Ink::Two, CURVE, lost);
        for lead in LEADS.into_iter().filter(|&lead| f64::from(lead) < FARTHEST) {
            let at = (x.at(f64::from(lead)), y.at(known(recorded_digits(lead))));
            canvas.dot(Ink::Text, at);
        }
        canvas.label(Ink::One, "in one pass", (x.at(22.0), y.at(6.2)), HPos::Left);
        canvas.label(
            Ink::Two,
            "by subtraction",
            (x.at(16.5), y.at(3.2)),
            HPos::Left,
        );
        let at = (x.at(18.4), y.at(0.8));
        canvas.text("dots: PyTorch, as recorded", at, HPos::Left);
    })
}
