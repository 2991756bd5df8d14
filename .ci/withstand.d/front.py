"""TLS in front of an upstream: what it says and how it breaks off is passed on as it is."""

import asyncio
import contextlib
import ssl
import tempfile
import threading
import urllib.parse

from certificate import certificate


class Front:
    """Listens on a thread of its own; `uri` is where, and `pem` whom to trust."""

    def __init__(self, upstream):
        self.behind = urllib.parse.urlsplit(upstream)
        self.folder = tempfile.TemporaryDirectory()
        self.pem, key = certificate(self.folder.name)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.pem, key)
        self.tls.set_alpn_protocols(["http/1.1"])
        self.listens = threading.Event()
        self.accepted = 0
        threading.Thread(target=lambda: asyncio.run(self.serve()), daemon=True).start()
        self.listens.wait(10)

    async def serve(self):
        server = await asyncio.start_server(self.connected, "127.0.0.1", 0, ssl=self.tls)
        self.uri = f"https://localhost:{server.sockets[0].getsockname()[1]}"
        self.listens.set()
        await server.serve_forever()

    async def connected(self, reader, writer):
        self.accepted += 1
        behind = await asyncio.open_connection(self.behind.hostname, self.behind.port)
        asked = asyncio.create_task(pump(reader, behind[1]))
        answered = asyncio.create_task(pump(behind[0], writer))
        await asyncio.wait({asked, answered}, return_when=asyncio.FIRST_COMPLETED)
        behind[1].close()
        if answered.done() and not answered.result():
            # Without a word, as the connection behind it was.
            writer.transport.abort()
        else:
            writer.close()
        asked.cancel()
        answered.cancel()


async def pump(reader, writer):
    """Whether it was an end and no break."""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        return True
    return False
