//! The whole book in two bars: what the street costs to one who knows it, and to one who does not.

use cross_entropy::{cross_entropy, entropy};
use givens::cross_entropy::{DICTIONARIES, STREET};
use kl_divergence::kl_divergence;

use crate::canvas::{self, Figure, Frame, HPos, Ink, WIDTH, bits, known};

const HEIGHT: f64 = 620.0;

pub(crate) fn figure() -> Figure {
    canvas::figure("cover", HEIGHT, |canvas| {
        let frame = Frame {
            left: 60.0,
            right: WIDTH - 60.0,
            top: 40.0,
            bottom: HEIGHT - 140.0,
        };
        let x = frame.across(0.0, 1.0);
        let even = &DICTIONARIES[3];
        let (floor, extra) = (entropy(&STREET), known(kl_divergence(&STREET, even)));
        let total = known(cross_entropy(&STREET, even));
        let start = x.at(0.0);
        let (own, paid) = (x.at(floor.bits()), x.at(total.bits()));

        canvas.text("you, who know the street", (start, 62.0), HPos::Left);
        canvas.area(Ink::One, (start, 100.0), (own, 190.0));
        let label = format!("entropy ≈ {}", bits(floor));
        canvas.text(&label, (f64::midpoint(start, own), 145.0), HPos::Center);

        let label = "your neighbour, who expects as many dogs as cats";
        canvas.text(label, (start, 262.0), HPos::Left);
        canvas.area(Ink::One, (start, 300.0), (own, 390.0));
        canvas.text("entropy", (f64::midpoint(start, own), 345.0), HPos::Center);
        canvas.area(Ink::Two, (own, 300.0), (paid, 390.0));
        let label = format!("divergence ≈ {}", bits(extra));
        canvas.text(&label, (f64::midpoint(own, paid), 345.0), HPos::Center);
        let label = format!("cross-entropy = {} bit", total.bits());
        canvas.text(&label, (paid, 430.0), HPos::Right);

        let ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0].map(|bits| (bits.to_string(), x.at(bits)));
        frame.lower_axis(canvas, ticks, "bits an animal");
    })
}
