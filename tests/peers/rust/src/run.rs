//! Calls in turn, and the table of what they took.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long each row of the table may take.
const BUDGET: Duration = Duration::from_millis(1500);

/// A call that is timed; what it returns keeps it from being left out.
pub type Call<'a> = Box<dyn FnMut() -> f64 + 'a>;

/// The rows asked for.
pub struct Table {
    only: Option<String>,
}

impl Table {
    pub fn new(only: Option<String>) -> Self {
        println!("ns per element, the best of many calls in turn; in brackets how many times ours");
        Self { only }
    }

    pub fn wants(&self, name: &str) -> bool {
        self.only
            .as_ref()
            .is_none_or(|only| name.contains(only.as_str()))
    }

    /// Times the calls in turn; the first is ours.
    pub fn row(&mut self, name: &str, elements: usize, mut calls: Vec<(&str, Call<'_>)>) {
        if !self.wants(name) {
            return;
        }
        // So many calls at a time that the clock does not matter.
        let repeats: Vec<u32> = calls
            .iter_mut()
            .map(|(_, call)| {
                black_box(call());
                let once = time(call, 1).max(1e-9);
                (2e-4 / once).ceil().clamp(1.0, 1e5) as u32
            })
            .collect();
        let mut best = vec![f64::INFINITY; calls.len()];
        let start = Instant::now();
        let mut rounds = 0;
        while start.elapsed() < BUDGET || rounds < 5 {
            for (index, (_, call)) in calls.iter_mut().enumerate() {
                best[index] = best[index].min(time(call, repeats[index]));
            }
            rounds += 1;
        }
        let ours = best[0];
        let cells = calls.iter().zip(&best).map(|((peer, _), best)| {
            let each = best * 1e9 / elements as f64;
            format!("{peer} {each:.3} ({:.2})", best / ours)
        });
        println!("{name:<40} {}", cells.collect::<Vec<_>>().join("  "));
    }
}

fn time(call: &mut Call<'_>, repeats: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        black_box(call());
    }
    start.elapsed().as_secs_f64() / f64::from(repeats)
}
