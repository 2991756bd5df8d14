//! Answers of upstreams, read as their headers declare them.

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use naftiko_runtime::testing::Script;
use serde_json::{Value, json};

use crate::capability;
use crate::support::{Answer, Pair, forge, forge_with, get, send, tool};

const ARGUMENTS: &str = r#"{"job_id":"a"}"#;

fn called(headers: &'static [(&'static str, &'static str)], body: impl Into<Vec<u8>>) -> Value {
    let body = body.into();
    let pair = forge(move |_| Script::answer(200, headers, &body));
    tool(pair.mcp(), "get-training-job", ARGUMENTS)
}

fn shaped(headers: &'static [(&'static str, &'static str)], body: impl Into<Vec<u8>>) -> Answer {
    let body = body.into();
    let (server, upstream) = capability::things(move |_| Script::answer(200, headers, &body));
    let rest = server.address("things-rest").expect("a REST surface");
    let answer = send(rest, "PUT", "/things/a", &[], "");
    assert_eq!(upstream.seen()[0].header("accept-encoding"), Some("identity"));
    answer
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).expect("written");
    encoder.finish().expect("whole")
}

fn zlib(text: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).expect("written");
    encoder.finish().expect("whole")
}

#[test]
fn what_is_not_json_is_content_of_its_type() {
    for (media, body) in [
        ("text/plain", "OK, run 4711 is queued"),
        ("text/plain; charset=utf-8", "4711-a"),
        ("text/plain", "{\"a\": 1}"),
        ("text/html", "<p>done</p>"),
        ("application/x-ndjson", "{\"a\":1}\n{\"a\":2}\n"),
        ("text/event-stream", "data: {\"a\":1}\n\n"),
        ("text/csv", "a,b\n1,2\n"),
        ("application/xml", "<a/>"),
        ("application/json-seq", "\n{}"),
    ] {
        let pair = forge(move |_| Script::answer(200, &[("content-type", media)], body.as_bytes()));
        let result = tool(pair.mcp(), "get-training-job", ARGUMENTS);
        let expected = json!({"content": [{"type": "text", "text": body}]});
        assert_eq!(result, expected, "{media}");
    }
    let image = called(&[("content-type", "image/png")], b"\x89PNG");
    let block = json!({"type": "image", "data": "iVBORw==", "mimeType": "image/png"});
    assert_eq!(image, json!({"content": [block]}));
}

#[test]
fn without_a_media_type_what_is_json_is_json() {
    assert_eq!(called(&[], "{\"a\":1}")["structuredContent"], json!({"a": 1}));
    assert_eq!(called(&[], "done"), json!({"content": [{"type": "text", "text": "done"}]}));
}

#[test]
fn only_what_is_shaped_can_fail_and_says_what_came() {
    let answer = shaped(&[("content-type", "text/plain")], "OK, run 4711 is queued");
    assert_eq!(answer.status, 502);
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.ends_with("it begins with: OK, run 4711 is queued"), "{detail}");
    // JSON is JSON for a projection, whatever an upstream calls it.
    let answer = shaped(&[("content-type", "text/html")], r#"{"thing":{"name":"n"}}"#);
    assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"name":"n","ids":null}"#));
}

#[test]
fn what_is_compressed_unasked_is_read() {
    const BODY: &str = r#"{"thing":{"name":"n"},"list":[]}"#;
    const GZIP: &[(&str, &str)] =
        &[("content-type", "application/json"), ("content-encoding", "gzip")];
    const ZLIB: &[(&str, &str)] =
        &[("content-type", "application/json"), ("Content-Encoding", "Deflate")];
    for (headers, body) in [(GZIP, gzip(BODY.as_bytes())), (ZLIB, zlib(BODY.as_bytes()))] {
        let result = called(headers, body.clone());
        assert_eq!(result["content"][0]["text"], BODY);
        let answer = shaped(headers, body);
        assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"name":"n","ids":[]}"#));
    }
    let plain =
        called(&[("content-type", "text/plain"), ("content-encoding", "gzip")], gzip(b"ok"));
    assert_eq!(plain["content"][0]["text"], "ok");
    for (coding, says) in [
        (&[("content-type", "application/json"), ("content-encoding", "br")], "`br`"),
        (&[("content-type", "application/json"), ("content-encoding", "gzip")], "broken"),
    ] {
        let result = called(coding, BODY);
        assert_eq!(result["isError"], true);
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!(text.contains(says), "{text}");
        assert_eq!(shaped(coding, BODY).status, 502);
    }
}

#[test]
fn a_little_that_becomes_much_is_too_large() {
    let bomb = gzip(&vec![b' '; 2_000_000]);
    let pair: Pair = forge_with(
        |mut config| {
            config.limits.response_bytes = 100_000;
            config
        },
        move |_| {
            let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
            Script::answer(200, &headers, &bomb)
        },
    );
    let result = tool(pair.mcp(), "get-training-job", ARGUMENTS);
    assert_eq!(result["isError"], true);
    assert_eq!(result["content"][0]["text"], "The upstream's answer is larger than allowed.");
}

#[test]
fn marks_and_charsets_are_read() {
    const MARKED: &[u8] = b"\xef\xbb\xbf{\"thing\":{\"name\":\"n\"}}";
    const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
    assert_eq!(called(JSON, MARKED)["structuredContent"], json!({"thing": {"name": "n"}}));
    assert_eq!(shaped(JSON, MARKED).text(), r#"{"name":"n","ids":null}"#);
    const LATIN: &[(&str, &str)] = &[("content-type", "application/json; charset=ISO-8859-1")];
    let latin = b"{\"thing\":{\"name\":\"\xe9\"}}";
    assert_eq!(called(LATIN, latin)["structuredContent"], json!({"thing": {"name": "é"}}));
    assert_eq!(shaped(LATIN, latin).text(), r#"{"name":"é","ids":null}"#);
    const WIDE: &[(&str, &str)] = &[("content-type", "application/json;charset=\"utf-16\"")];
    let wide: Vec<u8> = "\u{feff}{\"a\":\"é\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(called(WIDE, wide)["structuredContent"], json!({"a": "é"}));
    let text = called(&[("content-type", "text/plain; charset=windows-1252")], b"\x93caf\xe9\x94");
    assert_eq!(text, json!({"content": [{"type": "text", "text": "“café”"}]}));
    // What cannot be read stays what it is, and says what it is.
    let kept = called(&[("content-type", "text/plain; charset=Shift_JIS")], b"\x83\x65");
    let resource = &kept["content"][0]["resource"];
    assert_eq!(resource["mimeType"], "text/plain; charset=Shift_JIS");
    assert_eq!(resource["blob"], "g2U=");
    let unknown = called(&[("content-type", "application/json; charset=Shift_JIS")], b"{}");
    assert_eq!(unknown["isError"], true);
}

#[test]
fn errors_are_read_the_same_way() {
    let headers = [("content-type", "text/plain; charset=latin1"), ("content-encoding", "gzip")];
    let body = gzip(b"no caf\xe9");
    let pair = forge(move |_| Script::answer(404, &headers, &body));
    let result = tool(pair.mcp(), "get-training-job", ARGUMENTS);
    let text = "Upstream answered 404 Not Found: no café\nThe same call will fail again.";
    assert_eq!(result["content"][0]["text"], text);
}

#[test]
fn structure_is_for_every_reader() {
    const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
    let half = called(JSON, r#"{"id":1,"title":"see you \ud83d"}"#);
    assert_eq!(half["content"][0]["text"], r#"{"id":1,"title":"see you \ud83d"}"#);
    assert_eq!(half["structuredContent"], json!({"id": 1, "title": "see you \u{fffd}"}));
    assert!(half["content"][1]["text"].as_str().unwrap().contains("U+FFFD"));
    assert_eq!(half.get("isError"), None);
    for (body, says) in [
        (r#"{"id":1e400}"#.to_owned(), "too large"),
        (format!("{{\"id\":{}}}", "9".repeat(400)), "too large"),
        ("{\"a\":".repeat(130) + "1" + &"}".repeat(130), "too deeply"),
        ("{\"a\":".repeat(2000) + "1" + &"}".repeat(2000), "too deeply"),
    ] {
        let result = called(JSON, body.clone());
        assert_eq!(result["content"][0]["text"], body);
        assert!(result["content"][1]["text"].as_str().unwrap().contains(says), "{result}");
        assert_eq!((result.get("structuredContent"), result.get("isError")), (None, None));
    }
    let deep = "{\"a\":".repeat(99) + "1e99" + &"}".repeat(99);
    assert!(called(JSON, deep)["structuredContent"].is_object());
}

#[test]
fn the_credential_of_the_gateway_is_its_own_affair() {
    for status in [401, 407] {
        let pair = forge(move |_| {
            let headers = [("www-authenticate", "Bearer realm=x"), ("proxy-authenticate", "Basic")];
            Script::answer(status, &headers, b"no")
        });
        let answer = crate::support::get(pair.rest(), "/v1/forge/training/jobs/a");
        assert_eq!((answer.status, answer.header("www-authenticate")), (502, None), "{status}");
        let detail = "the upstream does not take the credential of this server";
        assert_eq!(answer.json()["detail"], detail);
        let result = tool(pair.mcp(), "get-training-job", ARGUMENTS);
        let text = "The upstream does not take the credential of this server.";
        assert_eq!(
            (&result["isError"], &result["content"][0]["text"]),
            (&json!(true), &json!(text))
        );
    }
    let pair = forge(|_| Script::answer(403, &[("content-type", "text/plain")], b"not yours"));
    let answer = crate::support::get(pair.rest(), "/v1/forge/training/jobs/a");
    assert_eq!((answer.status, answer.text().as_str()), (403, "not yours"));
}

#[test]
fn a_part_that_nobody_asked_for_is_no_result() {
    let pair = forge(|_| {
        let headers = [("content-type", "application/json"), ("content-range", "bytes 0-1/9")];
        Script::answer(206, &headers, b"{}")
    });
    let result = tool(pair.mcp(), "get-training-job", ARGUMENTS);
    assert_eq!(result["isError"], true);
    let text = result["content"][0]["text"].as_str().unwrap();
    assert!(text.contains("a part of a document"), "{text}");
    assert_eq!(crate::support::get(pair.rest(), "/v1/forge/training/jobs/a").status, 502);
}

#[test]
fn tools_learn_where_to_go_on() {
    const JSON: (&str, &str) = ("content-type", "application/json");
    const NEXT: &str = "<?page=2>; rel=\"next\", </jobs?page=9>; rel=last";
    for (status, headers, body, notes) in [
        (201, &[("location", "/jobs/7")][..], "", &["location: AT/jobs/7"][..]),
        (
            202,
            &[("location", "b"), ("retry-after", "30"), JSON],
            "{}",
            &["location: AT/forge/training/jobs/b", "retry-after: 30"],
        ),
        (
            200,
            &[("link", NEXT), JSON],
            "[]",
            &["link: <AT/forge/training/jobs/a?page=2>; rel=\"next\", <AT/jobs?page=9>; rel=last"],
        ),
        (200, &[("link", "</style>; rel=preload"), JSON], "{}", &[]),
        (
            201,
            &[("location", "https://other.test/x"), JSON],
            "{}",
            &["location: https://other.test/x"],
        ),
    ] {
        let pair = forge(move |_| Script::answer(status, headers, body.as_bytes()));
        let result = tool(pair.mcp(), "get-training-job", ARGUMENTS);
        let content = result["content"].as_array().unwrap();
        let found: Vec<&str> = content[1..].iter().map(|c| c["text"].as_str().unwrap()).collect();
        let notes: Vec<String> =
            notes.iter().map(|note| note.replace("AT", &pair.upstream.uri())).collect();
        let mut found: Vec<String> = found.into_iter().map(str::to_owned).collect();
        found.sort();
        assert_eq!(found, notes, "{result}");
    }
}

/// Each reader on the way would take another one of them.
#[test]
fn an_answer_of_two_media_types_is_none() {
    const JSON: (&str, &str) = ("content-type", "application/json");
    const HTML: (&str, &str) = ("content-type", "text/html");
    for headers in [&[JSON, HTML][..], &[HTML, JSON]] {
        let headers: &'static [(&str, &str)] = headers.to_vec().leak();
        let result = called(headers, "{}");
        assert_eq!(result["isError"], true);
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!(text.contains("two media types") && text.contains("{}"), "{text}");
        assert_eq!(shaped(headers, "{}").status, 502);
        let pair = forge(move |_| Script::answer(200, headers, b"{}"));
        assert_eq!(get(pair.rest(), "/v1/forge/training/jobs/a").status, 502);
    }
    assert_eq!(called(&[JSON, JSON], "{}")["structuredContent"], json!({}));
}
