//! The two precisions, and an exponential and a logarithm that a compiler can spread over the lanes of a register.
//!
//! Every function here is a straight line: no branch, no table, no call, so a loop over it becomes vector code.
//! The polynomials were fitted by Remez's exchange, in forty digits, to the smallest largest relative error.
//! `FUSED` says whether the processor multiplies and adds in one rounding; where it does not, asking for it would
//! be a slow call.

use std::fmt::{Debug, Display};
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub};

/// An exponent that others are compared with.
///
/// With n the whole number nearest to z / ln 2, exp z = 2ⁿ · exp(z − n ln 2).
/// Taking the anchor's n from every other n divides all by the same power of two, which is exact; so no
/// difference of exponents is rounded, and none is taken.
#[derive(Clone, Copy, Debug)]
pub struct Anchor<T> {
    /// What rounds to a whole number when added, less n.
    pub(crate) whole: T,
    /// From here down, nothing is left.
    pub(crate) low: T,
    /// From here up, the power of two is infinite.
    pub(crate) high: T,
    /// exp(z − n ln 2).
    pub(crate) exp: f64,
}

pub(crate) mod arithmetic {
    use super::{Add, AddAssign, Anchor, Debug, Display, Div, Mul, MulAssign, Neg, Sub};

    /// What the kernels need of a precision; out of reach, so that no other type can bring it.
    pub trait Arithmetic:
        Copy
        + Debug
        + Display
        + Default
        + PartialOrd
        + Send
        + Sync
        + Into<f64>
        + Add<Output = Self>
        + AddAssign
        + Sub<Output = Self>
        + Mul<Output = Self>
        + MulAssign
        + Div<Output = Self>
        + Neg<Output = Self>
        + 'static
    {
        /// 0.
        const ZERO: Self;
        /// ½.
        const HALF: Self;
        /// 1.
        const ONE: Self;
        /// ∞.
        const INFINITY: Self;
        /// −∞.
        const NEG_INFINITY: Self;
        /// A power of two that lifts every subnormal number into the normal ones.
        const RAISE: Self;
        /// One over [`RAISE`](Self::RAISE).
        const LOWER: Self;
        /// The smallest number with all its digits.
        const SMALLEST_NORMAL: Self;
        /// So small that what lies below does not count beside what lies above, unless all else is nothing.
        const FAINT: Self;
        /// Whether this is the double precision.
        const IS_DOUBLE: bool;
        /// How far from one the sum of probabilities may be.
        const SUM_TOLERANCE: f64;

        /// The nearest number of this precision.
        fn nearest(x: f64) -> Self;
        /// The same numbers in double precision.
        fn widened<const N: usize>(numbers: [Self; N]) -> [f64; N];
        /// The distance from zero.
        fn magnitude(self) -> Self;
        /// `self · b + c`.
        fn multiply_add<const FUSED: bool>(self, b: Self, c: Self) -> Self;
        /// Exponents farther from zero than this are no anchors: whole multiples of ln 2 would not be exact.
        const FAR: Self;
        /// The raised exponential of this is infinite, and that of more is taken to be so.
        const CEILING: Self;
        /// The largest sum of raised exponentials that can be divided by without leaving the normal numbers.
        const ROOM: f64;

        /// What exponentials are taken in relation to.
        fn anchor<const FUSED: bool>(z: Self) -> Anchor<Self>;
        /// exp(z) · `RAISE` in relation to the anchor: divide it by the anchor's own.
        ///
        /// Nothing where it would be less than the smallest number by far, and not finite where it would be too large
        /// or NaN.
        fn exp_anchored<const FUSED: bool>(z: Self, anchor: Anchor<Self>) -> Self;
        /// exp(y + rest) · `RAISE` for y ≤ `CEILING`, and nothing where that would be less than the smallest number by far.
        ///
        /// `rest` is what y lost to rounding when it was computed.
        fn exp_raised<const FUSED: bool>(y: Self, rest: Self) -> Self;
        /// Numbers `(k, l)` with ln x = k · ln 2 + l for normal x from 0 to 1; |l| ≤ ½ ln 2.
        ///
        /// Some finite numbers for 0 and subnormal x, so that 0 · ln 0 is 0.
        fn ln_parts<const FUSED: bool>(x: Self) -> (Self, Self);
        /// ln x by the standard library, in this precision.
        fn ln(self) -> f64;
        /// The same number with its sign bit set if either has it set; other bits as they come.
        fn with_sign_of(self, other: Self) -> Self;
        /// Whether the sign bit is set.
        fn has_sign(self) -> bool;
        /// (2 artanh s − 2s) / s³ as a function of s², for s² up to 1/9.
        fn artanh_tail<const FUSED: bool>(s_squared: Self) -> Self;
        /// k · ln 2 + tail, where the tail is the smaller part.
        fn add_twos<const FUSED: bool>(k: Self, tail: Self) -> Self;
        /// Numbers `(k, a, b)` with p / q = 2ᵏ · a / b for normal p and q, where k is even and a / b from ½ to 2.
        ///
        /// Some finite numbers for 0 and subnormal p or q.
        fn split_ratio(p: Self, q: Self) -> (Self, Self, Self);
    }
}

use exact::two_sum;

use arithmetic::Arithmetic;

/// The larger number; the second where one is NaN.
#[inline(always)]
pub(crate) fn larger<T: PartialOrd>(a: T, b: T) -> T {
    if a > b { a } else { b }
}

/// The smaller number; the second where one is NaN.
#[inline(always)]
pub(crate) fn smaller<T: PartialOrd>(a: T, b: T) -> T {
    if a < b { a } else { b }
}

/// exp(a − b) · `RAISE`, with the difference taken exactly (Knuth's two-sum): a rounded difference of 60
/// would be off by as much as thirty ulp of its exponential.
#[inline(always)]
pub(crate) fn raised_exp_of_difference<T: Arithmetic, const FUSED: bool>(a: T, b: T) -> T {
    let difference = smaller(T::CEILING, a - b);
    let of_b = difference - a;
    let rest = (a - (difference - of_b)) - (b + of_b);
    T::exp_raised::<FUSED>(difference, rest)
}

/// exp(a − b), by the standard library; what the difference loses to rounding counts in double precision.
#[inline(always)]
pub(crate) fn exp_of_difference<T: Arithmetic>(a: T, b: T) -> f64 {
    let (a, b): (f64, f64) = (a.into(), b.into());
    let (difference, rest) = two_sum(a, -b);
    let exp = difference.exp();
    if T::IS_DOUBLE { exp + exp * rest } else { exp }
}

/// The value of a polynomial, from the coefficient of the highest power down.
#[inline(always)]
fn horner<T: Arithmetic, const FUSED: bool, const N: usize>(x: T, coefficients: [T; N]) -> T {
    let mut value = coefficients[N - 1];
    let mut power = N - 1;
    while power > 0 {
        power -= 1;
        value = value.multiply_add::<FUSED>(x, coefficients[power]);
    }
    value
}

/// The value of a polynomial, even and odd powers apart, which takes half the time where one waits for the other.
#[inline(always)]
fn halves<T: Arithmetic, const FUSED: bool, const N: usize>(x: T, coefficients: [T; N]) -> T {
    let square = x * x;
    let (mut last, mut value) = (coefficients[N - 1], coefficients[N - 2]);
    let mut power = N - 2;
    while power > 0 {
        power -= 1;
        (last, value) = (
            value,
            last.multiply_add::<FUSED>(square, coefficients[power]),
        );
    }
    last.multiply_add::<FUSED>(x, value)
}

#[allow(
    clippy::excessive_precision,
    reason = "the coefficients are written as they were fitted, and rounded once, by the compiler"
)]
impl Arithmetic for f32 {
    const ZERO: Self = 0.0;
    const HALF: Self = 0.5;
    const ONE: Self = 1.0;
    const INFINITY: Self = Self::INFINITY;
    const NEG_INFINITY: Self = Self::NEG_INFINITY;
    // 2⁶⁴
    const RAISE: Self = 18_446_744_073_709_551_616.0;
    const LOWER: Self = 1.0 / Self::RAISE;
    const IS_DOUBLE: bool = false;
    const SUM_TOLERANCE: f64 = 1e-5;
    const FAR: Self = 1024.0;
    const SMALLEST_NORMAL: Self = Self::MIN_POSITIVE;
    // 2⁻⁶⁰
    const FAINT: Self = Self::from_bits((127 - 60) << 23);
    const CEILING: Self = 44.4;
    // 2¹²⁵
    const ROOM: f64 = f64::from_bits((1023 + 125) << 52);

    #[inline(always)]
    fn anchor<const FUSED: bool>(z: Self) -> Anchor<Self> {
        let shifted = z.multiply_add::<FUSED>(std::f32::consts::LOG2_E, WHOLE_F32);
        let n = shifted - WHOLE_F32;
        let rest =
            f64::from(z) - f64::from(n) * (f64::from(LN_2_HIGH_F32) + f64::from(LN_2_LOW_F32));
        // NaN makes every exponential NaN.
        let near = z.abs() <= Self::FAR;
        let rest = if near { rest } else { f64::NAN };
        Anchor {
            whole: if near { WHOLE_F32 - n } else { Self::NAN },
            low: (n - (127.0 + 64.0)) * std::f32::consts::LN_2,
            high: (n + 64.0) * std::f32::consts::LN_2,
            exp: f64::exp_raised::<FUSED>(rest, 0.0) * f64::LOWER,
        }
    }

    #[inline(always)]
    fn exp_anchored<const FUSED: bool>(z: Self, anchor: Anchor<Self>) -> Self {
        // In this order, because NaN must come through.
        let z = smaller(anchor.high, larger(anchor.low, z));
        let shifted = z.multiply_add::<FUSED>(std::f32::consts::LOG2_E, anchor.whole);
        let n = shifted - anchor.whole;
        let power = Self::from_bits(shifted.to_bits() << 23);
        let r = n.multiply_add::<FUSED>(-LN_2_HIGH_F32, z);
        let r = n.multiply_add::<FUSED>(-LN_2_LOW_F32, r);
        (r * power).multiply_add::<FUSED>(exp_slope_f32::<FUSED>(r), power)
    }

    #[inline(always)]
    fn nearest(x: f64) -> Self {
        x as Self
    }

    #[inline(always)]
    fn widened<const N: usize>(numbers: [Self; N]) -> [f64; N] {
        let mut wide = [0.0; N];
        for lane in 0..N {
            wide[lane] = numbers[lane].into();
        }
        wide
    }

    #[inline(always)]
    fn magnitude(self) -> Self {
        self.abs()
    }

    #[inline(always)]
    fn ln(self) -> f64 {
        Self::ln(self).into()
    }

    #[inline(always)]
    fn with_sign_of(self, other: Self) -> Self {
        Self::from_bits(self.to_bits() | other.to_bits())
    }

    #[inline(always)]
    fn has_sign(self) -> bool {
        self.is_sign_negative()
    }

    #[inline(always)]
    fn multiply_add<const FUSED: bool>(self, b: Self, c: Self) -> Self {
        if FUSED {
            self.mul_add(b, c)
        } else {
            self * b + c
        }
    }

    /// exp y = 2ⁿ · exp r with n the whole number nearest to y / ln 2, so |r| ≤ ½ ln 2.
    ///
    /// Adding 1.5 · 2²³ rounds to a whole number and leaves it in the last bits, where a shift makes it an exponent.
    /// exp r = 1 + r + r² · Q(r), and Q is off by 2⁻²⁸ of exp r.
    #[inline(always)]
    fn exp_raised<const FUSED: bool>(y: Self, rest: Self) -> Self {
        const LOWEST: f32 = -131.0;
        let shifted = y.multiply_add::<FUSED>(std::f32::consts::LOG2_E, WHOLE_F32);
        let n = shifted - WHOLE_F32;
        let power = Self::from_bits(shifted.to_bits() << 23);
        let r = n.multiply_add::<FUSED>(-LN_2_HIGH_F32, y);
        let r = n.multiply_add::<FUSED>(-LN_2_LOW_F32, r) + rest;
        let exp = (r * power).multiply_add::<FUSED>(exp_slope_f32::<FUSED>(r), power);
        // A comparison, and not a maximum, because NaN must come through.
        if y < LOWEST { 0.0 } else { exp }
    }

    /// x = 2ᵏ · (1 + f) with 1 + f between √½ and √2, and ln(1 + f) = f − f²/2 + f³ · P(f), off by 2⁻²⁷.
    #[inline(always)]
    fn ln_parts<const FUSED: bool>(x: Self) -> (Self, Self) {
        const ROOT_HALF: u32 = 0x3f35_04f3;
        // Keeps the exponent positive, for a shift without sign.
        const OFFSET: u32 = 127;
        let bits = x
            .to_bits()
            .wrapping_add((OFFSET << 23).wrapping_sub(ROOT_HALF));
        let whole = Self::from_bits(0x4b00_0000 | (bits >> 23));
        let k = whole - (8_388_608.0 + 127.0);
        let f = Self::from_bits((bits & 0x007f_ffff) + ROOT_HALF) - 1.0;
        (k, (f * f).multiply_add::<FUSED>(bend_f32::<FUSED>(f), f))
    }

    /// Off by 2⁻²⁸ of 2 artanh s / s.
    #[inline(always)]
    fn artanh_tail<const FUSED: bool>(s_squared: Self) -> Self {
        horner::<Self, FUSED, 4>(
            s_squared,
            [
                0.666_664_175_358_579_455_88,
                0.400_214_600_844_096_904_65,
                0.280_028_364_459_977_313_65,
                0.280_071_935_993_218_614_14,
            ],
        )
    }

    #[inline(always)]
    fn add_twos<const FUSED: bool>(k: Self, tail: Self) -> Self {
        k.multiply_add::<FUSED>(LN_2_HIGH_F32, k.multiply_add::<FUSED>(LN_2_LOW_F32, tail))
    }

    /// The difference of the bits is nearly the logarithm of the ratio; its rounded upper part is k.
    #[inline(always)]
    fn split_ratio(p: Self, q: Self) -> (Self, Self, Self) {
        const OFFSET: u32 = 128;
        let (p, q) = (p.to_bits(), q.to_bits());
        let half_k = p.wrapping_sub(q).wrapping_add((OFFSET << 24) + (1 << 23)) >> 24;
        let exponent = (q & 0x7f80_0000).wrapping_sub(0x3f80_0000);
        let b = q.wrapping_sub(exponent);
        let a = p
            .wrapping_sub(exponent)
            .wrapping_sub(half_k.wrapping_sub(OFFSET) << 24);
        // The last bit of 2²⁴ counts 2.
        let k = Self::from_bits(0x4b80_0000 | half_k) - (16_777_216.0 + 256.0);
        (k, Self::from_bits(a), Self::from_bits(b))
    }
}

/// Rounds to a whole number when added, and leaves it, with the bias of an exponent and that of `RAISE`, in the last bits.
const WHOLE_F32: f32 = 12_582_912.0 + 127.0 + 64.0;

/// (exp r − 1) / r for |r| ≤ ½ ln 2.
#[allow(
    clippy::excessive_precision,
    reason = "the coefficients are written as they were fitted, and rounded once, by the compiler"
)]
#[inline(always)]
fn exp_slope_f32<const FUSED: bool>(r: f32) -> f32 {
    horner::<f32, FUSED, 6>(
        r,
        [
            1.0,
            0.499_999_934_134_344_033_54,
            0.166_665_201_215_266_333_02,
            0.041_668_394_050_570_033_17,
            0.008_368_778_753_417_383_783_8,
            0.001_381_447_038_178_149_322_2,
        ],
    )
}

/// ln 2 in two parts, the first with so few digits that its product with an exponent is exact.
const LN_2_HIGH_F32: f32 = 0.693_359_4;
const LN_2_LOW_F32: f32 = -2.121_944_4e-4;

/// (ln(1 + f) − f) / f² for 1 + f between √½ and √2.
#[allow(
    clippy::excessive_precision,
    reason = "the coefficients are written as they were fitted, and rounded once, by the compiler"
)]
#[inline(always)]
fn bend_f32<const FUSED: bool>(f: f32) -> f32 {
    horner::<f32, FUSED, 9>(
        f,
        [
            -0.5,
            0.333_333_167_264_785_264_01,
            -0.250_008_104_071_302_037_1,
            0.200_022_862_513_571_766_79,
            -0.166_245_539_871_380_720_67,
            0.141_811_922_164_403_631_26,
            -0.131_287_554_128_329_307_55,
            0.128_816_464_492_175_305_23,
            -0.078_596_092_472_596_323_613,
        ],
    )
}

#[allow(
    clippy::excessive_precision,
    reason = "the coefficients are written as they were fitted, and rounded once, by the compiler"
)]
impl Arithmetic for f64 {
    const ZERO: Self = 0.0;
    const HALF: Self = 0.5;
    const ONE: Self = 1.0;
    const INFINITY: Self = Self::INFINITY;
    const NEG_INFINITY: Self = Self::NEG_INFINITY;
    // 2⁵¹²
    const RAISE: Self = Self::from_bits((1023 + 512) << 52);
    const LOWER: Self = 1.0 / Self::RAISE;
    const IS_DOUBLE: bool = true;
    const SUM_TOLERANCE: f64 = 1e-9;
    const FAR: Self = 131_072.0;
    const SMALLEST_NORMAL: Self = Self::MIN_POSITIVE;
    // 2⁻⁵⁰⁰
    const FAINT: Self = Self::from_bits((1023 - 500) << 52);
    const CEILING: Self = 355.0;
    // 2¹⁰²⁰
    const ROOM: f64 = Self::from_bits((1023 + 1020) << 52);

    #[inline(always)]
    fn anchor<const FUSED: bool>(z: Self) -> Anchor<Self> {
        let shifted = z.multiply_add::<FUSED>(std::f64::consts::LOG2_E, WHOLE);
        let n = shifted - WHOLE;
        let high = z - n * LN_2_HIGH;
        let low = n * LN_2_LOW;
        let near = z.abs() <= Self::FAR;
        let rest = if near { high - low } else { Self::NAN };
        Anchor {
            whole: if near { WHOLE - n } else { Self::NAN },
            low: (n - (1023.0 + 512.0)) * std::f64::consts::LN_2,
            high: (n + 512.0) * std::f64::consts::LN_2,
            exp: Self::exp_raised::<FUSED>(rest, (high - rest) - low) * Self::LOWER,
        }
    }

    #[inline(always)]
    fn exp_anchored<const FUSED: bool>(z: Self, anchor: Anchor<Self>) -> Self {
        let z = smaller(anchor.high, larger(anchor.low, z));
        let shifted = z.multiply_add::<FUSED>(std::f64::consts::LOG2_E, anchor.whole);
        let n = shifted - anchor.whole;
        let power = Self::from_bits(shifted.to_bits() << 52);
        let r = n.multiply_add::<FUSED>(-LN_2_HIGH, z);
        let r = n.multiply_add::<FUSED>(-LN_2_LOW, r);
        let slope = horner::<f64, FUSED, 11>(r, EXP_SLOPE);
        (r * power).multiply_add::<FUSED>(slope, power)
    }

    #[inline(always)]
    fn nearest(x: f64) -> Self {
        x
    }

    #[inline(always)]
    fn widened<const N: usize>(numbers: [Self; N]) -> [f64; N] {
        numbers
    }

    #[inline(always)]
    fn magnitude(self) -> Self {
        self.abs()
    }

    #[inline(always)]
    fn ln(self) -> f64 {
        Self::ln(self)
    }

    #[inline(always)]
    fn with_sign_of(self, other: Self) -> Self {
        Self::from_bits(self.to_bits() | other.to_bits())
    }

    #[inline(always)]
    fn has_sign(self) -> bool {
        self.is_sign_negative()
    }

    #[inline(always)]
    fn multiply_add<const FUSED: bool>(self, b: Self, c: Self) -> Self {
        if FUSED {
            self.mul_add(b, c)
        } else {
            self * b + c
        }
    }

    /// As for `f32`, with 1.5 · 2⁵² and a Q that is off by 2⁻⁵⁷.
    #[inline(always)]
    fn exp_raised<const FUSED: bool>(y: Self, rest: Self) -> Self {
        const LOWEST: f64 = -1060.0;
        let shifted = y.multiply_add::<FUSED>(std::f64::consts::LOG2_E, WHOLE);
        let n = shifted - WHOLE;
        let power = Self::from_bits(shifted.to_bits() << 52);
        let r = n.multiply_add::<FUSED>(-LN_2_HIGH, y);
        let r = n.multiply_add::<FUSED>(-LN_2_LOW, r) + rest;
        let slope = halves::<f64, FUSED, 11>(r, EXP_SLOPE);
        let exp = (r * power).multiply_add::<FUSED>(slope, power);
        if y < LOWEST { 0.0 } else { exp }
    }

    /// As for `f32`, but by way of s = f / (2 + f), since ln(1 + f) = 2 artanh s needs half as many terms.
    #[inline(always)]
    fn ln_parts<const FUSED: bool>(x: Self) -> (Self, Self) {
        const OFFSET: u64 = 1023;
        let bits = x
            .to_bits()
            .wrapping_add((OFFSET << 52).wrapping_sub(ROOT_HALF));
        let whole = Self::from_bits(0x4330_0000_0000_0000 | (bits >> 52));
        let k = whole - (4_503_599_627_370_496.0 + 1023.0);
        let f = Self::from_bits((bits & 0x000f_ffff_ffff_ffff) + ROOT_HALF) - 1.0;
        let s = f / (2.0 + f);
        let square = s * s;
        let tail = horner::<f64, FUSED, 7>(square, ARTANH_TAIL);
        let bend = (-square).multiply_add::<FUSED>(tail, f);
        (k, (-s).multiply_add::<FUSED>(bend, f))
    }

    /// Off by 2⁻⁵⁹ of 2 artanh s / s.
    #[inline(always)]
    fn artanh_tail<const FUSED: bool>(s_squared: Self) -> Self {
        halves::<Self, FUSED, 10>(
            s_squared,
            [
                0.666_666_666_666_663_120_75,
                0.400_000_000_001_542_669_31,
                0.285_714_285_482_227_521_22,
                0.222_222_239_473_053_602_95,
                0.181_817_446_964_020_604_01,
                0.153_865_438_914_172_671_98,
                0.133_011_788_378_794_348_57,
                0.121_045_028_179_941_305_49,
                0.083_468_514_601_893_436_077,
                0.170_063_628_465_943_656_56,
            ],
        )
    }

    #[inline(always)]
    fn add_twos<const FUSED: bool>(k: Self, tail: Self) -> Self {
        k.multiply_add::<FUSED>(LN_2_HIGH, k.multiply_add::<FUSED>(LN_2_LOW, tail))
    }

    #[inline(always)]
    fn split_ratio(p: Self, q: Self) -> (Self, Self, Self) {
        const OFFSET: u64 = 1024;
        let (p, q) = (p.to_bits(), q.to_bits());
        let half_k = p.wrapping_sub(q).wrapping_add((OFFSET << 53) + (1 << 52)) >> 53;
        let exponent = (q & 0x7ff0_0000_0000_0000).wrapping_sub(0x3ff0_0000_0000_0000);
        let b = q.wrapping_sub(exponent);
        let a = p
            .wrapping_sub(exponent)
            .wrapping_sub(half_k.wrapping_sub(OFFSET) << 53);
        let k =
            Self::from_bits(0x4340_0000_0000_0000 | half_k) - (9_007_199_254_740_992.0 + 2048.0);
        (k, Self::from_bits(a), Self::from_bits(b))
    }
}

const WHOLE: f64 = 6_755_399_441_055_744.0 + 1023.0 + 512.0;

/// The polynomial of `exp_slope_f32`, for double precision.
#[allow(
    clippy::excessive_precision,
    reason = "the coefficients are written as they were fitted, and rounded once, by the compiler"
)]
const EXP_SLOPE: [f64; 11] = [
    1.0,
    0.500_000_000_000_001_071_84,
    0.166_666_666_666_664_102_91,
    0.041_666_666_666_529_214_569,
    0.008_333_333_333_495_596_803_2,
    0.001_388_888_894_391_492_274_7,
    0.000_198_412_695_048_045_004_63,
    0.000_024_801_492_771_600_777_317,
    2.755_758_732_475_115_083_8e-6,
    2.763_037_522_190_289_443_2e-7,
    2.499_996_526_656_267_561_8e-8,
];

/// The bits of √½.
const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;

const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// (2 artanh s − 2s) / s³ as a function of s², for s² up to (√2 − 1)² / (√2 + 1)², off by 2⁻⁵⁹ of 2 artanh s / s.
#[allow(
    clippy::excessive_precision,
    reason = "the coefficients are written as they were fitted, and rounded once, by the compiler"
)]
const ARTANH_TAIL: [f64; 7] = [
    0.666_666_666_666_673_424_12,
    0.399_999_999_994_156_319_83,
    0.285_714_287_422_162_598_53,
    0.222_221_985_866_506_645_95,
    0.181_835_638_344_401_089_32,
    0.153_140_579_824_043_473_82,
    0.147_959_250_497_507_657_93,
];

/// ln(1 + x) for any x ≥ 0: the logarithm that ends every row, in double precision for both.
#[inline(always)]
pub(crate) fn ln_1p<const FUSED: bool>(x: f64) -> f64 {
    let sum = 1.0 + x;
    let bits = sum.to_bits().wrapping_add((1023 << 52) - ROOT_HALF);
    let whole = f64::from_bits(0x4330_0000_0000_0000 | (bits >> 52));
    let k = whole - (4_503_599_627_370_496.0 + 1023.0);
    let is_small = sum < std::f64::consts::SQRT_2;
    let reduced = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) + ROOT_HALF) - 1.0;
    let f = if is_small { x } else { reduced };
    // What the sum lost to rounding, where x is not taken as it is.
    let lost = if x < 1.0 {
        x - (sum - 1.0)
    } else {
        1.0 - (sum - x)
    };
    let lost = if is_small { 0.0 } else { lost / sum };
    let s = f / (2.0 + f);
    let square = s * s;
    let tail = halves::<f64, FUSED, 7>(square, ARTANH_TAIL);
    let bend = s * (-square).multiply_add::<FUSED>(tail, f);
    let bend = k.multiply_add::<FUSED>(-LN_2_LOW, bend) - lost;
    k.multiply_add::<FUSED>(LN_2_HIGH, f - bend)
}
