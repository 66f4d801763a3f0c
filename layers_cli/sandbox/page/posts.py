"""One post as it would look, and the routes of its page and of the page that connects accounts."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from layers_cli.formats.json_text import loads
from layers_cli.sandbox.core.errors import HttpError, invalid, not_found
from layers_cli.sandbox.page.access import HEADERS, form_token, guarded, read_form
from layers_cli.sandbox.page.cards import CardFile, card_files
from layers_cli.sandbox.posting import authorization, music, posts
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

if TYPE_CHECKING:
    import jinja2

_HERE = Path(__file__).parent
_HANDLE = re.compile(r"[A-Za-z0-9_.]{1,30}")
_PLATFORMS = {"tiktok": "TikTok", "instagram": "Instagram"}
_HEADINGS = {
    "queued": "Scheduled for",
    "publishing": "Going out since",
    "published": "Published on",
    "draft": "In the drafts since",
    "failed": "Failed on",
    "canceled": "Canceled on",
}


@dataclass(frozen=True)
class PostView:
    """What the page of one post shows.

    Args:
        heading: what happened at the moment *at* (milliseconds).
        sound: the music under pictures; `None` for a video, which has its own.
        facts: what was asked for, in words.

    """

    row: Row
    platform: str
    avatar: str
    caption: str
    first_comment: str | None
    files: list[CardFile]
    heading: str
    at: int
    error: str | None
    sound: str | None
    facts: list[tuple[str, str]]


def post_view(sandbox: SandboxState, post: Row) -> PostView:
    """Read what there is to show of a post."""
    container = sandbox.store.overview.container(post["container_id"])
    assert container is not None
    account = sandbox.store.social_accounts.row(post["account_id"])
    target = loads(post["target"])
    ended_at = {"published": "published_at", "publishing": "attempted_at"}
    moments = {"queued": "scheduled_for", "canceled": "canceled_at"} | ended_at
    files = card_files(container)
    return PostView(
        row=post,
        platform=_PLATFORMS[post["platform"]],
        avatar=f"/media/{account['avatar_path']}",
        caption=posts.caption_of(container, post["platform"], target),
        first_comment=target.get("firstCommentOverride"),
        files=files,
        heading=_HEADINGS[post["status"]],
        at=post[moments.get(post["status"], "updated_at")],
        error=loads(post["last_error"])["message"] if post["last_error"] else None,
        sound=None if files[0].kind == "video" else _sound(target),
        facts=_facts(post, target),
    )


def _sound(target: dict[str, Any]) -> str:
    wanted = target.get("tiktokMusic", {"mode": "auto"})
    if wanted["mode"] != "manual":
        return {"none": "No music", "auto": "Music chosen by the platform"}[wanted["mode"]]
    track = music.track(wanted["trackId"])
    return "" if track is None else f"{track['title']} · {track['author']}"


def _facts(post: Row, target: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [("Account", post["handle"]), ("Mode", post["mode"])]
    settings = target.get("tiktokPostSettings", {}) if post["platform"] == "tiktok" else {}
    if (privacy := settings.get("privacyLevel")) is not None:
        facts.append(("Seen by", privacy.replace("_", " ").lower()))
    off = [name.removeprefix("disable").lower() for name in settings if _is_off(name, settings)]
    if off:
        facts.append(("Turned off", ", ".join(off)))
    if (shared := target.get("shareReelToFeed")) is not None:
        facts.append(("In the feed", "yes" if shared else "no"))
    if post["external_id"]:
        facts.append(("Id there", post["external_id"]))
    if post["cancel_reason"]:
        facts.append(("Reason", post["cancel_reason"]))
    return facts


def _is_off(name: str, settings: dict[str, Any]) -> bool:
    return name.startswith("disable") and settings[name] is True


def posting_routes(sandbox: SandboxState) -> list[BaseRoute]:
    """Return the routes of the pages of posts and of authorization links."""
    pages = _Pages(sandbox)
    return [
        Route(f"{posts.PAGE}/{{post}}", guarded(pages.post)),
        Route(f"{authorization.PAGE}/{{state}}", guarded(pages.ask)),
        Route(f"{authorization.PAGE}/{{state}}", guarded(pages.decide), methods=["POST"]),
    ]


class _Pages:
    """Handlers of the pages."""

    def __init__(self, sandbox: SandboxState) -> None:
        self._sandbox = sandbox

    async def post(self, request: Request) -> Response:
        """Show a post."""
        row = self._sandbox.store.posts.row(request.path_params["post"])
        if row is None:
            raise not_found("Post")
        return self._shown("post.html", view=post_view(self._sandbox, row))

    async def ask(self, request: Request) -> Response:
        """Ask the owner of an account, or say how the owner decided."""
        return self._asked(self._authorization(request))

    async def decide(self, request: Request) -> Response:
        """Connect the account, or note that its owner does not want that."""
        form = await read_form(request, self._sandbox)
        row = self._authorization(request)
        if authorization.status_of(self._sandbox, row)[0] != "pending":
            return self._asked(row)
        if form.get("decision") == "deny":
            url = authorization.deny(self._sandbox, row)
        else:
            try:
                handle = _handle(form.get("handle", ""))
            except HttpError as error:
                return self._asked(row, refused=error.message, handle=form.get("handle", ""))
            url = authorization.allow(self._sandbox, row, handle)
        return RedirectResponse(url or request.url.path, 303)

    def _authorization(self, request: Request) -> Row:
        row = self._sandbox.store.social_accounts.authorization(request.path_params["state"])
        if row is None:
            raise not_found("Authorization")
        return row

    def _asked(self, row: Row, *, refused: str = "", handle: str | None = None) -> Response:
        status, error = authorization.status_of(self._sandbox, row)
        known = row["account_id"] and self._sandbox.store.social_accounts.row(row["account_id"])
        response = self._shown(
            "connect.html",
            row=row,
            status=status,
            error=error,
            platform=_PLATFORMS[row["platform"]],
            account=known or None,
            handle=handle if handle is not None else f"@{_suggested(row['project'])}",
            refused=refused,
            token=form_token(self._sandbox),
            status_code=422 if refused else 200,
        )
        if row["return_url"] is not None:
            # A browser holds the redirect after a form against the policy of the form's page.
            policy = HEADERS["Content-Security-Policy"]
            response.headers["Content-Security-Policy"] = policy.replace(
                "form-action 'self'", f"form-action 'self' {_origin(row['return_url'])}"
            )
        return response

    def _shown(self, template: str, *, status_code: int = 200, **values: Any) -> Response:
        html = self._templates.get_template(template).render(**values)
        return HTMLResponse(html, status_code)

    @cached_property
    def _templates(self) -> "jinja2.Environment":
        # Server's start: the pages of most sandboxes are never opened.
        from layers_cli.sandbox.page.templating import environment

        return environment(_HERE / "templates")


def _handle(given: str) -> str:
    """Return a handle with its `@`, or raise HttpError."""
    name = given.strip().removeprefix("@")
    if not _HANDLE.fullmatch(name):
        raise invalid(("", "A handle has 1 to 30 letters, digits, underscores and dots."))
    return f"@{name.lower()}"


def _suggested(project: str) -> str:
    """Return a handle that fits the name of a project."""
    return re.sub(r"[^a-z0-9_.]", "", project.lower())[:30] or "creator"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
