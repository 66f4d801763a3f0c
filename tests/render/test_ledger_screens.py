"""Lists of the jobs and uploads that this machine has started, as people see them."""

from datetime import timedelta

from layers_cli.ledger.records import Intent, IntentRecord, IntentState
from layers_cli.render.views.jobs import started_table
from layers_cli.services.jobs.history import Started, listing
from tests.render.conftest import NOW, Shown
from tests.render.test_screens import screen

KEY = "f846a996-3413-4a44-ae6a-4b1cac480bb0"
JOB = "job_01M8FM291WZKJ0XVE9TT213Q3H"


def row(state: IntentState, *, job: str | None = None, **more) -> Started:
    intent = Intent(
        key=KEY, method="POST", path="/v1/projects/prj_1/content", body=b"{}", kind="create",
        server="sandbox", profile="sandbox", credential="c", run=KEY, request_hash="f",
        command=("content", "generate"), hook="A hook that says: wait for it... 🧠", containers=3,
    )  # fmt: skip
    created = (NOW - timedelta(minutes=3)).timestamp()
    return Started(
        IntentRecord(1, intent, state, created, created, job_id=job, **more), credits=150.0
    )


ROWS = [row(IntentState.UNKNOWN), row(IntentState.SAVED, job=JOB, ends={"cnt_1": "completed"})]


def shown(width: int) -> Shown:
    seen = Shown(terminal=True, width=width, color="never")
    seen.out.show_pages([listing(ROWS)], started_table)
    assert seen.messages == [f"1 unfinished: layers jobs resume {KEY}"]
    return seen


def test_a_wide_window_shows_all_and_the_command_to_go_on():
    assert shown(190).lines == screen(f"""
        Job or key                            Status         Started  Content  Credits  About                                Resume
        {KEY}  ● unknown    3 min ago        3      150  A hook that says: wait for it... 🧠  layers --sandbox jobs resume {KEY}
        {JOB}        ✓ completed  3 min ago        3      150  A hook that says: wait for it... 🧠  -
    """)


def test_at_80_columns_age_and_hook_stay():
    assert shown(80).lines == screen(f"""
        Job or key                            Status         Started  About
        {KEY}  ● unknown    3 min ago  A hook that says:…
        {JOB}        ✓ completed  3 min ago  A hook that says:…
    """)


def test_at_40_columns_a_row_takes_two_lines():
    assert shown(40).lines == screen(f"""
        {KEY}
          ● unknown    3 min ago  A hook that s…
        {JOB}
          ✓ completed  3 min ago  A hook that s…
    """)
