"""Look for the posts of a schedule or publish call whose outcome the ledger does not know.

A post cannot be taken back, and posts are no containers: they are found by container, account and
time. Nothing found proves nothing, as a schedule may wait for an approval where nobody sees it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from layers_cli.context.context import CommandContext
from layers_cli.formats.json_text import dumps, loads
from layers_cli.inputs.timestamps import to_epoch_seconds
from layers_cli.ledger.records import IntentRecord

if TYPE_CHECKING:
    from layers_cli.api.endpoints.models import ScheduledPost

EARLIER_SECONDS = 300.0  # how far the clocks of server and machine may differ
LATER_SECONDS = 3600.0  # how long after the last try what it made may still appear


def settle_by_posts(context: CommandContext, record: IntentRecord) -> bool:
    """Record *record* as carried out if each of its accounts has one post that must be of it.

    Returns whether it has; with fewer posts, or with several for an account, nobody can tell.
    """
    body = loads(record.intent.body)
    wanted = sorted(str(target["socialAccountId"]) for target in body["targets"])
    found = list(_alike(context, record, body.get("scheduledFor")))
    if sorted(str(post.social_account_id) for post in found) != wanted:
        return False
    answer = dumps({"scheduledPostIds": [post.id for post in found]}).encode()
    context.ledger.intents.answer(
        record.id, status=None, answer=answer, job_id=None, container_ids=(), finished=True
    )
    return True


def container_of(record: IntentRecord) -> str:
    """Return the container that a schedule or publish call takes out."""
    return record.intent.path.split("/")[3]


def _alike(context: CommandContext, record: IntentRecord, at: Any) -> "Iterator[ScheduledPost]":
    """Yield the container's posts of its time that no other record is known to have made."""
    first, last = record.created_at - EARLIER_SECONDS, record.changed_at + LATER_SECONDS
    moment = to_epoch_seconds(str(at)) if at else None
    container, known = container_of(record), _known(context, record)
    filters = {"since": at, "until": at} if at else {}
    pages = context.api.list_posts(
        record.intent.project or context.project,
        filters,
        wanted=lambda row: isinstance(row, dict) and row.get("containerId") == container,
    )
    for post in (post for page in pages for post in page.models()):
        made = post.created_at.timestamp() if post.created_at else None
        due = post.scheduled_for.timestamp() if post.scheduled_for else None
        if post.id in known or made is None or not first <= made <= last:
            continue
        if moment is None or due == moment:
            yield post


def _known(context: CommandContext, record: IntentRecord) -> set[str]:
    """Return the ids of the container's posts that other records were answered with."""
    container = container_of(record)
    answers = [
        loads(each.answer)
        for each in context.ledger.intents.newest()
        if each.answer and each.id != record.id and f"/{container}/" in each.intent.path
    ]
    return {name for answer in answers for name in answer.get("scheduledPostIds", ())}
