//! Runs that do not come to their end, and runs at the same time.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::{DOCUMENT, OTHER, Scratch, command, put, runtime, tree};

#[test]
fn a_full_disk_leaves_what_was_there() {
    let scratch = Scratch::new("full");
    assert_eq!(scratch.berths(OTHER).code, Some(0));
    put(scratch.out().join("src/notes.txt"), "mine");
    let before = tree(&scratch.0);
    let out = scratch.out();
    // A file may have no more than so many blocks of 512 bytes.
    for blocks in [0, 1] {
        for folder in [out.as_path(), &scratch.0.join("fresh")] {
            let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
            let output = Command::new("sh")
                .args(["-c", &limited, env!("CARGO_BIN_EXE_naftiko"), "generate"])
                .args([DOCUMENT, "--name", "berths", "--out", folder.to_str().unwrap()])
                .args(["--runtime", runtime().to_str().unwrap()])
                .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings"))
                .output()
                .unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{blocks}: {stderr}");
            assert!(stderr.contains("File too large"), "{stderr}");
            assert_eq!(tree(&scratch.0), before, "{blocks}");
        }
    }
    assert_eq!(scratch.berths(DOCUMENT).code, Some(0));
}

/// The files of a crate: its sources, and what stands beside them.
type Split = (BTreeMap<String, String>, BTreeMap<String, String>);

fn whole(
    mut sources: BTreeMap<String, String>,
    beside: BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    sources.extend(beside);
    sources
}

/// Runs a script where a small disk of its own is at `$disk`, and what is to be kept of it is copied
/// to `$kept`. `None` where a test may not have one.
fn on_a_small_disk(scratch: &Scratch, script: &str) -> Option<Output> {
    let (disk, kept) = (scratch.0.join("disk"), scratch.0.join("kept"));
    for folder in [&disk, &kept] {
        std::fs::create_dir_all(folder).unwrap();
    }
    let mount = "mount -t tmpfs -o size=400k none \"$disk\"";
    let run = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", script]);
        command.env("disk", &disk).env("kept", &kept).env("runtime", runtime());
        command.env("naftiko", env!("CARGO_BIN_EXE_naftiko"));
        command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings"));
        command.output()
    };
    let can = run(&format!("{mount} && touch \"$disk/a\""));
    if !can.is_ok_and(|output| output.status.success()) {
        println!("skipped: no disk can be mounted here (user namespaces are needed)");
        return None;
    }
    let generate = "generate() { \"$naftiko\" generate \"$1\" --name berths --runtime \"$runtime\" --out \"$disk/crate\"; }";
    Some(run(&format!("set -eu; {generate}; {mount}; {script}")).unwrap())
}

#[test]
fn a_disk_that_is_really_full_leaves_what_was_there() {
    let scratch = Scratch::new("tmpfs");
    // As much is left each time as one more run has filled.
    let script = format!(
        "generate {OTHER}; cp -r \"$disk/crate\" \"$kept/before\"
         for free in 0 4 8 12 16 20 24; do
           rm -f \"$disk/fill\"; head -c $free\"000\" /dev/zero >\"$disk/spare\"
           cat /dev/zero >\"$disk/fill\" 2>/dev/null || true; rm \"$disk/spare\"
           if generate {DOCUMENT} 2>\"$kept/said\"; then exit 9; fi
           grep -q 'No space left' \"$kept/said\"
           cp -r \"$disk/crate\" \"$kept/after-$free\"
         done
         rm \"$disk/fill\"; generate {DOCUMENT}; cp -r \"$disk/crate\" \"$kept/new\""
    );
    let Some(output) = on_a_small_disk(&scratch, &script) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let kept = |name: &str| tree(&scratch.0.join("kept").join(name));
    let before = kept("before");
    assert!(before.contains_key("src/lib.rs"));
    for free in [0, 4, 8, 12, 16, 20, 24] {
        assert_eq!(kept(&format!("after-{free}")), before, "{free} KB were left");
    }
    let new = kept("new");
    assert!(
        new.contains_key("src/route_shadowed/mod.rs")
            && !new.keys().any(|path| path.contains("stage"))
    );
}

#[test]
fn a_disk_that_is_not_to_be_written_is_named() {
    let scratch = Scratch::new("read-only");
    let script = format!(
        "generate {OTHER}; mount -o remount,ro \"$disk\"
         if generate {DOCUMENT} 2>\"$kept/said\"; then exit 9; fi
         if \"$naftiko\" generate {DOCUMENT} --runtime \"$runtime\" --out \"$disk/fresh\" 2>>\"$kept/said\"; then exit 9; fi
         cp -r \"$disk\" \"$kept/after\""
    );
    let Some(output) = on_a_small_disk(&scratch, &script) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = std::fs::read_to_string(scratch.0.join("kept/said")).unwrap();
    assert_eq!(said.matches("Read-only file system").count(), 2, "{said}");
    let after = tree(&scratch.0.join("kept/after"));
    assert!(after.contains_key("crate/src/output_open/mod.rs"), "{:?}", after.keys());
    assert!(!after.keys().any(|path| path.contains("stage") || path.starts_with("fresh")));
}

/// A folder that others own; who may do everything is not stopped by it.
#[test]
fn a_folder_that_is_not_to_be_written_is_named() {
    let scratch = Scratch::new("permissions");
    assert_eq!(scratch.berths(OTHER).code, Some(0));
    let before = tree(&scratch.out());
    let locked = |mode| std::fs::set_permissions(scratch.out(), Permissions::from_mode(mode));
    locked(0o555).unwrap();
    if std::fs::write(scratch.out().join("probe"), "").is_ok() {
        println!("skipped: permissions do not hold for this user");
        std::fs::remove_file(scratch.out().join("probe")).unwrap();
        return locked(0o755).unwrap();
    }
    let run = scratch.berths(DOCUMENT);
    locked(0o755).unwrap();
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("Permission denied"), "{}", run.stderr);
    assert_eq!(tree(&scratch.out()), before);
}

#[test]
fn an_interrupted_run_leaves_the_old_crate_or_the_new_one() {
    let scratch = Scratch::new("killed");
    let complete = |document: &str| {
        assert_eq!(scratch.berths(document).code, Some(0));
        let (sources, beside) =
            tree(&scratch.out()).into_iter().partition(|(path, _)| path.starts_with("src/"));
        (sources, beside)
    };
    let (old, old_beside): Split = complete(OTHER);
    let (new, new_beside) = complete(DOCUMENT);
    put(scratch.out().join("src/notes.txt"), "mine");
    let out = scratch.out();
    let mut seen = [0, 0];
    for round in 0..120_u64 {
        let document = if round % 2 == 0 { OTHER } else { DOCUMENT };
        let fixed = ["--name", "berths", "--out", out.to_str().unwrap()];
        let mut child = command(&[&["generate", document], &fixed[..]].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(1500 + round * 1357 % 30_000));
        let _ = child.kill();
        child.wait().unwrap();
        let mut found = tree(&out);
        for (name, text) in &old_beside {
            let found = found.get(name);
            let is_whole = found == Some(text) || found == new_beside.get(name);
            assert!(is_whole, "round {round}: {name}");
        }
        found.retain(|path, _| path.starts_with("src/"));
        assert_eq!(found.remove("src/notes.txt").as_deref(), Some("mine"), "round {round}");
        assert!(found == old || found == new, "round {round}: {:?}", found.keys());
        seen[usize::from(found == new)] += 1;
    }
    println!("{seen:?}");
    assert_eq!(scratch.berths(DOCUMENT).code, Some(0));
    let mut left = tree(&out);
    assert_eq!(left.remove("src/notes.txt").as_deref(), Some("mine"));
    assert!(left.into_iter().eq(whole(new, new_beside)), "the next run goes on");
}

#[test]
fn of_two_runs_at_once_each_is_whole() {
    let scratch = Scratch::new("both");
    let out = scratch.out();
    for _ in 0..10 {
        let start = |document| {
            let fixed = ["--name", "berths", "--out", out.to_str().unwrap()];
            let runtime = runtime();
            let runtime = ["--runtime", runtime.to_str().unwrap()];
            let arguments = [&["generate", document], &fixed[..], &runtime[..]].concat();
            command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let mut runs = [start(OTHER), start(DOCUMENT), start(OTHER), start(DOCUMENT)];
        for run in &mut runs {
            assert!(run.wait().unwrap().success());
        }
        let after = tree(&out);
        let whole = |module: &str, other: &str| {
            after.contains_key(&format!("src/{module}/mod.rs"))
                && !after.keys().any(|path| path.starts_with(&format!("src/{other}/")))
                && after["src/lib.rs"].contains(module)
                && after["README.md"].contains(&module.replace('_', "-"))
        };
        assert!(
            whole("output_open", "route_shadowed") || whole("route_shadowed", "output_open"),
            "{:?}",
            after.keys()
        );
    }
}
