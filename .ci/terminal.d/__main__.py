"""Every command of both binaries, wherever its streams may lead."""

import os
import signal
import socket
import sys
import time

from streams import Ended, elsewhere, on_terminal

ROOT, TARGET, SCRATCH = sys.argv[1:]
ESCAPE = b"\x1b"
INTERRUPT, END_OF_INPUT = b"\x03", b"\x04"
FORGE = os.path.join(TARGET, "debug", "forge")
NAFTIKO = os.path.join(TARGET, "debug", "naftiko")
INITIALIZE = (
    b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",'
    b'"capabilities":{},"clientInfo":{"name":"terminal","version":"1"}}}\n'
)
FREE_PORTS = {"FORGE_TRAINING_JOBS_REST_PORT": "0", "FORGE_TRAINING_JOBS_MCP_PORT": "0"}
FINDINGS = os.path.join(ROOT, "naftiko-codegen", "tests", "findings")
DIFF_OLD, DIFF_NEW = (os.path.join(ROOT, "naftiko-codegen", "tests", "diff", "route-gone", name) for name in ("old.yaml", "new.yaml"))
WARNED = os.path.join(FINDINGS, "route-shadowed.yaml")
REJECTED = os.path.join(FINDINGS, "unknown-operation.yaml")
OUT = os.path.join(SCRATCH, "crate")
RUNTIME = os.path.join(ROOT, "runtime")

# What the environment says of colours, and whether a terminal then shows them.
WISHES = [
    ({"TERM": "xterm-256color"}, True),
    ({"TERM": "xterm-256color", "NO_COLOR": ""}, True),
    ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False),
    ({"TERM": "xterm-256color", "CLICOLOR": "0"}, False),
    ({"TERM": "dumb"}, False),
    ({"TERM": "dumb", "CLICOLOR_FORCE": "1"}, True),
    ({"TERM": "xterm-256color", "CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
    ({}, False),
]

# Commands that end by themselves: what they are, their exit code, whether they write to stdout, and
# whether what they write is coloured on a terminal.
COMMANDS = [
    ([FORGE, "--help"], 0, True, False),
    ([FORGE, "--version"], 0, True, False),
    ([FORGE, "describe"], 0, True, False),
    ([FORGE, "describe", "--format", "json"], 0, True, False),
    ([FORGE, "check"], 78, False, False),
    ([FORGE, "serve"], 78, False, False),
    ([FORGE, "sevre"], 2, False, False),
    ([FORGE, "mcp"], 2, False, False),
    ([NAFTIKO], 2, False, False),
    ([NAFTIKO, "--help"], 0, True, False),
    ([NAFTIKO, "--version"], 0, True, False),
    ([NAFTIKO, "check", "--help"], 0, True, False),
    ([NAFTIKO, "check", os.path.join(FINDINGS, "output-open.yaml")], 0, False, False),
    ([NAFTIKO, "check", WARNED], 0, True, True),
    ([NAFTIKO, "check", REJECTED], 1, True, True),
    ([NAFTIKO, "check", "--format", "json", WARNED], 0, True, False),
    ([NAFTIKO, "check", "no-such-file.yaml"], 2, False, False),
    ([NAFTIKO, "explain"], 0, True, False),
    ([NAFTIKO, "explain", "orphan-path-param"], 0, True, False),
    ([NAFTIKO, "explain", "orphan-path-parm"], 2, False, False),
    ([NAFTIKO, "generate", WARNED, "--out", OUT, "--runtime", RUNTIME], 0, True, True),
    ([NAFTIKO, "generate", REJECTED, "--out", OUT, "--runtime", RUNTIME], 1, False, True),
    ([NAFTIKO, "generate", WARNED, "--out", os.path.join(WARNED, "crate"), "--runtime", RUNTIME], 2, False, True),
    ([NAFTIKO, "diff", DIFF_OLD, DIFF_NEW], 0, True, True),
    ([NAFTIKO, "diff", DIFF_OLD, DIFF_NEW, "--deny", "major"], 1, True, True),
    ([NAFTIKO, "diff", DIFF_OLD, DIFF_NEW, "--format", "json"], 0, True, False),
    ([NAFTIKO, "diff", "-", "-"], 2, False, False),
    ([NAFTIKO, "health", "http://127.0.0.1:1"], 1, False, False),
    ([NAFTIKO, "status", "https://127.0.0.1:1"], 2, False, False),
    ([NAFTIKO, "completions", "bash"], 0, True, False),
    ([NAFTIKO, "man"], 0, True, False),
    ([NAFTIKO, "sail"], 2, False, False),
]

runs, problems = 0, []


def environment(more):
    """What is needed to run at all, and nothing else that says something of colours."""
    kept = ("PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "CARGO_TARGET_DIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | FREE_PORTS | more


def expect(what, ended: Ended, code, colored=None):
    """The exit code, no panic, and escapes where they are wanted."""
    global runs
    runs += 1
    wrong = []
    if ended.code != code:
        wrong.append(f"exit code {code} was expected")
    if b"panicked" in ended.out + ended.err or b"the `ansi` crate feature" in ended.out + ended.err:
        wrong.append("it panicked")
    if colored is not None and (ESCAPE in ended.out + ended.err) != colored:
        wrong.append("colours are missing" if colored else "there are colours")
    if wrong:
        problems.append(f"{what}: {', '.join(wrong)}: {ended}")


def named(command, more):
    setting = " ".join(f"{name}={value}" for name, value in more.items())
    return f"{setting} {os.path.basename(command[0])} {' '.join(command[1:])}"


def ending_commands():
    for command, code, writes, coloured in COMMANDS:
        for more, wanted in WISHES:
            ended = on_terminal(command, environment(more), SCRATCH)
            expect(f"{named(command, more)} on a terminal", ended, code, coloured and wanted)
        forced = {"CLICOLOR_FORCE": "1"}
        for more, wanted in [({"TERM": "xterm"}, False), (forced, True)]:
            ended = elsewhere(command, environment(more), SCRATCH)
            expect(f"{named(command, more)} in a pipe", ended, code, coloured and wanted)
        for kind in ("gone", "closed"):
            ended = elsewhere(command, environment({}), SCRATCH, stdout=kind)
            expect(f"{named(command, {})}, stdout {kind}", ended, code)
            ended = elsewhere(command, environment({}), SCRATCH, stderr=kind)
            expect(f"{named(command, {})}, stderr {kind}", ended, code)
        failed = 1 if command[0] == FORGE else 2
        ended = elsewhere(command, environment({}), SCRATCH, stdout="full")
        expect(f"{named(command, {})}, stdout full", ended, failed if writes else code)
        if writes and b"standard output: " not in ended.err:
            problems.append(f"{named(command, {})}, stdout full: nothing is said: {ended}")
        ended = elsewhere(command, environment({}), SCRATCH, stderr="full")
        expect(f"{named(command, {})}, stderr full", ended, code)


def serving():
    """Interrupted by whoever sits at the terminal."""
    command = [FORGE, "serve", "--mock"]
    listens = b"mcp surface forge-training-jobs-mcp listens on"
    for more, wanted in WISHES + [({"TERM": "xterm", "NAFTIKO_LOG_FORMAT": "json"}, False)]:
        ended = on_terminal(command, environment(more), SCRATCH, listens, INTERRUPT)
        expect(f"{named(command, more)} on a terminal", ended, 0, wanted)
    ended = on_terminal([FORGE], environment(WISHES[0][0]), SCRATCH)
    expect("forge on a terminal", ended, 78, False)
    for stdout, stderr in [("gone", "pipe"), ("closed", "closed"), ("full", "full"), ("gone", "gone")]:
        unheard(command, stdout, stderr)


def unheard(command, stdout, stderr):
    """Serves though nobody can be told where, and ends when it is asked to."""
    port = free_port()
    more = {"FORGE_TRAINING_JOBS_REST_PORT": str(port)}

    def end(child):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                time.sleep(0.05)
        child.send_signal(signal.SIGTERM)

    ended = elsewhere(command, environment(more), SCRATCH, stdout=stdout, stderr=stderr, meanwhile=end)
    expect(f"{named(command, more)}, stdout {stdout}, stderr {stderr}", ended, 0)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def stdio():
    command = [FORGE, "mcp", "--stdio", "--mock"]
    for more, _ in WISHES:
        # Typed at once; the terminal gives it to the server line by line.
        ended = on_terminal(command, environment(more), SCRATCH, b"", INITIALIZE + END_OF_INPUT)
        expect(f"{named(command, more)} on a terminal", ended, 0, False)
        if b'"serverInfo"' not in ended.out:
            problems.append(f"{named(command, more)}: there is no answer: {ended}")
    for stdout, code in [("pipe", 0), ("gone", 0), ("closed", 0), ("full", 1)]:
        ended = elsewhere(command, environment({}), SCRATCH, stdout=stdout, stdin=INITIALIZE)
        expect(f"{named(command, {})}, stdout {stdout}", ended, code, False)


def readme():
    """The first command of the README, as a newcomer types it."""
    with open(os.path.join(ROOT, "README.md")) as file:
        first = next(line for line in file if line.startswith("cargo run"))
    command = ["sh", "-c", f"exec {first.strip().replace('cargo run', 'cargo run --locked')}"]
    listens = b"listens on"
    env = environment({"TERM": "xterm-256color"})
    ended = on_terminal(command, env, ROOT, listens, INTERRUPT, patience=900)
    expect(first.strip(), ended, 0, True)
    if listens not in ended.out:
        problems.append(f"{first.strip()}: it does not serve: {ended}")


ending_commands()
serving()
stdio()
readme()
for problem in problems:
    print(problem)
if problems:
    sys.exit(f"error: {len(problems)} of {runs} runs are not as they should be")
print(f"{runs} runs, none of them panicked")
