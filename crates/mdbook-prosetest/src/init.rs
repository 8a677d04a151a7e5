//! The table in `book.toml` for a book that has none yet.

use std::fs;
use std::path::Path;

use toml_edit::{Document, Item, TomlError};

use crate::book::read;
use crate::error::Error;

/// What some editors put before a text.
const BOM: char = '\u{feff}';

/// The new table: it works as it is, and says what else there is.
const ADDED: &str = r#"[preprocessor.prosetest]
# A checked number is a link: [2147483647](= "i32::MAX"). The book is not built while the text and the code disagree.
#
# Crates of your cargo workspace that expressions may use, and the names that a page sees without naming a crate:
# crates = ["physics"]
# names = ["physics::*"]
# The unit in which a type is shown, which is also the name of its method:
# units = { "physics::Length" = "metres" }
"#;

/// Adds the table `[preprocessor.prosetest]` to a book, and returns whether it was not there before.
///
/// All else in `book.toml` stays as it is, byte for byte.
///
/// # Errors
/// [`Error`] if the file is missing, is no TOML, or cannot be written.
pub fn init(root: &Path) -> Result<bool, Error> {
    let path = root.join("book.toml");
    if !path.exists() {
        return Err(Error::Missing { path });
    }
    let text = read(&path)?;
    let refused = |why: String| Error::Configuration {
        path: path.clone(),
        why,
    };
    let toml = text.strip_prefix(BOM).unwrap_or(&text);
    let document = Document::parse(toml).map_err(|error: TomlError| refused(error.to_string()))?;
    let preprocessors = document.get("preprocessor");
    if let Some(item) = preprocessors {
        let table = item
            .as_table_like()
            .ok_or_else(|| refused("preprocessor is no table".to_owned()))?;
        if table.contains_key("prosetest") {
            return Ok(false);
        }
    }
    let inline = preprocessors.and_then(Item::as_inline_table);
    let end = inline.and_then(|table| Some((table.is_empty(), table.span()?.end - 1)));
    let toml = match end {
        // Nothing outside of its braces can be added to such a table.
        Some((is_empty, end)) => {
            let (inside, rest) = toml.split_at(end);
            let inside = inside.trim_end();
            let comma = if is_empty || inside.ends_with(',') {
                ""
            } else {
                ","
            };
            format!("{inside}{comma} prosetest = {{}} {rest}")
        }
        None => {
            let line = if toml.contains("\r\n") { "\r\n" } else { "\n" };
            let ends = toml.is_empty() || toml.ends_with('\n');
            let between = if toml.is_empty() { "" } else { line };
            let added = ADDED.replace('\n', line);
            format!("{toml}{}{between}{added}", if ends { "" } else { line })
        }
    };
    let bom = if text.starts_with(BOM) {
        "\u{feff}"
    } else {
        ""
    };
    let text = format!("{bom}{toml}");
    fs::write(&path, text).map_err(|source| Error::Write { path, source })?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::init;

    #[test]
    fn the_table_is_added_once_and_nothing_else_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("book.toml");
        for before in [
            "",
            "[book]\ntitle = 'A'   # as it is\n\n[output.html]\nno-section-label = true\n",
            "[preprocessor.links]\n[output.html]\n[preprocessor.index]\n",
            "preprocessor.links = {}\n",
            "\u{feff}[book]\r\ntitle = 'A'\r\n\r\n# mixed\nlanguage = 'en'",
        ] {
            fs::write(&file, before).unwrap();
            assert!(init(folder.path()).unwrap(), "{before}");
            let after = fs::read_to_string(&file).unwrap();
            let added = after.strip_prefix(before).expect("all else is as it was");
            let returns = added.matches("\r\n").count();
            let expected = if before.contains("\r\n") {
                added.matches('\n').count()
            } else {
                0
            };
            assert_eq!(returns, expected, "{after:?}");
            let table: toml::Table = after.trim_start_matches('\u{feff}').parse().unwrap();
            assert!(table["preprocessor"]["prosetest"].is_table(), "{after}");
            assert!(!init(folder.path()).unwrap());
            assert_eq!(fs::read_to_string(&file).unwrap(), after);
        }
    }

    #[test]
    fn a_table_in_braces_is_added_to_inside_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("book.toml");
        for (before, after) in [
            (
                "preprocessor = {}\r\n",
                "preprocessor = { prosetest = {} }\r\n",
            ),
            (
                "preprocessor = { links = {} } # all\n[book]\n",
                "preprocessor = { links = {}, prosetest = {} } # all\n[book]\n",
            ),
        ] {
            fs::write(&file, before).unwrap();
            assert!(init(folder.path()).unwrap());
            assert_eq!(fs::read_to_string(&file).unwrap(), after);
            assert!(!init(folder.path()).unwrap());
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_as_toml_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("book.toml");
        assert!(init(folder.path()).is_err(), "there is no book.toml");
        for before in ["[book", "preprocessor = 3\n", "[[preprocessor]]\n"] {
            fs::write(&file, before).unwrap();
            assert!(init(folder.path()).is_err(), "{before}");
            assert_eq!(fs::read_to_string(&file).unwrap(), before);
        }
    }
}
