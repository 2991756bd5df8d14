"""What callers can make the server hold: open bodies, answers that nobody reads, large heads and callers
who say nothing. All the while it says within a moment that it lives, and memory stays below a bound."""

import contextlib
import json
import resource
import socket
import threading
import time

from client import JOBS, Broken, Connection, call, get
from forge import Forge
from http2 import Http2

# MiB that it may ever take, and seconds for the answer to whether it lives.
LARGEST, SLOWEST = 256, 0.1
CONNECTIONS, STREAMS, BODY = 100, 150, 4 << 20
UNREAD, SILENT, HEADS = 1_000, 10_000, 2_000


class Probe(threading.Thread):
    """Asks whether the server lives, and how much it holds."""

    def __init__(self, forge):
        super().__init__(daemon=True)
        self.forge, self.ends = forge, threading.Event()
        self.times, self.errors, self.most = [], [], 0.0

    def run(self):
        while not self.ends.wait(0.05):
            begin = time.monotonic()
            try:
                connection = Connection(self.forge.control, 5)
                status = connection.request("GET", "/health/live").status
                connection.close()
                if status != 200:
                    self.errors.append(status)
            except (OSError, Broken) as error:
                self.errors.append(repr(error))
            self.times.append(time.monotonic() - begin)
            self.most = max(self.most, self.forge.memory())

    def end(self):
        self.ends.set()
        self.join()


def open_bodies(forge):
    """A hundred connections with 150 bodies each that never end and are as large as they may be."""
    kept = [Http2(forge.surface(("rest", "mcp")[number % 2])) for number in range(CONNECTIONS)]
    for number, connection in enumerate(kept):
        path = (JOBS, "/mcp")[number % 2]
        connection.listen(0.05)
        for _ in range(STREAMS):
            connection.open(path)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        moved = 0
        for connection in kept:
            with contextlib.suppress(OSError):
                connection.listen(0.001)
                for stream in list(connection.windows):
                    if connection.window > 0:
                        moved += connection.say(stream, BODY // 8)
        if not moved:
            time.sleep(0.1)
    yield f"{sum(connection.sent for connection in kept) >> 20} MiB said, " \
          f"{sum(len(connection.refused) for connection in kept)} of {CONNECTIONS * STREAMS} refused"
    for connection in kept:
        connection.close()


def never_read(address, request, seconds):
    """A thousand callers who send a request and read nothing of its answer."""
    kept = []
    for _ in range(UNREAD):
        caller = socket.socket()
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        caller.connect(address)
        caller.sendall(request)
        kept.append(caller)
    time.sleep(seconds)
    yield f"{UNREAD} calls"
    for caller in kept:
        caller.close()


def unread(forge):
    """Calls whose answer is 4 MB, which is made here as a whole."""
    body = call("get-training-job", {"job_id": "fault-huge-4096"})
    head = f"POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n" \
           f"accept: application/json, text/event-stream\r\ncontent-length: {len(body)}\r\n\r\n"
    return never_read(forge.mcp, head.encode() + body, 15)


def relayed(forge):
    """The same by REST, where the answer is passed on as it comes."""
    request = f"GET {JOBS}/fault-huge-4096 HTTP/1.1\r\nhost: localhost\r\n\r\n"
    return never_read(forge.rest, request.encode(), 8)


def heads(forge):
    """Heads of 60 KB that never end."""
    kept = []
    for number in range(HEADS):
        caller = socket.create_connection(forge.surface(("rest", "mcp")[number % 2]))
        with contextlib.suppress(OSError):
            caller.sendall(b"GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: " + b"a" * 60_000)
        kept.append(caller)
    yield f"{HEADS} heads"
    for caller in kept:
        caller.close()


def silent(forge):
    """More callers who say nothing than there are places on one surface; the others serve on."""
    kept = [socket.create_connection(forge.rest) for _ in range(SILENT + 100)]
    for kind in ("mcp", "rest"):
        connection = Connection(forge.surface(kind))
        assert get(connection, kind, "still")[1], f"{kind} is not answered"
        connection.close()
    yield f"{len(kept)} connections"
    for caller in kept:
        caller.close()


def recovers(forge):
    """Whether a call of every kind is answered again, in a moment."""
    until = time.monotonic() + 40
    while True:
        right = []
        for kind in ("rest", "mcp"):
            try:
                connection = Connection(forge.surface(kind), 10)
                right.append(get(connection, kind, "after")[1])
                connection.close()
            except (OSError, Broken, json.JSONDecodeError):
                right.append(False)
        if all(right):
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.5)


def run(binary, upstream, token):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < SILENT + 2000:
        raise SystemExit(f"this needs {SILENT + 2000} open files, the limit is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    failed = 0
    for crowd in (open_bodies, unread, relayed, heads, silent):
        forge = Forge(binary, upstream, token, NAFTIKO_CONTROL_PORT=0)
        forge.control = forge.address("control", "control")
        probe = Probe(forge)
        probe.start()
        checks = {}
        try:
            for said in crowd(forge):
                print(f"{crowd.__name__}: {said}")
            checks["answered again"] = recovers(forge)
        except (AssertionError, OSError, Broken) as error:
            checks[repr(error)] = False
        probe.end()
        most = forge.memory("VmHWM")
        slowest = max(probe.times)
        lines = sum("refused" in line for line in forge.log().splitlines())
        code = forge.end()
        print(f"      {most:.0f} MiB at most, alive within {slowest * 1000:.0f} ms at most, {len(probe.times)} times")
        checks |= {
            f"memory stayed below {LARGEST} MiB": most < LARGEST,
            f"it said within {SLOWEST * 1000:.0f} ms that it lives": slowest < SLOWEST and not probe.errors,
            f"{lines} lines of the log about refusals": lines < 20,
            "exit code 0": code == 0,
        }
        for name, holds in checks.items():
            print(f"{'ok   ' if holds else 'FAIL '} {crowd.__name__}: {name}")
        for error in probe.errors[:3]:
            print(f"      {error}")
        failed += list(checks.values()).count(False)
    return failed
