"""Resume what was started: find out its outcome, wait, download."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from layers_cli.api.polling import TrackedJob
from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.errors.command_lines import command_line
from layers_cli.errors.exceptions import UsageError
from layers_cli.errors.exit_codes import ExitCode, worst
from layers_cli.ledger.errors import OutcomeUnknownError
from layers_cli.ledger.records import UPLOAD_STEPS, IntentRecord, IntentState
from layers_cli.services.jobs.history import Started, hint_at_uploads, not_started, program_for
from layers_cli.services.jobs.outcome import find_outcome
from layers_cli.services.jobs.wait import JobResults, wait_and_download


@dataclass(frozen=True)
class ResumeFailure:
    """Why one record could not be resumed."""

    record: IntentRecord
    error: Exception


@dataclass(frozen=True)
class Resumed:
    """What came of resuming *asked* records.

    *results* are those of the jobs that were waited for, else *rows* are the records as they are
    now, None if there is nothing to say of them beside the *failures*.
    """

    asked: int
    failures: Sequence[ResumeFailure]
    results: JobResults | None = None
    rows: Sequence[Started] | None = None

    @property
    def exit_code(self) -> ExitCode:
        """Return how the run ends; a single failure is raised instead."""
        code = self.results.exit_code if self.results else ExitCode.OK
        if not self.failures:
            return code
        are_unknown = (isinstance(each.error, OutcomeUnknownError) for each in self.failures)
        if code is ExitCode.OK and all(are_unknown):
            return ExitCode.DECLINED
        return worst({code, ExitCode.PARTIAL})


def select(
    context: CommandContext, names: Sequence[str], *, everything: bool
) -> list[IntentRecord]:
    """Return the records that go by *names*, or *everything* that is unfinished here, oldest first.

    Raises `UsageError` for neither, and `CommandError` for a name the ledger does not know, or
    knows from another server: what was asked for there must not be sent here.
    """
    if bool(names) == everything:
        raise UsageError("Name what to resume, or use --all", hint="layers jobs list --unfinished")
    intents = context.ledger.intents
    if everything:
        found = intents.newest(server=context.scope.server, unfinished=True)
        of_jobs = [record for record in found if record.intent.kind not in UPLOAD_STEPS]
        mine = _mine(context, of_jobs)
        hint_at_uploads(context)
        return mine[::-1]
    by_id: dict[int, IntentRecord] = {}
    for name in names:
        records = intents.find(name)
        if not records:
            raise not_started(name)
        _check_server(context, records)
        by_id |= {record.id: record for record in records}
    return list(by_id.values())


def _mine(context: CommandContext, records: Sequence[IntentRecord]) -> list[IntentRecord]:
    """Return those of *records* that this profile or its key started; tell who has the others.

    What a living process is sending is left to it.
    """
    scope, mine, others = context.scope, [], Counter[str]()
    for record in records:
        if record.state is IntentState.PENDING:
            context.feedback.note(
                f"{record.key} is being sent by another process, and is left to it"
            )
        elif scope.profile == record.intent.profile or scope.credential == record.intent.credential:
            mine.append(record)
        else:
            others[program_for(record)] += 1
    for program, count in others.items():
        context.feedback.note(
            f"{count} more belong to another profile: {program} jobs resume --all"
        )
    return mine


def _check_server(context: CommandContext, records: Sequence[IntentRecord]) -> None:
    here = context.scope.server
    for record in records:
        if record.intent.server != here:
            program = program_for(record, here=here)
            there = command_line("jobs", "resume", record.key, program=program)
            raise UsageError(
                f"{record.key} was started at {record.intent.server}, and this is {here}",
                hint=f"resume it there: {there}",
            )


def resume(
    context: CommandContext,
    records: Sequence[IntentRecord],
    *,
    timeout: float | None,
    force_new: bool,
) -> Resumed:
    """Find out what became of *records*, wait for their jobs and save what was to be saved.

    The wait takes *timeout* seconds at most, None for no wait. *force_new* sends a request with an
    unknown outcome again without looking for its containers. A record that cannot be resumed does
    not stop the others.
    """
    jobs: dict[str, TrackedJob] = {}
    downloads: dict[str, DownloadOptions | None] = {}
    failures: list[ResumeFailure] = []
    for record in records:
        try:
            found = find_outcome(context, record, force_new=force_new)
        except BrokenPipeError:  # nobody is left to work for
            raise
        except Exception as exc:  # noqa: BLE001 - whatever is wrong with it, the others go on
            failures.append(ResumeFailure(record, exc))
        else:
            jobs |= {job.name: job for job in found}
            downloads |= dict.fromkeys(
                (job.name for job in found), DownloadOptions.of_intent(record.intent)
            )
    context.run_state.settled()
    if jobs and timeout is not None:
        results = wait_and_download(context, list(jobs.values()), downloads, timeout=timeout)
        return Resumed(len(records), failures, results=results)
    latest = [each for record in records for each in context.ledger.intents.find(record.key)]
    if len(records) == 1 and latest and latest[0].state is IntentState.UNKNOWN:
        return Resumed(1, failures)  # its failure says it all
    return Resumed(len(records), failures, rows=[Started(record) for record in latest])
