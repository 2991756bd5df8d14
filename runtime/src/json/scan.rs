//! The grammar of JSON, over bytes: whether a value stands at a position and where it ends.
//!
//! It takes what `serde_json` takes when it skips a value: any depth, and half surrogate pairs, which are JSON
//! but no text. Accepted bytes go to a [`Sink`] on the way, so that a document can be checked and copied in one
//! pass. All positions are those of bytes.

use super::word::{CHUNK, WORD, first_other_than_digit, first_special, plain, word_at};

/// A receiver of the bytes of a value.
///
/// It has to be inlined whole, as everything here is: what a sink keeps stays in registers then.
pub(super) trait Sink {
    /// The first `length` bytes of `text`, none of which is special inside of a string.
    fn text<const N: usize>(&mut self, text: [u8; N], length: usize);
    /// A byte that is not special inside of a string.
    fn byte(&mut self, byte: u8);
    /// A quote or a backslash.
    fn special(&mut self, byte: u8);
    /// Something that not every reader may be able to read: half a surrogate pair perhaps, a large
    /// number, or great depth.
    #[inline(always)]
    fn doubt(&mut self) {}
}

/// Nothing becomes of them.
pub(super) struct Skip;

impl Sink for Skip {
    #[inline(always)]
    fn text<const N: usize>(&mut self, _: [u8; N], _: usize) {}
    #[inline(always)]
    fn byte(&mut self, _: u8) {}
    #[inline(always)]
    fn special(&mut self, _: u8) {}
}

/// The containers that are open; the first 64 of them cost no allocation.
struct Nesting<'o> {
    /// One bit for each of the innermost containers, set for an object.
    objects: u64,
    inside: u32,
    /// Full words of those around.
    outer: &'o mut Vec<u64>,
}

impl Nesting<'_> {
    #[inline(always)]
    fn enter<S: Sink>(&mut self, object: bool, sink: &mut S) {
        if self.inside == u64::BITS {
            sink.doubt();
            self.outer.push(self.objects);
            self.inside = 0;
        }
        self.objects = (self.objects << 1) | u64::from(object);
        self.inside += 1;
    }

    /// Returns `true` if a container is left.
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
    let mut nesting = Nesting { objects: 0, inside: 0, outer: &mut Vec::new() };
    let mut first = *text.get(at)?;
    loop {
        match first {
            b'"' => at = string(text, at, sink)?,
            b'{' | b'[' => {
                let object = first == b'{';
                sink.byte(first);
                (first, at) = token(text, at + 1)?;
                if first == closing(object) {
                    sink.byte(first);
                    at += 1;
                } else {
                    nesting.enter(object, sink);
                    if object {
                        (first, at) = key(text, first, at, sink)?;
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
        (first, at) = follow(text, at, &mut nesting, sink)?;
        if first == END {
            return Some(at);
        }
    }
}

/// In place of the first byte of a value: there is none after the outermost container.
const END: u8 = 0;

/// Returns the first byte of the next token after a value inside of a container, and its position.
#[inline(always)]
fn follow<S: Sink>(
    text: &[u8],
    mut at: usize,
    nesting: &mut Nesting<'_>,
    sink: &mut S,
) -> Option<(u8, usize)> {
    loop {
        let object = nesting.in_object();
        let byte;
        (byte, at) = token(text, at)?;
        if byte == b',' {
            sink.byte(b',');
            let (first, at) = token(text, at + 1)?;
            return if object { key(text, first, at, sink) } else { Some((first, at)) };
        }
        if byte != closing(object) {
            return None;
        }
        sink.byte(byte);
        at += 1;
        if !nesting.leave() {
            return Some((END, at));
        }
    }
}

#[inline(always)]
fn closing(object: bool) -> u8 {
    if object { b'}' } else { b']' }
}

/// The value of the key at `at`, whose first byte is `first`.
#[inline(always)]
fn key<S: Sink>(text: &[u8], first: u8, at: usize, sink: &mut S) -> Option<(u8, usize)> {
    if first != b'"' {
        return None;
    }
    let at = string(text, at, sink)?;
    let (colon, at) = token(text, at)?;
    if colon != b':' {
        return None;
    }
    sink.byte(b':');
    token(text, at + 1)
}

/// Returns the next byte that is not white space, and its position. It is no control character. White space
/// does not reach the sink.
#[inline(always)]
fn token(text: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        let byte = *text.get(at)?;
        if byte > b' ' {
            return Some((byte, at));
        }
        if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
            return None;
        }
        at += 1;
    }
}

/// The end of the white space at `at`.
#[inline]
pub(super) fn white(text: &[u8], at: usize) -> usize {
    // Programs leave it out.
    if text.get(at).is_some_and(|byte| *byte > b' ') {
        return at;
    }
    let rest = text.get(at..).unwrap_or_default();
    let is_white = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    at + rest.iter().position(|byte| !is_white(byte)).unwrap_or(rest.len())
}

/// The end of the string whose quote is at `at`.
#[inline(always)]
pub(super) fn string<S: Sink>(text: &[u8], at: usize, sink: &mut S) -> Option<usize> {
    sink.special(b'"');
    let mut at = at + 1;
    loop {
        let mut rest = text.get(at..)?;
        loop {
            let Some((chunk, after)) = rest.split_first_chunk() else {
                if let Some(word) = rest.first_chunk() {
                    let plain = first_special(*word);
                    sink.text(*word, plain);
                    rest = &rest[plain..];
                }
                break;
            };
            let plain = plain(chunk);
            sink.text(*chunk, plain);
            if plain < CHUNK {
                rest = &rest[plain..];
                break;
            }
            rest = after;
        }
        at = text.len() - rest.len();
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
#[inline(always)]
fn escape<S: Sink>(text: &[u8], at: usize, sink: &mut S) -> Option<usize> {
    sink.special(b'\\');
    let byte = *text.get(at)?;
    match byte {
        b'"' | b'\\' => sink.special(byte),
        b'/' | b'b' | b'f' | b'n' | b'r' | b't' => sink.byte(byte),
        b'u' => {
            let end = at + 5;
            if !text.get(at + 1..end)?.iter().all(u8::is_ascii_hexdigit) {
                return None;
            }
            // D800 to DFFF; no digit and no letter beyond F comes here.
            if matches!(text.get(at + 1..end), Some([b'd' | b'D', second, ..]) if *second >= b'8') {
                sink.doubt();
            }
            run(text, at, end, sink);
            return Some(end);
        }
        _ => return None,
    }
    Some(at + 1)
}

/// Bytes of a number that cannot be beyond those of 64 bits, if its exponent has two digits at most.
const SHORT: usize = 200;

#[inline(always)]
fn number<S: Sink>(text: &[u8], begin: usize, sink: &mut S) -> Option<usize> {
    let one_of = |at: usize, wanted: &[u8]| text.get(at).is_some_and(|byte| wanted.contains(byte));
    let mut at = begin + usize::from(one_of(begin, b"-"));
    at = if one_of(at, b"0") { at + 1 } else { digits(text, at)? };
    if one_of(at, b".") {
        at = digits(text, at + 1)?;
    }
    if one_of(at, b"eE") {
        let exponent = at + 1 + usize::from(one_of(at + 1, b"+-"));
        at = digits(text, exponent)?;
        if at - exponent > 2 {
            sink.doubt();
        }
    }
    if at - begin > SHORT {
        sink.doubt();
    }
    run(text, begin, at, sink);
    Some(at)
}

/// The end of the digits at `at`, of which there is one at least.
#[inline(always)]
fn digits(text: &[u8], begin: usize) -> Option<usize> {
    let mut at = begin;
    while let Some(word) = word_at(text, at) {
        let digits = first_other_than_digit(word);
        at += digits;
        if digits < WORD {
            return (at > begin).then_some(at);
        }
    }
    while text.get(at).is_some_and(u8::is_ascii_digit) {
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
    run(text, at, end, sink);
    Some(end)
}

/// A part of the text that has nothing special.
#[inline(always)]
fn run<S: Sink>(text: &[u8], mut at: usize, end: usize, sink: &mut S) {
    while at < end {
        if let Some(word) = word_at(text, at) {
            sink.text(word, WORD.min(end - at));
            at += WORD;
        } else {
            text.get(at).copied().into_iter().for_each(|byte| sink.byte(byte));
            at += 1;
        }
    }
}
