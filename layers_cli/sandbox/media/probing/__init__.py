"""Probes uploaded files in child processes, which may crash without harm."""
