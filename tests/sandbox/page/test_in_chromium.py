"""The page in a real browser: Debian's `chromium`, headless."""

import io
from typing import Any

import pytest

from tests.sandbox.media_server import serving
from tests.sandbox.page.browsing import wait_until

HOSTILE = "<script>document.title = 'owned'</script>"
ARABIC = "انتظر حتى النهاية"


def tab_to(page: Any, text: str) -> None:
    """Press Tab until what is called *text* has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == text:
            return
    raise AssertionError(f"the keyboard does not reach {text!r}")


def focused(page: Any) -> str:
    name: str = page.evaluate("document.activeElement.id")
    return name


def test_slides_scroll_with_the_arrow_keys(shown, visit):
    shown.finish(shown.create("look at this"))

    page = visit()
    strip = page.locator(".strip")
    wait_until(page, "document.querySelector('.strip img').naturalWidth > 0")
    strip.focus()
    page.keyboard.press("ArrowRight")

    wait_until(page, "document.querySelector('.strip').scrollLeft > 100")
    assert page.locator(".card .text").inner_text() == "look at this"
    assert page.locator(".strip img").count() == 4


def test_approving_with_the_keyboard_keeps_the_scroll_position(shown, visit):
    container = shown.create("approve me")
    shown.finish(container)

    page = visit()
    tab_to(page, "Approve")
    page.keyboard.press("Enter")

    page.locator(".chip.approved").wait_for()
    assert shown.container(container)["approvalStatus"] == "approved"
    assert page.locator("#notice").inner_text() == "Approved."
    assert focused(page) == container


def test_rejecting_with_the_keyboard_asks_for_a_reason(shown, visit):
    container = shown.create("reject me")
    shown.finish(container)

    page = visit()
    tab_to(page, "Reject…")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("off brand")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.locator(".chip.rejected").wait_for()
    assert shown.container(container)["approvalStatus"] == "rejected"
    assert page.locator(".note").inner_text() == "off brand"


def test_the_review_works_without_scripts(shown, visit):
    container = shown.create("no scripts")
    shown.finish(container)

    page = visit(java_script_enabled=False)
    page.get_by_role("button", name="Approve").click()

    page.locator(".chip.approved").wait_for()
    assert page.url.endswith(f"#{container}")


def test_progress_updates_without_reloading(shown, visit):
    container = shown.create("being made")
    page = visit()
    bar = page.locator(f"#{container} progress")
    assert bar.get_attribute("value") == "0"

    shown.sandbox.advance(5)
    page.clock.run_for(1000)
    wait_until(page, "document.querySelector('.card progress').value >= 40")
    shown.sandbox.advance(5)
    page.clock.run_for(1000)

    page.locator(f"#{container} .chip.needs-review").wait_for()
    assert page.locator("#jobs").count() == 0


def test_typed_text_and_open_details_survive_updates(shown, visit):
    shown.finish(shown.create("first"))
    page = visit()
    page.get_by_text("Reject…").click()
    page.get_by_label("Reason").fill("half a sent")

    shown.create("second")
    page.clock.run_for(1000)
    page.locator(".card").nth(1).wait_for()
    page.keyboard.type("ence")

    assert page.get_by_label("Reason").input_value() == "half a sentence"


def test_a_background_page_does_not_poll(visit, asked):
    page = visit()
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, writable: true })")
    asked.clear()

    page.clock.run_for(10_000)
    in_background = [url for url in asked if "/page/parts" in url]
    with page.expect_request("**/page/parts"):
        page.evaluate(
            "document.hidden = false; document.dispatchEvent(new Event('visibilitychange'))"
        )

    assert in_background == []


def test_a_lost_server_is_reported_and_reconnected(shown, visit, troubles):
    page = visit()
    page.route("**/page/parts*", lambda route: route.fulfill(status=503, body=""))
    page.clock.run_for(1000)
    page.get_by_text("does not answer").wait_for()

    page.unroute("**/page/parts*")
    page.clock.run_for(2000)

    page.get_by_text("does not answer").wait_for(state="detached")
    troubles.clear()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_nothing_is_wider_than_a_phone(shown, visit, scheme):
    project = {"name": "W" * 30, "timezone": "UTC", "primaryLanguage": "en"}
    shown.client.post("/v1/projects", json=project).raise_for_status()
    shown.finish(shown.create("x" * 1500))
    shown.create("W" * 300, variantCount=2)

    page = visit(width=360, color_scheme=scheme)

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("document.body.getBoundingClientRect().right") <= 360


def test_hostile_and_right_to_left_hooks_are_shown_as_text(shown, visit):
    shown.finish(shown.create(HOSTILE))
    shown.finish(shown.create(ARABIC))

    page = visit()
    texts = page.locator(".card .text")

    assert texts.all_inner_texts() == [ARABIC, HOSTILE]
    assert page.title() != "owned"
    assert texts.first.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert texts.last.evaluate("element => getComputedStyle(element).direction") == "ltr"


def test_the_first_tab_stop_is_the_skip_link(shown, visit):
    page = visit()
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "Skip to the content"
    assert link.bounding_box()["y"] >= 0

    page.keyboard.press("Enter")

    assert focused(page) == "content"


def test_reduced_motion_disables_animations(shown, visit):
    shown.create("calm")
    style = "getComputedStyle(document.querySelector('.blank')).animationName"

    assert visit(reduced_motion="reduce").evaluate(style) == "none"
    assert visit().evaluate(style) == "breathe"


def clip() -> bytes:
    """Two seconds of a small H.264 video."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 90, 160, "yuv420p"
        for _ in range(20):
            container.mux(stream.encode(av.VideoFrame(90, 160, "yuv420p")))
        container.mux(stream.encode())
    return file.getvalue()


def test_a_video_plays(shown, visit):
    with serving() as files:
        body = {"media": [{"url": files.put("/v", clip())}], "caption": "my clip"}
        path = f"/v1/projects/{shown.sandbox.project}/content/upload"
        shown.client.post(path, json=body, timeout=30).raise_for_status()

    page = visit()
    page.locator("video").focus()
    page.keyboard.press("Space")

    wait_until(page, "document.querySelector('video').currentTime > 0")
