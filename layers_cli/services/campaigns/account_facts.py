"""Reads what rows refer to, for free and each once: projects, app media, influencers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

from layers_cli.api.client import LayersClient
from layers_cli.api.endpoints.lists import PageResponse
from layers_cli.api.errors import (
    ApiError,
    InvalidError,
    NotFoundError,
    SuspendedError,
    UnauthenticatedError,
    concerns_all,
)
from layers_cli.campaigns.records import CellProblem
from layers_cli.campaigns.row_checks import RowContent
from layers_cli.services.jobs.requests import REMIX, SLIDESHOW

_LISTED_FROM = 10  # projects from which on they are read page by page, 100 at a time
_READY = frozenset({None, "ready", "completed", "active"})  # a state is not documented for media

T = TypeVar("T")


@dataclass(frozen=True)
class ProjectFacts:
    """What is known of the project *name*; its lists are read when the first row needs them.

    They are rows by id, None where they could not be read.
    """

    reader: "FactReader"
    name: str
    data: Mapping[str, Any]

    @cached_property
    def media(self) -> Mapping[str, Mapping[str, Any]] | None:
        """Return the app media of the project."""
        call = partial(self.reader.api.list_app_media, self.name)
        return self.reader.listed(f"the app media of {self.name}", call, "id")

    @cached_property
    def influencers(self) -> Mapping[str, Mapping[str, Any]] | None:
        """Return the influencers of the project."""
        call = partial(self.reader.api.list_influencers, self.name)
        return self.reader.listed(f"the influencers of {self.name}", call, "influencerId")


class AccountFacts:
    """What is known of projects that were looked up: None for one that does not exist."""

    def __init__(self, reader: "FactReader") -> None:
        self._reader = reader
        self._projects: dict[str, ProjectFacts | None] = {}
        self._told: dict[tuple[str, str], tuple[CellProblem, ...]] = {}

    def look_up(self, names: Iterable[str]) -> None:
        """Read the projects *names*, those that were read before excepted."""
        for name, data in self._reader.projects(names):
            self._projects[name] = ProjectFacts(self._reader, name, data) if data else None

    def problems(self, content: RowContent) -> tuple[CellProblem, ...]:
        """Return what stands in the way of *content*, as far as it is known."""
        project, body = content.project, content.body
        if project not in self._projects or not body:
            return ()
        place = (project, body["format"])
        if place not in self._told:
            self._told[place] = tuple(_project_problems(*place, self._projects[project]))
        facts = self._projects[project]
        if facts is None or not (body.keys() & {"media", "influencer"}):
            return self._told[place]
        return (*self._told[place], *_reference_problems(body, facts))


def _project_problems(
    project: str, format_: str, facts: ProjectFacts | None
) -> Iterator[CellProblem]:
    if facts is None:
        reason = f"`{project[:60]}` does not exist, or belongs to another organization"
        yield CellProblem("project", reason, "see them: layers project list")
        return
    if facts.data.get("status") == "archived":
        yield CellProblem("project", "is archived", "name another one, or make it active again")
    fixed = f"layers project update {project}"
    if format_ == SLIDESHOW and not facts.data.get("appName"):
        yield CellProblem(
            "project", f"has no app name, which {format_} needs", f"{fixed} --app-name NAME"
        )
    if format_ == SLIDESHOW and not facts.data.get("appDescription"):
        reason = f"has no app description, which {format_} needs"
        yield CellProblem("project", reason, f"{fixed} --app-description TEXT")
    if format_ == REMIX and facts.media is not None and not _has_demo(facts.media):
        fix = f"layers media add demo-video URL --project {project}"
        yield CellProblem("project", f"has no app demo clip, which {format_} needs", fix)


def _has_demo(media: Mapping[str, Mapping[str, Any]]) -> bool:
    return any(each.get("mediaRole") == "app-demo" for each in media.values())


def _reference_problems(body: Mapping[str, Any], facts: ProjectFacts) -> Iterator[CellProblem]:
    see = f"see what there is: layers media list --project {facts.name}"
    for name in body.get("media", ()):
        yield from _missing("media", name, facts.media, see)
    if name := body.get("influencer"):
        see = f"see who is there: layers influencer list --status ready --project {facts.name}"
        yield from _missing("influencer", name, facts.influencers, see)


def _missing(
    column: str, name: str, known: Mapping[str, Mapping[str, Any]] | None, fix: str
) -> Iterator[CellProblem]:
    """Yield what is wrong with *name*, if what there is in the project could be read."""
    if known is not None and name not in known:
        yield CellProblem(column, f"`{name}` is not in the project", fix)
    elif known is not None and (status := known[name].get("status")) not in _READY:
        yield CellProblem(column, f"`{name}` is {status}", fix)


class FactReader:
    """Reads from *api*; what fails is added to `unread`, and no more is read if all would fail."""

    def __init__(self, api: LayersClient) -> None:
        self.api = api
        self._is_over = False
        self._asked: set[str] = set()
        self._listed: Mapping[str, Mapping[str, Any]] | None = None
        self.unread: list[str] = []

    def read(self, what: str, call: Callable[[], T]) -> T | None:
        """Return what *call* reads, None if it cannot; *what* it is goes to `unread` then."""
        if self._is_over:
            self.unread.append(what)
            return None
        try:
            return call()
        except (UnauthenticatedError, SuspendedError):
            raise
        except ApiError as exc:
            self.unread.append(f"{what}: {exc}")
            self._is_over = concerns_all(exc)
            return None

    def projects(self, names: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield those of *names* that were not asked for before, with what is known of them.

        That is nothing for one that does not exist; those that cannot be read are left out.
        """
        new = [name for name in dict.fromkeys(names) if name not in self._asked]
        self._asked.update(new)
        if self._listed is None and len(self._asked) >= _LISTED_FROM:
            found = self.listed("the list of projects", self.api.list_projects, "id")
            self._listed = found or {}
        for name in new:
            data = (self._listed or {}).get(name)
            data = data or self.read(f"the project {name}", partial(self._one, name))
            if data is not None:
                yield name, data

    def _one(self, name: str) -> Mapping[str, Any]:
        """Return a project; nothing for one that does not exist, or cannot."""
        try:
            return dict(self.api.get_project(name).data)
        except (NotFoundError, InvalidError):
            return {}

    def listed(
        self, what: str, call: Callable[[], Iterable[PageResponse[Any]]], id_: str
    ) -> Mapping[str, Mapping[str, Any]] | None:
        """Return the rows of a list by their *id_*; None where it cannot be read."""
        return self.read(
            what, lambda: {str(row.get(id_)): row for page in call() for row in page.rows()}
        )
