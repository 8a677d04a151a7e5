//! The numbers and the laws of the chapter *Mutual information: what one thing says about another*.

use approx::assert_abs_diff_eq;
use givens::mutual_information::{
    LIES, THROWS, TWO_COINS, WEATHER, best_guess_errs, both_bits_and_the_difference, lying,
    numbered, one_bit_and_the_difference, told,
};
use likelihood::plug_in_bias;
use mutual_information::{
    Distribution, Information, Joint, as_much_when_shuffled, chance_bias, conditional_entropy,
    entropy, fano_bound, joint_entropy, kl_divergence, least_error, mean_when_shuffled,
    mutual_information,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{laws, over};

/// Half of the last of six decimals.
const SIX_DECIMALS: f64 = 5e-7;

#[test]
fn a_channel_that_lies_one_time_in_ten_carries_0_531004_bits() {
    let carried = mutual_information(&told(LIES)).bits();
    assert_abs_diff_eq!(carried, 0.531_004, epsilon = SIX_DECIMALS);
    let left = conditional_entropy(&told(LIES)).bits();
    assert_abs_diff_eq!(left, 0.468_996, epsilon = SIX_DECIMALS);
    assert_abs_diff_eq!(carried, 1.0 - left, epsilon = 1e-15);
}

#[test]
fn one_error_in_ten_on_a_fair_bit_leaves_at_most_0_468996_bits() {
    let most = fano_bound(0.1, 2).unwrap();
    assert_abs_diff_eq!(most.bits(), 0.468_996, epsilon = SIX_DECIMALS);
    // The neighbour who lies as often reaches it.
    assert_abs_diff_eq!(
        most.bits(),
        conditional_entropy(&told(0.1)).bits(),
        epsilon = 1e-15
    );
}

#[test]
fn no_guess_from_the_weather_beats_what_fano_allows() {
    let least = least_error(conditional_entropy(&WEATHER), 2);
    assert!(least < best_guess_errs());
    assert_abs_diff_eq!(best_guess_errs(), 0.2, epsilon = 1e-15);
}

#[test]
fn each_bit_alone_says_nothing_of_the_difference_and_both_say_all() {
    let alone = one_bit_and_the_difference().unwrap();
    assert_eq!(mutual_information(&alone), Information::ZERO);
    let both = both_bits_and_the_difference().unwrap();
    assert_eq!(mutual_information(&both), Information::from_bits(1.0));
}

#[test]
fn a_number_of_its_own_says_everything_about_the_sample_and_shuffling_shows_it() {
    let joint = numbered().unwrap();
    let all = entropy(&joint.y());
    assert_abs_diff_eq!(
        mutual_information(&joint).nats(),
        all.nats(),
        epsilon = 1e-14
    );
}

/// All shuffles of six notes, one by one.
#[test]
fn the_mean_of_all_shuffles_is_what_counting_them_gives() {
    let (x, y) = ([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 1]);
    let mut order = [0, 1, 2, 3, 4, 5];
    let (mut sum, mut shuffles) = (0.0, 0.0);
    permute(&mut order, 0, &mut |order| {
        let mut table = [[0; 2]; 2];
        for (place, &other) in order.iter().enumerate() {
            table[x[place]][y[other]] += 1;
        }
        sum += mutual_information(&Joint::from_counts(table).unwrap()).nats();
        shuffles += 1.0;
    });
    assert_eq!(shuffles, 720.0);
    let mean = mean_when_shuffled([[3, 1], [0, 2]]).unwrap().nats();
    assert_abs_diff_eq!(sum / shuffles, mean, epsilon = 1e-13);
}

fn permute(order: &mut [usize; 6], from: usize, visit: &mut impl FnMut(&[usize; 6])) {
    if from == order.len() {
        visit(order);
        return;
    }
    for other in from..order.len() {
        order.swap(from, other);
        permute(order, from + 1, visit);
        order.swap(from, other);
    }
}

#[test]
fn chance_shows_about_one_over_2n() {
    for times in [1, 10, 100] {
        let n = THROWS * times;
        let counts = TWO_COINS.map(|row| row.map(|count| count * times));
        let shuffled = mean_when_shuffled(counts).unwrap().nats();
        let rule = chance_bias(2, 2, n).unwrap().nats();
        assert!(
            (shuffled / rule - 1.0).abs() < 2.0 / n as f64,
            "{n}: {shuffled} and {rule}"
        );
    }
}

/// I = H(X) + H(Y) − H(X, Y), and each of the three looks too low in a sample.
#[test]
fn what_chance_shows_is_what_the_three_entropies_lack() {
    for (rows, columns) in [(1, 4), (2, 2), (2, 5), (6, 3)] {
        let lacks = |outcomes| plug_in_bias(outcomes, 20).unwrap().nats();
        let shown = lacks(rows * columns) - lacks(rows) - lacks(columns);
        let rule = chance_bias(rows, columns, 20).unwrap().nats();
        assert_abs_diff_eq!(shown, rule, epsilon = 1e-15);
    }
}

/// Computed once with forty digits, from the hypergeometric weights of the ten tables.
#[test]
fn chance_shows_as_much_as_the_coins_in_more_than_a_third_of_all_shuffles() {
    let share = as_much_when_shuffled(TWO_COINS).unwrap();
    assert_abs_diff_eq!(share, 0.369_849_964_277, epsilon = 1e-11);
    // Ten times the same unevenness is no chance any more.
    let often = TWO_COINS.map(|row| row.map(|count| 10 * count));
    assert!(as_much_when_shuffled(often).unwrap() < 1e-4);
    // What looks like nothing is reached by every shuffle.
    let even = as_much_when_shuffled([[5, 5], [5, 5]]).unwrap();
    assert_abs_diff_eq!(even, 1.0, epsilon = 1e-12);
}

fn joint() -> impl Strategy<Value = Joint> {
    ((2..=4_usize), (2..=4_usize))
        .prop_flat_map(|(rows, columns)| (over(rows), vec(over(columns), rows)))
        .prop_map(|(x, rows)| Joint::through(&x, &rows).expect("there is a row for each"))
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn the_chain_rule_holds_from_either_end(joint in joint()) {
        let whole = joint_entropy(&joint).nats();
        for (first, rest) in [
            (joint.x(), conditional_entropy(&joint)),
            (joint.y(), conditional_entropy(&joint.transposed())),
        ] {
            prop_assert!((whole - (entropy(&first) + rest).nats()).abs() <= 1e-13);
        }
    }

    #[test]
    fn what_x_says_of_y_is_what_y_says_of_x_and_what_is_no_longer_left(joint in joint()) {
        let shared = mutual_information(&joint).nats();
        prop_assert!(shared >= 0.0);
        prop_assert!((shared - mutual_information(&joint.transposed()).nats()).abs() <= 1e-14);
        let gone = (entropy(&joint.y()) - conditional_entropy(&joint)).nats();
        prop_assert!((shared - gone).abs() <= 1e-13, "{} and {}", shared, gone);
    }

    #[test]
    fn it_is_the_divergence_of_the_table_from_the_product_of_its_edges(joint in joint()) {
        let (x, y) = (joint.x(), joint.y());
        let product: Vec<f64> = x.iter().flat_map(|p| y.iter().map(move |q| p * q)).collect();
        let price = kl_divergence(joint.cells(), &Distribution::new(product).unwrap()).unwrap();
        // A product of two tiny shares may vanish, and then it seems to cost without end.
        if price.is_finite() {
            prop_assert!((price - mutual_information(&joint)).nats().abs() <= 1e-13);
        } else {
            prop_assert!(mutual_information(&joint).is_finite());
        }
    }

    /// What went through one more mouth says no more (data processing).
    #[test]
    fn another_neighbour_never_adds(x in over(2), lies in 0.0..1.0_f64, more in 0.0..1.0_f64) {
        let once = mutual_information(&Joint::through(&x, &lying(lies)).unwrap()).nats();
        let false_at_last = lies * (1.0 - more) + more * (1.0 - lies);
        let twice = mutual_information(&Joint::through(&x, &lying(false_at_last)).unwrap()).nats();
        prop_assert!(twice <= once + 1e-14);
    }

    #[test]
    fn fano_bounds_what_is_left_for_every_guess(joint in joint()) {
        let right: f64 = joint.rows().map(|row| row.iter().copied().fold(0.0, f64::max)).sum();
        let bound = fano_bound((1.0 - right).max(0.0), joint.y().outcomes()).unwrap();
        prop_assert!(conditional_entropy(&joint).nats() <= bound.nats() + 1e-13);
    }
}

crate::examples::example!("../examples/mutual-information.rs", "mutual-information");
