//! Trains softmax regression on red wines, soberly and in haste, and asks both models whether they mean what they say.
//!
//! Run it with `cargo run --example training`.

use std::error::Error;

use givens::training::{
    FEW, HASTY, HASTY_STEPS, PARTS, SOBER, SPLIT, STEP, STEPS, Split, UNTOUCHED, WINES_CSV,
    blind_losses, hasty, in_standard_errors, late, run, sober, temperature, test_calibration_error,
    test_loss, test_losses, test_predictions,
};
use indicatif::{ProgressBar, ProgressStyle};
use training::{Information, accuracy, best_question, compare};

mod table;
use table::table;

/// The seeds of the other splits.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=20;

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    report_with(&ProgressBar::hidden())
}

/// The same, telling the bar about each split done.
fn report_with(bar: &ProgressBar) -> Result<String, Box<dyn Error>> {
    Ok([
        learning()?,
        haste()?,
        meaning()?,
        differences()?,
        luck(bar)?,
        questions(),
    ]
    .join("\n\n"))
}

/// The sober model on the way down.
fn learning() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for step in [0, 1, 2, 5, 10, 20, 50, STEPS] {
        let model = &SOBER[step];
        rows.push([
            step.to_string(),
            nats(model.loss(&SPLIT.train)?),
            nats(model.loss(&SPLIT.test)?),
            share(model.accuracy(&SPLIT.train)?),
            share(model.accuracy(&SPLIT.test)?),
        ]);
    }
    let header = [
        "step",
        "loss, training\n(nats)",
        "loss, test\n(nats)",
        "right, training",
        "right, test",
    ];
    let rows = table(0, header, rows);
    Ok(format!("The sober model: {} wines\n\n{rows}", PARTS[0]))
}

/// The hasty model on the way down, and up again.
fn haste() -> Result<String, Box<dyn Error>> {
    let few = SPLIT.train.first(FEW)?;
    let mut rows = Vec::new();
    for step in [0, 10, 20, 40, 60, 100, 140, 180] {
        let model = &HASTY[step];
        rows.push([
            step.to_string(),
            nats(model.loss(&few)?),
            nats(model.loss(&SPLIT.test)?),
            share(model.accuracy(&few)?),
            share(model.accuracy(&SPLIT.test)?),
        ]);
    }
    let header = [
        "step",
        "loss, its wines\n(nats)",
        "loss, test\n(nats)",
        "right, its wines",
        "right, test",
    ];
    let rows = table(0, header, rows);
    Ok(format!("The hasty model: {FEW} wines\n\n{rows}"))
}

/// What the models cost before and after the temperature was fitted.
fn meaning() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for (name, model) in [
        ("sober", sober()),
        ("hasty", hasty()),
        ("hasty, late", late()),
    ] {
        for temperature in [1.0, temperature(model)?] {
            let predictions = test_predictions(model, temperature)?;
            rows.push([
                name.to_owned(),
                format!("{temperature:.3}"),
                nats(test_loss(model, temperature)?),
                share(accuracy(SPLIT.test.labels(), &predictions)?),
                share(test_calibration_error(model, temperature)?),
            ]);
        }
    }
    let header = [
        "model",
        "temperature",
        "loss, test\n(nats)",
        "right, test",
        "calibration\nerror",
    ];
    let rows = table(1, header, rows);
    Ok(format!("Do they mean what they say?\n\n{rows}"))
}

/// What the models cost more than each other, and how much of that may be chance.
fn differences() -> Result<String, Box<dyn Error>> {
    let of = |model| test_losses(model, UNTOUCHED);
    let mended = |model| test_losses(model, temperature(model)?);
    let blind = blind_losses()?;
    let pairs = [
        ("shares alone - sober", blind.clone(), of(sober())?),
        ("hasty - sober", of(hasty())?, of(sober())?),
        ("hasty, late - hasty", of(late())?, of(hasty())?),
        ("sober - sober, mended", of(sober())?, mended(sober())?),
        ("hasty, late, mended - shares", mended(late())?, blind),
    ];
    let mut rows = Vec::new();
    for (name, first, second) in pairs {
        let told = compare(&first, &second)?;
        rows.push([
            name.to_owned(),
            format!("{:.4}", told.difference.nats()),
            format!("{:.4}", told.standard_error.nats()),
            format!("{:.1}", in_standard_errors(&told)),
        ]);
    }
    let header = [
        "losses of the test",
        "difference\n(nats)",
        "standard\nerror (nats)",
        "in standard\nerrors",
    ];
    let rows = table(1, header, rows);
    Ok(format!("Are the differences real?\n\n{rows}"))
}

/// What a decision tree would ask first, and the best question about each other measurement.
fn questions() -> String {
    let names = WINES_CSV.lines().next().unwrap_or_default().split(',');
    let mut questions: Vec<_> = names
        .enumerate()
        .filter_map(|(feature, name)| {
            let question = best_question(&SPLIT.measured, feature)?;
            Some((name.trim_matches('"'), question))
        })
        .collect();
    questions.sort_by(|(_, one), (_, other)| other.gain.total_cmp(&one.gain));
    let rows = questions.into_iter().map(|(name, question)| {
        [
            name.to_owned(),
            format!("{:.4}", question.threshold),
            nats(question.gain),
        ]
    });
    let header = ["is the", "above", "gain\n(nats)"];
    let rows = table(1, header, rows);
    format!("The best question about each measurement\n\n{rows}")
}

/// The same two models on other shuffles of the wines.
fn luck(bar: &ProgressBar) -> Result<String, Box<dyn Error>> {
    let mut losses = Vec::new();
    let (mut dearer, mut dearer_and_better) = (0, 0);
    for seed in bar.wrap_iter(SEEDS) {
        let split = Split::new(seed)?;
        let sober = run(&split.train, STEP, STEPS)?;
        losses.push(sober[STEPS].loss(&split.test)?.nats());
        let models = run(&split.train.first(FEW)?, STEP, HASTY_STEPS[1])?;
        let [early, late] = HASTY_STEPS.map(|step| &models[step]);
        if late.loss(&split.test)? > early.loss(&split.test)? {
            dearer += 1;
            dearer_and_better +=
                u32::from(late.accuracy(&split.test)? > early.accuracy(&split.test)?);
        }
    }
    losses.sort_by(f64::total_cmp);
    let rows = [
        ["splits", &losses.len().to_string()],
        [
            "sober: smallest test loss (nats)",
            &format!("{:.3}", losses[0]),
        ],
        [
            "sober: largest test loss (nats)",
            &format!("{:.3}", losses[losses.len() - 1]),
        ],
        ["hasty: test loss rises", &dearer.to_string()],
        [
            "hasty: and accuracy rises with it",
            &dearer_and_better.to_string(),
        ],
    ];
    let rows = table(
        1,
        ["over the splits", "value"],
        rows.map(|row| row.map(str::to_owned)),
    );
    Ok(format!(
        "How much of it is the luck of the split?\n\n{rows}"
    ))
}

/// Three decimals.
fn nats(amount: Information) -> String {
    format!("{:.3}", amount.nats())
}

/// A share in percent.
fn share(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

fn main() -> Result<(), Box<dyn Error>> {
    // The bar draws itself on standard error, and only where that is a terminal.
    let style = ProgressStyle::with_template("{bar:40} split {pos} of {len}")?;
    let bar = ProgressBar::new(SEEDS.count() as u64).with_style(style);
    let report = report_with(&bar)?;
    bar.finish_and_clear();
    println!("{report}");
    Ok(())
}
