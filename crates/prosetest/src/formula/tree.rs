//! A formula as a tree of what is to be computed.

use super::dual::Dual;

/// A letter with its accents and primes, such as `p`, `q_hat` or `p_prime`.
pub(crate) type Key = String;

/// What is to be computed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    /// A numeral: its value, and its place among those of the formula.
    Numeral(f64, usize),
    /// e, π or ∞.
    Constant(f64),
    /// A symbol, with the indices that choose one of its components.
    Symbol(Key, Vec<Tree>),
    /// The index of a sum, or one that is free.
    Index(Key),
    /// One, and then minus one: what ± stands for, or ∓ in the other order.
    PlusMinus {
        plus_first: bool,
    },
    Negative(Box<Tree>),
    /// Terms, each with whether it is subtracted.
    Sum(Vec<(bool, Tree)>),
    Product(Vec<Tree>),
    Quotient(Box<Tree>, Box<Tree>),
    Power(Box<Tree>, Box<Tree>),
    Apply(Function, Box<Tree>),
    /// The least or the greatest of several.
    Extreme {
        greatest: bool,
        of: Vec<Tree>,
    },
    Over(Box<Over>),
    /// One if all of it holds, and zero if not.
    Indicator(Vec<Relation>),
    /// The first value whose condition holds.
    Cases(Vec<(Tree, Vec<Relation>)>),
    Factorial(Box<Tree>),
    Binomial(Box<Tree>, Box<Tree>),
    /// A notation of a function, with its arguments.
    Call(Key, Vec<Tree>),
    /// The slope of the first in a symbol.
    Derivative {
        of: Box<Tree>,
        by: Key,
        at: Vec<Tree>,
    },
    /// `σ'(z)`.
    Prime(Key, Box<Tree>),
    /// A vector, given by each of its components; only an argument is one.
    Vector {
        along: Vec<(Key, usize, usize)>,
        body: Box<Tree>,
    },
}

/// A sum, product, least or greatest over an index.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Over {
    pub(crate) operator: Operator,
    pub(crate) index: Key,
    /// First and last, where they are written.
    pub(crate) bounds: Option<(Tree, Tree)>,
    /// The symbols that it is an index of, and at which place: what says how far it runs.
    pub(crate) along: Vec<(Key, usize, usize)>,
    pub(crate) conditions: Vec<Relation>,
    pub(crate) body: Tree,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Sum,
    Product,
    Least,
    Greatest,
}

/// Two sides and what is said of them.
pub(crate) type Relation = (Tree, Comparison, Tree);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Nearly,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub(crate) fn of(sign: &str) -> Option<Self> {
        Some(match sign {
            "=" | "≔" => Self::Equal,
            "≈" => Self::Nearly,
            "≠" => Self::Unequal,
            "<" => Self::Less,
            ">" => Self::Greater,
            "≤" | "⩽" | "≦" => Self::LessOrEqual,
            "≥" | "⩾" | "≧" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Nearly => "≈",
            Self::Unequal => "≠",
            Self::Less => "<",
            Self::Greater => ">",
            Self::LessOrEqual => "≤",
            Self::GreaterOrEqual => "≥",
        }
    }
}

/// Functions that everybody knows by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Ln,
    Exp,
    Sin,
    Cos,
    Tan,
    Arcsin,
    Arccos,
    Arctan,
    Sinh,
    Cosh,
    Tanh,
    Sqrt,
    Abs,
    Floor,
    Ceil,
}

impl Function {
    /// The function that is written as a word before its argument.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ln" => Self::Ln,
            "exp" => Self::Exp,
            "sin" => Self::Sin,
            "cos" => Self::Cos,
            "tan" => Self::Tan,
            "arcsin" => Self::Arcsin,
            "arccos" => Self::Arccos,
            "arctan" => Self::Arctan,
            "sinh" => Self::Sinh,
            "cosh" => Self::Cosh,
            "tanh" => Self::Tanh,
            _ => return None,
        })
    }

    pub(crate) fn of(self, x: Dual) -> Dual {
        match self {
            Self::Ln => x.ln(),
            Self::Exp => x.exp(),
            Self::Sin => x.sin(),
            Self::Cos => x.cos(),
            Self::Tan => x.tan(),
            Self::Arcsin => x.arcsin(),
            Self::Arccos => x.arccos(),
            Self::Arctan => x.arctan(),
            Self::Sinh => x.sinh(),
            Self::Cosh => x.cosh(),
            Self::Tanh => x.tanh(),
            Self::Sqrt => x.sqrt(),
            Self::Abs => x.abs(),
            Self::Floor => Dual::from(x.value.step(f64::floor)),
            Self::Ceil => Dual::from(x.value.step(f64::ceil)),
        }
    }
}

impl Tree {
    /// Whether it is made of numerals and constants alone.
    pub(crate) fn is_fixed(&self) -> bool {
        let mut fixed = true;
        self.visit(&mut |part| {
            fixed &= !matches!(
                part,
                Self::Symbol(..)
                    | Self::Index(_)
                    | Self::Over(_)
                    | Self::Call(..)
                    | Self::Derivative { .. }
                    | Self::Prime(..)
            );
        });
        fixed
    }

    /// Every part, the whole first.
    pub(crate) fn visit(&self, see: &mut dyn FnMut(&Self)) {
        see(self);
        self.parts(&mut |part| part.visit(see));
    }

    /// The parts of which this one is made.
    fn parts(&self, see: &mut dyn FnMut(&Self)) {
        let sides = |relations: &[Relation], see: &mut dyn FnMut(&Self)| {
            for (left, _, right) in relations {
                see(left);
                see(right);
            }
        };
        match self {
            Self::Numeral(..) | Self::Constant(_) | Self::Index(_) | Self::PlusMinus { .. } => {}
            Self::Symbol(_, many)
            | Self::Product(many)
            | Self::Call(_, many)
            | Self::Extreme { of: many, .. } => many.iter().for_each(see),
            Self::Negative(one)
            | Self::Apply(_, one)
            | Self::Factorial(one)
            | Self::Prime(_, one)
            | Self::Vector { body: one, .. } => see(one),
            Self::Sum(terms) => terms.iter().for_each(|(_, term)| see(term)),
            Self::Quotient(one, other) | Self::Power(one, other) | Self::Binomial(one, other) => {
                see(one);
                see(other);
            }
            Self::Over(over) => {
                if let Some((first, last)) = &over.bounds {
                    see(first);
                    see(last);
                }
                sides(&over.conditions, see);
                see(&over.body);
            }
            Self::Indicator(conditions) => sides(conditions, see),
            Self::Cases(cases) => {
                for (value, conditions) in cases {
                    see(value);
                    sides(conditions, see);
                }
            }
            Self::Derivative { of, at, .. } => {
                see(of);
                at.iter().for_each(see);
            }
        }
    }
}
