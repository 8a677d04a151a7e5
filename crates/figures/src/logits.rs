//! The loss of a confident yes when the answer is no: from the logit, and by the detour over an `f32` sigmoid.

use givens::logits::{CHART, F32, SURE, binary_by_detour_f32, saturation};
use information::Information;
use logits::binary_cross_entropy_with_logits;

use crate::canvas::{
    self, CURVE, Figure, Frame, HPos, Ink, RULE, WIDTH, known, nats, number, steps,
};

const HEIGHT: f64 = 1000.0;

/// How finely the edges of the staircase are found.
const STEPS: u32 = 2800;

pub(crate) fn figure() -> Figure {
    canvas::figure("logits", HEIGHT, |canvas| {
        // There is no axis on the right.
        let frame = Frame {
            right: WIDTH - 50.0,
            ..Frame::new(HEIGHT)
        };
        let (from, to) = CHART;
        let x = frame.across(from, to);
        let y = frame.up(from, to);
        let loss = |z: f64| known(binary_cross_entropy_with_logits(0.0, z));
        let point = |z: f64, cost: Information| (x.at(z), y.at(cost.nats()));

        let cliff = x.at(saturation(F32));
        canvas.fill(
            Ink::Two,
            0.1,
            (cliff, frame.top),
            (frame.right, frame.bottom),
        );
        let ticks = steps(from, to, 7).map(|z| (number(z), x.at(z)));
        frame.lower_axis(canvas, ticks, "logit z of yes");
        let ticks = steps(from, to, 7).map(|cost| (number(cost), y.at(cost)));
        frame.left_axis(canvas, ticks, "loss if the answer is no, in nats");

        canvas.line(Ink::One, CURVE, [from, to].map(|z| point(z, loss(z))));

        let mut staircase = Vec::new();
        let mut last = binary_by_detour_f32(false, from);
        staircase.push(point(from, last));
        for z in steps(from, to, STEPS) {
            let cost = binary_by_detour_f32(false, z);
            if !cost.is_finite() {
                staircase.extend([(cliff, y.at(last.nats())), (cliff, frame.top)]);
                break;
            }
            if cost != last {
                staircase.extend([point(z, last), point(z, cost)]);
                last = cost;
            }
        }
        canvas.line(Ink::Two, RULE, staircase);

        let at = (cliff - 24.0, frame.top + 46.0);
        canvas.label(Ink::Two, "by the sigmoid, in f32", at, HPos::Right);
        let at = (cliff + 24.0, frame.top + 46.0);
        canvas.label(Ink::Two, "here it is ∞", at, HPos::Left);
        let at = (cliff + 24.0, frame.bottom - 40.0);
        canvas.text(
            &format!("from z = {}", number(saturation(F32))),
            at,
            HPos::Left,
        );
        let sure = point(SURE, loss(SURE));
        canvas.dot(Ink::One, sure);
        let at = (sure.0 + 30.0, sure.1 + 30.0);
        canvas.text(&nats(loss(SURE)), at, HPos::Left);
        let at = (x.at(13.2), y.at(12.75));
        canvas.label(Ink::One, "from the logit, ln(1 + exp z)", at, HPos::Left);
    })
}
