"""Learns how the containers of a campaign fare, and saves their media.

The list route gives 200 containers a request, so that 2,000 rows are 10 requests.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from layers_cli.campaigns.records import RowRecord, RowState
from layers_cli.campaigns.store import REPLACED, CampaignStore, Collected
from layers_cli.context.context import CommandContext
from layers_cli.downloads.container_media import media_urls, parse_container
from layers_cli.downloads.options import DownloadOptions
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.reporting import describe
from layers_cli.render.text import counted, iso_time
from layers_cli.services.campaigns.stores import is_shared

_EARLIER_SECONDS = 300.0  # how far the clocks of server and machine may differ
_FIRST_PAUSE, _GROWTH, _LONGEST_PAUSE = 2.0, 1.3, 15.0  # seconds between two looks
_UNMADE = frozenset({"failed", "canceled", REPLACED})


@contextmanager
def collecting(context: CommandContext, name: str, *, timeout: float | None) -> Iterator[None]:
    """Be the only one that collects *name*, which one host at a time does in a shared database.

    Waits for another one for *timeout* seconds; None does not wait. Raises `CommandError` where
    that one is not done then.
    """
    if not is_shared(context):
        yield
        return
    # It needs the extra, and starts in a third of a second.
    from layers_cli.services.campaigns.fleet import collecting as fleet
    from layers_cli.services.campaigns.fleet.database import database_url

    waiting = _Waiting(context, name, timeout or 0.0)
    url = database_url(context.environ)
    with fleet.only_collector(url, context.scope.server, name, waiting.wait):
        yield


@dataclass
class _Waiting:
    """Waits for another host that collects the campaign *name*, for *left* seconds at most."""

    context: CommandContext
    name: str
    left: float
    pause: float = _FIRST_PAUSE
    told: bool = False

    def wait(self, host: str | None) -> None:
        """Wait a while for *host*; raises `CommandError` where no time is left."""
        other = f"Another host, {host}," if host else "Another host"
        if self.left <= 0:
            raise CommandError(
                f"{other} is collecting {self.name}",
                code="cli_collecting",
                exit_code=ExitCode.TEMPORARY,
                hint="wait for it: "
                + self.context.command_line("campaign", "collect", self.name, "--watch"),
                retryable=True,
                safe_to_retry=True,
            )
        if not self.told:
            self.context.feedback.note(f"{other} is collecting {self.name}; this one waits")
        self.told = True
        self.context.pause(min(self.pause, self.left))
        self.left -= self.pause
        self.pause = min(self.pause * _GROWTH, _LONGEST_PAUSE)


@dataclass
class _Project:
    """What is looked for in one project: ids of containers, none of which is older than *since*."""

    since: float
    wanted: set[str] = field(default_factory=set)


@dataclass
class Collection:
    """Collects the containers of the campaign *name*; *download* saves what is completed."""

    context: CommandContext
    store: CampaignStore
    name: str
    download: DownloadOptions | None = None
    failed: dict[str, Exception] = field(default_factory=dict)
    missing: int = 0
    _final: set[str] = field(default_factory=set)  # of what this run has read

    def collect(self) -> None:
        """Look once at all containers that may have changed."""
        self.missing = 0
        for project, looked in self._projects().items():
            filters = {"since": iso_time(datetime.fromtimestamp(looked.since, UTC))}
            for page in self.context.api.list_content(project, filters, limit=None):
                found = [row for row in page.rows() if _id(row) in looked.wanted]
                looked.wanted -= {_id(row) for row in found}
                self._take(found, page.request_id)
                if not looked.wanted:
                    break
            self.missing += len(looked.wanted)

    def wait(self, *, timeout: float, is_left: Callable[[], bool]) -> None:
        """Look until nothing *is_left*, for *timeout* seconds at most."""
        resume = self.context.command_line("campaign", "collect", self.name, "--watch")
        self.context.run_state.waiting(resume=resume)
        pause, left = _FIRST_PAUSE, timeout
        self.collect()
        while is_left() and left > 0:
            self.context.pause(min(pause, left))
            left -= pause
            pause = min(pause * _GROWTH, _LONGEST_PAUSE)
            self.collect()
        self.context.run_state.waited(is_unfinished=is_left())
        if is_left():
            # In the warning, since a hint is not said with --quiet.
            self.context.feedback.warn(f"Not finished yet; it goes on: {resume}")

    def error(self) -> CommandError | None:
        """Return the error for media that was not saved, if any was not."""
        if not self.failed:
            return None
        name, first = next(iter(self.failed.items()))
        return CommandError(
            f"{counted(len(self.failed), 'container')} not saved completely;"
            f" {name}: {describe(first).problem.message}",
            code="cli_partial",
            exit_code=ExitCode.PARTIAL,
            hint="run the same command again: it saves what is missing",
        )

    def _projects(self) -> dict[str, _Project]:
        """Return what is worth a look: containers that have not ended, or may be reviewed."""
        projects: dict[str, _Project] = {}
        for record in self.store.rows(self.name, (RowState.ACCEPTED,)):
            wanted = [name for name in record.container_ids if not self._is_final(record, name)]
            if wanted:
                since = (record.sent_at or 0.0) - _EARLIER_SECONDS
                looked = projects.setdefault(record.row.project, _Project(since))
                looked.since = max(0.0, min(looked.since, since))
                looked.wanted.update(wanted)
        return projects

    def _is_final(self, record: RowRecord, container_id: str) -> bool:
        """Whether nothing new can be read of a container: its media has to be read to be saved."""
        if container_id in self._final:
            return True
        status = record.statuses.get(container_id)
        if status == "completed" and self.download is not None:
            return False
        return _is_settled(status, record.approvals.get(container_id))

    def _take(self, found: Iterable[Mapping[str, Any]], request_id: str | None) -> None:
        rows = list(found)
        files = dict(self._saved(rows, request_id))
        self.store.collected(
            self.name,
            [
                Collected(
                    _id(row),
                    _text(row.get("status")) or "unknown",
                    _text(row.get("approvalStatus")),
                    next(iter(media_urls(row)), None),
                    files.get(_id(row), ()),
                )
                for row in rows
            ],
        )
        self._final |= {
            _id(row)
            for row in rows
            if _id(row) not in self.failed
            and _is_settled(_text(row.get("status")), _text(row.get("approvalStatus")))
        }

    def _saved(
        self, rows: list[Mapping[str, Any]], request_id: str | None
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Save the media of *rows*; yield the files that are there, by container."""
        if self.download is None:
            return
        # It loads the HTTP client, which spares a third of the start of `campaign status`.
        from layers_cli.services.transfers.download import download_media

        media = [parse_container(row, request_id) for row in rows]
        report = download_media(
            self.context, [each for each in media if each.is_completed], self.download
        )
        self.failed.update(report.failed)
        for warning in report.warnings:
            self.context.feedback.warn(warning)
        for container in media:
            yield (
                container.id,
                tuple(str(f.path) for f in report.files if f.container_id == container.id),
            )


def per_container(options: DownloadOptions) -> DownloadOptions:
    """Return *options* that keep what is there: a campaign is collected again and again."""
    return options._replace(skip_existing=not options.overwrite)


def _is_settled(status: str | None, approval: str | None) -> bool:
    """Whether a container stays as it is; what was decided stays so, too (reject-content page)."""
    return status in _UNMADE or (status == "completed" and approval != "pending")


def _id(row: Any) -> str:
    return _text(row.get("id")) or "" if isinstance(row, dict) else ""


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
