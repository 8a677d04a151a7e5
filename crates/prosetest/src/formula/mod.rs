//! Formulas, evaluated as the reader sees them.
//!
//! A formula is read from its MathML, because that is what the reader gets.
//! MathML has no invisible operators: whether `q(1 − q)` is a product or a function is for the declared
//! [`Symbols`](crate::Symbols) to say.
//!
//! # The grammar
//!
//! A formula is a chain of members with `=`, `≤`, `≥`, `<`, `>` or `≠` between them; a comma or a full stop may end it.
//! Aligned rows are one chain if each goes on with a relation.
//!
//! ```text
//! chain   = sum (relation sum)*
//! sum     = [sign] product (sign product)*           sign: + − ± ∓
//! product = factor ([· × / ÷] factor)*
//! factor  = Σ-term | word atom | derivative | atom !* %*
//! atom    = numeral | name | (sum) | |sum| | ‖sum‖ | ⌊sum⌋ | ⌈sum⌉ | fraction | root | call | max(sum, …) | 𝟙[condition] | cases
//! ```
//!
//! - Factors side by side are multiplied, unless the first is a notation of a function before its arguments:
//!   `q(1 − q)` is a product, `H(p)` is not.
//!   A numeral follows a factor only after `·` or `×`, and nothing follows `a / b` without brackets.
//! - A power on a bracket belongs to its group, a power on a call to the function's value;
//!   a power is one superscript, and one in brackets is refused, because it reads as a label.
//! - `ln`, `exp`, `log` with its base, `sin` and the like take one atom, or a Σ-term or another such word with its own.
//!   After an atom without brackets no factor may follow: `\ln p q` is refused.
//! - `Σ`, `Π`, and `max` and `min` with an index below, reach to the next `+` or `−` of their level.
//!   Below stands the index, its beginning (`i = 1`, with its end above), or conditions (`j ≠ c`, `i < j`).
//!   Without an end the index runs as far as what it is an index of.
//!   Without any index the only letter that can be one is meant.
//! - A subscript is an index, or a label if the name with it is declared; `q_i` and `q` are two symbols.
//!   Indices count from one. An index that nothing runs over is free, and the formula is tried for each of its values.
//! - Accents, primes and stars belong to the name. `e` and `π` are the numbers, unless they are declared.
//! - `∂f/∂x` and `σ'(x)` are computed: by differentiating the page's own formula for whatever is not drawn.
//! - Zero times anything is zero, so that `0 \ln 0` is zero.
//!
//! # The comparison
//!
//! Every member is computed on [`DRAWS`](draw::DRAWS) draws, with a running bound of its error, and compared with what
//! the title's code returns, and with its neighbours.
//! They may differ by what rounding explains: the bound, what the same operations might lose in another order,
//! and what changes in the code's answer when its inputs change by a rounding.
//! `≤` and `≥` must be seen both ways, equal and not, so that no bound can be moved unnoticed.

mod chain;
mod draw;
mod dual;
mod evaluate;
mod mutants;
mod node;
mod page;
mod read;
mod symbols;
mod title;
mod tree;
mod value;

use std::collections::HashMap;
use std::sync::OnceLock;

pub use draw::Draw;
pub use mutants::FormulaMutant;
pub use symbols::{Notation, Symbol, Symbols, SymbolsError};

pub(crate) use chain::claims;
use draw::{DRAWS, Sample};
pub(crate) use page::Formulas;

use evaluate::{Calls, Definition, Machine, Stop, World, compared, measured};
use read::{Chain, Scope};
use symbols::Table;
use title::Title;
pub(crate) use tree::Comparison;
use tree::{Key, Tree};
use value::Number;

use crate::language::{Fault, Language, Unknown};
use crate::oracle::{Answer, Code, Input, Oracle, Value};
use crate::units::Units;

/// Fewer draws that decide anything are no proof.
const FEWEST: usize = 64;

/// The symbols of a page, with their draws.
#[derive(Clone, Debug)]
pub(crate) struct Declarations {
    table: Table,
    /// Drawn when the first formula is evaluated.
    samples: OnceLock<Vec<Sample>>,
    /// The language of the titles.
    language: &'static dyn Language,
}

impl Declarations {
    pub(crate) fn new(symbols: &Symbols, stem: &str, language: &'static dyn Language) -> Self {
        Self {
            table: symbols.table(stem).unwrap_or_default(),
            samples: OnceLock::new(),
            language,
        }
    }

    /// No symbols at all.
    pub(crate) fn none() -> Self {
        Self {
            table: Table::default(),
            samples: OnceLock::new(),
            language: &Unknown,
        }
    }

    fn samples(&self) -> &[Sample] {
        let symbols = &self.table.symbols;
        let drawn = || {
            symbols.iter().filter_map(|symbol| {
                let draw = symbol.draw.as_ref()?;
                Some((&symbol.key, symbol.name.as_str(), draw))
            })
        };
        self.samples.get_or_init(|| {
            (0..DRAWS)
                .map(|number| draw::sample(drawn(), number))
                .collect()
        })
    }
}

/// Code, and the symbols that are handed to it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) code: Code,
    keys: Vec<(Key, usize)>,
}

/// A formula that can be evaluated.
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    chain: Chain,
    lets: Vec<(Key, Asked)>,
    asked: Asked,
    /// The expression as a message shows it.
    said: String,
}

/// How a formula agreed with its title.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agreed {
    pub(crate) draws: usize,
    pub(crate) value: String,
    pub(crate) compared: String,
}

impl Formula {
    /// Reads a formula and its title.
    pub(crate) fn read(
        mathml: &str,
        title: &str,
        declarations: &Declarations,
        units: &Units,
    ) -> Result<Self, Fault> {
        let table = &declarations.table;
        let language = declarations.language;
        let title = Title::read(title, table, language)?;
        let lets: Vec<Key> = title.lets.iter().map(|(key, _)| key.clone()).collect();
        let unreadable = |why: String| {
            Fault::new(
                format!("the formula cannot be read: {why}"),
                "write it as the grammar of formulas has it, or exempt it with a reason: [$…$](- \"REASON\")",
            )
        };
        if let Some(fault) = title.misnomer(units) {
            return Err(fault);
        }
        let line = node::line(mathml).map_err(|what| unreadable(format!("it holds {what}")))?;
        let scope = Scope { table, lets: &lets };
        let chain = read::chain(&line, scope).map_err(unreadable)?;
        if chain.comparisons.contains(&Comparison::Nearly) {
            return Err(unreadable("≈ says nothing that could be wrong".to_owned()));
        }
        let shown = shown(&chain);
        let asked = |text: &str| {
            let asked = title.code(text, table, &shown, language);
            asked
                .map(|(code, keys)| Asked { code, keys })
                .map_err(|why| Fault::new(why, "give the symbols different names"))
        };
        let lets = title
            .lets
            .iter()
            .filter(|(key, _)| shown.iter().any(|(used, _)| used == key));
        let lets = lets.map(|(key, text)| Ok((key.clone(), asked(text)?)));
        Ok(Self {
            lets: lets.collect::<Result<_, Fault>>()?,
            asked: asked(&title.whole)?,
            said: title.said,
            chain,
        })
    }

    /// The code that the formula needs, notations included.
    pub(crate) fn codes(&self, declarations: &Declarations) -> Vec<Code> {
        let lets = self.lets.iter().map(|(_, asked)| asked);
        let mut codes: Vec<Code> = lets
            .chain([&self.asked])
            .map(|asked| asked.code.clone())
            .collect();
        for member in &self.chain.members {
            member.visit(&mut |tree| {
                let notation = match tree {
                    Tree::Call(id, _) => declarations
                        .table
                        .notations
                        .iter()
                        .find(|notation| notation.id == *id),
                    _ => None,
                };
                codes.extend(notation.map(|notation| notation.code.clone()));
            });
        }
        codes
    }

    /// What the formula defines, for derivatives: `L = …`, `q_i = …`, `σ(z) = …`.
    pub(crate) fn definitions(&self, declarations: &Declarations) -> Vec<Definition> {
        let members = &self.chain.members;
        let names = |tree: &Tree| {
            let letters = |trees: &[Tree]| -> Option<Vec<Key>> {
                let letter = |tree: &Tree| match tree {
                    Tree::Index(key) => Some(key.clone()),
                    Tree::Symbol(key, at) if at.is_empty() => Some(key.clone()),
                    _ => None,
                };
                trees.iter().map(letter).collect()
            };
            match tree {
                Tree::Symbol(key, at) => Some((key.clone(), false, letters(at)?)),
                Tree::Call(id, arguments) => Some((id.clone(), true, letters(arguments)?)),
                _ => None,
            }
        };
        let joined = self
            .chain
            .comparisons
            .iter()
            .all(|comparison| *comparison == Comparison::Equal);
        let body = members.iter().find(|member| names(member).is_none());
        let Some(body) = body.filter(|_| joined) else {
            return Vec::new();
        };
        let defined = members.iter().filter_map(names);
        let defined = defined.filter(|(key, is_notation, _)| {
            let is_drawn = declarations
                .table
                .symbols
                .iter()
                .any(|symbol| symbol.key == *key && symbol.draw.is_some());
            *is_notation || !is_drawn || self.lets.iter().any(|(bound, _)| bound == key)
        });
        defined
            .map(|(of, is_notation, letters)| Definition {
                of,
                is_notation,
                letters,
                body: body.clone(),
            })
            .collect()
    }
}

/// The symbols that a formula shows, with how many indices.
fn shown(chain: &Chain) -> Vec<(Key, usize)> {
    let mut shown = Vec::new();
    for member in &chain.members {
        member.visit(&mut |tree| {
            let symbol = match tree {
                Tree::Symbol(key, at) => Some((key.clone(), at.len())),
                Tree::Derivative { by, at, .. } => Some((by.clone(), at.len())),
                _ => None,
            };
            shown.extend(symbol.filter(|symbol| !shown.contains(symbol)));
        });
    }
    shown
}

/// What code returned in each draw, for the values drawn and for values beside them.
struct Returned {
    there: Vec<Answer>,
    near: Vec<Answer>,
}

impl Returned {
    fn ask(asked: &Asked, samples: &[Sample], oracle: &dyn Oracle) -> Result<Self, Fault> {
        let inputs = |near: bool| -> Option<Vec<Vec<Input>>> {
            let one = |sample: &Sample| -> Option<Vec<Input>> {
                let input = |key: &(Key, usize)| {
                    let item = sample.get(key)?;
                    Some(if near {
                        item.near.clone()
                    } else {
                        item.input.clone()
                    })
                };
                asked.keys.iter().map(input).collect()
            };
            samples.iter().map(one).collect()
        };
        let (Some(there), Some(near)) = (inputs(false), inputs(true)) else {
            return Err(Fault::new(
                "a symbol of the title is not drawn",
                "declare how it is drawn",
            ));
        };
        Ok(Self {
            there: oracle.evaluate(&asked.code, &there),
            near: oracle.evaluate(&asked.code, &near),
        })
    }

    /// The numbers of one draw.
    fn numbers(&self, draw: usize, code: &Code) -> Result<Vec<Number>, Fault> {
        let values = values(self.there.get(draw).unwrap_or(&Answer::Unknown), &code.text)?;
        let near = match self.near.get(draw) {
            Some(Answer::Values(near)) if near.len() == values.len() => near.as_slice(),
            _ => &[],
        };
        let number = |(place, value): (usize, &f64)| {
            measured(*value, near.get(place).map(|near| near.magnitude()))
        };
        Ok(values.iter().enumerate().map(number).collect())
    }
}

fn values(answer: &Answer, code: &str) -> Result<Vec<f64>, Fault> {
    match answer {
        Answer::Values(values) => Ok(values.iter().copied().map(Value::magnitude).collect()),
        Answer::Failed(why) => Err(Fault::new(
            format!("`{code}` failed: {why}"),
            "mend the expression, or draw its symbols from where it has a value",
        )),
        Answer::Refused(why) => Err(Fault::new(
            format!("`{code}` does not compile: {why}"),
            "mend the expression: it sees the names of its page, and the symbols",
        )),
        Answer::Unknown => Err(Fault::new(
            format!("`{code}` is not compiled yet"),
            "run again, so that the program is built with it",
        )),
    }
}

/// How two sides were found, over all draws.
#[derive(Clone, Debug, Default)]
struct Seen {
    equal: bool,
    apart: bool,
    /// The two sides in the last draw.
    sides: (f64, f64),
}

/// What code returned for a formula: it does not change when the formula does.
pub(crate) struct Evidence {
    lets: Vec<(Key, Vec<Vec<Number>>)>,
    claimed: Vec<Vec<Number>>,
}

/// A formula's members in one draw, for each choice of the free indices.
type Rows = Vec<(Vec<(Key, usize, usize)>, Vec<Number>)>;

impl Formula {
    /// Asks for what the formula is compared with.
    pub(crate) fn evidence(
        &self,
        declarations: &Declarations,
        oracle: &dyn Oracle,
    ) -> Result<Evidence, Fault> {
        let samples = declarations.samples();
        let all = |asked: &Asked| -> Result<Vec<Vec<Number>>, Fault> {
            let returned = Returned::ask(asked, samples, oracle)?;
            (0..samples.len())
                .map(|draw| {
                    returned.numbers(draw, &asked.code).map_err(|mut fault| {
                        fault
                            .message
                            .push_str(&self.circumstances(asked, &samples[draw], &[]));
                        fault
                    })
                })
                .collect()
        };
        let lets = self
            .lets
            .iter()
            .map(|(key, asked)| Ok((key.clone(), all(asked)?)));
        Ok(Evidence {
            lets: lets.collect::<Result<_, Fault>>()?,
            claimed: all(&self.asked)?,
        })
    }

    /// Compares the formula with what its title returns; says on how many draws they agreed.
    pub(crate) fn check(
        &self,
        declarations: &Declarations,
        definitions: &[Definition],
        evidence: &Evidence,
        calls: &mut Calls,
        oracle: &dyn Oracle,
    ) -> Result<usize, Fault> {
        // The first draw alone tells most false formulas.
        let mut agreed = 0;
        let mut seen = vec![Seen::default(); self.chain.comparisons.len()];
        for batch in [0..1, 1..DRAWS] {
            let draws = batch.clone();
            self.answer_calls(declarations, definitions, evidence, calls, oracle, draws)?;
            for draw in batch {
                let rows = self.members(declarations, definitions, evidence, calls, draw);
                let sample = &declarations.samples()[draw];
                let claimed = &evidence.claimed[draw];
                agreed += usize::from(self.agrees(rows, claimed, sample, &mut seen)?);
            }
        }
        if agreed < FEWEST {
            return Err(Fault::new(
                format!("only {agreed} of {DRAWS} draws decide whether the formula is right"),
                "draw its symbols from where floats can tell",
            ));
        }
        self.sharp(&seen)?;
        Ok(agreed)
    }

    /// Whether floats decide that the formula is right in one draw.
    fn agrees(
        &self,
        rows: Result<Rows, Stop>,
        claimed: &[Number],
        sample: &Sample,
        seen: &mut [Seen],
    ) -> Result<bool, Fault> {
        let at = |places: &[_]| self.circumstances(&self.asked, sample, places);
        let rows = rows.map_err(|stop| match stop {
            Stop::Later => Fault::new("a function's value is missing", ""),
            Stop::Fault(why) => Fault::new(
                format!("the formula has no value: {why}{}", at(&[])),
                "mend the formula, or draw its symbols from where it has a value",
            ),
        })?;
        if rows.len() != claimed.len() {
            let (shown, returned) = (rows.len(), claimed.len());
            return Err(Fault::new(
                format!(
                    "the formula has {shown} values where {} has {returned}{}",
                    self.said,
                    at(&[])
                ),
                "the title yields a value for each choice of the free indices, the last index changing fastest",
            ));
        }
        let mut decided = true;
        for ((places, members), claimed) in rows.iter().zip(claimed) {
            decided &= self.judge(members, *claimed, seen).map_err(|what| {
                Fault::new(
                    format!("{what}{}", at(places)),
                    "mend the formula, its title, or the code",
                )
            })?;
        }
        Ok(decided)
    }

    /// Asks for the values of notations until none is missing.
    fn answer_calls(
        &self,
        declarations: &Declarations,
        definitions: &[Definition],
        evidence: &Evidence,
        calls: &mut Calls,
        oracle: &dyn Oracle,
        draws: std::ops::Range<usize>,
    ) -> Result<(), Fault> {
        let mut has_calls = false;
        for member in &self.chain.members {
            member.visit(&mut |tree| has_calls |= matches!(tree, Tree::Call(..)));
        }
        if !has_calls {
            return Ok(());
        }
        // Each round knows the arguments of one more level of functions inside functions.
        for _ in 0..8 {
            for draw in draws.clone() {
                // What is wrong with a draw is said when it is judged.
                let _ = self.members(declarations, definitions, evidence, calls, draw);
            }
            let missing = std::mem::take(&mut calls.missing);
            if missing.is_empty() {
                return Ok(());
            }
            let mut by_notation: HashMap<Key, Vec<Vec<Input>>> = HashMap::new();
            for (notation, inputs) in missing {
                by_notation.entry(notation).or_default().push(inputs);
            }
            for (id, inputs) in by_notation {
                let Some(notation) = declarations
                    .table
                    .notations
                    .iter()
                    .find(|notation| notation.id == id)
                else {
                    continue;
                };
                let answers = oracle.evaluate(&notation.code, &inputs);
                for (inputs, answer) in inputs.iter().zip(&answers) {
                    let value = values(answer, &notation.code.text).map_err(|fault| fault.message);
                    let value = value.and_then(|values| match *values {
                        [value] => Ok(value),
                        _ => Err(format!(
                            "`{}` yields {} numbers",
                            notation.code.text,
                            values.len()
                        )),
                    });
                    calls.know(&id, inputs, value);
                }
                if answers.len() < inputs.len() {
                    return Err(Fault::new(
                        format!("`{}` was not answered", notation.code.text),
                        "",
                    ));
                }
            }
        }
        Ok(())
    }

    /// The members in one draw.
    fn members(
        &self,
        declarations: &Declarations,
        definitions: &[Definition],
        evidence: &Evidence,
        calls: &mut Calls,
        draw: usize,
    ) -> Result<Rows, Stop> {
        let lets: Vec<(Key, Vec<Number>)> = evidence
            .lets
            .iter()
            .map(|(key, values)| (key.clone(), values[draw].clone()))
            .collect();
        let mut world = World {
            sample: &declarations.samples()[draw],
            lets: &lets,
            definitions,
            numerals: None,
            calls,
        };
        let mut choices: Vec<Vec<(Key, usize, usize)>> = vec![Vec::new()];
        for (index, along) in &self.chain.free {
            let range = Machine::new(&mut world, Vec::new()).range(index, along)?;
            let more = choices.iter().flat_map(|choice| {
                (1..=range).map(move |at| {
                    let mut choice = choice.clone();
                    choice.push((index.clone(), at, range));
                    choice
                })
            });
            choices = more.collect();
        }
        let mut later = false;
        let mut rows = Vec::new();
        for places in choices {
            let mut members = Vec::new();
            for member in &self.chain.members {
                match Machine::new(&mut world, places.clone()).value(member) {
                    Ok(value) => members.push(value.value),
                    Err(Stop::Later) => later = true,
                    Err(stop) => return Err(stop),
                }
            }
            rows.push((places, members));
        }
        if later { Err(Stop::Later) } else { Ok(rows) }
    }

    /// Whether the members are what they should be, and whether that was decided.
    fn judge(
        &self,
        members: &[Number],
        claimed: Number,
        seen: &mut [Seen],
    ) -> Result<bool, String> {
        let mut decided = true;
        let group = &members[self.claimed_group()];
        // The code may compute as any of them does.
        let noise = group.iter().map(|member| member.noise).fold(0.0, f64::max);
        for (place, member) in self.claimed_group().zip(group) {
            match compared(
                *member,
                Comparison::Equal,
                claimed,
                member.bound + noise + claimed.bound,
            ) {
                Some(true) => {}
                None => decided = false,
                Some(false) => {
                    let (left, right) = distinct(member.value, claimed.value);
                    let side = self.side(place);
                    return Err(format!("{side} is {left} where {} is {right}", self.said));
                }
            }
        }
        for (place, comparison) in self.chain.comparisons.iter().enumerate() {
            let (left, right) = (members[place], members[place + 1]);
            let off = left.bound + right.bound + left.noise.max(right.noise);
            seen[place].sides = (left.value, right.value);
            match compared(left, *comparison, right, off) {
                Some(true) => match compared(left, Comparison::Equal, right, off) {
                    // Two infinities are equal wherever a bound lies.
                    Some(true) if left.value.is_infinite() => {}
                    Some(true) => seen[place].equal = true,
                    _ => seen[place].apart = true,
                },
                None => decided = false,
                Some(false) => {
                    let (x, y) = distinct(left.value, right.value);
                    let (one, other) = (self.side(place), self.side(place + 1));
                    let sign = comparison.sign();
                    return Err(format!(
                        "{one} is {x} and {other} {y}, so that {sign} is false"
                    ));
                }
            }
        }
        Ok(decided)
    }

    /// What `≤` and `≥` leave open must have been seen both ways, or another sign says more.
    fn sharp(&self, seen: &[Seen]) -> Result<(), Fault> {
        for (place, comparison) in self.chain.comparisons.iter().enumerate() {
            let open = matches!(
                comparison,
                Comparison::LessOrEqual | Comparison::GreaterOrEqual
            );
            let (sign, seen) = (comparison.sign(), &seen[place]);
            if let Some(bound) = self.mere_bound(place, seen) {
                return Err(Fault::new(
                    format!("{} bounds the draws, and maybe nothing else", short(bound)),
                    "write the bound in the symbols that it comes from; of numbers, 0, 1 and −1 may bound",
                ));
            }
            if open && !seen.equal {
                return Err(Fault::new(
                    format!("the two sides of {sign} are never equal, on any of {DRAWS} draws"),
                    "write < or >, bring the sides closer, or draw the symbols from where they meet",
                ));
            }
            if open && !seen.apart {
                return Err(Fault::new(
                    format!("the two sides of {sign} are always equal, on all of {DRAWS} draws"),
                    "write =, or draw the symbols from where the sides differ",
                ));
            }
        }
        Ok(())
    }

    /// A number that bounds what is drawn, and that the range of the draws may have made.
    fn mere_bound(&self, place: usize, seen: &Seen) -> Option<f64> {
        let equality = matches!(
            self.chain.comparisons[place],
            Comparison::Equal | Comparison::Nearly | Comparison::Unequal
        );
        let sides = [&self.chain.members[place], &self.chain.members[place + 1]];
        let bound = match sides.map(Tree::is_fixed) {
            [true, false] => seen.sides.0,
            [false, true] => seen.sides.1,
            _ => return None,
        };
        let natural = [0.0, 1.0, -1.0]
            .iter()
            .any(|natural| bound.total_cmp(natural).is_eq() || bound.abs() == 0.0);
        (!equality && !natural).then_some(bound)
    }

    /// The members that the title speaks of: the first that `=` joins and that are no mere numbers.
    fn claimed_group(&self) -> std::ops::Range<usize> {
        let members = &self.chain.members;
        let mut start = 0;
        loop {
            let joined = self.chain.comparisons[start..]
                .iter()
                .take_while(|comparison| **comparison == Comparison::Equal)
                .count();
            let end = start + joined + 1;
            let number = |tree: &Tree| matches!(tree, Tree::Numeral(..) | Tree::Constant(_));
            if !members[start..end].iter().all(number) || end >= members.len() {
                return start..end;
            }
            start = end;
        }
    }

    /// What was compared, when all of it agreed.
    pub(crate) fn agreed(&self, draws: usize) -> Agreed {
        let group = self.claimed_group();
        let held = match (self.chain.members.len(), group.len()) {
            (1, _) => "the formula",
            (2, 2) => "both sides",
            (all, some) if all == some => "all sides",
            (2, _) if group.start == 0 => "the left side",
            (2, _) => "the right side",
            _ => "the sides that = joins",
        };
        let relations = self.chain.comparisons.iter().enumerate();
        let beside: Vec<&str> = relations
            .filter(|(place, _)| !(group.contains(place) && group.contains(&(place + 1))))
            .map(|(_, comparison)| comparison.sign())
            .collect();
        let beside = match &beside[..] {
            [] => String::new(),
            [sign] => format!("; {sign} holds"),
            signs => format!("; {} hold", signs.join(" and ")),
        };
        Agreed {
            draws,
            value: self.said.clone(),
            compared: format!("{held} and the code{beside}"),
        }
    }

    fn side(&self, place: usize) -> String {
        match (self.chain.members.len(), place) {
            (1, _) => "the formula".to_owned(),
            (2, 0) => "the left side".to_owned(),
            (2, _) => "the right side".to_owned(),
            (_, place) => format!("side {} of the chain", place + 1),
        }
    }

    /// `, for p = [0.3, 0.7], i = 2`.
    fn circumstances(
        &self,
        asked: &Asked,
        sample: &Sample,
        places: &[(Key, usize, usize)],
    ) -> String {
        let mut keys = asked.keys.clone();
        keys.extend(shown(&self.chain));
        let mut said: Vec<String> = Vec::new();
        for key in keys {
            let Some(item) = sample.get(&key) else {
                continue;
            };
            if self.lets.iter().any(|(bound, _)| *bound == key.0) {
                continue;
            }
            let numbers: Vec<String> = item
                .values
                .iter()
                .map(|number| short(number.value))
                .collect();
            let value = match item.shape.len() {
                0 => numbers.concat(),
                1 => format!("[{}]", numbers.join(", ")),
                _ => {
                    let rows = numbers.chunks(item.shape.last().copied().unwrap_or(1).max(1));
                    let rows: Vec<String> =
                        rows.map(|row| format!("[{}]", row.join(", "))).collect();
                    format!("[{}]", rows.join(", "))
                }
            };
            let value = format!("{} = {value}", key.0);
            if !said.contains(&value) {
                said.push(value);
            }
        }
        let places = places
            .iter()
            .map(|(index, at, _)| format!("{index} = {at}"));
        said.extend(places);
        if said.is_empty() {
            String::new()
        } else {
            format!(", for {}", said.join(", "))
        }
    }
}

/// A number in so many significant digits, with a true minus.
fn digits(value: f64, count: usize) -> String {
    let rounded: f64 = format!("{value:.*e}", count.saturating_sub(1))
        .parse()
        .unwrap_or(value);
    let text = if rounded != 0.0 && rounded.is_finite() && !(1e-4..1e9).contains(&rounded.abs()) {
        format!("{rounded:e}")
    } else {
        rounded.to_string()
    };
    text.replace('-', "−").replace("inf", "∞")
}

fn short(value: f64) -> String {
    digits(value, 6)
}

/// Two numbers with as many digits as tell them apart, three at least.
fn distinct(one: f64, other: f64) -> (String, String) {
    let pair = |count| (digits(one, count), digits(other, count));
    let apart = (3..17).map(pair).find(|(one, other)| one != other);
    apart.unwrap_or_else(|| pair(17))
}
