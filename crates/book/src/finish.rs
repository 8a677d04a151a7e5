//! What follows mdBook's rendering: the stock build is complete without it, and lighter with it.
//!
//! Code gets its colours, tables their heads and captions, the contents their mark, each page its description; styles
//! and scripts become one file each, and what no page asks for is left out.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use ignore::WalkBuilder;
use serde_json::{Value, json};

use crate::colour;
use crate::html::{Edits, Piece, escape, parts};
use crate::listing::page_of;

/// What the pages say of the book as a whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Imprint {
    pub(crate) title: String,
    /// The address at which the book is published, with a slash at its end; the path alone is known if it begins with
    /// one, and without it nothing names an address.
    pub(crate) address: Option<String>,
    /// The commit that was built and its day, if the workspace is under version control.
    pub(crate) commit: Option<(String, String)>,
}

impl Imprint {
    /// The book's title and address, and the commit of the workspace at `root`.
    pub(crate) fn new(root: &Path, title: Option<String>, address: Option<String>) -> Self {
        Self {
            title: title.unwrap_or_default(),
            address: address.map(|address| address.trim_end_matches('/').to_owned() + "/"),
            commit: commit(root),
        }
    }

    /// The folder of the host that the address names.
    fn folder(&self) -> Option<&str> {
        let address = self.address.as_deref()?;
        let host = address.find("://").map_or(0, |at| at + 3);
        address[host..].find('/').map(|at| &address[host + at..])
    }

    /// The address, if it is a whole one.
    fn published(&self) -> Option<&str> {
        self.address
            .as_deref()
            .filter(|address| address.contains("://"))
    }
}

fn commit(root: &Path) -> Option<(String, String)> {
    let root = if root.as_os_str().is_empty() {
        Path::new(".")
    } else {
        root
    };
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .current_dir(root)
            .args(arguments)
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    // A folder inside another repository is not a clone of this one.
    git(&["rev-parse", "--show-prefix"]).filter(String::is_empty)?;
    let hash = git(&[
        "describe",
        "--always",
        "--dirty=, changed since",
        "--exclude=*",
    ])?;
    let day = git(&["show", "--no-patch", "--format=%cs", "HEAD"])?;
    Some((hash, day))
}

/// The icon for the home screen of a phone, and the picture beside a link to a published page.
const ICON: &str = "touch-icon.png";
const CARD: &str = "card.png";

/// Finishes all pages in a folder, with the pictures of the theme's.
///
/// # Errors
/// If a file cannot be read or written.
pub(crate) fn finish(site: &Path, theme: &Path, imprint: &Imprint) -> io::Result<()> {
    // mdBook's frame for readers without scripts; the contents stand in every page.
    remove(&site.join("toc.html"))?;
    let mut names: Vec<String> = fs::read_dir(site)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<_>>()?;
    names.retain(|name| name.ends_with(".html"));
    names.sort();
    lighten_index(site)?;
    let mut bundles = Bundles::default();
    let mut asked = BTreeSet::new();
    for name in &names {
        let path = site.join(name);
        let html = fs::read_to_string(&path)?;
        let html = bundles.replace(site, &html)?;
        let html = finished(&html, name, imprint);
        asked.extend(mentioned(&html));
        fs::write(path, html)?;
    }
    leave_out(site, &asked)?;
    fs::copy(theme.join(ICON), site.join(ICON))?;
    if let Some(address) = imprint.published() {
        let pages = names
            .iter()
            .filter(|name| !matches!(name.as_str(), "404.html" | "introduction.html"));
        let mut map = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for page in pages {
            let _ = writeln!(
                map,
                "<url><loc>{}</loc></url>",
                escape(&whole(address, page))
            );
        }
        map.push_str("</urlset>\n");
        fs::write(site.join("sitemap.xml"), map)?;
        let robots = format!("User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n");
        fs::write(site.join("robots.txt"), robots)?;
        fs::copy(theme.join(CARD), site.join(CARD))?;
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    if path.exists() {
        fs::remove_file(path)
    } else {
        Ok(())
    }
}

/// The address of a page; the front page's is that of the folder.
fn whole(address: &str, page: &str) -> String {
    match page {
        "index.html" | "introduction.html" => address.to_owned(),
        _ => format!("{address}{page}"),
    }
}

/// Styles and scripts that were put together, by what they were put together from.
#[derive(Default)]
struct Bundles(Vec<(Vec<String>, String)>);

impl Bundles {
    /// The page with one link in the place of its style sheets, and one script in the place of its own scripts.
    fn replace(&mut self, site: &Path, html: &str) -> io::Result<String> {
        let mut edits = Edits::default();
        let parts = parts(html);
        let styles: Vec<(String, Range<usize>)> = parts
            .iter()
            .filter(|(part, _)| part.opens("link") && part.attribute("rel") == Some("stylesheet"))
            .filter_map(|(part, range)| Some((part.attribute("href")?.to_owned(), range.clone())))
            .collect();
        let scripts: Vec<(String, Range<usize>)> = parts
            .iter()
            .zip(parts.iter().skip(1))
            .filter(|((part, _), (end, _))| part.opens("script") && end.closes("script"))
            .filter_map(|((part, open), (_, close))| {
                Some((part.attribute("src")?.to_owned(), open.start..close.end))
            })
            .collect();
        for (found, kind) in [(styles, "css"), (scripts, "js")] {
            let sources: Vec<String> = found.iter().map(|(source, _)| source.clone()).collect();
            let name = self.bundle(site, &sources, kind)?;
            for (place, (_, range)) in found.into_iter().enumerate() {
                let whole = match (place, kind) {
                    (0, "css") => format!("<link rel=\"stylesheet\" href=\"{name}\">"),
                    (0, _) => format!("<script src=\"{name}\" defer></script>"),
                    _ => String::new(),
                };
                edits.replace(range, whole);
            }
        }
        Ok(edits.apply(html))
    }

    fn bundle(&mut self, site: &Path, sources: &[String], kind: &str) -> io::Result<String> {
        if let Some((_, name)) = self.0.iter().find(|(known, _)| known == sources) {
            return Ok(name.clone());
        }
        let mut text = String::new();
        for source in sources {
            let part = fs::read_to_string(site.join(source))?;
            if kind == "css" {
                // All style sheets lie one folder down.
                text.push_str(&without_comments(&part).replace("url('../", "url('"));
            } else {
                text.push_str(&part);
            }
        }
        let name = format!("book-{:08x}.{kind}", prosetest::fingerprint(&text));
        fs::write(site.join(&name), text)?;
        self.0.push((sources.to_vec(), name.clone()));
        Ok(name)
    }
}

/// A style sheet without its comments and empty lines.
fn without_comments(css: &str) -> String {
    let mut text = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::new(), |text, line| text + line + "\n")
}

/// The files that a page names in its attributes.
fn mentioned(html: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (part, _) in parts(html) {
        if let Piece::Open { attributes, .. } = part {
            names.extend(attributes.into_iter().map(|(_, value, _)| value));
        }
    }
    names
}

/// Removes the scripts and style sheets that no page asks for.
fn leave_out(site: &Path, asked: &BTreeSet<String>) -> io::Result<()> {
    let files: Vec<PathBuf> = WalkBuilder::new(site)
        .standard_filters(false)
        .build()
        .map(|entry| {
            entry
                .map(ignore::DirEntry::into_path)
                .map_err(io::Error::other)
        })
        .collect::<io::Result<_>>()?;
    for path in files {
        let is_part = path
            .extension()
            .is_some_and(|kind| kind == "js" || kind == "css");
        let name = path
            .strip_prefix(site)
            .unwrap_or(&path)
            .to_string_lossy()
            .into_owned();
        // The pages stand side by side; what lies deeper are the controls of figures, which stand in their pages.
        let is_inlined =
            path.extension().is_some_and(|kind| kind == "html") && path.parent() != Some(site);
        if is_inlined || is_part && !asked.contains(&name) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Leaves of mdBook's search index what the search reads: the text of the sections, as it is seen.
fn lighten_index(site: &Path) -> io::Result<()> {
    for entry in fs::read_dir(site)? {
        let entry = entry?;
        if !entry
            .file_name()
            .to_string_lossy()
            .starts_with("searchindex-")
        {
            continue;
        }
        let script = fs::read_to_string(entry.path())?;
        let (Some(start), Some(end)) = (script.find("JSON.parse('"), script.rfind("'))")) else {
            continue;
        };
        let quoted = &script[start + "JSON.parse('".len()..end];
        let Ok(mut whole) = serde_json::from_str::<Value>(&unquoted(quoted)) else {
            continue;
        };
        let mut docs = whole["index"]["documentStore"]["docs"].take();
        let urls: Vec<String> = serde_json::from_value(whole["doc_urls"].clone())?;
        let mut pages: HashMap<String, HashMap<String, Section>> = HashMap::new();
        for (place, url) in urls.iter().enumerate() {
            let (name, id) = url.split_once('#').unwrap_or((url, ""));
            if !pages.contains_key(name) {
                let html = fs::read_to_string(site.join(name))?;
                pages.insert(name.to_owned(), read_sections(&html));
            }
            if let Some(section) = pages[name].get(id) {
                let doc = &mut docs[place.to_string()];
                doc["title"] = section.title.trim().into();
                doc["body"] = section.body.trim().into();
            }
        }
        let light = json!({ "doc_urls": whole["doc_urls"], "index": { "documentStore": { "docs": docs } } });
        fs::write(
            entry.path(),
            format!("window.search = Object.assign(window.search, {light});\n"),
        )?;
    }
    Ok(())
}

/// What is seen of a section of a page.
#[derive(Default)]
struct Section {
    title: String,
    body: String,
}

/// The sections of a page that mdBook's index knows, by the ids of their headings.
fn read_sections(html: &str) -> HashMap<String, Section> {
    let parts = parts(html);
    let mut sections = HashMap::new();
    let mut id = String::new();
    let mut in_heading = false;
    for (part, _) in &parts[main(&parts)] {
        let heading = matches!(part, Piece::Open { name, .. } | Piece::Close { name } if matches!(name.as_str(), "h1" | "h2" | "h3"));
        match part {
            Piece::Open { .. } if heading && part.attribute("id").is_some() => {
                id = part.attribute("id").unwrap_or_default().to_owned();
                in_heading = true;
            }
            Piece::Close { .. } if heading => in_heading = false,
            _ => {}
        }
        let text = match part {
            Piece::Text(text) => text.as_str(),
            Piece::Other => continue,
            // What elements part are words of their own.
            Piece::Open { .. } => " ",
            Piece::Close { .. } => continue,
        };
        let section: &mut Section = sections.entry(id.clone()).or_default();
        let place = if in_heading {
            &mut section.title
        } else {
            &mut section.body
        };
        for ch in text.chars() {
            if !(ch.is_whitespace() && (place.is_empty() || place.ends_with(' '))) {
                place.push(if ch.is_whitespace() { ' ' } else { ch });
            }
        }
    }
    sections
}

/// The inside of a JavaScript string in which only quotation marks and backslashes were escaped.
fn unquoted(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(ch) = chars.next() {
        plain.extend(if ch == '\\' { chars.next() } else { Some(ch) });
    }
    plain
}

/// A page with all that can be said only when it is rendered.
fn finished(html: &str, name: &str, imprint: &Imprint) -> String {
    let html = tidy_contents(html);
    let parts = parts(&html);
    let mut edits = Edits::default();
    let main = main(&parts);
    code(&html, &parts, &mut edits);
    tables(&html, &parts[main.clone()], &mut edits);
    chinese(&html, &parts[main.clone()], &mut edits);
    contents(&html, &parts, main.clone(), name, &mut edits);
    head(&parts, main, name, imprint, &mut edits);
    foot(&parts, imprint, &mut edits);
    edits.apply(&html)
}

/// mdBook closes the entries of the contents that are no links twice.
fn tidy_contents(html: &str) -> String {
    let open = "<li class=\"chapter-item expanded \"><li class=\"";
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(open) {
        text.push_str(before);
        text.push_str("<li class=\"");
        let (entry, after) = after.split_once("</li></li>").unwrap_or((after, ""));
        text.push_str(entry);
        text.push_str("</li>");
        rest = after;
    }
    text + rest
}

/// Which parts stand in the page's main text.
fn main(parts: &[(Piece, Range<usize>)]) -> Range<usize> {
    let at = |found: Option<usize>| found.unwrap_or(parts.len());
    let start = at(parts.iter().position(|(part, _)| part.opens("main")));
    let end = at(parts.iter().position(|(part, _)| part.closes("main")));
    start..end.max(start)
}

/// Colours code blocks, and keeps the options of commands in one piece.
fn code(html: &str, parts: &[(Piece, Range<usize>)], edits: &mut Edits) {
    let mut in_block = false;
    let mut index = 0;
    while let Some((part, range)) = parts.get(index) {
        index += 1;
        if part.opens("pre") {
            in_block = true;
        } else if part.closes("pre") {
            in_block = false;
        } else if part.opens("code") {
            let rest = &parts[index..];
            let Some(length) = rest.iter().position(|(part, _)| part.closes("code")) else {
                continue;
            };
            let inside = range.end..rest[length].1.start;
            let class = part.attribute("class").unwrap_or_default();
            let language = class
                .split_whitespace()
                .find_map(|class| class.strip_prefix("language-"));
            match language {
                Some(language) if in_block => {
                    if let Some(coloured) = coloured(language, &rest[..length]) {
                        edits.replace(inside, coloured);
                    }
                }
                None if !in_block && html[inside.clone()].contains("--") => {
                    edits.replace(inside.clone(), whole_options(&html[inside]));
                }
                _ => {}
            }
            index += length;
        }
    }
}

/// A code block's inside with colours; lines that are hidden at first stay so.
fn coloured(language: &str, parts: &[(Piece, Range<usize>)]) -> Option<String> {
    let mut code = String::new();
    // The pieces of the text, and whether they are hidden.
    let mut pieces: Vec<(Range<usize>, bool)> = Vec::new();
    let mut hidden = false;
    for (part, _) in parts {
        match part {
            Piece::Text(text) => {
                let start = code.len();
                code.push_str(text);
                pieces.push((start..code.len(), hidden));
            }
            Piece::Open { name, .. }
                if name == "span" && part.attribute("class") == Some("boring") =>
            {
                hidden = true
            }
            Piece::Close { name } if name == "span" => hidden = false,
            // What else mdBook may put there is not ours to rewrite.
            _ => return None,
        }
    }
    let colours = colour::pieces(language, &code);
    if colours.is_empty() {
        return None;
    }
    let mut html = String::with_capacity(code.len() * 2);
    for (piece, hidden) in pieces {
        if hidden {
            html.push_str("<span class=\"boring\">");
        }
        let mut at = piece.start;
        for (range, class) in &colours {
            let (from, to) = (range.start.max(at), range.end.min(piece.end));
            if from < to {
                html.push_str(&escape(&code[at..from]));
                let _ = write!(
                    html,
                    "<span class=\"{class}\">{}</span>",
                    escape(&code[from..to])
                );
                at = to;
            }
        }
        html.push_str(&escape(&code[at..piece.end]));
        if hidden {
            html.push_str("</span>");
        }
    }
    Some(html)
}

/// A command in which `--option` is never broken at its hyphens.
fn whole_options(html: &str) -> String {
    let word = |word: &str| {
        if word.contains("--") && !word.contains('<') {
            format!("<span class=\"together\">{word}</span>")
        } else {
            word.to_owned()
        }
    };
    html.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Whether a sign is Chinese, or stands only between such signs.
fn is_chinese(ch: char) -> bool {
    matches!(ch, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}')
}

/// Names the language of Chinese words, for those who hear them and for the font.
fn chinese(html: &str, main: &[(Piece, Range<usize>)], edits: &mut Edits) {
    for (part, range) in main {
        if !matches!(part, Piece::Text(text) if text.contains(is_chinese)) {
            continue;
        }
        let mut at = range.start;
        while let Some(start) = html[at..range.end].find(is_chinese).map(|found| at + found) {
            let length = html[start..range.end].find(|ch| !is_chinese(ch));
            let end = length.map_or(range.end, |length| start + length);
            edits.insert(start, "<span lang=\"zh-Hans\">");
            edits.insert(end, "</span>");
            at = end;
        }
    }
}

/// One cell of a table: its tags and what is between them.
struct Cell {
    open: Range<usize>,
    close: Range<usize>,
    /// Whether anything is seen in it, and how many letters of it.
    letters: usize,
    is_head: bool,
}

impl Cell {
    fn inside<'h>(&self, html: &'h str) -> &'h str {
        &html[self.open.end..self.close.start]
    }
}

/// Gives tables captions, and their cells the roles that Markdown cannot express.
fn tables(html: &str, main: &[(Piece, Range<usize>)], edits: &mut Edits) {
    let mut heading = String::new();
    let mut index = 0;
    while let Some((part, range)) = main.get(index) {
        index += 1;
        if let Piece::Open { name, .. } = part
            && matches!(name.as_str(), "h1" | "h2" | "h3" | "h4")
        {
            heading = text_until(&main[index..], name);
        } else if part.opens("table") {
            let rest = &main[index..];
            let length = rest.iter().position(|(part, _)| part.closes("table"));
            let inside = &rest[..length.unwrap_or(rest.len())];
            table(html, &heading, (part, range), inside, edits);
            index += inside.len();
        }
    }
}

/// A cell longer than this is text, and a table with such cells is read card by card on a phone.
const LONG: usize = 28;

fn table(
    html: &str,
    heading: &str,
    (tag, range): (&Piece, &Range<usize>),
    parts: &[(Piece, Range<usize>)],
    edits: &mut Edits,
) {
    let rows = rows(parts);
    let own = tag.attribute("class").unwrap_or_default();
    let is_ledger = own.split(' ').any(|class| class == "ledger");
    let (heads, body): (Vec<_>, Vec<_>) = rows
        .iter()
        .partition(|row| row.iter().all(|cell| cell.is_head));
    let long = |row: &&Vec<Cell>| row.iter().skip(1).any(|cell| cell.letters > LONG);
    let is_text = is_ledger || body.iter().any(long);
    let class = match (is_ledger, is_text) {
        (true, _) => format!("{own} cards"),
        (_, true) => "cards".to_owned(),
        _ => "grid".to_owned(),
    };
    edits.replace(
        range.clone(),
        format!(
            "<table class=\"{class}\"><caption class=\"visually-hidden\">{}</caption>",
            escape(heading)
        ),
    );
    for cell in heads.iter().flat_map(|row| row.iter()) {
        if cell.letters > 0 {
            edits.insert(cell.open.start + "<th".len(), " scope=\"col\"");
        }
    }
    let head = heads.first().filter(|_| is_text);
    for row in body {
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| cell.letters > 0) {
            let label = head.and_then(|head| head.get(column));
            if column == 0 {
                let name = cell.open.start..cell.open.start + "<td".len();
                edits.replace(name, "<th scope=\"row\"");
                edits.replace(cell.close.clone(), "</th>");
            } else if let Some(label) = label.filter(|label| label.letters > 0) {
                let label = bare(label.inside(html));
                let label = format!("<span class=\"label\">{label}</span>");
                edits.insert(cell.open.end, label);
            }
        }
    }
}

/// The cells of a table, row by row.
fn rows(parts: &[(Piece, Range<usize>)]) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut open: Option<(Range<usize>, bool, usize)> = None;
    for (part, range) in parts {
        match part {
            Piece::Open { name, .. } if name == "tr" => rows.push(Vec::new()),
            Piece::Open { name, .. } if name == "td" || name == "th" => {
                open = Some((range.clone(), name == "th", 0));
            }
            Piece::Text(text) => {
                if let Some((_, _, letters)) = &mut open {
                    *letters += text.trim().chars().count();
                }
            }
            Piece::Close { name } if name == "td" || name == "th" => {
                if let (Some((open, is_head, letters)), Some(row)) = (open.take(), rows.last_mut())
                {
                    row.push(Cell {
                        open,
                        close: range.clone(),
                        letters,
                        is_head,
                    });
                }
            }
            _ => {}
        }
    }
    rows
}

/// HTML without its links and data: what is shown twice must not be found twice.
fn bare(html: &str) -> String {
    let mut edits = Edits::default();
    for (part, range) in parts(html) {
        if let Piece::Open { name, .. } | Piece::Close { name } = part
            && matches!(name.as_str(), "a" | "data" | "span")
        {
            edits.replace(range, "");
        }
    }
    edits.apply(html)
}

/// The text up to the end of an element.
fn text_until(parts: &[(Piece, Range<usize>)], element: &str) -> String {
    let inside = parts.iter().take_while(|(part, _)| !part.closes(element));
    let text = inside.filter_map(|(part, _)| match part {
        Piece::Text(text) => Some(text.as_str()),
        _ => None,
    });
    let text: String = text.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks the page in the contents, and lists its sections there.
fn contents(
    html: &str,
    parts: &[(Piece, Range<usize>)],
    main: Range<usize>,
    name: &str,
    edits: &mut Edits,
) {
    let bar = |(part, _): &(Piece, Range<usize>)| part.attribute("id") == Some("mdbook-sidebar");
    let Some(start) = parts.iter().position(bar) else {
        return;
    };
    let bar = &parts[start..main.start.max(start)];
    let links = bar
        .iter()
        .enumerate()
        .filter(|(_, (part, _))| part.opens("a"));
    let mut links =
        links.filter(|(_, (part, _))| name == "index.html" || part.attribute("href") == Some(name));
    let Some((place, (_, range))) = links.next() else {
        return;
    };
    edits.insert(range.start + "<a".len(), " aria-current=\"page\"");
    let after = bar[place..].iter().find(|(part, _)| part.closes("span"));
    let sections = sections(html, &parts[main]);
    if let Some((_, end)) = after
        && sections.len() > 1
        && !name.starts_with(&page_of(""))
    {
        let mut list = String::from("<ol class=\"on-this-page\">");
        for (id, title) in sections {
            let _ = write!(list, "<li><a href=\"#{}\">{title}</a></li>", escape(&id));
        }
        edits.insert(end.end, list + "</ol>");
    }
}

/// The ids and titles of a page's sections.
fn sections(html: &str, main: &[(Piece, Range<usize>)]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (index, (part, range)) in main.iter().enumerate() {
        if part.opens("h2")
            && let Some(id) = part.attribute("id")
            && let Some((_, end)) = main[index..].iter().find(|(part, _)| part.closes("h2"))
        {
            found.push((id.to_owned(), bare(&html[range.end..end.start])));
        }
    }
    found
}

/// How long a description may be.
const DESCRIPTION: usize = 155;

/// The page's own description, and what a published page says to those who link to it.
fn head(
    parts: &[(Piece, Range<usize>)],
    main: Range<usize>,
    name: &str,
    imprint: &Imprint,
    edits: &mut Edits,
) {
    let description = parts
        .iter()
        .find(|(part, _)| part.attribute("name") == Some("description"));
    let Some((_, range)) = description else {
        return;
    };
    let main = &parts[main];
    let first = main.iter().position(|(part, _)| part.opens("p"));
    let text = first.map_or_else(String::new, |at| text_until(&main[at..], "p"));
    let description = escape(&shortened(&text, DESCRIPTION));
    let mut tags = format!(
        "<meta name=\"description\" content=\"{description}\">\n<link rel=\"apple-touch-icon\" href=\"{ICON}\">"
    );
    if let (Some(address), true) = (imprint.published(), name != "404.html") {
        let url = escape(&whole(address, name));
        let title = main.iter().position(|(part, _)| part.opens("h1"));
        let title = title.map_or_else(String::new, |at| escape(&text_until(&main[at..], "h1")));
        let (book, card) = (escape(&imprint.title), escape(&format!("{address}{CARD}")));
        let _ = write!(
            tags,
            "\n<link rel=\"canonical\" href=\"{url}\">\n<meta property=\"og:type\" content=\"article\">\n\
             <meta property=\"og:site_name\" content=\"{book}\">\n<meta property=\"og:title\" content=\"{title}\">\n\
             <meta property=\"og:description\" content=\"{description}\">\n<meta property=\"og:url\" content=\"{url}\">\n\
             <meta property=\"og:image\" content=\"{card}\">\n<meta property=\"og:image:width\" content=\"1200\">\n\
             <meta property=\"og:image:height\" content=\"630\">\n<meta name=\"twitter:card\" content=\"summary_large_image\">"
        );
    }
    edits.replace(range.clone(), tags);
}

/// A text cut at a word.
fn shortened(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let cut: String = text.chars().take(length).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(cut, _)| cut);
    format!("{}…", cut.trim_end_matches(['.', ',', ':', ';']))
}

/// Which state of the workspace was built.
fn foot(parts: &[(Piece, Range<usize>)], imprint: &Imprint, edits: &mut Edits) {
    let start = parts
        .iter()
        .position(|(part, _)| part.attribute("class") == Some("colophon"));
    let end = start.and_then(|start| {
        parts[start..]
            .iter()
            .find(|(part, _)| part.closes("footer"))
    });
    if let (Some((_, range)), Some((hash, day))) = (end, &imprint.commit) {
        let (hash, day) = (escape(hash), escape(day));
        edits.insert(
            range.start,
            format!("<p>Built from commit <code>{hash}</code> of <time datetime=\"{day}\">{day}</time>.</p>\n"),
        );
    }
}

/// Lets the page for addresses that lead nowhere be shown at any depth below the book's own address.
///
/// # Errors
/// If the page cannot be read or written.
pub(crate) fn root(site: &Path, imprint: &Imprint) -> io::Result<()> {
    let path = site.join("404.html");
    let html = fs::read_to_string(&path)?;
    fs::write(path, rooted(&html, imprint.folder()))
}

/// A page whose links to others begin at a folder of the host; those to itself stay on it, as no base would let them.
/// Without a folder, all stay as they are.
fn rooted(html: &str, folder: Option<&str>) -> String {
    let mut edits = Edits::default();
    for (part, range) in &parts(html) {
        if part.opens("base") {
            edits.replace(range.clone(), "");
            continue;
        }
        let Some(folder) = folder else { continue };
        for name in ["href", "src", "data-engine", "data-index", "data-script"] {
            if let Some(value) = part.attribute(name)
                && !value.starts_with(['#', '/'])
                && !value.contains(':')
            {
                let attribute = format!("{name}=\"{value}\"");
                if let Some(at) = html[range.clone()].find(&attribute) {
                    edits.insert(range.start + at + name.len() + 2, folder);
                }
            }
        }
    }
    edits.apply(html)
}

#[cfg(test)]
mod tests {
    use super::{Imprint, finished, read_sections, rooted, shortened, unquoted};

    fn page(main: &str) -> String {
        format!(
            "<head><meta name=\"description\" content=\"x\"></head><nav id=\"mdbook-sidebar\"><ol>\
             <li class=\"chapter-item expanded \"><li class=\"spacer\"></li></li>\
             <li><span><a href=\"a.html\">A</a></span></li></ol></nav><main>{main}</main>\
             <footer class=\"colophon\"></footer>"
        )
    }

    #[test]
    fn code_is_coloured_and_hidden_lines_stay_hidden() {
        let html = finished(
            &page(
                "<pre><code class=\"language-rust\">let a = &amp;1;\n<span class=\"boring\">fn f() {}\n</span></code></pre>",
            ),
            "a.html",
            &Imprint::default(),
        );
        assert!(html.contains(
            "<code class=\"language-rust\"><span class=\"k\">let</span> a = &amp;<span class=\"n\">1</span>;\n\
             <span class=\"boring\"><span class=\"k\">fn</span> <span class=\"f\">f</span>() {}\n</span></code>"
        ), "{html}");
    }

    #[test]
    fn chinese_names_its_language() {
        let html = finished(
            &page("<p>KL 散度，相对熵 or 熵</p>"),
            "a.html",
            &Imprint::default(),
        );
        assert!(html.contains("<p>KL <span lang=\"zh-Hans\">散度，相对熵</span> or <span lang=\"zh-Hans\">熵</span></p>"), "{html}");
    }

    #[test]
    fn an_option_is_not_broken() {
        let html = finished(
            &page("<code>cargo run --example entropy</code>"),
            "a.html",
            &Imprint::default(),
        );
        assert!(
            html.contains("run <span class=\"together\">--example</span> entropy"),
            "{html}"
        );
    }

    #[test]
    fn a_table_has_a_caption_and_heads() {
        let table = "<h2 id=\"s\">By hand</h2><table><thead><tr><th>animal</th><th>loss</th></tr></thead>\
                     <tbody><tr><td>cat</td><td>0.1</td></tr></tbody></table>";
        let html = finished(&page(table), "a.html", &Imprint::default());
        assert!(
            html.contains(
                "<table class=\"grid\"><caption class=\"visually-hidden\">By hand</caption>"
            ),
            "{html}"
        );
        assert!(html.contains("<th scope=\"col\">animal</th>"), "{html}");
        assert!(
            html.contains("<th scope=\"row\">cat</th><td>0.1</td>"),
            "{html}"
        );
        let long = table.replace("0.1", "a sentence that takes more than a line on a phone");
        let html = finished(&page(&long), "a.html", &Imprint::default());
        assert!(
            html.contains("<td><span class=\"label\">loss</span>a sentence"),
            "{html}"
        );
    }

    #[test]
    fn the_contents_mark_the_page_and_are_well_formed() {
        let html = finished(
            &page("<h2 id=\"s\">S</h2><h2 id=\"t\">T</h2>"),
            "a.html",
            &Imprint::default(),
        );
        assert!(
            html.contains(
                "<a aria-current=\"page\" href=\"a.html\">A</a></span><ol class=\"on-this-page\">\
                               <li><a href=\"#s\">S</a></li><li><a href=\"#t\">T</a></li></ol>"
            ),
            "{html}"
        );
        assert!(
            html.contains("<ol><li class=\"spacer\"></li><li>"),
            "{html}"
        );
    }

    #[test]
    fn an_address_is_named_only_where_one_is_set() {
        let main = "<h1>Entropy</h1><p>How messy?</p>";
        let html = finished(&page(main), "a.html", &Imprint::default());
        assert!(
            html.contains("content=\"How messy?\"") && !html.contains("canonical"),
            "{html}"
        );
        let address = Some("https://example.org/book/".to_owned());
        let imprint = Imprint {
            address,
            ..Imprint::default()
        };
        for (name, url) in [
            ("a.html", "https://example.org/book/a.html"),
            ("index.html", "https://example.org/book/"),
        ] {
            let html = finished(&page(main), name, &imprint);
            assert!(
                html.contains(&format!("<link rel=\"canonical\" href=\"{url}\">")),
                "{html}"
            );
        }
    }

    #[test]
    fn the_page_for_wrong_addresses_works_at_any_depth() {
        let html = "<base href=\"/book/\"><link href=\"a.css\"><a href=\"#b\"></a><a href=\"https://example.org\"></a>";
        assert_eq!(
            rooted(html, Some("/book/")),
            "<link href=\"/book/a.css\"><a href=\"#b\"></a><a href=\"https://example.org\"></a>"
        );
    }

    #[test]
    fn a_description_ends_with_a_word() {
        assert_eq!(shortened("one two, three", 10), "one two…");
        assert_eq!(shortened("one two", 10), "one two");
    }

    #[test]
    fn the_search_reads_what_is_seen() {
        let html = page(
            "<h2 id=\"s\">Of <math><semantics><mi>p</mi><annotation>\\tex</annotation></semantics></math></h2>\
             <p>a  b</p><p>c</p><h2 id=\"t\">T</h2>",
        );
        let sections = read_sections(&html);
        assert_eq!(
            (
                sections["s"].title.trim(),
                sections["s"].body.as_str(),
                sections["t"].title.trim()
            ),
            ("Of p", "a b c", "T")
        );
    }

    #[test]
    fn what_javascript_escaped_is_read_back() {
        assert_eq!(unquoted(r"it\'s \\n"), r"it's \n");
    }
}
