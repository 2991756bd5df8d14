//! The arithmetic and the grammar of digest authentication (RFC 7616), for both of its sides. What
//! a peer says are octets here: a realm is in whatever charset its administrator had.

use ring::digest::{SHA256, digest};

use crate::hex::hex;

/// The hash algorithm of a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Sha256,
    /// Only towards upstreams: many have nothing else.
    Md5,
}

/// The values from which a response is computed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proof<'a> {
    pub(crate) algorithm: Algorithm,
    /// The hash of name, realm and password.
    pub(crate) secret: &'a str,
    pub(crate) nonce: &'a [u8],
    /// The number of times that the nonce was used, and the client's own nonce; `None` is the form of RFC 2069.
    pub(crate) counted: Option<(&'a [u8], &'a [u8])>,
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
    pub(crate) fn parse(name: Option<&[u8]>) -> Option<Self> {
        let known = [Self::Sha256, Self::Md5];
        let name = name.unwrap_or(b"MD5");
        known.into_iter().find(|algorithm| algorithm.name().as_bytes().eq_ignore_ascii_case(name))
    }

    pub(crate) fn hash(self, octets: &[u8]) -> String {
        match self {
            Self::Sha256 => hex(digest(&SHA256, octets).as_ref()),
            Self::Md5 => hex(&md5::compute(octets).0),
        }
    }

    /// The hash that stands for a password.
    pub(crate) fn secret(self, username: &str, realm: &[u8], password: &str) -> String {
        self.hash(&[username.as_bytes(), realm, password.as_bytes()].join(&b':'))
    }
}

impl Proof<'_> {
    pub(crate) fn response(&self) -> String {
        let Self { algorithm, secret, nonce, counted, method, uri } = self;
        let request = algorithm.hash(format!("{method}:{uri}").as_bytes());
        let (secret, request) = (secret.as_bytes(), request.as_bytes());
        let joined = match *counted {
            Some((count, own)) => [secret, nonce, count, own, b"auth", request].join(&b':'),
            None => [secret, nonce, request].join(&b':'),
        };
        algorithm.hash(&joined)
    }
}

/// The parameters behind a scheme, names in lower case; `None` when one is malformed or given twice.
pub(crate) fn parameters(text: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    let mut rest = skip(text);
    while !rest.is_empty() {
        let equals = rest.iter().position(|byte| *byte == b'=')?;
        let name = rest.get(..equals)?.trim_ascii().to_ascii_lowercase();
        let (value, after) = value(rest.get(equals + 1..)?.trim_ascii_start())?;
        let after = after.trim_ascii_start();
        if name.is_empty()
            || name.iter().any(|byte| !byte.is_ascii_graphic() || matches!(byte, b'"' | b','))
            || !(after.is_empty() || after.starts_with(b","))
            || found.iter().any(|(known, _)| known.as_bytes() == name)
        {
            return None;
        }
        found.push((String::from_utf8(name).ok()?, value));
        rest = skip(after);
    }
    Some(found)
}

/// Returns the text after leading blanks and commas.
fn skip(text: &[u8]) -> &[u8] {
    let is_part = |byte: &u8| !matches!(byte, b' ' | b'\t' | b',');
    text.iter().position(is_part).map_or(&[], |at| &text[at..])
}

/// A token or a quoted text, and what follows it.
fn value(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let Some(quoted) = text.strip_prefix(b"\"") else {
        let is_end = |byte: &u8| matches!(byte, b',' | b' ' | b'\t');
        let end = text.iter().position(is_end).unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_vec(), &text[end..]));
    };
    let mut out = Vec::new();
    let mut octets = quoted.iter().enumerate();
    while let Some((at, octet)) = octets.next() {
        match octet {
            b'"' => return Some((out, &quoted[at + 1..])),
            b'\\' => out.push(*octets.next()?.1),
            other => out.push(*other),
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
            let secret = algorithm.secret("Mufasa", b"http-auth@example.org", "Circle of Life");
            let proof = Proof {
                algorithm,
                secret: &secret,
                nonce: b"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                counted: Some((b"00000001", b"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")),
                method: "GET",
                uri: "/dir/index.html",
            };
            assert_eq!(proof.response(), expected);
        }
    }

    #[test]
    fn the_older_form_of_rfc_2069() {
        let secret = Algorithm::Md5.secret("Mufasa", b"testrealm@host.com", "CircleOfLife");
        let proof = Proof {
            algorithm: Algorithm::Md5,
            secret: &secret,
            nonce: b"dcd98b7102dd2f0e8b11d0f600bfb0c093",
            counted: None,
            method: "GET",
            uri: "/dir/index.html",
        };
        // The response as errata 749 of RFC 2069 corrects it.
        assert_eq!(proof.response(), "1949323746fe6a43ef61f9606e7febea");
    }

    #[test]
    fn grammar() {
        let found = parameters(br#"realm="a \"b\", c", qop="auth, auth-int" ,stale=TRUE,"#);
        let found = found.expect("well-formed");
        let expected = [("realm", "a \"b\", c"), ("qop", "auth, auth-int"), ("stale", "TRUE")];
        for ((name, value), (wanted, text)) in found.iter().zip(expected) {
            assert_eq!((name.as_str(), value.as_slice()), (wanted, text.as_bytes()));
        }
        assert_eq!(found.len(), 3);
        for text in ["x", "=1", "a=", "a=\"b", "a=1 b=2", "a=1, a=2", "a=\"b\"c"] {
            assert!(parameters(text.as_bytes()).is_none(), "{text}");
        }
    }
}
