"""A static program in a root that holds the program, the resolver's two files and a certificate, calling an upstream
over TLS by a name from /etc/hosts and by one that only a name server knows.

    alone.py PROGRAM ROOT
"""

import http.server
import json
import os
import pathlib
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from certificate import certificate  # noqa: E402

HOSTS_NAME = "in-hosts.weather.test"
SERVED_NAME = "by-server.weather.test"
ANSWER = {"current": {"temperature_2m": 7.5, "wind_speed_10m": 3, "time": "2026-01-01T00:00"}}


class Upstream(http.server.BaseHTTPRequestHandler):
    """Answers everything with one forecast."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve_tls(folder):
    pem, key = certificate(folder, [HOSTS_NAME, SERVED_NAME])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return pem, server.server_address[1]


def serve_names():
    """A name server for one name, on the port where resolvers ask."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", 53))

    def answer():
        while True:
            query, caller = listener.recvfrom(512)
            end = query.index(0, 12) + 1
            labels, at = [], 12
            while query[at]:
                labels.append(query[at + 1 : at + 1 + query[at]].decode())
                at += 1 + query[at]
            kind = struct.unpack(">H", query[end : end + 2])[0]
            known = ".".join(labels).lower() == SERVED_NAME
            record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 1, 4) + bytes([127, 0, 0, 1])
            has = known and kind == 1
            flags = 0x8180 if known else 0x8183
            head = query[:2] + struct.pack(">HHHHH", flags, 1, int(has), 0, 0)
            listener.sendto(head + query[12 : end + 4] + (record if has else b""), caller)

    threading.Thread(target=answer, daemon=True).start()


def lay_out(root, program, pem):
    for folder in ("bin", "etc", "tmp"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    shutil.copy(program, root / "bin/server")
    shutil.copy(pem, root / "etc/trusted.pem")
    (root / "etc/resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:2 attempts:1\n")
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost {HOSTS_NAME}\n")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def call(root, name, port):
    rest = free_port()
    environment = {
        "SSL_CERT_FILE": "/etc/trusted.pem",
        "OPEN_METEO_BASE_URI": f"https://{name}:{port}/v1",
        "WEATHER_REST_PORT": str(rest),
        "WEATHER_MCP_PORT": "0",
    }
    server = subprocess.Popen(
        ["chroot", root, "/bin/server", "serve"], env={**os.environ, **environment},
        stderr=subprocess.PIPE, text=True,
    )
    try:
        for line in server.stderr:
            if "weather-rest listens" in line:
                break
        else:
            sys.exit("the program did not serve")
        began = time.monotonic()
        with urllib.request.urlopen(f"http://127.0.0.1:{rest}/weather/48.1/11.5", timeout=20) as got:
            answer = json.load(got)
        assert answer["temperature"] == 7.5, answer
        print(f"{name}: {got.status} in {(time.monotonic() - began) * 1000:.0f} ms")
    finally:
        server.terminate()
        server.wait()


def main():
    program, root = sys.argv[1], pathlib.Path(sys.argv[2])
    linked = subprocess.run(["ldd", program], capture_output=True, text=True)
    assert "=>" not in linked.stdout, linked.stdout
    root.mkdir(parents=True)
    pem, port = serve_tls(root.parent)
    serve_names()
    lay_out(root, program, pem)
    for name in (HOSTS_NAME, SERVED_NAME):
        call(root, name, port)


main()
