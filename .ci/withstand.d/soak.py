"""A mixed load for minutes: right answers, faults, callers who leave. Nothing may grow."""

import random
import threading
import time

from client import Broken, Connection, get, send_get
from forge import Forge

CALLERS = 12
# Faults that are over soon, and the status REST answers with.
FAULTS = {"status-404": 404, "status-500": 500, "html": 502, "garbage": 502, "empty": 200, "reset": 502,
          "trunc": 200, "close": 200, "delay-100": 200, "slow-5": 200, "huge-512": 200}
# MiB and open files that may be more at the end than they were when everything had been used once.
GROWTH, FILES = 8, 8


class Caller(threading.Thread):
    def __init__(self, forge, number, end):
        super().__init__()
        self.forge, self.kind, self.end = forge, ("rest", "mcp")[number % 2], end
        self.random, self.errors = random.Random(number), []
        self.calls = {"right": 0, "fault": 0, "left": 0}

    def run(self):
        connection = None
        while time.monotonic() < self.end and len(self.errors) < 10:
            try:
                connection = connection or Connection(self.forge.surface(self.kind))
                connection = self.step(connection)
            except (Broken, OSError) as error:
                self.errors.append(f"{self.kind}: {error!r}")
                connection = None
        if connection:
            connection.close()

    def step(self, connection):
        """One call; the connection, where it can be used again."""
        dice = self.random.random()
        if dice < 0.03:
            self.calls["left"] += 1
            send_get(connection, self.kind, self.random.choice(["a", "fault-delay-100", "fault-huge-4096"]))
            time.sleep(self.random.random() / 50)
            connection.close()
            return None
        if dice < 0.13:
            self.calls["fault"] += 1
            fault = self.random.choice(list(FAULTS))
            send_get(connection, self.kind, f"fault-{fault}")
            answer = connection.receive()
            wanted = FAULTS[fault] if self.kind == "rest" else 200
            if answer.status != wanted:
                self.errors.append(f"{self.kind} {fault}: {answer.status}")
            if answer.complete and not answer.closes():
                return connection
            connection.close()
            return None
        self.calls["right"] += 1
        answer, right = get(connection, self.kind, f"job-{self.random.randrange(1000)}")
        if not right:
            self.errors.append(f"{self.kind}: {answer.status} {answer.body[:200]}")
        if self.random.random() < 0.02:
            connection.close()
            return None
        return connection


def run(binary, upstream, token, minutes="3"):
    forge = Forge(binary, upstream, token)
    files, begin = forge.files(), time.monotonic()
    whole = float(minutes) * 60
    callers = [Caller(forge, number, begin + whole) for number in range(CALLERS)]
    for caller in callers:
        caller.start()
    samples = []
    while any(caller.is_alive() for caller in callers):
        time.sleep(1)
        samples.append(forge.memory())
        if len(samples) % 30 == 0:
            print(f"{len(samples):5} s  {samples[-1]:.1f} MiB  {forge.files()} files")
    quarter = max(1, len(samples) // 4)
    early, late = max(samples[:quarter]), max(samples[-quarter:])
    # Kept connections to the upstream live for 30 seconds, those of callers for no longer.
    time.sleep(65)
    left, after = forge.files() - files, forge.memory()
    code = forge.end()
    calls = {name: sum(caller.calls[name] for caller in callers) for name in callers[0].calls}
    errors = [error for caller in callers for error in caller.errors]
    print(f"{sum(calls.values())} calls {calls}, {len(errors)} errors")
    print(f"memory: {early:.1f} MiB at most in the first quarter, {late:.1f} in the last, {after:.1f} afterwards")
    checks = {
        "no call went wrong": not errors,
        f"memory grew by less than {GROWTH} MiB": late < early + GROWTH,
        f"open files came back ({left} more than at first)": left <= FILES,
        "exit code 0": code == 0,
    }
    for name, holds in checks.items():
        print(f"{'ok   ' if holds else 'FAIL '} {name}")
    for error in errors[:10]:
        print(f"      {error}")
    return list(checks.values()).count(False)
