//! Serves the built book on this computer, and reloads its open pages after each rebuild.
//!
//! The built files stay as they are: the script that reloads a page is added to the response.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak, mpsc};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path as UrlPath, RawQuery, Request, State};
use axum::http::uri::{Authority, Uri};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use notify_debouncer_full::notify::event::{EventKind, MetadataKind, ModifyKind};
use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_io_timeout::TimeoutStream;
use tower_http::services::ServeDir;

#[cfg(test)]
mod tests;

/// The ports tried in turn when none is asked for.
const PORTS: RangeInclusive<u16> = 3000..=3099;

/// How long a changed file must stay quiet: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(150);

const HTML: &str = "text/html";

/// Shown in place of a missing page by a book without a `404.html`.
const NOT_FOUND: &str = "<!doctype html><html lang=\"en\"><title>Not found</title>\
    <body><p>The book has no such page.</p></body></html>\n";

/// What a page may load and run: its own files, and the scripts that stand in it.
const POLICY: &str = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self' ws://127.0.0.1:* ws://localhost:* ws://[::1]:*; object-src 'none'; \
    base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/// How long a request may stay silent before it is complete; a page's socket is kept awake more often than that.
const SILENCE: Duration = Duration::from_secs(30);
const AWAKE: Duration = Duration::from_secs(10);

/// Names the version of the book that its page shows, so a page that missed a rebuild, or the end
/// of the server it came from, is told to reload as soon as it connects.
const SCRIPT: &str = r#"<script>(() => {
  let wait = 250;
  const show = (fault) => {
    document.getElementById("__fault")?.remove();
    const box = document.createElement("pre");
    box.id = "__fault";
    box.setAttribute("role", "alert");
    box.tabIndex = 0;
    box.textContent = `The page is older than its source:\n\n${fault}`;
    box.style.cssText = "position:fixed;inset:auto 0 0;z-index:1000;max-height:50vh;overflow:auto;margin:0;" +
      "padding:1rem;background:#400;color:#fff;font:14px/1.4 monospace;white-space:pre-wrap";
    document.body.append(box);
  };
  const connect = () => {
    const socket = new WebSocket(`ws://${location.host}/__reload?VERSION`);
    socket.onopen = () => { wait = 250; };
    socket.onmessage = ({ data }) => {
      if (data === "reload") location.reload();
      if (data.startsWith("fault")) show(data.slice("fault".length));
    };
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
    /// Names that begin with a dot or end with `~` inside a watched folder are ignored. A file or a
    /// folder may be deleted and made anew.
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
/// watched path, on a thread of its own. After it the open pages reload; if it fails they stay, and
/// show why. A panic in it is such a failure. Changes during a rebuild lead to exactly one more. A
/// rebuild that runs when Ctrl-C comes is not waited for.
///
/// # Errors
/// [`ServeError`] if no port can be opened, or a path cannot be watched.
pub fn serve(
    options: &Options<'_>,
    announce: impl FnOnce(&str),
    rebuild: impl FnMut() -> Result<(), String> + Send + 'static,
) -> Result<(), ServeError> {
    serve_until(tokio::signal::ctrl_c(), options, announce, rebuild)
}

fn serve_until(
    stop: impl Future<Output = io::Result<()>>,
    options: &Options<'_>,
    announce: impl FnOnce(&str),
    rebuild: impl FnMut() -> Result<(), String> + Send + 'static,
) -> Result<(), ServeError> {
    // The time makes the first version differ from those of an earlier server on the same port.
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let state = watch::Sender::new(Shown {
        version: now.map_or(0, |time| time.as_millis() as u64),
        fault: None,
    });

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(ServeError::Start)?;
    runtime.block_on(async {
        let listener = listen(options.port, PORTS).await?;
        let address = listener.local_addr().map_err(ServeError::Start)?;
        let (ask, asked) = mpsc::sync_channel(1);
        // A full channel already holds the one further rebuild that a change needs.
        let watched = Watched::new(options.watch, move || {
            let _ = ask.try_send(());
        })?;
        let watched = Arc::new(Mutex::new(watched));
        start_rebuilder(rebuild, state.clone(), asked, Arc::downgrade(&watched));
        tokio::spawn(axum::serve(Impatient(listener), router(options.site, state)).into_future());

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

/// Takes connections, and ends those that stay silent: half a request would be held for good.
struct Impatient(TcpListener);

impl axum::serve::Listener for Impatient {
    type Io = Pin<Box<TimeoutStream<TcpStream>>>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = axum::serve::Listener::accept(&mut self.0).await;
        let mut stream = TimeoutStream::new(stream);
        stream.set_read_timeout(Some(SILENCE));
        (Box::pin(stream), address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// What the open pages should show.
#[derive(Clone, Debug)]
struct Shown {
    /// Grows with each rebuild that went well.
    version: u64,
    /// Why the last rebuild failed, if it did.
    fault: Option<Arc<str>>,
}

#[derive(Clone)]
struct Served {
    site: PathBuf,
    state: watch::Sender<Shown>,
}

fn router(site: &Path, state: watch::Sender<Shown>) -> Router {
    let site = site.to_owned();
    Router::new()
        .route("/", get(page))
        .route("/{*path}", get(page))
        .route("/__reload", get(reload))
        .with_state(Served { site, state })
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
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
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

async fn page(
    State(book): State<Served>,
    uri: Uri,
    path: Option<UrlPath<String>>,
) -> Result<Response, StatusCode> {
    // Taken before the file is read: a page overtaken by a rebuild then reloads once too often
    // rather than never.
    let version = book.state.borrow().version;

    let path = path.map_or_else(String::new, |UrlPath(path)| path);
    let (head, body) = match find(&book.site, &path, uri).await {
        Some(found) => found.into_parts(),
        None => {
            let page = find(&book.site, "404.html", Uri::from_static("/404.html")).await;
            let page =
                page.unwrap_or_else(|| ([(header::CONTENT_TYPE, HTML)], NOT_FOUND).into_response());
            (StatusCode::NOT_FOUND, page).into_response().into_parts()
        }
    };
    let text = head.headers.get(header::CONTENT_TYPE);
    let Some(text) = text.filter(|found| found.as_bytes().starts_with(b"text/")) else {
        return Ok(Response::from_parts(head, body));
    };
    let body = to_bytes(body, usize::MAX).await;
    let mut body = Vec::from(body.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?);
    if text == HTML {
        let end = b"</body>";
        let place = body.windows(end.len()).rposition(|window| window == end);
        let place = place.unwrap_or(body.len());
        let script = SCRIPT.replace("VERSION", &version.to_string());
        body.splice(place..place, script.into_bytes());
    }
    let text = [text.as_bytes(), b"; charset=utf-8"].concat();
    Ok((head.status, [(header::CONTENT_TYPE, text)], body).into_response())
}

/// What a path names, unless it is hidden or lies outside the site, both of which [`ServeDir`] would serve.
async fn find(site: &Path, path: &str, uri: Uri) -> Option<Response> {
    let is_plain =
        |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['\\', ':']);
    let is_folder = path.is_empty() || path.ends_with('/');
    let names = path.strip_suffix('/').unwrap_or(path);
    if !path.is_empty() && !names.split('/').all(is_plain) {
        return None;
    }
    // Resolved anew each time: a rebuild puts another folder in its place, and a symbolic link
    // may lead out of it.
    let site = site.canonicalize().ok()?;
    let file = path.to_owned() + if is_folder { "index.html" } else { "" };
    if !site.join(file).canonicalize().ok()?.starts_with(&site) {
        return None;
    }
    // Without the reader's headers: a range or a condition would mean the file without the script.
    let request = Request::get(uri).body(Body::empty()).ok()?;
    let found = ServeDir::new(site).try_call(request).await.ok()?;
    (found.status() != StatusCode::NOT_FOUND).then(|| found.map(Body::new))
}

async fn reload(
    State(book): State<Served>,
    RawQuery(shown): RawQuery,
    upgrade: WebSocketUpgrade,
) -> Response {
    let state = book.state.subscribe();
    let shown = shown.and_then(|shown| shown.parse().ok());
    let shown = shown.unwrap_or(state.borrow().version);
    upgrade.on_upgrade(move |socket| tell(socket, shown, state))
}

/// Tells a page why its source cannot be built, and to reload once the book is no longer at the version it shows.
async fn tell(mut socket: WebSocket, shown: u64, mut state: watch::Receiver<Shown>) {
    let mut told: Option<Arc<str>> = None;
    let mut awake = tokio::time::interval_at(tokio::time::Instant::now() + AWAKE, AWAKE);
    loop {
        let now = state.borrow_and_update().clone();
        let message = if now.version != shown {
            Some("reload".to_owned())
        } else if now.fault == told {
            None
        } else {
            now.fault.as_ref().map(|fault| format!("fault{fault}"))
        };
        if let Some(message) = message {
            // A page that has just left needs no message.
            let sent = socket.send(message.into()).await;
            if sent.is_err() || now.version != shown {
                return;
            }
        }
        told = now.fault;
        loop {
            tokio::select! {
                changed = state.changed() => match changed {
                    Ok(()) => break,
                    Err(_) => return,
                },
                _ = awake.tick() => if socket.send(Message::Ping(Default::default())).await.is_err() {
                    return;
                },
                heard = socket.recv() => if !matches!(heard, Some(Ok(_))) {
                    return;
                },
            }
        }
    }
}

/// Starts the thread that rebuilds whenever it is asked to.
fn start_rebuilder(
    mut rebuild: impl FnMut() -> Result<(), String> + Send + 'static,
    state: watch::Sender<Shown>,
    asked: mpsc::Receiver<()>,
    watched: Weak<Mutex<Watched>>,
) {
    thread::spawn(move || {
        for () in asked {
            // A folder that was replaced by another is watched where it lies now.
            if let Some(watched) = watched.upgrade() {
                watched
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .follow();
            }
            let rebuilt = catch_unwind(AssertUnwindSafe(&mut rebuild));
            let rebuilt = rebuilt.unwrap_or_else(|panic| {
                let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
                let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
                let text = text.unwrap_or_default();
                Err(format!("the program that builds the book panicked: {text}"))
            });
            state.send_modify(|shown| match rebuilt {
                Ok(()) => {
                    shown.version += 1;
                    shown.fault = None;
                }
                Err(fault) => shown.fault = Some(fault.into()),
            });
        }
    });
}

/// The paths whose changes call for a rebuild, and what watches them.
struct Watched {
    watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
    folders: Vec<PathBuf>,
}

impl Watched {
    fn new(paths: &[PathBuf], changed: impl Fn() + Send + 'static) -> Result<Self, ServeError> {
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

        let (folders, _): (Vec<_>, Vec<_>) = real.iter().cloned().partition(|path| path.is_dir());
        for folder in &folders {
            watcher
                .watch(folder, RecursiveMode::Recursive)
                .map_err(|error| refused(folder, error))?;
        }
        for path in &real {
            // An editor may replace a file by another, and a person a folder, which only the folder
            // around it tells. To watch a folder twice would make the first, recursive watch a plain one.
            let parent = path.parent().unwrap_or(path);
            if !folders.iter().any(|folder| parent.starts_with(folder)) {
                watcher
                    .watch(parent, RecursiveMode::NonRecursive)
                    .map_err(|error| refused(path, error))?;
            }
        }
        Ok(Self { watcher, folders })
    }

    /// Watches the folders anew, wherever their paths lead now.
    fn follow(&mut self) {
        for folder in &self.folders {
            // One that is not there for a moment is watched again when it comes back.
            let _ = self.watcher.unwatch(folder);
            let _ = self.watcher.watch(folder, RecursiveMode::Recursive);
        }
    }
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
