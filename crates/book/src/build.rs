//! Builds the pages into a folder of their own, looks them over, and only then puts them in place.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use tempfile::TempDir;

use crate::check::Checker;
use crate::error::BookError;
use crate::inspect::inspect;
use crate::preprocess::Numbers;
use crate::report::Report;

/// Where the built pages lie, below the workspace's root.
pub const SITE: &str = "target/book";

/// A finished build.
#[derive(Clone, Debug)]
pub struct Built {
    /// The folder of the built pages.
    pub site: PathBuf,
    /// What was checked on the way.
    pub report: Report,
}

impl Checker {
    /// Checks the book, renders it, inspects the pages, and replaces the previous build.
    ///
    /// # Errors
    /// [`BookError`] if anything is wrong with the text, the pages or the output folder; the previous build then stays
    /// as it was.
    pub fn build(&self) -> Result<Built, BookError> {
        let report = self.check().into_sound()?;
        let numbers = Numbers::new(self.edition(), &report);
        let root = self.edition().root();
        let site = root.join(SITE);
        let parent = site.parent().unwrap_or(root);
        let writing = |path: &Path| {
            let path = path.to_owned();
            move |source: io::Error| BookError::Write { path, source }
        };
        fs::create_dir_all(parent).map_err(writing(parent))?;
        if site.exists() && !site.is_dir() {
            let source = io::Error::new(io::ErrorKind::NotADirectory, "it is a file");
            return Err(BookError::Write { path: site, source });
        }
        let fresh = TempDir::with_prefix_in("book-", parent).map_err(writing(parent))?;
        self.render(fresh.path(), numbers)?;
        let faults = inspect(fresh.path()).map_err(writing(fresh.path()))?;
        if !faults.is_empty() {
            let faults = faults.iter().map(ToString::to_string).collect();
            return Err(BookError::Pages { faults });
        }
        replace(&site, fresh).map_err(writing(&site))?;
        Ok(Built {
            site,
            report: report.into(),
        })
    }

    /// Lets mdBook render the checked pages into a folder.
    fn render(&self, folder: &Path, numbers: Numbers) -> Result<(), BookError> {
        let path = self.edition().root().join("book");
        let failed = |error: mdbook_preprocessor::errors::Error| BookError::MdBook {
            path: path.clone(),
            why: format!("{error:#}"),
        };
        let mut mdbook = MDBook::load(&path).map_err(failed)?;
        mdbook.config.build.build_dir = folder.to_owned();
        // The name is that of the command in book.toml, which this replaces.
        mdbook.with_preprocessor(numbers);
        mdbook.build().map_err(failed)
    }
}

/// Moves the new build into the place of the old one.
fn replace(site: &Path, fresh: TempDir) -> io::Result<()> {
    let parent = site.parent().unwrap_or(Path::new("."));
    // The old build is moved aside, so that a failure can bring it back.
    let aside = TempDir::with_prefix_in("old-book-", parent)?;
    let old = aside.path().join("book");
    let had_one = site.exists();
    if had_one {
        fs::rename(site, &old)?;
    }
    let fresh = fresh.keep();
    if let Err(error) = fs::rename(&fresh, site) {
        if had_one {
            fs::rename(&old, site)?;
        }
        fs::remove_dir_all(&fresh)?;
        return Err(error);
    }
    open_to_readers(site)
}

/// Temporary folders are private; a built book is not.
#[cfg(unix)]
fn open_to_readers(site: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(site, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_readers(_: &Path) -> io::Result<()> {
    Ok(())
}
