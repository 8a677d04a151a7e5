//! Expressions: Rust, in the title of a link, and of few forms.
//!
//! Names, calls, methods, fields, indices, tuples, arrays, references, `?`, arithmetic between named things, and a
//! block whose `let`s name a step. What is not needed to name a number is refused, and with it every disguise of one:
//! closures, casts, macros, conditions, loops, comparisons, shifts, items.

use std::collections::HashMap;

use syn::{
    Block, Expr, ExprCall, ExprMethodCall, GenericArgument, Lit, Member, Pat, PathArguments, Stmt,
    UnOp,
};

use prosetest::{Fault, Rule};

use super::{literal, nothing_named};

pub(super) static RULE: Rule = Rule::marked("P020", "expression");

/// A longer expression, or one nested more deeply, is refused: the parser recurses.
const LONGEST: usize = 400;

/// The rule that an expression breaks, what is wrong with it, and the remedy.
type Refusal = (&'static Rule, Fault);

type Judged = Result<Meaning, Refusal>;

/// What an expression, or a part of one, comes to.
#[derive(Clone)]
struct Meaning {
    /// Whether an item that is not of the standard library has a part in it.
    named: bool,
    /// The same for two parts that are written alike.
    key: String,
}

type Scope = HashMap<String, Meaning>;

/// Why an expression cannot stand, if it cannot.
pub(super) fn fault(expression: &str) -> Option<Refusal> {
    judge(expression).err()
}

/// Why the title of a formula cannot stand, if it cannot.
///
/// It may have any form: on many draws it is held to a formula that was written without it.
pub(super) fn fault_of_title(expression: &str) -> Option<Refusal> {
    parsed(expression).err()
}

/// In a key: where the types between angle brackets begin and end.
const TYPES: char = '\u{3}';
const END: char = '\u{4}';

const IN_THE_CRATE: &str =
    "name a function of the crate that computes the number, and its givens as constants";

/// Rust of a length that the parser can take.
fn parsed(expression: &str) -> Result<Expr, Refusal> {
    if expression.len() > LONGEST {
        let message = format!("the expression is longer than {LONGEST} bytes");
        return refuse(
            message,
            "make it a documented function of the crate, and call that",
        );
    }
    if expression.contains("//") || expression.contains("/*") {
        let help = "say it in the text, or in the documentation of the function";
        return refuse("an expression holds no comment".to_owned(), help);
    }
    let parsed = syn::parse_str::<Expr>(expression);
    parsed.or_else(|error| refuse(format!("the expression is not Rust: {error}"), IN_THE_CRATE))
}

fn judge(expression: &str) -> Result<(), Refusal> {
    let parsed = parsed(expression)?;
    meaning(&parsed, &Scope::new())?;
    if yields_named(&parsed, &Scope::new())? {
        return Ok(());
    }
    let fault = Fault::new("this names nothing of the book", IN_THE_CRATE);
    Err((&nothing_named::RULE, fault))
}

fn refuse<T>(message: String, help: &'static str) -> Result<T, Refusal> {
    Err((&RULE, Fault::new(message, help)))
}

fn refuse_form<T>(what: &str) -> Result<T, Refusal> {
    let help = "make it a documented function of the crate, and call that";
    refuse(format!("{what} has no place in an expression"), help)
}

fn refuse_literal<T>() -> Result<T, Refusal> {
    let help = "name the given: a documented constant that the text and the code share";
    Err((&literal::RULE, Fault::new("a literal proves nothing", help)))
}

/// Whether each number that an expression yields has an item of the book in it.
fn yields_named(expression: &Expr, scope: &Scope) -> Result<bool, Refusal> {
    let all = |parts: &mut dyn Iterator<Item = &Expr>| {
        for part in parts {
            if !yields_named(part, scope)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    match expression {
        Expr::Tuple(tuple) => all(&mut tuple.elems.iter()),
        Expr::Array(array) => all(&mut array.elems.iter()),
        Expr::Paren(paren) => yields_named(&paren.expr, scope),
        Expr::Group(group) => yields_named(&group.expr, scope),
        Expr::Reference(reference) => yields_named(&reference.expr, scope),
        Expr::Block(block) => {
            let (scope, last) = statements(&block.block, scope)?;
            yields_named(last, &scope)
        }
        other => Ok(meaning(other, scope)?.named),
    }
}

/// What an expression comes to, if all its forms may stand.
fn meaning(expression: &Expr, scope: &Scope) -> Judged {
    if has_attributes(expression) {
        return refuse_form("an attribute");
    }
    match expression {
        Expr::Path(path) => {
            if path.qself.is_some() {
                return refuse_form("a qualified type");
            }
            path_meaning(&path.path, scope)
        }
        Expr::Paren(paren) => meaning(&paren.expr, scope),
        Expr::Group(group) => meaning(&group.expr, scope),
        Expr::Try(tried) => wrapped("?", &tried.expr, scope),
        Expr::Reference(reference) if reference.mutability.is_none() => {
            meaning(&reference.expr, scope)
        }
        Expr::Unary(unary) => match unary.op {
            UnOp::Neg(_) => wrapped("-", &unary.expr, scope),
            UnOp::Deref(_) => meaning(&unary.expr, scope),
            _ => refuse_form("`!`"),
        },
        Expr::Binary(binary) => arithmetic(binary, scope),
        Expr::Call(call) => call_meaning(call, scope),
        Expr::MethodCall(call) => method_meaning(call, scope),
        Expr::Field(field) => {
            let member = match &field.member {
                Member::Named(name) => name.to_string(),
                Member::Unnamed(index) => index.index.to_string(),
            };
            part_of(meaning(&field.base, scope)?, &format!(".{member}"))
        }
        Expr::Index(index) => {
            let base = meaning(&index.expr, scope)?;
            part_of(base, &format!("[{}]", place(&index.index, scope)?))
        }
        Expr::Tuple(tuple) => joined(nothing(), "(", tuple.elems.iter(), scope, false),
        Expr::Array(array) => joined(nothing(), "[", array.elems.iter(), scope, false),
        Expr::Repeat(repeat) => {
            let parts = [&*repeat.expr, &*repeat.len].into_iter();
            joined(nothing(), "[;", parts, scope, false)
        }
        Expr::Block(block) if block.label.is_none() => {
            let (scope, last) = statements(&block.block, scope)?;
            meaning(last, &scope)
        }
        Expr::Lit(_) => refuse_literal(),
        Expr::Closure(_) => refuse_form("a closure"),
        Expr::Cast(_) => refuse_form("a cast"),
        Expr::Macro(_) => refuse_form("a macro"),
        Expr::Range(_) => refuse_form("a range that is no index"),
        Expr::If(_) | Expr::Match(_) => refuse_form("a condition"),
        Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => refuse_form("a loop"),
        Expr::Let(_) | Expr::Assign(_) => refuse_form("an assignment"),
        _ => refuse_form("this form of Rust"),
    }
}

fn call_meaning(call: &ExprCall, scope: &Scope) -> Judged {
    let Expr::Path(function) = &*call.func else {
        return refuse_form("a call of what is no name");
    };
    let callee = meaning(&call.func, scope)?;
    let last = function.path.segments.last();
    let last = last.map(|segment| segment.ident.to_string());
    let is_function = last.is_some_and(|name| name.starts_with(|ch: char| ch.is_lowercase()));
    let of_the_book = is_function && callee.named;
    joined(callee, "(", call.args.iter(), scope, of_the_book)
}

fn method_meaning(call: &ExprMethodCall, scope: &Scope) -> Judged {
    if call.method == "parse" {
        return refuse_form("`parse`");
    }
    if let Some(generics) = &call.turbofish {
        types_only(generics)?;
    }
    let receiver = meaning(&call.receiver, scope)?;
    let generics = call.turbofish.as_ref().map(generic_key);
    let mark = format!(".{}{}(", call.method, generics.unwrap_or_default());
    joined(receiver, &mark, call.args.iter(), scope, false)
}

/// A field or a component of what has this meaning.
fn part_of(base: Meaning, part: &str) -> Judged {
    Ok(Meaning {
        key: format!("{}{part}", base.key),
        ..base
    })
}

fn nothing() -> Meaning {
    Meaning {
        named: false,
        key: String::new(),
    }
}

fn wrapped(mark: &str, inner: &Expr, scope: &Scope) -> Judged {
    let inner = meaning(inner, scope)?;
    // A value and what `?` takes it out of are the same number.
    let key = if mark == "?" {
        inner.key
    } else {
        format!("{mark}{}", inner.key)
    };
    Ok(Meaning { key, ..inner })
}

fn path_meaning(path: &syn::Path, scope: &Scope) -> Judged {
    for segment in &path.segments {
        match &segment.arguments {
            PathArguments::None => {}
            PathArguments::AngleBracketed(generics) => types_only(generics)?,
            PathArguments::Parenthesized(_) => return refuse_form("a type of functions"),
        }
    }
    let names: Vec<String> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    if let [name] = &names[..]
        && let Some(bound) = scope.get(name)
    {
        return Ok(bound.clone());
    }
    let keys = path
        .segments
        .iter()
        .map(|segment| match &segment.arguments {
            PathArguments::AngleBracketed(generics) => {
                format!("{}{}", segment.ident, generic_key(generics))
            }
            _ => segment.ident.to_string(),
        });
    Ok(Meaning {
        named: !nothing_named::is_standard(path),
        key: keys.collect::<Vec<_>>().join("::"),
    })
}

/// The types between angle brackets, as they are written: two calls with other types are two calls.
fn generic_key(generics: &syn::AngleBracketedGenericArguments) -> String {
    let (open, close) = (generics.lt_token.span, generics.gt_token.span);
    let text = open.join(close).and_then(|whole| whole.source_text());
    let text = text.unwrap_or_default();
    format!(
        "{TYPES}{}{END}",
        text.split_whitespace().collect::<String>()
    )
}

/// Whether two parts are written alike; the types of a call may be left out.
fn alike(one: &str, other: &str) -> bool {
    let apart = |key: &str| -> (String, Vec<String>) {
        let mut parts = key.split(TYPES);
        let mut bare = parts.next().unwrap_or_default().to_owned();
        let types = parts.map(|part| {
            let (types, rest) = part.split_once(END).unwrap_or((part, ""));
            bare.push_str(rest);
            types.to_owned()
        });
        let types = types.collect();
        (bare, types)
    };
    let ((one, types), (other, others)) = (apart(one), apart(other));
    one == other && (types.len() != others.len() || types == others)
}

/// Generic arguments may be types, and no values.
fn types_only(generics: &syn::AngleBracketedGenericArguments) -> Result<(), Refusal> {
    fn is_plain(of: &syn::Type) -> bool {
        match of {
            syn::Type::Infer(_) => true,
            syn::Type::Path(path) => {
                let own = path.qself.as_ref().is_none_or(|of| is_plain(&of.ty));
                own && path
                    .path
                    .segments
                    .iter()
                    .all(|segment| match &segment.arguments {
                        PathArguments::None => true,
                        PathArguments::AngleBracketed(generics) => {
                            generics.args.iter().all(is_type)
                        }
                        PathArguments::Parenthesized(_) => false,
                    })
            }
            syn::Type::Reference(to) => is_plain(&to.elem),
            syn::Type::Ptr(to) => is_plain(&to.elem),
            syn::Type::Slice(many) => is_plain(&many.elem),
            syn::Type::Tuple(parts) => parts.elems.iter().all(is_plain),
            // The length of an array is a value.
            _ => false,
        }
    }
    fn is_type(argument: &GenericArgument) -> bool {
        match argument {
            GenericArgument::Type(of) => is_plain(of),
            GenericArgument::Lifetime(_) => true,
            _ => false,
        }
    }
    if generics.args.iter().all(is_type) {
        Ok(())
    } else {
        refuse_literal()
    }
}

/// Several parts, after what they are given to; literals among them only say which one is meant.
fn joined<'e>(
    first: Meaning,
    mark: &str,
    parts: impl Iterator<Item = &'e Expr>,
    scope: &Scope,
    may_be_literal: bool,
) -> Judged {
    let mut whole = Meaning {
        named: first.named,
        key: first.key + mark,
    };
    for part in parts {
        let part = match part {
            Expr::Lit(given) if may_be_literal && literal::is_argument(&given.lit) => Meaning {
                named: false,
                key: which(&given.lit),
            },
            other => meaning(other, scope)?,
        };
        whole.named |= part.named;
        if !whole.key.ends_with(['(', '[', ';']) {
            whole.key.push(',');
        }
        whole.key += &part.key;
    }
    whole.key.push(if mark.ends_with('(') { ')' } else { ']' });
    Ok(whole)
}

fn which(literal: &Lit) -> String {
    match literal {
        Lit::Int(index) => index.base10_digits().to_owned(),
        Lit::Str(key) => key.value(),
        _ => String::new(),
    }
}

/// An index, or a range of them.
fn place(index: &Expr, scope: &Scope) -> Result<String, Refusal> {
    match index {
        Expr::Lit(syn::ExprLit {
            lit: Lit::Int(index),
            ..
        }) => Ok(index.base10_digits().to_owned()),
        Expr::Range(range) => {
            let end = |end: &Option<Box<Expr>>| {
                end.as_ref()
                    .map_or(Ok(String::new()), |end| place(end, scope))
            };
            Ok(format!("{}..{}", end(&range.start)?, end(&range.end)?))
        }
        Expr::Binary(binary) if matches!(binary.op, syn::BinOp::Add(_) | syn::BinOp::Sub(_)) => {
            let (left, right) = (place(&binary.left, scope)?, place(&binary.right, scope)?);
            let mark = if matches!(binary.op, syn::BinOp::Add(_)) {
                '+'
            } else {
                '-'
            };
            Ok(format!("{left}{mark}{right}"))
        }
        other => Ok(meaning(other, scope)?.key),
    }
}

/// The names that a block's statements give, and its last expression.
fn statements<'b>(block: &'b Block, scope: &Scope) -> Result<(Scope, &'b Expr), Refusal> {
    let mut scope = scope.clone();
    let Some((Stmt::Expr(last, None), steps)) = block.stmts.split_last() else {
        return refuse(
            "the expression yields no value".to_owned(),
            "end the block with an expression",
        );
    };
    for step in steps {
        let Stmt::Local(local) = step else {
            return refuse_form("a statement that is no `let`");
        };
        let pattern = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            other => other,
        };
        let (Pat::Ident(name), Some(value)) = (pattern, &local.init) else {
            return refuse_form("a pattern");
        };
        let plain = name.by_ref.is_none()
            && name.subpat.is_none()
            && value.diverge.is_none()
            && local.attrs.is_empty();
        let name = name.ident.to_string();
        if !plain || scope.contains_key(&name) || !name.starts_with(|ch: char| ch.is_lowercase()) {
            return refuse_form("a `let` that hides another name");
        }
        let value = meaning(&value.expr, &scope)?;
        scope.insert(name, value);
    }
    Ok((scope, last))
}

/// A sum or product of named things, in which nothing is taken from itself or divided by itself.
fn arithmetic(binary: &syn::ExprBinary, scope: &Scope) -> Judged {
    use syn::BinOp::{Add, Div, Mul, Sub};
    let (left, right) = (
        meaning(&binary.left, scope)?,
        meaning(&binary.right, scope)?,
    );
    let mark = match binary.op {
        Add(_) => '+',
        Sub(_) => '-',
        Mul(_) => '*',
        Div(_) => '/',
        _ => return refuse_form("an operator other than + − * /"),
    };
    let (mut mine, theirs) = (terms(&left.key, mark), terms(&right.key, mark));
    for (sign, term) in theirs {
        let sign = match (mark, sign) {
            ('+' | '*', sign) => sign,
            ('-', '+') => '-',
            ('/', '*') => '/',
            ('-', _) => '+',
            (_, _) => '*',
        };
        let opposite = match sign {
            '+' => '-',
            '-' => '+',
            '*' => '/',
            _ => '*',
        };
        if mine
            .iter()
            .any(|(other, known)| *other == opposite && alike(known, &term))
        {
            let term = written(&term);
            let message = format!("{term} {sign} {term} proves nothing");
            return refuse(
                message,
                "let the expression hold only what the number comes from",
            );
        }
        mine.push((sign, term));
    }
    let key = mine
        .iter()
        .map(|(sign, term)| format!("\u{1}{sign}{term}\u{2}"))
        .collect();
    Ok(Meaning {
        named: left.named || right.named,
        key,
    })
}

/// A key as it may be shown.
fn written(key: &str) -> String {
    let key = key.replace(TYPES, "::").replace(END, "");
    key.replace(['\u{1}', '\u{2}'], "")
}

/// The terms of a sum or the factors of a product, with their signs.
fn terms(key: &str, mark: char) -> Vec<(char, String)> {
    let family = |sign: char| matches!(sign, '+' | '-') == matches!(mark, '+' | '-');
    let plain = if matches!(mark, '+' | '-') { '+' } else { '*' };
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, ch) in key.char_indices() {
        match ch {
            '\u{1}' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            '\u{2}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let term = &key[start + 1..at];
                    let sign = term.chars().next().unwrap_or(plain);
                    found.push((sign, term[sign.len_utf8()..].to_owned()));
                }
            }
            _ => {}
        }
    }
    let is_chain = key.starts_with('\u{1}') && key.ends_with('\u{2}');
    if is_chain && !found.is_empty() && found.iter().all(|(sign, _)| family(*sign)) {
        return found;
    }
    if let Some(negative) = key.strip_prefix('-').filter(|_| plain == '+') {
        return vec![('-', negative.to_owned())];
    }
    vec![(plain, key.to_owned())]
}

fn has_attributes(expression: &Expr) -> bool {
    let attributes = match expression {
        Expr::Path(e) => &e.attrs,
        Expr::Paren(e) => &e.attrs,
        Expr::Call(e) => &e.attrs,
        Expr::MethodCall(e) => &e.attrs,
        Expr::Block(e) => &e.attrs,
        Expr::Lit(e) => &e.attrs,
        Expr::Tuple(e) => &e.attrs,
        Expr::Array(e) => &e.attrs,
        _ => return false,
    };
    !attributes.is_empty()
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn what_names_something_stands() {
        for expression in [
            "X",
            "surprisal(P)",
            "X[2]",
            "X[N - 1]",
            "(X, f(2)?)",
            "-X",
            "&X",
            "*X",
            "X.len()",
            "a::b::C[0].1",
            "f(&X, &Y)?.bits()",
            "X.iter().sum::<f64>()",
            "t::f::<f32>(ROWS)",
            "{ let y = f(); y }",
            "{ let y = f()?; let z = g(y); (y, z) }",
            "X - Y",
            "X * Y / Z",
            "f(X)? - f(Y)?",
            "f64::from(N) * P",
            "[X, Y]",
            "X[..2]",
            "P.powf(N)",
            "X.map(f)",
            "f(&[X[0], f64::NEG_INFINITY])",
            "2 * X".strip_prefix("2 * ").unwrap(),
            "X - Y - Z",
            "(X - Y) / X",
            "f::<A>() / f::<B>()",
            "a::f::<&A>(X) - a::f::<&B>(X)",
            "X.f::<A>() - X.f::<B>()",
        ] {
            assert!(
                fault(expression).is_none(),
                "{expression}: {}",
                fault(expression).map_or(String::new(), |(_, fault)| fault.message)
            );
        }
    }

    #[test]
    fn what_could_hide_a_number_is_refused() {
        for expression in [
            "X.map(|l| l)",
            "(|| X)()",
            "X as f64",
            "f as usize",
            "!X",
            "X % Y",
            "X << Y",
            "X ^ Y",
            "X == Y",
            "X < Y",
            "if X { Y } else { Z }",
            "match X { _ => Y }",
            "loop { break X }",
            "concat!(X)",
            "include_str!(X)",
            "line!()",
            "X.parse::<f64>()",
            "{ fn f() -> f64 { X } f() }",
            "{ const Y: f64 = X; Y }",
            "{ use a::b; b }",
            "{ X; Y }",
            "{ let X = Y; X }",
            "{ let y = X; let y = Z; y }",
            "{ let (a, b) = X; a }",
            "{ let _ = X; Y }",
            "{ let y = X else { return }; y }",
            "<f64>::max(X, Y)",
            "<X as T>::Y",
            "(X..Y).len()",
            "X = Y",
            "unsafe { X }",
            "async { X }",
            "X.await",
            "'a: { break 'a X }",
            "S { x: X }",
            "&mut X",
            "&raw const X",
            "f(X)(Y)",
            "X - X",
            "X / X",
            "X / X + X / X",
            "X - Y + Y - Z",
            "X * Y / X",
            "(X) - X",
            "f(X)? - f(X)?",
            "f(X)? - f(X)",
            "{ let y = X; X - y }",
            "-X + X",
            "X - (X - Y)",
            "X * (Y / X)",
            "Y + X - X",
            "f::<A>() / f::<A>()",
            "f::< A >(X) - f::<A>(X)",
            "f::<A>(X) - f(X)",
            "f(X) - f::<A>(X)",
            "a::<A>::f(X).g::<B>() / a::f(X).g::<B>()",
            "#[cfg(any())] X",
            "f(#[a] X)",
        ] {
            assert!(fault(expression).is_some(), "{expression}");
        }
    }

    #[test]
    fn what_proves_nothing_is_shown_as_it_was_written() {
        let message = |expression| fault(expression).map(|(_, fault)| fault.message);
        let told = message("f::<Vec<u8>>(X, 2)?.n() - f::<Vec<u8>>(X, 2)?.n()");
        let expected = "f::<Vec<u8>>(X,2).n() - f::<Vec<u8>>(X,2).n() proves nothing";
        assert_eq!(told.as_deref(), Some(expected));
    }

    #[test]
    fn what_is_not_one_expression_is_refused() {
        for expression in [
            " ",
            "f(",
            "} fn g() {",
            "x;",
            "x // y",
            "a b",
            "let x = 1",
            "\"",
            "(((((((",
        ] {
            assert!(fault(expression).is_some(), "{expression}");
        }
        assert!(fault(&"(".repeat(399)).is_some());
        assert!(fault(&"!".repeat(400)).is_some());
        assert!(fault(&"x".repeat(401)).is_some());
        assert!(fault(&format!("x{}", "?".repeat(399))).is_none());
    }
}
