//! The running evaluator: requests in, answers out, and an end to what never ends.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use prosetest::Input;
use serde::Deserialize;
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
    dimension: usize,
}

#[derive(Deserialize)]
struct WrittenText {
    text: String,
}

/// One process that evaluates.
struct Worker {
    child: Child,
    requests: ChildStdin,
    answers: Receiver<String>,
}

impl Worker {
    fn start(program: &Path) -> std::io::Result<Self> {
        let place = STARTED.fetch_add(1, Ordering::Relaxed);
        let word = format!("prosetest-{}-{place}", std::process::id());
        let mut child = Command::new(program)
            .arg(&word)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
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
    fn ask(&mut self, request: &str, limit: Duration) -> Result<Vec<Reply>, String> {
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
            .map(|answer| reply(answer).ok_or_else(garbled))
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

fn reply(answer: Written) -> Option<Reply> {
    match answer {
        Written::Failed(why) => Some(Reply::Failed(why)),
        Written::Values(values) => values
            .iter()
            .map(|value| yielded(value))
            .collect::<Option<_>>()
            .map(Reply::Values),
    }
}

fn yielded(value: &RawValue) -> Option<Yielded> {
    if !value.get().starts_with('{') {
        return number(value).map(Yielded::Number);
    }
    if let Ok(WrittenText { text }) = serde_json::from_str(value.get()) {
        return Some(Yielded::Text(text));
    }
    let written: WrittenQuantity<'_> = serde_json::from_str(value.get()).ok()?;
    Some(Yielded::Quantity(
        written.dimension,
        number(written.quantity)?,
    ))
}

/// A float, read by std: it rounds correctly, so every bit comes back.
fn number(value: &RawValue) -> Option<f64> {
    value.get().trim_matches('"').parse().ok()
}

/// A request for a run of an expression for each set of inputs.
fn request(call: usize, inputs: &[Vec<Input>]) -> String {
    fn list<T>(items: &[T], item: impl Fn(&T) -> String) -> String {
        format!("[{}]", items.iter().map(item).collect::<Vec<_>>().join(","))
    }
    let number = |number: &f64| {
        if number.is_finite() {
            format!("{number:?}")
        } else {
            format!("\"{number:?}\"")
        }
    };
    let input = |input: &Input| match input {
        Input::Number(it) => number(it),
        Input::Vector(numbers) => list(numbers, number),
        Input::Matrix(rows) => list(rows, |row| list(row, number)),
    };
    let sets = list(inputs, |set| list(set, input));
    format!("{{\"call\":{call},\"inputs\":{sets}}}")
}

/// Processes that evaluate side by side, started when they are needed.
pub(crate) struct Pool {
    program: std::path::PathBuf,
    pub(crate) limit: Duration,
    idle: Mutex<Idle>,
    freed: Condvar,
}

#[derive(Default)]
struct Idle {
    workers: Vec<Worker>,
    /// How many run, idle or not.
    running: usize,
}

impl Pool {
    pub(crate) fn new(program: std::path::PathBuf, limit: Duration) -> Self {
        Self {
            program,
            limit,
            idle: Mutex::new(Idle::default()),
            freed: Condvar::new(),
        }
    }

    /// Runs an expression once for each set of inputs.
    pub(crate) fn ask(&self, call: usize, inputs: &[Vec<Input>]) -> Vec<Reply> {
        let mut worker = match self.worker() {
            Ok(worker) => worker,
            Err(error) => {
                self.give_back(None);
                let why = format!("the evaluator cannot be started: {error}");
                return vec![Reply::Failed(why); inputs.len()];
            }
        };
        match worker.ask(&request(call, inputs), self.limit) {
            Ok(replies) if replies.len() == inputs.len() => {
                self.give_back(Some(worker));
                replies
            }
            Ok(_) => {
                self.give_back(Some(worker));
                vec![Reply::Failed("the evaluator gave too few answers".to_owned()); inputs.len()]
            }
            Err(why) => {
                drop(worker);
                self.give_back(None);
                vec![Reply::Failed(why); inputs.len()]
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
                return Worker::start(&self.program);
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
    use prosetest::Input;

    use super::{reply, request};
    use crate::evaluator::{Reply, Yielded};

    #[test]
    fn a_request_is_one_line_of_json() {
        let inputs = vec![
            Input::Number(0.5),
            Input::Vector(vec![0.1, f64::INFINITY]),
            Input::Matrix(vec![vec![1.0], vec![]]),
        ];
        assert_eq!(
            request(3, &[inputs, Vec::new()]),
            r#"{"call":3,"inputs":[[0.5,[0.1,"inf"],[[1.0],[]]],[]]}"#
        );
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let json = r#"{"values":[0.30000000000000004,"NaN","-inf",{"quantity":1e-7,"dimension":2},{"text":"a\nb"}]}"#;
        let Some(Reply::Values(values)) = reply(serde_json::from_str(json).unwrap()) else {
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
