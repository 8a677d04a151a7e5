//! The givens of every chapter, and the names that its page's numbers are computed with.
//!
//! ```
//! use givens::surprisal::{MODEL, surprisal};
//!
//! assert_eq!(format!("{:.3}", surprisal(MODEL[2])?), "0.357 nats");
//! # Ok::<(), surprisal::ProbabilityError>(())
//! ```
//!
//! A module belongs to the page of its name, and it is all that an expression on that page sees:
//! its own constants, statics and functions, and what its `pub use` lists name of the chapter's crate and of earlier givens.
//! A page without a module (the introduction and the appendices) names crates and givens by their paths.
//!
//! This crate knows every chapter, and no chapter knows it: a library depends on what it computes with, never on an example.

pub mod codes;
pub mod cross_entropy;
pub mod entropy;
pub mod frameworks;
pub mod gradients;
pub mod kernels;
pub mod kl_divergence;
pub mod label_compression;
pub mod log_loss;
pub mod logits;
pub mod loss_options;
pub mod output_layers;
pub mod surprisal;
pub mod training;

// The Rust blocks of a page are doctests, and they use its givens.

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/surprisal.md")]
mod surprisal_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/entropy.md")]
mod entropy_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/codes.md")]
mod codes_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/cross-entropy.md")]
mod cross_entropy_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/kl-divergence.md")]
mod kl_divergence_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/log-loss.md")]
mod log_loss_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/logits.md")]
mod logits_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/gradients.md")]
mod gradients_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/output-layers.md")]
mod output_layers_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/loss-options.md")]
mod loss_options_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/frameworks.md")]
mod frameworks_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/training.md")]
mod training_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/label-compression.md")]
mod label_compression_page {}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/kernels.md")]
mod kernels_page {}
