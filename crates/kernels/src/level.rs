//! Where the work is done: on which instructions, and on how many threads.

use std::num::NonZero;
use std::sync::{Mutex, OnceLock};
use std::thread;

/// The widest instructions that a kernel is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// What every processor of this architecture has.
    Baseline,
    /// Eight lanes of single precision, with fused multiplication and addition.
    Avx2,
    /// Sixteen lanes.
    Avx512,
}

/// How a call is carried out.
///
/// In eight bytes, which travel in a register: a larger one would go through memory with every call.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub(crate) level: Level,
    /// At most so many threads, this one included; none given means as many as the processor has.
    pub(crate) threads: Option<NonZero<u32>>,
}

/// A kernel, compiled once for each level.
pub(crate) trait Work: Sized {
    type Output;

    /// Must be inlined, so that it is compiled for the instructions of its caller.
    fn run<const FUSED: bool>(self) -> Self::Output;
}

/// Whether the baseline of this architecture multiplies and adds at once.
const FUSED_BASELINE: bool = cfg!(any(target_arch = "aarch64", target_feature = "fma"));

#[cfg(target_arch = "x86_64")]
mod detected {
    use pulp::x86::{V3, V4};
    use pulp::{Simd, WithSimd};

    use super::{FUSED_BASELINE, Level, OnceLock, Work};

    struct Fused<W>(W);

    impl<W: Work> WithSimd for Fused<W> {
        type Output = W::Output;

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> W::Output {
            self.0.run::<true>()
        }
    }

    /// The proofs that this processor has AVX2 and AVX-512; asking it anew for each call would take longer than a row.
    #[inline]
    fn proofs() -> (Option<V3>, Option<V4>) {
        static PROOFS: OnceLock<(Option<V3>, Option<V4>)> = OnceLock::new();
        *PROOFS.get_or_init(|| (V3::try_new(), V4::try_new()))
    }

    #[inline]
    pub(super) fn best() -> Level {
        match proofs() {
            (_, Some(_)) => Level::Avx512,
            (Some(_), _) => Level::Avx2,
            _ => Level::Baseline,
        }
    }

    pub(super) fn run<W: Work>(level: Level, work: W) -> W::Output {
        match (level, proofs()) {
            (Level::Avx512, (_, Some(proof))) => Simd::vectorize(proof, Fused(work)),
            (Level::Avx2, (Some(proof), _)) => Simd::vectorize(proof, Fused(work)),
            _ => work.run::<FUSED_BASELINE>(),
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod detected {
    use super::{FUSED_BASELINE, Level, Work};

    pub(super) fn best() -> Level {
        Level::Baseline
    }

    pub(super) fn run<W: Work>(_: Level, work: W) -> W::Output {
        work.run::<FUSED_BASELINE>()
    }
}

impl Plan {
    /// The best that this processor has.
    #[inline]
    pub(crate) fn detected() -> Self {
        Self {
            level: detected::best(),
            threads: None,
        }
    }

    /// Runs a kernel on the instructions of this plan, or on the baseline where the processor lacks them.
    pub(crate) fn run<W: Work>(self, work: W) -> W::Output {
        detected::run(self.level, work)
    }

    /// Does all jobs, on several threads if there are several, and hands what each gave to `take`, in order.
    ///
    /// The jobs are the same however many threads there are, so the answer is the same to the last bit.
    pub(crate) fn share<J: Send, R: Send>(
        self,
        mut jobs: impl Iterator<Item = J> + Send,
        count: usize,
        work: impl Fn(J) -> R + Sync,
        mut take: impl FnMut(R),
    ) {
        let threads = if count < 2 {
            1
        } else {
            self.threads
                .map_or_else(processors, |threads| threads.get() as usize)
                .min(count)
        };
        if threads == 1 {
            jobs.for_each(|job| take(work(job)));
            return;
        }
        let mut results = [const { None }; PARTS];
        let queue = Mutex::new(jobs.by_ref().zip(&mut results));
        let help = || {
            // The lock is held only while a job is taken.
            while let Some((job, result)) = queue.lock().ok().and_then(|mut queue| queue.next()) {
                *result = Some(work(job));
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(help);
            }
            help();
        });
        results.into_iter().flatten().for_each(take);
    }
}

/// Into how many jobs a large call is cut.
pub(crate) const PARTS: usize = 8;

/// How many elements are worth waking threads for: about a millisecond of work.
///
/// Waking one costs about a hundredth of that.
pub(crate) const WORTH_THREADS: usize = 1 << 21;

/// How many elements, of `count`, each job gets: all, or a share that is a multiple of `multiple`.
pub(crate) fn share_of(count: usize, worth: bool, multiple: usize) -> usize {
    if worth {
        count.div_ceil(PARTS).next_multiple_of(multiple)
    } else {
        count
    }
}

fn processors() -> usize {
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    *PROCESSORS.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
}
