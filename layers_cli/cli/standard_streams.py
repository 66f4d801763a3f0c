"""Opens standard streams that were closed when the process began, as by `>&-`.

Otherwise the next file or socket that is opened takes the number of a closed stream, and what is
written to the stream lands in it: in the ledger, for one.
"""

import os
import sys

_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def open_closed() -> None:
    """Open what is closed: stdin is empty then, and writing to the others fails."""
    for name, mode in _STREAMS:
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDONLY)
            stream = open(descriptor, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor
            setattr(sys, name, stream)
