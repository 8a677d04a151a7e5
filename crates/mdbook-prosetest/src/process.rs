//! The running evaluator: requests in, answers out, and an end to what never ends.

use std::collections::VecDeque;
use std::fmt::{self, Write as _};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use prosetest::{Code, Input, Parameter, Units};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use crate::config::TABLE;
use crate::evaluator::{Reply, Yielded};

/// Tells the words of processes apart; the process's id tells those of two tools.
static STARTED: AtomicU64 = AtomicU64::new(0);

#[derive(Deserialize)]
struct Response {
    answers: Option<Vec<Written>>,
    error: Option<String>,
}

/// An answer as the evaluator writes it.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Written {
    Values(Vec<Box<RawValue>>),
    Failed(String),
}

#[derive(Deserialize)]
struct WrittenQuantity<'a> {
    #[serde(borrow)]
    quantity: &'a RawValue,
    /// The place of its dimension in the book's table, if the amount is in the first unit.
    dimension: Option<usize>,
    /// The unit otherwise.
    unit: Option<String>,
}

#[derive(Deserialize)]
struct WrittenText {
    text: String,
}

/// How often a command may be without an answer before all its requests count as asked in vain.
const MOST_SILENCES: usize = 2;

/// So many lines are kept of what a command complains of before its first answer.
const MOST_COMPLAINTS: usize = 8;

/// So long a process that has ended is waited for, until all that it complained of is read.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// How a process is started, and the units in which it may answer.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    /// The folder of the book, for a program that is somebody else's.
    pub(crate) folder: Option<PathBuf>,
    pub(crate) units: Units,
    /// The names of these units, for a program that answers in another.
    pub(crate) unit_names: Vec<String>,
}

/// Why a request has no answer.
#[derive(Debug)]
enum Silence {
    NotStarted(std::io::Error),
    Late(Duration),
    Ended(String),
    Garbled(String),
}

/// What happened, said of the expression.
impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted(error) => write!(f, "the evaluator cannot be started: {error}"),
            Self::Late(limit) => write!(f, "it did not end within {} seconds", limit.as_secs_f64()),
            Self::Ended(how) => write!(f, "it ended the program that evaluates it ({how})"),
            Self::Garbled(line) => {
                write!(f, "the evaluator answers what cannot be understood: {line}")
            }
        }
    }
}

impl Silence {
    /// The same, said of a command that never answered.
    fn of_command(&self) -> String {
        match self {
            Self::NotStarted(error) => format!("cannot be started: {error}"),
            Self::Late(limit) => format!("did not answer within {} seconds", limit.as_secs_f64()),
            Self::Ended(how) => format!("ended without an answer ({how})"),
            Self::Garbled(line) => format!("answers what cannot be understood: {line}"),
        }
    }
}

/// What a command complains of: kept until its first answer, and then passed on to the author.
#[derive(Debug, Default)]
struct Complaints {
    last: VecDeque<String>,
    passed_on: bool,
}

impl Complaints {
    fn add(&mut self, line: String) {
        if self.passed_on {
            return tell(&line);
        }
        if self.last.len() == MOST_COMPLAINTS {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    fn pass_on(&mut self) {
        self.passed_on = true;
        for line in self.last.drain(..) {
            tell(&line);
        }
    }
}

/// Shows a line to the author, who need not listen.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The complaints of one process, and a channel that closes when there will be no more.
type Heard = (Arc<Mutex<Complaints>>, Receiver<()>);

/// One process that evaluates.
#[derive(Debug)]
struct Worker {
    child: Child,
    requests: ChildStdin,
    answers: Receiver<String>,
    /// Of an author's own program.
    heard: Option<Heard>,
}

impl Worker {
    fn start(launch: &Launch) -> std::io::Result<Self> {
        let place = STARTED.fetch_add(1, Ordering::Relaxed);
        let word = format!("prosetest-{}-{place}", std::process::id());
        let mut command = Command::new(&launch.program);
        command.args(&launch.arguments).arg(&word);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        match &launch.folder {
            Some(folder) => command.current_dir(folder).stderr(Stdio::piped()),
            None => command.stderr(Stdio::null()),
        };
        let mut child = command.spawn()?;
        let taken = child.stdin.take().zip(child.stdout.take());
        let (requests, output) = taken.ok_or(std::io::ErrorKind::BrokenPipe)?;
        let heard = child.stderr.take().map(|complaints| {
            let (open, closed) = channel();
            let kept = Arc::new(Mutex::new(Complaints::default()));
            let into = Arc::clone(&kept);
            thread::spawn(move || hear(complaints, &into, open));
            (kept, closed)
        });
        let (send, answers) = channel();
        thread::spawn(move || {
            each_line(output, |line| match line.strip_prefix(word.as_str()) {
                Some(answer) => send.send(answer.trim().to_owned()).is_ok(),
                None => true,
            });
        });
        Ok(Self {
            child,
            requests,
            answers,
            heard,
        })
    }

    /// Asks, and waits so long for this many answers; after an error the process is of no more use.
    fn ask(
        &mut self,
        request: &str,
        many: usize,
        limit: Duration,
        launch: &Launch,
    ) -> Result<Vec<Reply>, Silence> {
        // If it has ended already, there will be no answer either, and the next lines say why.
        let _ = writeln!(self.requests, "{request}").and_then(|()| self.requests.flush());
        let line = self
            .answers
            .recv_timeout(limit)
            .map_err(|error| match error {
                RecvTimeoutError::Timeout => Silence::Late(limit),
                RecvTimeoutError::Disconnected => Silence::Ended(match self.child.wait() {
                    Ok(status) => status.to_string(),
                    Err(error) => error.to_string(),
                }),
            })?;
        let garbled = || Silence::Garbled(line.clone());
        let response: Response = serde_json::from_str(&line).map_err(|_| garbled())?;
        if let Some(why) = response.error {
            return Err(Silence::Garbled(why));
        }
        let answers = response.answers.ok_or_else(garbled)?;
        if answers.len() != many {
            let given = answers.len();
            let why = format!("{given} answers, where {many} were asked for");
            return Err(Silence::Garbled(why));
        }
        let replies: Option<Vec<Reply>> = answers
            .into_iter()
            .map(|answer| reply(answer, launch))
            .collect();
        let replies = replies.ok_or_else(garbled)?;
        if let Some((kept, _)) = &self.heard {
            locked(kept).pass_on();
        }
        Ok(replies)
    }

    /// Ends the process, and returns what it complained of last, if it never answered.
    fn last_words(mut self) -> String {
        let Some((kept, closed)) = self.heard.take() else {
            return String::new();
        };
        drop(self);
        // What it started may still hold the pipe.
        let _ = closed.recv_timeout(LAST_WORDS);
        let kept = locked(&kept);
        Vec::from_iter(kept.last.iter().map(String::as_str)).join("\n")
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads lines, which need not be text, for as long as they are wanted.
pub(crate) fn each_line(from: impl Read, mut wanted: impl FnMut(&str) -> bool) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        if !wanted(&String::from_utf8_lossy(&line)) {
            return;
        }
        line.clear();
    }
}

/// Reads what a process complains of, and closes the channel at the end.
fn hear(complaints: impl Read, kept: &Mutex<Complaints>, open: Sender<()>) {
    each_line(complaints, |line| {
        locked(kept).add(line.trim_end().to_owned());
        true
    });
    drop(open);
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reply(answer: Written, launch: &Launch) -> Option<Reply> {
    let values = match answer {
        Written::Failed(why) => return Some(Reply::Failed(why)),
        Written::Values(values) => values,
    };
    let mut yields = Vec::with_capacity(values.len());
    for value in &values {
        match yielded(value, launch)? {
            Ok(value) => yields.push(value),
            Err(why) => return Some(Reply::Failed(why)),
        }
    }
    Some(Reply::Values(yields))
}

/// What a value says, or why it says nothing in this book.
fn yielded(value: &RawValue, launch: &Launch) -> Option<Result<Yielded, String>> {
    if !value.get().starts_with('{') {
        return number(value).map(|number| Ok(Yielded::Number(number)));
    }
    if let Ok(WrittenText { text }) = serde_json::from_str(value.get()) {
        return Some(Ok(Yielded::Text(text)));
    }
    let written: WrittenQuantity<'_> = serde_json::from_str(value.get()).ok()?;
    let amount = number(written.quantity)?;
    let (dimension, size) = match written.unit {
        Some(name) => match launch.units.unit(&name) {
            Some(unit) => unit,
            None => return Some(Err(undeclared(&name, &launch.unit_names))),
        },
        None => (written.dimension?, 1.0),
    };
    Some(Ok(Yielded::Quantity(dimension, amount * size)))
}

fn undeclared(name: &str, declared: &[String]) -> String {
    let declared = match declared {
        [] => format!("[{TABLE}.units] declares none"),
        names => format!("[{TABLE}.units] declares {}", names.join(", ")),
    };
    format!("the evaluator answers in {name}, which is no unit of the book: {declared}")
}

/// A float, read by std: it rounds correctly, so every bit comes back.
fn number(value: &RawValue) -> Option<f64> {
    value.get().trim_matches('"').parse().ok()
}

/// A request to a program that was built for the book: a run of the expression with this number for each set of inputs.
pub(crate) fn compiled(call: usize, inputs: &[Vec<Input>]) -> String {
    format!("{{\"call\":{call},\"inputs\":{}}}", sets(inputs))
}

/// A request to a command, which is told the expression itself.
pub(crate) fn written(page: &str, code: &Code, inputs: &[Vec<Input>]) -> String {
    let parameter =
        |parameter: &Parameter| json!({ "name": parameter.name, "build": parameter.build });
    let parameters: Vec<_> = code.parameters.iter().map(parameter).collect();
    format!(
        "{{\"page\":{},\"code\":{},\"parameters\":{},\"inputs\":{}}}",
        json!(page),
        json!(code.text),
        json!(parameters),
        sets(inputs)
    )
}

/// The inputs in JSON, in which what is not finite is a text.
fn sets(inputs: &[Vec<Input>]) -> String {
    fn list<T>(text: &mut String, items: &[T], item: impl Fn(&mut String, &T)) {
        text.push('[');
        for (place, it) in items.iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            item(text, it);
        }
        text.push(']');
    }
    let number = |text: &mut String, number: &f64| {
        // Writing to a text cannot fail.
        let _ = if number.is_finite() {
            write!(text, "{number:?}")
        } else {
            write!(text, "\"{number:?}\"")
        };
    };
    let input = |text: &mut String, input: &Input| match input {
        Input::Number(it) => number(text, it),
        Input::Vector(numbers) => list(text, numbers, number),
        Input::Matrix(rows) => list(text, rows, |text, row| list(text, row, number)),
    };
    let mut text = String::new();
    list(&mut text, inputs, |text, set| list(text, set, input));
    text
}

/// Processes that evaluate side by side, started when they are needed.
#[derive(Debug)]
pub(crate) struct Pool {
    launch: Launch,
    pub(crate) limit: Duration,
    idle: Mutex<Idle>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Idle {
    workers: Vec<Worker>,
    /// How many run, idle or not.
    running: usize,
    /// Whether an answer has come from any of them.
    answered: bool,
    /// How often none came.
    silences: usize,
    /// What was said of the first such time.
    first: Option<String>,
}

impl Idle {
    /// Whether it is vain to ask again.
    fn is_mute(&self) -> bool {
        !self.answered && self.silences >= MOST_SILENCES
    }

    fn hear_nothing(&mut self, why: &Silence, said: &str) {
        self.silences += match why {
            // The next time would be the same.
            Silence::NotStarted(_) => MOST_SILENCES,
            _ => 1,
        };
        self.first.get_or_insert_with(|| {
            let mut first = why.of_command();
            if !said.is_empty() {
                let _ = write!(first, "\n{said}");
            }
            first
        });
    }
}

impl Pool {
    pub(crate) fn new(launch: Launch, limit: Duration) -> Self {
        Self {
            launch,
            limit,
            idle: Mutex::new(Idle::default()),
            freed: Condvar::new(),
        }
    }

    /// The replies to a request, which wants this many.
    ///
    /// One request that ends the process, or never ends, is a fault of what it asks for.
    /// A command that answers nothing is not asked for everything, and [`Self::mute`] tells why.
    pub(crate) fn ask(&self, request: &str, many: usize) -> Vec<Reply> {
        let Some(started) = self.worker() else {
            return vec![Reply::Failed("the evaluator answers nothing".to_owned()); many];
        };
        let mut said = String::new();
        let answer = started.map_err(Silence::NotStarted).and_then(|mut worker| {
            match worker.ask(request, many, self.limit, &self.launch) {
                Ok(replies) => Ok((worker, replies)),
                Err(why) => {
                    said = worker.last_words();
                    Err(why)
                }
            }
        });
        match answer {
            Ok((worker, replies)) => {
                self.give_back(Some(worker), |idle| idle.answered = true);
                replies
            }
            Err(why) => {
                self.give_back(None, |idle| idle.hear_nothing(&why, &said));
                vec![Reply::Failed(why.to_string()); many]
            }
        }
    }

    /// What is wrong with a command of the author's that was asked and never answered, with what it printed.
    pub(crate) fn mute(&self) -> Option<String> {
        let idle = locked(&self.idle);
        let why = idle.first.clone()?;
        (self.launch.folder.is_some() && !idle.answered).then_some(why)
    }

    /// An idle process, or a new one, or the next that becomes idle; none if it is vain to ask.
    fn worker(&self) -> Option<std::io::Result<Worker>> {
        let most = thread::available_parallelism().map_or(1, usize::from);
        let mut idle = locked(&self.idle);
        loop {
            if self.launch.folder.is_some() && idle.is_mute() {
                return None;
            }
            if let Some(worker) = idle.workers.pop() {
                return Some(Ok(worker));
            }
            if idle.running < most {
                idle.running += 1;
                drop(idle);
                return Some(Worker::start(&self.launch));
            }
            idle = self
                .freed
                .wait(idle)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Makes room for the next, and notes what came of the request; the process is kept unless it is gone.
    fn give_back(&self, worker: Option<Worker>, note: impl FnOnce(&mut Idle)) {
        let mut idle = locked(&self.idle);
        note(&mut idle);
        match worker {
            Some(worker) => idle.workers.push(worker),
            None => idle.running -= 1,
        }
        drop(idle);
        // Those who wait for a process that is not worth starting wait for nothing.
        self.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use prosetest::{Code, Dimension, Input, Parameter, Unit, Units};

    use super::{Launch, compiled, reply, written};
    use crate::evaluator::{Reply, Yielded};

    fn launch(units: Units, names: &[&str]) -> Launch {
        Launch {
            program: "evaluate".into(),
            arguments: Vec::new(),
            folder: None,
            units,
            unit_names: names.iter().copied().map(str::to_owned).collect(),
        }
    }

    #[test]
    fn a_request_is_one_line_of_json() {
        let inputs = vec![
            Input::Number(0.5),
            Input::Vector(vec![0.1, f64::INFINITY]),
            Input::Matrix(vec![vec![1.0], vec![]]),
        ];
        assert_eq!(
            compiled(3, &[inputs, Vec::new()]),
            r#"{"call":3,"inputs":[[0.5,[0.1,"inf"],[[1.0],[]]],[]]}"#
        );
        let area = Code {
            text: "pi * r ** 2".to_owned(),
            parameters: vec![Parameter {
                name: "r".to_owned(),
                build: String::new(),
                depth: 0,
            }],
        };
        let request = written("a/b.md", &area, &[vec![Input::Number(0.5)]]);
        assert!(!request.contains('\n'), "{request}");
        // The order of the keys is that of whoever else uses the library.
        let request: serde_json::Value = serde_json::from_str(&request).unwrap();
        assert_eq!(
            request,
            serde_json::json!({
                "page": "a/b.md",
                "code": "pi * r ** 2",
                "parameters": [{"name": "r", "build": ""}],
                "inputs": [[0.5]],
            })
        );
    }

    #[test]
    fn a_quantity_may_be_answered_in_any_unit_of_the_book() {
        let length = Dimension::new(
            "length",
            [
                Unit::new(&["metre"], 1.0),
                Unit::new(&["foot", "feet"], 0.5),
            ],
        );
        let launch = launch(Units::new([length]).unwrap(), &["metre", "foot"]);
        let answer = |unit: &str| {
            let json = format!(r#"{{"values":[{{"quantity":3,"unit":"{unit}"}}]}}"#);
            reply(serde_json::from_str(&json).unwrap(), &launch)
        };
        assert_eq!(
            answer("feet"),
            Some(Reply::Values(vec![Yielded::Quantity(0, 1.5)]))
        );
        let Some(Reply::Failed(why)) = answer("cubits") else {
            panic!("{:?}", answer("cubits"))
        };
        assert!(
            why.contains("in cubits") && why.ends_with("declares metre, foot"),
            "{why}"
        );
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let json = r#"{"values":[0.30000000000000004,"NaN","-inf",{"quantity":1e-7,"dimension":2},{"text":"a\nb"}]}"#;
        let Some(Reply::Values(values)) = reply(
            serde_json::from_str(json).unwrap(),
            &launch(Units::none(), &[]),
        ) else {
            panic!("it is an answer");
        };
        let [sum, nan, least, quantity, text] = values.as_slice() else {
            panic!("{values:?}");
        };
        assert_eq!(*sum, Yielded::Number(0.1 + 0.2));
        assert!(matches!(nan, Yielded::Number(nan) if nan.is_nan()));
        assert_eq!(*least, Yielded::Number(f64::NEG_INFINITY));
        assert_eq!(*quantity, Yielded::Quantity(2, 1e-7));
        assert_eq!(*text, Yielded::Text("a\nb".to_owned()));
    }
}
