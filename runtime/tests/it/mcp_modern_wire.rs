//! Revision 2026-07-28 on the wire: beside the handshake, over HTTP and over stdio.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use naftiko_runtime::testing::Script;
use serde_json::{Value, json};

use crate::mcp_modern::{
    ARGUMENTS, CALL, GET_JOB, JSON, LIST, META, VERSION, message, post, refused, result,
};
use crate::support::{connect, forge, forge_with, send};

#[test]
fn the_body_chooses_the_era() {
    let pair = forge(|_| Script::json("[1]"));
    let old = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2026-07-28","capabilities":{},"clientInfo":{"name":"t","version":"1"},"_meta":{"x":1}}}"#;
    for headers in [&[][..], &[VERSION]] {
        let answer = post(pair.mcp(), headers, old);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["result"]["protocolVersion"], "2025-11-25");
    }
    let tool = r#"{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"list-training-jobs","_meta":{"progressToken":3}}}"#;
    let answer = post(pair.mcp(), &[("mcp-protocol-version", "2025-11-25")], tool);
    let expected = json!({"content": [{"type": "text", "text": "[1]"}]});
    assert_eq!(answer.json()["result"], expected);
    refused(&post(pair.mcp(), &[VERSION], tool), 400, -32602, "_meta is missing");
}

#[test]
fn shapes_and_transport() {
    let pair = forge(|_| Script::json("{}"));
    let mcp = pair.mcp();
    let list = message("tools/list", "", META);
    let batch = format!("[{list}]");
    let answer = post(mcp, &[VERSION, LIST], &batch);
    assert_eq!((answer.status, answer.json()["error"]["code"].as_i64()), (400, Some(-32600)));
    assert_eq!(post(mcp, &[LIST], &batch).json()[0]["error"]["code"], -32020);
    for (body, code) in [("{", -32700), ("7", -32600), (&list.replace('0', "null"), -32600)] {
        let answer = post(mcp, &[VERSION, LIST], body);
        assert_eq!((answer.status, answer.json()["error"]["code"].as_i64()), (400, Some(code)));
        assert_eq!(answer.json().get("id"), None);
    }
    let twice = message("tools/call", r#""name":"a","name":"b","#, META);
    refused(&post(mcp, &[VERSION, CALL, ("mcp-name", "a")], &twice), 400, -32600, "twice");
    let note = list.replace(r#""id":0,"#, "");
    let answer = post(mcp, &[VERSION], &note);
    assert_eq!((answer.status, answer.body.len()), (202, 0));
    for method in ["GET", "DELETE"] {
        let answer = send(mcp, method, "/mcp", &[VERSION], "");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    }
    for (headers, status) in [
        (&[JSON, ("origin", "https://evil.example")][..], 403),
        (&[("content-type", "text/plain")], 415),
        (&[JSON, ("accept", "text/html")], 406),
        (&[JSON, ("accept", "text/event-stream, application/json")], 200),
        (&[JSON, ("mcp-session-id", "x"), ("last-event-id", "1")], 200),
    ] {
        let headers = [headers, &[VERSION, LIST]].concat();
        let answer = send(mcp, "POST", "/mcp", &headers, &list);
        assert_eq!((answer.status, answer.header("mcp-session-id")), (status, None));
    }
    result(&send(mcp, "POST", "/", &[JSON, VERSION, LIST], &list));
}

#[test]
fn ids_are_echoed_as_written() {
    let pair = forge(|_| Script::json("{}"));
    for id in ["\"\"", "-5", "\"\\u0041\"", "9007199254740993"] {
        let body = message("nonsense", "", META).replace(r#""id":0"#, &format!(r#""id":{id}"#));
        let answer = post(pair.mcp(), &[VERSION, ("mcp-method", "nonsense")], &body).text();
        assert!(answer.starts_with(&format!(r#"{{"jsonrpc":"2.0","id":{id},"error""#)), "{answer}");
    }
}

#[test]
fn traces_go_on_to_the_upstream() {
    let pair = forge(|_| Script::json("{}"));
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let other = parent.replace("0af", "1af");
    let trace = |parent: &str, state: &str, baggage: &str| {
        format!(r#"{META},"traceparent":"{parent}","tracestate":"{state}","baggage":"{baggage}""#)
    };
    for (meta, expected) in [
        (trace(parent, "a=1", "k=v;p"), (Some(parent), Some("a=1"), Some("k=v;p"))),
        (trace(parent, "A", "\\r\\nx: y"), (Some(parent), None, None)),
        (trace("00-0-0-01", "a=1", "k=v"), (Some(&*other), Some("of=header"), Some("k=v"))),
        (META.to_owned(), (Some(&*other), Some("of=header"), None)),
    ] {
        let body = message("tools/call", ARGUMENTS, &meta);
        let of_header = [("traceparent", &*other), ("tracestate", "of=header")];
        result(&post(pair.mcp(), &[&[VERSION, CALL, GET_JOB], &of_header[..]].concat(), &body));
        let seen = pair.upstream.seen().pop().unwrap();
        let found = (seen.header("traceparent"), seen.header("tracestate"), seen.header("baggage"));
        assert_eq!(found, expected, "{meta}");
    }
}

/// Answers after the first sign of life is due.
fn slow(answer: &'static str) -> crate::support::Pair {
    forge(move |_| {
        let script = Script::default().wait(Duration::from_millis(1300));
        script.head(200, &[], answer.len()).send(answer.as_bytes())
    })
}

fn with_token(token: &str) -> String {
    message("tools/call", ARGUMENTS, &format!(r#"{META},"progressToken":{token}"#))
}

const EITHER: (&str, &str) = ("accept", "application/json, text/event-stream");

#[test]
fn long_calls_show_signs_of_life_to_who_asks_for_them() {
    let pair = slow("{\n\"a\":1}");
    let answer = post(pair.mcp(), &[VERSION, CALL, GET_JOB, EITHER], &with_token("\"p\\u0031\""));
    assert_eq!((answer.status, answer.complete), (200, true));
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-cache"),
        ("x-accel-buffering", "no"),
    ] {
        assert_eq!(answer.header(name), Some(value));
    }
    let text = answer.text();
    let events: Vec<Value> = text
        .strip_suffix("\n\n")
        .expect("a whole event")
        .split("\n\n")
        .map(|event| event.strip_prefix("event: message\ndata: ").expect("a message"))
        .map(|data| serde_json::from_str(data).expect("valid JSON"))
        .collect();
    assert_eq!(events.len(), 2, "{text}");
    assert_eq!(events[0]["method"], "notifications/progress");
    assert_eq!(events[0]["params"]["progressToken"], "p1");
    assert_eq!(events[0]["params"]["progress"], 1);
    assert_eq!(events[1]["id"], 0);
    assert_eq!(events[1]["result"]["structuredContent"], json!({"a": 1}));
    assert_eq!(events[1]["result"]["resultType"], "complete");
}

#[test]
fn a_token_that_cannot_be_echoed_is_refused() {
    let pair = forge(|_| Script::json("{}"));
    for (token, text) in [("1.5", "must be a string"), ("{}", "must be a string"), ("null", "")] {
        let body = with_token(token);
        let old = body.replace(&format!("{META},"), "");
        for (headers, body) in [(&[VERSION, CALL, GET_JOB, EITHER][..], &body), (&[EITHER], &old)] {
            let answer = post(pair.mcp(), headers, body);
            let refused = !text.is_empty();
            assert_eq!(answer.status, if refused { 400 } else { 200 }, "{body}");
            let error = &answer.json()["error"];
            assert_eq!(error["code"].as_i64(), refused.then_some(-32602), "{body}");
            assert!(error["message"].as_str().unwrap_or_default().contains(text), "{error}");
        }
    }
    assert_eq!(pair.upstream.seen().len(), 2);
}

#[test]
fn everybody_else_gets_json() {
    let pair = slow("{}");
    let plain = message("tools/call", ARGUMENTS, META);
    let old = plain.replace(META, r#""progressToken":1"#);
    let routed = [VERSION, CALL, GET_JOB];
    for (headers, body) in [
        (&[&routed[..], &[EITHER]].concat()[..], plain.as_str()),
        (&[&routed[..], &[("accept", "*/*")]].concat(), &with_token("1")),
        (&routed, &with_token("1")),
        (&[("accept", "application/json")], &old),
    ] {
        let answer = post(pair.mcp(), headers, body);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
        assert_eq!(answer.json()["result"]["structuredContent"], json!({}));
    }
    let events = post(pair.mcp(), &[EITHER], &old);
    assert_eq!(events.header("content-type"), Some("text/event-stream"));
    assert!(events.text().contains("notifications/progress"), "{events:?}");
    let quick = forge(|_| Script::json("{}"));
    result(&post(quick.mcp(), &[VERSION, CALL, GET_JOB, EITHER], &with_token("1")));
    let unknown = with_token("1").replace("get-training-job", "x");
    let headers = [VERSION, CALL, ("mcp-name", "x"), EITHER];
    refused(&post(quick.mcp(), &headers, &unknown), 200, -32602, "Unknown tool");
    refused(&post(quick.mcp(), &[VERSION, CALL, EITHER], &with_token("1")), 400, -32020, "");
}

#[test]
fn a_closed_connection_ends_the_call() {
    for (token, first) in [(String::new(), ""), (with_token("1"), "HTTP/1.1 200 OK\r\n")] {
        let upstream = TcpListener::bind("127.0.0.1:0").unwrap();
        let uri = format!("http://{}", upstream.local_addr().unwrap());
        let pair = forge_with(
            |config| config.set("FORGE_TRAINING_JOBS_BASE_URI", uri),
            |_| Script::json("{}"),
        );
        let plain = message("tools/call", ARGUMENTS, META);
        let body = if token.is_empty() { &plain } else { &token };
        let mut client = connect(pair.mcp());
        write!(
            client,
            "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept: text/event-stream\r\nmcp-protocol-version: 2026-07-28\r\nmcp-method: tools/call\r\nmcp-name: get-training-job\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let (called, _) = upstream.accept().unwrap();
        called.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut called = BufReader::new(called);
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            called.read_line(&mut line).unwrap();
        }
        let mut begun = vec![0; first.len()];
        client.read_exact(&mut begun).unwrap();
        assert_eq!(begun, first.as_bytes());
        drop(client);
        assert_eq!(called.read(&mut [0; 1]).expect("an end, not a timeout"), 0);
    }
}

#[test]
fn stdio_mixes_the_eras() {
    let mut child = crate::binary::stdio(None);
    let mut input = child.stdin.take().expect("stdin");
    let mut output = BufReader::new(child.stdout.take().expect("stdout"));
    let mut ask = |message: &str| -> Value {
        writeln!(input, "{message}").expect("sent");
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).expect("a message")
    };
    let ping = r#"{"jsonrpc":"2.0","id":0,"method":"ping"}"#;
    let discover = message("server/discover", "", META);
    let old = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}"#;
    assert_eq!(ask(ping)["result"], json!({}));
    assert_eq!(ask(&discover)["result"]["resultType"], "complete");
    assert_eq!(ask(old)["result"]["protocolVersion"], "2025-06-18");
    let found = ask(&message("tools/call", ARGUMENTS, META));
    assert_eq!(found["result"]["resultType"], "complete");
    let found = ask(&message("tools/call", ARGUMENTS, r#""progressToken":1"#));
    assert_eq!(found["result"].get("resultType"), None);
    assert!(found["result"]["structuredContent"].is_object());
    for (message, code) in [
        (message("ping", "", META), -32601),
        (message("initialize", r#""protocolVersion":"2025-11-25","#, META), -32601),
        (message("server/discover", "", ""), -32602),
        (message("tools/list", "", &META.replace("2026", "2030")), -32022),
    ] {
        let found = ask(&message);
        assert_eq!((&found["id"], &found["error"]["code"]), (&json!(0), &json!(code)), "{message}");
    }
    drop(input);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn stdio_cancels_by_notification() {
    let upstream = naftiko_runtime::testing::TestUpstream::start(|seen| {
        let wait = if seen.target.ends_with("slow") { 700 } else { 0 };
        Script::default().wait(Duration::from_millis(wait)).head(200, &[], 2).send(b"{}")
    })
    .expect("an upstream");
    let mut child = crate::binary::stdio(Some(&upstream.uri()));
    let mut input = child.stdin.take().expect("stdin");
    let slow = message("tools/call", &ARGUMENTS.replace(r#""a""#, r#""slow""#), META);
    let note = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":0,"reason":"late"}}"#;
    writeln!(input, "{slow}\n{note}").expect("sent");
    drop(input);
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), ended.stdout.len()), (Some(0), 0));
}

#[test]
fn stdio_shows_signs_of_life() {
    let pair = slow("{}");
    let mut child = crate::binary::stdio(Some(&pair.upstream.uri()));
    let mut input = child.stdin.take().expect("stdin");
    writeln!(input, "{}", with_token("7")).expect("sent");
    drop(input);
    let ended = child.wait_with_output().expect("it ends");
    let text = String::from_utf8(ended.stdout).expect("UTF-8");
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a message")).collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert_eq!(lines[0]["params"]["progressToken"], 7);
    assert_eq!(lines[1]["result"]["resultType"], "complete");
}
