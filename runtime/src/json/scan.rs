//! The grammar of JSON, over bytes: whether a value stands at a position and where it ends.
//!
//! It takes what `serde_json` takes when it skips a value: any depth, and half surrogate pairs,
//! which are JSON but no text. What is accepted goes to a [`Sink`] on the way, so that a document
//! can be checked and copied in one pass. All positions are those of bytes.

use super::word::{WORD, first_special, word_at};

/// What becomes of the bytes of a value.
pub(super) trait Sink {
    /// The first `length` bytes of a word, none of which is special inside of a string.
    fn word(&mut self, word: [u8; WORD], length: usize);
    /// A byte that is not special inside of a string.
    fn byte(&mut self, byte: u8);
    /// A quote, a backslash, or white space that strings cannot have.
    fn special(&mut self, byte: u8);
}

/// Nothing becomes of them.
pub(super) struct Skip;

impl Sink for Skip {
    #[inline(always)]
    fn word(&mut self, _: [u8; WORD], _: usize) {}
    #[inline(always)]
    fn byte(&mut self, _: u8) {}
    #[inline(always)]
    fn special(&mut self, _: u8) {}
}

/// The containers that are open; the first 64 of them cost no allocation.
#[derive(Default)]
struct Nesting {
    /// One bit for each of the innermost containers, set for an object.
    objects: u64,
    inside: u32,
    /// Full words of those around.
    outer: Vec<u64>,
}

impl Nesting {
    #[inline(always)]
    fn enter(&mut self, object: bool) {
        if self.inside == u64::BITS {
            self.outer.push(self.objects);
            self.inside = 0;
        }
        self.objects = (self.objects << 1) | u64::from(object);
        self.inside += 1;
    }

    /// Whether a container is left.
    #[inline(always)]
    fn leave(&mut self) -> bool {
        self.objects >>= 1;
        self.inside -= 1;
        if self.inside > 0 {
            return true;
        }
        let Some(objects) = self.outer.pop() else { return false };
        (self.objects, self.inside) = (objects, u64::BITS);
        true
    }

    #[inline(always)]
    fn in_object(&self) -> bool {
        self.objects & 1 == 1
    }
}

/// The end of the value that begins at `at`, without white space before it; `None` when there is
/// none.
#[inline(always)]
pub(super) fn value<S: Sink>(text: &[u8], mut at: usize, sink: &mut S) -> Option<usize> {
    let mut nesting = Nesting::default();
    loop {
        let first = *text.get(at)?;
        match first {
            b'"' => at = string(text, at, sink)?,
            b'{' | b'[' => {
                sink.byte(first);
                at = white(text, at + 1, sink);
                let object = first == b'{';
                if *text.get(at)? == closing(object) {
                    sink.byte(closing(object));
                    at += 1;
                } else {
                    nesting.enter(object);
                    if object {
                        at = key(text, at, sink)?;
                    }
                    continue;
                }
            }
            b'-' | b'0'..=b'9' => at = number(text, at, sink)?,
            b't' => at = literal(text, at, b"true", sink)?,
            b'f' => at = literal(text, at, b"false", sink)?,
            b'n' => at = literal(text, at, b"null", sink)?,
            _ => return None,
        }
        if nesting.inside == 0 {
            return Some(at);
        }
        match follow(text, at, &mut nesting, sink)? {
            Follow::Value(next) => at = next,
            Follow::End(end) => return Some(end),
        }
    }
}

enum Follow {
    /// Where the next value begins.
    Value(usize),
    /// Where the outermost container ends.
    End(usize),
}

/// What comes after a value inside of a container.
#[inline(always)]
fn follow<S: Sink>(
    text: &[u8],
    mut at: usize,
    nesting: &mut Nesting,
    sink: &mut S,
) -> Option<Follow> {
    loop {
        at = white(text, at, sink);
        let byte = *text.get(at)?;
        let object = nesting.in_object();
        if byte == b',' {
            sink.byte(b',');
            at = white(text, at + 1, sink);
            return Some(Follow::Value(if object { key(text, at, sink)? } else { at }));
        }
        if byte != closing(object) {
            return None;
        }
        sink.byte(byte);
        at += 1;
        if !nesting.leave() {
            return Some(Follow::End(at));
        }
    }
}

#[inline(always)]
fn closing(object: bool) -> u8 {
    if object { b'}' } else { b']' }
}

/// Where the value of the key at `at` begins.
#[inline(always)]
fn key<S: Sink>(text: &[u8], at: usize, sink: &mut S) -> Option<usize> {
    if *text.get(at)? != b'"' {
        return None;
    }
    let at = string(text, at, sink)?;
    let at = white(text, at, sink);
    if *text.get(at)? != b':' {
        return None;
    }
    sink.byte(b':');
    Some(white(text, at + 1, sink))
}

/// The end of the white space at `at`.
#[inline(always)]
pub(super) fn white<S: Sink>(text: &[u8], mut at: usize, sink: &mut S) -> usize {
    while let Some(byte) = text.get(at).filter(|byte| **byte <= b' ') {
        match byte {
            b' ' => sink.byte(b' '),
            b'\n' | b'\r' | b'\t' => sink.special(*byte),
            _ => break,
        }
        at += 1;
    }
    at
}

/// The end of the string whose quote is at `at`.
#[inline(always)]
pub(super) fn string<S: Sink>(text: &[u8], at: usize, sink: &mut S) -> Option<usize> {
    sink.special(b'"');
    let mut at = at + 1;
    loop {
        if let Some(word) = word_at(text, at) {
            let plain = first_special(word);
            sink.word(word, plain);
            at += plain;
            if plain == WORD {
                continue;
            }
        }
        let byte = *text.get(at)?;
        at += 1;
        match byte {
            b'"' => {
                sink.special(b'"');
                return Some(at);
            }
            b'\\' => at = escape(text, at, sink)?,
            0..b' ' => return None,
            _ => sink.byte(byte),
        }
    }
}

/// The end of the escape whose backslash is before `at`.
fn escape<S: Sink>(text: &[u8], at: usize, sink: &mut S) -> Option<usize> {
    sink.special(b'\\');
    let byte = *text.get(at)?;
    match byte {
        b'"' | b'\\' => sink.special(byte),
        b'/' | b'b' | b'f' | b'n' | b'r' | b't' => sink.byte(byte),
        b'u' => {
            let digits = text.get(at + 1..at + 5)?;
            if !digits.iter().all(u8::is_ascii_hexdigit) {
                return None;
            }
            sink.byte(b'u');
            digits.iter().for_each(|digit| sink.byte(*digit));
            return Some(at + 5);
        }
        _ => return None,
    }
    Some(at + 1)
}

#[inline(always)]
fn number<S: Sink>(text: &[u8], at: usize, sink: &mut S) -> Option<usize> {
    let mut at = one_of(text, at, b"-", sink).unwrap_or(at);
    at = match one_of(text, at, b"0", sink) {
        Some(next) => next,
        None => digits(text, at, sink)?,
    };
    if let Some(next) = one_of(text, at, b".", sink) {
        at = digits(text, next, sink)?;
    }
    if let Some(next) = one_of(text, at, b"eE", sink) {
        let next = one_of(text, next, b"+-", sink).unwrap_or(next);
        at = digits(text, next, sink)?;
    }
    Some(at)
}

#[inline(always)]
fn one_of<S: Sink>(text: &[u8], at: usize, wanted: &[u8], sink: &mut S) -> Option<usize> {
    let byte = text.get(at).filter(|byte| wanted.contains(byte))?;
    sink.byte(*byte);
    Some(at + 1)
}

/// The end of the digits at `at`, of which there is one at least.
#[inline(always)]
fn digits<S: Sink>(text: &[u8], begin: usize, sink: &mut S) -> Option<usize> {
    let mut at = begin;
    while let Some(byte) = text.get(at).filter(|byte| byte.is_ascii_digit()) {
        sink.byte(*byte);
        at += 1;
    }
    (at > begin).then_some(at)
}

#[inline(always)]
fn literal<S: Sink>(text: &[u8], at: usize, name: &[u8], sink: &mut S) -> Option<usize> {
    let end = at + name.len();
    if text.get(at..end)? != name {
        return None;
    }
    name.iter().for_each(|byte| sink.byte(*byte));
    Some(end)
}
