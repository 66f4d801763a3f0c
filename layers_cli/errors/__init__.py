"""Exit codes, exceptions, and how errors are reported."""
