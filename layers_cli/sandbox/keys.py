"""Endpoints of the sandbox's keys (sandbox-surface 4). All of it is ours."""

import json
from typing import Any

from . import identifiers
from .contract import control as contract
from .operations import Answer, Call, Operation
from .refusals import not_found
from .store import Row
from .timestamps import written_or_none
from .world import World


def list_(world: World, call: Call) -> Answer:
    """Show all keys, without their texts."""
    rows = world.store.account.all_keys()
    return Answer({"items": [_shown(world, row) for row in rows]})


def mint(world: World, call: Call) -> Answer:
    """Make a key; its text is shown this once."""
    return Answer(minted(world, call.body), 201)


def minted(world: World, wanted: contract.MintKey) -> dict[str, Any]:
    """Make a key and write it as it is shown once."""
    token = world.mint_key(*wanted.scopes)
    row = world.store.account.key(token)
    assert row is not None
    return _shown(world, row) | {"key": token}


def kill(world: World, call: Call) -> Answer:
    """Suspend a key: every call with it answers 503 from now on."""
    row = _named(world, call.params["keyId"])
    if row["killed_at"] is None:
        world.store.account.kill_key(row["id"], now=world.clock.now())
    return Answer(_shown(world, _named(world, row["id"])))


def _named(world: World, key_id: str) -> Row:
    wanted = identifiers.prefixed("key", key_id)
    for row in world.store.account.all_keys():
        if row["id"] == wanted:
            return row
    raise not_found("Key")


def _shown(world: World, row: Row) -> dict[str, Any]:
    seeded = world.store.account.key(world.key)
    return {
        "id": row["id"],
        "organizationId": row["organization_id"],
        "scopes": json.loads(row["scopes"]),
        "killedAt": written_or_none(row["killed_at"]),
        "seeded": seeded is not None and row["id"] == seeded["id"],
    }


_PATH = "/_sandbox/keys"

OPERATIONS = (
    Operation("GET", _PATH, list_, "List the keys", contract.Keys, ours=True),
    Operation(
        "POST",
        _PATH,
        mint,
        "Mint a key",
        contract.MintedKey,
        201,
        body=contract.MintKey,
        ours=True,
    ),
    Operation(
        "POST",
        f"{_PATH}/{{keyId}}/kill",
        kill,
        "Suspend a key",
        contract.Key,
        refusals=("NOT_FOUND",),
        ours=True,
    ),
)
