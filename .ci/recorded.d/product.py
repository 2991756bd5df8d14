"""The compiler and the binaries it makes, seen from outside."""

from __future__ import annotations

import http.client
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dialect import Unit
from expect import Recorded
from text import as_text

MANIFEST = """[workspace]
resolver = "3"
members = [{members}]

[profile.dev]
debug = "line-tables-only"
incremental = false
"""


# === Upstream ===


class Upstream:
    """Records what arrives and answers everything with the same small document."""

    def __init__(self) -> None:
        self.requests: list[Recorded] = []
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_any(self) -> None:
                body = read_body(self)
                target = self.raw_requestline.decode("latin-1").split(" ")[1]
                recorder.requests.append(Recorded(self.command, target, utf8_headers(self.headers), body))
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", "11")
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else b'{"ok":true}')

            def __getattr__(self, name: str) -> Any:
                if name.startswith("do_"):
                    return self.handle_any
                raise AttributeError(name)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def taken(self) -> list[Recorded]:
        requests, self.requests = self.requests, []
        return requests

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def utf8_headers(headers: Any) -> list[tuple[str, str]]:
    return [(name, value.encode("latin-1").decode("utf-8", "replace")) for name, value in headers.items()]


def read_body(handler: http.server.BaseHTTPRequestHandler) -> bytes:
    if handler.headers.get("transfer-encoding", "").lower() != "chunked":
        return handler.rfile.read(int(handler.headers.get("content-length") or 0))
    body = b""
    while size := int(handler.rfile.readline().split(b";")[0], 16):
        body += handler.rfile.read(size)
        handler.rfile.readline()
    handler.rfile.readline()
    return body


# === Generating and building ===


def generate(naftiko: Path, root: Path, work: Path, documents: dict[str, Path]) -> None:
    for name, path in documents.items():
        to: list[str | Path] = ["--out", work / name, "--name", name, "--runtime", root / "runtime"]
        done = subprocess.run([naftiko, "generate", path, *to], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"naftiko generate {path.name} failed:\n{done.stderr}")


def build(root: Path, work: Path, names: list[str], target: Path) -> None:
    members = ", ".join(f'"{name}"' for name in names)
    (work / "Cargo.toml").write_text(MANIFEST.format(members=members))
    shutil.copy(root / "Cargo.lock", work / "Cargo.lock")
    command = ["cargo", "build", "--offline", "--quiet", "--workspace", "--bins", "--target-dir", str(target)]
    subprocess.run(command, cwd=work, check=True)


# === A running binary ===


class Binary:
    """One generated binary that serves its surfaces on free ports."""

    def __init__(self, path: Path, log: Path) -> None:
        self.path = path
        self.log = log
        described = subprocess.run([path, "describe", "--format", "json"], capture_output=True, check=True)
        (self.capability,) = json.loads(described.stdout)["capabilities"]
        self.processes: list[subprocess.Popen[bytes]] = []
        self.links: list[http.client.HTTPConnection | subprocess.Popen[bytes]] = []

    def start(self, environment: dict[str, str]) -> None:
        clean = {"PATH": os.environ["PATH"], "NAFTIKO_WORKERS": "1", **environment}
        for surface in self.capability["surfaces"]:
            clean[surface["port_variable"]] = "0"
            clean[surface["address_variable"]] = "127.0.0.1"
        self.log.write_bytes(b"")
        surfaces = self.capability["surfaces"]
        served = [surface for surface in surfaces if surface.get("http", True)]
        addresses = iter(self.serve(clean, len(served)) if served else [])
        for surface in surfaces:
            link = connection(next(addresses)) if surface in served else self.stdio(clean, surface["namespace"])
            self.links.append(link)

    def spawn(self, arguments: list[str], environment: dict[str, str], **pipes: Any) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen([self.path, *arguments], env=environment, stderr=log, **pipes)
        self.processes.append(process)
        return process

    def stdio(self, environment: dict[str, str], namespace: str) -> subprocess.Popen[bytes]:
        arguments = ["mcp", "--stdio", "--surface", namespace]
        return self.spawn(arguments, environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def serve(self, environment: dict[str, str], count: int) -> list[str]:
        process = self.spawn(["serve"], environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        return self.await_addresses(process, count)

    def await_addresses(self, process: subprocess.Popen[bytes], count: int) -> list[str]:
        for _ in range(200):
            text = self.log.read_text()
            addresses = re.findall(r"listens on http://([0-9.]+:[0-9]+)", text)
            if len(addresses) == count:
                return addresses
            if process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"did not start: {self.log.read_text()}")

    def stop(self) -> None:
        for link in self.links:
            if isinstance(link, http.client.HTTPConnection):
                link.close()
        for process in self.processes:
            end(process)

    def send(self, surface: int, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        link = self.links[surface]
        if not isinstance(link, http.client.HTTPConnection):
            raise RuntimeError("the surface is not served over HTTP")
        link.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            link.putheader(name, value)
        if body or method in ("POST", "PUT", "PATCH"):
            link.putheader("content-length", str(len(body)))
        link.endheaders(body or None)
        answer = link.getresponse()
        return answer.status, answer.read()

    def call(self, unit: Unit, values: dict[str, Any]) -> tuple[bool, str]:
        """Calls a unit; whether it succeeded, and what it said."""
        if unit.kind == "mcp":
            return self.call_tool(unit, values)
        method, target, headers, body = rest_request(unit, values)
        status, answer = self.send(unit.surface, method, target, headers, body)
        return status == 200, f"{status} {answer.decode(errors='replace')}"

    def call_tool(self, unit: Unit, values: dict[str, Any]) -> tuple[bool, str]:
        params = {"name": unit.name, "arguments": values}
        message = as_json({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
        link = self.links[unit.surface]
        if isinstance(link, subprocess.Popen):
            status, answer = 200, exchange(link, message)
        else:
            headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
            status, answer = self.send(unit.surface, "POST", "/mcp", headers, message)
        text = answer.decode(errors="replace")
        reply = json.loads(text) if status == 200 else {}
        return "result" in reply and not reply["result"].get("isError", False), f"{status} {text}"


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def exchange(process: subprocess.Popen[bytes], message: bytes) -> bytes:
    """One message over stdio, and the line that answers it."""
    assert process.stdin and process.stdout
    process.stdin.write(message + b"\n")
    process.stdin.flush()
    return process.stdout.readline()


def connection(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(address, timeout=30)


# === How a caller writes values over REST ===


def rest_request(unit: Unit, values: dict[str, Any]) -> tuple[str, str, dict[str, str], bytes]:
    places = {caller.name: caller for caller in unit.callers}
    query = [(name, value) for name, value in unit.conditions]
    headers: dict[str, str] = {}
    fields: dict[str, Any] = {}
    body = b""
    for name, value in values.items():
        place = places[name].place
        if place == "query":
            query += query_items(name, value)
        elif place == "header":
            headers[name] = as_text(value)
        elif place == "cookie":
            headers["cookie"] = f"{headers['cookie']}; {name}={value}" if "cookie" in headers else f"{name}={value}"
        elif place == "field":
            fields[name] = value
        elif place == "body":
            body = as_json(value)
    if fields:
        body = as_json(fields)
    if body:
        headers["content-type"] = "application/json"
    return unit.method, rest_path(unit, values) + rest_query(query), headers, body


def as_json(value: Any) -> bytes:
    """Without blanks and escapes, so that a value inserted as text is the text it was."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def query_items(name: str, value: Any) -> list[tuple[str, str | None]]:
    if isinstance(value, list):
        return [(name, as_text(item)) for item in value]
    if isinstance(value, dict):
        return [(f"{name}[{key}]", as_text(item)) for key, item in value.items()]
    return [(name, as_text(value))]


def rest_query(items: list[tuple[str, str | None]]) -> str:
    texts = [quote(name, safe="") + ("" if value is None else "=" + quote(value, safe="")) for name, value in items]
    return "?" + "&".join(texts) if texts else ""


def rest_path(unit: Unit, values: dict[str, Any]) -> str:
    by_placeholder = {caller.wire: caller.name for caller in unit.callers if caller.place == "path"}
    path = ""
    for piece in unit.path:
        if isinstance(piece.template, str):
            path += quote(piece.template, safe="/:@!$&'()*+,;=-._~%")
        else:
            name = by_placeholder.get(piece.template.name)
            path += quote(as_text(values[name]) if name else "nobody reads this", safe="")
    return path
