//! The Rust blocks of the pages, and the tests that run them.

use std::collections::HashSet;
use std::fs;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

/// What makes a page the documentation of a module, whose blocks are doctests.
const HOOK: &str = "#[doc = include_str!(\"";

/// The pages that a crate's doctests include, by their paths below the root.
pub(crate) fn hooked(root: &Path, folder: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    let crates = WalkBuilder::new(root.join("crates")).build();
    for entry in crates.flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let Ok(text) = fs::read_to_string(path) else {
            continue;
        };
        for (at, hook) in text.match_indices(HOOK) {
            let begun = text[..at].rsplit('\n').next().unwrap_or_default();
            let rest = &text[at + hook.len()..];
            let Some((page, _)) = rest.split_once("\")]").filter(|_| begun.trim().is_empty())
            else {
                continue;
            };
            let inside = path
                .parent()
                .and_then(|parent| parent.strip_prefix(root).ok());
            let page = resolved(&inside.unwrap_or(Path::new("")).join(page));
            if page.starts_with(&format!("{folder}/")) {
                found.insert(page);
            }
        }
    }
    found
}

/// A relative path without its `..`.
fn resolved(path: &Path) -> String {
    let mut found = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                found.pop();
            }
            Component::Normal(name) => found.push(name),
            _ => {}
        }
    }
    found.to_string_lossy().replace('\\', "/")
}

/// Where the first Rust block of a page begins.
pub(crate) fn first(text: &str) -> Option<Range<usize>> {
    let mut events = Parser::new(text).into_offset_iter();
    events.find_map(|(event, range)| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))
            if info.split([',', ' ', '\t']).next() == Some("rust") =>
        {
            Some(range.start..range.start + 3)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{first, resolved};

    #[test]
    fn a_rust_block_is_found_and_no_other() {
        assert_eq!(first("a\n\n```rust\nx\n```\n"), Some(3..6));
        assert_eq!(first("a\n\n```text\nrust\n```\n"), None);
    }

    #[test]
    fn a_path_is_followed() {
        let path = Path::new("crates/a/src/../../../book/en/a.md");
        assert_eq!(resolved(path), "book/en/a.md");
    }
}
