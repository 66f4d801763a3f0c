"""`content decide`: the decisions of a file, checked, agreed to, and made once each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from layers_cli.api.responses import ListPage
from layers_cli.context.context import CommandContext
from layers_cli.errors.command_lines import command_line
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.reporting import describe
from layers_cli.formats.json_text import dumps, loads
from layers_cli.formats.whole_files import write_whole
from layers_cli.inputs.decision_lines import DecisionLine, FieldProblem, read_decisions
from layers_cli.inputs.places import check_no_source, check_redrawn, unnamable, unwritable
from layers_cli.ledger.decisions import APPROVE, OPEN, REJECT, DecisionRecord, DecisionState
from layers_cli.render.text import counted
from layers_cli.services import consent
from layers_cli.services.decisions import takes
from layers_cli.services.decisions.deliver import deliver_all, settle_as_found
from layers_cli.services.decisions.plan import Outcome, PlannedDecision, plan_lines
from layers_cli.services.decisions.takes import with_takes
from layers_cli.services.posting import promotion

_TELL_EVERY = 25
_LONGEST_LINE = 1 << 20  # bytes of a report


@dataclass(frozen=True)
class DecideOptions:
    """How a file of decisions is carried out.

    Without a *file* they are what earlier runs decided and did not send. *only* is the one kind to
    take from it, *results* where its report goes, *agreed* a yes beforehand. New takes may cost
    *max_credits* in all.
    """

    file: str | None
    only: str | None = None
    results: str | None = None
    agreed: bool = False
    max_credits: float | None = None


@dataclass(frozen=True)
class DecideReport:
    """What became of each line, and how the run ends; *path* is where the report was written."""

    rows: Sequence[PlannedDecision]
    path: Path | None = None
    error: Exception | None = None

    @property
    def listing(self) -> ListPage[PlannedDecision]:
        """Return the lines as one page."""
        return ListPage([row.data for row in self.rows], self.rows)

    def raise_for_failures(self) -> None:
        """Raise a `CommandError` if a line was not carried out; it says how to go on."""
        failed = [row for row in self.rows if row.failed]
        if not failed:
            return
        is_partial = len(failed) < len(self.rows) or any(
            row.outcome is Outcome.MADE for row in failed
        )
        again = [row for row in failed if row.outcome is not Outcome.BLOCKED]
        hint = "to make the rest, run the same command again" if again else "correct these lines"
        reasons = "; ".join(map(_reason, failed[:_MOST_NAMED]))
        more = f"; and {len(failed) - _MOST_NAMED} more" if len(failed) > _MOST_NAMED else ""
        raise CommandError(
            f"{len(failed)} of {counted(len(self.rows), 'line')} could not be carried out."
            f" {reasons}{more}",
            code="cli_partial" if is_partial else "cli_decisions",
            exit_code=ExitCode.PARTIAL if is_partial else self._code(again),
            hint=hint if self.path is None else f"{hint}; each is told in {self.path}",
            submitted=None if is_partial else "no",
            safe_to_retry=True,
        ) from self.error

    def _code(self, again: Sequence[PlannedDecision]) -> ExitCode:
        if not again:
            return ExitCode.USAGE
        return describe(self.error).code if self.error else ExitCode.TEMPORARY


_MOST_NAMED = 5


def _reason(row: PlannedDecision) -> str:
    problem = row.problem or FieldProblem("id", "it was not sent", "run it again")
    return f"line {row.line}, {problem.field}: {problem.reason}"


def plan(context: CommandContext, options: DecideOptions) -> list[PlannedDecision]:
    """Return what will become of the lines of the file; nothing is sent or recorded.

    Raises `UsageError` for a file that cannot be used at all.
    """
    if options.file is None:
        return with_takes(context, plan_lines(context, _left_over(context)))
    lines, note = read_decisions(context.inputs, options.file, whole=context.known_ids.whole)
    if note:
        context.feedback.note(note)
    if options.only is not None:
        lines = [each for each in lines if _is_of_kind(each.given[1], options.only)]
    if not lines:
        raise UsageError(
            f"{options.file} has nothing to {options.only}",
            hint=f"see what it has: {command_line('content', 'decide', options.file, '-n')}",
            param="FILE",
        )
    return with_takes(context, plan_lines(context, lines))


def _left_over(context: CommandContext) -> list[DecisionLine]:
    """Return the decisions of earlier runs, on this project's containers, that were not sent."""
    if not context.has_ledger:
        return []
    left = context.ledger.decisions.unsent(context.scope.server, context.project)
    return [
        DecisionLine(number, (each.decision.container_id, each.decision.kind), each.decision)
        for number, each in enumerate(left, 1)
        if not each.busy
    ]


def _is_of_kind(given: str, kind: str) -> bool:
    """Whether a line that says *given* is of *kind*; what is no decision is told for both."""
    said = given.casefold()
    return said == kind or said not in (APPROVE, REJECT)


def carry_out(
    context: CommandContext, rows: Sequence[PlannedDecision], options: DecideOptions
) -> DecideReport:
    """Make the decisions of *rows* that can be made, and write the report beside the file.

    Raises `CommandError` where nobody agrees to it; nothing was sent then.
    """
    path = _results_path(context, options)
    ready = [row for row in rows if row.outcome is Outcome.READY]
    wanted = takes.due(context, rows)
    cost = takes.price(context, wanted, most=options.max_credits)
    if ready or wanted:
        consent.require(context, f"{_in_words(ready, cost)}?", agreed=options.agreed)
    context.run_state.keep_partial_files()
    rows, error = _made(context, rows, ready)
    if wanted:
        started, failure = takes.start(context, takes.due(context, rows))
        rows = [started.get(row.line, row) for row in rows]
        error = error or failure
    if path is not None:
        write_whole(path, (dumps(row.data, ensure_ascii=False) + "\n" for row in rows))
    return DecideReport(rows, path, error)


def _in_words(rows: Sequence[PlannedDecision], cost: takes.TakesPrice) -> str:
    kinds = Counter(row.decision.kind for row in rows if row.decision)
    parts = [f"approve {kinds[APPROVE]}"] if kinds[APPROVE] else []
    parts += [f"reject {kinds[REJECT]} for good"] if kinds[REJECT] else []
    parts += [cost.words] if cost.count else []
    *first, last = parts
    words = f"{', '.join(first)} and {last}" if first else last
    return words[0].upper() + words[1:]


def _made(
    context: CommandContext, rows: Sequence[PlannedDecision], ready: Sequence[PlannedDecision]
) -> tuple[list[PlannedDecision], Exception | None]:
    """Record the decisions of *ready*, make them, and return *rows* as they are now."""
    _settle_open(context, rows)
    if not ready:
        return list(rows), None
    journal = context.ledger.decisions
    records = journal.hold(
        context.scope.server, context.project, [row.decision for row in ready if row.decision]
    )
    failed = deliver_all(context, records, _progress(context, len(records)))
    ended = [journal.read(record.id) for record in records]
    for record in ended:
        if record.code == promotion.NOT_SCHEDULED:
            promotion.warn(context, record.decision.container_id, record.message or "")
    by_line = {
        row.line: outcome_of(row, record, failed.get(record.id))
        for row, record in zip(ready, ended, strict=True)
    }
    return [by_line.get(row.line, row) for row in rows], next(iter(failed.values()), None)


def _settle_open(context: CommandContext, rows: Sequence[PlannedDecision]) -> None:
    """Record how decisions of earlier runs ended whose containers are found decided now."""
    found = {row.container_id: str((row.container or {}).get("approvalStatus")) for row in rows}
    decided = {name: met for name, met in found.items() if met not in ("None", "pending")}
    if not decided or not context.has_ledger:
        return
    journal = context.ledger.decisions
    for name, record in journal.latest(context.scope.server, decided.keys()).items():
        if record.state in OPEN and not record.busy:
            settle_as_found(journal, record, decided[name])


def _progress(context: CommandContext, total: int) -> Any:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done % _TELL_EVERY == 0:
            context.feedback.working(f"Sent {done:,} of {total:,}")

    context.feedback.working(f"Sending {counted(total, 'decision')}")
    return step


_OUTCOMES = {
    DecisionState.MADE: Outcome.MADE,
    DecisionState.STANDING: Outcome.ALREADY,
    DecisionState.REFUSED: Outcome.BLOCKED,
    DecisionState.HELD: Outcome.UNSENT,
    DecisionState.SENDING: Outcome.UNKNOWN,
    DecisionState.UNDONE: Outcome.UNSENT,
}


def outcome_of(
    row: PlannedDecision, record: DecisionRecord, exc: Exception | None
) -> PlannedDecision:
    """Return *row* with what became of its *record*; *exc* is the error that it ended with."""
    row = replace(row, outcome=_OUTCOMES[record.state], code=record.code)
    if record.busy:
        problem = FieldProblem("id", "another process decides it now", "wait for that to end")
        return replace(row, problem=problem, code="cli_in_flight")
    if record.state is DecisionState.REFUSED:
        reason = record.message or "the API refused it"
        return replace(row, problem=FieldProblem("decision", reason, "leave the line out"))
    if record.code == promotion.NOT_SCHEDULED:
        again = promotion.again(record.decision.container_id)
        problem = FieldProblem("id", record.message or "it is not scheduled", again)
        return replace(row, problem=problem)
    if row.outcome in (Outcome.UNSENT, Outcome.UNKNOWN):
        said = describe(exc).problem if exc else None
        reason = said.message if said else "it was not sent"
        if row.outcome is Outcome.UNKNOWN:
            reason = f"whether it was made is not known: {reason}"
        problem = FieldProblem("id", reason, "run the same command again")
        return replace(row, problem=problem, code=said.code if said else "cli_not_sent")
    return row


def _results_path(context: CommandContext, options: DecideOptions) -> Path | None:
    """Return where the report goes: `decisions.results.jsonl` beside `decisions.jsonl`.

    Raises `UsageError` where nothing can be written.
    """
    if options.results is None and options.file in (None, "-"):
        return None
    given = context.cwd / (options.results or str(options.file).removeprefix("@"))
    kind = f".{options.only}" if options.only else ""
    path = given if options.results else given.with_name(f"{given.stem}{kind}.results.jsonl")
    why = unnamable(path) or unwritable(path.parent)
    if why is None and (path.is_dir() or not path.parent.is_dir()):
        why = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
    if why is not None:
        raise UsageError(
            f"The results cannot be written to {path}: {why}",
            hint="choose another file: --results FILE",
            param="results",
        )
    if options.file not in (None, "-"):
        source = context.cwd / str(options.file).removeprefix("@")
        check_no_source(path, [source], param="results")
    check_redrawn(path, is_ours=_is_report, param="results")
    return path


def _is_report(path: Path) -> bool:
    """Whether the file *path* is the report of an earlier run."""
    try:
        with path.open("rb") as file:
            row = loads(file.readline(_LONGEST_LINE))
    except (OSError, ValueError):
        return False
    return isinstance(row, dict) and row.keys() >= {"line", "outcome"}


def exit_code(rows: Sequence[PlannedDecision]) -> ExitCode:
    """Return how a dry run ends: partial where some of *rows* cannot be made, usage where all."""
    failed = [row for row in rows if row.failed]
    if not failed:
        return ExitCode.OK
    if len(failed) < len(rows):
        return ExitCode.PARTIAL
    return ExitCode.USAGE
