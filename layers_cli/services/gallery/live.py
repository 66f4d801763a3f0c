"""Shows a board live on this machine: it is read again while somebody has it open.

One thread reads the board; others answer with what it read last, and fetch pictures.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from layers_cli.api.errors import ApiError
from layers_cli.formats.hosts import is_loopback
from layers_cli.services.gallery.encoding import STEPS, encode
from layers_cli.services.gallery.page import BoardMedia, linked, render
from layers_cli.services.gallery.selection import BoardSource, read_board
from layers_cli.services.preview import require_pillow
from layers_cli.services.thumbnails import Thumbnails

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
    from layers_cli.services.gallery.board import Board

READ_EVERY = 5.0
"""Seconds; the page asks every two, and the API's limits are for more than this."""

_FORGOTTEN = 20.0  # seconds without a question after which nobody has the page open
_PAUSE = 0.25


class LiveBoard:
    """The board of *source* as it was read last, and its pictures in the folder *pictures*."""

    def __init__(self, context: CommandContext, source: BoardSource, pictures: Path) -> None:
        self._context = context
        self._source = source
        self._folder = pictures
        self._thumbnails = Thumbnails(context.media, None, STEPS[0].size)
        self._urls: dict[str, str] = {}
        self._asked = time.monotonic()
        self.tag = ""
        self.page = b""

    def read(self) -> None:
        """Read the board; the page changes if the board has."""
        board, _ = read_board(self._context, self._source)
        tag = hashlib.sha256(repr(board.groups).encode("utf-8", "replace")).hexdigest()[:32]
        if tag == self.tag:
            return
        self._urls = {_name(url): url for card in board.cards for url in card.pictures}
        page = "".join(render(board, self._media(board), live=tag))
        self.tag, self.page = tag, page.encode("utf-8", "replace")

    def keep_reading(self) -> None:
        """Read the board again and again while somebody looks at it, until the run is stopped."""
        read = time.monotonic()
        while True:
            self._context.pause(_PAUSE)
            now = time.monotonic()
            if now - read >= READ_EVERY and now - self._asked < _FORGOTTEN:
                self._read_again()
                read = time.monotonic()

    def _read_again(self) -> None:
        try:
            self.read()
        except ApiError as exc:  # it may be back the next time
            self._context.feedback.warn(f"{exc}; the page shows what was read last")

    def asked(self) -> None:
        """Take in that somebody has the page open."""
        self._asked = time.monotonic()

    def picture(self, name: str) -> bytes | None:
        """Return the picture *name*; None if there is none, or it cannot be read."""
        url = self._urls.get(name)
        if url is None:
            return None
        path = self._folder / name
        if not path.exists():
            try:
                data = encode(self._thumbnails.get(url), STEPS[0].usual * 2)
            except ApiError:
                return None
            part = path.with_suffix(f".{secrets.token_hex(4)}")
            part.write_bytes(data)
            part.replace(path)
        return path.read_bytes()

    def _media(self, board: Board) -> BoardMedia:
        hosts = linked(board).hosts
        return BoardMedia(
            source=lambda url: f"pictures/{_name(url)}",
            shown=lambda card: card.pictures,
            clip=lambda card: card.video,
            hosts=("'self'", *hosts),
        )


def _name(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:32]


@contextmanager
def serving(context: CommandContext, source: BoardSource) -> Iterator[tuple[str, LiveBoard]]:
    """Serve the board of *source* on loopback until the block ends; gives its address, too.

    The address cannot be guessed. Raises what `read_board` raises.
    """
    source.check()
    require_pillow()
    with tempfile.TemporaryDirectory(prefix="layers-gallery-") as folder:
        board = LiveBoard(context, source, Path(folder))
        board.read()
        root = f"/{secrets.token_urlsafe(18)}/"
        with ThreadingHTTPServer(("127.0.0.1", 0), _handler(board, root)) as server:
            server.daemon_threads = True
            loop = {"poll_interval": 0.05}
            Thread(target=server.serve_forever, kwargs=loop, daemon=True).start()
            try:
                yield f"http://127.0.0.1:{server.server_port}{root}", board
            finally:
                server.shutdown()


def _handler(board: LiveBoard, root: str) -> type[LiveHandler]:
    """Return a handler of requests for *board*, below the path *root*."""
    return type("Handler", (LiveHandler,), {"board": board, "root": root})


class LiveHandler(BaseHTTPRequestHandler):
    """Answers with the page of `board` at the path `root`, and with pictures below it."""

    board: LiveBoard
    root: str

    def do_GET(self) -> None:
        """Answer a request."""
        host = self.headers.get("Host", "").rpartition(":")[0]
        if not is_loopback(host):  # a name of somebody else's that leads here
            self.send_error(421)
        elif self.path == self.root:
            self._send_page()
        elif self.path.startswith(f"{self.root}pictures/"):
            self._send_picture(self.path.rpartition("/")[2])
        else:
            self.send_error(404)

    def _send_page(self) -> None:
        self.board.asked()
        tag = f'"{self.board.tag}"'
        if self.headers.get("If-None-Match") == tag:
            self._send(304, b"", {"ETag": tag})
            return
        headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}
        self._send(200, self.board.page, headers | {"ETag": tag})

    def _send_picture(self, name: str) -> None:
        if (data := self.board.picture(name)) is None:
            self.send_error(404)
            return
        kept = "private, max-age=86400, immutable"
        self._send(200, data, {"Content-Type": "image/webp", "Cache-Control": kept})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        always = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"}
        for name, value in (headers | always).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
