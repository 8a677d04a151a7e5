//! What cargo knows of the workspace: its packages, and where builds go.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use prosetest::fingerprint;
use serde::Deserialize;
use strsim::levenshtein;
use toml::{Table, Value};

use crate::error::EvaluatorError;

/// A cargo workspace, as far as an evaluator must know it.
#[derive(Clone, Debug)]
pub struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    pub(crate) manifest: Table,
    libraries: BTreeMap<String, Library>,
}

/// A package with a library.
#[derive(Clone, Debug)]
pub(crate) struct Library {
    /// The name that code uses.
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// Its file, in the folder of its modules.
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
                source: target.src_path.clone(),
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
            manifest: Table::new(),
            libraries: BTreeMap::new(),
        })
    }

    /// The same, with its builds outside of the folder of a book's pages: mdBook copies whatever lies there.
    pub(crate) fn away_from(mut self, pages: &Path) -> Self {
        if resolved(&self.target).starts_with(resolved(pages)) {
            // As cargo does for a script, which has no folder for its builds either.
            let home = env::var_os("CARGO_HOME").map(PathBuf::from);
            let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
            let place = fingerprint(&self.target.to_string_lossy());
            self.target = home
                .unwrap_or_else(env::temp_dir)
                .join(format!("prosetest/{place:08x}"));
        }
        self
    }

    /// The library that a name means, with the name of its package; `-` and `_` are alike, as in code.
    pub(crate) fn library(&self, name: &str) -> Option<(&str, &Library)> {
        let known = self.libraries.get_key_value(name).or_else(|| {
            let (mut known, name) = (self.libraries.iter(), in_code(name));
            known.find(|(package, library)| in_code(package) == name || library.name == name)
        })?;
        Some((known.0, known.1))
    }

    /// What a name means among the dependencies that members share, with paths that lead there from anywhere.
    pub(crate) fn shared(&self, name: &str) -> Option<(&str, Value)> {
        let shared = self.dependencies()?;
        let (name, dependency) = shared.get_key_value(name).or_else(|| {
            let (mut shared, name) = (shared.iter(), in_code(name));
            shared.find(|(shared, _)| in_code(shared) == name)
        })?;
        let mut dependency = dependency.clone();
        self.root(&mut dependency);
        Some((name, dependency))
    }

    fn dependencies(&self) -> Option<&Table> {
        let workspace = self.manifest.get("workspace")?;
        workspace.get("dependencies")?.as_table()
    }

    /// Lets the path of a dependency begin at the workspace's root.
    pub(crate) fn root(&self, dependency: &mut Value) {
        if let Some(Value::String(path)) = dependency.get_mut("path") {
            *path = self.root.join(&path).to_string_lossy().into_owned();
        }
    }

    /// Says that a name means nothing, and what it could have meant: the nearest first.
    pub(crate) fn no_such(&self, name: &str) -> EvaluatorError {
        const MOST: usize = 6;
        let shared = self.dependencies().into_iter().flat_map(Table::keys);
        let mut known: Vec<&str> = self
            .libraries
            .keys()
            .chain(shared)
            .map(String::as_str)
            .collect();
        known.sort_unstable();
        known.dedup();
        known.sort_by_key(|known| levenshtein(known, name));
        let more = known.len().saturating_sub(MOST);
        let mut listed = known[..known.len() - more].join(", ");
        if more > 0 {
            listed = format!("{listed} and {more} more");
        }
        EvaluatorError::NoSuchCrate {
            name: name.to_owned(),
            known: if known.is_empty() {
                "none".to_owned()
            } else {
                listed
            },
        }
    }

    /// The names that a page sees, as the arguments of `use`.
    ///
    /// `page` is its path without the ending; `patterns` are those of [`Config::names`](crate::Config).
    #[must_use]
    pub fn names(&self, page: &str, patterns: &[String]) -> Vec<String> {
        let module = page.replace('-', "_").replace('/', "::");
        let named = |pattern: &String| {
            let path = in_code(&pattern.replace("{page}", &module));
            let always = !pattern.contains("{page}");
            (always || self.has_module(&path)).then(|| format!("::{path}"))
        };
        patterns.iter().filter_map(named).collect()
    }

    /// The crate that a pattern names and nobody knows: for each page it would only be passed over.
    pub(crate) fn unknown<'p>(&self, patterns: &'p [String]) -> Option<&'p str> {
        let patterns = patterns.iter().filter(|pattern| pattern.contains("{page}"));
        let mut crates = patterns.filter_map(|pattern| pattern.split("::").next());
        crates.find(|name| {
            let known = self.library(name).is_some() || self.shared(name).is_some();
            !known && !name.contains("{page}")
        })
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
        let root = library.source.parent().unwrap_or(Path::new(""));
        let folder = modules
            .iter()
            .fold(root.to_owned(), |at, module| at.join(module));
        modules.is_empty() || file_of(&folder).is_some() || holds(&library.source, root, modules)
    }
}

/// A path without links, as far as it leads to something.
fn resolved(path: &Path) -> PathBuf {
    let mut above = path.ancestors();
    let found = above.find_map(|above| Some((above, fs::canonicalize(or_here(above)).ok()?)));
    found.map_or_else(
        || path.to_owned(),
        |(above, found)| match path.strip_prefix(above) {
            Ok(rest) => found.join(rest),
            Err(_) => found,
        },
    )
}

/// A name as code writes it.
fn in_code(name: &str) -> String {
    name.replace('-', "_")
}

/// The file of the module that a folder is named after.
fn file_of(folder: &Path) -> Option<PathBuf> {
    let beside = folder.with_extension("rs");
    let inside = folder.join("mod.rs");
    [beside, inside].into_iter().find(|file| file.is_file())
}

/// Whether a file has public modules of these names, one in the other, wherever they are written.
fn holds(file: &Path, folder: &Path, modules: &[&str]) -> bool {
    let first = modules.first().copied().unwrap_or_default();
    let text = fs::read_to_string(file).unwrap_or_default();
    // Most files need not be read any closer.
    let parsed = text.contains(first).then(|| syn::parse_file(&text));
    parsed.is_some_and(|file| file.is_ok_and(|file| have(&file.items, folder, modules)))
}

fn have(items: &[syn::Item], folder: &Path, modules: &[&str]) -> bool {
    let Some((first, rest)) = modules.split_first() else {
        return true;
    };
    let folder = folder.join(first);
    let mut items = items.iter();
    items.any(|item| match item {
        syn::Item::Mod(module) if module.ident == first && is_public(module) => {
            match &module.content {
                Some((_, items)) => have(items, &folder, rest),
                None if rest.is_empty() => true,
                None => file_of(&folder).is_some_and(|file| holds(&file, &folder, rest)),
            }
        }
        _ => false,
    })
}

fn is_public(module: &syn::ItemMod) -> bool {
    matches!(module.vis, syn::Visibility::Public(_))
}
