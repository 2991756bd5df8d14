//! MCP over stdin and stdout: one message a line, answered as soon as its answer is there. The eras
//! can be mixed: each message is under its own rules, and none is remembered.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use super::McpServer;
use super::params::Params;
use super::progress::{self, Watched};
use super::rpc::{self, Malformed, Message, Replies, Reply};
use crate::incoming::without_mark;
use crate::memory::{BytePool, Claim, FREE};
use crate::race::try_both;
use crate::request_id;
use crate::task::boxed;

/// The greatest number of messages that are answered at the same time; at the limit, no further one is read.
const UNDER_WAY: usize = 1000;

/// The requests that are being answered, by the text of their ids.
type RunningCalls = Arc<Mutex<HashMap<String, AbortHandle>>>;

/// Answers the messages of `input` on `output` until the input ends.
pub(crate) async fn run(
    server: McpServer,
    input: impl AsyncRead + Unpin,
    mut output: impl AsyncWrite + Unpin,
) -> io::Result<()> {
    const QUEUE: usize = 64;
    let (replies, mut outgoing) = mpsc::channel::<CountedCalls>(QUEUE);
    let drain = server.state.limits().drain_timeout;
    let reading = async {
        let mut session =
            Session { server, replies, running: RunningCalls::default(), tasks: JoinSet::new() };
        let read = session.read(input).await;
        // The client is gone or has said all; what is under way may still be answered.
        let _ = timeout(drain, async { while session.tasks.join_next().await.is_some() {} }).await;
        read
    };
    let writing = async {
        while let Some(CountedCalls { reply, _claim }) = outgoing.recv().await {
            write(reply, &mut output).await?;
        }
        Ok::<(), io::Error>(())
    };
    try_both(reading, writing).await
}

async fn write(mut reply: Reply, output: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    rpc::in_one_line(&mut reply);
    reply.push(b'\n');
    output.write_all(&reply).await?;
    output.flush().await
}

/// A reply, whose bytes count until it is written.
struct CountedCalls {
    reply: Reply,
    _claim: Claim,
}

impl CountedCalls {
    fn new(reply: Reply, pool: &Arc<BytePool>) -> Self {
        let mut claim = Claim::new(pool);
        if reply.len() > FREE {
            claim.reach(reply.len());
        }
        Self { reply, _claim: claim }
    }
}

struct Session {
    server: McpServer,
    replies: mpsc::Sender<CountedCalls>,
    running: RunningCalls,
    tasks: JoinSet<()>,
}

impl Session {
    async fn read(&mut self, input: impl AsyncRead + Unpin) -> io::Result<()> {
        let limit = self.server.state.limits().request_bytes;
        let mut input = BufReader::new(input);
        while let Some(line) = next_line(&mut input, limit).await? {
            while self.tasks.try_join_next().is_some() {}
            while self.tasks.len() >= UNDER_WAY {
                self.tasks.join_next().await;
            }
            match line {
                Line::Text(line) if line.trim_ascii().is_empty() => {}
                Line::Text(line) if line.len() > FREE => {
                    let line = self.counted(line).await;
                    self.text(line).await;
                }
                Line::Text(line) => self.text(line).await,
                Line::TooLong => {
                    self.refuse(&Malformed::request("the message is too large", None)).await;
                }
            }
        }
        Ok(())
    }

    /// A large message, which waits until there is room for it.
    async fn counted(&self, line: Bytes) -> Bytes {
        let mut claim = Claim::new(&self.server.state.memory().requests);
        claim.wait(line.len()).await;
        claim.hold(line)
    }

    async fn text(&mut self, line: Bytes) {
        if rpc::is_batch(&line) {
            self.batch(line).await;
        } else {
            self.message(line).await;
        }
    }

    async fn message(&mut self, line: Bytes) {
        match Message::parse(&line) {
            Ok(Message::Request { id, method, params }) => {
                let token = progress::token(&method, &params).map(str::to_owned);
                let id = id.to_owned();
                self.request(id, token, line);
            }
            Ok(Message::Notification { method, params }) => self.notice(&method, &params),
            Ok(Message::Response) => {}
            Err(malformed) => self.refuse(&malformed).await,
        }
    }

    fn request(&mut self, id: String, token: Option<String>, line: Bytes) {
        let (server, replies) = (self.server.clone(), self.replies.clone());
        let pool = Arc::clone(&server.state.memory().answers);
        let running = Arc::clone(&self.running);
        let mut known = lock(&self.running);
        let name = id.clone();
        let answering = async move { answer(&server, &line).await.unwrap_or_default() };
        let task = self.tasks.spawn(boxed(async move {
            let reply = match token {
                None => Some(answering.await),
                Some(token) => watch(Watched::new(token, answering), &replies, &pool).await,
            };
            lock(&running).remove(&id);
            if let Some(reply) = reply {
                // The writer only goes away together with the whole session.
                let _ = replies.send(CountedCalls::new(reply, &pool)).await;
            }
        }));
        known.insert(name, task);
    }

    /// Answers the messages of a batch one after the other, and all of them together.
    async fn batch(&mut self, line: Bytes) {
        let messages = match rpc::batch(&line) {
            Ok(messages) => messages,
            Err(malformed) => return self.refuse(&malformed).await,
        };
        let messages: Vec<Bytes> =
            messages.into_iter().map(|message| line.slice_ref(message.as_bytes())).collect();
        for message in &messages {
            if let Ok(Message::Notification { method, params }) = Message::parse(message) {
                self.notice(&method, &params);
            }
        }
        let (server, sender) = (self.server.clone(), self.replies.clone());
        self.tasks.spawn(boxed(async move {
            let mut replies = Replies::default();
            for message in &messages {
                let reply = match Message::parse(message) {
                    Ok(_) => answer(&server, message).await,
                    Err(malformed) => {
                        let reply = malformed.reply();
                        server.refused_on_stdio(&malformed, &reply);
                        Some(reply)
                    }
                };
                if let Some(reply) = reply {
                    replies.push(&reply);
                }
            }
            if let Some(replies) = replies.finish() {
                let _ =
                    sender.send(CountedCalls::new(replies, &server.state.memory().answers)).await;
            }
        }));
    }

    fn notice(&self, method: &str, params: &Params<'_>) {
        if method == "notifications/cancelled" {
            self.cancel(params);
        }
    }

    fn cancel(&self, params: &Params<'_>) {
        let task = params.request_id().and_then(|id| lock(&self.running).remove(id));
        if let Some(task) = task {
            task.abort();
        }
    }

    async fn refuse(&self, malformed: &Malformed<'_>) {
        let reply = malformed.reply();
        self.server.refused_on_stdio(malformed, &reply);
        self.reply(reply).await;
    }

    async fn reply(&self, reply: Reply) {
        let _ =
            self.replies.send(CountedCalls::new(reply, &self.server.state.memory().answers)).await;
    }
}

/// The answer to a request, which comes without headers.
async fn answer(server: &McpServer, message: &Bytes) -> Option<Reply> {
    let context = server.context_on_stdio(request_id::fresh());
    let reply = server.answer(message, &context).await;
    if let (Some(entry), Some(reply)) = (&context.entry, &reply) {
        entry.replied(reply.len());
    }
    reply
}

/// Sends what is said before the response, and gives that back.
async fn watch(
    mut watched: Watched,
    replies: &mpsc::Sender<CountedCalls>,
    pool: &Arc<BytePool>,
) -> Option<Reply> {
    while let Some(message) = watched.next().await {
        if watched.is_answered() {
            return Some(message);
        }
        let _ = replies.send(CountedCalls::new(message, pool)).await;
    }
    None
}

fn lock(running: &RunningCalls) -> std::sync::MutexGuard<'_, HashMap<String, AbortHandle>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

enum Line {
    Text(Bytes),
    TooLong,
}

/// The next line without its end; the rest of a line that is too long is skipped.
async fn next_line(
    input: &mut BufReader<impl AsyncRead + Unpin>,
    limit: usize,
) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut too_long = false;
    loop {
        let buffer = input.fill_buf().await?;
        if buffer.is_empty() {
            let end = line.is_empty() && !too_long;
            return Ok((!end).then(|| finish(line, too_long)));
        }
        let (part, used, complete) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => (&buffer[..at], at + 1, true),
            None => (buffer, buffer.len(), false),
        };
        too_long |= line.len() + part.len() > limit;
        if !too_long {
            line.extend_from_slice(part);
        }
        input.consume(used);
        if complete {
            return Ok(Some(finish(line, too_long)));
        }
    }
}

fn finish(line: Vec<u8>, too_long: bool) -> Line {
    if too_long { Line::TooLong } else { Line::Text(without_mark(Bytes::from(line))) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncWriteExt, duplex};
    use tokio::time::timeout;

    use super::{UNDER_WAY, run};
    use crate::config::{Config, StartError};
    use crate::surface::Mounting;
    use crate::surface::mcp::McpServer;
    use crate::tables::{Capability, McpSurface};
    use crate::upstream::State;

    static EMPTY: Capability = Capability::EMPTY;

    /// A client that asks and reads no answer is not listened to for ever.
    #[test]
    fn what_is_not_read_is_not_kept_without_end() {
        let runtime = crate::lifecycle::runtime().expect("a runtime");
        runtime.block_on(async {
            let (config, mut error) = (Config::default(), StartError::default());
            let state = State::new(&EMPTY, &config).expect("a state");
            let mounting = Mounting { state: &state, config: &config };
            let server = McpServer::new(mounting, &McpSurface::EMPTY, &mut error);
            let (mut client, input) = duplex(64);
            let (output, _unread) = duplex(64);
            let running = tokio::spawn(run(server, input, output));
            let mut sent = 0;
            let ping = b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n";
            let asking = async {
                while client.write_all(ping).await.is_ok() {
                    sent += 1;
                }
            };
            assert!(timeout(Duration::from_secs(2), asking).await.is_err(), "it goes on");
            // Those under way, those in the queue and a few on their way.
            assert!((UNDER_WAY..UNDER_WAY + 200).contains(&sent), "{sent}");
            running.abort();
        });
    }
}
