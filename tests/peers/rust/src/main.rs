//! Times the kernels against Candle, Burn and ndarray-stats, and against reading and writing the memory once.
//!
//! One call of each in turn, over and over, so that whatever disturbs the machine disturbs all of them alike;
//! a benchmark that finishes one before it begins the next cannot give a ratio.

mod burns;
mod candles;
mod data;
mod naive;
mod run;

use anyhow::Result;

use data::Real;
use run::{Call, Table};

/// Rows and classes.
const SOFTMAX: [(usize, usize); 5] = [(64, 50257), (256, 1000), (8192, 10), (32, 10), (1, 10)];

/// How many probabilities, or yes-or-no predictions.
const LENGTHS: [usize; 2] = [1_000_000, 10];

fn main() -> Result<()> {
    let only = std::env::args()
        .nth(1)
        .filter(|name| !name.starts_with('-'));
    let mut table = Table::new(only);
    of_precision::<f32>(&mut table)?;
    of_precision::<f64>(&mut table)?;
    Ok(())
}

fn of_precision<T: Real>(table: &mut Table) -> Result<()> {
    for (rows, classes) in SOFTMAX {
        softmax::<T>(table, rows, classes)?;
    }
    for length in LENGTHS {
        binary::<T>(table, length)?;
        distributions::<T>(table, length)?;
    }
    Ok(())
}

fn softmax<T: Real>(table: &mut Table, rows: usize, classes: usize) -> Result<()> {
    let count = rows * classes;
    let name = format!("softmax {rows}×{classes} {}", T::NAME);
    if !table.wants(&name) {
        return Ok(());
    }
    let logits = data::logits::<T>(rows, classes);
    let targets = data::targets(rows, classes);
    let mut gradient = logits.clone();
    let mut spare = logits.clone();
    let candle = candles::Softmax::new(&logits, &targets)?;
    let burn = burns::Softmax::new(&logits, &targets);
    table.row(
        &format!("{name} forward"),
        count,
        vec![
            (
                "ours",
                Box::new(|| {
                    kernels::softmax_cross_entropy(&logits, &targets).map_or(f64::NAN, |x| x)
                }),
            ),
            ("naive", Box::new(|| naive::softmax(&logits, &targets))),
            ("Candle", Box::new(|| candle.forward())),
            ("Burn", Box::new(|| burn.forward())),
            (
                "memory",
                Box::new(|| data::read(logits.as_slice().unwrap_or(&[]))),
            ),
        ],
    );
    let mut copy = logits.clone();
    table.row(
        &format!("{name} with gradient"),
        count,
        vec![
            (
                "ours",
                Box::new(|| {
                    kernels::softmax_cross_entropy_with_gradient(&logits, &targets, &mut gradient)
                        .map_or(f64::NAN, |x| x)
                }),
            ),
            (
                "naive",
                Box::new(|| naive::softmax_with_gradient(&logits, &targets, &mut spare)),
            ),
            ("Candle", Box::new(|| candle.with_gradient())),
            ("Burn", Box::new(|| burn.with_gradient())),
            (
                "memory",
                Box::new(|| {
                    data::copy(
                        logits.as_slice().unwrap_or(&[]),
                        copy.as_slice_mut().unwrap_or(&mut []),
                    )
                }),
            ),
        ],
    );
    Ok(())
}

fn binary<T: Real>(table: &mut Table, length: usize) -> Result<()> {
    let name = format!("binary {length} {}", T::NAME);
    if !table.wants(&name) {
        return Ok(());
    }
    let logits = data::logits::<T>(1, length).into_raw_vec_and_offset().0;
    let targets: Vec<T> = data::targets(length, 2)
        .into_iter()
        .map(|y| T::of(y as f64))
        .collect();
    let mut gradient = logits.clone();
    let mut spare = logits.clone();
    let candle = candles::Binary::new(&logits, &targets)?;
    let burn = burns::Binary::new(&logits, &targets);
    let mut calls: Vec<(&str, Call<'_>)> = vec![
        (
            "ours",
            Box::new(|| {
                kernels::binary_cross_entropy_with_logits_and_gradient(
                    &logits,
                    &targets,
                    &mut gradient,
                )
                .map_or(f64::NAN, |x| x)
            }),
        ),
        (
            "naive",
            Box::new(|| naive::binary_with_gradient(&logits, &targets, &mut spare)),
        ),
        ("Candle", Box::new(|| candle.with_gradient())),
    ];
    // In double precision Burn's binary loss panics: its targets become single.
    if T::NAME == "f32" {
        calls.push(("Burn", Box::new(|| burn.with_gradient())));
    }
    table.row(&format!("{name} with gradient"), length, calls);
    Ok(())
}

fn distributions<T: Real>(table: &mut Table, length: usize) -> Result<()> {
    let name = format!("{length} {}", T::NAME);
    if !table.wants(&format!("entropy {name}")) && !table.wants(&format!("KL {name}")) {
        return Ok(());
    }
    let (p, q) = (
        data::distribution::<T>(length, 1),
        data::distribution::<T>(length, 2),
    );
    let candle = candles::Distributions::new(&p, &q)?;
    let burn = burns::Distributions::new(&p, &q);
    let (view_p, view_q) = (
        ndarray::Array1::from(p.clone()),
        ndarray::Array1::from(q.clone()),
    );
    table.row(
        &format!("entropy {name}"),
        length,
        vec![
            (
                "ours",
                Box::new(|| kernels::entropy(&p).map_or(f64::NAN, |x| x)),
            ),
            ("naive", Box::new(|| naive::entropy(&p))),
            ("ndarray-stats", Box::new(|| data::stats_entropy(&view_p))),
            ("Candle", Box::new(|| candle.entropy())),
            ("Burn", Box::new(|| burn.entropy())),
            ("memory", Box::new(|| data::read(&p))),
        ],
    );
    table.row(
        &format!("KL {name}"),
        length,
        vec![
            (
                "ours",
                Box::new(|| kernels::kl_divergence(&p, &q).map_or(f64::NAN, |x| x)),
            ),
            ("naive", Box::new(|| naive::kl(&p, &q))),
            (
                "ndarray-stats",
                Box::new(|| data::stats_kl(&view_p, &view_q)),
            ),
            ("Candle", Box::new(|| candle.kl())),
            ("Burn", Box::new(|| burn.kl())),
            ("memory", Box::new(|| data::read(&p) + data::read(&q))),
        ],
    );
    Ok(())
}
