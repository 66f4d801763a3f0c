"""Identity of rows: the same everywhere, and another one for anything that is paid for anew."""

from hypothesis import given
from hypothesis import strategies as st

from layers_cli.campaigns.keys import content_digest, idempotency_key, name_of

BODY = {"format": "slideshow-builder", "hook": "wait 🧠", "variants": 1}


def test_order_of_a_body_changes_no_key():
    turned = dict(reversed(BODY.items()))

    assert content_digest("prj_1", turned) == content_digest("prj_1", BODY)


def test_key_is_the_same_on_every_machine():
    assert (
        idempotency_key("hooks", "a", content_digest("prj_1", BODY), 1)
        == "c-7021b31ff3de63ac76109e9c30d1430d"
    )


@given(st.tuples(*[st.text(max_size=4)] * 4, st.integers(1, 3)), st.data())
def test_anything_else_has_another_key(asked, data):
    def key(asked):
        campaign, name, project, hook, take = asked
        digest = content_digest(project, {**BODY, "hook": hook})
        return idempotency_key(campaign, name, digest, take)

    place = data.draw(st.integers(0, 4))
    other = [*asked]
    other[place] = other[place] + 1 if place == 4 else f"{other[place]}x"

    assert key(asked) != key(other)
    assert len(key(asked)) == 34


def test_row_without_a_key_is_named_by_its_content():
    assert name_of(content_digest("prj_1", BODY)) != name_of(content_digest("prj_2", BODY))
