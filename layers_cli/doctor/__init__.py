"""Checks of `layers doctor`: each passes, warns or fails, and says how to fix it."""
