"""The `layers` program: its entry point, and the one place where a run ends."""
