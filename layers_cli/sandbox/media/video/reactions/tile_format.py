"""The format of a drawn reaction: one video with its colours above and its matte below.

Video has no transparency, and the background is drawn later in the colours of a brand.
"""

TILE_WIDTH, TILE_HEIGHT = 1040, 1120
"""Size of the character's tile in a frame of 1080 x 1920; a stored frame is twice as high."""

TILE_X, TILE_Y = 20, 480
"""Position of the tile in the frame."""

SECONDS = 2.6
