//! Everything that the book claims, held against the code: a module for each chapter, and one for each promise
//! that holds for all of them.

mod codes;
mod cross_entropy;
mod entropy;
mod examples;
mod figures;
mod kl_divergence;
mod ledger;
mod mutation;
mod order;
mod support;
mod surprisal;
