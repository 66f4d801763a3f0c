"""The proxy that the environment names for a host, for connections that httpx does not make."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Proxy:
    """Where the tunnel begins, and the *headers* that open it."""

    host: str
    port: int
    headers: Mapping[str, str] = field(default_factory=dict)


def proxy_of(host: str) -> Proxy | None:
    """Return the proxy for https connections to *host*: `HTTPS_PROXY`, but for `NO_PROXY`."""
    if not any(name.lower() in ("https_proxy", "all_proxy") for name in os.environ):
        return None
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    url = proxies.get("https") or proxies.get("all")
    if not url or proxy_bypass(host):
        return None
    parts = urlsplit(url if "://" in url else f"http://{url}")
    headers = {}
    if parts.username:
        from base64 import b64encode

        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Proxy-Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    return Proxy(parts.hostname or "", parts.port or 8080, headers)
