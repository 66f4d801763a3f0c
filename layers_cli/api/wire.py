"""The seam to the network: what a request takes along, what comes back, who carries both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

CONNECT_SECONDS = 10.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header or a method (RFC 9110, 5.6.2)."""


@dataclass(frozen=True)
class Outgoing:
    """One request; *path* follows the API's address, and lists in the *query* repeat their name.

    *headers* come on top of those that each request has, or take their place. *read_seconds* is
    how long the other side may be silent.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    read_seconds: float
    query: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Received:
    """An answer, whatever it says; *content* is unpacked, names in *headers* are in lower case."""

    status: int
    reason: str
    headers: Mapping[str, str]
    content: bytes


class Carrier(Protocol):
    """Carries requests to one host; may be used by several threads at once."""

    @property
    def host(self) -> str:
        """The name of the host, for messages."""
        ...

    def carry(self, request: Outgoing) -> Received:
        """Send *request* once and return its answer; redirects are answers like others.

        Raises `ConnectError` where surely no byte of it was sent, `ResponseLostError` where
        some may have been and no whole answer came, `ContractError` for an answer that
        cannot be unpacked.
        """
        ...

    def close(self) -> None:
        """Release the sockets."""
        ...
