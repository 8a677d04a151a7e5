//! What cargo knows of the workspace: its packages, and where builds go.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use serde::Deserialize;

use crate::error::EvaluatorError;

/// A cargo workspace, as far as an evaluator must know it.
#[derive(Clone, Debug)]
pub struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    pub(crate) manifest: toml::Table,
    libraries: BTreeMap<String, Library>,
}

/// A package with a library.
#[derive(Clone, Debug)]
pub(crate) struct Library {
    /// The name that code uses.
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// The folder of its modules.
    pub(crate) source: PathBuf,
    pub(crate) edition: String,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
    target_directory: PathBuf,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<MetadataTarget>,
}

#[derive(Deserialize)]
struct MetadataTarget {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
    edition: String,
}

/// The cargo that runs this program, or the one that the shell would find.
pub(crate) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The folder itself, which an empty path means.
pub(crate) fn or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

impl Workspace {
    /// The workspace that a folder lies in.
    ///
    /// # Errors
    /// [`EvaluatorError`] if cargo cannot be started, or finds no workspace there.
    pub fn find(folder: impl AsRef<Path>) -> Result<Self, EvaluatorError> {
        let folder = or_here(folder.as_ref());
        let refused = |why: String| EvaluatorError::Workspace {
            path: folder.to_owned(),
            why,
        };
        let output = Command::new(cargo())
            .args([
                "metadata",
                "--no-deps",
                "--format-version",
                "1",
                "--offline",
            ])
            .current_dir(folder)
            .stdin(Stdio::null())
            .output()
            .map_err(|source| EvaluatorError::NoCargo { source })?;
        if !output.status.success() {
            return Err(refused(
                String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            ));
        }
        let metadata: Metadata =
            serde_json::from_slice(&output.stdout).map_err(|error| refused(error.to_string()))?;
        let manifest = metadata.workspace_root.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).map_err(EvaluatorError::file(&manifest))?;
        let libraries = metadata.packages.into_iter().filter_map(|package| {
            let kinds = ["lib", "rlib"];
            let is_library = |target: &&MetadataTarget| {
                target
                    .kind
                    .iter()
                    .any(|kind| kinds.contains(&kind.as_str()))
            };
            let target = package.targets.iter().find(is_library)?;
            let library = Library {
                name: target.name.replace('-', "_"),
                folder: package.manifest_path.parent()?.to_owned(),
                source: target.src_path.parent()?.to_owned(),
                edition: target.edition.clone(),
            };
            Some((package.name, library))
        });
        Ok(Self {
            libraries: libraries.collect(),
            manifest: text.parse().map_err(|error| refused(format!("{error}")))?,
            root: metadata.workspace_root,
            target: metadata.target_directory,
        })
    }

    /// What a book needs whose expressions use no crates: a place to build, and no workspace.
    pub(crate) fn without_crates(folder: &Path) -> Result<Self, EvaluatorError> {
        let folder = or_here(folder);
        let root = std::path::absolute(folder).map_err(EvaluatorError::file(folder))?;
        Ok(Self {
            target: root.join("target"),
            root,
            manifest: toml::Table::new(),
            libraries: BTreeMap::new(),
        })
    }

    /// The library of a package.
    pub(crate) fn library(&self, package: &str) -> Option<&Library> {
        self.libraries.get(package)
    }

    /// The names that a page sees, as the arguments of `use`.
    ///
    /// `page` is its path without the ending; `patterns` are those of [`Config::names`](crate::Config).
    #[must_use]
    pub fn names(&self, page: &str, patterns: &[String]) -> Vec<String> {
        let module = page.replace('-', "_").replace('/', "::");
        let named = |pattern: &String| {
            let path = pattern.replace("{page}", &module);
            (path == *pattern || self.has_module(&path)).then(|| format!("::{path}"))
        };
        patterns.iter().filter_map(named).collect()
    }

    /// Whether a library has the module that a path such as `givens::entropy::*` names.
    fn has_module(&self, path: &str) -> bool {
        let mut segments = path.split("::").collect::<Vec<_>>();
        segments.pop();
        let Some((name, modules)) = segments.split_first() else {
            return false;
        };
        let mut libraries = self.libraries.values();
        let Some(library) = libraries.find(|library| library.name == *name) else {
            return false;
        };
        let folder = modules
            .iter()
            .fold(library.source.clone(), |at, module| at.join(module));
        modules.is_empty()
            || folder.with_extension("rs").is_file()
            || folder.join("mod.rs").is_file()
    }
}
