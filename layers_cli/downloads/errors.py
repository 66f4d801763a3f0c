"""What keeps a file from being written where it belongs."""


class FileConflictError(FileExistsError):
    """The path is taken by a file that must not be replaced; *hint* says what to do."""

    def __init__(
        self,
        message: str,
        hint: str = "replace it with --force, or choose other names with --name",
    ) -> None:
        super().__init__(message)
        self.hint = hint


class WriteError(OSError):
    """A block could not be written, usually because the disk is full."""

    hint = "free some space, then run this again: it continues where it stopped"
