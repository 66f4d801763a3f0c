"""Remembers the projects, jobs, containers and others last seen, for completion in shells.

One small file for each profile and kind, which the completion scripts read by themselves: an id, a
tab and what it is, newest first. What cannot be remembered is forgotten; no command fails for it.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from layers_cli.formats.text import is_plain_word
from layers_cli.render.sanitize import clean

MOST = 100  # rows of a kind
LONGEST_ID = 80  # characters
LONGEST_TEXT = 60  # characters
MOST_IDS = 20_000  # of all kinds, in the list that no shell reads
LARGEST_FILE = 64 * 1024  # characters; what is longer was not written here


class Thing(NamedTuple):
    """One row: its *kind* is the name of the file it stands in."""

    kind: str
    id: str
    text: Any = ""
    is_id: bool = True


class Seen:
    """Collects what one run sees; `save` writes it down at the run's end."""

    def __init__(self) -> None:
        self._things: dict[str, dict[str, str]] = {}
        self.ids: dict[str, None] = {}  # of every kind

    def note(self, shape: str, data: Any, *, hook: str | None = None) -> None:
        """Take what an answer says; *shape* is its class in `api.models`, *hook* what was sent."""
        if not isinstance(data, dict):
            return
        for kind, name, text, is_id in _READERS.get(shape, _other)(data, hook):
            if not can_be_offered(name):
                continue
            if is_id:
                self.ids[name] = None
            if kind:
                known = self._things.setdefault(kind, {})
                known[name] = _one_line(text) or known.get(name, "")

    def text_of(self, name: str) -> str:
        """Return what is known of a container or a job, its hook above all; nothing if unknown."""
        known = (self._things.get(kind, {}).get(name) for kind in ("containers", "jobs"))
        return next(filter(None, known), "")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was seen."""
        return not self._things

    def save(self, folder: Path, *, place: str) -> None:
        """Write all of it into *folder*; what another *place* (profile and server) left there goes.

        Raises `OSError`.
        """
        if not self._things:
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for kind, things in self._things.items():
            _merge(folder / kind, things, head=f"# {_one_line(place)}")


def selection(environ: Mapping[str, str], *, profile: str | None, base_url: str | None) -> str:
    """Return the name of the folder for what the command line selects, as the scripts find it.

    *profile* and *base_url* are those of the flags. A script cannot read the configuration: what
    that says is in the files' first line, see `Seen.save`.
    """
    name = profile or environ.get("LAYERS_PROFILE") or "_"
    url = base_url or environ.get("LAYERS_BASE_URL")
    if name == "sandbox" or not url:
        return name
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in ".-" else "_" for c in url)
    return f"{name}@{plain}"


def can_be_offered(name: Any) -> bool:
    """Tell whether an id needs no quotes in any shell."""
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_ID or name.startswith("-"):
        return False
    return is_plain_word(name)


def _container(data: Mapping[str, Any], hook: str | None) -> Iterable[Thing]:
    yield Thing("containers", data.get("id", ""), data.get("hook") or hook or data.get("caption"))


def _job(data: Mapping[str, Any], hook: str | None) -> Iterable[Thing]:
    yield Thing("jobs", data.get("jobId", ""), hook or "")
    made = data.get("containerIds")
    for name in made if isinstance(made, list) else ():
        yield Thing("containers", name, hook or "")


def _project(data: Mapping[str, Any], hook: str | None) -> Iterable[Thing]:
    yield Thing("projects", data.get("id", ""), data.get("name") or data.get("appName"))


def _other(data: Mapping[str, Any], hook: str | None) -> Iterable[Thing]:
    yield Thing("", data.get("id", ""))


def _influencer(data: Mapping[str, Any], hook: str | None) -> Iterable[Thing]:
    yield Thing("influencers", data.get("influencerId", ""), data.get("name"))


def _webhook(data: Mapping[str, Any], hook: str | None) -> Iterable[Thing]:
    yield Thing("webhooks", data.get("id", ""), data.get("url"))


def _post(data: Mapping[str, Any], hook: str | None) -> Iterable[Thing]:
    yield Thing("posts", data.get("id", ""), f"{data.get('platform')} {data.get('status')}")


def _account(data: Mapping[str, Any], hook: str | None) -> Iterable[Thing]:
    handle, platform = data.get("handle"), data.get("platform")
    yield Thing("accounts", data.get("socialAccountId", ""), f"{handle} {platform}")
    if isinstance(handle, str):
        yield Thing("accounts", handle.removeprefix("@"), platform, is_id=False)


def _campaign(data: Mapping[str, Any], hook: str | None) -> Iterable[Thing]:
    yield Thing("campaigns", data.get("name", ""), data.get("sheet"), is_id=False)


def _tracks(data: Mapping[str, Any], hook: str | None) -> Iterable[Thing]:
    found = data.get("tracks")
    for each in found if isinstance(found, list) else ():
        if isinstance(each, dict):
            yield Thing("tracks", each.get("id", ""), each.get("title"), is_id=False)


_READERS: Mapping[str, Callable[[Mapping[str, Any], str | None], Iterable[Thing]]] = {
    "Container": _container,
    "Job": _job,
    "Project": _project,
    "Influencer": _influencer,
    "Webhook": _webhook,
    "ScheduledPost": _post,
    "SocialAccount": _account,
    "Campaign": _campaign,
    "Tracks": _tracks,
}


def _one_line(text: Any) -> str:
    if not isinstance(text, str):
        return ""
    line = " ".join(clean(text[: 4 * LONGEST_TEXT]).split())
    return line if len(line) <= LONGEST_TEXT else f"{line[: LONGEST_TEXT - 1]}…"


def _merge(path: Path, things: Mapping[str, str], *, head: str) -> None:
    """Put *things* before what the file has, if that is of the same place."""
    before = _read(path)
    known = dict(line.partition("\t")[::2] for line in before[1:]) if before[:1] == [head] else {}
    rows = {name: text or known.get(name, "") for name, text in things.items()}
    rows |= {
        name: text for name, text in known.items() if name not in rows and can_be_offered(name)
    }
    lines = [head, *(f"{name}\t{text}" for name, text in list(rows.items())[:MOST])]
    if lines != before:
        _replace(path, "\n".join(lines) + "\n")


def recall(path: Path) -> list[str]:
    """Return the ids that are kept in the file *path*, the oldest first."""
    try:
        return path.read_text(encoding="ascii", errors="replace").split("\n")[:-1]
    except OSError:
        return []


def remember(path: Path, names: Iterable[str]) -> None:
    """Add *names* to the file *path*, which several runs may do at once; raises `OSError`."""
    kept = recall(path)
    known = set(kept)
    fresh = [name for name in names if name not in known and can_be_offered(name)]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if len(kept) + len(fresh) > MOST_IDS:
        _replace(path, "".join(f"{name}\n" for name in [*kept, *fresh][-MOST_IDS // 2 :]))
        return
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="ascii", newline="\n") as file:
        file.write("".join(f"{name}\n" for name in fresh))


def _read(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(LARGEST_FILE).split("\n")[:-1]
    except OSError:
        return []


def _replace(path: Path, text: str) -> None:
    """Write *path* whole or not at all; hooks are nobody else's to read."""
    fresh = f"{path}.{os.getpid()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(fresh, flags, 0o600), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(fresh).replace(path)
