//! The figures that a reader can move: each state shows what the crates compute, rightly rounded.

mod bench;
mod codes;

use std::collections::BTreeSet;
use std::{env, fs};

use explorables::Explorable;
use roxmltree::Document;

use crate::oracle::{self, Precise};
use crate::support::{BOOK, REPORT, root, tell};

fn figure(name: &str) -> Explorable {
    let mut all = explorables::all().into_iter();
    all.find(|figure| figure.name() == name)
        .expect("it is one of them")
}

/// `INSTA_UPDATE=always cargo test explorables` writes the files anew, as it does the snapshots.
#[test]
fn every_file_of_an_explorable_is_what_the_crates_make() {
    let folder = root().join("book/en");
    for (name, text) in explorables::files() {
        let path = folder.join(&name);
        if env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
            fs::write(&path, &text).expect("the folder can be written to");
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == text,
            "{name} is not what crates/explorables makes; read `INSTA_UPDATE=always cargo test explorables`"
        );
    }
}

#[test]
fn each_element_that_a_table_sets_stands_once_in_its_figure() {
    for figure in explorables::all() {
        let page = figure.drawing() + &figure.controls();
        let is_once = |mark: String| {
            let count = page.matches(&mark).count();
            assert_eq!(count, 1, "{}: {mark}", figure.name());
        };
        for key in figure.elements() {
            is_once(format!(" data-k=\"{key}\""));
        }
        for button in figure.buttons() {
            is_once(format!("<button type=\"button\" name=\"{button}\">"));
        }
        let drawing = figure.drawing();
        let document =
            Document::parse(&drawing).unwrap_or_else(|error| panic!("{}: {error}", figure.name()));
        assert_eq!(document.root_element().attribute("role"), Some("img"));
        assert!(drawing.lines().all(|line| !line.trim().is_empty()));
    }
}

/// Whether a text is a number as it is to be shown: three decimals, or none if it is whole.
fn rounds(shown: &str, truth: &Precise) -> bool {
    let truth = truth.nearest();
    if truth.is_infinite() {
        return shown == "infinite";
    }
    let number = shown.split(' ').next().unwrap_or_default();
    let number = number.replace('−', "-").replace('+', "");
    let decimals = number
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let value: f64 = number.parse().unwrap_or(f64::NAN);
    let off = (value - truth).abs();
    match decimals {
        0 => off < 1e-9,
        // What is farther than half of the last place was rounded to the wrong side.
        3 => off <= 0.5e-3 + 1e-12 && (truth - truth.round()).abs() >= 1e-9,
        _ => false,
    }
}

/// A control's step as a number.
fn at(figure: &Explorable, control: &str, state: &[usize]) -> f64 {
    let step = figure.step(control, state).expect("it is a control");
    step.parse().expect("its steps are numbers")
}

/// The shares of a state, as a reader of the labels takes them.
fn shares(figure: &Explorable, control: &str, state: &[usize]) -> [f64; 2] {
    let cats = at(figure, control, state);
    let hundredths = (cats * 100.0).round();
    [hundredths / 100.0, (100.0 - hundredths) / 100.0]
}

/// In bits, if the unit of the state says so.
fn in_unit(figure: &Explorable, state: &[usize], nats: &Precise) -> Precise {
    match figure.step("unit", state) {
        Some("bits") => nats / &oracle::ln(2.0),
        _ => nats + &Precise::from(0.0),
    }
}

#[test]
fn the_bill_is_right_in_every_state() {
    let bill = figure("bill");
    let mut count = 0;
    for state in bill.states() {
        let [p, q] = ["p", "q"].map(|control| shares(&bill, control, &state));
        let mut holds = |key: &str, nats: &Precise| {
            let shown = bill.shown(key, &state).unwrap();
            if !shown.is_empty() {
                assert!(
                    rounds(shown, &in_unit(&bill, &state, nats)),
                    "{key} at {p:?}, {q:?}: {shown}, {}",
                    nats.nearest()
                );
                count += 1;
            }
        };
        holds("entropy", &oracle::cross_entropy(&p, &p));
        holds("cross-entropy", &oracle::cross_entropy(&p, &q));
        holds("divergence", &oracle::kl_divergence(&p, &q));
        holds("reverse", &oracle::kl_divergence(&q, &p));
        holds("jensen-shannon", &oracle::jensen_shannon(&p, &q));
        for (animal, key) in ["cat-change", "dog-change"].into_iter().enumerate() {
            if !bill.shown(key, &state).unwrap().is_empty() {
                let [truth, belief] = [p, q].map(|shares| oracle::ln(shares[animal]));
                holds(key, &(&Precise::from(p[animal]) * &(&truth - &belief)));
            }
        }
        for (animal, (key, name)) in [("cat-label", "cats"), ("dog-label", "dogs")]
            .into_iter()
            .enumerate()
        {
            let label = format!("{name}: p = {}, q = {}", p[animal], q[animal]);
            assert_eq!(bill.shown(key, &state), Some(label.as_str()));
        }
    }
    tell(&format!(
        "bill: {count} numbers in {} states are rightly rounded",
        bill.states().count()
    ));
}

/// What is shown, as a number; the infinite is one.
fn value(figure: &Explorable, key: &str, state: &[usize]) -> f64 {
    let shown = figure.shown(key, state).expect("it is shown");
    match shown.split(' ').next().unwrap_or_default() {
        "infinite" => f64::INFINITY,
        number => number.replace('−', "-").parse().expect("it is a number"),
    }
}

#[test]
fn the_laws_hold_in_every_state_of_the_bill() {
    let bill = figure("bill");
    for state in bill.states() {
        let of = |key| value(&bill, key, &state);
        let [p, q] = ["p", "q"].map(|control| at(&bill, control, &state));
        let (floor, cost, extra) = (of("entropy"), of("cross-entropy"), of("divergence"));
        assert!(cost >= floor && extra >= 0.0);
        // Each of three was rounded by itself.
        assert!(
            cost == floor + extra || (cost - floor - extra).abs() <= 1.5e-3 + 1e-12,
            "{state:?}"
        );
        assert_eq!(extra == 0.0, p == q);
        assert_eq!(
            cost.is_infinite(),
            q == 0.0 && p > 0.0 || q == 1.0 && p < 1.0
        );
        let turned: Vec<usize> = [state[1], state[0], state[2]].to_vec();
        assert_eq!(of("reverse"), value(&bill, "divergence", &turned));
        assert_eq!(
            of("jensen-shannon"),
            value(&bill, "jensen-shannon", &turned)
        );
        assert!(of("jensen-shannon") <= 1.0);
    }
}

/// The state that an address names, as `p=0.7/q=0.9`; what it leaves out is as in the first.
fn state(figure: &Explorable, address: &str) -> Option<Vec<usize>> {
    let address = address.replace("%20", " ");
    let pairs: Vec<_> = address
        .split('/')
        .map(|pair| pair.split_once('='))
        .collect::<Option<_>>()?;
    let controls: BTreeSet<_> = pairs.iter().map(|(control, _)| *control).collect();
    let fits = |state: &Vec<usize>| {
        let others_are_first = figure.controls_named().zip(state).zip(figure.first());
        others_are_first
            .filter(|((control, _), _)| !controls.contains(control))
            .all(|((_, step), first)| step == first)
            && pairs
                .iter()
                .all(|(control, step)| figure.step(control, state) == Some(step))
    };
    figure.states().find(fits)
}

#[test]
fn the_presets_of_the_bill_show_the_numbers_of_the_text() {
    let bill = figure("bill");
    // The rows of the chapter's table, by what they compare.
    for ([p, q], [truth, belief]) in [
        (["0.7", "0.9"], ["TOWN", "STREET"]),
        (["0.9", "0.01"], ["STREET", "KENNEL"]),
        (["0.01", "0.9"], ["KENNEL", "STREET"]),
        (["0.9", "0.9"], ["STREET", "STREET"]),
        (["1", "0.9"], ["LABEL", "STREET"]),
        (["0.9", "1"], ["STREET", "NEVER_DOGS"]),
    ] {
        let state = state(&bill, &format!("p={p}/q={q}")).unwrap();
        for (key, expression) in [
            ("entropy", format!("entropy(&{truth})")),
            (
                "cross-entropy",
                format!("cross_entropy(&{truth}, &{belief})"),
            ),
            ("divergence", format!("kl_divergence(&{truth}, &{belief})")),
        ] {
            let page = REPORT
                .pages
                .iter()
                .find(|page| page.stem == "kl-divergence");
            let mut rows = page.unwrap().ledger.iter();
            let row = rows.find(|row| row.expression == expression);
            let text = &row
                .unwrap_or_else(|| panic!("the page has no {expression}"))
                .text;
            let shown = bill.shown(key, &state).unwrap();
            let number = shown.split(' ').next().unwrap().replace("infinite", "∞");
            assert_eq!(number, text.split(' ').next().unwrap(), "{expression}");
        }
    }
}

#[test]
fn every_explorable_stands_on_a_page_and_links_name_its_states() {
    for figure in explorables::all() {
        let image = format!("](explorables/{}.svg)\n", figure.name());
        let pages = REPORT.pages.iter().filter(|page| {
            BOOK.text(&page.stem)
                .is_some_and(|text| text.contains(&image))
        });
        assert_eq!(pages.count(), 1, "{}", figure.name());
        let link = format!("#{}/", figure.name());
        for page in &REPORT.pages {
            for rest in BOOK.text(&page.stem).unwrap().split(&link).skip(1) {
                let address = rest.split(')').next().unwrap();
                assert!(
                    state(&figure, address).is_some(),
                    "{}: {link}{address} is no state",
                    page.stem
                );
            }
        }
    }
}

/// What a page's text says where an expression stands.
fn in_text(stem: &str, expression: &str) -> String {
    let page = REPORT.pages.iter().find(|page| page.stem == stem);
    let page = page.unwrap_or_else(|| panic!("there is no page {stem}"));
    let row = page.ledger.iter().find(|row| row.expression == expression);
    let row = row.unwrap_or_else(|| panic!("{stem} has no {expression}"));
    row.text.clone()
}

#[test]
fn a_table_and_its_figure_are_light() {
    for figure in explorables::all() {
        let bytes = figure.table().len() + figure.controls().len() + figure.drawing().len();
        tell(&format!("{}: {bytes} bytes, not yet packed", figure.name()));
        assert!(
            figure.controls().len() + figure.drawing().len() < 10_000,
            "{}",
            figure.name()
        );
    }
}

/// Whether a text with so many decimals is the right rounding of a number.
fn rounds_to(shown: &str, decimals: usize, truth: f64) -> bool {
    let half = 0.5 * 10_f64.powi(-i32::try_from(decimals).expect("it is small"));
    let number = shown
        .split(' ')
        .next()
        .unwrap_or_default()
        .replace('−', "-");
    let written = number.split_once('.').map_or(0, |(_, after)| after.len());
    let value: f64 = number.parse().unwrap_or(f64::NAN);
    written == decimals && (value - truth).abs() <= half + 1e-12
}

#[test]
fn the_curve_is_right_in_every_state_and_each_halving_costs_a_bit() {
    let curve = figure("curve");
    let mut count = 0;
    let mut last = 0.0;
    let wholes = [1.0, 0.99, 0.9, 0.8, 0.7, 0.64, 0.6];
    let halvings =
        (0..=20).flat_map(|times| wholes.map(|whole: f64| whole * f64::from(-times).exp2()));
    let halvings: Vec<f64> = halvings.collect();
    for state in curve.states().filter(|state| state[1] == 0) {
        let called = at(&curve, "p", &state);
        let off = |p: &&f64| (*p - called).abs();
        let p = *halvings
            .iter()
            .min_by(|a, b| off(a).total_cmp(&off(b)))
            .unwrap();
        // Four digits, of which none is wrong, and no more than nine places.
        let place = 10_f64.powf(called.log10().floor() - 3.0).max(1e-9);
        assert!((called - p).abs() <= place / 2.0 + 1e-16, "{called}, {p}");
        let truth = &Precise::from(0.0) - &oracle::ln(p);
        assert!(
            rounds(curve.shown("nats", &state).unwrap(), &truth),
            "{called}"
        );
        let in_bits = &truth / &oracle::ln(2.0);
        assert!(
            rounds(curve.shown("bits", &state).unwrap(), &in_bits),
            "{called}"
        );
        let odds = curve.shown("odds", &state).unwrap();
        let against: f64 = odds.strip_prefix("1 in ").unwrap().parse().unwrap();
        assert!(
            (against - 1.0 / p).abs() <= 0.5e-2 + 1e-9,
            "{called}: {odds}"
        );
        let nats = value(&curve, "nats", &state);
        assert!(nats >= last, "the rarer, the dearer");
        last = nats;
        count += 4;
    }
    assert_eq!(
        curve.step("p", &curve.states().last().unwrap()),
        Some("0.000000954")
    );
    for p in ["1", "0.7", "0.1"] {
        let bits = |p: &str| value(&curve, "bits", &state_of(&curve, &format!("p={p}")));
        let half = match p {
            "1" => "0.5",
            "0.7" => "0.35",
            _ => "0.05",
        };
        assert!((bits(half) - bits(p) - 1.0).abs() <= 1e-9, "{p}");
    }
    assert_eq!(curve.shown("nats", curve.first()), Some("0.357 nats"));
    assert_eq!(curve.shown("bits", curve.first()), Some("0.515 bits"));
    tell(&format!(
        "curve: {count} numbers in {} states are rightly rounded",
        curve.states().count()
    ));
}

fn state_of(figure: &Explorable, address: &str) -> Vec<usize> {
    state(figure, address).unwrap_or_else(|| panic!("{address} is no state"))
}

/// A slope in the logit of yes, by what is predicted.
type Slope = fn(f64) -> f64;

#[test]
fn the_race_is_right_at_every_step_and_cross_entropy_is_never_behind() {
    let race = figure("race");
    let mut count = 0;
    for start in ["0.5", "0.1", "0.01", "0.001"] {
        for rate in ["1", "4"] {
            let [q, by]: [f64; 2] = [start, rate].map(|number| number.parse().unwrap());
            // The chapter's lines written out once more.
            let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
            let slopes: [(&str, Slope); 2] = [
                ("cross", |q| q - 1.0),
                ("square", |q| (q - 1.0) * q * (1.0 - q)),
            ];
            let mut predictions = Vec::new();
            for (name, slope) in slopes {
                let mut z = (q / (1.0 - q)).ln();
                let mut path = Vec::new();
                for _ in 0..=2000 {
                    path.push(sigmoid(z));
                    z -= by * slope(sigmoid(z));
                }
                let first = state_of(&race, &format!("start={start}/rate={rate}"));
                let arrival = path.iter().position(|q| *q > 0.9).unwrap();
                let shown = race.shown(&format!("{name}-arrival"), &first).unwrap();
                assert_eq!(
                    shown,
                    format!("{arrival} steps"),
                    "{name} from {start} at {rate}"
                );
                predictions.push((name, slope, path));
            }
            let mut last = 0.0;
            for state in race.states() {
                if race.step("start", &state) != Some(start)
                    || race.step("rate", &state) != Some(rate)
                {
                    continue;
                }
                let step: usize = race.step("step", &state).unwrap().parse().unwrap();
                for (name, slope, path) in &predictions {
                    let q = path[step];
                    let shown = |what: &str| race.shown(&format!("{name}-{what}"), &state).unwrap();
                    assert!(rounds_to(shown("prediction"), 4, q), "{name}, {step}: {q}");
                    assert!(
                        rounds_to(shown("slope"), 6, slope(q)),
                        "{name}, {step}: {}",
                        slope(q)
                    );
                    count += 2;
                }
                let of = |name: &str| value(&race, name, &state);
                assert!(of("cross-prediction") >= of("square-prediction"));
                assert!(of("square-prediction") >= last);
                last = of("square-prediction");
            }
        }
    }
    tell(&format!(
        "race: {count} numbers in {} states are rightly rounded",
        race.states().count()
    ));
}

#[test]
fn the_arrivals_of_the_race_are_those_of_the_chapter_s_table() {
    let race = figure("race");
    let page = REPORT
        .pages
        .iter()
        .find(|page| page.stem == "gradients")
        .unwrap();
    let mut count = 0;
    for (place, start) in ["0.5", "0.1", "0.01", "0.001"].into_iter().enumerate() {
        for (slope, rate, key, at) in [
            (
                "binary_cross_entropy_gradient",
                "RATE",
                "cross-arrival",
                "1",
            ),
            ("half_squared_error_gradient", "RATE", "square-arrival", "1"),
            (
                "half_squared_error_gradient",
                "LARGER_RATE",
                "square-arrival",
                "4",
            ),
        ] {
            let expression = format!("steps_to_goal({slope}, STARTS[{place}], {rate})");
            let row = page
                .ledger
                .iter()
                .find(|row| row.expression == expression)
                .unwrap();
            let state = state_of(&race, &format!("start={start}/rate={at}"));
            let shown = race.shown(key, &state).unwrap();
            assert_eq!(
                shown.split(' ').next(),
                row.text.split(' ').next(),
                "{expression}"
            );
            count += 1;
        }
    }
    assert_eq!(count, 12);
}

/// What a cell of the bench says, as a number.
fn told(shown: &str) -> f64 {
    match shown.split(' ').next().unwrap_or_default() {
        "infinite" => f64::INFINITY,
        "not" => f64::NAN,
        number => number.replace('−', "-").parse().expect("it is a number"),
    }
}

#[test]
fn the_bench_is_right_in_double_and_single_precision() {
    let bench = figure("bench");
    let names = ["cat", "dog", "fox"];
    let mut count = 0;
    for state in bench.states() {
        let of = |control| at(&bench, control, &state);
        let float = bench.step("float", &state).unwrap();
        let is_once = bench.step("softmax", &state) == Some("once");
        let is_printed = bench.step("way", &state) == Some("as printed");
        let logits = names.map(|name| (of(name) + of("shift")) / of("temperature"));
        let shown =
            |what: &str| names.map(|name| bench.shown(&format!("{name}-{what}"), &state).unwrap());
        if float == "f64" {
            for (z, shown) in logits.into_iter().zip(shown("logit")) {
                assert!(rounds(shown, &Precise::from(z)), "{shown}, {z}");
            }
        }
        if float == "f64" && is_once && !is_printed {
            for (class, shown) in shown("share").into_iter().enumerate() {
                let loss = oracle::softmax_cross_entropy(class, &logits);
                let truth = (-loss.nearest()).exp();
                let value = told(shown);
                // A share that is one but for a rounding is shown as one.
                assert!(
                    (value - truth).abs() <= 0.5e-3 + 1e-12,
                    "{shown}, {truth} at {state:?}"
                );
                count += 1;
            }
        }
        if float == "f32" && is_once && is_printed {
            let scores = crate::support::scores(logits);
            let printed = givens::logits::softmax_as_printed_f32(&scores);
            for (q, shown) in printed.into_iter().zip(shown("share")) {
                let value = told(shown);
                let same = value.is_nan() && q.is_nan();
                assert!(
                    same || (value - f64::from(q)).abs() <= 0.5e-3 + 1e-6,
                    "{shown}, {q} at {state:?}"
                );
                count += 1;
            }
        }
    }
    tell(&format!(
        "bench: {count} shares of {} states computed another way",
        bench.states().count()
    ));
}

#[test]
fn on_the_bench_a_shift_changes_nothing_where_the_largest_is_taken_out() {
    let bench = figure("bench");
    let mut first = std::collections::BTreeMap::new();
    for state in bench.states() {
        let is_safe = bench.step("way", &state) == Some("largest taken out")
            && bench.step("float", &state) == Some("f64");
        if !is_safe {
            continue;
        }
        let mut rest = state.clone();
        rest[3] = 0;
        let shown: Vec<_> = ["cat-share", "dog-share", "fox-share", "loss"]
            .map(|key| bench.shown(key, &state).unwrap().to_owned())
            .to_vec();
        let known = first.entry(rest).or_insert_with(|| shown.clone());
        assert_eq!(*known, shown, "{state:?}");
    }
    assert_eq!(first.len() * 5 * 8, bench.states().count());
}

#[test]
fn the_bench_shows_the_numbers_of_its_chapter() {
    let bench = figure("bench");
    let shown = |key: &str, address: &str| {
        let state = if address.is_empty() {
            bench.first().to_vec()
        } else {
            state_of(&bench, address)
        };
        bench.shown(key, &state).unwrap().to_owned()
    };
    assert_eq!(
        ["cat-share", "dog-share", "fox-share"].map(|key| shown(key, "")),
        ["0.659", "0.242", "0.099"]
    );
    assert_eq!(shown("loss", ""), "0.417 nats");
    assert_eq!(shown("loss", "softmax=twice"), "0.802 nats");
    assert_eq!(
        shown("loss", "cat=20/dog=0/fox=0/softmax=twice"),
        "0.551 nats"
    );
    for (temperature, [cat, dog, fox]) in [
        ("0.5", ["0.864", "0.117", "0.019"]),
        ("2", ["0.502", "0.304", "0.194"]),
    ] {
        let address = format!("temperature={temperature}");
        let found = ["cat-share", "dog-share", "fox-share"].map(|key| shown(key, &address));
        assert_eq!(found, [cat, dog, fox]);
    }
    assert_eq!(shown("cat-share", "shift=100/float=f32"), "not a number");
    assert_eq!(
        shown("cat-share", "shift=88/cat=0/dog=0/fox=0/float=f32"),
        "0"
    );
    assert_eq!(
        shown("sum", "shift=88/cat=0/dog=0/fox=0/float=f32"),
        "infinite"
    );
    assert_eq!(
        shown("loss", "shift=88/cat=0/dog=0/fox=0/float=f32"),
        "infinite"
    );
    assert_eq!(shown("fox-logit", "shift=100/float=bf16"), "100");
    // The largest logits that each float bears, as the chapter's table has them.
    for (float, bears, fails) in [
        ("f16", "0", "10"),
        ("bf16", "10", "100"),
        ("f32", "10", "100"),
        ("f64", "100", "800"),
    ] {
        let [good, bad] =
            [bears, fails].map(|shift| shown("cat-share", &format!("shift={shift}/float={float}")));
        assert!(
            good != "not a number" && bad == "not a number",
            "{float}: {good}, {bad}"
        );
    }
}

#[test]
fn a_number_rounded_to_half_precision_is_the_nearest_one() {
    use givens::logits::{BF16, F16};
    // All finite numbers above zero of either kind, in order, by their bits.
    let halves = (1..0x7c00_u32).map(|bits| {
        let (exponent, digits) = (bits >> 10, f64::from(bits & 0x3ff));
        match exponent {
            0 => digits * (-24_f64).exp2(),
            _ => (1.0 + digits / 1024.0) * (f64::from(exponent) - 15.0).exp2(),
        }
    });
    let brains = (1..0x7f80_u32).map(|bits| f64::from(f32::from_bits(bits << 16)));
    for (format, numbers) in [(F16, halves.collect::<Vec<_>>()), (BF16, brains.collect())] {
        assert_eq!(numbers.last(), Some(&format.largest));
        assert_eq!(numbers.first(), Some(&format.smallest));
        for (place, pair) in numbers.windows(2).enumerate() {
            let [below, above] = [pair[0], pair[1]];
            let middle = f64::midpoint(below, above);
            assert_eq!(format.rounded(below), below);
            assert_eq!(format.rounded(middle.next_down()), below);
            assert_eq!(format.rounded(middle.next_up()), above);
            // The even one of the two has an even place; the first number is the first.
            let even = if place % 2 == 0 { above } else { below };
            assert_eq!(format.rounded(-middle), -even);
        }
    }
}

#[test]
fn each_dictionary_shows_its_prediction_and_the_file_that_it_wrote() {
    let dictionary = figure("dictionary");
    let mut count = 0;
    let mut costs = Vec::new();
    for state in dictionary.states() {
        let q = shares(&dictionary, "q", &state);
        let truth = oracle::cross_entropy(&[0.9, 0.1], &q);
        let bits = &truth / &oracle::ln(2.0);
        assert!(
            rounds(dictionary.shown("cost", &state).unwrap(), &bits),
            "{q:?}"
        );
        let [predicted, written] =
            ["predicted", "written"].map(|key| dictionary.shown(key, &state).unwrap());
        let bytes = bits.nearest() * 100_000.0 / 8.0;
        if bytes.is_infinite() {
            assert_eq!([predicted, written], ["infinite", "no file at all"]);
            continue;
        }
        assert!(rounds_to(predicted, 1, bytes), "{predicted}, {bytes}");
        let written: f64 = written.strip_suffix(" bytes").unwrap().parse().unwrap();
        assert!(
            written >= bytes.floor() && written <= bytes + 2.0,
            "{written}, {bytes}"
        );
        costs.push((bytes, q[0]));
        count += 3;
    }
    let cheapest = costs.iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    assert_eq!(cheapest.1, 0.9, "the cheapest dictionary is the true one");
    // The rows of the chapter's table.
    let page = REPORT
        .pages
        .iter()
        .find(|page| page.stem == "cross-entropy")
        .unwrap();
    for (place, q) in ["0.9", "0.7", "0.99", "0.5", "0.1", "0.01"]
        .into_iter()
        .enumerate()
    {
        let state = state_of(&dictionary, &format!("q={q}"));
        for (key, function) in [("predicted", "predicted_bytes"), ("written", "coded_bytes")] {
            let expression = format!("{function}(&DICTIONARIES[{place}])");
            let row = page
                .ledger
                .iter()
                .find(|row| row.expression == expression)
                .unwrap();
            let shown = dictionary.shown(key, &state).unwrap();
            assert_eq!(
                shown
                    .strip_suffix(" bytes")
                    .map(|bytes| bytes.trim_end_matches(".0")),
                Some(row.text.as_str())
            );
        }
    }
    tell(&format!(
        "dictionary: {count} numbers in {} states are right",
        dictionary.states().count()
    ));
}

#[test]
fn a_temperature_moves_loss_and_file_and_never_the_accuracy() {
    let calm = figure("calm");
    let shown = |key: &str, address: &str| {
        let shown = calm.shown(key, &state_of(&calm, address)).unwrap();
        shown.split(' ').next().unwrap().to_owned()
    };
    let late = "temperature=1/model=hasty";
    let fitted = "temperature=2.023/model=hasty";
    for (key, address, expression) in [
        ("loss", late, "test_loss(late(), UNTOUCHED)"),
        ("loss", fitted, "test_loss(late(), temperature(late())?)"),
        ("error", late, "test_calibration_error(late(), UNTOUCHED)"),
        (
            "error",
            fitted,
            "test_calibration_error(late(), temperature(late())?)",
        ),
        ("accuracy", late, "late().accuracy(&SPLIT.test)"),
        ("accuracy", fitted, "late().accuracy(&SPLIT.test)"),
        (
            "error",
            "temperature=1/model=sober",
            "test_calibration_error(sober(), UNTOUCHED)",
        ),
    ] {
        assert_eq!(
            shown(key, address),
            in_text("training", expression),
            "{expression}"
        );
    }
    // The files of the chapter that follows.
    for (key, address, expression) in [
        ("bytes", "model=sober", "file(&GOOD)"),
        (
            "bytes",
            "temperature=0.5/model=sober",
            "file(&OVERCONFIDENT)",
        ),
        ("bytes", "temperature=0.25/model=sober", "file(&FROZEN)"),
        ("bytes", late, "file(&test_predictions(late(), UNTOUCHED)?)"),
        (
            "bytes",
            fitted,
            "file(&test_predictions(late(), temperature(late())?)?)",
        ),
        (
            "accuracy",
            "temperature=0.5/model=sober",
            "accuracy(&LABELS, &OVERCONFIDENT)",
        ),
    ] {
        assert_eq!(
            shown(key, address),
            in_text("label-compression", expression),
            "{expression}"
        );
    }
    let mut count = 0;
    for state in calm.states() {
        // The file is what the loss says, and at most two bytes more.
        let loss = value(&calm, "loss", &state);
        let bytes = value(&calm, "bytes", &state);
        let predicted = loss / std::f64::consts::LN_2 * 659.0 / 8.0;
        assert!(bytes <= predicted + 2.1, "{state:?}: {bytes}, {predicted}");
        let mut untouched = state.clone();
        untouched[0] = calm.first()[0];
        assert_eq!(
            calm.shown("accuracy", &state),
            calm.shown("accuracy", &untouched)
        );
        // The crates once more, at what the control calls the temperature.
        let model = match calm.step("model", &state) {
            Some("sober") => givens::training::sober(),
            _ => givens::training::late(),
        };
        let t = at(&calm, "temperature", &state);
        let again = givens::training::test_loss(model, t).unwrap().nats();
        assert!(
            rounds_to(calm.shown("loss", &state).unwrap(), 3, again),
            "{state:?}"
        );
        // A word is never longer than the coder's longest, and only that can make the file shorter than its loss.
        let predictions = givens::training::test_predictions(model, t).unwrap();
        let worst = givens::label_compression::worst(&predictions).unwrap();
        let is_cut = worst.bits() >= givens::label_compression::LONGEST_WORD.bits() - 1.0;
        assert!(
            is_cut || bytes >= predicted - 0.1,
            "{state:?}: {bytes}, {predicted}"
        );
        let error = 100.0 * givens::training::test_calibration_error(model, t).unwrap();
        let error_shown = calm.shown("error", &state).unwrap().trim_end_matches('%');
        assert!(
            rounds_to(error_shown, 1, error),
            "{state:?}: {error_shown}, {error}"
        );
        count += 4;
    }
    tell(&format!(
        "calm: {count} numbers in {} states",
        calm.states().count()
    ));
}
