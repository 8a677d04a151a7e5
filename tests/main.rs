//! Everything that the book claims, held against the code: a module for each chapter, and one for each promise
//! that holds for all of them.

#![allow(
    clippy::approx_constant,
    reason = "the tests name the decimals that the text shows"
)]
#![allow(
    clippy::duplicate_mod,
    reason = "every example brings the one module that makes its tables"
)]
#![allow(
    clippy::float_cmp,
    reason = "givens are the very floats that were written"
)]

mod codes;
mod cross_entropy;
mod directions;
mod entropy;
mod examples;
mod explorables;
mod figures;
mod formulas;
mod frameworks;
mod gradients;
mod kernels;
mod kl_divergence;
mod label_compression;
mod language_models;
mod ledger;
mod likelihood;
mod log_loss;
mod logits;
mod loss_options;
mod mutation;
mod mutual_information;
mod oracle;
mod order;
mod output_layers;
mod precision;
mod support;
mod surprisal;
mod telling;
mod textbook;
mod training;
