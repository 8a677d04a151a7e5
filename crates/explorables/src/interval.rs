//! A row of animals on the line of all rows: each animal keeps its piece, and the next one divides that.

use givens::codes::{ROW, SIX_CATS, SIX_FOXES, WITH_FOXES, encode, ideal_length, interval};

use crate::figure::{
    BACK, Explorable, GRID, ONE, Part, amount, known, length, paper, row, trimmed,
};

const NAMES: [&str; 3] = ["cat", "dog", "fox"];

/// The most animals in a row.
const LONGEST: usize = 6;

/// The row before its first animal.
const NOBODY: &str = "nobody yet";

/// All rows of up to so many animals: the short ones first, and those of one length as they lie on the line.
fn rows() -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    let mut longest = 0..1;
    for _ in 0..LONGEST {
        let longer = all[longest.clone()].iter().flat_map(|row| {
            (0..NAMES.len()).map(move |animal| [row.as_slice(), &[animal]].concat())
        });
        let longer: Vec<Vec<usize>> = longer.collect();
        longest = all.len()..all.len() + longer.len();
        all.extend(longer);
    }
    all
}

fn called(row: &[usize]) -> String {
    if row.is_empty() {
        return NOBODY.to_owned();
    }
    let names: Vec<_> = row.iter().map(|&animal| NAMES[animal]).collect();
    names.join(" ")
}

/// The place of a share of the line.
fn x(share: f64) -> f64 {
    20.0 + 600.0 * share
}

/// The upper edge of the line after so many animals, and its height.
#[expect(clippy::cast_precision_loss, reason = "rows are short")]
fn top(animals: usize) -> f64 {
    26.0 + 64.0 * animals as f64
}

const STRIP: f64 = 28.0;

/// The piece of an animal on a line that is as wide as the drawing.
fn piece(animal: usize) -> [f64; 2] {
    let (start, width) = interval(&[animal], &WITH_FOXES);
    [x(start), x(start + width)]
}

/// What the line after so many animals keeps: the piece of the next one, after the last animal all of it.
fn kept(row: &[usize], animals: usize) -> String {
    let shape = match row.get(animals) {
        Some(&next) => NAMES[next],
        None if row.len() == animals => "all",
        None => "none",
    };
    format!("#keeps-{shape}")
}

/// The shapes of what a line keeps, each with a beam that goes on to the whole next line.
fn shapes() -> String {
    let [left, right] = [0.0, 1.0].map(x);
    let next_line = top(1) - top(0);
    let beam = |animal: usize| {
        let [from, to] = piece(animal).map(length);
        format!(
            "<path id=\"keeps-{}\" d=\"M{from} 0H{to}V{STRIP}L{right} {next_line}H{left}L{from} {STRIP}Z\"/>",
            NAMES[animal]
        )
    };
    format!(
        "<defs>{}<path id=\"keeps-all\" d=\"M{left} 0H{right}V{STRIP}H{left}Z\"/><g id=\"keeps-none\"/></defs>\n",
        [0, 1, 2].map(beam).concat()
    )
}

/// For the line after no animal, one animal and so on: the line with its pieces, what it keeps, and its ends.
const KEYS: [[&str; 4]; LONGEST + 1] = [
    ["line0", "keeps0", "from0", "to0"],
    ["line1", "keeps1", "from1", "to1"],
    ["line2", "keeps2", "from2", "to2"],
    ["line3", "keeps3", "from3", "to3"],
    ["line4", "keeps4", "from4", "to4"],
    ["line5", "keeps5", "from5", "to5"],
    ["line6", "keeps6", "from6", "to6"],
];

pub(crate) fn figure() -> Explorable {
    let mut figure = Explorable::new("interval");
    let rows = rows();
    let animals = figure.control("row", rows.iter().map(|row| called(row)), &called(&ROW));
    let of = |place: usize| rows[place].as_slice();
    let [left, right] = [0.0, 1.0].map(x);

    let mut drawing = paper(640, 460) + &shapes();
    for (seen, [line, keeps, from, to]) in KEYS.into_iter().enumerate() {
        figure.set(line, Part::Attribute("visibility"), [animals], |[row]| {
            let is_divided = of(row).len() > seen;
            if is_divided { "visible" } else { "hidden" }.to_owned()
        });
        figure.set(keeps, Part::Attribute("href"), [animals], |[row]| {
            kept(of(row), seen)
        });
        // The shares are tenths, so an end has at most one decimal for each animal.
        let end = |row: &[usize], end: usize| match row.get(..seen) {
            Some(before) => {
                let (start, width) = interval(before, &WITH_FOXES);
                trimmed([start, start + width][end], seen)
            }
            None => String::new(),
        };
        figure.text(from, [animals], |[row]| end(of(row), 0));
        figure.text(to, [animals], |[row]| end(of(row), 1));

        drawing += &line_drawn(seen);
    }
    // The row in the line that it fills, and under the whole line its piece, as wide as it is or as can be seen.
    figure.text("name", [animals], |[row]| called(of(row)));
    figure.place("name", "y", [animals], |[row]| {
        top(of(row).len()) + STRIP / 2.0
    });
    let mark = |row: usize| {
        let (start, width) = interval(of(row), &WITH_FOXES);
        let width = ((right - left) * width).max(2.0);
        (x(start).min(right - width), width)
    };
    figure.place("mark", "x", [animals], |[row]| mark(row).0);
    figure.place("mark", "width", [animals], |[row]| mark(row).1);
    drawing += &format!(
        "<text data-k=\"name\" x=\"320\" dy=\"5\" text-anchor=\"middle\"></text>\n\
         <rect data-k=\"mark\" y=\"{}\" height=\"7\"/>\n</svg>\n",
        top(0) + STRIP
    );

    figure.text("width", [animals], |[row]| {
        trimmed(interval(of(row), &WITH_FOXES).1, LONGEST)
    });
    figure.text("cost", [animals], |[row]| {
        amount(known(ideal_length(of(row), &WITH_FOXES)), 1)
    });
    figure.text("bytes", [animals], |[row]| {
        match known(encode(of(row), &WITH_FOXES)).len() {
            1 => "1 byte".to_owned(),
            bytes => format!("{bytes} bytes"),
        }
    });
    let place = |row: &[usize]| rows.iter().position(|known| known == row);
    for (animal, name) in NAMES.into_iter().enumerate() {
        figure.button(name, animals, animals, |row| {
            let longer = [of(row), &[animal]].concat();
            place(&longer).unwrap_or(row)
        });
    }
    figure.button("shorter", animals, animals, |row| match of(row) {
        [before @ .., _] => place(before).unwrap_or(row),
        [] => row,
    });
    for (name, row) in [("cats", SIX_CATS), ("foxes", SIX_FOXES)] {
        figure.preset(name, &[(animals, &called(&row))]);
    }

    let below = below(&figure, animals);
    figure.finish(&drawing, &below)
}

/// The line after so many animals, with its pieces and its ends.
fn line_drawn(seen: usize) -> String {
    let [line, keeps, from, to] = KEYS[seen];
    let [left, right] = [0.0, 1.0].map(x);
    let (upper, middle) = (top(seen), top(seen) + STRIP / 2.0);
    let part = |animal: usize| {
        let [from, to] = piece(animal);
        format!(
            "<rect x=\"{}\" y=\"{upper}\" width=\"{}\" height=\"{STRIP}\" fill=\"none\" stroke=\"{GRID}\"/>\
             <text x=\"{}\" y=\"{middle}\" dy=\"5\" text-anchor=\"middle\">{}</text>",
            length(from),
            length(to - from),
            length(f64::midpoint(from, to)),
            NAMES[animal]
        )
    };
    format!(
        "<use data-k=\"{keeps}\" y=\"{upper}\" fill=\"{ONE}\" fill-opacity=\"0.3\"/>\
         <g data-k=\"{line}\">{}</g>\
         <text data-k=\"{from}\" x=\"{left}\" y=\"{upper}\" dy=\"-6\"></text>\
         <text data-k=\"{to}\" x=\"{right}\" y=\"{upper}\" dy=\"-6\" text-anchor=\"end\"></text>\n",
        [0, 1, 2].map(part).concat()
    )
}

fn below(figure: &Explorable, animals: usize) -> String {
    let button =
        |name: &str, text: &str| format!("<button type=\"button\" name=\"{name}\">{text}</button>");
    [
        "<dl class=\"readouts\">\n".to_owned(),
        row("width of the last piece", "width"),
        row("surprise of the row", "cost"),
        row("file of the range coder", "bytes"),
        "</dl>\n<form autocomplete=\"off\">\n".to_owned(),
        "<div class=\"row\">".to_owned(),
        NAMES
            .map(|name| button(name, &format!("+ {name}")))
            .concat(),
        button("shorter", "Take the last one back"),
        "</div>\n".to_owned(),
        figure.slider(animals, "The row, of up to six", "", ""),
        "<div class=\"row\">".to_owned(),
        button("cats", "Six cats"),
        button("foxes", "Six foxes"),
        BACK.to_owned(),
        "</div>\n</form>\n".to_owned(),
    ]
    .concat()
}
