"""Carries requests to one host over the standard library's client, on connections kept open."""

from __future__ import annotations

import re
import select
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, NamedTuple

from .answers import StrictResponse, received, unpacked
from .errors import CertificateError, ConnectError, LostReplyError
from .targets import target
from .trust import trusted
from .wire import CONNECT_SECONDS, Received

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterable, Mapping

    from .wire import Outgoing

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
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t -~]*")


class Origin(NamedTuple):
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
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


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
        self._idle: list[tuple[float, HTTPConnection]] = []
        self._is_closed = False

    @property
    def host(self) -> str:
        """The name of the host, for messages."""
        return self._origin.host

    def close(self) -> None:
        """Release the sockets."""
        self._is_closed = True
        while self._idle:
            self._idle.pop()[1].close()

    def carry(self, request: Outgoing) -> Received:
        """Send *request* once and return its answer; see `Carrier.carry`."""
        fields = self._fields(request)
        try:
            place = target(self._origin.path, request.path, request.query)
        except ValueError as exc:  # UnicodeError is one
            raise ConnectError(f"Cannot ask {self.host} for such a path: {exc}") from exc
        connection = self._kept() or self._connected()
        try:
            answer = self._exchanged(connection, request, place, fields)
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        encoding = answer.headers.get("content-encoding")
        if encoding is None:
            return answer
        return Received(
            answer.status, answer.reason, answer.headers, unpacked(answer.content, encoding)
        )

    def _fields(self, request: Outgoing) -> list[tuple[str, str]]:
        """Return all headers of *request*; an error names the header, and never its value."""
        given = {name.lower() for name in request.headers}
        fields = [pair for pair in self._headers.items() if pair[0].lower() not in given]
        fields += ((name, value.strip(" \t")) for name, value in request.headers.items())
        if request.body or request.method in ("POST", "PUT", "PATCH"):
            fields.append(("Content-Length", str(len(request.body))))
        for name, value in fields:
            if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
                raise ConnectError(f"Cannot send the header {name!r}: it is not one line of ASCII")
        return fields

    def _exchanged(
        self,
        connection: HTTPConnection,
        request: Outgoing,
        place: str,
        fields: Iterable[tuple[str, str]],
    ) -> Received:
        try:
            connection.sock.settimeout(request.read_seconds)
            _send(connection, request, place, fields)
            with connection.getresponse() as answer:
                assert isinstance(answer, StrictResponse)
                return received(answer)
        except TimeoutError as exc:
            raise LostReplyError(f"{self.host} did not answer in time") from exc
        except (HTTPException, ValueError) as exc:
            text = str(exc) or type(exc).__name__
            raise LostReplyError(f"{self.host} hung up or sent a broken answer: {text}") from exc
        except OSError as exc:
            raise LostReplyError(
                f"The connection to {self.host} broke before the answer came"
            ) from exc

    def _connected(self) -> HTTPConnection:
        """Open a connection; nothing of any request has been sent when this fails."""
        connection = self._closed_connection()
        connection.response_class = StrictResponse
        try:
            connection.connect()
        except BaseException as exc:
            connection.close()
            if isinstance(exc, OSError | UnicodeError):
                raise self._not_connected(exc) from exc
            raise
        return connection

    def _closed_connection(self) -> HTTPConnection:
        _, host, port, _ = self._origin
        if not self._origin.secure:
            return HTTPConnection(host, port, timeout=CONNECT_SECONDS)
        return HTTPSConnection(host, port, timeout=CONNECT_SECONDS, context=trusted())

    def _not_connected(self, exc: Exception) -> ConnectError:
        text = str(exc) or type(exc).__name__
        if isinstance(exc, TimeoutError):
            return ConnectError(f"No connection to {self.host} within {CONNECT_SECONDS:g} s")
        if isinstance(exc, ssl.SSLError):
            return CertificateError(f"No trusted TLS connection to {self.host}: {text}")
        return ConnectError(f"Cannot connect to {self.host}: {text}")

    def _kept(self) -> HTTPConnection | None:
        """Take an open connection that is silent, as it is between an answer and a request."""
        while True:
            try:
                since, connection = self._idle.pop()
            except IndexError:
                return None
            if time.monotonic() - since < IDLE_SECONDS and not _has_news(connection.sock):
                return connection
            connection.close()

    def _keep(self, connection: HTTPConnection) -> None:
        if connection.sock is None or self._is_closed:
            connection.close()
        else:
            self._idle.append((time.monotonic(), connection))


def _send(
    connection: HTTPConnection, request: Outgoing, place: str, fields: Iterable[tuple[str, str]]
) -> None:
    connection.putrequest(request.method, place, skip_host=True, skip_accept_encoding=True)
    for name, value in fields:
        connection.putheader(name, value)
    try:
        connection.endheaders(request.body or None)
    except TimeoutError:
        raise
    except OSError:
        pass  # it may have hung up in the middle of a body that it refuses, and have said so


def _has_news(sock: socket.socket | ssl.SSLSocket) -> bool:
    """Whether the other side has hung up, or said what nobody asked for."""
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return True
    if not hasattr(select, "poll"):
        return bool(select.select([sock], [], [], 0)[0])
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
