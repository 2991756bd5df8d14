//! The headers of a request, in the order in which they were set.

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

/// A list: a request has so few headers that going through all is quicker than any table of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeaderList(Vec<(HeaderName, HeaderValue)>);

impl HeaderList {
    /// Adds a value, beside those that the name has.
    pub(crate) fn append(&mut self, name: HeaderName, value: HeaderValue) {
        if self.0.is_empty() {
            // As many as most requests have.
            self.0.reserve_exact(8);
        }
        self.0.push((name, value));
    }

    /// Sets the only value of a name.
    pub(crate) fn insert(&mut self, name: HeaderName, value: HeaderValue) {
        self.remove(&name);
        self.append(name, value);
    }

    /// Sets a name that has no value yet.
    pub(crate) fn add_missing(&mut self, name: HeaderName, value: &HeaderValue) {
        if self.get(&name).is_none() {
            self.append(name, value.clone());
        }
    }

    /// Adds all lines of the names that have no value yet.
    pub(crate) fn append_missing(&mut self, lines: &[(HeaderName, HeaderValue)]) {
        let own = self.0.len();
        for (name, value) in lines {
            if self.0.iter().take(own).all(|(known, _)| known != name) {
                self.append(name.clone(), value.clone());
            }
        }
    }

    pub(crate) fn remove(&mut self, name: &HeaderName) {
        self.0.retain(|(known, _)| known != name);
    }

    /// The first value of a name.
    pub(crate) fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

impl From<HeaderList> for HeaderMap {
    fn from(list: HeaderList) -> Self {
        let mut headers = HeaderMap::with_capacity(list.0.len());
        for (name, value) in list.0 {
            headers.append(name, value);
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{ACCEPT, COOKIE, HeaderMap, HeaderValue, TE, VIA};

    use super::HeaderList;

    #[test]
    fn names_have_one_value_or_several() {
        let value = HeaderValue::from_static;
        let mut list = HeaderList::default();
        list.append(VIA, value("a"));
        list.append(ACCEPT, value("b"));
        list.append(VIA, value("c"));
        list.insert(ACCEPT, value("d"));
        list.add_missing(ACCEPT, &value("e"));
        list.add_missing(COOKIE, &value("f"));
        assert_eq!(list.get(&VIA), Some(&value("a")));
        let headers = HeaderMap::from(list.clone());
        assert_eq!(headers.get_all(VIA).iter().collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(
            (&headers[ACCEPT], &headers[COOKIE], headers.len()),
            (&value("d"), &value("f"), 4)
        );
        list.append_missing(&[(VIA, value("g")), (TE, value("h")), (TE, value("i"))]);
        assert_eq!(
            HeaderMap::from(list.clone()).get_all(TE).iter().collect::<Vec<_>>(),
            ["h", "i"]
        );
        list.remove(&TE);
        list.remove(&VIA);
        assert_eq!(list.iter().map(|(name, _)| name).collect::<Vec<_>>(), [ACCEPT, COOKIE]);
    }
}
