"""Lines that tell people about an error."""

from collections.abc import Iterator

from layers_cli.errors.problem import Problem
from layers_cli.render.sanitize import clean
from layers_cli.render.text import duration

_SUBMITTED = {
    "no": "Nothing was submitted.",
    "yes": "The request was submitted.",
    "unknown": "The request may have been submitted; check before you run it again.",
}
# Here it is obvious that nothing was sent; saying so would be noise.
_NEVER_SENT = frozenset(
    {"cli_usage", "cli_config", "cli_no_key", "cli_no_profile", "cli_unknown_setting"}
)
_REPEATABLE = (
    "The request may have been submitted. Run it again as the hint says; it is not submitted twice."
)


def problem_lines(problem: Problem) -> Iterator[tuple[str, str]]:
    """Yield (label, text) for each line; a label may be empty.

    The server's words stand apart and are marked as the server's.
    """
    yield "error", clean(problem.message, keep_lines=True)
    if problem.server_said and problem.server_said != problem.message:
        yield "", f"The server said: {clean(problem.server_said)}"
    if problem.retry_after:
        yield "", f"The server asks to wait {duration(problem.retry_after)}."
    if problem.submitted and problem.code not in _NEVER_SENT:
        sure = problem.submitted == "unknown" and problem.safe_to_retry
        yield "", _REPEATABLE if sure else _SUBMITTED.get(problem.submitted, "")
    if problem.request_id:
        yield "", f"Request id: {clean(problem.request_id)}"
    if problem.doc_url:
        yield "", f"See {clean(problem.doc_url)}"
    if problem.resume and problem.resume not in (problem.hint or ""):
        yield "resume", clean(problem.resume)
    if problem.hint:
        yield "hint", clean(problem.hint, keep_lines=True)
