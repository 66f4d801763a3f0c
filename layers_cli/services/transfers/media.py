"""Adds app media: by URL, or from a file that is served while the API fetches it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from layers_cli.api.responses import ApiResponse
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.file_names import at_home, find_named
from layers_cli.formats.hosts import is_loopback
from layers_cli.ledger.records import BillableCommand
from layers_cli.services.jobs import submit
from layers_cli.services.transfers.upload_report import validation_error
from layers_cli.uploads.files import MediaFile, inspect
from layers_cli.uploads.hashing_reader import HashingReader
from layers_cli.uploads.types import APP_MEDIA
from layers_cli.uploads.validation_errors import InvalidSourceError

if TYPE_CHECKING:
    from layers_cli.api.models import AppMedia  # saves pydantic where JSON is printed


def add(
    context: CommandContext,
    kind: str,
    source: str,
    *,
    idempotency_key: str | None = None,
) -> ApiResponse[AppMedia]:
    """Add *source*, a URL or a file, to the project as a *kind* of app media (api-rest 5.1).

    *kind* is one of `uploads.types.APP_MEDIA`. Raises `CommandError` for a file that cannot be
    used, or that the API could not fetch.
    """
    if "://" in source:
        key = submit.start_billable_command(
            context,
            [context.project, "media", kind, source],
            given=idempotency_key,
        )
        return context.api.add_app_media(context.project, kind, source, key=key)
    path = find_named(context.cwd / at_home(source))
    return _add_file(context, kind, path, idempotency_key)


def _add_file(
    context: CommandContext, kind: str, path: Path, key: str | None
) -> ApiResponse[AppMedia]:
    try:
        file = inspect(path, limits=APP_MEDIA[kind])
    except InvalidSourceError as exc:
        rules = f"a {kind} may be: layers media add --help"
        raise validation_error([exc.issue], rules=rules) from exc
    if not is_loopback(urlsplit(context.account[0]).hostname):
        raise CommandError(
            f"The API fetches app media itself, and cannot reach {file.shown}",
            code="cli_needs_url",
            exit_code=ExitCode.USAGE,
            hint=f"put the file at a public https address, then: layers media add {kind} https://HOST/FILE",
            submitted="no",
            safe_to_retry=True,
            retryable=False,
            param="SOURCE",
        )
    # The address is another one each time, so no later run can repeat this very request.
    key = submit.checked_key(key) if key else str(uuid4())
    context.run_state.begin(BillableCommand(key))
    with served(file) as url:
        return context.api.add_app_media(context.project, kind, url, key=key)


@contextmanager
def served(file: MediaFile) -> Iterator[str]:
    """Serve *file* on loopback, at an unguessable address, until the block ends."""
    path = f"/{secrets.token_urlsafe(24)}"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != path:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", file.content_type)
            self.send_header("Content-Length", str(file.size))
            self.end_headers()
            with suppress(InvalidSourceError, OSError):  # the length tells the other side
                for block in HashingReader(file):
                    self.wfile.write(block)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{path}"
        finally:
            server.shutdown()
