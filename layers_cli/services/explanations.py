"""Explanations of error codes, from `explanations.toml`."""

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.near_names import near_matches

_ORIGINS = {"api": "the API", "sandbox": "the sandbox", "layers": "layers"}
_STATUS_LENGTH = 3
_MOST_NEAR = 3


@dataclass(frozen=True)
class Explanation:
    """Explanation of a code; *origin* says who returns it, *status* is its HTTP status, if any."""

    code: str
    origin: str
    cause: str
    fix: str
    retry: str
    status: int | None = None

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it."""
        return asdict(self)


@cache
def explanations() -> dict[str, Explanation]:
    """Return all explanations by code, in the order of the file."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return {
        code: Explanation(code, _ORIGINS[origin], **entry)
        for origin, entries in tomllib.loads(text).items()
        for code, entry in entries.items()
    }


def explanation(code: str) -> Explanation | None:
    """Return the explanation of *code* in any case; None if there is none.

    `HTTP_<status>` is our code for an answer without one of the API's.
    """
    name = code.strip()
    known = explanations().get(name.upper()) or explanations().get(name.lower())
    if known is not None:
        return known
    prefix, _, status = name.upper().partition("_")
    is_status = status.isascii() and status.isdecimal() and len(status) == _STATUS_LENGTH
    return _without_code(int(status)) if prefix == "HTTP" and is_status else None


def explain(code: str) -> Explanation:
    """Return what *code* means; raises `CommandError` for a code that does not exist."""
    known = explanation(code)
    if known is not None:
        return known
    near = nearest_codes(code)
    raise CommandError(
        f"There is no error code `{code}`",
        code="cli_unknown_code",
        exit_code=ExitCode.NOT_FOUND,
        hint=(f"did you mean {', '.join(near)}? " if near else "") + "all: layers explain",
    )


def nearest_codes(code: str) -> list[str]:
    """Return the codes most similar to *code*, the best first."""
    word = code.strip()
    if not word:
        return []
    parts = [name for name in explanations() if word.upper() in name.upper()]
    return near_matches(word, explanations()) or parts[:_MOST_NEAR]


def _without_code(status: int) -> Explanation:
    temporary = status >= 500 or status in (408, 429)
    return Explanation(
        f"HTTP_{status}",
        "a server in between",
        f"The answer has status {status} and no error code of the API. It came from a proxy, a"
        " gateway, or a different server.",
        "Check the address and the network: layers config get base_url, layers doctor",
        "yes, after a pause; layers does this itself" if temporary else "no",
        status,
    )
