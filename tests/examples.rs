//! What the examples print, and that the chapters show it.
//!
//! `INSTA_UPDATE=always cargo test examples` writes it anew.

use std::fs;

use insta::assert_snapshot;

use crate::support::root;

/// The examples themselves: their `main` only prints what `report` returns.
macro_rules! examples {
    ($($path:literal $name:ident),*) => {$(
        #[allow(dead_code, unreachable_pub, reason = "each is a program of its own")]
        #[path = $path]
        mod $name;
    )*};
}

examples! {
    "../examples/codes.rs" codes,
    "../examples/cross-entropy.rs" cross_entropy,
    "../examples/entropy.rs" entropy,
    "../examples/frameworks.rs" frameworks,
    "../examples/gradients.rs" gradients,
    "../examples/kernels.rs" kernels,
    "../examples/kl-divergence.rs" kl_divergence,
    "../examples/label-compression.rs" label_compression,
    "../examples/log-loss.rs" log_loss,
    "../examples/logits.rs" logits,
    "../examples/loss-options.rs" loss_options,
    "../examples/output-layers.rs" output_layers,
    "../examples/surprisal.rs" surprisal,
    "../examples/training.rs" training
}

#[test]
fn surprisal_prints_what_the_chapter_shows() {
    assert_snapshot!("surprisal", surprisal::report().unwrap());
}

#[test]
fn entropy_prints_what_the_chapter_shows() {
    assert_snapshot!("entropy", entropy::report().unwrap());
}

#[test]
fn codes_prints_what_the_chapter_shows() {
    assert_snapshot!("codes", codes::report().unwrap());
}

#[test]
fn cross_entropy_prints_what_the_chapter_shows() {
    assert_snapshot!("cross-entropy", cross_entropy::report().unwrap());
}

#[test]
fn kernels_prints_what_the_chapter_shows() {
    assert_snapshot!("kernels", kernels::report().unwrap());
}

#[test]
fn kl_divergence_prints_what_the_chapter_shows() {
    assert_snapshot!("kl-divergence", kl_divergence::report().unwrap());
}

#[test]
fn log_loss_prints_what_the_chapter_shows() {
    assert_snapshot!("log-loss", log_loss::report().unwrap());
}

#[test]
fn logits_prints_what_the_chapter_shows() {
    assert_snapshot!("logits", logits::report().unwrap());
}

#[test]
fn frameworks_prints_what_the_chapter_shows() {
    assert_snapshot!("frameworks", frameworks::report().unwrap());
}

#[test]
fn gradients_prints_what_the_chapter_shows() {
    assert_snapshot!("gradients", gradients::report().unwrap());
}

#[test]
fn output_layers_prints_what_the_chapter_shows() {
    assert_snapshot!("output-layers", output_layers::report().unwrap());
}

#[test]
fn loss_options_prints_what_the_chapter_shows() {
    assert_snapshot!("loss-options", loss_options::report().unwrap());
}

#[test]
fn training_prints_what_the_chapter_shows() {
    assert_snapshot!("training", training::report().unwrap());
}

#[test]
fn label_compression_prints_what_the_chapter_shows() {
    assert_snapshot!("label-compression", label_compression::report().unwrap());
}

/// The files that the pages include, as page and path.
fn inclusions() -> Vec<(String, String)> {
    let pages = root().join("book/en");
    let mut found = Vec::new();
    for entry in fs::read_dir(pages).expect("the book has pages") {
        let path = entry.expect("a folder lists its files").path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let page = path
            .file_stem()
            .expect("a page has a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).expect("a page is text");
        for directive in text.split("{{#include ").skip(1) {
            let included = directive.split("}}").next().unwrap_or_default();
            found.push((page.clone(), included.to_owned()));
        }
    }
    found
}

#[test]
fn every_chapter_shows_what_its_example_prints() {
    let found = inclusions();
    let entries = fs::read_dir(root().join("examples")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let stems: Vec<String> = names
        .filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()))
        .collect();
    assert!(!stems.is_empty());
    for stem in stems {
        let shown = format!("../../tests/snapshots/main__examples__{stem}.snap:5:");
        assert!(
            found.contains(&(stem.clone(), shown.clone())),
            "book/en/{stem}.md does not show what `cargo run --example {stem}` prints; include {shown}"
        );
    }
}

#[test]
fn what_a_page_includes_begins_at_line_five_of_a_snapshot() {
    let snapshots = |(_, included): &(String, String)| included.contains("/snapshots/");
    for (page, included) in inclusions().into_iter().filter(snapshots) {
        let (file, first) = included.split_once(':').unwrap_or((included.as_str(), ""));
        assert_eq!(first, "5:", "{page} includes {included}");
        let path = root().join("book/en").join(file);
        let text = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{page} includes {file}: {error}"));
        let lines: Vec<&str> = text.lines().collect();
        let is_header = lines.len() > 4
            && lines[0] == "---"
            && lines[1].starts_with("source: ")
            && lines[2].starts_with("expression: ")
            && lines[3] == "---";
        assert!(
            is_header,
            "{file} has no header of four lines, so {page} would show it, or miss a line"
        );
        assert!(
            !lines[4].is_empty() && lines[4] != "---",
            "{file} says nothing in its first line"
        );
    }
}
