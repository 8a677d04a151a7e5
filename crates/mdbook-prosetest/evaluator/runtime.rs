//! What every evaluator is made of: the numbers of a value, and the conversation with the tool that started it.
//!
//! This file is copied beside the expressions of a book, and compiled with them; it needs nothing but std.

use std::any::Any;
use std::error::Error;
use std::fmt::{Display, Write as _};
use std::io::{self, BufRead, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::LazyLock;

/// The values of an expression, or why there are none.
pub type Evaluated = Result<Vec<Value>, Box<dyn Error>>;

/// An expression that was compiled.
pub type Compiled = fn(&[Input]) -> Evaluated;

/// One thing that an expression yields.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A bare number.
    Number(f64),
    /// A quantity of the dimension with this place in the book's table.
    Quantity(usize, f64),
    /// A text, such as a drawing or the output of a program.
    Text(String),
}

/// What an expression is given for a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A number.
    Number(f64),
    /// A list of numbers or of lists.
    List(Vec<Input>),
}

impl Input {
    /// A number.
    pub fn number(&self) -> Result<f64, String> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::List(_) => Err("a list was given for a number".to_owned()),
        }
    }

    /// A list of numbers.
    pub fn vector(&self) -> Result<Vec<f64>, String> {
        self.list()?.iter().map(Self::number).collect()
    }

    /// A list of rows.
    pub fn matrix(&self) -> Result<Vec<Vec<f64>>, String> {
        self.list()?.iter().map(Self::vector).collect()
    }

    fn list(&self) -> Result<&[Self], String> {
        match self {
            Self::List(list) => Ok(list),
            Self::Number(_) => Err("a number was given for a list".to_owned()),
        }
    }
}

/// The numbers that a value shows, in order.
pub fn evaluated(value: &impl Yield) -> Evaluated {
    let mut values = Vec::new();
    value.append(&mut values)?;
    Ok(values)
}

/// Something whose numbers can stand in the text.
pub trait Yield {
    /// Adds the numbers of this value.
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>>;
}

impl Yield for str {
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
        values.push(Value::Text(self.to_owned()));
        Ok(())
    }
}

impl Yield for String {
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
        self.as_str().append(values)
    }
}

/// Numbers that a float holds exactly.
macro_rules! yield_numbers {
    ($($number:ty)*) => {$(
        impl Yield for $number {
            fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
                values.push(Value::Number(f64::from(*self)));
                Ok(())
            }
        }
    )*};
}

yield_numbers!(f64 f32 i8 i16 i32 u8 u16 u32);

/// Integers that a float may not hold: what does not come back from one is refused.
macro_rules! yield_large_numbers {
    ($($number:ty)*) => {$(
        impl Yield for $number {
            fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
                #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "the next line refuses what is lost")]
                let (float, back) = (*self as f64, (*self as f64) as $number);
                if back != *self || back == <$number>::MAX {
                    return Err(format!("{self} has more digits than can be checked").into());
                }
                values.push(Value::Number(float));
                Ok(())
            }
        }
    )*};
}

yield_large_numbers!(i64 u64 isize usize u128 i128);

impl<T: Yield> Yield for [T] {
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
        self.iter().try_for_each(|value| value.append(values))
    }
}

impl<T: Yield, const N: usize> Yield for [T; N] {
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
        self.as_slice().append(values)
    }
}

impl<T: Yield> Yield for Vec<T> {
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
        self.as_slice().append(values)
    }
}

impl<T: Yield + ?Sized> Yield for &T {
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
        (**self).append(values)
    }
}

impl<T: Yield> Yield for LazyLock<T> {
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
        (**self).append(values)
    }
}

impl<T: Yield> Yield for Option<T> {
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
        self.as_ref()
            .ok_or("the expression yields nothing")?
            .append(values)
    }
}

impl<T: Yield, E: Display> Yield for Result<T, E> {
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
        match self {
            Ok(value) => value.append(values),
            Err(error) => Err(error.to_string().into()),
        }
    }
}

/// Tuples, whose elements may differ in kind.
macro_rules! yield_tuples {
    ($(($($element:ident)+))*) => {$(
        impl<$($element: Yield),+> Yield for ($($element,)+) {
            fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
                #[allow(non_snake_case, reason = "an element is named like its type")]
                let ($($element,)+) = self;
                $($element.append(values)?;)+
                Ok(())
            }
        }
    )*};
}

yield_tuples!((A)(A B)(A B C)(A B C D)(A B C D E)(A B C D E F)(A B C D E F G)(A B C D E F G H));

/// Answers one request after another until the tool closes its end.
///
/// What an expression prints itself is passed over: an answer is a line that begins with the word the tool chose.
pub fn converse(expressions: &[Compiled]) {
    // A panic is an answer like any other, and needs no message of its own.
    set_hook(Box::new(|_| {}));
    let word = std::env::args().nth(1).unwrap_or_default();
    for request in io::stdin().lock().lines() {
        let answer = match request
            .map_err(|error| error.to_string())
            .and_then(|line| Request::read(&line))
        {
            Ok(Request { call, inputs }) => {
                let answers = inputs.iter().map(|inputs| match expressions.get(call) {
                    Some(expression) => run(*expression, inputs),
                    None => Err(format!("there is no expression {call}")),
                });
                let answers: Vec<String> = answers.map(|answer| written(&answer)).collect();
                format!("{{\"answers\":[{}]}}", answers.join(","))
            }
            Err(why) => format!("{{\"error\":{}}}", quoted(&why)),
        };
        let mut out = io::stdout().lock();
        if write!(out, "\n{word} {answer}\n")
            .and_then(|()| out.flush())
            .is_err()
        {
            return;
        }
    }
}

fn run(expression: Compiled, inputs: &[Input]) -> Result<Vec<Value>, String> {
    match catch_unwind(AssertUnwindSafe(|| {
        expression(inputs).map_err(|error| error.to_string())
    })) {
        Ok(answer) => answer,
        Err(panic) => Err(format!("it panicked: {}", panic_message(&*panic))),
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let message = text.or_else(|| panic.downcast_ref::<String>().cloned());
    message.unwrap_or_else(|| "without a message".to_owned())
}

/// An answer as JSON; floats are written so that they read back bit for bit.
fn written(answer: &Result<Vec<Value>, String>) -> String {
    match answer {
        Ok(values) => {
            let values: Vec<String> = values
                .iter()
                .map(|value| match value {
                    Value::Number(number) => float(*number),
                    Value::Quantity(dimension, number) => {
                        format!(
                            "{{\"quantity\":{},\"dimension\":{dimension}}}",
                            float(*number)
                        )
                    }
                    Value::Text(text) => format!("{{\"text\":{}}}", quoted(text)),
                })
                .collect();
            format!("{{\"values\":[{}]}}", values.join(","))
        }
        Err(why) => format!("{{\"failed\":{}}}", quoted(why)),
    }
}

/// JSON has no infinities and no NaN: they are written as texts.
fn float(number: f64) -> String {
    if number.is_finite() {
        format!("{number:?}")
    } else {
        format!("\"{number:?}\"")
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for ch in text.chars() {
        match ch {
            '"' | '\\' => quoted.extend(['\\', ch]),
            ch if (ch as u32) < 0x20 => {
                let _ = write!(quoted, "\\u{:04x}", ch as u32);
            }
            ch => quoted.push(ch),
        }
    }
    quoted.push('"');
    quoted
}

/// `{"call":3,"inputs":[[0.5,[0.1,"inf"]]]}`: which expression to run, and on which inputs, one list for each run.
#[derive(Debug, PartialEq)]
struct Request {
    call: usize,
    inputs: Vec<Vec<Input>>,
}

impl Request {
    fn read(line: &str) -> Result<Self, String> {
        let wrong = || format!("this is no request: {line}");
        let rest = line.trim().strip_prefix("{\"call\":").ok_or_else(wrong)?;
        let (call, rest) = rest.split_once(',').ok_or_else(wrong)?;
        let rest = rest.strip_prefix("\"inputs\":").ok_or_else(wrong)?;
        let mut rest = rest.strip_suffix('}').ok_or_else(wrong)?;
        let all = input(&mut rest)
            .filter(|_| rest.is_empty())
            .ok_or_else(wrong)?;
        let sets = all.list()?.iter().map(|set| Ok(set.list()?.to_vec()));
        Ok(Self {
            call: call.parse().map_err(|_| wrong())?,
            inputs: sets.collect::<Result<_, String>>()?,
        })
    }
}

/// Reads a number or a list from the front of a text.
fn input(text: &mut &str) -> Option<Input> {
    if let Some(rest) = text.strip_prefix('[') {
        *text = rest;
        let mut list = Vec::new();
        loop {
            if let Some(rest) = text.strip_prefix(']') {
                *text = rest;
                return Some(Input::List(list));
            }
            if !list.is_empty() {
                *text = text.strip_prefix(',')?;
            }
            list.push(input(text)?);
        }
    }
    let end = text.find([',', ']']).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    *text = rest;
    number.trim_matches('"').parse().ok().map(Input::Number)
}

#[cfg(test)]
mod tests {
    use super::Value::{Number, Text};
    use super::{Input, Request, evaluated, quoted, written};

    #[test]
    fn all_that_can_stand_in_the_text_yields_its_numbers_in_order() {
        let everything = (
            1_u32,
            [0.5],
            vec![2_usize],
            Some(3.0_f32),
            Ok::<_, String>(4_u64),
            "five",
        );
        let values = [1.0, 0.5, 2.0, 3.0, 4.0].map(Number);
        let expected = [values.as_slice(), &[Text("five".to_owned())]].concat();
        assert_eq!(evaluated(&everything).unwrap(), expected);
    }

    #[test]
    fn failures_and_lost_digits_are_errors() {
        let message = |error: super::Evaluated| error.unwrap_err().to_string();
        assert_eq!(message(evaluated(&Err::<f64, _>("refused"))), "refused");
        assert_eq!(
            message(evaluated(&None::<f64>)),
            "the expression yields nothing"
        );
        assert_eq!(
            message(evaluated(&u64::MAX)),
            "18446744073709551615 has more digits than can be checked"
        );
        assert_eq!(
            message(evaluated(&9_007_199_254_740_993_u64)),
            "9007199254740993 has more digits than can be checked"
        );
        assert_eq!(
            evaluated(&(1_u64 << 60)).unwrap(),
            [Number(1_152_921_504_606_846_976.0)]
        );
    }

    #[test]
    fn a_request_is_read_as_it_was_written() {
        let request = Request::read(r#"{"call":3,"inputs":[[0.5,[0.1,"inf"]],[]]}"#).unwrap();
        let list = Input::List(vec![Input::Number(0.1), Input::Number(f64::INFINITY)]);
        assert_eq!(request.call, 3);
        assert_eq!(request.inputs, [vec![Input::Number(0.5), list], vec![]]);
        for wrong in [
            "",
            "{}",
            r#"{"call":x,"inputs":[]}"#,
            r#"{"call":1,"inputs":[}"#,
        ] {
            assert!(Request::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_answer_is_json_in_which_no_bit_of_a_float_is_lost() {
        let values = vec![
            Number(0.1 + 0.2),
            Number(f64::NAN),
            super::Value::Quantity(1, 1e-7),
        ];
        assert_eq!(
            written(&Ok(values)),
            r#"{"values":[0.30000000000000004,"NaN",{"quantity":1e-7,"dimension":1}]}"#
        );
        assert_eq!(
            written(&Err("a \"b\"".to_owned())),
            r#"{"failed":"a \"b\""}"#
        );
        assert_eq!(quoted("a\nb\\"), "\"a\\u000ab\\\\\"");
    }
}
