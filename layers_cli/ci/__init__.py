"""Reports to CI systems, beside the result; nothing of them goes to stdout."""
