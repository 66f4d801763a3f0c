"""What a run tells the CI system it runs in, beside its result; nothing of it goes to stdout."""
