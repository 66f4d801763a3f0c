"""Starts a generation: checks, credits, one job and its containers, in one transaction."""

from dataclasses import dataclass, replace
from typing import Any

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import HttpError, conflict, invalid
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http.endpoints import EndpointRequest
from layers_cli.sandbox.jobs.approval import first_approval_status
from layers_cli.sandbox.rendering.video_support import require_video_support
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

PRICES = {"slideshow-builder": 50, "ugc-remix": 120}
"""Credits for one container (pricing page)."""

_ROADMAP = {
    "video-remix": "Reserved: source-post selection is not open to partners yet.",
    "slideshow-remix": "Reserved: source-post selection is not open to partners yet.",
}
_BRIEF_ROLES = {"logo": "logo", "app-screenshot": "screenshots", "end-card": "end_card"}


@dataclass(frozen=True)
class GenerationSpec:
    """What a create request asks for, in either dialect.

    Args:
        media_field: path of a media id in the body, with `{}` for its index.
        influencer_id: who voices it; the project's first one that is ready, if none is named.

    """

    format: str
    hook: str | None
    variants: int = 1
    media_ids: tuple[str, ...] = ()
    media_field: str = "references.mediaIds.{}"
    influencer_id: str | None = None


def start_generation(
    sandbox: SandboxState, request: EndpointRequest, spec: GenerationSpec
) -> dict[str, Any]:
    """Start a job with one container per variant and bill them; return the 202's body.

    Raises HttpError if the project is archived, lacks what the format needs, or cannot pay.
    """
    project: Row = request.resource
    check_active(project)
    media = _referenced(sandbox, project, spec)
    check_preconditions(sandbox, project, spec.format)
    price = PRICES[spec.format]
    _check_credits(sandbox, project["organization_id"], price * spec.variants)
    spec = _voiced(sandbox, project, spec)
    job, accepted = start_job(
        sandbox,
        project,
        "content_generate",
        format=spec.format,
        request=dumps(_request(sandbox, project, spec, media)),
    )
    containers = [_add_container(sandbox, project, job, spec, n) for n in range(spec.variants)]
    return accepted | {"containerIds": containers, "format": spec.format}


def _voiced(sandbox: SandboxState, project: Row, spec: GenerationSpec) -> GenerationSpec:
    """Return *spec* with an influencer, where the project has one that is ready."""
    default = sandbox.store.influencers.default(project["id"])
    if spec.influencer_id is not None or default is None:
        return spec
    return replace(spec, influencer_id=default["id"])


def start_job(
    sandbox: SandboxState, project: Row, kind: str, **columns: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Add a job; return its row, and what the 202's body says of every job."""
    now = sandbox.clock.now()
    job = {
        "id": identifiers.new_ulid("job", now=now),
        "organization_id": project["organization_id"],
        "project_id": project["id"],
        "kind": kind,
        "started_at": now,
        **columns,
    }
    sandbox.store.jobs.add(job)
    accepted = {
        "jobId": job["id"],
        "kind": kind,
        "status": "running",
        "stage": "queued",
        "projectId": project["id"],
        "locationUrl": f"/v1/jobs/{job['id']}",
        "startedAt": format_timestamp(now),
    }
    return job, accepted


def due_at(sandbox: SandboxState, job: dict[str, Any]) -> int:
    """Return when a job that has just started is due, in milliseconds on the sandbox's clock."""
    return int(job["started_at"] + sandbox.settings.generation_seconds * 1000)


def check_active(project: Row) -> None:
    """Reject new content for an archived project (sandbox-surface 2)."""
    if project["status"] == "archived":
        raise conflict("The project is archived.", projectStatus="archived")


def check_preconditions(sandbox: SandboxState, project: Row, format_: str) -> None:
    """Reject formats that the project cannot generate (content page, table)."""
    if format_ not in PRICES:
        raise unsupported(format_)
    if format_ == "slideshow-builder":
        for column, code, field in (
            ("app_name", "MISSING_APP_NAME", "appName"),
            ("app_description", "MISSING_APP_DESCRIPTION", "appDescription"),
        ):
            if not project[column]:
                raise _missing(code, f"slideshow-builder needs {field} on the project.")
    elif not sandbox.store.projects.media(project["id"], role="app-demo"):
        raise _missing("MISSING_APP_DEMO", "ugc-remix needs an app-demo clip in the media library.")
    else:
        require_video_support()


def _missing(code: str, message: str) -> HttpError:
    """Build the error for a project that lacks something.

    The content page has the code as the error's own, the per-format pages in `details`.
    """
    return HttpError(422, code, message, details={"code": code})


def unsupported(format_: str) -> HttpError:
    """Build the error for an unknown or reserved format."""
    details: dict[str, Any] = {"format": format_, "supported": list(PRICES)}
    if format_ in _ROADMAP:
        details["roadmap"] = _ROADMAP[format_]
    return HttpError(
        422,
        "UNSUPPORTED_FORMAT",
        f"The format {format_!r} cannot be generated. {_ROADMAP.get(format_, '')}".rstrip(),
        details=details,
    )


def _check_credits(sandbox: SandboxState, organization_id: str, required: int) -> None:
    available = sandbox.store.credits.balance(organization_id)
    if available < required:
        raise HttpError(
            402,
            "BILLING_EXHAUSTED",
            f"This needs {required} credits, {available} are available.",
            details={"required": required, "available": available},
        )


def _referenced(sandbox: SandboxState, project: Row, spec: GenerationSpec) -> list[Row]:
    library = {row["id"]: row for row in sandbox.store.projects.media(project["id"])}
    wanted = [library.get(identifiers.prefixed("med", given)) for given in spec.media_ids]
    issues = [
        (spec.media_field.format(place), problem)
        for place, (given, row) in enumerate(zip(spec.media_ids, wanted, strict=True))
        if (problem := _media_problem(given, row, spec.format)) is not None
    ]
    if issues:
        raise invalid(*issues)
    return [row for row in wanted if row is not None]


def _media_problem(given: str, row: Row | None, format_: str) -> str | None:
    """Return why a format cannot use a medium: slideshows take images, remixes a demo (ours)."""
    if row is None:
        return f"no media {given} in this project"
    is_demo = row["role"] == "app-demo"
    if format_ == "ugc-remix" and not is_demo:
        return f"{given} is not a demo video, which a remix needs"
    if format_ == "slideshow-builder" and is_demo:
        return f"{given} is a video; a slideshow needs images"
    return None


def _request(
    sandbox: SandboxState, project: Row, spec: GenerationSpec, media: list[Row]
) -> dict[str, Any]:
    """Snapshot all render inputs, so that later changes of the project have no effect."""
    library: dict[str, list[str]] = {}
    for row in sandbox.store.projects.media(project["id"]):
        if (role := _BRIEF_ROLES.get(row["role"])) is not None:
            library.setdefault(role, []).append(row["path"])
    if spec.format == "ugc-remix":
        demos = media or sandbox.store.projects.media(project["id"], role="app-demo")
        library["app_demos"] = [demos[0]["path"]]
    else:
        library["photos"] = [row["path"] for row in media]
    return {
        "project": project["id"],
        "format": spec.format,
        "hook": spec.hook or "",
        "brand": {
            "name": project["app_name"] or project["name"],
            "description": project["app_description"] or "",
            "tagline": project["tagline"],
            "language": project["primary_language"],
        },
        "media": library,
    }


def _add_container(
    sandbox: SandboxState, project: Row, job: dict[str, Any], spec: GenerationSpec, variant: int
) -> str:
    now = job["started_at"]
    container = {
        "id": identifiers.new_uuid("cnt"),
        "project_id": project["id"],
        "job_id": job["id"],
        "variant": variant,
        "creative_type": "generated",
        "format": spec.format,
        "hook": spec.hook,
        "influencer_id": spec.influencer_id,
        "status": "queued",
        "stage": "queued",
        "approval_status": first_approval_status(sandbox, project),
        "due_at": due_at(sandbox, job),
        "created_at": now,
        "updated_at": now,
    }
    sandbox.store.containers.add(container)
    sandbox.store.credits.add(
        project["organization_id"], "usage", -PRICES[spec.format], now=now, container=container
    )
    return str(container["id"])
