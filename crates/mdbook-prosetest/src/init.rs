//! The table in `book.toml` for a book that has none yet.

use std::fs;
use std::path::Path;

use toml_edit::{DocumentMut, Item, Table};

use crate::book::read;
use crate::error::Error;

/// What follows the new table's head: it works as it is, and says what else there is.
const HINTS: &str = r#"
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
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| refused(error.to_string()))?;
    let preprocessors = document.entry("preprocessor").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let preprocessors = preprocessors
        .as_table_like_mut()
        .ok_or_else(|| refused("preprocessor is no table".to_owned()))?;
    if preprocessors.contains_key("prosetest") {
        return Ok(false);
    }
    let mut table = Table::new();
    // Behind all that is there already.
    table.set_position(Some(isize::MAX));
    table.decor_mut().set_prefix("\n");
    preprocessors.insert("prosetest", Item::Table(table));
    let text = document.to_string().trim_end().to_owned() + HINTS;
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
        ] {
            fs::write(&file, before).unwrap();
            assert!(init(folder.path()).unwrap(), "{before}");
            let after = fs::read_to_string(&file).unwrap();
            assert!(after.starts_with(before.trim_end()), "{after}");
            let table: toml::Table = after.parse().unwrap();
            assert!(table["preprocessor"]["prosetest"].is_table(), "{after}");
            assert!(!init(folder.path()).unwrap());
            assert_eq!(fs::read_to_string(&file).unwrap(), after);
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_as_toml_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("book.toml");
        assert!(init(folder.path()).is_err(), "there is no book.toml");
        for before in [
            "[book",
            "preprocessor = 3\n",
            "preprocessor = { links = {} }\n",
        ] {
            fs::write(&file, before).unwrap();
            if init(folder.path()).is_err() {
                assert_eq!(fs::read_to_string(&file).unwrap(), before);
            }
        }
    }
}
