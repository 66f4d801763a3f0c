"""Models of what commands print with `--json`, and their JSON Schema."""
