//! Builds the pages into a folder of their own, looks them over, and only then puts them in place.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use mdbook_prosetest::{Checker, Report};

use crate::error::BookError;
use crate::finish::{self, Imprint, finish};
use crate::inspect::inspect;
use crate::open::{FOLDER, repository};
use crate::place::Place;
use crate::preprocess::Numbers;

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

/// Checks the book below `root`, renders it, inspects the pages, and replaces the previous build.
///
/// # Errors
/// [`BookError`] if anything is wrong with the text, the pages or the output folder; the previous build then stays
/// as it was.
pub fn build(root: &Path, checker: &Checker) -> Result<Built, BookError> {
    let report = checker.check().into_sound()?;
    let numbers = Numbers::new(root, checker.book(), &report);
    let site = root.join(SITE);
    let parent = site.parent().unwrap_or(root);
    let writing = |path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| BookError::Write { path, source }
    };
    // The folder above it first, so that the message names the one that is in the way.
    fs::create_dir_all(parent).map_err(writing(parent))?;
    let place = Place::new(&site).map_err(|source| match source.kind() {
        io::ErrorKind::NotADirectory => writing(&site)(source),
        _ => writing(parent)(source),
    })?;
    let imprint = render(root, place.fresh(), numbers)?;
    let theme = root.join(FOLDER).join("theme");
    finish(place.fresh(), &theme, &imprint).map_err(writing(place.fresh()))?;
    let faults = inspect(place.fresh()).map_err(writing(place.fresh()))?;
    if !faults.is_empty() {
        let faults = faults.iter().map(ToString::to_string).collect();
        return Err(BookError::Pages { faults });
    }
    finish::root(place.fresh(), &imprint).map_err(writing(place.fresh()))?;
    place.take().map_err(writing(&site))?;
    Ok(Built {
        site,
        report: report.into(),
    })
}

/// Lets mdBook render the checked pages into a folder, and says what its configuration tells of the book.
fn render(root: &Path, folder: &Path, numbers: Numbers) -> Result<Imprint, BookError> {
    let path = root.join(FOLDER);
    let failed = |error: mdbook_preprocessor::errors::Error| BookError::MdBook {
        path: path.clone(),
        why: format!("{error:#}"),
    };
    let mut mdbook = MDBook::load(&path).map_err(failed)?;
    mdbook.config.build.build_dir = folder.to_owned();
    if let Some(address) = repository(root) {
        let icon = mdbook.config.set("output.html.git-repository-url", address);
        icon.map_err(failed)?;
    }
    // The name is that of the command in book.toml, which this replaces.
    mdbook.with_preprocessor(numbers);
    mdbook.build().map_err(failed)?;
    let address = mdbook.config.html_config().and_then(|html| html.site_url);
    let title = mdbook.config.book.title;
    Ok(Imprint::new(root, title, address))
}
