"""Collects what a run shows, for the report at its end; bounded, however long the run."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from layers_cli.errors.problem import Problem

MOST_CONTAINERS = 5000
MOST_WARNINGS = 100
MOST_PLACES = 100


class Place(NamedTuple):
    """What is wrong at a place in a *file*, whose *line* a program can show if it is text."""

    file: str
    line: int | None
    text: str


class ResultCollector:
    """Containers and jobs by id, files, warnings and the error that ended the run."""

    def __init__(self) -> None:
        self.containers: dict[str, dict[str, Any]] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.files: list[str] = []
        self.places: list[Place] = []
        self.places_not_kept = 0
        self.warnings: list[str] = []
        self.problem: Problem | None = None
        self.not_kept = 0

    def shown(self, document: Any) -> None:
        """Take in a result and the objects inside it."""
        for found in _objects(document):
            self._take(found)

    def warned(self, text: str) -> None:
        """Take in a warning."""
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(text)

    def failed(self, problem: Problem) -> None:
        """Take in the error that ends the run."""
        self.problem = problem

    def _take(self, found: dict[str, Any]) -> None:
        if isinstance(found.get("path"), str) and "bytes" in found:
            self.files.append(found["path"])
            return
        if isinstance(found.get("sheet"), str) and "problems" in found:
            self._take_places(found)
            return
        job, container = found.get("jobId"), found.get("id")
        if isinstance(job, str):
            self._keep(self.jobs, job, found)
            for name in _list(found.get("containerIds")):
                self._keep(self.containers, str(name), {})
        elif isinstance(container, str) and "approvalStatus" in found:
            self._keep(self.containers, container, found)

    def _take_places(self, found: dict[str, Any]) -> None:
        """Take in what is wrong with rows of a sheet."""
        problems = [each for each in _list(found["problems"]) if isinstance(each, dict)]
        for each in problems[:MOST_PLACES]:
            words = (each.get(name) for name in ("column", "reason"))
            said = " ".join(str(word) for word in words if word)
            line = each.get("line")
            text = f"row {each.get('row')}: {said}; {each.get('fix')}"
            self.places.append(Place(found["sheet"], line if isinstance(line, int) else None, text))
        count = found.get("problemCount")
        self.places_not_kept = (count if isinstance(count, int) else 0) - len(self.places)

    def _keep(self, kept: dict[str, dict[str, Any]], name: str, found: dict[str, Any]) -> None:
        if name not in kept and len(kept) >= MOST_CONTAINERS:
            self.not_kept += 1
        else:
            kept[name] = {**kept.get(name, {}), **found}


def _objects(document: Any) -> Iterator[dict[str, Any]]:
    """Yield *document* and its items, containers and files."""
    if not isinstance(document, dict):
        return
    yield document
    for part in ("items", "containers", "files"):
        for each in _list(document.get(part)):
            yield from _objects(each)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
