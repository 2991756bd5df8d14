//! For tests of generated crates: a server on free ports, and an upstream that can fail.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;

use crate::config::{Config, StartError};
use crate::evaluate::{self, Scope, ShapeError};
use crate::expression::Expr;
use crate::lifecycle::Stage;
use crate::response::Received;
use crate::serve::Server;
use crate::surface::Manifest;
#[cfg(feature = "binds")]
use crate::tables::{BindFile, BindFormat};

/// A server for every surface of a manifest, each on a free port of this machine.
#[derive(Debug)]
pub struct TestServer {
    addresses: Vec<(&'static str, SocketAddr)>,
    stage: watch::Sender<Stage>,
    thread: JoinHandle<bool>,
}

/// An upstream on a free port of this machine that answers by script.
#[derive(Debug)]
pub struct TestUpstream {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<AtomicUsize>,
}

/// A request that an upstream got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The method.
    pub method: String,
    /// Path and query, as they came.
    pub target: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The script of an upstream's reply to a request.
#[derive(Clone, Debug, Default)]
pub struct Script(Vec<Act>);

#[derive(Clone, Debug)]
enum Act {
    Send(Vec<u8>),
    Wait(Duration),
    Close,
}

type Answer = dyn Fn(&Seen) -> Script + Send + Sync;

/// A successful answer with this body, to see what an operation's output makes of it.
#[must_use]
pub fn received(body: impl Into<Bytes>) -> Received {
    Received::ok(body.into())
}

/// Returns `true` if what comes in these pieces is a JSON document, as relayed answers are looked at; for a fuzz
/// target.
#[doc(hidden)]
pub fn is_json_in_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> bool {
    let mut looked = crate::json::Pieces::new();
    pieces.into_iter().all(|piece| looked.read(piece)) && looked.is_whole()
}

/// Returns the flaws of a value in JSON of a type.
#[doc(hidden)]
#[must_use]
#[cfg(feature = "surface")]
pub fn flaws(name: &str, json: &str, expected: &crate::types::Type) -> Vec<String> {
    crate::types::flaws(name, json, false, expected)
}

/// Returns the document that an expression makes of an answer, or what is wrong with the answer.
#[doc(hidden)]
pub fn shaped(expression: &'static Expr, answer: &[u8]) -> Result<String, String> {
    match evaluate::shape(expression, answer, Scope::fixed(&[])) {
        Ok(made) => Ok(String::from_utf8_lossy(&made).into_owned()),
        Err(ShapeError::NoJson(error)) => Err(error.to_string()),
        Err(ShapeError::Type(flaw)) => Err(flaw),
    }
}

/// Returns the values of keys in the content of a bind's file, or why there are none; for a fuzz target.
#[doc(hidden)]
#[cfg(feature = "binds")]
pub fn bound_values(
    content: &[u8],
    format: BindFormat,
    keys: &[String],
) -> Result<Vec<(String, String)>, String> {
    BindFile { variable: "", path: "", format }.settings(content, keys)
}

// === impl TestServer ===

impl TestServer {
    /// Starts the server. Ports that `config` does not set are free ones.
    pub fn start(manifest: &'static Manifest, config: &Config) -> Result<Self, StartError> {
        let mut config = config.clone();
        let surfaces = manifest.capabilities.iter().flat_map(|served| served.surfaces);
        let ports = surfaces.map(|surface| surface.0.about().port_variable);
        let control =
            manifest.capabilities.iter().any(|served| served.capability.control.is_some());
        for variable in ports.chain(control.then_some(crate::operator::CONTROL_PORT)) {
            if config.get(variable).is_none() {
                config = config.set(variable, "0");
            }
        }
        let server = Server::bind(manifest, &config, StartError::default())?;
        let addresses = server
            .bound()
            .iter()
            .flat_map(|bound| bound.surfaces.iter().map(|about| (about.namespace, bound.address)))
            .collect();
        let stage = server.stage();
        let thread = thread::spawn(move || server.run());
        Ok(Self { addresses, stage, thread })
    }

    /// Returns the address on which the surface of a namespace listens.
    #[must_use]
    pub fn address(&self, namespace: &str) -> Option<SocketAddr> {
        self.addresses.iter().find(|(name, _)| *name == namespace).map(|(_, address)| *address)
    }

    /// Stops accepting; requests in flight are finished.
    pub fn drain(&self) {
        self.stage.send_replace(Stage::Drain);
    }

    /// Drains and waits. `false` when requests were cut off.
    #[must_use]
    pub fn stop(self) -> bool {
        self.drain();
        self.thread.join().unwrap_or(false)
    }
}

// === impl TestUpstream ===

impl TestUpstream {
    /// Starts an upstream that answers each request with what `answer` makes of it.
    pub fn start(answer: impl Fn(&Seen) -> Script + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        let (log, answer): (_, Arc<Answer>) = (Arc::clone(&seen), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counter.fetch_add(1, Ordering::Relaxed);
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                // A connection that breaks is the affair of the test.
                thread::spawn(move || connection(stream, &log, &*answer));
            }
        });
        Ok(Self { address, seen, connections })
    }

    /// Its base URI.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the number of connections that were made to it so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// The requests so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn connection(stream: TcpStream, log: &Mutex<Vec<Seen>>, answer: &Answer) -> io::Result<()> {
    let mut input = BufReader::new(stream.try_clone()?);
    let mut output = stream;
    while let Some(request) = read(&mut input)? {
        let script = answer(&request);
        log.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        for act in script.0 {
            match act {
                Act::Send(bytes) => output.write_all(&bytes)?,
                Act::Wait(time) => thread::sleep(time),
                Act::Close => return output.shutdown(std::net::Shutdown::Both),
            }
        }
    }
    Ok(())
}

fn read(input: &mut impl BufRead) -> io::Result<Option<Seen>> {
    let mut seen = Seen::default();
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    seen.method = words.next().unwrap_or_default().to_owned();
    seen.target = words.next().unwrap_or_default().to_owned();
    loop {
        line.clear();
        input.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        seen.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let size = seen.header("content-length").and_then(|size| size.parse().ok()).unwrap_or(0);
    seen.body.resize(size, 0);
    input.read_exact(&mut seen.body)?;
    Ok(Some(seen))
}

// === impl Seen ===

impl Seen {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

// === impl Script ===

impl Script {
    /// A JSON answer with status 200.
    #[must_use]
    pub fn json(text: &str) -> Self {
        Self::answer(200, &[("content-type", "application/json")], text.as_bytes())
    }

    /// An answer with a content-length.
    #[must_use]
    pub fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Self {
        Self::default().head(status, headers, body.len()).send(body)
    }

    /// The head of an answer whose body has `length` bytes.
    #[must_use]
    pub fn head(self, status: u16, headers: &[(&str, &str)], length: usize) -> Self {
        let mut head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        self.send(head.as_bytes())
    }

    /// Bytes, whatever they are.
    #[must_use]
    pub fn send(mut self, bytes: &[u8]) -> Self {
        self.0.push(Act::Send(bytes.to_vec()));
        self
    }

    /// A pause.
    #[must_use]
    pub fn wait(mut self, time: Duration) -> Self {
        self.0.push(Act::Wait(time));
        self
    }

    /// The end of the connection.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.0.push(Act::Close);
        self
    }
}
