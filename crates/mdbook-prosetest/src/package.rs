//! The package that is written for cargo: a manifest that follows the workspace's, and a module for each page.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use prosetest::Code;
use toml::{Table, Value};

use crate::config::{Config, TABLE};
use crate::error::EvaluatorError;
use crate::workspace::Workspace;

/// What every evaluator is made of.
const RUNTIME: &str = include_str!("../evaluator/runtime.rs");

/// How the file of the program begins; what the values of types yield follows, a line for each.
const HEAD: &str = "\
    //! Written by mdbook-prosetest before each check; changes are lost.\n\
    #![allow(warnings, clippy::all, clippy::pedantic)]\n\n\
    mod runtime;\n\
    use runtime::{Compiled, Evaluated, Input, Value, Yield, evaluated};\n\n";

/// Where code finds the files that are compiled along.
pub(crate) const FILES: &str = "crate::files::";

/// The name of the package and of its program.
pub(crate) const NAME: &str = "evaluator";

/// What an evaluator is asked to be able to evaluate.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// The packages of the workspace that the code may use.
    pub crates: Vec<String>,
    /// The dependencies from elsewhere that [`Self::files`] need, by the names they have in the workspace.
    pub others: Vec<String>,
    /// Rust files that are compiled along, each as a module of this name inside `files`.
    pub files: BTreeMap<String, PathBuf>,
    /// The types of quantities and lists: the book's table.
    pub types: Config,
    /// The pages.
    pub modules: Vec<Module>,
}

/// The code of one page, and the names that it sees.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// What the page is called when its code is asked for.
    pub name: String,
    /// The names it sees, as arguments of `use`.
    pub uses: Vec<String>,
    /// The code, each in as many places as it likes.
    pub codes: Vec<Code>,
}

/// Where an expression stands in the written package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The place of its page.
    pub(crate) module: usize,
    /// Its place among the page's distinct codes.
    pub(crate) code: usize,
}

impl Package {
    /// The distinct codes of each page, in order.
    pub(crate) fn codes(&self) -> Vec<Vec<&Code>> {
        let distinct = |module: &'_ Module| -> Vec<usize> {
            let mut seen = HashSet::new();
            let places = 0..module.codes.len();
            places
                .filter(|&place| seen.insert(&module.codes[place]))
                .collect()
        };
        let of_module = |module| {
            distinct(module)
                .into_iter()
                .map(|place| &module.codes[place])
        };
        self.modules
            .iter()
            .map(|module| of_module(module).collect())
            .collect()
    }

    /// Writes the package into a folder, all but the codes that are known not to compile.
    ///
    /// A file that would not change is left alone, so that cargo sees no change either.
    pub(crate) fn write(
        &self,
        workspace: &Workspace,
        folder: &Path,
        refused: &BTreeMap<Place, String>,
    ) -> Result<(), EvaluatorError> {
        let sources = folder.join("src");
        fs::create_dir_all(&sources).map_err(EvaluatorError::file(&sources))?;
        lock(workspace, folder)?;
        let mut wanted = BTreeSet::from(["main.rs".to_owned(), "runtime.rs".to_owned()]);
        update(&folder.join("Cargo.toml"), &self.manifest(workspace)?)?;
        update(&sources.join("runtime.rs"), RUNTIME)?;
        update(&sources.join("main.rs"), &self.program())?;
        for (place, (module, codes)) in self.modules.iter().zip(self.codes()).enumerate() {
            let name = format!("{}.rs", page_module(place));
            update(
                &sources.join(&name),
                &written(place, module, &codes, refused),
            )?;
            wanted.insert(name);
        }
        // What an earlier book left behind would only confuse a person who looks.
        for entry in fs::read_dir(&sources)
            .map_err(EvaluatorError::file(&sources))?
            .flatten()
        {
            if !wanted.contains(&*entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path()).map_err(EvaluatorError::file(entry.path()))?;
            }
        }
        Ok(())
    }

    fn manifest(&self, workspace: &Workspace) -> Result<String, EvaluatorError> {
        let mut dependencies = Table::new();
        let mut edition = None;
        for name in &self.crates {
            let (name, dependency) = match workspace.library(name) {
                Some((package, library)) => {
                    edition.get_or_insert_with(|| library.edition.clone());
                    (package, Value::Table(path_table(&library.folder)))
                }
                None => {
                    let shared = workspace.shared(name);
                    shared.ok_or_else(|| workspace.no_such(name))?
                }
            };
            dependencies.insert(name.to_owned(), dependency);
        }
        for name in &self.others {
            let shared = workspace.shared(name);
            let (name, dependency) = shared.ok_or_else(|| workspace.no_such(name))?;
            dependencies.insert(name.to_owned(), dependency);
        }
        let names: Vec<String> = dependencies.keys().cloned().collect();
        let mut package = Table::new();
        package.insert("name".to_owned(), NAME.into());
        package.insert("version".to_owned(), "0.0.0".into());
        package.insert(
            "edition".to_owned(),
            edition.unwrap_or_else(|| "2024".to_owned()).into(),
        );
        package.insert("publish".to_owned(), false.into());
        let mut manifest = Table::new();
        manifest.insert("package".to_owned(), package.into());
        manifest.insert("dependencies".to_owned(), dependencies.into());
        // It stands below the workspace's folder, and is none of its members.
        manifest.insert("workspace".to_owned(), Table::new().into());
        if let Some(profiles) = workspace.manifest.get("profile") {
            let used = reachable(workspace, names.iter());
            manifest.insert("profile".to_owned(), pruned(profiles, &used));
        }
        if let Some(mut patches) = workspace.manifest.get("patch").cloned() {
            let sources = patches.as_table_mut().into_iter().flatten();
            let patches_of = sources.filter_map(|(_, of_source)| of_source.as_table_mut());
            for (_, patch) in patches_of.flatten() {
                workspace.root(patch);
            }
            manifest.insert("patch".to_owned(), patches);
        }
        if let Some(mut replaced) = workspace.manifest.get("replace").cloned() {
            for (_, by) in replaced.as_table_mut().into_iter().flatten() {
                workspace.root(by);
            }
            manifest.insert("replace".to_owned(), replaced);
        }
        let text = toml::to_string(&manifest).map_err(|error| EvaluatorError::Config {
            table: "profile".to_owned(),
            why: error.to_string(),
        })?;
        Ok(format!(
            "# Written by mdbook-prosetest before each check; changes are lost.\n{text}"
        ))
    }

    /// What the values of the book's types yield, as code.
    pub(crate) fn types(&self) -> String {
        let mut text = String::new();
        for (place, quantity) in self.types.quantities().enumerate() {
            let (of, value) = (quantity.of, quantity.method);
            let _ = writeln!(
                text,
                "impl Yield for ::{of} {{ fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn std::error::Error>> {{ values.push(Value::Quantity({place}, self.{value}())); Ok(()) }} }}"
            );
        }
        for (of, value) in &self.types.values {
            let _ = writeln!(
                text,
                "impl Yield for ::{of} {{ fn append(&self, values: &mut Vec<Value>) -> Result<(), Box<dyn std::error::Error>> {{ self.{value}().append(values) }} }}"
            );
        }
        text
    }

    /// The table and its key that a line of the program's file comes from, if it is about a type.
    pub(crate) fn key_at(&self, line: usize) -> Option<(String, String)> {
        let place = line.checked_sub(HEAD.lines().count() + 1)?;
        let units = self
            .types
            .quantities()
            .map(|quantity| ("units", quantity.of));
        let values = self.types.values.keys().map(|of| ("values", of.as_str()));
        let (table, key) = units.chain(values).nth(place)?;
        Some((format!("{TABLE}.{table}"), key.to_owned()))
    }

    /// The program: what values yield, and the table of all expressions.
    fn program(&self) -> String {
        let mut text = HEAD.to_owned();
        text.push_str(&self.types());
        text.push_str("\nmod files {\n");
        for (name, path) in &self.files {
            let _ = writeln!(
                text,
                "    #[path = {:?}]\n    pub mod {name};",
                path.to_string_lossy()
            );
        }
        text.push_str("}\n\n");
        for place in 0..self.modules.len() {
            let _ = writeln!(text, "mod {};", page_module(place));
        }
        text.push_str("\nstatic EXPRESSIONS: &[Compiled] = &[\n");
        for (module, codes) in self.codes().iter().enumerate() {
            for code in 0..codes.len() {
                let _ = writeln!(text, "    {}::e{code},", page_module(module));
            }
        }
        text.push_str("];\n\nfn main() {\n    runtime::converse(EXPRESSIONS);\n}\n");
        text
    }
}

/// Whether a file of the written package holds the code of a page, or the table of all code.
pub(crate) fn is_of_pages(path: &Path) -> bool {
    let name = path.file_stem().and_then(|name| name.to_str());
    name.is_some_and(|name| name == "main" || name.starts_with("page_"))
}

/// The module of a page in the written package.
pub(crate) fn page_module(place: usize) -> String {
    format!("page_{place}")
}

/// The first line of an expression in the file of its page: after the comment and the uses.
pub(crate) fn first_line(module: &Module) -> usize {
    module.uses.len() + 2
}

/// The file of a page: each expression on a line of its own, so that rustc's line tells which one is wrong.
fn written(
    place: usize,
    module: &Module,
    codes: &[&Code],
    refused: &BTreeMap<Place, String>,
) -> String {
    let mut text = format!("// {}\n", module.name.replace(['\n', '\r'], " "));
    for used in &module.uses {
        let _ = writeln!(text, "use {used};");
    }
    for (code, it) in codes.iter().enumerate() {
        if refused.contains_key(&Place {
            module: place,
            code,
        }) {
            let _ = writeln!(
                text,
                "pub(crate) fn e{code}(_: &[crate::Input]) -> crate::Evaluated {{ Err(\"it does not compile\".into()) }}"
            );
            continue;
        }
        let mut parameters = String::new();
        for (at, parameter) in it.parameters.iter().enumerate() {
            let name = &parameter.name;
            let kind = match parameter.depth {
                0 => "number",
                1 => "vector",
                _ => "matrix",
            };
            let _ = write!(parameters, "let {name} = inputs[{at}].{kind}()?; ");
            if !parameter.build.is_empty() {
                let _ = write!(
                    parameters,
                    "let {name} = {{ {} }}; ",
                    one_line(&parameter.build)
                );
            }
        }
        let expression = one_line(&it.text);
        // A block would move the static that it names; only statements need one.
        let (open, close) = if expression.contains(';') {
            ("{ ", " }")
        } else {
            ("(", ")")
        };
        let _ = writeln!(
            text,
            "pub(crate) fn e{code}(inputs: &[crate::Input]) -> crate::Evaluated {{ {parameters}crate::evaluated(&{open}{expression}{close}) }}"
        );
    }
    text
}

fn one_line(code: &str) -> String {
    code.replace(['\n', '\r'], " ")
}

fn path_table(path: &Path) -> Table {
    Table::from_iter([(
        "path".to_owned(),
        path.to_string_lossy().into_owned().into(),
    )])
}

/// Writes a file unless it holds just this already.
fn update(path: &Path, text: &str) -> Result<(), EvaluatorError> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text).map_err(EvaluatorError::file(path))
}

/// Brings the workspace's lock file over whenever it has changed; cargo then leaves out what is not needed.
fn lock(workspace: &Workspace, folder: &Path) -> Result<(), EvaluatorError> {
    let (theirs, ours) = (workspace.root.join("Cargo.lock"), folder.join("Cargo.lock"));
    let seen = folder.join("workspace.lock");
    let Ok(text) = fs::read_to_string(&theirs) else {
        return Ok(());
    };
    if ours.is_file() && fs::read_to_string(&seen).is_ok_and(|seen| seen == text) {
        return Ok(());
    }
    fs::write(&ours, &text).map_err(EvaluatorError::file(&ours))?;
    fs::write(&seen, &text).map_err(EvaluatorError::file(&seen))
}

/// The packages that these need, by the workspace's lock file; cargo warns of a profile for any other.
fn reachable<'a>(
    workspace: &Workspace,
    roots: impl Iterator<Item = &'a String>,
) -> HashSet<String> {
    let text = fs::read_to_string(workspace.root.join("Cargo.lock")).unwrap_or_default();
    let lock: Table = text.parse().unwrap_or_default();
    let packages = lock.get("package").and_then(Value::as_array);
    let needs: BTreeMap<&str, Vec<&str>> = packages
        .into_iter()
        .flatten()
        .filter_map(|package| {
            let needs = package.get("dependencies").and_then(Value::as_array);
            let needs = needs.into_iter().flatten().filter_map(Value::as_str);
            let names = needs.filter_map(|need| need.split(' ').next());
            Some((package.get("name")?.as_str()?, names.collect()))
        })
        .collect();
    let mut found = HashSet::new();
    let mut open: Vec<&str> = roots.map(String::as_str).collect();
    while let Some(name) = open.pop() {
        if found.insert(name.to_owned()) {
            open.extend(needs.get(name).into_iter().flatten());
        }
    }
    found
}

/// The profiles without what they say of packages that are not used, and without what only a debugger reads: linking it
/// takes longer than all else.
fn pruned(profiles: &Value, used: &HashSet<String>) -> Value {
    let mut profiles = profiles.clone();
    for (_, profile) in profiles.as_table_mut().into_iter().flatten() {
        if let Some(profile) = profile.as_table_mut() {
            profile.insert("debug".to_owned(), false.into());
        }
        if let Some(packages) = profile.get_mut("package").and_then(Value::as_table_mut) {
            packages.retain(|name, _| name == "*" || used.contains(name));
        }
    }
    profiles
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use toml::Table;

    use super::Package;
    use crate::workspace::Workspace;

    #[test]
    fn every_path_of_the_workspace_leads_to_the_same_folder_from_the_package() {
        let mut workspace = Workspace::without_crates(Path::new("/book")).unwrap();
        workspace.manifest = toml::toml! {
            [workspace.dependencies]
            near = { path = "../near", features = ["all"] }
            far = { path = "/far" }
            elsewhere = "1"
            [patch.crates-io]
            patched = { path = "patched" }
            [replace]
            "replaced:0.1.0" = { path = "replaced" }
        };
        let names = ["near", "far", "elsewhere"].map(str::to_owned);
        let package = Package {
            crates: names.to_vec(),
            ..Package::default()
        };
        let manifest: Table = package.manifest(&workspace).unwrap().parse().unwrap();
        let path = |keys: [&str; 3]| {
            let table = &manifest[keys[0]][keys[1]];
            let of = if keys[2].is_empty() {
                table
            } else {
                &table[keys[2]]
            };
            of["path"].as_str().map(Path::new)
        };
        for (keys, expected) in [
            (["dependencies", "near", ""], "/book/../near"),
            (["dependencies", "far", ""], "/far"),
            (["patch", "crates-io", "patched"], "/book/patched"),
            (["replace", "replaced:0.1.0", ""], "/book/replaced"),
        ] {
            assert_eq!(path(keys), Some(Path::new(expected)), "{keys:?}");
        }
        assert_eq!(manifest["dependencies"]["elsewhere"].as_str(), Some("1"));
        assert!(manifest["dependencies"]["near"]["features"].is_array());
    }
}
