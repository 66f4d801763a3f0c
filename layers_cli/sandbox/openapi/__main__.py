"""`python -m layers_cli.sandbox.openapi > layers_cli/sandbox/openapi.json` renews it."""

import sys

from layers_cli.sandbox.openapi.document import to_json
from layers_cli.sandbox.openapi.endpoints import ENDPOINTS

if __name__ == "__main__":
    sys.stdout.buffer.write(to_json(ENDPOINTS).encode())
