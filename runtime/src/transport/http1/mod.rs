//! The client's side of HTTP/1.1 (RFC 9112), on a connection that belongs to one call at a time.
//!
//! There is no task behind a connection and no channel to it: the call that has it writes, reads
//! and waits by itself, and whoever drops the call closes the connection. `request` and `sending`
//! are the way out, `head`, `framing` and `chunked` the way in.

mod chunked;
mod connection;
mod framing;
mod head;
mod lines;
mod request;
mod request_writer;

pub(super) use self::connection::Connection;
pub(super) use self::framing::Framing;
pub(super) use self::head::{Head, RequestMeta};
pub(super) use self::request::{head_of, is_target};
pub(super) use self::request_writer::RequestWriter;

use std::fmt;
use std::io;

/// Error of an exchange of HTTP/1.1.
#[derive(Debug)]
pub(crate) enum Http1Error {
    /// The connection was lost.
    Connection(io::Error),
    /// The upstream closed it before all was said.
    Closed,
    /// The response is not HTTP/1.1, or its end cannot be told.
    Malformed(&'static str),
    /// The caller's body broke off.
    Body(Box<dyn std::error::Error + Send + Sync>),
}

impl fmt::Display for Http1Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection(error) => write!(f, "the connection was lost: {error}"),
            Self::Closed => f.write_str("the connection was closed before the end of the answer"),
            Self::Malformed(what) => write!(f, "not an HTTP/1.1 answer: {what}"),
            Self::Body(error) => write!(f, "the request could not be sent whole: {error}"),
        }
    }
}

impl std::error::Error for Http1Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Connection(error) => Some(error),
            Self::Body(error) => Some(&**error),
            Self::Closed | Self::Malformed(_) => None,
        }
    }
}
