"""The forms of a result for programs: JSON, JSON Lines, CSV, a template, ids."""
