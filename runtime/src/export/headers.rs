//! The headers that a collector gets. Their values are secrets more often than not, and may stand in a file.

use std::fmt;
use std::sync::Arc;

use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use super::resource::pairs;
use crate::config::{Config, StartError, file_variable};
use crate::value_file::{Follower, Live, Renewal, Setting};

const HEADERS: &str = "OTEL_EXPORTER_OTLP_HEADERS";

/// The headers of every request to a collector.
pub(super) struct CollectorHeaders(Live<HeaderMap>);

impl CollectorHeaders {
    /// Reads the headers that an operator sets. A member that is none is left out, and a doubt.
    pub(super) fn read(config: &Config, doubts: &mut Vec<String>) -> Arc<Self> {
        let mut error = StartError::default();
        let given = config.given_or_in_file(HEADERS, Some(&file_variable(HEADERS)), &mut error);
        doubts.extend(error.or(()).err().map(|error| error.in_one_line()));
        let changes = given.changes();
        let headers = parse(&given.text().unwrap_or_default(), doubts);
        let headers = Arc::new(Self(Live::new(headers, changes)));
        if changes {
            config.follow_files(Arc::<Self>::downgrade(&headers));
        }
        headers
    }

    /// Returns those of one request.
    pub(super) fn now(&self) -> HeaderMap {
        HeaderMap::clone(&self.0.load())
    }
}

impl Follower for CollectorHeaders {
    fn renew(&self, changed: &[Setting]) -> Result<Renewal<'_>, String> {
        let Some((_, text)) = changed.iter().find(|(name, _)| name == HEADERS) else {
            return Ok(Box::new(|| ()));
        };
        let mut doubts = Vec::new();
        let headers = parse(text, &mut doubts);
        if !doubts.is_empty() {
            return Err(doubts.join("; "));
        }
        Ok(Box::new(move || self.0.store(headers)))
    }
}

impl fmt::Debug for CollectorHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CollectorHeaders")
    }
}

fn parse(text: &str, doubts: &mut Vec<String>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs(HEADERS, text, doubts) {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(true);
                headers.insert(name, value);
            }
            _ => doubts.push(format!("{HEADERS} has a member that is no header; it is left out")),
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let agent = concat!("naftiko-runtime/", env!("CARGO_PKG_VERSION"));
    headers.entry(USER_AGENT).or_insert(HeaderValue::from_static(agent));
    headers
}

#[cfg(test)]
mod tests {
    use super::CollectorHeaders;
    use crate::config::Config;
    use crate::value_file::Follower as _;

    #[test]
    fn headers_are_hidden() {
        let config = Config::default()
            .set("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20hunter2,bad name=1,x");
        let mut doubts = Vec::new();
        let headers = CollectorHeaders::read(&config, &mut doubts);
        assert_eq!(doubts.len(), 2, "{doubts:?}");
        let shown = headers.now();
        assert_eq!(
            (&shown["authorization"], shown.len()),
            (&"Bearer hunter2".parse().expect("a value"), 3)
        );
        assert!(!format!("{headers:?} {shown:?}").contains("hunter2"));
    }

    #[test]
    fn headers_in_a_file() {
        let path = std::env::temp_dir().join(format!("otlp-headers-{}", std::process::id()));
        std::fs::write(&path, "authorization=one\n").expect("written");
        let place = path.to_str().expect("a path");
        let config = Config::default().set("OTEL_EXPORTER_OTLP_HEADERS_FILE", place);
        let mut doubts = Vec::new();
        let headers = CollectorHeaders::read(&config, &mut doubts);
        assert_eq!((headers.now()["authorization"].as_bytes(), doubts.len()), (&b"one"[..], 0));
        let changed = |text: &str| [("OTEL_EXPORTER_OTLP_HEADERS".to_owned(), text.to_owned())];
        headers.renew(&changed("authorization=two")).map(|renewal| renewal()).expect("taken");
        assert_eq!(headers.now()["authorization"], "two");
        let refused = headers.renew(&changed("hunter2")).map(|_| ()).expect_err("no pair");
        assert!(!refused.contains("hunter2"), "{refused}");
        let both = config.set("OTEL_EXPORTER_OTLP_HEADERS", "a=b");
        CollectorHeaders::read(&both, &mut doubts);
        assert!(doubts[0].contains("OTEL_EXPORTER_OTLP_HEADERS_FILE are both set"), "{doubts:?}");
        let _ = std::fs::remove_file(path);
    }
}
