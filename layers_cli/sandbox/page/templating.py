"""The templates' environment: everything is escaped, nothing that is missing passes in silence."""

from pathlib import Path

import jinja2

from layers_cli.sandbox.timestamps import written


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
        "iso": written,
        "clock": lambda moment: written(moment)[11:19],
        "day": lambda moment: written(moment)[:10],
        "number": lambda number: f"{number:,}",
        "signed": lambda number: f"{number:+,}".replace("-", "−"),
        "brief": lambda identifier: identifier[:12],
    }
    return made
