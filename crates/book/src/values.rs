//! What an expression in the text may yield, and the expressions that were compiled into this program.

use std::any::Any;
use std::error::Error;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, OnceLock};

use information::{Distribution, Information};
use prosetest::{Answer, Value};

/// The one dimension of this book.
pub(crate) const INFORMATION: usize = 0;

/// The values of an expression, or why there are none.
pub(crate) type Evaluated = Result<Vec<Value>, Box<dyn Error>>;

/// The compiled code of an expression, and its answer once it was asked for.
pub(crate) struct Expression {
    code: fn() -> Evaluated,
    answer: OnceLock<Answer>,
}

impl Expression {
    pub(crate) const fn new(code: fn() -> Evaluated) -> Self {
        Self {
            code,
            answer: OnceLock::new(),
        }
    }

    /// Evaluates the expression, but only once: it yields the same each time, and some of them train a model.
    fn answer(&self) -> &Answer {
        self.answer
            .get_or_init(|| match catch_unwind(AssertUnwindSafe(self.code)) {
                Ok(Ok(values)) => Answer::Values(values),
                Ok(Err(error)) => Answer::Failed(error.to_string()),
                Err(panic) => Answer::Failed(format!("panicked: {}", panic_message(&*panic))),
            })
    }
}

/// An expression as it stands in the text, and its compiled code.
pub(crate) type Compiled = (&'static str, &'static Expression);

/// The expressions and functions of one page, as they were when this program was compiled.
pub(crate) struct CompiledPage {
    /// The file's name, such as `entropy.md`.
    pub(crate) name: &'static str,
    pub(crate) expressions: &'static [Compiled],
    pub(crate) functions: &'static [&'static str],
}

/// Evaluates an expression of a page.
pub(crate) fn evaluate(page: &str, expression: &str) -> Answer {
    let compiled = crate::PAGES.iter().find(|compiled| compiled.name == page);
    let found = compiled.and_then(|page| {
        page.expressions
            .iter()
            .find(|(text, _)| *text == expression)
    });
    found.map_or(Answer::Unknown, |(_, expression)| {
        expression.answer().clone()
    })
}

/// Whether a formula of a page names this function.
pub(crate) fn has_function(page: &str, path: &str) -> bool {
    let compiled = crate::PAGES.iter().find(|compiled| compiled.name == page);
    compiled.is_some_and(|page| page.functions.contains(&path))
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let message = text.or_else(|| panic.downcast_ref::<String>().cloned());
    message.unwrap_or_else(|| "without a message".to_owned())
}

/// The numbers that a value shows, in order.
pub(crate) fn evaluated(value: &impl Yield) -> Evaluated {
    let mut values = Vec::new();
    value.append(&mut values)?;
    Ok(values)
}

/// Something whose numbers can stand in the text.
pub(crate) trait Yield {
    /// Adds the numbers of this value.
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>>;
}

impl Yield for Information {
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
        values.push(Value::Quantity {
            value: self.nats(),
            dimension: INFORMATION,
        });
        Ok(())
    }
}

impl Yield for Distribution {
    fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
        self.as_slice().append(values)
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

/// Integers that a float may not hold: more than 2⁵³ in size is refused.
macro_rules! yield_large_numbers {
    ($($number:ty)*) => {$(
        impl Yield for $number {
            fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn Error>> {
                #[allow(clippy::cast_precision_loss, reason = "the next line refuses what is lost")]
                let float = *self as f64;
                if float.abs() > 9_007_199_254_740_992.0 {
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

/// Compiles only for a function: what a formula names must be one.
pub(crate) fn is_function<Arguments>(_: impl Function<Arguments>) {}

/// A function of these arguments.
pub(crate) trait Function<Arguments> {}

impl<F: Fn(A) -> R, A, R> Function<(A,)> for F {}
impl<F: Fn(A, B) -> R, A, B, R> Function<(A, B)> for F {}
impl<F: Fn(A, B, C) -> R, A, B, C, R> Function<(A, B, C)> for F {}
impl<F: Fn(A, B, C, D) -> R, A, B, C, D, R> Function<(A, B, C, D)> for F {}

#[cfg(test)]
mod tests {
    use information::{Distribution, Information};
    use prosetest::Value::{Number, Quantity};

    use super::INFORMATION;

    use super::evaluated;

    #[test]
    fn all_that_can_stand_in_the_text_yields_its_numbers_in_order() {
        let p = Distribution::new([0.9, 0.1]).unwrap();
        let everything = (
            1_u32,
            [0.5],
            vec![2_usize],
            &p,
            Some(Information::from_nats(3.0)),
            Ok::<_, String>(4_u64),
        );
        assert_eq!(
            evaluated(&everything).unwrap(),
            [
                Number(1.0),
                Number(0.5),
                Number(2.0),
                Number(0.9),
                Number(0.1),
                Quantity {
                    value: 3.0,
                    dimension: INFORMATION
                },
                Number(4.0)
            ]
        );
    }

    #[test]
    fn failures_and_lost_digits_are_errors() {
        assert_eq!(
            evaluated(&Err::<f64, _>("refused"))
                .unwrap_err()
                .to_string(),
            "refused"
        );
        assert_eq!(
            evaluated(&None::<f64>).unwrap_err().to_string(),
            "the expression yields nothing"
        );
        let message = evaluated(&u64::MAX).unwrap_err().to_string();
        assert_eq!(
            message,
            "18446744073709551615 has more digits than can be checked"
        );
    }
}
