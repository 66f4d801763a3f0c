"""What a review in full screen needs, and most installations do without."""

from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode


def require_textual() -> None:
    """Raise `CommandError` without Textual, which draws the review."""
    try:
        import textual  # noqa: F401 - an optional extra: only whether it is there
    except ImportError as exc:
        raise CommandError(
            "The review is drawn with Textual, which is not installed",
            code="cli_review",
            exit_code=ExitCode.USAGE,
            hint="install it: pip install 'layers-cli[review]', or add --accessible for prompts",
        ) from exc
