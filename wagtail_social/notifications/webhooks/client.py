"""The one place that connects to an address somebody typed.

The host's name is resolved once and all its addresses are checked; the connection goes to the
address that was checked, so a name that resolves to something else meanwhile changes nothing. No
redirect is followed, no proxy asked, and neither a slow nor an endless answer holds a sender.
"""

from __future__ import annotations

import errno
import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .hosts import NotAllowed, Target, may_connect

#: How long a call may take altogether, once the name is resolved (seconds).
PATIENCE = 10.0
#: How much of an answer is kept (bytes), and how much is read, its head included.
MOST_KEPT = 2048
MOST_READ = 64 * 1024
#: How many of a host's addresses are tried (count).
MOST_TRIED = 3


class Unreachable(Exception):
    """No answer came: worth another try. The text says why, in technical words."""


@dataclass(frozen=True)
class Answer:
    """What a receiver answered. ``retry_after`` is its header of that name, or empty."""

    status: int
    text: str
    retry_after: str = ""


def post(target: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send ``body`` and return the answer. Raises ``Unreachable`` or ``NotAllowed``."""
    addresses = resolve(target)
    deadline = time.monotonic() + PATIENCE
    try:
        with _connected(target, addresses, deadline) as wire:
            return _exchange(target, wire, body, headers, deadline)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Unreachable(reason(error)) from error


def resolve(target: Target) -> list[tuple[int, Any]]:
    """Return (family, address) of a host, all of them checked. Raises as :func:`post` does."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(reason(error)) from error
    if not found:
        raise Unreachable("no address")
    if not all(may_connect(str(address[0])) for *_rest, address in found):
        raise NotAllowed(_("This host stands in a private network."))
    return [(family, address) for family, _type, _protocol, _name, address in found]


def reason(error: Exception) -> str:
    """Return why a call failed, in a few technical words that hold nothing of the address."""
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__


def trust() -> ssl.SSLContext:
    """Return whom encryption trusts: the certificates of the system, and the host's name."""
    return ssl.create_default_context()


def _connected(target: Target, addresses: list[tuple[int, Any]], deadline: float) -> socket.socket:
    """Return a connection to the first address that takes one, encrypted for the host's name."""
    failure: OSError = OSError("no address")
    for family, address in addresses[:MOST_TRIED]:
        wire = socket.socket(family, socket.SOCK_STREAM)
        try:
            wire.settimeout(_left(deadline))
            wire.connect(address)
            if target.scheme == "http":
                return wire
            wire.settimeout(_left(deadline))
            return trust().wrap_socket(wire, server_hostname=target.host)
        except OSError as error:
            wire.close()
            failure = error
    raise failure


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Reader(io.RawIOBase):
    """Reads from a socket until the deadline, or until enough has been read."""

    def __init__(self, wire: socket.socket, deadline: float) -> None:
        self._wire, self._deadline, self._budget = wire, deadline, MOST_READ

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._budget <= 0:
            raise OSError(errno.EMSGSIZE, "the answer is too long")
        self._wire.settimeout(_left(self._deadline))
        count = self._wire.recv_into(memoryview(buffer)[: self._budget])
        self._budget -= count
        return count


class _Readable:
    """What ``HTTPResponse`` wants of a socket."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._reader)


def _exchange(
    target: Target,
    wire: socket.socket,
    body: bytes,
    headers: Mapping[str, str],
    deadline: float,
) -> Answer:
    lines = {
        "Host": target.host_header,
        **headers,
        "Content-Length": str(len(body)),
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    head = f"POST {target.path} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    if head.count("\n") != len(lines) + 1:
        raise ValueError("a line too many")
    wire.settimeout(_left(deadline))
    wire.sendall(head.encode("ascii") + b"\r\n" + body)
    response = http.client.HTTPResponse(_Readable(_Reader(wire, deadline)), method="POST")  # type: ignore[arg-type]
    response.begin()
    try:
        text = response.read(MOST_KEPT)
    except (OSError, http.client.HTTPException):  # the status has been said
        text = b""
    return Answer(
        response.status,
        text.decode("utf-8", "replace"),
        response.headers.get("Retry-After", ""),
    )
