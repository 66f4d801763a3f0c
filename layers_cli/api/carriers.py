"""Chooses who carries requests: sockets of our own, or httpx where that knows more."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from layers_cli.api.direct import Direct, Origin
from layers_cli.api.wire import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from layers_cli.api.wire import Carrier

_NAMES = frozenset({"http_proxy", "https_proxy", "all_proxy"})


def carrier_to(
    base_url: str, headers: Mapping[str, str], *, transport: httpx.BaseTransport | None = None
) -> Carrier:
    """Return who carries requests to *base_url*, each with *headers*.

    httpx takes as long to load as the rest of a short run. It is used where *transport* replaces
    the network, where a proxy may stand in the way, and for addresses out of the ordinary.
    """
    origin = Origin.of(base_url)
    if transport is None and origin and (origin.host in LOOPBACK or not proxies_are_set()):
        return Direct(origin, headers)
    from layers_cli.api.through_httpx import ThroughHttpx

    return ThroughHttpx(base_url, headers, transport=transport)


def proxies_are_set() -> bool:
    """Whether the environment, or the system's settings, name a proxy for whatever host."""
    if any(value and name.lower() in _NAMES for name, value in os.environ.items()):
        return True
    if sys.platform not in ("darwin", "win32"):
        return False
    from urllib.request import getproxies  # it alone knows where these systems keep them

    return any(f"{scheme}_proxy" in _NAMES for scheme in getproxies())
