//! What a caller said arrives, or is refused: nothing is dropped, changed or guessed.

use std::io::{BufReader, Write};
use std::net::SocketAddr;

use crate::echo::Echo;
use crate::guarded::{Guarded, SECRET};
use crate::support::{Answer, connect, post_json, read, send, tool};

const JSON: (&str, &str) = ("content-type", "application/json");

/// Sends bytes that need not be text.
fn bytes(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = connect(address);
    stream.write_all(request).unwrap();
    read(&mut BufReader::new(stream), false)
}

fn post(echo: &Echo, target: &str, headers: &[&[u8]], body: &[u8]) -> Answer {
    let mut request = format!("POST {target} HTTP/1.1\r\nhost: {}\r\n", echo.rest).into_bytes();
    for header in headers {
        request.extend_from_slice(header);
        request.extend_from_slice(b"\r\n");
    }
    request.extend(format!("content-length: {}\r\n\r\n", body.len()).into_bytes());
    request.extend_from_slice(body);
    bytes(echo.rest, &request)
}

/// The sentence by which a request is refused; nothing reaches the upstream.
fn refused(echo: &Echo, target: &str, headers: &[&[u8]], body: &[u8]) -> String {
    let before = echo.upstream.seen().len();
    let answer = post(echo, target, headers, body);
    assert_eq!(answer.status, 400, "{target} {answer:?}");
    assert_eq!(echo.upstream.seen().len(), before, "{target}");
    answer.json()["detail"].as_str().unwrap().to_owned()
}

/// The same for a tool.
fn refused_by_tool(echo: &Echo, arguments: &str) -> String {
    let before = echo.upstream.seen().len();
    let result = tool(echo.mcp, "said", arguments);
    assert_eq!(result["isError"], true, "{arguments} {result}");
    assert_eq!(echo.upstream.seen().len(), before, "{arguments}");
    result["content"][0]["text"].as_str().unwrap().to_owned()
}

/// Target and body of the request that was sent on.
fn sent(echo: &Echo, target: &str, headers: &[&[u8]], body: &[u8]) -> (String, String) {
    let before = echo.upstream.seen().len();
    let answer = post(echo, target, headers, body);
    assert_eq!(answer.status, 200, "{target} {answer:?}");
    let (target, body) = echo.sent(before).unwrap();
    (target, String::from_utf8(body).unwrap())
}

fn sent_by_tool(echo: &Echo, arguments: &str) -> (String, String) {
    let before = echo.upstream.seen().len();
    let result = tool(echo.mcp, "said", arguments);
    assert_eq!(result["isError"].as_bool(), None, "{arguments} {result}");
    let (target, body) = echo.sent(before).unwrap();
    (target, String::from_utf8(body).unwrap())
}

#[test]
fn keys_within_keys_arrive() {
    let echo = Echo::start();
    for (query, target) in [
        ("filter[a][b]=1&filter[c]=2", "/said?filter%5Ba%5D%5Bb%5D=1&filter%5Bc%5D=2"),
        ("filter%5Ba%5D%5Bb%5D=1", "/said?filter%5Ba%5D%5Bb%5D=1"),
        ("any[a][b][c]=x%20y", "/said?any%5Ba%5D%5Bb%5D%5Bc%5D=x%20y"),
    ] {
        assert_eq!(sent(&echo, &format!("/said?{query}"), &[], b"").0, target);
    }
    let by_tool = sent_by_tool(
        &echo,
        r#"{"filter":{"a":{"b":1,"c":[1,"x"],"d":{ },"e":null,"f g":{"h":true}}}}"#,
    );
    assert_eq!(
        by_tool.0,
        "/said?filter%5Ba%5D%5Bb%5D=1&filter%5Ba%5D%5Bc%5D=%5B1%2C%22x%22%5D&filter%5Ba%5D%5Bd%5D=%7B%20%7D&filter%5Ba%5D%5Bf%20g%5D%5Bh%5D=true"
    );
    for (query, sentence) in [
        (
            "filter[a][]=1",
            "`filter[a][]` cannot be read; give `filter[key]` once for each key, or `filter` as JSON",
        ),
        (
            "filter[a]=1&filter[a][b]=2",
            "`filter[a][b]` cannot be read; give `filter[key]` once for each key, or `filter` as JSON",
        ),
        ("filter[a][b]=1&filter[a][b]=2", "`b` was given 2 times in `filter`; give it once"),
    ] {
        assert_eq!(refused(&echo, &format!("/said?{query}"), &[], b""), sentence, "{query}");
    }
}

#[test]
fn nothing_is_said_twice() {
    let echo = Echo::start();
    for (query, sentence) in [
        ("filter[x]=1&filter[x]=2", "`x` was given 2 times in `filter`; give it once"),
        ("filter[x]=1&filter%5B%78%5D=1", "`x` was given 2 times in `filter`; give it once"),
        ("filter=%7B%22x%22:1,%22x%22:2%7D", "`x` was given 2 times in `filter`; give it once"),
        (
            "filter=%7B%22a%22:%5B%7B%22x%22:1,%22x%22:2%7D%5D%7D",
            "`x` was given 2 times in `filter`; give it once",
        ),
        ("any[x]=1&any[x]=2", "`x` was given 2 times in `any`; give it once"),
        ("any=1&any[x]=2", "`any` was given with keys and without; give it in one form"),
        ("any[x]=2&any=1", "`any` was given with keys and without; give it in one form"),
        ("any[x]=2&any[]=1&any[]=2", "`any` was given with keys and without; give it in one form"),
        ("size=1&size=1", "`size` was given 2 times; give it once"),
        ("ids=%5B%7B%22x%22:1,%22x%22:2%7D%5D", "`x` was given 2 times in `ids`; give it once"),
    ] {
        assert_eq!(refused(&echo, &format!("/said?{query}"), &[], b""), sentence, "{query}");
    }
    let media = b"content-type: application/json";
    for (body, sentence) in [
        (r#"{"deep":{"x":1,"x":2}}"#, "`x` was given 2 times in `deep`; give it once"),
        (
            r#"{"deep":{"a":[{"b":{"x":1,"\u0078":2}}]}}"#,
            "`x` was given 2 times in `deep`; give it once",
        ),
        (r#"{"note":"a","note":"b"}"#, "`note` was given 2 times; give it once"),
        (r#"{"deep":"{\"x\":1,\"x\":2}"}"#, "`x` was given 2 times in `deep`; give it once"),
    ] {
        assert_eq!(refused(&echo, "/said", &[media], body.as_bytes()), sentence, "{body}");
        let by_tool = refused_by_tool(&echo, body);
        assert!(by_tool.contains("was given 2 times"), "{body}: {by_tool}");
    }
    for (arguments, sentence) in [
        (r#"{"filter":{"x":1,"x":2}}"#, "`x` was given 2 times in `filter`; give it once"),
        (r#"{"any":{"x":1,"x":2}}"#, "`x` was given 2 times in `any`; give it once"),
        (r#"{"ids":[{"x":1,"x":2}]}"#, "`x` was given 2 times in `ids`; give it once"),
    ] {
        let by_tool = refused_by_tool(&echo, arguments);
        assert!(by_tool.contains(sentence), "{arguments}: {by_tool}");
    }
}

#[test]
fn no_line_and_no_cookie_is_said_twice() {
    let echo = Echo::start();
    // The lines of other fields are no lists.
    let two = [&b"x-name: a"[..], b"x-name: b"];
    assert_eq!(refused(&echo, "/said", &two, b""), "`x-name` was given 2 times; give it once");
    let two = [&b"cookie: session=a; session=b"[..]];
    assert_eq!(refused(&echo, "/said", &two, b""), "`session` was given 2 times; give it once");
    let two = [&b"cookie: session=a"[..], b"cookie: session=b"];
    assert_eq!(refused(&echo, "/said", &two, b""), "`session` was given 2 times; give it once");
    let two = [&b"content-type: application/json"[..], b"content-type: text/plain"];
    assert_eq!(
        refused(&echo, "/said", &two, b"{}"),
        "content-type was given 2 times; give it once"
    );
    let action = refused(&echo, "/jobs?action=start&action=stop", &[], b"");
    assert_eq!(action, "`action` was given 2 times; give it once");
    // What nobody reads is relayed as it is written.
    let twice = r#"{"a":{"x":1, "x":2}}"#;
    let whole = send(echo.rest, "PUT", "/whole", &[JSON], twice);
    assert_eq!(whole.status, 200);
    let (_, body) = sent_by_tool(&echo, r#"{"doc":{"x":1, "x":2}}"#);
    assert_eq!(body, r#"{"doc":{"x":1, "x":2},"text":"<>"}"#);
    assert_eq!(echo.upstream.seen()[0].text(), twice);
}

#[test]
fn half_of_a_surrogate_pair_is_no_text() {
    let echo = Echo::start();
    for arguments in [
        r#"{"x-name":"cut \ud83d"}"#,
        r#"{"session":"\udc00"}"#,
        r#"{"note":"\ud800\ud800"}"#,
        r#"{"text":"\ud83d"}"#,
        r#"{"any":"\ud83d"}"#,
        r#"{"any":["\ud83d"]}"#,
        r#"{"any":{"a":"\ud83d"}}"#,
        r#"{"any":{"\ud83d":1}}"#,
        r#"{"ids":["a","\ud83d"]}"#,
        r#"{"filter":{"a":"\ud83d"}}"#,
        r#"{"filter":{"\ud83d":1}}"#,
        r#"{"deep":{"a":{"\ud83d":1}}}"#,
        r#"{"size":"\ud83d"}"#,
        r#"{"filter":"\ud83d"}"#,
    ] {
        let sentence = refused_by_tool(&echo, arguments);
        let name = arguments[2..].split('"').next().unwrap();
        let name = if name == "ids" && !sentence.contains("`ids`") { "ids[]" } else { name };
        let expected = format!("`{name}` holds half of a surrogate pair, which is no text");
        assert!(sentence.contains(&expected), "{arguments}: {sentence}");
    }
    let media = b"content-type: application/json";
    let sentence = refused(&echo, "/said", &[media], br#"{"note":"cut \ud83d"}"#);
    assert_eq!(sentence, "`note` holds half of a surrogate pair, which is no text");
    // As a part of a document it is passed on, and whole pairs are text.
    let (_, body) = sent_by_tool(&echo, r#"{"doc":["\ud83d"],"note":"\ud83d\ude00"}"#);
    assert_eq!(body, r#"{"doc":["\ud83d"],"note":"😀","text":"<>"}"#);
    let key = r#"{"\udfaa":0}"#;
    assert_eq!(send(echo.rest, "PUT", "/whole", &[JSON], key).status, 200);
    assert_eq!(echo.upstream.seen().pop().unwrap().text(), key);
}

#[test]
fn numbers_keep_their_text() {
    let echo = Echo::start();
    for number in [
        "1917043659912705297",
        "9007199254740993",
        "3.141592653589793238",
        "0.50",
        "1E6",
        "-0",
        "1e-999",
        "123456789012345678901234567890",
    ] {
        for arguments in [format!("{{\"size\":{number}}}"), format!("{{\"size\":\"{number}\"}}")] {
            let (target, body) = sent_by_tool(&echo, &arguments);
            assert_eq!(target, format!("/said?size={number}"));
            assert_eq!(body, format!("{{\"size\":{number},\"text\":\"<>\"}}"));
        }
        let (target, body) = sent(&echo, &format!("/said?size={number}"), &[], b"");
        assert_eq!(target, format!("/said?size={number}"));
        assert_eq!(body, format!("{{\"size\":{number},\"text\":\"<>\"}}"));
    }
    for number in ["007", "+1", ".5", "5.", "1e", "NaN", "Infinity", "0x1F", "1_000", " 1", ""] {
        let sentence = refused_by_tool(&echo, &format!("{{\"size\":\"{number}\"}}"));
        assert!(sentence.contains("`size` must be a number, not"), "{number}: {sentence}");
        let query = number.replace(' ', "%20").replace('+', "%2B");
        let sentence = refused(&echo, &format!("/said?size={query}"), &[], b"");
        assert!(sentence.contains("`size` must be a number, not"), "{number}: {sentence}");
    }
}

#[test]
fn null_is_what_is_left_out() {
    let echo = Echo::start();
    let all = r#"{"filter":null,"ids":null,"size":null,"any":null,"x-name":null,"session":null,"doc":null,"deep":null,"text":null,"note":null}"#;
    let (target, body) = sent_by_tool(&echo, all);
    assert_eq!((target.as_str(), body.as_str()), ("/said", r#"{"doc":null,"text":"<>"}"#));
    let fields = br#"{"doc":null,"deep":null,"text":null,"note":null}"#;
    let (_, body) = sent(&echo, "/said", &[b"content-type: application/json"], fields);
    assert_eq!(body, r#"{"doc":null,"text":"<>"}"#);
    let nested = r#"{"ids":[1,null,2],"filter":{"a":null,"b":1}}"#;
    let (target, _) = sent_by_tool(&echo, nested);
    assert_eq!(target, "/said?filter%5Bb%5D=1&ids%5B%5D=1&ids%5B%5D=2");
    let seen = echo.upstream.seen();
    assert!(
        seen.iter().all(|one| one.header("x-name").is_none() && one.header("cookie").is_none())
    );
    // As a word it is one.
    let (target, _) = sent(&echo, "/said?any=null", &[], b"");
    assert_eq!(target, "/said?any=null");
}

#[test]
fn cookies_are_bytes() {
    let echo = Echo::start();
    let city = b"cookie: city=S\xe3o Paulo; session=a%2Fb\"c, d\\; other=\xff";
    sent(&echo, "/said", &[city], b"");
    assert_eq!(echo.upstream.seen()[0].header("cookie"), Some("session=a%2Fb\"c, d\\"));
    let unreadable = [&b"cookie: session=S\xe3o"[..]];
    assert_eq!(refused(&echo, "/said", &unreadable, b""), "`session` is not UTF-8");
    for (value, sentence) in [
        ("a;b=c", "`session` must not contain a semicolon: it ends a cookie"),
        (" a", "`session` must not begin or end with a blank: it would be cut off"),
        ("a\\n", "`session` must not contain line breaks or other control characters"),
    ] {
        let by_tool = refused_by_tool(&echo, &format!("{{\"session\":\"{value}\"}}"));
        assert!(by_tool.contains(sentence), "{value}: {by_tool}");
    }
    sent_by_tool(&echo, r#"{"session":"a%3Bb=\"é\""}"#);
    assert_eq!(echo.upstream.seen()[1].header("cookie"), Some("session=a%3Bb=\"é\""));
}

#[test]
fn one_cookie_does_not_hide_the_key() {
    let guarded = Guarded::start("http://127.0.0.1:1");
    let address = guarded.at("cookie");
    let ask = |cookie: &[u8], path: &str| {
        let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: ");
        bytes(address, &[head.as_bytes(), cookie, b"\r\n\r\n"].concat()).status
    };
    let key = format!("city=S\u{e3}o; key={SECRET}");
    assert_eq!(ask(&[b"city=S\xe3o; key=", SECRET.as_bytes()].concat(), "/berths"), 200);
    assert_eq!(ask(&[b"city=S\xe3o; key=x", SECRET.as_bytes()].concat(), "/berths"), 401);
    assert_eq!(ask(&[key.as_bytes(), b"; a=\"x, y\";  b=%20"].concat(), "/passed/a"), 200);
    let seen = guarded.upstream.seen().pop().unwrap();
    assert_eq!(seen.header("cookie"), Some("city=S\u{e3}o; a=\"x, y\";  b=%20"));
    // Crumbs, as HTTP/2 has them, are one line upstream.
    let crumbs = [("x-key", SECRET), ("cookie", "a=b"), ("cookie", "c=d")];
    assert_eq!(send(guarded.at("header"), "GET", "/passed/a", &crumbs, "").status, 200);
    let seen = guarded.upstream.seen().pop().unwrap();
    let lines: Vec<_> = seen.headers.iter().filter(|(name, _)| name == "cookie").collect();
    assert_eq!(lines, [&("cookie".to_owned(), "a=b; c=d".to_owned())]);
}

#[test]
fn header_bytes_are_text_or_refused() {
    let echo = Echo::start();
    sent(&echo, "/said", &["x-name: né\tx".as_bytes()], b"");
    assert_eq!(echo.upstream.seen()[0].header("x-name"), Some("né\tx"));
    let latin = [&b"x-name: n\xe9"[..]];
    assert_eq!(refused(&echo, "/said", &latin, b""), "`x-name` is not UTF-8");
    let padded = refused_by_tool(&echo, r#"{"x-name":"a "}"#);
    assert!(padded.contains("`x-name` must not begin or end with a blank"), "{padded}");
}

#[test]
fn marks_codings_and_character_sets() {
    let echo = Echo::start();
    let (json, text) = (&b"content-type: application/json"[..], b"{\"note\":\"\xc3\xa9\"}");
    let marked = [b"\xef\xbb\xbf", &text[..]].concat();
    assert_eq!(sent(&echo, "/said", &[json], &marked).1, "{\"note\":\"é\",\"text\":\"<>\"}");
    let message = "\u{feff}{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    let answer = post_json(echo.mcp, "/mcp", message);
    assert_eq!((answer.status, answer.json()["result"].to_string()), (200, "{}".to_owned()));
    let latin = refused(&echo, "/said", &[json], b"{\"note\":\"\xe9\"}");
    assert!(latin.contains("not valid JSON"), "{latin}");
    for (address, target) in [(echo.rest, "/said"), (echo.mcp, "/mcp")] {
        for coding in ["gzip", "identity, br", "x"] {
            let headers = [JSON, ("content-encoding", coding)];
            let answer = send(address, "POST", target, &headers, message);
            assert_eq!((answer.status, answer.header("accept-encoding")), (415, Some("identity")));
        }
        let foreign = [("content-type", "application/json; charset=iso-8859-1")];
        let answer = send(address, "POST", target, &foreign, "{\"note\":\"é\"}");
        assert_eq!(answer.status, 415, "{answer:?}");
        for charset in ["utf-16", "utf-7", "iso-2022-jp"] {
            let media = format!("application/json; charset={charset}");
            let headers = [("content-type", media.as_str())];
            assert_eq!(send(address, "POST", target, &headers, "{}").status, 415, "{charset}");
        }
        let two = [JSON, JSON];
        assert_eq!(send(address, "POST", target, &two, "{}").status, 400);
    }
    let plain = [JSON, ("content-encoding", "identity")];
    assert_eq!(send(echo.rest, "POST", "/said", &plain, "{}").status, 200);
    let ascii = [("content-type", "application/json; charset=iso-8859-1")];
    assert_eq!(send(echo.rest, "POST", "/said", &ascii, "{}").status, 200);
}

#[test]
fn all_lines_of_a_list_go_on_and_conditions_wherever_the_answer_is_made() {
    let echo = Echo::start();
    let lists = [
        ("accept", "a/b"),
        ("accept", "application/json"),
        ("accept-encoding", "br"),
        ("accept-encoding", "gzip"),
        ("accept-language", "fr"),
        ("accept-language", "de"),
        ("if-match", "\"a\""),
        ("if-match", "\"b\""),
        ("if-none-match", "\"c\""),
        ("if-none-match", "\"d\""),
    ];
    assert_eq!(send(echo.rest, "POST", "/jobs?action=start", &lists, "").status, 200);
    let seen = echo.upstream.seen().pop().unwrap();
    let own = |name: &&(String, String)| lists.iter().any(|(list, _)| *list == name.0);
    let found: Vec<(&str, &str)> =
        seen.headers.iter().filter(own).map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(found, lists);
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let trace = [("traceparent", parent), ("tracestate", "a=1"), ("tracestate", "b=2")];
    send(echo.rest, "POST", "/jobs?action=start", &trace, "");
    let seen = echo.upstream.seen().pop().unwrap();
    assert_eq!(seen.header("tracestate"), Some("a=1,b=2"));
    // A shaped answer: conditions alone, or a write would be done that must not be.
    assert_eq!(send(echo.rest, "POST", "/jobs", &lists, "").status, 200);
    let seen = echo.upstream.seen().pop().unwrap();
    let conditions = seen.headers.iter().filter(|(name, _)| name.starts_with("if-"));
    let conditions: Vec<&str> = conditions.map(|(_, value)| value.as_str()).collect();
    assert_eq!(conditions, ["\"a\"", "\"b\"", "\"c\"", "\"d\""]);
    assert_eq!(seen.header("accept"), Some("application/json"));
    // A document that is made here.
    for (name, value, status) in [
        ("if-match", "\"a\"", 412),
        ("if-match", "*", 200),
        ("if-none-match", "\"a\"", 200),
        ("if-none-match", "*", 304),
        ("if-unmodified-since", "Tue, 24 Nov 2026 10:00:00 GMT", 200),
    ] {
        let answer = send(echo.rest, "GET", "/fixed", &[(name, value)], "");
        assert_eq!(answer.status, status, "{name}: {value}");
    }
}
