//! `naftiko serve --watch` as somebody uses it who edits a document. It builds crates, and is run with
//! `cargo test -p naftiko-codegen --test serve -- --include-ignored`; `NAFTIKO_EDITS` is the number of edits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]
#![cfg(target_os = "linux")]

mod edits;
#[path = "../scratch/mod.rs"]
mod scratch;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use scratch::Scratch;

/// A build of what all crates stand on, from nothing, on a busy machine.
const FIRST: Duration = Duration::from_secs(600);
/// Any further build, on a busy machine.
const NEXT: Duration = Duration::from_secs(120);

/// `naftiko serve --watch --mock` for a document.
struct Session {
    child: Child,
    lines: Receiver<String>,
    document: PathBuf,
    port: u16,
}

/// The cache of all runs of these tests, so that only the first one builds everything.
fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("serve-cache")
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// A document whose route `/mark` answers with a number.
fn document(port: u16, mark: usize) -> String {
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Marks, description: Says which edit it is.}}
capability:
  exposes:
  - type: rest
    namespace: marks
    port: {port}
    resources:
    - path: /mark
      operations:
      - method: GET
        name: mark
        description: The number of the edit
        outputParameters:
        - {{name: mark, type: string, value: 'edit {mark}'}}
"
    )
}

impl Session {
    fn start(scratch: &Scratch, mark: usize) -> Self {
        let port = free_port();
        let path = scratch.0.join("marks.yaml");
        fs::write(&path, document(port, mark)).unwrap();
        Self::of(path, port)
    }

    fn of(document: PathBuf, port: u16) -> Self {
        Self::with(&["--mock"], document, port)
    }

    fn with(options: &[&str], document: PathBuf, port: u16) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_naftiko"))
            .args(["serve", "--watch"])
            .args(options)
            .arg(&document)
            .env("NAFTIKO_CACHE", cache())
            .env_remove("CARGO_TARGET_DIR")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, lines, document, port }
    }

    /// Waits for a line with a text; returns what came before it, too.
    fn until(&self, text: &str, patience: Duration) -> String {
        let end = Instant::now() + patience;
        let mut said = String::new();
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("no line with {text:?} in {patience:?}, but\n{said}");
            };
            said += &line;
            said.push('\n');
            if line.contains(text) {
                return said;
            }
        }
    }

    /// What `/mark` answers; `None` where nobody does.
    fn answer(&self) -> Option<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        let head = format!(
            "GET /mark HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: close\r\n\r\n",
            self.port
        );
        stream.write_all(head.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let body = answer.split_once("\r\n\r\n")?.1;
        Some(body.split('"').nth(3)?.to_owned())
    }

    /// Waits until an answer is the one that is expected.
    fn serves(&self, mark: usize) {
        let expected = format!("edit {mark}");
        let end = Instant::now() + NEXT;
        let mut answer = None;
        while Instant::now() < end {
            answer = self.answer();
            if answer.as_deref() == Some(&expected) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let said = self.lines.try_iter().collect::<Vec<_>>().join("\n");
        panic!("{answer:?} instead of {expected}, after\n{said}");
    }

    fn end(&mut self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        self.child.wait().unwrap();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// Nobody listens there any more.
fn assert_closed(port: u16) {
    let end = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
        assert!(Instant::now() < end, "somebody still listens on {port}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
#[ignore = "builds crates"]
fn what_is_served_ends_with_the_command() {
    for signal in ["-TERM", "-INT", "-KILL"] {
        let scratch = Scratch::new("serve-end");
        let mut session = Session::start(&scratch, 1);
        session.until("listens on", FIRST);
        session.serves(1);
        session.end(signal);
        assert_closed(session.port);
    }
}

#[test]
#[ignore = "builds crates"]
fn a_port_that_is_taken_does_not_end_what_serves() {
    let scratch = Scratch::new("serve-port");
    let session = Session::start(&scratch, 1);
    session.until("listens on", FIRST);
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    fs::write(&session.document, document(port, 2)).unwrap();
    let said = session.until("is served again", NEXT);
    assert!(said.contains(&format!("{port}")), "{said}");
    session.serves(1);
    fs::write(&session.document, document(session.port, 3)).unwrap();
    session.serves(3);
}

#[test]
#[ignore = "builds crates"]
fn a_mistake_at_the_start_is_waited_out() {
    let scratch = Scratch::new("serve-mistake");
    let port = free_port();
    let path = scratch.0.join("marks.yaml");
    fs::write(&path, document(port, 1).replace("GET", "FETCH")).unwrap();
    let session = Session::of(path, port);
    let said = session.until("nothing is served yet", FIRST);
    assert!(said.contains("FETCH"), "{said}");
    fs::write(&session.document, document(port, 2)).unwrap();
    session.until("listens on", FIRST);
    session.serves(2);
}

#[test]
#[ignore = "builds crates"]
fn a_program_that_lacks_a_variable_is_not_said_to_serve() {
    let scratch = Scratch::new("serve-variable");
    let port = free_port();
    let path = scratch.0.join("marks.yaml");
    let guarded = document(port, 1).replace(
        "    namespace: marks\n",
        "    namespace: marks\n    authentication: {type: bearer, token: '{{env.MARKS_TOKEN}}'}\n",
    );
    let bound = guarded.replacen(
        "capability:\n",
        "binds:\n- {namespace: env, keys: {MARKS_TOKEN: MARKS_TOKEN}}\ncapability:\n",
        1,
    );
    fs::write(&path, bound).unwrap();
    let session = Session::with(&[], path, port);
    let said = session.until("nothing is served yet", FIRST);
    assert!(said.contains("MARKS_TOKEN"), "{said}");
    assert!(!said.contains("Serving"), "{said}");
    fs::write(&session.document, document(port, 2)).unwrap();
    session.until("listens on", NEXT);
    session.serves(2);
}

/// The folder of the document is another than the one that the command is called in.
#[test]
#[ignore = "builds crates"]
fn files_of_binds_are_found_beside_the_document() {
    let scratch = Scratch::new("serve-binds");
    let port = free_port();
    let path = scratch.0.join("marks.yaml");
    let bound = document(port, 1).replace("'edit 1'", "'edit {{MARK}}'").replacen(
        "capability:\n",
        "binds:\n- {namespace: marks-file, location: 'file:///./values.json', keys: {MARK: mark}}\ncapability:\n",
        1,
    );
    fs::write(&path, bound).unwrap();
    let session = Session::with(&[], path, port);
    let said = session.until("nothing is served yet", FIRST);
    assert!(said.contains("values.json") && said.contains("MARK: "), "{said}");
    fs::write(scratch.0.join("values.json"), "{\"mark\": 1}").unwrap();
    fs::write(&session.document, fs::read_to_string(&session.document).unwrap() + "# again\n")
        .unwrap();
    session.until("listens on", NEXT);
    session.serves(1);
}
