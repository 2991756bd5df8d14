//! Files of binds that are replaced under load, in every way and any order.

use std::fs::{self, File, Permissions};
use std::io::{BufReader, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};

use crate::bound::MANIFEST;
use crate::secret_files::{Secrets, until};
use crate::support::{Random, SECRET, connect, read};

/// The time between two looks at the files, and that in which a content has to stay as it is.
const LOOKED: Duration = Duration::from_millis(2600);

#[derive(Clone, Copy, Debug)]
enum Way {
    Renamed,
    InPlace,
    Deleted,
    Unreadable,
    LinkExchanged,
}

const WAYS: [Way; 5] =
    [Way::Renamed, Way::InPlace, Way::Deleted, Way::Unreadable, Way::LinkExchanged];

fn shuffled(random: &mut Random) -> Vec<Way> {
    let mut left = WAYS.to_vec();
    (0..WAYS.len()).map(|_| left.swap_remove(random.below(left.len()))).collect()
}

/// In YAML, without quotes, so that the first part of the file may be a file as well.
fn registry(n: usize) -> String {
    format!(
        "dock-key: dock-{n}\nregistry-bearer-token: token-{n}\nregistry-api-version: {n}.0\n\
         registry-key: key-{n}"
    )
}

/// In JSON; a value is its number twice.
fn gate(n: usize) -> String {
    format!("{{\"token\": \"{SECRET}\", \"key\": \"{n}.{n}\", \"other\": [1]}}")
}

/// A file that is replaced, in a folder of its own.
struct Bound {
    folder: Secrets,
    content: fn(usize) -> String,
    /// The pause of somebody who writes in place: half of a JSON document is none, however long it stands there.
    pause: Duration,
    version: usize,
}

impl Bound {
    fn new(content: fn(usize) -> String, pause: Duration) -> Self {
        let mut bound = Self { folder: Secrets::new(), content, pause, version: 0 };
        bound.next(Way::LinkExchanged);
        bound
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.0.join(name)
    }

    /// Gives the file a next version in this way, or takes it away.
    fn next(&mut self, way: Way) {
        let path = self.place("file");
        if path.is_dir() {
            fs::remove_dir(&path).expect("removed");
        } else if path.exists() {
            fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("permitted");
        }
        let content = (self.content)(self.version + 1);
        match way {
            Way::Renamed => _ = self.folder.put("file", &content),
            Way::InPlace => {
                let mut file = File::create(&path).expect("a file");
                let (first, rest) = content.as_bytes().split_at(content.len() - 1);
                file.write_all(first).expect("written");
                sleep(self.pause);
                file.write_all(rest).expect("written");
            }
            Way::LinkExchanged => {
                let next = (self.version + 1).to_string();
                fs::create_dir(self.place(&next)).expect("a folder");
                fs::write(self.place(&next).join("file"), content).expect("written");
                symlink(next, self.place("..next")).expect("a link");
                fs::rename(self.place("..next"), self.place("..data")).expect("exchanged");
                symlink("..data/file", self.place("..file")).expect("a link");
                fs::rename(self.place("..file"), &path).expect("exchanged");
            }
            Way::Deleted => return fs::remove_file(&path).expect("removed"),
            Way::Unreadable => return self.lock_up(),
        }
        self.version += 1;
    }

    /// Nobody can read it: the owner may not, and who may all has a folder there.
    fn lock_up(&self) {
        let path = self.place("file");
        fs::set_permissions(&path, Permissions::from_mode(0o000)).expect("permitted");
        if fs::read(&path).is_ok() {
            fs::remove_file(&path).expect("removed");
            fs::create_dir(&path).expect("a folder");
        }
    }

    /// Whether a change gives values; the others have to leave those that there are.
    fn gives(way: Way) -> bool {
        !matches!(way, Way::Deleted | Way::Unreadable)
    }
}

/// The versions of both files that the upstream saw last, and what did not belong together.
#[derive(Default)]
struct Watch {
    last: [AtomicUsize; 2],
    torn: Mutex<Vec<String>>,
}

impl Watch {
    fn look(&self, seen: &Seen) {
        let header = |name| seen.header(name).unwrap_or_default();
        let number = |text: &str, prefix: &str| text.strip_prefix(prefix)?.parse().ok();
        let token: Option<usize> = number(header("authorization"), "Bearer token-");
        let key = header("x-key");
        let versions = key.split_once('/').and_then(|(registry, gate)| {
            let (first, second) = gate.split_once('.')?;
            let registry: usize = number(registry, "key-")?;
            let gate: usize = first.parse().ok().filter(|_| first == second)?;
            Some((registry, gate))
        });
        match (token, versions) {
            (Some(token), Some((registry, gate)))
                if token == registry && header("registry-version") == format!("{token}.0") =>
            {
                self.last[0].store(registry, Ordering::Relaxed);
                self.last[1].store(gate, Ordering::Relaxed);
            }
            _ => self.torn.lock().expect("a list").push(format!("{seen:?}")),
        }
    }

    fn sees(&self, bound: [&Bound; 2]) -> bool {
        let last = [0, 1].map(|at| self.last[at].load(Ordering::Relaxed));
        last == bound.map(|bound| bound.version)
    }
}

/// Asks over one connection until all is over, and returns how often.
fn ask(server: &TestServer, is_over: &AtomicBool) -> usize {
    let mut stream = connect(server.address("yard").expect("an address"));
    let mut answers = BufReader::new(stream.try_clone().expect("a stream"));
    let request =
        format!("GET /ships HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {SECRET}\r\n\r\n");
    let mut count = 0;
    while !is_over.load(Ordering::Relaxed) {
        stream.write_all(request.as_bytes()).expect("an old connection takes requests");
        let answer = read(&mut answers, false);
        assert_eq!(answer.status, 200, "{}", answer.text());
        count += 1;
        sleep(Duration::from_millis(3));
    }
    count
}

/// Replaces both files, one after the other way, until `until`.
fn replace(mut bound: [Bound; 2], watch: &Watch, until_when: Instant) {
    let mut random = Random(20_261_201);
    loop {
        let ways: Vec<_> = shuffled(&mut random).into_iter().zip(shuffled(&mut random)).collect();
        for (of_registry, of_gate) in ways {
            let ways = [of_registry, of_gate];
            for (one, way) in bound.iter_mut().zip(ways) {
                // What is not there cannot be taken away once more.
                let is_there = one.place("file").is_file();
                one.next(if is_there || Bound::gives(way) { way } else { Way::Renamed });
            }
            if !ways.into_iter().all(Bound::gives) {
                sleep(LOOKED);
            }
            let [registry, gate] = &bound;
            until(&format!("{ways:?}"), || watch.sees([registry, gate]));
            assert_eq!(watch.torn.lock().expect("a list").first(), None, "{ways:?}");
        }
        if Instant::now() >= until_when {
            return;
        }
    }
}

/// Each way for each file in an order by chance, once; `NAFTIKO_BIND_FILES_SECONDS` goes on for longer.
#[test]
fn files_are_replaced_in_every_way_under_load() {
    let seconds = std::env::var("NAFTIKO_BIND_FILES_SECONDS").map_or(Ok(0), |text| text.parse());
    let until_when = Instant::now() + Duration::from_secs(seconds.expect("a number of seconds"));
    let bound = [
        Bound::new(registry, Duration::from_millis(5)),
        Bound::new(gate, Duration::from_millis(700)),
    ];
    let watch = Arc::new(Watch::default());
    let watching = Arc::clone(&watch);
    let upstream = TestUpstream::start(move |seen| {
        watching.look(seen);
        Script::json("[]")
    })
    .expect("an upstream");
    let path = |bound: &Bound| bound.place("file").to_str().expect("a path").to_owned();
    let config = Config::default()
        .set("REGISTRY_ENV_BIND_FILE", path(&bound[0]))
        .set("GATE_BIND_FILE", path(&bound[1]))
        .set("DOCK_KEY_FILE", "-dock")
        .set("YARD_TENANT", "north")
        .set("REGISTRY_BASE_URI", upstream.uri())
        .set("DOCK_BASE_URI", upstream.uri());
    let server = TestServer::start(&MANIFEST, &config).expect("a server");
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let asking: Vec<_> = (0..4).map(|_| scope.spawn(|| ask(&server, &is_over))).collect();
        let replacing = scope.spawn(|| replace(bound, &watch, until_when));
        let replaced = replacing.join();
        is_over.store(true, Ordering::Relaxed);
        for asking in asking {
            assert!(asking.join().expect("no request fails") > 100);
        }
        replaced.expect("every change is taken, and whole");
    });
    assert_eq!(watch.torn.lock().expect("a list").first(), None);
}
