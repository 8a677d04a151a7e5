//! The units that a quantity may be written in.

use std::fmt;

/// A unit: the words that name it, and how large it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The name for one, the name for many, and then names that serve for both, such as `m` or 米.
    ///
    /// A single name serves for both as well.
    pub names: Vec<String>,
    /// Its size in the first unit of its dimension.
    pub size: f64,
}

impl Unit {
    /// A unit of these names and this size.
    #[must_use]
    pub fn new(names: &[&str], size: f64) -> Self {
        Self {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            size,
        }
    }

    fn plural(&self) -> &str {
        let name = self.names.get(1).or(self.names.first());
        name.map_or("", String::as_str)
    }

    /// The name that goes with a number.
    fn name_for(&self, number: &str) -> &str {
        match self.names.first() {
            Some(singular) if number == "1" => singular,
            _ => self.plural(),
        }
    }
}

/// A kind of quantity, such as length: its units convert into each other, and into no others.
#[derive(Clone, Debug, PartialEq)]
pub struct Dimension {
    /// What is measured, such as `length`.
    pub name: String,
    /// The units; values are counted in the first.
    pub units: Vec<Unit>,
}

impl Dimension {
    /// A dimension of this name and these units, the first being that in which values are counted.
    #[must_use]
    pub fn new(name: &str, units: impl IntoIterator<Item = Unit>) -> Self {
        Self {
            name: name.to_owned(),
            units: units.into_iter().collect(),
        }
    }
}

/// Why dimensions cannot be told apart, or units not be converted.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum UnitsError {
    /// A dimension has no unit to count in.
    Empty {
        /// The dimension.
        dimension: String,
    },
    /// A unit has no name, or one that is neither a word nor several.
    Name {
        /// The dimension.
        dimension: String,
        /// The name.
        name: String,
    },
    /// Two dimensions, or two units, share a name.
    Twice {
        /// The name.
        name: String,
    },
    /// A unit's size is no positive number.
    Size {
        /// The unit.
        name: String,
        /// The size.
        size: f64,
    },
}

impl fmt::Display for UnitsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { dimension } => {
                write!(f, "{dimension} has no units; name at least one")
            }
            Self::Name { dimension, name } => write!(
                f,
                "a unit of {dimension} is named {name:?}; a name is made of letters, or of several words and / · ° - between them"
            ),
            Self::Twice { name } => write!(
                f,
                "two things are named {name}; give each a name of its own"
            ),
            Self::Size { name, size } => {
                write!(
                    f,
                    "the size of {name} is {size}; a size is a positive number"
                )
            }
        }
    }
}

impl std::error::Error for UnitsError {}

/// The units of a book, by dimension.
///
/// ```
/// use prosetest::{Dimension, Unit, Units};
///
/// let length = Dimension::new("length", [
///     Unit::new(&["metre", "metres", "m"], 1.0),
///     Unit::new(&["inch", "inches"], 0.0254),
/// ]);
/// let units = Units::new([length])?;
/// let length = units.dimension("length").ok_or("no such dimension")?;
/// assert_eq!(units.express(0.0254, length), "0.0254 metres = 1 inch");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Units {
    dimensions: Vec<String>,
    /// The units of all dimensions, each with the index of its own.
    units: Vec<(usize, Unit)>,
    /// The names that are no single word, each with the index of its unit.
    compounds: Vec<(usize, String)>,
}

impl Units {
    /// The units of these dimensions.
    ///
    /// # Errors
    /// [`UnitsError`] if a dimension has no unit, a unit no name or no positive size, or two share a name.
    pub fn new(dimensions: impl IntoIterator<Item = Dimension>) -> Result<Self, UnitsError> {
        let mut all = Self::default();
        for Dimension { name, units } in dimensions {
            if all.dimensions.contains(&name) {
                return Err(UnitsError::Twice { name });
            }
            if units.is_empty() {
                return Err(UnitsError::Empty { dimension: name });
            }
            for unit in units {
                if unit.names.is_empty() {
                    return Err(UnitsError::Name {
                        dimension: name,
                        name: String::new(),
                    });
                }
                for word in &unit.names {
                    if !is_name(word) {
                        return Err(UnitsError::Name {
                            dimension: name,
                            name: word.clone(),
                        });
                    }
                    if all.find(word).is_some() {
                        return Err(UnitsError::Twice { name: word.clone() });
                    }
                    if !word.chars().all(char::is_alphabetic) {
                        all.compounds.push((all.units.len(), word.clone()));
                    }
                }
                if !(unit.size.is_finite() && unit.size > 0.0) {
                    return Err(UnitsError::Size {
                        name: unit.plural().to_owned(),
                        size: unit.size,
                    });
                }
                all.units.push((all.dimensions.len(), unit));
            }
            all.dimensions.push(name);
        }
        Ok(all)
    }

    /// No units: every number is bare.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The index of a dimension, as [`Value::Quantity`](crate::Value) holds it.
    #[must_use]
    pub fn dimension(&self, name: &str) -> Option<usize> {
        self.dimensions.iter().position(|known| known == name)
    }

    /// The dimension of the unit with this name, and the unit's size in the first of that dimension.
    #[must_use]
    pub fn unit(&self, name: &str) -> Option<(usize, f64)> {
        let unit = self.find(name)?;
        Some((self.dimension_of(unit), self.size(unit)))
    }

    /// A quantity in every unit of its dimension, to twelve digits.
    #[must_use]
    pub fn express(&self, quantity: f64, dimension: usize) -> String {
        self.express_from(None, quantity, dimension)
    }

    /// The same, with the unit of this index before the others.
    pub(crate) fn express_from(
        &self,
        first: Option<usize>,
        quantity: f64,
        dimension: usize,
    ) -> String {
        let first = first.map(|unit| &self.units[unit].1);
        let rest = self.of(dimension).filter(|&unit| Some(unit) != first);
        let in_unit = |unit: &Unit| {
            let number = exact_digits(quantity / unit.size);
            format!("{number} {}", unit.name_for(&number))
        };
        let mut expressed: Vec<String> = first.into_iter().chain(rest).map(in_unit).collect();
        if expressed.is_empty() {
            expressed.push(exact_digits(quantity));
        }
        expressed.join(" = ")
    }

    fn of(&self, dimension: usize) -> impl Iterator<Item = &Unit> {
        let own = self.units.iter().filter(move |(of, _)| *of == dimension);
        own.map(|(_, unit)| unit)
    }

    /// The unit of this name.
    ///
    /// A word of three letters or more is read as a reader does: Nats, BITS and letters that only look like these
    /// name the same unit. Shorter names are kept apart, since m is no M.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let named = |name: &str| {
            let of = |(_, unit): &(usize, Unit)| unit.names.iter().any(|n| n == name);
            self.units.iter().position(of)
        };
        let read = || name.chars().map(plain_letter).collect::<String>();
        named(name).or_else(|| {
            let long = name.chars().count() > 2;
            long.then(read)
                .filter(|read| read != name)
                .and_then(|read| named(&read))
        })
    }

    /// The names of a unit for one and for many, where they differ.
    pub(crate) fn forms(&self, unit: usize) -> Option<(&str, &str)> {
        match &self.units[unit].1.names[..] {
            [one, many, ..] => Some((one, many)),
            _ => None,
        }
    }

    /// The names that are no single word, each with its unit.
    pub(crate) fn compounds(&self) -> impl Iterator<Item = (usize, &str)> {
        let compounds = self.compounds.iter();
        compounds.map(|(unit, name)| (*unit, name.as_str()))
    }

    /// Whether a sign begins the name of a unit, as in °C.
    pub(crate) fn begins(&self, sign: char) -> bool {
        !sign.is_alphanumeric() && self.compounds().any(|(_, name)| name.starts_with(sign))
    }

    /// The letters of the longest name.
    pub(crate) fn longest(&self) -> usize {
        let names = self.units.iter().flat_map(|(_, unit)| &unit.names);
        names.map(|name| name.chars().count()).max().unwrap_or(0)
    }

    pub(crate) fn dimension_of(&self, unit: usize) -> usize {
        self.units[unit].0
    }

    pub(crate) fn size(&self, unit: usize) -> f64 {
        self.units[unit].1.size
    }

    pub(crate) fn plural(&self, unit: usize) -> &str {
        self.units[unit].1.plural()
    }

    /// The same grammatical number of the next unit: what a mutant writes instead of `name`.
    pub(crate) fn other_name(&self, name: &str) -> Option<&str> {
        let unit = self.find(name)?;
        let form = self.units[unit].1.names.iter().position(|n| n == name)?;
        let other = (unit + 1) % self.units.len();
        let names = &self.units[other].1.names;
        (other != unit).then(|| names.get(form).or(names.last()).map(String::as_str))?
    }

    /// The names of a dimension's units.
    pub(crate) fn names_of(&self, dimension: usize) -> String {
        self.of(dimension)
            .map(Unit::plural)
            .collect::<Vec<_>>()
            .join(" or ")
    }
}

/// Whether this names a unit: a word, or words with one sign between each two: m/s, °C, *metres per second*.
fn is_name(name: &str) -> bool {
    let sign = |ch: char| matches!(ch, '/' | '·' | '°' | '′' | '″' | '-' | ' ');
    let apart = |ends: char| ends.is_alphabetic() || matches!(ends, '°' | '′' | '″');
    let (first, last) = (name.chars().next(), name.chars().last());
    let pairs = name.chars().zip(name.chars().skip(1));
    name.chars().all(|ch| ch.is_alphabetic() || sign(ch))
        && first.is_some_and(apart)
        && last.is_some_and(apart)
        && !pairs.clone().any(|(one, other)| sign(one) && sign(other))
}

/// The small Latin letter that a reader takes a letter for.
fn plain_letter(ch: char) -> char {
    match ch {
        'а' | 'А' | 'α' | 'Α' | 'ɑ' => 'a',
        'В' | 'в' | 'Β' | 'β' | 'Ь' | 'ь' => 'b',
        'с' | 'С' | 'ϲ' => 'c',
        'е' | 'Е' | 'ε' | 'Ε' => 'e',
        'һ' | 'Н' | 'Η' => 'h',
        'і' | 'І' | 'ι' | 'Ι' | 'ı' => 'i',
        'к' | 'К' | 'κ' | 'Κ' => 'k',
        'м' | 'М' | 'Μ' => 'm',
        'ո' | 'Ν' | 'п' => 'n',
        'о' | 'О' | 'ο' | 'Ο' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'ѕ' | 'Ѕ' => 's',
        'т' | 'Т' | 'τ' | 'Τ' => 't',
        'у' | 'У' | 'Υ' => 'y',
        '\u{ff21}'..='\u{ff3a}' => char::from_u32(ch as u32 - 0xff21 + 0x61).unwrap_or(ch),
        '\u{ff41}'..='\u{ff5a}' => char::from_u32(ch as u32 - 0xff41 + 0x61).unwrap_or(ch),
        // The letters of mathematics stand in alphabets of twice twenty-six.
        '\u{1d400}'..='\u{1d6a3}' => {
            let letter = (ch as u32 - 0x1d400) % 26;
            char::from_u32(letter + 0x61).unwrap_or(ch)
        }
        other => other.to_lowercase().next().unwrap_or(other),
    }
}

/// Whether a letter belongs to a script that puts no spaces between words.
pub(crate) fn is_wide(ch: char) -> bool {
    matches!(ch, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A number to twelve significant digits, without trailing zeros: what ledgers and pages show.
///
/// More would differ between platforms, whose logarithms disagree in the last places.
///
/// ```
/// use prosetest::twelve_digits;
///
/// assert_eq!(twelve_digits(0.35667494393873245), "0.356674943939");
/// assert_eq!(twelve_digits(4.139937718785167e-8), "4.13993771879e-8");
/// assert_eq!(twelve_digits(100_000.0), "100000");
/// assert_eq!(twelve_digits(f64::INFINITY), "∞");
/// ```
#[must_use]
pub fn twelve_digits(number: f64) -> String {
    digits(number, true)
}

/// A number as it is told to someone who asks for its exact value: to twelve digits, of which the last zeros are left
/// out only where nothing but zeros would follow them.
///
/// A whole number has all its digits.
pub(crate) fn exact_digits(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return format!("{:.0}", number + 0.0);
    }
    let short = digits(number, true);
    // Zeros that follow a rounding error in the last place are meant to be the end.
    let whole = short.parse().is_ok_and(|short: f64| {
        number.is_infinite() || (short - number).abs() <= 1e-14 * number.abs()
    });
    if whole { short } else { digits(number, false) }
}

fn digits(number: f64, trims: bool) -> String {
    if number.is_infinite() {
        return if number > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    let scientific = format!("{number:.11e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return number.to_string();
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |digits: &str| {
        if trims && digits.contains('.') {
            digits
                .trim_end_matches('0')
                .trim_end_matches('.')
                .to_owned()
        } else {
            digits.to_owned()
        }
    };
    if (-5..12).contains(&exponent) {
        let decimals = usize::try_from(11 - exponent).unwrap_or(0);
        let rounded: f64 = scientific.parse().unwrap_or(number);
        trim(&format!("{rounded:.decimals$}"))
    } else {
        format!("{}e{exponent}", trim(mantissa))
    }
}

#[cfg(test)]
mod tests {
    use super::{Dimension, Unit, Units, UnitsError, exact_digits};

    #[test]
    fn zeros_are_kept_where_digits_follow_them() {
        assert_eq!(exact_digits(std::f64::consts::LN_2), "0.693147180560");
        assert_eq!(exact_digits(0.7), "0.7");
        assert_eq!(exact_digits(0.1 + 0.2), "0.3");
        assert_eq!(exact_digits(f64::INFINITY), "∞");
        assert_eq!(exact_digits(0.0), "0");
        assert_eq!(exact_digits(-0.0), "0");
        assert_eq!(exact_digits(12_345_678_901_234.0), "12345678901234");
        assert_eq!(exact_digits(40_174_991_951_814.4), "4.01749919518e13");
    }

    #[test]
    fn the_unit_that_is_shown_comes_first_and_one_is_singular() {
        let metre = Unit::new(&["metre", "metres"], 1.0);
        let inch = Unit::new(&["inch", "inches"], 0.0254);
        let units = Units::new([Dimension::new("length", [metre, inch])]).unwrap();
        assert_eq!(
            units.express_from(units.find("inches"), 0.0254, 0),
            "1 inch = 0.0254 metres"
        );
        assert_eq!(units.express(1.0, 0), "1 metre = 39.3700787402 inches");
    }

    #[test]
    fn a_unit_is_found_as_a_reader_reads_it() {
        let units = Units::new([Dimension::new(
            "length",
            [
                Unit::new(&["inch", "inches"], 0.0254),
                Unit::new(&["m"], 1.0),
            ],
        )]);
        let units = units.unwrap();
        for name in ["Inch", "INCHES", "іnch", "ｉｎｃｈ", "𝐢𝐧𝐜𝐡", "𝗂𝗇𝖼𝗁𝖾𝗌"]
        {
            assert_eq!(units.find(name), Some(0), "{name}");
        }
        assert_eq!(units.find("M"), None);
        assert_eq!(units.find("inc"), None);
    }

    #[test]
    fn a_unit_of_several_words_is_read_as_one() {
        use crate::{Answer, Code, Input, Oracle, Page, Value};

        /// Light travels 299,792,458 metres in a second, and boils at nothing.
        struct Light;

        impl Oracle for Light {
            fn evaluate(&self, code: &Code, _: &[Vec<Input>]) -> Vec<Answer> {
                let (value, dimension) = match code.text.as_str() {
                    "C" => (299_792_458.0, 0),
                    "YEAR" => (9.460_730_472_580_8e15, 1),
                    "WORK" => (100.0, 3),
                    _ => (100.0, 2),
                };
                vec![Answer::Values(vec![Value::Quantity { value, dimension }])]
            }
            fn include(&self, path: &str) -> Result<(), String> {
                Err(format!("there is no {path}"))
            }
        }

        let speed = [
            Unit::new(
                &["metre per second", "metres per second", "m/s", "米/秒"],
                1.0,
            ),
            Unit::new(&["km/h"], 1.0 / 3.6),
        ];
        let length = [
            Unit::new(&["metre", "metres", "m"], 1.0),
            Unit::new(&["light-year", "light-years"], 9.460_730_472_580_8e15),
        ];
        let degrees = [Unit::new(&["°C"], 1.0)];
        let units = Units::new([
            Dimension::new("speed", speed),
            Dimension::new("length", length),
            Dimension::new("temperature", degrees),
            Dimension::new("work", [Unit::new(&["N·m"], 1.0)]),
        ]);
        let units = units.unwrap();
        let faults = |text: &str| -> Vec<String> {
            let page = Page::parse("a.md", text, &units);
            let found = page.check(&Light).diagnostics;
            found.into_iter().map(|fault| fault.message).collect()
        };
        for right in [
            r#"[299,792,458 m/s](= "C")"#,
            r#"[299,792,458 metres per second](= "C")"#,
            "[299,792,458\nmetres per second](= \"C\"), as we know",
            r#"[1,079,252,848.8 km/h](= "C")"#,
            "[299,792,458米/秒](= \"C\")的速度",
            r#"[1 light-year](= "YEAR") is far"#,
            r#"[9,460,730,472,580,800 m](= "YEAR") is far"#,
            r#"It boils at [100 °C](= "WATER"), or [100°C](= "WATER")."#,
            "| speed (m/s) |\n| --- |\n| [299,792,458](= \"C\") |",
            "| work (N·m) |\n| --- |\n| [100](= \"WORK\") |",
            "| boils at (°C) |\n| --- |\n| [100](= \"WATER\") |",
            r#"[$299{,}792{,}458$ m/s](= "C")"#,
        ] {
            assert_eq!(faults(right), [""; 0], "{right}");
        }
        for wrong in [
            r#"[299,792,459 m/s](= "C")"#,
            r#"[299,792,458 km/h](= "C")"#,
            r#"[299,792,458 m](= "C")"#,
            r#"[299,792,458 m/h](= "C")"#,
            r#"[299,792,458 metres per minute](= "C")"#,
            r#"[299,792,458 m/s per second](= "C")"#,
            r#"[299,792,458 thousand m/s](= "C")"#,
            r#"[9,460,730,472,580,800 m/s](= "YEAR")"#,
            r#"[2 light-years](= "YEAR")"#,
            r#"[100 C](= "WATER")"#,
            r#"[100 °](= "WATER")"#,
            r#"[100 °F](= "WATER")"#,
            r#"[101 °C](= "WATER")"#,
            "| speed (km/h) |\n| --- |\n| [299,792,458](= \"C\") |",
        ] {
            assert!(!faults(wrong).is_empty(), "{wrong}");
        }
    }

    #[test]
    fn units_that_cannot_be_told_apart_or_converted_are_refused() {
        let of = |unit| Units::new([Dimension::new("length", [unit])]);
        let metre = || Unit::new(&["metre"], 1.0);
        assert_eq!(
            of(Unit::new(&[], 1.0)),
            Err(UnitsError::Name {
                dimension: "length".to_owned(),
                name: String::new()
            })
        );
        for name in ["m2", "%", "m/", " m", "m  s", "-", "m^", "metres, long"] {
            let units = of(Unit::new(&[name], 1.0));
            assert!(matches!(units, Err(UnitsError::Name { .. })), "{name}");
        }
        for name in [
            "m/s",
            "°C",
            "°",
            "light-years",
            "metres per second",
            "N·m",
            "米/秒",
        ] {
            assert!(of(Unit::new(&[name], 1.0)).is_ok(), "{name}");
        }
        assert!(matches!(
            of(Unit::new(&["m"], 0.0)),
            Err(UnitsError::Size { .. })
        ));
        assert!(matches!(
            of(Unit::new(&["m"], f64::NAN)),
            Err(UnitsError::Size { .. })
        ));
        let twice = Units::new([
            Dimension::new("length", [metre()]),
            Dimension::new("depth", [metre()]),
        ]);
        let name = "metre".to_owned();
        assert_eq!(twice, Err(UnitsError::Twice { name }));
        let empty = Units::new([Dimension::new("length", [])]);
        let dimension = "length".to_owned();
        assert_eq!(empty, Err(UnitsError::Empty { dimension }));
    }
}
