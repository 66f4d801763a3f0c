"""Tests of `layers_cli.inputs`."""
