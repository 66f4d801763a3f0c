"""What comes before the demo: a drawn character that doubts, and then does not any more.

The MP4 files here are made by `python -m layers_cli.sandbox.media.video.reactions`.
"""
