"""`layers review --accessible`: numbered questions, and lines that never change."""

import pytest

from tests.unreliable import billed


@pytest.fixture
def ask(layers):
    """Review with *answers* typed on the terminal."""

    def ask(*answers, **how):
        typed = "".join(f"{each}\n" for each in answers)
        return layers("review", "--accessible", *how.get("ids", ()), terminal=True, stdin=typed)

    return ask


def test_each_container_is_asked_about_and_decided_by_number(ask, layers, pending, sent):
    result = ask("1", "2", "too long", "3", "y")
    states = [layers("content", "get", name, "--json").json["approvalStatus"] for name in pending]

    assert result.code == 0
    assert states == ["approved", "rejected", "pending"]
    assert "Hook: hi" in result.err
    assert "variant 1 of 2" in result.err
    assert "\x1b[?1049h" not in result.err
    assert len(sent()) == 2


def test_nothing_is_sent_without_a_yes_and_all_is_kept(ask, pending, sent):
    result = ask("1", "0", "n")

    assert "1 decision kept for later" in result.err
    assert "layers content decide --resume" in result.err
    assert sent() == []


def test_undo_choice_and_recent_reasons(ask, pending, sent):
    result = ask("1", "4", "5", "weaker", "2", "1", "y")

    assert "Undone:" in result.err
    assert "1 weaker" in result.err
    assert "3 decisions sent" in result.err
    assert len(sent()) == 3


def test_answers_that_end_keep_what_was_decided(ask, pending, sent):
    result = ask("1")

    assert result.code == 0
    assert "1 decision kept for later" in result.err
    assert sent() == []


def test_another_take_is_priced_paid_for_once_and_asked_about_next(ask, layers, pending, sandbox):
    before = billed(sandbox)

    result = ask("9", "weak", "hi again", "1", "y", ids=(pending[0],))

    assert "Another take costs about" in result.err
    assert f"take of {pending[0]}" in result.err
    assert "2 decisions sent" in result.err
    assert billed(sandbox) == before + 1
    assert layers("content", "get", pending[0], "--json").json["approvalStatus"] == "rejected"


def test_take_without_a_reason_or_a_hook_costs_and_rejects_nothing(ask, pending, sandbox, sent):
    before = billed(sandbox)

    ask("9", "", "9", "weak", "", "0")

    assert billed(sandbox) == before
    assert sent() == []


def test_wrong_numbers_and_blank_reasons_change_nothing(ask, pending, sent):
    result = ask("99", "2", "", "0")

    assert "There is no choice 99" in result.err
    assert sent() == []


def test_review_without_a_terminal_says_what_to_do_instead(layers, pending):
    result = layers("review")

    assert result.code == 2
    assert "layers gallery" in result.err


def test_campaign_results_say_what_to_review(ask, layers, pending):
    (layers.cwd / "r.csv").write_text(f"key,hook,containers\n1,hi,{pending[0]} {pending[1]}\n")
    result = ask("1", "0", "y", ids=("--campaign", "r.csv"))

    assert "variant 1 of 2" in result.err
    assert result.code == 0


def test_file_without_containers_is_no_campaign(layers, ask):
    (layers.cwd / "r.csv").write_text("key,hook\n1,hi\n")
    result = ask(ids=("--campaign", "r.csv"))

    assert result.code == 2
    assert "names no containers" in result.err


def test_nothing_to_review_is_told(ask):
    assert "Nothing waits for a review" in ask().err
