"""Galleries in a real browser: Debian's `chromium`, headless, without a network."""

import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from layers_cli.api.models import Caption, Container, Preview
from layers_cli.formats.standard_input import StandardInput
from layers_cli.inputs.decision_lines import read_decisions
from layers_cli.inputs.input_files import Inputs
from layers_cli.services.gallery.board import build_board
from layers_cli.services.gallery.page import BoardMedia, render
from tests.sandbox.openapi.installed_tools import modules
from tests.sandbox.page.browsing import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

HOSTILE = "<script>document.title = 'owned'</script>{{ 7*7 }} \u202eevil\u202c \u200b<b>bold</b>"
ARABIC = "انتظر حتى النهاية"
PIXEL = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 16'/%3E"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })"


def container(number: int, hook: str, **more: Any) -> Container:
    urls = [f"https://cdn.example/{number}/{slide}.jpg" for slide in range(4)]
    return Container(
        id=f"cnt_{number:04}",
        project_id="prj_1",
        hook=hook,
        format="slideshow-builder",
        preview=Preview(kind="slideshow", image_urls=urls),
        captions=[Caption(platform="tiktok", text=f"{hook} #tag")],
        created_at=datetime(2026, 4, 18, number // 60 % 24, number % 60, tzinfo=UTC),
        **({"status": "completed", "approval_status": "pending"} | more),
    )


SIX = [container(number, ("first", "second", "third")[number // 2]) for number in range(6)]


@pytest.fixture
def troubles() -> list[str]:
    """What browsers complained about, and what they asked for outside of the file."""
    return []


@pytest.fixture
def visit(chromium: Any, tmp_path: Path, troubles: list[str]) -> Iterator[Callable[..., Any]]:
    """Write a gallery of containers and open it; at the end there must be no troubles."""
    with ExitStack() as stack:

        def show(
            containers: list[Container], *, width: int = 1440, script: str = "", **options: Any
        ) -> Any:
            board = build_board(
                containers, {}, title="InboxZen", made=datetime(2026, 4, 18, tzinfo=UTC)
            )
            media = BoardMedia(lambda _: PIXEL, lambda card: card.pictures, lambda _: None)
            file = tmp_path / "board.html"
            file.write_text("".join(render(board, media)), encoding="utf-8")
            context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
            stack.callback(context.close)
            page = context.new_page()
            page.on("console", lambda message: troubles.append(message.text))
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.on("request", lambda request: troubles.extend(_outside(request.url)))
            if script:
                page.add_init_script(script)
            page.goto(file.as_uri())
            return page

        yield show
    assert troubles == []


def _outside(url: str) -> list[str]:
    return [] if url.startswith(("file:", "data:", "blob:")) else [url]


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Any, button: str = "#export") -> list[dict[str, Any]]:
    with page.expect_download() as found:
        page.locator(button).click()
    text = Path(found.value.path()).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_the_keyboard_alone_decides_from_the_first_to_the_last(visit, tmp_path):
    page = visit(SIX)

    press(page, "j", "a", "r")
    page.keyboard.type("too long")
    press(page, "Enter", "n")
    page.keyboard.type("A shorter hook")
    press(page, "Enter")
    page.keyboard.type("off-brand")
    press(page, "Enter", "o", "a", "Escape", "a", "c")
    page.keyboard.type("nearly")
    press(page, "Escape", "a")
    assert page.locator("#tally").inner_text() == "6 of 6: 4 to approve, 2 to reject"
    with page.expect_download() as found:
        press(page, "s")

    found.value.save_as(tmp_path / "decisions.jsonl")
    inputs = Inputs(tmp_path, StandardInput(io.StringIO()))
    lines, note = read_decisions(inputs, found.value.suggested_filename)
    decisions = {line.decision.container_id: line.decision for line in lines if line.decision}
    assert note is None
    assert [line.problem for line in lines] == [None] * 6
    assert {name: each.kind for name, each in decisions.items()} == {
        "cnt_0000": "approve",
        "cnt_0001": "reject",
        "cnt_0002": "reject",
        "cnt_0003": "approve",
        "cnt_0004": "approve",
        "cnt_0005": "approve",
    }
    assert decisions["cnt_0001"].reason == "too long"
    assert decisions["cnt_0002"].new_hook == "A shorter hook"
    assert decisions["cnt_0005"].note == "nearly"


def test_marks_and_the_name_are_there_after_a_reload_and_can_be_undone(visit):
    page = visit(SIX)
    page.fill("#reviewer", "Ana")
    press(page, "Escape")
    page.locator("#cnt_0000 .yes").click()
    page.locator("#cnt_0001 .no").click()
    page.keyboard.type("why not")
    page.reload()

    assert page.locator("#reviewer").input_value() == "Ana"
    assert page.locator("#cnt_0001 [data-field=reason]").input_value() == "why not"
    page.locator("#cnt_0001 .no").click()

    [only] = saved(page)
    assert (only["id"], only["decision"], only["reviewer"]) == ("cnt_0000", "approve", "Ana")


def test_without_storage_marks_live_as_long_as_the_page(visit):
    page = visit(SIX, script=NO_STORAGE)
    page.locator("#cnt_0000 .yes").click()

    assert [each["id"] for each in saved(page)] == ["cnt_0000"]


def test_a_rejection_without_a_reason_is_not_saved(visit):
    page = visit(SIX)
    page.locator("#cnt_0000 .no").click()

    assert page.locator("#export").is_disabled()
    assert page.locator("#cnt_0000 [data-field=reason]").get_attribute("aria-invalid") == "true"


def test_choosing_a_variant_rejects_those_beside_it(visit):
    page = visit(SIX)
    press(page, "j", "v")

    decided = {each["id"]: each["decision"] for each in saved(page)}
    assert decided == {"cnt_0000": "approve", "cnt_0001": "reject"}


def test_a_comment_without_a_decision_has_a_file_of_its_own(visit):
    decided = container(9, "done", approval_status="approved")
    page = visit([decided])
    page.locator("#cnt_0009 [data-act=note]").click()
    page.keyboard.type("lovely")

    [comment] = saved(page, "#comments")
    assert (comment["id"], comment["decision"], comment["note"]) == ("cnt_0009", None, "lovely")
    assert page.locator("#cnt_0009 .yes").count() == 0


def test_filters_search_and_order_leave_what_is_looked_for(visit):
    failed = container(7, "broken", status="failed", approval_status="not_required")
    page = visit([*SIX, failed])

    page.fill("#find", "SECOND")
    assert page.locator(".card:visible").count() == 2
    page.fill("#find", "")
    page.select_option("[data-filter=status]", "failed")
    assert page.locator(".card:visible").count() == 1
    page.select_option("[data-filter=status]", "")
    page.locator("#cnt_0000 .yes").click()
    page.select_option("[data-filter=mark]", "approve")
    assert page.locator(".card:visible").all_inner_texts() != []
    assert page.locator(".card:visible").count() == 1
    page.select_option("[data-filter=mark]", "")
    page.select_option("#sort", "old")
    assert page.locator("main h2").all_text_contents()[:4] == ["first", "second", "third", "broken"]
    page.select_option("#sort", "new")
    assert page.locator("main h2").all_text_contents()[0] == "broken"


def test_slides_swipe_by_key_and_a_piece_is_looked_at_closer(visit):
    page = visit(SIX)
    press(page, "j", "ArrowRight")
    wait_until(page, "document.querySelector('.place').textContent === '2/4'")
    press(page, "o")
    assert page.locator("#look .hook").inner_text() == "first"
    press(page, "j")
    assert page.locator("#look .card").get_attribute("id") == "cnt_0001"
    press(page, "Escape")
    wait_until(page, "document.querySelectorAll('main .card').length === 6")
    assert page.evaluate("document.activeElement.id") == "cnt_0001"


def test_hostile_texts_are_text_in_the_page_and_in_what_is_saved(visit):
    page = visit([container(1, HOSTILE), container(2, ARABIC)])
    hooks = page.locator("h2 span")

    assert hooks.all_text_contents() == [HOSTILE, ARABIC]
    assert page.title() == "InboxZen · Layers gallery"
    assert page.locator("main b").count() == 0
    assert hooks.last.evaluate("each => getComputedStyle(each).direction") == "rtl"
    page.fill("#reviewer", HOSTILE)
    page.locator("#cnt_0001 .no").click()
    page.keyboard.insert_text(HOSTILE)
    page.reload()

    [line] = saved(page)
    assert (line["reason"], line["reviewer"]) == (HOSTILE, HOSTILE)


def audit(page: Any) -> list[str]:
    """What axe-core finds that is serious or worse."""
    script = modules() / "axe-core" / "axe.min.js"
    if not script.exists():
        if os.environ.get("CI"):
            pytest.fail("axe-core is missing: .ci/run installs it")
        pytest.skip("axe-core of npm is not installed")
    page.evaluate(f"{script.read_text(encoding='utf-8')}; 0")
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("width", [375, 1440])
def test_every_width_and_scheme_fits_and_is_accessible(visit, width, scheme):
    odd = [
        container(7, "x" * 300, status="failed", approval_status="not_required"),
        container(8, "made", approval_status="approved"),
        container(9, "no", approval_status="rejected"),
    ]
    page = visit([*SIX, *odd], width=width, color_scheme=scheme, bypass_csp=True)
    press(page, "j", "a", "r")
    page.keyboard.type("too long")
    press(page, "Escape", "c")

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert audit(page) == []
    press(page, "Escape", "o")
    assert audit(page) == []
    press(page, "Escape", "?")
    assert audit(page) == []


def test_paper_has_every_piece_and_no_button(visit):
    page = visit(SIX)
    page.fill("#reviewer", "Ana")
    page.emulate_media(media="print")

    assert page.locator(".card:visible").count() == 6
    assert page.locator("figure img:visible").count() == 24
    assert page.locator("button:visible, select:visible, #find:visible").count() == 0
    assert page.locator("#signed").inner_text() == "Reviewed by Ana"
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_of_five_hundred_pieces_those_in_sight_are_drawn_and_all_are_found(visit):
    page = visit([container(number, f"hook {number // 2}x") for number in range(500)])

    drawn = page.evaluate(
        "[...document.querySelectorAll('.group h2')]"
        ".filter((each) => each.checkVisibility({ contentVisibilityAuto: true })).length"
    )
    assert 1 <= drawn < 125
    page.fill("#find", "hook 249x")
    assert page.locator(".card:visible").count() == 2
    page.fill("#find", "")
    page.locator("#cnt_0499 .yes").click()
    assert page.locator("#tally").inner_text().startswith("1 of 500")
