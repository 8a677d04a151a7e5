//! Weather and animals: what each costs alone, what both cost together, and what they share.

use givens::mutual_information::{
    WEATHER, conditional_entropy, entropy, joint_entropy, mutual_information,
};

use crate::canvas::{self, Figure, HPos, Ink, RULE, WIDTH, bits};

const HEIGHT: f64 = 760.0;

/// How high a bar is.
const BAR: f64 = 96.0;

pub(crate) fn figure() -> Figure {
    canvas::figure("mutual-information", HEIGHT, |canvas| {
        let whole = joint_entropy(&WEATHER).bits();
        let (left, right) = (60.0, WIDTH - 60.0);
        let x = |bits: f64| left + (right - left) * bits / whole;
        let weather = entropy(&WEATHER.x());
        let animal = entropy(&WEATHER.y());
        let shared = mutual_information(&WEATHER);
        let animal_left = conditional_entropy(&WEATHER);
        let weather_left = conditional_entropy(&WEATHER.transposed());

        let both = joint_entropy(&WEATHER);
        let mut bar = |ink, (from, to): (f64, f64), top: f64, label: &str| {
            canvas.area(ink, (x(from), top), (x(to), top + BAR));
            let middle = f64::midpoint(x(from), x(to));
            canvas.text(label, (middle, top + BAR / 2.0), HPos::Center);
        };
        let (first, second, third) = (90.0, 310.0, 530.0);
        bar(
            Ink::One,
            (0.0, weather.bits()),
            first,
            &format!("weather: {}", bits(weather)),
        );
        bar(
            Ink::Two,
            (weather_left.bits(), whole),
            second,
            &format!("animal: {}", bits(animal)),
        );
        bar(
            Ink::One,
            (0.0, weather_left.bits()),
            third,
            &format!("H(X | Y): {}", bits(weather_left)),
        );
        bar(
            Ink::Three,
            (weather_left.bits(), weather.bits()),
            third,
            "I(X; Y)",
        );
        bar(
            Ink::Two,
            (weather.bits(), whole),
            third,
            &format!("H(Y | X): {}", bits(animal_left)),
        );
        for edge in [weather_left.bits(), weather.bits()] {
            let ends = [(x(edge), first), (x(edge), third + BAR)];
            canvas.line(Ink::Grid, RULE, ends);
        }
        let above = format!("both H(X, Y): {}", bits(both));
        canvas.text(&above, (right, 44.0), HPos::Right);
        let below = format!("shared: {}", bits(shared));
        let middle = f64::midpoint(x(weather_left.bits()), x(weather.bits()));
        canvas.label(
            Ink::Three,
            &below,
            (middle, third + BAR + 60.0),
            HPos::Center,
        );
    })
}
