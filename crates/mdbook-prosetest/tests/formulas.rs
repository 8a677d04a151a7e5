//! Formulas that are evaluated: a small book of physics, money and statistics, with its own symbols and its own code.

use std::collections::HashMap;
use std::f64::consts::PI;

use mdbook_prosetest::rust::Rust;
use prosetest::{Answer, Code, Dimension, Input, Oracle, Page, Rules, Symbols, Unit, Units, Value};

const SYMBOLS: &str = r#"
[[symbol]]
tex = "m"
meaning = "a mass"
draw = { kind = "number", from = 0.0, to = 90.0 }

[[symbol]]
tex = "m_i"
name = "masses"
meaning = "the mass of a part"
draw = { kind = "number", from = 0.0, to = 90.0, over = ["n"] }

[[symbol]]
tex = "c"
name = "light"
meaning = "the speed of light"
draw = { kind = "number", from = 1.0, to = 400.0 }

[[symbol]]
tex = "n"
meaning = "how many there are"
draw = { kind = "integer", from = 1, to = 6 }

[[symbol]]
tex = "k"
meaning = "how many of them are chosen"
draw = { kind = "integer", from = 0, to = 6 }

[[symbol]]
tex = "h"
draw = { kind = "integer", from = 1, to = 4 }

[[symbol]]
tex = "x_i"
meaning = "a measurement"
draw = { kind = "number", from = -5.0, to = 5.0, over = ["n"] }

[[symbol]]
tex = "y_i"
meaning = "another"
draw = { kind = "number", from = -5.0, to = 5.0, over = ["n"] }

[[symbol]]
tex = "a"
draw = { kind = "number", from = 0.5, to = 4.0 }

[[symbol]]
tex = "b"
draw = { kind = "number", from = 9.0, to = 20.0 }

[[symbol]]
tex = "r"
meaning = "a rate of interest"
draw = { kind = "number", from = 0.0, to = 0.2 }

[[symbol]]
tex = "K_0"
name = "start"
meaning = "what is put in"
draw = { kind = "number", from = 1.0, to = 9000.0 }

[[symbol]]
tex = "t"
draw = { kind = "number", from = 0.0, to = 9.0 }

[[symbol]]
tex = '\omega'
name = "omega"
draw = { kind = "number", from = 0.1, to = 3.0 }

[[symbol]]
tex = '\bar x'
name = "mean"
meaning = "the mean of the measurements"

[[symbol]]
tex = "A_{ij}"
draw = { kind = "number", from = -2.0, to = 2.0, over = ["n", "h"] }

[[symbol]]
tex = "B_{ij}"
draw = { kind = "number", from = -2.0, to = 2.0, over = ["h", "n"] }

[[notation]]
tex = "f(t)"
of = ["t"]
code = "f(t)"

[[notation]]
tex = '\operatorname{Var}(x)'
of = ["x_i"]
code = "variance(&x)"

[[page.coins]]
tex = "r"
draw = { kind = "choice", of = [0.0, 0.5] }
"#;

type Function = fn(&[Input]) -> Vec<f64>;

fn number(input: &Input) -> f64 {
    match input {
        Input::Number(number) => *number,
        other => panic!("{other:?} is no number"),
    }
}

fn vector(input: &Input) -> &[f64] {
    match input {
        Input::Vector(vector) => vector,
        other => panic!("{other:?} is no vector"),
    }
}

fn matrix(input: &Input) -> &[Vec<f64>] {
    match input {
        Input::Matrix(rows) => rows,
        other => panic!("{other:?} is no matrix"),
    }
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

fn variance(x: &[f64]) -> f64 {
    let mean = mean(x);
    x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / x.len() as f64
}

/// What the code of the little book computes.
fn functions() -> HashMap<&'static str, Function> {
    let mut functions: HashMap<&'static str, Function> = HashMap::new();
    functions.insert("energy(m, light)", |x| {
        vec![number(&x[0]) * number(&x[1]).powi(2)]
    });
    functions.insert("masses.iter().sum()", |x| vec![vector(&x[0]).iter().sum()]);
    functions.insert("mean_of(&x)", |x| vec![mean(vector(&x[0]))]);
    functions.insert("variance(&x)", |x| vec![variance(vector(&x[0]))]);
    functions.insert("grown(start, r, n)", |x| {
        vec![number(&x[0]) * (1.0 + number(&x[1])).powf(number(&x[2]))]
    });
    functions.insert("roots(a, b, m)", |x| {
        let (a, b, c) = (number(&x[0]), number(&x[1]), number(&x[2]) / 90.0);
        let root = (b * b - 4.0 * a * c).sqrt();
        // The larger one without cancellation.
        let far = (-b - root) / (2.0 * a);
        vec![c / (a * far), far]
    });
    functions.insert("softmax(&x)", |x| {
        let top = vector(&x[0]).iter().copied().fold(f64::MIN, f64::max);
        let weights: Vec<f64> = vector(&x[0]).iter().map(|x| (x - top).exp()).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter().map(|weight| weight / sum).collect()
    });
    functions.insert("product(&A, &B)", |x| {
        let (a, b) = (matrix(&x[0]), matrix(&x[1]));
        let columns = b.first().map_or(0, Vec::len);
        let cell =
            |row: &Vec<f64>, column: usize| row.iter().zip(b).map(|(a, b)| a * b[column]).sum();
        a.iter()
            .flat_map(|row| (0..columns).map(move |column| cell(row, column)))
            .collect()
    });
    functions.insert("choose(n, k)", |x| {
        let (n, k) = (number(&x[0]) as u32, number(&x[1]) as u32);
        let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
        vec![if k > n {
            0.0
        } else {
            factorial(n) / factorial(k) / factorial(n - k)
        }]
    });
    functions.insert("factorial(n)", |x| {
        vec![(1..=number(&x[0]) as u32).map(f64::from).product()]
    });
    functions.insert("two_pi(t)", |x| vec![2.0 * PI * number(&x[0])]);
    functions.insert("exp(t)", |x| vec![number(&x[0]).exp()]);
    functions.insert("f(t)", |x| vec![number(&x[0]).sin()]);
    functions.insert("f_slope(t)", |x| vec![number(&x[0]).cos()]);
    functions.insert("swing(a, omega, t)", |x| {
        vec![number(&x[0]) * (number(&x[1]) * number(&x[2])).sin()]
    });
    functions.insert("swing_slope(a, omega, t)", |x| {
        vec![number(&x[0]) * number(&x[1]) * (number(&x[1]) * number(&x[2])).cos()]
    });
    functions.insert("length(&x)", |x| {
        vec![vector(&x[0]).iter().map(|x| x * x).sum::<f64>().sqrt()]
    });
    functions.insert("greatest(&x)", |x| {
        vec![vector(&x[0]).iter().copied().fold(f64::MIN, f64::max)]
    });
    functions.insert("ramp(t, a)", |x| {
        vec![(number(&x[0]) - number(&x[1])).max(0.0)]
    });
    functions.insert("pairs(&x)", |x| {
        let x = vector(&x[0]);
        vec![
            (0..x.len())
                .flat_map(|i| (i + 1..x.len()).map(move |j| x[i] * x[j]))
                .sum(),
        ]
    });
    functions.insert("others(&x)", |x| {
        let x = vector(&x[0]);
        let others = |i: usize| x.iter().enumerate().filter(move |(j, _)| *j != i);
        (0..x.len())
            .map(|i| others(i).map(|(_, x)| x).sum())
            .collect()
    });
    functions.insert("log_of(b, a)", |x| {
        vec![number(&x[0]).ln() / number(&x[1]).ln()]
    });
    functions.insert("cube_root(b)", |x| vec![number(&x[0]).cbrt()]);
    functions.insert("triangle(n)", |x| {
        vec![number(&x[0]) * (number(&x[0]) + 1.0) / 2.0]
    });
    functions.insert("side(b)", |x| vec![number(&x[0])]);
    functions.insert("side(b).metres()", |x| vec![number(&x[0])]);
    functions.insert("a", |x| vec![number(&x[0])]);
    functions.insert("r", |x| vec![number(&x[0])]);
    functions.insert("dot(&x, &y)", |x| {
        vec![
            vector(&x[0])
                .iter()
                .zip(vector(&x[1]))
                .map(|(x, y)| x * y)
                .sum(),
        ]
    });
    functions
}

struct Shelf(HashMap<&'static str, Function>);

impl Oracle for Shelf {
    fn evaluate(&self, code: &Code, inputs: &[Vec<Input>]) -> Vec<Answer> {
        // `{ let x = f(y); x }` is f(y) here, and what follows an unused binding is itself.
        let text = code.text.trim_matches(['{', '}', ' ']);
        let (binding, last) = text.rsplit_once("; ").unwrap_or(("", text));
        let bound = binding
            .strip_prefix("let ")
            .and_then(|binding| binding.split_once(" = "));
        let text = match bound {
            Some((name, value)) if name == last => value,
            _ => last,
        };
        let one = |inputs: &Vec<Input>| match self.0.get(text) {
            Some(function) => {
                Answer::Values(function(inputs).into_iter().map(Value::Number).collect())
            }
            None => Answer::Unknown,
        };
        inputs.iter().map(one).collect()
    }

    fn include(&self, path: &str) -> Result<(), String> {
        Err(format!("there is no {path}"))
    }
}

fn symbols() -> Symbols {
    toml::from_str(SYMBOLS).expect("the symbols of the little book are sound")
}

fn messages(markdown: &str) -> Vec<String> {
    let length = [
        Unit::new(&["metre", "metres"], 1.0),
        Unit::new(&["inch", "inches"], 0.0254),
    ];
    let units = Units::new([Dimension::new("length", length)]).expect("two units");
    let symbols = symbols();
    let page = Page::parse_under(
        "physics.md",
        markdown,
        &units,
        Rules::default().language(&Rust),
    )
    .with_symbols(&symbols);
    let checked = page.check(&Shelf(functions()));
    checked
        .diagnostics
        .into_iter()
        .map(|fault| fault.message)
        .collect()
}

/// A formula that is what its title says.
#[track_caller]
fn right(tex: &str, title: &str) {
    let found = messages(&format!("[$${tex}$$](~ \"{title}\")"));
    assert!(found.is_empty(), "{tex}\n{found:#?}");
}

/// A formula with one fault, which says this.
#[track_caller]
fn wrong(tex: &str, title: &str, what: &str) {
    let found = messages(&format!("[$${tex}$$](~ \"{title}\")"));
    assert!(
        found.len() == 1 && found[0].contains(what),
        "{tex}\n{found:#?}"
    );
}

#[test]
fn what_strangers_write_is_evaluated() {
    for (tex, title) in [
        (r"E = mc^2", "let E = energy(m, light); E"),
        (r"m c^2", "energy(m, light)"),
        (r"m c \cdot c", "energy(m, light)"),
        (r"m = \sum_i m_i", "let m = masses.iter().sum(); m"),
        (
            r"\bar{x} = \frac{1}{n}\sum x_i",
            "let mean = mean_of(&x); mean",
        ),
        (
            r"\bar x = \frac{\sum_{i=1}^n x_i}{n}.",
            "let mean = mean_of(&x); mean",
        ),
        (
            r"\operatorname{Var}(x) = \frac{1}{n} \sum_{i=1}^{n} (x_i - \bar{x})^2",
            "let mean = mean_of(&x); variance(&x)",
        ),
        (
            r"\frac1n \sum_i x_i^2 - \Bigl( \frac1n \sum_i x_i \Bigr)^2",
            "variance(&x)",
        ),
        (r"K_0 (1 + r)^n", "grown(start, r, n)"),
        (
            r"K_n = K_0 \left(1 + r\right)^n",
            "let K_n = grown(start, r, n); K_n",
        ),
        (
            r"\frac{-b \pm \sqrt{b^2 - 4 a \frac{m}{90}}}{2a}",
            "roots(a, b, m)",
        ),
        (
            r"z = \frac{-b \pm \sqrt{b^2 - 4 a m / 90}}{2a}",
            "let z = roots(a, b, m); z",
        ),
        (r"\frac{e^{x_i}}{\sum_j e^{x_j}}", "softmax(&x)"),
        (
            r"q_i = \frac{\exp(x_i)}{\sum_{i} \exp(x_i)}",
            "let q = softmax(&x); q",
        ),
        (r"\sum_{l=1}^h A_{il} B_{lj}", "product(&A, &B)"),
        (
            r"C_{ij} = \sum_l A_{i,l} B_{l,j}",
            "let C = product(&A, &B); C",
        ),
        (r"\binom{n}{k}", "choose(n, k)"),
        (r"\prod_{i=1}^{k} \frac{n + 1 - i}{i}", "choose(n, k)"),
        (r"n! = \prod_{i=1}^n i", "factorial(n)"),
        (r"a \sin(\omega t)", "swing(a, omega, t)"),
        (
            r"\frac{d}{dt} a \sin (\omega t) = a \omega \cos(\omega t)",
            "swing_slope(a, omega, t)",
        ),
        (r"\|x\| = \sqrt{\sum_i x_i^2}", "length(&x)"),
        (r"\lVert x \rVert", "length(&x)"),
        (r"\max_i x_i", "greatest(&x)"),
        (r"\max(0, t - a)", "ramp(t, a)"),
        (
            r"\begin{cases} t - a & \text{if } t > a \\ 0 & \text{otherwise} \end{cases}",
            "ramp(t, a)",
        ),
        (r"\frac{|t - a| + t - a}{2}", "ramp(t, a)"),
        (r"\sum_{1 \le i < j \le n} x_i x_j", "pairs(&x)"),
        (r"\sum_{i < j} x_i x_j", "pairs(&x)"),
        (r"\sum_{j \ne i} x_j", "others(&x)"),
        (r"\sum_j \mathbb{1}[j \ne i]\, x_j", "others(&x)"),
        (r"\log_a b = \frac{\ln b}{\ln a}", "log_of(b, a)"),
        (r"\sqrt[3]{b} = b^{1/3}", "cube_root(b)"),
        (r"\sum_{i=1}^n i = \frac{n (n + 1)}{2} \ge n", "triangle(n)"),
        (
            r"\begin{aligned} \sum_i x_i y_i &= x_1 y_1 + \sum_{i=2}^n x_i y_i \\ &= \sum_{i=1}^n y_i x_i \end{aligned}",
            "dot(&x, &y)",
        ),
    ] {
        right(tex, title);
    }
}

#[test]
fn what_is_false_is_refused_with_the_draw_that_shows_it() {
    wrong(
        r"E = mc^3",
        "let E = energy(m, light); E",
        "the right side is ",
    );
    wrong(
        r"\sum_{i=2}^n m_i",
        "masses.iter().sum()",
        "the formula is ",
    );
    wrong(
        r"\sum_{i=0}^n m_i",
        "masses.iter().sum()",
        "none is number 0",
    );
    wrong(
        r"\sum_{i=1}^{n+1} m_i",
        "masses.iter().sum()",
        "none is number",
    );
    wrong(
        r"\sum_{i=1}^n i > \frac{n (n - 1)}{2} = 0",
        "triangle(n)",
        "side 2 of the chain is 1 and side 3 of the chain 0",
    );
    wrong(
        r"\sum_{i=1}^n i > n",
        "triangle(n)",
        "the left side is 1 and the right side 1, so that > is false, for n = 1",
    );
    wrong(r"\sum_{j \ne i} x_i", "others(&x)", "nothing says how far");
    wrong(
        r"\frac{d}{dt} a \sin (\omega t) = a \cos(\omega t)",
        "swing_slope(a, omega, t)",
        "the right side is",
    );
    wrong(
        r"\frac{d}{d \omega} a \sin (\omega t) = a \omega \cos(\omega t)",
        "swing_slope(a, omega, t)",
        "the left side is",
    );
    wrong(
        r"\frac{-b \mp \sqrt{b^2 - 4 a m / 90}}{2a}",
        "roots(a, b, m)",
        "where roots(a, b, m) is",
    );
    wrong(
        r"\sum_l A_{il} B_{jl}",
        "product(&A, &B)",
        "where product(&A, &B) is",
    );
    wrong(r"\ln b", "log_of(b, a)", "the formula is 2.");
}

#[test]
fn what_nobody_declared_is_a_fault_and_no_new_name() {
    wrong(r"E = mc^2", "energy(m, light)", "`E` is not declared");
    wrong(r"\mu c^2", "energy(m, light)", "`μ` is not declared");
    wrong(
        r"\frac{\hat m}{c}",
        "energy(m, light)",
        "`m_hat` is not declared",
    );
    wrong(r"g(t)", "f(t)", "`g` is not declared");
    wrong(r"m_i", "energy(m, light)", "values where");
    wrong(r"x", "energy(m, light)", "`x` has components");
    wrong(
        r"c_i",
        "energy(m, light)",
        "`c` is a number and has no index",
    );
    wrong(r"f + 1", "f(t)", "`f` is a function");
    wrong(r"\bar x", "mean_of(&x)", "bind it by `let`");
    wrong(
        r"f'(t) = \cos t",
        "f_slope(t)",
        "no formula of the page says what f() is",
    );
}

#[test]
fn a_derivative_is_taken_of_the_pages_own_formula() {
    let page = |formula: &str| {
        format!("[$$f(t) = {formula}$$](~ \"f(t)\")\n\n[$$f'(t) = \\cos t$$](~ \"f_slope(t)\")")
    };
    assert_eq!(messages(&page(r"\sin t")), [""; 0]);
    let found = messages(&page(r"-\sin t"));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn what_can_be_read_in_two_ways_is_refused() {
    for (tex, why) in [
        (r"\ln p q", "ln takes one"),
        (r"\ln a b", "ln takes one"),
        (r"\sin \omega t", "sin takes one"),
        (r"a / b t", "two ways"),
        (r"a 2", "write · or ×"),
        (r"2 \frac{1}{3}", "write · or ×"),
        (r"\log b", "log needs its base"),
        (r"m^{(2)}", "a label and no power"),
        (r"\sum_i -x_i", "a sign right after a sum"),
        (r"\sum_i^n x_i", "where the index begins"),
        (r"\sum_i \sum_i x_i", "already runs"),
        (r"a \approx b", "≈ says nothing"),
        (r"a \propto b", "`∝`"),
        (r"\phantom{a} b", "mphantom"),
        (r"\color{white}{a} b", "coloured"),
        (r"\int_0^1 t", "∫"),
        (r"(a = b)", "a relation in brackets"),
        (r"a, b", "`,` cannot be read here"),
        (r"a +", "missing"),
        (r"(a", "`)` is missing"),
        (
            r"\begin{aligned} a &= b \\ b &= a \end{aligned}",
            "each row claims",
        ),
    ] {
        wrong(tex, "f(t)", why);
    }
}

#[test]
fn a_title_that_holds_a_formula_to_itself_is_refused() {
    for (tex, title, why) in [
        ("7", "7", "names no code"),
        ("7", "7.0", "the literal 7.0"),
        ("E = 42", "let E = 42.0; E", "the literal 42.0"),
        ("E = 42", "let E = 42; E", "no symbol has a part in `E`"),
        ("a = b", "let a = b; a", "`a` is only another name of `b`"),
        (
            "a = b",
            "let a = (&b).clone(); a",
            "`a` is only another name of `b`",
        ),
        ("a < 9", "a", "`a` is a symbol, and no code"),
        ("E < m", "let E = m - 1.0; E", "the literal 1.0"),
        (
            "E = f",
            "let f = f(t); let E = f; E",
            "`E` is only another name of `f`",
        ),
    ] {
        wrong(tex, title, why);
    }
}

#[test]
fn a_name_in_words_says_what_its_value_is() {
    right(
        r"\text{the side} = \sqrt{b^2}",
        "let the_side = side(b); the_side",
    );
    right(
        r"\text{side in metres} = \sqrt{b^2}",
        "let side_in_metres = side(b).metres(); side_in_metres",
    );
    for (words, value, why) in [
        ("side in inches", "side(b).metres()", "speaks of inches"),
        ("metres", "side(b)", "speaks of metres"),
        ("twice the side", "side(b)", "“twice”"),
        ("minus the side", "side(b)", "“minus”"),
        ("not the side", "side(b)", "“not”"),
    ] {
        let name = words.replace(' ', "_");
        let tex = format!(r"\text{{{words}}} = \sqrt{{b^2}}");
        wrong(&tex, &format!("let {name} = {value}; {name}"), why);
    }
}

#[test]
fn the_range_of_the_draws_bounds_nothing() {
    right(r"\sqrt{b^2} > 0", "side(b)");
    right(r"\sqrt{b^2} > b - 1", "side(b)");
    wrong(r"\sqrt{b^2} \ge 9", "side(b)", "9 bounds the draws");
    wrong(r"\sqrt{b^2} < 20 + 1", "side(b)", "21 bounds the draws");
    wrong(
        r"\sqrt{b^2} > \frac{3}{4}",
        "side(b)",
        "0.75 bounds the draws",
    );
}

#[test]
fn a_page_may_draw_a_symbol_otherwise() {
    let (units, symbols) = (Units::none(), symbols());
    let text = "[$$r (r - 1/2) = 0$$](~ \"none(r)\")";
    let mut functions = functions();
    functions.insert("none(r)", |_| vec![0.0]);
    let shelf = Shelf(functions);
    let found = |path: &str| {
        Page::parse_under(path, text, &units, Rules::default().language(&Rust))
            .with_symbols(&symbols)
            .check(&shelf)
            .diagnostics
            .len()
    };
    assert_eq!(found("coins.md"), 0);
    assert_eq!(found("physics.md"), 1);
}

#[test]
fn a_claim_in_a_formula_is_marked_or_exempt() {
    assert_eq!(
        messages("Here $m$, $m_i$ and $-\\ln a$ claim nothing."),
        [""; 0]
    );
    assert_eq!(
        messages("Here $a = b$."),
        ["this formula claims something, and nothing evaluates it"]
    );
    assert_eq!(messages(r#"Here [$a = b$](- "a name is given")."#), [""; 0]);
    assert_eq!(
        messages(r#"Here [$a = \ln b$](- "no idea")."#),
        ["a formula with a logarithm, a sum or an index is evaluated, not exempted"]
    );
}

#[test]
fn constants_stay_what_they_are_in_a_derivative() {
    right(r"\frac{d}{dt} (\pi t^2)", "two_pi(t)");
    right(r"\frac{d}{dt} e^t", "exp(t)");
}

#[test]
fn mutants_of_the_little_book_are_caught() {
    let text = [
        (r"E = mc^2", "let E = energy(m, light); E"),
        (
            r"\bar{x} = \frac{1}{n}\sum x_i",
            "let mean = mean_of(&x); mean",
        ),
        (
            r"\operatorname{Var}(x) = \frac{1}{n} \sum_{i=1}^{n} (x_i - \bar{x})^2",
            "let mean = mean_of(&x); variance(&x)",
        ),
        (r"K_n = K_0 (1 + r)^n", "let K_n = grown(start, r, n); K_n"),
        (
            r"\frac{-b \pm \sqrt{b^2 - 4 a m / 90}}{2a}",
            "roots(a, b, m)",
        ),
        (
            r"\frac{d}{dt} a \sin (\omega t) = a \omega \cos(\omega t)",
            "swing_slope(a, omega, t)",
        ),
    ]
    .map(|(tex, title)| format!("[$${tex}$$](~ \"{title}\")"))
    .join("\n\n");
    let (units, symbols) = (Units::none(), symbols());
    let page = Page::parse_under(
        "physics.md",
        &text,
        &units,
        Rules::default().language(&Rust),
    )
    .with_symbols(&symbols);
    let mutants = page.formula_mutants(&Shelf(functions()));
    let missed: Vec<_> = mutants
        .iter()
        .filter(|mutant| mutant.fault.is_none())
        .collect();
    let changes: Vec<String> = missed
        .iter()
        .map(|mutant| format!("{} → {}", mutant.tex, mutant.change))
        .collect();
    // Both are even.
    assert_eq!(
        changes,
        [
            r"\operatorname{Var}(x) = \frac{1}{n} \sum_{i=1}^{n} (x_i - \bar{x})^2 → \operatorname{Var}(-x) = \frac{1}{n} \sum_{i=1}^{n} (x_i - \bar{x})^2",
            r"\frac{d}{dt} a \sin (\omega t) = a \omega \cos(\omega t) → \frac{d}{dt} a \sin (\omega t) = a \omega \cos(-\omega t)"
        ]
    );
    assert!(mutants.len() > 200, "{}", mutants.len());
}
