"""Draws results.csv while a campaign goes on, in a hundredth of the time at most."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers_cli.campaigns import results_file
from layers_cli.campaigns.errors import MergeError
from layers_cli.campaigns.merging import Merging
from layers_cli.campaigns.records import Campaign
from layers_cli.campaigns.shards import merged_name
from layers_cli.campaigns.store import CampaignStore
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.file_names import printable
from layers_cli.formats.read_errors import why_unreadable
from layers_cli.render.text import counted
from layers_cli.services.campaigns.campaigns import checked_results

_LEAST_SECONDS = 30.0  # of 2,000 rows, one drawing takes a hundredth of it
_SHARE = 100


@dataclass
class ResultsDrawing:
    """Draws the results of *campaign*, as *store* has them, to its path; None draws nothing.

    A file that cannot be written is a warning, once: what was paid for is in the record.
    """

    context: CommandContext
    store: CampaignStore
    campaign: Campaign
    clock: Callable[[], float] = time.monotonic
    drawn: Path | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._next = self.clock() + _LEAST_SECONDS
        self._warned = False

    def draw_if_due(self) -> None:
        """Draw it if that takes no more than its share of the time."""
        if self.clock() >= self._next:
            self.draw()

    def draw(self) -> None:
        """Draw it now."""
        if self.campaign.results is None:
            return
        begun = self.clock()
        try:
            rows = self.store.rows(self.campaign.name)
            path = Path(self.campaign.results)
            self.drawn = results_file.draw(path, self.campaign.columns, rows)
        except OSError as exc:
            if not self._warned:
                self.context.feedback.warn(f"The results cannot be written: {exc}")
            self._warned = True
        self._next = self.clock() + max(_LEAST_SECONDS, _SHARE * (self.clock() - begun))


def draw_results(
    context: CommandContext, store: CampaignStore, campaign: Campaign, given: str | None
) -> str:
    """Draw the results of *campaign* to the file *given*, or where they go; return the path.

    Raises `UsageError` where neither is known, `OSError` where it cannot be written.
    """
    if given is None and campaign.results is None:
        raise UsageError("The results have no file", hint="name one: --output FILE")
    path = context.cwd / (given or campaign.results or "")
    checked_results(path, param="output", is_ours=given is None)
    return str(results_file.draw(path, campaign.columns, store.rows(campaign.name)))


@dataclass(frozen=True)
class MergedResults:
    """Results *files* that were put together at the *path*; *rows* counts by state.

    *paid_twice* are keys of rows for which two files have different jobs.
    """

    path: Path
    files: Sequence[Path]
    rows: Mapping[str, int]
    paid_twice: Sequence[str]

    @property
    def data(self) -> Mapping[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        return {
            "results": str(self.path),
            "files": [str(each) for each in self.files],
            "rows": dict(self.rows),
            "paidTwice": list(self.paid_twice),
        }


def merge_results(
    context: CommandContext, given: Sequence[str], output: str | None
) -> MergedResults:
    """Put the results files *given* together in the file *output*, or beside the first of them.

    Raises `UsageError` for files that cannot be read or do not belong together; nothing is written.
    """
    files = [context.cwd / each for each in given]
    if not files:
        raise UsageError(
            "No results file is named",
            hint="name them: layers campaign report --merge hooks.results-*.csv",
            param="RESULTS",
        )
    merging = Merging(files)
    path = _merged_path(context, files, output)
    try:
        written = merging.write(path)
    except (MergeError, OSError) as exc:
        raise UsageError(
            str(exc) if isinstance(exc, MergeError) else _unreadable(exc),
            hint="name results files of one plan: layers campaign report --merge RESULTS...",
            param="RESULTS",
        ) from exc
    if merging.twice:
        context.feedback.warn(
            f"Two files have different jobs for {counted(len(merging.twice), 'row')}, such as"
            f" {merging.twice[0]}: both were paid for"
        )
    return MergedResults(written, files, merging.states, merging.twice)


def _unreadable(exc: OSError) -> str:
    path = Path(exc.filename or "")
    return f"{printable(path)} {why_unreadable(exc, path)}"


def _merged_path(context: CommandContext, files: Sequence[Path], output: str | None) -> Path:
    if output is not None:
        return checked_results(context.cwd / output, param="output", sources=files)
    first = files[0]
    name = merged_name(first)
    if name is None:
        raise UsageError(
            f"{first.name} does not say which shard it is",
            hint="say where the results go: --output FILE",
            param="output",
        )
    return checked_results(first.with_name(name), param="output", is_ours=True)
