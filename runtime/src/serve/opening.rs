//! The first bytes of a connection, which say what HTTP it speaks.

use std::io;

use bytes::Bytes;
use tokio::net::TcpStream;

/// What every HTTP/2 connection begins with.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    One,
    Two,
}

/// Reads as much as is needed to tell, which is still to be served.
pub(super) async fn read(stream: &TcpStream) -> io::Result<(Bytes, Version)> {
    let mut bytes = [0; PREFACE.len()];
    let mut size = 0;
    loop {
        stream.readable().await?;
        match stream.try_read(&mut bytes[size..]) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(more) => size += more,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        }
        let read = &bytes[..size];
        if *read != PREFACE[..size] {
            return Ok((Bytes::copy_from_slice(read), Version::One));
        }
        if size == PREFACE.len() {
            return Ok((Bytes::from_static(PREFACE), Version::Two));
        }
    }
}
