"""Where `layers` begins. Answers `--version` and `--help` before anything heavy is imported."""

import os
import sys


def main() -> int:
    """Run the command line of this process and return its exit code."""
    argv = sys.argv[1:]
    if argv == ["--version"]:
        from layers_cli import __version__

        sys.stdout.write(f"layers {__version__}\n")
        return 0
    from layers_cli.cli.stored_help import answer, may_ask_for_help

    if may_ask_for_help(argv):
        try:
            code = answer(argv)
        except OSError as exc:  # a closed pipe, a full disk
            from layers_cli.cli import main

            return main.unwritten(exc)
        if code is not None:
            return code
    from layers_cli.cli import vendor

    code = vendor.hand_over(argv, sys.argv[0], os.environ)
    if code is not None:
        return code
    from layers_cli.cli import main

    code = main.main()
    import gc

    gc.freeze()  # the process ends: looking for garbage once more costs a tenth of a short run
    return code
