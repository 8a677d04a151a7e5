use information::Distribution;

use crate::CodeError;

// A message is an interval of [0, 1): each symbol cuts the interval down to its share, and the bytes
// written are the digits, in base 256, of a number inside. Only a window of seven digits is in work:
// `UNIT` is the width of the whole window, and the bit above it catches a carry into the digits before.
const UNIT: u64 = 1 << 56;

/// The first digit of the window, a byte.
const DIGIT: u64 = UNIT >> 8;

/// The coder counts in units of 2 to this power, with a minus: no possible symbol has less, so none costs more bits.
// The range is never below `DIGIT`, so that even a single count is 256 steps of the window wide.
pub const TOTAL_BITS: u32 = 40;
const TOTAL: u64 = 1 << TOTAL_BITS;

/// A model in integers: symbol s owns the counts from `cumulative[s]` up to `cumulative[s + 1]`.
struct Table {
    cumulative: Vec<u64>,
}

impl Table {
    /// Each possible symbol gets one count, so that none becomes impossible by rounding;
    /// the others are shared out by the running sum, so that all together are `TOTAL`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "counts are below 2^53, and rounding down is meant"
    )]
    fn new(model: &Distribution) -> Self {
        let q = model.as_slice();
        let shared = TOTAL.saturating_sub(q.iter().filter(|&&q| q > 0.0).count() as u64) as f64;
        let sum: f64 = q.iter().sum();
        let mut cumulative = Vec::with_capacity(q.len() + 1);
        cumulative.push(0);
        let (mut possible, mut running) = (0, 0.0);
        for &q in q {
            possible += u64::from(q > 0.0);
            running += q;
            cumulative.push(possible + (running / sum * shared) as u64);
        }
        Self { cumulative }
    }

    fn outcomes(&self) -> usize {
        self.cumulative.len() - 1
    }

    fn counts(&self, symbol: usize) -> (u64, u64) {
        (self.cumulative[symbol], self.cumulative[symbol + 1])
    }

    /// The symbol whose share of the interval holds the point `offset` steps above its lower end.
    fn symbol_at(&self, interval: Interval, offset: u64) -> usize {
        self.cumulative[1..].partition_point(|&end| interval.cut(end) <= offset)
    }
}

/// The part of the window that is left to the message: `range` steps from `low` on.
#[derive(Clone, Copy, Debug)]
struct Interval {
    low: u64,
    range: u64,
}

impl Interval {
    const WHOLE: Self = Self {
        low: 0,
        range: UNIT,
    };

    /// How many steps of the range lie below this many counts.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a part of the range is no more than the range"
    )]
    fn cut(self, counts: u64) -> u64 {
        ((u128::from(self.range) * u128::from(counts)) >> TOTAL_BITS) as u64
    }

    /// The interval of the fewest, then lowest, further digits that lie inside, whatever follows them.
    fn ending(self) -> Self {
        let mut range = UNIT;
        loop {
            let low = self.low.next_multiple_of(range);
            if low + range <= self.low + self.range {
                return Self { low, range };
            }
            range >>= 8;
        }
    }
}

/// Writes a message as one number, so that no symbol has to be rounded to whole bits.
///
/// Each symbol may have a model of its own; the decoder must be given the same models in the same order.
/// It takes Σ −log₂ q bits and at most two bytes more: the code of Shannon, Fano and Elias for the whole message.
/// Probabilities are rounded to multiples of 2⁻⁴⁰, and a possible symbol always keeps at least one;
/// the range is cut in whole steps, which only very long messages of symbols near 2⁻⁴⁰ feel, by a few bytes more.
/// Martin (1979); Cover & Thomas (2006), sections 5.9 and 13.3.
///
/// ```
/// use codes::{Distribution, RangeDecoder, RangeEncoder};
///
/// let models = [Distribution::new([0.9, 0.1])?, Distribution::uniform(4)?];
/// let mut encoder = RangeEncoder::new();
/// encoder.push(1, &models[0])?;
/// encoder.push(3, &models[1])?;
/// let bytes = encoder.finish();
///
/// let mut decoder = RangeDecoder::new(&bytes);
/// assert_eq!(decoder.next(&models[0])?, 1);
/// assert_eq!(decoder.next(&models[1])?, 3);
/// decoder.finish()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RangeEncoder {
    bytes: Vec<u8>,
    interval: Interval,
    position: usize,
}

impl RangeEncoder {
    /// An encoder of an empty message.
    ///
    /// ```
    /// assert!(codes::RangeEncoder::new().finish().is_empty());
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            bytes: Vec::new(),
            interval: Interval::WHOLE,
            position: 0,
        }
    }

    /// Adds a symbol, at the cost that `model` gives it.
    ///
    /// # Errors
    /// [`CodeError::SymbolOutOfRange`] or [`CodeError::ImpossibleSymbol`]; the message then stays as it was.
    ///
    /// ```
    /// use codes::{Distribution, RangeEncoder};
    ///
    /// let mut encoder = RangeEncoder::new();
    /// encoder.push(0, &Distribution::one_hot(0, 2)?)?;
    /// assert!(encoder.finish().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn push(&mut self, symbol: usize, model: &Distribution) -> Result<(), CodeError> {
        self.push_counts(symbol, &Table::new(model))
    }

    fn push_counts(&mut self, symbol: usize, table: &Table) -> Result<(), CodeError> {
        let (position, outcomes) = (self.position, table.outcomes());
        if symbol >= outcomes {
            return Err(CodeError::SymbolOutOfRange {
                position,
                symbol,
                outcomes,
            });
        }
        let (start, end) = table.counts(symbol);
        if start == end {
            return Err(CodeError::ImpossibleSymbol { position, symbol });
        }
        let (start, end) = (self.interval.cut(start), self.interval.cut(end));
        self.raise(start);
        self.interval.range = end - start;
        while self.interval.range < DIGIT {
            self.write_digit();
            self.interval.range <<= 8;
        }
        self.position += 1;
        Ok(())
    }

    /// Moves the lower end up; what overflows the window is added to the digits before it.
    fn raise(&mut self, steps: u64) {
        self.interval.low += steps;
        if self.interval.low >= UNIT {
            self.interval.low -= UNIT;
            for byte in self.bytes.iter_mut().rev() {
                *byte = byte.wrapping_add(1);
                if *byte != 0 {
                    break;
                }
            }
        }
    }

    /// Writes the first digit of the lower end and moves the window past it.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the lower end is below UNIT, so its first digit is a byte"
    )]
    fn write_digit(&mut self) {
        self.bytes.push((self.interval.low / DIGIT) as u8);
        self.interval.low = (self.interval.low % DIGIT) << 8;
    }

    /// The bytes of the message: as few as tell its interval from every other.
    ///
    /// ```
    /// use codes::{Distribution, RangeEncoder};
    ///
    /// let model = Distribution::uniform(256)?;
    /// let mut encoder = RangeEncoder::new();
    /// encoder.push(65, &model)?;
    /// encoder.push(66, &model)?;
    /// assert_eq!(encoder.finish(), b"AB");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let ending = self.interval.ending();
        self.raise(ending.low - self.interval.low);
        let mut range = ending.range;
        while range < UNIT {
            self.write_digit();
            range <<= 8;
        }
        self.bytes
    }
}

impl Default for RangeEncoder {
    fn default() -> Self {
        Self::new()
    }
}

/// Reads what a [`RangeEncoder`] wrote, symbol by symbol.
///
/// It walks through the same intervals as the encoder, and in each asks whose share holds the number read.
/// A number cut short leaves room for many; a symbol is given out only when all of them agree on it.
///
/// ```
/// use codes::{CodeError, Distribution, RangeDecoder, encode};
///
/// let model = Distribution::new([0.9, 0.1])?;
/// let bytes = encode(&[1, 1, 1, 1], &model)?;
/// let mut decoder = RangeDecoder::new(&bytes[..1]);
/// assert_eq!(decoder.next(&model)?, 1);
/// assert_eq!(decoder.next(&model)?, 1);
/// assert_eq!(decoder.next(&model), Err(CodeError::Truncated { position: 2 }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RangeDecoder<'a> {
    unread: std::slice::Iter<'a, u8>,
    interval: Interval,
    /// The numbers that the bytes may stand for: `room` of them, from `offset` steps above the lower end on.
    offset: u64,
    room: u64,
    position: usize,
}

impl<'a> RangeDecoder<'a> {
    /// A decoder at the beginning of `bytes`.
    ///
    /// ```
    /// assert!(codes::RangeDecoder::new(&[]).finish().is_ok());
    /// ```
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut decoder = Self {
            unread: bytes.iter(),
            interval: Interval::WHOLE,
            offset: 0,
            room: 1,
            position: 0,
        };
        for _ in 0..UNIT.ilog2() / 8 {
            decoder.read_digit();
        }
        decoder
    }

    /// Moves the window on by a byte; past the last one, any digit may follow.
    fn read_digit(&mut self) {
        self.offset <<= 8;
        match self.unread.next() {
            Some(&byte) => self.offset += u64::from(byte),
            None => self.room <<= 8,
        }
    }

    /// The next symbol, which was pushed with the same model.
    ///
    /// # Errors
    /// [`CodeError::Truncated`] if the bytes leave more than one symbol possible; asking again gives the same answer.
    ///
    /// ```
    /// use codes::{Distribution, RangeDecoder};
    ///
    /// let model = Distribution::uniform(256)?;
    /// let mut decoder = RangeDecoder::new(b"AB");
    /// assert_eq!(decoder.next(&model)?, 65);
    /// assert_eq!(decoder.next(&model)?, 66);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next(&mut self, model: &Distribution) -> Result<usize, CodeError> {
        self.next_counts(&Table::new(model))
    }

    fn next_counts(&mut self, table: &Table) -> Result<usize, CodeError> {
        let symbol = table.symbol_at(self.interval, self.offset);
        let (start, end) = table.counts(symbol);
        let (start, end) = (self.interval.cut(start), self.interval.cut(end));
        if self.offset + self.room > end {
            return Err(CodeError::Truncated {
                position: self.position,
            });
        }
        self.offset -= start;
        // A carry needs no care here: the bytes have it already, and it leaves the window with the next digit.
        self.interval.low += start;
        self.interval.range = end - start;
        while self.interval.range < DIGIT {
            self.interval.low = (self.interval.low % DIGIT) << 8;
            self.interval.range <<= 8;
            self.read_digit();
        }
        self.position += 1;
        Ok(symbol)
    }

    /// Checks that the message ends here: that the encoder would have written these bytes and no other.
    ///
    /// # Errors
    /// [`CodeError::Corrupt`] otherwise.
    ///
    /// ```
    /// use codes::{CodeError, RangeDecoder};
    ///
    /// assert_eq!(RangeDecoder::new(b"surplus").finish(), Err(CodeError::Corrupt { symbols: 0 }));
    /// ```
    pub fn finish(self) -> Result<(), CodeError> {
        let ending = self.interval.ending();
        // While bytes are unread, the room is a single step, and no ending is that narrow.
        if self.interval.low + self.offset == ending.low && self.room == ending.range {
            Ok(())
        } else {
            Err(CodeError::Corrupt {
                symbols: self.position,
            })
        }
    }
}

/// The bytes of a whole message under one model.
///
/// They are at most two more than its [`ideal_length`](crate::ideal_length), up to the rounding told at [`RangeEncoder`].
/// The number of symbols is not part of the bytes.
///
/// # Errors
/// [`CodeError::SymbolOutOfRange`] if the model does not know a symbol,
/// [`CodeError::ImpossibleSymbol`] if the model gives it probability zero.
///
/// ```
/// use codes::{Distribution, encode};
///
/// let model = Distribution::new([0.99, 0.01])?;
/// assert_eq!(encode(&[0; 1000], &model)?.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn encode(symbols: &[usize], model: &Distribution) -> Result<Vec<u8>, CodeError> {
    let table = Table::new(model);
    let mut encoder = RangeEncoder::new();
    for &symbol in symbols {
        encoder.push_counts(symbol, &table)?;
    }
    Ok(encoder.finish())
}

/// The `count` symbols that [`encode`] turned into `bytes` under the same model.
///
/// Whatever bytes it accepts, `encode` would write the very same.
/// A sure symbol takes no bytes, so `count` alone says how many there are: take it from a source you trust.
///
/// # Errors
/// [`CodeError::Truncated`] if the bytes end too early, [`CodeError::Corrupt`] if they do not end with the message.
///
/// ```
/// use codes::{CodeError, Distribution, decode, encode};
///
/// let model = Distribution::new([0.5, 0.3, 0.2])?;
/// let bytes = encode(&[2, 0, 1, 0, 0, 2], &model)?;
/// assert_eq!(decode(&bytes, 6, &model)?, [2, 0, 1, 0, 0, 2]);
/// assert!(matches!(decode(&bytes[..1], 6, &model), Err(CodeError::Truncated { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decode(bytes: &[u8], count: usize, model: &Distribution) -> Result<Vec<usize>, CodeError> {
    let table = Table::new(model);
    let mut decoder = RangeDecoder::new(bytes);
    let mut symbols = Vec::new();
    for _ in 0..count {
        symbols.push(decoder.next_counts(&table)?);
    }
    decoder.finish()?;
    Ok(symbols)
}

#[cfg(test)]
mod tests {
    use information::Distribution;
    use proptest::prelude::*;

    use super::{RangeDecoder, RangeEncoder, TOTAL, Table, decode, encode};
    use crate::{CodeError, ideal_length};

    fn distribution(
        outcomes: impl Into<prop::collection::SizeRange>,
    ) -> impl Strategy<Value = Distribution> {
        // Counts of very different sizes, some of them zero.
        let count = prop_oneof![Just(0), 1..10_u64, 1..1_000_000_u64];
        prop::collection::vec(count, outcomes).prop_filter_map("some event", |counts| {
            Distribution::from_counts(&counts).ok()
        })
    }

    /// A model and a message that it holds possible.
    fn message() -> impl Strategy<Value = (Distribution, Vec<usize>)> {
        (
            distribution(1..20),
            prop::collection::vec(any::<prop::sample::Index>(), 0..300),
        )
            .prop_map(|(model, draws)| {
                let possible: Vec<usize> = (0..model.outcomes())
                    .filter(|&symbol| model[symbol] > 0.0)
                    .collect();
                let symbols = draws.iter().map(|draw| *draw.get(&possible)).collect();
                (model, symbols)
            })
    }

    #[test]
    fn the_format_does_not_change() {
        let model = Distribution::new([0.5, 0.3, 0.2]).unwrap();
        let message = [2, 0, 1, 0, 0, 2, 1, 1, 1, 0, 2, 2, 0, 0, 0, 1, 0, 2];
        assert_eq!(encode(&message, &model).unwrap(), [219, 104, 106, 89]);
    }

    #[test]
    fn a_table_sums_to_the_total_and_keeps_the_possible_apart_from_the_impossible() {
        for probabilities in [
            &[1.0][..],
            &[0.0, 1.0, 0.0],
            &[1e-300, 1.0, 1e-300, 0.0],
            &[0.5 + 0.9e-9, 0.5],
            &[0.5 - 0.9e-9, 0.5],
            &[1e-5; 100_000],
        ] {
            let model = Distribution::new(probabilities).unwrap();
            let table = Table::new(&model);
            assert_eq!(table.cumulative.last(), Some(&TOTAL));
            for (symbol, &q) in probabilities.iter().enumerate() {
                let (start, end) = table.counts(symbol);
                assert!(start <= end);
                assert_eq!(start < end, q > 0.0, "symbol {symbol} of probability {q}");
            }
        }
    }

    #[test]
    fn a_symbol_of_tiny_probability_costs_forty_bits_and_no_more() {
        let model = Distribution::new([1.0, 1e-300]).unwrap();
        let bytes = encode(&[0, 1, 0, 0, 1], &model).unwrap();
        assert!((10..=12).contains(&bytes.len()));
        assert_eq!(decode(&bytes, 5, &model).unwrap(), [0, 1, 0, 0, 1]);
    }

    #[test]
    fn a_sure_message_of_any_length_takes_no_bytes() {
        let model = Distribution::one_hot(2, 4).unwrap();
        assert_eq!(encode(&[2; 1000], &model).unwrap(), []);
        assert_eq!(decode(&[], 1000, &model).unwrap(), [2; 1000]);
        assert_eq!(
            decode(&[0], 1000, &model),
            Err(CodeError::Corrupt { symbols: 1000 })
        );
    }

    #[test]
    fn an_impossible_symbol_is_refused_and_costs_the_message_nothing() {
        let model = Distribution::new([0.5, 0.0, 0.5]).unwrap();
        let refused = CodeError::ImpossibleSymbol {
            position: 1,
            symbol: 1,
        };
        assert_eq!(encode(&[0, 1, 2], &model), Err(refused));

        let mut encoder = RangeEncoder::new();
        encoder.push(0, &model).unwrap();
        assert_eq!(encoder.push(1, &model), Err(refused));
        encoder.push(2, &model).unwrap();
        assert_eq!(encoder.finish(), encode(&[0, 2], &model).unwrap());
    }

    #[test]
    fn an_unknown_symbol_is_refused_with_its_place() {
        let model = Distribution::uniform(2).unwrap();
        let refused = CodeError::SymbolOutOfRange {
            position: 1,
            symbol: usize::MAX,
            outcomes: 2,
        };
        assert_eq!(encode(&[0, usize::MAX], &model), Err(refused));
    }

    #[test]
    fn a_carry_runs_through_the_digits_already_written() {
        // The middle of three closes in on 1/2, which in base 256 is 0.7F FF FF… from below and 0.80 from above.
        let model = Distribution::uniform(3).unwrap();
        for (last, expected) in [(0, [0x7F, 0xFF, 0xFF]), (2, [0x80, 0, 0])] {
            let mut message = vec![1; 20];
            message.push(last);
            let bytes = encode(&message, &model).unwrap();
            assert_eq!(bytes[..3], expected);
            assert_eq!(decode(&bytes, message.len(), &model).unwrap(), message);
        }
    }

    #[test]
    fn a_decoder_that_ran_out_keeps_saying_so() {
        let model = Distribution::uniform(4).unwrap();
        let mut decoder = RangeDecoder::new(&[]);
        let truncated = Err(CodeError::Truncated { position: 0 });
        assert_eq!(decoder.next(&model), truncated);
        assert_eq!(decoder.next(&model), truncated);
        assert_eq!(decoder.next(&Distribution::one_hot(3, 4).unwrap()), Ok(3));
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded((model, symbols) in message()) {
            let bytes = encode(&symbols, &model).unwrap();
            prop_assert_eq!(decode(&bytes, symbols.len(), &model), Ok(symbols));
        }

        #[test]
        #[expect(clippy::cast_precision_loss, reason = "the sizes are small")]
        fn the_excess_is_less_than_two_bytes((model, symbols) in message()) {
            let ideal = ideal_length(&symbols, &model).unwrap().bits() / 8.0;
            let excess = encode(&symbols, &model).unwrap().len() as f64 - ideal;
            prop_assert!(excess > -1e-3 && excess < 2.0, "{} bytes", excess);
        }

        #[test]
        fn each_symbol_may_have_a_model_of_its_own(
            steps in prop::collection::vec((distribution(1..9), any::<prop::sample::Index>()), 0..100),
        ) {
            let mut encoder = RangeEncoder::new();
            let mut message = Vec::new();
            for (model, draw) in &steps {
                let possible: Vec<usize> = (0..model.outcomes()).filter(|&symbol| model[symbol] > 0.0).collect();
                let symbol = *draw.get(&possible);
                encoder.push(symbol, model).unwrap();
                message.push(symbol);
            }
            let bytes = encoder.finish();
            let mut decoder = RangeDecoder::new(&bytes);
            for ((model, _), symbol) in steps.iter().zip(message) {
                prop_assert_eq!(decoder.next(model), Ok(symbol));
            }
            prop_assert_eq!(decoder.finish(), Ok(()));
        }

        #[test]
        fn no_beginning_of_a_message_passes_for_the_whole((model, symbols) in message()) {
            let bytes = encode(&symbols, &model).unwrap();
            for end in 0..bytes.len() {
                let refused = decode(&bytes[..end], symbols.len(), &model);
                prop_assert!(matches!(refused, Err(CodeError::Truncated { .. })), "{:?}", refused);
            }
        }

        #[test]
        fn surplus_bytes_are_refused((model, symbols) in message(), surplus in prop::collection::vec(any::<u8>(), 1..12)) {
            let mut bytes = encode(&symbols, &model).unwrap();
            bytes.extend(surplus);
            let refused = CodeError::Corrupt { symbols: symbols.len() };
            prop_assert_eq!(decode(&bytes, symbols.len(), &model), Err(refused));
        }

        #[test]
        fn bytes_that_decode_are_the_ones_that_encode(
            model in distribution(1..20),
            bytes in prop::collection::vec(any::<u8>(), 0..30),
            count in 0..40_usize,
        ) {
            if let Ok(symbols) = decode(&bytes, count, &model) {
                prop_assert_eq!(symbols.len(), count);
                prop_assert_eq!(encode(&symbols, &model), Ok(bytes));
            }
        }

        #[test]
        fn a_changed_byte_never_decodes_to_the_same_message(
            (model, symbols) in message(),
            place in any::<prop::sample::Index>(),
            change in 1..=u8::MAX,
        ) {
            let mut bytes = encode(&symbols, &model).unwrap();
            if !bytes.is_empty() {
                let place = place.index(bytes.len());
                bytes[place] ^= change;
                prop_assert_ne!(decode(&bytes, symbols.len(), &model), Ok(symbols));
            }
        }
    }
}
