"""`layers media`, one module a command."""
