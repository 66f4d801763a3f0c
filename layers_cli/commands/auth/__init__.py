"""`layers auth`, one module a command."""
