"""What is done with a campaign as a whole: pause, cancel, try again, forget."""

from collections.abc import Iterator
from dataclasses import replace

from layers_cli.campaigns.errors import CampaignLimitError
from layers_cli.campaigns.keys import content_digest, idempotency_key
from layers_cli.campaigns.records import PlannedRow, RowAction, RowRecord, RowState
from layers_cli.campaigns.store import CampaignStore
from layers_cli.context.context import CommandContext
from layers_cli.render.formatters import amount
from layers_cli.render.text import counted
from layers_cli.services import consent
from layers_cli.services.campaigns.applying import over_limit


def retry_failed(context: CommandContext, store: CampaignStore, name: str, *, agreed: bool) -> int:
    """Queue the refused rows of *name* again, and failed containers as new takes; return how many.

    Raises `CommandError` where nobody agrees to the price, or it is over the campaign's limit.
    """
    refused = list(store.rows(name, (RowState.REFUSED,)))
    takes = list(failed_takes(store, name))
    count = len(refused) + len(takes)
    if not count:
        return 0
    total = sum(each.row.credits for each in refused) + sum(each.credits for each in takes)
    question = f"Ask again for {counted(count, 'row')}, about {amount(total)} credits?"
    consent.require(context, question, agreed=agreed)
    try:
        return store.retry_failed(name, takes)
    except CampaignLimitError as exc:
        raise over_limit(exc) from exc


def failed_takes(store: CampaignStore, name: str) -> Iterator[PlannedRow]:
    """Yield another take of each row some of whose containers failed, for those alone."""
    newest: dict[str, RowRecord] = {}
    for record in store.rows(name):
        if record.state is not RowState.INVALID:
            newest[record.row.name] = record  # takes come in their order
    for record in newest.values():
        failed = tuple(id for id, status in record.statuses.items() if status == "failed")
        if failed and record.state is RowState.ACCEPTED:
            yield _take(name, record.row, failed)


def _take(campaign: str, row: PlannedRow, failed: tuple[str, ...]) -> PlannedRow:
    asked = int(row.body.get("variants") or 1)
    body = {**row.body, "variants": len(failed)}
    take = row.take + 1
    return replace(
        row,
        action=RowAction.CREATE,
        key=idempotency_key(campaign, row.name, content_digest(row.project, body), take),
        take=take,
        body=body,
        credits=row.credits / asked * len(failed),
        replaces=failed,
    )


def cancel(context: CommandContext, store: CampaignStore, name: str, *, agreed: bool) -> int:
    """Cancel what was not sent of *name*; return how many rows that were."""
    consent.require(context, f"Cancel the rows of {name} that were not sent yet?", agreed=agreed)
    return store.cancel(name)


def forget(context: CommandContext, store: CampaignStore, name: str, *, agreed: bool) -> None:
    """Remove *name* with its hooks from the record; what it cost stays counted."""
    question = f"Forget {name}, with its rows and hooks? What it cost stays spent"
    consent.require(context, question, agreed=agreed)
    store.forget(name)
