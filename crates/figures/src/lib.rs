//! The figures of the book, drawn from the chapters' own functions.
//!
//! ```
//! let figures = figures::all();
//! let surprisal = figures.iter().find(|figure| figure.name == "surprisal");
//! assert!(surprisal.is_some_and(|figure| figure.svg.contains(">\n0.357\n</text>")));
//! ```
//!
//! Each chapter has a module here, and every curve, point and label in it comes from a call to that chapter's crate.
//! The drawings name no page colours: text is `currentColor`, and the rest are CSS variables with a fallback,
//! so that a figure inlined in a page follows its theme, and the file alone still shows.
//!
//! | variable | what it colours | fallback |
//! | --- | --- | --- |
//! | `--figure-1` | what the chapter is about: the curve, the entropy | blue |
//! | `--figure-2` | what costs more than it need | vermilion |
//! | `--figure-3` | the entropy as a floor, and what is saved | green |
//! | `--figure-grid` | thin lines that lead the eye | grey |
//! | `--figure-font` | the family of all text | sans-serif |
//!
//! The files are `book/en/figures/NAME.svg`, and a test compares them byte for byte.
//! This crate writes no file and knows no page.

mod canvas;
mod codes;
mod cover;
mod cross_entropy;
mod directions;
mod entropy;
mod frameworks;
mod gradients;
mod kernels;
mod kl_divergence;
mod label_compression;
mod language_models;
mod likelihood;
mod log_loss;
mod logits;
mod loss_options;
mod mutual_information;
mod output_layers;
mod surprisal;
mod training;

pub use canvas::Figure;

/// Every figure of the book, in the order of its chapters.
///
/// The bytes are the same on every run and every platform, because coordinates are whole pixels.
///
/// ```
/// for figure in figures::all() {
///     assert!(figure.svg.starts_with("<svg "), "{}", figure.name);
/// }
/// ```
#[must_use]
pub fn all() -> Vec<Figure> {
    vec![
        cover::figure(),
        surprisal::figure(),
        entropy::figure(),
        entropy::halvings(),
        codes::space(),
        codes::tree(),
        codes::figure(),
        codes::zoom(),
        cross_entropy::figure(),
        kl_divergence::gibbs(),
        kl_divergence::bars(),
        mutual_information::figure(),
        likelihood::figure(),
        likelihood::noises(),
        log_loss::figure(),
        logits::figure(),
        gradients::simplex(),
        gradients::against_the_logit(),
        gradients::figure(),
        gradients::trap(),
        output_layers::figure(),
        loss_options::figure(),
        directions::figure(),
        frameworks::figure(),
        frameworks::slopes(),
        training::curves(),
        training::diagram(),
        label_compression::figure(),
        language_models::figure(),
        kernels::figure(),
    ]
}
