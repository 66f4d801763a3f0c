"""The ids that this machine has seen, and their short forms, as docker and git have them.

Seen is what was started, uploaded or saved here, which the ledger knows, and what was listed or
shown, which stands in a file of its own. What nobody has seen here is left as it is.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import islice
from pathlib import Path

from layers_cli.completion.cache import can_be_offered, recall, remember
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ULID = "[0-9A-HJKMNP-TV-Z]{26}"
_WHOLE = re.compile(rf"(?:(?P<kind>[a-z]+)_)?(?:(?P<uuid>{_UUID})|{_ULID})", re.ASCII)
_IN_TEXT = re.compile(rf"\b(?:[a-z]+_)?(?:{_UUID}|{_ULID})\b", re.ASCII)
_COMMAND = re.compile(r"\blayers [^;,`()\n]*")
# As many characters as a short form has at least. Those that begin a ULID are a time.
_OF_A_UUID, _OF_A_ULID = 8, 12
_FEWEST_GIVEN = 2  # without the kind: with fewer, a slip of the finger would be an id
_MOST_NAMED = 10


class KnownIds:
    """Takes short ids for whole ones, and shortens those that are shown.

    *recorded* returns the ids of the ledger and *noted* those that this run has seen so far; *file*
    has those of earlier runs, or is None where nothing can be kept. `tell` is called with what a
    short id is taken for.
    """

    def __init__(
        self,
        recorded: Callable[[], Iterable[str]],
        noted: Callable[[], Iterable[str]],
        file: Path | None,
    ) -> None:
        self._recorded = recorded
        self._noted = noted
        self._file = file
        self.tell: Callable[[str], None] = lambda said: None
        self._shown: dict[str, None] = {}
        self._known: set[str] = set()
        self._sorted: list[str] = []
        self._taken = 0  # of what this run has noted

    def whole(self, given: str) -> str:
        """Return the only known id that begins with *given*; without any, *given* itself.

        Raises `CommandError` with the ids to choose from if there are several.
        """
        given = given.strip()
        if not _is_short(given):
            return given
        names = self._names()
        first = bisect_left(names, given)
        found = [name for name in names[first : first + 1] if name == given]
        found = found or _beginning_with(given, names, first)
        if len(found) > 1:
            raise _ambiguous(given, found)
        if found and found[0] != given:
            self.tell(f"{given} is {found[0]}")
        return found[0] if found else given

    def short(self, name: str) -> str:
        """Return the shortest beginning of the id *name* that `whole` takes for it, and keep it."""
        form = _WHOLE.fullmatch(name)
        if form is None:
            return name
        self._shown[name] = None
        if not self._keeps:
            return name
        kind = len(form["kind"]) + 1 if form["kind"] else 0
        size = kind + (_OF_A_UUID if form["uuid"] else _OF_A_ULID)
        names = self._names()
        self._add(name)
        place = bisect_left(names, name)
        after = _end_of(name, names, place)
        beside = [*names[max(place - 1, 0) : place], *names[after : after + 1]]
        while size < len(name) and any(other.startswith(name[:size]) for other in beside):
            size += 1
        return name[:size].rstrip("-") if size < len(name) else name

    def shorten(self, text: str) -> str:
        """Return *text* with short forms of the ids in it."""
        return _IN_TEXT.sub(lambda found: self.short(found[0]), text)

    def shorten_commands(self, text: str) -> str:
        """Return *text* with short forms of the ids in the commands that it suggests."""
        return _COMMAND.sub(lambda command: self.shorten(command[0]), text)

    def save(self) -> bool:
        """Keep what this run has seen and shown; return whether it can be kept."""
        fresh = dict.fromkeys([*self._noted(), *self._shown])
        try:
            if fresh and self._file is not None:
                remember(self._file, fresh)
        except OSError:
            return False
        return self._file is not None

    @cached_property
    def _keeps(self) -> bool:
        return self.save()

    def _names(self) -> list[str]:
        """Return all of them in order; what this run has seen since the last time is added."""
        if not self._known:
            kept = recall(self._file) if self._file else []
            self._known = {*kept, *self._recorded()}
            self._sorted = sorted(self._known)
        for name in islice(self._noted(), self._taken, None):
            self._taken += 1
            self._add(name)
        return self._sorted

    def _add(self, name: str) -> None:
        if name not in self._known:
            self._known.add(name)
            insort(self._sorted, name)


def _is_short(given: str) -> bool:
    """Tell whether *given* may be the beginning of an id, and is not one as the API makes them."""
    if not can_be_offered(given) or _WHOLE.fullmatch(given):
        return False
    return len(given.rpartition("_")[2]) >= _FEWEST_GIVEN


def _beginning_with(given: str, names: list[str], first: int) -> list[str]:
    found = names[first : _end_of(given, names, first)]
    # The keys of a command's requests are its own with a number: it stands for all of them.
    return found[:1] if all(name.startswith(found[0]) for name in found) else found


def _end_of(beginning: str, names: list[str], first: int) -> int:
    return bisect_left(names, beginning + "\x7f", lo=first)


def _ambiguous(given: str, found: list[str]) -> CommandError:
    lines = found[:_MOST_NAMED]
    if more := len(found) - len(lines):
        lines.append(f"and {more} more")
    return CommandError(
        "\n  ".join([f"`{given}` begins {len(found)} ids that this machine has seen:", *lines]),
        code="cli_usage",
        exit_code=ExitCode.USAGE,
        hint="give more of the one that you mean",
        param="ID",
        submitted="no",
        retryable=False,
        details={"candidates": found},
    )
