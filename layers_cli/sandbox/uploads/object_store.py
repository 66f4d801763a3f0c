"""The object store behind signed upload URLs: accepts `PUT` and answers as S3 does."""

import asyncio
import hashlib
import os
import secrets
import sqlite3
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape

from starlette.types import Receive, Scope, Send

from layers_cli.sandbox.core.disk_errors import is_disk_error
from layers_cli.sandbox.http.requests import ClientDisconnectedError
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.uploads.signatures import Grant, read_grant

BLOCK = 2**20
"""Bytes of a file that are in memory at once."""


class ObjectStoreError(Exception):
    """A failed request; *code* is one of S3's."""

    def __init__(self, code: str, message: str, status: int = 403) -> None:
        super().__init__(message)
        self.code, self.status = code, status


def pending_path(sandbox: SandboxState, upload_id: str) -> Path:
    """Return the file of a pending upload; names that start with a dot are not served."""
    return sandbox.media / ".uploads" / upload_id


class ObjectStore:
    """The ASGI app below `/store`."""

    def __init__(self, sandbox: SandboxState) -> None:
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Store one file, or answer with an S3 error."""
        try:
            grant = self._checked(scope)
            etag = await self._store(grant, receive)
        except ObjectStoreError as refusal:
            await send_error(send, refusal)
        except ClientDisconnectedError:
            return
        except (sqlite3.OperationalError, OSError) as exc:
            if not is_disk_error(exc):
                raise
            await send_error(
                send, ObjectStoreError("InternalError", f"The disk reports: {exc}", 507)
            )
        else:
            headers = [(b"etag", f'"{etag}"'.encode()), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body"})

    def _checked(self, scope: Scope) -> Grant:
        """Return the grant of the request's URL, after checking the request against it."""
        if scope["method"] != "PUT":
            raise ObjectStoreError("MethodNotAllowed", "Only PUT is allowed here.", 405)
        headers = dict(scope["headers"])
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        grant = read_grant(
            scope["method"],
            scope["path"],
            scope["query_string"],
            content_type,
            self._sandbox.store_secret,
        )
        length = headers.get(b"content-length")
        if grant is None or (length is not None and length != b"%d" % grant.size):
            raise ObjectStoreError(
                "SignatureDoesNotMatch", "Method, path, type or size differs from what was signed."
            )
        if self._sandbox.clock.now() >= grant.expires_at:
            raise ObjectStoreError("AccessDenied", "Request has expired")
        self._open_upload(grant)
        return grant

    def _open_upload(self, grant: Grant) -> Row:
        upload = self._sandbox.store.upload_files.open(grant.path.rpartition("/")[2])
        if upload is None:
            raise ObjectStoreError("AccessDenied", "This upload is finished.")
        return upload

    async def _store(self, grant: Grant, receive: Receive) -> str:
        """Write the body to a temporary file, then move it into place; return its MD5."""
        target = pending_path(self._sandbox, grant.path.rpartition("/")[2])
        target.parent.mkdir(exist_ok=True)
        part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        try:
            with part.open("wb") as file:
                etag = await _written(file, grant.size, receive)
            upload = self._open_upload(grant)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        self._sandbox.store.upload_files.receive(upload["id"], now=self._sandbox.clock.now())
        return etag


async def _written(file: BinaryIO, size: int, receive: Receive) -> str:
    """Write exactly *size* bytes, in blocks and off the event loop."""
    digest, block, left, more = hashlib.md5(usedforsecurity=False), bytearray(), size, True

    def write(content: bytes) -> None:
        digest.update(content)
        file.write(content)

    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnectedError
        more = message.get("more_body", False)
        block += message.get("body", b"")
        if len(block) > left:
            raise ObjectStoreError("EntityTooLarge", "The body is longer than what was signed.")
        if len(block) >= BLOCK or not more:
            await asyncio.to_thread(write, bytes(block))
            left -= len(block)
            block.clear()
    if left:
        raise ObjectStoreError("IncompleteBody", "The body is shorter than what was signed.")
    file.flush()
    await asyncio.to_thread(os.fsync, file.fileno())
    return digest.hexdigest()


async def send_error(send: Send, refusal: ObjectStoreError) -> None:
    """Send *refusal* as S3 sends its errors."""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{refusal.code}</Code><Message>{escape(str(refusal))}</Message></Error>"
    ).encode()
    headers = [
        (b"content-type", b"application/xml"),
        (b"content-length", str(len(text)).encode()),
        # The rest of the body is not read, so the connection cannot be reused.
        (b"connection", b"close"),
    ]
    if refusal.status == 405:
        headers.append((b"allow", b"PUT"))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
