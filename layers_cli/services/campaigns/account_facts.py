"""Reads what rows refer to, for free and each once: projects, app media, influencers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
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
from layers_cli.campaigns.row_checks import References, RowContent
from layers_cli.services.jobs.requests import REMIX, SLIDESHOW

_LISTED_FROM = 10  # projects from which on they are read page by page, 100 at a time
_READY = frozenset({None, "ready", "completed", "active"})  # a state is not documented for media

T = TypeVar("T")


@dataclass
class Needs:
    """What the rows of one project refer to."""

    formats: set[str] = field(default_factory=set)
    media: bool = False
    influencers: bool = False

    def add(self, references: References) -> None:
        """Take in what a row refers to."""
        self.formats.add(references.format)
        self.media |= references.media
        self.influencers |= references.influencer

    def merge(self, other: "Needs") -> None:
        """Take in what other rows refer to."""
        self.formats |= other.formats
        self.media |= other.media
        self.influencers |= other.influencers


def needs_of(rows: Iterable[References]) -> dict[str, Needs]:
    """Return what *rows* refer to, by project; those that name none are under ""."""
    found: dict[str, Needs] = defaultdict(Needs)
    for references in dict.fromkeys(rows):
        found[references.project].add(references)
    return found


@dataclass(frozen=True)
class ProjectFacts:
    """What is known of a project; None stands for what could not, or need not, be read.

    *media* are the states of app media by id, *roles* what they are for, *influencers* the states
    of influencers by id.
    """

    data: Mapping[str, Any]
    media: Mapping[str, str | None] | None = None
    roles: frozenset[str] = frozenset()
    influencers: Mapping[str, str | None] | None = None


class AccountFacts:
    """What is known of the *projects* that rows name; None for one that does not exist."""

    def __init__(self, projects: Mapping[str, ProjectFacts | None]) -> None:
        self._projects = projects
        self._told: dict[tuple[str, str], tuple[CellProblem, ...]] = {}

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
        return (*self._told[place], *_reference_problems(project, body, facts))


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
    if format_ == REMIX and facts.media is not None and "app-demo" not in facts.roles:
        fix = f"layers media add demo-video URL --project {project}"
        yield CellProblem("project", f"has no app demo clip, which {format_} needs", fix)


def _reference_problems(
    project: str, body: Mapping[str, Any], facts: ProjectFacts
) -> Iterator[CellProblem]:
    see = "see what there is: layers media list"
    for name in body.get("media", ()):
        yield from _missing("media", name, facts.media, f"{see} --project {project}")
    if name := body.get("influencer"):
        see = "see who is there: layers influencer list --status ready"
        yield from _missing("influencer", name, facts.influencers, f"{see} --project {project}")


def _missing(
    column: str, name: str, known: Mapping[str, str | None] | None, fix: str
) -> Iterator[CellProblem]:
    """Yield what is wrong with *name*, if what there is in the project could be read."""
    if known is not None and name not in known:
        yield CellProblem(column, f"`{name}` is not in the project", fix)
    elif known is not None and known[name] not in _READY:
        yield CellProblem(column, f"`{name}` is {known[name]}", fix)


def read_facts(reader: "FactReader", needs: Mapping[str, Needs]) -> AccountFacts:
    """Return what is known of the projects in *needs*.

    What cannot be read is named by the *reader*; raises `ApiError` where the key is not accepted.
    """
    projects = reader.projects(list(needs))
    known = {
        name: None if data is None else reader.library(name, data, needs[name])
        for name, data in projects.items()
    }
    return AccountFacts(known)


class FactReader:
    """Reads from *api*; what fails is added to `unread`, and no more is read if all would fail."""

    def __init__(self, api: LayersClient) -> None:
        self.api = api
        self._is_over = False
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

    def projects(self, names: Sequence[str]) -> dict[str, Mapping[str, Any] | None]:
        """Return the projects *names*, None for one that does not exist, without those unread."""
        listed: Mapping[str, Any] = {}
        if len(names) >= _LISTED_FROM:
            listed = self.read("the list of projects", self._all_projects) or {}
        found: dict[str, Mapping[str, Any] | None] = {}
        for name in names:
            data = listed.get(name) or self.read(f"the project {name}", partial(self._one, name))
            if data is not None:
                found[name] = data or None
        return found

    def _all_projects(self) -> dict[str, Any]:
        rows = (row for page in self.api.list_projects() for row in page.rows())
        return {str(row.get("id")): row for row in rows}

    def _one(self, name: str) -> Mapping[str, Any]:
        """Return a project; nothing for one that does not exist, or cannot."""
        try:
            return dict(self.api.get_project(name).data)
        except (NotFoundError, InvalidError):
            return {}

    def library(self, name: str, data: Mapping[str, Any], needs: Needs) -> ProjectFacts:
        """Return what rows of the project *name* refer to, as far as they do."""
        media = influencers = None
        if needs.media or REMIX in needs.formats:
            media = self.read(
                f"the app media of {name}", lambda: _rows(self.api.list_app_media(name))
            )
        if needs.influencers:
            influencers = self.read(
                f"the influencers of {name}", lambda: _rows(self.api.list_influencers(name))
            )
        return ProjectFacts(
            data,
            None if media is None else {str(row.get("id")): row.get("status") for row in media},
            frozenset(str(row.get("mediaRole")) for row in media or ()),
            None
            if influencers is None
            else {str(row.get("influencerId")): row.get("status") for row in influencers},
        )


def _rows(pages: Iterable[PageResponse[Any]]) -> list[Mapping[str, Any]]:
    return [row for page in pages for row in page.rows()]
