"""Everything is asked of the binary, and what it writes is searched for its secret."""

import base64
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.parse

from two import Two
from upstream import Upstream

SECRET = "q7+Kz/sentinel=7fb3?w&Zt"
FAULTS = ["fine", "refused", "failing", "silent", "garbage", "cut", "redirect"]


def forms():
    """The secret as it could be written. Base64 depends on what stands before it."""
    found = {SECRET, urllib.parse.quote(SECRET, safe=""), urllib.parse.quote(SECRET)}
    found.add(urllib.parse.quote_plus(SECRET))
    found.add(json.dumps(SECRET)[1:-1])
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"x" * before + SECRET.encode()).decode().rstrip("=")
            # The first and the last characters depend on the neighbours.
            found.add(text[4:-3] if before else text[:-3])
    return [form.encode() for form in found]


class Seen:
    """Everything that came out, and where from."""

    def __init__(self):
        self.bytes = 0
        self.leaks = []
        self.forms = forms()

    def look(self, where, written):
        self.bytes += len(written)
        if any(form in written for form in self.forms):
            self.leaks.append(where)

    def ask(self, port, method, path, body=None, headers=None):
        where = f"{method} {path} on {port}"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            head = "\n".join(f"{name}: {value}" for name, value in answer.getheaders())
            self.look(where + " (head)", head.encode())
            try:
                written = answer.read()
            except http.client.IncompleteRead as cut:
                written = cut.partial
            self.look(where, written)
            return answer.status, written
        except (http.client.HTTPException, OSError):
            return 0, b""
        finally:
            connection.close()


def message(method, params):
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})


def messages(tools):
    """Tool calls that succeed, lack something, and ask for what is not there."""
    yield message("initialize", {"protocolVersion": "2025-06-18"})
    yield message("tools/list", {})
    for tool in tools:
        names = tool["inputSchema"].get("properties", {})
        for arguments in ({name: "a" for name in names}, {}, {"nobody": 1}):
            yield message("tools/call", {"name": tool["name"], "arguments": arguments})
    yield message("tools/call", {"name": "nobody", "arguments": {}})
    yield "{"


def drive(surfaces, ports, seen):
    for surface in surfaces:
        port = ports[surface["kind"]]
        for route in surface.get("routes", []):
            path = route["path"].replace("{", "").replace("}", "")
            for body in ("{}", '{"model":"m","training_files":[],"nobody":1}', "{", ""):
                headers = {"content-type": "application/json"} if body else {}
                seen.ask(port, route["method"], path, body or None, headers)
            seen.ask(port, "PATCH", path)
            seen.ask(port, route["method"], path + "?nobody=1")
        for text in messages(surface.get("tools", [])):
            headers = {
                "content-type": "application/json",
                "accept": "application/json, text/event-stream",
            }
            seen.ask(port, "POST", "/mcp", text, headers)


def operate(port, seen):
    for path in ("/health/live", "/health/ready", "/status", "/config", "/metrics", "/logs",
                 "/traces", "/nobody"):
        status, written = seen.ask(port, "GET", path)
        if path in ("/status", "/config", "/metrics", "/logs", "/traces") and status != 200:
            sys.exit(f"error: {path} answers {status}: {written!r}")
        seen.ask(port, "POST", path)


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def serve(forge, arguments, environment, surfaces, upstream, seen):
    rest, mcp, control = free_ports(3)
    ports = {"rest": rest, "mcp": mcp}
    own = dict(environment, NAFTIKO_CONTROL_PORT=str(control))
    for surface in surfaces:
        own[surface["port_variable"]] = str(ports[surface["kind"]])
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    server = subprocess.Popen([forge, "serve", *arguments], env=own, **pipes)
    written = []
    # Read while it runs: a full pipe would stop it.
    reader = threading.Thread(target=lambda: written.append(server.stdout.read()))
    reader.start()
    try:
        for _ in range(200):
            if seen.ask(control, "GET", "/health/live")[0] == 200:
                break
            if server.poll() is not None:
                reader.join()
                sys.exit(f"error: it does not serve: {written[0].decode()}")
            threading.Event().wait(0.05)
        # Levels that are set while it runs let libraries say no more than the environment does.
        for logger in ("h2", "hyper", "hyper_util", "rustls"):
            if seen.ask(control, "PUT", f"/logs/{logger}", '{"level":"trace"}')[0] != 200:
                sys.exit(f"error: the level of {logger} cannot be set")
        for upstream.fault in FAULTS:
            drive(surfaces, ports, seen)
        operate(control, seen)
    finally:
        server.terminate()
        server.wait(30)
        reader.join()
    seen.look("its log: serve " + " ".join(arguments), written[0])
    if b"DEBUG" not in written[0] and b"TRACE" not in written[0]:
        sys.exit("error: the log says nothing of requests")


def prove():
    """The search finds the secret in every form, so that to find nothing means something."""
    basic = base64.b64encode(f"user:{SECRET}".encode()).decode()
    quoted = urllib.parse.quote(SECRET, safe="")
    for text in (f"Bearer {SECRET}", basic, f"https://x.test/?key={quoted}&page=1"):
        seen = Seen()
        seen.look(text, text.encode())
        if not seen.leaks:
            sys.exit(f"error: the search does not find {text}")


def main():
    forge = sys.argv[1]
    prove()
    seen, upstream = Seen(), Upstream(SECRET.encode())
    upstream.start()
    description = subprocess.run(
        [forge, "describe", "--format", "json"], check=True, capture_output=True
    )
    capability = json.loads(description.stdout)["capabilities"][0]
    surfaces = [one for one in capability["surfaces"] if one["kind"] in ("rest", "mcp")]
    environment = {"NAFTIKO_LOG": "trace", "NAFTIKO_BREAKER_FAILURES": "5", "RUST_BACKTRACE": "1"}
    secrets = 0
    for variable in capability["variables"]:
        environment[variable["name"]] = SECRET if variable["secret"] else "a"
        secrets += variable["secret"]
    if not secrets:
        sys.exit("error: the document has no secret, so nothing is tried")
    def at(uri, **more):
        there = {one["base_uri_variable"]: uri for one in capability["upstreams"]}
        return dict(environment, **there, **more)

    with tempfile.TemporaryDirectory() as folder:
        two = Two(folder)
        two.start()
        # The certificate of this machine is the only one that is trusted.
        secure = at(two.uri(), SSL_CERT_FILE=two.pem)
        for one, own in ((upstream, at(upstream.uri())), (two, secure)):
            serve(forge, [], own, surfaces, one, seen)
            if not one.with_secret:
                sys.exit(f"error: {one.uri()} never got the secret, so nothing was tried")
    serve(forge, ["--mock"], at(upstream.uri()), surfaces, upstream, seen)
    serve(forge, [], at("http://127.0.0.1:1"), surfaces, upstream, seen)
    environment = at(upstream.uri())
    lines = "\n".join(
        text for one in surfaces if one["kind"] == "mcp" for text in messages(one["tools"])
    )
    upstream.fault = "failing"
    commands = ("mcp --stdio", "check", "describe", "describe --format json", "--help", "nobody")
    for arguments in (command.split() for command in commands):
        ran = subprocess.run([forge, *arguments], env=environment, input=lines.encode() + b"\n",
                             capture_output=True, timeout=120)
        seen.look("stdout of " + " ".join(arguments), ran.stdout)
        seen.look("stderr of " + " ".join(arguments), ran.stderr)
    for leak in seen.leaks:
        print(f"FAIL  {leak}")
    print(f"{seen.bytes} bytes searched, {len(seen.leaks)} leaks")
    return 1 if seen.leaks else 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
