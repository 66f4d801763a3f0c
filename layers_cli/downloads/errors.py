"""What keeps a file from being written where it belongs."""


class FileConflictError(FileExistsError):
    """Something else has the name already, and it is not ours to replace; *hint* is the way out."""

    def __init__(
        self,
        message: str,
        hint: str = "replace it with --force, or choose other names with --name",
    ) -> None:
        super().__init__(message)
        self.hint = hint


class WriteError(OSError):
    """A block could not be written: the disk is full, mostly."""

    hint = "free some space, then run this again: it continues where it stopped"
