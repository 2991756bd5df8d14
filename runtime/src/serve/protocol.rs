//! The first bytes of a connection, which say what HTTP it speaks.

use std::io;

use bytes::Bytes;
use tokio::net::TcpStream;

/// The preface of every HTTP/2 connection.
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::net::TcpListener;
    use std::thread;
    use std::time::Duration;

    use super::{PREFACE, TcpStream, Version, read};

    /// What comes in these pieces, with a moment between them, and then the end.
    fn opened(pieces: &[&[u8]]) -> std::io::Result<(Vec<u8>, Version)> {
        let runtime = crate::lifecycle::runtime().expect("a runtime");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address");
        let pieces: Vec<Vec<u8>> = pieces.iter().map(|piece| piece.to_vec()).collect();
        let caller = thread::spawn(move || {
            let mut stream = std::net::TcpStream::connect(address).expect("a connection");
            for piece in pieces {
                stream.write_all(&piece).expect("sent");
                thread::sleep(Duration::from_millis(20));
            }
        });
        let (stream, _) = listener.accept().expect("a caller");
        stream.set_nonblocking(true).expect("a socket");
        let read = runtime.block_on(async {
            let stream = TcpStream::from_std(stream).expect("a socket");
            read(&stream).await
        });
        caller.join().expect("no panic");
        read.map(|(bytes, version)| (bytes.to_vec(), version))
    }

    #[test]
    fn the_first_octets_say_which_version_it_is() {
        let (bytes, version) = opened(&[PREFACE]).expect("a preface");
        assert_eq!((bytes.as_slice(), version), (&PREFACE[..], Version::Two));
        let (bytes, version) = opened(&[&PREFACE[..1], &PREFACE[1..20], &PREFACE[20..]])
            .expect("a preface that comes slowly");
        assert_eq!((bytes.as_slice(), version), (&PREFACE[..], Version::Two));
        for other in [&b"GET / HTTP/1.1\r\n"[..], b"PRI * HTTP/2.0\r\n\r\nXX"] {
            let (bytes, version) = opened(&[other]).expect("a request");
            assert_eq!(version, Version::One);
            assert!(!bytes.is_empty() && other.starts_with(&bytes), "nothing is lost");
        }
        let (bytes, version) = opened(&[b"PR", b"OPFIND /"]).expect("a request");
        assert_eq!((version, bytes.starts_with(b"PRO")), (Version::One, true));
    }

    #[test]
    fn what_ends_before_it_can_be_told_is_nothing() {
        for begun in [&[][..], &[&b"PRI * HTTP/2.0\r\n"[..]]] {
            assert!(opened(begun).is_err());
        }
    }
}
