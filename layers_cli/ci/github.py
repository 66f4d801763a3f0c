"""GitHub Actions: annotations, a step summary, outputs.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from layers_cli.ci.collector import ResultCollector
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.problem import Problem
from layers_cli.render.problem import problem_lines
from layers_cli.render.sanitize import clean

_MOST_ANNOTATION = 4000  # characters; the rest is in the log
_MOST_PLACED = 8
_THUMBNAILS = 4  # a container
_MARKDOWN = frozenset("\\`*_{}[]()#+-.!|<>&~@:'\"=/")


def command(name: str, text: str, **properties: str) -> str:
    """Return a workflow command with its text escaped (cli-conventions 4j)."""
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name}{' ' if given else ''}{given}::{_data(text)}"


def annotated(collector: ResultCollector, code: ExitCode) -> Iterator[str]:
    """Yield few annotations a kind: GitHub shows ten a step and drops the rest."""
    if collector.warnings:
        count = len(collector.warnings)
        title = f"layers: {count} warnings" if count > 1 else "layers"
        text = clean("\n".join(collector.warnings), keep_lines=True)
        yield command("warning", text[:_MOST_ANNOTATION], title=title)
    yield from _placed(collector)
    if collector.problem is not None:
        lines = [text for _, text in problem_lines(collector.problem)]
        title = f"layers: {clean(collector.problem.code)}"
        yield command("error", "\n".join(lines)[:_MOST_ANNOTATION], title=title)
    elif code is not ExitCode.OK:
        yield command("error", f"Exit code {int(code)}: {code.meaning}", title="layers")


def _placed(collector: ResultCollector) -> Iterator[str]:
    """Yield an annotation at each of the first places that something is wrong at, one for the rest.

    The annotation of the run's end is one of the ten, too.
    """
    for each in collector.places[:_MOST_PLACED]:
        line = {} if each.line is None else {"line": str(each.line)}
        text = clean(each.text)[:_MOST_ANNOTATION]
        yield command("error", text, title="layers", file=clean(each.file), **line)
    if rest := collector.places[_MOST_PLACED:]:
        count = len(rest) + collector.places_not_kept
        text = "\n".join(clean(each.text) for each in rest)
        title = f"layers: {count} more"
        yield command("error", text[:_MOST_ANNOTATION], title=title, file=clean(rest[0].file))


def summary(collector: ResultCollector, code: ExitCode, *, called: str, room: int) -> str:
    """Return the step summary as Markdown of at most *room* bytes; rows left out are counted.

    *called* is the command. GitHub drops a summary of more than 1 MiB as a whole. Thumbnails are
    links, since GitHub shows no inline pictures.
    """
    head = [f"### {plain(called)}: {_ending(code)}", ""]
    if collector.problem is not None:
        head += [*_problem(collector.problem), ""]
    rows = [_row(name, found) for name, found in collector.containers.items()]
    if rows:
        head += ["| Content | Status | Review | Hook | |", "|---|---|---|---|---|"]
    text = "\n".join(head) + "\n"
    left = room - len(text.encode()) - 200  # for the line that says what was left out
    shown = 0
    for row in rows:
        left -= len(row.encode()) + 1
        if left < 0:
            break
        text += row + "\n"
        shown += 1
    missing = len(rows) - shown + collector.not_kept
    more = f"\nand {missing} more\n" if missing else ""
    whole = text + more + "\n"
    return whole if len(whole.encode()) <= room else ""


def outputs(collector: ResultCollector, code: ExitCode) -> dict[str, str]:
    """Return the step's outputs by name; ids are separated by spaces, file names by lines."""
    jobs, containers = (
        [clean(name) for name in found] for found in (collector.jobs, collector.containers)
    )
    return {
        "exit-code": str(int(code)),
        "job-id": jobs[0] if jobs else "",
        "job-ids": " ".join(jobs),
        "container-id": containers[0] if containers else "",
        "container-ids": " ".join(containers),
        "files": "\n".join(collector.files),
        "error-code": clean(collector.problem.code) if collector.problem else "",
    }


def assignment(name: str, value: str) -> str:
    """Return the lines that set an output, between two random marks.

    A value may come from a server and have line breaks; it cannot forge the mark.
    """
    mark = f"layers-{secrets.token_hex(16)}"
    return f"{name}<<{mark}\n{value}\n{mark}\n"


def plain(text: str) -> str:
    """Return *text* on one line, escaped for Markdown and HTML."""
    one_line = " ".join(text.split())
    return "".join(f"&#{ord(c)};" if c in _MARKDOWN else c for c in one_line)


def _ending(code: ExitCode) -> str:
    return "done" if code is ExitCode.OK else f"exit code {int(code)}, {plain(code.meaning)}"


def _problem(problem: Problem) -> Iterator[str]:
    for label, text in problem_lines(problem):
        yield f"{f'**{label}** ' if label else ''}{plain(text)}<br>"


def _row(name: str, found: Mapping[str, Any]) -> str:
    hook = str(found.get("hook") or "").strip().partition("\n")[0][:120]
    cells = (name, str(found.get("status") or ""), str(found.get("approvalStatus") or ""), hook)
    return f"| {' | '.join(plain(clean(cell)) for cell in cells)} | {''.join(_thumbnails(found))} |"


def _thumbnails(found: Mapping[str, Any]) -> Iterator[str]:
    preview = found.get("preview")
    if not isinstance(preview, dict):
        return
    slides = preview.get("imageUrls") or [preview.get("thumbnailUrl") or preview.get("primaryUrl")]
    if preview.get("videoUrl") or not isinstance(slides, list):
        slides = [preview.get("thumbnailUrl")]
    for url in slides[:_THUMBNAILS]:
        if isinstance(url, str) and url.startswith("https://") and url.isascii():
            safe = plain(url)
            yield f'<a href="{safe}"><img src="{safe}" width="72" alt="slide"></a> '


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
