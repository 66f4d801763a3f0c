"""Checks what is given for a project as the API would (api-rest 2.2), before anything is sent."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.near_names import closest_match

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

LONGEST_REVIEW = 1024  # characters of a note or a reason, api-rest 4.3 and 4.4
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
OPTIONS = {
    "name": "name",
    "timezone": "timezone",
    "appName": "app-name",
    "appDescription": "app-description",
    "tagline": "tagline",
    "primaryLanguage": "language",
    "customerExternalId": "external-id",
}
"""The name of the option for each field, by the API's name."""
_LENGTHS = {"name": (3, 30), "appName": (3, 30), "appDescription": (100, 1000), "tagline": (1, 80)}
_CLEARED = frozenset({"appName", "appDescription", "tagline", "customerExternalId"})


def checked_project(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return *fields*, by the API's names, None for one to be cleared.

    Raises `UsageError` for a value that the API would refuse.
    """
    for name, value in fields.items():
        if value is not None:
            _CHECKS.get(name, _unchecked)(name, value)
        elif name not in _CLEARED:
            option = OPTIONS[name]
            raise UsageError(f"--{option} cannot be empty", hint="leave it out", param=option)
    return dict(fields)


def checked_text(text: str, *, param: str, least: int, most: int) -> str:
    """Return *text*, of *least* to *most* characters; raises `UsageError` for another length."""
    if least <= len(text) <= most:
        return text
    bounds = f"{least} to {most}" if least else f"at most {most}"
    raise UsageError(
        f"--{param} takes {bounds} characters; this text has {len(text)}",
        hint="shorten it" if len(text) > most else "write more",
        param=param,
    )


def _check_length(name: str, value: str) -> None:
    least, most = _LENGTHS[name]
    checked_text(value, param=OPTIONS[name], least=least, most=most)


def _check_language(_: str, value: str) -> None:
    if _LANGUAGE.fullmatch(value) is None:
        raise UsageError(
            f"`{value}` is not a language tag",
            hint="write one such as en or pt-BR",
            param="language",
        )


def parse_zone(name: str) -> "ZoneInfo":
    """Return the time zone *name*; raises `UsageError` for one that does not exist."""
    _check_zone("timezone", name)
    from zoneinfo import ZoneInfo  # saves its start for every other option

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as exc:
        raise UsageError(
            f"This system does not know the time zone `{name}`",
            hint="write the time with its offset: 2026-12-01T09:00+01:00",
            param="timezone",
        ) from exc


def _check_zone(_: str, value: str) -> None:
    import zoneinfo  # saves its start for every other option

    known = zoneinfo.available_timezones()
    if not known or value in known:  # a system without the list cannot judge
        return
    meant = closest_match(value, known)
    raise UsageError(
        f"There is no time zone `{value}`",
        hint=f"did you mean {meant}?" if meant else "write an IANA zone such as Europe/Berlin",
        param="timezone",
    )


def _unchecked(_: str, value: str) -> None:
    """Take *value* as it is."""


_CHECKS: Mapping[str, Callable[[str, str], None]] = {
    **dict.fromkeys(_LENGTHS, _check_length),
    "primaryLanguage": _check_language,
    "timezone": _check_zone,
}
