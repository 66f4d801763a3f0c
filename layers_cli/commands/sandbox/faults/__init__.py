"""`layers sandbox faults`, one module a command."""
