"""The Jinja environment: everything is escaped, undefined names are errors."""

import re
from pathlib import Path

import jinja2

from layers_cli.sandbox.core.timestamps import format_timestamp

_LONG_ID = re.compile(r"\b([a-z]+_)[0-9A-Za-z-]{20,}([0-9A-Za-z]{6})")


def environment(folder: Path) -> jinja2.Environment:
    """Return the environment for the templates in *folder*."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "iso": format_timestamp,
        "clock": lambda moment: format_timestamp(moment)[11:19],
        "day": lambda moment: format_timestamp(moment)[:10],
        "number": lambda number: f"{number:,}",
        "signed": lambda number: f"{number:+,}".replace("-", "−"),
        "brief": lambda identifier: identifier[:12],
        # By their last characters: ids of the same hour begin alike.
        "short": lambda path: _LONG_ID.sub(r"\1…\2", path),
    }
    return made
