"""Where `layers` begins. Answers `--version` and `--help` before anything heavy is imported."""

import gc
import os
import sys

from layers_cli import __version__
from layers_cli.cli.stored_help import answer, may_ask_for_help


def main() -> int:
    """Run the command line of this process and return its exit code."""
    argv = sys.argv[1:]
    if argv == ["--version"]:
        sys.stdout.write(f"layers {__version__}\n")
        return 0
    if may_ask_for_help(argv):
        try:
            code = answer(argv)
        except OSError as exc:  # a closed pipe, a full disk
            from layers_cli.cli import main  # not for a help that can be written

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
