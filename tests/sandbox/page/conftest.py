"""Debian's `chromium`, headless, and a sandbox that it visits."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from layers_cli.sandbox.testing import Sandbox, open_sandbox
from tests import browsers
from tests.sandbox.page.browsing import Shown, TealRenderer

chromium = browsers.chromium


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    with ExitStack() as stack:
        state = open_sandbox(tmp_path, renderer=TealRenderer(), generation_seconds=10, frozen=True)
        stack.callback(state.close)
        sandbox = Sandbox(state, stack)
        headers = {"Authorization": f"Bearer {state.key}"}
        client = httpx.Client(
            base_url=sandbox.base_url, headers=headers, trust_env=False, timeout=60
        )
        stack.enter_context(client)
        policy = {"policy": "review_all"}
        path = f"/v1/projects/{state.project}/content-review-policy"
        client.patch(path, json=policy).raise_for_status()
        yield Shown(sandbox, client)


@pytest.fixture
def troubles() -> list[str]:
    """What browsers complained about: broken rules of the page's policy, errors of its script."""
    return []


@pytest.fixture
def asked() -> list[str]:
    """What browsers asked for, in order."""
    return []


@pytest.fixture
def visit(
    chromium: Any, shown: Shown, troubles: list[str], asked: list[str]
) -> Iterator[Callable[..., Any]]:
    """Open the page; at the end there must be no troubles."""
    with ExitStack() as stack:

        def open_page(path: str = "/", *, width: int = 1280, **options: Any) -> Any:
            context = chromium.new_context(
                viewport={"width": width, "height": 780}, base_url=shown.sandbox.base_url, **options
            )
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(30_000)
            page.on("console", lambda message: troubles.append(message.text))
            page.on("request", lambda request: asked.append(request.url))
            page.on("pageerror", lambda error: troubles.append(str(error)))
            # A test moves the browser's time on itself, and waits for no second.
            page.clock.install()
            page.goto(path)
            return page

        yield open_page
    assert troubles == []
