"""Progress: whatever happens in whatever order, it never goes back and never leaves 0 to 1."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from layers_cli.sandbox.jobs.progress import container_progress, job_progress

STAGES = ["queued", "generating_visuals", "finalizing"]
_QUEUED = {
    "job_id": "job_1",
    "status": "queued",
    "stage": "queued",
    "pieces_total": 0,
    "pieces_done": 0,
    "drawn": 0,
    "created_at": 0,
    "updated_at": 0,
}


@st.composite
def lives(draw: Any) -> list[tuple[int, dict[str, Any]]]:
    """The rows of one container from its first to its last moment."""
    row: dict[str, Any] = _QUEUED | {"due_at": draw(st.integers(0, 1000))}
    total = draw(st.integers(1, 8))
    steps: list[dict[str, Any]] = [
        {"status": "processing", "stage": "generating_visuals"},
        {"pieces_total": total},
        *({"pieces_done": done} for done in range(1, total + 1)),
        {"stage": "finalizing", "drawn": 1},
    ]
    now, life = 0, [(0, row)]
    for step in steps:
        now += draw(st.integers(0, 400))
        life += [(now, row), (now, row := row | step)]
    end = max(now, row["due_at"])
    life += [(end, row), (end, row | {"status": "completed", "updated_at": end})]
    return life


@given(lives())
def test_a_container_only_goes_forward(life):
    seen = [container_progress(row, now=now) for now, row in life]

    assert [p.overall for p in seen] == sorted(p.overall for p in seen)
    assert all(0 <= p.overall <= 1 and 0 <= p.stage_progress <= 1 for p in seen)
    stages = [STAGES.index(p.stage) for p in seen]
    assert stages == sorted(stages)
    assert all(p.overall < 1 for p in seen[:-1])
    assert seen[-1].eta_seconds is None
    assert all(p.eta_seconds is None or p.eta_seconds >= 0 for p in seen)


@given(st.lists(lives(), min_size=1, max_size=4), st.randoms())
def test_a_job_only_goes_forward(all_lives, random):
    """Containers move in any order against each other, each after its own clock."""
    now, rows = 0, [life[0][1] for life in all_lives]
    seen = [job_progress(rows, now=now)]
    positions = [0] * len(all_lives)
    while open_ones := [n for n, life in enumerate(all_lives) if positions[n] + 1 < len(life)]:
        mover = random.choice(open_ones)
        positions[mover] += 1
        moment, row = all_lives[mover][positions[mover]]
        now = max(now, moment)
        rows[mover] = row if row["status"] != "completed" else row | {"updated_at": now}
        if all(r["status"] == "completed" for r in rows):
            break
        seen.append(job_progress(rows, now=now))

    assert [progress for _, progress in seen] == sorted(progress for _, progress in seen)
    stages = [STAGES.index(stage) for stage, _ in seen]
    assert stages == sorted(stages)


MINUTE, YEAR = 60_000, 31_536_000_000


@given(st.integers(0, 8000 * YEAR), st.integers(0, 8), st.integers(0, 8000 * YEAR))
def test_a_stalled_container_has_no_estimate(now, done, drawn_at):
    """Kind: numbers from outside. After a jump of the clock the pace said 251606419175 s."""
    row: Any = {**_QUEUED, "status": "processing", "due_at": 3000, "pieces_total": 8}
    row |= {"pieces_done": done, "updated_at": min(now, drawn_at)}

    eta = container_progress(row, now=now).eta_seconds

    assert eta is None or 0 <= eta <= 3600


def test_a_container_that_is_being_drawn_has_an_estimate():
    row: Any = {**_QUEUED, "status": "processing", "due_at": 3000, "pieces_total": 8}
    row |= {"pieces_done": 2, "updated_at": MINUTE}

    assert container_progress(row, now=MINUTE).eta_seconds == 180
    assert container_progress(row, now=7 * MINUTE).eta_seconds is None
