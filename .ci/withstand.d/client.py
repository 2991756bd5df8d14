"""HTTP by hand: what a client does wrong here is done on purpose."""

import json
import socket

TIMEOUT = 30


class Broken(Exception):
    """The connection ended before the answer did."""


class Refused(Exception):
    """Nobody listens any more."""


class Answer:
    def __init__(self, status, headers, body, complete):
        self.status, self.headers, self.body, self.complete = status, headers, body, complete

    def closes(self):
        return self.headers.get("connection", "") == "close"


class Connection:
    """One kept connection to an address (host, port)."""

    def __init__(self, address, timeout=TIMEOUT):
        try:
            self.socket = socket.create_connection(address, timeout)
        except ConnectionRefusedError as error:
            raise Refused from error
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""
        self.answers = 0

    def close(self):
        self.socket.close()

    def more(self):
        try:
            data = self.socket.recv(1 << 18)
        except ConnectionError as error:
            raise Broken(str(error)) from error
        if not data:
            raise Broken("the connection ended")
        self.rest += data

    def until(self, end):
        while end not in self.rest:
            self.more()
        found, _, self.rest = self.rest.partition(end)
        return found

    def exactly(self, size):
        while len(self.rest) < size:
            self.more()
        found, self.rest = self.rest[:size], self.rest[size:]
        return found

    def send(self, method, target, body=None, headers=()):
        lines = [f"{method} {target} HTTP/1.1", "host: localhost"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body is not None:
            lines += ["content-type: application/json", f"content-length: {len(body)}"]
        try:
            self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""))
        except ConnectionError as error:
            raise Broken(str(error)) from error

    def receive(self):
        """One answer; `complete` is false when its body broke off."""
        head = self.until(b"\r\n\r\n").decode().split("\r\n")
        status = int(head[0].split()[1])
        headers = {}
        for line in head[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body, complete = b"", True
        try:
            if "content-length" in headers:
                size = int(headers["content-length"])
                while len(self.rest) < size:
                    self.more()
                body = self.exactly(size)
            elif headers.get("transfer-encoding") == "chunked":
                while size := int(self.until(b"\r\n"), 16):
                    body += self.exactly(size)
                    self.until(b"\r\n")
                self.until(b"\r\n")
        except Broken:
            body, complete = body + self.rest, False
        self.answers += 1
        return Answer(status, headers, body, complete)

    def request(self, *arguments, **named):
        self.send(*arguments, **named)
        return self.receive()


JOBS = "/v1/forge/training/jobs"
MCP_HEADERS = (("accept", "application/json, text/event-stream"),)


def call(tool, arguments):
    params = {"name": tool, "arguments": arguments}
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).encode()


def send_get(connection, kind, job):
    if kind == "rest":
        connection.send("GET", f"{JOBS}/{job}")
    else:
        connection.send("POST", "/mcp", call("get-training-job", {"job_id": job}), MCP_HEADERS)


def get(connection, kind, job):
    """The job by either surface: the answer, and whether it is what the upstream said."""
    send_get(connection, kind, job)
    answer = connection.receive()
    return answer, is_right(answer, kind, job)


def is_right(answer, kind, job):
    if answer.status != 200 or not answer.complete:
        return False
    document = json.loads(answer.body)
    if kind == "mcp":
        if "result" not in document or document["result"].get("isError"):
            return False
        document = document["result"]["structuredContent"]
    return document["id"] == job
