"""Texts as commands take them: said outright, from a file with `@`, from stdin with `-`."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from layers_cli.errors.exceptions import UsageError

LONGEST_HOOK = 2000  # Unicode code points, api-core 1.7
LONGEST_CAPTION = 2200  # api-core 3.1


def read_text(value: str, *, cwd: Path, stdin: TextIO, param: str) -> str:
    """Return the text that *value* stands for.

    `-` is standard input, `@path` a UTF-8 file, `@@…` a text that begins with `@`. Line breaks of
    any kind become line feeds; one at the end of a file or of the input is left out, as a shell
    does. Everything else is kept.

    Raises `UsageError` where there is no such file, or no text in it.
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
    """Return what is in *file*, or on standard input for `-`, to be judged by whoever gets it.

    Raises `UsageError` where there is no such file.
    """
    if file == "-":
        return stdin.read().encode("utf-8", "surrogateescape")
    try:
        return (cwd / file.removeprefix("@")).read_bytes()
    except OSError as exc:
        raise UsageError(
            f"{file}: {exc.strerror or exc}", hint="name a file, or - for stdin", param=param
        ) from exc


def read_hooks(values: Sequence[str], *, cwd: Path, stdin: TextIO, unescape: bool) -> Iterator[str]:
    r"""Return each hook that *values* stand for, verbatim.

    *unescape* turns the two characters `\n` into a line break. Raises `UsageError` for a hook
    that the API would refuse, before anything is sent.
    """
    if list(values).count("-") > 1:
        raise UsageError("Standard input can be read once only", param="hook")
    for value in values:
        hook = read_text(value, cwd=cwd, stdin=stdin, param="hook")
        hook = hook.replace("\\n", "\n") if unescape else hook
        if not 1 <= len(hook) <= LONGEST_HOOK:
            raise UsageError(
                f"A hook has 1 to {LONGEST_HOOK} characters, this one has {len(hook)}",
                hint="shorten it" if hook else "say something: --hook 'Wait for it...'",
                param="hook",
            )
        yield hook


def checked_caption(text: str) -> str:
    """Return *text* if it can be a caption; raises `UsageError` if not."""
    if len(text) > LONGEST_CAPTION:
        raise UsageError(
            f"A caption has {LONGEST_CAPTION} characters at most, this one has {len(text)}",
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
            hint="a text that begins with @ is written with two: @@name",
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
