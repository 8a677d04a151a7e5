//! Reads a formula into a [`Tree`], by the grammar that [the module](super) writes down.

use super::node::{Line, Node};
use super::symbols::{Table, identity};
use super::tree::{Comparison, Function, Key, Operator, Over, Relation, Tree};

/// The index that a vector's components have where a vector is meant.
pub(crate) const COMPONENT: &str = "·";

/// The index that says which sign ± stands for.
pub(crate) const SIGN: &str = "±";

/// Where an index is used: a symbol, how many indices it takes, and which of them this is.
pub(crate) type Along = (Key, usize, usize);

/// A formula, read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chain {
    pub(crate) members: Vec<Tree>,
    /// What stands between the members.
    pub(crate) comparisons: Vec<Comparison>,
    /// The indices that nothing sums over, and what says how far each runs.
    pub(crate) free: Vec<(Key, Vec<Along>)>,
}

/// The names that a formula may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) table: &'a Table,
    /// What the title binds.
    pub(crate) lets: &'a [Key],
}

impl Scope<'_> {
    fn has(&self, key: &str, depth: usize) -> bool {
        self.lets.iter().any(|bound| bound == key)
            || self
                .table
                .symbols
                .iter()
                .any(|symbol| symbol.depth == depth && symbol.key == key && symbol.draw.is_some())
    }

    /// Whether a name is declared, with or without a value.
    fn declares(&self, key: &str) -> bool {
        self.lets.iter().any(|bound| bound == key)
            || self.table.symbols.iter().any(|symbol| symbol.key == key)
    }

    /// Whether a name has a value.
    fn values(&self, key: &str) -> bool {
        (0..=2).any(|depth| self.has(key, depth))
    }

    fn is_notation(&self, key: &str) -> bool {
        self.table
            .notations
            .iter()
            .any(|notation| notation.key == key)
    }
}

/// Reads a line of a formula as a chain of members.
///
/// # Errors
/// A sentence that says what cannot be read, or which name nobody declared.
pub(crate) fn chain(line: &[Node], scope: Scope<'_>) -> Result<Chain, String> {
    let rows = aligned(line)?;
    let line = unpunctuated(rows.as_deref().unwrap_or(line));
    let mut reader = Reader {
        scope,
        bound: Vec::new(),
        free: Vec::new(),
        uses: Vec::new(),
        pending: Vec::new(),
        vector: false,
        bars: 0,
        condition: false,
        pairs: Vec::new(),
        all_uses: Vec::new(),
        deriving: false,
    };
    let mut cursor = Cursor { line, at: 0 };
    let (members, comparisons) = reader.members(&mut cursor)?;
    if let Some(node) = cursor.peek() {
        return Err(format!("{} cannot be read here", spelled(node)));
    }
    if let Some(unknown) = reader.pending.iter().find(|key| !reader.free.contains(key)) {
        return Err(if scope.declares(unknown) {
            format!("`{unknown}` is not drawn: bind it by `let` in the title")
        } else {
            undeclared(unknown)
        });
    }
    let of = |uses: &[(Key, Along)], index: &Key| -> Vec<Along> {
        let of_index = uses.iter().filter(|(used, _)| used == index);
        of_index.map(|(_, along)| along.clone()).collect()
    };
    let along = |index: &Key| {
        let own = of(&reader.uses, index);
        let partners = reader.pairs.iter().filter_map(|(one, other)| match index {
            index if index == one => Some(other),
            index if index == other => Some(one),
            _ => None,
        });
        if own.is_empty() {
            partners
                .flat_map(|partner| of(&reader.all_uses, partner))
                .collect()
        } else {
            own
        }
    };
    let free = reader
        .free
        .iter()
        .map(|index| (index.clone(), along(index)));
    Ok(Chain {
        members,
        comparisons,
        free: free.collect(),
    })
}

fn undeclared(key: &str) -> String {
    format!("`{key}` is not declared: add it to the symbols, or bind it by `let` in the title")
}

/// Aligned rows as one line, if that is what the formula is.
fn aligned(line: &[Node]) -> Result<Option<Line>, String> {
    let [Node::Table(rows)] = line else {
        return Ok(None);
    };
    for row in &rows[1..] {
        let mut cells = row.iter().flatten();
        let goes_on = cells
            .next()
            .and_then(Node::sign)
            .is_some_and(|sign| Comparison::of(sign).is_some() || matches!(sign, "+" | "−"));
        if !goes_on {
            return Err("each row claims something of its own: give each a formula".to_owned());
        }
    }
    Ok(Some(rows.iter().flatten().flatten().cloned().collect()))
}

fn unpunctuated(line: &[Node]) -> &[Node] {
    match line {
        [rest @ .., Node::Sign(mark) | Node::Name(mark)]
            if matches!(mark.as_str(), "," | "." | ";") =>
        {
            rest
        }
        _ => line,
    }
}

/// A part of a formula as a message shows it.
pub(crate) fn spelled(node: &Node) -> String {
    match node {
        Node::Numeral(text, _) | Node::Name(text) | Node::Sign(text) => format!("`{text}`"),
        Node::Words(text) => format!("the word `{text}`"),
        Node::Fraction(..) => "a fraction".to_owned(),
        Node::Stack(..) => "a stack".to_owned(),
        Node::Root(..) => "a root".to_owned(),
        Node::Script { base, .. } => format!("{} with its script", spelled(base)),
        Node::Accent(..) => "an accent".to_owned(),
        Node::Table(_) => "a table".to_owned(),
    }
}

/// The key of a letter or word without scripts.
pub(crate) fn letter(node: &Node) -> Option<Key> {
    match node {
        Node::Name(name) | Node::Words(name) => {
            let word = name
                .chars()
                .all(|ch| ch.is_alphanumeric() || ch == '_' || ch.is_whitespace());
            word.then(|| name.replace(char::is_whitespace, "_"))
        }
        Node::Sign(name) if name.chars().all(char::is_alphabetic) && !name.is_empty() => {
            Some(name.clone())
        }
        Node::Accent(base, sign) => {
            let [base] = &**base else { return None };
            let accent = match sign.as_str() {
                "^" | "ˆ" | "\u{302}" => "hat",
                "¯" | "‾" | "_" | "\u{304}" | "\u{305}" | "\u{332}" => "bar",
                "~" | "˜" | "\u{303}" => "tilde",
                "→" | "\u{20d7}" => "vec",
                "˙" | "\u{307}" => "dot",
                _ => return None,
            };
            Some(format!("{}_{accent}", letter(base)?))
        }
        _ => None,
    }
}

/// Takes primes and the like, which belong to a name, from the superscripts, which are powers.
fn marks(above: &[Node]) -> (String, &[Node]) {
    let mut marks = String::new();
    let mut rest = above;
    while let [Node::Sign(sign) | Node::Name(sign), after @ ..] = rest {
        marks.push_str(match sign.as_str() {
            "′" | "'" => "_prime",
            "″" => "_prime_prime",
            "∗" | "*" | "⋆" => "_star",
            "†" => "_dagger",
            _ => break,
        });
        rest = after;
    }
    (marks, rest)
}

/// The key of a name with a label below it and marks above.
pub(crate) fn label(base: &Node, below: &[Node], above: &[Node]) -> Option<Key> {
    let (marks, rest) = marks(above);
    if !rest.is_empty() {
        return None;
    }
    let mut key = letter(base)?;
    if !below.is_empty() {
        key.push('_');
        for node in below {
            match node {
                Node::Numeral(text, _) => key.push_str(text),
                other => key.push_str(&letter(other)?),
            }
        }
    }
    Some(key + &marks)
}

/// How many letters a subscript holds, if it is made of letters that can be indices.
pub(crate) fn index_letters(below: &[Node]) -> Option<usize> {
    let letters: Vec<_> = below
        .iter()
        .filter(|node| node.sign() != Some(","))
        .collect();
    let single = |node: &&&Node| matches!(node, Node::Name(name) if name.chars().count() == 1);
    (!letters.is_empty() && letters.iter().all(|node| single(&node))).then_some(letters.len())
}

/// A place in a line.
struct Cursor<'n> {
    line: &'n [Node],
    at: usize,
}

impl<'n> Cursor<'n> {
    fn peek(&self) -> Option<&'n Node> {
        self.line.get(self.at)
    }

    fn sign(&self) -> Option<&'n str> {
        self.peek().and_then(Node::sign)
    }

    fn next(&mut self) -> Option<&'n Node> {
        let node = self.peek();
        self.at += 1;
        node
    }
}

/// A closing sign, with the scripts that hang on it.
fn ending(node: &Node) -> Option<(&str, &[Node], &[Node])> {
    match node {
        Node::Sign(sign) => Some((sign, &[], &[])),
        Node::Script { base, below, above } => Some((base.sign()?, below, above)),
        _ => None,
    }
}

fn closing(open: &str) -> Option<&'static str> {
    Some(match open {
        "(" => ")",
        "[" => "]",
        "{" => "}",
        "⌊" => "⌋",
        "⌈" => "⌉",
        "|" => "|",
        "‖" | "∥" => "‖",
        _ => return None,
    })
}

fn is_separator(sign: &str) -> bool {
    matches!(sign, "," | ";" | "|" | "∣" | "‖" | "∥")
}

/// The operator over an index that a sign is.
fn operator(node: &Node) -> Option<(Operator, &[Node], &[Node])> {
    let (sign, below, above) = ending(node)?;
    let operator = match sign {
        "∑" => Operator::Sum,
        "∏" => Operator::Product,
        "min" if !below.is_empty() => Operator::Least,
        "max" if !below.is_empty() => Operator::Greatest,
        _ => return None,
    };
    Some((operator, below, above))
}

/// The word of a function that stands before its argument, with its scripts.
fn function_word(node: &Node) -> Option<(&str, &[Node], &[Node])> {
    let (base, below, above): (&Node, &[Node], &[Node]) = match node {
        Node::Script { base, below, above } => (base, below, above),
        other => (other, &[], &[]),
    };
    let (Node::Sign(word) | Node::Name(word) | Node::Words(word)) = base else {
        return None;
    };
    (word == "log" || Function::named(word).is_some()).then_some((word.as_str(), below, above))
}

struct Reader<'a> {
    scope: Scope<'a>,
    /// The indices of the sums around, innermost last.
    bound: Vec<Key>,
    free: Vec<Key>,
    uses: Vec<(Key, Along)>,
    /// Names that are fine only if they turn out to be free indices.
    pending: Vec<Key>,
    /// Whether a vector is meant, so that a vector's bare name stands for each of its components.
    vector: bool,
    /// How many bars are open, or lists whose parts a bar may separate.
    bars: usize,
    /// Whether a condition is read, whose unknown names are free indices.
    condition: bool,
    /// Indices that a condition compares: one runs as far as the other.
    pairs: Vec<(Key, Key)>,
    /// Every use of an index, of those that sums have taken too.
    all_uses: Vec<(Key, Along)>,
    /// Whether what is read is being differentiated, so that the page's own formulas define its names.
    deriving: bool,
}

impl Reader<'_> {
    fn members(&mut self, cursor: &mut Cursor<'_>) -> Result<(Vec<Tree>, Vec<Comparison>), String> {
        let mut members = vec![self.sum(cursor)?];
        let mut comparisons = Vec::new();
        while let Some(comparison) = cursor.sign().and_then(Comparison::of) {
            cursor.at += 1;
            comparisons.push(comparison);
            members.push(self.sum(cursor)?);
        }
        Ok((members, comparisons))
    }

    /// Reads a whole line as one value.
    fn whole(&mut self, line: &[Node]) -> Result<Tree, String> {
        let (bars, mut cursor) = (std::mem::take(&mut self.bars), Cursor { line, at: 0 });
        let tree = self.sum(&mut cursor)?;
        self.bars = bars;
        match cursor.peek() {
            Some(node) => Err(format!("{} cannot be read here", spelled(node))),
            None => Ok(tree),
        }
    }

    fn sum(&mut self, cursor: &mut Cursor<'_>) -> Result<Tree, String> {
        let mut terms: Vec<(bool, Tree)> = Vec::new();
        loop {
            let sign = cursor.sign().unwrap_or_default();
            let signed = matches!(sign, "+" | "−" | "-" | "±" | "∓");
            if !signed && !terms.is_empty() {
                break;
            }
            cursor.at += usize::from(signed);
            let mut term = self.product(cursor)?;
            if matches!(sign, "±" | "∓") {
                if !self.free.iter().any(|index| index == SIGN) {
                    self.free.push(SIGN.to_owned());
                }
                let plus_first = sign == "±";
                term = Tree::Product(vec![Tree::PlusMinus { plus_first }, term]);
            }
            terms.push((matches!(sign, "−" | "-"), term));
        }
        let single = terms.len() == 1;
        match terms.pop() {
            Some((false, term)) if single => Ok(term),
            Some((true, term)) if single => Ok(Tree::Negative(Box::new(term))),
            Some(last) => {
                terms.push(last);
                Ok(Tree::Sum(terms))
            }
            None => Err("a value is missing".to_owned()),
        }
    }

    /// Whether a factor begins here without a sign before it.
    fn begins_factor(&self, cursor: &Cursor<'_>) -> bool {
        match cursor.peek() {
            None => false,
            Some(Node::Sign(sign)) => match sign.as_str() {
                "(" | "[" | "{" | "⌊" | "⌈" | "∑" | "∏" => true,
                "|" | "‖" | "∥" => self.bars == 0,
                word => word.chars().all(char::is_alphabetic),
            },
            Some(Node::Script { base, .. }) => match &**base {
                Node::Sign(sign) => {
                    matches!(sign.as_str(), "∑" | "∏") || sign.chars().all(char::is_alphabetic)
                }
                _ => true,
            },
            Some(_) => true,
        }
    }

    fn product(&mut self, cursor: &mut Cursor<'_>) -> Result<Tree, String> {
        let start = cursor.at;
        let mut open_word = self.open_word(cursor);
        let mut factors = vec![self.factor(cursor)?];
        let mut divided = false;
        loop {
            let before = &cursor.line[cursor.at - 1];
            match cursor.sign() {
                Some("·" | "⋅" | "×" | "∗" | "*" | "∙") => {
                    cursor.at += 1;
                    open_word = self.open_word(cursor);
                    factors.push(self.factor(cursor)?);
                    divided = false;
                }
                Some("/" | "∕" | "÷") => {
                    cursor.at += 1;
                    open_word = self.open_word(cursor);
                    let divisor = self.factor(cursor)?;
                    let dividend = product_of(factors);
                    factors = vec![Tree::Quotient(Box::new(dividend), Box::new(divisor))];
                    divided = true;
                }
                _ if self.begins_factor(cursor) => {
                    let next = &cursor.line[cursor.at];
                    if divided {
                        return Err("a product after / can be read in two ways: write brackets or a fraction".to_owned());
                    }
                    if let Some(word) = open_word
                        && function_word(next).is_none()
                    {
                        return Err(format!(
                            "{word} takes one symbol, number, fraction or bracket: put brackets around what {} belongs to",
                            spelled(next)
                        ));
                    }
                    let numeral = |node: &Node| matches!(node, Node::Numeral(..));
                    let mixed = |top: &Line, bottom: &Line| {
                        numeral(before) && top.iter().chain(bottom).all(numeral)
                    };
                    let unclear = match next {
                        Node::Numeral(..) => true,
                        Node::Fraction(top, bottom) => mixed(top, bottom),
                        Node::Script { base, .. } => numeral(base) && numeral(before),
                        _ => false,
                    };
                    if unclear && cursor.at > start {
                        return Err(format!("write · or × before {}", spelled(next)));
                    }
                    open_word = self.open_word(cursor);
                    factors.push(self.factor(cursor)?);
                }
                _ => return Ok(product_of(factors)),
            }
        }
    }

    /// The function that begins here, if its argument does not end with a bracket of its own.
    fn open_word<'n>(&self, cursor: &Cursor<'n>) -> Option<&'n str> {
        let (word, ..) = function_word(cursor.peek()?)?;
        let argument = cursor.line.get(cursor.at + 1)?;
        let bracket = argument.sign().is_some_and(|sign| closing(sign).is_some());
        let nested = function_word(argument).is_some() || operator(argument).is_some();
        (!bracket
            && !nested
            && !self
                .scope
                .is_notation(&letter(argument).unwrap_or_default()))
        .then_some(word)
    }

    fn factor(&mut self, cursor: &mut Cursor<'_>) -> Result<Tree, String> {
        let Some(node) = cursor.peek() else {
            return Err("a value is missing at the end".to_owned());
        };
        if let Some((operator, below, above)) = operator(node) {
            cursor.at += 1;
            return self.over(operator, below, above, cursor);
        }
        if let Some((word, below, above)) = function_word(node) {
            cursor.at += 1;
            return self.function(word, below, above, cursor);
        }
        if let Node::Fraction(top, bottom) = node
            && let Some(variable) = self.differential(top, bottom)
        {
            cursor.at += 1;
            let (by, at) = self.variable(variable)?;
            let deriving = std::mem::replace(&mut self.deriving, true);
            let of = if top.len() == 1 {
                self.product(cursor)?
            } else {
                self.whole(&top[1..])?
            };
            self.deriving = deriving;
            let of = Box::new(of);
            return Ok(Tree::Derivative { of, by, at });
        }
        let mut value = self.primary(cursor)?;
        while let Some(node) = cursor.peek() {
            value = match node {
                Node::Sign(sign) if sign == "!" => Tree::Factorial(Box::new(value)),
                Node::Sign(sign) | Node::Name(sign) if sign == "%" => {
                    let hundred = Box::new(Tree::Constant(100.0));
                    Tree::Quotient(Box::new(value), hundred)
                }
                _ => break,
            };
            cursor.at += 1;
        }
        Ok(value)
    }

    fn primary(&mut self, cursor: &mut Cursor<'_>) -> Result<Tree, String> {
        let Some(node) = cursor.next() else {
            return Err("a value is missing at the end".to_owned());
        };
        match node {
            Node::Sign(open) if closing(open).is_some() => self.group(open, cursor),
            Node::Sign(word) if matches!(word.as_str(), "min" | "max") => {
                let greatest = word == "max";
                self.extreme(greatest, cursor)
            }
            Node::Script { base, below, above } => match &**base {
                base @ (Node::Name(_) | Node::Words(_) | Node::Accent(..) | Node::Sign(_)) => {
                    self.named(base, below, above, cursor)
                }
                base => {
                    if !below.is_empty() {
                        return Err(format!("{} cannot carry an index", spelled(base)));
                    }
                    let base = self.whole(std::slice::from_ref(base))?;
                    self.power(base, above)
                }
            },
            Node::Numeral(text, place) => {
                let number = text.parse().map_err(|_| format!("`{text}` is no number"))?;
                Ok(Tree::Numeral(number, *place))
            }
            Node::Fraction(top, bottom) => Ok(Tree::Quotient(
                Box::new(self.whole(top)?),
                Box::new(self.whole(bottom)?),
            )),
            Node::Root(of, None) => {
                let of = Box::new(self.whole(of)?);
                Ok(Tree::Apply(Function::Sqrt, of))
            }
            Node::Root(of, Some(degree)) => {
                let one = Box::new(Tree::Constant(1.0));
                let degree = Tree::Quotient(one, Box::new(self.whole(degree)?));
                Ok(Tree::Power(Box::new(self.whole(of)?), Box::new(degree)))
            }
            node => self.named(node, &[], &[], cursor),
        }
    }

    /// Reads what stands in brackets; a power belongs to the group.
    fn group(&mut self, open: &str, cursor: &mut Cursor<'_>) -> Result<Tree, String> {
        let close = closing(open).unwrap_or_default();
        if open == "{"
            && let Some(Node::Table(rows)) = cursor.peek()
        {
            cursor.at += 1;
            return self.cases(rows);
        }
        if open == "("
            && let Some(Node::Stack(top, bottom)) = cursor.peek()
            && cursor
                .line
                .get(cursor.at + 1)
                .and_then(ending)
                .is_some_and(|(sign, ..)| sign == ")")
        {
            cursor.at += 1;
            let (top, bottom) = (self.whole(top)?, self.whole(bottom)?);
            let binomial = Tree::Binomial(Box::new(top), Box::new(bottom));
            return self.close(close, binomial, cursor);
        }
        let barred = matches!(close, "|" | "‖");
        let bars = std::mem::replace(&mut self.bars, usize::from(barred));
        let vector = self.vector;
        self.vector |= close == "‖";
        let before = self.uses.len();
        let (mut members, comparisons) = self.members(cursor)?;
        self.bars = bars;
        self.vector = vector;
        let single = members.pop().filter(|_| comparisons.is_empty());
        let value = match (single, close) {
            (Some(value), ")" | "]" | "}") => value,
            (Some(value), "|") => Tree::Apply(Function::Abs, Box::new(value)),
            (Some(value), "⌋") => Tree::Apply(Function::Floor, Box::new(value)),
            (Some(value), "⌉") => Tree::Apply(Function::Ceil, Box::new(value)),
            (Some(value), _) => {
                let square = Tree::Power(Box::new(value), Box::new(Tree::Constant(2.0)));
                let along = self.taken(COMPONENT, before);
                Tree::Apply(
                    Function::Sqrt,
                    Box::new(Tree::Over(Box::new(Over {
                        operator: Operator::Sum,
                        index: COMPONENT.to_owned(),
                        bounds: None,
                        along,
                        conditions: Vec::new(),
                        body: square,
                    }))),
                )
            }
            (None, _) => {
                return Err("a relation in brackets: an indicator is written 𝟙[…]".to_owned());
            }
        };
        self.close(close, value, cursor)
    }

    /// Reads the closing sign, and the power that it carries.
    fn close(&mut self, close: &str, value: Tree, cursor: &mut Cursor<'_>) -> Result<Tree, String> {
        match cursor.next().and_then(ending) {
            Some((sign, below, above)) if closing_is(sign, close) => {
                if !below.is_empty() {
                    return Err(format!("`{sign}` cannot carry an index"));
                }
                self.power(value, above)
            }
            _ => Err(format!("`{close}` is missing")),
        }
    }

    fn power(&mut self, base: Tree, above: &[Node]) -> Result<Tree, String> {
        if above.is_empty() {
            return Ok(base);
        }
        if let [Node::Sign(open), .., Node::Sign(close)] = above
            && open == "("
            && close == ")"
        {
            return Err(
                "a superscript in brackets is a label and no power: use a subscript".to_owned(),
            );
        }
        let vector = std::mem::replace(&mut self.vector, false);
        let exponent = self.whole(above)?;
        self.vector = vector;
        Ok(Tree::Power(Box::new(base), Box::new(exponent)))
    }

    /// Reads a name with its scripts: a symbol, a component of one, a notation with its arguments.
    fn named(
        &mut self,
        base: &Node,
        below: &[Node],
        above: &[Node],
        cursor: &mut Cursor<'_>,
    ) -> Result<Tree, String> {
        let (marks, power) = marks(above);
        let Some(plain) = letter(base) else {
            return Err(match base {
                Node::Name(name) if name == "∞" => return Ok(Tree::Constant(f64::INFINITY)),
                other => format!("{} cannot be read", spelled(other)),
            });
        };
        if matches!(plain.as_str(), "𝟙" | "𝟏") && !self.scope.declares(&plain) {
            return self.indicator(below, cursor);
        }
        let marked = format!("{plain}{marks}");
        let called = cursor.sign() == Some("(");
        let labelled = label(base, below, &[]).map(|key| key + &marks);
        let labelled = labelled.filter(|_| !below.is_empty());
        if let Some(key) = labelled {
            if called && self.scope.is_notation(&key) {
                let call = self.call(&key, cursor)?;
                return self.power(call, power);
            }
            if self.scope.has(&key, 0) {
                return self.power(Tree::Symbol(key, Vec::new()), power);
            }
        }
        if below.is_empty() && called {
            if self.scope.is_notation(&marked) {
                let call = self.call(&marked, cursor)?;
                return self.power(call, power);
            }
            if marks == "_prime" && self.scope.is_notation(&plain) {
                return match self.call(&plain, cursor)? {
                    Tree::Call(notation, mut arguments) if arguments.len() == 1 => {
                        let argument = Box::new(arguments.remove(0));
                        self.power(Tree::Prime(notation, argument), power)
                    }
                    _ => Err(format!("the slope of `{plain}` needs a single argument")),
                };
            }
        }
        let symbol = if below.is_empty() {
            self.bare(marked)?
        } else {
            let at = self.indices(&marked, below)?;
            Tree::Symbol(marked, at)
        };
        self.power(symbol, power)
    }

    /// A name without an index.
    fn bare(&mut self, key: Key) -> Result<Tree, String> {
        if self.vector && self.scope.has(&key, 1) && !self.bound.contains(&key) {
            let along = (key.clone(), 1, 0);
            self.uses.push((COMPONENT.to_owned(), along));
            let component = Tree::Index(COMPONENT.to_owned());
            return Ok(Tree::Symbol(key, vec![component]));
        }
        if self.bound.contains(&key) {
            return Ok(Tree::Index(key));
        }
        if self.scope.has(&key, 0) {
            return Ok(Tree::Symbol(key, Vec::new()));
        }
        if self.scope.is_notation(&key) {
            return Err(format!(
                "`{key}` is a function: its arguments stand in round brackets"
            ));
        }
        if self.scope.has(&key, 1) {
            return Err(format!("`{key}` has components: write its index"));
        }
        match key.as_str() {
            "e" if !self.scope.declares("e") => Ok(Tree::Constant(std::f64::consts::E)),
            "π" if !self.scope.declares("π") => Ok(Tree::Constant(std::f64::consts::PI)),
            _ if self.deriving => Ok(Tree::Symbol(key, Vec::new())),
            _ => {
                if self.condition && !self.free.contains(&key) {
                    self.free.push(key.clone());
                }
                self.pending.push(key.clone());
                Ok(Tree::Index(key))
            }
        }
    }

    /// The indices in a subscript.
    fn indices(&mut self, key: &str, below: &[Node]) -> Result<Vec<Tree>, String> {
        let parts: Vec<&[Node]> = below.split(|node| node.sign() == Some(",")).collect();
        let each: Vec<&[Node]> = below.chunks(1).collect();
        let atoms = |node: &Node| !matches!(node, Node::Sign(_));
        let parts = if parts.len() > 1 {
            parts
        } else if below.len() > 1 && below.iter().all(atoms) && self.scope.has(key, below.len()) {
            each
        } else {
            parts
        };
        let depth = parts.len();
        if !self.scope.has(key, depth) && !self.deriving {
            if depth == 1 && key == "e" {
                return Err("e is a number and has no index".to_owned());
            }
            return Err(if self.scope.has(key, 0) {
                format!("`{key}` is a number and has no index")
            } else if self.scope.declares(key) {
                format!("`{key}` with so many indices is not drawn: bind it by `let` in the title")
            } else {
                undeclared(key)
            });
        }
        let vector = std::mem::replace(&mut self.vector, false);
        let mut indices = Vec::new();
        for (place, part) in parts.into_iter().enumerate() {
            let along = (key.to_owned(), depth, place);
            indices.push(self.index(part, along)?);
        }
        self.vector = vector;
        Ok(indices)
    }

    fn index(&mut self, part: &[Node], along: Along) -> Result<Tree, String> {
        if let [single] = part
            && let Some(key) = letter(single)
        {
            let bound = self.bound.contains(&key);
            if bound || !self.scope.has(&key, 0) {
                if !bound && self.scope.values(&key) {
                    return Err(format!("`{key}` is a symbol, and no index"));
                }
                if !bound && !self.free.contains(&key) {
                    self.free.push(key.clone());
                }
                self.all_uses.push((key.clone(), along.clone()));
                self.uses.push((key.clone(), along));
                return Ok(Tree::Index(key));
            }
        }
        self.whole(part)
    }

    /// Takes out the uses of an index that came after so many others.
    fn taken(&mut self, index: &str, before: usize) -> Vec<Along> {
        let mut taken = Vec::new();
        let mut place = 0;
        self.uses.retain(|(used, along)| {
            place += 1;
            let is_taken = place > before && used == index;
            if is_taken {
                taken.push(along.clone());
            }
            !is_taken
        });
        taken
    }

    /// Reads a notation's arguments.
    fn call(&mut self, key: &str, cursor: &mut Cursor<'_>) -> Result<Tree, String> {
        cursor.at += 1;
        let mut separators = Vec::new();
        let mut level = 0_usize;
        for node in &cursor.line[cursor.at..] {
            let Some((sign, ..)) = ending(node) else {
                continue;
            };
            match sign {
                "(" | "[" | "{" => level += 1,
                ")" if level == 0 => break,
                ")" | "]" | "}" => level = level.saturating_sub(1),
                sign if level == 0 && is_separator(sign) => separators.push(sign),
                _ => {}
            }
        }
        let table = self.scope.table;
        let named = |separators: &[&str]| {
            let id = identity(key, separators);
            table.notations.iter().find(|notation| notation.id == id)
        };
        // Bars around a number are no separators.
        let plain: Vec<&str> = separators
            .iter()
            .copied()
            .filter(|sign| *sign == ",")
            .collect();
        let Some(notation) = named(&separators).or_else(|| named(&plain)) else {
            return Err(format!(
                "`{}` is not declared as a notation",
                identity(key, &separators)
                    .replace('(', "(…")
                    .replace([',', '‖', '|'], "$0 …")
            ));
        };
        let mut arguments = Vec::new();
        let vector = self.vector;
        let bars = std::mem::replace(&mut self.bars, usize::from(plain.len() != separators.len()));
        for (place, (_, depth)) in notation.parameters.iter().enumerate() {
            if place > 0 {
                match cursor.next().and_then(Node::sign) {
                    Some(sign) if is_separator(sign) => {}
                    _ => return Err(format!("an argument of `{key}` cannot be read")),
                }
            }
            let before = self.uses.len();
            self.vector = *depth == 1;
            let argument = self.sum(cursor)?;
            let along = self.taken(COMPONENT, before);
            arguments.push(match depth {
                0 => argument,
                1 if along.is_empty() => {
                    return Err(format!("an argument of `{key}` is no vector"));
                }
                1 => Tree::Vector {
                    along,
                    body: Box::new(argument),
                },
                _ => return Err(format!("`{key}` takes a matrix: write it by components")),
            });
        }
        self.vector = vector;
        self.bars = bars;
        self.close(")", Tree::Call(notation.id.clone(), arguments), cursor)
    }

    /// Reads the argument of a function that stands before it, and the function's power.
    fn function(
        &mut self,
        word: &str,
        below: &[Node],
        above: &[Node],
        cursor: &mut Cursor<'_>,
    ) -> Result<Tree, String> {
        let next = cursor.peek();
        let argument =
            if next.is_some_and(|node| operator(node).is_some() || function_word(node).is_some()) {
                self.factor(cursor)?
            } else {
                self.primary(cursor)?
            };
        let argument = Box::new(argument);
        let value = match Function::named(word) {
            Some(function) if below.is_empty() => Tree::Apply(function, argument),
            None if !below.is_empty() => {
                let base = Box::new(self.whole(below)?);
                let ln = |of| Box::new(Tree::Apply(Function::Ln, of));
                Tree::Quotient(ln(argument), ln(base))
            }
            None => return Err("log needs its base: ln, or log with a subscript".to_owned()),
            Some(_) => return Err(format!("{word} cannot carry an index")),
        };
        self.power(value, above)
    }

    /// Reads a list of values in brackets, of which one is meant.
    fn extreme(&mut self, greatest: bool, cursor: &mut Cursor<'_>) -> Result<Tree, String> {
        let close = match cursor.next().and_then(Node::sign) {
            Some(open @ ("(" | "[" | "{")) => closing(open).unwrap_or_default(),
            _ => return Err("max and min take a list in brackets, or an index below".to_owned()),
        };
        let mut of = vec![self.sum(cursor)?];
        while cursor.sign() == Some(",") {
            cursor.at += 1;
            of.push(self.sum(cursor)?);
        }
        if of.len() < 2 {
            return Err("max and min choose among two values at least".to_owned());
        }
        self.close(close, Tree::Extreme { greatest, of }, cursor)
    }

    /// Reads an operator over an index, which reaches to the next + or − of its level.
    fn over(
        &mut self,
        operator: Operator,
        below: &[Node],
        above: &[Node],
        cursor: &mut Cursor<'_>,
    ) -> Result<Tree, String> {
        if matches!(cursor.sign(), Some("+" | "−" | "-" | "±" | "∓")) {
            return Err(
                "a sign right after a sum: write it before the sum, or use brackets".to_owned(),
            );
        }
        if below.is_empty() {
            return self.over_the_only_index(operator, above, cursor);
        }
        if below.iter().any(|node| node.sign() == Some("∈")) {
            return Err(
                "∈ cannot be read below a sum: write the index alone, or its bounds".to_owned(),
            );
        }
        if let [Node::Name(index), Node::Sign(sign), first @ ..] = below
            && sign == "="
        {
            if above.is_empty() {
                return Err(format!("how far {index} runs is missing above the sum"));
            }
            let bounds = Some((self.whole(first)?, self.whole(above)?));
            return self.over_indices(operator, std::slice::from_ref(index), bounds, &[], cursor);
        }
        if !above.is_empty() {
            return Err("where the index begins is missing below the sum".to_owned());
        }
        let parts: Vec<&[Node]> = below.split(|node| node.sign() == Some(",")).collect();
        let mut indices: Vec<Key> = Vec::new();
        for part in &parts {
            let names: Vec<Key> = part
                .iter()
                .filter_map(|node| match node {
                    Node::Name(name) => Some(name.clone()),
                    _ => None,
                })
                .collect();
            let fresh = |name: &&Key| !self.scope.values(name) && !self.bound.contains(name);
            // Of j ≠ i the first is the index, of i < j both are.
            let ordered = part
                .iter()
                .any(|node| matches!(node.sign(), Some("<" | ">" | "≤" | "≥")));
            let most = if ordered { names.len() } else { 1 };
            let first = names.iter().take(most);
            let mut new: Vec<Key> = first.filter(fresh).cloned().collect();
            if new.is_empty() && indices.is_empty() {
                new.extend(names.first().cloned());
            }
            for name in new {
                if !indices.contains(&name) {
                    indices.push(name);
                }
            }
        }
        if indices.is_empty() {
            return Err("below a sum stands its index".to_owned());
        }
        self.over_indices(operator, &indices, None, &parts, cursor)
    }

    /// `Σ xᵢ`, where only one letter can be the index.
    fn over_the_only_index(
        &mut self,
        operator: Operator,
        above: &[Node],
        cursor: &mut Cursor<'_>,
    ) -> Result<Tree, String> {
        if !above.is_empty() {
            return Err("where the index begins is missing below the sum".to_owned());
        }
        let free = std::mem::take(&mut self.free);
        let before = self.uses.len();
        let body = self.product(cursor);
        let mut found = std::mem::replace(&mut self.free, free);
        let body = body?;
        let (Some(index), None) = (found.pop(), found.pop()) else {
            return Err("below a sum stands its index".to_owned());
        };
        let along = self.taken(&index, before);
        Ok(Tree::Over(Box::new(Over {
            operator,
            index,
            bounds: None,
            along,
            conditions: Vec::new(),
            body,
        })))
    }

    fn over_indices(
        &mut self,
        operator: Operator,
        indices: &[Key],
        bounds: Option<(Tree, Tree)>,
        conditions: &[&[Node]],
        cursor: &mut Cursor<'_>,
    ) -> Result<Tree, String> {
        if let Some(twice) = indices.iter().find(|index| self.bound.contains(index)) {
            return Err(format!("{twice} already runs in the sum around this one"));
        }
        let before = self.uses.len();
        self.bound.extend(indices.iter().cloned());
        let mut read = Vec::new();
        for part in conditions.iter().filter(|part| part.len() > 1) {
            read.extend(self.relations(part)?);
        }
        let mut tree = self.product(cursor)?;
        self.bound.truncate(self.bound.len() - indices.len());
        let mut conditions = Some(read);
        let mut bounds = bounds;
        for index in indices.iter().rev() {
            tree = Tree::Over(Box::new(Over {
                operator,
                index: index.clone(),
                bounds: bounds.take(),
                along: self.taken(index, before),
                conditions: conditions.take().unwrap_or_default(),
                body: tree,
            }));
        }
        Ok(tree)
    }

    fn relations(&mut self, line: &[Node]) -> Result<Vec<Relation>, String> {
        let mut all = Vec::new();
        for part in line.split(|node| node.sign() == Some(",")) {
            let mut cursor = Cursor { line: part, at: 0 };
            let before = std::mem::replace(&mut self.condition, true);
            let (members, comparisons) = self.members(&mut cursor)?;
            self.condition = before;
            for pair in members.windows(2) {
                if let [Tree::Index(one), Tree::Index(other)] = pair {
                    self.pairs.push((one.clone(), other.clone()));
                }
            }
            if cursor.peek().is_some() || comparisons.is_empty() {
                return Err("a condition is a relation, such as i = c".to_owned());
            }
            let pairs = members.windows(2).zip(&comparisons);
            all.extend(
                pairs.map(|(pair, comparison)| (pair[0].clone(), *comparison, pair[1].clone())),
            );
        }
        Ok(all)
    }

    /// `𝟙[i = c]`, or with the condition below it.
    fn indicator(&mut self, below: &[Node], cursor: &mut Cursor<'_>) -> Result<Tree, String> {
        if !below.is_empty() {
            return Ok(Tree::Indicator(self.relations(below)?));
        }
        let close = cursor.next().and_then(Node::sign).and_then(closing);
        let close = close.ok_or("an indicator is written 𝟙[…], with a condition")?;
        let rest = &cursor.line[cursor.at..];
        let end = rest.iter().position(|node| node.sign() == Some(close));
        let end = end.ok_or_else(|| format!("`{close}` is missing"))?;
        let relations = self.relations(&rest[..end])?;
        cursor.at += end + 1;
        Ok(Tree::Indicator(relations))
    }

    fn cases(&mut self, rows: &[Vec<Line>]) -> Result<Tree, String> {
        let mut cases = Vec::new();
        for row in rows {
            let [value, condition] = &**row else {
                return Err("a case is a value and its condition".to_owned());
            };
            let said: Line = condition
                .iter()
                .filter(|node| !matches!(node, Node::Words(word) if matches!(word.as_str(), "if" | "for" | "otherwise" | "else")))
                .cloned()
                .collect();
            let conditions = if said.is_empty() {
                Vec::new()
            } else {
                self.relations(unpunctuated(&said))?
            };
            cases.push((self.whole(unpunctuated(value))?, conditions));
        }
        Ok(Tree::Cases(cases))
    }

    /// The variable of `∂/∂x`, if that is what a fraction is.
    fn differential<'n>(&self, top: &[Node], bottom: &'n [Node]) -> Option<&'n Node> {
        let [Node::Name(above), ..] = top else {
            return None;
        };
        let [Node::Name(below), variable] = bottom else {
            return None;
        };
        let is_d = above == "∂" || above == "d" && !self.scope.declares("d");
        (is_d && above == below).then_some(variable)
    }

    /// The symbol that a derivative moves.
    fn variable(&mut self, node: &Node) -> Result<(Key, Vec<Tree>), String> {
        let (base, below, above): (&Node, &[Node], &[Node]) = match node {
            Node::Script { base, below, above } => (base, below, above),
            other => (other, &[], &[]),
        };
        let refused = || format!("{} is no symbol to differentiate by", spelled(node));
        let key = label(base, &[], above).ok_or_else(refused)?;
        if let Some(labelled) = label(base, below, above)
            && self.scope.has(&labelled, 0)
        {
            return Ok((labelled, Vec::new()));
        }
        if below.is_empty() {
            return match self.bare(key)? {
                Tree::Symbol(key, _) => Ok((key, Vec::new())),
                _ => Err(refused()),
            };
        }
        let at = self.indices(&key, below)?;
        Ok((key, at))
    }
}

/// Bars that close may look different from those that open.
fn closing_is(sign: &str, close: &str) -> bool {
    sign == close || close == "‖" && sign == "∥"
}

fn product_of(mut factors: Vec<Tree>) -> Tree {
    if factors.len() == 1 {
        factors.remove(0)
    } else {
        Tree::Product(factors)
    }
}
