"""Takes a container to accounts: validates all targets, then writes all posts, or stashes them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from layers_cli.sandbox.contract import posts as contract
from layers_cli.sandbox.contract.model import checked
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import HttpError, conflict, invalid
from layers_cli.sandbox.core.timestamps import format_timestamp, parse_timestamp
from layers_cli.sandbox.http.endpoints import EndpointRequest
from layers_cli.sandbox.jobs.generation import check_active
from layers_cli.sandbox.posting import music, posts
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

SKEW = 30_000
"""How far in the past `scheduledFor` may be, in milliseconds (schedule-content page)."""

_NOT_ON = "goes with TikTok only"


@dataclass(frozen=True)
class Source:
    """Which request asked for posts: the evidence of `POST /_sandbox/verify`."""

    api_key_id: str
    path: str
    idempotency_key: str | None
    fault: str | None = None

    @classmethod
    def of(cls, request: EndpointRequest) -> "Source":
        """Return the source of what *request* makes."""
        key = request.header(b"idempotency-key")
        return cls(request.key["id"], request.path, key, request.post_fault)

    @classmethod
    def of_stash(cls, row: Row) -> "Source":
        """Return the source of a stashed schedule."""
        return cls(*(row[name] for name in ("api_key_id", "path", "idempotency_key", "fault")))


def parse_future(sandbox: SandboxState, text: str) -> int:
    """Return the moment of a `scheduledFor`, or raise HttpError (422) for one in the past."""
    moment = parse_timestamp(text)
    if moment < sandbox.clock.now() - SKEW:
        raise invalid(("scheduledFor", "must be in the future"))
    return moment


def check_container(sandbox: SandboxState, container: Row, project: Row) -> None:
    """Refuse containers that can never go out: not completed, rejected, of an archived project."""
    check_active(project)
    status, approval = container["status"], container["approval_status"]
    if status != "completed":
        raise conflict(f"Container is {status}.", status=status, approvalStatus=approval)
    if approval == "rejected":
        raise HttpError(
            409,
            "CONTENT_REJECTED",
            "The container was rejected in review; it can never go out.",
            details={"approvalStatus": approval},
        )


def check_targets(sandbox: SandboxState, container: Row, targets: list[contract.Target]) -> None:
    """Check all targets at once, or raise HttpError (422) with every issue."""
    found = [
        (f"targets.{number}.{path}", problem)
        for number, target in enumerate(targets)
        for path, problem in _issues(sandbox, container, target)
    ]
    named = [account_id(target) for target in targets]
    found += [
        (f"targets.{number}.socialAccountId", "is named twice")
        for number, wanted in enumerate(named)
        if wanted in named[:number]
    ]
    if found:
        raise invalid(*found)


def account_id(target: contract.Target) -> str:
    """Return the account's id, however the client wrote it."""
    return identifiers.prefixed("sa", target.social_account_id)


def _issues(
    sandbox: SandboxState, container: Row, target: contract.Target
) -> Iterator[tuple[str, str]]:
    project = sandbox.store.overview.project(container["project_id"])
    assert project is not None
    account = sandbox.store.social_accounts.get(account_id(target), project["organization_id"])
    if account is None or account["project_id"] != project["id"]:
        yield "socialAccountId", f"no {target.social_account_id} in this project"
        return
    if account["status"] != "connected":
        yield "socialAccountId", f"{account['handle']} is {account['status']}"
    if target.tiktok_music is not None:
        yield from _music_issues(container, target, target.tiktok_music, account["platform"])
    if target.share_reel_to_feed is not None and not (
        account["platform"] == "instagram"
        and container["preview"] == "video"
        and target.mode == "publish"
    ):
        yield "shareReelToFeed", "goes with a video that is published on Instagram"


def _music_issues(
    container: Row, target: contract.Target, wanted: contract.TiktokMusic, platform: str
) -> Iterator[tuple[str, str]]:
    if platform != "tiktok":
        yield "tiktokMusic", _NOT_ON
    elif target.mode == "draft":
        yield "tiktokMusic", "cannot go with a draft: music is chosen in the app"
    elif container["preview"] == "video":
        yield "tiktokMusic", "goes with pictures: a video has its own sound"
    elif wanted.track_id is not None and music.track(wanted.track_id) is None:
        yield "tiktokMusic.trackId", f"no track {wanted.track_id}"


def add_posts(
    sandbox: SandboxState,
    container: Row,
    targets: list[contract.Target],
    scheduled_for: int,
    source: Source,
) -> list[str]:
    """Write one post for each target and tell of it; return their ids."""
    return [_add(sandbox, container, target, scheduled_for, source) for target in targets]


def _add(
    sandbox: SandboxState,
    container: Row,
    target: contract.Target,
    scheduled_for: int,
    source: Source,
) -> str:
    now = sandbox.clock.now()
    post_id = identifiers.new_uuid("sp")
    sandbox.store.posts.add(
        {
            "id": post_id,
            "project_id": container["project_id"],
            "container_id": container["id"],
            "account_id": account_id(target),
            "mode": target.mode,
            "target": target.model_dump_json(by_alias=True, exclude_none=True),
            "scheduled_for": scheduled_for,
            "due_at": scheduled_for,
            "created_at": now,
            "updated_at": now,
            **vars(source),
        }
    )
    row, project = sandbox.store.posts.row(post_id), _project(sandbox, container)
    assert row is not None
    moment = format_timestamp(scheduled_for)
    posts.tell(sandbox, "post.scheduled", project["organization_id"], row, scheduledFor=moment)
    return post_id


def _project(sandbox: SandboxState, container: Row) -> Row:
    project = sandbox.store.overview.project(container["project_id"])
    assert project is not None
    return project


def stash(
    sandbox: SandboxState, container: Row, body: contract.ScheduleContent, source: Source
) -> None:
    """Keep a schedule until the container is approved."""
    row = {
        "container_id": container["id"],
        "body": body.model_dump_json(by_alias=True, exclude_none=True),
        "created_at": sandbox.clock.now(),
        **vars(source),
    }
    sandbox.store.posts.stash(row)


def promote(sandbox: SandboxState, container: Row) -> dict[str, Any] | None:
    """Schedule what waited for the container's approval; `None` if nothing did.

    All of it is checked again; if anything has become impossible, nothing is scheduled, and the
    approval stands (approve-content page). The `error` that says why is ours.
    """
    stashed = sandbox.store.posts.take_stashed(container["id"])
    if not stashed:
        return None
    try:
        ids = _promoted(sandbox, container, stashed)
    except HttpError as error:
        why = {"code": error.code, "message": error.message}
        return {"status": "failed", "scheduledPostIds": [], "error": why}
    return {"status": "ok", "scheduledPostIds": ids}


def _promoted(sandbox: SandboxState, container: Row, stashed: list[Row]) -> list[str]:
    """Check all of *stashed* before the first post is written."""
    wanted = []
    for row in stashed:
        body = checked(contract.ScheduleContent, json.loads(row["body"]))
        check_targets(sandbox, container, body.targets)
        moment = parse_future(sandbox, body.scheduled_for)
        wanted.append((body.targets, moment, Source.of_stash(row)))
    return [
        post_id
        for targets, moment, source in wanted
        for post_id in add_posts(sandbox, container, targets, moment, source)
    ]
