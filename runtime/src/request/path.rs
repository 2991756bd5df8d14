//! The path: literal text of the document, and values that cannot leave their segment.

use std::borrow::Cow;

use super::{UpstreamRequest, encode_text};
use crate::json::NoText;
use crate::json::Value;
use crate::problem::{Problem, clip};

impl UpstreamRequest<'_> {
    /// Path text as in the document, percent-encoded already.
    pub fn path(&mut self, text: &str) -> &mut Self {
        self.push_path(text);
        self
    }

    /// A value inside one segment: everything but unreserved characters is percent-encoded.
    pub fn segment<V: Value + ?Sized>(&mut self, value: &V) -> &mut Self {
        let text = self.path_value(value);
        if text.is_empty() {
            self.refuse_empty();
        }
        self.push_encoded(&text);
        self
    }

    /// A value that may span several segments: its slashes are kept.
    pub fn rest<V: Value + ?Sized>(&mut self, value: &V) -> &mut Self {
        let text = self.path_value(value);
        if text.split('/').any(str::is_empty) {
            self.refuse_empty();
        }
        for (at, part) in text.split('/').enumerate() {
            if at > 0 {
                self.push_path("/");
            }
            self.push_encoded(part);
        }
        self
    }

    /// The value of a variable, encoded like a segment.
    pub fn variable(&mut self, index: usize) -> &mut Self {
        let variables = self.variables;
        self.push_encoded(variables.get(index).map_or("", String::as_str));
        self
    }

    fn path_value<'v, V: Value + ?Sized>(&mut self, value: &'v V) -> Cow<'v, str> {
        let at = self.path_values;
        self.path_values += 1;
        let text = value.view().text().unwrap_or_else(|NoText| {
            let name = placeholder(self.path, at).unwrap_or("path");
            self.problems.push(Problem::no_text(name));
            None
        });
        text.unwrap_or_default()
    }

    /// Refuses a path in which a value made a segment that servers resolve as a step.
    pub(super) fn check_path(&mut self) {
        if self.path_values == 0 {
            return;
        }
        let end = self.query.unwrap_or(self.target.len());
        let path = self.target.get(self.base..end).unwrap_or_default();
        let mut parts = path.as_bytes().split(|byte| *byte == b'/');
        if let Some(step) = parts.find(|part| matches!(*part, b"." | b"..")) {
            let step = if step.len() == 1 { "." } else { ".." };
            let message = format!("`{step}` cannot be a part of the path; give another value");
            self.problems.push(Problem::new("path", message));
        }
    }

    fn push_encoded(&mut self, text: &str) {
        if self.query.is_none() {
            encode_text(text, &mut self.target);
        } else {
            let mut encoded = String::new();
            encode_text(text, &mut encoded);
            self.push_path(&encoded);
        }
    }

    /// Paths usually come before queries; one that does not is put into its place.
    fn push_path(&mut self, text: &str) {
        match &mut self.query {
            None => self.target.push_str(text),
            Some(at) => {
                self.target.insert_str(*at, text);
                *at += text.len();
            }
        }
    }

    fn refuse_empty(&mut self) {
        let template = self.path;
        let name = placeholder(template, self.path_values - 1);
        let name = clip(name.unwrap_or("path"), 64);
        self.problems.push(Problem::new(&name, format!("`{name}` must not be empty")));
    }
}

/// The name of the n-th placeholder of a path template.
fn placeholder(template: &str, index: usize) -> Option<&str> {
    let inside = template.split('{').filter(|part| part.contains('}')).nth(index)?;
    inside.split('}').next().map(|name| name.trim_end_matches('+'))
}

#[cfg(test)]
mod tests {
    use crate::request::{Prepared, UpstreamRequest};
    use hyper::Method;

    fn built(write: impl FnOnce(&mut UpstreamRequest<'_>)) -> Result<Box<Prepared>, String> {
        let mut request =
            UpstreamRequest::new(&Method::GET, "/jobs/{job_id}/files/{name+}", "/base", &[]);
        write(&mut request);
        request.finish().map_err(|problems| problems[0].message().to_owned())
    }

    #[test]
    fn values_stay_in_their_segment() {
        for (value, expected) in [
            ("a b", "/base/jobs/a%20b/x"),
            ("../../admin", "/base/jobs/..%2F..%2Fadmin/x"),
            ("a?b#c", "/base/jobs/a%3Fb%23c/x"),
            ("%2e%2e", "/base/jobs/%252e%252e/x"),
            ("...", "/base/jobs/.../x"),
            ("é\r\n", "/base/jobs/%C3%A9%0D%0A/x"),
        ] {
            let made = built(|request| {
                request.path("/jobs/").segment(value).path("/x");
            });
            assert_eq!(made.expect("accepted").target, expected);
        }
    }

    #[test]
    fn steps_and_empty_values_are_refused() {
        for value in [".", ".."] {
            let made = built(|request| {
                request.path("/jobs/").segment(value).path("/x");
            });
            let message = made.expect_err("refused");
            assert_eq!(
                message,
                format!("`{value}` cannot be a part of the path; give another value")
            );
        }
        let made = built(|request| {
            request.path("/jobs/").segment("");
        });
        assert_eq!(made.expect_err("refused"), "`job_id` must not be empty");
    }

    #[test]
    fn rest_keeps_slashes_but_no_steps() {
        let made = built(|request| {
            request.path("/f/").rest("a b/c").query("q", "1");
            request.path("/late");
        });
        assert_eq!(made.expect("accepted").target, "/base/f/a%20b/c/late?q=1");
        for value in ["a/../b", "a//b", "/a", "a/"] {
            let made = built(|request| {
                request.path("/f/").rest(value);
            });
            assert!(made.is_err(), "{value}");
        }
    }
}
