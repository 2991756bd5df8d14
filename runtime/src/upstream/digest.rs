//! Digest authentication towards an upstream (RFC 7616).
//!
//! The first call is challenged and repeated; later ones use the same nonce with a higher count,
//! until the upstream wants another.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use hyper::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use ring::rand::{SecureRandom, SystemRandom};

use crate::digest::{Algorithm, Proof, hex, parameters};

pub(crate) struct Digest {
    username: String,
    password: String,
    challenge: Mutex<Option<Challenge>>,
}

/// What the upstream asked for last, and how often it was answered.
struct Challenge {
    algorithm: Algorithm,
    realm: String,
    nonce: String,
    opaque: Option<String>,
    /// Whether answers are counted; RFC 2069 did not.
    counted: bool,
    count: u32,
    /// The hash of name, realm and password.
    secret: String,
}

impl Digest {
    pub(super) fn new(username: String, password: String) -> Self {
        Self { username, password, challenge: Mutex::new(None) }
    }

    /// The answer to the last challenge, for a request; `None` before the first one.
    pub(super) fn answer(&self, method: &str, target: &str) -> Option<HeaderValue> {
        let mut held = self.challenge.lock().unwrap_or_else(PoisonError::into_inner);
        let challenge = held.as_mut()?;
        challenge.count = challenge.count.checked_add(1)?;
        let mut own = [0; 16];
        SystemRandom::new().fill(&mut own).ok()?;
        let text = challenge.answer(&self.username, &hex(&own), method, target);
        drop(held);
        HeaderValue::try_from(text).ok()
    }

    /// Keeps the challenge of a 401; whether there is one that can be answered.
    pub(super) fn challenged(&self, headers: &HeaderMap) -> bool {
        let lines = headers.get_all(WWW_AUTHENTICATE).iter();
        let all = lines.filter_map(|line| line.to_str().ok()).flat_map(challenges);
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
    fn parse(text: &str, username: &str, password: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("digest").then_some(())?;
        let given = parameters(rest)?;
        let get =
            |name: &str| given.iter().find(|(known, _)| known == name).map(|(_, v)| v.clone());
        let algorithm = Algorithm::parse(get("algorithm").as_deref())?;
        let counted = match get("qop") {
            None => false,
            Some(list) => list
                .split(',')
                .any(|one| one.trim().eq_ignore_ascii_case("auth"))
                .then_some(true)?,
        };
        let (realm, nonce) = (get("realm")?, get("nonce")?);
        let secret = algorithm.secret(username, &realm, password);
        let opaque = get("opaque");
        Some(Self { algorithm, realm, nonce, opaque, counted, count: 0, secret })
    }

    fn answer(&self, username: &str, own: &str, method: &str, uri: &str) -> String {
        let count = format!("{:08x}", self.count);
        let proof = Proof {
            algorithm: self.algorithm,
            secret: &self.secret,
            nonce: &self.nonce,
            counted: self.counted.then_some((count.as_str(), own)),
            method,
            uri,
        };
        let mut out = format!(
            "Digest username={}, realm={}, nonce={}, uri={}, algorithm={}, response=\"{}\"",
            quoted(username),
            quoted(&self.realm),
            quoted(&self.nonce),
            quoted(uri),
            self.algorithm.name(),
            proof.response()
        );
        if self.counted {
            out.push_str(&format!(", qop=auth, nc={count}, cnonce=\"{own}\""));
        }
        if let Some(opaque) = &self.opaque {
            out.push_str(&format!(", opaque={}", quoted(opaque)));
        }
        out
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The challenges of one header line: a comma divides both them and their parameters.
fn challenges(line: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let (mut inside, mut escaped) = (false, false);
    for (at, character) in line.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            ',' if !inside && begins_challenge(&line[at + 1..]) => starts.push(at + 1),
            _ => {}
        }
    }
    let ends = starts.iter().skip(1).map(|at| at - 1).chain([line.len()]);
    starts.iter().zip(ends).map(|(start, end)| line[*start..end].trim()).collect()
}

/// Whether a word without `=` comes first.
fn begins_challenge(text: &str) -> bool {
    let text = text.trim_start();
    let word = text.find([' ', '=', ',']).unwrap_or(text.len());
    word > 0 && !text[word..].trim_start().starts_with('=')
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest")
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};

    use super::{Digest, challenges};

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_str(line).expect("a value"));
        }
        headers
    }

    #[test]
    fn the_better_challenge_is_answered() {
        let digest = Digest::new("Mufasa".to_owned(), "Circle of Life".to_owned());
        assert!(digest.answer("GET", "/").is_none());
        let line = "Basic realm=\"a, b\", Digest realm=\"r\", qop=\"auth,auth-int\", nonce=\"n1\", \
                    Digest realm=\"r\", algorithm=SHA-256, qop=auth, nonce=\"n2\", opaque=\"o\"";
        assert_eq!(challenges(line).len(), 3);
        assert!(digest.challenged(&headers(&[line])));
        let answer = digest.answer("GET", "/x?y").expect("an answer");
        let answer = answer.to_str().expect("text");
        for part in ["nonce=\"n2\"", "SHA-256", "nc=00000001", "uri=\"/x?y\"", "opaque=\"o\""] {
            assert!(answer.contains(part), "{part}: {answer}");
        }
        let again = digest.answer("GET", "/x?y").expect("an answer");
        assert!(again.to_str().is_ok_and(|text| text.contains("nc=00000002")));
    }

    #[test]
    fn what_cannot_be_answered() {
        let digest = Digest::new("a".to_owned(), "b".to_owned());
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
