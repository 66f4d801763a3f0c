"""The real command line against a sandbox on a socket: bytes take the way that they take."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from layers_cli.ledger.ledger import Ledger
from layers_cli.sandbox.testing import Sandbox, sandbox
from tests.conftest import Layers
from tests.sandbox.media_server import picture, running
from tests.uploads.storage_server import ApiInFront, FaultyStorage


@pytest.fixture
def served(tmp_path) -> Iterator[Sandbox]:
    with sandbox(tmp_path / "sandbox") as running:
        yield running


@dataclass
class Uploading:
    """`layers` with its network, its storage, and what the sandbox has in the end."""

    layers: Layers
    api: ApiInFront
    storage: FaultyStorage
    served: Sandbox

    def __call__(self, *argv: str, **more: Any):
        return self.layers("upload", *argv, **more)

    def file(self, name: str, content: bytes | None = None, *, number: int = 0):
        path = self.layers.cwd / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(image(number) if content is None else content)
        return path

    @property
    def containers(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.layers("content", "list", "--all", "--json").json["items"]
        return rows

    @property
    def completed(self) -> list[dict[str, Any]]:
        return [each for each in self.containers if each["status"] == "completed"]

    @property
    def posts(self):
        """What is left to do, as a later process sees it."""
        path = self.layers.cwd.parent / "state" / "ledger.db"
        ledger = Ledger(path, owner="later", process_has_exited=lambda _: True)
        try:
            return ledger.uploads.unfinished(self.served.base_url.partition("//")[2])
        finally:
            ledger.close()


def image(number: int = 0, size: int = 0) -> bytes:
    """A small picture like no other; what is filled up to *size* bytes stays one."""
    start = picture(size=(9 + number, 16))
    return start + random.Random(number).randbytes(max(0, size - len(start)))


def sums(container: dict[str, Any]) -> list[str]:
    return [asset["checksumSha256"] for asset in container["assets"]]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def environment(served: Sandbox, folder: Path) -> dict[str, str]:
    """What leads `layers` to that sandbox, with its own files below *folder*."""
    return {
        "LAYERS_CONFIG_DIR": str(folder / "config"),
        "LAYERS_STATE_DIR": str(folder / "state"),
        "LAYERS_BASE_URL": served.base_url,
        "LAYERS_API_KEY": served.key,
        "LAYERS_PROJECT": served.project,
    }


@pytest.fixture
def upload(served, tmp_path) -> Iterator[Uploading]:
    cwd = tmp_path / "cwd"
    cwd.mkdir()
    environ = environment(served, tmp_path)
    with running(FaultyStorage(served.base_url)) as storage:
        api = ApiInFront(storage)
        yield Uploading(Layers(environ, cwd, api, []), api, storage, served)
        api.inner.close()
