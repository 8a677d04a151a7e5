//! Writes the right roundings into the pages, without losing what an editor saved meanwhile.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::check::Checker;
use crate::error::BookError;
use crate::listing::Listings;
use crate::source::read;

/// How often a page is read and mended again because it changed meanwhile, or because one fix uncovered another.
const ROUNDS: usize = 5;

impl Checker {
    /// Rewrites wrong numerals to the right rounding, and returns how many; all else is left as it is.
    ///
    /// # Errors
    /// [`BookError`] if a page cannot be read or written.
    pub fn fix(&mut self) -> Result<usize, BookError> {
        let listings = Listings::read(self.edition());
        let mut fixed = 0;
        for place in 0..self.edition().sources().len() {
            for _ in 0..ROUNDS {
                let source = &self.edition().sources()[place];
                let path = self.edition().root().join(&source.path);
                let faults = self.check_page(source, &listings).diagnostics;
                let fixes: Vec<_> = faults.into_iter().filter_map(|fault| fault.fix).collect();
                if fixes.is_empty() {
                    break;
                }
                let count = fixes.len();
                let mended = prosetest::apply(&source.text, fixes);
                let as_checked = source.text.clone();
                let now = read(&path)?;
                let text = if now == as_checked {
                    replace(&path, &mended).map_err(|source| BookError::Write { path, source })?;
                    fixed += count;
                    mended
                } else {
                    // Somebody saved it since: what stands there now is checked instead.
                    now
                };
                self.edition_mut().sources_mut()[place].text = text;
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
