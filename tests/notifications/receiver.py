"""A receiver of webhooks: a real HTTP server on 127.0.0.1 that keeps what it was sent."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

#: Key and certificate for hooks.example.org, signed by itself; good for nothing but these tests.
CERTIFICATE = Path(__file__).with_name("receiver.pem")


@dataclass(frozen=True)
class Request:
    """What came."""

    path: str
    headers: Any
    body: bytes

    @property
    def data(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What the receiver answers. ``slow``: seconds between two of its first twenty bytes."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    slow: float = 0


class Receiver:
    """Keeps ``requests`` and gives ``replies`` in turn, the last one for ever."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.replies: list[Reply] = [Reply()]
        self.port = 0
        #: What the client named as the host when it asked for encryption.
        self.names: list[str | None] = []

    @property
    def url(self) -> str:
        """An address at the receiver."""
        return f"http://127.0.0.1:{self.port}/hook"

    def answers(self, *replies: Reply | int) -> None:
        """Say what comes next: replies, or bare codes."""
        self.replies = [r if isinstance(r, Reply) else Reply(r) for r in replies]

    def take(self, request: Request) -> Reply:
        """Keep a request and say what to reply."""
        self.requests.append(request)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            reply = receiver.take(Request(self.path, self.headers, body))
            try:
                self.reply(reply)
            except OSError:  # the client has gone
                self.close_connection = True

        do_GET = do_POST  # noqa: N815

        def reply(self, reply: Reply) -> None:
            if reply.slow:
                for sign in "HTTP/1.1 200 OK\r\nX: ":
                    self.wfile.write(sign.encode())
                    self.wfile.flush()
                    time.sleep(reply.slow)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no news."""


@contextmanager
def receiving(*, encrypted: bool = False) -> Iterator[Receiver]:
    """Run a receiver."""
    receiver = Receiver()
    server = _Server(("127.0.0.1", 0), _handler(receiver))
    if encrypted:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        context.sni_callback = lambda wire, name, _context: receiver.names.append(name)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
