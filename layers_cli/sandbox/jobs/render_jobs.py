"""Renders one container: plan, items, files, and the columns that describe them."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.rendering.renderer import (
    RenderedFile,
    Renderer,
    RenderItem,
    RenderPlan,
    RenderRequest,
    render_to_file,
)
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.store.work import LEASE

T = TypeVar("T")


class Submit(Protocol):
    """Runs a function, perhaps in another process; its arguments must be picklable."""

    def __call__(self, function: Callable[..., T], *arguments: Any) -> Awaitable[T]:
        """Return an awaitable of the result."""


class ClaimLostError(Exception):
    """The container was canceled, or another worker has claimed it."""


async def render_container(
    sandbox: SandboxState,
    container: Row,
    *,
    owner: str,
    renderer: Renderer,
    submit: Submit,
    alone: asyncio.Lock,
) -> dict[str, Any]:
    """Render all media of a claimed container; return the columns that describe them.

    Each item is submitted by itself, so that one slideshow uses every core. A video uses them all,
    so it is rendered while it holds *alone*. Raises ClaimLostError if the work is no longer wanted,
    and anything that the renderer raises.
    """
    request = json.loads(sandbox.store.jobs.request(container["job_id"]))
    digest = _digest(sandbox.seed, container["variant"], request)
    plan = await submit(renderer.plan, _render_request(sandbox, request, digest))
    work = sandbox.store.work

    def renew() -> bool:
        wall = sandbox.wall_now()
        return work.plan(container["id"], owner, pieces=len(plan.items), wall=wall)

    if not renew():
        raise ClaimLostError
    folder = f"content/{digest[:32]}"
    targets = [sandbox.media / folder / item.name for item in plan.items]
    rendering = [
        asyncio.ensure_future(_render_item(submit, renderer, item, target, alone))
        for item, target in zip(plan.items, targets, strict=True)
    ]
    renewing = asyncio.ensure_future(_renew_claim(renew))
    try:
        for done, file in enumerate(asyncio.as_completed(rendering), 1):
            await file
            wall, now = sandbox.wall_now(), sandbox.clock.now()
            if not work.record_progress(container["id"], owner, done=done, wall=wall, now=now):
                raise ClaimLostError
    finally:
        for task in (*rendering, renewing):
            task.cancel()
        await asyncio.gather(*rendering, renewing, return_exceptions=True)
    return _columns(plan, [task.result() for task in rendering], folder)


def _columns(plan: RenderPlan, files: list[RenderedFile], folder: str) -> dict[str, Any]:
    """Return the columns of a container that describe its rendered files."""
    assets = [_asset(item, file, folder) for item, file in zip(plan.items, files, strict=True)]
    captions = [{"platform": name, "text": text} for name, text in plan.captions.items()]
    return {
        "preview": "video" if plan.items[0].kind == "video" else "slideshow",
        "assets": dumps(assets),
        "captions": dumps(captions),
    }


async def _renew_claim(renew: Callable[[], bool]) -> None:
    """Renew the claim while an item is rendered or waits for its turn."""
    while True:
        await asyncio.sleep(LEASE / 3000)
        renew()


async def _render_item(
    submit: Submit, renderer: Renderer, item: RenderItem, target: Path, alone: asyncio.Lock
) -> RenderedFile:
    """Render one item, and once more if that fails."""
    async with alone if item.kind == "video" else contextlib.nullcontext():
        try:
            return await submit(render_to_file, renderer, item, target)
        except BrokenExecutor:
            raise
        except Exception:  # noqa: BLE001 - a renderer may raise anything; the second time it counts
            return await submit(render_to_file, renderer, item, target)


def _digest(seed: str, variant: int, request: dict[str, Any]) -> str:
    """Hash what determines the pictures: sandbox seed, variant and request (ours)."""
    text = dumps([seed, variant, request], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _render_request(sandbox: SandboxState, request: dict[str, Any], digest: str) -> RenderRequest:
    library: dict[str, tuple[Path, ...]] = {
        role: tuple(sandbox.media / path for path in paths)
        for role, paths in request["media"].items()
    }
    return RenderRequest(request["hook"], request["brand"], library, digest)


def _asset(item: RenderItem, file: RenderedFile, folder: str) -> dict[str, Any]:
    path = f"/media/{folder}/{item.name}"
    thumbnail = path if item.poster is None else f"/media/{folder}/{item.poster}"
    asset = {
        "assetId": identifiers.derived_ulid("ast", path),
        "kind": item.kind,
        "url": path,
        "thumbnailUrl": thumbnail,
        "width": item.width,
        "height": item.height,
        "mimeType": item.mime_type,
        "sizeBytes": file.size,
        "checksumSha256": file.sha256,
    }
    return asset if file.duration_ms is None else asset | {"durationMs": file.duration_ms}
