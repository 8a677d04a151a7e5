//! The symbols of a book, declared once: what each means, how it is drawn, and the code behind it.

use std::collections::BTreeMap;
use std::fmt;

use super::draw::Draw;
use super::node::{self, Line, Node};
use super::read::{index_letters, label, letter};
use super::tree::Key;
use crate::math::Converter;
use crate::oracle::{Code, Parameter};

/// A symbol: a letter of the book's formulas.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct Symbol {
    /// How it is written, in TeX: `\varepsilon`, or `p_i` and `W_{jk}` for what has indices.
    pub tex: String,
    /// Its name in code, if that is another: `epsilon`.
    #[cfg_attr(feature = "serde", serde(default))]
    pub name: Option<String>,
    /// What it means, in Markdown.
    #[cfg_attr(feature = "serde", serde(default))]
    pub meaning: String,
    /// How its value is drawn; without, each title that needs it binds it by `let`.
    #[cfg_attr(feature = "serde", serde(default))]
    pub draw: Option<Draw>,
    /// The code that builds its value from what was drawn, under the same name; empty for the drawn numbers themselves.
    #[cfg_attr(feature = "serde", serde(default))]
    pub build: String,
}

/// A notation of a function, such as `D(p \Vert q)`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct Notation {
    /// How it is written, in TeX, with letters for its arguments.
    pub tex: String,
    /// The symbols, in TeX, that its arguments are like.
    pub of: Vec<String>,
    /// What it means, in Markdown.
    #[cfg_attr(feature = "serde", serde(default))]
    pub meaning: String,
    /// The code that computes it, from the names of those symbols.
    pub code: String,
}

/// All symbols and notations of a book.
///
/// With the feature `serde` they are read from a file: lists of `symbol` and `notation`, and under `page` by its name
/// what is otherwise on one page.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use prosetest::Symbols;
///
/// let symbols: Symbols = toml::from_str(r#"
///     [[symbol]]
///     tex = "m"
///     meaning = "a mass, in kilograms"
///     draw = { kind = "number", from = 0.0, to = 90.0 }
///
///     [[symbol]]
///     tex = 'x_i'
///     meaning = "a measurement"
///     draw = { kind = "number", from = -5.0, to = 5.0, over = ["n"] }
///
///     [[symbol]]
///     tex = "n"
///     meaning = "how many measurements there are"
///     draw = { kind = "integer", from = 1, to = 9 }
///     build = "n as usize"
///
///     [[notation]]
///     tex = '\operatorname{mean}(x)'
///     of = ["x_i"]
///     meaning = "the mean"
///     code = "mean(&x)"
///
///     ## On one page, another range.
///     [[page.light]]
///     tex = "m"
///     draw = { kind = "number", from = 0.0, to = 0.001 }
/// "#)?;
/// assert_eq!(symbols.symbols().len(), 3);
/// assert_eq!(symbols.notations()[0].code, "mean(&x)");
/// # }
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Deserialize),
    serde(try_from = "File")
)]
pub struct Symbols {
    symbols: Vec<Symbol>,
    notations: Vec<Notation>,
    pages: BTreeMap<String, Vec<Symbol>>,
    declared: Vec<Declared>,
    functions: Vec<NotationCode>,
}

/// Why declarations cannot stand.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SymbolsError {
    /// What stands for a symbol or notation is not one.
    Tex {
        /// The TeX at fault.
        tex: String,
        /// What is wrong with it.
        why: String,
    },
    /// A length is no integer that is drawn.
    Length {
        /// The symbol.
        tex: String,
        /// The name of its length.
        length: String,
    },
}

impl fmt::Display for SymbolsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tex { tex, why } => write!(f, "`{tex}` cannot be declared: {why}"),
            Self::Length { tex, length } => write!(
                f,
                "`{tex}` is as long as `{length}`, which is no integer that is drawn"
            ),
        }
    }
}

impl std::error::Error for SymbolsError {}

/// The declarations as they are written.
#[derive(Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct File {
    #[cfg_attr(feature = "serde", serde(default))]
    symbol: Vec<Symbol>,
    #[cfg_attr(feature = "serde", serde(default))]
    notation: Vec<Notation>,
    #[cfg_attr(feature = "serde", serde(default))]
    page: BTreeMap<String, Vec<Symbol>>,
}

/// A symbol by the key under which formulas find it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Declared {
    pub(crate) key: Key,
    pub(crate) depth: usize,
    pub(crate) name: String,
    pub(crate) tex: String,
    pub(crate) draw: Option<Draw>,
    pub(crate) build: String,
    /// Whether it is declared for a single page.
    pub(crate) is_own: bool,
}

impl Declared {
    pub(crate) fn parameter(&self) -> Parameter {
        Parameter {
            name: self.name.clone(),
            build: self.build.clone(),
            depth: self.depth,
        }
    }
}

/// A notation by the name and the separators under which formulas find it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NotationCode {
    /// The key of its name, and its separators.
    pub(crate) id: Key,
    pub(crate) key: Key,
    /// The keys of its parameters, and how many indices each takes.
    pub(crate) parameters: Vec<(Key, usize)>,
    pub(crate) code: Code,
}

/// The symbols and notations as one page uses them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Those that others are as long as come first.
    pub(crate) symbols: Vec<Declared>,
    pub(crate) notations: Vec<NotationCode>,
}

#[cfg(feature = "serde")]
impl TryFrom<File> for Symbols {
    type Error = SymbolsError;

    fn try_from(file: File) -> Result<Self, SymbolsError> {
        Self::of(file)
    }
}

impl Symbols {
    /// Symbols and notations declared in code.
    ///
    /// # Errors
    /// [`SymbolsError`] if one cannot be read as a symbol or notation, or is as long as nothing.
    pub fn new(symbols: Vec<Symbol>, notations: Vec<Notation>) -> Result<Self, SymbolsError> {
        Self::of(File {
            symbol: symbols,
            notation: notations,
            ..File::default()
        })
    }

    fn of(file: File) -> Result<Self, SymbolsError> {
        let converter = Converter::new();
        let declared: Vec<Declared> = file
            .symbol
            .iter()
            .map(|symbol| declare(&converter, symbol))
            .collect::<Result<_, _>>()?;
        let functions = file
            .notation
            .iter()
            .map(|notation| function(&converter, notation, &declared))
            .collect::<Result<_, _>>()?;
        let symbols = Self {
            symbols: file.symbol,
            notations: file.notation,
            pages: file.page,
            declared,
            functions,
        };
        symbols.table("")?;
        for page in symbols.pages.keys() {
            symbols.table(page)?;
        }
        Ok(symbols)
    }

    /// The symbols, in the order of their declaration.
    #[must_use]
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// Every symbol, those of single pages too, and the name that code has for it.
    pub fn names(&self) -> impl Iterator<Item = (&Symbol, &str)> {
        // The names of a page's own symbols were found to be sound with all others.
        let own = self.pages.values().flatten();
        let own = own.filter_map(|symbol| Some((symbol, symbol.name.as_deref()?)));
        let everywhere = self.symbols.iter().zip(&self.declared);
        everywhere
            .map(|(symbol, declared)| (symbol, declared.name.as_str()))
            .chain(own)
    }

    /// The notations, in the order of their declaration.
    #[must_use]
    pub fn notations(&self) -> &[Notation] {
        &self.notations
    }

    /// The symbols as the page of this stem uses them.
    pub(crate) fn table(&self, stem: &str) -> Result<Table, SymbolsError> {
        let converter = Converter::new();
        let mut symbols = self.declared.clone();
        for row in self.pages.get(stem).into_iter().flatten() {
            let mut own = declare(&converter, row)?;
            let same = |other: &&mut Declared| (&other.key, other.depth) == (&own.key, own.depth);
            if let Some(other) = symbols.iter_mut().find(same) {
                if row.name.is_none() {
                    own.name.clone_from(&other.name);
                }
                own.is_own = true;
                *other = own;
            } else {
                own.is_own = true;
                symbols.push(own);
            }
        }
        let is_length = |symbol: &Declared| {
            symbol.depth == 0 && matches!(symbol.draw, Some(Draw::Integer { .. }))
        };
        for symbol in &symbols {
            for length in symbol.draw.iter().flat_map(Draw::needs) {
                let named = |other: &&Declared| {
                    is_length(other) && (other.key == *length || other.name == *length)
                };
                if !symbols.iter().any(|other| named(&other)) {
                    return Err(SymbolsError::Length {
                        tex: symbol.tex.clone(),
                        length: length.clone(),
                    });
                }
            }
        }
        symbols.sort_by_key(|symbol| !is_length(symbol));
        Ok(Table {
            symbols,
            notations: self.functions.clone(),
        })
    }
}

fn line(converter: &Converter, tex: &str) -> Result<Line, SymbolsError> {
    let refused = |why: String| SymbolsError::Tex {
        tex: tex.to_owned(),
        why,
    };
    let mathml = converter.convert(tex, false).map_err(refused)?;
    node::line(&mathml).map_err(|what| refused(format!("it holds {what}")))
}

/// A symbol's key, and how many indices it takes.
fn key_of(converter: &Converter, tex: &str) -> Result<(Key, usize), SymbolsError> {
    let refused = || SymbolsError::Tex {
        tex: tex.to_owned(),
        why: "a symbol is one letter, with or without accents, a label or indices".to_owned(),
    };
    let line = line(converter, tex)?;
    let [single] = &*line else {
        return Err(refused());
    };
    let Node::Script { base, below, above } = single else {
        return letter(single).map(|key| (key, 0)).ok_or_else(refused);
    };
    let key = label(base, &[], above).ok_or_else(refused)?;
    match index_letters(below) {
        Some(indices) => Ok((key, indices)),
        None => Ok((label(base, below, above).ok_or_else(refused)?, 0)),
    }
}

fn declare(converter: &Converter, symbol: &Symbol) -> Result<Declared, SymbolsError> {
    let refused = |why: &str| SymbolsError::Tex {
        tex: symbol.tex.clone(),
        why: why.to_owned(),
    };
    let (key, depth) = key_of(converter, &symbol.tex)?;
    let name = symbol.name.clone().unwrap_or_else(|| key.clone());
    let is_word = |ch: char| ch.is_alphanumeric() || ch == '_';
    if !name.chars().all(is_word) || name.starts_with(char::is_numeric) || name == "_" {
        return Err(refused("give it a name that code can use"));
    }
    if let Some(draw) = &symbol.draw {
        if draw.over().len() != depth {
            return Err(refused("it takes as many indices as it has lengths"));
        }
        let sound = match draw {
            Draw::Number { from, to, .. } => from < to && (to - from).is_finite(),
            Draw::Integer { from, to, .. } => from <= to,
            Draw::Choice { of, .. } => !of.is_empty(),
            Draw::Distribution { over } | Draw::OneHot { over } => !over.is_empty(),
            Draw::Index { .. } => true,
        };
        if !sound {
            return Err(refused("there is nothing to draw it from"));
        }
    }
    Ok(Declared {
        key,
        depth,
        name,
        tex: symbol.tex.clone(),
        draw: symbol.draw.clone(),
        build: symbol.build.clone(),
        is_own: false,
    })
}

fn function(
    converter: &Converter,
    notation: &Notation,
    symbols: &[Declared],
) -> Result<NotationCode, SymbolsError> {
    let refused = |why: &str| SymbolsError::Tex {
        tex: notation.tex.clone(),
        why: why.to_owned(),
    };
    let line = line(converter, &notation.tex)?;
    let [name, open, arguments @ .., close] = &*line else {
        return Err(refused(
            "a notation is a name and its arguments in brackets",
        ));
    };
    if open.sign() != Some("(") || close.sign() != Some(")") {
        return Err(refused(
            "the arguments of a notation stand in round brackets",
        ));
    }
    let key = match name {
        Node::Script { base, below, above } => label(base, below, above),
        single => letter(single),
    };
    let key = key.ok_or_else(|| refused("its name is no letter or word"))?;
    let separators: Vec<&str> = arguments.iter().filter_map(Node::sign).collect();
    let mut parameters = Vec::new();
    let mut given = Vec::new();
    for tex in &notation.of {
        let like = key_of(converter, tex)?;
        let declared = symbols
            .iter()
            .find(|symbol| (&symbol.key, symbol.depth) == (&like.0, like.1));
        let declared =
            declared.ok_or_else(|| refused("its arguments are like declared symbols"))?;
        given.push(declared.parameter());
        parameters.push(like);
    }
    if separators.len() + 1 != parameters.len() {
        return Err(refused("`of` names one symbol for each argument"));
    }
    Ok(NotationCode {
        id: identity(&key, &separators),
        key,
        parameters,
        code: Code {
            text: notation.code.clone(),
            parameters: given,
        },
    })
}

/// What tells one notation from another: its name and what stands between its arguments.
pub(crate) fn identity(key: &str, separators: &[&str]) -> Key {
    let alike = |separator: &&str| {
        match *separator {
            "∥" | "||" => "‖",
            "∣" => "|",
            other => other,
        }
        .to_owned()
    };
    format!(
        "{key}({})",
        separators.iter().map(alike).collect::<String>()
    )
}
