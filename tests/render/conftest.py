"""Streams, a fixed time and models for the tests of what is shown."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyte
import pytest

from layers_cli.api.models import Container
from layers_cli.api.responses import ListPage
from layers_cli.render.output import Choices, Output

NOW = datetime(2026, 4, 18, 12, 7, 11, tzinfo=UTC)
ID = "cnt_7d18b9a1-8b2c-4f3e-a4d5-6e7f8a9b0c1d"


class Stream(io.TextIOWrapper):
    """A text stream in memory, which may say that it is a terminal."""

    def __init__(self, *, terminal: bool = False, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="\n", write_through=True)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def type(self, text: str) -> None:
        """Let *text* be what is read next."""
        self.write(text)
        self.seek(0)

    @property
    def bytes(self) -> bytes:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue()

    @property
    def text(self) -> str:
        return self.bytes.decode(self.encoding)


class Shown:
    """An `Output` and what it wrote."""

    def __init__(self, **how: Any) -> None:
        terminal = how.pop("terminal", False)
        encoding = how.pop("encoding", "utf-8")
        environ = {"TERM": "xterm", "COLUMNS": str(how.pop("width", 80))} | how.pop("environ", {})
        self.stdout = Stream(terminal=terminal, encoding=encoding)
        self.stderr = Stream(terminal=terminal, encoding=encoding)
        self.stdin = Stream(terminal=terminal)
        self.out = Output(
            stdout=self.stdout,
            stderr=self.stderr,
            environ=environ,
            now=lambda: NOW,
            stdin=self.stdin,
        )
        self.out.choices = Choices(**how)

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.stdout.text.splitlines()]

    @property
    def messages(self) -> list[str]:
        return self.stderr.text.splitlines()


@pytest.fixture
def shown() -> Callable[..., Shown]:
    """Make an output: `terminal`, `width`, `environ`, `encoding` and the fields of `Choices`."""
    return Shown


def on_screen(text: str, *, width: int = 80, height: int = 20) -> list[str]:
    """Return the lines that a terminal emulator shows of *text*, without empty ones at the end."""
    emulated = pyte.Screen(width, height)
    pyte.Stream(emulated).feed(text.replace("\n", "\r\n"))
    lines = [line.rstrip() for line in emulated.display]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def row(**changes: Any) -> dict[str, Any]:
    """Return a finished slideshow as the API tells it, made three minutes ago."""
    base = "https://media.layers.com/cnt"
    return {
        "id": ID,
        "projectId": "prj_1",
        "status": "completed",
        "approvalStatus": "approved",
        "format": "slideshow-builder",
        "hook": "wait for it...\nthis habit",
        "preview": {
            "kind": "slideshow",
            "primaryUrl": f"{base}/slide-01.jpg",
            "imageUrls": [f"{base}/slide-0{number}.jpg" for number in (1, 2, 3)],
            "aspectRatio": "9:16",
        },
        "assets": [{"assetId": "ast_1", "width": 1080, "height": 1920, "sizeBytes": 400_000}],
        "captions": [{"platform": "tiktok", "text": "One habit"}],
        "createdAt": (NOW - timedelta(minutes=3)).isoformat(),
        **changes,
    }


def container(**changes: Any) -> Container:
    return Container.model_validate(row(**changes))


def listing(*rows: dict[str, Any]) -> ListPage[Container]:
    return ListPage(rows, [Container.model_validate(each) for each in rows])


def pages(count: int, rows_each: int) -> Iterator[ListPage[Container]]:
    """Yield *count* pages of the same small rows, made when asked for."""
    for _ in range(count):
        rows = [{"id": "cnt_1", "status": "queued"}] * rows_each
        yield ListPage(rows, [Container(id="cnt_1", status="queued")] * rows_each)
