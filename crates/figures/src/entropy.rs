//! The entropy of a coin, from a sure one to a fair one and back.

use entropy::{Distribution, binary_entropy, entropy};
use givens::entropy::{CERTAIN_COIN, FAIR_COIN, STREET};
use information::Information;

use crate::canvas::{self, CURVE, Figure, Frame, HPos, Ink, bits, eased_steps, known};

const HEIGHT: f64 = 960.0;

pub(crate) fn figure() -> Figure {
    canvas::figure("entropy", HEIGHT, |canvas| {
        let frame = Frame::new(HEIGHT);
        let x = frame.across(0.0, 1.0);
        // Room above the arch for the label at its top.
        let y = frame.up(0.0, 1.1);
        let point = |coin: &Distribution| (x.at(coin[0]), y.at(entropy(coin).bits()));

        let (fair, street, certain) = (point(&FAIR_COIN), point(&STREET), point(&CERTAIN_COIN));
        let ticks = [0.0, 0.1, 0.3, FAIR_COIN[0], 0.7, STREET[0], CERTAIN_COIN[0]];
        let ticks = ticks.map(|p| (p.to_string(), x.at(p)));
        frame.lower_axis(canvas, ticks, "probability of heads, or of a cat");
        let ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0].map(|bits| (bits.to_string(), y.at(bits)));
        frame.left_axis(canvas, ticks, "bits");
        let ticks = [0.0, 0.2, 0.4, 0.6].map(|nats| {
            let bits = Information::from_nats(nats).bits();
            (nats.to_string(), y.at(bits))
        });
        frame.right_axis(canvas, ticks, "nats");

        let curve =
            eased_steps(0.0, 1.0, 200).map(|p| (x.at(p), y.at(known(binary_entropy(p)).bits())));
        canvas.line(Ink::One, CURVE, curve);

        let label = |name: &str, coin: &Distribution| format!("{name}: {}", bits(entropy(coin)));
        canvas.dot(Ink::One, fair);
        canvas.text(
            &label("fair coin", &FAIR_COIN),
            (fair.0, fair.1 - 46.0),
            HPos::Center,
        );
        canvas.dot(Ink::One, street);
        canvas.text(
            &label("street", &STREET),
            (street.0 - 36.0, street.1 + 14.0),
            HPos::Right,
        );
        canvas.dot(Ink::One, certain);
        let at = (certain.0 - 36.0, certain.1 - 36.0);
        canvas.text(&label("certain coin", &CERTAIN_COIN), at, HPos::Right);
    })
}
