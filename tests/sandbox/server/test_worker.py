"""The worker: what happens to work when drawing fails, claims are lost, or processes die."""

import asyncio
import errno
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from layers_cli.sandbox.media.errors import MediaUnreadableError
from layers_cli.sandbox.rendering.renderer import RenderItem
from layers_cli.sandbox.server.worker import MAX_CRASHES, Worker
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store.work import LEASE
from layers_cli.sandbox.testing import InstantRenderer, open_sandbox
from tests.sandbox.conftest import make_client


class Failing(InstantRenderer):
    """Calls *before* with the piece before it draws."""

    def __init__(self, before: Callable[[RenderItem], None]) -> None:
        super().__init__()
        object.__setattr__(self, "before", before)

    def draw(self, item: RenderItem) -> bytes:
        self.before(item)  # type: ignore[attr-defined]  # set past the frozen dataclass
        return super().draw(item)


@dataclass
class Sandbox:
    """A state with one started job of two variants."""

    state: SandboxState
    job: dict[str, Any]

    def read(self, path: str) -> Any:
        with make_client(self.state, working=False) as client:
            return client.get(path).json()

    def container(self, variant: int = 0) -> Any:
        return self.read(f"/v1/content/{self.job['containerIds'][variant]}")


@pytest.fixture
def started(tmp_path):
    opened: list[SandboxState] = []

    def _started(before: Callable[[RenderItem], None] = lambda _: None, **changes: Any) -> Sandbox:
        state = open_sandbox(
            tmp_path / str(len(opened)), renderer=Failing(before), frozen=True, **changes
        )
        opened.append(state)
        with make_client(state, working=False) as client:
            body = {"format": "slideshow-builder", "hook": "x", "variantCount": 2}
            job = client.post(f"/v1/projects/{state.project}/content", json=body).json()
        return Sandbox(state, job)

    yield _started
    for state in opened:
        state.close()


def raising(error: Exception, *, times: int, item: str = "slide-02.jpg") -> Callable[..., None]:
    left = [times]

    def before(drawn: RenderItem) -> None:
        if drawn.name == item and left[0]:
            left[0] -= 1
            raise error

    return before


def test_an_item_that_fails_once_is_rendered_again(started):
    sandbox = started(raising(RuntimeError("hiccup"), times=1))

    assert Worker(sandbox.state).run_until_idle() == 2

    assert sandbox.container()["status"] == "completed"


@pytest.mark.parametrize(
    ("error", "code", "retryable"),
    [
        (RuntimeError("bad font"), "RENDER_FAILED", False),
        (MediaUnreadableError("shot.png is cut off"), "MEDIA_UNREADABLE", False),
        (OSError(errno.ENOSPC, "No space left on device"), "STORAGE_UNWRITABLE", True),
    ],
)
def test_an_item_that_fails_twice_fails_only_its_container(started, error, code, retryable):
    sandbox = started(raising(error, times=2))

    Worker(sandbox.state).run_until_idle()

    failed, completed = sandbox.container(0), sandbox.container(1)
    assert (failed["status"], failed["assets"], failed["preview"]) == ("failed", [], None)
    assert failed["lastError"]["code"] == code
    assert failed["lastError"]["retryable"] is retryable
    assert failed["lastError"]["stage"] == "generating_visuals"
    assert completed["status"] == "completed"
    job = sandbox.read(f"/v1/jobs/{sandbox.job['jobId']}")
    assert (job["status"], "error" in job) == ("completed", False)
    assert sandbox.read("/v1/credits")["balance"] == 100_000 - 50


def test_a_job_fails_when_all_its_containers_fail(started):
    sandbox = started(raising(RuntimeError("no"), times=99))

    Worker(sandbox.state).run_until_idle()

    job = sandbox.read(f"/v1/jobs/{sandbox.job['jobId']}")
    assert job["status"] == "failed"
    assert job["error"]["code"] == "RENDER_FAILED"
    assert sandbox.read("/v1/credits")["balance"] == 100_000
    progress = sandbox.read(f"/v1/content/{sandbox.job['containerIds'][0]}/progress")
    assert (progress["stage"], progress["stageProgress"]) == ("generating_visuals", 0.25)


def test_a_container_canceled_while_rendering_stays_canceled(started):
    def cancel(item: RenderItem) -> None:
        if item.name == "slide-01.jpg":
            with make_client(sandbox.state, working=False) as client:
                client.post(f"/v1/jobs/{sandbox.job['jobId']}/cancel")

    sandbox = started(cancel)
    worker = Worker(sandbox.state)
    container = worker.claim()
    assert container is not None

    async def elsewhere(function: Callable[..., Any], *arguments: Any) -> Any:
        # Like a pool: the event loop goes on meanwhile, and the request above needs it.
        return await asyncio.to_thread(function, *arguments)

    asyncio.run(worker.work_on(container, elsewhere))
    worker.run_until_idle()

    assert sandbox.container(0)["status"] == sandbox.container(1)["status"] == "canceled"
    assert sandbox.container(0)["assets"] == []
    assert sandbox.read("/v1/credits")["balance"] == 100_000


def test_work_is_retried_after_crashes_and_fails_after_the_third(started):
    sandbox = started()
    worker = Worker(sandbox.state)

    async def dying(function: Callable[..., Any], *arguments: Any) -> Any:
        raise BrokenExecutor("a child process terminated abruptly")

    for _ in range(MAX_CRASHES):
        assert sandbox.container()["status"] in ("queued", "processing")
        container = worker.claim()
        assert container is not None
        assert container["id"] == sandbox.job["containerIds"][0]
        with pytest.raises(BrokenExecutor):
            asyncio.run(worker.work_on(container, dying))

    assert sandbox.container()["lastError"]["code"] == "RENDERER_CRASHED"
    assert sandbox.container()["lastError"]["retryable"] is True
    worker.run_until_idle()
    assert sandbox.container(1)["status"] == "completed"


def test_a_claim_belongs_to_its_owner_until_the_lease_ends(tmp_path):
    wall = [1_800_000_000.0]
    state = open_sandbox(tmp_path, wall=lambda: wall[0])
    with make_client(state, working=False) as client:
        body = {"format": "slideshow-builder", "hook": "x"}
        client.post(f"/v1/projects/{state.project}/content", json=body)
    dead, alive = Worker(state), Worker(state)

    assert dead.claim() is not None
    assert alive.claim() is None
    wall[0] += LEASE / 1000 + 1
    claimed = alive.claim()

    assert claimed is not None
    assert claimed["attempt"] == 2
    assert not state.store.work.plan(claimed["id"], dead._owner, pieces=4, wall=0)
    state.close()


def test_existing_files_are_not_rendered_again(started):
    drawn: list[str] = []
    sandbox = started(lambda item: drawn.append(item.name))
    Worker(sandbox.state).run_until_idle()
    first = len(drawn)
    with make_client(sandbox.state) as client:
        body = {"format": "slideshow-builder", "hook": "x", "variantCount": 2}
        client.post(f"/v1/projects/{sandbox.state.project}/content", json=body)
        client.get("/v1/whoami")

    assert (first, len(drawn)) == (8, 8)


def test_a_restart_continues_unfinished_work(tmp_path):
    folder = tmp_path / "kept"
    state = open_sandbox(folder)
    with make_client(state, working=False) as client:
        body = {"format": "slideshow-builder", "hook": "x", "variantCount": 2}
        job = client.post(f"/v1/projects/{state.project}/content", json=body).json()
    Worker(state).claim()
    state.close()

    again = open_sandbox(folder)
    again.store.work.release_all()
    Worker(again).run_until_idle()

    with make_client(again) as client:
        assert client.get(f"/v1/jobs/{job['jobId']}").json()["status"] == "completed"
        assert client.get("/v1/credits").json()["balance"] == 100_000 - 100
    again.close()


def test_a_failed_write_leaves_no_partial_file(started):
    sandbox = started(raising(RuntimeError("no"), times=99))

    Worker(sandbox.state).run_until_idle()

    names = [path.name for path in Path(sandbox.state.media).rglob("*") if path.is_file()]
    assert not [name for name in names if name.endswith(".part")]
