"""Finds the proxy for a request in the environment, in all the forms that people write there.

httpx does not know networks (CIDR) and ports in `NO_PROXY`, and would also look for passwords in
`.netrc`.
"""

import os
import re
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from urllib.parse import unquote
from urllib.request import getproxies, proxy_bypass

import httpx

from layers_cli.api.errors import ProxySettingError
from layers_cli.formats.hosts import is_loopback

_PORTS = {"http": 80, "https": 443}
_SOCKS = frozenset({"socks5", "socks5h"})
_SCHEMES = frozenset({"http", "https"}) | _SOCKS
_ENTRY = re.compile(r"(\[[^\]]*\]|[^:]*):([0-9]{1,5})")


@dataclass(frozen=True)
class Proxy:
    """A proxy: its *address* may hold a password, *name* (host and port) does not.

    *variable* names the setting that it comes from.
    """

    address: str = field(repr=False)
    name: str
    variable: str
    has_password: bool = False

    def hidden(self, text: str) -> str:
        """Return *text* without the password, which the proxy may echo in any form it was sent."""
        user, _, password = httpx.URL(self.address).userinfo.decode().partition(":")
        plain = unquote(password)
        token = b64encode(f"{unquote(user)}:{plain}".encode()).decode()
        for secret in (token, password, plain) if password else ():
            text = text.replace(secret, "***")
        return text


def proxy_for(url: httpx.URL) -> Proxy | None:
    """Return the proxy for *url*: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` or the system's.

    `NO_PROXY` exempts hosts, domains, addresses and networks (`10.0.0.0/8`, `fd00::/8`), each
    perhaps with a port; this machine never has a proxy.

    Raises `ProxySettingError` for a proxy that cannot be used; it never shows the address.
    """
    if is_loopback(url.host):
        return None
    proxies = getproxies()
    for kind in (url.scheme, "all"):
        if address := proxies.get(kind, "").strip():
            is_exempt = _is_exempt(url, proxies.get("no", ""))
            return None if is_exempt else _proxy(address, _variable(f"{kind}_proxy"))
    return None


def _variable(name: str) -> str:
    """Return the variable called *name* as it is written, or who else names a proxy."""
    found = (each for each in os.environ if each.lower() == name and os.environ[each])
    return next(found, "the system's proxy setting")


def _proxy(address: str, variable: str) -> Proxy:
    whole = address if "://" in address else f"http://{address}"
    scheme = whole.partition("://")[0].lower()
    if scheme.startswith("socks4"):
        raise ProxySettingError(f"{variable} names a SOCKS 4 proxy, which is not supported")
    if scheme in _SOCKS and not find_spec("socksio"):
        raise ProxySettingError(
            f"{variable} names a SOCKS proxy, which needs one more package:"
            " pip install 'layers-cli[socks]'"
        )
    url = (
        None if scheme not in _SCHEMES or re.search(r"[\s\\\x00-\x1f\x7f]", whole) else _url(whole)
    )
    if url is None:
        raise ProxySettingError(
            f"{variable} has no address of a proxy, which is http://HOST:PORT"
            " (special characters of a password are percent-encoded)"
        )
    host = f"[{url.host}]" if ":" in url.host else url.host
    name = host if url.port is None else f"{host}:{url.port}"
    return Proxy(whole, name, variable, has_password=bool(url.userinfo))


def _url(address: str) -> httpx.URL | None:
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError):
        return None
    has_more = url.path not in ("", "/") or url.query or url.fragment
    is_port = url.port is None or 0 < url.port < 65536
    return url if url.host and is_port and not has_more else None


def _is_exempt(url: httpx.URL, no_proxy: str) -> bool:
    if entries := re.split(r"[\s,]+", no_proxy.strip(" \t,")):
        hosts = {_plain(url.host), _plain(url.raw_host.decode("ascii"))}
        port = url.port or _PORTS.get(url.scheme, 0)
        if any(_covers(entry, hosts, port) for entry in entries if entry):
            return True
    # Beside the variables, Windows and macOS have exceptions of their own.
    return not no_proxy and bool(proxy_bypass(url.host))


def _covers(entry: str, hosts: Iterable[str], port: int) -> bool:
    """Tell whether *entry* of `NO_PROXY` exempts one of *hosts*, which are names of one host."""
    if entry == "*":
        return True
    if with_port := _ENTRY.fullmatch(entry):
        entry, given = with_port.groups()
        if int(given) != port:
            return False
    with suppress(ValueError):  # a name, on either side
        network = ip_network(entry.strip("[]"), strict=False)
        return any(ip_address(host) in network for host in hosts)
    name = _plain(entry.removeprefix("*")).lstrip(".")
    return bool(name) and any(host == name or host.endswith(f".{name}") for host in hosts)


def _plain(host: str) -> str:
    return host.lower().rstrip(".")
