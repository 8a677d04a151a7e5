//! Serves the built book on this computer, and reloads its open pages after each rebuild.
//!
//! The built files stay as they are: the script that reloads a page is added to the response.

use std::fs;
use std::io;
use std::net::Ipv4Addr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{Path as UrlPath, RawQuery, Request, State};
use axum::http::uri::{Authority, Uri};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use notify_debouncer_full::notify::event::{EventKind, MetadataKind, ModifyKind};
use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
};
use tokio::net::TcpListener;
use tokio::sync::watch;

#[cfg(test)]
mod tests;

/// The ports tried in turn when none is asked for.
const PORTS: RangeInclusive<u16> = 3000..=3099;

/// How long a changed file must stay quiet: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(150);

const HTML: &str = "text/html; charset=utf-8";

/// Shown in place of a missing page by a book without a `404.html`.
const NOT_FOUND: &str = "<!doctype html><html lang=\"en\"><title>Not found</title>\
    <body><p>The book has no such page.</p></body></html>\n";

/// Names the version of the book that its page shows, so a page that missed a rebuild, or the end
/// of the server it came from, is told to reload as soon as it connects.
const SCRIPT: &str = r#"<script>(() => {
  let wait = 250;
  const connect = () => {
    const socket = new WebSocket(`ws://${location.host}/__reload?VERSION`);
    socket.onopen = () => { wait = 250; };
    socket.onmessage = ({ data }) => { if (data === "reload") location.reload(); };
    socket.onclose = () => { setTimeout(connect, wait); wait = Math.min(2 * wait, 8000); };
  };
  connect();
})();</script>"#;

/// What to serve, and how.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The folder of the built pages, which a rebuild may replace by renaming another into place.
    pub site: &'a Path,
    /// The port to listen on: 0 for any free one, `None` for the first free one from 3000 to 3099.
    pub port: Option<u16>,
    /// Whether to open the book in the reader's browser.
    pub open: bool,
    /// The folders (with all they contain) and files whose changes call for a rebuild.
    ///
    /// Names that begin with a dot or end with `~` inside a watched folder are ignored. A file may
    /// be deleted and written anew, but a folder given here must itself stay.
    pub watch: &'a [PathBuf],
}

/// Why the book cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The port asked for is in use.
    #[error("another program listens on port {port}; choose another with --port")]
    PortTaken {
        /// The port asked for.
        port: u16,
    },
    /// No port was asked for, and all those tried are in use.
    #[error("other programs listen on every port from {first} to {last}; choose one with --port")]
    NoFreePort {
        /// The first port tried.
        first: u16,
        /// The last port tried.
        last: u16,
    },
    /// The system refuses the port.
    #[error("cannot listen on port {port}; choose another with --port")]
    Listen {
        /// The port refused.
        port: u16,
        /// The system's reason.
        source: io::Error,
    },
    /// A path cannot be watched.
    #[error(
        "cannot watch {} for changes; check that it exists and can be read, \
         or build the book once with `cargo run -- build`", path.display()
    )]
    Watch {
        /// The path as it was given.
        path: PathBuf,
        /// The watcher's reason.
        source: notify::Error,
    },
    /// No path at all can be watched.
    #[error(
        "cannot watch files for changes; close other programs that do, \
         or build the book once with `cargo run -- build`"
    )]
    Watcher(#[source] notify::Error),
    /// The system refuses what any server needs.
    #[error("cannot start the server; build the book with `cargo run -- build` and open its files")]
    Start(#[source] io::Error),
}

/// Serves the built book to this computer alone, until Ctrl-C.
///
/// `announce` gets the book's address once the port is open. `rebuild` runs after each change to a
/// watched path, on a thread of its own; when it returns `true`, the open pages reload. Changes
/// during a rebuild lead to exactly one more. A rebuild that runs when Ctrl-C comes is not waited
/// for.
///
/// # Errors
/// [`ServeError`] if no port can be opened, or a path cannot be watched.
pub fn serve(
    options: &Options<'_>,
    announce: impl FnOnce(&str),
    rebuild: impl FnMut() -> bool + Send + 'static,
) -> Result<(), ServeError> {
    serve_until(tokio::signal::ctrl_c(), options, announce, rebuild)
}

fn serve_until(
    stop: impl Future<Output = io::Result<()>>,
    options: &Options<'_>,
    announce: impl FnOnce(&str),
    rebuild: impl FnMut() -> bool + Send + 'static,
) -> Result<(), ServeError> {
    // The time makes the first version differ from those of an earlier server on the same port.
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let version = watch::Sender::new(now.map_or(0, |time| time.as_millis() as u64));

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(ServeError::Start)?;
    runtime.block_on(async {
        let listener = listen(options.port, PORTS).await?;
        let address = listener.local_addr().map_err(ServeError::Start)?;
        let _watcher = watch_paths(options.watch, rebuilder(rebuild, version.clone()))?;
        tokio::spawn(axum::serve(listener, router(options.site, version)).into_future());

        let url = format!("http://{address}/");
        announce(&url);
        if options.open {
            // Some systems wait for the browser, and the browser waits for the server.
            thread::spawn(move || {
                if let Err(error) = opener::open_browser(&url) {
                    eprintln!("warning: cannot open a browser ({error}); open {url} yourself");
                }
            });
        }

        // Open pages keep their sockets for good, so the end of the runtime closes them unasked.
        stop.await.map_err(ServeError::Start)
    })
}

async fn listen(asked: Option<u16>, tried: RangeInclusive<u16>) -> Result<TcpListener, ServeError> {
    use io::ErrorKind::{AddrInUse, PermissionDenied};

    let (first, last) = asked.map_or(tried.into_inner(), |port| (port, port));
    for port in first..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => return Ok(listener),
            // Windows reserves ranges of ports, and denies them.
            Err(error)
                if asked.is_none() && matches!(error.kind(), AddrInUse | PermissionDenied) => {}
            Err(error) if error.kind() == AddrInUse => return Err(ServeError::PortTaken { port }),
            Err(source) => return Err(ServeError::Listen { port, source }),
        }
    }
    Err(ServeError::NoFreePort { first, last })
}

#[derive(Clone)]
struct Book {
    site: PathBuf,
    version: watch::Sender<u64>,
}

fn router(site: &Path, version: watch::Sender<u64>) -> Router {
    let site = site.to_owned();
    Router::new()
        .route("/", get(page))
        .route("/{*path}", get(page))
        .route("/__reload", get(reload))
        .with_state(Book { site, version })
        .layer(middleware::from_fn(guard))
}

/// Refuses what another host's page, or a name that such a host points here, asks for.
async fn guard(request: Request, next: Next) -> Response {
    let mut response = if is_local(&request) {
        next.run(request).await
    } else {
        let message = "This server answers only to localhost, 127.0.0.1 and [::1].\n";
        (StatusCode::FORBIDDEN, message).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

fn is_local(request: &Request) -> bool {
    let is_loopback = |authority: &Authority| {
        let host = authority.host();
        host.eq_ignore_ascii_case("localhost") || host == "127.0.0.1" || host == "[::1]"
    };
    let host = |value: &HeaderValue| {
        Authority::try_from(value.as_bytes()).is_ok_and(|host| is_loopback(&host))
    };
    let origin = |value: &HeaderValue| {
        Uri::try_from(value.as_bytes()).is_ok_and(|uri| uri.authority().is_some_and(is_loopback))
    };
    let headers = request.headers();
    headers.contains_key(header::HOST)
        && headers.get_all(header::HOST).iter().all(host)
        && headers.get_all(header::ORIGIN).iter().all(origin)
        && request.uri().authority().is_none_or(is_loopback)
}

async fn page(State(book): State<Book>, uri: Uri, path: Option<UrlPath<String>>) -> Response {
    // Taken before the file is read: a page overtaken by a rebuild then reloads once too often
    // rather than never.
    let version = *book.version.borrow();

    let path = path.map_or_else(String::new, |UrlPath(path)| path);
    if find(&book.site, &path).is_some_and(|found| found.is_dir()) {
        return Redirect::temporary(&format!("{}/", uri.path())).into_response();
    }
    let read = |path: &str| {
        let file = find(&book.site, path).filter(|found| found.is_file())?;
        Some((content_type(&file), fs::read(file).ok()?))
    };
    let (status, (content_type, mut body)) = match read(&path) {
        Some(found) => (StatusCode::OK, found),
        None => {
            let page = read("404.html").unwrap_or_else(|| (HTML, NOT_FOUND.into()));
            (StatusCode::NOT_FOUND, page)
        }
    };
    if content_type == HTML {
        let end = b"</body>";
        let place = body.windows(end.len()).rposition(|window| window == end);
        let place = place.unwrap_or(body.len());
        let script = SCRIPT.replace("VERSION", &version.to_string());
        body.splice(place..place, script.into_bytes());
    }
    (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
}

/// The file or folder that a decoded path names, if it lies inside the site.
fn find(site: &Path, path: &str) -> Option<PathBuf> {
    let is_plain =
        |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['\\', ':']);
    let (names, is_folder) = match path.strip_suffix('/') {
        Some(names) => (names, true),
        None => (path, path.is_empty()),
    };
    if !path.is_empty() && !names.split('/').all(is_plain) {
        return None;
    }
    // Resolved anew each time: a rebuild puts another folder in its place, and a symbolic link
    // may lead out of it.
    let site = site.canonicalize().ok()?;
    let mut found = site.join(names);
    if is_folder {
        found.push("index.html");
    }
    let found = found.canonicalize().ok()?;
    found.starts_with(site).then_some(found)
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => HTML,
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

async fn reload(
    State(book): State<Book>,
    RawQuery(shown): RawQuery,
    upgrade: WebSocketUpgrade,
) -> Response {
    let version = book.version.subscribe();
    let shown = shown.and_then(|shown| shown.parse().ok());
    let shown = shown.unwrap_or(*version.borrow());
    upgrade.on_upgrade(move |socket| tell(socket, shown, version))
}

/// Waits until the book is no longer at the version that the page shows, then tells the page.
async fn tell(mut socket: WebSocket, shown: u64, mut version: watch::Receiver<u64>) {
    let rebuilt = async { version.wait_for(|&latest| latest != shown).await.is_ok() };
    let left = async { while let Some(Ok(_)) = socket.recv().await {} };
    let rebuilt = tokio::select! {
        rebuilt = rebuilt => rebuilt,
        () = left => false,
    };
    if rebuilt {
        // A page that has just left needs no message.
        let _ = socket.send("reload".into()).await;
    }
}

/// Starts the thread that rebuilds, and returns what asks it to.
fn rebuilder(
    mut rebuild: impl FnMut() -> bool + Send + 'static,
    version: watch::Sender<u64>,
) -> impl Fn() + Send + 'static {
    let (ask, asked) = mpsc::sync_channel(1);
    thread::spawn(move || {
        for () in asked {
            if rebuild() {
                version.send_modify(|version| *version += 1);
            }
        }
    });
    move || {
        // A full channel already holds the one further rebuild that this change needs.
        let _ = ask.try_send(());
    }
}

fn watch_paths(
    paths: &[PathBuf],
    changed: impl Fn() + Send + 'static,
) -> Result<Debouncer<RecommendedWatcher, RecommendedCache>, ServeError> {
    let refused = |path: &Path, source| ServeError::Watch {
        path: path.to_owned(),
        source,
    };
    // Events name canonical paths on some systems.
    let real = paths.iter().map(|path| {
        let real = path.canonicalize();
        real.map_err(|error| refused(path, error.into()))
    });
    let real = real.collect::<Result<Vec<_>, _>>()?;

    let roots = real.clone();
    let report = move |result: DebounceEventResult| match result {
        Ok(events) => {
            if events.iter().any(|event| is_change(event, &roots)) {
                changed();
            }
        }
        Err(errors) => {
            for error in errors {
                eprintln!("warning: a change to the book may go unseen: {error}");
            }
        }
    };
    let mut watcher = new_debouncer(QUIET, None, report).map_err(ServeError::Watcher)?;

    let (folders, files): (Vec<_>, Vec<_>) = real.iter().partition(|path| path.is_dir());
    for folder in &folders {
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .map_err(|error| refused(folder, error))?;
    }
    for file in files {
        // An editor may replace a file by another, which only the folder around it tells. To
        // watch a folder twice would make the first, recursive watch a plain one.
        let parent = file.parent().unwrap_or(file);
        if !folders.iter().any(|folder| parent.starts_with(folder)) {
            watcher
                .watch(parent, RecursiveMode::NonRecursive)
                .map_err(|error| refused(file, error))?;
        }
    }
    Ok(watcher)
}

/// Whether an event may change the book: reading its files, as each rebuild does, must not.
fn is_change(event: &DebouncedEvent, roots: &[PathBuf]) -> bool {
    let is_write = match event.kind {
        EventKind::Access(_) | EventKind::Other => false,
        EventKind::Modify(ModifyKind::Metadata(kind)) => kind == MetadataKind::WriteTime,
        _ => true,
    };
    let is_source = |path: &PathBuf, root: &PathBuf| {
        path.strip_prefix(root).is_ok_and(|inside| {
            inside.iter().all(|name| {
                let name = name.as_encoded_bytes();
                !name.starts_with(b".") && !name.ends_with(b"~")
            })
        })
    };
    // After an overflow nobody knows what changed.
    event.need_rescan()
        || is_write
            && event
                .paths
                .iter()
                .any(|path| roots.iter().any(|root| is_source(path, root)))
}
