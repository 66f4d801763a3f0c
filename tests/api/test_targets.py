"""Paths and queries go over the wire as httpx writes them, letter for letter."""

import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.api.direct import Origin
from layers_cli.api.paths import path_part
from layers_cli.api.targets import target

BASES = ["", "/", "/base", "/base/", "/a/../b", "/q%20uoted", "/~x/y.z"]
text = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)
ids = text.filter(lambda value: value.strip("."))
words = text | st.sampled_from(["a b", "ü", "100%", "%41", "a+b&c=d", "#?/", "{}`|^\\", "", "."])
values = words | st.integers() | st.floats(allow_nan=False) | st.booleans()
queries = st.dictionaries(words, values | st.lists(values | st.none(), min_size=1), max_size=4)
printable = st.characters(blacklist_categories=["Cs", "Cc"])
steps = st.lists(
    st.sampled_from([".", "..", "v1", "%2e%2e", "%zz", "a:b", "[x]", "\\"])
    | st.text(printable, max_size=5).map(lambda step: re.sub("[/?#]", "", step)),
    max_size=6,
)


def by_httpx(base, path, query):
    network = httpx.MockTransport(lambda _: httpx.Response(200))
    with httpx.Client(base_url=f"https://api.example.com{base}", transport=network) as client:
        url = client.build_request("GET", path, params=query or None).url
    assert url.host == "api.example.com"
    return url.raw_path.decode()


@given(st.sampled_from(BASES), ids, queries)
def test_an_id_and_a_query(base, value, query):
    path = f"/v1/content/{path_part(value)}"

    assert target(base, path, query) == by_httpx(base, path, query)


@given(st.sampled_from(BASES), steps, st.none() | st.text(printable, max_size=12))
def test_a_path_that_somebody_wrote_with_its_own_query(base, steps, query):
    path = "/v1/" + "/".join(steps) + ("" if query is None else f"?{query}")

    assert target(base, path, {}) == by_httpx(base, path, {})


@given(st.sampled_from(BASES), st.text(max_size=12))
def test_whatever_a_path_is_it_stays_a_path_of_this_host(base, path):
    try:
        written = target(base, path, {})
    except ValueError:
        return

    assert re.fullmatch("[!-~]+", written)
    assert written.startswith("/")


def test_a_query_comes_after_that_of_the_path():
    assert target("", "/v1/x?a=1", {"b": ["2", "3"]}) == "/v1/x?a=1&b=2&b=3"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com",
        "https://API.Example.com:8443/base",
        "http://127.0.0.1:80",
        "http://localhost:8080/",
        "https://[::1]:443/x",
        "https://[2001:db8::1]",
        "https://my_host.internal/q%20uoted",
    ],
)
def test_an_ordinary_address_is_read_as_httpx_reads_it(url):
    origin, known = Origin.of(url), httpx.URL(url)

    assert origin
    assert origin.host == known.host
    assert origin.port == known.port or (443 if known.scheme == "https" else 80)
    assert origin.secure is (known.scheme == "https")
    assert origin.authority.encode() == known.netloc


@given(st.text(st.sampled_from("https:/@[]#?%.-_aé٣\\1\n "), max_size=30))
def test_what_is_read_as_ordinary_is_what_httpx_reads(text):
    url = f"https://{text}"
    origin = Origin.of(url)
    if origin is None:
        return
    known = httpx.URL(url)

    assert (origin.host, origin.authority.encode()) == (known.host, known.netloc)
    assert target(origin.path, "/v1/x", {}) == by_httpx(known.raw_path.decode(), "/v1/x", {})
