"""What the ledger promises: durable before the call, one line a request, no guess about money."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.ledger.errors import BudgetError, LedgerError, NewerError, OutcomeUnknownError
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.owner import process_has_exited, this_process
from layers_cli.ledger.paths import ledger_path
from layers_cli.ledger.records import IntentState, digest, key_fingerprint
from layers_cli.ledger.schema import STEPS
from layers_cli.ledger.uploads import FileRecord, NewPost
from tests.ledger.conftest import intent
from tests.platforms import posix_only

DAY = 86400.0


def answered(ledger, entry, job="job_1", containers=("cnt_1",)):
    ledger.intents.answer(
        entry.id, status=202, answer=b'{"jobId": "job_1"}', job_id=job, container_ids=containers
    )


def test_the_hash_of_a_body_is_made_once_however_often_it_is_asked_for():
    request = intent(body=b'{"hook": "one"}')

    assert request.sha256 is request.sha256


def test_intent_is_visible_to_other_processes_before_the_call(open_ledger):
    [entry] = open_ledger().intents.plan([intent()])

    [seen] = open_ledger(owner="other").intents.newest()

    assert seen.intent == intent()
    assert (seen.id, seen.state) == (entry.id, IntentState.PENDING)


def test_answer_is_kept_byte_for_byte(ledger):
    [entry] = ledger.intents.plan([intent()])

    answered(ledger, entry)

    [seen] = ledger.intents.find("job_1")
    assert (seen.state, seen.answer) == (IntentState.ANSWERED, b'{"jobId": "job_1"}')
    assert ledger.intents.find("cnt_1") == ledger.intents.find("k") == [seen]
    assert ledger.intents.find("cnt_") == []


def test_intent_of_an_exited_process_has_an_unknown_outcome(open_ledger):
    open_ledger(owner="dead").intents.plan([intent()])

    alive = open_ledger(owner="me", process_has_exited=lambda owner: False)
    after = open_ledger(owner="me", process_has_exited=lambda owner: owner == "dead")

    assert alive.intents.newest()[0].state is IntentState.PENDING
    assert after.intents.newest()[0].state is IntentState.UNKNOWN
    assert after.intents.find_unreported("api.example.com", "f1").key == "k"


def test_intent_pending_for_an_hour_has_an_unknown_outcome(open_ledger):
    """Where the system does not say whether a process lives, time does."""
    open_ledger(owner="a:1:1").intents.plan([intent()])

    later = open_ledger(
        owner="b", clock=lambda: 1_003_601.0, process_has_exited=lambda owner: False
    )

    assert later.intents.newest()[0].state is IntentState.UNKNOWN


def test_repeat_takes_over_an_unknown_intent_and_marks_it_so(open_ledger):
    first = open_ledger(owner="dead")
    [entry] = first.intents.plan([intent()])
    first.intents.lose(entry.id, status=None, code="LostReplyError")

    [again] = open_ledger(owner="me").intents.plan([intent()])

    assert (again.id, again.outcome_unknown, again.state) == (entry.id, True, IntentState.PENDING)


@pytest.mark.parametrize("how", ["lost", "refused"])
def test_accepted_intent_cannot_be_refused_by_another_process(open_ledger, how):
    """Both sent it with the same key, and only the first got the answer."""
    first, second = open_ledger(owner="a:1:1"), open_ledger(owner="a:2:1")
    [entry] = first.intents.plan([intent()])
    second.intents.plan([intent()])
    answered(first, entry)

    if how == "lost":
        second.intents.lose(entry.id, status=None, code="x")
    else:
        second.intents.refuse([entry.id], status=401, code="x")

    assert [each.state for each in first.intents.newest()] == [IntentState.ANSWERED]


def test_accepted_intent_is_not_planned_again(ledger):
    [entry] = ledger.intents.plan([intent()])
    answered(ledger, entry)

    [again] = ledger.intents.plan([intent()])

    assert (again.id, again.state, again.job_id) == (entry.id, IntentState.ANSWERED, "job_1")


def test_refused_intent_is_pending_again_with_a_known_outcome(ledger):
    [entry] = ledger.intents.plan([intent()])
    ledger.intents.refuse([entry.id], status=402, code="BILLING_EXHAUSTED")

    [again] = ledger.intents.plan([intent()])

    assert (again.id, again.outcome_unknown, again.state) == (entry.id, False, IntentState.PENDING)


@pytest.mark.parametrize(
    ("seconds", "credential"),
    [(DAY, "c1"), (DAY - 599, "c1"), (-601.0, "c1"), (0.0, "another key")],
)
def test_repeat_outside_the_servers_window_is_refused(open_ledger, seconds, credential):
    """A day later, or with another API key, the server would make a second job."""
    first = open_ledger(owner="dead")
    [entry] = first.intents.plan([intent()])
    first.intents.lose(entry.id, status=None, code="x")
    later = open_ledger(owner="me", clock=lambda: 1_000_000.0 + seconds)

    with pytest.raises(OutcomeUnknownError):
        later.intents.plan([intent("other"), intent(credential=credential)])

    assert [each.key for each in later.intents.newest()] == ["k"]


def test_same_key_with_another_body_is_another_record(ledger):
    """The server refuses it; what was paid for under the key must not be forgotten."""
    [entry] = ledger.intents.plan([intent()])
    answered(ledger, entry)

    ledger.intents.plan([intent(body=b'{"hook": "other"}')])

    assert len(ledger.intents.find("k")) == 2


def test_budget_counts_a_day_of_one_profile(open_ledger):
    now = [1_000_000.0]
    ledger = open_ledger(clock=lambda: now[0])
    ledger.intents.plan([intent("a", credits=60.0)], budget=100)
    ledger.intents.plan([intent("z", credits=1000.0, profile="other")])

    with pytest.raises(BudgetError) as caught:
        ledger.intents.plan([intent("b", credits=50.0)], budget=100)

    assert (caught.value.spent, caught.value.wanted) == (60, 50)
    assert [entry.key for entry in ledger.intents.newest()] == ["z", "a"]
    ledger.intents.plan([intent("a", credits=60.0)], budget=10)  # a repeat costs nothing
    now[0] += DAY + 1
    ledger.intents.plan([intent("b", credits=50.0)], budget=100)


def test_refused_intent_is_not_counted_as_spent(ledger):
    [entry] = ledger.intents.plan([intent(credits=60.0)])
    ledger.intents.refuse([entry.id], status=402, code="x")

    assert ledger.intents.spent("default") == 0


def test_finished_job_is_unfinished_until_its_media_is_saved(ledger):
    [entry] = ledger.intents.plan([intent(folder="/out")])
    answered(ledger, entry)

    ledger.intents.finish("job_1", {"cnt_1": "completed"}, saved=False)
    assert [each.job_id for each in ledger.intents.newest(unfinished=True)] == ["job_1"]
    ledger.intents.finish("job_1", {"cnt_1": "completed"}, saved=True)
    assert ledger.intents.newest(unfinished=True) == []


def test_plan_that_fails_records_nothing(open_ledger):
    ledger = open_ledger()

    with pytest.raises(TypeError):
        ledger.intents.plan([intent("a"), intent("b", command=(object(),))])

    assert ledger.intents.newest() == []


VALUES = st.none() | st.integers() | st.text(max_size=5)


@given(
    st.dictionaries(
        st.text(max_size=5), VALUES | st.lists(VALUES, max_size=3), min_size=2, max_size=5
    ),
    st.randoms(),
)
def test_request_hash_ignores_the_order_of_fields(body, random):
    items = list(body.items())
    random.shuffle(items)

    assert digest(dict(items)) == digest(body)


def test_key_fingerprint_does_not_reveal_the_key():
    assert key_fingerprint("lp_live_a") != key_fingerprint("lp_live_b")
    assert "lp_" not in key_fingerprint("lp_live_a")
    assert len(key_fingerprint("lp_live_a")) == 12


# The file


def test_file_that_is_no_database_is_refused_and_kept(tmp_path):
    path = tmp_path / "ledger.db"
    path.write_bytes(b"not a database, but long enough to have been one" * 100)

    with pytest.raises(LedgerError) as caught:
        Ledger(path)

    assert "mv " in caught.value.hint
    assert path.read_bytes().startswith(b"not a database")


def test_unwritable_folder_names_the_variable_for_another(tmp_path):
    (tmp_path / "state").write_text("a file in the way")

    with pytest.raises(LedgerError) as caught:
        Ledger(tmp_path / "state" / "ledger.db")

    assert "LAYERS_STATE_DIR" in caught.value.hint


# A line of the first version's table, as a process that exited in the middle of a call left it.
OLD_LINE = """
insert into intents (key, method, path, body, sha256, kind, server, profile, credential, run,
  fingerprint, command, project, organization, format, hook, containers, credits, folder,
  overwrite, state, doubtful, owner, expires_at, created_at, changed_at)
values ('k', 'POST', '/v1/projects/prj_1/content', x'7b7d', 'sum', 'create', 'api.example.com',
  'default', 'c1', 'run', 'f1', '["content", "generate"]', 'prj_1', null, 'slideshow-builder',
  'hi', 2, 300.0, '/out', 1, 'intended', 1, 'gone:1:1', 0, 1000000.0, 1000000.0)
"""


def test_ledger_of_the_first_version_opens_with_its_records(tmp_path):
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as db:
        db.executescript(f"{STEPS[0]};{OLD_LINE};pragma user_version = 1")
    db.close()

    ledger = Ledger(path, process_has_exited=lambda owner: owner == "gone:1:1")
    found = ledger.intents.find_unreported("api.example.com", "f1")
    ledger.intents.mark_reported("run")  # of which nothing was accepted, so nothing was shown
    still = ledger.intents.find_unreported("api.example.com", "f1")
    assert still is not None
    ledger.intents.forget([still.id])

    assert found is not None
    assert (found.state, found.outcome_unknown) == (IntentState.UNKNOWN, True)
    assert (found.intent.request_hash, found.intent.credits) == ("f1", 300.0)
    assert (found.intent.folder, found.intent.overwrite) == ("/out", True)
    assert ledger.intents.find_unreported("api.example.com", "f1") is None
    assert ledger.uploads.unfinished() == []
    ledger.close()
    with sqlite3.connect(path) as db:
        assert db.execute("select fingerprint, told, state from intents").fetchall() == [
            ("f1", 1, "finished")
        ]
    db.close()


def test_old_ledger_is_migrated_and_keeps_its_records(tmp_path):
    path = tmp_path / "ledger.db"
    old = Ledger(path)
    old.intents.plan([intent()])
    old.close()
    more = (*STEPS, "alter table intents add column note text default 'new'")

    new = Ledger(path, steps=more)

    assert [entry.key for entry in new.intents.newest()] == ["k"]
    new.close()
    with sqlite3.connect(path) as db:
        assert db.execute("select note from intents").fetchall() == [("new",)]
        assert db.execute("pragma user_version").fetchone() == (len(more),)
    db.close()


def new_post(**changes):
    file = FileRecord(0, "/a.jpg", "a.jpg", "image/jpeg", 5, 1)
    given = {"caption": "c", "grouping": "per-file", "files": (file,)} | changes
    return NewPost("run", "server", "default", "prj_1", "mark", **given)


def test_same_upload_of_two_processes_at_once_is_one_post(open_ledger):
    first, second = (open_ledger(owner=name, process_has_exited=lambda _: False) for name in "ab")
    seen = first.uploads.newest(), second.uploads.newest()

    [mine] = first.uploads.add([new_post()], seen=seen[0]) or []
    assert second.uploads.add([new_post()], seen=seen[1]) is None

    [theirs] = second.uploads.alike("server", "prj_1", [5])
    assert (theirs.id, theirs.busy) == (mine.id, True)
    assert second.uploads.claim(mine.id) is None
    assert first.uploads.claim(mine.id) is not None


def test_upload_of_an_exited_process_is_taken_over(open_ledger):
    [post] = open_ledger(owner="a").uploads.add([new_post()]) or []
    later = open_ledger(owner="b", process_has_exited=lambda owner: owner == "a")

    claimed = later.uploads.claim(post.id, caption="other")
    assert claimed is not None
    assert (claimed.caption, claimed.session_key) == ("other", post.session_key)
    assert claimed.finalize_key != post.finalize_key


def test_migration_that_fails_changes_nothing(open_ledger):
    open_ledger().close()
    broken = (*STEPS, "alter table intents add column a text; alter table nothing add column b")

    with pytest.raises(LedgerError):
        open_ledger(steps=broken)

    open_ledger().intents.plan([intent()])


def test_a_newer_ledger_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "ledger.db"
    newer = Ledger(path, steps=(*STEPS, "create table more (id)"))
    newer.intents.plan([intent()])
    newer.close()
    before = path.read_bytes()

    with pytest.raises(NewerError) as caught:
        Ledger(path)

    assert "upgrade" in caught.value.hint
    assert path.read_bytes() == before


@posix_only
def test_ledger_is_readable_by_its_owner_only(ledger, tmp_path):
    ledger.intents.plan([intent()])

    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "state").iterdir()}
    assert modes["ledger.db"] == modes["ledger.db-wal"] == 0o600
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


WRITER = """
import sys
from pathlib import Path
from layers_cli.ledger.ledger import Ledger
from tests.ledger.conftest import intent
ledger = Ledger(Path(sys.argv[1]))
for number in range(10):
    [entry] = ledger.intents.plan([intent(f"{sys.argv[2]}-{number}")])
    ledger.intents.answer(entry.id, status=202, answer=b"{}", job_id=entry.key, container_ids=["c"])
"""


@pytest.mark.slow
def test_twenty_processes_write_at_once_and_no_record_is_lost(tmp_path):
    """They also race for making the file."""
    path = tmp_path / "state" / "ledger.db"

    def write(name: int) -> str:
        argv = [sys.executable, "-c", WRITER, str(path), f"p{name}"]
        return subprocess.run(argv, capture_output=True, text=True, check=False).stderr

    with ThreadPoolExecutor(20) as processes:
        said = list(processes.map(write, range(20)))

    assert said == [""] * 20
    ledger = Ledger(path)
    entries = ledger.intents.newest()
    ledger.close()
    assert {entry.key for entry in entries} == {f"p{p}-{n}" for p in range(20) for n in range(10)}
    assert {entry.state for entry in entries} == {IntentState.ANSWERED}


def test_process_has_exited_only_if_that_is_certain():
    me = this_process()
    host, pid, _ = me.rsplit(":", 2)

    assert not process_has_exited(me)
    assert process_has_exited(f"{host}:{pid}:12")  # the same id, begun at another time
    assert not process_has_exited(f"elsewhere:{pid}:12")
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    assert process_has_exited(f"{host}:{child.pid}:1")


def test_the_ledger_lies_in_the_state_folder(tmp_path):
    assert ledger_path({"LAYERS_STATE_DIR": str(tmp_path)}) == tmp_path / "ledger.db"
    assert ledger_path({}).name == "ledger.db"
