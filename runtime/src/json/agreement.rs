//! The pass of one's own over JSON against `serde_json`, on documents broken in every way.

use serde_json::value::RawValue;

use super::pieces::in_pieces;
use super::{compact, document, escape_document_into, escape_into, readable};

const WHOLE: &[&str] = &[
    r#"{"id":"job-1","n":-12.50e+3,"ok":true,"no":false,"nil":null,"tags":["a","b\"c",""],"o":{}}"#,
    "[ {\"a\" : [ 1 , 2.0 , -0 , 1E9 ] ,\r\n\t\"b\":\"\\u00e9\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\\\"} , [] ]",
    "\"eine längere Zeichenkette mit é, 漢字 und 😀, die über mehrere Wörter geht\"",
    r#"{"lone":"\ud800 \udfff","\ud8dd":1,"":[[[[[[[[]]]]]]]],"dup":1,"dup":2}"#,
    "  0  ",
    "null",
];
/// What mutations are made of.
const BYTES: &[u8] =
    b"\"\\{}[]:,0123456789.-+eEtfnul aAbu/\n\r\t\x00\x0b\x1f\x7f\x80\xa2\xc3\xed\xf0\xff";

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(below).expect("a size")).expect("a size")
    }
}

fn mutated(dice: &mut Dice) -> Vec<u8> {
    let mut text = WHOLE[dice.roll(WHOLE.len())].as_bytes().to_vec();
    for _ in 0..dice.roll(4) {
        let at = dice.roll(text.len() + 1);
        let byte = BYTES[dice.roll(BYTES.len())];
        match dice.roll(5) {
            0 => text.insert(at, byte),
            1 => text.truncate(at),
            2 => text = [&text[..at], &text[at / 2..]].concat(),
            _ if at == text.len() => text.push(byte),
            3 => text[at] = byte,
            _ => drop(text.remove(at)),
        }
    }
    text
}

fn check(text: &[u8]) {
    let shown = String::from_utf8_lossy(text);
    let expected = serde_json::from_slice::<&RawValue>(text).ok().map(RawValue::get);
    assert_eq!(document(text).ok(), expected, "{shown}");
    // Nothing at all is no document, and none that can be wrong.
    let is_whole = expected.is_some() || text.is_empty();
    for size in [1, 3, 7, 8, 64] {
        assert_eq!(in_pieces(text, size), is_whole, "{shown} in pieces of {size}");
    }
    let mut escaped = b"before".to_vec();
    let found = escape_document_into(text, &mut escaped);
    assert_eq!(found.map(|found| found.document), expected.map(str::as_bytes), "{shown}");
    let tight = compact(text);
    assert_eq!(tight.is_some(), expected.is_some(), "{shown}");
    let (Some(expected), Some(tight)) = (expected, tight) else { return };
    assert_eq!(tight, without_white_space(expected), "{shown}");
    let is_readable = serde_json::from_str::<serde_json::Value>(expected).is_ok();
    assert!(is_readable || found.is_some_and(|found| found.is_doubtful), "{shown}");
    if let Ok(repaired) = readable(expected.as_bytes()) {
        serde_json::from_slice::<serde_json::Value>(&repaired).expect("readable");
    }
    let inside = |text: &str| {
        let quoted = serde_json::to_string(text).expect("a string");
        quoted[1..quoted.len() - 1].to_owned()
    };
    assert_eq!(&escaped[6..], inside(&tight).as_bytes(), "{shown}");
    let mut plain = Vec::new();
    escape_into(expected.as_bytes(), &mut plain);
    assert_eq!(plain, inside(expected).as_bytes(), "{shown}");
}

/// Of a valid document.
fn without_white_space(document: &str) -> String {
    let (mut is_text, mut is_escaped) = (false, false);
    let keep = |character: &char| {
        let is_white = !is_text && character.is_ascii_whitespace();
        is_text ^= *character == '"' && !is_escaped;
        is_escaped = *character == '\\' && !is_escaped;
        !is_white
    };
    document.chars().filter(keep).collect()
}

#[test]
fn mutated_documents_are_valid_when_serde_json_says_so() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut valid = 0;
    for _ in 0..60_000 {
        let text = mutated(&mut dice);
        check(&text);
        valid += usize::from(document(&text).is_ok());
    }
    assert!(valid > 6_000, "{valid} of the documents are valid");
}

#[test]
fn all_that_numbers_and_escapes_can_be() {
    let parts = ["-", "0", "1", "23", ".", "e", "E", "+", "", " "];
    for number in 0..10_usize.pow(5) {
        let mut text = String::new();
        let mut left = number;
        for _ in 0..5 {
            text.push_str(parts[left % 10]);
            left /= 10;
        }
        check(text.as_bytes());
    }
    for byte in 0..=u8::MAX {
        check(&[b'"', b'\\', byte, b'"']);
        check(&[b'"', b'\\', b'u', b'0', byte, b'a', b'F', b'"']);
        check(&[b'"', byte, b'"']);
        check(&[b'[', byte, b'1', b']']);
        check(&[byte, b'1', byte]);
    }
}

#[test]
fn depth_costs_memory_and_no_stack() {
    for depth in [1, 63, 64, 65, 128, 129, 200_000] {
        let pairs = "[{\"a\":".repeat(depth) + "1" + &"}]".repeat(depth);
        assert_eq!(document(pairs.as_bytes()), Ok(&*pairs));
        let wrong = "[{\"a\":".repeat(depth) + "1" + &"]}".repeat(depth);
        assert!(document(wrong.as_bytes()).is_err());
        assert!(document(&pairs.as_bytes()[..pairs.len() - 1]).is_err());
    }
}
