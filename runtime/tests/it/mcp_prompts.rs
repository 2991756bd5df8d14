//! Prompts that are made when somebody asks for them, and completion, as the golden document `prompts` has them.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};
use serde_json::{Value, json};

use crate::mcp_offers::{new, old};
use crate::prompted::MANIFEST;
use crate::support::SECRET;

struct Harbour {
    _server: TestServer,
    upstream: TestUpstream,
    mcp: SocketAddr,
}

const SHIP: &str = r#"{"name":"Anna \"Q\" {{port}}","crew":["Ada","Bo"],"decks":3}"#;

fn answer(seen: &Seen) -> Script {
    let json = |status, body: &str| {
        Script::answer(status, &[("content-type", "application/json")], body.as_bytes())
    };
    match (seen.method.as_str(), seen.target.as_str()) {
        ("PUT", _) => json(200, r#"{"name":"Berta"}"#),
        (_, "/ports") => json(200, r#"["Oslo"]"#),
        (_, "/ships/7/photo") => Script::answer(200, &[("content-type", "image/png")], b"\x89PNG"),
        (_, "/ships/8/photo") => {
            Script::answer(200, &[("content-type", "font/woff2")], b"\xff\x00")
        }
        (_, "/ships/7/log") => {
            Script::answer(200, &[("content-type", "text/plain")], b"all \"well\"")
        }
        (_, "/ships/8/log") => Script::answer(204, &[], b""),
        (_, "/ships/broken") => json(200, "{\"name\":"),
        (_, "/ships/gone" | "/ships/gone/photo") => Script::default().close(),
        (_, target) if target.starts_with("/ships/7") => json(200, SHIP),
        (_, "/ships/9") => json(200, r#"{"name":"Flag"}"#),
        _ => json(404, r#"{"error":"no ship"}"#),
    }
}

fn harbour() -> Harbour {
    let upstream = TestUpstream::start(answer).expect("an upstream");
    let config =
        Config::default().set("HARBOUR_BASE_URI", upstream.uri()).set("HARBOUR_TOKEN", SECRET);
    let server = TestServer::start(&MANIFEST, &config).expect("a server");
    let mcp = server.address("harbour-prompts").expect("an MCP surface");
    Harbour { _server: server, upstream, mcp }
}

impl Harbour {
    /// The same in both eras.
    fn get(&self, name: &str, arguments: &Value) -> Value {
        let params = json!({"name": name, "arguments": arguments});
        let before = old(self.mcp, "prompts/get", &params);
        let params = format!(r#""name":{},"arguments":{arguments},"#, json!(name));
        let mut after = new(self.mcp, "prompts/get", Some(name), &params);
        if before["code"].is_null() {
            assert_eq!(after["resultType"], "complete", "{after}");
            assert_eq!(after["messages"], before["messages"]);
        } else {
            assert_eq!(after.take(), before);
        }
        assert!(!before.to_string().contains(SECRET), "{before}");
        before
    }

    /// The text of the only message.
    fn text(&self, name: &str, arguments: &Value) -> String {
        let got = self.get(name, arguments);
        let messages = got["messages"].as_array().unwrap_or_else(|| panic!("{got}"));
        assert_eq!((messages.len(), &messages[0]["role"]), (1, &json!("user")));
        assert_eq!(messages[0]["content"]["type"], "text");
        messages[0]["content"]["text"].as_str().expect("a text").to_owned()
    }

    fn complete(&self, reference: &Value, name: &str, value: &str) -> Value {
        let params = json!({"ref": reference, "argument": {"name": name, "value": value}});
        let before = old(self.mcp, "completion/complete", &params);
        let inside = params.to_string();
        let inside = format!("{},", &inside[1..inside.len() - 1]);
        let after = new(self.mcp, "completion/complete", None, &inside);
        assert_eq!(after["completion"], before["completion"]);
        assert_eq!(after["code"], before["code"]);
        if before["code"].is_null() { before["completion"].clone() } else { before }
    }
}

#[test]
fn what_a_function_gives_is_the_message() {
    let harbour = harbour();
    assert_eq!(
        harbour.text("describe-ship", &json!({"imo": "7", "decks": "3", "view": "full"})),
        SHIP
    );
    let seen = harbour.upstream.seen();
    assert_eq!(seen[0].target, "/ships/7?view=full&decks=3");
    assert!(seen.iter().all(|one| one.header("authorization").is_some()));
    assert_eq!(harbour.text("name-ship", &json!({"imo": "7"})), "Anna \"Q\" {{port}}");
    assert_eq!(harbour.text("crew", &json!({"imo": "7"})), "Anna \"Q\" {{port}}");
    assert_eq!(harbour.text("flagship", &json!({})), "Flag");
    assert_eq!(harbour.text("log", &json!({"imo": "7"})), "all \"well\"");
    assert_eq!(harbour.text("log", &json!({"imo": "8"})), "");
    assert_eq!(harbour.text("harbour", &json!({})), r#"{"pilots":"3"}"#);
    let summary = r#"{"ship":{"name":"Anna \"Q\" {{port}}"}}"#;
    assert_eq!(harbour.text("summary", &json!({"imo": "7"})), summary);
    let photo = harbour.get("photo", &json!({"imo": "7"}));
    let content = json!({"type": "image", "data": "iVBORw==", "mimeType": "image/png"});
    assert_eq!(photo["messages"], json!([{"role": "user", "content": content}]));
}

#[test]
fn texts_name_what_steps_give() {
    let harbour = harbour();
    let plan = harbour.get("plan", &json!({"imo": "7", "port": "Oslo"}));
    let first = r#"Plan a voyage of Anna "Q" {{port}} (Ada) to Oslo, urgent: {{urgent}}. Ports: ["Oslo"] {{kept}}"#;
    let messages = &plan["messages"];
    assert_eq!(messages[0]["content"]["text"], first);
    assert_eq!(messages[1]["content"]["resource"]["text"], "Slow down");
    assert_eq!(
        messages[2],
        json!({"role": "assistant", "content": {"type": "text", "text": "With 3 decks?"}})
    );
    let urgent = harbour.get("plan", &json!({"imo": "7", "port": "Oslo", "urgent": "true"}));
    let text = urgent["messages"][0]["content"]["text"].as_str().expect("a text");
    assert!(text.contains("urgent: true."), "{text}");
    let report = harbour.text("report", &json!({"imo": "7", "port": "Oslo"}));
    assert_eq!(report, "Ship Anna \"Q\" {{port}} of Oslo, {{berth}}.\n");
}

#[test]
fn nothing_is_asked_for_what_is_wrong() {
    let harbour = harbour();
    for (name, arguments, says) in [
        ("describe-ship", json!({}), "`imo` is required"),
        ("describe-ship", json!({"imo": "7", "decks": "many"}), "`decks` must be an integer"),
        ("describe-ship", json!({"imo": "7", "view": "wide"}), "`view`"),
        ("plan", json!({"imo": "7"}), "`port` is required"),
        ("plan", json!({"imo": "7", "port": "Rome"}), "`port`"),
        ("greet", json!({"tone": "loud"}), "`tone`"),
        ("flagship", json!({"imo": "7"}), "unknown argument `imo`"),
        ("name-ship", json!({"imo": "7", "view": "full"}), "unknown argument `view`"),
    ] {
        let error = harbour.get(name, &arguments);
        assert_eq!(error["code"], -32602, "{error}");
        assert!(error["message"].as_str().expect("a text").contains(says), "{error}");
    }
    assert!(harbour.upstream.seen().is_empty());
    assert_eq!(harbour.text("greet", &json!({"tone": "warm"})), "Say hello to {{who}}, warm.");
}

#[test]
fn what_fails_is_named() {
    let harbour = harbour();
    for (name, arguments, says) in [
        ("describe-ship", json!({"imo": "0"}), "the upstream answered 404"),
        ("describe-ship", json!({"imo": "broken"}), "not valid JSON"),
        ("name-ship", json!({"imo": "0"}), "the upstream answered 404"),
        ("photo", json!({"imo": "8"}), "is no text"),
        ("plan", json!({"imo": "gone", "port": "Oslo"}), "`ship`"),
        ("rename", json!({"imo": "gone", "name": "Berta"}), "`photo`"),
    ] {
        let error = harbour.get(name, &arguments);
        assert_eq!(error["code"], -32603, "{error}");
        assert!(error["message"].as_str().expect("a text").contains(says), "{error}");
    }
    let error = harbour.get("rename", &json!({"imo": "gone", "name": "Berta"}));
    let message = error["message"].as_str().expect("a text");
    assert!(message.contains("`renamed`"), "what may have changed is told: {message}");
}

#[test]
fn known_values_complete() {
    let harbour = harbour();
    let all = json!({"tools": {}, "resources": {}, "prompts": {}, "completions": {}});
    let begin = json!({"protocolVersion": "2025-11-25"});
    assert_eq!(old(harbour.mcp, "initialize", &begin)["capabilities"], all);
    assert_eq!(new(harbour.mcp, "server/discover", None, "")["capabilities"], all);
    let prompt = |name: &str| json!({"type": "ref/prompt", "name": name});
    let ship = json!({"type": "ref/resource", "uri": "ships://{imo}/{view}"});
    for (reference, name, value, values) in [
        (prompt("plan"), "port", "", json!(["Oslo", "Bergen", "Bodø"])),
        (prompt("plan"), "port", "BO", json!(["Bodø"])),
        (prompt("plan"), "port", "x", json!([])),
        (prompt("plan"), "urgent", "t", json!(["true"])),
        (prompt("plan"), "imo", "", json!([])),
        (prompt("describe-ship"), "view", "b", json!(["brief", "b\"rief"])),
        (prompt("greet"), "tone", "c", json!(["cold"])),
        (ship.clone(), "view", "f", json!(["full"])),
        (ship.clone(), "imo", "f", json!([])),
    ] {
        let total = values.as_array().map_or(0, Vec::len);
        let expected = json!({"values": values, "total": total, "hasMore": false});
        assert_eq!(harbour.complete(&reference, name, value), expected, "{reference} {name}");
    }
    for (reference, name, says) in [
        (prompt("plann"), "port", "Unknown prompt: plann; did you mean `plan`?"),
        (prompt("plan"), "prt", "did you mean `port`?"),
        (
            json!({"type": "ref/resource", "uri": "ships://7/full"}),
            "view",
            "Unknown resource template",
        ),
        (json!({"type": "ref/tool", "name": "plan"}), "port", "ref/tool"),
        (json!({"type": "ref/prompt"}), "port", "has a name"),
        (json!({"type": "ref/resource"}), "port", "has a uri"),
        (json!({"name": "plan"}), "port", "params must be"),
        (json!("plan"), "port", "params must be"),
    ] {
        let error = harbour.complete(&reference, name, "");
        assert_eq!(error["code"], -32602, "{error}");
        assert!(error["message"].as_str().expect("a text").contains(says), "{error}");
    }
    for params in [
        json!({}),
        json!({"ref": prompt("plan")}),
        json!({"ref": prompt("plan"), "argument": {"name": "port"}}),
    ] {
        assert_eq!(old(harbour.mcp, "completion/complete", &params)["code"], -32602);
    }
}

/// One line for each request, over the pipes of a process.
#[test]
fn stdio_has_the_same() {
    let upstream = TestUpstream::start(answer).expect("an upstream");
    let mut path: PathBuf = std::env::current_exe().expect("a path");
    path.pop();
    path.pop();
    path.push("examples/prompts");
    let mut child = Command::new(path)
        .args(["mcp", "--stdio"])
        .env_clear()
        .env("HARBOUR_TOKEN", SECRET)
        .env("HARBOUR_BASE_URI", upstream.uri())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("`cargo build --example prompts` makes the binary of this test");
    let mut input = child.stdin.take().expect("stdin");
    let mut output = BufReader::new(child.stdout.take().expect("stdout"));
    let mut ask = |method: &str, params: Value| -> Value {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        writeln!(input, "{request}").expect("sent");
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line}"))
    };
    let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}});
    let name = json!({"name": "name-ship", "arguments": {"imo": "7"}});
    let stateless = json!({"name": "name-ship", "arguments": {"imo": "7"}, "_meta": meta});
    for params in [name, stateless] {
        let got = ask("prompts/get", params);
        assert_eq!(got["result"]["messages"][0]["content"]["text"], "Anna \"Q\" {{port}}", "{got}");
    }
    let failed =
        ask("prompts/get", json!({"name": "plan", "arguments": {"imo": "gone", "port": "Oslo"}}));
    assert_eq!(failed["error"]["code"], -32603, "{failed}");
    assert!(failed["error"]["message"].as_str().expect("a text").contains("`ship`"), "{failed}");
    let complete = json!({"ref": {"type": "ref/prompt", "name": "plan"}, "argument": {"name": "port", "value": "O"}, "_meta": meta});
    let complete = ask("completion/complete", complete);
    assert_eq!(complete["result"]["completion"]["values"], json!(["Oslo"]));
    assert_eq!(complete["result"]["resultType"], "complete");
    drop(input);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}
