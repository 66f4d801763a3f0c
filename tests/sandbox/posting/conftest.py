"""Finished content, connected accounts, and calls that take the one to the other."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from layers_cli.sandbox.core.timestamps import format_timestamp
from tests.sandbox.media_server import movie

HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.fixture
def sandbox(sandbox):
    """Posts take their documented time here: a publish goes out after 30 seconds."""
    sandbox.settings.publish_lead_seconds = 30.0
    sandbox.settings.publishing_seconds = 3.0
    return sandbox


@pytest.fixture
def container(client, create) -> str:
    """A slideshow that needs no review."""
    container: str = create()["containerIds"][0]
    assert client.get(f"/v1/content/{container}").json()["status"] == "completed"
    return container


@pytest.fixture
def video(client, sandbox, files) -> str:
    """An uploaded video."""
    path = f"/v1/projects/{sandbox.project}/content/upload"
    url = files.put("/clip.mp4", movie(), "video/mp4")
    response = client.post(path, json={"media": [{"url": url}], "caption": "Own words"})
    assert response.status_code == 201, response.text
    container: str = response.json()["id"]
    return container


@pytest.fixture
def accounts(client, sandbox) -> dict[str, str]:
    """The ids of the seeded accounts; `expired` is the one to authorize again."""
    items = client.get(f"/v1/projects/{sandbox.project}/social-accounts").json()["items"]
    return {
        each["platform"] if each["status"] == "connected" else "expired": each["socialAccountId"]
        for each in items
    }


@pytest.fixture
def later(sandbox) -> Callable[[int], str]:
    """Return the moment so many milliseconds from now, as the API writes it."""
    return lambda after: format_timestamp(sandbox.clock.now() + after)


@pytest.fixture
def schedule(client, container, accounts, later) -> Callable[..., httpx.Response]:
    """Schedule the container for TikTok in a day, or as the arguments say."""

    def _schedule(
        *targets: dict[str, Any], after: int = DAY, content: str = container, **headers: str
    ) -> httpx.Response:
        chosen = list(targets) or [{"socialAccountId": accounts["tiktok"]}]
        body = {"scheduledFor": later(after), "targets": chosen}
        path = f"/v1/content/{content}/schedule"
        response: httpx.Response = client.post(path, json=body, headers=headers)
        return response

    return _schedule


@pytest.fixture
def publish(client, container, accounts) -> Callable[..., httpx.Response]:
    """Publish the container on TikTok, or as the arguments say."""

    def _publish(
        *targets: dict[str, Any], content: str = container, **headers: str
    ) -> httpx.Response:
        chosen = list(targets) or [{"socialAccountId": accounts["tiktok"]}]
        body = {"targets": chosen}
        path = f"/v1/content/{content}/publish"
        response: httpx.Response = client.post(path, json=body, headers=headers)
        return response

    return _publish


@pytest.fixture
def read(client) -> Callable[[str], dict[str, Any]]:
    """Read a post."""

    def _read(post: str) -> dict[str, Any]:
        response = client.get(f"/v1/scheduled-posts/{post}")
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    return _read


@pytest.fixture
def posts(client, sandbox) -> Callable[..., list[dict[str, Any]]]:
    """List the project's posts."""

    def _posts(**query: Any) -> list[dict[str, Any]]:
        path = f"/v1/projects/{sandbox.project}/scheduled-posts"
        found: list[dict[str, Any]] = client.get(path, params=query).json()["items"]
        return found

    return _posts


def post_ids(response: httpx.Response) -> list[str]:
    """Return the ids of the posts that a call made."""
    assert response.status_code == 201, response.text
    ids: list[str] = response.json()["scheduledPostIds"]
    return ids
