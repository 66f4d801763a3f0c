"""Saves the media of containers: names, transfers, and a record of where each file comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from layers_cli.api.errors import ApiError, StatusError
from layers_cli.api.media import bare
from layers_cli.downloads.creative import Creative, creative_of
from layers_cli.downloads.crew import Crew, Ended, Moved, Told
from layers_cli.downloads.existing import TakenError, already_there
from layers_cli.downloads.planning import Plan
from layers_cli.downloads.transfer import Downloaded, Wanted, Watch, save
from layers_cli.errors.reporting import describe

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
    from layers_cli.downloads.creative import MediaFile
    from layers_cli.downloads.delivery import Delivery
    from layers_cli.ledger.ledger import Ledger
    from layers_cli.ledger.saved_files import SavedFile

# What a store answers once a signed address has run out, or the file has moved.
_DEAD_LINK = frozenset({403, 404, 410})


class Saving:
    """One run's way to save containers as *delivery* says."""

    def __init__(self, context: CommandContext, delivery: Delivery) -> None:
        self._context = context
        self._delivery = delivery
        self._folder = context.cwd / delivery.folder
        self._renewed: dict[str, Creative] = {}
        self._tried_again: set[Wanted] = set()
        self._by_container: dict[str, list[Downloaded]] = {}
        self.failed: dict[str, Exception] = {}

    @property
    def files(self) -> list[Downloaded]:
        """Return the files that are there, a container's together and in order."""
        rows = (sorted(each, key=lambda f: f.position) for each in self._by_container.values())
        return [file for files in rows for file in files]

    def save(self, creatives: Iterable[Creative]) -> None:
        """Save the media of the completed ones; what goes wrong with one stops no other.

        `files` are those that are there then, `failed` the first error of each container.
        """
        plan = self._plan()
        once = {each.id: each for each in creatives if each.is_completed}
        self._by_container = {name: [] for name in once}  # shown in the order they were asked for
        wanted = [(each, self._named(plan, each)) for each in once.values()]
        crew = Crew(self._save_one, self._delivery.jobs)
        self._retries = replace(self._context.retries, tell=partial(_tell, crew))
        sizes = [file.media.bytes for _, files in wanted for file in files]
        known = sum(size for size in sizes if size) if None not in sizes else None
        for _, files in wanted:
            for file in files:
                crew.add(file)
        self._context.keeps_parts = True
        left = {creative.id: (creative, len(files)) for creative, files in wanted}
        with self._context.out.transferring(len(sizes), known) as display:
            ledger = _ledger(self._context) if sizes else None  # opened while the first files come
            for event in crew.events():
                if isinstance(event, Moved):
                    display.moved(str(event.wanted.path), event.done, event.length)
                elif isinstance(event, Told):
                    self._context.out.note(event.text)
                elif again := self._again(event):
                    crew.add(again)
                else:
                    self._take(event)
                    display.ended(str(event.wanted.path), *_end(event))
                    creative, count = left[event.wanted.container_id]
                    left[creative.id] = (creative, count - 1)
                    if count == 1:
                        self._record(creative, ledger)

    def _plan(self) -> Plan:
        return Plan(
            self._folder,
            self._delivery.template,
            variant_of=lambda creative: _variant(self._known, creative.id),
            saved_at=lambda path: (
                self._known.saved_files.at(str(path.absolute())) if self._known else None
            ),
            type_of=self._type_of,
        )

    @property
    def _known(self) -> Ledger | None:
        """Return the ledger if there is one: where nothing is there yet, nobody asks for it."""
        return self._context.known_ledger

    def _named(self, plan: Plan, creative: Creative) -> list[Wanted]:
        try:
            return plan.files_of(creative)
        except ApiError as exc:  # it was asked for the type of a file
            self.failed[creative.id] = exc
            return []

    def _type_of(self, media: MediaFile) -> str:
        with self._context.media.open(media.url) as answer:
            return answer.content_type

    def _save_one(self, wanted: Wanted, watch: Watch) -> Downloaded:
        """Save one file; called by several threads."""
        delivery = self._delivery
        force = delivery.overwrite
        there = already_there(wanted, self._folder, force=force, skip=delivery.skip_existing)
        if there is not None:
            return there
        saved = save(
            wanted,
            self._context.media,
            retries=self._retries,
            force=force,
            watch=watch,
        )
        self._context.committed()
        return saved

    def _again(self, event: Ended) -> Wanted | None:
        """Return the file of *event* with a new address, where its old one has run out."""
        exc, wanted = event.error, event.wanted
        if not isinstance(exc, StatusError) or exc.status not in _DEAD_LINK:
            return None
        if wanted in self._tried_again:
            return None
        try:
            media = self._read_again(wanted)
        except ApiError as later:
            self.failed.setdefault(wanted.container_id, later)
            return None
        if media is None or media.url == wanted.media.url:
            return None
        again = wanted.at(media)
        self._tried_again.add(again)
        return again

    def _read_again(self, wanted: Wanted) -> MediaFile | None:
        """Return what the API says of *wanted* by now; one read does for all of a container."""
        known = self._renewed.get(wanted.container_id)
        if known is None or wanted.media in known.media:
            reply = self._context.api.get_content(wanted.container_id)
            known = self._renewed[wanted.container_id] = creative_of(reply.data, reply.request_id)
        media = known.media
        return media[wanted.position - 1] if len(media) >= wanted.position else None

    def _take(self, event: Ended) -> None:
        if event.saved is not None:
            self._by_container[event.saved.container_id].append(event.saved)
        elif isinstance(event.error, ApiError | OSError | TakenError):
            self.failed.setdefault(event.wanted.container_id, event.error)
        elif event.error is not None:
            raise event.error

    def _record(self, creative: Creative, ledger: Ledger | None) -> None:
        """Write down where the files of *creative* come from; that it cannot be stops nothing."""
        from layers_cli.downloads import sidecar
        from layers_cli.ledger.errors import LedgerError

        files = [file for file in self._by_container.get(creative.id, ()) if file.sha256]
        if not files:
            return
        files.sort(key=lambda file: file.position)
        server = self._context.place.server
        try:
            more = _noted(ledger, files, creative, server) if ledger else {}
            if not self._delivery.sidecar:
                return
            if sidecar.write(creative, files, server=server, more=more) is None:
                self._context.out.warn(
                    f"{creative.id}.json is another file: no sidecar was written"
                )
        except (OSError, LedgerError) as exc:
            self._context.out.warn(f"No record of {creative.id}: {describe(exc).problem.message}")


def _tell(crew: Crew, exc: ApiError, seconds: float) -> None:
    status = getattr(exc, "status", None)
    said = f"The server answered {status}" if status else str(exc)
    crew.tell(f"{said}; trying again in {seconds:.1f} s")


def _end(event: Ended) -> tuple[str, int | None]:
    if event.saved is None:
        return "failed", None
    return event.saved.state, event.saved.bytes


def _ledger(context: CommandContext) -> Ledger | None:
    from layers_cli.ledger.errors import LedgerError

    try:
        return context.ledger
    except LedgerError as exc:
        context.out.note(
            f"{exc}; `{context.program} whence` will know these files by their sidecars only"
        )
        return None


def _variant(ledger: Ledger | None, container_id: str) -> int:
    """Return the number of a container among those that were asked for with the same hook."""
    found = ledger.find(container_id) if ledger else []
    if ledger is None or not found:
        return 1
    entry = found[0]
    same = [each for each in ledger.find(entry.intent.run) if each.intent.hook == entry.intent.hook]
    ids = [name for each in same for name in each.container_ids]
    return ids.index(container_id) + 1 if container_id in ids else 1


def _noted(
    ledger: Ledger, files: Sequence[Downloaded], creative: Creative, server: str
) -> dict[str, Any]:
    """Write *files* into the ledger, and return what that knows of their container."""
    ledger.saved_files.note(_row(file, creative, server, ledger.clock()) for file in files)
    entries = ledger.find(creative.id)
    return {"jobId": entries[0].job_id, "idempotencyKey": entries[0].key} if entries else {}


def _row(file: Downloaded, creative: Creative, server: str, now: float) -> SavedFile:
    from layers_cli.ledger.saved_files import SavedFile

    project = creative.data.get("projectId")
    return SavedFile(
        str(file.path.absolute()),
        str(file.sha256),
        file.bytes,
        file.container_id,
        file.position,
        bare(file.url),
        server,
        asset_id=file.asset_id,
        project=project if isinstance(project, str) else None,
        format=creative.format,
        hook=creative.hook,
        saved_at=now,
    )
