//! Words that relate two numbers: *is less than*, *equals*, *that is*.

use crate::formula::Comparison;

/// Words that change nothing of a relation.
const FILLERS: [&str; 25] = [
    "that", "which", "itself", "just", "still", "even", "much", "far", "slightly", "little", "bit",
    "a", "also", "thus", "so", "hence", "only", "here", "always", "again", "then", "already",
    "well", "clearly", "surely",
];

/// The relations, in the words that are left without the fillers.
const RELATIONS: [(&str, Comparison); 67] = {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, Nearly, Unequal};
    [
        ("is", Equal),
        ("means", Equal),
        ("i.e.", Equal),
        ("equals", Equal),
        ("equal", Equal),
        ("equal to", Equal),
        ("is equal to", Equal),
        ("are equal to", Equal),
        ("equalling", Equal),
        ("is exactly", Equal),
        ("is precisely", Equal),
        ("exactly", Equal),
        ("makes exactly", Equal),
        ("is the same as", Equal),
        ("the same as", Equal),
        ("is as large as", Equal),
        ("is exactly as large as", Equal),
        // *As much as*, without the filler.
        ("is as as", Equal),
        ("is exactly as as", Equal),
        ("is identical to", Equal),
        ("is no other than", Equal),
        ("amounts to", Equal),
        ("is about", Nearly),
        ("is roughly", Nearly),
        ("is approximately", Nearly),
        ("is nearly", Nearly),
        ("is almost", Nearly),
        ("is close to", Nearly),
        ("is not", Unequal),
        ("is never", Unequal),
        ("is not equal to", Unequal),
        ("is unequal to", Unequal),
        ("does not equal", Unequal),
        ("differs from", Unequal),
        ("is different from", Unequal),
        ("is other than", Unequal),
        ("is less than", Less),
        ("less than", Less),
        ("is smaller than", Less),
        ("smaller than", Less),
        ("is lower than", Less),
        ("lower than", Less),
        ("is fewer than", Less),
        ("is shorter than", Less),
        ("is below", Less),
        ("is under", Less),
        ("lies below", Less),
        ("stays below", Less),
        ("is more than", Greater),
        ("more than", Greater),
        ("is greater than", Greater),
        ("greater than", Greater),
        ("is larger than", Greater),
        ("larger than", Greater),
        ("is higher than", Greater),
        ("higher than", Greater),
        ("is longer than", Greater),
        ("is above", Greater),
        ("is over", Greater),
        ("exceeds", Greater),
        ("lies above", Greater),
        ("is at most", LessOrEqual),
        ("is no more than", LessOrEqual),
        ("is not more than", LessOrEqual),
        ("is at least", GreaterOrEqual),
        ("is no less than", GreaterOrEqual),
        ("is not less than", GreaterOrEqual),
    ]
};

/// In Chinese, where no spaces part the words.
const CHINESE: [(&str, Comparison); 14] = [
    ("等于", Comparison::Equal),
    ("恰好等于", Comparison::Equal),
    ("恰好是", Comparison::Equal),
    ("就是", Comparison::Equal),
    ("约等于", Comparison::Nearly),
    ("不等于", Comparison::Unequal),
    ("不是", Comparison::Unequal),
    ("小于", Comparison::Less),
    ("低于", Comparison::Less),
    ("大于", Comparison::Greater),
    ("高于", Comparison::Greater),
    ("超过", Comparison::Greater),
    ("不超过", Comparison::LessOrEqual),
    ("不小于", Comparison::GreaterOrEqual),
];

/// What a text says of the number before it and the one after it, if it is nothing but a relation.
pub(crate) fn relation(text: &str) -> Option<Comparison> {
    let lower = text.to_lowercase();
    let marks = |ch: char| matches!(ch, ',' | '(' | ')' | '，' | '（' | '）');
    let words = lower.split(|ch: char| ch.is_whitespace() || marks(ch));
    let words: Vec<&str> = words
        .filter(|word| !word.is_empty() && !FILLERS.contains(word))
        .collect();
    let said = words
        .join(" ")
        .replace("isn't", "is not")
        .replace("isn’t", "is not")
        .replace("was ", "is ")
        .replace("are ", "is ");
    let all = RELATIONS.iter().chain(&CHINESE);
    all.copied()
        .find_map(|(phrase, relation)| (phrase == said).then_some(relation))
}

#[cfg(test)]
mod tests {
    use super::{CHINESE, Comparison, RELATIONS, relation};

    #[test]
    fn a_relation_is_read_through_its_fillers() {
        for (text, found) in [
            (" is less than ", Some(Comparison::Less)),
            (", which is still much less than ", Some(Comparison::Less)),
            (" equals ", Some(Comparison::Equal)),
            (" (that is exactly) ", Some(Comparison::Equal)),
            (" was smaller than ", Some(Comparison::Less)),
            ("不超过", Some(Comparison::LessOrEqual)),
            (" isn't ", Some(Comparison::Unequal)),
            (" and ", None),
            (", it is ", None),
            (" is the share of cats, and less than ", None),
            ("", None),
        ] {
            assert_eq!(relation(text), found, "{text}");
        }
        for (phrase, found) in RELATIONS.iter().chain(&CHINESE) {
            assert_eq!(relation(phrase), Some(*found), "{phrase}");
        }
    }
}
