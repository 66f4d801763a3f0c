"""Writes help pages, completion scripts and manual pages anew."""

import sys

from layers_cli.reference.generated import files, left_over


def main() -> int:
    """Write what has changed and say so."""
    current = files()
    for path, text in current.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"wrote {path}\n")
    for path in left_over(current):
        path.unlink()
        sys.stdout.write(f"removed {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
