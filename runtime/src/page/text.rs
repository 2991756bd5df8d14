//! A text that is served compressed, or as it is.

use std::io::{Read as _, Write as _};
use std::sync::OnceLock;

use bytes::Bytes;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, Crc};
use hyper::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, VARY,
};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};

use super::negotiation::takes_gzip;
use crate::body::ResponseBody;
use crate::conditions;
use crate::hex::hex;
use crate::rejection::Rejection;

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const JSON: &str = "application/json";
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

/// A text in both forms; the one that is not there is made when it is first asked for.
pub(super) struct Text {
    media: &'static str,
    tag: String,
    gzip: OnceLock<Bytes>,
    plain: OnceLock<Bytes>,
}

/// How long a browser may keep what it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caching {
    /// It asks each time whether it has changed.
    Asked,
    /// For ever, as long as the query of its address is its tag.
    ByTag,
}

impl Text {
    /// Of a constant that is one member of gzip.
    pub(super) fn compressed(gzip: &'static [u8], media: &'static str) -> Self {
        // A member ends with checksum and size, which tell it from any other version.
        let tag = hex(gzip.last_chunk::<8>().map_or(&[][..], |end| end));
        let text = Self { media, tag, gzip: OnceLock::new(), plain: OnceLock::new() };
        let _ = text.gzip.set(Bytes::from_static(gzip));
        text
    }

    /// Of what is written at run time.
    pub(super) fn written(plain: String, media: &'static str) -> Self {
        let mut sum = Crc::new();
        sum.update(plain.as_bytes());
        let end = [sum.sum().to_le_bytes(), sum.amount().to_le_bytes()].concat();
        let text = Self { media, tag: hex(&end), gzip: OnceLock::new(), plain: OnceLock::new() };
        let _ = text.plain.set(plain.into());
        text
    }

    /// The name of this version.
    pub(super) fn tag(&self) -> &str {
        &self.tag
    }

    pub(super) fn plain(&self) -> &Bytes {
        self.plain.get_or_init(|| {
            let mut plain = Vec::new();
            let gzip = self.gzip.get().cloned().unwrap_or_default();
            // A constant that is no gzip shows as nothing.
            let _ = GzDecoder::new(&gzip[..]).read_to_end(&mut plain);
            plain.into()
        })
    }

    fn gzip(&self) -> &Bytes {
        self.gzip.get_or_init(|| {
            let mut out = GzEncoder::new(Vec::new(), Compression::default());
            // Writing into memory cannot fail.
            let _ = out.write_all(self.plain());
            out.finish().unwrap_or_default().into()
        })
    }

    /// The answer to a request for it.
    pub(super) fn answer(
        &self,
        parts: &Parts,
        caching: Caching,
    ) -> Result<Response<ResponseBody>, Rejection> {
        let tags = [format!("\"{}\"", self.tag), format!("\"{}-gzip\"", self.tag)];
        let is_packed = takes_gzip(&parts.headers);
        let mut response = match conditions::evaluate(&parts.method, &parts.headers, &tags) {
            None => {
                let bytes = if is_packed { self.gzip() } else { self.plain() };
                let mut response = Response::new(ResponseBody::whole(bytes.clone()));
                let headers = response.headers_mut();
                headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media));
                if is_packed {
                    headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                }
                response
            }
            Some(StatusCode::NOT_MODIFIED) => {
                let mut response = Response::new(ResponseBody::empty());
                *response.status_mut() = StatusCode::NOT_MODIFIED;
                response
            }
            Some(_) => {
                let sentence = "the document is not one that the condition names";
                return Err(Rejection::Plain(StatusCode::PRECONDITION_FAILED, sentence));
            }
        };
        let is_kept = caching == Caching::ByTag && parts.uri.query() == Some(self.tag());
        let kept = if is_kept { "public, max-age=31536000, immutable" } else { "no-cache" };
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
        headers.append(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
        let [plain, packed] = tags;
        let tag = HeaderValue::try_from(if is_packed { packed } else { plain });
        headers.extend(tag.map(|tag| (ETAG, tag)));
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use super::{HTML, Text};

    #[test]
    fn both_ways_have_one_tag() {
        let written = Text::written("<p>Guten Tag.</p>".repeat(9), HTML);
        let packed: &'static [u8] = written.gzip().to_vec().leak();
        let read = Text::compressed(packed, HTML);
        assert_eq!(read.tag(), written.tag());
        assert_eq!(read.plain(), written.plain());
        assert_eq!(Text::compressed(b"no gzip", HTML).plain(), "");
    }
}
