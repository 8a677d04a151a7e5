//! A code that can be bent: Huffman's words for shares that a reader moves, alone and in blocks.

use givens::codes::{Codeword, Huffman, Information, entropy, huffman_rate, kraft_sum};
use information::Distribution;

use crate::figure::{
    BACK, Explorable, GRID, ONE, Part, TWO, amount, grouped, ink, known, length, moved, paper,
    point, row, trimmed,
};

/// Of how many kinds the symbols are, and how the kinds after the first share what it leaves them.
///
/// With the right share for the first they are the street, the town with its foxes, the weather, the sky and the die.
const KINDS: [(&str, &[u64]); 5] = [
    ("2", &[1]),
    ("3", &[3, 1]),
    ("4", &[2, 1, 1]),
    ("5", &[2, 2, 1, 1]),
    ("6", &[1, 1, 1, 1, 1]),
];

/// The most symbols in a block.
const LONGEST: usize = 8;

/// Blocks with more words than these are not drawn up.
const MOST_WORDS: usize = 10_000;

/// The shares that the first kind can have, as fractions: all twentieths, one in six, and nearly all.
fn shares() -> Vec<[u64; 2]> {
    let twentieths = (1..20).map(|twentieth| [twentieth, 20]);
    let mut all: Vec<_> = twentieths.chain([[1, 6], [99, 100]]).collect();
    all.sort_by_key(|[part, whole]| part * 300 / whole);
    all
}

#[expect(clippy::cast_precision_loss, reason = "both are small")]
fn called([part, whole]: [u64; 2]) -> String {
    trimmed(part as f64 / whole as f64, 3)
}

/// Where the line of all words, and that of all shares, begins and how long it is.
const LEFT: f64 = 78.0;
const WIDTH: f64 = 548.0;

fn x(share: f64) -> f64 {
    LEFT + WIDTH * share
}

/// The upper and lower edges of both rows of pieces.
const WORDS: [f64; 2] = [190.0, 224.0];
const SHARES: [f64; 2] = [262.0, 296.0];

/// The place of a fork or a leaf: over the middle of what all words that begin so use up.
fn fork(beginning: &[bool]) -> (f64, f64) {
    let (mut start, mut width, mut down) = (0.0, 1.0, 16.0);
    for &bit in beginning {
        width /= 2.0;
        start += if bit { width } else { 0.0 };
        down += 32.0;
    }
    (x(start + width / 2.0), down)
}

/// The place of a block's length, and of what such blocks cost above the entropy, for each of their symbols.
fn across(block: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "blocks are short")]
    let block = block as f64;
    x((block - 0.5) / LONGEST as f64)
}

fn up(above: Information) -> f64 {
    474.0 - 120.0 * above.bits()
}

/// How many words a code for blocks has.
fn words(kinds: usize, block: usize) -> usize {
    (0..block).map(|_| kinds).product()
}

/// A symbol's word and its share, each as a piece of a line: where it begins, and how long it is.
struct Piece {
    symbol: usize,
    word: Codeword,
    share: f64,
    lines: [[f64; 2]; 2],
}

/// Huffman's code for some shares.
struct Code {
    entropy: Information,
    /// In the order of the words.
    pieces: Vec<Piece>,
    /// What a symbol costs in blocks of one, of two, and so on, as far as these are drawn up.
    rates: Vec<Information>,
}

impl Code {
    fn new(rest: &[u64], [part, whole]: [u64; 2]) -> Self {
        let first = part * rest.iter().sum::<u64>();
        let others = rest.iter().map(|weight| weight * (whole - part));
        let counts: Vec<u64> = [first].into_iter().chain(others).collect();
        let p = known(Distribution::from_counts(&counts));
        let code = Huffman::new(&p);
        let mut all: Vec<(Codeword, usize)> = code
            .codewords()
            .iter()
            .flatten()
            .cloned()
            .zip(0..)
            .collect();
        all.sort();
        let mut ends = [0.0; 2];
        let piece = |(word, symbol): (Codeword, usize)| {
            let share = p[symbol];
            let widths = [kraft_sum(&[word.length()]), share];
            let starts = ends;
            ends = [starts[0] + widths[0], starts[1] + widths[1]];
            Piece {
                symbol,
                word,
                share,
                lines: [[starts[0], widths[0]], [starts[1], widths[1]]],
            }
        };
        let blocks = (1..=LONGEST).take_while(|&block| words(p.outcomes(), block) <= MOST_WORDS);
        Self {
            entropy: entropy(&p),
            pieces: all.into_iter().map(piece).collect(),
            rates: blocks.map(|block| known(huffman_rate(&p, block))).collect(),
        }
    }

    /// The tree, each leaf going down to its piece.
    fn tree(&self) -> String {
        let mut edges: Vec<(&[bool], bool)> = Vec::new();
        for Piece { word, .. } in &self.pieces {
            let bits = word.bits();
            edges.extend((1..=bits.len()).map(|length| (&bits[..length], length == bits.len())));
        }
        edges.sort_unstable();
        edges.dedup();
        let edge = |(end, is_leaf): (&[bool], bool)| {
            let [from, to] = [&end[..end.len() - 1], end].map(fork);
            let [left, top, right, bottom] = [from.0, from.1, to.0, to.1].map(length);
            let leaf = if is_leaf {
                format!("V{}", WORDS[0])
            } else {
                String::new()
            };
            format!("M{left} {top}L{right} {bottom}{leaf}")
        };
        edges.into_iter().map(edge).collect()
    }

    /// Pieces from the line of the words down to the line of the shares: that of the first kind, and of the others
    /// every second one.
    fn bands(&self, which: usize) -> String {
        let band = |(place, piece): (usize, &Piece)| {
            let shade = if piece.symbol == 0 { 0 } else { 1 + place % 2 };
            if shade != which {
                return String::new();
            }
            let ends = |[start, width]: [f64; 2]| [start, start + width].map(|end| length(x(end)));
            let [[a, b], [c, d]] = piece.lines.map(ends);
            let [[top, upper], [lower, bottom]] = [WORDS, SHARES];
            format!("M{a} {top}H{b}V{upper}L{d} {lower}V{bottom}H{c}V{lower}L{a} {upper}Z")
        };
        self.pieces.iter().enumerate().map(band).collect()
    }

    /// What stands in a piece: the word, or the share, if there is room.
    fn label(&self, piece: usize, line: usize) -> String {
        let Some(Piece {
            word, share, lines, ..
        }) = self.pieces.get(piece)
        else {
            return String::new();
        };
        let text = match line {
            0 => word.to_string(),
            _ => trimmed(*share, 3),
        };
        #[expect(clippy::cast_precision_loss, reason = "texts are short")]
        let needed = 8.0 + 10.5 * text.len() as f64;
        if needed <= WIDTH * lines[line][1] {
            text
        } else {
            String::new()
        }
    }

    fn middle(&self, piece: usize, line: usize) -> f64 {
        self.pieces.get(piece).map_or(0.0, |piece| {
            let [start, width] = piece.lines[line];
            x(start + width / 2.0)
        })
    }

    /// The place of what a symbol costs, above the entropy.
    fn above(&self, rate: Information) -> f64 {
        up(rate - self.entropy)
    }
}

/// What stands in the pieces of both rows.
const LABELS: [[&str; 6]; 2] = [
    ["w0", "w1", "w2", "w3", "w4", "w5"],
    ["s0", "s1", "s2", "s3", "s4", "s5"],
];

/// Places of the book: the button, its text, and the steps of the kinds and of the share.
const PRESETS: [(&str, &str, &str, &str); 4] = [
    ("street", "The street", "2", "0.9"),
    ("weather", "The weather", "4", "0.5"),
    ("sky", "The sky", "5", "0.4"),
    ("die", "A fair die", "6", "0.167"),
];

pub(crate) fn figure() -> Explorable {
    let mut figure = Explorable::new("code");
    let shares = shares();
    let kinds = figure.control("kinds", KINDS.map(|(name, _)| name), "5");
    let share = figure.control("share", shares.iter().copied().map(called), "0.4");
    let block = figure.control("block", (1..=LONGEST).map(|block| block.to_string()), "1");

    let of_kind =
        |(_, rest): (_, &[u64])| shares.iter().map(|&share| Code::new(rest, share)).collect();
    let codes: Vec<Vec<Code>> = KINDS.map(of_kind).into_iter().collect();
    let code = |[kinds, share]: [usize; 2]| &codes[kinds][share];
    let of = [kinds, share];
    figure.set("tree", Part::Attribute("d"), of, |state| code(state).tree());
    for (which, key) in ["first", "even", "odd"].into_iter().enumerate() {
        figure.set(key, Part::Attribute("d"), of, |state| {
            code(state).bands(which)
        });
    }
    for (line, keys) in LABELS.into_iter().enumerate() {
        for (piece, key) in keys.into_iter().enumerate() {
            figure.place(key, "x", of, |state| code(state).middle(piece, line));
            figure.text(key, of, |state| code(state).label(piece, line));
        }
    }
    figure.set("dots", Part::Attribute("d"), of, |state| {
        let code = code(state);
        let dot = |(block, rate): (usize, &Information)| {
            format!("M{} {}h0", length(across(block)), length(code.above(*rate)))
        };
        (1..).zip(&code.rates).map(dot).collect()
    });
    let all = [kinds, share, block];
    figure.set(
        "dot",
        Part::Attribute("transform"),
        all,
        |[kinds, share, block]| {
            let code = code([kinds, share]);
            // What is not drawn up leaves the drawing.
            let top = code
                .rates
                .get(block)
                .map_or(-100.0, |rate| code.above(*rate));
            moved((across(block + 1), top))
        },
    );

    figure.text("entropy", of, |state| amount(code(state).entropy, 1));
    figure.text("single", of, |state| amount(code(state).rates[0], 1));
    figure.text("words", [kinds, block], |[kinds, block]| {
        let words = words(KINDS[kinds].1.len() + 1, block + 1);
        format!("{} words", grouped(words))
    });
    figure.text("rate", all, |[kinds, share, block]| {
        let rate = code([kinds, share]).rates.get(block);
        rate.map_or("too many words".to_owned(), |rate| amount(*rate, 1))
    });
    for (name, _, of_kinds, of_share) in PRESETS {
        figure.preset(name, &[(kinds, of_kinds), (share, of_share)]);
    }

    let below = below(&figure, [kinds, share, block]);
    figure.finish(&drawing(), &below)
}

fn drawing() -> String {
    let mut drawing = paper(640, 540);
    drawing += &format!(
        "<path data-k=\"tree\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/>\n\
         <path data-k=\"first\" fill=\"{TWO}\" fill-opacity=\"0.35\" stroke=\"{TWO}\"/>\n\
         <path data-k=\"even\" fill=\"{ONE}\" fill-opacity=\"0.45\" stroke=\"{ONE}\"/>\n\
         <path data-k=\"odd\" fill=\"{ONE}\" fill-opacity=\"0.15\" stroke=\"{ONE}\"/>\n"
    );
    for (keys, [top, bottom], name) in [(LABELS[0], WORDS, "words"), (LABELS[1], SHARES, "shares")]
    {
        let middle = f64::midpoint(top, bottom);
        let label = |key: &str| {
            format!("<text data-k=\"{key}\" y=\"{middle}\" dy=\"5\" text-anchor=\"middle\"></text>")
        };
        drawing += &keys.map(label).concat();
        drawing += &format!(
            "<text x=\"{}\" y=\"{middle}\" dy=\"5\" text-anchor=\"end\">{name}</text>\n",
            LEFT - 10.0
        );
    }
    for count in [0.0, 0.5, 1.0] {
        let top = length(up(Information::from_bits(count)));
        drawing += &format!(
            "<path d=\"M{LEFT} {top}H{}\" stroke=\"{GRID}\"/><text x=\"{}\" y=\"{top}\" dy=\"5\" text-anchor=\"end\">{count}</text>\n",
            LEFT + WIDTH,
            LEFT - 10.0
        );
    }
    #[expect(clippy::cast_precision_loss, reason = "blocks are short")]
    let ceiling = |block: usize| {
        point((
            across(block),
            up(Information::from_bits(1.0 / block as f64)),
        ))
    };
    let ceiling: Vec<_> = (1..=LONGEST).map(ceiling).collect();
    for block in 1..=LONGEST {
        drawing += &format!(
            "<text x=\"{}\" y=\"502\" text-anchor=\"middle\">{block}</text>",
            length(across(block))
        );
    }
    drawing += &format!(
        "\n<polyline points=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-dasharray=\"6 6\"/>\n\
         <path data-k=\"dots\" stroke=\"{ONE}\" stroke-width=\"11\" stroke-linecap=\"round\"/>\n\
         <circle data-k=\"dot\" r=\"10\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>\n\
         <text x=\"{}\" y=\"530\" text-anchor=\"middle\">symbols in a block; height: bits above the entropy</text>\n</svg>\n",
        ceiling.join(" "),
        LEFT + WIDTH / 2.0
    );
    drawing
}

fn below(figure: &Explorable, [kinds, share, block]: [usize; 3]) -> String {
    let presets = PRESETS
        .map(|(name, text, ..)| format!("<button type=\"button\" name=\"{name}\">{text}</button>"));
    [
        "<dl class=\"readouts\">\n".to_owned(),
        row("entropy", "entropy"),
        row("cost, symbol by symbol", "single"),
        row("cost in blocks", "rate"),
        row("dictionary of the blocks", "words"),
        "</dl>\n<form autocomplete=\"off\">\n".to_owned(),
        figure.slider(
            share,
            &format!("{} Share of the first kind", ink(2)),
            "of all",
            "",
        ),
        figure.slider(block, "Symbols in a block", "", ""),
        "<div class=\"row\">".to_owned(),
        figure.choice(kinds, "Kinds of symbols"),
        "</div>\n<div class=\"row\">".to_owned(),
        presets.concat(),
        BACK.to_owned(),
        "</div>\n</form>\n".to_owned(),
    ]
    .concat()
}
