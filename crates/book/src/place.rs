//! Puts a finished folder in the place of another, so that whoever looks finds the old one or the new one, whole.
//!
//! A program that is killed anywhere leaves at most folders with names of ours beside it; the next one sweeps them, and
//! brings the old folder back where it was moved aside and nothing had come in its place.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// What the names of folders begin with that are being written, and that were moved aside.
const FRESH: &str = ".book-new-";
const ASIDE: &str = ".book-old-";

/// The name of a folder inside one that was moved aside.
const KEPT: &str = "book";

/// A folder that is about to take the place of another.
pub(crate) struct Place {
    /// Where it will lie: for a symbolic link, what that leads to.
    site: PathBuf,
    fresh: TempDir,
    /// Held until the end, so that nobody takes what is being written for something left behind.
    _lock: File,
}

impl Place {
    /// Makes room for a folder that will lie at `site`; its parent is made where it is missing.
    pub(crate) fn new(site: &Path) -> io::Result<Self> {
        // A link is kept, and what it leads to is replaced.
        let site = match fs::symlink_metadata(site) {
            Ok(about) if about.is_symlink() => fs::canonicalize(site)?,
            _ => site.to_owned(),
        };
        let parent = site.parent().unwrap_or(Path::new(".")).to_owned();
        fs::create_dir_all(&parent)?;
        let lock = File::create(parent.join(".book-lock"))?;
        lock.lock()?;
        sweep(&parent, &site)?;
        if site.exists() && !site.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "it is a file"));
        }
        Ok(Self {
            fresh: TempDir::with_prefix_in(FRESH, &parent)?,
            site,
            _lock: lock,
        })
    }

    /// The folder to write into.
    pub(crate) fn fresh(&self) -> &Path {
        self.fresh.path()
    }

    /// Puts the folder in its place, and removes what lay there.
    pub(crate) fn take(self) -> io::Result<()> {
        open_to_readers(self.fresh.path())?;
        if !self.site.exists() {
            fs::rename(self.fresh.path(), &self.site)?;
            return Ok(());
        }
        if exchange(self.fresh.path(), &self.site).is_ok() {
            // The folder of this name is the old one now, and goes with it.
            return Ok(());
        }
        let parent = self.site.parent().unwrap_or(Path::new("."));
        let aside = TempDir::with_prefix_in(ASIDE, parent)?;
        let old = aside.path().join(KEPT);
        fs::rename(&self.site, &old)?;
        if let Err(error) = fs::rename(self.fresh.path(), &self.site) {
            fs::rename(&old, &self.site)?;
            return Err(error);
        }
        Ok(())
    }
}

/// Lets two folders change places in one step, where the system can.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?;
    Ok(())
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Brings back a folder that was moved aside, and removes what killed programs left.
fn sweep(parent: &Path, site: &Path) -> io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(ASIDE) {
            let old = entry.path().join(KEPT);
            if old.is_dir() && !site.exists() {
                fs::rename(&old, site)?;
            }
        } else if !name.starts_with(FRESH) {
            continue;
        }
        fs::remove_dir_all(entry.path())?;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use tempfile::TempDir;

    use super::{ASIDE, FRESH, KEPT, Place};

    fn folder() -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let site = folder.path().join("target/site");
        (folder, site)
    }

    fn put(site: &Path, text: &str) {
        let place = Place::new(site).unwrap();
        fs::write(place.fresh().join("index.html"), text).unwrap();
        place.take().unwrap();
    }

    fn shown(site: &Path) -> String {
        fs::read_to_string(site.join("index.html")).unwrap()
    }

    /// The names beside a site.
    fn beside(site: &Path) -> Vec<String> {
        let entries = fs::read_dir(site.parent().unwrap()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| name != ".book-lock").collect();
        names.sort();
        names
    }

    #[test]
    fn the_new_folder_takes_the_place_of_the_old_one() {
        let (_folder, site) = folder();
        put(&site, "old");
        put(&site, "new");
        assert_eq!(shown(&site), "new");
        assert_eq!(beside(&site), ["site"]);
    }

    #[test]
    fn a_place_that_is_given_up_leaves_the_old_folder() {
        let (_folder, site) = folder();
        put(&site, "old");
        drop(Place::new(&site).unwrap());
        assert_eq!(shown(&site), "old");
        assert_eq!(beside(&site), ["site"]);
    }

    #[test]
    fn what_a_killed_program_left_is_swept_and_what_it_moved_aside_comes_back() {
        let (_folder, site) = folder();
        put(&site, "old");
        let parent = site.parent().unwrap();
        fs::create_dir(parent.join(format!("{FRESH}abc"))).unwrap();
        fs::create_dir(parent.join(format!("{ASIDE}abc"))).unwrap();
        fs::rename(&site, parent.join(format!("{ASIDE}abc")).join(KEPT)).unwrap();
        drop(Place::new(&site).unwrap());
        assert_eq!(shown(&site), "old");
        assert_eq!(beside(&site), ["site"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let (folder, site) = folder();
        let real = folder.path().join("elsewhere/site");
        fs::create_dir_all(&real).unwrap();
        fs::create_dir_all(site.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(&real, &site).unwrap();
        put(&site, "new");
        assert!(fs::symlink_metadata(&site).unwrap().is_symlink());
        assert_eq!(shown(&real), "new");
    }

    #[test]
    fn a_file_in_the_way_is_refused_and_stays() {
        let (_folder, site) = folder();
        fs::create_dir_all(site.parent().unwrap()).unwrap();
        fs::write(&site, "mine").unwrap();
        assert_eq!(Place::new(&site).err().unwrap().to_string(), "it is a file");
        assert_eq!(fs::read_to_string(&site).unwrap(), "mine");
    }
}
