"""Killed in the middle of a file, a download run again ends with each file whole, and no others."""

import json
import os
import random
import signal
import subprocess
import sys
import threading

import pytest

from tests.downloads.store import Shelf, serving
from tests.platforms import posix_only

pytestmark = posix_only
FILES, SIZE = 12, 400_000
CHANCE = random.Random(20261127)


class Trap:
    """Kills the process that reads, when it has got so far in one file."""

    def __init__(self, shelf: Shelf, offset: int) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.ready = threading.Event()
        self.sprung = False
        self.offset = offset
        shelf.before = self

    def __call__(self, offset: int) -> None:
        if offset >= self.offset and not self.sprung:
            self.sprung = True
            assert self.ready.wait(30)
            assert self.process is not None
            self.process.kill()
            self.process.wait()
            raise ConnectionAbortedError


@pytest.fixture
def store():
    with serving() as server:
        for number in range(FILES):
            server.put(f"/media/{number:02}.mp4", CHANCE.randbytes(SIZE))
        urls = [server.url(f"/media/{number:02}.mp4") for number in range(FILES)]
        container = {"id": "cnt_1", "status": "completed", "preview": {"imageUrls": urls}}
        put_json(server, "/v1/content/cnt_1", container)
        yield server


def put_json(server, path, data):
    server.put(path, json.dumps(data).encode(), says={"Content-Type": "application/json"})


def start(server, folder):
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LAYERS_BASE_URL": server.url(""),
        "LAYERS_API_KEY": "lp_test_x",
        "LAYERS_STATE_DIR": str(folder / "state"),
        "LAYERS_CACHE_DIR": str(folder / "cache"),
        "LAYERS_CONFIG_DIR": str(folder / "config"),
    }
    argv = [sys.executable, "-m", "layers_cli", "content", "download", "cnt_1", "-o", "out", "-q"]
    return subprocess.Popen(argv, cwd=folder, env=environ, stdout=subprocess.DEVNULL)


def test_killed_downloads_end_byte_identical(store, tmp_path):
    for _ in range(5):
        shelf = store.shelves[f"/media/{CHANCE.randrange(FILES):02}.mp4"]
        trap = Trap(shelf, CHANCE.randrange(SIZE))
        trap.process = start(store, tmp_path)
        trap.ready.set()
        assert trap.process.wait(60) in (-signal.SIGKILL, 0)
        shelf.before = lambda offset: None

    process = start(store, tmp_path)

    assert process.wait(60) == 0
    found = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert found.pop("cnt_1.json")
    assert found == {
        f"cnt_1-{number + 1:02}.mp4": store.shelves[f"/media/{number:02}.mp4"].body
        for number in range(FILES)
    }
    assert {path.name for path in tmp_path.iterdir()} <= {"out", "state", "config", "cache"}
