//! Writes the labels of the test into files, with the predictions of several models, and reads them back.
//!
//! Run it with `cargo run --example label-compression`.

use std::error::Error;
use std::fs;

use givens::label_compression::{
    COUNTING, EQUAL, FROZEN, GOOD, HASTY, LABELS, LOOKS, MODEL_BYTES, ON_THE_WAY, OVERCONFIDENT,
    SOBER, SPLIT, TWICE, guess, late_step, predicted_bytes_of, real_bytes_of, trained,
    training_file,
};
use label_compression::{
    Distribution, accuracy, decode_labels, encode_labels, loss_of_file, mean_log_loss,
    predicted_bytes,
};

mod table;
use table::table;

/// Everything that the example prints.
///
/// # Errors
/// If the folder for temporary files cannot be written to.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([models()?, training()?, without_a_model()?].join("\n\n"))
}

/// One file for each model.
fn models() -> Result<String, Box<dyn Error>> {
    let guess = guess()?;
    let models: [(&str, &[Distribution]); 6] = [
        ("equal shares", &EQUAL),
        ("shares alone", &guess),
        ("good", &GOOD),
        ("overconfident", &OVERCONFIDENT),
        ("frozen", &FROZEN),
        ("softmax twice", &TWICE),
    ];
    let folder = tempfile::tempdir()?;
    let mut rows = Vec::new();
    for (name, predictions) in models {
        let path = folder.path().join(name);
        fs::write(&path, encode_labels(&LABELS, predictions)?)?;
        let bytes = fs::read(&path)?;
        if decode_labels(&bytes, predictions)? != *LABELS {
            return Err(format!("{} does not hold the labels", path.display()).into());
        }
        rows.push([
            name.to_owned(),
            format!("{:.1}%", 100.0 * accuracy(&LABELS, predictions)?),
            format!("{:.4}", mean_log_loss(&LABELS, predictions)?.nats()),
            format!("{:.1}", predicted_bytes(&LABELS, predictions)?),
            fs::metadata(&path)?.len().to_string(),
            format!("{:.4}", loss_of_file(bytes.len(), LABELS.len()).nats()),
        ]);
    }
    let header = [
        "model",
        "right",
        "loss\n(nats)",
        "predicted\nbytes",
        "bytes in\nthe file",
        "loss of the\nfile (nats)",
    ];
    let rows = table(1, header, rows);
    Ok(format!(
        "The labels of {} wines\n\n{rows}\n\n\
         All files were read back, and hold the same labels.",
        LABELS.len()
    ))
}

/// The file at some steps of two training runs.
fn training() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    let looks = LOOKS.map(|step| ("sober", step, &SOBER[step]));
    let late = [20, 60, 100, late_step()].map(|step| ("hasty", step, &HASTY[step]));
    for (name, step, model) in looks.into_iter().chain(late) {
        rows.push([
            name.to_owned(),
            step.to_string(),
            format!("{:.1}", predicted_bytes_of(model, &SPLIT.test)?),
            real_bytes_of(model, &SPLIT.test)?.to_string(),
        ]);
    }
    let header = ["model", "step", "predicted\nbytes", "bytes in\nthe file"];
    let rows = table(1, header, rows);
    Ok(format!("The file while the model learns\n\n{rows}"))
}

/// What the training labels cost, and what the receiver has to be told besides.
fn without_a_model() -> Result<String, Box<dyn Error>> {
    let wines = &SPLIT.train;
    let rows = [
        ("equal shares", training_file(&SOBER[0].predict(wines)?)?, 0),
        (
            "good, and its weights",
            real_bytes_of(trained(), wines)?,
            MODEL_BYTES,
        ),
        ("counting on the way", training_file(&COUNTING)?, 0),
        ("learning on the way", training_file(&ON_THE_WAY)?, 0),
    ];
    let rows = rows.map(|(name, labels, model)| {
        [
            name.to_owned(),
            labels.to_string(),
            model.to_string(),
            (labels + model).to_string(),
        ]
    });
    let rows = table(
        1,
        [
            "dictionary",
            "labels\n(bytes)",
            "model\n(bytes)",
            "together\n(bytes)",
        ],
        rows,
    );
    Ok(format!(
        "The labels of the {} wines of the training\n\n{rows}",
        wines.len()
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
