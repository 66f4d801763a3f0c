"""The bank of hooks: what it is made of, and when there is none."""

import pytest

from tests.sandbox.conftest import error_of

DESCRIPTION = "Plans your week in a minute. Reminds you of what matters. " * 2


@pytest.fixture
def hooks(client):
    def _hooks(**brand):
        body = {"name": "Planner", "timezone": "UTC", "appName": "Planner"}
        body |= {"appDescription": DESCRIPTION, **brand}
        project = client.post("/v1/projects", json=body).json()
        return client.get(f"/v1/projects/{project['id']}/content/hooks")

    return _hooks


def test_the_same_brand_gets_the_same_twenty_hooks(hooks):
    first, again = hooks().json()["hooks"], hooks().json()["hooks"]

    assert first == again
    assert len(set(first)) == 20


def test_the_hooks_mention_the_brand(hooks):
    bank = hooks(appName="Zebra", tagline="Stripes for all").json()["hooks"]

    assert all(any(w in hook for w in ("Zebra", "week", "matters", "Stripes")) for hook in bank)


def test_each_voice_has_hooks_of_its_own(hooks):
    assert set(hooks(brandVoice="witty").json()["hooks"]) != set(hooks().json()["hooks"])


def test_a_line_break_is_escaped_as_two_characters(hooks):
    bank = hooks(appDescription="One line\nand another one " * 5).json()["hooks"]

    assert any("\\n" in hook for hook in bank)
    assert not any("\n" in hook for hook in bank)


def test_braces_and_bars_in_a_brand_are_plain_text(hooks):
    bank = hooks(appName="{0} a|b", tagline="{words}").json()["hooks"]

    assert any("{0} a|b" in hook for hook in bank)
    assert any("{words}" in hook for hook in bank)


def test_every_hook_can_be_generated_from_once_unescaped(hooks, create):
    for hook in hooks().json()["hooks"][:3]:
        create(hook=hook.replace("\\n", "\n"))


@pytest.mark.parametrize(
    ("brand", "missing"),
    [
        ({"appName": None}, ["appName"]),
        ({"appDescription": None}, ["appDescription"]),
        ({"appName": None, "appDescription": None}, ["appName", "appDescription"]),
    ],
)
def test_missing_fields_are_named(hooks, brand, missing):
    response = hooks(**brand)

    assert error_of(response) == (422, "VALIDATION")
    assert response.json()["error"]["details"]["missingFields"] == missing
