"""`layers api`: any route, with the same key, retries, ledger and exit codes as all commands."""

import json

import httpx
import pytest

CONTENT = "/v1/projects/{project}/content"


@pytest.fixture
def asked():
    """The requests that a server got."""
    return []


@pytest.fixture
def server(layers, asked):
    """A server that says yes to everything and remembers it."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"id": "x", "items": [{"id": "y"}]}, headers={"X-A": "b"})

    return layers.against(answer)


def test_a_get_prints_the_servers_own_bytes(layers):
    result = layers("api", "GET", "/v1/whoami")

    assert (result.code, result.err) == (0, "")
    assert result.out == layers("whoami", "--json").out


def test_a_placeholder_is_the_chosen_project_and_fields_are_the_query(server, asked):
    server("api", "get", f"{CONTENT}?a=1", "-f", "status=failed", "-F", "limit=3", "-f", "a=2")

    project = server.environ["LAYERS_PROJECT"]
    assert str(asked[0].url.path) == f"/v1/projects/{project}/content"
    assert asked[0].url.params.multi_items() == [
        ("a", "1"),
        ("a", "2"),
        ("status", "failed"),
        ("limit", "3"),
    ]


def test_fields_are_typed_and_reach_inside(server, asked):
    (server.cwd / "hook.txt").write_text("from a file\n")
    fields = ["-F", "n=2", "-F", "x=null", "-F", "h=@hook.txt", "-f", "t=true", "-F", "b=true"]
    nested = ["-f", "r[ids][]=a", "-f", "r[ids][]=b", "-f", "r[k]=v"]

    assert server("api", "POST", "/v1/things", *fields, *nested).code == 0

    assert json.loads(asked[0].content) == {
        "t": "true",
        "r": {"ids": ["a", "b"], "k": "v"},
        "n": 2,
        "x": None,
        "h": "from a file",
        "b": True,
    }


def test_a_file_is_sent_byte_for_byte(server, asked):
    body = '{"a":  1}\n'

    server("api", "PUT", "/v1/x", "--input", "-", "-f", "q=1", stdin=body)

    assert (asked[0].content, str(asked[0].url.query, "ascii")) == (body.encode(), "q=1")


def test_a_changing_call_is_recorded_and_has_a_key(server, asked):
    server("api", "POST", "/v1/things", "-f", "a=b")
    server("api", "DELETE", "/v1/things/1")

    keys = [request.headers["idempotency-key"] for request in asked]
    rows = server("jobs", "list", "--json").json["items"]
    assert [row["key"] for row in rows] == keys[::-1]
    assert {row["kind"] for row in rows} == {"api"}


def test_a_lost_answer_is_found_out_with_the_same_key(layers, asked):
    def lost(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise httpx.ReadError("cut", request=request)

    def found(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"done": True})

    line = ("api", "POST", "/v1/things", "-f", "a=b", "--json")
    failed = layers.against(lost)(*line)
    again = layers.against(found)(*line)

    assert (failed.code, failed.out, failed.error["submitted"]) == (7, "", "unknown")
    assert failed.error["resume"].startswith("layers jobs resume ")
    assert (again.code, again.json) == (0, {"done": True})
    assert len({request.headers["idempotency-key"] for request in asked}) == 1


def test_a_key_of_the_users_own_goes_as_it_is(server, asked):
    server("api", "POST", "/v1/a", "-H", "Idempotency-Key: mine")
    server("api", "POST", "/v1/b", "--idempotency-key", "mine too")

    assert [request.headers["idempotency-key"] for request in asked] == ["mine", "mine too"]


def test_a_create_call_is_held_against_the_limits(layers):
    layers("config", "set", "confirm_above", "10")

    result = layers("api", "POST", CONTENT, "-f", "format=slideshow-builder", "-f", "hook=hi")

    assert (result.code, result.out) == (3, "")
    assert layers("content", "list", "-q").out == ""


def test_pages_are_followed_and_become_one_list(layers):
    for hook in ("a", "b", "c"):
        layers("content", "generate", "--hook", hook, "--no-watch", "-q")

    document = layers("api", "GET", f"{CONTENT}?limit=1", "--paginate").json
    lines = layers("api", "GET", f"{CONTENT}?limit=2", "--paginate", "--jsonl", "--query", "hook")

    assert [row["hook"] for row in document["items"]] == ["c", "b", "a"]
    assert document["nextCursor"] is None
    assert lines.out.split() == ['"c"', '"b"', '"a"']


def test_include_prints_status_and_headers_before_the_body(server):
    result = server("api", "GET", "/v1/x", "-i")

    head, _, body = result.out.partition("\n\n")
    assert head.splitlines()[0] == "HTTP/1.1 200 OK"
    assert "x-a: b" in head
    assert json.loads(body)["id"] == "x"


@pytest.mark.parametrize(
    ("form", "text"),
    [(["--csv"], "id\r\nx\r\n"), (["--template", "{{ id }}!"], "x!\n"), (["-q"], "x\n")],
)
def test_an_answer_is_printed_in_each_form(layers, form, text):
    server = layers.against(lambda _: httpx.Response(200, json={"id": "x"}))

    assert server("api", "GET", "/v1/x", *form).out == text


def test_an_answer_that_is_no_json_is_passed_on(layers):
    text = layers.against(lambda _: httpx.Response(200, text="plain\n"))
    nothing = layers.against(lambda _: httpx.Response(204))

    assert text("api", "GET", "/v1/x").out == "plain\n"
    assert (nothing("api", "DELETE", "/v1/x").code, nothing("api", "DELETE", "/v1/x").out) == (
        0,
        "",
    )


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/v1/whoami",
        "http://127.0.0.1.evil.example/v1",
        "http://127.0.0.1@evil.example/",
        "http://127.0.0.1:81/v1",
        "//evil.example/v1",
        "\\\\evil.example",
        "/v1/../../x",
        "/v1/a b",
        "/v1/x#y",
        "/v1/{nothing}",
        "ftp://127.0.0.1/x",
    ],
)
def test_api_command_refuses_other_hosts_and_unsafe_paths(server, asked, path):
    assert (server("api", "GET", path).code, asked) == (2, [])


def test_an_address_on_the_apis_own_host_is_its_path(server, asked):
    server("api", "GET", "http://127.0.0.1/v1/whoami?a=b")

    assert str(asked[0].url) == "http://127.0.0.1/v1/whoami?a=b"


@pytest.mark.parametrize(
    "words",
    [
        ["BREW", "/v1/x"],
        ["GET", "/v1/x", "--input", "-"],
        ["POST", "/v1/x", "--paginate"],
        ["GET", "/v1/x", "--paginate", "-i"],
        ["GET", "/v1/x", "-i", "--json"],
        ["GET", "/v1/x", "-f", "novalue"],
        ["GET", "/v1/x", "-f", "a[b]=c"],
        ["POST", "/v1/x", "-f", "a=b", "-f", "a[b]=c"],
        ["POST", "/v1/x", "-f", "a[=c"],
        ["GET", "/v1/x", "-H", "Authorization: Bearer other"],
        ["GET", "/v1/x", "-H", "Host: evil.example"],
        ["GET", "/v1/x", "-H", "A: b\r\nC: d"],
        ["GET", "/v1/x", "-H", "no colon"],
        ["POST", "/v1/x", "--input", "no-such-file"],
    ],
)
def test_invalid_api_arguments_are_usage_errors(server, asked, words):
    result = server("api", *words)

    assert (result.code, result.out, asked) == (2, "", [])
    assert "Traceback" not in result.err
