//! The first answer on a connection, taken apart.

use std::str;

/// An answer with its body put together.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// The first answer; `None` when nothing was answered.
///
/// Panics when what was answered is not HTTP.
pub fn first_reply(output: &[u8]) -> Option<Reply> {
    if output.is_empty() {
        return None;
    }
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(output).expect("an answer is HTTP");
    let httparse::Status::Complete(size) = parsed else { panic!("half a head: {output:?}") };
    let headers: Vec<(String, String)> = response
        .headers
        .iter()
        .map(|header| {
            let value = str::from_utf8(header.value).expect("our headers are text");
            (header.name.to_ascii_lowercase(), value.to_owned())
        })
        .collect();
    let mut reply =
        Reply { status: response.code.expect("a status"), headers, body: output[size..].to_vec() };
    if reply.header("transfer-encoding") == Some("chunked") {
        reply.body = unchunked(&reply.body);
    } else if let Some(length) = reply.header("content-length") {
        let length: usize = length.parse().expect("a length is a number");
        // Shorter is the answer to HEAD.
        reply.body.truncate(length);
    }
    Some(reply)
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let (size, begin) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete((begin, size))) => (size as usize, begin),
            _ => return body,
        };
        let Some(chunk) = rest.get(begin..begin + size) else { return body };
        body.extend_from_slice(chunk);
        rest = rest.get(begin + size + 2..).unwrap_or_default();
        if size == 0 {
            return body;
        }
    }
}
