"""Statements and captions: the brand's own words, and the hook untouched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.sandbox.media.captions import LONGEST_CAPTION, write_captions
from layers_cli.sandbox.media.claims import find_claims
from tests.sandbox.media.brands import demo_brand
from tests.sandbox.media.hooks import bare_brand


@pytest.mark.parametrize(
    ("description", "claims"),
    [
        ("• Drafts replies\n• Files receipts", ["Drafts replies", "Files receipts"]),
        ("Saves 1.5 hours. Works offline!", ["Saves 1.5 hours", "Works offline!"]),
        ("・本を読む\n・3分で復習", ["本を読む", "3分で復習"]),
        ("本を読む。3分で復習。", ["本を読む", "3分で復習"]),
        ("يرتب بريدك. هل تعبت؟ جرّبه", ["يرتب بريدك", "هل تعبت؟", "جرّبه"]),
        ("Same words. Same words.", ["Same words"]),
        (" \n- \n", []),
    ],
)
def test_claims_are_lines_and_sentences_of_the_description(description, claims):
    assert find_claims(description) == claims


def test_a_long_sentence_gives_its_clauses():
    sentence = (
        "It reads your mail overnight and sorts it, " * 4 + "drafts the replies you would write"
    )

    assert find_claims(sentence) == [
        "It reads your mail overnight and sorts it",
        "drafts the replies you would write",
    ]


@given(st.text(max_size=400))
def test_claims_use_only_words_of_the_description(description):
    assert all(claim in description for claim in find_claims(description))


@given(
    hook=st.text(min_size=1, max_size=2000), about=st.text(max_size=3000), name=st.text(max_size=90)
)
def test_a_caption_starts_with_the_hook_and_is_never_too_long(hook, about, name):
    captions = write_captions(hook, bare_brand(name=name, description=about))

    assert set(captions) == {"tiktok", "instagram"}
    for caption in captions.values():
        assert caption.startswith(hook)
        assert len(caption) <= LONGEST_CAPTION


def test_captions_end_with_hashtags_of_the_brands_words():
    captions = write_captions("wait for it", demo_brand())

    assert captions["tiktok"].splitlines()[-1] == "#InboxZen #newsletters #overnight #receipts"
    assert captions["instagram"].startswith("wait for it\n\nClears your inbox while you sleep\n")


def test_a_caption_says_nothing_in_another_language_than_the_hook():
    captions = write_captions("受信箱を空にする方法", demo_brand())

    assert set(captions.values()) == {"受信箱を空にする方法\n\n#InboxZen"}


def test_an_arabic_brand_gets_no_english():
    captions = write_captions("شاهد", bare_brand(name="صندوق", description="يرتب بريدك أثناء نومك"))

    assert not any(letter.isascii() and letter.isalpha() for letter in "".join(captions.values()))
