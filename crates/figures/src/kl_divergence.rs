//! What a wrong model costs: as a bar of two pieces, and as areas over the outcomes.

use entropy::entropy;
use givens::kl_divergence::{KENNEL, LABEL, STREET, TOWN};
use information::Information;
use kl_divergence::{Distribution, cross_entropy, kl_divergence, surprisal};

use crate::canvas::{
    self, CURVE, Canvas, Figure, Frame, HPos, Ink, RULE, WIDTH, known, nats, number, steps,
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

/// One outcome of the picture.
struct Column {
    /// Its probability, and its share of the width.
    p: f64,
    /// Its probability in the model's eyes.
    q: f64,
    /// Its height under the truth.
    own: Information,
    /// Its height under the model.
    modelled: Information,
}

impl Column {
    /// The area that the model adds to this outcome's share of the entropy, or takes from it if negative.
    fn added(&self) -> Information {
        (self.modelled - self.own) * self.p
    }
}

fn columns(p: &Distribution, q: &Distribution) -> Vec<Column> {
    let column = |(p, q)| Column {
        p,
        q,
        own: known(surprisal(p)),
        modelled: known(surprisal(q)),
    };
    known(p.zip(q)).map(column).collect()
}

/// Width is p, height is surprisal: the areas are entropy and cross-entropy, and the divergence lies between.
pub(crate) fn picture() -> Figure {
    const HEIGHT: f64 = 1060.0;
    canvas::figure("kl-divergence-picture", HEIGHT, |canvas| {
        let (p, q) = (&TOWN, &STREET);
        let frame = Frame {
            left: 320.0,
            right: WIDTH - 320.0,
            top: 40.0,
            bottom: HEIGHT - 150.0,
        };
        let x = frame.across(0.0, 1.0);
        let y = frame.up(0.0, 2.4);

        let mut start = 0.0;
        let mut profile = Vec::new();
        let names = [("cat", HPos::Right), ("dog", HPos::Left)];
        for (column, (animal, side)) in columns(p, q).iter().zip(names) {
            let (left, right) = (x.at(start), x.at(start + column.p));
            let middle = f64::midpoint(left, right);
            let (own, modelled) = (y.at(column.own.nats()), y.at(column.modelled.nats()));

            canvas.area(Ink::One, (left, frame.bottom), (right, own.max(modelled)));
            let change = column.added().nats();
            let (ink, verb) = if change > 0.0 {
                (Ink::Two, "added")
            } else {
                (Ink::Three, "saved")
            };
            canvas.area(ink, (left, own), (right, modelled));
            let label = format!("{verb} {}", number(change.abs()));
            canvas.text(&label, (middle, f64::midpoint(own, modelled)), HPos::Center);
            profile.extend([(left, modelled), (right, modelled)]);

            let beside = match side {
                HPos::Right => left - 20.0,
                _ => right + 20.0,
            };
            let label = format!("−ln p ≈ {}", number(column.own.nats()));
            canvas.text(&label, (beside, own), side);
            let label = format!("−ln q ≈ {}", number(column.modelled.nats()));
            canvas.text(&label, (beside, modelled), side);
            let label = format!("{animal}: p = {}, q = {}", column.p, column.q);
            canvas.text(&label, (middle, frame.bottom + 42.0), HPos::Center);
            start += column.p;
        }
        canvas.line(Ink::Text, CURVE, profile);
        let at = (f64::midpoint(frame.left, frame.right), frame.bottom + 106.0);
        let label = "width: p, how often it comes; height: surprisal in nats";
        canvas.text(label, at, HPos::Center);

        let (total, floor) = (known(cross_entropy(p, q)), entropy(p));
        let extra = known(kl_divergence(p, q));
        let label = format!("cross-entropy H(p, q) ≈ {}", nats(total));
        sum(canvas, 90.0, (Ink::One, "+", Ink::Two), &label);
        let label = format!("entropy H(p) ≈ {}", nats(floor));
        sum(canvas, 170.0, (Ink::One, "+", Ink::Three), &label);
        let label = format!("divergence D(p ‖ q) ≈ {}", nats(extra));
        sum(canvas, 250.0, (Ink::Two, "−", Ink::Three), &label);
        canvas.line(Ink::Text, CURVE, [(40.0, 330.0), (160.0, 330.0)]);
        canvas.text("height under the model q", (190.0, 330.0), HPos::Left);
    })
}

/// A line that says which areas make up an amount.
fn sum(canvas: &mut Canvas<'_>, y: f64, (first, sign, second): (Ink, &str, Ink), text: &str) {
    canvas.swatch(first, (58.0, y));
    canvas.text(sign, (100.0, y), HPos::Center);
    canvas.swatch(second, (142.0, y));
    canvas.text(text, (190.0, y), HPos::Left);
}

#[cfg(test)]
mod tests {
    use super::{Information, STREET, TOWN, columns, kl_divergence, known};

    #[test]
    fn the_signed_areas_sum_to_the_divergence() {
        let areas: Information = columns(&TOWN, &STREET).iter().map(|c| c.added()).sum();
        let divergence = known(kl_divergence(&TOWN, &STREET));
        assert!((areas - divergence).nats().abs() < 1e-15);
    }
}
