"""The sandbox on a port of one's choice, drawing nothing: to be killed and started again."""

import sys
from contextlib import ExitStack
from pathlib import Path

import uvicorn

from layers_cli.sandbox.faults.disconnect import DisconnectMiddleware
from layers_cli.sandbox.testing import Sandbox, open_sandbox


def main(folder: Path, port: int) -> None:
    """Serve the sandbox of *folder* until killed; says its key, project and token on stdout."""
    sandbox = open_sandbox(folder)
    sandbox.store.work.release_all()  # as the real one does: what a dead one had begun goes on
    print(sandbox.key, sandbox.project, sandbox.control_token, flush=True)
    app = DisconnectMiddleware(Sandbox(sandbox, ExitStack()).app)
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, lifespan="off")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
