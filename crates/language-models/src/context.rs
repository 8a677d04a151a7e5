use std::collections::HashMap;

use information::{Distribution, Information};

use crate::LanguageError;

/// What came after one context.
#[derive(Clone, Debug, Default)]
struct Seen {
    total: u32,
    /// Each symbol that came, and how often, in the order of the symbols.
    counts: Vec<(usize, u32)>,
}

impl Seen {
    fn learn(&mut self, symbol: usize) {
        self.total += 1;
        match self.counts.binary_search_by_key(&symbol, |(seen, _)| *seen) {
            Ok(place) => self.counts[place].1 += 1,
            Err(place) => self.counts.insert(place, (symbol, 1)),
        }
    }

    fn kinds(&self) -> u32 {
        u32::try_from(self.counts.len()).unwrap_or(u32::MAX)
    }

    fn count(&self, symbol: usize) -> u32 {
        let place = self.counts.binary_search_by_key(&symbol, |(seen, _)| *seen);
        place.map_or(0, |place| self.counts[place].1)
    }
}

/// Counts of what came after every context of no symbol, one, two, and so on up to the order.
///
/// One model serves every order up to its own.
/// Where a context was seen seldom, its counts are blended with the prediction of the context that is one symbol shorter
/// ([`backed_off`]), and where it was never seen that prediction holds alone.
/// Below no context at all lie equal shares, so that everything in the alphabet is possible and no text costs infinitely much.
/// The first symbols of a text have shorter contexts.
#[derive(Clone, Debug)]
pub struct ContextModel {
    alphabet: usize,
    /// By the length of the context, and then by its number.
    tables: Vec<HashMap<u64, Seen>>,
}

impl ContextModel {
    /// A model that has read nothing.
    ///
    /// # Errors
    /// [`LanguageError`] if the alphabet is empty, or too large for contexts of that order.
    ///
    /// ```
    /// use language_models::ContextModel;
    ///
    /// let blank = ContextModel::new(256, 5)?;
    /// assert_eq!(blank.predict(0, &[])?[65], 1.0 / 256.0);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn new(alphabet: usize, order: usize) -> Result<Self, LanguageError> {
        if alphabet == 0 {
            return Err(LanguageError::Empty {
                what: "the alphabet",
            });
        }
        let contexts = u32::try_from(order)
            .ok()
            .and_then(|order| (alphabet as u64).checked_pow(order));
        if contexts.is_none() {
            return Err(LanguageError::Order { order, alphabet });
        }
        Ok(Self {
            alphabet,
            tables: vec![HashMap::new(); order + 1],
        })
    }

    /// The length of the longest context.
    ///
    /// ```
    /// assert_eq!(language_models::ContextModel::new(256, 3)?.order(), 3);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    #[must_use]
    pub fn order(&self) -> usize {
        self.tables.len() - 1
    }

    /// How many contexts of that length have been seen.
    ///
    /// ```
    /// use language_models::{ContextModel, symbols};
    ///
    /// let mut model = ContextModel::new(256, 1)?;
    /// model.read(&symbols(b"abab"))?;
    /// assert_eq!(model.contexts(1), 2);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    #[must_use]
    pub fn contexts(&self, length: usize) -> usize {
        self.tables.get(length).map_or(0, HashMap::len)
    }

    /// How often a symbol came after this very context, how often anything did, and how many kinds of symbols.
    ///
    /// # Errors
    /// [`LanguageError`] if the context is longer than the model's order, or a symbol is not in the alphabet.
    ///
    /// ```
    /// use language_models::{ContextModel, symbols};
    ///
    /// let mut model = ContextModel::new(256, 1)?;
    /// model.read(&symbols(b"abracadabra"))?;
    /// // Of the four that followed an `a`, two were a `b`; the others were a `c` and a `d`.
    /// assert_eq!(model.counts(&symbols(b"a"), 98)?, [2, 4, 3]);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn counts(&self, context: &[usize], symbol: usize) -> Result<[u32; 3], LanguageError> {
        self.check(&[symbol])?;
        let order = context.len();
        self.allow(order)?;
        self.check(context)?;
        let Some((length, key)) = keys(self.alphabet, context, order).last() else {
            return Ok([0; 3]);
        };
        Ok(self.tables[length].get(&key).map_or([0; 3], |seen| {
            [seen.count(symbol), seen.total, seen.kinds()]
        }))
    }

    /// Counts a whole text.
    ///
    /// # Errors
    /// [`LanguageError::Symbol`] if a symbol is not in the alphabet; then nothing is counted.
    ///
    /// ```
    /// use language_models::{ContextModel, symbols};
    ///
    /// let mut model = ContextModel::new(256, 0)?;
    /// model.read(&symbols(b"aaaa"))?;
    /// // Four counts of one kind, and one part of equal shares.
    /// assert_eq!(model.probability(0, &[], 97)?, (4.0 + 1.0 / 256.0) / 5.0);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn read(&mut self, text: &[usize]) -> Result<(), LanguageError> {
        self.check(text)?;
        for place in 0..text.len() {
            self.count(&text[..place], text[place]);
        }
        Ok(())
    }

    /// Counts one more symbol after what came before it.
    ///
    /// # Errors
    /// [`LanguageError::Symbol`] if one of the symbols that count is not in the alphabet.
    ///
    /// ```
    /// use language_models::ContextModel;
    ///
    /// let mut model = ContextModel::new(2, 1)?;
    /// model.learn(&[0], 1)?;
    /// assert_eq!(model.probability(1, &[0], 1)?, 0.875);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn learn(&mut self, before: &[usize], symbol: usize) -> Result<(), LanguageError> {
        self.check(&[symbol])?;
        self.check(self.context(self.order(), before))?;
        self.count(before, symbol);
        Ok(())
    }

    fn count(&mut self, before: &[usize], symbol: usize) {
        for (length, key) in keys(self.alphabet, before, self.order()) {
            self.tables[length].entry(key).or_default().learn(symbol);
        }
    }

    /// The probability of one symbol, from contexts of at most `order` symbols.
    ///
    /// # Errors
    /// [`LanguageError`] if the order is above the model's, or a symbol is not in the alphabet.
    ///
    /// ```
    /// use language_models::{ContextModel, symbols};
    ///
    /// let mut model = ContextModel::new(256, 2)?;
    /// model.read(&symbols(b"abracadabra"))?;
    /// let next = model.predict(2, &symbols(b"ab"))?;
    /// assert!((model.probability(2, &symbols(b"ab"), 114)? - next[114]).abs() < 1e-15);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn probability(
        &self,
        order: usize,
        before: &[usize],
        symbol: usize,
    ) -> Result<f64, LanguageError> {
        self.check(&[symbol])?;
        let mut share = 1.0 / self.alphabet as f64;
        for seen in self.seen(order, before)? {
            let count = f64::from(seen.count(symbol));
            share = backed_off(count, f64::from(seen.total), f64::from(seen.kinds()), share);
        }
        Ok(share)
    }

    /// The probabilities of all symbols, from contexts of at most `order` symbols.
    ///
    /// # Errors
    /// As for [`probability`](Self::probability).
    ///
    /// # Panics
    /// Never: the counts of a context are blended with shares that sum to one.
    ///
    /// ```
    /// use language_models::ContextModel;
    ///
    /// let mut model = ContextModel::new(4, 0)?;
    /// model.read(&[0, 0])?;
    /// assert_eq!(model.predict(0, &[])?.as_slice(), [0.75, 1.0 / 12.0, 1.0 / 12.0, 1.0 / 12.0]);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn predict(&self, order: usize, before: &[usize]) -> Result<Distribution, LanguageError> {
        // The same blends from the longest context down: its counts share out what is left, and the rest goes on to the next.
        let mut shares = vec![0.0; self.alphabet];
        let mut left = 1.0;
        let seen: Vec<&Seen> = self.seen(order, before)?.collect();
        for seen in seen.into_iter().rev() {
            let kinds = f64::from(seen.kinds());
            let part = left / (f64::from(seen.total) + kinds);
            for &(symbol, count) in &seen.counts {
                shares[symbol] += part * f64::from(count);
            }
            left = part * kinds;
        }
        let equal = left / self.alphabet as f64;
        shares.iter_mut().for_each(|share| *share += equal);
        Ok(Distribution::new(shares).expect("blends of shares are shares"))
    }

    /// What each symbol of a text costs that follows on what came before it, while nothing more is learnt.
    ///
    /// # Errors
    /// As for [`probability`](Self::probability).
    ///
    /// ```
    /// use language_models::ContextModel;
    ///
    /// let blank = ContextModel::new(256, 1)?;
    /// assert_eq!(blank.surprisals(1, &[78], &[38, 66])?[1].bits(), 8.0);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn surprisals(
        &self,
        order: usize,
        before: &[usize],
        text: &[usize],
    ) -> Result<Vec<Information>, LanguageError> {
        let whole = [self.context(order, before), text].concat();
        let costs = (whole.len() - text.len()..whole.len()).map(|place| {
            let share = self.probability(order, &whole[..place], whole[place])?;
            Ok(Information::from_nats(-share.ln()))
        });
        costs.collect()
    }

    /// How many guesses each symbol of a text takes, if they go from the likeliest to the unlikeliest; of equals the first goes first.
    ///
    /// Shannon (1951) asked a person.
    ///
    /// # Errors
    /// As for [`probability`](Self::probability).
    ///
    /// ```
    /// use language_models::{ContextModel, symbols};
    ///
    /// let mut model = ContextModel::new(256, 1)?;
    /// model.read(&symbols(b"banana"))?;
    /// assert_eq!(model.guesses(1, &symbols(b"b"), &symbols(b"an"))?, [1, 1]);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn guesses(
        &self,
        order: usize,
        before: &[usize],
        text: &[usize],
    ) -> Result<Vec<usize>, LanguageError> {
        self.check(text)?;
        let whole = [self.context(order, before), text].concat();
        let guesses = (whole.len() - text.len()..whole.len()).map(|place| {
            let (shares, symbol) = (self.predict(order, &whole[..place])?, whole[place]);
            let own = shares[symbol];
            let earlier =
                |(other, share): &(usize, f64)| *share > own || (*other < symbol && *share >= own);
            Ok(shares.iter().enumerate().filter(earlier).count() + 1)
        });
        guesses.collect()
    }

    /// What was seen after each context that ends here, from none to the longest.
    fn seen(
        &self,
        order: usize,
        before: &[usize],
    ) -> Result<impl Iterator<Item = &Seen>, LanguageError> {
        self.allow(order)?;
        self.check(self.context(order, before))?;
        let keys = keys(self.alphabet, before, order);
        Ok(keys.filter_map(|(length, key)| self.tables[length].get(&key)))
    }

    fn allow(&self, order: usize) -> Result<(), LanguageError> {
        let most = self.order();
        if order > most {
            return Err(LanguageError::Above { order, most });
        }
        Ok(())
    }

    fn context<'a>(&self, order: usize, before: &'a [usize]) -> &'a [usize] {
        &before[before.len().saturating_sub(order)..]
    }

    fn check(&self, symbols: &[usize]) -> Result<(), LanguageError> {
        let alphabet = self.alphabet;
        match symbols.iter().find(|symbol| **symbol >= alphabet) {
            Some(&symbol) => Err(LanguageError::Symbol { symbol, alphabet }),
            None => Ok(()),
        }
    }
}

/// The lengths and the numbers of the contexts that end here, the shortest first.
fn keys(
    alphabet: usize,
    before: &[usize],
    order: usize,
) -> impl Iterator<Item = (usize, u64)> + use<> {
    let longest = order.min(before.len());
    let mut recent = [0; 64];
    for (place, symbol) in before.iter().rev().take(longest).enumerate() {
        recent[place] = *symbol as u64;
    }
    let (mut key, mut digit) = (0, 1);
    (0..=longest).map(move |length| {
        if length > 0 {
            key += digit * recent[length - 1];
            digit = digit.saturating_mul(alphabet as u64);
        }
        (length, key)
    })
}

/// The probability of a symbol that came `count` times of `total` after a context, where `kinds` different ones came,
/// if the context that is one symbol shorter gives it the probability `shorter`.
///
/// (m + T · q′) / (n + T), for m of n and T kinds
///
/// The more often something new came here, the more is left to the shorter context.
/// All such shares sum to one if those of the shorter context do.
/// Witten & Bell (1991), method C.
///
/// ```
/// // Three times of four, and two kinds: two parts of six are the shorter context's.
/// assert_eq!(language_models::backed_off(3.0, 4.0, 2.0, 0.75), 0.75);
/// ```
#[must_use]
pub fn backed_off(count: f64, total: f64, kinds: f64, shorter: f64) -> f64 {
    (count + kinds * shorter) / (total + kinds)
}

/// The probability of a symbol that came `count` times of `total`, if each of the alphabet is given `alpha` counts more.
///
/// (m + α) / (n + α · K), for m of n and K symbols
///
/// Laplace's rule, with α = 1: it knows nothing of shorter contexts.
///
/// ```
/// assert_eq!(language_models::additive(3.0, 6.0, 2.0, 1.0), 0.5);
/// ```
#[must_use]
pub fn additive(count: f64, total: f64, alphabet: f64, alpha: f64) -> f64 {
    (count + alpha) / (total + alpha * alphabet)
}
