"""Where `layers` begins. Answers `--version` and `--help` before anything heavy is imported."""

import gc
import os
import sys

from layers_cli import __version__
from layers_cli.cli.stored_help import answer, may_ask_for_help


def main() -> int:
    """Run the command line of this process and return its exit code."""
    if None in (sys.stdin, sys.stdout, sys.stderr) or not _do_streams_block():
        from layers_cli.cli import standard_streams  # hardly any run has such a stream

        standard_streams.make_usable()
    argv = sys.argv[1:]
    try:
        code = _said_at_once(argv)
    except OSError as exc:  # a closed pipe, a full disk
        from layers_cli.cli import main  # not for what can be written

        return main.unwritten(exc)
    if code is not None:
        return code
    gc.set_threshold(100_000)  # imports leave no garbage; looking for it takes a tenth of a start
    from layers_cli.cli import vendor  # not for a help or the version

    code = vendor.hand_over(argv, sys.argv[0], os.environ)
    if code is not None:
        return code
    from layers_cli.cli import main  # Typer; not for a help or the version

    code = main.main()
    gc.freeze()  # the process ends: looking for garbage once more costs a tenth of a short run
    return code


def _do_streams_block() -> bool:
    """Whether reading and writing wait, as Python expects; on Windows they always do."""
    return os.name != "posix" or all(map(os.get_blocking, range(3)))


def _said_at_once(argv: list[str]) -> int | None:
    """Answer what needs no command and return the exit code; None if *argv* is a command."""
    if argv == ["--version"]:
        sys.stdout.write(f"layers {__version__}\n")
        sys.stdout.flush()
        return 0
    return answer(argv) if may_ask_for_help(argv) else None
