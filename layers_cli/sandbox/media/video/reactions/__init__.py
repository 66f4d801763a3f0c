"""The reactions before the demo: a drawn character that doubts and is then convinced.

The MP4 files here are made by `python -m layers_cli.sandbox.media.video.reactions`.
"""
