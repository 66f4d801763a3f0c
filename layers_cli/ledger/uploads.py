"""The tables of uploads: a post is reserved, its files are stored, then it is finalized.

A post becomes one container. Its keys are made before the first call, so that every step can be
repeated after a crash and leads to the same container. All SQL on these tables is here.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import uuid4

from layers_cli.ledger.database import Database
from layers_cli.ledger.owner import is_at_work
from layers_cli.ledger.records import FORGOTTEN


class PostState(StrEnum):
    """How far a post has come."""

    OPEN = "open"  # something is left to do
    FINISHED = "finished"  # its container is complete
    REFUSED = "refused"  # it can never be completed as it was meant


class FileRecord(NamedTuple):
    """One file as it was checked; *size* in bytes, *mtime_ns* in nanoseconds since 1970.

    *sha256* is known once somebody had a reason to read it all, *stored* once storage has it.
    """

    place: int
    path: str
    name: str
    content_type: str
    size: int
    mtime_ns: int
    sha256: str | None = None
    stored: bool = False


@dataclass(frozen=True)
class NewPost:
    """What is to become one container; *run* is the key of the whole command."""

    run: str
    server: str
    profile: str
    project: str
    credential: str
    caption: str
    grouping: str
    files: tuple[FileRecord, ...]


@dataclass(frozen=True)
class PostRecord(NewPost):
    """A post as the ledger holds it; *busy* while another process works on it."""

    id: int
    session_key: str
    finalize_key: str
    session_at: float | None
    container_id: str | None
    state: PostState
    busy: bool


_OF_A_NEW_POST = [each.name for each in fields(NewPost) if each.name != "files"]
_AS_THEY_ARE = [
    each.name for each in fields(PostRecord) if each.name not in ("state", "files", "busy")
]


class Uploads(NamedTuple):
    """The posts of one ledger. Raises `LedgerError` where the file cannot be used."""

    database: Database
    clock: Callable[[], float]
    owner: str
    process_has_exited: Callable[[str], bool]

    def newest(self) -> int:
        """Return the id of the newest post, 0 if there is none."""
        [row] = self.database.rows("select coalesce(max(id), 0) from upload_posts")
        return int(row[0])

    def add(self, posts: Sequence[NewPost], *, seen: int | None = None) -> list[PostRecord] | None:
        """Commit *posts* in one durable step, before the first byte of them is sent.

        None, and nothing is written, if another process has added files of the same sizes after the
        post with the id *seen*: they may be the same files, and have to be compared first.
        """
        with self.database.transaction():
            if seen is not None and any(self._is_overtaken(post, seen) for post in posts):
                return None
            return [self._added(post) for post in posts]

    def _is_overtaken(self, post: NewPost, seen: int) -> bool:
        sizes = _sizes([file.size for file in post.files])
        found = self.database.rows(
            "select 1 from upload_posts where id > ? and server = ? and project = ? and sizes = ?",
            (seen, post.server, post.project, sizes),
        )
        return next(found, None) is not None

    def claim(
        self,
        post_id: int,
        *,
        caption: str | None = None,
        files: Sequence[FileRecord] = (),
    ) -> PostRecord | None:
        """Make an open post this process's own; None while another one works on it.

        A *caption* takes the place of the old one, with a new key: it is another request. *files*
        say where the same bytes lie now.
        """
        with self.database.transaction() as db:
            post = self._read(post_id)
            if post.busy or post.state is not PostState.OPEN:
                return None
            changes: dict[str, Any] = {"owner": self.owner}
            if caption is not None and caption != post.caption:
                changes |= {"caption": caption, "finalize_key": str(uuid4())}
            self._change(post_id, **changes)
            db.executemany(
                "update upload_files set path = ?, mtime_ns = ? where post = ? and place = ?",
                [(file.path, file.mtime_ns, post_id, file.place) for file in files],
            )
            return self._read(post_id)

    # The steps

    def reserving(self, post_id: int) -> None:
        """Note that the session is about to be asked for with the post's key."""
        with self.database.transaction() as db:
            db.execute(
                "update upload_posts set session_at = coalesce(session_at, ?) where id = ?",
                (self.clock(), post_id),
            )

    def reserved(self, post_id: int, container_id: str) -> None:
        """Note the container that waits for the files."""
        with self.database.transaction():
            self._change(post_id, container_id=container_id)

    def stored(self, post_id: int, place: int, sha256: str) -> None:
        """Note that storage has one file, and its checksum."""
        with self.database.transaction() as db:
            db.execute(
                "update upload_files set stored = 1, sha256 = ? where post = ? and place = ?",
                (sha256, post_id, place),
            )

    def missing(self, post_id: int) -> None:
        """Note that storage lost what it was sent."""
        with self.database.transaction() as db:
            db.execute("update upload_files set stored = 0 where post = ?", (post_id,))

    def renew(self, post_id: int) -> PostRecord:
        """Begin a post anew with new keys: its session is over, and its container stays empty."""
        with self.database.transaction() as db:
            db.execute("update upload_files set stored = 0 where post = ?", (post_id,))
            keys = {name: str(uuid4()) for name in ("session_key", "finalize_key")}
            self._change(post_id, **keys, session_at=None, container_id=None)
            return self._read(post_id)

    def finish(self, post_id: int) -> None:
        """Note that the container is complete."""
        with self.database.transaction():
            self._change(post_id, state=PostState.FINISHED, code=None)

    def refuse(self, post_id: int, code: str) -> None:
        """Note that the post can never be completed as it was meant."""
        with self.database.transaction():
            self._change(post_id, state=PostState.REFUSED, code=code)

    def recaption(self, container_id: str, caption: str) -> None:
        """Note that the container of a complete post has another *caption* now."""
        with self.database.transaction() as db:
            db.execute(
                "update upload_posts set caption = ? where container_id = ? and state = ?",
                (caption, container_id, PostState.FINISHED),
            )

    def forget(self, post_id: int) -> None:
        """Note that nobody waits for an open post any more."""
        self.refuse(post_id, FORGOTTEN)

    # Questions

    def alike(self, server: str, project: str, sizes: Sequence[int]) -> list[PostRecord]:
        """Return posts of files of just these *sizes*, complete or open, newest first."""
        return self._found(
            "server = ? and project = ? and sizes = ? and state != 'refused'",
            (server, project, _sizes(sizes)),
        )

    def unfinished(self, server: str | None = None) -> list[PostRecord]:
        """Return the open posts at *server*, or at any, oldest first."""
        return self._found("server = coalesce(?, server) and state = 'open'", (server,))[::-1]

    def open_posts(self, name: str) -> list[PostRecord]:
        """Return the open posts that go by *name*: a container, or a key of one of their calls."""
        return self._found(
            "state = 'open' and ? in (run, session_key, finalize_key, container_id)", (name,)
        )

    def with_content(self, sha256: str) -> list[PostRecord]:
        """Return the posts whose container has a file with this content, newest first."""
        stored = "select post from upload_files where sha256 = ? and stored"
        return self._found(
            f"container_id is not null and state = 'finished' and id in ({stored})", (sha256,)
        )

    def _found(self, condition: str, values: tuple[object, ...]) -> list[PostRecord]:
        rows = self.database.rows(
            f"select * from upload_posts where {condition} order by id desc",  # noqa: S608 - ours
            values,
        )
        return [self._post(row) for row in rows]

    def ids(self) -> Iterator[str | None]:
        """Yield the ids of containers and projects; any may be missing or come twice."""
        for row in self.database.rows("select distinct container_id, project from upload_posts"):
            yield from row

    # Rows

    def _added(self, post: NewPost) -> PostRecord:
        now = self.clock()
        values = {name: getattr(post, name) for name in _OF_A_NEW_POST} | {
            "sizes": _sizes([file.size for file in post.files]),
            "session_key": str(uuid4()),
            "finalize_key": str(uuid4()),
            "state": PostState.OPEN,
            "owner": self.owner,
            "created_at": now,
            "changed_at": now,
        }
        post_id = self.database.insert("upload_posts", values)
        for file in post.files:
            self.database.insert("upload_files", {"post": post_id, **file._asdict()})
        return self._read(post_id)

    def _change(self, post_id: int, **changes: Any) -> None:
        self.database.update("upload_posts", post_id, {**changes, "changed_at": self.clock()})

    def _read(self, post_id: int) -> PostRecord:
        [post] = self._found("id = ?", (post_id,))
        return post

    def _post(self, row: sqlite3.Row) -> PostRecord:
        state = PostState(row["state"])
        is_mine = row["owner"] == self.owner
        files = self.database.rows(
            "select * from upload_files where post = ? order by place", (row["id"],)
        )
        return PostRecord(
            **{name: row[name] for name in _AS_THEY_ARE},
            state=state,
            files=tuple(_file(each) for each in files),
            busy=state is PostState.OPEN
            and not is_mine
            and is_at_work(row, self.clock(), self.process_has_exited),
        )


def _file(row: sqlite3.Row) -> FileRecord:
    values = {name: row[name] for name in FileRecord._fields}
    return FileRecord(**{**values, "stored": bool(row["stored"])})


def _sizes(sizes: Sequence[int]) -> str:
    return ",".join(map(str, sizes))
