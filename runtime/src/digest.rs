//! The arithmetic and the grammar of digest authentication (RFC 7616), for both of its sides.

use std::fmt::Write as _;

use ring::digest::{SHA256, digest};

/// How texts are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Sha256,
    /// Only towards upstreams: many have nothing else.
    Md5,
}

/// What a response is computed from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proof<'a> {
    pub(crate) algorithm: Algorithm,
    /// The hash of name, realm and password.
    pub(crate) secret: &'a str,
    pub(crate) nonce: &'a str,
    /// How often the nonce was used, and the client's own nonce; `None` is the form of RFC 2069.
    pub(crate) counted: Option<(&'a str, &'a str)>,
    pub(crate) method: &'a str,
    pub(crate) uri: &'a str,
}

impl Algorithm {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Md5 => "MD5",
        }
    }

    /// The algorithm with this name; without a name it is MD5.
    pub(crate) fn parse(name: Option<&str>) -> Option<Self> {
        let known = [Self::Sha256, Self::Md5];
        let name = name.unwrap_or("MD5");
        known.into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
    }

    pub(crate) fn hash(self, text: &str) -> String {
        match self {
            Self::Sha256 => hex(digest(&SHA256, text.as_bytes()).as_ref()),
            Self::Md5 => hex(&md5::compute(text.as_bytes()).0),
        }
    }

    /// The hash that stands for a password.
    pub(crate) fn secret(self, username: &str, realm: &str, password: &str) -> String {
        self.hash(&format!("{username}:{realm}:{password}"))
    }
}

impl Proof<'_> {
    pub(crate) fn response(&self) -> String {
        let Self { algorithm, secret, nonce, counted, method, uri } = self;
        let request = algorithm.hash(&format!("{method}:{uri}"));
        algorithm.hash(&match counted {
            Some((count, own)) => format!("{secret}:{nonce}:{count}:{own}:auth:{request}"),
            None => format!("{secret}:{nonce}:{request}"),
        })
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing into memory cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The parameters behind a scheme, names in lower case; `None` when one is malformed or given twice.
pub(crate) fn parameters(text: &str) -> Option<Vec<(String, String)>> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut rest = text.trim_start_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let name = name.trim().to_ascii_lowercase();
        let (value, after) = value(after.trim_start())?;
        let after = after.trim_start();
        if name.is_empty()
            || name.contains([' ', '"', ','])
            || !(after.is_empty() || after.starts_with(','))
            || found.iter().any(|(known, _)| *known == name)
        {
            return None;
        }
        found.push((name, value));
        rest = after.trim_start_matches([' ', '\t', ',']);
    }
    Some(found)
}

/// A token or a quoted text, and what follows it.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_owned(), &text[end..]));
    };
    let mut out = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((out, &quoted[at + 1..])),
            '\\' => out.push(characters.next()?.1),
            other => out.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Algorithm, Proof, parameters};

    #[test]
    fn vectors_of_rfc_7616() {
        for (algorithm, expected) in [
            (Algorithm::Md5, "8ca523f5e9506fed4657c9700eebdbec"),
            (Algorithm::Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let secret = algorithm.secret("Mufasa", "http-auth@example.org", "Circle of Life");
            let proof = Proof {
                algorithm,
                secret: &secret,
                nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                counted: Some(("00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")),
                method: "GET",
                uri: "/dir/index.html",
            };
            assert_eq!(proof.response(), expected);
        }
    }

    #[test]
    fn the_older_form_of_rfc_2069() {
        let secret = Algorithm::Md5.secret("Mufasa", "testrealm@host.com", "CircleOfLife");
        let proof = Proof {
            algorithm: Algorithm::Md5,
            secret: &secret,
            nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            counted: None,
            method: "GET",
            uri: "/dir/index.html",
        };
        // The response as errata 749 of RFC 2069 corrects it.
        assert_eq!(proof.response(), "1949323746fe6a43ef61f9606e7febea");
    }

    #[test]
    fn grammar() {
        let found = parameters(r#"realm="a \"b\", c", qop="auth, auth-int" ,stale=TRUE,"#);
        let found = found.expect("well-formed");
        let expected = [("realm", "a \"b\", c"), ("qop", "auth, auth-int"), ("stale", "TRUE")];
        for ((name, value), (wanted, text)) in found.iter().zip(expected) {
            assert_eq!((name.as_str(), value.as_str()), (wanted, text));
        }
        assert_eq!(found.len(), 3);
        for text in ["x", "=1", "a=", "a=\"b", "a=1 b=2", "a=1, a=2", "a=\"b\"c"] {
            assert!(parameters(text).is_none(), "{text}");
        }
    }
}
