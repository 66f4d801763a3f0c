"""`python -m layers_cli.sandbox.openapi > layers_cli/sandbox/openapi.json` renews the kept copy."""

import sys

from layers_cli.sandbox.openapi.document import written
from layers_cli.sandbox.openapi.endpoints import ENDPOINTS

if __name__ == "__main__":
    sys.stdout.buffer.write(written(ENDPOINTS).encode())
