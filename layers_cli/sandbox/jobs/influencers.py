"""Influencers as jobs: drawn at once, ready in their time (influencers pages, newer)."""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.jobs.generation import due_at, start_job
from layers_cli.sandbox.media.portraits import Person, draw_portrait
from layers_cli.sandbox.rendering.renderer import write_whole
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

CREATE, CLONE = "influencer_create", "influencer_clone"
"""Kinds of job; that of a clone is ours."""

_NAMES = {
    "female": ("Ava", "Noor", "Mia", "Keiko", "Zuri", "Elena", "Priya", "Ines"),
    "male": ("Leo", "Omar", "Noah", "Kenji", "Kofi", "Mateo", "Arjun", "Luca"),
    "non_binary": ("Robin", "Sam", "Alex", "Hikaru", "Sol", "Jules", "Kiran", "Quinn"),
}
_PORTRAITS = Path(__file__).parents[1] / "media" / "demo" / "portraits"


@dataclass(frozen=True)
class Portrait:
    """Somebody who was drawn, and the path of the picture below `/media`."""

    person: Person
    path: str


def person_of(
    sandbox: SandboxState,
    project_id: str,
    *,
    gender: str | None,
    age_range: str | None,
    prompt: str | None = None,
    target: str = "all",
) -> Person:
    """Return who the project's next influencer is; a *gender* of none follows the *target*."""
    gender = gender or (target if target in ("female", "male") else "female")
    age_range = age_range or "young_adult"
    number = sandbox.store.influencers.count(project_id)
    decisive = (sandbox.seed, project_id, number, gender, age_range, prompt)
    return Person(gender, age_range, hashlib.sha256(repr(decisive).encode()).hexdigest()[:16])


async def draw(sandbox: SandboxState, person: Person) -> Portrait:
    """Draw *person*; must be done before the transaction."""
    return Portrait(person, await asyncio.to_thread(_draw, sandbox, person))


def _draw(sandbox: SandboxState, person: Person) -> str:
    return _kept(sandbox, draw_portrait(person))


def _kept(sandbox: SandboxState, picture: bytes) -> str:
    path = f"influencers/{hashlib.sha256(picture).hexdigest()[:32]}.jpg"
    write_whole(sandbox.media / path, picture)
    return path


def start_influencer(
    sandbox: SandboxState, project: Row, portrait: Portrait, *, kind: str = CREATE, **columns: Any
) -> dict[str, Any]:
    """Start the job of a new influencer; return the 202's body.

    The *columns* of the row that are not given follow from the *portrait* and the *project*.
    """
    job, accepted = start_job(sandbox, project, kind, request="{}")
    influencer_id = identifiers.new_uuid("inf")
    row = _row(project, portrait, now=job["started_at"]) | columns
    sandbox.store.influencers.add(
        row | {"id": influencer_id, "job_id": job["id"], "due_at": due_at(sandbox, job)}
    )
    return accepted | {"influencerId": influencer_id}


def add_ready(sandbox: SandboxState, project: Row) -> None:
    """Add a seeded project's first influencer, who has a picture that comes with the sandbox."""
    gender = "male" if project["target_gender"] == "male" else "female"
    picture = (_PORTRAITS / f"{gender}.jpg").read_bytes()
    person = Person(gender, "young_adult", "0" * 16)
    now = sandbox.clock.now()
    job, _ = start_job(sandbox, project, CREATE, request="{}")
    sandbox.store.jobs.finish(job["id"], "completed", now=now)
    row = _row(project, Portrait(person, _kept(sandbox, picture)), now=now)
    own_id = identifiers.derived_uuid("inf", sandbox.seed, project["id"], "influencer")
    sandbox.store.influencers.add(
        row | {"id": own_id, "job_id": job["id"], "status": "ready", "due_at": now}
    )


def _row(project: Row, portrait: Portrait, *, now: int) -> dict[str, Any]:
    person = portrait.person
    names = _NAMES[person.gender]
    return {
        "project_id": project["id"],
        "name": names[int(person.seed, 16) % len(names)],
        "gender": person.gender,
        "age_range": person.age_range,
        "brand_voice": project["brand_voice"],
        "language": project["primary_language"],
        "image_path": portrait.path,
        "created_at": now,
        "updated_at": now,
    }
