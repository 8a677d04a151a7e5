//! What a tree is worth, in one draw.

use std::collections::HashMap;

use super::draw::{Sample, whole};
use super::dual::Dual;
use super::read::{Along, COMPONENT, SIGN};
use super::tree::{Comparison, Key, Operator, Over, Relation, Tree};
use super::value::{Number, ROUNDING};
use crate::oracle::Input;

/// A sum over more is refused: nobody writes it, and it would take long.
const MOST_TERMS: i64 = 100_000;

/// A formula of the page that defines a symbol or a notation, for derivatives.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    /// The symbol's key and its indices, or the notation's and its parameters.
    pub(crate) of: Key,
    pub(crate) is_notation: bool,
    pub(crate) letters: Vec<Key>,
    pub(crate) body: Tree,
}

/// Why there is no value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stop {
    /// A function's value is still to be asked for.
    Later,
    Fault(String),
}

/// A notation, and its arguments bit for bit.
type Call = (Key, Vec<Vec<u64>>);

/// The values of notations, by their arguments.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    known: HashMap<Call, Result<f64, String>>,
    /// What was needed and not known.
    pub(crate) missing: Vec<(Key, Vec<Input>)>,
}

impl Calls {
    pub(crate) fn know(&mut self, notation: &str, inputs: &[Input], value: Result<f64, String>) {
        self.known
            .insert((notation.to_owned(), bits(inputs)), value);
    }

    fn ask(&mut self, notation: &str, inputs: Vec<Input>) -> Result<f64, Stop> {
        let key = (notation.to_owned(), bits(&inputs));
        match self.known.get(&key) {
            Some(value) => value.clone().map_err(Stop::Fault),
            None => {
                self.missing.push((key.0, inputs));
                Err(Stop::Later)
            }
        }
    }
}

fn bits(inputs: &[Input]) -> Vec<Vec<u64>> {
    let of = |input: &Input| match input {
        Input::Number(number) => vec![number.to_bits()],
        Input::Vector(vector) => vector.iter().map(|number| number.to_bits()).collect(),
        Input::Matrix(rows) => rows
            .iter()
            .flatten()
            .map(|number| number.to_bits())
            .collect(),
    };
    inputs.iter().map(of).collect()
}

/// What a tree's names stand for.
pub(crate) struct World<'w> {
    pub(crate) sample: &'w Sample,
    /// What the title binds.
    pub(crate) lets: &'w [(Key, Vec<Number>)],
    pub(crate) definitions: &'w [Definition],
    /// What the numerals stand for, if not for what they say.
    pub(crate) numerals: Option<&'w [Number]>,
    pub(crate) calls: &'w mut Calls,
}

/// An index, its value and how far it runs.
type Place = (Key, usize, usize);

/// A computation: the world, and where in the formula it stands.
pub(crate) struct Machine<'m, 'w> {
    world: &'m mut World<'w>,
    places: Vec<Place>,
    /// The symbol that a derivative moves.
    moved: Option<(Key, Vec<usize>)>,
    /// Arguments of a notation whose definition is computed.
    locals: Vec<(Key, Dual)>,
    /// How many definitions stand inside each other.
    depth: usize,
    terms: i64,
}

fn fault<T>(why: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Fault(why.into()))
}

impl<'m, 'w> Machine<'m, 'w> {
    pub(crate) fn new(world: &'m mut World<'w>, places: Vec<Place>) -> Self {
        Self {
            world,
            places,
            moved: None,
            locals: Vec::new(),
            depth: 0,
            terms: 0,
        }
    }

    /// How far an index runs, as all that it is an index of says.
    pub(crate) fn range(&self, index: &str, along: &[Along]) -> Result<usize, Stop> {
        if index == SIGN {
            return Ok(2);
        }
        let mut range: Option<(usize, &str)> = None;
        for (key, depth, place) in along {
            let bound = self.world.lets.iter().find(|(bound, _)| bound == key);
            let length = match (bound, depth) {
                (Some((_, values)), 1) => values.len(),
                (Some(_), _) => continue,
                (None, _) => match self.world.sample.get(&(key.clone(), *depth)) {
                    Some(item) => item.shape[*place],
                    None => continue,
                },
            };
            match range {
                Some((other, of)) if other != length => {
                    return fault(format!(
                        "{index} runs over {other} components of {of}, and over {length} of {key}"
                    ));
                }
                _ => range = Some((length, key)),
            }
        }
        match range {
            Some((length, _)) => Ok(length),
            None => fault(format!("nothing says how far {index} runs")),
        }
    }

    pub(crate) fn value(&mut self, tree: &Tree) -> Result<Dual, Stop> {
        Ok(match tree {
            Tree::Numeral(value, place) => match self.world.numerals {
                Some(numerals) => match numerals.get(*place) {
                    Some(value) => Dual::from(*value),
                    None => return fault("a numeral stands for nothing"),
                },
                None => Dual::from(Number::exact(*value)),
            },
            Tree::Constant(value) => Dual::from(constant(*value)),
            Tree::Index(key) => match self.places.iter().rev().find(|(index, ..)| index == key) {
                Some((_, at, _)) => Dual::from(Number::exact(whole(*at))),
                None => return fault(format!("{key} has no value here")),
            },
            Tree::PlusMinus { plus_first } => {
                let upper = |(index, at, _): &Place| index == SIGN && *at == 1;
                let is_plus = self.places.iter().any(upper) == *plus_first;
                Dual::from(Number::exact(if is_plus { 1.0 } else { -1.0 }))
            }
            Tree::Symbol(key, at) => self.symbol(key, at)?,
            Tree::Negative(of) => self.value(of)?.neg(),
            Tree::Sum(terms) => self.sum(terms)?,
            Tree::Product(factors) => self.product(factors)?,
            Tree::Quotient(top, bottom) => self.value(top)?.div(self.value(bottom)?),
            Tree::Power(base, exponent) => self.power(base, exponent)?,
            Tree::Apply(function, of) => function.of(self.value(of)?),
            Tree::Extreme { greatest, of } => {
                let mut extreme = self.value(&of[0])?;
                for other in &of[1..] {
                    extreme = extreme.extreme(self.value(other)?, *greatest);
                }
                extreme
            }
            Tree::Over(over) => self.over(over)?,
            Tree::Indicator(conditions) => {
                let holds = self.all_hold(conditions)?;
                Dual::from(Number::exact(if holds { 1.0 } else { 0.0 }))
            }
            Tree::Cases(cases) => {
                for (value, conditions) in cases {
                    if self.all_hold(conditions)? {
                        return self.value(value);
                    }
                }
                return fault("no case holds");
            }
            Tree::Factorial(of) => {
                let n = self.integer(of)?;
                self.factorial(1, n)?
            }
            Tree::Binomial(n, k) => self.binomial(n, k)?,
            Tree::Call(notation, arguments) => self.call(notation, arguments)?,
            Tree::Derivative { of, by, at } => self.derivative(of, by, at)?,
            Tree::Prime(notation, argument) => {
                let at = Dual::moved(self.value(argument)?.value);
                Dual::from(self.defined(notation, vec![at])?.derivative())
            }
            Tree::Vector { .. } => return fault("a vector stands where a number is meant"),
        })
    }

    fn sum(&mut self, terms: &[(bool, Tree)]) -> Result<Dual, Stop> {
        let mut sum: Option<Dual> = None;
        for (subtracted, term) in terms {
            let term = self.value(term)?;
            let term = if *subtracted { term.neg() } else { term };
            sum = Some(sum.map_or(term, |sum| sum.add(term)));
        }
        Ok(sum.unwrap_or(Dual::from(Number::exact(0.0))))
    }

    fn product(&mut self, factors: &[Tree]) -> Result<Dual, Stop> {
        let mut product: Option<Dual> = None;
        for factor in factors {
            let factor = self.value(factor)?;
            product = Some(product.map_or(factor, |product| product.mul(factor)));
        }
        Ok(product.unwrap_or(Dual::from(Number::exact(1.0))))
    }

    fn binomial(&mut self, n: &Tree, k: &Tree) -> Result<Dual, Stop> {
        let (n, k) = (self.integer(n)?, self.integer(k)?);
        if k < 0 || k > n {
            return Ok(Dual::from(Number::exact(0.0)));
        }
        Ok(self.factorial(n - k + 1, n)?.div(self.factorial(1, k)?))
    }

    /// How fast a term changes with one symbol, or with one component of it.
    fn derivative(&mut self, of: &Tree, by: &Key, at: &[Tree]) -> Result<Dual, Stop> {
        let mut moved = Vec::new();
        for index in at {
            moved.push(self.place(index)?);
        }
        let before = self.moved.replace((by.clone(), moved));
        if before.is_some() {
            return fault("a derivative of a derivative");
        }
        let value = self.value(of);
        self.moved = before;
        Ok(Dual::from(value?.derivative()))
    }

    /// A power; the exponential is the library's own, not a power of a rounded e.
    fn power(&mut self, base: &Tree, exponent: &Tree) -> Result<Dual, Stop> {
        let exponent = self.value(exponent)?;
        if *base == Tree::Constant(std::f64::consts::E) {
            return Ok(exponent.exp());
        }
        Ok(self.value(base)?.pow(exponent))
    }

    fn integer(&mut self, tree: &Tree) -> Result<i64, Stop> {
        let value = self.value(tree)?.value;
        let nearest = value.value.round();
        if (value.value - nearest).abs() > value.bound || nearest.abs() > 1e9 || !value.is_known() {
            return fault(format!("{} is no whole number", value.value));
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole and at most 1e9")]
        Ok(nearest as i64)
    }

    /// An index, counted from one.
    fn place(&mut self, tree: &Tree) -> Result<usize, Stop> {
        let place = self.integer(tree)?;
        usize::try_from(place).or_else(|_| fault(format!("there is no component {place}")))
    }

    fn factorial(&mut self, first: i64, last: i64) -> Result<Dual, Stop> {
        if !(0..=MOST_TERMS).contains(&last) {
            return fault(format!("{last} has no factorial"));
        }
        let factors =
            (first..=last).map(|factor| Number::exact(whole(usize::try_from(factor).unwrap_or(0))));
        Ok(Dual::from(factors.fold(Number::exact(1.0), Number::mul)))
    }

    fn symbol(&mut self, key: &Key, at: &[Tree]) -> Result<Dual, Stop> {
        let mut indices = Vec::new();
        for index in at {
            indices.push(self.place(index)?);
        }
        if at.is_empty()
            && let Some((_, local)) = self.locals.iter().rev().find(|(local, _)| local == key)
        {
            return Ok(*local);
        }
        let is_moved = self
            .moved
            .as_ref()
            .is_some_and(|(by, place)| by == key && *place == indices);
        let bound = self.world.lets.iter().find(|(bound, _)| bound == key);
        let drawn = self.world.sample.get(&(key.clone(), at.len()));
        let number = match (bound, drawn) {
            (Some((_, values)), _) if self.moved.is_none() || is_moved => {
                self.component(key, values, at, &indices)?
            }
            (None, Some(item)) => {
                let mut offset = 0;
                for (place, length) in indices.iter().zip(&item.shape) {
                    if *place == 0 || place > length {
                        return fault(format!(
                            "{key} has {length} components, and none is number {place}"
                        ));
                    }
                    offset = offset * length + place - 1;
                }
                item.values[offset]
            }
            _ => return self.definition(key, indices),
        };
        Ok(if is_moved {
            Dual::moved(number)
        } else {
            Dual::from(number)
        })
    }

    /// A component of what a `let` binds.
    fn component(
        &self,
        key: &str,
        values: &[Number],
        at: &[Tree],
        indices: &[usize],
    ) -> Result<Number, Stop> {
        let place = match (at, indices) {
            ([], []) if values.len() == 2 => {
                // Two values for the two signs of ±.
                let sign = self.places.iter().find(|(index, ..)| index == SIGN);
                sign.map_or(0, |(_, at, _)| *at)
            }
            ([], []) if values.len() == 1 => 1,
            ([_], [place]) => *place,
            ([Tree::Index(row), _], [first, second]) if *first > 0 && *second > 0 => {
                let rows = self.places.iter().rev().find(|(index, ..)| index == row);
                let rows = rows.map_or(1, |(_, _, range)| *range);
                let columns = values.len() / rows.max(1);
                if columns * rows != values.len() || *second > columns {
                    return fault(format!("{key} has no {rows} rows of {second} components"));
                }
                (first - 1) * columns + second
            }
            _ => 0,
        };
        match place.checked_sub(1).and_then(|place| values.get(place)) {
            Some(number) => Ok(*number),
            None => fault(format!(
                "{key} has {} components, and none is number {place}",
                values.len()
            )),
        }
    }

    /// A symbol that one of the page's formulas defines.
    fn definition(&mut self, key: &Key, indices: Vec<usize>) -> Result<Dual, Stop> {
        let definitions = self.world.definitions;
        let defines = |definition: &&Definition| {
            !definition.is_notation
                && definition.of == *key
                && definition.letters.len() == indices.len()
        };
        let Some(definition) = definitions.iter().rfind(defines) else {
            return fault(format!(
                "no formula of the page says what {key} is, so it cannot be differentiated"
            ));
        };
        if self.depth > 20 {
            return fault(format!("{key} is defined by itself"));
        }
        let range = |at: usize| at;
        let places = definition
            .letters
            .iter()
            .zip(indices)
            .map(|(letter, at)| (letter.clone(), at, range(at)));
        let places: Vec<Place> = places.collect();
        let outside = std::mem::replace(&mut self.places, places);
        self.depth += 1;
        let value = self.value(&definition.body);
        self.depth -= 1;
        self.places = outside;
        value
    }

    /// A notation by the page's own formula for it, for these arguments.
    fn defined(&mut self, notation: &Key, arguments: Vec<Dual>) -> Result<Dual, Stop> {
        let definitions = self.world.definitions;
        let defines =
            |definition: &&Definition| definition.is_notation && definition.of == *notation;
        let Some(definition) = definitions.iter().rfind(defines) else {
            return fault(format!(
                "no formula of the page says what {notation} is, so it cannot be differentiated"
            ));
        };
        if self.depth > 20 {
            return fault(format!("{notation} is defined by itself"));
        }
        let count = self.locals.len();
        self.locals
            .extend(definition.letters.iter().cloned().zip(arguments));
        self.depth += 1;
        let value = self.value(&definition.body);
        self.depth -= 1;
        self.locals.truncate(count);
        value
    }

    fn over(&mut self, over: &Over) -> Result<Dual, Stop> {
        let (first, last) = match &over.bounds {
            Some((first, last)) => (self.integer(first)?, self.integer(last)?),
            None => (
                1,
                i64::try_from(self.range(&over.index, &over.along)?).unwrap_or(i64::MAX),
            ),
        };
        self.terms += (last - first).max(0);
        if self.terms > MOST_TERMS || first < 0 {
            return fault(format!("{} runs from {first} to {last}", over.index));
        }
        let mut total: Option<Dual> = None;
        for at in first..=last {
            let at = usize::try_from(at).unwrap_or(0);
            let range = usize::try_from(last).unwrap_or(0);
            self.places.push((over.index.clone(), at, range));
            let term = match self.all_hold(&over.conditions) {
                Ok(true) => Some(self.value(&over.body)),
                Ok(false) => None,
                Err(stop) => Some(Err(stop)),
            };
            self.places.pop();
            let Some(term) = term else { continue };
            let term = term?;
            total = Some(match total {
                None => term,
                Some(total) => match over.operator {
                    Operator::Sum => total.add(term),
                    Operator::Product => total.mul(term),
                    Operator::Least => total.extreme(term, false),
                    Operator::Greatest => total.extreme(term, true),
                },
            });
        }
        let empty = match over.operator {
            Operator::Sum => 0.0,
            Operator::Product => 1.0,
            Operator::Least => f64::INFINITY,
            Operator::Greatest => f64::NEG_INFINITY,
        };
        Ok(total.unwrap_or(Dual::from(Number::exact(empty))))
    }

    fn all_hold(&mut self, relations: &[Relation]) -> Result<bool, Stop> {
        for (left, comparison, right) in relations {
            let (left, right) = (self.value(left)?.value, self.value(right)?.value);
            match holds(left, *comparison, right) {
                Some(true) => {}
                Some(false) => return Ok(false),
                None => return fault("rounding decides whether a condition holds"),
            }
        }
        Ok(true)
    }

    /// What a declared function returns; where it is differentiated, what its own formula says.
    fn call(&mut self, notation: &Key, arguments: &[Tree]) -> Result<Dual, Stop> {
        let arguments = self.arguments(arguments)?;
        let all = || arguments.iter().flat_map(|argument| &argument.values);
        if all().any(|value| value.slope.is_some()) {
            if arguments.iter().any(|argument| argument.is_vector) {
                return fault(format!(
                    "{notation} of a vector cannot be differentiated: write its formula"
                ));
            }
            return self.defined(notation, all().copied().collect());
        }
        if all().any(|value| !value.value.is_known()) {
            return Ok(Dual::from(Number::returned(f64::NAN, f64::INFINITY)));
        }
        let inputs = |float: &dyn Fn(usize, &Number) -> f64| -> Vec<Input> {
            arguments
                .iter()
                .map(|argument| argument.input(float))
                .collect()
        };
        let there = inputs(&|_, number| number.value);
        let there = self.world.calls.ask(notation, there);
        let near = inputs(&|at, number| nudged(number.value, number.bound, at));
        let near = self.world.calls.ask(notation, near);
        Ok(Dual::from(measured(there?, near.ok())))
    }

    fn arguments(&mut self, trees: &[Tree]) -> Result<Vec<Argument>, Stop> {
        let mut arguments = Vec::new();
        for tree in trees {
            arguments.push(match tree {
                Tree::Vector { along, body } => {
                    let range = self.range(COMPONENT, along)?;
                    let mut values = Vec::new();
                    for at in 1..=range {
                        self.places.push((COMPONENT.to_owned(), at, range));
                        let component = self.value(body);
                        self.places.pop();
                        values.push(component?);
                    }
                    Argument {
                        is_vector: true,
                        values,
                    }
                }
                single => Argument {
                    is_vector: false,
                    values: vec![self.value(single)?],
                },
            });
        }
        Ok(arguments)
    }
}

/// What a declared function is called with: a number, or the components of a vector.
struct Argument {
    is_vector: bool,
    values: Vec<Dual>,
}

impl Argument {
    /// The floats to call it with, each made of a number and its place.
    fn input(&self, float: &dyn Fn(usize, &Number) -> f64) -> Input {
        let values = self.values.iter().enumerate();
        let floats: Vec<f64> = values.map(|(at, dual)| float(at, &dual.value)).collect();
        if self.is_vector {
            Input::Vector(floats)
        } else {
            Input::Number(floats[0])
        }
    }
}

/// A number beside this one, nearer to zero by its bound, or by a rounding or two, so that no ratio of many stays.
pub(crate) fn nudged(value: f64, bound: f64, at: usize) -> f64 {
    let simple = value.fract() == 0.0 && value.abs() <= 1.0 && bound == 0.0;
    if simple || !value.is_finite() {
        return value;
    }
    let roundings = if at.is_multiple_of(2) { 2.0 } else { 4.0 };
    let step = bound.max(roundings * ROUNDING * value.abs());
    value - step.min(value.abs()).copysign(value)
}

/// What code returned, with what a rounding of its inputs changes in it.
pub(crate) fn measured(value: f64, near: Option<f64>) -> Number {
    if !value.is_finite() {
        return Number::exact(value);
    }
    if value.fract() == 0.0 && near.is_none_or(|near| near.fract() == 0.0) {
        // A count, which no rounding moves.
        return Number::exact(value);
    }
    let moved = near.map_or(0.0, |near| (near - value).abs());
    let moved = if moved.is_finite() { moved } else { 0.0 };
    Number::returned(value, 2.0 * moved + 4.0 * ROUNDING * value.abs())
}

/// A constant: whole ones are exact, e and π are floats beside them.
fn constant(value: f64) -> Number {
    if value.fract() == 0.0 || value.is_infinite() {
        Number::exact(value)
    } else {
        Number::returned(value, ROUNDING * value)
    }
}

/// Whether a relation holds; nothing where rounding decides.
pub(crate) fn holds(left: Number, comparison: Comparison, right: Number) -> Option<bool> {
    compared(left, comparison, right, left.bound + right.bound)
}

/// Whether a relation holds, for values that may be off by so much together.
pub(crate) fn compared(
    left: Number,
    comparison: Comparison,
    right: Number,
    off: f64,
) -> Option<bool> {
    let (x, y) = (left.value, right.value);
    if !left.is_known() || !right.is_known() {
        return None;
    }
    if x.is_nan() || y.is_nan() {
        // Where both sides are no number they agree, and prove nothing.
        return if x.is_nan() && y.is_nan() {
            None
        } else {
            Some(false)
        };
    }
    #[expect(clippy::float_cmp, reason = "infinities differ by no number")]
    let same = x == y || (x - y).abs() <= off;
    // A difference that floats cannot tell from none is none.
    Some(match comparison {
        Comparison::Equal | Comparison::Nearly => same,
        Comparison::Unequal => !same,
        Comparison::Less => !same && x < y,
        Comparison::Greater => !same && x > y,
        Comparison::LessOrEqual => same || x < y,
        Comparison::GreaterOrEqual => same || x > y,
    })
}
