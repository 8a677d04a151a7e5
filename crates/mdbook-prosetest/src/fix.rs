//! Writes the right roundings into the pages, without losing what an editor saved meanwhile.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::book::read;
use crate::check::Checker;
use crate::error::Error;

/// How often a page is read and mended again because it changed meanwhile, or because one fix uncovered another.
const ROUNDS: usize = 5;

impl Checker {
    /// Rewrites wrong numerals to the right rounding, and returns how many; all else is left as it is.
    ///
    /// # Errors
    /// [`Error`] if a page cannot be read or written.
    pub fn fix(&mut self) -> Result<usize, Error> {
        let mut fixed = 0;
        for place in 0..self.book().pages().len() {
            for _ in 0..ROUNDS {
                let page = &self.book().pages()[place];
                let path = Path::new(&page.path).to_owned();
                let fixes = self.checked(place).fixes;
                if fixes.is_empty() {
                    break;
                }
                let count = fixes.len();
                let mended = prosetest::apply(&page.text, fixes);
                let as_checked = page.text.clone();
                let now = read(&path)?;
                let text = if now == as_checked {
                    replace(&path, &mended).map_err(|source| Error::Write { path, source })?;
                    fixed += count;
                    mended
                } else {
                    // Somebody saved it since: what stands there now is checked instead.
                    now
                };
                self.rewrite(place, text);
            }
        }
        Ok(fixed)
    }
}

/// Puts a text in the place of a file in one step, so that no reader sees half of it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A link keeps pointing to the file that it pointed to.
    let path = fs::canonicalize(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut beside = NamedTempFile::new_in(folder)?;
    beside.write_all(text.as_bytes())?;
    beside
        .as_file()
        .set_permissions(fs::metadata(&path)?.permissions())?;
    beside.persist(&path).map_err(|error| error.error)?;
    Ok(())
}
