//! How long the server takes from its start to its first answer on an empty database, and what it holds when idle.
//!
//! Prints figures and asserts nothing: a machine's noise is not a fault of the program.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that fails has nothing to tell")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STARTS: usize = 11;

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(database: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_quanheng"))
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        // The log must be read on, or the server would wait for room to write.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn is_ready(&self) -> bool {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.starts_with("HTTP/1.1 200")
    }

    fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn main() {
    let mut starts = Vec::new();
    let mut resident = Vec::new();
    for _ in 0..STARTS {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}/bench.db", folder.path().display());
        let began = Instant::now();
        let server = Server::start(&database);
        assert!(server.is_ready(), "the server answers when it says so");
        starts.push(began.elapsed());
        std::thread::sleep(Duration::from_millis(500));
        resident.push(server.resident_kib());
    }
    starts.sort_unstable();
    resident.sort_unstable();
    let middle = STARTS / 2;
    let milliseconds = |index: usize| starts.get(index).map_or(0, Duration::as_millis);
    println!(
        "start to first answer, empty SQLite database: median {} ms, worst {} ms of {STARTS}",
        milliseconds(middle),
        milliseconds(STARTS - 1)
    );
    println!("idle resident memory: median {} KiB", resident.get(middle).copied().unwrap_or(0));
}
