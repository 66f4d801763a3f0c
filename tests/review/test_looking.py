"""What the review shows: pictures, sizes, hostile texts, new takes."""

import httpx
import pytest

from tests.commands.test_viewing import jpeg
from tests.unreliable import billed

pytestmark = pytest.mark.slow

HOSTILE = "<script>alert(1)</script> {{7*7}} [bold]x[/] \u202egnirts\u200b \x1b[31mred"


def with_pictures(request, send):
    """Let the sandbox answer, and something that can be seen in the place of its pictures."""
    if request.url.path.endswith(".jpg"):
        return httpx.Response(200, content=jpeg("red"))
    return send()


def screen(user):
    """Everything on the screen, as characters."""
    strips = user.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def test_hostile_texts_are_shown_as_what_they_are(review, layers):
    layers("project", "update", "--review", "review_all")
    layers("content", "generate", "--hook", HOSTILE, "-q")

    async def drive(user):
        shown = screen(user)
        assert "<script>alert(1)</script> {{7*7}} [bold]x[/] gnirts red" in shown
        assert not {"\u202e", "\u200b", "\x1b"} & set(shown)
        await user.press("r")
        await user.type("[red]no[/]")
        await user.press("enter", "r")
        assert "[red]no[/]" in screen(user)

    review(drive)


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (40, 12)])
def test_everything_that_matters_is_on_the_screen(review, pending, size):
    async def drive(user):
        await user.until(lambda: "▀" in screen(user), "pictures")
        shown = screen(user)
        assert "slide" in shown
        assert "hi" in shown
        assert "Approve" in shown

    review(drive, size=size, pictures=True, change=with_pictures)


def test_pictures_are_laid_out_anew_after_a_resize(review, pending):
    async def drive(user):
        await user.until(lambda: "▀" in screen(user), "pictures")
        before = screen(user).count("▀")
        await user.pilot.resize_terminal(200, 60)
        await user.until(lambda: screen(user).count("▀") > 2 * before, "the other size")
        await user.pilot.resize_terminal(30, 10)
        await user.press("a")
        assert "1 to send" in user.head

    review(drive, size=(60, 20), pictures=True, change=with_pictures)


def test_variants_stand_side_by_side(review, pending):
    async def drive(user):
        await user.press("v", "right")
        assert "▶ variant 2" in screen(user)
        assert user.app.item.id == pending[1]

    review(drive, pending[0], pending[1])


def test_new_take_is_priced_paid_for_once_and_comes_into_the_queue(
    review, layers, pending, sandbox
):
    before = billed(sandbox)

    async def drive(user):
        await user.press("t")
        await user.type("weak")
        await user.press("enter")
        await user.until(lambda: "about" in screen(user), "the price")
        assert "credits" in screen(user)
        await user.type(" again")
        await user.press("ctrl+s")
        await user.until(lambda: "The new take is ready" in user.told, "the take")
        assert "1 to send" in user.head
        await user.press("n")
        assert f"take of {pending[0]}" in user.info.replace("\n", " ")

    desk = review(drive)
    [take] = desk.takes

    assert billed(sandbox) == before + 1
    assert take.hook == "hi again"
    assert take.old.id == pending[0]
    assert desk.rows()[0].take == take.job_id
    assert pending[0] in layers("content", "history", pending[0], "--json").out


def test_take_that_is_not_agreed_to_costs_and_rejects_nothing(review, pending, sandbox):
    before = billed(sandbox)

    async def drive(user):
        await user.press("t")
        await user.type("weak")
        await user.press("enter")
        await user.until(lambda: "about" in screen(user), "the price")
        await user.press("escape")

    assert review(drive).unsent == []
    assert billed(sandbox) == before


def test_files_are_saved_and_ids_are_copied(review, layers, pending):
    async def drive(user):
        await user.press("y")
        assert user.app.clipboard == pending[0]
        await user.press("Y")
        assert user.app.clipboard.startswith("http")
        await user.press("d")
        await user.until(lambda: "saved in this folder" in user.told, "the files")

    review(drive)

    assert list(layers.cwd.glob(f"{pending[0]}*.jpg"))
