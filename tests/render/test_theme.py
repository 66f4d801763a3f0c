import pytest

from layers_cli.render.theme import SGR, STATUSES, UNKNOWN, paint, status_style


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_a_glyph_for_every_stream_and_a_known_color(status):
    style, glyph, ascii_glyph = status_style(status)

    assert style in SGR
    assert len(glyph) == len(ascii_glyph) == 1
    assert ascii_glyph.isascii()


@pytest.mark.parametrize(
    "status",
    [
        "queued",
        "processing",
        "completed",
        "failed",
        "canceled",
        "not_required",
        "pending",
        "approved",
        "rejected",
    ],
)
def test_every_status_of_the_content_page_has_a_look(status):
    assert status_style(status) is not UNKNOWN


def test_a_style_nobody_knows_paints_nothing():
    assert paint("word", "mauve") == "word"
