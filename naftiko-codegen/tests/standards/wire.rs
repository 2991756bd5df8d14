//! A crate of accepted cases, asked over sockets.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Options, generate, sync};
use serde_json::Value;

use super::cargo_command::cargo;
use super::cases::{self, Case, Expected, Kind};

/// What the upstream saw, by path.
type Seen = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// Plays every case; what is wrong, in words.
pub(crate) fn play(cases: &[&Case]) -> Vec<String> {
    let binary = build(&cases::document(cases));
    let seen = Seen::default();
    let documents = cases.iter().map(|case| case.data.to_string()).collect();
    let upstream = upstream(documents, Arc::clone(&seen));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = Command::new(binary)
        .arg("serve")
        .env("SUITE_BASE_URI", format!("http://127.0.0.1:{upstream}"))
        .env("SUITE_REST_PORT", port.to_string())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _server = Server(server);
    let wrong = cases.iter().enumerate();
    wrong.filter_map(|(index, case)| mismatch(index, case, port, &seen)).collect()
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn mismatch(index: usize, case: &Case, port: u16, seen: &Seen) -> Option<String> {
    let path = format!("/case/{index}");
    let body = match case.kind {
        Kind::Template => Some(body(case)),
        Kind::Path => None,
    };
    let (status, answer) = ask(port, &path, body.as_deref());
    let answer = String::from_utf8_lossy(&answer).into_owned();
    if status != 200 {
        return Some(format!("{}: {status} {answer}", case.name));
    }
    match &case.expected {
        Expected::Text(want) => {
            let sent = seen.lock().unwrap().remove(&path).unwrap_or_default();
            let sent = String::from_utf8(sent).unwrap();
            (sent != *want).then(|| format!("{}: sent {sent:?}, not {want:?}", case.name))
        }
        Expected::OneOf(wanted) => {
            let made: Value = serde_json::from_str(&answer).unwrap();
            let made = &made["value"];
            let wanted_text =
                || wanted.iter().map(Value::to_string).collect::<Vec<_>>().join(" or ");
            (!wanted.iter().any(|want| same(want, made)))
                .then(|| format!("{} ({}): {answer}, not {}", case.name, case.text, wanted_text()))
        }
        Expected::Refusal | Expected::Anything => None,
    }
}

/// Numbers are compared by value: 6.0 is 6.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (one, other) => one == other,
    }
}

/// The names that are given; where the template is one of them alone, it is the whole body.
fn body(case: &Case) -> String {
    let name = case.text.trim_matches(['{', '}', '&', ' ']);
    let alone = case.text.starts_with("{{") && case.text.ends_with("}}");
    match case.data.get(name) {
        Some(value) if alone => value.to_string(),
        _ => case.data.to_string(),
    }
}

fn build(document: &str) -> PathBuf {
    let names = CrateNames { binary: "standards".into(), library: "standards".into() };
    let source = Source::new("suite.yaml", document.to_owned());
    let (files, _) = generate(&names, &[source], &Options::default()).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("standards");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).unwrap();
    sync::sync(&work.join("src"), &files, false).unwrap();
    let manifest = format!(
        "[package]\nname = \"standards\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         naftiko-runtime = {{ path = {:?} }}\n\n[workspace]\n",
        root.join("runtime")
    );
    fs::write(work.join("Cargo.toml"), manifest).unwrap();
    fs::copy(root.join("Cargo.lock"), work.join("Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = cargo()
        .args(["build", "--offline", "--quiet", "--target-dir"])
        .arg(target)
        .current_dir(&work)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("debug/standards")
}

/// Answers `/case/N` with the document of case N, and keeps the body it was sent.
fn upstream(documents: Vec<String>, seen: Seen) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { continue };
            answer(stream, &documents, &seen);
        }
    });
    port
}

fn answer(stream: TcpStream, documents: &[String], seen: &Seen) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let head = head(&mut reader)?;
    let path = head.first()?.split(' ').nth(1)?.to_owned();
    let mut body = vec![0; length(&head)];
    reader.read_exact(&mut body).ok()?;
    let index: usize = path.rsplit('/').next()?.parse().ok()?;
    seen.lock().ok()?.insert(path, body);
    let document = documents.get(index)?;
    let length = document.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    reader.get_mut().write_all(format!("{head}{document}").as_bytes()).ok()
}

/// The lines up to the empty one.
fn head(reader: &mut impl BufRead) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end() {
            "" => return Some(lines),
            line => lines.push(line.to_owned()),
        }
    }
}

fn length(head: &[String]) -> usize {
    let value = head.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    value.unwrap_or_default()
}

fn ask(port: u16, path: &str, body: Option<&str>) -> (u16, Vec<u8>) {
    let mut stream = connect(port);
    let request = match body {
        None => {
            format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n")
        }
        Some(body) => format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ),
    };
    stream.write_all(request.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    let head = head(&mut reader).unwrap();
    let status = head[0].split(' ').nth(1).unwrap().parse().unwrap();
    let mut body = vec![0; length(&head)];
    reader.read_exact(&mut body).unwrap();
    (status, body)
}

/// Waits until the server listens.
fn connect(port: u16) -> TcpStream {
    let started = Instant::now();
    loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(stream) => return stream,
            Err(error) if started.elapsed() > Duration::from_secs(20) => panic!("{error}"),
            Err(_) => thread::sleep(Duration::from_millis(50)),
        }
    }
}
