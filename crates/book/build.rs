//! Writes Rust that evaluates every expression of every page, keyed by page and expression.
//!
//! A page that cannot be read is passed over here; the program reports it, with a better message than a build can give.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use prosetest::{Page, Units};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = here
        .parent()
        .and_then(Path::parent)
        .ok_or("the crate stands outside of the workspace")?;
    let pages = root.join("book/en");
    println!("cargo::rerun-if-changed={}", pages.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&pages)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    let mut modules = String::new();
    let mut table = String::from("pub(crate) static PAGES: &[CompiledPage] = &[\n");
    for (number, file) in files.iter().enumerate() {
        let (Ok(source), Some(name)) = (
            fs::read_to_string(file),
            file.file_name().and_then(|name| name.to_str()),
        ) else {
            continue;
        };
        let stem = name.trim_end_matches(".md");
        let has_crate = root.join("crates").join(stem).join("Cargo.toml").is_file();
        let (module, row) = page(
            number,
            name,
            &source,
            has_crate.then(|| stem.replace('-', "_")).as_deref(),
        )?;
        modules.push_str(&module);
        table.push_str(&row);
    }
    table.push_str("];\n");
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("pages.rs"),
        table + &modules,
    )?;
    Ok(())
}

/// The module that evaluates a page's expressions, and the row that lists them.
fn page(
    number: usize,
    name: &str,
    source: &str,
    crate_name: Option<&str>,
) -> Result<(String, String), Box<dyn std::error::Error>> {
    let path = format!("book/en/{name}");
    let units = Units::none();
    let page = Page::parse(&path, source, &units);
    let mut module = format!("mod page_{number} {{\n");
    if let Some(crate_name) = crate_name {
        writeln!(module, "    use ::givens::{crate_name}::*;")?;
    }
    let (mut expressions, mut functions) = (String::new(), String::new());
    let mut seen = HashSet::new();
    for (index, site) in page
        .expressions()
        .filter(|site| seen.insert(site.text))
        .enumerate()
    {
        let (line, column, text) = (site.line, site.column, site.text);
        // A block would move the static that it names; only statements need one.
        let (open, close) = if text.contains(';') {
            ("{ ", " }")
        } else {
            ("(", ")")
        };
        writeln!(
            module,
            "/* {path}:{line}:{column} */ pub(super) static E{index}: crate::Expression = crate::Expression::new(|| {{ crate::evaluated(&{open}{text}{close}) }});"
        )?;
        writeln!(expressions, "        ({text:?}, &page_{number}::E{index}),")?;
    }
    let mut seen = HashSet::new();
    for site in page.functions().filter(|site| seen.insert(site.text)) {
        let (line, column, text) = (site.line, site.column, site.text);
        writeln!(
            module,
            "/* {path}:{line}:{column} */ const _: fn() = || crate::is_function({text});"
        )?;
        writeln!(functions, "        {text:?},")?;
    }
    module.push_str("}\n");
    let row = format!(
        "    CompiledPage {{ name: {name:?}, expressions: &[\n{expressions}    ], functions: &[\n{functions}    ] }},\n"
    );
    Ok((module, row))
}
