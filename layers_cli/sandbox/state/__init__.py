"""The state of one sandbox, and how it is seeded."""
