//! One number that calms a model: the temperature of a wine classifier.

use givens::label_compression::file;
use givens::training::{
    BINS, Classifier, SPLIT, UNTOUCHED, late, reliability, right, sober, temperature,
    test_calibration_error, test_loss, test_predictions,
};
use information::Distribution;

use crate::figure::{
    BACK, Explorable, GRID, ONE, Part, amount, decimal, known, length, paper, row, trimmed,
};

/// Fewer wines than these are no place on the line, as in the chapter's figure.
const ENOUGH: usize = 10;

/// What the chapter calls a model, and the model.
type Named = (&'static str, fn() -> &'static Classifier);

const MODELS: [Named; 2] = [("hasty", late), ("sober", sober)];

fn x(confidence: f64) -> f64 {
    170.0 + 340.0 * confidence
}

fn y(accuracy: f64) -> f64 {
    355.0 - 340.0 * accuracy
}

fn called(temperature: f64) -> String {
    trimmed(temperature, 3)
}

/// The wines of the test, sorted by how sure a model is of them while its temperature is untouched.
fn groups(model: &Classifier) -> Vec<Vec<usize>> {
    let mut groups = vec![Vec::new(); BINS];
    for (wine, q) in known(test_predictions(model, UNTOUCHED)).iter().enumerate() {
        let confidence = q[q.likeliest()];
        let bin = (0..BINS).rfind(|&bin| confidence * BINS as f64 >= bin as f64);
        groups[bin.unwrap_or_default()].push(wine);
    }
    groups.retain(|group| group.len() >= ENOUGH);
    groups
}

/// Where the dot of a group of wines lies: by its mean confidence, and by the share that is right.
fn place(group: &[usize], predictions: &[Distribution]) -> (String, String) {
    let labels: Vec<_> = group
        .iter()
        .map(|&wine| SPLIT.test.labels()[wine])
        .collect();
    let theirs: Vec<_> = group
        .iter()
        .map(|&wine| predictions[wine].clone())
        .collect();
    let bin = known(reliability(&labels, &theirs, 1))[0];
    (length(x(bin.confidence)), length(y(bin.accuracy)))
}

pub(crate) fn figure() -> Explorable {
    let mut figure = Explorable::new("calm");
    let fitted = MODELS.map(|(_, model)| known(temperature(model())));
    let quarters = (1..=16).map(|quarter| f64::from(quarter) / 4.0);
    let mut all: Vec<f64> = quarters.chain(fitted).collect();
    all.sort_by(f64::total_cmp);
    let t = figure.control(
        "temperature",
        all.iter().copied().map(called),
        &called(UNTOUCHED),
    );
    let model = figure.control("model", MODELS.map(|(name, _)| name), MODELS[0].0);

    let of = |model: usize| MODELS[model].1();
    let states = [t, model];
    figure.text("loss", states, |[t, model]| {
        amount(known(test_loss(of(model), all[t])), 0)
    });
    figure.text("error", states, |[t, model]| {
        let error = known(test_calibration_error(of(model), all[t]));
        format!("{}%", decimal(100.0 * error, 1))
    });
    #[expect(
        clippy::cast_precision_loss,
        reason = "there are some hundreds of wines"
    )]
    let wines = SPLIT.test.len() as f64;
    figure.text("accuracy", [model], |[model]| {
        let share = known(right(of(model), &SPLIT.test)) / wines;
        format!("{}%", decimal(100.0 * share, 1))
    });
    figure.text("bytes", states, |[t, model]| {
        let predictions = known(test_predictions(of(model), all[t]));
        format!("{} bytes", known(file(&predictions)))
    });
    // The wines in the groups of the chapter's figure, which stay together at every temperature.
    let groups = MODELS.map(|(_, model)| groups(model()));
    let places = |[t, model]: [usize; 2]| -> Vec<(String, String)> {
        let predictions = known(test_predictions(of(model), all[t]));
        let groups = groups[model].iter();
        groups.map(|group| place(group, &predictions)).collect()
    };
    figure.set("line", Part::Attribute("points"), states, |state| {
        let places: Vec<_> = places(state)
            .iter()
            .map(|(x, y)| format!("{x},{y}"))
            .collect();
        places.join(" ")
    });
    figure.set("dots", Part::Attribute("d"), states, |state| {
        places(state)
            .iter()
            .map(|(x, y)| format!("M{x} {y}h0"))
            .collect()
    });
    let fit = |model: usize| all.iter().position(|t| t.total_cmp(&fitted[model]).is_eq());
    figure.button("fit", t, model, |model| fit(model).unwrap_or_default());

    let below = [
        "<dl class=\"readouts\">\n".to_owned(),
        row("test loss", "loss"),
        row("accuracy", "accuracy"),
        row("calibration error", "error"),
        row("file of the labels", "bytes"),
        "</dl>\n<form autocomplete=\"off\">\n".to_owned(),
        figure.slider(t, "Temperature", "", ""),
        "<div class=\"row\">".to_owned(),
        figure.choice(model, "Model"),
        "<button type=\"button\" name=\"fit\">The one that was fitted</button>".to_owned(),
        BACK.to_owned(),
        "</div>\n</form>\n".to_owned(),
    ];
    figure.finish(&drawing(), &below.concat())
}

fn drawing() -> String {
    let mut drawing = paper(640, 420);
    for fifth in 0..=5 {
        let share = f64::from(fifth) / 5.0;
        let (left, top) = (length(x(share)), length(y(share)));
        drawing += &format!(
            "<path d=\"M170 {top}H510\" stroke=\"{GRID}\"/><text x=\"158\" y=\"{top}\" dy=\"5\" text-anchor=\"end\">{share}</text>\
             <text x=\"{left}\" y=\"379\" text-anchor=\"middle\">{share}</text>\n"
        );
    }
    drawing += &format!(
        "<path d=\"M{} {}L{} {}\" stroke=\"currentColor\" stroke-dasharray=\"4 6\"/>\n\
         <polyline data-k=\"line\" fill=\"none\" stroke=\"{ONE}\" stroke-width=\"3\"/>\n\
         <path data-k=\"dots\" stroke=\"{ONE}\" stroke-width=\"16\" stroke-linecap=\"round\"/>\n\
         <text x=\"340\" y=\"408\" text-anchor=\"middle\">mean confidence; height: share that is right</text>\n</svg>\n",
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0)
    );
    drawing
}

#[cfg(test)]
mod tests {
    use givens::training::test_bins;

    use super::{ENOUGH, MODELS, UNTOUCHED, groups};

    #[test]
    fn the_groups_are_those_of_the_chapter() {
        for (name, model) in MODELS {
            let bins = test_bins(model(), UNTOUCHED).expect("the model fits the wines");
            let counts = bins.iter().map(|bin| bin.count);
            let counts: Vec<usize> = counts.filter(|&count| count >= ENOUGH).collect();
            let found: Vec<usize> = groups(model()).iter().map(Vec::len).collect();
            assert_eq!(found, counts, "{name}");
        }
    }
}
