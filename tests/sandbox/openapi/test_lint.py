"""Redocly finds nothing to say about the document."""

import os
import subprocess
from pathlib import Path

from layers_cli import sandbox
from tests.sandbox.openapi.installed_tools import node_tool

KEPT = Path(sandbox.__file__).with_name("openapi.json")


def test_the_document_lints_clean():
    ran = subprocess.run(
        [*node_tool("redocly"), "lint", "--extends=recommended", "--format=json", str(KEPT)],
        env={**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert '"problems": []' in ran.stdout, ran.stdout + ran.stderr
    assert ran.returncode == 0
