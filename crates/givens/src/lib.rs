//! The givens of every chapter, and the names that its page's numbers are computed with.
//!
//! ```
//! use givens::surprisal::{MODEL, surprisal};
//!
//! assert_eq!(format!("{:.3}", surprisal(MODEL[2])?), "0.357 nats");
//! # Ok::<(), surprisal::OutOfRange>(())
//! ```
//!
//! A module belongs to the page of its name, and it is all that an expression on that page sees:
//! its own constants, statics and functions, and what its `pub use` lists name of the chapter's crate and of earlier givens.
//! The Rust blocks of the page are doctests, hooked at the module's end, and they use its givens.
//! A page without a module (the introduction and the appendices) names crates and givens by their paths.
//!
//! This crate knows every chapter, and no chapter knows it: a library depends on what it computes with, never on an example.

pub mod codes;
pub mod cross_entropy;
pub mod directions;
pub mod entropy;
pub mod frameworks;
pub mod gradients;
pub mod kernels;
pub mod kl_divergence;
pub mod label_compression;
pub mod language_models;
pub mod likelihood;
pub mod log_loss;
pub mod logits;
pub mod loss_options;
pub mod mutual_information;
pub mod output_layers;
pub mod surprisal;
pub mod telling;
pub mod training;
