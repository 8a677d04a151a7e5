//! The second net: the built pages are read as a browser reads them.
//!
//! Digits that nothing computes, links that lead nowhere and requests to other hosts are found here, whatever way they
//! took into the page.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

use crate::explorable;
use crate::html::{Piece, pieces};

/// A fault of a built page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFault {
    /// The page, relative to the folder of the built pages.
    pub page: String,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for PageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}: {}", self.page, self.message)
    }
}

/// What was read from one page.
#[derive(Debug, Default)]
struct Contents {
    ids: HashSet<String>,
    /// The figures whose states have addresses.
    explorables: HashSet<String>,
    links: Vec<String>,
    faults: Vec<String>,
}

/// Reads every page in a folder and reports its faults.
///
/// # Errors
/// If a file cannot be read.
pub fn inspect(site: &Path) -> io::Result<Vec<PageFault>> {
    let mut files = HashSet::new();
    let mut pages = BTreeMap::new();
    for entry in WalkBuilder::new(site).standard_filters(false).build() {
        let entry = entry.map_err(io::Error::other)?;
        let path = entry.path();
        if !path.is_file() {
            continue;
        }
        let name = relative(site, path);
        if name.ends_with(".html") {
            let html = fs::read_to_string(path)?;
            pages.insert(name.clone(), contents(&html));
        } else if name.ends_with(".css") {
            let css = fs::read_to_string(path)?;
            let mut found = Contents::default();
            if let Some(url) = other_host(&css) {
                found.faults.push(format!(
                    "asks another host for {url}; keep all that a page needs in the book"
                ));
            }
            pages.insert(name.clone(), found);
        }
        files.insert(name);
    }
    let mut faults = Vec::new();
    for (page, found) in &pages {
        let mut report = |message: String| {
            faults.push(PageFault {
                page: page.clone(),
                message,
            });
        };
        found.faults.iter().cloned().for_each(&mut report);
        for link in &found.links {
            if let Some(why) = broken(page, link, &files, &pages) {
                report(format!(
                    "the link {link} is broken: {why}; mend it, or the page it leads to"
                ));
            }
        }
    }
    Ok(faults)
}

fn relative(site: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(site).unwrap_or(path).components();
    let names = parts.map(|part| part.as_os_str().to_string_lossy().into_owned());
    names.collect::<Vec<_>>().join("/")
}

/// The first address on another host that a style sheet loads.
fn other_host(css: &str) -> Option<&str> {
    css.match_indices("url(")
        .chain(css.match_indices("@import"))
        .find_map(|(at, _)| {
            let rest = css[at..]
                .trim_start_matches("url(")
                .trim_start_matches("@import")
                .trim_start();
            let rest = rest
                .trim_start_matches("url(")
                .trim_start_matches(['"', '\'']);
            let end = rest.find(['"', '\'', ')', ';']).unwrap_or(rest.len());
            let address = &rest[..end];
            (address.starts_with("http") || address.starts_with("//")).then_some(address)
        })
}

/// Why a link leads nowhere, if it does.
fn broken(
    page: &str,
    link: &str,
    files: &HashSet<String>,
    pages: &BTreeMap<String, Contents>,
) -> Option<String> {
    let (path, fragment) = link
        .split_once('#')
        .map_or((link, None), |(path, fragment)| (path, Some(fragment)));
    let path = path.split('?').next().unwrap_or_default();
    let target = if path.is_empty() {
        page.to_owned()
    } else {
        let mut target: PathBuf = Path::new(page).parent().unwrap_or(Path::new("")).to_owned();
        for part in Path::new(path).components() {
            match part {
                Component::ParentDir => {
                    if !target.pop() {
                        return Some("it leads out of the book".to_owned());
                    }
                }
                Component::Normal(name) => target.push(name),
                Component::CurDir => {}
                Component::RootDir | Component::Prefix(_) => {
                    return Some("it begins at the root of the host".to_owned());
                }
            }
        }
        let target = relative(Path::new(""), &target);
        if path.ends_with('/') || target.is_empty() {
            format!("{target}/index.html")
        } else {
            target
        }
    };
    let target = target.trim_start_matches('/');
    if !files.contains(target) {
        return Some(format!("there is no {target}"));
    }
    let fragment = fragment.filter(|fragment| !fragment.is_empty())?;
    let known = pages.get(target).is_none_or(|contents| {
        let of_state = explorable::of_state(fragment);
        contents.ids.contains(fragment)
            || of_state.is_some_and(|id| contents.explorables.contains(id))
    });
    (!known).then(|| format!("{target} has no id {fragment}"))
}

/// Elements whose text is code, a drawing or no text at all.
fn is_exempt(tag: &str, class: &str) -> bool {
    matches!(
        tag,
        "data" | "code" | "pre" | "svg" | "script" | "style" | "title" | "template"
    ) || class
        .split_whitespace()
        .any(|class| matches!(class, "exempt" | "formula" | "footnote-definition-label"))
        || class
            .split_whitespace()
            .any(|class| class == "footnote-reference")
}

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// The ids, links and stray digits of a page.
fn contents(html: &str) -> Contents {
    let mut read = Read {
        before: ' ',
        ..Read::default()
    };
    for (piece, _) in pieces(html) {
        match &piece {
            Piece::Open { name, closed, .. } => read.open(&piece, name, *closed),
            Piece::Close { name } => read.close(name),
            Piece::Text(text) => read.text(text),
            Piece::Other => {}
        }
    }
    read.found
}

/// A page that is read up to some place.
#[derive(Default)]
struct Read {
    found: Contents,
    /// Each open element with whether digits in it are accounted for.
    open: Vec<(String, bool)>,
    in_main: bool,
    formula: Formula,
    /// The character before, which tells a number from the end of a name.
    before: char,
}

impl Read {
    fn open(&mut self, piece: &Piece, name: &str, closed: bool) {
        let attribute = |wanted: &str| piece.attribute(wanted).map(str::to_owned);
        self.in_main |= name == "main";
        self.found.ids.extend(attribute("id"));
        let table = attribute("data-table");
        self.found.explorables.extend(table.and(attribute("id")));
        let href = attribute("href");
        // The page's own address is no request.
        let is_request = name == "link" && attribute("rel").as_deref() != Some("canonical");
        let loaded = href.clone().filter(|_| is_request);
        for address in [attribute("src"), loaded, attribute("srcset")] {
            self.found.loads(address);
        }
        let is_external = |href: &String| href.contains("://") || href.starts_with("mailto:");
        let external = href.as_ref().is_some_and(is_external);
        if let Some(href) = href.filter(|_| name == "a" && !external) {
            self.found.links.push(href);
        }
        let class = attribute("class").unwrap_or_default();
        let inside = self.open.last().is_some_and(|(_, exempt)| *exempt);
        let index = matches!(name, "msub" | "msubsup" | "munder" | "munderover");
        let exempt = inside || index || is_exempt(name, &class) || (name == "a" && external);
        if name == "math" {
            self.formula = Formula {
                words: attribute("alttext").unwrap_or_default(),
                ..Formula::default()
            };
        }
        if !closed && !VOID.contains(&name) {
            self.open.push((name.to_owned(), exempt));
        }
        self.before = ' ';
    }

    fn close(&mut self, name: &str) {
        if name == "math" {
            let formula = std::mem::take(&mut self.formula);
            self.found.faults.extend(formula.fault());
        }
        if let Some(place) = self.open.iter().rposition(|(open, _)| open == name) {
            self.open.truncate(place);
        }
        self.in_main &= name != "main";
        self.before = ' ';
    }

    fn text(&mut self, text: &str) {
        let parent = self.open.last();
        if parent.is_some_and(|(name, _)| name == "annotation") {
            self.formula.source.push_str(text);
            return;
        }
        let exempt = parent.is_some_and(|(_, exempt)| *exempt);
        self.formula.shown.push_str(text);
        if !self.in_main || exempt {
            return;
        }
        let mut stray = None;
        for ch in text.chars() {
            let starts =
                ch.is_ascii_digit() && !self.before.is_ascii_alphanumeric() && self.before != '_';
            if starts || ch == '∞' {
                stray = stray.or(Some(ch));
            }
            self.before = ch;
        }
        if let Some(ch) = stray {
            let shown = text.trim();
            let message =
                format!("shows {ch} in “{shown}”, which nothing computes; bind it or exempt it");
            self.found.faults.push(message);
        }
    }
}

impl Contents {
    /// Notes what a page loads by itself.
    fn loads(&mut self, address: Option<String>) {
        let Some(address) = address else { return };
        if address.starts_with("http") || address.starts_with("//") {
            let message =
                format!("asks another host for {address}; keep all that a page needs in the book");
            self.faults.push(message);
        } else if !address.starts_with("data:") {
            self.links.push(address);
        }
    }
}

/// A formula with what stands beside it and is not seen: its TeX, and its words.
#[derive(Debug, Default)]
struct Formula {
    shown: String,
    source: String,
    words: String,
}

impl Formula {
    /// A digit of the TeX or of the words that the formula does not show.
    fn fault(&self) -> Option<String> {
        let mut shown: Vec<char> = self.shown.chars().filter(char::is_ascii_digit).collect();
        shown.sort_unstable();
        [("TeX", &self.source), ("text", &self.words)]
            .into_iter()
            .find_map(|(what, unseen)| {
                let mut digits: Vec<char> = unseen.chars().filter(char::is_ascii_digit).collect();
                digits.sort_unstable();
                let hides = match what {
                    "TeX" => !unseen.is_empty() && digits != shown,
                    // A power of two is called a square.
                    _ => digits.iter().any(|digit| !shown.contains(digit)),
                };
                hides.then(|| {
                    let seen = self.shown.trim();
                    format!(
                        "the {what} of a formula, “{unseen}”, has other digits than its “{seen}”"
                    )
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{contents, inspect, other_host};

    fn faults(html: &str) -> Vec<String> {
        contents(&format!("<main>{html}</main>")).faults
    }

    #[test]
    fn digits_that_nothing_computes_are_found() {
        assert_eq!(faults("<p>a 0.5</p>").len(), 1);
        assert_eq!(faults("<p>∞</p>").len(), 1);
        assert_eq!(faults("<math><mn>7</mn></math>").len(), 1);
        for accounted in [
            "<data value=\"0.5\">0.5</data>",
            "<code>0.5</code>",
            "<span class=\"exempt\">1948</span>",
            "<span class=\"formula\"><math><mn>1</mn></math></span>",
            "<svg><text>0.5</text></svg>",
            "<a href=\"https://example.org\">Shannon 1948</a>",
            "<msub><mi>p</mi><mn>1</mn></msub>",
            "log2 and f32",
        ] {
            assert!(faults(accounted).is_empty(), "{accounted}");
        }
    }

    #[test]
    fn a_formula_hides_no_digits() {
        let formula = |words: &str, tex: &str| {
            faults(&format!(
                "<span class=\"formula\"><math alttext=\"{words}\"><semantics><msup><mn>0.5</mn><mn>2</mn></msup>\
                 <annotation>{tex}</annotation></semantics></math></span>"
            ))
        };
        assert!(formula("0.5 squared", "0.5^2").is_empty());
        assert_eq!(formula("0.5 squared", "0.6^2").len(), 1);
        assert_eq!(formula("0.5 squared", "0.5^2 + 2").len(), 1);
        assert_eq!(formula("0.6 squared", "0.5^2").len(), 1);
        assert_eq!(
            faults("<p><span>7</span><math><annotation>7</annotation></math>").len(),
            2
        );
    }

    #[test]
    fn other_hosts_are_found() {
        assert_eq!(faults("<img src=\"https://example.org/a.png\">").len(), 1);
        assert_eq!(
            faults("<script src=\"//example.org/a.js\"></script>").len(),
            1
        );
        assert_eq!(
            other_host("a { b: url('https://example.org/x') }"),
            Some("https://example.org/x")
        );
        assert_eq!(
            other_host("@import \"http://example.org/y\";"),
            Some("http://example.org/y")
        );
        assert_eq!(other_host("a { b: url(fonts/x.woff2) }"), None);
    }

    #[test]
    fn links_and_fragments_are_followed() {
        let site = tempfile::tempdir().unwrap();
        let page = |name: &str, html: &str| fs::write(site.path().join(name), html).unwrap();
        page(
            "a.html",
            "<p id=\"here\"><a href=\"b.html#there\"></a><a href=\"#here\"></a><a href=\"b.html\"></a>",
        );
        page(
            "b.html",
            "<p id=\"there\"><a href=\"a.html#nowhere\"></a><a href=\"c.html\"></a><a href=\"../d\"></a>\
             <figure id=\"e\" data-table=\"a.html\"></figure><a href=\"#e/p=0.7\"></a><a href=\"#there/p=0.7\"></a>",
        );
        let messages: Vec<String> = inspect(site.path())
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            messages,
            [
                "error: b.html: the link a.html#nowhere is broken: a.html has no id nowhere; mend it, or the page it leads to",
                "error: b.html: the link c.html is broken: there is no c.html; mend it, or the page it leads to",
                "error: b.html: the link ../d is broken: it leads out of the book; mend it, or the page it leads to",
                "error: b.html: the link #there/p=0.7 is broken: b.html has no id there/p=0.7; mend it, or the page it leads to",
            ]
        );
    }
}
