//! What the checker asks the world: the values of code, and whether a file may be included.

/// What code yields for one numeral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A bare number.
    Number(f64),
    /// A quantity; its numeral needs a unit.
    Quantity {
        /// Its size, counted in the first unit of its dimension.
        value: f64,
        /// The index of its dimension in the book's [`Units`](crate::Units), as
        /// [`Units::dimension`](crate::Units::dimension) gives it.
        dimension: usize,
    },
}

impl Value {
    /// The index of its dimension; a bare number has none.
    pub(crate) fn dimension(self) -> Option<usize> {
        match self {
            Self::Number(_) => None,
            Self::Quantity { dimension, .. } => Some(dimension),
        }
    }

    pub(crate) fn magnitude(self) -> f64 {
        match self {
            Self::Number(value) | Self::Quantity { value, .. } => value,
        }
    }
}

/// What an [`Oracle`] answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The code was run, and yields these values in order.
    Values(Vec<Value>),
    /// The code was run, and failed with this message: an error, a panic, an exit, a time limit.
    Failed(String),
    /// The code does not compile, for this reason.
    Refused(String),
    /// The oracle was never asked to prepare this code.
    Unknown,
}

/// What code is given for one of its parameters.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A number.
    Number(f64),
    /// A list of numbers.
    Vector(Vec<f64>),
    /// A list of rows, all of the same length.
    Matrix(Vec<Vec<f64>>),
}

/// A name that code may use, and the code that makes its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parameter {
    /// The name in the code.
    pub name: String,
    /// Code that builds the value from the [`Input`] of the same name, a number or a list of numbers;
    /// such as `Distribution::new(p)?`. Empty for the input itself.
    pub build: String,
    /// How many lists stand inside each other: 0 for a number, 1 for a vector, 2 for a matrix.
    pub depth: usize,
}

/// Code that is run: an expression, with or without parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// The expression, as it stands in the title of a link.
    pub text: String,
    /// The names it may use beside those of the page.
    pub parameters: Vec<Parameter>,
}

impl Code {
    /// An expression that needs nothing but the names of its page.
    #[must_use]
    pub fn constant(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            parameters: Vec::new(),
        }
    }
}

/// What the checker must be told of the world: the values of a page's code, and its files.
pub trait Oracle {
    /// Runs code of the page once for each set of inputs, which stand in the order of the code's parameters.
    ///
    /// As many answers come back as sets went in; code without parameters is given one empty set.
    fn evaluate(&self, code: &Code, inputs: &[Vec<Input>]) -> Vec<Answer>;

    /// Whether the page may include this file, or why not.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the file.
    fn include(&self, path: &str) -> Result<(), String>;

    /// On how many draws each formula of the page agreed, in order, if all of them did when they were evaluated before.
    ///
    /// `formulas` is everything of the page that their verdict depends on; the rest is the code that was run, and this
    /// crate itself.
    /// Who remembers nothing has them evaluated again.
    fn agreed(&self, formulas: &str) -> Option<Vec<usize>> {
        let _ = formulas;
        None
    }

    /// Is told on how many draws each formula of the page agreed, so that they need not be evaluated again.
    fn agree(&self, formulas: &str, draws: &[usize]) {
        let _ = (formulas, draws);
    }
}
