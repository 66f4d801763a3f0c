"""`layers gallery` of many containers: time, memory and size; then how a browser gets on with it.

`python -m tests.benchmarks.gallery [CONTAINERS]`. Tasks of the browser are counted in CPU time.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from layers_cli.sandbox.media.slideshow.designs import draw_slide
from layers_cli.sandbox.media.slideshow.planning import plan_slideshow
from tests.benchmarks.gallery_server import PROJECT
from tests.benchmarks.timing import (
    API_KEY,
    LAYERS,
    MEMORY,
    clean_environment,
    report,
    run_once,
    served,
)
from tests.sandbox.media.brands import demo_brand

HOOK = "POV: you finally stopped losing 3 hours a day to your inbox 😭📥"
MOST_SECONDS, MOST_MEMORY, MOST_BYTES = 20.0, 300.0, 25.0
MOST_READY, MOST_TASK = 2000.0, 200.0

SCROLL = """async () => {
  for (let at = 0; at < document.documentElement.scrollHeight; at += innerHeight) {
    scrollTo(0, at);
    await new Promise(requestAnimationFrame);
  }
}"""


def main(containers: int = 1000) -> bool:
    """Print the figures; True if all bounds hold."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as home:
        slides = Path(home, "slides")
        slides.mkdir()
        for number, slide in enumerate(plan_slideshow(HOOK, demo_brand(), seed="a")):
            (slides / f"slide-{number:02}.jpg").write_bytes(draw_slide(slide))
        held = _written(Path(home), containers) + _written(Path(home), containers // 2)
        for count in (containers // 2, containers):
            held += _opened(Path(home, f"{count}.html"), count)
    return all(held)


def _written(home: Path, containers: int) -> list[bool]:
    path = home / f"{containers}.html"
    with served("gallery_server", str(containers), str(home / "slides")) as [port]:
        environ = clean_environment(
            home,
            LAYERS_API_KEY=API_KEY,
            LAYERS_BASE_URL=f"http://127.0.0.1:{port}",
            LAYERS_STATE_DIR=str(home / "state"),
            LAYERS_PROJECT=PROJECT,
        )
        sample = run_once([LAYERS, "gallery", "--all", "-o", str(path), "-q"], environ)
    name = f"a gallery of {containers} containers"
    return [
        report(f"{name}, time", sample.wall, MOST_SECONDS, unit="s"),
        report(f"{name}, CPU time", sample.cpu, 2 * MOST_SECONDS, unit="s"),
        report(f"{name}, peak memory", sample.peak, MOST_MEMORY, unit="MiB"),
        report(f"{name}, size", path.stat().st_size / 1e6, MOST_BYTES, unit="MB"),
    ]


def _opened(path: Path, containers: int) -> list[bool]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        loading = _tasks(browser, page, lambda: page.goto(path.as_uri(), wait_until="load"))
        scrolling = _tasks(browser, page, lambda: page.evaluate(SCROLL))
        filtering = _tasks(browser, page, lambda: _filter(page))
        browser.close()
    name = f"{containers} containers in Chromium"
    return [
        report(f"{name}, loading", sum(loading), MOST_READY, unit="ms"),
        report(f"{name}, longest task of scrolling", max(scrolling), MOST_TASK, unit="ms"),
        report(f"{name}, longest task of filtering", max(filtering), MOST_TASK, unit="ms"),
    ]


def _filter(page: Page) -> None:
    page.fill("#find", "everything 7")
    page.select_option("#sort", "hook")
    page.fill("#find", "")
    page.wait_for_timeout(300)


def _tasks(browser: Browser, page: Page, act: Callable[[], object]) -> list[float]:
    """Return what each task of the page's main thread took of CPU while *act* ran, in ms.

    That is what a person would wait for on a machine with nothing else to do.
    """
    browser.start_tracing(page=page, categories=["toplevel", "__metadata"])
    act()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    mains = {
        (each["pid"], each["tid"])
        for each in events
        if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"
    }
    tasks = (each for each in events if each["name"] == "ThreadControllerImpl::RunTask")
    return [
        each.get("tdur", 0) / 1000 for each in tasks if (each["pid"], each["tid"]) in mains
    ] or [0.0]


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))
