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

/// An animal's column: the width is how often there is one, the height how surprising it is.
struct Column {
    /// The animal's place among the outcomes.
    animal: usize,
    /// What the truth and the belief share, what the belief adds, and what it saves.
    parts: [&'static str; 3],
    /// By how much the belief changes the bill, and who it is about.
    change: &'static str,
    label: &'static str,
    name: &'static str,
}

const COLUMNS: [Column; 2] = [
    Column {
        animal: 0,
        parts: ["cat-both", "cat-added", "cat-saved"],
        change: "cat-change",
        label: "cat-label",
        name: "cats",
    },
    Column {
        animal: 1,
        parts: ["dog-both", "dog-added", "dog-saved"],
        change: "dog-change",
        label: "dog-label",
        name: "dogs",
    },
];

/// The lines of the axis, at whole amounts of the unit.
const TICKS: [&str; 8] = ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"];

fn places() -> [(&'static str, &'static Distribution); 3] {
    [("street", &STREET), ("town", &TOWN), ("kennel", &KENNEL)]
}

/// The figure while it is made: the shares that can be chosen, and the controls that choose.
struct Bill {
    figure: Explorable,
    shares: Vec<Distribution>,
    p: usize,
    q: usize,
    unit: usize,
}

pub(crate) fn figure() -> Explorable {
    let mut figure = Explorable::new("bill");
    let shares: Vec<Distribution> = hundredths().into_iter().map(animals).collect();
    let p = figure.control("p", shares.iter().map(cats), &cats(&TOWN));
    let q = figure.control("q", shares.iter().map(cats), &cats(&STREET));
    let unit = figure.control("unit", UNITS, "nats");
    let mut bill = Bill {
        figure,
        shares,
        p,
        q,
        unit,
    };
    bill.amounts();
    for column in &COLUMNS {
        bill.column(column);
    }
    bill.belief();
    bill.axis();
    bill.grips();
    bill.buttons();
    let below = bill.below();
    bill.figure.finish(&drawing(), &below)
}

/// What a share of cats is called.
fn cats(place: &Distribution) -> String {
    place[0].to_string()
}

impl Bill {
    fn amounts(&mut self) {
        let Self {
            figure,
            shares,
            p,
            q,
            unit,
        } = self;
        let (p, q, unit) = (*p, *q, *unit);
        figure.text("entropy", [p, unit], |[p, unit]| {
            amount(entropy(&shares[p]), unit)
        });
        figure.text("cross-entropy", [p, q, unit], |[p, q, unit]| {
            amount(known(cross_entropy(&shares[p], &shares[q])), unit)
        });
        let divergence =
            |[p, q, unit]: [usize; 3]| amount(known(kl_divergence(&shares[p], &shares[q])), unit);
        figure.text("divergence", [p, q, unit], divergence);
        figure.text("reverse", [q, p, unit], divergence);
        figure.text("jensen-shannon", [p, q, unit], |[p, q, unit]| {
            amount(known(jensen_shannon(&shares[p], &shares[q])), unit)
        });
    }

    fn column(&mut self, column: &Column) {
        let Self {
            figure,
            shares,
            p,
            q,
            unit,
        } = self;
        let (p, q, unit) = (*p, *q, *unit);
        let (animal, change) = (column.animal, column.change);
        let start = |p: usize| if animal == 0 { LEFT } else { edge(&shares[p]) };
        let width = |p: usize| WIDTH * shares[p][animal];
        let surprises = |[p, q]: [usize; 2]| {
            [&shares[p], &shares[q]].map(|place| known(surprisal(place[animal])))
        };
        let of = |state| {
            let [truth, belief] = surprises(state);
            parts(truth, belief)
        };
        for (part, key) in column.parts.into_iter().enumerate() {
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
        figure.text(column.label, [p, q], |[p, q]| {
            let [truth, belief] = [p, q].map(|place| shares[place][animal]);
            format!("{}: p = {truth}, q = {belief}", column.name)
        });
    }

    /// The line of the belief.
    fn belief(&mut self) {
        let Self {
            figure,
            shares,
            p,
            q,
            ..
        } = self;
        let (p, q) = (*p, *q);
        let edge = |p: usize| edge(&shares[p]);
        figure.set("belief", Part::Attribute("points"), [p, q], |[p, q]| {
            let [cat, dog] = [0, 1].map(|animal| level(&shares[q], animal));
            let points = [
                (LEFT, cat),
                (edge(p), cat),
                (edge(p), dog),
                (LEFT + WIDTH, dog),
            ];
            points.map(point).join(" ")
        });
    }

    fn axis(&mut self) {
        let (figure, unit) = (&mut self.figure, self.unit);
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
    }

    /// What can be taken hold of.
    fn grips(&mut self) {
        let Self {
            figure,
            shares,
            p,
            q,
            ..
        } = self;
        let (p, q) = (*p, *q);
        let edge = |p: usize| edge(&shares[p]);
        figure.set("p-grip", Part::Attribute("transform"), [p], |[p]| {
            moved((edge(p), BOTTOM))
        });
        figure.handle("p-grip", p, "x", edge);
        let level = |q: usize, animal: usize| level(&shares[q], animal).max(8.0);
        for (animal, key, x) in [(0, "cat-grip", LEFT), (1, "dog-grip", LEFT + WIDTH)] {
            figure.set(key, Part::Attribute("transform"), [q], |[q]| {
                moved((x, level(q, animal)))
            });
            figure.handle(key, q, "y", |q| level(q, animal));
        }
    }

    fn buttons(&mut self) {
        for (control, names) in [
            (self.p, ["p-street", "p-town", "p-kennel"]),
            (self.q, ["q-street", "q-town", "q-kennel"]),
        ] {
            for (name, (_, place)) in names.into_iter().zip(places()) {
                self.figure.preset(name, &[(control, &cats(place))]);
            }
        }
        self.figure.swap("swap", [self.p, self.q]);
    }

    /// The readouts and the controls.
    fn below(&self) -> String {
        let [both, adds, saves] = [ink(1), ink(2), ink(3)];
        let rows = [
            (
                format!("{both} + {saves} entropy <i>H</i>(<i>p</i>)"),
                "entropy",
            ),
            (
                format!("{both} + {adds} cross-entropy <i>H</i>(<i>p</i>, <i>q</i>)"),
                "cross-entropy",
            ),
            (
                format!("{adds} − {saves} divergence <i>D</i>(<i>p</i> ‖ <i>q</i>)"),
                "divergence",
            ),
            (
                "the other way, <i>D</i>(<i>q</i> ‖ <i>p</i>)".to_owned(),
                "reverse",
            ),
            ("Jensen–Shannon, of both".to_owned(), "jensen-shannon"),
        ];
        let presets = |control: &str, whose: &str| {
            let button = |(place, _): (&str, &Distribution)| {
                format!("<button type=\"button\" name=\"{control}-{place}\">{place}</button>")
            };
            let buttons = places().map(button).concat();
            format!(
                "<div class=\"row\" role=\"group\" aria-label=\"{whose} is that of the\">{buttons}</div>"
            )
        };
        let slider = |control: usize, label: &str, name: &str, whose: &str| {
            self.figure
                .slider(control, label, "of all", &presets(name, whose))
        };
        [
            "<dl class=\"readouts\">\n".to_owned(),
            rows.map(|(label, key)| row(&label, key)).concat(),
            "</dl>\n<form autocomplete=\"off\">\n".to_owned(),
            slider(self.p, "Cats in truth, <i>p</i>", "p", "The truth"),
            slider(self.q, "Cats in the belief, <i>q</i>", "q", "The belief"),
            "<div class=\"row\">".to_owned(),
            self.figure.choice(self.unit, "Unit"),
            "<button type=\"button\" name=\"swap\">Swap <i>p</i> and <i>q</i></button>".to_owned(),
            BACK.to_owned(),
            "</div>\n</form>\n".to_owned(),
        ]
        .concat()
    }
}

/// Where the cats end and the dogs begin.
fn edge(truth: &Distribution) -> f64 {
    LEFT + WIDTH * truth[0]
}

/// How high the line of a belief lies over an animal.
fn level(belief: &Distribution, animal: usize) -> f64 {
    height(known(surprisal(belief[animal])))
}

fn drawing() -> String {
    let mut drawing = paper(640, 400);
    for (count, key) in TICKS.into_iter().enumerate() {
        drawing += &format!(
            "<g data-k=\"{key}\"><path d=\"M{LEFT} 0H{}\" stroke=\"{GRID}\"/>\
             <text x=\"46\" y=\"5\" text-anchor=\"end\">{count}</text></g>\n",
            LEFT + WIDTH
        );
    }
    for Column { parts, .. } in &COLUMNS {
        let [base, more, less] = *parts;
        drawing += &[area(base, ONE), area(more, TWO), area(less, THREE)].concat();
    }
    drawing +=
        "<polyline data-k=\"belief\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"3\"/>\n";
    for Column { change, .. } in &COLUMNS {
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
    drawing + "</svg>\n"
}
