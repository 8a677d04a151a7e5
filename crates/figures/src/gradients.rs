//! What two losses tell a model: against the logit, between three classes, step for step, and through one weight.

use givens::gradients::{
    CLASS, GOAL, RATE, START, Slope, YES, predictions, steps_to_goal, trap_cross_entropy,
    trap_ends, trap_squared_error,
};
use gradients::{
    ClassOutOfRange, Distribution, Logits, binary_cross_entropy_gradient, half_squared_error,
    half_squared_error_gradient, logit, softmax, softmax_cross_entropy_gradient,
    softmax_half_squared_error_gradient,
};
use logits::binary_cross_entropy_with_logits;

use crate::canvas::{
    self, CURVE, Canvas, Figure, Frame, HPos, Ink, Point, RULE, WIDTH, known, number, steps,
};

const HEIGHT: f64 = 960.0;

/// Where the lower axis ends.
const LAST: usize = 200;

/// Steps are few enough to be exact.
fn real(steps: usize) -> f64 {
    known(u32::try_from(steps)).into()
}

pub(crate) fn figure() -> Figure {
    canvas::figure("gradients", HEIGHT, |canvas| {
        // There is no axis on the right.
        let frame = Frame {
            right: WIDTH - 60.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(0.0, real(LAST));
        let y = frame.up(0.0, 1.0);
        let ticks = (0..=LAST).step_by(50);
        let ticks = ticks.map(|steps| (steps.to_string(), x.at(real(steps))));
        frame.lower_axis(canvas, ticks, "steps of gradient descent");
        let ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0].map(|q| (q.to_string(), y.at(q)));
        frame.left_axis(canvas, ticks, "prediction q of yes, which is the truth");

        let goal = [frame.left, frame.right].map(|x| (x, y.at(GOAL)));
        canvas.line(Ink::Grid, RULE, goal);

        let crossing = |slope: Slope| {
            let steps = known(known(steps_to_goal(slope, START, RATE)).ok_or(LAST));
            let path = known(predictions(slope, START, RATE, LAST));
            let places = path.into_iter().enumerate();
            let curve: Vec<Point> = places
                .map(|(step, q)| (x.at(real(step)), y.at(q)))
                .collect();
            (steps, curve)
        };
        let (steps, curve) = crossing(half_squared_error_gradient);
        let at = curve[steps];
        frame.drop(canvas, at);
        canvas.line(Ink::Two, CURVE, curve);
        canvas.dot(Ink::Two, at);
        let label = format!("squared error: {steps} steps");
        canvas.label(Ink::Two, &label, (at.0 - 24.0, at.1 + 380.0), HPos::Right);

        let (steps, curve) = crossing(binary_cross_entropy_gradient);
        let at = curve[steps];
        frame.drop(canvas, at);
        canvas.line(Ink::One, CURVE, curve);
        canvas.dot(Ink::One, at);
        let label = format!("cross-entropy: {steps} steps");
        canvas.label(Ink::One, &label, (at.0 + 30.0, at.1 + 50.0), HPos::Left);

        canvas.text(
            &format!("goal: {GOAL}"),
            (x.at(115.0), y.at(GOAL) + 36.0),
            HPos::Center,
        );
    })
}

/// Both losses of a yes against its logit: one is a line where the model is wrong, the other a plateau.
pub(crate) fn against_the_logit() -> Figure {
    canvas::figure("gradients-logit", HEIGHT, |canvas| {
        let frame = Frame {
            right: WIDTH - 60.0,
            ..Frame::new(HEIGHT)
        };
        let x = frame.across(-7.0, 5.0);
        let y = frame.up(0.0, 7.2);
        let minus = |n: i32| n.to_string().replace('-', "−");
        let ticks = [-6, -4, -2, 0, 2, 4].map(|z| (minus(z), x.at(f64::from(z))));
        frame.lower_axis(canvas, ticks, "logit z of yes, which is the truth");
        let ticks = (0..=7).map(|n| (n.to_string(), y.at(f64::from(n))));
        frame.left_axis(canvas, ticks, "loss");

        let entropy = |z| known(binary_cross_entropy_with_logits(YES, z)).nats();
        let square = |z| known(half_squared_error(YES, z));
        let point = |z, loss| (x.at(z), y.at(loss));
        let start = known(logit(START));
        for (ink, loss, slope, below) in [
            (
                Ink::One,
                &entropy as &dyn Fn(f64) -> f64,
                binary_cross_entropy_gradient as Slope,
                -40.0,
            ),
            (Ink::Two, &square, half_squared_error_gradient, 28.0),
        ] {
            canvas.line(ink, CURVE, steps(-7.0, 5.0, 300).map(|z| point(z, loss(z))));
            let at = point(start, loss(start));
            canvas.dot(ink, at);
            let text = format!(
                "slope {}",
                number(known(slope(YES, start))).replace('-', "−")
            );
            canvas.label(ink, &text, (at.0 + 20.0, at.1 + below), HPos::Left);
        }
        let at = point(-1.9, entropy(-1.9));
        canvas.label(
            Ink::One,
            "cross-entropy: a line",
            (at.0 + 40.0, at.1 - 20.0),
            HPos::Left,
        );
        let at = point(-7.0, 0.9);
        let text = "half squared error: a plateau";
        canvas.label(Ink::Two, text, (at.0 + 24.0, at.1), HPos::Left);
    })
}

/// One step of descent from many predictions of three classes, along either loss.
pub(crate) fn simplex() -> Figure {
    const HEIGHT: f64 = 860.0;
    canvas::figure("gradients-simplex", HEIGHT, |canvas| {
        let half = WIDTH / 2.0;
        let (cross, squared) = (
            softmax_cross_entropy_gradient,
            softmax_half_squared_error_gradient,
        );
        triangle(canvas, 0.0, Ink::One, "cross-entropy", cross);
        triangle(canvas, half, Ink::Two, "squared error", squared);
    })
}

/// The triangle of all predictions of three classes, the true one on top.
fn triangle(
    canvas: &mut Canvas<'_>,
    left: f64,
    ink: Ink,
    name: &str,
    gradient: impl Fn(usize, &Logits) -> Result<Vec<f64>, ClassOutOfRange>,
) {
    const SIDE: f64 = 690.0;
    const TENTHS: u32 = 12;
    let (top, middle) = (130.0, left + WIDTH / 4.0);
    let height = SIDE * 0.75_f64.sqrt();
    let place = |q: &Distribution| {
        let across = middle + (q[2] - q[1]) * SIDE / 2.0;
        (across, top + (1.0 - q[CLASS]) * height)
    };
    let corner = |class| place(&known(Distribution::one_hot(class, 3)));
    canvas.line(Ink::Text, RULE, [0, 1, 2, 0].map(corner));
    canvas.text(
        "first class, the true one",
        (middle, top - 36.0),
        HPos::Center,
    );
    canvas.text("second", (corner(1).0, corner(1).1 + 40.0), HPos::Left);
    canvas.text("third", (corner(2).0, corner(2).1 + 40.0), HPos::Right);
    canvas.label(ink, name, (middle, corner(1).1 + 40.0), HPos::Center);
    for first in 1..TENTHS - 1 {
        for second in 1..TENTHS - first {
            let shares = [first, second, TENTHS - first - second];
            let q = known(Distribution::from_counts(&shares.map(u64::from)));
            let logits = known(Logits::new(q.iter().map(f64::ln).collect::<Vec<_>>()));
            let slopes = known(gradient(CLASS, &logits));
            let moved = logits.iter().zip(slopes).map(|(z, slope)| z - slope / 2.0);
            let next = softmax(&known(Logits::new(moved.collect::<Vec<_>>())));
            canvas.arrow(ink, place(&q), place(&next));
        }
    }
}

/// The sum of both losses against the one weight that all six answers share.
pub(crate) fn trap() -> Figure {
    canvas::figure("gradients-trap", HEIGHT, |canvas| {
        let half = WIDTH / 2.0;
        let square = Frame {
            left: 120.0,
            right: half - 20.0,
            ..Frame::new(HEIGHT)
        };
        let (x, y) = (square.across(-5.0, 65.0), square.up(0.0, 1.3));
        let ticks = [0, 20, 40, 60].map(|w| (w.to_string(), x.at(f64::from(w))));
        square.lower_axis(canvas, ticks, "weight w");
        let ticks = [0.0, 0.5, 1.0].map(|loss| (loss.to_string(), y.at(loss)));
        square.left_axis(canvas, ticks, "squared errors, halved and added up");
        let loss = |w| known(trap_squared_error(w));
        let point = |w| (x.at(w), y.at(loss(w)));
        let curve = steps(-5.0, 1.0, 120).chain(steps(1.0, 65.0, 160));
        canvas.line(Ink::Two, CURVE, curve.map(point));
        let [end, best] = known(trap_ends());
        canvas.dot(Ink::Two, point(end));
        let at = point(end);
        let text = format!("stays at {}", number(loss(end)));
        canvas.label(Ink::Two, &text, (at.0 + 30.0, at.1 + 150.0), HPos::Left);
        let at = point(65.0);
        canvas.label(Ink::Two, "falls to 0.5", (at.0, at.1 + 50.0), HPos::Right);

        let entropy = Frame {
            left: half + 120.0,
            right: WIDTH - 30.0,
            ..Frame::new(HEIGHT)
        };
        let (x, y) = (entropy.across(-2.0, 1.0), entropy.up(0.0, 12.0));
        let ticks = [-2, -1, 0, 1].map(|w| (w.to_string().replace('-', "−"), x.at(f64::from(w))));
        entropy.lower_axis(canvas, ticks, "weight w");
        let ticks = [0, 4, 8, 12].map(|loss| (loss.to_string(), y.at(f64::from(loss))));
        entropy.left_axis(canvas, ticks, "");
        let at = (WIDTH - 20.0, entropy.top - 66.0);
        canvas.text("cross-entropies, added up (nats)", at, HPos::Right);
        let point = |w| (x.at(w), y.at(known(trap_cross_entropy(w)).nats()));
        canvas.line(Ink::One, CURVE, steps(-2.0, 0.85, 200).map(point));
        canvas.dot(Ink::One, point(best));
        let at = (point(best).0, point(best).1 + 50.0);
        let text = format!(
            "nothing is lower than {}",
            number(known(trap_cross_entropy(best)).nats())
        );
        canvas.label(Ink::One, &text, at, HPos::Center);
    })
}
