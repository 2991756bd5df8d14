//! Digest authentication towards an upstream (RFC 7616).
//!
//! The first call is challenged and repeated; later ones use the same nonce with a higher count,
//! until the upstream wants another.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use hyper::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use ring::rand::{SecureRandom, SystemRandom};

use crate::digest::{Algorithm, Proof, parameters};
use crate::evaluate::{self, Scope};
use crate::hex::hex;
use crate::tables::DigestLogin;

pub(crate) struct DigestAuthenticator {
    username: String,
    password: String,
    challenge: Mutex<Option<Challenge>>,
}

/// The challenge that the upstream sent last, and the number of its answers.
struct Challenge {
    algorithm: Algorithm,
    realm: Vec<u8>,
    nonce: Vec<u8>,
    opaque: Option<Vec<u8>>,
    /// Set if answers are counted; RFC 2069 did not.
    counted: bool,
    count: u32,
    /// The hash of name, realm and password.
    secret: String,
}

impl DigestAuthenticator {
    pub(super) fn resolve(table: &'static DigestLogin, variables: &[String]) -> Self {
        let text = |parts| evaluate::text(parts, Scope::fixed(variables));
        Self::new(text(table.username), text(table.password))
    }

    fn new(username: String, password: String) -> Self {
        Self { username, password, challenge: Mutex::new(None) }
    }

    /// Returns `true` if another one proves the same.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.username == other.username && self.password == other.password
    }

    /// The answer to the last challenge, for a request; `None` before the first one.
    pub(super) fn answer(&self, method: &str, target: &str) -> Option<HeaderValue> {
        let mut held = self.challenge.lock().unwrap_or_else(PoisonError::into_inner);
        let challenge = held.as_mut()?;
        challenge.count = challenge.count.checked_add(1)?;
        let mut own = [0; 16];
        SystemRandom::new().fill(&mut own).ok()?;
        let octets = challenge.answer(&self.username, &hex(&own), method, target);
        drop(held);
        HeaderValue::try_from(octets).ok()
    }

    /// Keeps the challenge of a 401; whether there is one that can be answered.
    pub(super) fn challenged(&self, headers: &HeaderMap) -> bool {
        let lines = headers.get_all(WWW_AUTHENTICATE).iter();
        let all = lines.flat_map(|line| challenges(line.as_bytes()));
        // SHA-256 before MD5, whatever the upstream likes better.
        let best = all
            .filter_map(|text| Challenge::parse(text, &self.username, &self.password))
            .min_by_key(|challenge| challenge.algorithm == Algorithm::Md5);
        let found = best.is_some();
        if found {
            *self.challenge.lock().unwrap_or_else(PoisonError::into_inner) = best;
        }
        found
    }
}

impl Challenge {
    fn parse(text: &[u8], username: &str, password: &str) -> Option<Self> {
        let (scheme, rest) = text.split_at(text.iter().position(|byte| *byte == b' ')?);
        scheme.eq_ignore_ascii_case(b"digest").then_some(())?;
        let given = parameters(rest)?;
        let get =
            |name: &str| given.iter().find(|(known, _)| known == name).map(|(_, v)| v.clone());
        let algorithm = Algorithm::parse(get("algorithm").as_deref())?;
        let counted = match get("qop") {
            None => false,
            Some(list) => list
                .split(|byte| *byte == b',')
                .any(|one| one.trim_ascii().eq_ignore_ascii_case(b"auth"))
                .then_some(true)?,
        };
        let (realm, nonce) = (get("realm")?, get("nonce")?);
        let secret = algorithm.secret(username, &realm, password);
        let opaque = get("opaque");
        Some(Self { algorithm, realm, nonce, opaque, counted, count: 0, secret })
    }

    fn answer(&self, username: &str, own: &str, method: &str, uri: &str) -> Vec<u8> {
        let count = format!("{:08x}", self.count);
        let proof = Proof {
            algorithm: self.algorithm,
            secret: &self.secret,
            nonce: &self.nonce,
            counted: self.counted.then_some((count.as_bytes(), own.as_bytes())),
            method,
            uri,
        };
        let mut out = b"Digest".to_vec();
        for (name, value) in [
            (" username=", username.as_bytes()),
            (", realm=", &self.realm),
            (", nonce=", &self.nonce),
            (", uri=", uri.as_bytes()),
            (", response=", proof.response().as_bytes()),
        ] {
            push_quoted(&mut out, name, value);
        }
        out.extend_from_slice(format!(", algorithm={}", self.algorithm.name()).as_bytes());
        if self.counted {
            let counted = format!(", qop=auth, nc={count}, cnonce=\"{own}\"");
            out.extend_from_slice(counted.as_bytes());
        }
        if let Some(opaque) = &self.opaque {
            push_quoted(&mut out, ", opaque=", opaque);
        }
        out
    }
}

fn push_quoted(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
    for octet in value {
        if matches!(octet, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(*octet);
    }
    out.push(b'"');
}

/// The challenges of one header line: a comma divides both them and their parameters.
fn challenges(line: &[u8]) -> Vec<&[u8]> {
    let mut starts = vec![0];
    let (mut inside, mut escaped) = (false, false);
    for (at, octet) in line.iter().enumerate() {
        match octet {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b',' if !inside && begins_challenge(&line[at + 1..]) => starts.push(at + 1),
            _ => {}
        }
    }
    let ends = starts.iter().skip(1).map(|at| at - 1).chain([line.len()]);
    starts.iter().zip(ends).map(|(start, end)| line[*start..end].trim_ascii()).collect()
}

/// Returns `true` if a word without `=` comes first.
fn begins_challenge(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let is_end = |byte: &u8| matches!(byte, b' ' | b'=' | b',');
    let word = text.iter().position(is_end).unwrap_or(text.len());
    word > 0 && !text[word..].trim_ascii_start().starts_with(b"=")
}

impl fmt::Debug for DigestAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest")
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};

    use super::{Algorithm, DigestAuthenticator, challenges};

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_str(line).expect("a value"));
        }
        headers
    }

    #[test]
    fn the_better_challenge_is_answered() {
        let digest = DigestAuthenticator::new("Mufasa".to_owned(), "Circle of Life".to_owned());
        assert!(digest.answer("GET", "/").is_none());
        let line = "Basic realm=\"a, b\", Digest realm=\"r\", qop=\"auth,auth-int\", nonce=\"n1\", \
                    Digest realm=\"r\", algorithm=SHA-256, qop=auth, nonce=\"n2\", opaque=\"o\"";
        assert_eq!(challenges(line.as_bytes()).len(), 3);
        assert!(digest.challenged(&headers(&[line])));
        let answer = digest.answer("GET", "/x?y").expect("an answer");
        let answer = answer.to_str().expect("text");
        for part in ["nonce=\"n2\"", "SHA-256", "nc=00000001", "uri=\"/x?y\"", "opaque=\"o\""] {
            assert!(answer.contains(part), "{part}: {answer}");
        }
        let again = digest.answer("GET", "/x?y").expect("an answer");
        assert!(again.to_str().is_ok_and(|text| text.contains("nc=00000002")));
    }

    /// ISO 8859-1 or UTF-8: the octets of the upstream are answered and hashed.
    #[test]
    fn realms_in_any_charset_are_answered() {
        for realm in [&b"caf\xe9"[..], "café \"x\"".as_bytes()] {
            let digest = DigestAuthenticator::new("a".to_owned(), "b".to_owned());
            let escaped = realm.iter().flat_map(|octet| match octet {
                b'"' => vec![b'\\', b'"'],
                octet => vec![*octet],
            });
            let quoted = [b"realm=\"", &escaped.collect::<Vec<u8>>()[..], b"\""].concat();
            let line = [b"Digest ", &quoted[..], b", nonce=\"n\""].concat();
            let mut headers = HeaderMap::new();
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_bytes(&line).expect("a value"));
            assert!(digest.challenged(&headers));
            let answer = digest.answer("GET", "/").expect("an answer");
            let secret = Algorithm::Md5.hash(&[b"a:", realm, b":b"].concat());
            let request = Algorithm::Md5.hash(b"GET:/");
            let response = Algorithm::Md5.hash(format!("{secret}:n:{request}").as_bytes());
            for part in [&quoted[..], format!("response=\"{response}\"").as_bytes()] {
                assert!(answer.as_bytes().windows(part.len()).any(|found| found == part));
            }
        }
    }

    #[test]
    fn what_cannot_be_answered() {
        let digest = DigestAuthenticator::new("a".to_owned(), "b".to_owned());
        for line in [
            "Basic realm=\"x\"",
            "Digest realm=\"x\"",
            "Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256",
            "Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\"",
            "Digest",
            "",
        ] {
            assert!(!digest.challenged(&headers(&[line])), "{line}");
        }
    }
}
