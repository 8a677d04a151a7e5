//! What a reader finds who types a word of the field into the book's search.
//!
//! The built index is read and scored as the page's script does it: by term frequency, by how rare a word is,
//! by how short its field is, and with a word that only begins like the query's at a small part of its score.

use std::collections::BTreeMap;

use book::SITE;
use elasticlunr::Language;
use elasticlunr::lang::English;
use serde_json::Value;

use crate::Workspace;

/// How much a word counts that the query's word is only the beginning of.
const OF_A_LONGER_WORD: f64 = 0.15;

/// Each query, and the page that explains it.
const EXPLAINED: [(&str, &str); 20] = [
    ("surprisal", "surprisal"),
    ("entropy", "entropy"),
    ("huffman", "codes"),
    ("arithmetic coding", "codes"),
    ("cross-entropy", "cross-entropy"),
    ("KL divergence", "kl-divergence"),
    ("perplexity", "log-loss"),
    ("binary cross-entropy", "log-loss"),
    ("logits", "logits"),
    ("softmax", "logits"),
    ("logsumexp", "logits"),
    ("BCEWithLogitsLoss", "logits"),
    ("label smoothing", "loss-options"),
    ("ignore_index", "loss-options"),
    ("brier score", "gradients"),
    ("ECE", "training"),
    ("bits per byte", "label-compression"),
    ("KLDivLoss", "frameworks"),
    ("0.357", "surprisal"),
    ("2.302", "surprisal"),
];

/// The index of a built book.
struct Search {
    pages: Vec<String>,
    index: Value,
    options: Value,
    all: bool,
}

/// The documents that hold a word, with its frequency in each, and how the word is written there.
fn words<'a>(node: &'a Value, word: &str, found: &mut Vec<(String, &'a Value)>) {
    let branches = node.as_object().expect("a branch of the index");
    if branches["df"] != 0 {
        found.push((word.to_owned(), &branches["docs"]));
    }
    for (letter, next) in branches
        .iter()
        .filter(|(name, _)| name.chars().count() == 1)
    {
        words(next, &format!("{word}{letter}"), found);
    }
}

impl Search {
    fn new(workspace: &Workspace) -> Self {
        let names = workspace.tree(SITE).into_keys();
        let name = names
            .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
            .find(|name| name.starts_with("searchindex") && name.ends_with(".js"))
            .expect("the book has an index");
        let script = workspace.read(&format!("{SITE}/{name}"));
        let json = script
            .split_once("JSON.parse('")
            .expect("it parses its index")
            .1;
        let json = json.rsplit_once("'));").expect("the index ends").0;
        let json = json.replace("\\'", "'").replace("\\\\", "\\");
        let whole: Value = serde_json::from_str(&json).expect("the index is JSON");
        let urls = whole["doc_urls"]
            .as_array()
            .expect("each document has an address");
        let page = |url: &Value| {
            url.as_str()
                .expect("an address")
                .split(".html")
                .next()
                .map(str::to_owned)
        };
        Self {
            pages: urls.iter().filter_map(page).collect(),
            all: whole["search_options"]["bool"] == "AND",
            options: whole["search_options"]["fields"].clone(),
            index: whole["index"].clone(),
        }
    }

    /// What each document scores in one field.
    fn field(&self, field: &str, tokens: &[String]) -> BTreeMap<String, f64> {
        let store = &self.index["documentStore"];
        let documents = store["length"].as_f64().expect("a count");
        let mut scores: Option<BTreeMap<String, f64>> = None;
        let mut whole: BTreeMap<String, usize> = BTreeMap::new();
        for token in tokens {
            let mut node = Some(&self.index["index"][field]["root"]);
            for letter in token.chars() {
                node = node.and_then(|node| node.get(letter.to_string()));
            }
            let mut found = Vec::new();
            if let Some(node) = node {
                words(node, token, &mut found);
            }
            let mut mine = BTreeMap::new();
            for (word, docs) in found {
                let docs = docs.as_object().expect("documents by number");
                let rarity = 1.0 + (documents / (docs.len() as f64 + 1.0)).ln();
                let longer = word.chars().count() as f64;
                let share = token.chars().count() as f64 / longer;
                let part = if word == *token {
                    1.0
                } else {
                    share * OF_A_LONGER_WORD
                };
                if word == *token {
                    for document in docs.keys() {
                        *whole.entry(document.clone()).or_insert(0) += 1;
                    }
                }
                for (document, frequency) in docs {
                    let length = store["docInfo"][document][field].as_f64().unwrap_or(1.0);
                    let frequency = frequency["tf"].as_f64().expect("a frequency");
                    *mine.entry(document.clone()).or_insert(0.0) +=
                        frequency * rarity * part / length.max(1.0).sqrt();
                }
            }
            scores = Some(match scores {
                None => mine,
                Some(before) if self.all => before
                    .into_iter()
                    .filter_map(|(document, score)| {
                        Some((document.clone(), score + mine.get(&document)?))
                    })
                    .collect(),
                Some(mut before) => {
                    for (document, score) in mine {
                        *before.entry(document).or_insert(0.0) += score;
                    }
                    before
                }
            });
        }
        let mut scores = scores.unwrap_or_default();
        // A document that holds only some of the query's words, as they are, gets that part of its score.
        for (document, words) in whole {
            if let Some(score) = scores.get_mut(&document) {
                *score *= words as f64 / tokens.len() as f64;
            }
        }
        scores
    }

    /// The pages that a query finds, best first, with their scores.
    fn pages(&self, query: &str) -> Vec<(&str, f64)> {
        let tokens = query
            .split(|letter: char| letter.is_whitespace() || letter == '-')
            .map(str::to_lowercase)
            .collect();
        let tokens = English::new().make_pipeline().run(tokens);
        let mut total: BTreeMap<String, f64> = BTreeMap::new();
        for (field, options) in self.options.as_object().expect("fields") {
            let boost = options["boost"].as_f64().expect("a boost");
            for (document, score) in self.field(field, &tokens) {
                *total.entry(document).or_insert(0.0) += score * boost;
            }
        }
        let mut ranked: Vec<_> = total
            .into_iter()
            .map(|(document, score)| {
                (
                    self.pages[document.parse::<usize>().expect("a number")].as_str(),
                    score,
                )
            })
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }
}

#[test]
fn the_page_that_explains_a_word_comes_first() {
    let workspace = Workspace::new();
    workspace.run(&["build"]).succeeded();
    let search = Search::new(&workspace);
    let wrong: Vec<String> = EXPLAINED
        .iter()
        .filter_map(|&(query, page)| {
            let found = search.pages(query);
            let first = found.first().map(|(first, _)| *first);
            (first != Some(page)).then(|| format!("{query}: {:?}", &found[..found.len().min(4)]))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
