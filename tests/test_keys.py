"""New idempotency keys."""

import uuid

from layers_cli.keys import new_key


def test_a_key_is_a_random_uuid():
    keys = [new_key() for _ in range(200)]

    assert {
        (str(uuid.UUID(key)), uuid.UUID(key).version, uuid.UUID(key).variant) for key in keys
    } == {(key, 4, uuid.RFC_4122) for key in keys}
    assert len(set(keys)) == len(keys)
