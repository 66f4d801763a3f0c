"""Long hooks are cut where a reader would pause, and nothing of them is lost."""

from hypothesis import given
from hypothesis import strategies as st

from layers_cli.sandbox.media.slideshow.splitting import split_evenly


@given(st.text(max_size=300), st.integers(1, 7))
def test_the_parts_joined_are_the_text(text, parts):
    pieces = split_evenly(text, parts)

    assert "".join(pieces) == text
    assert len(pieces) <= parts
    assert all(pieces)


@given(
    st.lists(st.sampled_from(["👍🏽", "🇯🇵", "👩‍👩‍👧", "क्षि", "é", "\r\n"]), max_size=60),
    st.integers(2, 7),
)
def test_letters_that_belong_together_stay_together(letters, parts):
    ends = {sum(map(len, letters[:count])) for count in range(len(letters) + 1)}

    reached = 0
    for piece in split_evenly("".join(letters), parts):
        reached += len(piece)
        assert reached in ends


def test_a_paragraph_is_a_better_place_than_a_sentence():
    text = "One two three. Four five.\n\nSix seven eight nine. Ten eleven."

    assert split_evenly(text, 2) == [
        "One two three. Four five.\n\n",
        "Six seven eight nine. Ten eleven.",
    ]


def test_a_sentence_is_a_better_place_than_a_word():
    assert split_evenly("Three words here. Then four more words", 2)[0] == "Three words here. "


def test_text_without_spaces_is_cut_after_its_full_stop():
    assert split_evenly("今日は晴れです。明日は雨でしょう。", 2) == [
        "今日は晴れです。",
        "明日は雨でしょう。",
    ]
