"""Serves finished media files like a CDN: immutable, with ranges and ETags."""

import os
from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

_FOREVER = "public, max-age=31536000, immutable"


class MediaFiles(StaticFiles):
    """Serves the files under *directory*; names that start with a dot are unfinished files."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; errors are plain text."""
        try:
            await super().__call__(scope, receive, send)
        except HTTPException as exc:
            headers = {"Allow": "GET, HEAD"} if exc.status_code == 405 else exc.headers
            response = PlainTextResponse(exc.detail, exc.status_code, headers)
            await response(scope, receive, send)

    def lookup_path(self, path: str) -> "tuple[str, os.stat_result | None]":
        """Return where *path* is and what it is; an empty text and None for unfinished files."""
        if any(part.startswith(".") and part != "." for part in PurePosixPath(path).parts):
            return "", None
        return super().lookup_path(path)

    def file_response(
        self,
        full_path: "str | os.PathLike[str]",
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Add headers for immutable files: a file's name is derived from its content."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = _FOREVER
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response
