//! One connection: which HTTP it speaks, its limits, and its end.

use std::convert::Infallible;
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::activity::{ConnectionActivity, InFlight, InFlightBody};
use super::http::Http;
use super::protocol::{self, Version};
use super::write_timeout::WriteTimeout;
use super::{App, http1};
use crate::body::ResponseBody;
use crate::entrance::Entrance;
use crate::lifecycle::{self, Stage};
use crate::memory::{Claim, FREE};
use crate::race::{First, race};
use crate::rejection::Rejection;

/// Memory of a field beside its name and value, in maps that double when they are full.
const FIELD: usize = 128;
/// The factor by which the fields of a head may exceed its limit while their block is not whole: each counts as
/// 32 octets and more, and takes [`FIELD`] of them.
const UNFOLDED: usize = 4;

/// Time for which a busy connection of HTTP/2 is not asked again to go.
const LOOK: Duration = Duration::from_millis(250);

/// Serves one connection to its end. Its outcome is the caller's affair and only of interest when looking for a
/// mistake.
pub(super) async fn serve(
    mut stream: TcpStream,
    app: App,
    http: &Http,
    entrance: &Entrance,
    stage: watch::Receiver<Stage>,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("a connection has no TCP_NODELAY: {error}");
    }
    let app = app.called_by(&stream);
    let mut read = Bytes::new();
    loop {
        let mut version = Version::One;
        if read.is_empty() {
            let Some(opened) = opened(&stream, http, entrance, &mut stage.clone()).await else {
                return;
            };
            (read, version) = opened;
        }
        let socket = WriteTimeout::new(stream, read, http.write);
        // In a box, so that a connection at rest is no larger than its waiting.
        let served = match version {
            Version::One => Box::pin(http1::serve(http, socket, &app, &stage)).await,
            Version::Two => Box::pin(two(http, socket, &app, entrance, &mut stage.clone())).await,
        };
        match served {
            Ok(Some(rests)) => (stream, read) = rests,
            Ok(None) => return,
            Err(error) => {
                tracing::debug!("a connection ended early: {error}");
                return;
            }
        }
    }
}

/// The protocol of the first bytes. `None` when none come in time; a connection that was accepted
/// when the server closed its doors has a moment for them.
async fn opened(
    stream: &TcpStream,
    http: &Http,
    entrance: &Entrance,
    stage: &mut watch::Receiver<Stage>,
) -> Option<(Bytes, Version)> {
    const MOMENT: Duration = Duration::from_millis(100);
    let closing = async {
        lifecycle::reached(stage, Stage::Close).await;
        sleep(MOMENT).await;
    };
    let mut rest = entrance.rest();
    let ending = race(rest.asked_to_go(), closing);
    match race(timeout(http.idle, protocol::read(stream)), ending).await {
        First::Left(Ok(Ok(opened))) => Some(opened),
        _ => None,
    }
}

/// The answer to a request on a stream, and what the stream takes of the bytes of its connection:
/// there can be thousands of them, of which none sends or reads anything.
async fn within(
    app: &App,
    mut request: Request<Incoming>,
    in_flight: &InFlight,
) -> (Response<ResponseBody>, Option<Claim>) {
    if app.is_alone() {
        return (app.respond(request, None).await, None);
    }
    let mut claim = Claim::new(&in_flight.memory().requests);
    let headers = request.headers();
    let size =
        |(name, value): (&HeaderName, &HeaderValue)| FIELD + name.as_str().len() + value.len();
    let head: usize = headers.iter().map(size).sum();
    if in_flight.memory().answers.is_used_up() || !claim.try_reach(FREE + head) {
        return (app.refuse(&request, Rejection::Crowded), None);
    }
    request.extensions_mut().insert(Arc::clone(in_flight.memory()));
    (app.respond(request, None).await, Some(claim))
}

/// Serves HTTP/2 to the end of the connection. When the server closes its doors, and when there was
/// no request for as long as a connection may be idle, that is the end of the streams that are open.
async fn two(
    http: &Http,
    mut socket: WriteTimeout,
    app: &App,
    entrance: &Entrance,
    stage: &mut watch::Receiver<Stage>,
) -> Result<Option<(TcpStream, Bytes)>, hyper::Error> {
    let activity = ConnectionActivity::new(http.memory.share(&http.limits));
    socket
        .count_blocks(http.limits.header_bytes.saturating_mul(UNFOLDED), &activity.memory().heads);
    let service = service_fn(|request| {
        let (app, in_flight) = (app.clone(), activity.request());
        async move {
            let (response, claim) = within(&app, request, &in_flight).await;
            Ok::<_, Infallible>(response.map(|body| InFlightBody::new(body, in_flight, claim)))
        }
    });
    let mut connection = pin!(http.two.serve_connection(socket, service));
    let mut closing = pin!(lifecycle::reached(stage, Stage::Close));
    let (mut seen, mut was_busy) = (None, false);
    loop {
        // A connection that was asked while it was busy is not asked again at once.
        let mut rest = (!was_busy).then(|| entrance.rest());
        let pause = if was_busy { http.idle.min(LOOK) } else { http.idle };
        let asked = async {
            match &mut rest {
                Some(rest) => rest.asked_to_go().await,
                None => pending().await,
            }
        };
        let newcomer = race(asked, sleep(pause));
        match race(connection.as_mut(), race(closing.as_mut(), newcomer)).await {
            First::Left(ended) => return ended.map(|()| None),
            First::Right(First::Left(())) => break,
            First::Right(First::Right(First::Left(()))) if activity.is_idle() => break,
            First::Right(First::Right(First::Left(()))) => {
                entrance.ask_another();
                was_busy = true;
            }
            First::Right(First::Right(First::Right(()))) if was_busy => was_busy = false,
            First::Right(First::Right(First::Right(()))) => {
                let rests = activity.at_rest();
                if rests.is_some() && rests == seen {
                    break;
                }
                seen = rests;
            }
        }
    }
    connection.as_mut().graceful_shutdown();
    connection.await.map(|()| None)
}
