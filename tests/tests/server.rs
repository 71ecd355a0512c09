//! A server process and a client of it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::Client;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::program;

/// How long a process may take to start or to stop before the test gives up. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `quanheng serve`. It is killed on drop, also when the test fails.
pub(crate) struct Server {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    log: Arc<Mutex<String>>,
    http: Client,
}

impl Server {
    /// Starts a server on a free port and waits until it says that it is up.
    pub(crate) fn start(database: &str) -> Self {
        Self::start_with(database, &[])
    }

    /// As [`start`](Self::start), with further arguments.
    pub(crate) fn start_with(database: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new(program::path())
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
            .args(arguments)
            .env("RUST_LOG", "warn")
            .env("QUANHENG_FILES", program::files())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (log, addresses) = follow(&mut child);
        let address = addresses.recv_timeout(PATIENCE);
        let http = Client::builder().timeout(PATIENCE).build().unwrap();
        let mut server = Self { child, address: String::new(), log, http };
        server.address = address.unwrap_or_else(|_| panic!("the server did not start: {}", server.log()));
        server
    }

    /// What the server wrote on standard error so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends the process as a power cut would, while others still talk to it.
    pub(crate) fn cut_off(&self) {
        kill_process(Pid::from_child(&self.child), Signal::KILL).unwrap();
    }

    /// Ends the process as a power cut would and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the process to stop and goes on at once.
    pub(crate) fn ask_to_stop(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
    }

    /// Asks the process to stop and waits for its end.
    pub(crate) fn stop(&mut self) -> ExitStatus {
        self.ask_to_stop();
        self.wait()
    }

    /// Waits for the end of the process.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        for _ in 0..PATIENCE.as_millis() / 10 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the server did not stop: {}", self.log());
    }

    /// A request below `/api/v1`.
    pub(crate) fn request(&self, method: Method, path: &str, token: &str) -> Request {
        let url = format!("http://{}/api/v1{path}", self.address);
        Request(self.http.request(method, url).bearer_auth(token))
    }

    /// The bytes of a file that somebody takes away.
    pub(crate) fn plain_bytes(&self, path: &str, token: &str) -> Vec<u8> {
        let answer =
            self.http.get(format!("http://{}{path}", self.address)).bearer_auth(token).send().unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        answer.bytes().unwrap().to_vec()
    }

    /// A request to any path, by nobody.
    pub(crate) fn plain(&self, method: Method, path: &str) -> Request {
        Request(self.http.request(method, format!("http://{}{path}", self.address)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// Collects what the process says; the address comes through the channel when it is up.
fn follow(child: &mut Child) -> (Arc<Mutex<String>>, mpsc::Receiver<String>) {
    let log = Arc::new(Mutex::new(String::new()));
    let (found, addresses) = mpsc::channel();
    let (lines, kept) = (BufReader::new(child.stderr.take().unwrap()).lines(), Arc::clone(&log));
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if let Some((_, rest)) = line.split_once("服务已启动：http://") {
                let address = rest.split('/').next().unwrap_or_default().trim().to_owned();
                // Nobody listens any more once the address is known.
                let _sent = found.send(address);
            }
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push_str(&line);
            kept.push('\n');
        }
    });
    (log, addresses)
}

/// A request that is being put together.
pub(crate) struct Request(reqwest::blocking::RequestBuilder);

impl Request {
    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    /// The version that the sender saw.
    pub(crate) fn version(self, version: u64) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    /// The sender's own name for the request.
    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.text("application/json", body.to_string())
    }

    pub(crate) fn text(self, content_type: &str, body: impl Into<reqwest::blocking::Body>) -> Self {
        Self(self.0.header("content-type", content_type).body(body))
    }

    /// The answer; an error when the connection broke.
    pub(crate) fn try_send(self) -> Result<Answer, reqwest::Error> {
        let response = self.0.send()?;
        let header = |name: &str| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let version = header("etag").and_then(|tag| tag.trim_matches('"').parse().ok());
        let content_type = header("content-type").unwrap_or_default();
        let status = response.status().as_u16();
        let authenticate = header("www-authenticate");
        let disposition = header("content-disposition");
        let number = header("x-request-id").unwrap_or_default();
        let text = response.text()?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status, version, content_type, authenticate, disposition, number, text, body })
    }

    pub(crate) fn send(self) -> Answer {
        self.try_send().unwrap()
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// As `ETag` carries it.
    pub(crate) version: Option<u64>,
    pub(crate) content_type: String,
    pub(crate) authenticate: Option<String>,
    /// What the file is to be called that the answer carries.
    pub(crate) disposition: Option<String>,
    /// The request's number, as the log names it.
    pub(crate) number: String,
    pub(crate) text: String,
    /// Null when the text is no JSON.
    pub(crate) body: Value,
}

impl Answer {
    /// The answer, when its status is the expected one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The stable code of a problem.
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The sentence of a problem.
    pub(crate) fn detail(&self) -> &str {
        self.body["detail"].as_str().unwrap_or_default()
    }

    /// The fields that a problem names.
    pub(crate) fn fields(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().map_or(&[][..], Vec::as_slice);
        errors.iter().map(|error| error["field"].as_str().unwrap_or_default()).collect()
    }
}
