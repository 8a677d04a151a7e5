//! The figures in the book are the ones that the crates draw, and a page can inline them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs};

use roxmltree::{Document, Node};

use crate::support::{BOOK, REPORT};

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "book", "en", "figures"]
        .iter()
        .collect()
}

/// `INSTA_UPDATE=always cargo test figures` writes the files anew, as it does the snapshots.
#[test]
fn every_figure_in_the_book_is_what_the_crates_draw() {
    for figure in ::figures::all() {
        let path = folder().join(figure.name).with_extension("svg");
        if env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
            fs::write(&path, &figure.svg).expect("the folder can be written to");
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        let same = found
            .lines()
            .zip(figure.svg.lines())
            .take_while(|(a, b)| a == b)
            .count();
        assert!(
            found == figure.svg,
            "{} is not what crates/figures draws, from line {} on; read `INSTA_UPDATE=always cargo test figures`",
            path.display(),
            same + 1
        );
    }
}

#[test]
fn the_folder_holds_every_figure_and_no_other() {
    let drawn: BTreeSet<_> = ::figures::all()
        .iter()
        .map(|figure| format!("{}.svg", figure.name))
        .collect();
    let entries = fs::read_dir(folder()).unwrap();
    let found: BTreeSet<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(found, drawn);
}

#[test]
fn a_figure_is_one_block_of_html_in_markdown() {
    for figure in ::figures::all() {
        let name = figure.name;
        assert!(
            figure.svg.starts_with("<svg ") && figure.svg.ends_with("</svg>\n"),
            "{name}"
        );
        assert!(
            figure.svg.lines().all(|line| !line.trim().is_empty()),
            "{name} has a blank line"
        );
        let document =
            Document::parse(&figure.svg).unwrap_or_else(|error| panic!("{name}: {error}"));
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"), "{name}");
        assert!(
            root.attribute("viewBox").is_some(),
            "{name} would not scale"
        );
        assert_eq!(
            (root.attribute("width"), root.attribute("height")),
            (None, None),
            "{name}"
        );
    }
}

#[test]
fn a_figure_follows_the_theme_and_asks_no_other_host() {
    for figure in ::figures::all() {
        let name = figure.name;
        let fixed = without_variables(&figure.svg);
        for colour in ["#", "rgb", "hsl"] {
            assert!(
                !fixed.contains(colour),
                "{name} has a colour outside a variable: {colour}"
            );
        }
        let document = Document::parse(&figure.svg).unwrap();
        for node in document.descendants().filter(Node::is_element) {
            let tag = node.tag_name().name();
            let harmless = ["svg", "text", "polyline", "rect", "circle"];
            assert!(harmless.contains(&tag), "{name} has a <{tag}>");
        }
        let rest = figure
            .svg
            .replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        for reference in ["http", "url(", "href", "import"] {
            assert!(
                !rest.contains(reference),
                "{name} refers to something outside: {reference}"
            );
        }
    }
}

#[test]
fn no_two_texts_overlap_and_none_is_cut_off() {
    for figure in ::figures::all() {
        let document = Document::parse(&figure.svg).unwrap();
        let view_box = document.root_element().attribute("viewBox").unwrap();
        let size: Vec<f64> = view_box
            .split(' ')
            .map(|number| number.parse().unwrap())
            .collect();
        let texts = document
            .descendants()
            .filter(|node| node.has_tag_name("text"));
        let boxes: Vec<TextBox> = texts.map(TextBox::new).collect();
        assert!(!boxes.is_empty(), "{} says nothing", figure.name);
        for (index, text) in boxes.iter().enumerate() {
            let inside = text.left >= 0.0
                && text.right <= size[2]
                && text.top >= 0.0
                && text.bottom <= size[3];
            assert!(inside, "{}: {:?} is cut off", figure.name, text.text);
            for other in &boxes[..index] {
                let apart = text.right < other.left
                    || other.right < text.left
                    || text.bottom < other.top
                    || other.bottom < text.top;
                assert!(
                    apart,
                    "{}: {:?} covers {:?}",
                    figure.name, text.text, other.text
                );
            }
        }
    }
}

/// Where a text stands, in a font as wide as fonts for reading are.
struct TextBox {
    text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl TextBox {
    fn new(node: Node<'_, '_>) -> Self {
        let attribute = |name| node.attribute(name).expect("plotters places every text");
        let number = |name| -> f64 { attribute(name).parse().expect("a place is a number") };
        let text = node.text().unwrap_or_default().trim().to_owned();
        let height = number("font-size");
        let em = |letter| {
            if " .,:;()fijlt’".contains(letter) {
                0.38
            } else {
                0.64
            }
        };
        let width = height * text.chars().map(em).sum::<f64>();
        let left = match attribute("text-anchor") {
            "start" => number("x"),
            "middle" => number("x") - width / 2.0,
            "end" => number("x") - width,
            other => panic!("{other} is no anchor"),
        };
        Self {
            text,
            left,
            right: left + width,
            top: number("y") - height / 2.0,
            bottom: number("y") + height / 2.0,
        }
    }
}

/// The drawing without `var(…)`, whose fallbacks are the only colours it may name.
fn without_variables(svg: &str) -> String {
    let mut pieces = svg.split("var(--figure-");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |kept, piece| {
        kept + piece.split_once(')').map_or(piece, |(_, rest)| rest)
    })
}

#[test]
fn each_figure_and_table_of_a_chapter_has_a_caption() {
    for page in REPORT.pages.iter().filter(|page| page.origin.is_some()) {
        let text = BOOK.text(&page.stem).unwrap();
        let blocks: Vec<&str> = text.split("\n\n").map(str::trim).collect();
        for (place, block) in blocks.iter().enumerate() {
            if !block.starts_with("![") && !block.starts_with('|') {
                continue;
            }
            let below = blocks.get(place + 1).copied().unwrap_or_default();
            let caption = below
                .strip_prefix('*')
                .and_then(|below| below.strip_suffix('*'));
            assert!(
                caption.is_some_and(|caption| !caption.is_empty() && !caption.contains('*')),
                "{}: no caption, a paragraph in *italics*, stands below {}",
                page.stem,
                block.lines().next().unwrap_or_default()
            );
        }
    }
}
