"""How lines look: even, with no word left alone, as large as the box allows."""

import pytest

from layers_cli.sandbox.media.canvas import text_area
from layers_cli.sandbox.media.claims import find_claims
from layers_cli.sandbox.media.typesetting.lines import Block, Measured, choose_lines, line_width
from layers_cli.sandbox.media.typesetting.pieces import Piece
from layers_cli.sandbox.media.typesetting.styles import (
    HEADLINE,
    LABEL,
    POSTER,
    STATEMENT,
    headline_box,
    label_box,
    poster_box,
    statement_box,
)
from layers_cli.sandbox.media.typesetting.words import Fitted, Words, fit
from tests.sandbox.media.brands import demo_brand
from tests.sandbox.media.hooks import SHEET

AREA = text_area("organic")
COPY = {
    "poster": (POSTER, poster_box(AREA)),
    "headline": (HEADLINE, headline_box(AREA)),
    "label": (LABEL, label_box(AREA)),
    "statement": (STATEMENT, statement_box(AREA)),
}


def lines_of(fitted: Fitted) -> list[str]:
    return [
        "".join(piece.text + " " * piece.spaced for piece in line).replace("\u00a0", " ").strip()
        for line in fitted.lines
    ]


def words(*widths: float, cost: float = 0.1) -> list[Measured]:
    return [Measured(Piece("x", spaced=True, cost=cost), width, 0.25) for width in widths]


@pytest.mark.parametrize("kind", COPY)
@pytest.mark.parametrize("text", [*SHEET, *find_claims(demo_brand().description)])
def test_no_line_is_an_orphan(text, kind):
    """Lines that the author broke are the author's; no other is left with a scrap."""
    fitted = fit(Words(text), *COPY[kind])
    lines = lines_of(fitted)
    shares = [len(line.encode("utf-16")) for line in lines]

    if "\n" not in text and len(lines) > 1:
        assert min(shares) > 0.3 * max(shares), lines


@pytest.mark.parametrize(
    ("text", "kind", "lines"),
    [
        (
            "毎日3時間もメールに費やすのをやめた方法。もう戻れません😭",
            "headline",
            ["毎日3時間もメールに", "費やすのをやめた方法。", "もう戻れません😭"],
        ),
        (
            "ฉันเลิกเสียเวลาวันละ 3 ชั่วโมงกับกล่องจดหมายได้อย่างไร 😭",
            "headline",
            ["ฉันเลิกเสียเวลาวันละ", "3 ชั่วโมงกับกล่องจดหมาย", "ได้อย่างไร 😭"],
        ),
        (
            "我终于不再每天浪费3个小时处理邮件了",
            "poster",
            ["我终于不再", "每天浪费", "3个小时", "处理邮件了"],
        ),
        (
            "InboxZen reads your mail overnight and sorts it before you wake up",
            "headline",
            ["InboxZen reads", "your mail overnight", "and sorts it before", "you wake up"],
        ),
        (
            "wait for it...\nthis habit is free 🧠",
            "headline",
            ["wait for it...", "this habit", "is free 🧠"],
        ),
    ],
)
def test_lines_end_where_a_reader_pauses(text, kind, lines):
    assert lines_of(fit(Words(text), *COPY[kind])) == lines


@pytest.mark.parametrize("text", find_claims(demo_brand().description))
def test_a_slide_of_words_alone_is_filled_by_them(text):
    style, box = COPY["statement"]

    fitted = fit(Words(text), style, box)

    assert fitted.width > 0.6 * box.width
    assert fitted.width * fitted.height > 0.4 * box.width * box.height


def test_letters_are_as_large_as_the_widest_word_lets_them():
    block = Block(width=500, height=1000, leading=1.1, most=300)

    assert choose_lines([words(5.0)], block).size == pytest.approx(100, rel=0.05)


def test_lines_are_even_rather_than_greedy():
    block = Block(width=1000, height=1000, leading=1.1, most=100)

    lines = choose_lines([words(*[2.0] * 6)], block).lines

    assert [len(line) for line in lines] == [3, 3]


@pytest.mark.parametrize("count", [1, 7, 60, 600])
def test_whatever_the_text_its_lines_fit_the_box(count):
    block = Block(width=900, height=400, leading=1.2, most=200)

    chosen = choose_lines([words(*[1.0, 3.0, 0.2] * count)], block)

    assert sum(map(len, chosen.lines)) == 3 * count
    assert max(map(line_width, chosen.lines)) * chosen.size <= 900.01
    assert chosen.size * (1 + 1.2 * (len(chosen.lines) - 1)) <= 400.01
