"""An upstream that answers well and badly."""

import socket
import threading


class Upstream(threading.Thread):
    """Answers every request in the way that is set."""

    def __init__(self, secret=b""):
        super().__init__(daemon=True)
        self.secret = secret
        self.fault = "fine"
        self.with_secret = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def uri(self):
        return f"http://127.0.0.1:{self.port}"

    def run(self):
        while True:
            stream, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(stream,), daemon=True).start()

    def serve(self, stream):
        with stream:
            head = b""
            while b"\r\n\r\n" not in head:
                read = stream.recv(65536)
                if not read:
                    return
                head += read
            self.with_secret += self.secret in head
            stream.sendall(self.answer())

    def answer(self):
        body = b'{"id":"a","object":"list","data":[]}'

        def whole(status, extra=b"", length=len(body)):
            head = b"HTTP/1.1 %s\r\nconnection: close\r\ncontent-type: application/json\r\n"
            return head % status + extra + b"content-length: %d\r\n\r\n" % length + body

        return {
            "fine": whole(b"200 OK"),
            "refused": whole(b"401 Unauthorized", b"www-authenticate: Bearer\r\n"),
            "failing": whole(b"500 Oh"),
            "silent": b"",
            "garbage": b"SSH-2.0 what\r\n\r\n",
            "cut": whole(b"200 OK", length=1000),
            "redirect": whole(b"302 Found", b"location: http://127.0.0.1:1/\r\n"),
        }[self.fault]
