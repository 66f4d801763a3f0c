"""Pictures on a terminal: Pillow images in, text with control sequences out. No I/O."""
