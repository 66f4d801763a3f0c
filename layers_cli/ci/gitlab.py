"""GitLab CI: collapsible sections in the log, a dotenv report.

https://docs.gitlab.com/ci/jobs/job_logs and https://docs.gitlab.com/ci/variables/dotenv_variables
"""

import re

from layers_cli.ci.collector import ResultCollector
from layers_cli.errors.exit_codes import ExitCode

_SAFE = re.compile(r"[A-Za-z0-9_ -]*")
_MOST_BYTES = 5000  # of a report; GitLab refuses one of more than 5 KB


def section_start(name: str, header: str, now: float) -> str:
    """Return the line that opens the section *name*."""
    return f"\x1b[0Ksection_start:{int(now)}:{name}\r\x1b[0K{header}"


def section_end(name: str, now: float) -> str:
    """Return the line that closes the section *name*."""
    return f"\x1b[0Ksection_end:{int(now)}:{name}\r\x1b[0K"


def dotenv(collector: ResultCollector, code: ExitCode) -> str:
    """Return the variables for later jobs; ids that do not fit or are not plain text are left out.

    The format has neither quotes nor line breaks.
    """
    values = {
        "EXIT_CODE": str(int(code)),
        "JOB_IDS": " ".join(collector.jobs),
        "CONTAINER_IDS": " ".join(collector.containers),
    }
    text = ""
    for name, value in values.items():
        line = f"LAYERS_{name}={value}\n"
        if _SAFE.fullmatch(value) and len((text + line).encode()) <= _MOST_BYTES:
            text += line
    return text
