"""Draws one container: plan, pieces, files, and what the container says about them."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

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
    """Runs a function somewhere, perhaps in another process; its arguments must be picklable."""

    def __call__(self, function: Callable[..., T], *arguments: Any) -> Awaitable[T]:
        """Return what will hold the result."""


class ClaimLostError(Exception):
    """The container was canceled, or somebody else works on it now."""


async def render_container(
    sandbox: SandboxState,
    container: Row,
    *,
    owner: str,
    renderer: Renderer,
    submit: Submit,
    alone: asyncio.Lock,
) -> dict[str, Any]:
    """Draw all media of a claimed container; return the columns that describe them.

    Each piece goes to *submit* by its own, so that one slideshow uses every core. A video uses
    them all by itself, so it is drawn while it holds *alone*.

    Raises:
        ClaimLostError: the work is no longer wanted.
        Exception: whatever the renderer raises.

    """
    request = json.loads(sandbox.store.jobs.request(container["job_id"]))
    digest = _digest(sandbox.seed, container["variant"], request)
    plan = await submit(renderer.plan, _brief(sandbox, request, digest))
    work = sandbox.store.work

    def hold() -> bool:
        wall = sandbox.wall_now()
        return work.plan(container["id"], owner, pieces=len(plan.items), wall=wall)

    if not hold():
        raise ClaimLostError
    folder = f"content/{digest[:32]}"
    targets = [sandbox.media / folder / item.name for item in plan.items]
    drawing = [
        asyncio.ensure_future(_drawn(submit, renderer, item, target, alone))
        for item, target in zip(plan.items, targets, strict=True)
    ]
    holding = asyncio.ensure_future(_keep(hold))
    try:
        for done, file in enumerate(asyncio.as_completed(drawing), 1):
            await file
            wall, now = sandbox.wall_now(), sandbox.clock.now()
            if not work.record_progress(container["id"], owner, done=done, wall=wall, now=now):
                raise ClaimLostError
    finally:
        for task in (*drawing, holding):
            task.cancel()
        await asyncio.gather(*drawing, holding, return_exceptions=True)
    return _described(plan, [task.result() for task in drawing], folder)


def _described(plan: RenderPlan, files: list[RenderedFile], folder: str) -> dict[str, Any]:
    """Write what was drawn into the columns of a container."""
    assets = [_asset(item, file, folder) for item, file in zip(plan.items, files, strict=True)]
    captions = [{"platform": name, "text": text} for name, text in plan.captions.items()]
    return {
        "preview": "video" if plan.items[0].kind == "video" else "slideshow",
        "assets": json.dumps(assets),
        "captions": json.dumps(captions),
    }


async def _keep(hold: Callable[[], bool]) -> None:
    """Show signs of life while a piece takes its time, or waits for its turn."""
    while True:
        await asyncio.sleep(LEASE / 3000)
        hold()


async def _drawn(
    submit: Submit, renderer: Renderer, item: RenderItem, target: Path, alone: asyncio.Lock
) -> RenderedFile:
    """Draw one piece; what fails once gets a second chance."""
    async with alone if item.kind == "video" else contextlib.nullcontext():
        try:
            return await submit(render_to_file, renderer, item, target)
        except BrokenExecutor:
            raise
        except Exception:  # noqa: BLE001 - a renderer may raise anything; the second time it counts
            return await submit(render_to_file, renderer, item, target)


def _digest(seed: str, variant: int, request: dict[str, Any]) -> str:
    """Name what decides the pictures: same sandbox seed, project and body, same name (ours)."""
    text = json.dumps([seed, variant, request], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _brief(sandbox: SandboxState, request: dict[str, Any], digest: str) -> RenderRequest:
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
