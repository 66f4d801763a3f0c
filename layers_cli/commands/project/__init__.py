"""`layers project`, one module a command."""
