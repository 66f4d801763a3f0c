"""What a real browser fetches and shows when the page has just loaded."""

from typing import Any

import pytest

from tests.sandbox.page.browsing import Shown, wait_until

PHONE = 360
"""Pixels: a page of sixty cards in one column is longer than what any browser fetches ahead."""

HOOKS = [
    "انتظر حتى النهاية",
    "बस तीन दिन में",
    "แค่สามวัน กล่องจดหมาย",
    "受信トレイが三日で空に",
    "3일 만에 받은편지함",
    "三天内清空我的收件箱",
    "என் இன்பாக்ஸ்",
    "תיבת הדואר שלי",
    "wait for it 🔥",
]


@pytest.fixture
def sixty(shown: Shown) -> None:
    """Sixty containers, of four slides each."""
    for number in range(6):  # the same hook again would be the same pictures, which are there
        shown.create(f"ten of many, {number}", variantCount=10)
    shown.finish_all()


@pytest.mark.usefixtures("sixty")
def test_sixty_cards_fetch_the_pictures_in_sight_and_no_whole_slide(visit, asked):
    page = visit(width=PHONE)

    pictures = {url for url in asked if "/page/thumbnails/" in url}
    assert page.locator(".card").count() == 60
    assert 12 <= len(pictures) < 60 * 4 / 2
    assert not [url for url in asked if "/media/" in url and "/media/avatars/" not in url]
    firsts = "[...document.querySelectorAll('.card img[loading=eager]')]"
    assert page.evaluate(f"{firsts}.length") == 12
    assert page.evaluate(f"{firsts}.every((image) => image.naturalWidth > 0)")


@pytest.mark.usefixtures("sixty")
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_a_picture_comes_when_its_card_is_scrolled_to_and_is_not_black_until_then(visit, scheme):
    page = visit(width=PHONE, color_scheme=scheme)
    last = page.locator(".card").last
    picture = "document.querySelector('.card:last-child img')"

    assert page.evaluate(f"{picture}.naturalWidth") == 0
    assert style(page, picture, "backgroundColor") == "rgba(0, 0, 0, 0)"
    wash = style(page, f"{picture}.closest('.strip')", "backgroundImage")
    assert wash.startswith("linear-gradient(")
    assert "rgb(0, 0, 0)" not in wash

    last.scroll_into_view_if_needed()

    wait_until(page, f"{picture}.naturalWidth > 0")


def style(page: Any, element: str, name: str) -> str:
    value: str = page.evaluate(f"getComputedStyle({element}).{name}")
    return value


def test_titles_in_every_script_have_a_font_that_knows_them(shown, visit):
    for hook in HOOKS:
        shown.create(hook)
    shown.finish_all()

    page = visit()
    wait_until(page, "document.fonts.status === 'loaded'")

    assert page.locator(".card .text").count() == len(HOOKS)
    for text, fonts in fonts_of(page, ".card .text"):
        # Served by the page, or the system's own of the same family.
        strange = [name for name, served in fonts if not served and not name.startswith("Noto")]
        assert strange == [], text


def fonts_of(page: Any, selector: str) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Return the fonts that each of the elements is drawn with, and whether the page serves them."""
    browser = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        browser.send(f"{domain}.enable")
    root = browser.send("DOM.getDocument")["root"]["nodeId"]
    nodes = browser.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]
    texts = page.locator(selector).all_inner_texts()
    found = []
    for text, node in zip(texts, nodes, strict=True):
        fonts = browser.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        found.append((text, [(font["familyName"], font["isCustomFont"]) for font in fonts]))
    return found


def test_a_picture_leads_to_the_whole_slide(shown, visit):
    shown.finish(shown.create("look closer"))
    page = visit()

    with page.context.expect_page() as opened:
        page.locator(".strip a").first.click()

    assert "/media/content/" in opened.value.url
