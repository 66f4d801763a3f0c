"""List what this machine has started, with live states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from layers_cli.api.errors import ApiError, NetworkError, NotFoundError
from layers_cli.api.responses import ListPage
from layers_cli.context.context import CommandContext
from layers_cli.errors.command_lines import command_line
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.hosts import is_loopback
from layers_cli.ledger.recorder import SANDBOX, AccountScope
from layers_cli.ledger.records import POSTING, UPLOAD_STEPS, IntentRecord, IntentState
from layers_cli.services.jobs.budget import known_credits, price_of
from layers_cli.services.jobs.sent_posts import container_of

if TYPE_CHECKING:
    from layers_cli.api.models import Credits, Job  # saves pydantic where JSON is printed

GONE = "gone"


class Started(NamedTuple):
    """One line of the ledger; *live* is its job as just read, GONE if the API no longer knows it.

    *credits* is what it cost by estimate.
    """

    record: IntentRecord
    live: Job | str | None = None
    credits: float | None = None

    @property
    def status(self) -> str:
        """Return the job's status, or how far the request has come."""
        if self.record.is_forgotten:
            return "forgotten"
        if self.live is None:
            ends = set(self.record.ends.values())
            known = ends.pop() if len(ends) == 1 else "partial" if ends else None
            return known or self.record.state.value
        return self.live if isinstance(self.live, str) else self.live.status

    @property
    def created_at(self) -> datetime:
        """Return when it was meant to be sent."""
        return datetime.fromtimestamp(self.record.created_at, UTC)

    @property
    def about(self) -> str | None:
        """Return what it is about: a hook, or what goes out, such as `publish cnt_…`."""
        intent = self.record.intent
        if intent.kind not in POSTING:
            return intent.hook
        return f"{intent.kind} {container_of(self.record)}"

    @property
    def is_unfinished(self) -> bool:
        """Whether something is left to wait for, to find out or to download."""
        if self.live == GONE or not self.record.is_unfinished:
            return False
        return not (self._job_has_ended and self.record.intent.folder is None)

    @property
    def is_job(self) -> bool:
        """Whether it is a job that can be watched."""
        return self.record.job_id is not None and self.live != GONE

    @property
    def _job_has_ended(self) -> bool:
        return not isinstance(self.live, str | None) and self.live.is_finished

    @property
    def resume(self) -> str | None:
        """Return the command that continues it."""
        if not self.is_unfinished:
            return None
        intent, program = self.record.intent, program_for(self.record)
        if intent.kind in UPLOAD_STEPS:
            return command_line("upload", "--resume", program=program)
        if (
            self.record.state is IntentState.ANSWERED
            and intent.folder is None
            and self.record.job_id
        ):
            return command_line("jobs", "watch", self.record.job_id, program=program)
        return command_line("jobs", "resume", self.record.key, program=program)

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        record, intent = self.record, self.record.intent
        live = None if isinstance(self.live, str) else self.live
        return {
            "key": record.key,
            "run": intent.run,
            "kind": intent.kind,
            "state": record.state.value,
            "status": self.status,
            "progress": live.progress if live else None,
            "jobId": record.job_id,
            "containerIds": list(record.container_ids),
            "containers": intent.containers,
            "format": intent.format,
            "hook": intent.hook,
            "project": intent.project,
            "organization": intent.organization,
            "profile": intent.profile,
            "server": intent.server,
            "createdAt": self.created_at.isoformat().replace("+00:00", "Z"),
            "estimatedCredits": self.credits,
            "code": record.code,
            "folder": intent.folder,
            "command": ["layers", *intent.command],
            "resume": self.resume,
        }


def program_for(record: IntentRecord, *, here: str | None = None) -> str:
    """Return how a command that continues *record* begins: with its profile, or the sandbox.

    Where the settings lead *here*, to another server, its address is named too.
    """
    server = record.intent.server
    if server == SANDBOX:
        return "layers --sandbox"
    words: list[str] = []
    if here not in (None, server):
        is_local = is_loopback(urlsplit(f"//{server}").hostname)
        words += ["--base-url", f"{'http' if is_local else 'https'}://{server}"]
    if record.intent.profile != "default":
        words += ["--profile", record.intent.profile]
    if record.intent.organization:
        words += ["--organization", record.intent.organization]
    return command_line(*words)


def list_started(
    context: CommandContext,
    *,
    since: float | None,
    limit: int | None,
    unfinished: bool,
    jobs_only: bool = False,
) -> list[Started]:
    """Return the newest *limit* requests to this server with live states, and tell what is left.

    *since* is in seconds since 1970; *jobs_only* leaves out what is no job to watch. Without a key
    there is no server, and all requests are listed. Raises `LedgerError` if there is a ledger that
    cannot be read: that is no empty list.
    """
    if not context.has_ledger:
        return []
    intents = context.ledger.intents
    here = _scope(context) if intents.newest(limit=1) else None
    server = here.server if here else None
    records = intents.iterate(
        server=server, since=since, unfinished=unfinished, skipped=partial(_tell_broken, context)
    )
    # The last step of an upload is part of the line that its first step has.
    lines = (record for record in records if record.intent.kind != "finalize")
    rows = (
        row
        for row in _with_live_states(context, lines, here)
        if (row.is_unfinished or not unfinished) and (row.is_job or not jobs_only)
    )
    shown = list(islice(rows, limit))
    if limit is not None and next(rows, None) is not None:
        is_all = server is not None and since is None and not (unfinished or jobs_only)
        _tell_more(context, len(shown), intents.count(server) if server and is_all else None)
    _tell_campaigns(context)
    if server is not None:
        _tell_elsewhere(context, intents.elsewhere(server, unfinished=unfinished))
    if unfinished:
        hint_at_uploads(context)
    return shown


def _scope(context: CommandContext) -> AccountScope | None:
    try:
        return context.scope
    except CommandError as exc:
        context.feedback.note(f"{exc}: these are the last known states")
        return None


def _tell_broken(context: CommandContext, entry_id: int) -> None:
    context.feedback.warn(f"Entry {entry_id} of the ledger cannot be read, and is left out")


def _tell_more(context: CommandContext, shown: int, total: int | None) -> None:
    count = f"{shown} shown, and there is more" if total is None else f"{shown} of {total}"
    context.feedback.note(f"{count}; --all shows the rest")


def _tell_campaigns(context: CommandContext) -> None:
    """Say where the rows of campaigns are told of, which would fill every list."""
    with suppress(CommandError):  # without a key there is no server
        scope = context.scope
        if known := context.ledger.campaigns(scope.server, scope.profile).campaigns():
            listed = context.command_line("campaign", "status", known[0].name)
            context.feedback.note(f"Rows of campaigns are left out; see {listed}")


def _tell_elsewhere(context: CommandContext, found: Sequence[tuple[IntentRecord, int]]) -> None:
    for record, count in found:
        context.feedback.note(f"{count} more at another server: {program_for(record)} jobs list")


def hint_at_uploads(context: CommandContext) -> None:
    """Tell how to continue unfinished uploads of files at this server, which `jobs` cannot."""
    posts = context.ledger.uploads.unfinished()
    if not posts:  # no password manager is asked for the key to say nothing
        return
    with suppress(CommandError):  # without a key there is no server
        if any(post.server == context.scope.server for post in posts):
            context.feedback.hint(
                f"file uploads have a command of their own: {resume_uploads(context)}"
            )


def resume_uploads(context: CommandContext) -> str:
    """Return the command that continues uploads of files."""
    return context.command_line("upload", "--resume")


def not_started(name: str) -> CommandError:
    """Return the error for a *name* that the ledger does not know."""
    return CommandError(
        f"This machine has started nothing named `{name}`",
        code="cli_not_started",
        exit_code=ExitCode.NOT_FOUND,
        hint="see what it has started: layers jobs list",
        submitted="no",
    )


def listing(rows: Sequence[Started]) -> ListPage[Started]:
    """Return *rows* as one page."""
    return ListPage([row.data for row in rows], rows)


def _with_live_states(
    context: CommandContext, records: Iterable[IntentRecord], here: AccountScope | None
) -> Iterator[Started]:
    credits_ = known_credits(context) if here else None
    for record in records:
        live: Job | str | None = None
        if here and here.server == record.intent.server and record.is_running:
            try:
                live = _job(context, record.job_id or "")
            except NetworkError as exc:
                context.feedback.warn(f"{exc}; these are the last known states")
                here = None
        yield Started(record, live, _cost(record, credits_))


def _cost(record: IntentRecord, credits_: Credits | None) -> float | None:
    """Return the credits that *record* costs by estimate, None if that is not known."""
    intent = record.intent
    if record.state is IntentState.REFUSED or intent.kind not in ("create", "api"):
        return 0.0
    if intent.credits is not None:
        return intent.credits
    price = price_of(credits_, intent.format or "") if credits_ else None
    return None if price is None else price * intent.containers


def _job(context: CommandContext, job_id: str) -> Job | str | None:
    try:
        reply = context.api.get_job(job_id, retried=False)
        return reply.model if reply else None
    except NotFoundError:
        return GONE
    except NetworkError:
        raise
    except ApiError:  # of one job: its last known state is in the ledger
        return None
