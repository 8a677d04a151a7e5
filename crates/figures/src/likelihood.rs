//! What ten animals cost every model, and what each belief about noise charges for an error.

use givens::likelihood::{
    ERRORS, FAIR_COIN, STREET, TOWN, entropy, gaussian_charge, laplace_charge, per_animal,
};
use information::{Distribution, Information};

use crate::canvas::{
    self, CURVE, Figure, Frame, HPos, Ink, RULE, WIDTH, known, nats, number, steps,
};

/// The average surprise of the ten animals against a model's share of cats.
pub(crate) fn figure() -> Figure {
    const HEIGHT: f64 = 900.0;
    canvas::figure("likelihood", HEIGHT, |canvas| {
        let frame = Frame {
            right: WIDTH - 50.0,
            ..Frame::new(HEIGHT)
        };
        let (x, y) = (frame.across(0.3, 1.0), frame.up(0.5, 1.0));
        let cost = |cats: f64| known(per_animal(&known(Distribution::new([cats, 1.0 - cats]))));
        let point = |cats: f64| (x.at(cats), y.at(cost(cats).nats()));
        let ticks = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
        let ticks = ticks.map(|cats| (cats.to_string(), x.at(cats)));
        frame.lower_axis(canvas, ticks, "share q of cats that a model believes in");
        let ticks = [0.5, 0.6, 0.7, 0.8, 0.9, 1.0].map(|nats| (nats.to_string(), y.at(nats)));
        frame.left_axis(canvas, ticks, "nats an animal");

        let floor = y.at(entropy(&TOWN).nats());
        let ends = [(frame.left, floor), (frame.right, floor)];
        canvas.line(Ink::Three, RULE, ends);
        let from = steps(0.3, 0.967, 240).filter(|cats| cost(*cats) < Information::from_nats(1.0));
        canvas.line(Ink::One, CURVE, from.map(point));
        let marks: [(&Distribution, Ink, (f64, f64), HPos); 3] = [
            (&FAIR_COIN, Ink::Two, (24.0, -30.0), HPos::Left),
            (&TOWN, Ink::Three, (0.0, 46.0), HPos::Center),
            (&STREET, Ink::Two, (-24.0, -30.0), HPos::Right),
        ];
        for (model, ink, (aside, below), side) in marks {
            let at = point(model[0]);
            canvas.dot(ink, at);
            let label = nats(cost(model[0]));
            canvas.label(ink, &label, (at.0 + aside, at.1 + below), side);
        }
    })
}

/// What an error costs more than none, under two beliefs about the noise.
pub(crate) fn noises() -> Figure {
    const HEIGHT: f64 = 860.0;
    canvas::figure("likelihood-noises", HEIGHT, |canvas| {
        let frame = Frame {
            right: WIDTH - 50.0,
            ..Frame::new(HEIGHT)
        };
        let far = ERRORS[2];
        let (x, y) = (frame.across(-far, far), frame.up(0.0, 8.0));
        let ticks = (-4..=4).map(|error| {
            let label = error.to_string().replace('-', "−");
            (label, x.at(f64::from(error)))
        });
        frame.lower_axis(canvas, ticks, "error, in widths of the noise");
        let ticks = [0, 2, 4, 6, 8].map(|nats| (nats.to_string(), y.at(f64::from(nats))));
        frame.left_axis(canvas, ticks, "nats more than no error");

        let square = |error: f64| known(gaussian_charge(error)).nats();
        let distance = |error: f64| known(laplace_charge(error)).nats();
        let curve = steps(-far, far, 160).map(|error| (x.at(error), y.at(square(error))));
        canvas.line(Ink::One, CURVE, curve);
        let corners = [-far, 0.0, far].map(|error| (x.at(error), y.at(distance(error))));
        canvas.line(Ink::Two, CURVE, corners);
        let at = (x.at(-3.0), y.at(square(-3.0)));
        canvas.dot(Ink::One, at);
        let label = format!("bell: {}", number(square(-3.0)));
        canvas.label(Ink::One, &label, (at.0 + 30.0, at.1 - 20.0), HPos::Left);
        let at = (x.at(3.0), y.at(distance(3.0)));
        canvas.dot(Ink::Two, at);
        let label = format!("Laplace: {}", number(distance(3.0)));
        canvas.label(Ink::Two, &label, (at.0 + 30.0, at.1 + 46.0), HPos::Center);
    })
}
