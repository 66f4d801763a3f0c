"""Keyword research as a job: what it finds are the project's own words (keywords pages)."""

from typing import Any

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.jobs.generation import due_at, start_job
from layers_cli.sandbox.media.keywords import find_hashtags
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

REFRESH = "keyword_refresh"
"""The kind of the job (ours)."""


def start_research(sandbox: SandboxState, project: Row) -> dict[str, Any]:
    """Start looking for the project's keywords; return the 202's body."""
    job, accepted = start_job(sandbox, project, REFRESH, request="{}")
    _add(sandbox, project, job, due_at=due_at(sandbox, job))
    return accepted


def add_ready(sandbox: SandboxState, project: Row) -> None:
    """Add the keywords of a seeded project."""
    job, _ = start_job(sandbox, project, REFRESH, request="{}")
    now = job["started_at"]
    sandbox.store.jobs.finish(job["id"], "completed", now=now)
    _add(sandbox, project, job, due_at=now)
    sandbox.store.keywords.end(job["id"], "ready", now=now)


def _add(sandbox: SandboxState, project: Row, job: dict[str, Any], *, due_at: int) -> None:
    found = find_hashtags(
        project["app_name"] or project["name"], project["tagline"], project["app_description"]
    )
    sandbox.store.keywords.add(
        {
            "project_id": project["id"],
            "job_id": job["id"],
            "hashtags": dumps(found, ensure_ascii=False),
            "due_at": due_at,
        }
    )
