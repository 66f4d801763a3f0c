"""Where `layers` begins. Answers `--version` before anything heavy is imported."""

import sys


def main() -> int:
    """Run the command line of this process and return its exit code."""
    if sys.argv[1:] == ["--version"]:
        from layers_cli import __version__

        sys.stdout.write(f"layers {__version__}\n")
        return 0
    from layers_cli import cli

    return cli.main()
