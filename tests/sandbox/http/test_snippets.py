"""What the pages print, done with curl, with JavaScript and with Python, behaves as printed."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from layers_cli.sandbox.testing import Sandbox, sandbox
from tests.sandbox import printed, printed_elsewhere
from tests.sandbox.media_server import MediaServer, picture
from tests.sandbox.printed import Printed, differences

Send = Callable[[str, str, dict[str, str], str | None], tuple[int, Any]]

JAVASCRIPT = """
const [method, url, headers, body] = JSON.parse(process.argv[1]);
const answer = await fetch(url, { method, headers, body: body ?? undefined });
console.log(JSON.stringify([answer.status, await answer.json()]));
"""


def with_curl(method: str, url: str, headers: dict[str, str], body: str | None) -> tuple[int, Any]:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    data = [] if body is None else ["-d", body]
    said = output(["curl", "-s", "-X", method, url, *given, *data, "-w", "\\n%{http_code}"])
    answer, _, status = said.rpartition("\n")
    return int(status), json.loads(answer)


def with_javascript(
    method: str, url: str, headers: dict[str, str], body: str | None
) -> tuple[int, Any]:
    argument = json.dumps([method, url, headers, body])
    status, answer = json.loads(
        output(["node", "--input-type=module", "-e", JAVASCRIPT, "--", argument])
    )
    return status, answer


def with_python(
    method: str, url: str, headers: dict[str, str], body: str | None
) -> tuple[int, Any]:
    answer = httpx.request(method, url, headers=headers, content=body, trust_env=False)
    return answer.status_code, answer.json()


def output(argv: list[str]) -> str:
    if shutil.which(argv[0]) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{argv[0]} is not installed")
        pytest.skip(f"{argv[0]} is not installed")
    ran = subprocess.run(argv, check=True, capture_output=True, encoding="utf-8", timeout=60)
    return ran.stdout


@pytest.fixture
def tested() -> Iterator[Sandbox]:
    """A review is needed, and the picture that the page refers to is there."""
    with sandbox() as opened:
        headers = {"Authorization": f"Bearer {opened.key}"}
        policy = f"{opened.base_url}/v1/projects/{opened.project}/content-review-policy"
        httpx.patch(policy, headers=headers, json={"policy": "review_all"}).raise_for_status()
        yield opened


class Reader:
    """Does what the pages print, one after the other; their ids become the sandbox's own."""

    def __init__(self, tested: Sandbox, send: Send) -> None:
        media = tested.state.store.projects.media(tested.project)[0]["id"]
        self._ids = {
            printed.PROJECT: tested.project,
            # A body is any JSON; this one has references.
            printed.CREATE.body["references"]["mediaIds"][0]: media,  # type: ignore[index]
        }
        self._tested, self._send = tested, send

    def does(self, page: Printed) -> Any:
        method, _, path = page.request.partition(" ")
        headers = {"Authorization": f"Bearer {self._tested.key}", **page.headers}
        body = None
        if page.body is not None:
            headers["Content-Type"] = "application/json"
            body = self._own(json.dumps(page.body, ensure_ascii=False))
        status, answer = self._send(method, self._tested.base_url + self._own(path), headers, body)
        assert status == page.status, answer
        assert not differences(page.answer, answer, open_=page.open)
        return answer

    def calls(self, theirs: str, ours: str) -> None:
        self._ids[theirs] = ours

    def goes_on_with(self, created: dict[str, Any]) -> None:
        self._ids |= {
            printed.JOB: created["jobId"],
            printed.CONTAINER: created["containerIds"][0],
        }

    def _own(self, text: str) -> str:
        for theirs, ours in self._ids.items():
            text = text.replace(theirs, ours)
        return text


@pytest.mark.parametrize("send", [with_curl, with_javascript, with_python])
def test_create_and_review_snippets_behave_as_printed(tested, send):
    reader = Reader(tested, send)
    created = reader.does(printed.CREATE)
    reader.goes_on_with(created)

    assert reader.does(printed.CREATE) == created
    for page in (
        printed.FINISHED,
        printed.PROGRESS,
        printed.APPROVE,
        printed.READ,
        printed.LIST,
        printed.CANCEL,
    ):
        reader.does(page)
    reader.goes_on_with(reader.does(printed.CREATE_ANOTHER))
    reader.does(printed.REJECT)
    reader.does(printed.REJECT_AGAIN)


@pytest.mark.parametrize("send", [with_curl, with_javascript, with_python])
def test_snippets_of_running_jobs_behave_as_printed(send):
    with sandbox(frozen=True, generation_seconds=60) as opened:
        reader = Reader(opened, send)
        created = reader.does(printed.CREATE)
        reader.goes_on_with(created)
        opened.advance(25)

        for page in (
            printed_elsewhere.RUNNING,
            printed_elsewhere.PROGRESS_RUNNING,
            printed_elsewhere.IN_FLIGHT,
            printed_elsewhere.CONFLICTING,
            printed_elsewhere.RESERVED,
            printed_elsewhere.CANCEL_ACCEPTED,
        ):
            reader.does(page)


@pytest.mark.parametrize("send", [with_curl, with_javascript, with_python])
def test_upload_and_archive_snippets_behave_as_printed(tested, send, files: MediaServer):
    reader = Reader(tested, send)
    reader.calls(printed_elsewhere.FILE, files.put("/finished.jpg", picture()))

    created = reader.does(printed_elsewhere.SLIDESHOW)
    reader.goes_on_with(created)
    shown = reader.does(replace(printed.READ, answer={"id": printed.CONTAINER}))
    reader.calls(printed_elsewhere.ASSET, shown["assets"][0]["assetId"])
    reader.does(printed_elsewhere.ONE_ASSET)
    uploaded = reader.does(printed_elsewhere.UPLOAD)
    reader.calls(printed.CONTAINER, uploaded["id"])
    reader.does(printed_elsewhere.CAPTION)
    reader.does(printed_elsewhere.ARCHIVE)


@pytest.mark.parametrize("send", [with_curl, with_javascript, with_python])
def test_whoami_without_scopes_matches_the_page(tested, send):
    token = tested.state.mint_key()
    headers = {"Authorization": f"Bearer {token}"}

    status, answer = send("GET", f"{tested.base_url}/v1/whoami", headers, None)

    assert status == 200
    assert not differences(printed.WHOAMI.answer, answer, open_=printed.WHOAMI.open)


def test_a_difference_from_the_page_is_found():
    page = printed.CREATE.answer
    other = page | {"stage": "drawing", "jobId": "cnt_01HX9Y6K7EJ4T2ABCDEF01234"}
    del other["format"]

    found = differences(page, other, open_=frozenset())

    assert sorted(line.partition(":")[0].split()[0] for line in found) == [
        ".format",
        ".jobId",
        ".stage",
    ]
