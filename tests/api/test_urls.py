"""What a request asks for stays a path of the API's host, and keeps what it was given."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.api.errors import ConnectError, UnsendableError
from layers_cli.api.retries import Retries
from layers_cli.api.session import Session, path_part
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.reporting import describe

BASES = ["", "/", "/base", "/base/", "/q%20uoted", "/~x/y.z"]
text = st.text(max_size=12)
ids = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12).filter(
    lambda value: value.strip(".")
)


def requested(base, path, query=None):
    """The URL that is asked for, once it was written and read again."""
    urls = []

    def note(request):
        urls.append(httpx.URL(str(request.url)))
        return httpx.Response(200)

    session = Session(f"https://api.example.com{base}", "k", transport=httpx.MockTransport(note))
    session.request("GET", path, query=query, retried=False)
    session.close()
    return urls[0]


@given(st.sampled_from(BASES), text | st.sampled_from(["//evil.com/x", "https://evil.com", "@x"]))
def test_path_never_leads_to_another_host(base, path):
    try:
        url = requested(base, path)
    except ConnectError:
        return

    assert (url.scheme, url.netloc, url.fragment) == ("https", b"api.example.com", "")


@given(st.sampled_from(BASES), ids)
def test_id_stays_one_part_of_the_path(base, value):
    url = requested(base, f"/v1/content/{path_part(value)}/progress")

    assert url.raw_path.decode() == f"{base.rstrip('/')}/v1/content/{path_part(value)}/progress"


@pytest.mark.parametrize(
    ("path", "query", "written"),
    [
        ("/v1/x?a=1", {"b": ["2", "3"]}, "/v1/x?a=1&b=2&b=3"),
        ("/v1/x", {"a": ["1", "ü b"], "b": True, "c": None}, "/v1/x?a=1&a=%C3%BC+b&b=true"),
        ("/v1/x?y=%20z", {}, "/v1/x?y=%20z"),
        ("v1/ü", {}, "/v1/%C3%BC"),
        ("/v1/a/../b#part", {}, "/v1/b"),
    ],
)
def test_query_is_written_after_that_of_the_path(path, query, written):
    assert requested("", path, query).raw_path.decode() == written


@pytest.mark.parametrize("query", [{"cursor": "x" * 100_000}, None])
def test_what_no_url_can_hold_is_not_tried_again(query):
    retries = Retries(3, pause=lambda _: pytest.fail("it is tried again"))
    network = httpx.MockTransport(lambda _: httpx.Response(200))
    session = Session("https://api.example.com", "k", retries=retries, transport=network)

    with pytest.raises(UnsendableError) as caught:
        session.request("GET", "/v1/x" if query else "/\0", query=query)

    assert describe(caught.value).code is ExitCode.USAGE
