"""The error of pictures and videos that cannot be used, and the command that adds video."""

INSTALL_VIDEO = "pip install 'layers-cli[sandbox-video]'"


class MediaUnreadableError(ValueError):
    """A picture or video that was given cannot be used; the message says which and why."""
