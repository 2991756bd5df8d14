"""An upstream that speaks HTTP/2 over TLS, as far as one client needs it."""

import ssl
import struct

from certificate import certificate
from upstream import Upstream

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RESET, SETTINGS, PING, GOAWAY, WINDOW = 0, 1, 3, 4, 6, 7, 8
ACK = END_STREAM = 1
END_HEADERS = 4
# `authorization`, never to be indexed: what libraries are told is a secret.
AUTHORIZATION = b"\x1f\x08"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def literal(name, value):
    """A header of the static table with a value of its own."""
    first = bytes([name]) if name < 15 else bytes([15, name - 15])
    return first + bytes([len(value)]) + value


class Two(Upstream):
    """Answers every stream in the way that is set."""

    def __init__(self, folder):
        super().__init__()
        self.pem, key = certificate(folder)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.pem, key)
        self.tls.set_alpn_protocols(["h2"])

    def uri(self):
        return f"https://localhost:{self.port}"

    def serve(self, stream):
        try:
            with self.tls.wrap_socket(stream, server_side=True) as stream:
                if self.read(stream, len(PREFACE)) == PREFACE:
                    stream.sendall(frame(SETTINGS, 0, 0))
                    self.frames(stream)
        except OSError:
            pass

    def frames(self, stream):
        while head := self.read(stream, 9):
            size, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
            number = int.from_bytes(head[5:], "big")
            payload = self.read(stream, size)
            if kind in (SETTINGS, PING) and not flags & ACK:
                stream.sendall(frame(kind, ACK, 0, payload if kind == PING else b""))
            elif kind == HEADERS:
                self.with_secret += AUTHORIZATION in payload
            elif kind == DATA and size:
                stream.sendall(frame(WINDOW, 0, 0, struct.pack(">I", size)))
            elif kind == GOAWAY:
                return
            if kind in (HEADERS, DATA) and flags & END_STREAM:
                stream.sendall(self.framed(number))
                if self.fault in ("silent", "garbage"):
                    return

    @staticmethod
    def read(stream, size):
        read = b""
        while len(read) < size:
            part = stream.recv(size - len(read))
            if not part:
                return b""
            read += part
        return read

    def framed(self, number):
        body = b'{"id":"a","object":"list","data":[]}'
        json = literal(31, b"application/json")

        def whole(status, extra=b""):
            block = literal(8, status) + json + extra
            head = frame(HEADERS, END_HEADERS, number, block)
            return head + frame(DATA, END_STREAM, number, body)

        cut = frame(HEADERS, END_HEADERS, number, literal(8, b"200") + json)
        return {
            "fine": whole(b"200"),
            "refused": whole(b"401", literal(61, b"Bearer")),
            "failing": whole(b"500"),
            "silent": b"",
            "garbage": b"SSH-2.0 what\r\n\r\n",
            "cut": cut + frame(DATA, 0, number, body[:9]) + frame(RESET, 0, number, b"\0\0\0\2"),
            "redirect": whole(b"302", literal(46, b"http://127.0.0.1:1/")),
        }[self.fault]
