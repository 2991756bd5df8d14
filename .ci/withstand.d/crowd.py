"""Ten thousand callers who say nothing, a thousand who are slow, and 64 who are busy meanwhile."""

import resource
import threading
import time

from client import JOBS, Broken, Connection, get, send_get
from forge import Forge

IDLE, SLOW, BUSY, REQUESTS = 10_000, 1_000, 64, 60
# MiB for all of them, and seconds for the slowest answer of a busy one.
LARGEST, SLOWEST = 150, 10
# MiB that may be left of a crowd, and seconds in which the rest goes back to the system.
LEFT, PATIENCE = 16, 25


def idle(forge, count):
    """Kept connections with a request behind them, which cost more than fresh ones."""
    kept = []
    for number in range(count):
        kind = ("rest", "mcp")[number % 2]
        connection = Connection(forge.surface(kind))
        assert get(connection, kind, "idle")[1], f"connection {number} is not answered"
        kept.append(connection)
    return kept


class Slow(threading.Thread):
    """Callers of four kinds: a head, a body and a preface that dribble, and answers nobody reads."""

    def __init__(self, forge, count):
        super().__init__()
        self.ends = threading.Event()
        self.dribblers, self.others = [], []
        for number in range(count):
            kind = ("rest", "mcp")[number // 4 % 2]
            connection = Connection(forge.surface(kind))
            path = JOBS if kind == "rest" else "/mcp"
            if number % 4 == 0:
                connection.socket.sendall(b"GET / HTTP/1.1\r\nx-slow: ")
            elif number % 4 == 1:
                head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n"
                connection.socket.sendall(head.encode() + b"content-type: application/json\r\n\r\n")
            elif number % 4 == 2:
                connection.socket.sendall(b"P")
            else:
                send_get(connection, kind, "fault-huge-1024")
            whole = self.dribblers if number % 4 < 2 else self.others
            whole.append(connection)

    def run(self):
        while not self.ends.wait(0.5):
            for connection in self.dribblers:
                try:
                    connection.socket.send(b" ")
                except OSError:
                    pass

    def close(self):
        self.ends.set()
        self.join()
        for connection in self.dribblers + self.others:
            connection.close()


class Busy(threading.Thread):
    def __init__(self, forge, number):
        super().__init__()
        self.forge, self.kind = forge, ("rest", "mcp")[number % 2]
        self.times, self.errors = [], []

    def run(self):
        try:
            connection = Connection(self.forge.surface(self.kind))
            for number in range(REQUESTS):
                begin = time.monotonic()
                answer, right = get(connection, self.kind, f"job-{number}")
                self.times.append(time.monotonic() - begin)
                if not right:
                    self.errors.append(f"{answer.status} {answer.body[:200]}")
            connection.close()
        except (Broken, OSError) as error:
            self.errors.append(repr(error))


def left_of_crowd(forge, empty):
    """What is more than there was at first, when it has come down far enough or long enough."""
    until = time.monotonic() + PATIENCE
    while (left := forge.memory() - empty) > LEFT and time.monotonic() < until:
        time.sleep(0.5)
    return left


def run(binary, upstream, token):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < IDLE + SLOW + 1000:
        raise SystemExit(f"this needs {IDLE + SLOW + 1000} open files, the limit is {hard}")
    # The binary inherits the low one, and has to raise it by itself.
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    limits = {"NAFTIKO_CONNECTIONS": IDLE + SLOW + 1000, "NAFTIKO_HEADER_TIMEOUT_MS": 120_000}
    limits |= {"NAFTIKO_BODY_TIMEOUT_MS": 120_000, "NAFTIKO_WRITE_TIMEOUT_MS": 120_000}
    forge = Forge(binary, upstream, token, **limits)
    empty, files = forge.memory(), forge.files()
    kept = idle(forge, IDLE)
    time.sleep(3)
    with_idle = forge.memory()
    slow = Slow(forge, SLOW)
    slow.start()
    time.sleep(4)
    with_slow, before = forge.memory(), forge.cpu()
    time.sleep(2)
    waiting = (forge.cpu() - before) / 2
    callers = [Busy(forge, number) for number in range(BUSY)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    times = sorted(time for caller in callers for time in caller.times)
    errors = [error for caller in callers for error in caller.errors]
    most = forge.memory("VmHWM")
    still = all(get(kept[number], ("rest", "mcp")[number % 2], "idle")[1] for number in range(0, IDLE, 500))
    slow.close()
    for connection in kept:
        connection.close()
    begin = time.monotonic()
    after = left_of_crowd(forge, empty)
    gone, left = time.monotonic() - begin, forge.files() - files
    code = forge.end()
    print(f"memory: {empty:.0f} MiB empty, {with_idle:.0f} with {IDLE} idle, {with_slow:.0f} with {SLOW} slow")
    print(f"        {most:.0f} at most, {empty + after:.0f} when all are gone, after {gone:.0f} s")
    print(f"per idle connection: {(with_idle - empty) * 1024 / IDLE:.1f} KiB")
    print(f"CPU while all wait: {waiting:.2f} s/s")
    print(f"busy: {len(times)} answers, {len(errors)} errors, p50 {times[len(times) // 2] * 1000:.0f} ms, "
          f"p99 {times[len(times) * 99 // 100] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms")
    checks = {
        "every busy caller was answered": not errors and len(times) == BUSY * REQUESTS,
        f"no answer took {SLOWEST} s": times[-1] < SLOWEST,
        f"memory stayed below {LARGEST} MiB": most < LARGEST,
        "idle connections were kept": still,
        "files were given back": left < 300,
        "its memory went back to the system": after <= LEFT,
        "exit code 0": code == 0,
    }
    for name, holds in checks.items():
        print(f"{'ok   ' if holds else 'FAIL '} {name}")
    for error in errors[:5]:
        print(f"      {error}")
    return list(checks.values()).count(False)
