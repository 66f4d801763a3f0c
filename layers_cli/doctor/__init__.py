"""Looks at everything that `layers` stands on: each check says pass, warn or fail, and the fix."""
