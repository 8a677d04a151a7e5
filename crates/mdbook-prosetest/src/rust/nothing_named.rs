//! Every number that an expression yields comes from an item of the book, not of the standard library alone.

use prosetest::Rule;
use syn::Path;

pub(super) static RULE: Rule = Rule::all("P022", "nothing-named");

/// Primitive types, and what every module sees of the standard library unasked.
const STANDARD: &[&str] = &[
    "std",
    "core",
    "alloc",
    "f16",
    "f32",
    "f64",
    "f128",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "bool",
    "char",
    "str",
    "Send",
    "Sync",
    "Sized",
    "Copy",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "drop",
    "align_of",
    "align_of_val",
    "size_of",
    "size_of_val",
    "Box",
    "ToOwned",
    "Clone",
    "PartialEq",
    "PartialOrd",
    "Eq",
    "Ord",
    "AsRef",
    "AsMut",
    "Into",
    "From",
    "Default",
    "Iterator",
    "Extend",
    "IntoIterator",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "String",
    "ToString",
    "Vec",
    "TryFrom",
    "TryInto",
    "FromIterator",
];

/// Whether a path leads into the standard library.
pub(super) fn is_standard(path: &Path) -> bool {
    let first = path.segments.first();
    first.is_some_and(|segment| STANDARD.iter().any(|known| segment.ident == known))
}

#[cfg(test)]
mod tests {
    use super::super::testing::codes;

    #[test]
    fn the_standard_library_alone_proves_nothing() {
        for expression in [
            "u8::MAX",
            "std::f64::consts::LN_2",
            "f64::EPSILON",
            "(P, f64::EPSILON)",
            "[P, core::f64::consts::E]",
            "size_of::<u8>()",
            "f64::from(u8::MAX)",
            "{ let y = P; f64::EPSILON }",
            "f64::default()",
            "usize::BITS.ilog(u8::MAX)",
            "std::f64::consts::LN_2.exp()",
        ] {
            let page = format!("[0.7](= '{expression}')");
            assert_eq!(codes(&page), ["P022"], "{expression}");
        }
    }
}
