//! The givens of the chapter *Surprise*.

/// What a classifier says of three classes; the third is the true one.
pub const MODEL: [f64; 3] = [0.1, 0.2, 0.7];

/// The probabilities of the chapter's table and figure, from nearly sure to nearly impossible.
pub const PROBABILITIES: [f64; 7] = [0.99, 0.9, 0.7, 0.6, 0.5, 0.1, 0.01];

/// The faces of a fair coin.
pub const FACES: f64 = 2.0;

/// The cards of a deck for skat, each as likely as the next.
pub const CARDS: f64 = 32.0;

/// The suits of that deck.
pub const SUITS: f64 = 4.0;

/// A forecast of rain that sounds sure of itself, and the same forecast spoilt by one step.
pub const SURE: [f64; 2] = [0.9, 0.85];

/// A forecast that hardly expects rain, and the same forecast spoilt by the same step.
pub const UNSURE: [f64; 2] = [0.1, 0.05];
