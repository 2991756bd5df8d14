//! Content codings, undone: RFC 9110, section 8.4.
//!
//! Nobody asks for one where an answer is read, but an upstream may use one all the same.

use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use hyper::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};
use tokio::task::yield_now;
use tokio::time::{Instant, timeout_at};

use crate::error::{CallError, CallErrorKind};
use crate::memory::{BytePool, Claim, FREE};

/// Asks for none. Without it an upstream may use any content coding: RFC 9110, section 12.5.3.
pub(crate) const IDENTITY: HeaderValue = HeaderValue::from_static("identity");
/// More codings than this on top of each other are an attack or a mistake.
const MOST: usize = 3;

/// The number of bytes that are decoded before other tasks have a turn.
const TURN: usize = 256 << 10;

/// The room for a decoded body, and the pool that counts its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room<'a> {
    pub(crate) limit: u64,
    pub(crate) pool: &'a Arc<BytePool>,
    /// The time until which it waits for bytes.
    pub(crate) deadline: Instant,
}

/// `body` without the codings that `headers` name, the last one first. None of them may make it larger than the
/// limit. The result is counted while it grows, since a thousandth of it can be all that has come.
pub(crate) async fn undo(
    headers: &HeaderMap,
    mut body: Bytes,
    room: Room<'_>,
) -> Result<Bytes, CallError> {
    let lines = headers.get_all(CONTENT_ENCODING).iter();
    let named = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    let named =
        named.map(<[u8]>::trim_ascii).filter(|name| !name.is_empty() && !is(name, "identity"));
    let codings: Vec<&[u8]> = named.collect();
    if body.is_empty() || codings.is_empty() {
        return Ok(body);
    }
    if codings.len() > MOST {
        return Err(CallError::unreadable("it is compressed too often", &[]));
    }
    for coding in codings.into_iter().rev() {
        body = one(coding, &body, room).await?;
    }
    Ok(body)
}

async fn one(coding: &[u8], body: &[u8], room: Room<'_>) -> Result<Bytes, CallError> {
    if is(coding, "gzip") || is(coding, "x-gzip") {
        read(MultiGzDecoder::new(body), room).await
    } else if !is(coding, "deflate") {
        Err(CallError::unreadable(unknown(coding), &[]))
    } else if has_zlib_header(body) {
        read(ZlibDecoder::new(body), room).await
    } else {
        // Without the header that belongs to it, as some servers send it.
        read(DeflateDecoder::new(body), room).await
    }
}

async fn read(mut decoder: impl Read, room: Room<'_>) -> Result<Bytes, CallError> {
    // One byte more shows that it is too large.
    let most = usize::try_from(room.limit).unwrap_or(usize::MAX).saturating_add(1);
    let mut claim = Claim::new(room.pool);
    let mut out = Vec::new();
    while out.len() < most {
        if out.len() == out.capacity() {
            let next = (2 * out.capacity()).clamp(FREE, most.max(FREE));
            room.reach(&mut claim, next).await?;
            out.reserve_exact(next - out.len());
        }
        let turn = (out.capacity() - out.len()).min(most - out.len()).min(TURN);
        let read = decoder.by_ref().take(turn as u64).read_to_end(&mut out);
        let read = read.map_err(|_| CallError::unreadable("its compression is broken", &[]))?;
        if read < turn {
            return Ok(claim.hold(out.into()));
        }
        if turn == TURN {
            yield_now().await;
        }
    }
    Err(CallError::new(CallErrorKind::TooLarge, "when it is decompressed"))
}

impl Room<'_> {
    async fn reach(&self, claim: &mut Claim, bytes: usize) -> Result<(), CallError> {
        if bytes <= FREE || claim.try_reach(bytes) {
            return Ok(());
        }
        let waited = timeout_at(self.deadline, claim.wait(bytes)).await;
        waited.map_err(|_| CallError::new(CallErrorKind::Busy, "no room for its answer in time"))
    }
}

fn unknown(coding: &[u8]) -> &'static str {
    const KNOWN: [(&str, &str); 4] = [
        ("br", "it is compressed as `br`, which was not asked for"),
        ("zstd", "it is compressed as `zstd`, which was not asked for"),
        ("compress", "it is compressed as `compress`, which was not asked for"),
        ("x-compress", "it is compressed as `compress`, which was not asked for"),
    ];
    let known = KNOWN.iter().find(|(name, _)| is(coding, name));
    known.map_or("it has a content coding that was not asked for", |(_, reason)| *reason)
}

fn is(coding: &[u8], name: &str) -> bool {
    coding.eq_ignore_ascii_case(name.as_bytes())
}

/// RFC 1950, section 2.2: deflate as the method, and a sum that 31 divides.
fn has_zlib_header(body: &[u8]) -> bool {
    let [method, flags, ..] = body else { return false };
    method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::sync::Arc;
    use std::time::Duration;

    use bytes::Bytes;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use hyper::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};

    use super::{BytePool, Claim, Instant, Room, undo};
    use crate::config::Limits;
    use crate::error::CallErrorKind;
    use crate::memory::Memory;

    const TEXT: &[u8] = b"{\"a\":\"\xc3\xa9\"}";

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).expect("written");
        encoder.finish().expect("whole")
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).expect("written");
        encoder.finish().expect("whole")
    }

    fn deflate(text: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).expect("written");
        encoder.finish().expect("whole")
    }

    fn undone(lines: &[&'static str], body: Vec<u8>) -> Result<Bytes, CallErrorKind> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(line));
        }
        undone_in(&BytePool::unbounded(), &headers, body, 1000)
    }

    fn undone_in(
        pool: &Arc<BytePool>,
        headers: &HeaderMap,
        body: Vec<u8>,
        limit: u64,
    ) -> Result<Bytes, CallErrorKind> {
        let runtime = crate::lifecycle::runtime().expect("a runtime");
        runtime.block_on(async {
            let deadline = Instant::now() + Duration::from_millis(50);
            let undone = undo(headers, body.into(), Room { limit, pool, deadline }).await;
            undone.map_err(|error| error.kind())
        })
    }

    #[test]
    fn codings_are_undone_from_the_last_to_the_first() {
        for (lines, body) in [
            (&["gzip"][..], gzip(TEXT)),
            (&["X-GZip"], gzip(TEXT)),
            (&["deflate"], zlib(TEXT)),
            (&["deflate"], deflate(TEXT)),
            (&["identity"], TEXT.to_vec()),
            (&["identity, gzip,"], gzip(TEXT)),
            (&["deflate, gzip"], gzip(&zlib(TEXT))),
            (&["gzip", "deflate"], zlib(&gzip(TEXT))),
            (&["gzip"], [gzip(&TEXT[..3]), gzip(&TEXT[3..])].concat()),
        ] {
            assert_eq!(undone(lines, body).as_deref(), Ok(TEXT), "{lines:?}");
        }
        assert_eq!(undone(&["gzip"], Vec::new()).as_deref(), Ok(&b""[..]));
    }

    #[test]
    fn what_cannot_be_undone_is_no_answer() {
        let mut cut = gzip(TEXT);
        cut.truncate(cut.len() - 5);
        let mut wrong = gzip(TEXT);
        let last = wrong.len() - 6;
        wrong[last] ^= 1;
        for (lines, body) in [
            (&["gzip"][..], TEXT.to_vec()),
            (&["gzip"], cut),
            (&["gzip"], wrong),
            (&["deflate"], TEXT.to_vec()),
            (&["br"], TEXT.to_vec()),
            (&["aes"], TEXT.to_vec()),
            (&["gzip, gzip, gzip, gzip"], TEXT.to_vec()),
        ] {
            assert_eq!(undone(lines, body), Err(CallErrorKind::Decode), "{lines:?}");
        }
    }

    #[test]
    fn a_little_that_becomes_much_is_too_large() {
        let bomb = gzip(&vec![b' '; 100_000]);
        assert!(bomb.len() < 1000);
        assert_eq!(undone(&["gzip"], bomb.clone()), Err(CallErrorKind::TooLarge));
        assert_eq!(undone(&["gzip, gzip"], gzip(&bomb)), Err(CallErrorKind::TooLarge));
        let mut exact = Vec::new();
        let limit = std::io::repeat(b'x').take(1000).read_to_end(&mut exact).expect("read");
        assert_eq!(undone(&["gzip"], gzip(&exact)).map(|body| body.len()), Ok(limit));
    }

    /// It stops where there is no room for more, long before its end.
    #[test]
    fn what_grows_is_counted_while_it_grows() {
        let mut headers = HeaderMap::new();
        headers.append(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        let (limit, large) = (8 << 20, gzip(&vec![b' '; 8 << 20]));
        let pool = Memory::of(&Limits { buffer_bytes: 2 << 20, ..Limits::default() });
        let pool = &pool.answers;
        let mut other = Claim::new(pool);
        assert!(other.try_reach(600 << 10));
        let busy = undone_in(pool, &headers, large.clone(), limit);
        assert_eq!((busy, pool.used()), (Err(CallErrorKind::Busy), 600 << 10));
        drop(other);
        let whole = undone_in(pool, &headers, large, limit).expect("who is alone always fits");
        assert_eq!((whole.len(), pool.used() >= 8 << 20), (8 << 20, true));
        drop(whole);
        assert_eq!(pool.used(), 0);
    }
}
