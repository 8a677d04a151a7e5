//! Feeds the checker with pages that nobody would write: pieces of real ones, cut, doubled, mixed and spoilt.
//!
//! ```console
//! cargo run --release -p mdbook-prosetest --example fuzz -- 1000000 book/en
//! ```
//!
//! The first argument says how many inputs, the others where Markdown lies; a third number would be a seed.
//! The same arguments try the same inputs.
//! An input that panics, takes a second, or breaks a promise is printed and kept in `target/fuzz`; then the program fails.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use mdbook_prosetest::rust::Rust;
use prosetest::{
    Answer, Code, Coverage, Dimension, Input, Oracle, Page, Rules, Setting, Symbols, Unit, Units,
    Value, apply,
};

/// What an input is spoilt with, beside pieces of other pages.
const PIECES: &[&str] = &[
    "[0.5](= \"HALF\")",
    "[0.5 nats](= \"f(P)?\")",
    "[1948](- \"a year\")",
    "[$a$](~ \"a\")",
    "](= \"",
    "](~ '",
    "[",
    "]",
    "(",
    ")",
    "$",
    "$$",
    "\\$",
    "|",
    "\n| --- |\n",
    "\n\n",
    "\n",
    " ",
    "#",
    "# a {#b}\n",
    "- ",
    "1. ",
    "> ",
    "```rust\n",
    "```\n",
    "~~~",
    "`",
    "**",
    "_",
    "~~",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<a title=\"1\">",
    "&#48;",
    "&nbsp;",
    "−",
    "-",
    "±",
    "≈",
    "=",
    "<",
    "≥",
    "×",
    "%",
    "…",
    ".",
    ",",
    "0",
    "00.5",
    "1e9",
    "4.14 × 10⁻⁸",
    "∞",
    "½",
    "²",
    "\u{200b}",
    "\u{202e}",
    "\u{301}",
    "e\u{301}",
    "五",
    "三纳特",
    "\u{0}",
    "\u{feff}",
    "\r\n",
    "\t",
    "\\frac{1}{2}",
    "\\sum_i p_i",
    "^{",
    "_{",
    "}",
    "\\left(",
    "\\begin{matrix}",
    "&",
    "\\\\",
    "{{#include a.md}}",
    "{{#numbers}}",
    "[^1]",
    "[^1]: a\n",
    "[r]: = \"P\"\n",
    "[a][r]",
    "![0.5](a.png)",
    "![[1](= \"ONE\")](a.svg)",
    "fn f() {",
    "/*",
    "*/",
    "//",
    "\"",
    "'",
    "r#\"",
    "nats",
    "bits",
    " million",
    " per cent",
];

/// The longest input, in bytes: what breaks does so on a small page too.
const LONGEST: usize = 700;

/// An input may take this long, also where the machine does something else meanwhile.
const SLOW: Duration = Duration::from_secs(1);

/// The numbers that decide what is done to a page: a state, mixed as Steele, Lea and Flood do.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    fn of<'t, T>(&mut self, many: &'t [T]) -> &'t T {
        &many[self.below(many.len())]
    }
}

/// Answers anything with anything, the same whenever it is asked the same.
struct Whim;

impl Oracle for Whim {
    fn evaluate(&self, code: &Code, inputs: &[Vec<Input>]) -> Vec<Answer> {
        let mut hasher = DefaultHasher::new();
        code.text.hash(&mut hasher);
        let answer = |place: usize| {
            let mut dice = Dice(hasher.finish() ^ place as u64);
            let number = |dice: &mut Dice| {
                *dice.of(&[
                    0.5,
                    0.0,
                    -1.0,
                    0.1 + 0.2,
                    1e300,
                    4.14e-8,
                    1948.0,
                    f64::INFINITY,
                    f64::NAN,
                    2.302_4,
                    255.0,
                ])
            };
            match dice.below(12) {
                0 => Answer::Failed("it would not".to_owned()),
                1 => Answer::Refused("it could not".to_owned()),
                2 => Answer::Unknown,
                _ => {
                    let many = *dice.of(&[1, 1, 1, 1, 2, 0, 3]);
                    let value = |_| match dice.below(3) {
                        0 => Value::Quantity {
                            value: number(&mut dice),
                            dimension: 0,
                        },
                        _ => Value::Number(number(&mut dice)),
                    };
                    Answer::Values((0..many).map(value).collect())
                }
            }
        };
        (0..inputs.len()).map(answer).collect()
    }

    fn include(&self, path: &str) -> Result<(), String> {
        if path.len().is_multiple_of(2) {
            Ok(())
        } else {
            Err("it is not there".to_owned())
        }
    }
}

/// A page made of others.
fn input(pages: &[String], dice: &mut Dice) -> String {
    let mut text = piece(pages, dice, LONGEST / 2);
    for _ in 0..=dice.below(6) {
        let at = text.floor_char_boundary(dice.below(text.len() + 1));
        let end = text.ceil_char_boundary((at + dice.below(30)).min(text.len()));
        match dice.below(6) {
            0 => text.replace_range(at..end, ""),
            1 => text.insert_str(at, &text.clone()[at..end]),
            2 => text.insert_str(at, &piece(pages, dice, 80)),
            3 => text.replace_range(at..end, dice.of::<&str>(PIECES)),
            _ => text.insert_str(at, dice.of::<&str>(PIECES)),
        }
    }
    text.truncate(text.floor_char_boundary(LONGEST));
    text
}

fn piece(pages: &[String], dice: &mut Dice, longest: usize) -> String {
    let page = dice.of(pages);
    let start = page.floor_char_boundary(dice.below(page.len()));
    let end = page.floor_char_boundary((start + 1 + dice.below(longest)).min(page.len()));
    page[start..end.max(start)].to_owned()
}

/// How a page is checked.
#[derive(Clone, Copy, Debug)]
struct Way {
    coverage: Coverage,
    is_rust: bool,
}

/// What the checker promises of every page.
fn hold(text: &str, units: &Units, symbols: &Symbols, way: Way) -> Result<(), String> {
    let Way { coverage, is_rust } = way;
    let rules = Rules::new(coverage);
    let rules = if is_rust {
        rules.language(&Rust)
    } else {
        rules
    };
    let page = Page::parse_under("fuzz.md", text, units, rules).with_symbols(symbols);
    let marks = page.codes().len() + page.expressions().count();
    let checked = page.check(&Whim);
    for fault in &checked.diagnostics {
        if fault.code.is_empty() || fault.help.is_empty() {
            return Err(format!("{} has no rule or no remedy", fault.message));
        }
        let lines = text.split('\n').count();
        if fault.line == 0 || fault.line > lines || !fault.to_string().contains(fault.code) {
            return Err(format!(
                "{} is on line {} of {lines}",
                fault.message, fault.line
            ));
        }
    }
    let setting = Setting {
        list: "numbers.html",
        formulas: "numbers.html",
        stem: "fuzz",
        origin: None,
        code: &|_| None,
        picture: &|_, _| None,
    };
    let (rendered, plain) = (checked.render(&setting), checked.plain());
    // A mark that is refused is a fault, and nothing is built.
    let marked = marks > 0
        || !checked.diagnostics.is_empty()
        || !checked.exemptions.is_empty()
        || !checked.formulas.is_empty();
    if coverage == Coverage::Linked && !marked && (rendered != text || plain != text) {
        return Err("a page without a mark was changed".to_owned());
    }
    let mended = apply(text, checked.fixes.clone());
    if checked.fixes.is_empty() && mended != text {
        return Err("nothing was to be mended, and the text was changed".to_owned());
    }
    Ok(())
}

fn read(folder: &Path, pages: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(&path, pages);
        } else if path.extension().is_some_and(|ending| ending == "md")
            && let Ok(text) = fs::read_to_string(&path)
            && !text.is_empty()
        {
            pages.push(text);
        }
    }
}

fn main() -> ExitCode {
    let mut wanted = None;
    let mut seed = 0;
    let mut folders = Vec::new();
    for argument in env::args().skip(1) {
        match argument.parse::<u64>() {
            Ok(number) if wanted.is_none() => wanted = Some(number),
            Ok(number) => seed = number,
            Err(_) => folders.push(PathBuf::from(argument)),
        }
    }
    let wanted = usize::try_from(wanted.unwrap_or(100_000)).unwrap_or(usize::MAX);
    let mut pages: Vec<String> = PIECES.iter().map(|&piece| piece.to_owned()).collect();
    for folder in &folders {
        read(folder, &mut pages);
    }
    pages.sort();
    println!("{} pages and pieces, {wanted} inputs", pages.len());

    let information = Dimension::new(
        "information",
        [
            Unit::new(&["nat", "nats", "纳特"], 1.0),
            Unit::new(&["bit", "bits"], std::f64::consts::LN_2),
        ],
    );
    let Ok(units) = Units::new([information]) else {
        return ExitCode::FAILURE;
    };
    let symbols = toml::from_str(
        "[[symbol]]\ntex = \"a\"\nmeaning = \"a number\"\ndraw = { kind = \"number\", from = 0.0, to = 1.0 }\n",
    );
    let symbols = symbols.unwrap_or_default();
    let (next, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let began = Instant::now();
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            if place >= wanted {
                return;
            }
            let mut dice = Dice(
                seed.wrapping_mul(0x0100_0000_01b3)
                    .wrapping_add(place as u64)
                    << 8,
            );
            let text = input(&pages, &mut dice);
            let way = Way {
                coverage: if place.is_multiple_of(2) {
                    Coverage::All
                } else {
                    Coverage::Linked
                },
                is_rust: !place.is_multiple_of(4),
            };
            let started = Instant::now();
            let held = catch_unwind(AssertUnwindSafe(|| hold(&text, &units, &symbols, way)));
            let why = match held {
                Ok(Ok(())) if started.elapsed() < SLOW => None,
                Ok(Ok(())) => Some(format!("it took {:?}", started.elapsed())),
                Ok(Err(why)) => Some(why),
                Err(_) => Some("it panicked".to_owned()),
            };
            if let Some(why) = why {
                failed.fetch_add(1, Ordering::Relaxed);
                let folder = Path::new("target/fuzz");
                let file = folder.join(format!("{place}.md"));
                let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&file, &text));
                eprintln!("{}, {way:?}: {why}\n{text:?}", file.display());
            }
            if place.is_multiple_of(1000) {
                // What the parser of Rust remembers of its places would grow for ever.
                proc_macro2::extra::invalidate_current_thread_spans();
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner();
    println!(
        "{wanted} inputs in {:.0} s, {failed} failed",
        began.elapsed().as_secs_f64()
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
