"""Finds the words of a hint that belong to this very case: ids, the key's origin."""

import re
from collections.abc import Mapping
from shlex import quote

from layers_cli.config.resolution import ENVIRONMENT
from layers_cli.errors.command_lines import command_line

_PARTS = re.compile(
    r"/v1/(?P<noun>content|jobs|projects|influencers|webhook-endpoints|scheduled-posts|social-accounts)/(?P<id>[^/?]+)(?:/(?P<inner>app-media|content)\b)?"
)
ENDED_BADLY = frozenset({"failed", "canceled"})
_ID = {
    "content": "container",
    "jobs": "job",
    "projects": "project",
    "influencers": "influencer",
    "webhook-endpoints": "webhook",
    "scheduled-posts": "post",
    "social-accounts": "account",
}
_STATE = {
    "content": "layers content get {container}",
    "jobs": "layers jobs get {job}",
    "projects": "layers project get {project}",
    "influencers": "layers influencer get {influencer}",
    "webhook-endpoints": "layers webhooks get {webhook}",
    "scheduled-posts": "layers posts get {post}",
    "social-accounts": "layers accounts list",
}
_KINDS = {
    "cnt_": ("content", "it is a container's id"),
    "job_": ("jobs", "it is a job's id"),
    "prj_": ("projects", "it is a project's id"),
    "inf_": ("influencers", "it is an influencer's id"),
}
_INNER = re.compile(r"/(?:oauth-status|webhook-deliveries)/")
_WITHOUT_OWNER = {
    "/oauth-status/": "start again: layers accounts connect tiktok",
    "/webhook-deliveries/": "see what exists: layers webhooks list, then deliveries of one",
}
_WITHOUT_ID = ("/v1/projects", "/v1/whoami", "/v1/credits")
_LISTS = {
    "content": "layers content list",
    "jobs": "layers jobs list",
    "projects": "layers project list",
    "influencers": "layers influencer list",
    "webhook-endpoints": "layers webhooks list",
    "scheduled-posts": "layers posts list",
    "social-accounts": "layers accounts list",
}


def ids_of(path: str | None, details: Mapping[str, object] | None) -> dict[str, str]:
    """Return the container, job or project that a request to *path* was about, by these names.

    The API's *details* may name a container too; a name that is not known stands for itself.
    """
    names = dict.fromkeys(_ID.values(), "ID")
    found = _PARTS.search(path or "")
    if found is not None:
        names[_ID[found["noun"]]] = quote(found["id"])
    named = (details or {}).get("containerId")
    return names | ({"container": named} if isinstance(named, str) else {})


def filled(
    hint: str,
    path: str | None,
    details: Mapping[str, object] | None,
    names: Mapping[str, str],
    *,
    param: str | None = None,
) -> str:
    """Return *hint* with its names filled in: *names*, and what the request to *path* was about.

    *param* is the part of it that the API refused.
    """
    state, place = its_state(path), where_it_would_be(path, param)
    whole = hint.replace("{its_state}", state).replace("{where_it_would_be}", place)
    return whole.format_map({**ids_of(path, details), **names})


def where_it_would_be(path: str | None, param: str | None = None) -> str:
    """Return the command that lists what a request to *path* was looking for, or its *param*."""
    found = _PARTS.search(path or "")
    if found is None and str(path).endswith(_WITHOUT_ID):
        return "check the address and the organization: layers config list"
    if found is None:
        inner = _INNER.search(path or "")
        return _WITHOUT_OWNER[inner[0]] if inner else "check the path: layers api --help"
    noun, said = _KINDS.get(found["id"][:4], (found["noun"], ""))
    if noun != found["noun"]:
        return f"{said}: {_STATE[noun].format(**{_ID[noun]: quote(found['id'])})}"
    if "media" in (param or "") and found["noun"] == "projects":
        return "see what exists: layers media list --project {project}"
    if found["inner"] == "app-media" and not str(path).partition("?")[0].endswith("/app-media"):
        return "see what exists: layers media list --project {project}"
    return f"see what exists: {_LISTS[found['noun']]}"


def for_media(container_id: str, status: str) -> str:
    """Return the command that helps where a container, by its *status*, has no media."""
    if status in ENDED_BADLY:
        return f"see why: {command_line('content', 'get', container_id)}"
    return f"wait for it: {command_line('jobs', 'watch', container_id)}"


def its_state(path: str | None) -> str:
    """Return the command that shows the state of what a request to *path* was about."""
    found = _PARTS.search(path or "")
    return f"see its state: {_STATE[found['noun']]}" if found else "see its state, then try again"


def another_key(origin: str | None) -> str:
    """Return how to use another key than the one from *origin*, as settings call it."""
    if origin == ENVIRONMENT["api_key"]:
        return f"set {origin} to another key, or leave it out: unset {origin}"
    if origin == "--api-key-file":
        return "name a file with another key after --api-key-file"
    if origin == "the sandbox":
        return "start over with another key: layers sandbox reset"
    place = (origin or "").rpartition(" ")[2]
    if place == "api_key_command":
        return "let it print another key: layers config set api_key_command COMMAND"
    return "log in again: layers auth login" + (" --keyring" if place == "api_key_keyring" else "")


def way_to_unset(name: str, origin: str) -> str:
    """Return how the setting *name*, which comes from *origin*, is taken away."""
    if origin == ENVIRONMENT.get(name):
        return f"unset {origin}"
    return f"layers config unset {name}"


def address_of(key_origin: str | None) -> str:
    """Return the command that shows the address in use, of the sandbox or of the hosted API."""
    is_sandbox = key_origin == "the sandbox"
    return "layers sandbox status" if is_sandbox else "layers config get base_url"
