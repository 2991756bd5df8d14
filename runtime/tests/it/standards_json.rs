//! The 340 texts of `standards/json`: as a request body, as a member, as an item and as an argument
//! of a tool, each gets what the file says. `NAFTIKO_STANDARDS` is the folder.

use std::io::{BufReader, Write};
use std::path::PathBuf;

use base64ct::{Base64, Encoding};
use serde_json::Value;

use crate::echo::Echo;
use crate::support::{Answer, connect, read};

/// A text, and what is to become of it.
struct Case {
    name: String,
    text: Vec<u8>,
    relayed: String,
    read: String,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Body,
    Member,
    Item,
}

fn cases() -> Vec<Case> {
    let folder = PathBuf::from(std::env::var_os("NAFTIKO_STANDARDS").expect("NAFTIKO_STANDARDS"));
    let file = std::fs::read(folder.join("json/parsing.json")).expect("json/parsing.json");
    let cases: Vec<Value> = serde_json::from_slice(&file).expect("a list");
    let text = |case: &Value| {
        let part = |name: &str| {
            Base64::decode_vec(case[name].as_str().unwrap_or_default()).expect("Base64")
        };
        let times = case["repeat"].as_u64().unwrap_or(1);
        let mut text = part("bytes").repeat(usize::try_from(times).unwrap());
        text.extend(part("end"));
        text
    };
    let word = |case: &Value, name: &str| case[name].as_str().expect("a word").to_owned();
    let case = |case: &Value| Case {
        name: word(case, "name"),
        text: text(case),
        relayed: word(case, "relayed"),
        read: word(case, "read"),
    };
    cases.iter().map(case).collect()
}

/// What is sent, and what of it has to arrive.
fn placed(text: &[u8], place: Place, member: &str) -> Vec<u8> {
    let key = format!("{{\"{member}\":");
    match place {
        Place::Body => text.to_vec(),
        Place::Member => [key.as_bytes(), text, b"}"].concat(),
        Place::Item => [key.as_bytes(), b"[0,", text, b"]}"].concat(),
    }
}

fn send(address: std::net::SocketAddr, line: &str, body: &[u8]) -> Answer {
    let mut stream = connect(address);
    let size = body.len();
    write!(stream, "{line} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\ncontent-length: {size}\r\n\r\n").unwrap();
    stream.write_all(body).unwrap();
    read(&mut BufReader::new(stream), false)
}

/// Whether the answer refuses, in a way that its caller can read.
fn is_refused(answer: &Answer) -> bool {
    match answer.status {
        400 => true,
        200 => {
            let message = answer.json();
            message["error"].is_object() || message["result"]["isError"] == true
        }
        _ => false,
    }
}

/// What arrived; `None` when the request was refused, and then nothing has.
fn arrived(echo: &Echo, is_tool: bool, name: &str, sent: &[u8]) -> Option<(String, Vec<u8>)> {
    let before = echo.upstream.seen().len();
    let answer = if is_tool {
        let call = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{{\"name\":\"{name}\",\"arguments\":"
        );
        send(echo.mcp, "POST /mcp", &[call.as_bytes(), sent, b"}}"].concat())
    } else {
        let method = if name == "whole" { "PUT" } else { "POST" };
        send(echo.rest, &format!("{method} /{name}"), sent)
    };
    let found = echo.sent(before);
    assert_eq!(is_refused(&answer), found.is_none(), "{answer:?}");
    found
}

/// The value that follows `"doc":` in what arrived.
fn doc(body: &[u8]) -> Option<&[u8]> {
    body.strip_prefix(b"{\"doc\":")?.strip_suffix(b",\"text\":\"<>\"}")
}

fn is_accepted(expected: &str, arrived: bool) -> bool {
    match expected {
        "accept" => arrived,
        "refuse" => !arrived,
        _ => true,
    }
}

/// Every text as a document that is passed on whole.
#[test]
#[ignore = "needs NAFTIKO_STANDARDS"]
fn documents_are_relayed_as_they_are_or_refused() {
    let echo = Echo::start();
    let mut wrong = Vec::new();
    for case in cases() {
        let text = case.text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&case.text).trim_ascii();
        let is_marked = text.len() + 3 <= case.text.len() && case.text.starts_with(b"\xef");
        for (place, is_tool) in [
            (Place::Body, false),
            (Place::Member, false),
            (Place::Item, false),
            (Place::Member, true),
            (Place::Item, true),
        ] {
            // A mark is one only where a text begins.
            let expected =
                if is_marked && place != Place::Body { "refuse" } else { case.relayed.as_str() };
            let (name, member) = match (place, is_tool) {
                (Place::Body, _) => ("whole", ""),
                _ => ("said", "doc"),
            };
            let found = arrived(&echo, is_tool, name, &placed(&case.text, place, member));
            let is_same = found.as_ref().is_none_or(|(_, body)| match place {
                Place::Body => body == text,
                Place::Member => doc(body) == Some(text),
                Place::Item => doc(body).is_some_and(|doc| {
                    doc.strip_prefix(b"[0,")
                        .and_then(|doc| doc.strip_suffix(b"]"))
                        .is_some_and(|item| item.trim_ascii() == text)
                }),
            });
            if !is_accepted(expected, found.is_some()) || !is_same {
                wrong.push(format!("{} {place:?} {is_tool}: {expected}, {found:?}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every text as a value that is taken apart into a query: its items, members or itself as text.
#[test]
#[ignore = "needs NAFTIKO_STANDARDS"]
fn values_are_read_exactly_or_refused() {
    let echo = Echo::start();
    let mut wrong = Vec::new();
    let is_marked = |case: &Case| case.text.starts_with(b"\xef\xbb\xbf");
    for case in cases().iter().filter(|case| !is_marked(case)) {
        let found = arrived(&echo, true, "said", &placed(&case.text, Place::Member, "any"));
        let numbers = std::str::from_utf8(&case.text).unwrap_or_default();
        let number = numbers.trim().trim_matches(['[', ']']).trim();
        let digits = number.replace('+', "%2B");
        let is_same = found.as_ref().is_none_or(|(target, _)| {
            case.read != "exact" || *target == format!("/said?any={digits}")
        });
        if !is_accepted(&case.read, found.is_some()) || !is_same {
            wrong.push(format!("{}: {}, {found:?}", case.name, case.read));
        }
        if case.read == "exact" {
            // The same as a number, which is what its caller means.
            let sent = format!("{{\"size\":{number}}}");
            let Some((target, _)) = arrived(&echo, true, "said", sent.as_bytes()) else { continue };
            if target != format!("/said?size={digits}") {
                wrong.push(format!("{} as a number: {target}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
