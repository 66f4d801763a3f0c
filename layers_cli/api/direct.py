"""Carries requests to one host over sockets of its own, which are kept open.

A client of one host without proxies, redirects and cookies is little code. It loads in a tenth of
the time that httpx takes, and in half of that of `http.client`, which reads too generously besides:
it takes 103 Early Hints for the answer, and waits where it does not understand a length.
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers_cli.api.answers import Body, BrokenAnswerError, Head, read_head
from layers_cli.api.errors import ConnectError, ResponseLostError
from layers_cli.api.lines import Line, authority_of, connect
from layers_cli.api.targets import target
from layers_cli.api.wire import TOKEN, Received

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping

    from layers_cli.api.wire import Outgoing

IDLE_SECONDS = 5.0
"""After this a server may be about to close a connection, and the next request would be lost."""

# Internationalized names, zones of IPv6 and whatever else needs thought are not among them.
_PLAIN = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>(?!xn--)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[!$-.0-;=@-Z^_a-z|~]*)*)",
    re.IGNORECASE | re.ASCII,
)
_VALUE = re.compile(r"[\t -~]*")


@dataclass(frozen=True)
class Origin:
    """Where requests go: a host, its port, and the *path* that they all begin with."""

    secure: bool
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, base_url: str) -> Origin | None:
        """Read it from *base_url*; None for one that is out of the ordinary."""
        found = _PLAIN.fullmatch(base_url)
        if found is None or int(found["port"] or 1) not in range(1, 65536):
            return None
        secure = found["scheme"].lower() == "https"
        port = int(found["port"] or (443 if secure else 80))
        return cls(secure, found["host"].lower().strip("[]"), port, found["path"])

    @property
    def authority(self) -> str:
        """What the Host header says."""
        return authority_of(self.host, self.port, secure=self.secure)


class Direct:
    """The ordinary `Carrier`: no proxy, no redirect, no second try.

    A connection is used by one request at a time, and kept for the next one if it was answered
    to its end. *headers* go with each request.
    """

    def __init__(self, origin: Origin, headers: Mapping[str, str]) -> None:
        self._origin = origin
        self._headers = {
            "Host": origin.authority,
            "Accept-Encoding": "gzip",
            "Connection": "keep-alive",
            **headers,
        }
        self._idle: list[Line] = []
        self._is_closed = False

    @property
    def host(self) -> str:
        """The name of the host, for messages."""
        return self._origin.host

    def close(self) -> None:
        """Release the sockets."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().sock.close()

    def carry(self, request: Outgoing) -> Received:
        """Send *request* once and return its answer; see `Carrier.carry`."""
        with self.opened(request) as answer:
            content = answer.rest()
        encoding = answer.headers.get("content-encoding")
        if encoding is not None:
            from layers_cli.api.unpacking import unpacked  # no answer of the sandbox is packed

            content = unpacked(content, encoding)
        return Received(answer.status, answer.reason, answer.headers, content)

    @contextmanager
    def opened(self, request: Outgoing) -> Iterator[Opened]:
        """Send *request* once and give its answer, whose body is to be taken meanwhile."""
        data = self._written(request)
        line = self._kept() or self._connected()
        body = None
        try:
            with _losses_told(self.host):
                line.sock.settimeout(request.read_seconds)
                _send(line.sock, data)
                head = read_head(line.incoming)
                body = Body(line.incoming, head, request.method)
            yield Opened(head, body, self.host)
        finally:
            if body is not None and body.is_followed and not self._is_closed:
                self._idle.append(replace(line, since=time.monotonic()))
            else:
                line.sock.close()

    def _written(self, request: Outgoing) -> bytes:
        """Return *request* as it is sent."""
        try:
            place = target(self._origin.path, request.path, request.query)
        except ValueError as exc:  # UnicodeError is one
            raise ConnectError(f"Cannot ask {self.host} for such a path: {exc}") from exc
        if not TOKEN.fullmatch(request.method):
            raise ConnectError(f"{request.method!r} is no method of HTTP")
        lines = [f"{request.method} {place} HTTP/1.1"]
        lines += (f"{name}: {value}" for name, value in self._fields(request).items())
        return "\r\n".join([*lines, "", ""]).encode("ascii") + request.body

    def _fields(self, request: Outgoing) -> dict[str, str]:
        """Return all headers of *request*; an error names the header, and never its value."""
        given = {name.lower() for name in request.headers}
        fields = {k: v for k, v in self._headers.items() if k.lower() not in given}
        fields.update(request.headers)
        if request.body or request.method in ("POST", "PUT", "PATCH"):
            fields["Content-Length"] = str(len(request.body))
        for name, value in fields.items():
            if not TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
                raise ConnectError(f"Cannot send the header {name!r}: it is not one line of ASCII")
        return fields

    def _connected(self) -> Line:
        return connect(self.host, self._origin.port, secure=self._origin.secure)

    def _kept(self) -> Line | None:
        """Take an open connection that is silent, as it is between an answer and a request."""
        while True:
            try:
                line = self._idle.pop()
            except IndexError:
                return None
            if time.monotonic() - line.since < IDLE_SECONDS and not line.has_news:
                return line
            line.sock.close()


class Opened:
    """An answer whose body is yet to come; see `Received` for the rest."""

    def __init__(self, head: Head, body: Body, host: str) -> None:
        self.status, self.reason, self.headers = head.status, head.reason, head.fields
        self._body = body
        self._host = host

    def rest(self) -> bytes:
        """Return the body, as it is; raises `ResponseLostError` where it does not come whole."""
        with _losses_told(self._host):
            return self._body.rest()

    def into(self, buffer: memoryview) -> int:
        """Fill *buffer* with more of it; fewer bytes are in it at the end, none after it."""
        with _losses_told(self._host):
            return self._body.into(buffer)


@contextmanager
def _losses_told(host: str) -> Iterator[None]:
    """Raise `ResponseLostError` for what happens once a request has begun to leave."""
    try:
        yield
    except TimeoutError as exc:
        raise ResponseLostError(f"{host} did not answer in time") from exc
    except BrokenAnswerError as exc:
        raise ResponseLostError(f"{host} hung up or sent a broken answer: {exc}") from exc
    except OSError as exc:
        raise ResponseLostError(f"The connection to {host} broke before the answer came") from exc


def _send(sock: socket.socket, data: bytes) -> None:
    try:
        sock.sendall(data)
    except TimeoutError:
        raise
    except OSError:
        pass  # it may have hung up in the middle of a body that it refuses, and have said so
