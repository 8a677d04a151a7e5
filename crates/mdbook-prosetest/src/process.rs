//! The running evaluator: requests in, answers out, and an end to what never ends.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use prosetest::{Code, Input, Parameter, Units};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

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

/// How a process is started, and the units in which it may answer.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    /// The folder of the book, for a program that is somebody else's.
    pub(crate) folder: Option<PathBuf>,
    pub(crate) units: Units,
}

/// One process that evaluates.
#[derive(Debug)]
struct Worker {
    child: Child,
    requests: ChildStdin,
    answers: Receiver<String>,
}

impl Worker {
    fn start(launch: &Launch) -> std::io::Result<Self> {
        let place = STARTED.fetch_add(1, Ordering::Relaxed);
        let word = format!("prosetest-{}-{place}", std::process::id());
        let mut command = Command::new(&launch.program);
        command.args(&launch.arguments).arg(&word);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        match &launch.folder {
            // What an author's own program complains of is for the author.
            Some(folder) => command.current_dir(folder).stderr(Stdio::inherit()),
            None => command.stderr(Stdio::null()),
        };
        let mut child = command.spawn()?;
        let taken = child.stdin.take().zip(child.stdout.take());
        let (requests, output) = taken.ok_or(std::io::ErrorKind::BrokenPipe)?;
        let (send, answers) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            let mut line = Vec::new();
            // What an expression prints need not be text.
            while output
                .read_until(b'\n', &mut line)
                .is_ok_and(|read| read > 0)
            {
                let text = String::from_utf8_lossy(&line);
                if let Some(answer) = text.strip_prefix(&word)
                    && send.send(answer.trim().to_owned()).is_err()
                {
                    return;
                }
                line.clear();
            }
        });
        Ok(Self {
            child,
            requests,
            answers,
        })
    }

    /// Asks, and waits so long for an answer; after an error the process is of no more use.
    fn ask(&mut self, request: &str, limit: Duration, units: &Units) -> Result<Vec<Reply>, String> {
        // If it has ended already, there will be no answer either, and the next lines say why.
        let _ = writeln!(self.requests, "{request}").and_then(|()| self.requests.flush());
        let line = self
            .answers
            .recv_timeout(limit)
            .map_err(|error| match error {
                RecvTimeoutError::Timeout => {
                    format!("it did not end within {} seconds", limit.as_secs_f64())
                }
                RecvTimeoutError::Disconnected => match self.child.wait() {
                    Ok(status) => format!("it ended the program that evaluates it ({status})"),
                    Err(error) => format!("it ended the program that evaluates it ({error})"),
                },
            })?;
        let garbled = || format!("the evaluator answers what cannot be understood: {line}");
        let response: Response = serde_json::from_str(&line).map_err(|_| garbled())?;
        if let Some(why) = response.error {
            return Err(why);
        }
        let answers = response.answers.ok_or_else(garbled)?;
        answers
            .into_iter()
            .map(|answer| reply(answer, units).ok_or_else(garbled))
            .collect()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn reply(answer: Written, units: &Units) -> Option<Reply> {
    match answer {
        Written::Failed(why) => Some(Reply::Failed(why)),
        Written::Values(values) => values
            .iter()
            .map(|value| yielded(value, units))
            .collect::<Option<_>>()
            .map(Reply::Values),
    }
}

fn yielded(value: &RawValue, units: &Units) -> Option<Yielded> {
    if !value.get().starts_with('{') {
        return number(value).map(Yielded::Number);
    }
    if let Ok(WrittenText { text }) = serde_json::from_str(value.get()) {
        return Some(Yielded::Text(text));
    }
    let written: WrittenQuantity<'_> = serde_json::from_str(value.get()).ok()?;
    let amount = number(written.quantity)?;
    let (dimension, size) = match written.unit {
        Some(name) => units.unit(&name)?,
        None => (written.dimension?, 1.0),
    };
    Some(Yielded::Quantity(dimension, amount * size))
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
    pub(crate) fn ask(&self, request: &str, many: usize) -> Vec<Reply> {
        let mut worker = match self.worker() {
            Ok(worker) => worker,
            Err(error) => {
                self.give_back(None);
                let why = format!("the evaluator cannot be started: {error}");
                return vec![Reply::Failed(why); many];
            }
        };
        match worker.ask(request, self.limit, &self.launch.units) {
            Ok(replies) if replies.len() == many => {
                self.give_back(Some(worker));
                replies
            }
            Ok(_) => {
                self.give_back(Some(worker));
                vec![Reply::Failed("the evaluator gave too few answers".to_owned()); many]
            }
            Err(why) => {
                drop(worker);
                self.give_back(None);
                vec![Reply::Failed(why); many]
            }
        }
    }

    /// An idle process, or a new one, or the next that becomes idle.
    fn worker(&self) -> std::io::Result<Worker> {
        let most = thread::available_parallelism().map_or(1, usize::from);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(worker) = idle.workers.pop() {
                return Ok(worker);
            }
            if idle.running < most {
                idle.running += 1;
                drop(idle);
                return Worker::start(&self.launch);
            }
            idle = self
                .freed
                .wait(idle)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Makes room for the next: with the process that did the work, or without it if it is gone.
    fn give_back(&self, worker: Option<Worker>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        match worker {
            Some(worker) => idle.workers.push(worker),
            None => idle.running -= 1,
        }
        drop(idle);
        self.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use prosetest::{Code, Dimension, Input, Parameter, Unit, Units};

    use super::{compiled, reply, written};
    use crate::evaluator::{Reply, Yielded};

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
        let units = Units::new([length]).unwrap();
        let answer = |unit: &str| {
            let json = format!(r#"{{"values":[{{"quantity":3,"unit":"{unit}"}}]}}"#);
            reply(serde_json::from_str(&json).unwrap(), &units)
        };
        assert_eq!(
            answer("feet"),
            Some(Reply::Values(vec![Yielded::Quantity(0, 1.5)]))
        );
        assert_eq!(answer("cubits"), None);
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let json = r#"{"values":[0.30000000000000004,"NaN","-inf",{"quantity":1e-7,"dimension":2},{"text":"a\nb"}]}"#;
        let Some(Reply::Values(values)) =
            reply(serde_json::from_str(json).unwrap(), &Units::none())
        else {
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
