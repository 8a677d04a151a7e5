//! The codes of the chapter, against `constriction`, a library whose coders share no code with ours.

use std::convert::Infallible;

use approx::{assert_abs_diff_eq, assert_relative_eq};
use codes::{
    Distribution, Huffman, decode, encode, entropy, huffman_rate, ideal_length, kraft_sum,
    shannon_lengths, typical_rate,
};
use constriction::stream::model::DefaultContiguousCategoricalEntropyModel;
use constriction::stream::queue::{DefaultRangeDecoder, DefaultRangeEncoder};
use constriction::stream::{Decode, Encode};
use constriction::symbol::EncoderCodebook;
use constriction::symbol::huffman::EncoderHuffmanTree;
use givens::codes::{ANIMALS, CAT, CATS, DICTIONARIES, DOG, DOGS, SKY, STREET};
use proptest::prelude::*;

use crate::support::laws;

/// The size in bytes of what `constriction` writes, after it has read it back.
fn size_by_constriction(symbols: &[usize], model: &Distribution) -> usize {
    type Model = DefaultContiguousCategoricalEntropyModel;
    let model = Model::from_floating_point_probabilities_fast(model.as_slice(), None)
        .expect("it takes any model of at least two symbols");
    let mut encoder = DefaultRangeEncoder::new();
    encoder
        .encode_iid_symbols(symbols, &model)
        .expect("its models hold every symbol possible");
    let Ok(words) = encoder.into_compressed();

    let Ok(mut decoder) = DefaultRangeDecoder::from_compressed(words.as_slice());
    for (decoded, &symbol) in decoder
        .decode_iid_symbols(symbols.len(), &model)
        .zip(symbols)
    {
        assert_eq!(decoded.ok(), Some(symbol));
    }
    4 * words.len()
}

/// The size in bytes of what our coder writes, after it has read it back.
fn size_by_ours(symbols: &[usize], model: &Distribution) -> usize {
    let bytes = encode(symbols, model).expect("the model holds every symbol possible");
    assert_eq!(decode(&bytes, symbols.len(), model).as_deref(), Ok(symbols));
    bytes.len()
}

/// Shannon (1948), theorem 4: the share of the cases that was asked for does not matter in the long run.
#[test]
fn the_number_of_a_long_message_costs_the_entropy_whatever_the_coverage() {
    let entropy = entropy(&STREET).bits();
    for coverage in [0.5, 0.9, 0.999] {
        let rate = |length| typical_rate(STREET[DOG], length, coverage).unwrap().bits();
        let [short, long] = [rate(1_000), rate(1_000_000)].map(|rate| (rate - entropy).abs());
        assert!(long < 0.004 && long < short, "{coverage}: {short} {long}");
    }
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "the counts are small")]
fn six_dictionaries_cost_what_their_surprisal_predicts() {
    let sizes = [5863, 7961, 8468, 12500, 37562, 74762];
    for (model, size) in DICTIONARIES.iter().zip(sizes) {
        let bytes = encode(&ANIMALS, model).unwrap();
        assert_eq!(bytes.len(), size, "q(cat) = {}", model[CAT]);
        let predicted = (CATS as f64 * -model[CAT].log2() + DOGS as f64 * -model[DOG].log2()) / 8.0;
        let excess = bytes.len() as f64 - predicted;
        assert!(
            (0.0..2.0).contains(&excess),
            "{excess} bytes more than {predicted}"
        );
        assert_eq!(decode(&bytes, ANIMALS.len(), model).as_ref(), Ok(&*ANIMALS));
    }
}

#[test]
fn huffman_spends_a_bit_on_each_animal_where_the_entropy_is_0_468996() {
    let huffman = Huffman::new(&STREET);
    assert_eq!(huffman.lengths(), [Some(1), Some(1)]);
    let cost = huffman.expected_length(&STREET).unwrap();
    assert_relative_eq!(cost.bits(), 1.0, max_relative = 1e-15);
    assert_eq!(huffman.encode(&ANIMALS).unwrap().len(), 12_500);
    assert_abs_diff_eq!(entropy(&STREET).bits(), 0.468_996, epsilon = 5e-7);
}

#[test]
fn a_code_fits_exactly_if_its_kraft_sum_is_at_most_one() {
    assert_eq!(kraft_sum(&Huffman::new(&SKY).lengths()), 1.0);
    assert_eq!(kraft_sum(&shannon_lengths(&SKY)), 0.625);
    assert!(codes::canonical_code(&[1, 2, 2]).is_ok());
    assert!(codes::canonical_code(&[1, 1, 2]).is_err());
}

#[test]
fn a_block_of_n_loses_less_than_one_nth_of_a_bit_but_not_ever_less() {
    let floor = entropy(&STREET).bits();
    let rates: Vec<f64> = (1..=12)
        .map(|block| huffman_rate(&STREET, block).unwrap().bits())
        .collect();
    for (block, rate) in (1_u32..).zip(&rates) {
        let loss = rate - floor;
        assert!(
            (0.0..1.0 / f64::from(block)).contains(&loss),
            "{loss} bits at {block}"
        );
    }
    assert!(
        rates.windows(2).any(|pair| pair[1] > pair[0]),
        "longer blocks were always better"
    );
}

#[test]
fn six_dictionaries_cost_what_is_predicted_in_two_coders() {
    let predictions = [5862.4, 7960.2, 8467.9, 12500.0, 37561.7, 74761.5];
    for (model, printed) in DICTIONARIES.iter().zip(predictions) {
        let (cats, dogs) = (CATS as f64, DOGS as f64);
        let predicted = (cats * -model[CAT].log2() + dogs * -model[DOG].log2()) / 8.0;
        assert!((predicted - printed).abs() <= 0.05, "{predicted} bytes");

        let ours = size_by_ours(&ANIMALS, model);
        let excess = ours as f64 - predicted;
        assert!(
            (0.0..8.0).contains(&excess),
            "{ours} bytes, {predicted} predicted"
        );

        // They end on a whole word, hold probabilities to 24 bits, and lose a little of each range.
        let theirs = size_by_constriction(&ANIMALS, model);
        assert!(
            ours.abs_diff(theirs) <= 32,
            "{ours} bytes, {theirs} by constriction"
        );
    }
}

#[test]
fn the_ideal_length_adds_up_the_counts() {
    for model in DICTIONARIES.iter() {
        let counted = CATS as f64 * -model[CAT].log2() + DOGS as f64 * -model[DOG].log2();
        let summed = ideal_length(&ANIMALS, model).unwrap().bits();
        assert!(
            (summed - counted).abs() <= 1e-13 * counted,
            "{summed} and {counted} bits"
        );
    }
}

/// A model of 2 to 40 symbols, none rarer than one in 40,000, and up to 2,000 symbols, likely or not.
fn message() -> impl Strategy<Value = (Distribution, Vec<usize>)> {
    prop::collection::vec(1..=1000_u64, 2..=40).prop_flat_map(|counts| {
        let symbols = prop::collection::vec(0..counts.len(), 0..=2000);
        let model = Distribution::from_counts(&counts).expect("each count is positive");
        (Just(model), symbols)
    })
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn two_coders_agree_on_any_message((model, symbols) in message()) {
        let predicted = ideal_length(&symbols, &model).unwrap().bits() / 8.0;
        let ours = size_by_ours(&symbols, &model);
        prop_assert!((ours as f64 - predicted).abs() <= 2.0, "{} bytes, {} predicted", ours, predicted);

        // Theirs differs by at most two words (8 bytes) at the end and, for each symbol, 2^-8 of the range
        // (2000 of them: 1.4 bytes) and a count of 2^-23 in a probability of 1/40,000 (1.7 bytes).
        let theirs = size_by_constriction(&symbols, &model);
        prop_assert!((theirs as f64 - predicted).abs() <= 12.0, "{} bytes, {} predicted", theirs, predicted);
        prop_assert!(ours.abs_diff(theirs) <= 14);
    }

    #[test]
    fn two_huffman_codes_have_the_same_length(counts in prop::collection::vec(1..=1000_u32, 2..=60)) {
        let tree = EncoderHuffmanTree::from_probabilities::<u32, _>(&counts);
        let mut theirs = 0;
        for (symbol, &count) in counts.iter().enumerate() {
            let one_more_bit = |_| {
                theirs += count;
                Ok::<(), Infallible>(())
            };
            tree.encode_symbol_prefix(symbol, one_more_bit).unwrap();
        }

        let p = Distribution::from_counts(&counts.iter().copied().map(u64::from).collect::<Vec<_>>()).unwrap();
        let lengths = Huffman::new(&p).lengths();
        let ours: u32 = counts.iter().zip(lengths).map(|(count, length)| count * length.unwrap()).sum();
        prop_assert_eq!(ours, theirs);
    }
}

crate::examples::example!("../examples/codes.rs", "codes");
