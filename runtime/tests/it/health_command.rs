//! The command `health`, for images without a shell.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::process::Output;
use std::thread;
use std::time::{Duration, Instant};

use naftiko_runtime::testing::Script;

use crate::binary::command;
use crate::control::coast_with;
use crate::support::forge_with;

fn health(arguments: &[&str], environment: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut asking = command(&["health"]);
    let Output { status, stdout, stderr } =
        asking.args(arguments).envs(environment.iter().copied()).output().expect("it runs");
    let said = [stdout, stderr].concat();
    let said = String::from_utf8(said).expect("text");
    assert_eq!(said.lines().count(), 1, "{said}");
    (status.code(), said)
}

fn port(address: SocketAddr) -> String {
    address.port().to_string()
}

#[test]
fn a_server_is_asked_where_the_environment_has_it_listen() {
    let pair = forge_with(|config| config.set("NAFTIKO_HEALTH_PORT", "0"), |_| Script::json("{}"));
    let port = port(pair.server.address("health").expect("a port"));
    for environment in [
        &[("NAFTIKO_HEALTH_PORT", &*port)][..],
        &[("NAFTIKO_HEALTH_PORT", &*port), ("NAFTIKO_HEALTH_ADDRESS", "0.0.0.0")],
        // The port for probes is asked, and what else is wrong is for `check` to say.
        &[("NAFTIKO_HEALTH_PORT", &*port), ("NAFTIKO_CONTROL_PORT", "1"), ("NAFTIKO_WORKERS", "x")],
    ] {
        let (code, said) = health(&[], environment);
        assert_eq!(
            (code, said),
            (Some(0), format!("http://127.0.0.1:{port}/health/ready answers 200\n"))
        );
    }
    let named = format!("localhost:{port}");
    assert_eq!(health(&[&named, "--timeout", "5"], &[]).0, Some(0));
    pair.server.drain();
    let (code, said) = health(&[], &[("NAFTIKO_HEALTH_PORT", &port)]);
    assert!(code == Some(1) && said.ends_with("/health/ready answers 503\n"), "{said}");
    assert_eq!(health(&["--live"], &[("NAFTIKO_HEALTH_PORT", &port)]).0, Some(0));
}

#[test]
fn without_a_port_for_probes_the_control_surface_is_asked() {
    let open = forge_with(|config| config.set("NAFTIKO_CONTROL_PORT", "0"), |_| Script::json("{}"));
    let control = port(open.server.address("control").expect("a port"));
    assert_eq!(health(&[], &[("NAFTIKO_CONTROL_PORT", &control)]).0, Some(0));
    let guarded = coast_with(|config| config, |_| Script::json("{}"));
    let (code, said) = health(&[], &[("NAFTIKO_CONTROL_PORT", &port(guarded.control))]);
    assert!(code == Some(1) && said.contains("answers 401; set NAFTIKO_HEALTH_PORT"), "{said}");
}

#[test]
fn what_keeps_it_from_an_answer_is_said() {
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = port(closed.local_addr().expect("an address"));
    drop(closed);
    for (environment, says) in [
        (&[][..], "neither NAFTIKO_HEALTH_PORT nor NAFTIKO_CONTROL_PORT is set"),
        (&[("NAFTIKO_HEALTH_PORT", "0")], "NAFTIKO_HEALTH_PORT is 0, which is any port"),
        (&[("NAFTIKO_HEALTH_PORT", "x")], "NAFTIKO_HEALTH_PORT must be a port"),
        (&[("NAFTIKO_HEALTH_PORT", &*nobody)], "refused"),
    ] {
        let (code, said) = health(&[], environment);
        assert!(code == Some(1) && said.contains(says), "{said}");
    }
    let misused = command(&["health", "http://localhost:1/"]).output().expect("it runs");
    assert_eq!(misused.status.code(), Some(2));
}

#[test]
fn who_is_silent_or_speaks_otherwise_is_not_well() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let begin = Instant::now();
    let (code, said) = health(&[&address, "--timeout=1"], &[]);
    assert!(code == Some(1) && said.contains("no answer in time"), "{said}");
    assert!(begin.elapsed() < Duration::from_secs(5));
    drop(listener.accept());
    thread::spawn(move || {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n");
            open.push(stream);
        }
    });
    let (code, said) = health(&[&address], &[]);
    assert!(code == Some(1) && said.contains("does not speak HTTP"), "{said}");
}
