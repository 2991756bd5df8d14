"""HTTP/2 by hand: enough of RFC 9113 to open streams and to say as much on them as may be said."""

import socket
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, ACK, END_HEADERS = 1, 1, 4


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def literal(name, value):
    """A field without indexing and without Huffman codes: RFC 7541, section 6.2.2."""
    return b"\x00" + length(name) + length(value)


def length(text):
    data = text.encode()
    if len(data) < 127:
        return bytes([len(data)]) + data
    rest, size = len(data) - 127, b"\x7f"
    while rest >= 128:
        size += bytes([rest % 128 + 128])
        rest //= 128
    return size + bytes([rest]) + data


class Http2:
    """A connection that never reads an answer to its end and never ends a body."""

    def __init__(self, address):
        self.socket = socket.create_connection(address, 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(PREFACE + frame(SETTINGS, 0, 0))
        self.window, self.windows, self.initial, self.last = 65535, {}, 65535, -1
        self.rest = b""
        self.closed, self.refused, self.sent = False, set(), 0

    def open(self, path, headers=()):
        self.last += 2
        fields = [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost")]
        block = b"".join(literal(*field) for field in [*fields, ("content-type", "application/json"), *headers])
        self.socket.sendall(frame(HEADERS, END_HEADERS, self.last, block))
        self.windows[self.last] = self.initial
        return self.last

    def say(self, stream, size):
        """As much of `size` as the windows allow; how much that was."""
        most = max(0, min(size, self.window, self.windows.get(stream, 0)))
        for begin in range(0, most, 16384):
            piece = min(16384, most - begin)
            self.socket.sendall(frame(DATA, 0, stream, b" " * piece))
        self.window -= most
        self.sent += most
        if stream in self.windows:
            self.windows[stream] -= most
        return most

    def listen(self, seconds):
        """Takes what comes in so much time: windows, and who is refused."""
        self.socket.settimeout(seconds)
        try:
            data = self.socket.recv(1 << 18)
            self.closed = self.closed or not data
            self.rest += data
        except (TimeoutError, BlockingIOError):
            pass
        except OSError:
            self.closed = True
        self.socket.settimeout(30)
        while len(self.rest) >= 9:
            size = int.from_bytes(self.rest[:3], "big")
            if len(self.rest) < 9 + size:
                return
            kind, flags, stream = struct.unpack(">BBI", self.rest[3:9])
            self.take(kind, flags, stream, self.rest[9:9 + size])
            self.rest = self.rest[9 + size:]

    def take(self, kind, flags, stream, payload):
        if kind == SETTINGS and not flags & ACK:
            for at in range(0, len(payload), 6):
                name, value = struct.unpack(">HI", payload[at:at + 6])
                if name == 4:
                    self.windows = {key: now + value - self.initial for key, now in self.windows.items()}
                    self.initial = value
            self.socket.sendall(frame(SETTINGS, ACK, 0))
        elif kind == PING and not flags & ACK:
            self.socket.sendall(frame(PING, ACK, 0, payload))
        elif kind == WINDOW_UPDATE:
            more = int.from_bytes(payload, "big")
            if stream == 0:
                self.window += more
            elif stream in self.windows:
                self.windows[stream] += more
        elif kind in (HEADERS, RST_STREAM):
            self.refused.add(stream)
            self.windows.pop(stream, None)
        elif kind == GOAWAY:
            self.closed = True

    def close(self):
        self.socket.close()
