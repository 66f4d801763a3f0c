"""The command tree written down: help at once, completion scripts and manual pages.

`python -m layers_cli.reference` reads the Typer app and writes all of it anew.
"""
