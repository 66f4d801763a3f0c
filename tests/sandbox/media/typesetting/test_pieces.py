"""Where a line may end: between words and phrases, never inside what belongs together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.sandbox.media.languages import language_of
from layers_cli.sandbox.media.typesetting.figures import find_figures
from layers_cli.sandbox.media.typesetting.pieces import find_pieces, split_at_figure


def pieces(text: str, language: str = "en") -> list[str]:
    """Its pieces, with plain spaces."""
    found = find_pieces(text, language_of(text, language))
    return [piece.text.replace("\u00a0", " ") for piece in found]


def figures(text: str) -> list[str]:
    found = find_pieces(text, language_of(text, "en"))
    spans = [piece.text[begin:end] for piece in found for begin, end in find_figures(piece.text)]
    return [span.replace("\u00a0", " ") for span in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "毎日3時間もメールに費やすのをやめた方法。",
            ["毎日", "3時間も", "メールに", "費やすのを", "やめた方法。"],
        ),
        ("朝の5分で受信トレイを空にする", ["朝の", "5分で", "受信トレイを", "空に", "する"]),
        ("我每天浪费3个小时处理邮件了", ["我", "每天", "浪费", "3个小时", "处理", "邮件了"]),
        ("我終於不再浪費3個小時", ["我", "終於", "不再", "浪費", "3個小時"]),
        ("매일 3시간을 메일에 낭비", ["매일", "3시간을", "메일에", "낭비"]),
        (
            "ฉันเลิกเสียเวลาวันละ 3 ชั่วโมงกับกล่องจดหมาย",
            ["ฉัน", "เลิก", "เสีย", "เวลา", "วัน", "ละ", "3 ชั่วโมง", "กับ", "กล่องจดหมาย"],
        ),
        ("a day to your inbox 😭📥", ["a", "day", "to", "your", "inbox 😭📥"]),
        ("InboxZenで受信箱をゼロに", ["InboxZenで", "受信箱を", "ゼロに"]),
        ("「方法」を、知る（今）", ["「方法」を、", "知る", "（今）"]),
        ("one · two", ["one ·", "two"]),
    ],
)
def test_text_is_cut_between_words_and_phrases(text, expected):
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("losing 3 hours a day", ["3 hours"]),
        ("It's 11 pm and I'm up", ["11 pm"]),
        ("saves $1,200 (20%) at 5x", ["$1,200", "20%", "5x"]),
        ("day 1 vs day 7 with me", ["1", "7"]),
        ("毎日3時間も、3つの習慣を5分で", ["3時間", "3つ", "5分"]),
        ("每天浪费3个小时", ["3个小时"]),
        ("매일 3시간을", ["3시간"]),
        ("วันละ 3 ชั่วโมงกับ", ["3 ชั่วโมง"]),
        ("हर दिन 3 घंटे में", ["3 घंटे"]),
        ("إضاعة 3 ساعات يوميًا", ["3 ساعات"]),
        ("לקח לי 7 ימים להבין", ["7 ימים"]),
        ("терял 3 часа в день", ["3 часа"]),
        ("the Q3 numbers of B2B", []),
        ("1️⃣ first", []),
    ],
)
def test_emphasis_takes_a_number_with_its_unit(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Gives you back 11 hours a week", ("Gives you back", "11 hours", "a week")),
        ("毎日3時間も節約", ("毎日", "3時間", "も節約")),
        ("Nothing to count", None),
    ],
)
def test_a_claim_is_split_around_its_figure(text, parts):
    found = split_at_figure(text, language_of(text, "en"))

    assert (found and tuple(part.replace("\u00a0", " ") for part in found)) == parts


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120))
def test_pieces_joined_are_the_text(text):
    spaces = " \u00a0\u3000\u200b"
    kept = str.maketrans("", "", spaces)

    joined = "".join(piece.text for piece in find_pieces(text, "en"))

    assert joined.translate(kept) == text.translate(kept)


def test_a_long_word_may_be_broken_between_letters_alone():
    parts = pieces("👩‍👩‍👧" * 30 + "é" * 40)

    assert set(parts) <= {"👩‍👩‍👧", "é", "👩‍👩‍👧é"}
