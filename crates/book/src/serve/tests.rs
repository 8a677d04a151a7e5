//! Each request is written byte by byte, since a client library would tidy up the very paths and
//! headers that a server must refuse.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Instant;

use notify_debouncer_full::notify::Event;
use notify_debouncer_full::notify::event::{
    AccessKind, AccessMode, CreateKind, DataChange, RemoveKind, RenameMode,
};
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::*;

/// Long enough for the slowest machine; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

const INDEX: &str = "<!doctype html><html><body><p>Nats &amp; bits</p></body></html>\n";

/// A folder that holds a small built book, and beside it what no request may read.
fn book() -> TempDir {
    let folder = TempDir::new().unwrap();
    let files = [
        ("Cargo.toml", "secret"),
        ("site/index.html", INDEX),
        ("site/404.html", "<body>our own words</body>"),
        ("site/a page.html", "<body>spaced</body>"),
        ("site/book.js", "'</body>'"),
        ("site/book.css", "p {}"),
        ("site/font.woff2", "font"),
        ("site/figure.svg", "<svg/>"),
        ("site/search.json", "{}"),
        ("site/site.webmanifest", "{}"),
        ("site/plain.txt", "entropy"),
        ("site/favicon.png", "png"),
        ("site/favicon.ico", "ico"),
        ("site/.secret", "secret"),
        ("site/part/index.html", "<body>part</body>"),
        ("site/part/.git/config", "secret"),
        ("site2/index.html", "secret"),
        ("source/page.md", "one"),
    ];
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

struct Running {
    port: u16,
    stop: oneshot::Sender<()>,
    end: JoinHandle<Result<(), ServeError>>,
}

/// Serves a book on any free port, on another thread, until stopped or dropped.
fn start(
    book: &TempDir,
    watched: &[&str],
    rebuild: impl FnMut() -> Result<(), String> + Send + 'static,
) -> Running {
    start_on(Some(0), book, watched, rebuild)
}

fn start_on(
    port: Option<u16>,
    book: &TempDir,
    watched: &[&str],
    rebuild: impl FnMut() -> Result<(), String> + Send + 'static,
) -> Running {
    let site = book.path().join("site");
    let watch: Vec<_> = watched.iter().map(|path| book.path().join(path)).collect();
    let (stop, stopped) = oneshot::channel();
    let (announce, announced) = channel();
    let end = thread::spawn(move || {
        let options = Options {
            site: &site,
            port,
            open: false,
            watch: &watch,
        };
        let stopped = async {
            let _ = stopped.await;
            Ok(())
        };
        let announce = |url: &str| announce.send(url.to_owned()).unwrap();
        serve_until(stopped, &options, announce, rebuild)
    });
    let url = announced.recv_timeout(PATIENCE).unwrap();
    let port = url.strip_prefix("http://127.0.0.1:").unwrap();
    let port = port.strip_suffix('/').unwrap().parse().unwrap();
    Running { port, stop, end }
}

struct Answer {
    status: u16,
    /// In lower case.
    headers: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            (found == name).then_some(value)
        })
    }
}

impl Running {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request line and headers, each ended by `\n`, as they are.
    fn ask(&self, head: &str) -> Answer {
        let mut stream = self.connect();
        let head = head.replace('\n', "\r\n");
        write!(stream, "{head}Connection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let (status, headers) = head.split_once("\r\n").unwrap();
        Answer {
            status: status.split(' ').nth(1).unwrap().parse().unwrap(),
            headers: headers.to_lowercase(),
            body: body.to_owned(),
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\nHost: localhost\n"))
    }

    /// Asks for a WebSocket, and returns the status and the open stream.
    fn open_socket(&self, path: &str, headers: &str) -> (u16, TcpStream) {
        let mut stream = self.connect();
        let head = format!(
            "GET {path} HTTP/1.1\n{headers}Connection: Upgrade\nUpgrade: websocket\n\
             Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n"
        );
        write!(stream, "{}", head.replace('\n', "\r\n")).unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            answer.push(byte[0]);
        }
        let answer = String::from_utf8(answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, stream)
    }

    fn socket(&self, path: &str) -> TcpStream {
        let (status, stream) = self.open_socket(path, "Host: localhost\n");
        assert_eq!(status, 101);
        stream
    }

    /// The version that a page names to the server.
    fn version(&self) -> u64 {
        let page = self.get("/").body;
        let (_, version) = page.split_once("/__reload?").unwrap();
        version.split('`').next().unwrap().parse().unwrap()
    }

    fn stop(self) -> Result<(), ServeError> {
        self.stop.send(()).unwrap();
        self.end.join().unwrap()
    }
}

/// A short, unmasked, complete text frame; what only keeps the socket awake is passed over.
fn message(stream: &mut TcpStream) -> String {
    let mut head = [0; 2];
    stream.read_exact(&mut head).unwrap();
    if head == [0x89, 0] {
        return message(stream);
    }
    assert_eq!(head[0], 0x81);
    let mut text = vec![0; head[1].into()];
    stream.read_exact(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn never() -> Result<(), String> {
    panic!("nothing watched has changed");
}

#[test]
fn pages_folders_and_encoded_names_are_found() {
    let book = book();
    let server = start(&book, &[], never);
    for (path, text) in [
        ("/", "Nats &amp; bits"),
        ("/index.html", "Nats &amp; bits"),
        ("/index.html?highlight=nats", "Nats &amp; bits"),
        ("/a%20page.html", "spaced"),
        ("/part/", "part"),
        ("/part%2Findex.html", "part"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.contains(text), "{path}: {}", answer.body);
    }
    let answer = server.get("/part");
    assert_eq!(answer.status, 307);
    assert_eq!(answer.header("location"), Some("/part/"));
}

#[test]
fn every_answer_names_its_type_and_forbids_guesses_and_storage() {
    let book = book();
    let server = start(&book, &[], never);
    for (path, content_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/book.css", "text/css; charset=utf-8"),
        ("/book.js", "text/javascript; charset=utf-8"),
        ("/figure.svg", "image/svg+xml"),
        ("/font.woff2", "font/woff2"),
        ("/search.json", "application/json"),
        ("/site.webmanifest", "application/manifest+json"),
        ("/plain.txt", "text/plain; charset=utf-8"),
        ("/favicon.png", "image/png"),
        ("/favicon.ico", "image/x-icon"),
        ("/missing.css", "text/html; charset=utf-8"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.header("content-type"), Some(content_type), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        let guesses = answer.header("x-content-type-options");
        assert_eq!(guesses, Some("nosniff"), "{path}");
    }
}

#[test]
fn no_path_leads_out_of_the_site_or_to_a_hidden_file() {
    let book = book();
    let server = start(&book, &[], never);
    // These two names mean other files on Windows, and cannot even be written there.
    #[cfg(unix)]
    for name in ["odd\\name.txt", "C:name.txt"] {
        fs::write(book.path().join("site").join(name), "secret").unwrap();
    }
    let folder = book.path().canonicalize().unwrap();
    let folder = folder.to_str().unwrap();
    for path in [
        "/../Cargo.toml",
        "/part/../../Cargo.toml",
        "/part/../index.html",
        "/./index.html",
        "/..%2fCargo.toml",
        "/..%2FCargo.toml",
        "/%2e%2e/Cargo.toml",
        "/%2e%2e%2fCargo.toml",
        "/.%2e/Cargo.toml",
        "/part/%2e%2e/%2e%2e/Cargo.toml",
        "/..\\Cargo.toml",
        "/..%5cCargo.toml",
        "/part\\..\\..\\Cargo.toml",
        "/%252e%252e/Cargo.toml",
        "/..%252fCargo.toml",
        "/%c0%ae%c0%ae/Cargo.toml",
        "/..%00/Cargo.toml",
        "/index.html%00",
        "/index.html%00.png",
        "/index.html/",
        "/../site2/index.html",
        "//index.html",
        "//Cargo.toml",
        "/%2fetc/passwd",
        "/C:/Cargo.toml",
        "/.secret",
        "/%2esecret",
        "/part/.git/config",
        "/odd%5cname.txt",
        "/C:name.txt",
        "/part//index.html",
        &format!("{folder}/Cargo.toml"),
        &format!("/{folder}/Cargo.toml"),
        &format!("/{folder}/site/index.html"),
        &format!("/{folder}/site/part"),
        &format!("/%2f{}/site/index.html", &folder[1..]),
    ] {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path}");
        assert!(!answer.body.contains("secret"), "{path}: {}", answer.body);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_only_inside_the_site() {
    use std::os::unix::fs::symlink;

    let book = book();
    let site = book.path().join("site");
    symlink("plain.txt", site.join("inside.txt")).unwrap();
    symlink("../Cargo.toml", site.join("outside.txt")).unwrap();
    symlink(book.path(), site.join("folder")).unwrap();
    symlink("../site2", site.join("sibling")).unwrap();
    for index in ["index.html", "part/index.html"] {
        fs::remove_file(site.join(index)).unwrap();
        symlink(book.path().join("Cargo.toml"), site.join(index)).unwrap();
    }
    let server = start(&book, &[], never);
    assert_eq!(server.get("/inside.txt").body, "entropy");
    for path in [
        "/",
        "/part/",
        "/outside.txt",
        "/folder",
        "/folder/Cargo.toml",
        "/folder/site/index.html/../../Cargo.toml",
        "/sibling/",
        "/sibling/index.html",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("secret"), "{path}");
    }
}

#[test]
fn only_loopback_hosts_are_answered() {
    let book = book();
    let server = start(&book, &[], never);
    for (target, headers, status) in [
        ("/", "Host: localhost\n", 200),
        ("/", "Host: LocalHost:3000\n", 200),
        ("/", "Host: 127.0.0.1\n", 200),
        ("/", "Host: 127.0.0.1:3000\n", 200),
        ("/", "Host: [::1]\n", 200),
        ("/", "Host: [::1]:3000\n", 200),
        ("http://localhost/", "Host: localhost\n", 200),
        ("/", "Host: localhost\nOrigin: http://localhost:3000\n", 200),
        ("/", "", 403),
        ("/", "Host: \n", 403),
        ("/", "Host: example.org\n", 403),
        ("/", "Host: example.org:3000\n", 403),
        ("/", "Host: localhost.example.org\n", 403),
        ("/", "Host: localhost@example.org\n", 403),
        ("/", "Host: 127.0.0.1.example.org\n", 403),
        ("/", "Host: 0.0.0.0\n", 403),
        ("/", "Host: localhost\nHost: example.org\n", 403),
        ("http://example.org/", "Host: localhost\n", 403),
        ("/", "Host: localhost\nOrigin: http://example.org\n", 403),
        ("/", "Host: localhost\nOrigin: null\n", 403),
        ("/missing", "Host: example.org\n", 403),
    ] {
        let answer = server.ask(&format!("GET {target} HTTP/1.1\n{headers}"));
        assert_eq!(answer.status, status, "{target} {headers}");
        assert_eq!(answer.body.contains("bits"), status == 200, "{headers}");
    }
}

#[test]
fn a_socket_is_refused_to_a_foreign_host_or_origin() {
    let book = book();
    let server = start(&book, &[], never);
    for (headers, status) in [
        ("Host: localhost\n", 101),
        ("Host: localhost:1\nOrigin: http://localhost:1\n", 101),
        ("Host: 127.0.0.1:1\nOrigin: http://127.0.0.1:1\n", 101),
        ("Host: localhost:1\nOrigin: http://[::1]:1\n", 101),
        ("Host: example.org\n", 403),
        ("Host: localhost\nOrigin: http://example.org\n", 403),
        (
            "Host: localhost\nOrigin: https://localhost.example.org\n",
            403,
        ),
        ("Host: localhost\nOrigin: null\n", 403),
        ("Host: localhost\nOrigin: file://\n", 403),
    ] {
        let (found, _) = server.open_socket("/__reload", headers);
        assert_eq!(found, status, "{headers}");
    }
}

#[test]
fn only_get_and_head_are_allowed() {
    let book = book();
    let server = start(&book, &[], never);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        for path in ["/", "/book.css", "/missing", "/__reload"] {
            let answer = server.ask(&format!("{method} {path} HTTP/1.1\nHost: localhost\n"));
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(answer.header("allow"), Some("get,head"), "{method} {path}");
        }
    }
}

#[test]
fn a_head_answer_is_a_get_answer_without_its_body() {
    let book = book();
    let server = start(&book, &[], never);
    for path in ["/", "/book.js", "/missing"] {
        let head = server.ask(&format!("HEAD {path} HTTP/1.1\nHost: localhost\n"));
        let get = server.get(path);
        assert_eq!(head.body, "");
        assert_eq!(head.status, get.status);
        for name in ["content-length", "content-type", "cache-control"] {
            assert!(head.header(name).is_some(), "{path} {name}");
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
    }
}

#[test]
fn a_missing_page_shows_the_books_own_404_page() {
    let book = book();
    let server = start(&book, &[], never);
    let answer = server.get("/missing.html");
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("our own words"));

    fs::remove_file(book.path().join("site/404.html")).unwrap();
    let answer = server.get("/missing.html");
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("The book has no such page."));
    assert!(answer.body.contains("/__reload"));
}

#[test]
fn the_script_is_added_to_pages_alone_and_leaves_the_files_as_they_are() {
    let book = book();
    let site = book.path().join("site");
    let no_end = "<p>a page without an end";
    fs::write(site.join("bare.html"), no_end).unwrap();
    fs::write(site.join("two.html"), "<!-- </body> --><body></body>").unwrap();
    let server = start(&book, &[], never);

    for path in ["/", "/bare.html", "/two.html", "/part/", "/missing"] {
        let answer = server.get(path);
        assert_eq!(answer.body.matches("<script>").count(), 1, "{path}");
        let length = answer.header("content-length").unwrap();
        assert_eq!(length, answer.body.len().to_string(), "{path}");
    }
    let script = SCRIPT.replace("VERSION", &server.version().to_string());
    let page = INDEX.replace("</body>", &format!("{script}</body>"));
    assert_eq!(server.get("/").body, page);
    assert_eq!(server.get("/bare.html").body, format!("{no_end}{script}"));
    let two = format!("<!-- </body> --><body>{script}</body>");
    assert_eq!(server.get("/two.html").body, two);

    for (path, body) in [("/book.js", "'</body>'"), ("/figure.svg", "<svg/>")] {
        let answer = server.get(path);
        assert_eq!(answer.body, body);
        let length = answer.header("content-length").unwrap();
        assert_eq!(length, body.len().to_string());
    }
    assert_eq!(fs::read_to_string(site.join("index.html")).unwrap(), INDEX);
}

#[test]
fn a_site_renamed_into_place_is_seen_by_the_next_request() {
    let book = book();
    let server = start(&book, &[], never);
    assert!(server.get("/").body.contains("Nats &amp; bits"));
    let [site, old, new] = ["site", "old", "new"].map(|name| book.path().join(name));
    fs::create_dir(&new).unwrap();
    fs::write(new.join("index.html"), "<body>rebuilt</body>").unwrap();
    fs::rename(&site, old).unwrap();
    assert_eq!(server.get("/").status, 404);
    fs::rename(new, site).unwrap();
    assert!(server.get("/").body.contains("rebuilt"));
    assert_eq!(server.get("/book.css").status, 404);
}

#[test]
fn a_taken_port_that_was_asked_for_is_an_error_with_its_remedy() {
    let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = holder.local_addr().unwrap().port();
    let book = book();
    let options = Options {
        site: &book.path().join("site"),
        port: Some(port),
        open: false,
        watch: &[],
    };
    let error = serve(&options, |url| panic!("announced {url}"), never).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("another program listens on port {port}; choose another with --port")
    );
}

#[test]
fn a_taken_default_port_makes_way_for_the_next_one() {
    // If another program holds the port already, so much the better.
    let _holder = TcpListener::bind((Ipv4Addr::LOCALHOST, *PORTS.start()));
    let book = book();
    let server = start_on(None, &book, &[], never);
    assert!((3001..=3099).contains(&server.port), "{}", server.port);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_range_of_taken_ports_is_an_error_that_names_it() {
    let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = holder.local_addr().unwrap().port();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let error = runtime.block_on(listen(None, port..=port)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "other programs listen on every port from {port} to {port}; choose one with --port"
        )
    );
}

#[test]
fn a_watched_path_that_does_not_exist_is_an_error_that_names_it() {
    let book = book();
    let missing = book.path().join("missing");
    let options = Options {
        site: &book.path().join("site"),
        port: Some(0),
        open: false,
        watch: std::slice::from_ref(&missing),
    };
    let error = serve(&options, |url| panic!("announced {url}"), never).unwrap_err();
    assert!(matches!(&error, ServeError::Watch { path, .. } if *path == missing));
    assert!(error.to_string().contains(missing.to_str().unwrap()));
}

/// A rebuild that hands out the text of a source file.
fn reader(
    book: &TempDir,
    source: &str,
) -> (
    impl FnMut() -> Result<(), String> + Send + 'static,
    Receiver<String>,
) {
    let source = book.path().join(source);
    let (send, seen) = channel();
    let rebuild = move || {
        // The file may be missing for a moment, and the test may be over.
        let _ = send.send(fs::read_to_string(&source).unwrap_or_default());
        Ok(())
    };
    (rebuild, seen)
}

fn wait_for(seen: &Receiver<String>, text: &str) {
    while seen.recv_timeout(PATIENCE).unwrap() != text {}
}

/// Writes again and again, since a file written before its new folder is watched goes unseen.
fn write_until_seen(file: &Path, text: &str, seen: &Receiver<String>) {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        fs::write(file, text).unwrap();
        if seen
            .recv_timeout(PATIENCE / 60)
            .is_ok_and(|found| found == text)
        {
            return;
        }
    }
    panic!("no rebuild saw {text}");
}

#[test]
fn a_change_in_a_watched_folder_reloads_the_open_pages() {
    let book = book();
    let (rebuild, seen) = reader(&book, "source/page.md");
    let server = start(&book, &["source"], rebuild);
    let version = server.version();
    let mut plain = server.socket("/__reload");
    let mut page = server.socket(&format!("/__reload?{version}"));

    fs::write(book.path().join("source/page.md"), "two").unwrap();
    wait_for(&seen, "two");
    assert_eq!(message(&mut plain), "reload");
    assert_eq!(message(&mut page), "reload");
    assert!(server.version() > version);
}

#[test]
fn a_new_folder_in_a_watched_folder_is_watched_too() {
    let book = book();
    let (rebuild, seen) = reader(&book, "source/part/new.md");
    let _server = start(&book, &["source"], rebuild);
    let part = book.path().join("source/part");
    fs::create_dir(&part).unwrap();
    wait_for(&seen, "");
    write_until_seen(&part.join("new.md"), "one", &seen);
}

#[test]
fn a_watched_file_may_be_replaced_or_deleted_and_written_anew() {
    let book = book();
    let (rebuild, seen) = reader(&book, "source/page.md");
    let _server = start(&book, &["source/page.md"], rebuild);
    let [file, new] = ["page.md", "page.new"].map(|name| book.path().join("source").join(name));
    for text in ["two", "three"] {
        fs::write(&new, text).unwrap();
        fs::rename(&new, &file).unwrap();
        wait_for(&seen, text);
    }
    fs::remove_file(&file).unwrap();
    wait_for(&seen, "");
    fs::write(&file, "four").unwrap();
    wait_for(&seen, "four");
}

#[test]
fn a_file_in_a_watched_folder_may_be_watched_as_well() {
    let book = book();
    let (rebuild, seen) = reader(&book, "source/part/new.md");
    let _server = start(&book, &["source", "source/page.md"], rebuild);
    let part = book.path().join("source/part");
    fs::create_dir(&part).unwrap();
    wait_for(&seen, "");
    write_until_seen(&part.join("new.md"), "one", &seen);
}

#[test]
fn a_page_that_missed_a_rebuild_is_told_as_soon_as_it_connects() {
    let book = book();
    let server = start(&book, &[], never);
    let mut page = server.socket(&format!("/__reload?{}", server.version() - 1));
    assert_eq!(message(&mut page), "reload");
}

#[test]
fn the_end_comes_while_a_current_page_is_open_and_hears_nothing() {
    let book = book();
    let server = start(&book, &[], never);
    let mut page = server.socket(&format!("/__reload?{}", server.version()));
    let mut idle = server.connect();
    // An answer shows that the server has taken up the connections before it.
    assert_eq!(server.get("/").status, 200);
    server.stop().unwrap();
    for stream in [&mut page, &mut idle] {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert_eq!(rest, b"");
    }
}

#[test]
fn changes_during_a_rebuild_lead_to_exactly_one_more() {
    let (begin, begun) = channel();
    let (release, released) = channel::<()>();
    let rebuild = move || {
        begin.send(()).unwrap();
        released.recv().map_err(|error| error.to_string())
    };
    let (ask, state) = rebuilder(rebuild);
    ask.try_send(()).unwrap();
    begun.recv_timeout(PATIENCE).unwrap();
    for _ in 0..5 {
        let _ = ask.try_send(());
    }
    release.send(()).unwrap();
    begun.recv_timeout(PATIENCE).unwrap();
    release.send(()).unwrap();
    // The thread ends when nothing is left to do and nobody can ask; a rebuild too many would not
    // wait.
    drop(release);
    drop(ask);
    assert_eq!(begun.iter().count(), 0);
    assert_eq!(state.borrow().version, 2);
}

/// The thread that rebuilds, asked by hand, and what pages would be shown.
fn rebuilder(
    rebuild: impl FnMut() -> Result<(), String> + Send + 'static,
) -> (mpsc::SyncSender<()>, watch::Sender<Shown>) {
    let state = watch::Sender::new(Shown {
        version: 0,
        fault: None,
    });
    let (ask, asked) = mpsc::sync_channel(1);
    start_rebuilder(rebuild, state.clone(), asked, Weak::new());
    (ask, state)
}

#[test]
fn a_failed_rebuild_or_one_that_panics_reloads_nothing_and_says_why() {
    let mut outcomes = [Err("0.358 should be 0.357".to_owned()), Ok(())].into_iter();
    let (begin, begun) = channel();
    let rebuild = move || {
        begin.send(()).unwrap();
        outcomes.next().expect("a third time")
    };
    let (ask, state) = rebuilder(rebuild);
    let mut seen = state.subscribe();
    let mut next = || {
        ask.send(()).unwrap();
        begun.recv_timeout(PATIENCE).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(seen.changed()).unwrap();
        let shown = seen.borrow_and_update().clone();
        (shown.version, shown.fault.map(|fault| fault.to_string()))
    };
    assert_eq!(next(), (0, Some("0.358 should be 0.357".to_owned())));
    assert_eq!(next(), (1, None));
    let (version, fault) = next();
    assert_eq!(version, 1);
    let expected = "the program that builds the book panicked: a third time";
    assert_eq!(fault.as_deref(), Some(expected));
}

#[test]
fn an_open_page_is_shown_what_is_wrong_and_reloads_when_it_is_mended() {
    let book = book();
    let source = book.path().join("source/page.md");
    let path = source.clone();
    let rebuild = move || match fs::read_to_string(&path) {
        Ok(text) if text == "right" => Ok(()),
        _ => Err("page.md:1: 0.358 should be 0.357".to_owned()),
    };
    let server = start(&book, &["source"], rebuild);
    let mut page = server.socket(&format!("/__reload?{}", server.version()));
    fs::write(&source, "wrong").unwrap();
    assert_eq!(message(&mut page), "faultpage.md:1: 0.358 should be 0.357");
    // A page that opens later is told as well.
    let mut late = server.socket(&format!("/__reload?{}", server.version()));
    assert_eq!(message(&mut late), "faultpage.md:1: 0.358 should be 0.357");
    fs::write(&source, "right").unwrap();
    assert_eq!(message(&mut page), "reload");
    assert_eq!(message(&mut late), "reload");
}

#[test]
fn a_folder_that_was_replaced_is_followed() {
    let book = book();
    let (rebuild, seen) = reader(&book, "source/page.md");
    let _server = start(&book, &["source"], rebuild);
    let [source, old, new] =
        ["source", "source-old", "source-new"].map(|name| book.path().join(name));
    fs::create_dir(&new).unwrap();
    fs::write(new.join("page.md"), "new").unwrap();
    fs::rename(&source, &old).unwrap();
    fs::rename(&new, &source).unwrap();
    wait_for(&seen, "new");
    write_until_seen(&source.join("page.md"), "newer", &seen);
}

#[test]
fn a_page_may_load_nothing_from_another_host() {
    let book = book();
    let server = start(&book, &[], never);
    let policy = server
        .get("/")
        .header("content-security-policy")
        .unwrap()
        .to_owned();
    assert!(policy.starts_with("default-src 'self';"), "{policy}");
}

#[tokio::test(start_paused = true)]
async fn half_a_request_is_not_waited_for_for_good() {
    use axum::serve::Listener;
    use tokio::io::AsyncReadExt;

    let listener = listen(Some(0), PORTS).await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut half = TcpStream::connect(address).unwrap();
    half.write_all(b"GET / HT").unwrap();
    let (mut stream, _) = Impatient(listener).accept().await;
    let mut heard = vec![0; 8];
    stream.read_exact(&mut heard).await.unwrap();
    let error = stream.read_u8().await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
}

#[test]
fn only_writes_to_the_source_count_as_changes() {
    let create = EventKind::Create(CreateKind::File);
    let write = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    let remove = EventKind::Remove(RemoveKind::File);
    let rename = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
    let touch = EventKind::Modify(ModifyKind::Metadata(MetadataKind::WriteTime));
    let read = EventKind::Access(AccessKind::Open(AccessMode::Any));
    let mode = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Permissions));
    let atime = EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime));

    let roots = ["/home/.me/book", "/home/.me/book.toml"].map(PathBuf::from);
    for (kind, path, expected) in [
        (create, "/home/.me/book/en/new.md", true),
        (write, "/home/.me/book/en/page.md", true),
        (remove, "/home/.me/book/en/page.md", true),
        (rename, "/home/.me/book/en/page.md", true),
        (touch, "/home/.me/book/en/page.md", true),
        (EventKind::Any, "/home/.me/book/en/page.md", true),
        (write, "/home/.me/book.toml", true),
        (read, "/home/.me/book/en/page.md", false),
        (mode, "/home/.me/book/en/page.md", false),
        (atime, "/home/.me/book/en/page.md", false),
        (EventKind::Other, "/home/.me/book/en/page.md", false),
        (write, "/home/.me/book/en/.page.md.swp", false),
        (write, "/home/.me/book/.git/index", false),
        (write, "/home/.me/book/en/page.md~", false),
        (write, "/home/.me/books/page.md", false),
        (write, "/home/.me/Cargo.toml", false),
    ] {
        let event = Event::new(kind).add_path(path.into());
        let event = DebouncedEvent::new(event, Instant::now());
        assert_eq!(is_change(&event, &roots), expected, "{kind:?} {path}");
    }

    let paths = ["/home/.me/book/.page.tmp", "/home/.me/book/page.md"];
    let event = paths.iter().fold(Event::new(rename), |event, path| {
        event.add_path(path.into())
    });
    assert!(is_change(
        &DebouncedEvent::new(event, Instant::now()),
        &roots
    ));

    let lost = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
    assert!(is_change(
        &DebouncedEvent::new(lost, Instant::now()),
        &roots
    ));
}
