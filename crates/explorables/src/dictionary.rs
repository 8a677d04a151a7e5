//! Which dictionary? The believed share of cats against the size of a file that was really written.

use givens::cross_entropy::{CAT, STREET, coded_bytes, cross_entropy, predicted_bytes};
use information::Distribution;

use crate::figure::{
    BACK, Explorable, GRID, ONE, Part, THREE, amount, decimal, grip, known, length, moved, paper,
    point, row,
};

/// A dictionary that believes in so many cats of a hundred animals.
fn dictionary(hundredths: u32) -> Distribution {
    let share = |hundredths| f64::from(hundredths) / 100.0;
    known(Distribution::new([
        share(hundredths),
        share(100 - hundredths),
    ]))
}

fn x(share: f64) -> f64 {
    70.0 + 540.0 * share
}

/// The place of a size in bytes; what is infinite leaves the drawing.
fn y(bytes: f64) -> f64 {
    if bytes.is_finite() {
        330.0 - bytes / 80_000.0 * 310.0
    } else {
        -100.0
    }
}

pub(crate) fn figure() -> Explorable {
    let mut figure = Explorable::new("dictionary");
    let all: Vec<Distribution> = (0..=100).map(dictionary).collect();
    let cats = |dictionary: &Distribution| dictionary[CAT].to_string();
    let q = figure.control("q", all.iter().map(cats), &cats(&STREET));

    let predicted = |q: usize| known(predicted_bytes(&all[q]));
    figure.text("cost", [q], |[q]| {
        amount(known(cross_entropy(&STREET, &all[q])), 1)
    });
    figure.text("predicted", [q], |[q]| match predicted(q) {
        bytes if bytes.is_finite() => format!("{} bytes", decimal(bytes, 1)),
        _ => "infinite".to_owned(),
    });
    // An animal without a word cannot be written down.
    figure.text("written", [q], |[q]| match coded_bytes(&all[q]) {
        Ok(bytes) => format!("{bytes} bytes"),
        Err(_) => "no file at all".to_owned(),
    });
    let at = |q: usize| (x(all[q][CAT]), y(predicted(q)));
    figure.set("dot", Part::Attribute("transform"), [q], |[q]| moved(at(q)));
    let on_paper = |q: usize| (at(q).0, at(q).1.max(10.0));
    figure.set("grip", Part::Attribute("transform"), [q], |[q]| {
        moved(on_paper(q))
    });
    figure.handle("grip", q, "x", |q| at(q).0);
    for (name, share) in [
        ("true", "0.9"),
        ("half", "0.5"),
        ("wrong", "0.1"),
        ("sure", "1"),
    ] {
        figure.preset(name, &[(q, share)]);
    }

    let curve: Vec<_> = (1..100).map(|q| point(at(q))).collect();
    let button =
        |name: &str, text: &str| format!("<button type=\"button\" name=\"{name}\">{text}</button>");
    let below = [
        "<dl class=\"readouts\">\n".to_owned(),
        row("for each animal", "cost"),
        row("the file should have", "predicted"),
        row("the file on the disk has", "written"),
        "</dl>\n<form autocomplete=\"off\">\n".to_owned(),
        figure.slider(q, "Believed share of cats, <i>q</i>", "of all animals", ""),
        "<div class=\"row\">".to_owned(),
        button("true", "The truth"),
        button("half", "Cats and dogs alike"),
        button("wrong", "The wrong way round"),
        button("sure", "Only cats"),
        BACK.to_owned(),
        "</div>\n</form>\n".to_owned(),
    ];
    figure.finish(&drawing(&curve), &below.concat())
}

/// The drawing, with the points of the curve that the dot moves along.
fn drawing(curve: &[String]) -> String {
    let mut drawing = paper(640, 400);
    for bytes in [0.0, 20_000.0, 40_000.0, 60_000.0, 80_000.0] {
        let top = length(y(bytes));
        drawing += &format!(
            "<path d=\"M70 {top}H610\" stroke=\"{GRID}\"/><text x=\"60\" y=\"{top}\" dy=\"5\" text-anchor=\"end\">{bytes}</text>\n"
        );
    }
    for share in [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] {
        let left = length(x(share));
        drawing += &format!("<text x=\"{left}\" y=\"354\" text-anchor=\"middle\">{share}</text>\n");
    }
    let none = known(predicted_bytes(&dictionary(50)));
    let level = length(y(none));
    drawing += &format!(
        "<path d=\"M70 {level}H610\" stroke=\"{THREE}\" stroke-width=\"2\" stroke-dasharray=\"6 6\"/>\
         <text x=\"600\" y=\"{level}\" dy=\"-10\" text-anchor=\"end\">without a dictionary: {none}</text>\n\
         <polyline points=\"{}\" fill=\"none\" stroke=\"{ONE}\" stroke-width=\"3\"/>\n\
         <circle data-k=\"dot\" r=\"7\" fill=\"{ONE}\"/>\n\
         <text x=\"340\" y=\"386\" text-anchor=\"middle\">share of cats that the dictionary believes in; height: bytes</text>\n{}</svg>\n",
        curve.join(" "),
        grip("grip")
    );
    drawing
}
