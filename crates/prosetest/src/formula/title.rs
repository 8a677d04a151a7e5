//! The title of a formula: an expression in the book's symbols, after any number of `let`s.

use super::symbols::{Declared, Table};
use super::tree::Key;
use crate::language::{Binding, Fault, Language};
use crate::oracle::Code;
use crate::units::Units;

/// A title taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Title {
    /// What the `let`s bind: the keys of the symbols, and the statements up to each.
    pub(crate) lets: Vec<(Key, String)>,
    /// The names that they bind, each with its value.
    bound: Vec<Binding>,
    /// The whole title as one expression.
    pub(crate) whole: String,
    /// The expression whose value the formula claims, as a message shows it.
    pub(crate) said: String,
}

impl Title {
    /// Takes a title apart, as its language has it.
    ///
    /// # Errors
    /// What is wrong with it, and the remedy.
    pub(crate) fn read(title: &str, table: &Table, language: &dyn Language) -> Result<Self, Fault> {
        let is_drawn = |name: &str| {
            let mut symbols = table.symbols.iter();
            symbols.any(|symbol| symbol.name == name && symbol.draw.is_some())
        };
        let read = language.title(title, &is_drawn)?;
        let mut lets: Vec<(Key, String)> = Vec::new();
        for Binding { name, code, .. } in &read.bound {
            let symbol = table.symbols.iter().find(|symbol| symbol.name == *name);
            let key = symbol.map_or(name, |symbol| &symbol.key).to_owned();
            lets.retain(|(other, _)| *other != key);
            lets.push((key, code.clone()));
        }
        let mut bound = read.bound.iter().rev();
        let said = bound.find(|binding| binding.name == read.value);
        Ok(Self {
            lets,
            said: said.map_or(&read.value, |binding| &binding.value).clone(),
            whole: read.whole,
            bound: read.bound,
        })
    }

    /// A name whose words say what nothing checks: another unit than its value is counted in, or another number.
    pub(crate) fn misnomer(&self, units: &Units) -> Option<Fault> {
        self.bound.iter().find_map(|Binding { name, value, .. }| {
            name.split('_').find_map(|word| {
                if changes(word) {
                    let message = format!("“{word}” in the name `{name}` says what nothing checks");
                    let help = "name what is computed, and show the arithmetic";
                    return Some(Fault::new(message, help));
                }
                let unit = units.find(word)?;
                let counted = methods(value).filter_map(|method| units.find(method));
                let counted: Vec<usize> = counted.collect();
                let met = !counted.is_empty() && counted.iter().all(|other| *other == unit);
                let message =
                    format!("`{name}` speaks of {word}, and its value is not counted in them");
                let help = "let its value end in the method that counts in this unit";
                (!met).then(|| Fault::new(message, help))
            })
        })
    }

    /// Code of the title with the symbols that it names as parameters.
    ///
    /// Of two symbols of one name, the one that the formula shows is meant; else the one that is declared for the page;
    /// else a vector where the name is borrowed, and a number where not.
    ///
    /// # Errors
    /// The name that may mean two symbols.
    pub(crate) fn code(
        &self,
        text: &str,
        table: &Table,
        shown: &[(Key, usize)],
        language: &dyn Language,
    ) -> Result<(Code, Vec<(Key, usize)>), String> {
        let mut parameters = Vec::new();
        let mut keys = Vec::new();
        for name in language.names(text) {
            if self.bound.iter().any(|binding| binding.name == name) {
                continue;
            }
            let mut candidates: Vec<&Declared> = table
                .symbols
                .iter()
                .filter(|symbol| symbol.name == name && symbol.draw.is_some())
                .collect();
            let is_shown = |symbol: &Declared| shown.contains(&(symbol.key.clone(), symbol.depth));
            // What is borrowed, or has a length, is no number.
            let many = [format!("&{name}"), format!("{name}.len()")]
                .iter()
                .any(|use_of| text.contains(use_of));
            let tests: [&dyn Fn(&Declared) -> bool; 3] =
                [&is_shown, &|symbol| symbol.is_own, &|symbol| {
                    (symbol.depth > 0) == many
                }];
            for test in tests {
                if candidates.len() > 1 && candidates.iter().any(|symbol| test(symbol)) {
                    candidates.retain(|symbol| test(symbol));
                }
            }
            let meant = match *candidates {
                [] => continue,
                [only] => only,
                _ => {
                    let tex: Vec<_> = candidates
                        .iter()
                        .map(|symbol| symbol.tex.as_str())
                        .collect();
                    return Err(format!("`{name}` may mean {}", tex.join(" or ")));
                }
            };
            let key = (meant.key.clone(), meant.depth);
            parameters.push(meant.parameter());
            keys.push(key);
        }
        let code = Code {
            text: text.to_owned(),
            parameters,
        };
        Ok((code, keys))
    }
}

/// Words that make another number, or the opposite, of what they stand beside.
fn changes(word: &str) -> bool {
    matches!(
        word,
        "half"
            | "twice"
            | "thrice"
            | "double"
            | "triple"
            | "minus"
            | "negative"
            | "neg"
            | "not"
            | "no"
            | "non"
            | "never"
            | "inverse"
            | "reciprocal"
            | "squared"
            | "cubed"
            | "square"
            | "root"
            | "times"
            | "percent"
            | "hundred"
            | "thousand"
            | "million"
            | "opposite"
            | "less"
            | "per"
    )
}

/// The names of the methods that are called.
fn methods(value: &str) -> impl Iterator<Item = &str> {
    let mut parts = value.split('.');
    parts.next();
    parts.filter_map(|part| {
        let end = part.find(|ch: char| !(ch.is_alphanumeric() || ch == '_'))?;
        part[end..].starts_with('(').then_some(&part[..end])
    })
}
