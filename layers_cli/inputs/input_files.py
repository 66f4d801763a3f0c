"""Texts given to a command: literally, from a file with `@`, or from stdin with `-`.

They are read in one way, whatever they come from, see `formats.text`.
"""

import errno
import io
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shlex import quote
from typing import Any, BinaryIO, Protocol, TypeVar, cast

from layers_cli.errors.exceptions import UsageError
from layers_cli.formats import text as formats
from layers_cli.formats.file_names import find_named
from layers_cli.formats.read_errors import why_unreadable
from layers_cli.formats.standard_input import StandardInput, StandardInputTakenError

_LARGEST_SHEET = 256_000_000  # bytes; 100,000 rows have 20 MB
_HEAD = 65_536  # bytes that tell whether a file is a sheet
_ZIP, _UTF16 = b"PK\x03\x04", (b"\xff\xfe", b"\xfe\xff")
_INPUT = "Standard input"
_FLAG = "The text"

T = TypeVar("T")


class Inputs:
    """Reads the files named on the command line, relative to *cwd*, and *stdin* for `-`."""

    def __init__(self, cwd: Path, stdin: StandardInput) -> None:
        self._cwd = cwd
        self._stdin = stdin

    def text(self, value: str, *, param: str) -> str:
        """Return the text that *value*, given for *param*, stands for.

        `-` is standard input, `@path` a file, `@@…` a text that begins with `@`. A line feed at the
        end of a file or of the input is dropped, as a shell does. Raises `UsageError` for what
        cannot be read or is not text.
        """
        if value == "-" or (value.startswith("@") and not value.startswith("@@")):
            return self.one_text(value, param=param)
        said = value[1:] if value.startswith("@@") else value
        return _explained(lambda: formats.checked(said), _FLAG, param)

    def hook(self, value: str) -> str:
        """Return the text of the hook that *value* stands for, as `text` does.

        Raises `UsageError` for a file that is a sheet, all of which would be paid for as one hook.
        """
        if not value.startswith("@") or value.startswith("@@"):
            return self.text(value, param="hook")
        name, content = _path(value), self.content(value, param="hook")
        if _is_sheet(name, content[:_HEAD]):
            raise UsageError(
                f"{name} is a sheet, and would be one hook with all that is in it",
                hint=f"make content of each row: layers campaign plan {quote(name)}; or read it as"
                f" it is: --hook - < {quote(name)}",
                param="hook",
            )
        return _explained(lambda: formats.decode(content), name, "hook").removesuffix("\n")

    def one_text(self, name: str, *, param: str) -> str:
        """Return what `file` does, without the line feed at its end, as a shell does."""
        return self.file(name, param=param).removesuffix("\n")

    def file(self, name: str, *, param: str) -> str:
        """Return the text of the file *name*, or of standard input for `-`.

        Raises `UsageError` for what cannot be read or is not text.
        """
        content = self.content(name, param=param)
        try:
            return _explained(lambda: formats.decode(content), _called(name), param)
        except UsageError as exc:
            if (words := _kind(content)) is None:
                raise
            wrong = f"{_called(name)} is {words}, not text"
            raise UsageError(wrong, hint="name a text file", param=param) from exc

    def content(self, name: str, *, param: str) -> bytes:
        """Return the bytes of the file *name*, or of standard input for `-`.

        Raises `UsageError` for what cannot be read, or is larger than any text.
        """
        if name == "-":
            stream = self.standard_input(param=param)
            return _explained(lambda: formats.read(stream), _INPUT, param)
        path = find_named(self._cwd / _path(name))
        return _explained(lambda: _bytes(path), _called(name), param, path)

    @contextmanager
    def opened(self, name: str, *, param: str) -> Iterator[BinaryIO]:
        """Give the file *name*, or standard input for `-`, as one that can be read again.

        Raises `UsageError` for what cannot be read, or is larger than any sheet.
        """
        with ExitStack() as stack:
            if name == "-":
                stream = self.standard_input(param=param)
                yield _explained(lambda: _kept(stream, stack), _INPUT, param)
                return
            path = find_named(self._cwd / _path(name))

            def told(work: Callable[[], T]) -> T:
                return _explained(work, _called(name), param, path)

            yield told(lambda: _again(path, stack, told))

    def standard_input(self, *, param: str) -> BinaryIO:
        """Return standard input as bytes, once; raises `UsageError` for a second time."""
        return _explained(self._stdin.take, _INPUT, param)


def read_hooks(
    values: Sequence[str], inputs: Inputs, *, unescape: bool, literal: bool = False
) -> Iterator[str]:
    r"""Yield each hook that *values* stand for, verbatim; *literal* ones stand for themselves.

    *unescape* turns the two characters `\n` into a line break. Raises `UsageError` for a hook
    that the API would reject, and for one in which nothing can be seen: it would be paid for.
    """
    for text in values if literal else [inputs.hook(value) for value in values]:
        hook = text.replace("\\n", "\n") if unescape else text
        if not 1 <= len(hook) <= formats.LONGEST_HOOK:
            raise UsageError(
                f"A hook has 1 to {formats.LONGEST_HOOK} characters; this one has {len(hook)}",
                hint="shorten it" if hook else "write one: --hook 'Wait for it...'",
                param="hook",
            )
        yield checked_words(hook, "hook", example="--hook 'Wait for it...'")


def checked_words(text: str, param: str, *, example: str) -> str:
    """Return *text*; raises `UsageError`, with an *example*, if nothing in it can be seen."""
    if not formats.is_blank(text):
        return text
    raise UsageError(
        f"The {param} is blank: it has no visible characters",
        hint=f"write one: {example}",
        param=param,
    )


def checked_caption(text: str) -> str:
    """Return *text*; raises `UsageError` if it is too long for a caption, or blank.

    One that is empty is a caption too (api-core 3.1).
    """
    if len(text) > formats.LONGEST_CAPTION:
        raise UsageError(
            f"A caption has at most {formats.LONGEST_CAPTION} characters; this one has {len(text)}",
            hint="shorten it",
            param="caption",
        )
    return checked_words(text, "caption", example="'Day one', or '' for none") if text else text


class _Told(Protocol):
    """Does some work on a file, and says of its errors which file it is."""

    def __call__(self, work: Callable[[], T]) -> T:
        """Return what *work* does; raises `UsageError`."""


class _ToldFile(io.FileIO):
    """A file that can be opened, but perhaps not read: on a bad disk, or in a cloud."""

    def __init__(self, path: Path, told: _Told) -> None:
        super().__init__(path)
        self._told = told

    def readinto(self, buffer: Any, /) -> int | None:
        return self._told(lambda: super(_ToldFile, self).readinto(buffer))


def _again(path: Path, stack: ExitStack, told: _Told) -> BinaryIO:
    """Return the file at *path*, or what a pipe there holds, until *stack* closes."""
    file = stack.enter_context(io.BufferedReader(_ToldFile(path, told), 1 << 16))
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode) or not file.seekable():
        return _kept(file, stack)
    _check_size(status.st_size)
    return file


def _kept(stream: BinaryIO, stack: ExitStack) -> BinaryIO:
    """Return all of *stream* as a file without a name."""
    unnamed = tempfile.TemporaryFile(prefix="layers-input-")  # noqa: SIM115 - the stack closes it
    file = cast("BinaryIO", stack.enter_context(unnamed))
    while block := stream.read(1 << 20):
        file.write(block)
        _check_size(file.tell())
    file.flush()
    return file


def _check_size(size: int) -> None:
    if size > _LARGEST_SHEET:
        raise OSError(errno.EFBIG, f"it is larger than {_LARGEST_SHEET // 1_000_000} MB")


def _kind(content: bytes) -> str | None:
    """Return what *content*, which is no text, is in people's words."""
    from layers_cli.filetypes.detection import HEAD_BYTES, detect_head  # texts are mostly text

    found = detect_head(content[:HEAD_BYTES])
    return found.words if found else None


def _is_sheet(name: str, head: bytes) -> bool:
    """Whether the file *name*, which begins with *head*, has rows and not a text."""
    from layers_cli.campaigns.columns import COLUMNS  # saves it where no file is read

    if head.startswith(_ZIP):
        return True
    lines = head.decode("utf-16" if head[:2] in _UTF16 else "utf-8-sig", "replace").splitlines()
    filled = [line for line in lines if not formats.is_blank(line)]
    words = re.split(r"[,;\t|]", filled[0]) if filled else []
    known = {word.strip().strip('"').lower() for word in words}.intersection(COLUMNS)
    named = name.lower().endswith((".csv", ".tsv"))
    return "hook" in known or len(known) > 1 or (named and len(filled) > 1)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return formats.read(file)


def _explained(read: Callable[[], T], name: str, param: str, path: Path | None = None) -> T:
    """Return what *read* reads from *name*, a file at *path* if it is one."""
    try:
        return read()
    except OSError as exc:
        raise UsageError(
            f"{name} {why_unreadable(exc, path)}",
            hint="name a file, or - for standard input; @@ begins a text with @",
            param=param,
        ) from exc
    except StandardInputTakenError as exc:
        raise UsageError(str(exc), hint="save one of them as a file", param=param) from exc
    except formats.NotTextError as exc:
        file = "FILE" if name in (_INPUT, _FLAG) else quote(name)
        hint = f"save it as UTF-8: iconv -f WINDOWS-1252 -t UTF-8 {file} > NEW"
        raise UsageError(f"{name}, {exc}", hint=hint, param=param) from exc
    except ValueError as exc:  # a NUL in the name
        raise UsageError(f"{name} cannot be read: {exc}", param=param) from exc


def _path(name: str) -> str:
    return name.removeprefix("@")


def _called(name: str) -> str:
    return _INPUT if name == "-" else _path(name)
