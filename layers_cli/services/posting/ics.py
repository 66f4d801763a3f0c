"""Posts as an iCalendar file (RFC 5545), which calendars subscribe to and import."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from layers_cli import __version__
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.sanitize import clean

if TYPE_CHECKING:
    from icalendar import Event

    from layers_cli.api.endpoints.models import ScheduledPost

_MINUTES = 15  # the length of a post in a calendar: none would be invisible there
_STATES = {"canceled": "CANCELLED", "published": "CONFIRMED", "failed": "CANCELLED"}


def calendar_of(
    posts: "Sequence[ScheduledPost]", names: Mapping[str, str], *, now: datetime
) -> bytes:
    """Return *posts* as a calendar; *names* has the accounts' names by id.

    A post keeps its UID, so that a second import changes what the first one made. Raises
    `CommandError` where the library is not installed.
    """
    try:
        from icalendar import Calendar  # no other command needs it
    except ImportError as exc:
        raise CommandError(
            "Calendars need a library that is not installed",
            code="cli_not_installed",
            exit_code=ExitCode.USAGE,
            hint="install it: pip install 'layers-cli[calendar]'",
        ) from exc
    calendar = Calendar()
    calendar.add("prodid", f"-//layers-cli {__version__}//EN")
    calendar.add("version", "2.0")
    for post in posts:
        if post.scheduled_for is not None:
            calendar.add_component(_event(post, names, now))
    return bytes(calendar.to_ical())


def _event(post: "ScheduledPost", names: Mapping[str, str], now: datetime) -> "Event":
    from icalendar import Event  # as above

    account = names.get(post.social_account_id or "", post.platform or "post")
    event, start = Event(), post.scheduled_for
    assert start is not None
    event.add("uid", f"{post.id}@layers-cli")
    event.add("dtstamp", now)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=_MINUTES))
    event.add("summary", clean(f"{account}: {post.status}"))
    event.add("description", clean(f"Container {post.container_id}, post {post.id}"))
    event.add("status", _STATES.get(post.status, "TENTATIVE"))
    if post.external_url and post.external_url.isascii():
        event.add("url", clean(post.external_url))
    return event
