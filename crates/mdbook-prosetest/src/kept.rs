//! What the evaluator answered before, for whoever asks the same of the same code.
//!
//! The answers stand under all that they come from but the code itself: a crate that was built anew begins with none.
//! Several programs may ask in turn, each built from other sources, so the answers of the last few are kept.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::evaluator::Yielded;

/// So many states of what lies below the code are remembered.
const MOST_STATES: usize = 4;

/// So many values, or formulas, are remembered for one state; beyond, only those that the last tool used.
const MOST_ANSWERS: usize = 8000;

/// The answers under one state of what lies below the code, in a file that bears its name.
#[derive(Debug)]
pub(crate) struct Kept {
    file: PathBuf,
    answers: Answers,
    used: HashSet<(String, String)>,
    changed: bool,
}

#[derive(Debug, Default, Deserialize, Serialize)]
struct Answers {
    /// By the names that the code sees, and its text.
    values: HashMap<String, HashMap<String, Vec<KeptValue>>>,
    /// On how many draws the formulas of a page agreed, by what they are.
    agreed: HashMap<String, Vec<usize>>,
}

/// A value bit for bit.
#[derive(Clone, Debug, Deserialize, Serialize)]
enum KeptValue {
    Number(u64),
    Quantity(usize, u64),
    Text(String),
}

impl From<&Yielded> for KeptValue {
    fn from(value: &Yielded) -> Self {
        match value {
            Yielded::Number(number) => Self::Number(number.to_bits()),
            Yielded::Quantity(dimension, number) => Self::Quantity(*dimension, number.to_bits()),
            Yielded::Text(text) => Self::Text(text.clone()),
        }
    }
}

impl From<&KeptValue> for Yielded {
    fn from(value: &KeptValue) -> Self {
        match value {
            KeptValue::Number(bits) => Self::Number(f64::from_bits(*bits)),
            KeptValue::Quantity(dimension, bits) => {
                Self::Quantity(*dimension, f64::from_bits(*bits))
            }
            KeptValue::Text(text) => Self::Text(text.clone()),
        }
    }
}

impl Answers {
    /// Takes over what another tool found out about the same state, up to what can be remembered.
    fn add(&mut self, other: Self) {
        let room = |many: usize| many < MOST_ANSWERS;
        if room(self.many()) {
            for (scope, codes) in other.values {
                let of_scope = self.values.entry(scope).or_default();
                for (code, values) in codes {
                    of_scope.entry(code).or_insert(values);
                }
            }
        }
        if room(self.agreed.len()) {
            for (formulas, draws) in other.agreed {
                self.agreed.entry(formulas).or_insert(draws);
            }
        }
    }

    /// How many values there are.
    fn many(&self) -> usize {
        self.values.values().map(HashMap::len).sum()
    }
}

/// The answers in a file, if it has some.
fn read(file: &Path) -> Answers {
    let text = fs::read(file).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

impl Kept {
    /// The answers in a folder for a state of what lies below the code.
    pub(crate) fn read(folder: &Path, below: &str) -> Self {
        let file = folder.join(below).with_extension("json");
        Self {
            answers: read(&file),
            file,
            used: HashSet::new(),
            changed: false,
        }
    }

    pub(crate) fn values(&mut self, scope: &str, code: &str) -> Option<Vec<Yielded>> {
        let values = self.answers.values.get(scope)?.get(code)?;
        self.used.insert((scope.to_owned(), code.to_owned()));
        Some(values.iter().map(Yielded::from).collect())
    }

    pub(crate) fn keep(&mut self, scope: &str, code: &str, values: &[Yielded]) {
        let of_scope = self.answers.values.entry(scope.to_owned()).or_default();
        of_scope.insert(
            code.to_owned(),
            values.iter().map(KeptValue::from).collect(),
        );
        self.used.insert((scope.to_owned(), code.to_owned()));
        self.changed = true;
    }

    pub(crate) fn agreed(&mut self, formulas: &str) -> Option<Vec<usize>> {
        let draws = self.answers.agreed.get(formulas)?.clone();
        self.used.insert((String::new(), formulas.to_owned()));
        Some(draws)
    }

    pub(crate) fn agree(&mut self, formulas: String, draws: &[usize]) {
        self.used.insert((String::new(), formulas.clone()));
        self.answers.agreed.insert(formulas, draws.to_vec());
        self.changed = true;
    }

    /// Leaves out what was not used, if there is too much.
    fn trim(&mut self) {
        let used = &self.used;
        if self.answers.many() > MOST_ANSWERS {
            for (scope, codes) in &mut self.answers.values {
                codes.retain(|code, _| used.contains(&(scope.clone(), code.clone())));
            }
        }
        if self.answers.agreed.len() > MOST_ANSWERS {
            let is_used = |formulas: &String| used.contains(&(String::new(), formulas.clone()));
            self.answers.agreed.retain(|formulas, _| is_used(formulas));
        }
    }
}

impl Drop for Kept {
    /// Leaves the answers for the next tool, beside those that others left meanwhile.
    fn drop(&mut self) {
        if !self.changed {
            return;
        }
        self.trim();
        self.answers.add(read(&self.file));
        let folder = self.file.parent().unwrap_or(Path::new("."));
        // Whoever cannot write them evaluates again.
        if fs::create_dir_all(folder).is_ok()
            && let (Ok(text), Ok(mut file)) = (
                serde_json::to_vec(&self.answers),
                NamedTempFile::new_in(folder),
            )
            && file.write_all(&text).is_ok()
            && file.persist(&self.file).is_ok()
        {
            sweep(folder);
        }
    }
}

/// Removes the answers for all states but the last few.
fn sweep(folder: &Path) {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let dated = |entry: fs::DirEntry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()));
    let mut files: Vec<_> = files.filter_map(dated).collect();
    files.sort_unstable();
    for (_, file) in files.iter().rev().skip(MOST_STATES) {
        // Another tool may sweep as well.
        let _ = fs::remove_file(file);
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, MOST_STATES};
    use crate::evaluator::Yielded;

    #[test]
    fn answers_are_kept_for_the_last_few_states_and_for_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let kept = |below: &str| Kept::read(folder.path(), below);
        let third = [Yielded::Number(1.0 / 3.0), Yielded::Text("a\nb".to_owned())];
        let states: Vec<String> = (0..=MOST_STATES).map(|state| state.to_string()).collect();
        for state in &states {
            kept(state).keep("::physics::*", "G", &third);
            kept(state).agree("formulas".to_owned(), &[7]);
        }
        for state in &states[1..] {
            let mut kept = kept(state);
            assert_eq!(
                kept.values("::physics::*", "G").as_deref(),
                Some(&third[..])
            );
            assert_eq!(kept.agreed("formulas"), Some(vec![7]));
            assert_eq!(kept.values("::chemistry::*", "G"), None);
        }
        assert_eq!(kept(&states[0]).values("::physics::*", "G"), None);
    }
}
