"""Checks the connection to the API: proxy, name, TLS, key and clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

from layers_cli.api.errors import (
    ApiError,
    CertificateError,
    NetworkError,
    ProxyRefusedError,
    ProxySettingError,
    StatusError,
    UnauthenticatedError,
)
from layers_cli.api.proxies import proxy_for
from layers_cli.config.values import masked
from layers_cli.doctor import probe
from layers_cli.doctor.findings import Finding, failed, passed, warned
from layers_cli.doctor.probe import ApiHost, ProbeResult
from layers_cli.errors.hints import another_key
from layers_cli.errors.reporting import describe

_CHECK_ADDRESS = "check the network and the address: layers config get base_url"
_MAX_SKEW = 60.0  # seconds; signed URLs of uploads and idempotency windows follow the clock


@dataclass(frozen=True)
class ProbedAccount:
    """What is called, with which key, and where the key is from; *key* None where there is none."""

    base_url: str
    key: str | None
    organization: str | None = None
    key_origin: str | None = None


@dataclass(frozen=True)
class Network:
    """What the checks use of the network; each may be replaced in tests."""

    now: Callable[[], float]
    transport: httpx.BaseTransport | None = None
    addresses: Callable[[ApiHost], list[str]] = probe.addresses
    handshake: Callable[[ApiHost], str] = probe.handshake


def check_network(account: ProbedAccount, network: Network) -> Iterator[Finding]:
    """Check one step after another, and stop at the first that fails."""
    host = ApiHost.of(account.base_url)
    try:
        proxy = proxy_for(httpx.URL(account.base_url))
    except ProxySettingError as exc:
        yield failed("proxy", str(exc), _fix_for(exc))
        return
    through = f"calls go through {proxy.name}, which {proxy.variable} names" if proxy else ""
    yield passed("proxy", through or "none is used")
    if not proxy:
        name = _check_name(host, network)
        yield name
        if name.state == "fail":
            return
        secure = _check_tls(host, network)
        yield secure
        if secure.state == "fail":
            return
    if account.key is None:
        fix = "set LAYERS_API_KEY, or: layers auth login; without an account: --sandbox"
        yield warned("key", "there is no API key", fix)
        return
    yield from _check_answer(account, account.key, network)


def _check_name(host: ApiHost, network: Network) -> Finding:
    try:
        found = network.addresses(host)
    except OSError as exc:
        return failed("dns", f"{host.host} has no address: {exc.strerror or exc}", _CHECK_ADDRESS)
    return passed("dns", f"{host.host} is {', '.join(found[:3])}")


def _check_tls(host: ApiHost, network: Network) -> Finding:
    if not host.secure:
        return passed("tls", "not used: this machine")
    try:
        version = network.handshake(host)
    except CertificateError as exc:
        return failed("tls", str(exc), _fix_for(exc))
    except OSError as exc:
        if probe.is_untrusted_certificate(exc):
            fix = "check the clock; behind a company proxy set SSL_CERT_FILE to its certificates"
            return failed("tls", f"the certificate of {host.host} is not trusted: {exc}", fix)
        fix = "check network and firewall"
        return failed("tls", f"no connection to {host.host}:{host.port}: {exc}", fix)
    return passed("tls", f"{version} with a trusted certificate")


def _check_answer(account: ProbedAccount, key: str, network: Network) -> Iterator[Finding]:
    result = probe.probe(
        account.base_url,
        key,
        now=network.now(),
        organization=account.organization,
        transport=network.transport,
    )
    yield _accepted(result, key, another_key(account.key_origin))
    if result.skew is not None:
        yield _clock(result.skew)


def _accepted(result: ProbeResult, key: str, otherwise: str) -> Finding:
    if isinstance(result.error, UnauthenticatedError):
        return failed("key", f"{masked(key)} is not accepted", otherwise)
    if isinstance(result.error, StatusError):
        fix = f"layers explain {result.error.code}"
        return failed("key", f"the API answered {result.error.status} {result.error.code}", fix)
    if result.error is not None or result.identity is None:
        return _unanswered(result.error)
    whose = result.identity.get("organizationName") or result.identity.get("organizationId")
    return passed("key", f"{masked(key)} is accepted for {whose}, in {result.seconds:.2f} s")


def _clock(skew: float) -> Finding:
    side = "behind" if skew > 0 else "ahead of"
    if abs(skew) <= _MAX_SKEW:
        return passed("clock", f"within {_MAX_SKEW:g} s of the server's")
    fix = "set the clock, such as: timedatectl set-ntp true"
    return failed("clock", f"it is {abs(skew):.0f} s {side} the server's", fix)


def _fix_for(exc: ApiError) -> str | None:
    """Return what helps against *exc*; elsewhere this command is named, which sees what it is."""
    return (describe(exc).problem.hint or "").partition("; see what ")[0] or None


def _unanswered(exc: ApiError | None) -> Finding:
    kinds = {CertificateError: "tls", ProxyRefusedError: "proxy"}
    name = next((name for kind, name in kinds.items() if isinstance(exc, kind)), "key")
    fix = _fix_for(exc) if exc else None
    if name == "key" and isinstance(exc, NetworkError):
        fix = f"{_CHECK_ADDRESS}; a proxy is named by HTTPS_PROXY"
    return failed(name, f"no usable answer: {exc}", fix)
