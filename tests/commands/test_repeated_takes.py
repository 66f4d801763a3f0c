"""The same hook twice: what the sandbox says of it, and the way to another take."""

from types import SimpleNamespace

import pytest

from layers_cli.context.context import CommandContext

GENERATE = ("content", "generate", "--hook", "hi")


@pytest.fixture
def in_sandbox(layers, sandbox, monkeypatch, tmp_path):
    """Run `layers --sandbox` with the test's own sandbox."""
    running = SimpleNamespace(
        base_url="http://127.0.0.1", key=sandbox.key, project=sandbox.project, data=tmp_path
    )
    monkeypatch.setattr(CommandContext, "sandbox", running)
    return lambda *argv: layers("--sandbox", *argv)


def pictures(result) -> list[str]:
    """Where the first pictures lie: the path has the digest of what they were drawn from."""
    [job] = result.json["items"]
    return [container["preview"]["primaryUrl"] for container in job["containers"]]


def test_a_second_run_says_that_the_bytes_will_be_the_same(in_sandbox):
    first, second = in_sandbox(*GENERATE, "--json"), in_sandbox(*GENERATE, "--json")

    assert "same bytes" not in first.err
    assert "the sandbox draws the same bytes again" in second.err
    assert "for another take: --variants 2" in second.err
    assert pictures(first) == pictures(second)


def test_the_way_to_another_take_gives_one(in_sandbox):
    before = pictures(in_sandbox(*GENERATE, "--json"))

    result = in_sandbox(*GENERATE, "--variants", "2", "--json")

    assert "same bytes" not in result.err
    same, new = pictures(result)
    assert [same] == before
    assert new not in before


def test_other_words_and_the_hosted_api_are_no_repetition(in_sandbox, layers):
    in_sandbox(*GENERATE)
    layers(*GENERATE)

    assert "same bytes" not in in_sandbox("content", "generate", "--hook", "ho").err
    assert "same bytes" not in layers(*GENERATE).err
