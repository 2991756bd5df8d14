//! An upstream that remembers what it was asked, and the binary with what it needs.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use naftiko_runtime::testing::{Script, Seen, TestUpstream};

pub(crate) const SECRET: &str = "sk-forge-secret-0123456789";
const LISTENS: &str = " listens on ";

/// An upstream that answers like the training-jobs API.
pub(crate) fn healthy() -> TestUpstream {
    TestUpstream::start(|seen: &Seen| match (seen.method.as_str(), seen.target.as_str()) {
        ("POST", "/forge/training/jobs") => {
            Script::answer(201, &[("content-type", "application/json")], &seen.body)
        }
        ("GET", target) if target.contains("missing") => Script::answer(
            404,
            &[("content-type", "application/json")],
            br#"{"error":"no such job"}"#,
        ),
        (method, target) => {
            Script::json(&format!(r#"{{"method":"{method}","target":"{target}","ok":true}}"#))
        }
    })
    .unwrap()
}

/// The `forge` binary while it runs.
pub(crate) struct Forge {
    child: Child,
    lines: mpsc::Receiver<String>,
    pub(crate) log: Vec<String>,
    pub(crate) rest: String,
    pub(crate) mcp: String,
}

/// `forge` with free ports and nothing else from this environment.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forge"));
    command
        .args(arguments)
        .env_clear()
        .env("FORGE_TRAINING_JOBS_REST_PORT", "0")
        .env("FORGE_TRAINING_JOBS_MCP_PORT", "0")
        .stdin(Stdio::null());
    command
}

impl Forge {
    /// `forge serve` against `upstream`, once both surfaces listen.
    pub(crate) fn serve(upstream: &str) -> Self {
        let mut command = command(&["serve"]);
        command.env("MISTRAL_AI_API_KEY", SECRET).env("FORGE_TRAINING_JOBS_BASE_URI", upstream);
        Self::start(command)
    }

    /// Any command that serves both surfaces.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        let mut forge =
            Self { child, lines, log: Vec::new(), rest: String::new(), mcp: String::new() };
        while forge.rest.is_empty() || forge.mcp.is_empty() {
            let line =
                forge.lines.recv_timeout(Duration::from_secs(10)).expect("a line per surface");
            if let Some((before, address)) = line.split_once(LISTENS) {
                let which =
                    if before.contains("rest surface") { &mut forge.rest } else { &mut forge.mcp };
                *which = address.trim().trim_end_matches("/mcp").to_owned();
            }
            forge.log.push(line);
        }
        forge
    }

    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Waits for the end: the exit code and all that was logged.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(1)) {
            self.log.push(line);
        }
        (status.code(), self.log.join("\n"))
    }
}

impl Drop for Forge {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
