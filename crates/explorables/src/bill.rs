//! The bill as area: columns as wide as a kind of animal is frequent, and as high as the belief is surprised by it.

use givens::kl_divergence::{
    KENNEL, STREET, TOWN, cross_entropy, entropy, jensen_shannon, kl_divergence, surprisal,
};
use information::{Distribution, Information};

use crate::figure::{
    BACK, Explorable, GRID, ONE, Part, THREE, TWO, UNITS, amount, area, grip, ink, known, length,
    measured, moved, number, paper, point, row,
};

/// The shares of cats, in hundredths: all twentieths, and both ends once more, close up.
fn hundredths() -> Vec<u32> {
    let twentieths = (0..=20).map(|twentieth| twentieth * 5);
    let mut shares: Vec<u32> = twentieths.chain([1, 99]).collect();
    shares.sort_unstable();
    shares
}

/// So many cats in a hundred animals, and the rest dogs.
fn animals(hundredths: u32) -> Distribution {
    let share = |hundredths| f64::from(hundredths) / 100.0;
    known(Distribution::new([
        share(hundredths),
        share(100 - hundredths),
    ]))
}

/// Where the columns stand.
const LEFT: f64 = 60.0;
const WIDTH: f64 = 560.0;
const BOTTOM: f64 = 330.0;
/// The height of one nat.
const NAT: f64 = 62.0;

/// The place of an amount; what is infinite leaves the drawing.
fn height(amount: Information) -> f64 {
    if amount.is_finite() {
        BOTTOM - NAT * amount.nats()
    } else {
        -NAT
    }
}

/// What of a column the belief leaves, adds and saves, each from a height to a lower one.
fn parts(truth: Information, belief: Information) -> [[f64; 2]; 3] {
    let (own, modelled) = (height(truth), height(belief));
    [
        [own.max(modelled), BOTTOM],
        [modelled.min(own), own],
        [own.min(modelled), modelled],
    ]
}

pub(crate) fn figure() -> Explorable {
    let mut figure = Explorable::new("bill");
    let shares: Vec<Distribution> = hundredths().into_iter().map(animals).collect();
    let cats = |place: &Distribution| place[0].to_string();
    let p = figure.control("p", shares.iter().map(cats), &cats(&TOWN));
    let q = figure.control("q", shares.iter().map(cats), &cats(&STREET));
    let unit = figure.control("unit", UNITS, "nats");

    let both = |[p, q]: [usize; 2]| (&shares[p], &shares[q]);
    figure.text("entropy", [p, unit], |[p, unit]| {
        amount(entropy(&shares[p]), unit)
    });
    figure.text("cross-entropy", [p, q, unit], |[p, q, unit]| {
        let (p, q) = both([p, q]);
        amount(known(cross_entropy(p, q)), unit)
    });
    let divergence = |[p, q, unit]: [usize; 3]| {
        let (p, q) = both([p, q]);
        amount(known(kl_divergence(p, q)), unit)
    };
    figure.text("divergence", [p, q, unit], divergence);
    figure.text("reverse", [q, p, unit], divergence);
    figure.text("jensen-shannon", [p, q, unit], |[p, q, unit]| {
        let (p, q) = both([p, q]);
        amount(known(jensen_shannon(p, q)), unit)
    });

    let edge = |p: usize| LEFT + WIDTH * shares[p][0];
    // The columns: the animal's place among the outcomes, its elements, and where it begins.
    let columns: [(usize, [&str; 4], [&str; 2]); 2] = [
        (
            0,
            ["cat-both", "cat-added", "cat-saved", "cat-change"],
            ["cat-label", "cats"],
        ),
        (
            1,
            ["dog-both", "dog-added", "dog-saved", "dog-change"],
            ["dog-label", "dogs"],
        ),
    ];
    for (animal, [base, more, less, change], [label, name]) in columns {
        let start = |p| if animal == 0 { LEFT } else { edge(p) };
        let width = |p: usize| WIDTH * shares[p][animal];
        let surprises = |[p, q]: [usize; 2]| {
            [&shares[p], &shares[q]].map(|place| known(surprisal(place[animal])))
        };
        let of = |state| {
            let [truth, belief] = surprises(state);
            parts(truth, belief)
        };
        for (part, key) in [base, more, less].into_iter().enumerate() {
            figure.place(key, "x", [p], |[p]| start(p));
            figure.place(key, "width", [p], |[p]| width(p));
            figure.place(key, "y", [p, q], |state| of(state)[part][0]);
            figure.place(key, "height", [p, q], |state| {
                let [top, bottom] = of(state)[part];
                (bottom - top).max(0.0)
            });
        }
        figure.place(change, "x", [p], |[p]| start(p) + width(p) / 2.0);
        figure.place(change, "y", [p, q], |state| {
            let [truth, belief] = surprises(state).map(height);
            f64::midpoint(truth.max(0.0), belief.max(0.0))
        });
        figure.text(change, [p, q, unit], |[p, q, unit]| {
            let [truth, belief] = surprises([p, q]);
            let room = width(p) >= 80.0 && (height(truth) - height(belief)).abs() >= 26.0;
            let share = shares[p][animal];
            let by = measured((belief - truth) * share, unit);
            match () {
                () if !room => String::new(),
                () if by.is_infinite() => number(by),
                () if by > 0.0 => format!("+{}", number(by)),
                () => number(by),
            }
        });
        figure.text(label, [p, q], |[p, q]| {
            format!(
                "{name}: p = {}, q = {}",
                shares[p][animal], shares[q][animal]
            )
        });
    }
    figure.set("belief", Part::Attribute("points"), [p, q], |[p, q]| {
        let [cat, dog] = [0, 1].map(|animal| height(known(surprisal(shares[q][animal]))));
        let points = [
            (LEFT, cat),
            (edge(p), cat),
            (edge(p), dog),
            (LEFT + WIDTH, dog),
        ];
        points.map(point).join(" ")
    });
    figure.text("axis", [unit], |[unit]| {
        format!(
            "width: how often; height: how surprising, in {}",
            UNITS[unit]
        )
    });
    let of_unit = |unit: usize, count: usize| match UNITS[unit] {
        "bits" => Information::from_bits(count as f64),
        _ => Information::from_nats(count as f64),
    };
    const TICKS: [&str; 8] = ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"];
    for (count, key) in TICKS.into_iter().enumerate() {
        let top = move |unit| height(of_unit(unit, count));
        figure.set(key, Part::Attribute("transform"), [unit], |[unit]| {
            format!("translate(0 {})", length(top(unit)))
        });
        figure.set(key, Part::Attribute("visibility"), [unit], |[unit]| {
            let shows = if top(unit) > 10.0 {
                "visible"
            } else {
                "hidden"
            };
            shows.to_owned()
        });
    }

    figure.set("p-grip", Part::Attribute("transform"), [p], |[p]| {
        moved((edge(p), BOTTOM))
    });
    figure.handle("p-grip", p, "x", edge);
    let level = |q: usize, animal: usize| height(known(surprisal(shares[q][animal]))).max(8.0);
    for (animal, key, x) in [(0, "cat-grip", LEFT), (1, "dog-grip", LEFT + WIDTH)] {
        figure.set(key, Part::Attribute("transform"), [q], |[q]| {
            moved((x, level(q, animal)))
        });
        figure.handle(key, q, "y", |q| level(q, animal));
    }

    let places = [("street", &STREET), ("town", &TOWN), ("kennel", &KENNEL)];
    for (control, names) in [
        (p, ["p-street", "p-town", "p-kennel"]),
        (q, ["q-street", "q-town", "q-kennel"]),
    ] {
        for (name, (_, place)) in names.into_iter().zip(places) {
            figure.preset(name, &[(control, &cats(place))]);
        }
    }
    figure.swap("swap", [p, q]);

    let mut drawing = paper(640, 400);
    for (count, key) in TICKS.into_iter().enumerate() {
        drawing += &format!(
            "<g data-k=\"{key}\"><path d=\"M{LEFT} 0H{}\" stroke=\"{GRID}\"/>\
             <text x=\"46\" y=\"5\" text-anchor=\"end\">{count}</text></g>\n",
            LEFT + WIDTH
        );
    }
    for (_, [base, more, less, _], _) in columns {
        drawing += &[area(base, ONE), area(more, TWO), area(less, THREE)].concat();
    }
    drawing +=
        "<polyline data-k=\"belief\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"3\"/>\n";
    for (_, [_, _, _, change], _) in columns {
        drawing += &format!("<text data-k=\"{change}\" dy=\"5\" text-anchor=\"middle\"></text>\n");
    }
    drawing += &format!(
        "<text data-k=\"cat-label\" x=\"{LEFT}\" y=\"354\"></text>\n\
         <text data-k=\"dog-label\" x=\"{right}\" y=\"354\" text-anchor=\"end\"></text>\n\
         <text data-k=\"axis\" x=\"{middle}\" y=\"386\" text-anchor=\"middle\"></text>\n",
        right = LEFT + WIDTH,
        middle = LEFT + WIDTH / 2.0
    );
    drawing += &["p-grip", "cat-grip", "dog-grip"].map(grip).concat();
    drawing += "</svg>\n";

    let presets = |control: &str, whose: &str| {
        let button = |(place, _): (&str, &Distribution)| {
            format!("<button type=\"button\" name=\"{control}-{place}\">{place}</button>")
        };
        let buttons = places.map(button).concat();
        format!(
            "<div class=\"row\" role=\"group\" aria-label=\"{whose} is that of the\">{buttons}</div>"
        )
    };
    let below = [
        "<dl class=\"readouts\">\n".to_owned(),
        row(
            &format!("{} + {} entropy <i>H</i>(<i>p</i>)", ink(1), ink(3)),
            "entropy",
        ),
        row(
            &format!(
                "{} + {} cross-entropy <i>H</i>(<i>p</i>, <i>q</i>)",
                ink(1),
                ink(2)
            ),
            "cross-entropy",
        ),
        row(
            &format!(
                "{} − {} divergence <i>D</i>(<i>p</i> ‖ <i>q</i>)",
                ink(2),
                ink(3)
            ),
            "divergence",
        ),
        row("the other way, <i>D</i>(<i>q</i> ‖ <i>p</i>)", "reverse"),
        row("Jensen–Shannon, of both", "jensen-shannon"),
        "</dl>\n<form autocomplete=\"off\">\n".to_owned(),
        figure.slider(
            p,
            "Cats in truth, <i>p</i>",
            "of all",
            &presets("p", "The truth"),
        ),
        figure.slider(
            q,
            "Cats in the belief, <i>q</i>",
            "of all",
            &presets("q", "The belief"),
        ),
        "<div class=\"row\">".to_owned(),
        figure.choice(unit, "Unit"),
        "<button type=\"button\" name=\"swap\">Swap <i>p</i> and <i>q</i></button>".to_owned(),
        BACK.to_owned(),
        "</div>\n</form>\n".to_owned(),
    ];
    figure.finish(&drawing, &below.concat())
}
