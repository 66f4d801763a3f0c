"""`RowAnswers`: what threads were answered is written together, and told of afterwards."""

import pytest

from layers_cli.campaigns.progress import RowEvent
from layers_cli.campaigns.records import RowState
from layers_cli.ledger.errors import LedgerError
from layers_cli.ledger.records import Answer
from layers_cli.services.campaigns.recording import RowAnswers
from tests.campaigns import plans
from tests.ledger.conftest import intent, open_ledger

__all__ = ["open_ledger"]  # a fixture

EVENTS = [RowEvent(plans.planned("prj_1", number), RowState.ACCEPTED) for number in range(3)]


@pytest.fixture
def steps() -> list[None]:
    """Return what has an item for each step that was committed."""
    return []


@pytest.fixture
def ledger(open_ledger, steps):
    return open_ledger(committed=lambda: steps.append(None))


@pytest.fixture
def answers(ledger):
    entries = ledger.intents.claim([intent(event.row.key) for event in EVENTS])
    return [Answer(each.id, 202, b"{}", f"job_{each.id}", ["cnt_1"]) for each in entries]


def unexpected(exc: Exception) -> None:
    raise exc


def jobs(ledger) -> list[str | None]:
    return [each.job_id for each in ledger.intents.newest()[::-1]]


def test_a_row_is_told_of_once_its_answer_is_written(ledger, answers):
    told = []
    log = RowAnswers(
        ledger, lambda event: told.append((event, jobs(ledger))), pytest.fail, unexpected
    )

    log.take(answers[:1], EVENTS[0])
    log.take([], EVENTS[1])  # it was refused, and says so itself

    assert told == [(EVENTS[0], ["job_1", None, None]), (EVENTS[1], ["job_1", None, None])]


def test_answers_that_come_while_another_thread_writes_are_one_step(ledger, answers, steps):
    told = []

    def tell(event: RowEvent) -> None:
        told.append(event)
        if event is EVENTS[0]:  # the first is being written, and nobody waits for that
            for answer, later in zip(answers[1:], EVENTS[1:], strict=True):
                log.take([answer], later)
            assert told == EVENTS[:1]

    log, before = (
        RowAnswers(ledger, tell, pytest.fail, unexpected),
        len(steps),
    )

    log.take(answers[:1], EVENTS[0])

    assert (told, len(steps) - before) == (EVENTS, 2)
    assert jobs(ledger) == ["job_1", "job_2", "job_3"]


def test_an_answer_that_cannot_be_written_is_a_warning_and_stops_the_run(
    ledger, answers, open_ledger
):
    told: list[RowEvent] = []
    warned: list[str] = []
    stopped: list[Exception] = []
    ledger.close()
    log = RowAnswers(ledger, told.append, warned.append, stopped.append)

    log.take(answers[:1], EVENTS[0])

    assert told == EVENTS[:1]
    assert ["job_1, cnt_1 was made all the same" in each for each in warned] == [True]
    assert [type(each) for each in stopped] == [LedgerError]
    assert jobs(open_ledger()) == [None, None, None]
