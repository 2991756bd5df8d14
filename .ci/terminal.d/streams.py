"""A command on a pseudo-terminal, or with streams of other kinds, until it ends."""

import errno
import fcntl
import os
import pty
import select
import subprocess
import termios
import time

PATIENCE = 20.0


class Ended:
    """How a command ended, and what it wrote: to the terminal, or to stdout and stderr."""

    def __init__(self, code, out, err=b""):
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self):
        return f"exit code {self.code}, stdout {self.out[-2000:]!r}, stderr {self.err[-2000:]!r}"


def on_terminal(command, env, cwd, until=b"", then=b"", patience=PATIENCE):
    """All three streams are one terminal; when `until` was written, `then` is typed."""
    ours, theirs = pty.openpty()

    def take_terminal():
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    child = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, cwd=cwd, preexec_fn=take_terminal
    )
    os.close(theirs)
    seen, deadline = b"", time.monotonic() + patience
    try:
        while True:
            if then and until in seen:
                os.write(ours, then)
                then = b""
            if not select.select([ours], [], [], max(0, deadline - time.monotonic()))[0]:
                child.kill()
                break
            try:
                read = os.read(ours, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                break
            if not read:
                break
            seen += read
        return Ended(child.wait(PATIENCE), seen)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
        os.close(ours)


def elsewhere(command, env, cwd, stdout="pipe", stderr="pipe", stdin=b"", meanwhile=None):
    """Streams are a `pipe`, one whose reader is `gone`, `closed`, or a `full` disk; `meanwhile` is
    called with the process."""
    opened, closed = [], []

    def stream(kind, number):
        if kind == "pipe":
            return subprocess.PIPE
        if kind == "gone":
            reader, writer = os.pipe()
            os.close(reader)
            opened.append(writer)
            return writer
        if kind == "closed":
            closed.append(number)
            return subprocess.DEVNULL
        opened.append(os.open("/dev/full", os.O_WRONLY))
        return opened[-1]

    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=stream(stdout, 1),
        stderr=stream(stderr, 2),
        env=env,
        cwd=cwd,
        preexec_fn=lambda: [os.close(number) for number in closed],
    )
    for one in opened:
        os.close(one)
    if meanwhile:
        meanwhile(child)
    try:
        out, err = child.communicate(stdin, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        out, err = child.communicate()
    return Ended(child.returncode, out or b"", err or b"")
