"""Text given to a command: literally, from a file with `@`, or from stdin with `-`."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from layers_cli.errors.exceptions import UsageError

MAX_HOOK_LENGTH = 2000  # Unicode code points, api-core 1.7
MAX_CAPTION_LENGTH = 2200  # api-core 3.1


def read_text(value: str, *, cwd: Path, stdin: TextIO, param: str) -> str:
    """Return the text that *value* stands for.

    `-` is standard input, `@path` a UTF-8 file, `@@…` a text that begins with `@`. Line breaks of
    any kind become line feeds; one at the end of a file or of the input is dropped, as a shell
    does. Everything else is kept. Raises `UsageError` for a file that is missing or not UTF-8.
    """
    if value == "-":
        return _without_last_line_feed(_checked(stdin.read, "standard input", param))
    if value.startswith("@@"):
        return _checked(lambda: value[1:], "The text", param)
    if not value.startswith("@"):
        return _checked(lambda: value, "The text", param)
    path = cwd / value[1:]
    text = _checked(lambda: path.read_text(encoding="utf-8-sig"), str(path), param)
    return _without_last_line_feed(text)


def read_bytes(file: str, *, cwd: Path, stdin: TextIO, param: str) -> bytes:
    """Return the bytes of *file*, or of standard input for `-`.

    Raises `UsageError` for a file that cannot be read.
    """
    if file == "-":
        return stdin.read().encode("utf-8", "surrogateescape")
    try:
        return (cwd / file.removeprefix("@")).read_bytes()
    except OSError as exc:
        raise UsageError(
            f"{file}: {exc.strerror or exc}",
            hint="give the path of a file, or - for stdin",
            param=param,
        ) from exc


def read_hooks(values: Sequence[str], *, cwd: Path, stdin: TextIO, unescape: bool) -> Iterator[str]:
    r"""Yield each hook that *values* stand for, verbatim.

    *unescape* turns the two characters `\n` into a line break. Raises `UsageError` for a hook
    that the API would reject.
    """
    if list(values).count("-") > 1:
        raise UsageError("Standard input can be read only once", param="hook")
    for value in values:
        hook = read_text(value, cwd=cwd, stdin=stdin, param="hook")
        hook = hook.replace("\\n", "\n") if unescape else hook
        if not 1 <= len(hook) <= MAX_HOOK_LENGTH:
            raise UsageError(
                f"A hook has 1 to {MAX_HOOK_LENGTH} characters; this one has {len(hook)}",
                hint="shorten it" if hook else "write one: --hook 'Wait for it...'",
                param="hook",
            )
        yield hook


def checked_caption(text: str) -> str:
    """Return *text*; raises `UsageError` if it is too long for a caption."""
    if len(text) > MAX_CAPTION_LENGTH:
        raise UsageError(
            f"A caption has at most {MAX_CAPTION_LENGTH} characters; this one has {len(text)}",
            hint="shorten it",
            param="caption",
        )
    return text


def _checked(read: Callable[[], str], name: str, param: str) -> str:
    try:
        text = read()
    except OSError as exc:
        raise UsageError(
            f"Cannot read {name}: {exc.strerror}",
            hint="to start a text with @, write it twice: @@name",
            param=param,
        ) from exc
    except ValueError as exc:
        raise UsageError(f"{name} is not UTF-8 text", param=param) from exc
    try:
        text.encode()
    except UnicodeEncodeError as exc:  # a stream in another encoding leaves surrogates behind
        raise UsageError(f"{name} is not UTF-8 text", param=param) from exc
    return text


def _without_last_line_feed(text: str) -> str:
    return text.removesuffix("\n")
