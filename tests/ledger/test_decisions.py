"""The journal of decisions: written before they are sent, and never sent twice."""

import pytest

from layers_cli.ledger.decisions import Decision, DecisionState
from layers_cli.ledger.ledger import Ledger

SERVER, PROJECT = "api.example.com", "prj_1"
APPROVAL = Decision("cnt_1", "approve")
REJECTION = Decision("cnt_1", "reject", "Off-brand")


@pytest.fixture
def hold(ledger):
    return lambda *decisions: ledger.decisions.hold(SERVER, PROJECT, decisions)


@pytest.fixture
def later(open_ledger):
    """The journal, as a process reads it after the one that wrote it has ended."""
    return open_ledger(owner="later", process_has_exited=lambda _: True).decisions


def states(journal):
    return [each.state for each in journal.unsent(SERVER, PROJECT)]


def test_decision_that_was_not_sent_can_be_undone_once(ledger, hold):
    [record] = hold(APPROVAL)

    assert ledger.decisions.undo(record.id)
    assert not ledger.decisions.undo(record.id)
    assert ledger.decisions.unsent(SERVER, PROJECT) == []


def test_decision_that_may_have_been_sent_cannot_be_undone(ledger, hold):
    [record] = hold(APPROVAL)
    ledger.decisions.send(record.id)

    assert not ledger.decisions.undo(record.id)


def test_later_decision_replaces_one_that_was_not_sent(ledger, hold):
    hold(APPROVAL)
    hold(REJECTION)

    [left] = ledger.decisions.unsent(SERVER, PROJECT)
    assert left.decision == REJECTION


def test_decision_survives_its_process(hold, later):
    hold(APPROVAL, Decision("cnt_2", "approve"))

    assert states(later) == [DecisionState.HELD, DecisionState.HELD]


def test_decision_that_was_being_sent_is_not_made_anew(ledger, hold, later):
    [record] = hold(APPROVAL)
    ledger.decisions.send(record.id)
    [again] = later.hold(SERVER, PROJECT, [APPROVAL])

    assert (again.id, again.state) == (record.id, DecisionState.SENDING)


def test_decision_of_a_running_process_is_its_own(hold, open_ledger):
    [record] = hold(APPROVAL)
    other = open_ledger(owner="other", process_has_exited=lambda _: False).decisions
    [found] = other.hold(SERVER, PROJECT, [REJECTION])

    assert found.busy
    assert found.decision == APPROVAL
    assert other.take_over(record.id) is None


def test_decisions_of_another_project_are_left_alone(hold, later):
    hold(APPROVAL)

    assert later.unsent(SERVER, "prj_2") == []
    assert later.unsent("elsewhere", PROJECT) == []


def test_reasons_are_offered_latest_first_and_once(ledger, hold):
    for number, reason in enumerate(["a", "b", "a"]):
        hold(Decision(f"cnt_{number}", "reject", reason))

    assert ledger.decisions.reasons(SERVER, most=5) == ["a", "b"]
    assert ledger.decisions.reasons(SERVER, most=1) == ["a"]


def test_decisions_know_the_ids_that_they_are_about(ledger, hold):
    hold(APPROVAL)

    assert {"cnt_1", PROJECT} <= ledger.ids()


def test_ledger_of_an_earlier_version_gets_a_journal(tmp_path):
    from layers_cli.ledger.schema import STEPS

    path = tmp_path / "ledger.db"
    Ledger(path, steps=STEPS[:3]).close()
    opened = Ledger(path)

    assert opened.decisions.unsent(SERVER, PROJECT) == []
    opened.close()
