//! Two training runs, and whether the models they end in mean what they say.

use givens::training::{HASTY, HASTY_STEPS, SOBER, SPLIT, STEPS, blind, late, sober, test_bins};
use information::Information;
use training::{Bin, Classifier, Examples};

use crate::canvas::{self, CURVE, Canvas, Figure, Frame, HPos, Ink, RULE, WIDTH, known, nats};

const HEIGHT: f64 = 1000.0;

/// A bin with fewer wines is left out: its share says more about luck than about the model.
const ENOUGH: usize = 10;

/// The losses of both models, step by step.
pub(crate) fn curves() -> Figure {
    canvas::figure("training", HEIGHT, |canvas| {
        let frame = Frame {
            right: WIDTH - 50.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(0.0, steps(HASTY_STEPS[1]));
        let y = frame.up(0.5, 1.85);
        let ticks = [0_u32, 20, 60, 100, 140, 180].map(|n| (n.to_string(), x.at(f64::from(n))));
        frame.lower_axis(canvas, ticks, "steps of the training");
        let ticks = [0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8].map(|n| (n.to_string(), y.at(n)));
        frame.left_axis(canvas, ticks, "loss for each wine (nats)");

        let level = |canvas: &mut Canvas<'_>, loss: Information, text: &str, below: f64| {
            let height = y.at(loss.nats());
            canvas.line(
                Ink::Text,
                RULE,
                [(frame.left, height), (frame.right, height)],
            );
            let text = format!("{text}: {}", nats(loss));
            canvas.text(&text, (frame.right, height + below), HPos::Right);
        };
        let start = known(SOBER[0].loss(&SPLIT.test));
        level(canvas, start, "all marks equally likely", 38.0);
        level(canvas, known(blind()), "the shares alone", 38.0);

        let few = known(SPLIT.train.first(givens::training::FEW));
        let mut draw = |ink, width, models: &[Classifier], wines: &Examples| {
            let points = models.iter().enumerate();
            let points =
                points.map(|(n, model)| (x.at(steps(n)), y.at(known(model.loss(wines)).nats())));
            canvas.line(ink, width, points);
        };
        draw(Ink::One, RULE, &SOBER, &SPLIT.train);
        draw(Ink::One, CURVE, &SOBER, &SPLIT.test);
        draw(Ink::Two, RULE, &HASTY, &few);
        draw(Ink::Two, CURVE, &HASTY, &SPLIT.test);

        let ends = [
            (
                "sober, test",
                known(sober().loss(&SPLIT.test)),
                STEPS,
                Ink::One,
                0.0,
            ),
            (
                "sober, training",
                known(sober().loss(&SPLIT.train)),
                STEPS,
                Ink::One,
                0.0,
            ),
            (
                "hasty, test",
                known(late().loss(&SPLIT.test)),
                HASTY_STEPS[1],
                Ink::Two,
                -46.0,
            ),
            (
                "hasty, its own wines",
                known(late().loss(&few)),
                HASTY_STEPS[1],
                Ink::Two,
                46.0,
            ),
        ];
        for (name, loss, step, ink, below) in ends {
            let at = (x.at(steps(step)), y.at(loss.nats()));
            canvas.dot(ink, at);
            let text = format!("{name}: {}", nats(loss));
            if below == 0.0 {
                canvas.label(ink, &text, (at.0 + 28.0, at.1), HPos::Left);
            } else {
                canvas.label(ink, &text, (at.0 - 20.0, at.1 + below), HPos::Right);
            }
        }
    })
}

/// Confidence against accuracy, bin by bin.
pub(crate) fn diagram() -> Figure {
    canvas::figure("training-reliability", HEIGHT, |canvas| {
        let frame = Frame {
            right: WIDTH - 50.0,
            ..Frame::new(HEIGHT)
        };
        let (x, y) = (frame.across(0.3, 1.0), frame.up(0.3, 1.0));
        let ticks = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
        frame.lower_axis(
            canvas,
            ticks.map(|n| (n.to_string(), x.at(n))),
            "confidence: the probability of the mark thought likeliest",
        );
        frame.left_axis(
            canvas,
            ticks.map(|n| (n.to_string(), y.at(n))),
            "accuracy: the share of such wines that is right",
        );
        canvas.line(Ink::Text, RULE, [0.3, 1.0].map(|p| (x.at(p), y.at(p))));
        let at = (x.at(0.66), y.at(0.74));
        canvas.text("calibrated", at, HPos::Right);

        for (ink, model, other) in [(Ink::One, sober(), late()), (Ink::Two, late(), sober())] {
            let [bins, others] = [model, other].map(|model| known(test_bins(model, 1.0)));
            // The higher of two points has its count above it, the lower one below.
            let is_higher = |bin: &Bin| {
                let apart = |other: &Bin| (other.confidence - bin.confidence).abs();
                let beside = others.iter().min_by(|a, b| apart(a).total_cmp(&apart(b)));
                beside.is_none_or(|beside| bin.accuracy > beside.accuracy)
            };
            let enough: Vec<_> = bins.iter().filter(|bin| bin.count >= ENOUGH).collect();
            let point = |bin: &Bin| (x.at(bin.confidence), y.at(bin.accuracy));
            canvas.line(ink, RULE, enough.iter().map(|bin| point(bin)));
            for bin in &enough {
                let at = point(bin);
                canvas.dot(ink, at);
                let at = (at.0, at.1 + if is_higher(bin) { -42.0 } else { 44.0 });
                canvas.label(ink, &bin.count.to_string(), at, HPos::Center);
            }
        }
        for (ink, name, place) in [
            (Ink::One, "sober", (x.at(0.99), y.at(0.87))),
            (Ink::Two, "hasty, late", (x.at(0.99), y.at(0.62))),
        ] {
            canvas.label(ink, name, place, HPos::Right);
        }
        let at = (frame.right, y.at(0.34));
        canvas.text(
            "at each point: how many wines it stands for",
            at,
            HPos::Right,
        );
    })
}

/// A number of steps, which is small.
#[expect(
    clippy::cast_precision_loss,
    reason = "the runs have some hundreds of steps"
)]
fn steps(count: usize) -> f64 {
    count as f64
}
