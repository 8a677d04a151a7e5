//! A truth with two humps, and the single hump that is best in each direction.

use givens::directions::{COVERING, GRID, SEEKING, TRUTH};
use information::Distribution;

use crate::canvas::{self, CURVE, Figure, Frame, HPos, Ink, WIDTH, known, nats};

const HEIGHT: f64 = 820.0;

pub(crate) fn figure() -> Figure {
    canvas::figure("directions", HEIGHT, |canvas| {
        let frame = Frame {
            top: 30.0,
            left: 60.0,
            right: WIDTH - 60.0,
            ..Frame::new(HEIGHT)
        };
        let (x, y) = (frame.across(-6.0, 6.0), frame.up(0.0, 0.08));
        let ticks = (-6..=6).step_by(2).map(|place| {
            let label = place.to_string().replace('-', "−");
            (label, x.at(f64::from(place)))
        });
        frame.lower_axis(canvas, ticks, "where on the grid");

        let curve = |q: &Distribution| -> Vec<(f64, f64)> {
            let points = GRID.iter().zip(q.iter());
            let shown = points.filter(|(place, _)| place.abs() < 6.05);
            shown.map(|(place, q)| (x.at(*place), y.at(q))).collect()
        };
        let hump = |found: &(givens::directions::Hump, _)| known(found.0.on(&GRID));
        let shares = GRID.iter().zip(TRUTH.iter());
        for (place, share) in shares.filter(|(place, _)| place.abs() < 6.0) {
            let half = (x.at(0.1) - x.at(0.0)) / 2.0;
            let from = (x.at(*place) - half, y.at(share));
            canvas.fill(Ink::Grid, 0.6, from, (x.at(*place) + half, frame.bottom));
        }
        canvas.line(Ink::One, CURVE, curve(&hump(&COVERING)));
        canvas.line(Ink::Two, CURVE, curve(&hump(&SEEKING)));

        let covering = format!("covering, D(p ‖ q): {}", nats(COVERING.1));
        canvas.label(Ink::One, &covering, (x.at(-1.0), y.at(0.05)), HPos::Left);
        let seeking = format!("seeking, D(q ‖ p): {}", nats(SEEKING.1));
        canvas.label(Ink::Two, &seeking, (x.at(-1.6), y.at(0.062)), HPos::Left);
        canvas.text("truth p", (x.at(3.3), y.at(0.022)), HPos::Left);
    })
}
