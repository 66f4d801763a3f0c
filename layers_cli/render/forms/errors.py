"""What goes wrong with `--query` and `--template`."""


class ShapingError(ValueError):
    """A query or a template does not fit the response."""

    hint = "see the fields: run the command with --json, or `layers schema COMMAND`"
