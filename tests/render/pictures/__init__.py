"""Pictures on terminals."""
