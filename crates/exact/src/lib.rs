//! How does a formula keep all its digits, where the floats of its textbook line lose them?
//!
//! ```
//! assert_eq!([1e16, 1.0, -1e16].iter().sum::<f64>(), 0.0);
//! assert_eq!(exact::compensated_sum([1e16, 1.0, -1e16]), 1.0);
//! ```
//!
//! Below are the error-free transforms: [`two_sum`] and [`two_product`] give a result and what its rounding lost.
//! On them stand [`compensated_sum`], and on that the cores of the formulas: [`divergence`], [`log_sum_exp`], [`softmax`] and so on.
//! A core takes floats that somebody else has checked and answers in nats, within two units of the last place.
//!
//! The formulas themselves, what they mean and what they refuse, stand in the crates of the chapters, each of which calls
//! its core, and holds it to the line that the textbook prints.
//! A [`FloatFormat`] rounds as the floats of two bytes do, to show what they lose.
//! This crate knows no distribution, no unit and no error.

mod divergence;
mod exponentials;
mod format;
mod near_one;
mod sum;
mod transform;

pub use divergence::{divergence, jensen_shannon};
pub use exponentials::{log_softmax, log_sum_exp, sigmoid, softmax, softmax_cross_entropy};
pub use format::{BF16, F16, F32, F64, FloatFormat};
pub use sum::{Sum, compensated_sum, compensated_sum_with_rest, sum_of_products};
pub use transform::{LN_2_REST, mantissa_and_exponent, two_product, two_quotient, two_sum};
