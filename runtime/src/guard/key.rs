//! A key in a header, a query parameter or a cookie.

use hyper::Uri;
use hyper::header::HeaderName;
use hyper::http::request::Parts;
use hyper::http::uri::PathAndQuery;

use super::secret::Secret;
use crate::cookies;
use crate::query;

pub(super) struct KeyGuard {
    place: KeyPlace,
    value: Secret,
}

pub(super) enum KeyPlace {
    Header(HeaderName),
    Query(&'static str),
    Cookie(&'static str),
}

impl KeyGuard {
    pub(super) fn new(place: KeyPlace, value: &str) -> Self {
        Self { place, value: Secret::new(value.as_bytes()) }
    }

    /// A key that is given twice is none: nobody can say which one counts further on.
    pub(super) fn admits(&self, parts: &Parts) -> bool {
        let is = |given: &[u8]| self.value.is(given);
        match &self.place {
            KeyPlace::Header(name) => {
                only(parts.headers.get_all(name).iter()).is_some_and(|key| is(key.as_bytes()))
            }
            KeyPlace::Query(name) => query::parse(parts.uri.query()).is_some_and(|pairs| {
                let named = pairs.iter().filter(|(known, _)| known == name);
                only(named).is_some_and(|(_, key)| is(key.as_bytes()))
            }),
            KeyPlace::Cookie(name) => {
                let named = cookies::pairs(&parts.headers);
                only(named.filter(|(known, _)| *known == name.as_bytes()))
                    .is_some_and(|(_, key)| is(key))
            }
        }
    }

    /// Takes the key out of the request, so that it goes no further.
    pub(super) fn remove(&self, parts: &mut Parts) {
        match &self.place {
            KeyPlace::Header(name) => drop(parts.headers.remove(name)),
            KeyPlace::Query(name) => {
                if let Some(uri) = without_parameter(&parts.uri, name) {
                    parts.uri = uri;
                }
            }
            KeyPlace::Cookie(name) => cookies::remove(&mut parts.headers, name),
        }
    }
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

fn without_parameter(uri: &Uri, name: &str) -> Option<Uri> {
    let query = uri.query()?;
    let is_other = |piece: &&str| {
        query::parse(Some(piece)).is_none_or(|pairs| pairs.iter().all(|(known, _)| known != name))
    };
    let kept: Vec<&str> = query.split('&').filter(is_other).collect();
    let target = match kept.is_empty() {
        true => uri.path().to_owned(),
        false => format!("{}?{}", uri.path(), kept.join("&")),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(target).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use hyper::Uri;

    use super::without_parameter;

    #[test]
    fn a_key_leaves_the_query() {
        for (target, left) in [
            ("/a?key=1", "/a"),
            ("/a?key=1&b=2", "/a?b=2"),
            ("/a?b=%20&k%65y=1&c", "/a?b=%20&c"),
            ("/a?keys=1", "/a?keys=1"),
        ] {
            let uri: Uri = target.parse().expect("a target");
            assert_eq!(without_parameter(&uri, "key").expect("a query").to_string(), left);
        }
    }
}
