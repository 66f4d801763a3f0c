"""The page at `/`: what is in the sandbox, to look at and to review (sandbox-surface 1)."""
