"""SIGTERM under load: no accepted request fails, and the process ends in time with code 0."""

import threading
import time

from client import Broken, Connection, Refused, get
from forge import Forge

CALLERS, ROUNDS = 48, 5
# Seconds: what the process has, and what it must not need.
DRAIN, SLOWEST = 10, 5
# Between the last look at the backlog and the closing are some microseconds.
TOO_LATE = 2


class Caller(threading.Thread):
    """Asks until nobody listens any more. A third of the callers connect anew for each request."""

    def __init__(self, forge, number, ending):
        super().__init__()
        self.forge, self.ending = forge, ending
        self.kind, self.kept = ("rest", "mcp")[number % 2], number % 3 > 0
        # Some requests are always in flight.
        self.job = "fault-delay-200" if number % 8 < 2 else "a"
        self.answers, self.late, self.failures, self.too_late = 0, 0, [], 0

    def run(self):
        connection = None
        while True:
            try:
                connection = connection or Connection(self.forge.surface(self.kind))
                answer, right = get(connection, self.kind, self.job)
            except Refused:
                return
            except (Broken, OSError) as error:
                if self.ending.is_set() and not (connection and connection.answers):
                    # The system took the connection while the process closed its door.
                    self.too_late += 1
                    return
                self.failures.append(f"{self.kind}, after {connection and connection.answers} answers: {error!r}")
                return
            self.answers += 1
            self.late += self.ending.is_set()
            if not right:
                self.failures.append(f"{self.kind}: {answer.status} {answer.body[:200]}")
            if answer.closes() or not self.kept:
                connection.close()
                connection = None


def once(binary, upstream, token):
    forge, ending = Forge(binary, upstream, token, NAFTIKO_DRAIN_MS=DRAIN * 1000), threading.Event()
    callers = [Caller(forge, number, ending) for number in range(CALLERS)]
    for caller in callers:
        caller.start()
    time.sleep(1)
    begin = time.monotonic()
    ending.set()
    code = forge.end(DRAIN + 5)
    seconds = time.monotonic() - begin
    for caller in callers:
        caller.join()
    failures = [failure for caller in callers for failure in caller.failures]
    answers, late = (sum(getattr(caller, name) for caller in callers) for name in ("answers", "late"))
    too_late = sum(caller.too_late for caller in callers)
    holds = code == 0 and seconds < SLOWEST and not failures and late >= CALLERS and too_late <= TOO_LATE
    print(f"{'ok   ' if holds else 'FAIL '} exit code {code} after {seconds:.2f} s; {answers} answers, "
          f"{late} of them after SIGTERM, {len(failures)} failures, "
          f"{too_late} connections that nobody accepted")
    for failure in failures[:5]:
        print(f"      {failure}")
    return not holds


def run(binary, upstream, token):
    return sum(once(binary, upstream, token) for _ in range(ROUNDS))
