//! Files that hold the values of binds, as the golden document `binds` names them.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, sleep};
use std::time::Duration;

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};
use serde_json::Value;

use crate::binary::signal;
use crate::bound::MANIFEST;
use crate::secret_files::{Secrets, until};
use crate::support::{SECRET, get, send};

/// The registry's file in version `n`: every value says which.
fn registry(n: usize) -> String {
    format!(
        "# Version {n}\nregistry-bearer-token: token-{n}\nregistry-api-version: {n}.0\n\
         registry-key: 'key-{n}'\ndock-key: dock-{n}\nnested: {{a: [b]}}\n"
    )
}

fn gate(token: &str, key: &str) -> String {
    format!("{{\"token\": \"{token}\", \"key\": \"{key}\", \"other\": [1]}}")
}

struct Yard {
    secrets: Secrets,
    registry: String,
    upstream: TestUpstream,
    server: TestServer,
    rest: SocketAddr,
}

fn yard_with(configure: impl FnOnce(Config) -> Config) -> Yard {
    let secrets = Secrets::new();
    let registry = secrets.put("registry.yaml", &registry(1));
    let upstream = TestUpstream::start(|_| Script::json("[]")).expect("an upstream");
    let config = Config::default()
        .set("REGISTRY_ENV_BIND_FILE", &registry)
        .set("GATE_BIND_FILE", secrets.put("gate", &gate(SECRET, "k")))
        .set("DOCK_KEY_FILE", "-dock")
        .set("YARD_TENANT", "north")
        .set("REGISTRY_BASE_URI", upstream.uri())
        .set("DOCK_BASE_URI", upstream.uri())
        .set("NAFTIKO_CONTROL_PORT", "0");
    let server = TestServer::start(&MANIFEST, &configure(config)).expect("a server");
    let rest = server.address("yard").expect("an address");
    Yard { secrets, registry, upstream, server, rest }
}

impl Yard {
    fn asks(&self, path: &str, token: &str) -> u16 {
        send(self.rest, "GET", path, &[("authorization", &format!("Bearer {token}"))], "").status
    }

    /// What an upstream is shown now, by the name of a header.
    fn shown(&self, path: &str, header: &str) -> String {
        assert_eq!(self.asks(path, SECRET), 200);
        let seen = self.upstream.seen().pop().expect("a request");
        seen.header(header).unwrap_or_default().to_owned()
    }

    fn token(&self) -> String {
        self.shown("/ships", "authorization")
    }
}

#[test]
fn a_server_is_made_of_its_files() {
    let yard = yard_with(|config| config);
    assert_eq!(yard.token(), "Bearer token-1");
    assert_eq!(yard.shown("/ships", "registry-version"), "1.0", "a number is its text");
    assert_eq!(yard.shown("/ships", "x-key"), "key-1/k", "two binds have a KEY");
    assert_eq!(yard.shown("/docks", "x-dock"), "dock-1-dock");
    assert_eq!(yard.asks("/ships", "another"), 401);
    let control = yard.server.address("control").expect("an address");
    let config = get(control, "/config");
    let of = &config.json()["capabilities"][0];
    assert_eq!(of["variables"]["REGISTRY_TOKEN"], "***");
    assert_eq!(of["bound"]["REGISTRY_TOKEN"]["file"], *yard.registry);
    assert_eq!(of["bound"]["REGISTRY_TOKEN"]["key"], "registry-bearer-token");
    assert_eq!(of["bound"]["YARD_TENANT"], Value::Null);
    for value in ["token-1", "key-1", "dock-1", SECRET] {
        assert!(!config.text().contains(value), "{}", config.text());
    }
}

#[test]
fn the_environment_wins() {
    let own = Secrets::new();
    let file = own.put("version", "of-a-file\n");
    let yard = yard_with(|config| {
        config.set("REGISTRY_TOKEN", "of-the-environment").set("REGISTRY_VERSION_FILE", file)
    });
    let shown = || (yard.token(), yard.shown("/ships", "registry-version"));
    let given = |version: &str| ("Bearer of-the-environment".to_owned(), version.to_owned());
    assert_eq!(shown(), given("of-a-file"));
    let control = yard.server.address("control").expect("an address");
    let bound = get(control, "/config").json()["capabilities"][0]["bound"].clone();
    assert_eq!(
        (&bound["REGISTRY_TOKEN"], &bound["REGISTRY_VERSION"]),
        (&Value::Null, &Value::Null)
    );
    // The file of the bind changes what is in it, and nothing else.
    yard.secrets.put("registry.yaml", &registry(2));
    until("the next key", || yard.shown("/ships", "x-key") == "key-2/k");
    assert_eq!(shown(), given("of-a-file"));
    own.put("version", "of-the-next");
    until("the next version", || shown() == given("of-the-next"));
}

#[test]
fn changes_are_taken_whole_or_not_at_all() {
    let yard = yard_with(|config| config);
    assert_eq!(yard.token(), "Bearer token-1");
    yard.secrets.put("registry.yaml", &registry(2));
    until("renamed over", || yard.token() == "Bearer token-2");
    fs::write(&yard.registry, registry(3)).expect("written");
    until("written in place", || yard.token() == "Bearer token-3");
    for bad in [
        "",
        "just words",
        "- registry-bearer-token: token-4",
        "registry-bearer-token: token-4\n",
        &registry(4).replace("key-4", "").replace("''", "~"),
        &registry(4).replace("4.0", "[4]"),
        &registry(4).replace("token-4", "\"token\\n4\""),
        &registry(4).replace("token-4", "*token-4"),
        &registry(4).replace("dock-4", "'dock-4"),
        &(registry(4) + "dock-key: dock-5\n"),
    ] {
        yard.secrets.put("registry.yaml", bad);
        sleep(Duration::from_millis(2500));
        assert_eq!(yard.token(), "Bearer token-3", "{bad}");
        assert_eq!(yard.shown("/docks", "x-dock"), "dock-3-dock", "{bad}");
    }
    fs::remove_file(&yard.registry).expect("removed");
    sleep(Duration::from_millis(2500));
    assert_eq!(yard.token(), "Bearer token-3");
    yard.secrets.put("registry.yaml", &registry(5));
    until("there again", || yard.token() == "Bearer token-5");
    // The keys of callers change by the same way.
    yard.secrets.put("gate", &gate("another", "k"));
    until("the new token of callers", || yard.asks("/ships", "another") == 200);
    assert_eq!(yard.asks("/ships", SECRET), 401);
}

#[test]
#[cfg(unix)]
fn what_cannot_be_read_any_more_keeps_its_values() {
    use std::os::unix::fs::PermissionsExt as _;
    let yard = yard_with(|config| config);
    assert_eq!(yard.token(), "Bearer token-1");
    let mode = |mode| {
        fs::set_permissions(&yard.registry, fs::Permissions::from_mode(mode)).expect("permitted");
    };
    fs::write(&yard.registry, registry(2)).expect("written");
    mode(0o000);
    let is_refused = fs::read(&yard.registry).is_err();
    sleep(Duration::from_millis(2500));
    if is_refused {
        assert_eq!(yard.token(), "Bearer token-1");
    }
    mode(0o600);
    until("readable again", || yard.token() == "Bearer token-2");
}

/// A volume of Kubernetes: files are links through a link that is exchanged. No request fails meanwhile, and none is made
/// of two versions.
#[test]
#[cfg(unix)]
fn links_are_exchanged_under_load() {
    use std::os::unix::fs::symlink;
    let volume = Secrets::new();
    let place = |name: &str| volume.0.join(name);
    let version = |n: usize| {
        fs::create_dir(place(&n.to_string())).expect("a folder");
        fs::write(place(&format!("{n}/registry.yaml")), registry(n)).expect("written");
        symlink(n.to_string(), place("..next")).expect("a link");
        fs::rename(place("..next"), place("..data")).expect("exchanged");
    };
    version(1);
    symlink("..data/registry.yaml", place("registry.yaml")).expect("a link");
    let path = place("registry.yaml").to_str().expect("a path").to_owned();
    let yard = yard_with(|config| config.set("REGISTRY_ENV_BIND_FILE", path));
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    assert_eq!(yard.asks("/ships", SECRET), 200);
                    sleep(Duration::from_millis(1));
                }
            });
        }
        for n in 2..5 {
            version(n);
            until("the next version", || is_made_of(&yard.upstream.seen(), n));
        }
        is_over.store(true, Ordering::Relaxed);
    });
    for seen in yard.upstream.seen() {
        assert!((1..5).any(|n| is_of(&seen, n)), "{seen:?}");
    }
}

fn is_made_of(all: &[Seen], n: usize) -> bool {
    all.last().is_some_and(|seen| is_of(seen, n))
}

fn is_of(seen: &Seen, n: usize) -> bool {
    let has = |name, value: String| seen.header(name) == Some(&*value);
    has("authorization", format!("Bearer token-{n}"))
        && has("registry-version", format!("{n}.0"))
        && has("x-key", format!("key-{n}/k"))
}

// The binary, in the folder that relative paths begin at.

const ENVIRONMENT: [(&str, &str); 5] = [
    ("DOCK_KEY_FILE", "x"),
    ("YARD_TENANT", "north"),
    ("YARD_PORT", "0"),
    ("REGISTRY_BASE_URI", "http://127.0.0.1:1"),
    ("DOCK_BASE_URI", "http://127.0.0.1:1"),
];

fn command(folder: &Secrets, arguments: &[&str]) -> Command {
    let mut path: PathBuf = std::env::current_exe().expect("a path");
    path.pop();
    path.pop();
    path.push("examples/bind_files");
    assert!(path.exists(), "`cargo build --example bind_files` makes the binary of this test");
    let mut command = Command::new(path);
    command.args(arguments).env_clear().envs(ENVIRONMENT).current_dir(&folder.0);
    command
}

fn text(ended: &Output) -> String {
    String::from_utf8_lossy(&[&*ended.stdout, &*ended.stderr].concat()).into_owned()
}

/// A folder as the document wants it.
fn folder() -> Secrets {
    let folder = Secrets::new();
    fs::create_dir(folder.0.join("shared")).expect("a folder");
    folder.put("shared/secrets.yaml", &registry(1).replace("token-1", "hunter2"));
    folder.put("gate.json", &gate("hunter2-gate", "k"));
    folder
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let nothing = Secrets::new();
    for name in ["check", "serve"] {
        let ended = command(&nothing, &[name]).env_remove("YARD_TENANT").output().expect("it runs");
        let said = text(&ended);
        assert_eq!(ended.status.code(), Some(78), "{said}");
        for part in [
            "YARD_TENANT: part of the base URI of dock",
            "REGISTRY_TOKEN: bearer token of registry: key `registry-bearer-token` of shared/secrets.yaml: it cannot be read: No such file",
            "REGISTRY_ENV_BIND_FILE names another file, REGISTRY_TOKEN_FILE a file that holds it alone, REGISTRY_TOKEN is the value",
            "REGISTRY_ENV_KEY: parameter X-Key of list-ships",
            "GATE_KEY: parameter X-Key of list-ships: key `key` of /run/secrets/gate",
            "GATE_TOKEN: bearer token of callers of yard",
            "DOCK_KEY: API key of dock: key `dock-key` of shared/secrets.yaml",
        ] {
            assert_eq!(said.matches(part).count(), 1, "{part} in {said}");
        }
    }
    let some = folder();
    some.put(
        "shared/secrets.yaml",
        "registry-bearer-token: hunter2\nregistry-key: [hunter2]\ndock-key:\n",
    );
    let gate = [("GATE_BIND_FILE", "gate.json"), ("REGISTRY_VERSION", "2")];
    let ended = command(&some, &["check"]).envs(gate).output().expect("it runs");
    let said = text(&ended);
    assert_eq!(ended.status.code(), Some(78), "{said}");
    assert!(said.contains("its key `registry-key` has a list or a mapping"), "{said}");
    assert!(said.contains("its key `dock-key` has no value"), "{said}");
    assert!(!said.contains("hunter2") && !said.contains("REGISTRY_VERSION:"), "{said}");
    some.put("shared/secrets.yaml", "registry-bearer-token: 'hunter2");
    let said = text(&command(&some, &["check"]).envs(gate).output().expect("it runs"));
    assert!(said.contains("it cannot be read as YAML") && !said.contains("hunter2"), "{said}");
}

#[test]
fn relative_paths_begin_at_the_working_directory() {
    let folder = folder();
    let check = command(&folder, &["check"]).env("GATE_BIND_FILE", "gate.json").output();
    let check = check.expect("it runs");
    assert_eq!(check.status.code(), Some(0), "{}", text(&check));
    let said = text(&check);
    for line in [
        "REGISTRY_TOKEN is the key registry-bearer-token of shared/secrets.yaml\n",
        "GATE_TOKEN is the key token of gate.json\n",
    ] {
        assert!(said.contains(line) && !said.contains("hunter2"), "{said}");
    }
    let slip = command(&folder, &["check"])
        .env("GATE_BIND_FILE", "gate.json")
        .env("REGISTRY_ENV_BIND_FLIE", "x")
        .output();
    let slip = text(&slip.expect("it runs"));
    assert!(slip.contains("is REGISTRY_ENV_BIND_FILE meant?"), "{slip}");
}

#[test]
fn what_is_read_is_described_without_values() {
    let folder = folder();
    let said = text(&command(&folder, &["describe"]).output().expect("it runs"));
    for line in [
        "  reads REGISTRY_TOKEN: bearer token of registry, secret (or REGISTRY_TOKEN_FILE, a file that holds it)\n    \
         else the key registry-bearer-token of shared/secrets.yaml\n",
        "  reads DOCK_KEY: API key of dock, secret\n    else the key dock-key of shared/secrets.yaml\n",
        "  reads REGISTRY_ENV_BIND_FILE: a file in the place of shared/secrets.yaml\n",
        "  reads GATE_BIND_FILE: a file in the place of /run/secrets/gate\n",
        "  needs YARD_TENANT: part of the base URI of dock",
    ] {
        assert_eq!(said.matches(line).count(), 1, "{line} in {said}");
    }
    let json = command(&folder, &["describe", "--format", "json"]).output().expect("it runs");
    let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let variables = json["capabilities"][0]["variables"].as_array().expect("a list");
    let of = |name: &str| variables.iter().find(|one| one["name"] == name).expect("a variable");
    assert_eq!(of("GATE_TOKEN")["bound"]["key"], "token");
    assert_eq!(of("GATE_TOKEN")["bound"]["file"], "/run/secrets/gate");
    assert_eq!(of("GATE_TOKEN")["bound"]["variable"], "GATE_BIND_FILE");
    assert_eq!(of("YARD_TENANT").get("bound"), None);
}

#[test]
fn a_mock_needs_no_files() {
    let folder = Secrets::new();
    let serving = Serving::start(command(&folder, &["serve", "--mock"]));
    let token = [("authorization", "Bearer [GATE_TOKEN]")];
    assert_eq!(send(serving.rest, "GET", "/ships", &token, "").status, 200);
    serving.end();
}

#[test]
fn a_change_and_its_refusal_are_said_once_and_without_the_values() {
    let folder = folder();
    let mut command = command(&folder, &["serve"]);
    command.env("GATE_BIND_FILE", "gate.json");
    let serving = Serving::start(command);
    for content in [registry(2).replace("token-2", "hunter2-two"), "a: hunter2-three\n".to_owned()]
    {
        folder.put("shared/secrets.yaml", &content);
        sleep(Duration::from_millis(5000));
    }
    let log = serving.end();
    let count = |part: &str| log.lines().filter(|line| line.contains(part)).count();
    assert_eq!(count("REGISTRY_ENV_BIND_FILE: its file has changed"), 1, "{log}");
    let refused = "REGISTRY_ENV_BIND_FILE: shared/secrets.yaml: it has no key `";
    assert_eq!((count(refused), count("is kept")), (1, 1), "{log}");
    assert!(!log.contains("hunter2"), "{log}");
}

struct Serving {
    child: Child,
    rest: SocketAddr,
    log: BufReader<std::process::ChildStderr>,
}

impl Serving {
    fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("it runs");
        let mut log = BufReader::new(child.stderr.take().expect("a log"));
        let mut line = String::new();
        log.read_line(&mut line).expect("a line");
        let (_, address) = line.trim().split_once("http://").expect(&line);
        Self { child, rest: address.parse().expect("an address"), log }
    }

    fn end(mut self) -> String {
        signal(&self.child, "-TERM");
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
        let mut log = String::new();
        self.log.read_to_string(&mut log).expect("a log");
        log
    }
}

/// A test that fails leaves nothing running.
impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
