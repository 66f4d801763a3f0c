"""Generation jobs: submission, rendering, progress, completion, approval."""
