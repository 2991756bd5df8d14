//! Origins: of which page a script is, and which of them an operator lists (RFC 6454).

use super::authority::Authority;
use crate::config::{Config, StartError};

/// Origins of every listener, with commas between them.
const ORIGINS: &str = "NAFTIKO_ALLOWED_ORIGINS";

/// The scheme, host and port of a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageOrigin<'a> {
    pub(super) scheme: &'a str,
    pub(super) authority: Authority<'a>,
}

/// The origins that an operator lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Listed {
    /// Set if it is every one.
    pub(super) any: bool,
    origins: Vec<String>,
}

impl<'a> PageOrigin<'a> {
    /// `None` for `null` and for what is no scheme, host and port.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let authority = Authority::parse(authority.as_bytes()).filter(|_| is_scheme)?;
        Some(Self { scheme, authority })
    }

    /// Returns `true` if the page is one of this machine. Other schemes are of no network.
    pub(super) fn is_local(&self) -> bool {
        let is_web = ["http", "https"].iter().any(|web| web.eq_ignore_ascii_case(self.scheme));
        is_web && self.authority.is_local()
    }

    pub(super) fn is(&self, other: &PageOrigin<'_>) -> bool {
        self.scheme.eq_ignore_ascii_case(other.scheme)
            && self.authority.is(&other.authority, self.scheme)
    }
}

impl Listed {
    /// Reads `NAFTIKO_ALLOWED_ORIGINS`, and `variable` of one surface, which may also be `*`.
    pub(super) fn read(variable: Option<&str>, config: &Config, error: &mut StartError) -> Self {
        let mut listed = Self::default();
        listed.add(ORIGINS, config, error);
        let Some(variable) = variable else { return listed };
        if config.get(variable).is_some_and(|text| text.trim() == "*") {
            return Self { any: true, ..listed };
        }
        listed.add(variable, config, error);
        listed
    }

    fn add(&mut self, variable: &str, config: &Config, error: &mut StartError) {
        for entry in entries(config.get(variable)) {
            let is_common = variable == ORIGINS;
            // Browsers send them in lower case and without a slash.
            let origin = match entry.strip_suffix('/').filter(|_| is_common) {
                Some(bare) => bare.to_ascii_lowercase(),
                None => entry.to_ascii_lowercase(),
            };
            // A star stands for nothing but itself, which nobody means.
            if PageOrigin::parse(&origin).is_some() && !origin.contains('*') {
                self.origins.push(origin);
                continue;
            }
            let shown = crate::problem::clip(entry, 64);
            let any = if is_common { "" } else { ", or *" };
            error.wrong(format!(
                "{variable}: \"{shown}\" is no origin; write https://host or https://host:port{any}"
            ));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.any && self.origins.is_empty()
    }

    /// Returns `true` if an origin stands in a list.
    pub(super) fn names(&self, page: &PageOrigin<'_>) -> bool {
        let mut origins = self.origins.iter();
        origins.any(|known| PageOrigin::parse(known).is_some_and(|known| known.is(page)))
    }

    /// The hosts of the origins: a proxy on this machine passes their names on.
    pub(super) fn hosts(&self) -> impl Iterator<Item = &str> {
        self.origins.iter().filter_map(|origin| Some(origin.split_once("://")?.1))
    }
}

/// Returns the entries of a list that is separated by commas.
pub(super) fn entries(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split(',').map(str::trim).filter(|entry| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Listed, PageOrigin};
    use crate::config::{Config, StartError};

    fn listed(text: &str) -> Result<Listed, StartError> {
        let mut error = StartError::default();
        let config = Config::default().set("A_CORS_ORIGINS", text);
        let listed = Listed::read(Some("A_CORS_ORIGINS"), &config, &mut error);
        error.or(listed)
    }

    #[test]
    fn origins_are_scheme_host_and_port() {
        for origin in [
            "https://app.example",
            "http://localhost:3000",
            "http://[::1]:80",
            "https://App.example",
            "chrome-extension://abcdef",
        ] {
            let listed = listed(origin).expect(origin);
            assert!(!listed.is_empty(), "{origin}");
        }
        for origin in [
            "app.example",
            "https://",
            "https://a.example/",
            "https://a.example/x",
            "https://a.example, *",
            "null",
            "https://u@a.example",
            "https://*.example",
            "//a.example",
        ] {
            assert!(listed(origin).is_err(), "{origin}");
        }
    }

    #[test]
    fn a_default_port_may_be_written() {
        let listed = listed("https://app.example:443, http://b.example").expect("a list");
        for (origin, is_named) in [
            ("https://app.example", true),
            ("https://APP.example", true),
            ("http://b.example:80", true),
            ("http://app.example", false),
            ("https://app.example:8443", false),
            ("https://app.example.evil", false),
        ] {
            let page = PageOrigin::parse(origin).expect(origin);
            assert_eq!(listed.names(&page), is_named, "{origin}");
        }
    }
}
