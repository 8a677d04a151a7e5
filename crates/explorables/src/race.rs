//! The race: two models descend, each along its own loss, and a reader goes with them step by step.

use givens::gradients::{
    GOAL, LARGER_RATE, LAST_STEP, RATE, START, STARTS, Slope, YES, binary_cross_entropy_gradient,
    binary_cross_entropy_with_logits, gradient_descent, half_squared_error,
    half_squared_error_gradient, logit, sigmoid,
};

use crate::figure::{
    BACK, Explorable, GRID, ONE, Part, TWO, decimal, ink, known, length, moved, paper, point, row,
};

/// The steps at which a reader can stop: all of them at first, then fewer and fewer.
fn stops() -> Vec<usize> {
    let spans = [
        (0..30, 1),
        (30..100, 5),
        (100..300, 10),
        (300..LAST_STEP + 1, 50),
    ];
    spans
        .into_iter()
        .flat_map(|(span, by)| span.step_by(by))
        .collect()
}

/// Where the curves stand: logits from left to right, losses from bottom to top.
fn x(z: f64) -> f64 {
    60.0 + (z + 7.5) / 15.0 * 560.0
}

fn y(loss: f64) -> f64 {
    330.0 - loss * 42.0
}

/// A racer: the loss that it descends along, and the elements that show it.
struct Racer {
    loss: fn(f64) -> f64,
    slope: Slope,
    dot: &'static str,
    prediction: &'static str,
    steepness: &'static str,
    arrival: &'static str,
    ink: (&'static str, u32),
    name: &'static str,
}

fn racers() -> [Racer; 2] {
    [
        Racer {
            loss: |z| known(binary_cross_entropy_with_logits(YES, z)).nats(),
            slope: binary_cross_entropy_gradient,
            dot: "cross-dot",
            prediction: "cross-prediction",
            steepness: "cross-slope",
            arrival: "cross-arrival",
            ink: (ONE, 1),
            name: "cross-entropy",
        },
        Racer {
            loss: |z| known(half_squared_error(YES, z)),
            slope: half_squared_error_gradient,
            dot: "square-dot",
            prediction: "square-prediction",
            steepness: "square-slope",
            arrival: "square-arrival",
            ink: (TWO, 2),
            name: "squared error",
        },
    ]
}

pub(crate) fn figure() -> Explorable {
    let mut figure = Explorable::new("race");
    let (stops, rates) = (stops(), [RATE, LARGER_RATE]);
    let start = figure.control(
        "start",
        STARTS.map(|start| start.to_string()),
        &START.to_string(),
    );
    let rate = figure.control(
        "rate",
        rates.map(|rate| rate.to_string()),
        &RATE.to_string(),
    );
    let step = figure.control("step", stops.iter().map(ToString::to_string), "0");

    let mut readouts = [const { String::new() }; 3];

    for racer in &racers() {
        // Every path, from each start and at each rate.
        let path = |start: usize, rate: usize| {
            let slope = |z| (racer.slope)(YES, z);
            let from = known(logit(STARTS[start]));
            known(gradient_descent(slope, from, rates[rate], LAST_STEP))
        };
        let paths: Vec<Vec<Vec<f64>>> = (0..STARTS.len())
            .map(|start| (0..rates.len()).map(|rate| path(start, rate)).collect())
            .collect();
        let at = |[start, rate, step]: [usize; 3]| paths[start][rate][stops[step]];
        let of = [start, rate, step];
        figure.set(racer.dot, Part::Attribute("transform"), of, |state| {
            let z = at(state);
            moved((x(z), y((racer.loss)(z))))
        });
        figure.text(racer.prediction, of, |state| decimal(sigmoid(at(state)), 4));
        figure.text(racer.steepness, of, |state| {
            decimal(known((racer.slope)(YES, at(state))), 6)
        });
        figure.text(racer.arrival, [start, rate], |[start, rate]| {
            let mut path = paths[start][rate].iter();
            let steps = path.position(|z| sigmoid(*z) > GOAL);
            steps.map_or("never".to_owned(), |steps| format!("{steps} steps"))
        });

        let head = format!("{} {}", ink(racer.ink.1), racer.name);
        for (rows, (what, key)) in readouts.iter_mut().zip([
            ("prediction", racer.prediction),
            ("slope", racer.steepness),
            ("goal after", racer.arrival),
        ]) {
            *rows += &row(&format!("{head}: {what}"), key);
        }
    }
    let mut below = "<dl class=\"readouts\">\n".to_owned() + &readouts.concat();
    below += "</dl>\n<form autocomplete=\"off\">\n";
    below += &figure.slider(step, "Step of the descent", "steps made", "");
    below += "<div class=\"row\">";
    below += &figure.choice(start, "First prediction of yes");
    below += "</div>\n<div class=\"row\">";
    below += &figure.choice(rate, "Learning rate");
    below += BACK;
    below += "</div>\n</form>\n";
    figure.finish(&drawing(), &below)
}

fn drawing() -> String {
    let mut drawing = paper(640, 400);
    for count in 0..=7 {
        let top = length(y(f64::from(count)));
        drawing += &format!(
            "<path d=\"M60 {top}H620\" stroke=\"{GRID}\"/><text x=\"46\" y=\"{top}\" dy=\"5\" text-anchor=\"end\">{count}</text>\n"
        );
    }
    for place in [-6, -4, -2, 0, 2, 4, 6] {
        let left = length(x(f64::from(place)));
        let place = place.to_string().replace('-', "−");
        drawing += &format!("<text x=\"{left}\" y=\"354\" text-anchor=\"middle\">{place}</text>\n");
    }
    let goal = length(x(known(logit(GOAL))));
    drawing += &format!(
        "<path d=\"M{goal} 20V330\" stroke=\"currentColor\" stroke-dasharray=\"4 6\"/>\
         <text x=\"{goal}\" y=\"34\" dx=\"8\">goal: {GOAL}</text>\n\
         <text x=\"340\" y=\"386\" text-anchor=\"middle\">logit z of yes, which is the truth; height: loss</text>\n"
    );
    for racer in racers() {
        let curve: Vec<_> = (-30..=30)
            .map(|quarter| f64::from(quarter) / 4.0)
            .map(|z| point((x(z), y((racer.loss)(z)))))
            .collect();
        drawing += &format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"3\"/>\n",
            curve.join(" "),
            racer.ink.0
        );
    }
    for racer in racers() {
        drawing += &format!(
            "<circle data-k=\"{}\" r=\"9\" fill=\"{}\" stroke=\"var(--figure-paper, #fff)\" stroke-width=\"2\"/>\n",
            racer.dot, racer.ink.0
        );
    }
    drawing + "</svg>\n"
}
