//! The softmax bench: three scores, a kind of float, and two ways to compute the same thing.

use givens::logits::{
    BF16, CAT, DOG, F16, F32, F64, FLAT, FOX, FloatFormat, LIFT, NO_SCORE, SCORES, SoftmaxSteps,
    TEMPERATURES, softmax_in,
};

use crate::figure::{BACK, Explorable, GRID, ONE, Part, number, paper, row};

/// The scores that a class can have beside its own: none, a small one, and one that leaves no doubt.
const ROUND: [f64; 3] = [NO_SCORE, 1.0, 20.0];

/// What is added to all three scores.
fn shifts() -> [f64; 5] {
    [NO_SCORE, 10.0, FLAT[0], LIFT, 8.0 * LIFT]
}

const FLOATS: [(&str, FloatFormat); 4] = [("f64", F64), ("f32", F32), ("bf16", BF16), ("f16", F16)];

const WAYS: [&str; 2] = ["as printed", "largest taken out"];

const TIMES: [&str; 2] = ["once", "twice"];

/// A number in words where it is none, and with three digits where it is far from one.
fn told(value: f64) -> String {
    if value.is_nan() {
        "not a number".to_owned()
    } else if value.is_finite() && value != 0.0 && !(1e-3..1e4).contains(&value.abs()) {
        format!("{value:.2e}")
    } else {
        number(value)
    }
}

/// A probability, with three decimals however small it is.
fn share(value: f64) -> String {
    if value.is_nan() {
        told(value)
    } else {
        number(value)
    }
}

/// The classes, in the order of their places.
const NAMES: [&str; 3] = ["cat", "dog", "fox"];

/// Of each class the elements for its logit, its exponential, its bar and its probability.
const KEYS: [[&str; 4]; 3] = [
    ["cat-logit", "cat-weight", "cat-bar", "cat-share"],
    ["dog-logit", "dog-weight", "dog-bar", "dog-share"],
    ["fox-logit", "fox-weight", "fox-bar", "fox-share"],
];

pub(crate) fn figure() -> Explorable {
    let mut figure = Explorable::new("bench");
    let called = |numbers: &[f64]| numbers.iter().map(f64::to_string).collect::<Vec<_>>();
    let scores = [CAT, DOG, FOX].map(|class| {
        let mut scores = ROUND.to_vec();
        let own = SCORES[class];
        if !scores.contains(&own) {
            scores.push(own);
            scores.sort_by(f64::total_cmp);
        }
        scores
    });
    let [cat, dog, fox] = [CAT, DOG, FOX].map(|class| {
        figure.control(
            NAMES[class],
            called(&scores[class]),
            &SCORES[class].to_string(),
        )
    });
    let shifts = shifts();
    let shift = figure.control("shift", called(&shifts), "0");
    let temperature = figure.control("temperature", called(&TEMPERATURES), "1");
    let times = figure.control("softmax", TIMES, "once");
    let float = figure.control("float", FLOATS.map(|(name, _)| name), "f64");
    let way = figure.control("way", WAYS, "as printed");

    let logit = |class: usize, [score, shift, temperature, float]: [usize; 4]| {
        let logit = (scores[class][score] + shifts[shift]) / TEMPERATURES[temperature];
        FLOATS[float].1.rounded(logit)
    };
    let steps = |[cat, dog, fox, shift, temperature, float, way]: [usize; 7]| -> SoftmaxSteps {
        let logits = [(CAT, cat), (DOG, dog), (FOX, fox)]
            .map(|(class, score)| logit(class, [score, shift, temperature, float]));
        softmax_in(FLOATS[float].1, &logits, WAYS[way] != WAYS[0])
    };
    let shares = |[cat, dog, fox, shift, temperature, times, float, way]: [usize; 8]| {
        let once = steps([cat, dog, fox, shift, temperature, float, way]).probabilities;
        if TIMES[times] == "once" {
            return once;
        }
        softmax_in(FLOATS[float].1, &once, WAYS[way] != WAYS[0]).probabilities
    };
    let all = [cat, dog, fox, shift, temperature, times, float, way];
    let of_once = [cat, dog, fox, shift, temperature, float, way];

    for ((class, score), [z, weight, bar, key]) in
        [(CAT, cat), (DOG, dog), (FOX, fox)].into_iter().zip(KEYS)
    {
        figure.text(z, [score, shift, temperature, float], |state| {
            number(logit(class, state))
        });
        figure.text(weight, of_once, |state| told(steps(state).weights[class]));
        figure.text(key, all, |state| share(shares(state)[class]));
        figure.set(bar, Part::Variable("--v"), all, |state| {
            share(shares(state)[class])
        });
    }
    figure.text("sum", of_once, |state| told(steps(state).sum));
    figure.text("loss", all, |state| {
        let loss = FLOATS[state[6]].1.rounded(-shares(state)[CAT].ln());
        match share(loss).as_str() {
            word @ ("not a number" | "infinite") => word.to_owned(),
            "1" => "1 nat".to_owned(),
            number => format!("{number} nats"),
        }
    });

    let below = [
        "<dl class=\"readouts\">\n".to_owned(),
        row("sum of the exponentials", "sum"),
        row("loss if it is a cat", "loss"),
        "</dl>\n<form autocomplete=\"off\">\n".to_owned(),
        figure.slider(cat, "Score of the cat", "", ""),
        figure.slider(dog, "Score of the dog", "", ""),
        figure.slider(fox, "Score of the fox", "", ""),
        figure.slider(shift, "Added to all three", "", ""),
        "<div class=\"row\">".to_owned(),
        figure.choice(float, "Kind of float"),
        figure.choice(way, "Exponentials"),
        figure.choice(temperature, "Divided by a temperature of"),
        figure.choice(times, "Softmax"),
        BACK.to_owned(),
        "</div>\n</form>\n".to_owned(),
    ];
    figure.finish(&drawing(), &below.concat())
}

fn drawing() -> String {
    let mut drawing = paper(640, 210);
    drawing += "<text x=\"150\" y=\"20\" text-anchor=\"end\">logit</text>\
                <text x=\"290\" y=\"20\" text-anchor=\"end\">exponential</text>\
                <text x=\"625\" y=\"20\" text-anchor=\"end\">probability</text>\n";
    for (class, [z, weight, bar, key]) in KEYS.into_iter().enumerate() {
        let middle = 56 + 50 * class;
        let name = NAMES[class];
        drawing += &format!(
            "<text x=\"14\" y=\"{middle}\" dy=\"5\">{name}</text>\
             <text data-k=\"{z}\" x=\"150\" y=\"{middle}\" dy=\"5\" text-anchor=\"end\"></text>\
             <text data-k=\"{weight}\" x=\"290\" y=\"{middle}\" dy=\"5\" text-anchor=\"end\"></text>\
             <rect x=\"310\" y=\"{top}\" width=\"180\" height=\"36\" fill=\"none\" stroke=\"{GRID}\"/>\
             <rect data-k=\"{bar}\" x=\"310\" y=\"{top}\" height=\"36\" style=\"width:calc(var(--v)*180px)\" fill=\"{ONE}\" fill-opacity=\"0.6\"/>\
             <text data-k=\"{key}\" x=\"625\" y=\"{middle}\" dy=\"5\" text-anchor=\"end\"></text>\n",
            top = middle - 18
        );
    }
    drawing + "</svg>\n"
}
