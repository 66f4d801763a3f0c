"""What people see while a campaign asks for its rows."""

import pytest

from layers_cli.campaigns.progress import RowEvent
from layers_cli.campaigns.records import RowState
from layers_cli.campaigns.store import CampaignCounts
from layers_cli.render.progress.asking_counter import AskingCounter
from layers_cli.render.progress.board import AskingBoard
from layers_cli.render.terminal import Terminal
from tests.campaigns.plans import planned
from tests.render.conftest import Stream, on_screen


@pytest.mark.parametrize(
    ("width", "counts"),
    [
        (80, ["7 queued, 1 refused, 2 accepted, 100 credits, 4.0 rows/s, 1s left"]),
        (40, ["7 queued, 1 refused, 2 accepted, 100", "credits, 4.0 rows/s, 1s left"]),
    ],
)
def test_board_counts_rows_and_names_what_failed(width, counts):
    now = [0.0]
    queued = CampaignCounts({RowState.QUEUED: 10}, {}, 0.0, 500.0)
    counter = AskingCounter(queued, lambda: now[0])
    now[0] = 1.0
    stream = Stream(terminal=True)
    terminal = Terminal(is_terminal=True, live=True)
    environ = {"TERM": "xterm", "COLUMNS": str(width), "LINES": "24"}

    with AskingBoard(
        counter, stream=stream, terminal=terminal, environ=environ, auto_refresh=False
    ) as board:
        board.row(RowEvent(planned("prj_1", 0), RowState.ACCEPTED))
        board.row(RowEvent(planned("prj_1", 1), RowState.ACCEPTED))
        board.row(RowEvent(planned("prj_1", 2), RowState.REFUSED, message="Odd."))
        board.row(RowEvent(planned("prj_1", 3), RowState.QUEUED))  # the run was stopped

    lines = [line.rstrip() for line in on_screen(stream.text, width=width)]
    assert lines[0].endswith(" 20%")
    assert lines[1:] == [*counts, "row 4 (r2) refused: Odd."]
