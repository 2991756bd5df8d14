//! Folders of resources that are served from disk, as the golden document `offers` has them: the
//! handbook is compiled in and may be replaced, the notices are only where an operator says.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use naftiko_runtime::Config;
use naftiko_runtime::testing::TestServer;
use serde_json::{Value, json};

use crate::mcp_offers::{HANDBOOK, MANIFEST, new, old};

const HANDBOOK_FOLDER: &str = "FLEET_MCP_HANDBOOK_FOLDER";
const NOTICES_FOLDER: &str = "FLEET_MCP_NOTICES_FOLDER";

/// A folder that goes away with the test.
struct Notices(PathBuf);

impl Notices {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("notices-{}-{number}", std::process::id()));
        fs::create_dir_all(path.join("public/2026")).unwrap();
        fs::write(path.join("secret.md"), "hunter2").unwrap();
        fs::write(path.join("public/2026/buoy.md"), "# Buoy 7 is adrift\n").unwrap();
        fs::write(path.join("public/chart.bin"), [0xff, 0, 1]).unwrap();
        fs::write(path.join("public/.env"), "hunter2").unwrap();
        Self(path)
    }

    fn root(&self) -> PathBuf {
        self.0.join("public")
    }

    fn config(&self) -> Config {
        Config::default().set(NOTICES_FOLDER, self.root().to_str().unwrap())
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn start(config: &Config) -> (TestServer, SocketAddr) {
    let server = TestServer::start(&MANIFEST, config).expect("a server");
    let mcp = server.address("fleet-mcp").expect("an MCP surface");
    (server, mcp)
}

fn refused(config: &Config) -> String {
    TestServer::start(&MANIFEST, config).expect_err("no start").to_string()
}

fn read(mcp: SocketAddr, uri: &str) -> Value {
    old(mcp, "resources/read", &json!({"uri": uri}))
}

fn uris(mcp: SocketAddr) -> Vec<String> {
    let list = old(mcp, "resources/list", &json!({}));
    let entries = list["resources"].as_array().unwrap_or_else(|| panic!("{list}"));
    entries.iter().map(|entry| entry["uri"].as_str().unwrap().to_owned()).collect()
}

/// Not found, in both eras.
fn is_missing(mcp: SocketAddr, uri: &str) {
    let missing = read(mcp, uri);
    assert_eq!((&missing["code"], &missing["contents"]), (&json!(-32602), &Value::Null), "{uri:?}");
    if uri.is_ascii() && !uri.bytes().any(|byte| byte.is_ascii_control()) {
        let params = format!(r#""uri":{},"#, json!(uri));
        let missing = new(mcp, "resources/read", Some(uri), &params);
        assert_eq!(missing["code"], -32602, "{uri:?}");
    }
}

#[test]
fn the_same_folder_says_the_same_compiled_in_and_from_disk() {
    let notices = Notices::new();
    let (_compiled, compiled) = start(&notices.config());
    let (_served, served) = start(&notices.config().set(HANDBOOK_FOLDER, HANDBOOK));
    let list = |mcp| old(mcp, "resources/list", &json!({}));
    assert_eq!(list(compiled), list(served));
    assert_eq!(
        uris(served),
        [
            "fleet://handbook/flag.png",
            "fleet://handbook/harbours/depths.csv",
            "fleet://handbook/mooring.md",
            "fleet://notices/2026/buoy.md",
            "fleet://notices/chart.bin",
            "fleet://all",
        ]
    );
    let handbook = uris(served);
    for uri in handbook.iter().filter(|uri| uri.starts_with("fleet://handbook/")) {
        assert_eq!(read(compiled, uri), read(served, uri));
    }
    let templates = |mcp| old(mcp, "resources/templates/list", &json!({}));
    assert_eq!(templates(compiled), templates(served));
}

#[test]
fn files_are_text_or_bytes_in_both_eras() {
    let notices = Notices::new();
    let (_server, mcp) = start(&notices.config());
    let entry = &old(mcp, "resources/list", &json!({}))["resources"][3];
    let expected = json!({"uri": "fleet://notices/2026/buoy.md", "name": "notices/2026/buoy.md",
        "title": "Notices to mariners", "description": "What has changed since",
        "mimeType": "text/markdown"});
    assert_eq!(*entry, expected);
    let uri = "fleet://notices/2026/buoy.md";
    let contents =
        json!([{"uri": uri, "mimeType": "text/markdown", "text": "# Buoy 7 is adrift\n"}]);
    assert_eq!(read(mcp, uri), json!({ "contents": contents }));
    let found = new(mcp, "resources/read", Some(uri), &format!(r#""uri":"{uri}","#));
    assert_eq!(found["contents"], contents);
    // A file may change at any time, and a list with it.
    assert_eq!((&found["ttlMs"], &found["cacheScope"]), (&json!(0), &json!("private")));
    let list = new(mcp, "resources/list", None, "");
    assert_eq!((&list["ttlMs"], &list["resultType"]), (&json!(0), &json!("complete")));
    let chart = read(mcp, "fleet://notices/chart.bin");
    assert_eq!(chart["contents"][0]["mimeType"], "application/octet-stream");
    assert_eq!(chart["contents"][0]["blob"], "/wAB");
    assert_eq!(old(mcp, "resources/list", &json!({"cursor": "x"}))["code"], -32602);
}

#[test]
fn what_changes_on_disk_is_served_at_once() {
    let notices = Notices::new();
    let (_server, mcp) = start(&notices.config());
    let uri = "fleet://notices/tide.txt";
    is_missing(mcp, uri);
    fs::write(notices.root().join("tide.txt"), "low").unwrap();
    assert_eq!(read(mcp, uri)["contents"][0]["text"], "low");
    assert!(uris(mcp).contains(&uri.to_owned()));
    fs::write(notices.root().join("tide.txt"), "high").unwrap();
    assert_eq!(read(mcp, uri)["contents"][0]["text"], "high");
    fs::write(notices.root().join("tide.txt"), vec![b'a'; (1 << 20) + 1]).unwrap();
    let large = read(mcp, uri);
    assert_eq!(large["code"], -32603);
    assert_eq!(large["message"], "fleet://notices/: the file has more than 1048576 bytes");
    fs::remove_file(notices.root().join("tide.txt")).unwrap();
    is_missing(mcp, uri);
    fs::remove_dir_all(notices.root()).unwrap();
    is_missing(mcp, "fleet://notices/2026/buoy.md");
    assert_eq!(uris(mcp).len(), 4, "a folder that is gone contributes nothing");
    fs::create_dir_all(notices.root()).unwrap();
    fs::write(notices.root().join("new.md"), "new").unwrap();
    assert!(uris(mcp).contains(&"fleet://notices/new.md".to_owned()), "it came back");
}

#[test]
fn too_many_files_are_said_to_be_too_many() {
    let notices = Notices::new();
    let (_server, mcp) = start(&notices.config());
    for number in 0..1000 {
        fs::write(notices.root().join(format!("{number}.md")), "").unwrap();
    }
    let list = old(mcp, "resources/list", &json!({}));
    assert_eq!(list["code"], -32603);
    assert!(list["message"].as_str().unwrap().ends_with("more than 1000 files to list"), "{list}");
    assert!(!list.to_string().contains(notices.0.to_str().unwrap()), "{list}");
    assert_eq!(read(mcp, "fleet://notices/7.md")["contents"][0]["text"], "");
}

#[test]
fn no_uri_leads_out_of_the_folder() {
    let notices = Notices::new();
    #[cfg(unix)]
    {
        let root = notices.root();
        std::os::unix::fs::symlink("../secret.md", root.join("link.md")).unwrap();
        std::os::unix::fs::symlink(&notices.0, root.join("up")).unwrap();
    }
    let (_server, mcp) = start(&notices.config().set(HANDBOOK_FOLDER, HANDBOOK));
    let absolute = notices.0.join("secret.md");
    let absolute = absolute.to_str().unwrap();
    // Over HTTP the name is in the head as well, which has a bound of its own.
    let long = "a/".repeat(30_000);
    for path in [
        "../secret.md",
        "2026/../../secret.md",
        "%2e%2e/secret.md",
        "..%2fsecret.md",
        "%2e%2e%2fsecret.md",
        "..\\secret.md",
        "./2026/buoy.md",
        "2026//buoy.md",
        "2026/",
        "2026",
        "",
        "/",
        absolute,
        "link.md",
        "up/secret.md",
        ".env",
        "..",
        "../public/2026/buoy.md",
        "2026/buoy.md/",
        "2026/buoy.md\0",
        "\0",
        "2026/buoy.md%00",
        "2026/buoy.md?x",
        "~/x",
        "file:///etc/passwd",
        "2026/búoy.md",
        &long,
    ] {
        is_missing(mcp, &format!("fleet://notices/{path}"));
    }
    for uri in ["fleet://notices", "fleet://noticesx/2026/buoy.md", absolute, "file:///etc/passwd"]
    {
        is_missing(mcp, uri);
    }
    assert!(uris(mcp).iter().all(|uri| !uri.contains("link") && !uri.contains("secret")));
}

#[test]
fn a_server_does_not_start_without_its_folders() {
    let notices = Notices::new();
    let unset = refused(&Config::default());
    let expected = "FLEET_MCP_NOTICES_FOLDER: the folder with the files of fleet://notices/";
    assert!(unset.contains("must be set") && unset.contains(expected), "{unset}");
    let none = notices.0.join("none").to_str().unwrap().to_owned();
    let file = notices.0.join("secret.md").to_str().unwrap().to_owned();
    for wrong in [&none, &file] {
        let error = refused(&Config::default().set(NOTICES_FOLDER, wrong.as_str()));
        assert!(error.contains(NOTICES_FOLDER) && error.contains(wrong.as_str()), "{error}");
        assert!(error.contains("is no folder; create it, or name another"), "{error}");
        let error = refused(&notices.config().set(HANDBOOK_FOLDER, wrong.as_str()));
        assert!(error.contains(HANDBOOK_FOLDER) && error.contains("or leave it unset"), "{error}");
    }
    for number in 0..1000 {
        fs::write(notices.root().join(format!("{number}.md")), "").unwrap();
    }
    assert!(refused(&notices.config()).contains("has more than 1000 files"));
    // As variables, folders are not asked for where nothing real is called.
    let mut config = Config::default();
    config.mock = true;
    let (_server, mcp) = start(&config);
    assert_eq!(uris(mcp).len(), 4);
    is_missing(mcp, "fleet://notices/2026/buoy.md");
    assert_eq!(new(mcp, "resources/list", None, "")["cacheScope"], "public", "it is a constant");
}

#[test]
fn an_operator_can_ask_which_folder_is_served() {
    let notices = Notices::new();
    let (server, _) = start(&notices.config().set("NAFTIKO_CONTROL_PORT", "0"));
    let control = server.address("control").expect("a control surface");
    let config = crate::support::get(control, "/config").json();
    let root = notices.root();
    let expected = json!({NOTICES_FOLDER: root.to_str().unwrap()});
    assert_eq!(config["capabilities"][0]["folders"], expected);
}

#[test]
fn many_read_at_once() {
    let notices = Notices::new();
    let (_server, mcp) = start(&notices.config());
    let readers: Vec<_> = (0..32)
        .map(|_| {
            std::thread::spawn(move || {
                for _ in 0..20 {
                    let found = read(mcp, "fleet://notices/2026/buoy.md");
                    assert_eq!(found["contents"][0]["text"], "# Buoy 7 is adrift\n");
                    assert_eq!(uris(mcp).len(), 6);
                }
            })
        })
        .collect();
    for reader in readers {
        reader.join().expect("it reads");
    }
}
