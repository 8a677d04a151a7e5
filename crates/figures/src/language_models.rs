//! What a character of a book costs, by how far a model looks back.

use givens::language_models::{
    BEST, Information, LanguageError, ORDERS, of_new, of_old, with_one_more,
};

use crate::canvas::{self, CURVE, Figure, Frame, HPos, Ink, WIDTH, bits, known};

const HEIGHT: f64 = 900.0;

pub(crate) fn figure() -> Figure {
    canvas::figure("language-models", HEIGHT, |canvas| {
        let frame = Frame {
            right: WIDTH - 90.0,
            ..Frame::new(HEIGHT)
        };
        let (x, y) = (frame.across(0.0, 5.0), frame.up(1.0, 6.0));
        let place = |order: usize| x.at(order as f64);
        let ticks = ORDERS.map(|order| (order.to_string(), place(order)));
        frame.lower_axis(canvas, ticks, "characters that the model looks back");
        let ticks = [1, 2, 3, 4, 5, 6].map(|bits| (bits.to_string(), y.at(f64::from(bits))));
        frame.left_axis(canvas, ticks, "bits a character");

        type Cost = fn(usize) -> Result<Information, LanguageError>;
        let curves: [(Ink, Cost); 3] = [
            (Ink::Two, with_one_more),
            (Ink::One, of_new),
            (Ink::Three, of_old),
        ];
        for (ink, cost) in curves {
            let at = |order: usize| (place(order), y.at(known(cost(order)).bits()));
            canvas.line(ink, CURVE, ORDERS.map(at));
            for order in ORDERS {
                canvas.dot(ink, at(order));
            }
        }
        let mut label = |ink, text: &str, cost: Result<_, LanguageError>, at, side| {
            let text = format!("{text}: {}", bits(known(cost)));
            canvas.label(ink, &text, at, side);
        };
        let at = (place(4) - 60.0, y.at(4.9));
        let text = "new, by adding one, at best";
        label(Ink::Two, text, with_one_more(2), at, HPos::Right);
        let at = (place(BEST), y.at(2.2));
        label(Ink::One, "new, at best", of_new(BEST), at, HPos::Center);
        let at = (place(4) - 40.0, y.at(1.25));
        label(
            Ink::Three,
            "read before, at the end",
            of_old(5),
            at,
            HPos::Right,
        );
    })
}
