//! The code that computes the chapters: a page for each, with an anchor at every line.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use mdbook_prosetest::{Book, Page};
use prosetest::Implementation;

use crate::colour;
use crate::html::escape;

/// The name of the page that shows the code, without its ending.
pub(crate) const CODE: &str = "code";

/// The pages that a crate computes.
pub(crate) fn chapters<'b>(root: &'b Path, book: &'b Book) -> impl Iterator<Item = &'b Page> {
    let has_crate = |page: &&Page| root.join(path_of(page.stem())).join("Cargo.toml").exists();
    book.pages().iter().filter(has_crate)
}

/// The path of a chapter's crate.
fn path_of(stem: &str) -> String {
    format!("crates/{stem}")
}

/// The code of all chapters.
#[derive(Clone, Debug)]
pub(crate) struct Listings {
    chapters: Vec<Chapter>,
    /// Where each name is defined: chapter and anchor, in the order of the book.
    definitions: HashMap<String, Vec<(usize, String)>>,
}

/// The code of one chapter.
#[derive(Clone, Debug)]
pub(crate) struct Chapter {
    pub(crate) stem: String,
    /// The path of its crate.
    pub(crate) path: String,
    pub(crate) title: String,
    files: Vec<File>,
}

#[derive(Clone, Debug)]
struct File {
    path: String,
    /// What its id on the page is, and what the ids of its lines begin with.
    id: String,
    text: String,
}

/// The name of a chapter's page of code, without its ending.
pub(crate) fn page_of(stem: &str) -> String {
    format!("{CODE}-{stem}")
}

impl Listings {
    /// Reads what lies in the workspace for each page that has a crate; a file that is not there is left out.
    pub(crate) fn read(root: &Path, book: &Book) -> Self {
        let chapter = |page: &Page| {
            let (stem, path) = (page.stem().to_owned(), path_of(page.stem()));
            Chapter {
                files: files(root, &path, &stem),
                title: page.title.clone(),
                path,
                stem,
            }
        };
        let chapters: Vec<Chapter> = chapters(root, book).map(chapter).collect();
        let mut definitions: HashMap<String, Vec<(usize, String)>> = HashMap::new();
        for (index, chapter) in chapters.iter().enumerate() {
            for file in &chapter.files {
                for (number, line) in (1..).zip(file.text.lines()) {
                    if let Some(name) = defined(line) {
                        let place = (index, format!("{}-L{number}", file.id));
                        definitions.entry(name.to_owned()).or_default().push(place);
                    }
                }
            }
        }
        Self {
            chapters,
            definitions,
        }
    }

    pub(crate) fn chapters(&self) -> &[Chapter] {
        &self.chapters
    }

    /// Where the first function that an expression calls is defined, or else the first method of this chapter, or the
    /// first name in it; a definition in the page's own chapter comes before others of the same name.
    pub(crate) fn link(&self, stem: &str, expression: &str) -> Option<Implementation> {
        let own = self
            .chapters
            .iter()
            .position(|chapter| chapter.stem == stem);
        let mut names = names(expression);
        names.sort_by_key(|(_, role)| *role);
        let found = names.iter().find_map(|(name, role)| {
            let places = self.definitions.get(*name)?;
            let here = places.iter().find(|(chapter, _)| Some(*chapter) == own);
            // Many a type has a method of that name.
            let elsewhere = places.first().filter(|_| *role != Role::Method);
            Some(((*name).to_owned(), here.or(elsewhere)?))
        });
        let chapter = &self.chapters[found.as_ref().map_or(own?, |(_, (chapter, _))| *chapter)];
        let page = page_of(&chapter.stem);
        let origin = chapter.path.clone();
        Some(match found {
            Some((name, (_, anchor))) => Implementation {
                name: Some(name),
                origin,
                address: format!("{page}.html#{anchor}"),
            },
            None => Implementation {
                name: None,
                origin,
                address: format!("{page}.html"),
            },
        })
    }
}

impl Chapter {
    /// The page of this chapter's code, as Markdown.
    pub(crate) fn markdown(&self) -> String {
        let (title, path, stem) = (escape(&self.title), &self.path, &self.stem);
        let mut text = format!(
            "# The code of “{title}”\n\nThe functions are in `{path}`, what they are given in `crates/givens`.\n\
             The chapter is [{title}]({stem}.md); `cargo run --example {stem}` prints its tables.\n\n"
        );
        for file in &self.files {
            let _ = writeln!(text, "- [`{}`](#{})", file.path, file.id);
        }
        for file in &self.files {
            let _ = write!(text, "\n## `{}` {{#{}}}\n\n", file.path, file.id);
            listing(&mut text, file);
        }
        text
    }
}

/// A file with an anchor at each line.
fn listing(text: &mut String, file: &File) {
    let mut pieces = colour::pieces("rust", &file.text).into_iter().peekable();
    text.push_str("<pre><code class=\"listing\">");
    let mut start = 0;
    for (number, line) in (1..).zip(file.text.split_inclusive('\n')) {
        let end = start + line.trim_end_matches('\n').len();
        let _ = write!(text, "<span id=\"{}-L{number}\">", file.id);
        let mut at = start;
        while let Some((range, class)) = pieces.peek() {
            if range.start >= end {
                break;
            }
            let (from, to) = (range.start.max(at), range.end.min(end));
            text.push_str(&shown(&file.text[at..from]));
            let _ = write!(
                text,
                "<span class=\"{class}\">{}</span>",
                shown(&file.text[from..to])
            );
            at = to;
            if range.end > end {
                break;
            }
            pieces.next();
        }
        text.push_str(&shown(&file.text[at..end]));
        text.push_str("</span>\n");
        start += line.len();
    }
    text.push_str("</code></pre>\n");
}

/// Code inside `pre`, where nothing of Markdown and of mdBook's links is read but braces.
fn shown(code: &str) -> String {
    escape(code).replace("{{", "&#123;&#123;")
}

fn files(root: &Path, path: &str, stem: &str) -> Vec<File> {
    let module = stem.replace('-', "_");
    let mut sources: Vec<_> = fs::read_dir(root.join(path).join("src"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".rs"))
        .collect();
    // The crate's front page first, then its parts by name.
    sources.sort_by_key(|name| (name != "lib.rs", name.clone()));
    let sources = sources
        .into_iter()
        .map(|name| (format!("{path}/src/{name}"), name));
    let beside = [
        (
            format!("crates/givens/src/{module}.rs"),
            "givens".to_owned(),
        ),
        (format!("examples/{stem}.rs"), "example".to_owned()),
        (format!("tests/{module}.rs"), "tests".to_owned()),
    ];
    let read = |(path, id): (String, String)| {
        let text = fs::read_to_string(root.join(&path)).ok()?;
        Some(File { path, id, text })
    };
    sources.chain(beside).filter_map(read).collect()
}

/// The name that a line of Rust defines, if it defines one.
fn defined(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    for before in ["pub(crate) ", "pub "] {
        rest = rest.strip_prefix(before).unwrap_or(rest);
    }
    let rest = ["const fn ", "fn ", "const ", "static ", "struct ", "enum "]
        .iter()
        .find_map(|word| rest.strip_prefix(word))?;
    let end = rest.find(|ch: char| !(ch.is_alphanumeric() || ch == '_'));
    Some(&rest[..end.unwrap_or(rest.len())])
}

/// What a name does in an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Function,
    Method,
    /// A given, or what makes a value of a type.
    Given,
}

/// The names in an expression that can be definitions of their own.
fn names(expression: &str) -> Vec<(&str, Role)> {
    let is_name = |ch: char| ch.is_alphanumeric() || ch == '_';
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(start) = expression[at..].find(is_name).map(|found| at + found) {
        let length = expression[start..].find(|ch| !is_name(ch));
        let end = length.map_or(expression.len(), |length| start + length);
        let (before, after) = (&expression[..start], &expression[end..]);
        let of_type = before.strip_suffix("::").is_some_and(|path| {
            let start = path.rfind(|ch| !is_name(ch)).map_or(0, |at| at + 1);
            path[start..].starts_with(char::is_uppercase)
        });
        let role = match (after.starts_with('('), before.ends_with('.')) {
            (true, true) => Some(Role::Method),
            (false, true) => None,
            (true, false) if !of_type => Some(Role::Function),
            _ => Some(Role::Given),
        };
        let is_path = after.starts_with("::");
        let is_number = expression[start..].starts_with(|ch: char| ch.is_ascii_digit());
        if let Some(role) = role.filter(|_| !(is_path || is_number)) {
            names.push((&expression[start..end], role));
        }
        at = end;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{File, Role, defined, listing, names};

    #[test]
    fn a_line_that_defines_a_name_is_known() {
        assert_eq!(
            defined("pub fn entropy(p: &Distribution) {"),
            Some("entropy")
        );
        assert_eq!(defined("    pub(crate) const fn nats(self)"), Some("nats"));
        assert_eq!(defined("pub static STREET: Distribution ="), Some("STREET"));
        assert_eq!(defined("use entropy::entropy;"), None);
    }

    #[test]
    fn the_names_of_an_expression_are_found() {
        assert_eq!(
            names("surprisal::surprisal(MODEL[2])?.bits()"),
            [
                ("surprisal", Role::Function),
                ("MODEL", Role::Given),
                ("bits", Role::Method)
            ]
        );
        assert_eq!(
            names("Classifier::new(W)?.loss(x.y)"),
            [
                ("new", Role::Given),
                ("W", Role::Given),
                ("loss", Role::Method),
                ("x", Role::Given)
            ]
        );
    }

    #[test]
    fn each_line_is_an_element_of_its_own_and_a_comment_goes_over_lines() {
        let mut html = String::new();
        let file = File {
            path: "a.rs".to_owned(),
            id: "a.rs".to_owned(),
            text: "/* x\n\ny */ fn f() {}\n".to_owned(),
        };
        listing(&mut html, &file);
        assert_eq!(
            html,
            "<pre><code class=\"listing\"><span id=\"a.rs-L1\"><span class=\"c\">/* x</span></span>\n\
             <span id=\"a.rs-L2\"><span class=\"c\"></span></span>\n\
             <span id=\"a.rs-L3\"><span class=\"c\">y */</span> <span class=\"k\">fn</span> \
             <span class=\"f\">f</span>() {}</span>\n</code></pre>\n"
        );
    }
}
