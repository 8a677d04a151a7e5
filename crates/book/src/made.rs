//! The files that pages show: each must be what a program or a test makes today.
//!
//! A drawing or an output that was edited by hand would show numbers that nothing computed.
//! So the figures are drawn anew, and the examples are run again, by the evaluator of the book's expressions;
//! what was recorded from other programs is listed in a manifest with its hash.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use mdbook_prosetest::{Evaluator, Module, Reply, Yielded};
use prosetest::{Code, Diagnostic};
use sha2::{Digest, Sha256};

use crate::explorable;
use crate::html::escape;

/// Where the tests keep what the examples print, and how they name it.
const SNAPSHOTS: &str = "tests/snapshots/main__examples__";

/// Where the recording of the frameworks keeps its programs, each with what it printed.
const SNIPPETS: &str = "crates/frameworks/record/snippets";

/// The list of the recorded files, each line a hash and a name, as `sha256sum` writes it.
const MANIFEST: &str = "SHA256SUMS";

/// What the module of this code is called among the pages.
const MODULE: &str = "what is made";

/// Yields the name and the drawing of each figure, one after another.
const FIGURES: &str =
    "::figures::all().iter().map(|figure| (figure.name, &figure.svg)).collect::<Vec<_>>()";

/// Yields the name and the text of each file of the figures that can be moved, one after another.
const EXPLORABLES: &str = "::explorables::files()";

/// The packages from elsewhere that the examples use.
const EXAMPLES_NEED: [&str; 3] = ["comfy-table", "indicatif", "tempfile"];

/// What makes the files that pages show.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    root: PathBuf,
    folder: String,
    /// The examples, by their stems.
    examples: BTreeMap<String, PathBuf>,
}

impl Made {
    /// Looks for the examples of a workspace; the pages lie in `folder` below `root`.
    pub(crate) fn find(root: &Path, folder: &str, workspace: &Path) -> Self {
        let files = fs::read_dir(workspace.join("examples"))
            .into_iter()
            .flatten()
            .flatten();
        let stem = |path: &Path| Some(path.file_name()?.to_str()?.strip_suffix(".rs")?.to_owned());
        let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
        let examples = files.map(|file| absolute(file.path()));
        let examples = examples.filter_map(|path| Some((stem(&path)?, path)));
        Self {
            root: root.to_owned(),
            folder: folder.to_owned(),
            examples: examples.collect(),
        }
    }

    /// The packages from elsewhere that the examples use.
    pub(crate) fn needs(&self) -> Vec<String> {
        if self.examples.is_empty() {
            return Vec::new();
        }
        EXAMPLES_NEED.map(str::to_owned).to_vec()
    }

    /// The examples as modules.
    pub(crate) fn files(&self) -> BTreeMap<String, PathBuf> {
        let module = |(stem, path): (&String, &PathBuf)| (stem.replace('-', "_"), path.clone());
        self.examples.iter().map(module).collect()
    }

    /// The code that makes all files.
    pub(crate) fn module(&self) -> Module {
        let reports = self.examples.keys().map(|stem| report(stem));
        Module {
            name: MODULE.to_owned(),
            uses: Vec::new(),
            codes: reports
                .chain([FIGURES, EXPLORABLES].map(Code::constant))
                .collect(),
        }
    }

    /// A drawing in the page itself, so that it follows the page's theme.
    pub(crate) fn figure(&self, path: &str, alt: &str) -> Option<String> {
        if !path.ends_with(".svg") {
            return None;
        }
        let svg = fs::read_to_string(self.root.join(&self.folder).join(path)).ok()?;
        let label = escape(alt);
        let labelled = svg
            .trim()
            .replacen("<svg ", &format!("<svg aria-label=\"{label}\" "), 1);
        let drawing = one_line(&labelled);
        let Some(name) = explorable::name(path) else {
            return Some(format!("<figure class=\"figure\">{drawing}</figure>"));
        };
        let controls = self
            .root
            .join(&self.folder)
            .join(explorable::controls(name));
        let controls = fs::read_to_string(controls).ok()?;
        Some(explorable::figure(name, &drawing, &one_line(&controls)))
    }

    /// Whether a page may include a file: only what an example prints today, or what was recorded.
    pub(crate) fn include(
        &self,
        evaluator: &Evaluator,
        page: &str,
        path: &str,
    ) -> Result<(), String> {
        let (file, lines) = path.split_once(':').unwrap_or((path, ""));
        // From the folder of the page to the root.
        let depth = format!("{}/{page}", self.folder).matches('/').count();
        let up = "../".repeat(depth);
        let file = file.strip_prefix(&up).unwrap_or(file);
        if let Some(name) = file.strip_prefix(&format!("{SNIPPETS}/")) {
            if !lines.is_empty() {
                return Err("a recorded snippet is shown as a whole".to_owned());
            }
            return self.recorded(name);
        }
        let text = self.text(file)?;
        let stem = file
            .strip_prefix(SNAPSHOTS)
            .and_then(|name| name.strip_suffix(".snap"));
        let stem = stem.ok_or_else(|| format!("it is neither {SNAPSHOTS}… nor in {SNIPPETS}"))?;
        let header = text.lines().skip(1).position(|line| line == "---");
        let first = header.ok_or("it has no header of a snapshot")? + 3;
        if lines != format!("{first}:") {
            return Err(format!(
                "write {up}{file}:{first}: to pass over the snapshot's header"
            ));
        }
        let shown: Vec<&str> = text.lines().skip(first - 1).collect();
        let printed = match evaluator
            .evaluate(MODULE, &report(stem), &[Vec::new()])
            .as_slice()
        {
            [Reply::Values(values)] => match values.as_slice() {
                [Yielded::Text(text)] => text.clone(),
                _ => return Err(format!("examples/{stem}.rs reports no text")),
            },
            [Reply::Unknown] => {
                return Err(format!("there is no examples/{stem}.rs that prints it"));
            }
            [Reply::Failed(why) | Reply::Refused(why)] => {
                return Err(format!("examples/{stem}.rs cannot be run: {why}"));
            }
            _ => return Err(format!("examples/{stem}.rs was not run")),
        };
        if printed
            .trim_end()
            .lines()
            .eq(shown.join("\n").trim_end().lines())
        {
            Ok(())
        } else {
            Err(format!(
                "it is not what examples/{stem}.rs prints; `INSTA_UPDATE=always cargo test examples` writes it anew"
            ))
        }
    }

    /// Whether a recorded file is the one that was recorded.
    fn recorded(&self, name: &str) -> Result<(), String> {
        let text = self.text(&format!("{SNIPPETS}/{name}"))?;
        let manifest = self.text(&format!("{SNIPPETS}/{MANIFEST}"))?;
        let hash: String = Sha256::digest(text.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let mut listed = manifest.lines().filter_map(|line| line.split_once("  "));
        match listed.find(|(_, listed)| *listed == name) {
            Some((recorded, _)) if recorded == hash => Ok(()),
            Some(_) => Err(format!(
                "it is not as it was recorded: {SNIPPETS}/{MANIFEST} has another hash"
            )),
            None => Err(format!("{SNIPPETS}/{MANIFEST} does not list it")),
        }
    }

    fn text(&self, path: &str) -> Result<String, String> {
        if path.split('/').any(|part| part == "..") {
            return Err("it leads out of its folder".to_owned());
        }
        fs::read_to_string(self.root.join(path)).map_err(|_| format!("there is no {path}"))
    }

    /// The files beside the pages in `folder` that nothing makes, and the drawings that are not as they are drawn today.
    pub(crate) fn strays(
        &self,
        folder: &str,
        found: &[String],
        evaluator: &Evaluator,
    ) -> Vec<Diagnostic> {
        let figures = texts(evaluator, FIGURES).map(|figures| {
            let file = |(name, svg)| (format!("figures/{name}.svg"), svg);
            figures.into_iter().map(file).collect::<BTreeMap<_, _>>()
        });
        let drawn = figures.and_then(|mut drawn| {
            drawn.extend(texts(evaluator, EXPLORABLES)?);
            Ok(drawn)
        });
        let mut faults = Vec::new();
        let mut fault = |name: &str, message: String, help: &str| {
            let path = format!("{folder}/{name}");
            faults.push(Diagnostic::new(&path, "", 0..0, message).help(help));
        };
        let names: HashSet<&str> = found.iter().map(String::as_str).collect();
        let drawn = match drawn {
            Ok(drawn) => drawn,
            Err(why) => {
                fault(
                    "figures",
                    format!("the figures cannot be drawn: {why}"),
                    "mend the crate figures, or the crate explorables",
                );
                return faults;
            }
        };
        for name in found {
            let Some(svg) = drawn.get(name) else {
                let message = format!("nothing makes {name}, and a reader could see it");
                fault(
                    name,
                    message,
                    "list a page in SUMMARY.md, draw a figure in crates/figures, or remove the file",
                );
                continue;
            };
            let text = fs::read_to_string(Path::new(folder).join(name));
            // A checkout may have line ends of its own.
            if text.is_ok_and(|text| text.replace("\r\n", "\n") != *svg) {
                let message = format!("{name} is not as the crates draw it");
                fault(
                    name,
                    message,
                    "`INSTA_UPDATE=always cargo test figures` draws them all anew",
                );
            }
        }
        for name in drawn.keys().filter(|name| !names.contains(name.as_str())) {
            let message = format!("{name} is missing");
            fault(
                name,
                message,
                "`INSTA_UPDATE=always cargo test figures` draws them all",
            );
        }
        faults
    }
}

/// The names and the texts that an expression yields, one after another.
fn texts(evaluator: &Evaluator, code: &str) -> Result<Vec<(String, String)>, String> {
    let replies = evaluator.evaluate(MODULE, &Code::constant(code), &[Vec::new()]);
    let pair = |pair: &[Yielded]| match pair {
        [Yielded::Text(name), Yielded::Text(text)] => Some((name.clone(), text.clone())),
        _ => None,
    };
    match replies.as_slice() {
        [Reply::Values(values)] => Ok(values.chunks_exact(2).filter_map(pair).collect()),
        [Reply::Failed(why) | Reply::Refused(why)] => Err(why.clone()),
        _ => Err("nothing draws them".to_owned()),
    }
}

/// HTML that Markdown takes as one block.
fn one_line(html: &str) -> String {
    let lines = html.lines().map(str::trim);
    lines.collect::<Vec<_>>().join(" ")
}

/// What an example prints.
fn report(stem: &str) -> Code {
    Code::constant(format!(
        "crate::files::{}::report()",
        stem.replace('-', "_")
    ))
}
