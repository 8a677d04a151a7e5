//! What the HTML of a rendered page holds, for whoever writes its style or its script; it holds nothing else of ours.
//!
//! ```html
//! <a class="number" id="ID" href="LIST#ID" data-exact="…" data-expression="…"><data value="0.357">0.357</data> nats</a>
//! <a class="formula" id="ID" href="LIST#ID" data-exact="…" data-expression="…"><math>…</math></a>
//! <span class="exempt">1948</span>
//! ```
//!
//! On the page that holds the list itself, the row of a number is `#list-ID`.
//! In a heading, and where a book has no list of formulas, there is no link: a number is its `data`, and a formula is
//! `<span class="formula">`.

/// The classes, each with what it marks.
pub const CLASSES: [(&str, &str); 5] = [
    (
        "number",
        "a link from a checked number to its row in the list of all numbers",
    ),
    (
        "formula",
        "a checked formula, a link where there is a list of all formulas",
    ),
    ("exempt", "a numeral or a formula that claims nothing"),
    ("display", "a formula on a line of its own"),
    ("together", "a number and its unit, which stay on one line"),
];

/// The attributes of a link from a number or a formula, beside `id`, `href` and `aria-label`, each with what it tells.
pub const ATTRIBUTES: [(&str, &str); 5] = [
    (
        "data-exact",
        "the exact values, to twelve digits; of a formula, what was found equal",
    ),
    ("data-expression", "the expression that computed it"),
    ("data-crate", "the path of the code that computes it"),
    ("data-code", "where that code can be read"),
    ("data-function", "the function that computes a formula"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{ATTRIBUTES, CLASSES};

    /// What stands in the renderer's own source between two texts.
    fn written(before: &str, after: &str) -> BTreeSet<&'static str> {
        let rest = include_str!("render.rs").split(before).skip(1);
        rest.filter_map(|rest| rest.split_once(after))
            .map(|(found, _)| found)
            .collect()
    }

    #[test]
    fn the_renderer_writes_what_the_contract_says_and_nothing_else() {
        let classes = CLASSES.map(|(name, _)| name).into();
        assert_eq!(written("class=\\\"", "\\\""), classes);
        let attributes: BTreeSet<&str> = ATTRIBUTES.map(|(name, _)| &name[5..]).into();
        assert_eq!(written(" data-", "="), attributes);
    }
}
