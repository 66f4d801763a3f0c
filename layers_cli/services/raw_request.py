"""Parse the words of `layers api` into a request: path, query, headers, body."""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from layers_cli.api.generation import GenerationRequest
from layers_cli.api.intents import PendingRequest
from layers_cli.api.session import KEY_HEADER, TOKEN, path_part
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.json_text import dumps, encoded, loads

READING = frozenset({"GET", "HEAD"})
METHODS = (*sorted(READING), "POST", "PUT", "PATCH", "DELETE")
# Headers that the user cannot set, and what to use instead.
_OURS = {
    "authorization": "the key is chosen with --api-key-file, --profile or LAYERS_API_KEY",
    "x-layers-organization": "choose it with --organization",
    "host": "the host is chosen with --base-url",
    "content-length": "it is counted",
    "transfer-encoding": "the body is sent whole",
    "connection": "connections are kept by themselves",
}
_HEADER = re.compile(rf"({TOKEN.pattern}):[ \t]*([ -~]*)")
_FIELD = re.compile(r"([^\[\]=]+)((?:\[[^\[\]=]*\])*)")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CREATE = re.compile(r"/v1/projects/([^/]+)/content(?:/(slideshow-builder|ugc-remix))?")
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True)
class RawCall:
    """A request as the command line describes it; *query* repeats names that have several values.

    *path* begins with a slash and is relative to the API's address.
    """

    method: str
    path: str
    query: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def reads(self) -> bool:
        """Whether it changes nothing, and may be sent any number of times."""
        return self.method in READING

    @property
    def whole_path(self) -> str:
        """Return the path with its query."""
        return f"{self.path}?{urlencode(self.query, doseq=True)}" if self.query else self.path

    @property
    def given_key(self) -> str | None:
        """Return the idempotency key that is among the headers."""
        return next((v for k, v in self.headers.items() if k.lower() == KEY_HEADER), None)

    @property
    def sent_headers(self) -> dict[str, str]:
        """Return the headers without the idempotency key, which goes another way."""
        return {k: v for k, v in self.headers.items() if k.lower() != KEY_HEADER}

    def generation(self, key: str) -> GenerationRequest | None:
        """Return what it asks to generate, and so to pay for; None if it does not."""
        found = _CREATE.fullmatch(self.path) if self.method == "POST" else None
        if found is None:
            return None
        try:
            body = loads(self.body or b"{}")
        except ValueError:
            body = {}
        body = body if isinstance(body, dict) else {}
        count = body.get("variantCount", 1)
        variants = count if isinstance(count, int) and count > 0 else 1
        kind = str(found[2] or body.get("format", ""))
        hook = body.get("hook")
        return GenerationRequest(
            found[1], hook if isinstance(hook, str) else None, kind, variants, (), key
        )

    def call(self, key: str) -> PendingRequest:
        """Return it for the ledger, to be sent with the idempotency *key*."""
        made = self.generation(key)
        known = (made.project, made.format, made.hook, made.variants) if made else ()
        return PendingRequest(self.method, self.whole_path, self.body, key, "api", *known)


def target(text: str, *, base_url: str, project: Callable[[], str]) -> tuple[str, dict[str, Any]]:
    """Return path and query of *text*; `{project}` in it stands for the chosen project.

    Raises `UsageError` for what is not a path, and for an address on a host other than *base_url*:
    the key must not leave.
    """
    text = _PLACEHOLDER.sub(lambda found: _placed(found[1], project), text)
    if not all("!" <= character <= "~" for character in text) or "\\" in text or "#" in text:
        raise UsageError(
            f"`{text}` is not a path", hint="an example: layers api GET /v1/whoami", param="PATH"
        )
    if "://" in text or text.startswith("//"):
        text = _on_our_host(text, base_url)
    path, _, query = text.partition("?")
    if ".." in path.split("/"):
        raise UsageError("A path cannot contain `..`", hint="write it out", param="PATH")
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        values.setdefault(name, []).append(value)
    return "/" + path.lstrip("/"), values


def _placed(name: str, project: Callable[[], str]) -> str:
    if name != "project":
        raise UsageError(
            f"There is no placeholder `{{{name}}}`", hint="there is one: {project}", param="PATH"
        )
    return path_part(project())


def _on_our_host(text: str, base_url: str) -> str:
    """Return what follows *base_url* in the address *text*, if it follows it."""
    ours = urlsplit(base_url)
    try:
        theirs = urlsplit(text)
        is_ours = (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)
    except ValueError:
        is_ours = False
    rest = text[len(base_url) :]
    if not is_ours or not text.startswith(base_url) or rest[:1] not in ("", "/", "?"):
        raise UsageError(
            f"`{text}` is not at {base_url}, and the key is sent nowhere else",
            hint="give a path, such as /v1/whoami; another host is chosen with --base-url",
            param="PATH",
        )
    return rest or "/"


def headers_of(lines: Iterable[str]) -> dict[str, str]:
    """Read `name: value` *lines*; raises `UsageError` for one that is not, or that is ours."""
    found: dict[str, str] = {}
    for line in lines:
        match = _HEADER.fullmatch(line)
        if match is None:
            raise UsageError(
                "A header is `name: value`, in ASCII", hint="-H 'Accept: text/csv'", param="header"
            )
        if reason := _OURS.get(match[1].lower()):
            raise UsageError(f"The header {match[1]} cannot be set", hint=reason, param="header")
        found[match[1]] = match[2]
    return found


def fields_of(
    texts: Sequence[str], typed: Sequence[str], *, read: Callable[[str], str]
) -> dict[str, Any]:
    """Return the object that `key=value` *texts* and *typed* values make up.

    `a[b]=x` reaches into an object, `a[]=x` appends to a list. *typed* values are true, false,
    null, numbers, or `@file`, which *read* reads. Raises `UsageError` for what does not fit.
    """
    found: dict[str, Any] = {}
    for text in texts:
        name, value = _pair(text)
        _put(found, name, value)
    for text in typed:
        name, value = _pair(text)
        _put(found, name, _typed(value, read))
    return found


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not _FIELD.fullmatch(name):
        raise UsageError(
            f"`{text}` is not `key=value`", hint="-f hook='Wait for it...'", param="field"
        )
    return name, value


def _typed(text: str, read: Callable[[str], str]) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text.startswith("@"):
        return read(text)
    return _number(text) if _NUMBER.fullmatch(text) else text


def _number(text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:  # more digits than Python reads
        value = math.inf
    if isinstance(value, float) and not math.isfinite(value):
        raise UsageError(
            "A number of a field is too large",
            hint="send it as text with -f, or as JSON with --input",
            param="field",
        )
    return value


def _put(into: dict[str, Any], name: str, value: Any) -> None:
    """Put *value* where *name* points, `a[b][]`, making objects and lists on the way."""
    match = _FIELD.fullmatch(name)
    assert match
    steps = [match[1], *re.findall(r"\[([^\]]*)\]", match[2])]
    place: Any = into
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        fresh: Any = value if after is None else [] if after == "" else {}
        if isinstance(place, list) and step == "":
            place.append(fresh)
            place = fresh
        elif isinstance(place, dict) and step and (after is None or _fits(place, step, fresh)):
            place[step] = value if after is None else place.get(step, fresh)
            place = place[step]
        else:
            raise UsageError(f"`{name}` does not fit the fields before it", param="field")


def _fits(place: dict[str, Any], step: str, fresh: Any) -> bool:
    return isinstance(place.get(step, fresh), type(fresh))


def with_fields(call: RawCall, fields: Mapping[str, Any], *, in_query: bool) -> RawCall:
    """Return *call* carrying *fields*: as its JSON body, or *in_query*."""
    if not fields:
        return call
    if not in_query:
        return replace(call, body=encoded(fields))
    query = {**call.query}
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        query[name] = [*query.get(name, []), *(_in_query(name, each) for each in values)]
    return replace(call, query=query)


def _in_query(name: str, value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise UsageError(f"`{name}` is an object, which a query cannot hold", param="field")
    return value if isinstance(value, str) else dumps(value)
