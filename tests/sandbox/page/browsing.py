"""A sandbox that real browsers visit, and how they are waited for."""

import io
import time
from dataclasses import dataclass
from typing import Any

import httpx

from layers_cli.sandbox.rendering.renderer import RenderItem
from layers_cli.sandbox.testing import InstantRenderer, Sandbox


class TealRenderer(InstantRenderer):
    """Draws pictures that a browser can show."""

    def draw(self, item: RenderItem) -> bytes:
        from PIL import Image

        file = io.BytesIO()
        Image.new("RGB", (9, 16), "teal").save(file, "JPEG")
        return file.getvalue()


@dataclass
class Shown:
    """A sandbox with a clock that stands still, and somebody who works with it."""

    sandbox: Sandbox
    client: httpx.Client

    def create(self, hook: str, **changes: Any) -> str:
        """Start a job of ten seconds; return its first container."""
        body = {"format": "slideshow-builder", "hook": hook} | changes
        path = f"/v1/projects/{self.sandbox.project}/content"
        container: str = self.client.post(path, json=body).json()["containerIds"][0]
        return container

    def finish(self, container: str) -> None:
        self.sandbox.advance(10)
        assert self.container(container)["status"] == "completed"

    def finish_all(self) -> None:
        """End what is under way, and draw it before a browser asks for anything."""
        self.sandbox.advance(10)
        self.client.get("/v1/whoami").raise_for_status()

    def container(self, container: str) -> Any:
        return self.client.get(f"/v1/content/{container}").json()


def wait_until(page: Any, expression: str) -> None:
    """Ask until *expression* holds; Playwright's own way is `eval`, which the page forbids."""
    deadline = time.monotonic() + 30
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(20)
