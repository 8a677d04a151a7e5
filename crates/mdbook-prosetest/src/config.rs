//! The table in `book.toml` that says what a book's numbers come from, and how strictly its text is read.

use std::collections::BTreeMap;
use std::ops::Range;

use prosetest::{Coverage, Level, Rules, Units};
use serde::Deserialize;

use crate::error::EvaluatorError;
use crate::rust::{self, Rust};

/// The name of the table: `[preprocessor.prosetest]`.
pub(crate) const TABLE: &str = "preprocessor.prosetest";

/// What mdBook itself reads in the table of any preprocessor.
const OF_MDBOOK: [&str; 5] = ["after", "before", "command", "optional", "renderers"];

/// What a book says of its expressions: the table `[preprocessor.prosetest]`.
///
/// ```
/// use mdbook_prosetest::Config;
///
/// let table = toml::toml! {
///     crates = ["physics"]
///     names = ["physics::{page}::*"]
///     coverage = "all"
///     levels = { P014 = "allow", unit-missing = "deny" }
///     [units]
///     "physics::Mass" = "kilograms"
///     "physics::Length" = [{ names = ["metre", "metres"] }, { names = ["inch", "inches"], size = 0.0254 }]
/// };
/// let config = Config::read(&table)?;
/// assert_eq!(config.units()?.express(0.0254, 0), "0.0254 metres = 1 inch");
/// # Ok::<(), mdbook_prosetest::EvaluatorError>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The packages of the workspace that expressions may use.
    pub crates: Vec<String>,
    /// What each page sees beside the crates' names, as in a `use`; `{page}` is the page's path without its ending.
    ///
    /// A name with `{page}` in it is passed over for the pages whose module no crate of the workspace has.
    pub names: Vec<String>,
    /// Which units the values of a type are written in, by its path.
    units: BTreeMap<String, Written>,
    /// The method of a type whose answer stands for it in the text, such as `as_slice`.
    pub values: BTreeMap<String, String>,
    /// The file that declares the symbols of the book's formulas, from the folder of `book.toml`.
    pub symbols: Option<String>,
    /// How much of each page is checked.
    pub coverage: Coverage,
    /// The rules whose level is another than that of the coverage, by code or by name.
    pub levels: BTreeMap<String, Level>,
    /// The command that evaluates expressions in another language than Rust.
    pub evaluator: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            crates: Vec::new(),
            names: Vec::new(),
            units: BTreeMap::new(),
            values: BTreeMap::new(),
            symbols: None,
            // Who begins has a text already, which nothing marks yet.
            coverage: Coverage::Linked,
            levels: BTreeMap::new(),
            evaluator: None,
        }
    }
}

/// The units of a type as the table names them.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "the name of a unit, or a list of tables with `names` and `size`"
)]
enum Written {
    /// One unit of one name, which is also that of the method.
    Word(String),
    Units(Vec<Unit>),
}

/// A unit of a dimension.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    /// The word for one, the word for many, and others that serve for both.
    names: Vec<String>,
    /// How much of the first unit it is.
    #[serde(default = "one")]
    size: f64,
    /// The method that tells a value in the first unit, where it has another name than the unit.
    method: Option<String>,
}

fn one() -> f64 {
    1.0
}

/// A kind of quantity: the type of its values, and how they are asked for their amount.
#[derive(Clone, Debug)]
pub(crate) struct Quantity<'c> {
    pub(crate) of: &'c str,
    /// Tells a value in the first unit.
    pub(crate) method: String,
}

impl Config {
    /// Reads the table.
    ///
    /// # Errors
    /// [`EvaluatorError::Config`] if the table is not as it should be.
    pub fn read(table: &toml::Table) -> Result<Self, EvaluatorError> {
        let mut table = table.clone();
        table.retain(|key, _| !OF_MDBOOK.contains(&key));
        let config: Self = table.try_into().map_err(|error| refused(TABLE, error))?;
        for (of, written) in &config.units {
            let first = match written {
                Written::Word(_) => continue,
                Written::Units(units) => units.first().map(|unit| unit.size),
            };
            // The value is asked for in the first unit, and all others are counted in it.
            if first.is_some_and(|size| size.to_bits() != 1_f64.to_bits()) {
                let why = format!(
                    "the first unit of {of} has a size; it is what the others are counted in"
                );
                return Err(refused(&format!("{TABLE}.units"), why));
            }
        }
        if let Some(key) = config.of_rust().filter(|_| config.evaluator.is_some()) {
            let why = format!(
                "{key} says something of Rust, and evaluator names another language; remove one of the two"
            );
            return Err(refused(TABLE, why));
        }
        config.rules()?;
        config.units()?;
        let of_rust = config.evaluator.is_none();
        let unnamed = |quantity: &Quantity<'_>| of_rust && !rust::is_name(&quantity.method);
        if let Some(Quantity { of, method }) = config.quantities().find(unnamed) {
            let why = format!(
                "{of} has no method named {method}; name the one that yields its first unit as `method`"
            );
            return Err(refused(&format!("{TABLE}.units"), why));
        }
        Ok(config)
    }

    /// A key that has a meaning for expressions in Rust alone.
    fn of_rust(&self) -> Option<&'static str> {
        let has_method = |written: &Written| match written {
            Written::Word(_) => false,
            Written::Units(units) => units.iter().any(|unit| unit.method.is_some()),
        };
        let keys = [
            ("crates", !self.crates.is_empty()),
            ("names", !self.names.is_empty()),
            ("values", !self.values.is_empty()),
            ("the method of a unit", self.units.values().any(has_method)),
        ];
        keys.into_iter()
            .find_map(|(key, is_there)| is_there.then_some(key))
    }

    /// The units that the book's quantities may be written in.
    ///
    /// # Errors
    /// [`EvaluatorError::Config`] if two units share a name, or one has no size.
    pub fn units(&self) -> Result<Units, EvaluatorError> {
        let dimensions = self.units.iter().map(|(of, written)| {
            let units = match written {
                Written::Word(name) => vec![prosetest::Unit::new(&[name], 1.0)],
                Written::Units(units) => units
                    .iter()
                    .map(|unit| prosetest::Unit {
                        names: unit.names.clone(),
                        size: unit.size,
                    })
                    .collect(),
            };
            prosetest::Dimension::new(of, units)
        });
        Units::new(dimensions).map_err(|error| refused(&format!("{TABLE}.units"), error))
    }

    /// What each unit is called first, in order.
    pub(crate) fn unit_names(&self) -> Vec<String> {
        let names = |written: &Written| match written {
            Written::Word(name) => vec![name.clone()],
            Written::Units(units) => {
                let first = units.iter().filter_map(|unit| unit.names.first());
                first.cloned().collect()
            }
        };
        self.units.values().flat_map(names).collect()
    }

    /// The rules that hold on the book's pages.
    ///
    /// # Errors
    /// [`EvaluatorError::Config`] if a level is set for a rule that does not exist.
    pub fn rules(&self) -> Result<Rules, EvaluatorError> {
        let rules = Rules::new(self.coverage);
        let rules = match self.evaluator {
            None => rules.language(&Rust),
            Some(_) => rules,
        };
        self.levels
            .iter()
            .try_fold(rules, |rules, (rule, level)| rules.with(rule, *level))
            .map_err(|error| refused(&format!("{TABLE}.levels"), error))
    }

    /// The kinds of quantities, in the order in which [`Self::units`] counts them.
    pub(crate) fn quantities(&self) -> impl Iterator<Item = Quantity<'_>> {
        self.units.iter().map(|(of, written)| {
            let first = match written {
                Written::Word(name) => Some((name, None)),
                Written::Units(units) => units.first().and_then(|unit| {
                    let plural = unit.names.get(1).or(unit.names.first())?;
                    Some((plural, unit.method.as_ref()))
                }),
            };
            let method = first.map_or_else(String::new, |(plural, method)| {
                method
                    .cloned()
                    .unwrap_or_else(|| plural.replace([' ', '-'], "_"))
            });
            Quantity { of, method }
        })
    }
}

/// Where a key stands in `book.toml`, with its value; at the start if it stands nowhere.
pub(crate) fn place_of(toml: &str, path: &[&str]) -> Range<usize> {
    let found = || {
        let document = toml_edit::Document::parse(toml).ok()?;
        let mut table: &dyn toml_edit::TableLike = document.as_table();
        let mut place = None;
        for (at, key) in path.iter().enumerate() {
            let (key, item) = table.get_key_value(key)?;
            place = key.span().zip(item.span());
            if at + 1 < path.len() {
                table = item.as_table_like()?;
            }
        }
        place.map(|(key, value)| key.start..value.end.max(key.end))
    };
    found().unwrap_or(0..0)
}

fn refused(table: &str, why: impl ToString) -> EvaluatorError {
    EvaluatorError::Config {
        table: table.to_owned(),
        why: why.to_string().trim_end().replace('\n', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, Rust};

    fn why(table: toml::Table) -> String {
        let error = Config::read(&table).expect_err("it is wrong");
        error.to_string()
    }

    #[test]
    fn what_is_wrong_with_the_table_is_said() {
        let misspelt = why(toml::toml! { crate = ["physics"] });
        assert!(misspelt.contains("unknown field `crate`"), "{misspelt}");
        let rule = why(toml::toml! { levels = { P999 = "allow" } });
        assert!(rule.contains("no rule is named P999"), "{rule}");
        let level = why(toml::toml! { levels = { P012 = "warn" } });
        assert!(level.contains("unknown variant `warn`"), "{level}");
        let twice = why(toml::toml! { units = { "a::A" = "metres", "b::B" = "metres" } });
        assert!(twice.contains("two things are named metres"), "{twice}");
        let first = why(toml::toml! { units = { "a::A" = [{ names = ["inch"], size = 0.0254 }] } });
        assert!(
            first.contains("the first unit of a::A has a size"),
            "{first}"
        );
        let method = why(toml::toml! { units = { "a::A" = "m/s" } });
        assert!(method.contains("no method named m/s"), "{method}");
        for (table, key) in [
            (toml::toml! { crates = ["a"] }, "crates says"),
            (toml::toml! { names = ["a::*"] }, "names says"),
            (toml::toml! { values = { "a::A" = "b" } }, "values says"),
            (
                toml::toml! { units = { "a" = [{ names = ["b"], method = "c" }] } },
                "the method of a unit says",
            ),
        ] {
            assert!(Config::read(&table).is_ok());
            let mut table = table;
            table.insert("evaluator".to_owned(), "python3 evaluate.py".into());
            let both = why(table);
            assert!(both.contains(key), "{both}");
        }
        let unit = why(toml::toml! { units = { "a::A" = 3 } });
        assert!(unit.contains("the name of a unit"), "{unit}");
    }

    #[test]
    fn a_method_is_named_like_its_unit_or_by_itself() {
        let table = toml::toml! {
            [units]
            "a::Light" = "light-years"
            "a::Speed" = [{ names = ["metre per second", "metres per second", "m/s"] }]
            "a::Warmth" = [{ names = ["°C"], method = "celsius" }]
        };
        let config = Config::read(&table).expect("it is right");
        let methods: Vec<_> = config.quantities().map(|of| of.method).collect();
        assert_eq!(methods, ["light_years", "metres_per_second", "celsius"]);
    }

    #[test]
    fn what_mdbook_reads_in_the_table_is_left_to_it() {
        let table = toml::toml! { command = "x" before = ["links"] after = [] optional = true renderers = ["html"] };
        assert!(Config::read(&table).is_ok());
    }

    #[test]
    fn rules_that_read_rust_are_silent_about_other_languages() {
        let table = toml::toml! { evaluator = "python3 evaluate.py" coverage = "all" };
        let config = Config::read(&table).expect("it is right");
        let units = prosetest::Units::none();
        let text = "[0.5](= \"1 if x else lambda: 2\")";
        let page = |rules| {
            prosetest::Page::parse_under("a.md", text, &units, rules)
                .expressions()
                .count()
        };
        assert_eq!(page(config.rules().expect("it is right")), 1);
        assert_eq!(page(prosetest::Rules::default().language(&Rust)), 0);
    }
}
