"""Whether this sandbox can handle videos: PyAV comes with the extra `sandbox-video` alone."""

import importlib

from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.manage.outdated import is_installed
from layers_cli.sandbox.media.errors import INSTALL_VIDEO


def has_video_support() -> bool:
    """Say whether PyAV is installed, without loading it; it may be since a moment ago."""
    importlib.invalidate_caches()
    return is_installed("av")


def require_video_support() -> None:
    """Let videos pass only where they can be read and drawn.

    Raises:
        HttpError: `501 VIDEO_SUPPORT_MISSING` (ours), with the line that helps.

    """
    if not has_video_support():
        raise HttpError(
            501,
            "VIDEO_SUPPORT_MISSING",
            f"This sandbox has no video support. Install it: {INSTALL_VIDEO}",
            details={"install": INSTALL_VIDEO},
        )
