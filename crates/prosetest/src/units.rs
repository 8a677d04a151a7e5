//! The units that a quantity may be written in.

/// A unit: the words that name it, and how large it is.
#[derive(Clone, Debug, PartialEq)]
struct Unit {
    names: Vec<String>,
    size: f64,
}

/// The units of a book.
///
/// All measure the same kind of quantity, and the first is the one that [`Value::Quantity`](crate::Value) counts in.
///
/// ```
/// use prosetest::Units;
///
/// let units = Units::new([(&["metre", "metres"][..], 1.0), (&["inch", "inches"][..], 0.0254)]);
/// assert_eq!(units.express(0.0254), "0.0254 metres = 1 inches");
/// assert_eq!(Units::none().express(0.5), "0.5");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Units {
    units: Vec<Unit>,
}

impl Units {
    /// Units given by their names, the plural last, and their size in the first unit.
    #[must_use]
    pub fn new<'a>(units: impl IntoIterator<Item = (&'a [&'a str], f64)>) -> Self {
        let unit = |(names, size): (&[&str], f64)| Unit {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            size,
        };
        Self {
            units: units.into_iter().map(unit).collect(),
        }
    }

    /// No units: every number is bare.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// A quantity in every unit, to twelve digits.
    #[must_use]
    pub fn express(&self, quantity: f64) -> String {
        if self.units.is_empty() {
            return twelve_digits(quantity);
        }
        let in_unit = |unit: &Unit| {
            let name = unit.names.last().map_or("", String::as_str);
            format!("{} {name}", twelve_digits(quantity / unit.size))
        };
        self.units
            .iter()
            .map(in_unit)
            .collect::<Vec<_>>()
            .join(" = ")
    }

    /// The unit of this name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.units
            .iter()
            .position(|unit| unit.names.iter().any(|n| n == name))
    }

    pub(crate) fn size(&self, unit: usize) -> f64 {
        self.units[unit].size
    }

    pub(crate) fn plural(&self, unit: usize) -> &str {
        self.units[unit].names.last().map_or("", String::as_str)
    }

    /// The same grammatical number of the next unit: what a mutant writes instead of `name`.
    pub(crate) fn other_name(&self, name: &str) -> Option<&str> {
        let unit = self.find(name)?;
        let form = self.units[unit].names.iter().position(|n| n == name)?;
        let other = &self.units[(unit + 1) % self.units.len()];
        (self.units.len() > 1).then(|| {
            other
                .names
                .get(form)
                .or(other.names.last())
                .map(String::as_str)
        })?
    }

    pub(crate) fn all_names(&self) -> String {
        let plurals = (0..self.units.len()).map(|unit| self.plural(unit));
        plurals.collect::<Vec<_>>().join(" or ")
    }
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
    if number.is_infinite() {
        return if number > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    let scientific = format!("{number:.11e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return number.to_string();
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |digits: &str| {
        if digits.contains('.') {
            digits
                .trim_end_matches('0')
                .trim_end_matches('.')
                .to_owned()
        } else {
            digits.to_owned()
        }
    };
    if (-5..15).contains(&exponent) {
        let decimals = usize::try_from(11 - exponent).unwrap_or(0);
        let rounded: f64 = scientific.parse().unwrap_or(number);
        trim(&format!("{rounded:.decimals$}"))
    } else {
        format!("{}e{exponent}", trim(mantissa))
    }
}
