//! The figures that a reader can move: each state shows what the crates compute, rightly rounded.

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
