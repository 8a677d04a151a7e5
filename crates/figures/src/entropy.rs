//! The entropy of a coin, from a sure one to a fair one and back.

use entropy::{Distribution, binary_entropy, entropy, surprisal};
use givens::entropy::{CERTAIN_COIN, FAIR_COIN, STREET};
use information::Information;

use crate::canvas::{self, CURVE, Figure, Frame, HPos, Ink, WIDTH, bits, eased_steps, known};

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

/// Each halving of what may still be true is one question, and one bit.
pub(crate) fn halvings() -> Figure {
    const FIRST: f64 = 40.0;
    const ROW: f64 = 120.0;
    const STRIP: f64 = 76.0;
    canvas::figure("entropy-halvings", FIRST + 4.0 * ROW, |canvas| {
        let frame = Frame {
            left: 40.0,
            right: WIDTH - 420.0,
            ..Frame::new(FIRST)
        };
        let x = frame.across(0.0, 1.0);
        for halvings in 0..4_i32 {
            let left = 0.5_f64.powi(halvings);
            let top = FIRST + ROW * f64::from(halvings);
            let bottom = top + STRIP;
            canvas.area(Ink::One, (x.at(0.0), top), (x.at(left), bottom));
            if halvings > 0 {
                canvas.line(
                    Ink::Grid,
                    CURVE,
                    [(x.at(left), bottom), (x.at(1.0), bottom)],
                );
            }
            let share = if halvings == 0 {
                "all of it".to_owned()
            } else {
                format!("1/{}", left.recip())
            };
            let middle = f64::midpoint(top, bottom);
            canvas.text(&share, (frame.right + 30.0, middle), HPos::Left);
            let cost = bits(known(surprisal(left)));
            canvas.label(Ink::One, &cost, (WIDTH - 30.0, middle), HPos::Right);
        }
    })
}
