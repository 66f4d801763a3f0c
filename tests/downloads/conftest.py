"""A store of media, and a way to save from it."""

import pytest

from layers_cli.api.media import MediaSource
from layers_cli.api.retries import Retries
from layers_cli.downloads.container_media import RemoteFile
from layers_cli.downloads.requests import DownloadRequest
from layers_cli.downloads.transfer import save
from tests.downloads.store import serving


@pytest.fixture
def store():
    with serving() as server:
        yield server


@pytest.fixture
def source():
    opened = MediaSource()
    yield opened
    opened.close()


@pytest.fixture
def saved(store, source, tmp_path):
    """Save what lies at a path of the store as `file.mp4`; *tries* are those after the first."""

    def run(path, *, tries=0, force=False, on_progress=lambda done, length: None, **known):
        media = RemoteFile(store.url(path), **known)
        wanted = DownloadRequest("cnt_1", 1, media, tmp_path / "out" / "file.mp4")
        retries = Retries(tries, pause=lambda seconds: None)
        return save(wanted, source, retries=retries, force=force, on_progress=on_progress)

    return run


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"
