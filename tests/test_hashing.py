"""The checksum of blocks, made beside those who move them."""

import hashlib
import threading
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.api.blocks import KEPT_BLOCKS
from layers_cli.hashing import BEHIND, Hashing


@given(st.lists(st.binary(max_size=3000), max_size=12), st.integers(1, 100), st.binary(max_size=9))
def test_it_is_the_checksum_of_all_blocks_in_order(blocks, movers, before):
    with Hashing(hashlib.sha256(before), movers=movers) as hashing:
        for block in blocks:
            hashing.add(block)
        said = hashing.hexdigest()

    assert said == hashlib.sha256(before + b"".join(blocks)).hexdigest()


def test_room_may_be_used_again_once_enough_blocks_came_after_it():
    size = 200_000
    known = hashlib.sha256()
    with Hashing() as hashing:
        for number, room in zip(range(60), cycle([bytearray(size) for _ in range(BEHIND + 1)])):
            room[:] = bytes([number]) * size
            known.update(room)
            hashing.add(memoryview(room))
        assert hashing.hexdigest() == known.hexdigest()


@pytest.mark.parametrize("blocks", [1, 40])
def test_no_thread_is_left_behind_by_what_fails(blocks):
    def failing():
        with Hashing() as hashing:
            for _ in range(blocks):
                hashing.add(b"x" * 100_000)
            raise OSError(5, "cut")

    before = threading.active_count()
    with pytest.raises(OSError, match="cut"):
        failing()

    assert threading.active_count() == before


def test_blocks_of_media_are_kept_for_as_long_as_they_may_have_to_be_hashed():
    assert KEPT_BLOCKS > BEHIND
