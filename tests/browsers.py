"""Debian's `chromium`, headless, for tests of pages."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest


def missing(what: str) -> None:
    """In CI a missing browser must not pass in silence."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    if (path := shutil.which("chromium")) is None:
        missing("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()
