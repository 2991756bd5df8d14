"""The upstream of tests/conformance: answers of every kind, on a free port that is printed."""

import base64
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00"
ANSWERS = {
    "/text": (200, "text/plain; charset=utf-8", b"This is a simple text."),
    "/image": (200, "image/png", PNG),
    "/audio": (200, "audio/wav", WAV),
    "/file": (200, "application/octet-stream", b"\x00\xff\xfe\x01"),
    "/error": (500, "application/json", b'{"error":"out of order"}'),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/wait":
            time.sleep(3.5)
            answer = (200, "application/json", b'{"waited":true}')
        elif path.startswith("/items/"):
            item = {"id": path.removeprefix("/items/"), "target": self.path}
            answer = (200, "application/json", json.dumps(item).encode())
        else:
            answer = ANSWERS.get(path, (404, "application/json", b'{"error":"nothing here"}'))
        status, media, body = answer
        self.send_response(status)
        self.send_header("content-type", media)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
