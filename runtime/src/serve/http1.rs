//! HTTP/1.1 on one connection, until it ends or comes to rest.
//!
//! The state of HTTP is several times larger than the connection itself, so a connection that is idle
//! for a while goes without, and is then like one that was just accepted.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use hyper::Request;
use hyper::body::{Body as _, Incoming};
use hyper::header::{CONNECTION, HeaderValue};
use hyper::service::service_fn;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::App;
use super::activity::{ConnectionActivity, InFlightBody};
use super::http::Http;
use super::write_timeout::WriteTimeout;
use crate::lifecycle::{self, Stage};

/// Interval of the idle check. A connection without a request since the last check is idle; one that is
/// in the same head for as long as a head may take ends.
const LOOK: Duration = Duration::from_millis(250);

/// The idle check of a connection, from check to check.
struct Watch {
    every: Duration,
    /// Checks during one head before the connection ends.
    patience: u32,
    rested: Option<u32>,
    in_head: Option<u32>,
    looks: u32,
}

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    GoesOn,
    Rests,
    IsLate,
}

impl Watch {
    fn new(head_timeout: Duration) -> Self {
        let every = LOOK.min(head_timeout / 2).max(Duration::from_millis(1));
        let looks = head_timeout.as_millis() / every.as_millis();
        let patience = u32::try_from(looks).unwrap_or(u32::MAX);
        Self { every, patience, rested: None, in_head: None, looks: 0 }
    }

    fn look(&mut self, activity: &ConnectionActivity) -> Verdict {
        let (rested, in_head) = (activity.at_rest(), activity.in_head());
        if rested.is_some() && rested == self.rested {
            return Verdict::Rests;
        }
        let same = in_head.is_some() && in_head == self.in_head;
        self.looks = if same { self.looks + 1 } else { 0 };
        (self.rested, self.in_head) = (rested, in_head);
        if self.looks >= self.patience { Verdict::IsLate } else { Verdict::GoesOn }
    }
}

/// Serves requests. The connection and what was read of it comes back when it rests.
pub(super) async fn serve(
    http: &Http,
    mut socket: WriteTimeout,
    app: &App,
    stage: &watch::Receiver<Stage>,
) -> Result<Option<(TcpStream, Bytes)>, hyper::Error> {
    let activity = ConnectionActivity::new(Arc::clone(&http.memory));
    socket.watch(&activity);
    let service = service_fn(|request: Request<Incoming>| {
        let in_flight = activity.request();
        let end = activity.expects(!request.body().is_end_stream());
        // The state of a request is made with the request and gone with it.
        Box::pin(async {
            let mut response = app.respond(request, end).await;
            // The receiver has seen the beginning, and there is no way back.
            if stage.has_changed().unwrap_or(true) {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response.map(|body| InFlightBody::new(body, in_flight, None)))
        })
    });
    let mut connection = http.one.serve_connection(socket, service);
    if !until_rest(&mut connection, &activity, stage, Watch::new(http.idle)).await? {
        return Ok(None);
    }
    let parts = connection.into_parts();
    // Empty as it mostly is, it still holds all of its room.
    let read = Bytes::copy_from_slice(&parts.read_buf);
    Ok(Some((parts.io.into_stream(), read)))
}

/// Returns `true` when the connection is idle; else it has ended, or is to end. When the server closes its doors, a connection
/// goes on no longer than to its next answer.
async fn until_rest<C>(
    connection: &mut C,
    activity: &ConnectionActivity,
    stage: &watch::Receiver<Stage>,
    mut watch: Watch,
) -> Result<bool, hyper::Error>
where
    C: hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Unpin,
{
    let mut later = stage.clone();
    let mut closing = pin!(lifecycle::reached(&mut later, Stage::Close));
    let mut look = pin!(sleep(watch.every));
    let (mut first, mut closed) = (true, false);
    poll_fn(|cx| {
        // The connection goes first, so that a request that is there already is seen.
        if let Poll::Ready(ended) = Pin::new(&mut *connection).poll(cx) {
            return Poll::Ready(ended.map(|()| false));
        }
        // Both of these wake this task once they were asked; until then it costs a look.
        if !closed
            && (first || stage.has_changed().unwrap_or(true))
            && closing.as_mut().poll(cx).is_ready()
        {
            closed = true;
            Pin::new(&mut *connection).graceful_shutdown();
            return Pin::new(&mut *connection).poll(cx).map_ok(|()| false);
        }
        while (first || look.is_elapsed()) && !closed {
            if !first {
                match watch.look(activity) {
                    Verdict::Rests => return Poll::Ready(Ok(true)),
                    Verdict::IsLate => return Poll::Ready(Ok(false)),
                    Verdict::GoesOn => look.as_mut().reset(Instant::now() + watch.every),
                }
            }
            first = false;
            if look.as_mut().poll(cx).is_pending() {
                break;
            }
        }
        Poll::Pending
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ConnectionActivity, LOOK, Verdict, Watch};
    use crate::config::Limits;
    use crate::memory::Memory;

    #[test]
    fn a_connection_rests_when_nothing_was_asked_between_two_looks() {
        let activity = ConnectionActivity::new(Memory::of(&Limits::default()));
        let mut watch = Watch::new(Duration::from_secs(30));
        assert_eq!(watch.every, LOOK);
        assert_eq!(watch.look(&activity), Verdict::GoesOn);
        assert_eq!(watch.look(&activity), Verdict::Rests);
        // A request that has come and gone in between.
        let mut watch = Watch::new(Duration::from_secs(30));
        assert_eq!(watch.look(&activity), Verdict::GoesOn);
        drop(activity.request());
        assert_eq!(watch.look(&activity), Verdict::GoesOn);
        let request = activity.request();
        for _ in 0..1000 {
            assert_eq!(watch.look(&activity), Verdict::GoesOn, "an answer is due");
        }
        drop(request);
        activity.written();
        assert_eq!(watch.look(&activity), Verdict::GoesOn, "something is not on its way yet");
        activity.flushed();
        assert_eq!(watch.look(&activity), Verdict::GoesOn);
        assert_eq!(watch.look(&activity), Verdict::Rests);
    }

    #[test]
    fn a_head_has_its_time() {
        let activity = ConnectionActivity::new(Memory::of(&Limits::default()));
        let mut watch = Watch::new(Duration::from_secs(2));
        assert_eq!(watch.patience, 8);
        for _ in 0..3 {
            activity.read(1);
            let looks: Vec<Verdict> = (0..8).map(|_| watch.look(&activity)).collect();
            assert_eq!(looks, [Verdict::GoesOn; 8], "octet by octet it is the same head");
            assert_eq!(watch.look(&activity), Verdict::IsLate);
            // It has become a request after all, and another head begins.
            drop(activity.request());
            assert_eq!(watch.look(&activity), Verdict::GoesOn);
        }
        assert!(Watch::new(Duration::ZERO).every > Duration::ZERO);
    }
}
