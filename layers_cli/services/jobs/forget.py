"""Let go of what was started and can never be delivered, so that nothing offers to resume it."""

from collections.abc import Sequence
from dataclasses import dataclass

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.ledger.records import IntentRecord, IntentState
from layers_cli.ledger.uploads import PostRecord
from layers_cli.render.text import counted
from layers_cli.services.jobs.history import Started, not_started


@dataclass(frozen=True)
class Forgettable:
    """What was started and is to be forgotten: *records* of requests, and *posts* of uploads."""

    records: Sequence[IntentRecord] = ()
    posts: Sequence[PostRecord] = ()


def select(context: CommandContext, names: Sequence[str], *, everything: bool) -> Forgettable:
    """Return what goes by *names*, at whatever server, or *everything* unfinished at this one.

    Raises `UsageError` for neither, and `CommandError` for a name that the ledger does not know.
    """
    if bool(names) == everything:
        raise UsageError("Name what to forget, or say --all", hint="layers jobs list --unfinished")
    if everything and not context.has_ledger:
        return Forgettable()
    ledger = context.ledger
    if everything:
        server = context.scope.server
        records = ledger.intents.newest(server=server, unfinished=True)
        return Forgettable(records, ledger.uploads.unfinished(server))
    records_by_id: dict[int, IntentRecord] = {}
    posts_by_id: dict[int, PostRecord] = {}
    for name in names:
        found, posts = ledger.intents.find(name), ledger.uploads.open_posts(name)
        if not found and not posts:
            raise not_started(name)
        records_by_id |= {record.id: record for record in found}
        posts_by_id |= {post.id: post for post in posts}
    return Forgettable(list(records_by_id.values()), list(posts_by_id.values()))


def agree(context: CommandContext, chosen: Forgettable, *, agreed: bool) -> None:
    """Ask whether *chosen* may be forgotten, unless the user has *agreed* beforehand.

    Raises `CommandError` for no, where nobody can be asked, and for what is being sent just now.
    """
    busy = [record.key for record in chosen.records if record.state is IntentState.PENDING]
    if busy or any(post.busy for post in chosen.posts):
        raise CommandError(
            "Another process is sending it at this moment",
            code="cli_in_flight",
            exit_code=ExitCode.PENDING,
            hint="wait for it to end, then run this again",
            submitted="no",
        )
    count = len(chosen.records) + len(chosen.posts)
    if agreed or not count:
        return
    answer = context.feedback.confirm(
        f"Forget {counted(count, 'request')}? What they cost stays spent"
    )
    if not answer:
        raise CommandError(
            "Nothing was forgotten" + (": nobody can be asked" if answer is None else ""),
            code="cli_no_input" if answer is None else "cli_declined",
            exit_code=ExitCode.DECLINED,
            hint="agree beforehand with --yes",
            submitted="no",
        )


def forget(context: CommandContext, chosen: Forgettable) -> list[Started]:
    """Forget *chosen* for good, and return the requests as they are now."""
    if not chosen.records and not chosen.posts:
        return []
    ledger = context.ledger
    ledger.intents.forget([record.id for record in chosen.records])
    for post in chosen.posts:
        ledger.uploads.forget(post.id)
    found = [each for record in chosen.records for each in ledger.intents.find(record.key)]
    return [Started(record) for record in found if record.is_forgotten]
