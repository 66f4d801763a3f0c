"""Texts and lists reach the API alike from each source (issue 12, kind 1)."""

import io
import json

import httpx
import pytest

HOOK = b"\xef\xbb\xbfline one\r\nline two\r\n"
UTF16 = "line one\r\nline two\r\n".encode("utf-16")


def piped(content: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content))


@pytest.fixture
def generate(layers):
    return lambda *argv, **more: layers("content", "generate", *argv, "--json", **more)


@pytest.mark.parametrize("content", [HOOK, UTF16, b"line one\rline two"])
def test_a_hook_is_the_same_from_a_file_and_from_stdin(layers, generate, content):
    (layers.cwd / "hook.txt").write_bytes(content)

    from_input = generate("--hook", "-", stdin=piped(content)).one
    from_file = generate("--hook", "@hook.txt", "--force-new").one

    for made in (from_input, from_file):
        assert made["containers"][0]["hook"] == "line one\nline two"


def test_a_hook_in_a_flag_has_line_feeds_and_no_mark(generate):
    made = generate("--hook", "\ufeffline one\r\nline two").one

    assert made["containers"][0]["hook"] == "line one\nline two"


@pytest.mark.parametrize("hook", ["   ", "\n", "\u00a0\u3000", "\u200b\ufeff", "\u2800"], ids=ascii)
@pytest.mark.parametrize("source", ["flag", "file", "stdin"])
def test_a_blank_hook_is_refused_before_it_is_paid(layers, generate, hook, source):
    (layers.cwd / "hook.txt").write_text(f"{hook}\n", encoding="utf-8")
    value = {"flag": hook, "file": "@hook.txt", "stdin": "-"}[source]

    result = generate("--hook", "Good", "--hook", value, stdin=f"{hook}\n")

    assert (result.code, result.out, result.error["submitted"]) == (2, "", "no")
    assert layers("content", "list", "--json").json["items"] == []


@pytest.mark.parametrize(
    "argv",
    [
        ("content", "caption", "cnt_1", " \u200b"),
        ("content", "reject", "cnt_1", "--reason", "\u00a0"),
        ("project", "update", "--app-name", "    "),
        ("upload", "a.jpg", "--caption", " "),
    ],
)
def test_a_blank_text_is_refused_before_anything_is_sent(layers, argv):
    result = layers.raising(AssertionError("sent"))(*argv, "--json")

    assert (result.code, result.error["submitted"]) == (2, "no")
    assert "is blank" in result.error["message"]


def test_ids_come_with_a_mark_and_any_line_ends(layers, generate):
    ids = [generate("--hook", hook).one["containers"][0]["id"] for hook in ("a", "b")]
    listed = b"\xef\xbb\xbf" + "\r\n".join(ids).encode() + b"\r\n"

    result = layers("content", "download", "-", "--json", stdin=piped(listed))

    assert result.code == 0
    assert all(name in result.out for name in ids)
    assert layers("content", "get", f"{ids[0]}\r", "-q").out.split() == ids[:1]


def test_a_template_comes_from_stdin_without_its_mark(layers, generate):
    generate("--hook", "Hi")

    result = layers(
        "content", "list", "--template", "-", stdin=piped(b"\xef\xbb\xbf{{ hook }}\r\n")
    )

    assert result.out == "Hi\n"


@pytest.mark.parametrize("source", ["-", "body.json", "@body.json"])
def test_a_body_comes_without_mark_and_with_line_feeds(layers, source):
    content = b'\xef\xbb\xbf{"a":\r\n "\xc3\xa9"}\r\n'
    (layers.cwd / "body.json").write_bytes(content)
    bodies = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content)
        return httpx.Response(200, json={})

    argv = ("api", "PUT", "/v1/x", "--input", source)
    layers.against(answer)(*argv, stdin=piped(content))
    layers.against(answer)(*argv, "-H", "Content-Type: image/png", stdin=piped(content))

    assert bodies == [b'{"a":\n "\xc3\xa9"}\n', content]


@pytest.mark.parametrize("source", ["-", "job.json"])
def test_a_handoff_comes_with_a_mark(layers, generate, source):
    generate("--hook", "Hi", "--no-watch", "--handoff", "made.json")
    text = json.dumps(json.loads((layers.cwd / "made.json").read_text())).encode("utf-16")
    (layers.cwd / "job.json").write_bytes(text)

    assert layers("jobs", "collect", source, "--json", stdin=piped(text)).code == 0


def test_two_readers_of_stdin_are_refused(layers):
    result = layers.raising(AssertionError("sent"))(
        "content", "reject", "-", "--reason", "-", stdin="cnt_1\n"
    )

    assert result.code == 2
    assert "only once" in result.err


BROKEN = "caf\udce9"  # what Python makes of Latin-1 on a command line


@pytest.mark.parametrize(
    "argv",
    [
        ("api", "POST", "/v1/x", "-f", f"a={BROKEN}"),
        ("api", "POST", "/v1/x", "-F", f"{BROKEN}=1"),
        ("api", "GET", "/v1/x", "-f", f"a={BROKEN}"),
        ("project", "list", "--search", BROKEN),
        ("content", "approve", "cnt_1", "--note", BROKEN),
        ("content", "generate", "--hook", "Hi", "--media", BROKEN),
        ("content", "generate", "--hook", BROKEN),
        ("content", "caption", "cnt_1", BROKEN),
        ("content", "get", BROKEN),
        ("jobs", "watch", BROKEN),
        ("project", "update", "--timezone", BROKEN),
    ],
)
def test_a_word_that_is_no_text_is_refused_before_anything_is_sent(layers, argv):
    result = layers.raising(AssertionError("sent"))(*argv, "--json")

    assert (result.code, result.error["submitted"]) == (2, "no")
    assert "line 1: byte" in result.error["message"]


def test_a_key_in_the_environment_may_have_a_mark_and_a_line_end(layers):
    key = layers.environ["LAYERS_API_KEY"]

    assert layers("whoami", environ={"LAYERS_API_KEY": f"\ufeff{key}\r\n"}).code == 0
