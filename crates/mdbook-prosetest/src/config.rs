//! The table in `book.toml` that says which code a book's expressions may use.

use std::collections::BTreeMap;

use prosetest::Units;
use serde::Deserialize;

use crate::error::EvaluatorError;

/// What a book says of its expressions.
///
/// ```
/// use mdbook_prosetest::Config;
///
/// let table = toml::toml! {
///     crates = ["physics"]
///     names = ["physics::{page}::*"]
///     [dimensions.length]
///     type = "physics::Length"
///     value = "metres"
///     units = [{ names = ["metre", "metres"], size = 1.0 }, { names = ["inch", "inches"], size = 0.0254 }]
/// };
/// let config = Config::read("preprocessor.prosetest", &table)?;
/// assert_eq!(config.units()?.express(0.0254, 0), "0.0254 metres = 1 inch");
/// # Ok::<(), mdbook_prosetest::EvaluatorError>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Config {
    /// The packages of the workspace that expressions may use.
    pub crates: Vec<String>,
    /// What each page sees beside the crates' names, as in a `use`; `{page}` is the page's path without its ending.
    ///
    /// A name with `{page}` in it is passed over for the pages whose module the crate does not have as a file.
    pub names: Vec<String>,
    /// The kinds of quantities, each with the units that it may be written in.
    pub dimensions: BTreeMap<String, Dimension>,
    /// The file that declares the symbols of the book's formulas, from the folder of `book.toml`.
    pub symbols: Option<String>,
    /// The method of a type whose answer stands for it in the text, such as `as_slice`.
    pub values: BTreeMap<String, String>,
}

/// A kind of quantity.
#[derive(Clone, Debug, Deserialize)]
pub struct Dimension {
    /// The type of its values.
    #[serde(rename = "type")]
    pub of: String,
    /// The method that tells a value in the first unit.
    pub value: String,
    /// The units, the first of size one.
    pub units: Vec<Unit>,
}

/// A unit of a dimension.
#[derive(Clone, Debug, Deserialize)]
pub struct Unit {
    /// The word for one, the word for many, and others that serve for both.
    pub names: Vec<String>,
    /// How much of the first unit it is.
    pub size: f64,
}

impl Config {
    /// Reads the table, which is named in what is wrong with it.
    ///
    /// # Errors
    /// [`EvaluatorError::Config`] if the table is not as it should be.
    pub fn read(name: &str, table: &toml::Table) -> Result<Self, EvaluatorError> {
        table
            .clone()
            .try_into()
            .map_err(|error| EvaluatorError::Config {
                table: name.to_owned(),
                why: error.to_string(),
            })
    }

    /// The units that the book's quantities may be written in.
    ///
    /// # Errors
    /// [`EvaluatorError::Config`] if two units share a name, or one has no size.
    pub fn units(&self) -> Result<Units, EvaluatorError> {
        let dimensions = self
            .dimensions
            .iter()
            .map(|(name, dimension)| prosetest::Dimension {
                name: name.clone(),
                units: dimension
                    .units
                    .iter()
                    .map(|unit| prosetest::Unit {
                        names: unit.names.clone(),
                        size: unit.size,
                    })
                    .collect(),
            });
        Units::new(dimensions).map_err(|error| EvaluatorError::Config {
            table: "dimensions".to_owned(),
            why: error.to_string(),
        })
    }
}
