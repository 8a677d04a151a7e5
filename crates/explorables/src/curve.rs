//! The curve of surprise: a point on it, and a button that halves its probability.

use givens::surprisal::{BIT, NAT, surprisal};
use information::Information;

use crate::figure::{
    BACK, Explorable, GRID, ONE, Part, amount, decimal, grip, known, length, moved, paper, point,
    row, trimmed,
};

/// What the probabilities are halvings of; a tenth and a hundredth are among these.
const WHOLES: [f64; 7] = [1.0, 0.99, 0.9, 0.8, 0.7, 0.64, 0.6];

/// So often each is halved: down to one in a million.
const HALVINGS: i32 = 20;

/// The probabilities, from certain on.
fn probabilities() -> Vec<f64> {
    let halved = |times: i32| WHOLES.map(|whole| whole * f64::from(-times).exp2());
    let mut all: Vec<f64> = (0..=HALVINGS).flat_map(halved).collect();
    all.retain(|p| *p >= f64::from(-HALVINGS).exp2());
    all.sort_by(|a, b| b.total_cmp(a));
    all
}

/// A probability as the control calls it: four digits, or fewer if they are all.
fn called(p: f64) -> String {
    let digits = 4 - (p.log10().floor() as i32 + 1);
    let decimals = usize::try_from(digits).unwrap_or_default().min(9);
    trimmed(p, decimals)
}

fn y(amount: Information) -> f64 {
    330.0 - amount.nats() * 21.0
}

/// Whether the axis goes from nothing to one, or from factor to factor.
const AXES: [&str; 2] = ["linear", "logarithmic"];

fn x(p: f64, axis: usize) -> f64 {
    match AXES[axis] {
        "linear" => 60.0 + 520.0 * p,
        // Six factors of ten.
        _ => 580.0 + 520.0 / 6.03 * p.log10(),
    }
}

/// The marks of the axis of probabilities: even ones, and from factor to factor.
const TICKS: [(&str, f64, f64); 7] = [
    ("t0", 0.0, 1e-6),
    ("t1", 0.2, 1e-5),
    ("t2", 0.4, 1e-4),
    ("t3", 0.5, 1e-3),
    ("t4", 0.6, 1e-2),
    ("t5", 0.8, 1e-1),
    ("t6", 1.0, 1.0),
];

pub(crate) fn figure() -> Explorable {
    let mut figure = Explorable::new("curve");
    let all = probabilities();
    let p = figure.control("p", all.iter().copied().map(called), "0.7");
    let axis = figure.control("axis", AXES, "linear");

    let cost = |p: usize| known(surprisal(all[p]));
    figure.text("nats", [p], |[p]| amount(cost(p), 0));
    figure.text("bits", [p], |[p]| amount(cost(p), 1));
    figure.text("odds", [p], |[p]| {
        let against = 1.0 / all[p];
        let whole = (against - against.round()).abs() < 1e-9;
        format!("1 in {}", decimal(against, if whole { 0 } else { 2 }))
    });
    let at = |[p, axis]: [usize; 2]| (x(all[p], axis), y(cost(p)));
    figure.set("dot", Part::Attribute("transform"), [p, axis], |state| {
        moved(at(state))
    });
    figure.set("grip", Part::Attribute("transform"), [p, axis], |state| {
        moved(at(state))
    });
    figure.handle("grip", p, "y", |p| y(cost(p)));
    figure.set("drop", Part::Attribute("d"), [p, axis], |state| {
        let (left, top) = at(state);
        let [left, top] = [left, top].map(length);
        format!("M60 {top}H580M{left} {top}V330")
    });
    figure.set("line", Part::Attribute("points"), [axis], |[axis]| {
        let points: Vec<_> = (0..all.len()).map(|p| point(at([p, axis]))).collect();
        points.join(" ")
    });
    for (key, even, factor) in TICKS {
        let value = move |axis: usize| if AXES[axis] == "linear" { even } else { factor };
        figure.place(key, "x", [axis], |[axis]| x(value(axis), axis));
        figure.text(key, [axis], |[axis]| value(axis).to_string());
    }
    // Doubling and halving are exact, so what they lead to is found, or is beyond an end.
    let times = |p: usize, factor: f64| {
        let mut places = all.iter();
        let found = places.position(|other| other.total_cmp(&(all[p] * factor)).is_eq());
        found.unwrap_or(p)
    };
    figure.button("halve", p, p, |p| times(p, 0.5));
    figure.button("double", p, p, |p| times(p, 2.0));

    let below = [
        "<dl class=\"readouts\">\n".to_owned(),
        row("surprise", "nats"),
        row("the same in bits", "bits"),
        row("as a chance", "odds"),
        "</dl>\n<form autocomplete=\"off\">\n".to_owned(),
        figure.slider(
            p,
            "Probability",
            "",
            "<div class=\"row\"><button type=\"button\" name=\"halve\">Halve it</button>\
             <button type=\"button\" name=\"double\">Double it</button></div>",
        ),
        "<div class=\"row\">".to_owned(),
        figure.choice(axis, "Axis of probabilities"),
        BACK.to_owned(),
        "</div>\n</form>\n".to_owned(),
    ];
    figure.finish(&drawing(), &below.concat())
}

fn drawing() -> String {
    let mut drawing = paper(640, 400);
    for count in [0, 2, 4, 6, 8, 10, 12, 14] {
        let top = length(y(NAT * f64::from(count)));
        drawing += &format!(
            "<path d=\"M60 {top}H580\" stroke=\"{GRID}\"/><text x=\"46\" y=\"{top}\" dy=\"5\" text-anchor=\"end\">{count}</text>\n"
        );
    }
    for count in [0, 4, 8, 12, 16, 20] {
        let top = length(y(BIT * f64::from(count)));
        drawing += &format!(
            "<path d=\"M580 {top}H588\" stroke=\"currentColor\"/><text x=\"594\" y=\"{top}\" dy=\"5\">{count}</text>\n"
        );
    }
    for (key, ..) in TICKS {
        drawing += &format!("<text data-k=\"{key}\" y=\"354\" text-anchor=\"middle\"></text>\n");
    }
    drawing += &format!(
        "<text x=\"60\" y=\"14\" text-anchor=\"middle\">nats</text>\
         <text x=\"590\" y=\"14\" text-anchor=\"middle\">bits</text>\n\
         <text x=\"320\" y=\"386\" text-anchor=\"middle\">probability of what happened</text>\n\
         <path data-k=\"drop\" stroke=\"currentColor\" stroke-dasharray=\"4 6\"/>\n\
         <polyline data-k=\"line\" fill=\"none\" stroke=\"{ONE}\" stroke-width=\"3\"/>\n\
         <circle data-k=\"dot\" r=\"7\" fill=\"{ONE}\"/>\n{}</svg>\n",
        grip("grip")
    );
    drawing
}
