"""The URL guard: every way to an address that is not public is closed."""

from collections.abc import Iterable
from typing import Any

import httpcore
import pytest

from layers_cli.sandbox.uploads.url_fetch import SECONDS, FetchError, FetchRules, fetched

OK = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]


class Wire(httpcore.MockBackend):
    """Notes where connections go, and answers each with the next of *answers*."""

    def __init__(self, *answers: list[bytes]) -> None:
        super().__init__([])
        self.answers = list(answers)
        self.connected: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.MockStream:
        self.connected.append((host, port))
        return httpcore.MockStream(list(self.answers.pop(0)))


def redirect(location: str) -> list[bytes]:
    return [f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()]


def rules(wire: Wire, names: dict[str, list[str]], *, loopback: bool = False) -> FetchRules:
    def resolve(host: str, _: int) -> Iterable[str]:
        return names.get(host, [host])

    return FetchRules(loopback=loopback, resolve=resolve, backend=wire)


def read(url: str, rules: FetchRules) -> bytes:
    with fetched(url, rules) as coming:
        return b"".join(coming.chunks)


def refused(url: str, rules: FetchRules) -> str:
    with pytest.raises(FetchError) as caught:
        read(url, rules)
    return caught.value.code


def test_the_checked_address_is_the_one_connected_to():
    wire = Wire(OK)

    assert read("https://cdn.example/a.jpg", rules(wire, {"cdn.example": ["93.184.216.34"]})) == (
        b"ok"
    )
    assert wire.connected == [("93.184.216.34", 443)]


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.example/a.jpg",
        "ftp://cdn.example/a.jpg",
        "file:///etc/passwd",
        "gopher://cdn.example/",
        "data:image/png;base64,AAAA",
        "https://user:word@cdn.example/",
        "https://user@cdn.example/",
        "https:///a.jpg",
        "//cdn.example/a.jpg",
        "not a url",
        "https://cdn.example:99999/",
        "https://[::1/",
        "http://127.0.0.1/",
        "\x00",
    ],
)
def test_other_than_plain_https_urls_are_rejected_without_connecting(url):
    wire = Wire(OK)

    assert refused(url, rules(wire, {"cdn.example": ["93.184.216.34"]})) == "MEDIA_URL_FORBIDDEN"
    assert wire.connected == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:93.184.216.34",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "::127.0.0.1",
        "64:ff9b:1::a00:1",
        "::ffff:0:a00:1",
        "fec0::1",
        "fe80::1%lo",
        "2001:db8::1",
        "3fff::1",
    ],
)
def test_only_public_addresses_are_connected_to(address):
    wire = Wire(OK)
    by_name = rules(wire, {"cdn.example": [address]})
    among_good = rules(wire, {"cdn.example": ["93.184.216.34", address]})
    literal = f"https://[{address}]/" if ":" in address else f"https://{address}/"

    assert refused("https://cdn.example/", by_name) == "MEDIA_URL_FORBIDDEN"
    assert refused("https://cdn.example/", among_good) == "MEDIA_URL_FORBIDDEN"
    assert refused(literal, by_name) == "MEDIA_URL_FORBIDDEN"
    assert wire.connected == []


@pytest.mark.parametrize(
    "location",
    [
        "https://inside.example/",
        "http://cdn.example/",
        "http://127.0.0.1:8080/",
        "https://user:word@cdn.example/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_is_checked_like_the_first_url(location):
    """Even where this machine may be fetched from, another one's redirect does not lead there."""
    wire = Wire(redirect(location), OK)
    names = {"cdn.example": ["93.184.216.34"], "inside.example": ["10.0.0.1"]}

    assert refused("https://cdn.example/", rules(wire, names, loopback=True)) == (
        "MEDIA_URL_FORBIDDEN"
    )
    assert len(wire.connected) == 1


def test_dns_rebinding_connects_to_no_unchecked_address():
    """DNS rebinding: public when it is checked, private a moment later."""
    turns = [["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]]
    wire = Wire(redirect("/again"), OK)
    guarded = FetchRules(loopback=True, resolve=lambda *_: turns.pop(0), backend=wire)

    assert refused("https://cdn.example/", guarded) == "MEDIA_URL_FORBIDDEN"
    assert wire.connected == [("93.184.216.34", 443)]


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0"])
def test_numeric_spellings_of_loopback_are_rejected(host):
    """The system's own resolver turns them into addresses; no name server is asked."""
    wire = Wire(OK)

    assert refused(f"https://{host}/", FetchRules(loopback=True, backend=wire)) in (
        "MEDIA_URL_FORBIDDEN",
        "MEDIA_FETCH_FAILED",
    )
    assert wire.connected == []


def test_at_most_three_redirects_are_followed():
    names = {"cdn.example": ["93.184.216.34"]}
    three = Wire(*[redirect("/next")] * 3, OK)
    four = Wire(*[redirect("/next")] * 4, OK)

    assert read("https://cdn.example/", rules(three, names)) == b"ok"
    assert refused("https://cdn.example/", rules(four, names)) == "MEDIA_FETCH_FAILED"


def test_allow_loopback_allows_loopback_only():
    wire = Wire(OK, OK)

    assert read("http://127.0.0.1:8000/x", rules(wire, {}, loopback=True)) == b"ok"
    assert read("http://[::1]:8000/x", rules(wire, {}, loopback=True)) == b"ok"
    assert wire.connected == [("127.0.0.1", 8000), ("::1", 8000)]
    assert refused("http://10.0.0.1/", rules(wire, {}, loopback=True)) == "MEDIA_URL_FORBIDDEN"
    assert refused("http://127.0.0.2/", rules(wire, {}, loopback=True)) == "MEDIA_URL_FORBIDDEN"


@pytest.mark.parametrize(
    "answer",
    [
        [b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"],
        [b"SSH-2.0-OpenSSH\r\n"],
        [b""],
        redirect("https://x:port/"),
    ],
)
def test_a_broken_response_is_a_failed_fetch(answer):
    names = {"cdn.example": ["93.184.216.34"]}

    assert refused("https://cdn.example/", rules(Wire(answer), names)) == "MEDIA_FETCH_FAILED"


def test_a_name_without_an_address_is_a_failed_fetch():
    def resolve(*_: object) -> Iterable[str]:
        raise OSError("Name or service not known")

    there_is_none = FetchRules(loopback=False, resolve=resolve, backend=Wire())

    assert refused("https://nowhere.example/", there_is_none) == "MEDIA_FETCH_FAILED"


@pytest.mark.parametrize(
    "drops",
    [
        [b"H", b"T", b"T", b"P"] * 100,
        [b"HTTP/1.1 200 OK\r\n", *[b"X-More: 1\r\n"] * 100],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", *[b"x"] * 1000],
        [b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n", *[b"X: 1\r\n"] * 100],
    ],
    ids=["status", "headers", "body", "redirect"],
)
def test_a_slow_server_is_abandoned_at_the_total_timeout(drops):
    """Each byte comes before the wait for it is over, but all of them would take for ever."""
    clock = [0.0]

    class SlowWire(Wire):
        def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> Any:
            stream = super().connect_tcp(host, port, *args, **options)
            read = stream.read

            def slowly(max_bytes: int, timeout: float | None = None) -> bytes:
                clock[0] += SECONDS / 20
                return read(max_bytes, timeout)

            stream.read = slowly  # type: ignore[method-assign]  # this one stream only
            return stream

    wire = SlowWire(drops)
    slow = FetchRules(
        loopback=False,
        resolve=lambda *_: ["93.184.216.34"],
        backend=wire,
        monotonic=lambda: clock[0],
    )

    assert refused("https://cdn.example/", slow) == "MEDIA_FETCH_FAILED"
    assert clock[0] < SECONDS * 1.2
