"""`layers sandbox open`: the address for everybody, a browser for whoever sits at a terminal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Layers, Result

Open = Callable[..., Result]


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """What the browser was asked to open."""
    urls: list[str] = []

    def browser(url: str) -> bool:
        urls.append(url)
        return True

    monkeypatch.setattr("webbrowser.open", browser)
    return urls


@pytest.fixture
def open_page(layers: Layers, shared_sandbox: Path, opened) -> Open:
    """Run `layers sandbox open` where somebody sits at a terminal."""
    layers("sandbox", "start", environ={"LAYERS_SANDBOX_DIR": str(shared_sandbox)})

    def run(*argv: str, terminal: bool = True, **environ: str) -> Result:
        environ = {"LAYERS_SANDBOX_DIR": str(shared_sandbox), "CI": "", **environ}
        return layers("sandbox", "open", *argv, environ=environ, terminal=terminal)

    return run


def test_the_browser_opens_the_page_and_its_address_is_printed(open_page, opened):
    result = open_page()

    assert (result.code, result.err) == (0, "")
    assert [result.out.strip()] == opened
    assert opened[0].startswith("http://127.0.0.1:")


def test_the_address_holds_no_key_and_no_token(open_page, opened):
    result = open_page("--json")

    assert result.json == {"url": opened[0], "opened": True}
    assert opened[0].rpartition(":")[2].isdigit()


@pytest.mark.parametrize(
    "changes",
    [{"terminal": False}, {"CI": "true"}],
    ids=["pipe", "ci"],
)
def test_where_nobody_looks_no_browser_opens(open_page, opened, changes):
    result = open_page(**changes)

    assert opened == []
    assert result.out.startswith("http://127.0.0.1:")
    assert open_page("--json", **changes).json["opened"] is False


def test_no_browser_is_opened_if_none_is_wanted(open_page, opened):
    result = open_page("--no-browser")

    assert opened == []
    assert (result.out.startswith("http://127.0.0.1:"), result.err) == (True, "")


def test_a_browser_that_is_missing_is_said(open_page, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda _: False)

    result = open_page()

    assert result.code == 0
    assert f"No browser opens {result.out}" in result.err
