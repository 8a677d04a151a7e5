//! The numbers and the laws of the chapter *Language models: bits per byte*.

use std::io::{Read, Write};

use approx::assert_abs_diff_eq;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use givens::language_models::{
    ASCII, BEST, BF16, BOOK, COSTS, F16, FILE, GUESSES, MODEL, NEW, ORDERS, OTHERS, PAIRS,
    PARAGRAPHS, READ, TOKENS, VOCABULARY, advantage, before_reading, believed, guessed, of_new,
    of_old, untrained, with_one_more, with_padding,
};
use language_models::{
    BytePairs, ContextModel, Information, backed_off, compress, decompress, entropy, mean_of_means,
    mean_of_tokens, per_byte, perplexity, symbols,
};
use lzma_rust2::{XzOptions, XzReader, XzWriter};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::laws;

#[test]
fn the_book_is_long_enough_and_all_of_its_characters_are_bytes() {
    assert!(BOOK.len() >= 150_000 && BOOK.is_ascii());
    assert_eq!(READ.len() + NEW.len(), BOOK.len());
    assert!(BOOK.contains("Call me Ishmael."));
}

fn falls_to_the_best_and_rises(costs: &[Information]) {
    assert!(costs[..=BEST].is_sorted_by(|one, next| one > next));
    assert!(costs[BEST..].is_sorted_by(|one, next| one < next));
}

#[test]
fn the_new_chapter_costs_less_with_each_character_back_and_then_more() {
    let costs = ORDERS.map(|order| of_new(order).unwrap());
    falls_to_the_best_and_rises(&costs);
    assert_abs_diff_eq!(costs[BEST].bits(), 2.603, epsilon = 5e-4);
    // What was read before only ever gets cheaper: that is learning by heart.
    let read = ORDERS.map(|order| of_old(order).unwrap());
    assert!(read.is_sorted_by(|one, next| one > next));
    // Adding one wastes more the more contexts there are.
    let one_more = ORDERS.map(|order| with_one_more(order).unwrap());
    assert!(one_more[2..].is_sorted_by(|one, next| one < next));
}

#[test]
fn the_order_is_chosen_on_a_chapter_that_is_neither_read_nor_measured() {
    let costs = ORDERS.map(|order| before_reading(order).unwrap());
    falls_to_the_best_and_rises(&costs);
    assert_abs_diff_eq!(costs[BEST].bits(), 2.618, epsilon = 5e-4);
    // It says more once it is read, and then the model is the one that reads all chapters at once.
    for order in ORDERS {
        assert!(of_old(order).unwrap() < costs[order]);
    }
    let mut at_once = ContextModel::new(ASCII, ORDERS[5]).unwrap();
    at_once.read(&READ).unwrap();
    for order in ORDERS {
        assert_eq!(MODEL.contexts(order), at_once.contexts(order));
    }
    let costs = at_once.surprisals(BEST, &READ, &NEW).unwrap();
    assert_eq!(costs, COSTS[BEST]);
}

#[test]
fn an_untrained_model_pays_the_logarithm_of_its_vocabulary() {
    let loss = untrained(VOCABULARY).unwrap().nats();
    assert_abs_diff_eq!(loss, 10.824_905, epsilon = 5e-7);
    let blank = ContextModel::new(ASCII, 2).unwrap();
    let cost = mean_of_tokens(&[blank.surprisals(2, &READ, &NEW).unwrap()]).unwrap();
    assert_eq!(cost.bits(), 7.0);
}

/// A twin who guesses in the same order reads the chapter from the row of guesses.
#[test]
fn the_guesses_hold_the_chapter() {
    let few = &NEW[..300];
    let mut text = READ[READ.len() - BEST..].to_vec();
    for guesses in &GUESSES[..few.len()] {
        let shares = MODEL.predict(BEST, &text).unwrap();
        let mut order: Vec<usize> = (0..ASCII).collect();
        order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]));
        text.push(order[guesses - 1]);
    }
    assert_eq!(&text[BEST..], few);
}

#[test]
fn the_guesses_have_more_entropy_than_the_model_pays() {
    let entropy = entropy(&guessed().unwrap());
    assert_abs_diff_eq!(entropy.bits(), 2.761, epsilon = 5e-4);
    assert!(entropy > of_new(BEST).unwrap());
}

#[test]
fn the_file_is_what_the_model_pays_and_gives_back_the_book() {
    let text = symbols(BOOK.as_bytes());
    assert_eq!(decompress(&FILE, text.len(), ASCII, BEST).unwrap(), text);
    let mut model = ContextModel::new(ASCII, BEST).unwrap();
    let mut cost = Information::ZERO;
    for (place, &symbol) in text.iter().enumerate() {
        let share = model.probability(BEST, &text[..place], symbol).unwrap();
        cost += Information::from_nats(-share.ln());
        model.learn(&text[..place], symbol).unwrap();
    }
    let beyond = FILE.len() as f64 - cost.bits() / 8.0;
    assert!((0.0..=2.0).contains(&beyond), "{beyond}");
}

#[test]
fn gzip_xz_and_zstd_make_larger_files_and_give_back_the_book() {
    let [gzip, xz, zstd] = OTHERS;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(BOOK.as_bytes()).unwrap();
    let file = encoder.finish().unwrap();
    assert_eq!(file.len(), gzip);
    assert_eq!(read(GzDecoder::new(file.as_slice())), BOOK);

    let mut encoder = XzWriter::new(Vec::new(), XzOptions::with_preset(9)).unwrap();
    encoder.write_all(BOOK.as_bytes()).unwrap();
    let file = encoder.finish().unwrap();
    assert_eq!(file.len(), xz);
    assert_eq!(read(XzReader::new(file.as_slice(), false)), BOOK);

    let file = zstd::encode_all(BOOK.as_bytes(), 22).unwrap();
    assert_eq!(file.len(), zstd);
    assert_eq!(zstd::decode_all(file.as_slice()).unwrap(), BOOK.as_bytes());

    assert!(OTHERS.iter().all(|size| *size > FILE.len()));
}

fn read(mut file: impl Read) -> String {
    let mut text = String::new();
    file.read_to_string(&mut text).expect("the file is whole");
    text
}

#[test]
fn the_larger_vocabulary_has_the_larger_perplexity_and_the_fewer_bits_per_byte() {
    let [small, large] = &*TOKENS;
    assert!(perplexity(large.loss) > 2.5 * perplexity(small.loss));
    assert!(large.per_byte().unwrap() < small.per_byte().unwrap());
    // What is paid for all tokens is paid for all bytes.
    let all = large.loss * large.tokens as f64;
    let bytes = large.per_byte().unwrap() * NEW.len() as f64;
    assert_abs_diff_eq!(all.nats(), bytes.nats(), epsilon = 1e-7);
    let text = &BOOK.as_bytes()[READ.len()..];
    let tokens = PAIRS.encode(text);
    assert_eq!(tokens.len(), large.tokens);
    assert_eq!(PAIRS.decode(&tokens).unwrap(), text);
}

#[test]
fn means_of_paragraphs_and_padding_are_no_means_of_characters() {
    let all = mean_of_tokens(&PARAGRAPHS).unwrap();
    assert_abs_diff_eq!(all.nats(), of_new(BEST).unwrap().nats(), epsilon = 1e-12);
    let bug = mean_of_means(&PARAGRAPHS).unwrap() - all;
    assert_abs_diff_eq!(bug.bits(), 0.055, epsilon = 5e-4);
    assert!(with_padding().unwrap() < all * 0.2);
    assert!(advantage() > 100.0);
    assert_eq!(PARAGRAPHS.concat(), COSTS[BEST]);
}

#[test]
fn ones_stop_adding_up_in_half_precision() {
    let [brain, half] = [BF16, F16].map(|f| f.count_to(VOCABULARY));
    assert_eq!((brain, half), (256.0, 2048.0));
    // There a one is half a step, and both are even.
    let steps = [BF16.spacing(brain), F16.spacing(half)];
    assert_eq!(steps, [2.0, 2.0]);
    assert_abs_diff_eq!(believed(BF16).nats(), 5.545, epsilon = 5e-4);
}

/// Rust's own single precision, which `bf16` cuts short, and every number of `f16` is one of its numbers too.
#[test]
fn half_formats_round_to_the_nearest_and_to_even() {
    for bits in (0..0x7f7f_0000_u32).step_by(0x1_0000 / 4 + 1) {
        let x = f32::from_bits(bits);
        let [below, above] = [bits & !0xffff, (bits & !0xffff) + 0x1_0000]
            .map(|bits| f64::from(f32::from_bits(bits)));
        let x = f64::from(x);
        let rounded = BF16.rounded(x);
        assert!(rounded == below || rounded == above, "{x:e}");
        let miss = (rounded - x).abs();
        assert!(miss <= x - below && (miss <= above - x), "{x:e}");
    }
    // A tie between two neighbours: the even one.
    assert_eq!(F16.rounded(2049.0), 2048.0);
    assert_eq!(F16.rounded(2051.0), 2052.0);
    // The largest, what is rounded down to it, and what is not; the smallest, and half of it.
    assert_eq!(F16.rounded(65_519.0), 65_504.0);
    assert_eq!(F16.rounded(65_520.0), f64::INFINITY);
    let least = 2_f64.powi(-24);
    assert_eq!(F16.rounded(least), least);
    assert_eq!(F16.rounded(least / 2.0), 0.0);
    assert_eq!(F16.rounded(-1e9), f64::NEG_INFINITY);
    assert!(BF16.rounded(f64::NAN).is_nan());
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn predictions_are_the_probabilities_and_sum_to_one(text in vec(0..5_usize, 0..60), before in vec(0..5_usize, 0..4), order in 0..4_usize) {
        let mut model = ContextModel::new(5, 3).unwrap();
        model.read(&text).unwrap();
        let shares = model.predict(order, &before).unwrap();
        for symbol in 0..5 {
            let share = model.probability(order, &before, symbol).unwrap();
            prop_assert!((shares[symbol] - share).abs() <= 1e-15);
        }
        prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() <= 1e-14);
    }

    #[test]
    fn whatever_is_compressed_comes_back(text in vec(0..7_usize, 0..80), order in 0..4_usize) {
        let file = compress(&text, 7, order).unwrap();
        prop_assert_eq!(decompress(&file, text.len(), 7, order).unwrap(), text);
    }

    #[test]
    fn whatever_is_cut_into_tokens_comes_back(read in vec(97..101_u8, 0..200), text in vec(any::<u8>(), 0..60)) {
        let pairs = BytePairs::learn(&read, 290).unwrap();
        prop_assert_eq!(pairs.decode(&pairs.encode(&text)).unwrap(), text);
        prop_assert_eq!(pairs.decode(&pairs.encode(&read)).unwrap(), read);
    }

    #[test]
    fn a_blend_lies_between_what_was_counted_and_the_shorter_context(count in 0..50_u32, more in 1..50_u32, kinds in 1..20_u32, shorter in 0.0..1.0_f64) {
        let [count, total, kinds] = [count, count + more, kinds].map(f64::from);
        let (counted, blend) = (count / total, backed_off(count, total, kinds, shorter));
        prop_assert!(blend >= counted.min(shorter) - 1e-15 && blend <= counted.max(shorter) + 1e-15);
    }

    #[test]
    fn batches_of_one_length_have_one_mean(costs in vec(vec(0.0..9.0_f64, 6), 1..6)) {
        let batches: Vec<Vec<Information>> = costs
            .iter()
            .map(|batch| batch.iter().map(|nats| Information::from_nats(*nats)).collect())
            .collect();
        let [one, other] = [mean_of_tokens(&batches), mean_of_means(&batches)].map(|mean| mean.unwrap().nats());
        prop_assert!((one - other).abs() <= 1e-12);
    }

    #[test]
    fn cutting_otherwise_leaves_the_bits_per_byte(nats in 0.1..9.0_f64, tokens in 1..50_usize, pieces in 1..5_usize) {
        let bytes = 4 * tokens;
        let whole = per_byte(Information::from_nats(nats), tokens, bytes).unwrap();
        let cut = per_byte(Information::from_nats(nats / pieces as f64), tokens * pieces, bytes).unwrap();
        prop_assert!((whole.nats() - cut.nats()).abs() <= 1e-12);
    }
}

crate::examples::example!("../examples/language-models.rs", "language-models");
