"""Opens the data folder of a sandbox, and resets it."""

import secrets
import shutil
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from layers_cli.sandbox.core.clock import Clock, ClockState, Wall
from layers_cli.sandbox.core.request_log import RequestLog
from layers_cli.sandbox.media.probing.prober import Prober
from layers_cli.sandbox.rendering.placeholders import instant_renderers
from layers_cli.sandbox.rendering.remix import RemixRenderer
from layers_cli.sandbox.rendering.renderer import Renderer
from layers_cli.sandbox.rendering.slideshow import SlideshowRenderer
from layers_cli.sandbox.state.seed import plant, plant_keys
from layers_cli.sandbox.state.state import CREDITS, SandboxSettings, SandboxState, new_token
from layers_cli.sandbox.store import Store

DATABASE, REQUEST_LOG = "sandbox.db", "requests.jsonl"


def open_state(
    data: Path,
    *,
    settings: SandboxSettings | None = None,
    renderers: Mapping[str, Renderer] | None = None,
    seed: str = "layers",
    seeded_credits: int = CREDITS,
    wall: Wall = time.time,
    prober: Prober | None = None,
    keep_requests: bool = False,
) -> SandboxState:
    """Open the sandbox in the folder *data*; an empty folder becomes a seeded one.

    Args:
        data: created if it is missing, readable by its owner only.
        settings: default to `SandboxSettings()`.
        renderers: by format; default to the real ones, or to those of placeholders.
        seed: decides ids and pictures of a new folder; an existing one keeps its own.
        seeded_credits: of a new folder's organization; an existing one keeps its balance.
        wall: the machine's clock, in seconds since 1970.
        prober: inspects uploads; one of its own by default, closed with the sandbox.
        keep_requests: keep the request log in the folder, for the next time it is opened.

    Raises:
        StoreVersionError: a newer version of layers wrote the folder.
        OSError, sqlite3.Error: the folder cannot be used.

    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = settings or SandboxSettings()
    store = Store(data / DATABASE)
    kept = store.settings.get("clock")
    sandbox = SandboxState(
        data=data,
        store=store,
        clock=Clock(ClockState(**kept) if kept else None, wall=wall),
        renderers=_renderers(data, settings) if renderers is None else renderers,
        settings=settings,
        wall=wall,
        request_log=RequestLog(data / REQUEST_LOG if keep_requests else None),
        prober=prober or Prober(),
    )
    try:
        _prepare(sandbox, seed, seeded_credits)
    except BaseException:
        sandbox.request_log.close()
        store.close()
        raise
    return sandbox


def reset(sandbox: SandboxState) -> None:
    """Delete everything that was made; the seeded keys, tokens and ids stay as they were."""
    with sandbox.store.transaction():
        sandbox.store.clear()
        sandbox.clock.reset()
        sandbox.save_clock()
        shutil.rmtree(sandbox.media, ignore_errors=True)
        sandbox.media.mkdir(exist_ok=True)
        plant(sandbox)
        plant_keys(sandbox)
    sandbox.faults.replace(())
    sandbox.request_log.clear()
    sandbox.rate_limits.clear()
    sandbox.notify()


def _prepare(sandbox: SandboxState, seed: str, seeded_credits: int) -> None:
    """Delete unfinished files of a killed server; seed the sandbox if it is new."""
    sandbox.media.mkdir(exist_ok=True)
    for left_over in sandbox.media.glob(".incoming-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    for left_over in sandbox.media.glob(".uploads/*.part"):
        left_over.unlink(missing_ok=True)
    if sandbox.store.settings.get("key") is not None:
        return
    with sandbox.store.transaction():
        if sandbox.store.settings.get("seed") is None:
            _plant(sandbox, seed, seeded_credits)
        _mint(sandbox)


def _plant(sandbox: SandboxState, seed: str, seeded_credits: int) -> None:
    sandbox.store.settings.put("seed", seed)
    sandbox.store.settings.put("credits", seeded_credits)
    sandbox.save_clock()
    plant(sandbox)


def _mint(sandbox: SandboxState) -> None:
    """Make the secrets that no other sandbox has."""
    settings = sandbox.store.settings
    settings.put("key", new_token())
    settings.put("child_key", new_token())
    settings.put("control_token", secrets.token_urlsafe(32))
    settings.put("store_secret", secrets.token_urlsafe(32))
    plant_keys(sandbox)


@cache
def planted(seed: str = "layers", seeded_credits: int = CREDITS) -> Mapping[Path, bytes]:
    """Return the files of a seeded folder without secrets; `open_state` adds them to a copy.

    Whoever opens many new sandboxes saves the time that it takes to seed them.
    """
    with TemporaryDirectory(prefix="layers-") as name:
        data = Path(name)
        store = Store(data / DATABASE)
        sandbox = SandboxState(data, store, Clock(), instant_renderers(), SandboxSettings())
        with store.transaction():
            _plant(sandbox, seed, seeded_credits)
        sandbox.close()
        files = (path for path in data.rglob("*") if path.is_file())
        return {path.relative_to(data): path.read_bytes() for path in files}


def _renderers(data: Path, settings: SandboxSettings) -> dict[str, Renderer]:
    if settings.placeholders:
        return instant_renderers()
    # All of them: whether PyAV is there is asked when a video is, as it may be installed meanwhile.
    return {
        "slideshow-builder": SlideshowRenderer(),
        "ugc-remix": RemixRenderer(data / "reactions"),
    }
