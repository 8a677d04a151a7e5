//! The loss against the probability of the true class, and what accuracy makes of the same probability.

use givens::log_loss::{CAT, HARDLY_RIGHT, NEARLY_RIGHT, SURE_OF_CAT, SURE_OF_DOG, UNSURE};
use information::{Distribution, Information};
use log_loss::{log_loss, probability_of};

use crate::canvas::{
    self, CURVE, Canvas, Figure, Frame, HPos, Ink, RULE, Scale, WIDTH, known, nats, number, steps,
};

const HEIGHT: f64 = 1280.0;

/// Where the left axis ends.
const TOP: Information = Information::from_nats(5.0);

/// How high a strip is.
const STRIP: f64 = 70.0;

pub(crate) fn figure() -> Figure {
    canvas::figure("log-loss", HEIGHT, |canvas| {
        let frame = Frame {
            right: WIDTH - 50.0,
            ..Frame::new(HEIGHT - 320.0)
        };
        let x = frame.across(0.0, 1.0);
        let y = frame.up(0.0, TOP.nats());
        let cost = |truth: f64| {
            let q = known(Distribution::new([truth, 1.0 - truth]));
            known(log_loss(CAT, &q))
        };
        let point = |truth: f64| (x.at(truth), y.at(cost(truth).nats()));

        // The strips hang below the curve, each with room for its name above it.
        let two = frame.bottom + 86.0;
        let three = two + STRIP + 76.0;
        let below = Frame {
            bottom: three + STRIP + 24.0,
            ..frame
        };
        accuracy(canvas, x, 2, two);
        accuracy(canvas, x, 3, three);
        for (case, ink, strip) in [
            (&NEARLY_RIGHT, Ink::Two, two),
            (&HARDLY_RIGHT, Ink::Three, three),
        ] {
            let (across, down) = point(case[CAT]);
            let middle = strip + STRIP / 2.0;
            canvas.line(Ink::Grid, RULE, [(across, down), (across, middle)]);
            canvas.dot(ink, (across, middle));
        }

        let bottom = [frame.left, frame.right].map(|x| (x, frame.bottom));
        canvas.line(Ink::Grid, RULE, bottom);
        let ticks = [0.0, 0.34, 0.5, 0.9, 1.0].map(|truth| (truth.to_string(), x.at(truth)));
        below.lower_axis(canvas, ticks, "probability q of the true class");
        let ticks = (0..=5).map(|nats| (nats.to_string(), y.at(f64::from(nats))));
        frame.left_axis(canvas, ticks, "nats");

        // Even steps in the loss keep the steep end smooth, even steps in probability the flat one.
        let probability = |nats| known(probability_of(Information::from_nats(nats)));
        let steep = steps(TOP.nats(), 1.0, 120).map(probability);
        let flat = steps(probability(1.0), 1.0, 60);
        canvas.line(Ink::One, CURVE, steep.chain(flat).map(point));

        let marks = [
            (&SURE_OF_DOG, Ink::Two, "wrong"),
            (&HARDLY_RIGHT, Ink::Three, "right"),
            (&NEARLY_RIGHT, Ink::Two, "wrong"),
        ];
        for (case, ink, answer) in marks {
            let truth = case[CAT];
            let at = point(truth);
            canvas.dot(ink, at);
            let label = format!("{answer} with {truth}: {}", nats(cost(truth)));
            canvas.label(ink, &label, (at.0 + 30.0, at.1 - 24.0), HPos::Left);
        }
        let truth = SURE_OF_CAT[CAT];
        let (across, down) = point(truth);
        canvas.dot(Ink::Three, (across, down));
        let label = number(cost(truth).nats());
        canvas.label(Ink::Three, &label, (across, down - 40.0), HPos::Center);
    })
}

/// A strip that says where the answer is right, among so many classes.
///
/// Who gives the truth less than its equal share gives another class more; who gives it more than one half, gives none as much.
fn accuracy(canvas: &mut Canvas<'_>, x: Scale, classes: usize, top: f64) {
    let alike = known(Distribution::uniform(classes))[CAT];
    let half = UNSURE[CAT];
    let stretches = [
        (0.0, alike, Some(Ink::Two), "wrong"),
        (alike, half, None, "either"),
        (half, 1.0, Some(Ink::Three), "right"),
    ];
    for (from, to, ink, answer) in stretches {
        if from < to {
            let (from, to) = (x.at(from), x.at(to));
            if let Some(ink) = ink {
                canvas.area(ink, (from, top), (to, top + STRIP));
            }
            let middle = (f64::midpoint(from, to), top + STRIP / 2.0);
            canvas.text(answer, middle, HPos::Center);
        }
    }
    let name = format!("of {classes} classes");
    canvas.text(&name, (x.at(0.0), top - 32.0), HPos::Left);
}
