//! What a wrong model costs: under a tangent, and as a bar of two pieces.

use entropy::entropy;
use givens::kl_divergence::{KENNEL, LABEL, STREET, TOWN};
use information::Information;
use kl_divergence::{Distribution, cross_entropy, kl_divergence};

use crate::canvas::{
    self, CURVE, Figure, Frame, HPos, Ink, RULE, WIDTH, known, nats, number, steps,
};

/// The logarithm under its tangent at one, and what the tangent gives away for each animal of the town.
pub(crate) fn gibbs() -> Figure {
    const HEIGHT: f64 = 960.0;
    canvas::figure("kl-divergence-gibbs", HEIGHT, |canvas| {
        let frame = Frame {
            right: WIDTH - 60.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(0.0, 3.0);
        let y = frame.up(-2.0, 2.0);
        let ticks =
            [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0].map(|ratio| (ratio.to_string(), x.at(ratio)));
        frame.lower_axis(canvas, ticks, "ratio q / p of the two probabilities");
        let ticks = (-2..=2).map(|n| (n.to_string().replace('-', "−"), y.at(f64::from(n))));
        frame.left_axis(canvas, ticks, "nats");

        let point = |ratio: f64, height: f64| (x.at(ratio), y.at(height));
        let tangent = [0.0, 3.0].map(|ratio| point(ratio, ratio - 1.0));
        canvas.line(Ink::Two, CURVE, tangent);
        let curve = steps(-2.0, 3_f64.ln(), 300).map(|height| point(height.exp(), height));
        canvas.line(Ink::One, CURVE, curve);
        for ((p, q), animal) in known(TOWN.zip(&STREET)).zip(["cats", "dogs"]) {
            let ratio = q / p;
            let (under, over) = (ratio.ln(), ratio - 1.0);
            canvas.line(Ink::Text, RULE, [point(ratio, under), point(ratio, over)]);
            canvas.dot(Ink::One, point(ratio, under));
            canvas.dot(Ink::Two, point(ratio, over));
            let at = point(ratio, under);
            let label = format!("{animal}: {} below", number(over - under));
            canvas.text(&label, (at.0 + 30.0, at.1 + 40.0), HPos::Left);
        }
        let at = point(2.5, 1.5);
        canvas.label(
            Ink::Two,
            "tangent: q / p − 1",
            (at.0 - 40.0, at.1 - 24.0),
            HPos::Right,
        );
        let at = point(2.5, 2.5_f64.ln());
        canvas.label(
            Ink::One,
            "logarithm: ln (q / p)",
            (at.0 + 220.0, at.1 + 90.0),
            HPos::Right,
        );
    })
}

/// A distribution and what the chapter calls it.
type Named = (&'static str, fn() -> &'static Distribution);

/// The truth and the model of each bar.
const PAIRS: [[Named; 2]; 4] = [
    [("town", || &TOWN), ("street", || &STREET)],
    [("street", || &STREET), ("kennel", || &KENNEL)],
    [("kennel", || &KENNEL), ("street", || &STREET)],
    [("label", || &LABEL), ("street", || &STREET)],
];

/// Entropy and divergence end to end: together the cross-entropy.
pub(crate) fn bars() -> Figure {
    const FIRST: f64 = 140.0;
    const ROW: f64 = 190.0;
    let places = steps(FIRST, FIRST + 3.0 * ROW, 3);
    let bottom = FIRST + 4.0 * ROW - 10.0;
    canvas::figure("kl-divergence-bars", bottom + 130.0, |canvas| {
        let frame = Frame {
            left: 40.0,
            right: WIDTH - 40.0,
            top: FIRST,
            bottom,
        };
        let x = frame.across(0.0, 4.5);

        canvas.swatch(Ink::One, (58.0, 44.0));
        canvas.text("entropy H(p)", (92.0, 44.0), HPos::Left);
        canvas.text("+", (385.0, 44.0), HPos::Center);
        canvas.swatch(Ink::Two, (438.0, 44.0));
        canvas.text("divergence D(p ‖ q)", (472.0, 44.0), HPos::Left);
        canvas.text("= cross-entropy H(p, q)", (frame.right, 44.0), HPos::Right);

        for ([(truth, p), (model, q)], top) in PAIRS.into_iter().zip(places) {
            let (p, q) = (p(), q());
            let (floor, extra) = (entropy(p), known(kl_divergence(p, q)));
            let total = known(cross_entropy(p, q));

            let pair = format!("p = {truth} {}, q = {model} {}", tuple(p), tuple(q));
            canvas.text(&pair, (frame.left, top), HPos::Left);
            let pieces = [floor, extra].map(|piece| number(piece.nats())).join(" + ");
            let sum = format!("{pieces} ≈ {}", nats(total));
            canvas.text(&sum, (frame.right, top), HPos::Right);

            let (upper, lower) = (top + 34.0, top + 110.0);
            let [start, middle, end] =
                [Information::ZERO, floor, total].map(|amount| x.at(amount.nats()));
            if middle > start {
                canvas.area(Ink::One, (start, upper), (middle, lower));
            }
            canvas.area(Ink::Two, (middle, upper), (end, lower));
        }
        let ticks = (0..=4).map(|n| (n.to_string(), x.at(f64::from(n))));
        frame.lower_axis(canvas, ticks, "nats per animal");
    })
}

/// The probabilities in round brackets.
fn tuple(p: &Distribution) -> String {
    let probabilities: Vec<_> = p.as_slice().iter().map(f64::to_string).collect();
    format!("({})", probabilities.join(", "))
}
