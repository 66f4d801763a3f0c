"""Checks of the way to the API: settings, key, proxy, name, TLS, answer and clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from layers_cli.api import reachability
from layers_cli.api.errors import StatusError, UnauthenticatedError
from layers_cli.config.values import masked
from layers_cli.doctor.findings import failed, passed, warned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from layers_cli.api.reachability import Look, Place
    from layers_cli.doctor.findings import Finding

_MOST_SKEW = 60.0  # seconds; signed addresses of uploads and idempotency windows follow the clock
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


@dataclass(frozen=True)
class Account:
    """What is called, with which key; *key* None where there is none."""

    base_url: str
    key: str | None
    organization: str | None = None


@dataclass(frozen=True)
class World:
    """What the checks ask; each may be replaced in tests."""

    environ: Mapping[str, str]
    now: Callable[[], float]
    transport: Any = None
    addresses: Callable[[Place], list[str]] = reachability.addresses
    handshake: Callable[[Place], str] = reachability.handshake


def check_network(account: Account, world: World) -> Iterator[Finding]:
    """Follow the way to the API, and stop where it ends."""
    place = reachability.Place.of(account.base_url)
    proxy = _proxy(place, world.environ)
    yield passed("proxy", f"calls go through {proxy}" if proxy else "none is used")
    if not proxy:
        name = _check_name(place, world)
        yield name
        if name.state == "fail":
            return
        secure = _check_tls(place, world)
        yield secure
        if secure.state == "fail":
            return
    if account.key is None:
        fix = "layers auth login; without an account: --sandbox"
        yield warned("key", "there is no API key", fix)
        return
    yield from _check_answer(account, account.key, world)


def _check_name(place: Place, world: World) -> Finding:
    try:
        found = world.addresses(place)
    except OSError as exc:
        fix = "check the network and the address: layers config get base_url"
        return failed("dns", f"{place.host} has no address: {exc.strerror or exc}", fix)
    return passed("dns", f"{place.host} is {', '.join(found[:3])}")


def _check_tls(place: Place, world: World) -> Finding:
    if not place.secure:
        return passed("tls", "not used: this machine")
    try:
        version = world.handshake(place)
    except OSError as exc:
        if reachability.is_distrust(exc):
            fix = "check the clock; behind a company's proxy set SSL_CERT_FILE to its certificates"
            return failed("tls", f"the certificate of {place.host} is not trusted: {exc}", fix)
        fix = "check network and firewall"
        return failed("tls", f"no connection to {place.host}:{place.port}: {exc}", fix)
    return passed("tls", f"{version} with a trusted certificate")


def _check_answer(account: Account, key: str, world: World) -> Iterator[Finding]:
    look = reachability.look(
        account.base_url,
        key,
        now=world.now(),
        organization=account.organization,
        transport=world.transport,
    )
    yield _accepted(look, key)
    if look.skew is not None:
        yield _clock(look.skew)


def _accepted(look: Look, key: str) -> Finding:
    if isinstance(look.error, UnauthenticatedError):
        return failed("key", f"{masked(key)} is not accepted", "layers auth login")
    if isinstance(look.error, StatusError):
        fix = f"layers explain {look.error.code}"
        return failed("key", f"the API answered {look.error.status} {look.error.code}", fix)
    if look.error is not None or look.identity is None:
        return failed("key", f"no usable answer: {look.error}", "layers config get base_url")
    whose = look.identity.get("organizationName") or look.identity.get("organizationId")
    return passed("key", f"{masked(key)} is accepted for {whose}, in {look.seconds:.2f} s")


def _clock(skew: float) -> Finding:
    side = "behind" if skew > 0 else "ahead of"
    if abs(skew) <= _MOST_SKEW:
        return passed("clock", f"within {_MOST_SKEW:g} s of the server's")
    fix = "set the clock, such as: timedatectl set-ntp true"
    return failed("clock", f"it is {abs(skew):.0f} s {side} the server's", fix)


def _proxy(place: Place, environ: Mapping[str, str]) -> str | None:
    """Return the proxy's host, without the password its address may hold."""
    exempt = environ.get("NO_PROXY", environ.get("no_proxy", "")).split(",")
    domains = [each.strip().lstrip(".") for each in exempt]
    is_exempt = "*" in domains or any(
        place.host == each or place.host.endswith(f".{each}") for each in domains if each
    )
    if place.is_local or is_exempt:
        return None
    names = _PROXIES if place.secure else _PROXIES[2:]
    address = next((environ[name] for name in names if environ.get(name)), None)
    if address is None:
        return None
    parts = urlsplit(address if "//" in address else f"//{address}")
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
