"""How a drawn reaction is stored: its colours above, its matte below, in one video.

A video has no transparency, and the ground behind the character has to be in a brand's colours.
"""

TILE_WIDTH, TILE_HEIGHT = 1040, 1120
"""Pixels of the character's part of a frame of 1080 x 1920; a stored frame is twice as high."""

TILE_X, TILE_Y = 20, 480
"""Where that part lies."""

SECONDS = 2.6
