//! Expressions: Rust, in the title of a link.

use syn::{Expr, ExprRepeat, Stmt};

/// A longer expression, or one nested more deeply, is refused: the parser recurses.
const LONGEST: usize = 400;

/// Why an expression cannot stand, if it cannot.
pub(crate) fn fault(expression: &str) -> Option<(String, &'static str)> {
    let in_the_crate =
        "name a function of the crate that computes the number, and its givens as constants";
    if expression.trim().is_empty() {
        return Some(("the expression is empty".to_owned(), in_the_crate));
    }
    if expression.len() > LONGEST {
        let message = format!("the expression is longer than {LONGEST} bytes");
        return Some((
            message,
            "make it a documented function of the crate, and call that",
        ));
    }
    if expression.contains("//") || expression.contains("/*") {
        let message = "an expression holds no comment".to_owned();
        return Some((
            message,
            "say it in the text, or in the documentation of the function",
        ));
    }
    match syn::parse_str::<Expr>(expression) {
        Err(error) => Some((format!("the expression is not Rust: {error}"), in_the_crate)),
        Ok(Expr::Let(_)) => Some((
            "the expression yields no value".to_owned(),
            "put statements into a block that ends with an expression",
        )),
        Ok(parsed) => yields_literal(&parsed).then(|| {
            let message = "a literal proves nothing".to_owned();
            (
                message,
                "name the given: a documented constant that the text and the code share",
            )
        }),
    }
}

/// Whether any element that an expression yields is made of literals alone.
fn yields_literal(expression: &Expr) -> bool {
    match expression {
        Expr::Tuple(tuple) => tuple.elems.iter().any(yields_literal),
        Expr::Array(array) => array.elems.iter().any(yields_literal),
        Expr::Repeat(ExprRepeat { expr, .. }) | Expr::Group(syn::ExprGroup { expr, .. }) => {
            yields_literal(expr)
        }
        Expr::Paren(paren) => yields_literal(&paren.expr),
        Expr::Reference(reference) => yields_literal(&reference.expr),
        Expr::Block(block) => {
            matches!(block.block.stmts.last(), Some(Stmt::Expr(last, None)) if yields_literal(last))
        }
        other => is_literal(other),
    }
}

/// Whether an expression is a literal, or arithmetic on literals.
fn is_literal(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) => true,
        Expr::Unary(unary) => is_literal(&unary.expr),
        Expr::Cast(cast) => is_literal(&cast.expr),
        Expr::Paren(paren) => is_literal(&paren.expr),
        Expr::Group(group) => is_literal(&group.expr),
        Expr::Binary(binary) => is_literal(&binary.left) && is_literal(&binary.right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn a_literal_proves_nothing_however_it_is_dressed() {
        for expression in [
            "0.357",
            "-0.357",
            "(0.357)",
            "(X, 0.357)",
            "[X, 1.0]",
            "{ 0.357 }",
            "&0.3",
            "1 as f64",
            "0.3 + 0.057",
            "[0.5; 3]",
            "true",
        ] {
            let (message, _) = fault(expression).unwrap();
            assert_eq!(message, "a literal proves nothing", "{expression}");
        }
    }

    #[test]
    fn what_names_something_stands() {
        for expression in [
            "X",
            "surprisal(0.7)",
            "X[2]",
            "(X, f(2)?)",
            "2.0 * X",
            "{ let y = f(); y }",
            "10_f64.ln()",
        ] {
            assert_eq!(fault(expression), None, "{expression}");
        }
    }

    #[test]
    fn what_is_not_one_expression_is_refused() {
        for expression in [
            "",
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
    }
}
